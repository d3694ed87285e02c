//! Writing a package again: records copied as they stand, a few replaced, removed or added.

use super::package::Package;
use super::record::DEFLATED;
use flate2::{Compress, Compression, FlushCompress, Status};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Deflate level of new data: parts are small, and the time of a form is mostly spent here.
const LEVEL: u32 = 1;
/// 1 January 1980, 00:00: the zip date of new entries, so that the same input gives the same bytes.
const DATE: u16 = 0x0021;
/// Flag: the name is UTF-8.
const UTF8: u16 = 1 << 11;

/// The result would need more than a plain zip directory holds (4 GB, 65,535 entries).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the package would outgrow a plain zip directory")]
pub struct TooBig;

/// Changes to be made to a package.
#[derive(Debug)]
pub struct Rewrite<'p, 'a> {
    package: &'p Package<'a>,
    replaced: BTreeMap<usize, Vec<u8>>,
    removed: BTreeSet<usize>,
    added: Vec<(String, Vec<u8>)>,
}

/// A deflated or stored piece of data with what a header says of it.
struct Packed<'d> {
    method: u16,
    crc: u32,
    size: u32,
    data: Cow<'d, [u8]>,
}

impl<'p, 'a> Rewrite<'p, 'a> {
    /// No change yet.
    pub fn new(package: &'p Package<'a>) -> Self {
        Self {
            package,
            replaced: BTreeMap::new(),
            removed: BTreeSet::new(),
            added: Vec::new(),
        }
    }

    /// Gives an entry new data; its name, place, date and attributes stay.
    pub fn replace(&mut self, entry: usize, data: Vec<u8>) {
        self.replaced.insert(entry, data);
    }

    /// Leaves an entry out.
    pub fn remove(&mut self, entry: usize) {
        self.removed.insert(entry);
    }

    /// Adds an entry behind all others.
    pub fn add(&mut self, name: String, data: Vec<u8>) {
        self.added.push((name, data));
    }

    /// The new package's bytes.
    ///
    /// # Errors
    /// [`TooBig`].
    pub fn finish(&self) -> Result<Vec<u8>, TooBig> {
        let bytes = self.package.bytes();
        let directory = self.package.directory();
        let slice = |range: std::ops::Range<usize>| bytes.get(range).unwrap_or_default();
        let fresh: usize = self
            .added
            .iter()
            .map(|(_, data)| data.len() / 2 + 256)
            .sum();
        let mut out = Vec::with_capacity(bytes.len() + fresh + 4096);
        out.extend_from_slice(slice(directory.prefix.clone()));

        let mut deflater = Compress::new(Compression::new(LEVEL), false);
        let mut order: Vec<usize> = (0..directory.records.len()).collect();
        order.sort_by_key(|&i| {
            directory
                .records
                .get(i)
                .map_or(0, |record| record.span.start)
        });
        // Central entries by the entry's place in the old directory, which keeps its order.
        let mut central: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
        for i in order {
            let Some(record) = directory.records.get(i) else {
                continue;
            };
            if self.removed.contains(&i) {
                continue;
            }
            let offset = u32::try_from(out.len()).map_err(|_| TooBig)?;
            let old = slice(record.central.clone());
            if let Some(data) = self.replaced.get(&i) {
                let packed = pack(&mut deflater, data)?;
                let header = |range: std::ops::Range<usize>| old.get(range).unwrap_or_default();
                let name_len = usize::from(u16::from_le_bytes([
                    old.get(28).copied().unwrap_or(0),
                    old.get(29).copied().unwrap_or(0),
                ]));
                let name = header(46..46 + name_len);
                let time = header(12..16);
                write_local(&mut out, record.flags & UTF8, time, name, &packed);
                let mut entry = header(0..6).to_vec();
                write_common(&mut entry, record.flags & UTF8, time, name.len(), &packed);
                // Extra field and comment go: the one may hold 64-bit lengths that are no more true.
                entry.extend_from_slice(&[0; 6]);
                entry.extend_from_slice(header(36..42));
                entry.extend_from_slice(&offset.to_le_bytes());
                entry.extend_from_slice(name);
                central.insert(i, entry);
            } else {
                out.extend_from_slice(slice(record.span.clone()));
                let mut entry = old.to_vec();
                let (at, wide) = record.offset_field;
                if wide {
                    put(&mut entry, at, &u64::from(offset).to_le_bytes());
                } else {
                    put(&mut entry, at, &offset.to_le_bytes());
                }
                central.insert(i, entry);
            }
        }
        let mut entries: Vec<Vec<u8>> = central.into_values().collect();
        for (name, data) in &self.added {
            let offset = u32::try_from(out.len()).map_err(|_| TooBig)?;
            let packed = pack(&mut deflater, data)?;
            let time = [0, 0, DATE.to_le_bytes()[0], DATE.to_le_bytes()[1]];
            let flags = if name.is_ascii() { 0 } else { UTF8 };
            write_local(&mut out, flags, &time, name.as_bytes(), &packed);
            let mut entry = 0x0201_4b50_u32.to_le_bytes().to_vec();
            entry.extend_from_slice(&20_u16.to_le_bytes());
            write_common(&mut entry, flags, &time, name.len(), &packed);
            entry.extend_from_slice(&[0; 12]);
            entry.extend_from_slice(&offset.to_le_bytes());
            entry.extend_from_slice(name.as_bytes());
            entries.push(entry);
        }

        let start = u32::try_from(out.len()).map_err(|_| TooBig)?;
        let count = u16::try_from(entries.len())
            .ok()
            .filter(|&count| count != u16::MAX)
            .ok_or(TooBig)?;
        for entry in &entries {
            out.extend_from_slice(entry);
        }
        let end = u32::try_from(out.len()).map_err(|_| TooBig)?;
        out.extend_from_slice(&0x0605_4b50_u32.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&count.to_le_bytes());
        out.extend_from_slice(&count.to_le_bytes());
        out.extend_from_slice(&(end - start).to_le_bytes());
        out.extend_from_slice(&start.to_le_bytes());
        let comment = slice(directory.comment.clone());
        out.extend_from_slice(&u16::try_from(comment.len()).unwrap_or(0).to_le_bytes());
        out.extend_from_slice(comment);
        out.extend_from_slice(slice(directory.trailing.clone()));
        Ok(out)
    }
}

