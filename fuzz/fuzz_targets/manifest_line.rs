//! Any bytes as a line of the archive's manifest: refused or read, and what is read prints again
//! to a line that reads the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbiao::archive::manifest::{Tail, parse_line};

fuzz_target!(|bytes: &[u8]| {
    let Ok(line) = parse_line(bytes) else { return };
    let printed = serde_json::to_vec(&line).expect("a line that was read can be printed");
    assert_eq!(parse_line(&printed), Ok(line.clone()));
    let _ = Tail::default().after(&line, bytes);
});
