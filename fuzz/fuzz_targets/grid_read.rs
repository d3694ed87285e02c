//! Any bytes as a submitted file: a workbook or a refusal, never a panic.
//!
//! The first byte picks the extension, since .csv and encrypted forms are told by it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbiao::grid::{Limits, read};

fuzz_target!(|data: &[u8]| {
    let Some((&pick, bytes)) = data.split_first() else {
        return;
    };
    let name = ["表.xlsx", "表.csv", "表.xls", "表.ods"][usize::from(pick) % 4];
    let _ = read(bytes, name, &Limits::default());
});
