//! Each change of a policy taken alone: the policy as it was with that one row as it shall be, so
//! that it can be said what the row does by itself.

use super::{Change, PolicyDiff, RowDiff, SheetDiff};
use crate::policy::table::{Row, Table};
use crate::policy::{Policy, Tables};

/// So many rows of one sheet are tried alone; of more, the sheet is tried as a whole.
const MOST_ROWS: usize = 40;

/// A policy with part of the changes.
#[derive(Debug, Clone)]
pub struct Alone {
    /// Position of the sheet in the difference.
    pub sheet: usize,
    /// Positions of the rows in the sheet that it takes together.
    pub rows: Vec<usize>,
    /// The policy; none where those rows make no policy without the rest.
    pub policy: Option<Policy>,
}

/// Every change alone. Rows that make no policy by themselves (two bands that share an edge) are
/// taken with the other rows of their sheet. The cover and the examples rule nothing.
pub fn alone(from: &Tables, to: &Tables, diff: &PolicyDiff) -> Vec<Alone> {
    let mut all = Vec::new();
    for (at, sheet) in diff.sheets.iter().enumerate() {
        if ["封面", "示例"].contains(&sheet.sheet.as_str()) {
            continue;
        }
        all.extend(of_sheet(from, to, at, sheet));
    }
    all
}

fn of_sheet(from: &Tables, to: &Tables, at: usize, sheet: &SheetDiff) -> Vec<Alone> {
    let mut found = Vec::new();
    let mut together = Vec::new();
    let single = sheet.change == Change::Changed && sheet.rows.len() <= MOST_ROWS;
    for (number, row) in sheet.rows.iter().enumerate() {
        let policy = Some(row)
            .filter(|_| single)
            .and_then(|row| with_row(from, to, sheet, row));
        match policy {
            Some(policy) => found.push(Alone {
                sheet: at,
                rows: vec![number],
                policy: Some(policy),
            }),
            None => together.push(number),
        }
    }
    if !together.is_empty() {
        found.push(Alone {
            sheet: at,
            rows: together,
            policy: with_sheet(from, to, sheet),
        });
    }
    found
}

/// The first policy with one sheet of the second.
fn with_sheet(from: &Tables, to: &Tables, sheet: &SheetDiff) -> Option<Policy> {
    let mut tables = from.clone();
    let wanted = to.get(&sheet.sheet).cloned();
    let place = tables.tables.iter().position(|t| t.sheet == sheet.sheet);
    match (place, wanted) {
        (Some(place), Some(table)) => *tables.tables.get_mut(place)? = table,
        (Some(place), None) => drop(tables.tables.remove(place)),
        (None, Some(table)) => tables.tables.push(table),
        (None, None) => return None,
    }
    Policy::from_tables(tables).ok()
}

/// The first policy with one row of the second.
fn with_row(from: &Tables, to: &Tables, sheet: &SheetDiff, row: &RowDiff) -> Option<Policy> {
    let after = to.get(&sheet.sheet)?;
    let mut tables = from.clone();
    let table = tables.tables.iter_mut().find(|t| t.sheet == sheet.sheet)?;
    if table.schema != after.schema || row.moved {
        return None;
    }
    let new = |at: Option<usize>| at.and_then(|at| after.rows.get(at)).cloned();
    match row.change {
        Change::Changed => {
            let place = row.from_row?;
            let cells = placed_like(table.rows.get(place)?, new(row.to_row)?);
            *table.rows.get_mut(place)? = cells;
        }
        Change::Added => {
            let place = row.to_row?.min(table.rows.len());
            table.rows.insert(place, new(row.to_row)?);
        }
        Change::Removed => remove(table, row.from_row?),
        Change::Moved => return None,
    }
    Policy::from_tables(tables).ok()
}

/// The texts of a row at the places of another.
fn placed_like(places: &Row, mut texts: Row) -> Row {
    for (cell, place) in texts.cells.iter_mut().zip(&places.cells) {
        cell.at = place.at;
    }
    texts
}

fn remove(table: &mut Table, at: usize) {
    if at < table.rows.len() {
        table.rows.remove(at);
    }
}
