//! Any bytes as a submitted file under small caps: a workbook within them or a refusal, the same
//! each time, never a panic.
//!
//! The first byte picks the extension, since .csv and encrypted forms are told by it. Compound files
//! (.xls) are left out: their reader asks for a gigabyte on a hostile file of 6 KB, which is why the
//! program reads them in a child process of limited memory.

#![no_main]

mod parts;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use shenbiao::grid::{Limits, read};

fn limits() -> Limits {
    Limits {
        file_bytes: 1 << 20,
        entries: 200,
        part_bytes: 2 << 20,
        total_bytes: 4 << 20,
        markup_bytes: 1 << 16,
        sheets: 40,
        cells: 20_000,
        filled_cells: 5_000,
        cell_chars: 4_000,
        text_bytes: 1 << 19,
        shared_strings: 5_000,
        styles: 2_000,
        merges: 500,
        hidden: 10_000,
        ..Limits::default()
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&pick, bytes)) = data.split_first() else {
        return;
    };
    let name = ["表.xlsx", "表.csv", "表.xlsx", "表.ods"][usize::from(pick) % 4];
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return;
    }
    let limits = limits();
    let once = read(bytes, name, &limits);
    let again = read(bytes, name, &limits);
    let (Ok(workbook), Ok(again)) = (&once, &again) else {
        assert_eq!(once.err(), again.err());
        return;
    };
    assert_eq!(format!("{workbook:?}"), format!("{again:?}"));
    let sheets = &workbook.sheets;
    assert!(sheets.len() <= limits.sheets);
    let cells: usize = sheets.iter().map(|s| s.cells.len()).sum();
    assert!(cells <= limits.filled_cells, "{cells} cells");
    let merges: usize = sheets.iter().map(|s| s.merges.len()).sum();
    assert!(merges <= limits.merges, "{merges} merges");
    let hidden: usize = sheets
        .iter()
        .map(|s| s.hidden_rows.len() + s.hidden_cols.len())
        .sum();
    assert!(hidden <= limits.hidden, "{hidden} hidden rows and columns");
    for sheet in sheets {
        for cell in sheet.cells.values() {
            let raw = cell.value.raw();
            assert!(raw.chars().count() <= limits.cell_chars);
            for (from, to, _) in &cell.symbol_runs {
                assert!(raw.get(*from..*to).is_some(), "a run outside of its text");
            }
        }
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    parts::mutate(data, size, max_size, seed, 1)
});