fn put(entry: &mut [u8], at: usize, value: &[u8]) {
    if let Some(place) = entry.get_mut(at..at + value.len()) {
        place.copy_from_slice(value);
    }
}

/// Version needed up to the name's length: the fields that local and central headers share.
fn write_common(out: &mut Vec<u8>, flags: u16, time: &[u8], name_len: usize, packed: &Packed) {
    out.extend_from_slice(&20_u16.to_le_bytes());
    out.extend_from_slice(&flags.to_le_bytes());
    out.extend_from_slice(&packed.method.to_le_bytes());
    out.extend_from_slice(time);
    out.extend_from_slice(&packed.crc.to_le_bytes());
    // `pack` saw to it that lengths fit.
    let stored = u32::try_from(packed.data.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&stored.to_le_bytes());
    out.extend_from_slice(&packed.size.to_le_bytes());
    out.extend_from_slice(&u16::try_from(name_len).unwrap_or(u16::MAX).to_le_bytes());
}

fn write_local(out: &mut Vec<u8>, flags: u16, time: &[u8], name: &[u8], packed: &Packed) {
    out.extend_from_slice(&0x0403_4b50_u32.to_le_bytes());
    write_common(out, flags, time, name.len(), packed);
    out.extend_from_slice(&[0; 2]);
    out.extend_from_slice(name);
    out.extend_from_slice(&packed.data);
}

fn pack<'d>(deflater: &mut Compress, data: &'d [u8]) -> Result<Packed<'d>, TooBig> {
    let size = u32::try_from(data.len())
        .ok()
        .filter(|&size| size < u32::MAX - (1 << 20))
        .ok_or(TooBig)?;
    let crc = crc32fast::hash(data);
    deflater.reset();
    // Deflate grows incompressible data by a few bytes in a block of some kilobytes.
    let mut packed = Vec::with_capacity(data.len() + data.len() / 512 + 64);
    let status = deflater.compress_vec(data, &mut packed, FlushCompress::Finish);
    Ok(if matches!(status, Ok(Status::StreamEnd)) {
        Packed {
            method: DEFLATED,
            crc,
            size,
            data: packed.into(),
        }
    } else {
        Packed {
            method: super::record::STORED,
            crc,
            size,
            data: data.into(),
        }
    })
}
