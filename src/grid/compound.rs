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
    // Bytes with the closing zero; type 1 is a storage, 2 a stream, 5 the root; colour is 0 or 1.
    if !(4..=64).contains(&length) || length % 2 != 0 {
        return None;
    }
    if !matches!(entry.get(66), Some(1 | 2 | 5)) || !matches!(entry.get(67), Some(0 | 1)) {
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
/// the stream has more than `cap` bytes.
pub(super) fn stream(bytes: &[u8], name: &str, cap: usize) -> Option<Stream> {
    let chains = Chains::of(bytes)?;
    let entry = entry(bytes, 2, |found| found.eq_ignore_ascii_case(name))?;
    let (first, size) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
    if size > cap {
        return None;
    }
    if size >= SHORT {
        return chains.collect(first, size);
    }
    // Short streams lie together in the root's stream, in pieces of 64 bytes.
    let root = self::entry(bytes, 5, |_| true)?;
    let pieces = u32_at(root, 120)? as usize;
    let holder = chains.collect(u32_at(root, 116)?, pieces.min(bytes.len()))?;
    let most = bytes.len() / PIECE + 1;
    let table = chains.collect_all(u32_at(bytes, 60)?, most.div_ceil(chains.sector / 4))?;
    let (mut out, mut places, mut number) = (Vec::with_capacity(size), Vec::new(), first);
    while out.len() < size {
        let at = (number as usize).checked_mul(PIECE)?;
        let data = holder.bytes.get(at..at.checked_add(PIECE)?)?;
        places.push(holder.place(at)?);
        out.extend_from_slice(data.get(..PIECE.min(size - out.len()))?);
        number = u32_at(&table, (number as usize).checked_mul(4)?)?;
    }
    Some(Stream {
        bytes: out,
        sector: PIECE,
        places,
    })
}

/// Streams below this length lie in the root's stream.
const SHORT: usize = 4096;
/// The pieces in which they lie there.
const PIECE: usize = 64;

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    four.try_into().ok().map(u32::from_le_bytes)
}

/// The first directory entry of that type (2 a stream, 5 the root) and name.
fn entry(bytes: &[u8], kind: u8, named: impl Fn(&str) -> bool) -> Option<&[u8]> {
    bytes
        .get(512..)?
        .chunks_exact(ENTRY)
        .find(|e| e.get(66) == Some(&kind) && entry_name(e).is_some_and(|name| named(&name)))
}

/// The allocation table: which sector follows which.
struct Chains<'b> {
    bytes: &'b [u8],
    sector: usize,
    /// The sectors that hold the table.
    table: Vec<u32>,
}

impl<'b> Chains<'b> {
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let shift = u32::from(u16::from_le_bytes([*bytes.get(30)?, *bytes.get(31)?]));
        if shift != 9 && shift != 12 {
            return None;
        }
        let mut chains = Self {
            bytes,
            sector: 1usize << shift,
            // 109 of the table's own sectors stand in the header, more in a chain of their own.
            table: (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect(),
        };
        let mut next = u32_at(bytes, 68)?;
        let most = bytes.len() / chains.sector + 1;
        while (next as usize) < most && chains.table.len() < most {
            let at = chains.place(next)?;
            let held = (0..chains.sector / 4 - 1).filter_map(|i| u32_at(bytes, at + 4 * i));
            chains.table.extend(held);
            next = u32_at(bytes, at + chains.sector - 4)?;
        }
        Some(chains)
    }

    /// Where a sector begins in the file.
    fn place(&self, number: u32) -> Option<usize> {
        (number as usize).checked_add(1)?.checked_mul(self.sector)
    }

    /// The sector that follows.
    fn follow(&self, number: u32) -> Option<u32> {
        let per = self.sector / 4;
        let holder = *self.table.get(number as usize / per)?;
        let at = self
            .place(holder)?
            .checked_add(4 * (number as usize % per))?;
        u32_at(self.bytes, at)
    }

    /// A sector's bytes; the file's last one may be cut short by its end.
    fn data(&self, number: u32) -> Option<(usize, &'b [u8])> {
        let at = self.place(number)?;
        let end = self.bytes.len().min(at.checked_add(self.sector)?);
        let data = self.bytes.get(at..end).filter(|d| !d.is_empty())?;
        Some((at, data))
    }

    /// A chain of `size` bytes.
    fn collect(&self, mut number: u32, size: usize) -> Option<Stream> {
        let mut out = Vec::with_capacity(size.min(self.bytes.len()));
        let mut places = Vec::new();
        while out.len() < size {
            let (at, data) = self.data(number)?;
            places.push(at);
            out.extend_from_slice(data.get(..data.len().min(size - out.len()))?);
            number = self.follow(number)?;
        }
        Some(Stream {
            bytes: out,
            sector: self.sector,
            places,
        })
    }

    /// A chain to its end, of `most` sectors at most.
    fn collect_all(&self, mut number: u32, most: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        for _ in 0..most {
            let Some((_, data)) = self.data(number) else {
                break;
            };
            out.extend_from_slice(data);
            number = self.follow(number)?;
        }
        Some(out)
    }
}
