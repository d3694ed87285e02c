//! An opened package: its parts by name, inflated under caps.

use super::content_types::{self, ContentTypes};
use super::inflate::{Counting, Sink, inflate};
use super::names;
use super::problem::{Over, Problem};
use super::record::{Directory, Record};
use super::relations::{self, Relationship};
use super::text;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

/// Absolute caps: an honest file with a high ratio passes, one that unfolds without end does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caps {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Entries.
    pub entries: usize,
    /// Bytes of one part, inflated.
    pub part_bytes: u64,
    /// Bytes of all parts that are looked at, inflated, each counted once.
    pub total_bytes: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            file_bytes: 100 << 20,
            entries: 20_000,
            part_bytes: 128 << 20,
            total_bytes: 256 << 20,
        }
    }
}

/// A package over its bytes. Opening reads the directory only; parts are inflated when asked for.
#[derive(Debug)]
pub struct Package<'a> {
    bytes: &'a [u8],
    caps: Caps,
    directory: Directory,
    by_key: HashMap<String, usize>,
    content_types: OnceCell<ContentTypes>,
    /// True length of each entry once it was inflated.
    measured: Vec<Cell<Option<u64>>>,
    total: Cell<u64>,
}

impl<'a> Package<'a> {
    /// Reads the zip directory.
    ///
    /// # Errors
    /// No zip, a directory that contradicts itself (overlapping entries, say), or over a cap.
    pub fn open(bytes: &'a [u8], caps: &Caps) -> Result<Self, Problem> {
        if bytes.len() as u64 > caps.file_bytes {
            return Err(Problem::Cap {
                what: Over::File,
                cap: caps.file_bytes,
            });
        }
        let directory = Directory::read(bytes, caps.entries)?;
        let mut by_key = HashMap::with_capacity(directory.records.len());
        for (i, record) in directory.records.iter().enumerate() {
            // The last of several entries of one name counts, as in the zip crate and so in calamine.
            if !record.is_folder() {
                by_key.insert(names::key(&record.name), i);
            }
        }
        Ok(Self {
            bytes,
            caps: caps.clone(),
            measured: vec![Cell::new(None); directory.records.len()],
            directory,
            by_key,
            content_types: OnceCell::new(),
            total: Cell::new(0),
        })
    }

