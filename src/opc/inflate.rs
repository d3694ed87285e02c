//! Inflating under a cap, with the checksum counted on the way.

use super::package::Caps;
use super::problem::{Over, Problem};
use super::record::{DEFLATED, Record, STORED};
use flate2::{Decompress, FlushDecompress, Status};

/// Where inflated bytes go. Gives `false` to stop early.
pub(super) trait Sink {
    /// Takes the next bytes.
    fn take(&mut self, bytes: &[u8]) -> bool;
}

impl Sink for Vec<u8> {
    fn take(&mut self, bytes: &[u8]) -> bool {
        self.extend_from_slice(bytes);
        true
    }
}

/// Counts only: how big a part really is, without holding it.
pub(super) struct Counting;

impl Sink for Counting {
    fn take(&mut self, _: &[u8]) -> bool {
        true
    }
}

/// Inflates one entry into a sink: gives the true length, at most `caps.part_bytes`.
/// The declared length is a promise, not a fact: only what really comes out counts.
pub(super) fn inflate(
    bytes: &[u8],
    record: &Record,
    caps: &Caps,
    sink: &mut impl Sink,
) -> Result<u64, Problem> {
    let part = || record.name.clone();
    if record.flags & 1 != 0 {
        return Err(Problem::Encrypted { part: part() });
    }
    let over = || Problem::Cap {
        what: Over::Part(part()),
        cap: caps.part_bytes,
    };
    if record.size > caps.part_bytes {
        return Err(over());
    }
    let data = bytes.get(record.data.clone()).unwrap_or_default();
    let mut crc = crc32fast::Hasher::new();
    let mut total = 0_u64;
    match record.method {
        STORED => {
            total = data.len() as u64;
            if total > caps.part_bytes {
                return Err(over());
            }
            crc.update(data);
            if !sink.take(data) {
                return Ok(total);
            }
        }
        DEFLATED => {
            let mut inflater = Decompress::new(false);
            let mut buffer = vec![0_u8; 32 * 1024];
            let mut rest = data;
            loop {
                let (in_before, out_before) = (inflater.total_in(), inflater.total_out());
                let status = inflater
                    .decompress(rest, &mut buffer, FlushDecompress::None)
                    .map_err(|_| Problem::Inflate { part: part() })?;
                let read = usize::try_from(inflater.total_in() - in_before).unwrap_or(usize::MAX);
                let made = usize::try_from(inflater.total_out() - out_before).unwrap_or(0);
                rest = rest.get(read..).unwrap_or_default();
                let fresh = buffer.get(..made).unwrap_or_default();
                total += made as u64;
                if total > caps.part_bytes {
                    return Err(over());
                }
                crc.update(fresh);
                if !sink.take(fresh) {
                    return Ok(total);
                }
                if status == Status::StreamEnd {
                    break;
                }
                if read == 0 && made == 0 {
                    return Err(Problem::Inflate { part: part() });
                }
            }
        }
        method => {
            return Err(Problem::Method {
                part: part(),
                method,
            });
        }
    }
    if crc.finalize() != record.crc || total != record.size {
        return Err(Problem::Checksum { part: part() });
    }
    Ok(total)
}
