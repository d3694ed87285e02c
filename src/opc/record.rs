//! The zip directory as records: where each entry's bytes begin and end.
//!
//! Read by hand and not through the `zip` crate, because every byte of a record must come back
//! as it stood: the crate's raw copy clears flag bits, rewrites extra fields and drops entries
//! of the same name.

use super::problem::{Over, Problem};
use std::ops::Range;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END_64: u32 = 0x0606_4b50;
const LOCATOR_64: u32 = 0x0706_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;

const CENTRAL_FIXED: usize = 46;
const LOCAL_FIXED: usize = 30;
const END_FIXED: usize = 22;

/// Compression method: none.
pub const STORED: u16 = 0;
/// Compression method: deflate.
pub const DEFLATED: u16 = 8;

/// One entry, as it lies in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Name as its bytes stand, lossily as text where it is not UTF-8.
    pub name: String,
    /// General purpose flags of the central directory.
    pub flags: u16,
    /// Compression method.
    pub method: u16,
    /// CRC-32 of the inflated data.
    pub crc: u32,
    /// Length of the stored data.
    pub compressed: u64,
    /// Declared length of the inflated data.
    pub size: u64,
    /// Local header, data and descriptor, in the file.
    pub span: Range<usize>,
    /// The stored data only.
    pub data: Range<usize>,
    /// The entry in the central directory.
    pub central: Range<usize>,
    /// Where the central entry keeps the offset: from its start, and whether it has 64 bits.
    pub(super) offset_field: (usize, bool),
}

impl Record {
    /// A folder, which is no part.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/') || self.name.ends_with('\\')
    }
}

/// All records and what surrounds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    /// In the order of the central directory.
    pub records: Vec<Record>,
    /// Bytes before the first record (a self-extractor's stub, say).
    pub prefix: Range<usize>,
    /// The archive comment.
    pub comment: Range<usize>,
    /// Bytes behind the archive.
    pub trailing: Range<usize>,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(
        bytes.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(
        bytes.get(at..at.checked_add(8)?)?.try_into().ok()?,
    ))
}

fn damaged(what: &'static str) -> Problem {
    Problem::Damaged { what }
}

/// What the end record says.
struct End {
    at: usize,
    entries: u64,
    size: u64,
    offset: u64,
    /// Where the directory must end: at the end record, or at the zip64 one before it.
    directory_end: usize,
    comment: Range<usize>,
}

/// Reads the end record whose directory is found where it says; searches from the back.
fn find_end(bytes: &[u8]) -> Result<End, Problem> {
    let mut first_problem = None;
    let mut at = bytes.len().checked_sub(END_FIXED).ok_or(Problem::NotAZip)?;
    loop {
        if bytes.get(at) == Some(&b'P') && u32_at(bytes, at) == Some(END) {
            match read_end(bytes, at) {
                Ok(end) => return Ok(end),
                Err(problem) => first_problem = first_problem.or(Some(problem)),
            }
        }
        match at.checked_sub(1) {
            Some(before) => at = before,
            None => return Err(first_problem.unwrap_or(Problem::NotAZip)),
        }
    }
}

fn read_end(bytes: &[u8], at: usize) -> Result<End, Problem> {
    let cut = || damaged("end record cut off");
    let disk = u16_at(bytes, at + 4).ok_or_else(cut)?;
    let entries = u16_at(bytes, at + 10).ok_or_else(cut)?;
    let size = u32_at(bytes, at + 12).ok_or_else(cut)?;
    let offset = u32_at(bytes, at + 16).ok_or_else(cut)?;
    let comment_start = at + END_FIXED;
    let comment_end = comment_start + usize::from(u16_at(bytes, at + 20).ok_or_else(cut)?);
    if comment_end > bytes.len() {
        return Err(cut());
    }
    if disk != 0 && disk != u16::MAX {
        return Err(damaged("archive in several volumes"));
    }
    let mut end = End {
        at,
        entries: entries.into(),
        size: size.into(),
        offset: offset.into(),
        directory_end: at,
        comment: comment_start..comment_end,
    };
    let needs_64 = entries == u16::MAX || size == u32::MAX || offset == u32::MAX;
    if let Some(locator) = at.checked_sub(20)
        && u32_at(bytes, locator) == Some(LOCATOR_64)
    {
        read_end_64(bytes, locator, &mut end)?;
    } else if needs_64 && (size == u32::MAX || offset == u32::MAX) {
        return Err(damaged("zip64 end record missing"));
    }
    let start = usize::try_from(end.size)
        .ok()
        .and_then(|size| end.directory_end.checked_sub(size))
        .ok_or_else(|| damaged("directory longer than the file"))?;
    if (end.entries > 0 && u32_at(bytes, start) != Some(CENTRAL)) || end.offset > start as u64 {
        return Err(damaged("directory not where the end record says"));
    }
    Ok(end)
}