    /// The bytes it was opened on.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The zip directory.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Names of all parts as they stand in the zip, folders left out, in the directory's order.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.directory
            .records
            .iter()
            .filter(|record| !record.is_folder())
            .map(|record| record.name.as_str())
    }

    /// Index of the entry that holds a part: same name, else without regard to ASCII case,
    /// separators and percent signs.
    pub fn find(&self, part: &str) -> Option<usize> {
        let key = names::key(part);
        if let Some(&i) = self.by_key.get(&key) {
            return Some(i);
        }
        if part.contains('%')
            && let Some(&i) = names::decoded_key(part).and_then(|key| self.by_key.get(&key))
        {
            return Some(i);
        }
        None
    }

    /// Whether a part is there.
    pub fn contains(&self, part: &str) -> bool {
        self.find(part).is_some()
    }

    /// Names (as [`names::key`]) that more than one entry has: readers differ on which counts.
    pub fn duplicates(&self) -> Vec<String> {
        let mut times: HashMap<String, usize> = HashMap::new();
        for part in self.parts() {
            *times.entry(names::key(part)).or_default() += 1;
        }
        let mut names: Vec<String> = times
            .into_iter()
            .filter(|&(_, n)| n > 1)
            .map(|(name, _)| name)
            .collect();
        names.sort();
        names
    }

    fn record(&self, part: &str) -> Result<(usize, &Record), Problem> {
        let missing = || Problem::Missing {
            part: part.to_owned(),
        };
        let i = self.find(part).ok_or_else(missing)?;
        Ok((i, self.directory.records.get(i).ok_or_else(missing)?))
    }

    fn inflate_into(&self, part: &str, sink: &mut impl Sink) -> Result<u64, Problem> {
        let (i, record) = self.record(part)?;
        let known = self.measured.get(i).and_then(Cell::get);
        let over_total = || Problem::Cap {
            what: Over::Total,
            cap: self.caps.total_bytes,
        };
        // Before inflating, so that a declared excess costs nothing.
        if known.is_none() && self.total.get().saturating_add(record.size) > self.caps.total_bytes {
            return Err(over_total());
        }
        let size = inflate(self.bytes, record, &self.caps, sink)?;
        if known.is_none() {
            let total = self.total.get().saturating_add(size);
            if total > self.caps.total_bytes {
                return Err(over_total());
            }
            self.total.set(total);
            if let Some(cell) = self.measured.get(i) {
                cell.set(Some(size));
            }
        }
        Ok(size)
    }

    /// A part's bytes, inflated and checked against its checksum.
    ///
    /// # Errors
    /// Missing, damaged, encrypted, or over a cap.
    pub fn part(&self, part: &str) -> Result<Vec<u8>, Problem> {
        let (_, record) = self.record(part)?;
        let expected = usize::try_from(record.size.min(1 << 20)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(expected);
        self.inflate_into(part, &mut bytes)?;
        Ok(bytes)
    }

    /// A part's text: without byte-order mark, UTF-16 and older encodings decoded.
    ///
    /// # Errors
    /// As [`Package::part`], or bytes that the encoding does not know.
    pub fn text(&self, part: &str) -> Result<String, Problem> {
        let bytes = self.part(part)?;
        match text::decode(part, &bytes)? {
            (Cow::Owned(text), _) => Ok(text),
            (Cow::Borrowed(text), _) if text.len() == bytes.len() => String::from_utf8(bytes)
                .map_err(|_| Problem::Xml {
                    part: part.to_owned(),
                }),
            (Cow::Borrowed(text), _) => Ok(text.to_owned()),
        }
    }

    /// A part's true length, by inflating it without keeping it. Counts towards the total once,
    /// however often the part is read.
    ///
    /// # Errors
    /// As [`Package::part`]; over a cap above all.
    pub fn measure(&self, part: &str) -> Result<u64, Problem> {
        let (i, _) = self.record(part)?;
        match self.measured.get(i).and_then(Cell::get) {
            Some(size) => Ok(size),
            None => self.inflate_into(part, &mut Counting),
        }
    }

    /// Lets `look` see a part's bytes piece by piece while it gives `true`; nothing is kept, and
    /// what is not looked at is not inflated.
    ///
    /// # Errors
    /// As [`Package::part`], but for faults behind the place where `look` stopped.
    pub fn scan(&self, part: &str, look: impl FnMut(&[u8]) -> bool) -> Result<(), Problem> {
        struct Looking<F>(F);
        impl<F: FnMut(&[u8]) -> bool> Sink for Looking<F> {
            fn take(&mut self, bytes: &[u8]) -> bool {
                (self.0)(bytes)
            }
        }
        let (_, record) = self.record(part)?;
        inflate(self.bytes, record, &self.caps, &mut Looking(look)).map(|_| ())
    }

    /// All content types.
    ///
    /// # Errors
    /// The part is missing or not readable.
    pub fn content_types(&self) -> Result<&ContentTypes, Problem> {
        if let Some(types) = self.content_types.get() {
            return Ok(types);
        }
        let types = ContentTypes::parse(&self.text(content_types::PART)?)?;
        Ok(self.content_types.get_or_init(|| types))
    }

    /// The content type of a part, `None` where the package does not say.
    ///
    /// # Errors
    /// As [`Package::content_types`].
    pub fn content_type(&self, part: &str) -> Result<Option<&str>, Problem> {
        Ok(self.content_types()?.of(part))
    }

    /// The relationships of a part (`""`: of the package); none where it has no such part.
    ///
    /// # Errors
    /// The relationships part is not readable.
    pub fn relationships(&self, part: &str) -> Result<Vec<Relationship>, Problem> {
        let name = names::relationships_of(part);
        if !self.contains(&name) {
            return Ok(Vec::new());
        }
        relations::parse(part, &self.text(&name)?)
    }

    /// The workbook part, by the package's relationships.
    ///
    /// # Errors
    /// There is none, or the relationships are not readable.
    pub fn workbook_part(&self) -> Result<String, Problem> {
        let relationships = self.relationships("")?;
        let part = relationships
            .iter()
            .filter(|relationship| relationship.is("officeDocument"))
            .find_map(Relationship::part)
            .ok_or_else(|| Problem::Missing {
                part: "officeDocument".into(),
            })?;
        let (_, record) = self.record(part)?;
        Ok(record
            .name
            .replace('\\', "/")
            .trim_start_matches('/')
            .to_owned())
    }

    /// Whether the package carries digital signatures, which adding a sheet would break.
    pub fn is_signed(&self) -> bool {
        self.parts()
            .any(|part| names::key(part).starts_with("_xmlsignatures/"))
            || self.relationships("").is_ok_and(|all| {
                all.iter()
                    .any(|relationship| relationship.kind.ends_with("/digital-signature/origin"))
            })
    }
}
