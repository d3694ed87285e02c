//! The four parts of a submitted package that may be changed, as text, with what they list.

use super::Refusal;
use super::splice::{Element, Outline, unescape};
use crate::opc::relations::{self, Relationship};
use crate::opc::text::Spelling;
use crate::opc::{Package, Rewrite, content_types, names, text};
use std::collections::{BTreeMap, BTreeSet};

/// The largest part that is patched, in bytes: several times what 64,000 cell formats need.
const LARGEST_PATCHED: u64 = 32 << 20;

/// A part being patched.
#[derive(Debug, Clone)]
pub(super) struct Patched {
    /// Its name, with `/` and no slash in front.
    pub name: String,
    /// Its entry; none for a part that is new.
    entry: Option<usize>,
    /// Its text, without byte-order mark.
    pub text: String,
    /// Whether a byte-order mark stands before it.
    marked: bool,
    /// Whether the text differs from what was submitted.
    changed: bool,
}

impl Patched {
    fn read(package: &Package, part: &str) -> Result<Self, Refusal> {
        let missing = || crate::opc::Problem::Missing {
            part: part.to_owned(),
        };
        let entry = package.find(part).ok_or_else(missing)?;
        let record = package.directory().records.get(entry).ok_or_else(missing)?;
        let key = names::key(&record.name);
        let namesakes = package.parts().filter(|name| names::key(name) == key);
        if namesakes.count() > 1 {
            return Err(Refusal::Ambiguous {
                part: part.to_owned(),
            });
        }
        if record.size > LARGEST_PATCHED {
            return Err(Refusal::Package(crate::opc::Problem::Cap {
                what: crate::opc::Over::Part(part.to_owned()),
                cap: LARGEST_PATCHED,
            }));
        }
        let bytes = package.part(part)?;
        let (text, spelling) = text::decode(part, &bytes)?;
        let marked = match spelling {
            Spelling::Utf8 => false,
            Spelling::Utf8Marked => true,
            Spelling::Utf16 | Spelling::Other => {
                return Err(Refusal::Encoding {
                    part: part.to_owned(),
                });
            }
        };
        Ok(Self {
            name: record
                .name
                .replace('\\', "/")
                .trim_start_matches('/')
                .to_owned(),
            entry: Some(entry),
            text: text.into_owned(),
            marked,
            changed: false,
        })
    }

    /// A part that was not there.
    pub(super) fn new(name: String, text: String) -> Self {
        Self {
            name,
            entry: None,
            text,
            marked: false,
            changed: true,
        }
    }

    /// Gives it another text.
    pub(super) fn set(&mut self, text: String) {
        self.changed |= text != self.text;
        self.text = text;
    }

    /// Its outline as it stands now.
    pub(super) fn outline(&self) -> Result<Outline, Refusal> {
        Outline::read(&self.name, &self.text)
    }

