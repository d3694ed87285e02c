//! What differs between two policies: sheet by sheet, row by row, cell by cell.
//!
//! Rows are matched by their key, then where they are equal, then by what they share most
//! ([`matching`]); whatever differs between the tables stands here, the order of rows included.
//! Where a row stands on its sheet is no difference: blank rows shift nothing.

mod alone;
mod matching;
mod words;

pub use alone::{Alone, alone};

use super::table::{RowReader, Table};
use super::{Cite, Tables};
use crate::domain::cell::CellRef;
use matching::{Pair, pairs};
use serde::Serialize;

/// The columns that every rule carries behind its own: a match is not found by them.
const TAIL: [&str; 3] = ["条款", "来源", "备注"];
/// Columns that say in words what a row is, shown behind its key.
const NAMES: [&str; 4] = ["中文名", "名称", "说明", "标签"];

/// What differs between two policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyDiff {
    /// Version of the first.
    pub from: String,
    /// Version of the second.
    pub to: String,
    /// Sheets that differ, in the order of the second policy; those it lacks come last.
    pub sheets: Vec<SheetDiff>,
}

/// One sheet that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetDiff {
    /// Its name.
    pub sheet: String,
    /// What became of it.
    pub change: Change,
    /// Rows that differ: those of the second policy in its order, then those it no longer has.
    pub rows: Vec<RowDiff>,
}

/// What became of a sheet or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// Both have it, and cells differ.
    Changed,
    /// Both have it as it was, in another place among the rows.
    Moved,
}

impl Change {
    /// The word for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Added => "新增",
            Self::Removed => "删除",
            Self::Changed => "修改",
            Self::Moved => "移动",
        }
    }
}

/// One row that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowDiff {
    /// What became of it.
    pub change: Change,
    /// Whether it stands elsewhere among the rows as well.
    pub moved: bool,
    /// What the row is, in words: its key and name, or its first cells.
    pub name: String,
    /// First cell of the row in the first policy.
    pub from_cell: Option<CellRef>,
    /// First cell of the row in the second policy.
    pub to_cell: Option<CellRef>,
    /// Position among the rows (from 0) in the first policy.
    #[serde(skip)]
    pub from_row: Option<usize>,
    /// Position among the rows (from 0) in the second policy.
    #[serde(skip)]
    pub to_row: Option<usize>,
    /// Cells that differ; of an added or removed row all that hold something.
    pub cells: Vec<CellDiff>,
}

/// One cell that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellDiff {
    /// Its column.
    pub header: String,
    /// Text in the first policy; empty where blank or absent.
    pub from: String,
    /// Where it stands there; none where the row or the column is absent.
    pub from_cell: Option<CellRef>,
    /// Text in the second.
    pub to: String,
    /// Where it stands there.
    pub to_cell: Option<CellRef>,
}

impl PolicyDiff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.sheets.is_empty()
    }

    /// How many rows differ.
    pub fn row_count(&self) -> usize {
        self.sheets.iter().map(|sheet| sheet.rows.len()).sum()
    }
}

