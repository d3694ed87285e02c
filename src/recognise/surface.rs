//! A sheet with its merges indexed, so that a cell is looked up without walking all of them.

use crate::domain::cell::{CellRange, CellRef, LAST_COL, LAST_ROW};
use crate::grid::{Cell, Sheet};
use std::collections::HashMap;

/// Merges higher than this are kept in a list of their own and looked up one by one.
const TALL: u32 = 512;
/// More tall merges than this are no form's; the rest is read as single cells.
const MOST_TALL: usize = 1_000;
/// More rows of merges than this are not indexed (an honest list has a few per row).
const MOST_ENTRIES: usize = 4_000_000;

/// A sheet and the index of its merges.
#[derive(Debug)]
pub struct Surface<'w> {
    /// The sheet.
    pub sheet: &'w Sheet,
    by_row: HashMap<u32, Vec<CellRange>>,
    tall: Vec<CellRange>,
}

impl<'w> Surface<'w> {
    /// Indexes the merges of a sheet.
    pub fn of(sheet: &'w Sheet) -> Self {
        let mut by_row: HashMap<u32, Vec<CellRange>> = HashMap::new();
        let (mut tall, mut entries) = (Vec::new(), 0usize);
        let on_sheet = |m: &&CellRange| m.last.row <= LAST_ROW && m.last.col <= LAST_COL;
        for &merge in sheet.merges.iter().filter(on_sheet) {
            let height = merge.last.row.saturating_sub(merge.first.row);
            if height >= TALL || entries >= MOST_ENTRIES {
                if tall.len() < MOST_TALL {
                    tall.push(merge);
                }
                continue;
            }
            for row in merge.first.row..=merge.last.row {
                by_row.entry(row).or_default().push(merge);
                entries += 1;
            }
        }
        for row in by_row.values_mut() {
            row.sort_unstable_by_key(|m| m.first.col);
        }
        Self {
            sheet,
            by_row,
            tall,
        }
    }

    /// The merge that a cell lies in, or the cell alone.
    pub fn range(&self, at: CellRef) -> CellRange {
        let in_row = self.by_row.get(&at.row).and_then(|row| {
            let after = row.partition_point(|m| m.first.col <= at.col);
            let merge = row.get(after.checked_sub(1)?)?;
            merge.contains(at).then_some(*merge)
        });
        in_row
            .or_else(|| self.tall.iter().copied().find(|m| m.contains(at)))
            .unwrap_or(CellRange::new(at, at))
    }

    /// The content of a cell, a merge's from its top left.
    pub fn cell(&self, at: CellRef) -> Option<&'w Cell> {
        self.sheet.cells.get(&self.range(at).first)
    }

    /// As [`Surface::cell`], but none for a cell that holds nothing to read.
    pub fn filled(&self, at: CellRef) -> Option<&'w Cell> {
        self.cell(at).filter(|c| c.uncached || !c.value.is_blank())
    }

    /// The cells of a row that hold something, by column.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (CellRef, &'w Cell)> + use<'w> {
        self.sheet
            .cells
            .range(CellRef::new(row, 0)..=CellRef::new(row, u32::MAX))
            .filter(|(_, c)| c.uncached || !c.value.is_blank())
            .map(|(at, c)| (*at, c))
    }

    /// Whether a cell is hidden with its row or column.
    pub fn is_hidden(&self, at: CellRef) -> bool {
        self.sheet.hidden_rows.contains(&at.row) || self.sheet.hidden_cols.contains(&at.col)
    }
}