    pub(super) fn malformed(&self) -> Refusal {
        Refusal::Malformed {
            part: self.name.clone(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        if self.marked {
            format!("\u{feff}{}", self.text).into_bytes()
        } else {
            self.text.clone().into_bytes()
        }
    }
}

/// A submitted package on its way to the annotated one.
#[derive(Debug)]
pub(super) struct Book<'p, 'a> {
    /// The package as submitted.
    pub package: &'p Package<'a>,
    /// `[Content_Types].xml`.
    pub types: Patched,
    /// The workbook part.
    pub workbook: Patched,
    /// Its relationships.
    pub relationships: Patched,
    /// The styles part, where there is one.
    pub styles: Option<Patched>,
    /// Entries left out.
    pub removed: BTreeSet<usize>,
    /// New parts, in the order in which they will lie.
    pub added: Vec<(String, Vec<u8>)>,
}

/// A sheet as the workbook part lists it.
#[derive(Debug, Clone)]
pub(super) struct ListedSheet {
    pub element: Element,
    pub name: String,
    pub sheet_id: u32,
    pub relationship: String,
    pub visible: bool,
}

/// A defined name.
#[derive(Debug, Clone)]
pub(super) struct ListedName {
    pub element: Element,
    pub name: String,
    /// Position of the sheet it is local to.
    pub sheet: Option<usize>,
    pub refers_to: String,
}

/// Content types of XML workbooks: plain, with macros, and templates of both.
const WORKBOOKS: [&str; 4] = [
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml",
    "application/vnd.ms-excel.template.macroenabled.main+xml",
];

impl<'p, 'a> Book<'p, 'a> {
    /// Finds the parts and refuses what cannot be grafted.
    pub(super) fn read(package: &'p Package<'a>) -> Result<Self, Refusal> {
        if package.is_signed() {
            return Err(Refusal::Signed);
        }
        let workbook_part = package.workbook_part()?;
        let kind = package.content_type(&workbook_part)?.unwrap_or_default();
        if !WORKBOOKS.contains(&kind.to_ascii_lowercase().as_str()) {
            return Err(Refusal::NotAWorkbook {
                content_type: kind.to_owned(),
            });
        }
        let types = Patched::read(package, content_types::PART)?;
        let workbook = Patched::read(package, &workbook_part)?;
        let relationships = Patched::read(package, &names::relationships_of(&workbook_part))?;
        let mut book = Self {
            package,
            types,
            workbook,
            relationships,
            styles: None,
            removed: BTreeSet::new(),
            added: Vec::new(),
        };
        let all = book.related()?;
        if all.iter().any(|one| one.is("revisionHeaders")) {
            return Err(Refusal::Shared);
        }
        let styles = all.iter().find(|one| one.is("styles"));
        if let Some(part) = styles.and_then(Relationship::part)
            && package.contains(part)
        {
            book.styles = Some(Patched::read(package, part)?);
        }
        Ok(book)
    }

    /// The workbook's relationships as they stand now.
    pub(super) fn related(&self) -> Result<Vec<Relationship>, Refusal> {
        Ok(relations::parse(
            &self.workbook.name,
            &self.relationships.text,
        )?)
    }

    /// Sheets in the workbook's order.
    pub(super) fn sheets(&self, outline: &Outline) -> Result<Vec<ListedSheet>, Refusal> {
        let text = &self.workbook.text;
        let list = outline
            .child(text, "sheets")
            .ok_or_else(|| self.workbook.malformed())?;
        let mut sheets = Vec::new();
        for element in super::splice::elements(&self.workbook.name, text, list.inner.clone())? {
            if element.local(text) != "sheet" {
                continue;
            }
            let attribute = |name| element.attribute(text, name).unwrap_or_default();
            let relationship = element
                .attributes(text)
                .into_iter()
                .find(|(name, _)| name.ends_with(":id"))
                .and_then(|(_, place)| unescape(text.get(place)?))
                .unwrap_or_default();
            sheets.push(ListedSheet {
                name: attribute("name").into_owned(),
                sheet_id: attribute("sheetId").parse().unwrap_or(0),
                relationship: relationship.into_owned(),
                visible: matches!(&*attribute("state"), "" | "visible"),
                element,
            });
        }
        Ok(sheets)
    }

    /// Defined names, in order.
    pub(super) fn names(&self, outline: &Outline) -> Result<Vec<ListedName>, Refusal> {
        let text = &self.workbook.text;
        let Some(list) = outline.child(text, "definedNames") else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for element in super::splice::elements(&self.workbook.name, text, list.inner.clone())? {
            let refers_to = text.get(element.inner.clone()).unwrap_or_default();
            found.push(ListedName {
                name: element
                    .attribute(text, "name")
                    .unwrap_or_default()
                    .into_owned(),
                sheet: element
                    .attribute(text, "localSheetId")
                    .and_then(|id| id.parse().ok()),
                refers_to: unescape(refers_to).unwrap_or_default().into_owned(),
                element,
            });
        }
        Ok(found)
    }

    /// Keys of all part names that are in use: entries, and names that only the content types
    /// still mention.
    pub(super) fn taken_names(&self) -> Result<BTreeSet<String>, Refusal> {
        let records = &self.package.directory().records;
        let mut taken: BTreeSet<String> = records
            .iter()
            .enumerate()
            .filter(|(i, _)| !self.removed.contains(i))
            .map(|(_, record)| names::key(&record.name))
            .collect();
        let types = content_types::ContentTypes::parse(&self.types.text)?;
        taken.extend(types.overridden().map(str::to_owned));
        Ok(taken)
    }

    /// Writes the package: untouched records as they stood.
    pub(super) fn finish(self) -> Result<Vec<u8>, Refusal> {
        let mut rewrite = Rewrite::new(self.package);
        let mut fresh: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let patched = [
            Some(self.types),
            Some(self.workbook),
            Some(self.relationships),
            self.styles,
        ];
        for part in patched.into_iter().flatten().filter(|part| part.changed) {
            match part.entry {
                Some(entry) => rewrite.replace(entry, part.bytes()),
                None => {
                    fresh.insert(part.name.clone(), part.bytes());
                }
            }
        }
        for entry in self.removed {
            rewrite.remove(entry);
        }
        for (name, bytes) in fresh.into_iter().chain(self.added) {
            rewrite.add(name, bytes);
        }
        Ok(rewrite.finish()?)
    }
}