/// A text that is equal for two policies between which nothing differs, wherever their rows and
/// columns stand.
pub fn fingerprint(tables: &Tables) -> String {
    use sha2::{Digest, Sha256};
    let mut sorted: Vec<&Table> = tables.tables.iter().collect();
    sorted.sort_by_key(|table| &table.sheet);
    let mut hash = Sha256::new();
    // The length before each text, so that no two can pass for one.
    let mut take = |text: &str| hash.update(format!("{}:{text}", text.len()));
    for table in sorted {
        take(&table.sheet);
        let mut headers: Vec<&str> = table
            .schema
            .columns
            .iter()
            .map(|c| c.header.as_str())
            .collect();
        headers.sort_unstable();
        for row in table.readers() {
            for header in &headers {
                take(header);
                take(row.text(header));
            }
        }
    }
    let digest = hash.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What differs between two policies.
pub fn diff(from: &Tables, to: &Tables) -> PolicyDiff {
    let mut sheets = Vec::new();
    for table in &to.tables {
        sheets.extend(match from.get(&table.sheet) {
            Some(before) => changed_sheet(before, table),
            None => Some(whole_sheet(table, Change::Added)),
        });
    }
    for table in &from.tables {
        if to.get(&table.sheet).is_none() {
            sheets.push(whole_sheet(table, Change::Removed));
        }
    }
    PolicyDiff {
        from: from.version().to_owned(),
        to: to.version().to_owned(),
        sheets,
    }
}

/// A sheet that only one of the two has.
fn whole_sheet(table: &Table, change: Change) -> SheetDiff {
    SheetDiff {
        sheet: table.sheet.clone(),
        change,
        rows: (0..table.rows.len())
            .filter_map(|at| whole_row(table, at, change))
            .collect(),
    }
}

fn changed_sheet(from: &Table, to: &Table) -> Option<SheetDiff> {
    let pairs = pairs(from, to);
    let mut rows: Vec<RowDiff> = Vec::new();
    for (at, pair) in pairs.to.iter().enumerate() {
        rows.extend(match pair {
            Some(pair) => changed_row(from, to, *pair, at),
            None => whole_row(to, at, Change::Added),
        });
    }
    rows.extend(
        pairs
            .gone
            .iter()
            .filter_map(|at| whole_row(from, *at, Change::Removed)),
    );
    (!rows.is_empty()).then(|| SheetDiff {
        sheet: to.sheet.clone(),
        change: Change::Changed,
        rows,
    })
}

/// A row that both have; none where nothing differs.
fn changed_row(from: &Table, to: &Table, pair: Pair, at: usize) -> Option<RowDiff> {
    let before = from.readers().nth(pair.from)?;
    let after = to.readers().nth(at)?;
    let cells: Vec<CellDiff> = headers(from, to)
        .filter_map(|header| {
            let (a, b) = (before.cell(header), after.cell(header));
            let text = |cell: Option<&super::table::TableCell>| {
                cell.map(|c| c.text.clone()).unwrap_or_default()
            };
            (text(a) != text(b)).then(|| CellDiff {
                header: header.to_owned(),
                from: text(a),
                from_cell: a.map(|c| c.at),
                to: text(b),
                to_cell: b.map(|c| c.at),
            })
        })
        .collect();
    if cells.is_empty() && !pair.moved {
        return None;
    }
    Some(RowDiff {
        change: if cells.is_empty() {
            Change::Moved
        } else {
            Change::Changed
        },
        moved: pair.moved,
        name: row_name(to, &after),
        from_cell: first_cell(&before, from),
        to_cell: first_cell(&after, to),
        from_row: Some(pair.from),
        to_row: Some(at),
        cells,
    })
}

/// A row that only one of the two has.
fn whole_row(table: &Table, at: usize, change: Change) -> Option<RowDiff> {
    let row = table.readers().nth(at)?;
    let added = change == Change::Added;
    let cells = table
        .schema
        .columns
        .iter()
        .filter_map(|column| Some((column, row.cell(&column.header)?)))
        .filter(|(_, cell)| !cell.text.is_empty())
        .map(|(column, cell)| {
            let mut found = CellDiff {
                header: column.header.clone(),
                from: String::new(),
                from_cell: None,
                to: String::new(),
                to_cell: None,
            };
            let (text, place) = if added {
                (&mut found.to, &mut found.to_cell)
            } else {
                (&mut found.from, &mut found.from_cell)
            };
            text.clone_from(&cell.text);
            *place = Some(cell.at);
            found
        })
        .collect();
    let place = first_cell(&row, table);
    Some(RowDiff {
        change,
        moved: false,
        name: row_name(table, &row),
        from_cell: place.filter(|_| !added),
        to_cell: place.filter(|_| added),
        from_row: Some(at).filter(|_| !added),
        to_row: Some(at).filter(|_| added),
        cells,
    })
}

/// The headers of both tables: the second's in its order, then what only the first has.
fn headers<'t>(from: &'t Table, to: &'t Table) -> impl Iterator<Item = &'t str> {
    let own = to.schema.columns.iter().map(|c| c.header.as_str());
    let gone = from
        .schema
        .columns
        .iter()
        .map(|c| c.header.as_str())
        .filter(|header| to.schema.column(header).is_none());
    own.chain(gone)
}

fn first_cell(row: &RowReader<'_>, table: &Table) -> Option<CellRef> {
    let header = &table.schema.columns.first()?.header;
    row.cell(header).map(|cell| cell.at)
}

/// What a row is, in words.
fn row_name(table: &Table, row: &RowReader<'_>) -> String {
    let columns = &table.schema.columns;
    let mut parts: Vec<&str> = columns
        .iter()
        .filter(|c| c.key)
        .map(|c| row.text(&c.header))
        .filter(|text| !text.is_empty())
        .collect();
    if parts.is_empty() {
        return columns
            .iter()
            .filter(|c| !TAIL.contains(&c.header.as_str()))
            .map(|c| row.text(&c.header))
            .filter(|text| !text.is_empty())
            .take(6)
            .collect::<Vec<_>>()
            .join(" ");
    }
    let name = NAMES
        .iter()
        .map(|header| row.text(header))
        .find(|text| !text.is_empty() && !parts.contains(text));
    parts.extend(name);
    parts.join(" ")
}

impl SheetDiff {
    /// A row's place in words, as a figure would cite it: in the second policy where it has it.
    pub fn place(&self, row: &RowDiff) -> String {
        row.to_cell
            .or(row.from_cell)
            .map_or_else(|| self.sheet.clone(), |cell| Cite::place(&self.sheet, cell))
    }
}

#[cfg(test)]
mod tests;
