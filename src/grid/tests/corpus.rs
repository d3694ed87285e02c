//! Real workbooks (folder in `SHENBIAO_CORPUS`), with calamine's own stream as second opinion.

use crate::domain::cell::CellRef;
use crate::grid::{CellValue, Limits, Refusal, read};
use calamine::{DataRef, Reader, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

fn files() -> Vec<(String, Vec<u8>)> {
    let Some(root) = std::env::var_os("SHENBIAO_CORPUS") else {
        return Vec::new();
    };
    let mut files = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(root)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                files.push((name, bytes));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn real_workbooks_are_read_or_refused_with_a_reason() {
    let (mut read_well, mut refused) = (0, Vec::new());
    for (name, bytes) in files() {
        match read(&bytes, &name, &Limits::default()) {
            Ok(_) => read_well += 1,
            Err(reason) => refused.push(format!("{name}: {reason}")),
        }
    }
    println!("{read_well} read, {} refused", refused.len());
    for line in refused {
        println!("  {line}");
    }
}

#[test]
fn calamine_reads_the_same_values() {
    let (mut compared, mut cells) = (0, 0);
    let mut differences = Vec::new();
    for (name, bytes) in files() {
        let Ok(ours) = read(&bytes, &name, &Limits::default()) else {
            continue;
        };
        let Ok(mut theirs) = Xlsx::new(Cursor::new(&bytes)) else {
            continue;
        };
        for sheet in &ours.sheets {
            let Some(values) = stream(&mut theirs, &sheet.name) else {
                continue;
            };
            compared += 1;
            for (at, value) in &values {
                cells += 1;
                let ours = sheet.cells.get(at).map(|c| &c.value);
                if !same(ours, value) {
                    differences.push(format!("{name} {} {at}: {ours:?} / {value:?}", sheet.name));
                }
            }
            for (at, cell) in &sheet.cells {
                if !values.contains_key(at) && !cell.value.is_blank() {
                    differences.push(format!("{name} {} {at}: {cell:?} / none", sheet.name));
                }
            }
        }
    }
    println!("{compared} sheets, {cells} cells compared");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn stream(
    book: &mut Xlsx<Cursor<&Vec<u8>>>,
    sheet: &str,
) -> Option<BTreeMap<CellRef, calamine::Data>> {
    let mut values = BTreeMap::new();
    let mut reader = book.worksheet_cells_reader(sheet).ok()?;
    loop {
        match reader.next_cell() {
            Ok(Some(cell)) => {
                let (row, col) = cell.get_position();
                let value: DataRef<'_> = cell.get_value().clone();
                values.insert(CellRef::new(row, col), value.into());
            }
            Ok(None) => return Some(values),
            Err(_) => return None,
        }
    }
}

fn same(ours: Option<&CellValue>, theirs: &calamine::Data) -> bool {
    use calamine::Data;
    let number = |n: f64| match ours {
        Some(CellValue::Number { value, .. }) => {
            let back: f64 = value.to_string().parse().unwrap();
            (back - n).abs() <= n.abs() * 1e-14
        }
        Some(CellValue::Text(t)) => t.parse() == Ok(n),
        _ => false,
    };
    match theirs {
        Data::Empty => ours.is_none_or(CellValue::is_blank),
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => match ours {
            // calamine trims what stands without xml:space.
            Some(CellValue::Text(t)) => t.trim() == s.trim(),
            None => s.is_empty(),
            _ => false,
        },
        Data::Float(n) => number(*n),
        Data::Int(n) => number(*n as f64),
        Data::DateTime(d) => number(d.as_f64()),
        Data::Bool(b) => ours == Some(&CellValue::Bool(*b)),
        Data::Error(e) => matches!(ours, Some(CellValue::Error(t)) if *t == e.to_string()),
    }
}

#[test]
fn a_refusal_names_itself_in_words() {
    let finding = Refusal::Secured.finding();
    assert_eq!(finding.code, "E-FILE-SECURED");
    assert!(!finding.message.contains('{') && !finding.fix.is_empty());
}
