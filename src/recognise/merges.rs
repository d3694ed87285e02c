//! Merged regions, indexed by row: a register has thousands of them.

use crate::domain::cell::{CellRange, CellRef};
use crate::grid::Sheet;
use std::collections::HashMap;

/// Regions taller than this are looked through one by one; there are never many.
const TALL: u32 = 2_000;

/// Where a sheet's merged regions lie.
#[derive(Debug)]
pub struct Merges {
    by_row: HashMap<u32, Vec<CellRange>>,
    tall: Vec<CellRange>,
}

impl Merges {
    /// Indexes a sheet's regions.
    pub fn of(sheet: &Sheet) -> Self {
        let mut by_row: HashMap<u32, Vec<CellRange>> = HashMap::new();
        let mut tall = Vec::new();
        for merge in &sheet.merges {
            if merge.last.row.saturating_sub(merge.first.row) > TALL {
                tall.push(*merge);
                continue;
            }
            for row in merge.first.row..=merge.last.row {
                by_row.entry(row).or_default().push(*merge);
            }
        }
        Self { by_row, tall }
    }

    /// The region that a cell belongs to.
    pub fn at(&self, cell: CellRef) -> Option<CellRange> {
        let of_row = self.by_row.get(&cell.row).into_iter().flatten();
        of_row
            .chain(&self.tall)
            .copied()
            .find(|merge| merge.contains(cell))
    }

    /// The top left of the cell's region, else the cell itself.
    pub fn anchor(&self, cell: CellRef) -> CellRef {
        self.at(cell).map_or(cell, |merge| merge.first)
    }

    /// The last column of the cell's region, else its own.
    pub fn last_col(&self, cell: CellRef) -> u32 {
        self.at(cell).map_or(cell.col, |merge| merge.last.col)
    }

    /// The last row of the cell's region, else its own.
    pub fn last_row(&self, cell: CellRef) -> u32 {
        self.at(cell).map_or(cell.row, |merge| merge.last.row)
    }
}
