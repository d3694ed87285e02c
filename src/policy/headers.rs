//! Where the columns of a table stand on a sheet, by their headers; headers that are gone, stand
//! twice, or stand under another name.

use super::table::{Column, HEADER_ROW, Schema};
use crate::domain::cell::CellRef;
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::grid::{Cell, Sheet};

/// How far down a header is looked for.
const HEADER_SEARCH_ROWS: u32 = 30;

/// The row with most of the schema's headers, and where each stands in it.
pub(super) fn find(schema: &Schema, sheet: &Sheet) -> (u32, Vec<Option<u32>>) {
    let wanted: Vec<String> = schema.columns.iter().map(|c| fold(&c.header)).collect();
    let mut best = (HEADER_ROW, vec![None; wanted.len()]);
    let mut best_count = 0;
    let mut row = None;
    let mut found: Vec<Option<u32>> = Vec::new();
    let mut finish = |row: Option<u32>, found: Vec<Option<u32>>| {
        let count = found.iter().flatten().count();
        if let Some(row) = row
            && count > best_count
        {
            best_count = count;
            best = (row, found);
        }
    };
    for (at, cell) in sheet.cells.range(..CellRef::new(HEADER_SEARCH_ROWS, 0)) {
        if row != Some(at.row) {
            finish(row, std::mem::take(&mut found));
            row = Some(at.row);
            found = vec![None; wanted.len()];
        }
        let text = fold(&cell.value.raw());
        if let Some(index) = wanted.iter().position(|w| *w == text)
            && let Some(place) = found.get_mut(index)
        {
            place.get_or_insert(at.col);
        }
    }
    finish(row, found);
    best
}

/// Headers that stand a second time in their row: one of the columns would be passed over.
pub(super) fn twice(
    schema: &Schema,
    name: &str,
    sheet: &Sheet,
    header_row: u32,
    columns: &[Option<u32>],
) -> Vec<Finding> {
    let row = CellRef::new(header_row, 0)..CellRef::new(header_row + 1, 0);
    let mut found = Vec::new();
    for (at, cell) in sheet.cells.range(row) {
        let text = fold(&cell.value.raw());
        let first = schema
            .columns
            .iter()
            .zip(columns)
            .find(|(column, _)| !column.computed && fold(&column.header) == text)
            .and_then(|(_, place)| *place)
            .filter(|place| *place != at.col);
        if let Some(first) = first {
            let first = CellRef::new(header_row, first).to_string();
            let again = Finding::draft("E-POLICY-HEADER-TWICE", &[("first", &first)])
                .at(name, Some(*at))
                .quoting(&cell.value.raw())
                .done();
            found.push(again);
        }
    }
    found
}

/// A header that every workbook has and this one lacks.
pub(super) fn gone(
    schema: &Schema,
    name: &str,
    sheet: &Sheet,
    header_row: u32,
    index: usize,
    column: &Column,
) -> Finding {
    let at = CellRef::new(header_row, index as u32);
    let stands = sheet
        .cell(at)
        .map(|c| c.value.raw())
        .filter(|t| !t.trim().is_empty());
    let known = |text: &str| schema.columns.iter().any(|c| fold(&c.header) == fold(text));
    let draft = Finding::draft("E-POLICY-HEADER", &[("header", &column.header)])
        .at(name, Some(at))
        .of_field(&column.header);
    match stands.filter(|t| !known(t)) {
        Some(text) => draft.quoting(&text).done(),
        None => draft.done(),
    }
}

/// Columns that may be the one that the sheet lacks, where only older workbooks lack it: renamed,
/// its values would be passed over in silence.
///
/// Columns of people's own are free, so a column is asked about only if something stands in it and
/// it either stands where the program's workbook has the missing one, right between the same two
/// neighbours, or has the missing header in its own (`明细名称`).
pub(super) fn renamed(
    schema: &Schema,
    name: &str,
    sheet: &Sheet,
    header_row: u32,
    columns: &[Option<u32>],
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, column) in schema.columns.iter().enumerate() {
        if !column.added || columns.get(index).is_none_or(Option::is_some) {
            continue;
        }
        let before = columns.get(..index).and_then(|c| *c.last()?);
        let behind = columns.get(index + 1).copied().flatten();
        let between = |col: u32| {
            before.is_some_and(|before| before < col) && behind.is_some_and(|behind| col < behind)
        };
        let wanted = fold(&column.header);
        for col in used_columns(sheet, header_row) {
            let at = CellRef::new(header_row, col);
            let stands = sheet.cell(at).map(|c| c.value.raw()).unwrap_or_default();
            let text = fold(&stands);
            let known = schema.columns.iter().any(|c| fold(&c.header) == text);
            if known || !(between(col) || text.contains(&wanted)) {
                continue;
            }
            let stands = match text.is_empty() {
                true => "没有表头".to_owned(),
                false => format!("的表头「{}」认不出", stands.trim()),
            };
            let facts = [("stands", stands.as_str()), ("header", &column.header)];
            let draft = Finding::draft("E-POLICY-HEADER-RENAMED", &facts);
            found.push(draft.at(name, Some(at)).of_field(&column.header).done());
        }
    }
    found
}

/// The columns in which something stands below the header.
fn used_columns(sheet: &Sheet, header_row: u32) -> std::collections::BTreeSet<u32> {
    let stands = |cell: &Cell| cell.formula || !cell.value.is_blank();
    let below = sheet.cells.range(CellRef::new(header_row + 1, 0)..);
    let used = below.filter(|(_, cell)| stands(cell));
    used.map(|(at, _)| at.col).collect()
}
