//! Workbooks drawn as text, for tests: `| 客户名称 | 甲公司 |`, one line a row, a blank line a blank row.

use crate::domain::cell::{CellRange, CellRef};
use crate::grid::{Cell, CellValue, DateSystem, FileKind, Sheet, Workbook};
use rust_decimal::Decimal;
use std::str::FromStr;

/// A workbook of some sheets.
pub fn book(sheets: Vec<Sheet>) -> Workbook {
    Workbook {
        kind: FileKind::Xlsx,
        dates: DateSystem::From1900,
        sheets: sheets
            .into_iter()
            .enumerate()
            .map(|(index, s)| Sheet { index, ..s })
            .collect(),
        notes: Vec::new(),
        signed: false,
        structure_locked: false,
    }
}

/// A sheet drawn as text. `=0` is a formula that gives 0, `=` one that gives "", `#5` the number 5,
/// `\n` a line break.
pub fn sheet(name: &str, drawing: &str) -> Sheet {
    let mut sheet = Sheet {
        name: name.to_owned(),
        ..Sheet::default()
    };
    for (row, line) in drawing.trim_matches('\n').lines().enumerate() {
        let line = line.trim();
        let inner = line
            .strip_prefix('|')
            .and_then(|l| l.strip_suffix('|'))
            .unwrap_or("");
        for (col, text) in inner.split('|').enumerate() {
            let text = text.trim();
            if !text.is_empty() {
                sheet
                    .cells
                    .insert(CellRef::new(row as u32, col as u32), cell(text));
            }
        }
    }
    sheet
}

/// A cell drawn as text.
pub fn cell(text: &str) -> Cell {
    let (formula, rest) = match text.strip_prefix('=') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let number = rest
        .strip_prefix('#')
        .or(formula.then_some(rest))
        .and_then(|n| Decimal::from_str(n).ok());
    let value = match number {
        Some(value) => CellValue::Number {
            value,
            exponent: None,
            digits_lost: false,
        },
        None => CellValue::Text(rest.replace("\\n", "\n").into()),
    };
    Cell {
        value,
        formula,
        ..Cell::default()
    }
}

/// The sheet with merges (`B1:D1`).
pub fn merged(mut sheet: Sheet, merges: &[&str]) -> Sheet {
    for text in merges {
        let (a, b) = text.split_once(':').unwrap();
        sheet
            .merges
            .push(CellRange::new(a.parse().unwrap(), b.parse().unwrap()));
    }
    sheet
}
