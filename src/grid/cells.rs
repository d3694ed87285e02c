//! The cells of a sheet: one list in row-major order.
//!
//! A register of 100 000 rows has more than a million of them. A list takes half the memory of a
//! tree, and a sheet is read once and then only looked at.

use super::model::Cell;
use crate::domain::cell::CellRef;
use serde::{Deserialize, Serialize};
use std::ops::{Bound, RangeBounds};

/// Cells by (row, column).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<(CellRef, Cell)>")]
pub struct Cells(Vec<(CellRef, Cell)>);

impl From<Vec<(CellRef, Cell)>> for Cells {
    /// In any order; of two cells at one place the later counts.
    fn from(mut cells: Vec<(CellRef, Cell)>) -> Self {
        let sorted = |pair: &[(CellRef, Cell)]| matches!(pair, [a, b] if a.0 < b.0);
        if !cells.windows(2).all(sorted) {
            cells.reverse();
            cells.sort_by_key(|(at, _)| *at);
            cells.dedup_by_key(|(at, _)| *at);
        }
        cells.shrink_to_fit();
        Self(cells)
    }
}

impl FromIterator<(CellRef, Cell)> for Cells {
    fn from_iter<I: IntoIterator<Item = (CellRef, Cell)>>(cells: I) -> Self {
        cells.into_iter().collect::<Vec<_>>().into()
    }
}

/// Puts a cell behind a growing list. It grows by a quarter, not to twice its size: near the cap
/// that is the difference between what is needed and what is there.
pub(super) fn push(cells: &mut Vec<(CellRef, Cell)>, at: CellRef, cell: Cell) {
    if cells.len() == cells.capacity() {
        cells.reserve_exact((cells.len() / 4).max(64));
    }
    cells.push((at, cell));
}

impl Cells {
    fn place(&self, at: &CellRef) -> Result<usize, usize> {
        self.0.binary_search_by_key(at, |(at, _)| *at)
    }

    /// The cell at a place.
    pub fn get(&self, at: &CellRef) -> Option<&Cell> {
        self.0.get(self.place(at).ok()?).map(|(_, cell)| cell)
    }

    /// The cell at a place, to be changed.
    pub fn get_mut(&mut self, at: &CellRef) -> Option<&mut Cell> {
        let place = self.place(at).ok()?;
        self.0.get_mut(place).map(|(_, cell)| cell)
    }

    /// Whether there is a cell at a place.
    pub fn contains_key(&self, at: &CellRef) -> bool {
        self.place(at).is_ok()
    }

    /// Puts a cell in its place; the one that stood there is given back. Cheap at the end, where
    /// readers put them.
    pub fn insert(&mut self, at: CellRef, cell: Cell) -> Option<Cell> {
        if self.0.last().is_none_or(|(last, _)| *last < at) {
            push(&mut self.0, at, cell);
            return None;
        }
        match self.place(&at) {
            Ok(place) => self
                .0
                .get_mut(place)
                .map(|(_, old)| std::mem::replace(old, cell)),
            Err(place) => {
                self.0.insert(place, (at, cell));
                None
            }
        }
    }

    /// Keeps the cells that are wanted.
    pub fn retain(&mut self, mut wanted: impl FnMut(&CellRef, &mut Cell) -> bool) {
        self.0.retain_mut(|(at, cell)| wanted(at, cell));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All, in order.
    pub fn iter(&self) -> Iter<'_> {
        self.0.iter().map(pair)
    }

    /// Their places, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &CellRef> {
        self.0.iter().map(|(at, _)| at)
    }

    /// Their contents, in order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Cell> {
        self.0.iter().map(|(_, cell)| cell)
    }

    /// The last cell.
    pub fn last_key_value(&self) -> Option<(&CellRef, &Cell)> {
        self.0.last().map(pair)
    }

    /// Those within bounds, in order.
    pub fn range(&self, bounds: impl RangeBounds<CellRef>) -> Iter<'_> {
        let from = match bounds.start_bound() {
            Bound::Included(at) => self.0.partition_point(|(a, _)| a < at),
            Bound::Excluded(at) => self.0.partition_point(|(a, _)| a <= at),
            Bound::Unbounded => 0,
        };
        let to = match bounds.end_bound() {
            Bound::Included(at) => self.0.partition_point(|(a, _)| a <= at),
            Bound::Excluded(at) => self.0.partition_point(|(a, _)| a < at),
            Bound::Unbounded => self.0.len(),
        };
        self.0.get(from..to).unwrap_or_default().iter().map(pair)
    }
}

/// Cells in order.
pub type Iter<'a> = std::iter::Map<
    std::slice::Iter<'a, (CellRef, Cell)>,
    fn(&(CellRef, Cell)) -> (&CellRef, &Cell),
>;

fn pair((at, cell): &(CellRef, Cell)) -> (&CellRef, &Cell) {
    (at, cell)
}

impl IntoIterator for Cells {
    type Item = (CellRef, Cell);
    type IntoIter = std::vec::IntoIter<(CellRef, Cell)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Cells {
    type Item = (&'a CellRef, &'a Cell);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::CellValue;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn numbered(n: usize) -> Cell {
        Cell {
            value: CellValue::Text(n.to_string().into()),
            ..Cell::default()
        }
    }

    /// What a cell takes decides what a register of 100 000 rows takes.
    #[test]
    fn a_cell_is_small() {
        assert!(size_of::<(CellRef, Cell)>() <= 56);
    }

    proptest! {
        #[test]
        fn it_answers_as_a_tree_does(
            places in proptest::collection::vec((0u32..6, 0u32..6), 0..40),
            (from, to) in ((0u32..6, 0u32..6), (0u32..6, 0u32..6)),
        ) {
            let cells = || places.iter().enumerate().map(|(n, (row, col))| {
                (CellRef::new(*row, *col), numbered(n))
            });
            let tree: BTreeMap<CellRef, Cell> = cells().collect();
            let at_once: Cells = cells().collect();
            let mut one_by_one = Cells::default();
            for (at, cell) in cells() {
                one_by_one.insert(at, cell);
            }
            prop_assert_eq!(&at_once, &one_by_one);
            prop_assert!(at_once.iter().eq(tree.iter()));
            prop_assert_eq!(at_once.last_key_value(), tree.last_key_value());
            let (from, to) = (CellRef::new(from.0, from.1), CellRef::new(to.0, to.1));
            prop_assert_eq!(at_once.get(&from), tree.get(&from));
            if from <= to {
                prop_assert!(at_once.range(from..=to).eq(tree.range(from..=to)));
                prop_assert!(at_once.range(from..to).eq(tree.range(from..to)));
            }
            prop_assert!(at_once.range(..to).eq(tree.range(..to)));
        }
    }
}