fn read_end_64(bytes: &[u8], locator: usize, end: &mut End) -> Result<(), Problem> {
    let said = u64_at(bytes, locator + 8).ok_or_else(|| damaged("zip64 locator cut off"))?;
    // With bytes prepended the locator's offset is off by their number; the record then still
    // stands right before the locator, with its usual length.
    let at = [usize::try_from(said).ok(), locator.checked_sub(56)]
        .into_iter()
        .flatten()
        .find(|&at| at < locator && u32_at(bytes, at) == Some(END_64))
        .ok_or_else(|| damaged("zip64 end record missing"))?;
    let cut = || damaged("zip64 end record cut off");
    end.entries = u64_at(bytes, at + 32).ok_or_else(cut)?;
    end.size = u64_at(bytes, at + 40).ok_or_else(cut)?;
    end.offset = u64_at(bytes, at + 48).ok_or_else(cut)?;
    end.directory_end = at;
    Ok(())
}

impl Directory {
    /// Reads the directory of a whole archive and checks that records do not overlap.
    pub fn read(bytes: &[u8], max_entries: usize) -> Result<Self, Problem> {
        let end = find_end(bytes)?;
        if end.entries > max_entries as u64 {
            return Err(Problem::Cap {
                what: Over::Entries,
                cap: max_entries as u64,
            });
        }
        // Checked by `read_end`: the size fits, and the offset is not behind the directory.
        let start = end.directory_end - usize::try_from(end.size).unwrap_or(0);
        let shift = start - usize::try_from(end.offset).unwrap_or(start);

        let mut records = Vec::with_capacity(usize::try_from(end.entries).unwrap_or(0));
        let mut at = start;
        while at < end.directory_end && u32_at(bytes, at) == Some(CENTRAL) {
            if records.len() >= max_entries {
                return Err(Problem::Cap {
                    what: Over::Entries,
                    cap: max_entries as u64,
                });
            }
            let record = read_record(bytes, at, end.directory_end, start, shift)?;
            at = record.central.end;
            records.push(record);
        }
        if records.len() as u64 != end.entries {
            return Err(damaged("number of entries wrong"));
        }
        let prefix = settle_spans(bytes, &mut records, start)?;
        Ok(Self {
            records,
            prefix: 0..prefix,
            trailing: end.comment.end.max(end.at)..bytes.len(),
            comment: end.comment,
        })
    }
}

