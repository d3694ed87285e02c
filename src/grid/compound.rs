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
