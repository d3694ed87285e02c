//! Mutates a package inside: one part is taken out, changed and put back, so that what is tried is
//! mark-up and not broken deflate streams. Any other input is changed as bytes.

use libfuzzer_sys::fuzzer_mutate;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// No more is inflated than this; larger parts are left as they are.
const MOST: u64 = 1 << 19;

/// A mutation of `data[..size]` of at most `most` bytes; `skip` bytes in front stand outside of
/// the package and stay.
pub fn mutate(data: &mut [u8], size: usize, most: usize, seed: u32, skip: usize) -> usize {
    // Every eighth time the package itself is what changes.
    if seed % 8 != 0
        && size > skip
        && let Some(made) = inside(&data[skip..size], seed)
        && skip + made.len() <= most
    {
        data[skip..skip + made.len()].copy_from_slice(&made);
        return skip + made.len();
    }
    fuzzer_mutate(data, size, most)
}

fn inside(package: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut old = ZipArchive::new(Cursor::new(package)).ok()?;
    let count = old.len();
    let picked = usize::try_from(seed / 8).ok()?.checked_rem(count)?;
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..count {
        if at != picked {
            let part = old.by_index_raw(at).ok()?;
            new.raw_copy_file(part).ok()?;
            continue;
        }
        let part = old.by_index(at).ok()?;
        let name = part.name().ok()?.into_owned();
        let mut body = Vec::new();
        part.take(MOST).read_to_end(&mut body).ok()?;
        let (len, room) = (body.len(), body.len() + 512);
        body.resize(room, 0);
        let len = fuzzer_mutate(&mut body, len, room);
        new.start_file(name, stored).ok()?;
        new.write_all(&body[..len]).ok()?;
    }
    Some(new.finish().ok()?.into_inner())
}
