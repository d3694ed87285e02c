//! Compound files (CFB): which streams they hold.
//!
//! Only the names are needed to tell an old workbook from an encrypted package or a text
//! document. Directory entries lie at multiples of 128 bytes, so they are found by looking at
//! each such place; that also works where the chains of sectors are damaged.

/// The first eight bytes.
pub(super) const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Size of a directory entry.
const ENTRY: usize = 128;
/// Names looked at before the search ends.
const MOST_NAMES: usize = 4096;

/// The names of what look like storages and streams.
pub(super) fn stream_names(bytes: &[u8]) -> Vec<String> {
    bytes
        .get(512..)
        .unwrap_or_default()
        .chunks_exact(ENTRY)
        .filter_map(entry_name)
        .take(MOST_NAMES)
        .collect()
}

fn entry_name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([*entry.get(64)?, *entry.get(65)?]));
    // Bytes with the closing zero; type 1 is a storage, 2 a stream; colour is 0 or 1.
    if !(4..=64).contains(&length) || length % 2 != 0 {
        return None;
    }
    if !matches!(entry.get(66), Some(1 | 2)) || !matches!(entry.get(67), Some(0 | 1)) {
        return None;
    }
    let (name, rest) = entry.get(..64)?.split_at(length - 2);
    if rest.get(..2) != Some(&[0, 0]) {
        return None;
    }
    let units = name.chunks_exact(2).filter_map(|pair| match pair {
        [low, high] => Some(u16::from_le_bytes([*low, *high])),
        _ => None,
    });
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}

/// A stream, and where in the file each of its sectors lies.
pub(super) struct Stream {
    pub bytes: Vec<u8>,
    sector: usize,
    places: Vec<usize>,
}

impl Stream {
    /// Where in the file a byte of the stream stands.
    pub(super) fn place(&self, at: usize) -> Option<usize> {
        Some(self.places.get(at / self.sector)? + at % self.sector)
    }
}

/// Follows a stream's sectors through the allocation table; none where the chains are broken or
/// the stream is too short to have sectors of its own (below 4096 bytes).
pub(super) fn stream(bytes: &[u8], name: &str, cap: usize) -> Option<Stream> {
    let u32_at = |at: usize| {
        bytes
            .get(at..at + 4)
            .and_then(|b| b.try_into().ok())
            .map(u32::from_le_bytes)
    };
    let shift = u32::from(u16::from_le_bytes([*bytes.get(30)?, *bytes.get(31)?]));
    if shift != 9 && shift != 12 {
        return None;
    }
    let sector = 1usize << shift;
    let place = |number: u32| (number as usize).checked_add(1)?.checked_mul(sector);
    // The allocation table's own sectors: 109 in the header, more in a chain of their own.
    let mut table: Vec<u32> = (0..109).filter_map(|i| u32_at(76 + 4 * i)).collect();
    let mut next = u32_at(68)?;
    let most = bytes.len() / sector + 1;
    while (next as usize) < most && table.len() < most {
        let at = place(next)?;
        table.extend((0..sector / 4 - 1).filter_map(|i| u32_at(at + 4 * i)));
        next = u32_at(at + sector - 4)?;
    }
    let follow = |number: u32| -> Option<u32> {
        let per = sector / 4;
        let holder = *table.get(number as usize / per)?;
        u32_at(place(holder)?.checked_add(4 * (number as usize % per))?)
    };
    let entry = bytes.get(512..)?.chunks_exact(ENTRY).find(|e| {
        e.get(66) == Some(&2) && entry_name(e).is_some_and(|n| n.eq_ignore_ascii_case(name))
    })?;
    let number_at = |at: usize| {
        entry
            .get(at..at + 4)
            .and_then(|b| b.try_into().ok())
            .map(u32::from_le_bytes)
    };
    let (mut number, size) = (number_at(116)?, number_at(120)? as usize);
    if !(4096..=cap).contains(&size) {
        return None;
    }
    let mut out = Vec::with_capacity(size.min(bytes.len()));
    let mut places = Vec::new();
    while out.len() < size {
        let at = place(number)?;
        // The last sector may be cut short by the end of the file.
        let end = bytes.len().min(at.checked_add(sector)?);
        let data = bytes.get(at..end).filter(|d| !d.is_empty())?;
        places.push(at);
        out.extend_from_slice(data.get(..data.len().min(size - out.len()))?);
        number = follow(number)?;
    }
    Some(Stream {
        bytes: out,
        sector,
        places,
    })
}