/// One entry of the central directory with its local header; the descriptor is found later.
fn read_record(
    bytes: &[u8],
    at: usize,
    directory_end: usize,
    directory_start: usize,
    shift: usize,
) -> Result<Record, Problem> {
    let cut = || damaged("directory entry cut off");
    let half = |offset| u16_at(bytes, at + offset).ok_or_else(cut);
    let word = |offset| u32_at(bytes, at + offset).ok_or_else(cut);
    let (flags, method, crc) = (half(8)?, half(10)?, word(16)?);
    let name_len = usize::from(half(28)?);
    let extra_len = usize::from(half(30)?);
    let central_end = at + CENTRAL_FIXED + name_len + extra_len + usize::from(half(32)?);
    if central_end > directory_end {
        return Err(cut());
    }
    let name = bytes
        .get(at + CENTRAL_FIXED..at + CENTRAL_FIXED + name_len)
        .ok_or_else(cut)?;

    let mut compressed = u64::from(word(20)?);
    let mut size = u64::from(word(24)?);
    let mut offset = u64::from(word(42)?);
    let mut offset_field = (42, false);
    let extra_start = CENTRAL_FIXED + name_len;
    let mut field = extra_start;
    while field + 4 <= extra_start + extra_len {
        let length = usize::from(half(field + 2)?);
        if half(field)? == 1 {
            let mut place = field + 4;
            let field_end = (place + length).min(extra_start + extra_len);
            for (value, is_offset) in [
                (&mut size, false),
                (&mut compressed, false),
                (&mut offset, true),
            ] {
                if *value == u64::from(u32::MAX) && place + 8 <= field_end {
                    *value = u64_at(bytes, at + place).ok_or_else(cut)?;
                    if is_offset {
                        offset_field = (place, true);
                    }
                    place += 8;
                }
            }
        }
        field += 4 + length;
    }

    let bad_local = || damaged("local header not where the directory says");
    let local = usize::try_from(offset)
        .ok()
        .and_then(|offset| offset.checked_add(shift))
        .filter(|&local| local < directory_start)
        .ok_or_else(bad_local)?;
    if u32_at(bytes, local) != Some(LOCAL) {
        return Err(bad_local());
    }
    if u16_at(bytes, local + 8) != Some(method) {
        return Err(damaged("local header contradicts the directory"));
    }
    let local_name_len = usize::from(u16_at(bytes, local + 26).ok_or_else(bad_local)?);
    let local_extra_len = usize::from(u16_at(bytes, local + 28).ok_or_else(bad_local)?);
    let local_name = bytes
        .get(local + LOCAL_FIXED..local + LOCAL_FIXED + local_name_len)
        .ok_or_else(bad_local)?;
    if local_name != name {
        return Err(damaged("local header contradicts the directory"));
    }
    let data_start = local + LOCAL_FIXED + local_name_len + local_extra_len;
    let data_end = usize::try_from(compressed)
        .ok()
        .and_then(|length| data_start.checked_add(length))
        .filter(|&data_end| data_end <= directory_start)
        .ok_or_else(|| damaged("data longer than the file"))?;
    Ok(Record {
        name: String::from_utf8_lossy(name).into_owned(),
        flags,
        method,
        crc,
        compressed,
        size,
        span: local..data_end,
        data: data_start..data_end,
        central: at..central_end,
        offset_field,
    })
}

/// Adds each record's descriptor to its span and refuses overlaps. Gives where the first
/// record begins.
fn settle_spans(
    bytes: &[u8],
    records: &mut [Record],
    directory_start: usize,
) -> Result<usize, Problem> {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|&i| records.get(i).map_or(0, |record| record.span.start));
    let mut limit = directory_start;
    for &i in order.iter().rev() {
        let Some(record) = records.get_mut(i) else {
            continue;
        };
        if record.span.end > limit {
            return Err(damaged("entries overlap"));
        }
        if record.flags & 8 != 0 {
            record.span.end += descriptor_length(bytes, record, limit);
        }
        limit = record.span.start;
    }
    Ok(limit)
}

/// Length of the data descriptor behind a record: with or without signature, 32 or 64 bits.
/// One that matches nothing is taken as the gap before the next record, if it is as short.
fn descriptor_length(bytes: &[u8], record: &Record, limit: usize) -> usize {
    let at = record.data.end;
    let room = limit - at;
    for (signature, wide) in [(true, false), (true, true), (false, false), (false, true)] {
        let start = if signature { at + 4 } else { at };
        let length = if signature { 4 } else { 0 } + if wide { 20 } else { 12 };
        if length > room || (signature && u32_at(bytes, at) != Some(DESCRIPTOR)) {
            continue;
        }
        let lengths = if wide {
            (u64_at(bytes, start + 4), u64_at(bytes, start + 12))
        } else {
            (
                u32_at(bytes, start + 4).map(u64::from),
                u32_at(bytes, start + 8).map(u64::from),
            )
        };
        if u32_at(bytes, start) == Some(record.crc)
            && lengths == (Some(record.compressed), Some(record.size))
        {
            return length;
        }
    }
    if room <= 24 { room } else { 0 }
}
