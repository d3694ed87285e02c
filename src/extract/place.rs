//! Where the value of a card's label stands: in its own cell, right of it, or below.

use super::parts;
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::name::fold;
use crate::forms::label::unit_word;
use crate::forms::{FieldDefinition, FieldKind};
use crate::grid::{Cell, CellValue, Sheet};
use crate::recognise::{Hit, REACH, Stranger, Surface, columns_of_values, ends_in_colon};
use std::collections::{BTreeMap, BTreeSet};

/// How many cells right of a label may hold the options of one answer.
const MOST_OPTIONS: u32 = 16;

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where it stands, or would stand.
    pub at: CellRef,
    /// What stands there; none if blank.
    pub cell: Option<Cell>,
    /// Unit in the cell behind the value.
    pub unit: Option<String>,
}

/// The labels of a card, as landmarks for finding values.
pub struct Landmarks<'a, 'w> {
    surface: &'a Surface<'w>,
    labels: BTreeSet<CellRef>,
    columns: BTreeMap<u32, usize>,
    /// Columns in which more values stand than labels, though a label may have strayed into them.
    of_values: BTreeSet<u32>,
    below: bool,
    /// `label:value` in one cell, none of it ours.
    strangers: BTreeSet<CellRef>,
}

impl<'a, 'w> Landmarks<'a, 'w> {
    /// Takes the labels of a block.
    pub fn of(surface: &'a Surface<'w>, hits: &[&Hit], strangers: &[Stranger]) -> Self {
        let mut marks = Self {
            surface,
            labels: hits.iter().map(|h| h.range.first).collect(),
            columns: BTreeMap::new(),
            of_values: BTreeSet::new(),
            below: false,
            strangers: strangers.iter().map(|s| s.at).collect(),
        };
        for hit in hits {
            *marks.columns.entry(hit.range.first.col).or_default() += 1;
        }
        marks.of_values = columns_of_values(surface, &marks.labels, &BTreeSet::new());
        let whole: Vec<&&Hit> = hits.iter().filter(|h| h.inline.is_none()).collect();
        let right = whole
            .iter()
            .filter(|h| marks.value_right(h.range).is_some())
            .count();
        let below = whole
            .iter()
            .filter(|h| {
                // A remark merged over the columns says nothing of where values stand.
                let below = marks.value_below(h.range);
                marks.value_right(h.range).is_none()
                    && below.is_some_and(|(range, _)| range.last.col <= h.range.last.col)
            })
            .count();
        marks.below = below > right;
        marks
    }

    /// Whether values stand below their labels on this card.
    pub fn values_below(&self) -> bool {
        self.below
    }

    /// Whether a cell is a label.
    pub fn is_label(&self, at: CellRef) -> bool {
        self.labels.contains(&self.surface.range(at).first)
    }

    /// Whether a cell holds something that is no label, and nothing stands right of it.
    pub fn stands_alone(&self, at: CellRef) -> bool {
        let range = self.surface.range(at);
        let is_free = |cell: &Cell| range.first == at && !ends_in_colon(cell);
        self.value_at(range).is_some_and(is_free)
            && self.surface.filled(self.right_of(range).first).is_none()
    }

    /// Columns in which labels stand.
    pub fn label_columns(&self) -> impl Iterator<Item = u32> + '_ {
        self.columns.keys().copied()
    }

    fn right_of(&self, label: CellRange) -> CellRange {
        self.surface
            .range(CellRef::new(label.first.row, label.last.col + 1))
    }

    /// The filled cell of a range, if it is no label.
    fn value_at(&self, range: CellRange) -> Option<&'w Cell> {
        self.surface
            .filled(range.first)
            .filter(|_| !self.is_label(range.first))
    }

    /// The value right of a label, over blank cells too.
    pub fn value_right(&self, label: CellRange) -> Option<(CellRange, &'w Cell)> {
        let right = self.right_of(label);
        match self.value_at(right) {
            Some(cell) => Some((right, cell)),
            None if self.is_label(right.first) => None,
            None => self.over_blanks(right),
        }
    }

    /// The value below a label, if the cell below is not the value of a label left of it.
    fn value_below(&self, label: CellRange) -> Option<(CellRange, &'w Cell)> {
        let below = self
            .surface
            .range(CellRef::new(label.last.row + 1, label.first.col));
        // A merge that begins further left is another's; `客户经理：` is a label, though none of ours.
        let cell = self.value_at(below).filter(|c| {
            below.first.col == label.first.col
                && !ends_in_colon(c)
                && !self.strangers.contains(&below.first)
        })?;
        let left = below
            .first
            .col
            .checked_sub(1)
            .map(|c| CellRef::new(below.first.row, c));
        (!left.is_some_and(|l| self.is_label(l))).then_some((below, cell))
    }

    /// Finds the value of a label.
    pub fn place(&self, hit: &Hit, field: &FieldDefinition) -> Place {
        if let Some((from, to)) = hit.inline
            && let Some(cell) = self.surface.cell(hit.range.first)
        {
            let own = parts::part(cell, from, to);
            // `____` is a line to write on.
            let bare = matches!(&own.value, CellValue::Text(t) if t.chars().all(|c| c == '_' || crate::domain::name::is_blank(c)));
            if !bare {
                return Place {
                    at: hit.range.first,
                    cell: Some(own),
                    unit: None,
                };
            }
        }
        let right = self.right_of(hit.range);
        if let Some(cell) = self.value_at(right) {
            return self.with_neighbours(hit, field, right, cell);
        }
        let right_is_label = self.is_label(right.first);
        if (right_is_label || self.below)
            && let Some((range, cell)) = self.value_below(hit.range)
        {
            return Place {
                at: range.first,
                cell: Some(cell.clone()),
                unit: None,
            };
        }
        if !right_is_label && let Some((range, cell)) = self.over_blanks(right) {
            return self.with_neighbours(hit, field, range, cell);
        }
        if let Some(cell) = check_boxes(self.surface.sheet, hit.range, right, field) {
            return Place {
                at: right.first,
                cell: Some(cell),
                unit: None,
            };
        }
        if hit.inline.is_some() {
            return Place {
                at: hit.range.first,
                cell: None,
                unit: None,
            };
        }
        let blank = if right_is_label || self.below {
            self.surface
                .range(CellRef::new(hit.range.last.row + 1, hit.range.first.col))
        } else {
            right
        };
        let at = if self.is_label(blank.first) {
            right.first
        } else {
            blank.first
        };
        Place {
            at,
            cell: None,
            unit: None,
        }
    }

    /// A value some blank cells to the right, if it can be no other's: nothing follows it as its
    /// value would, and its column is not one of labels.
    fn over_blanks(&self, from: CellRange) -> Option<(CellRange, &'w Cell)> {
        let mut range = from;
        for _ in 0..REACH {
            range = self
                .surface
                .range(CellRef::new(from.first.row, range.last.col + 1));
            let col = range.first.col;
            if self.is_label(range.first)
                || self.columns.contains_key(&col) && !self.of_values.contains(&col)
            {
                return None;
            }
            let Some(cell) = self.surface.filled(range.first) else {
                continue;
            };
            let next = self
                .surface
                .range(CellRef::new(range.first.row, range.last.col + 1));
            let looks_like_label = ends_in_colon(cell)
                || matches!(&cell.value, CellValue::Text(t) if unit_word(&fold(t)).is_some());
            let followed = self.surface.filled(next.first).is_some() && !self.is_label(next.first);
            return (!looks_like_label && !followed).then_some((range, cell));
        }
        None
    }

    /// The value with what belongs to it in the cells behind: options each in its own cell, a unit.
    fn with_neighbours(
        &self,
        hit: &Hit,
        field: &FieldDefinition,
        range: CellRange,
        cell: &Cell,
    ) -> Place {
        let behind: Vec<(CellRange, &Cell)> = self.behind(range);
        if matches!(
            field.kind,
            FieldKind::Choice | FieldKind::Choices | FieldKind::Flag
        ) {
            let all: Vec<&Cell> = std::iter::once(cell)
                .chain(behind.iter().map(|b| b.1))
                .collect();
            if all.len() > 1 && all.iter().any(|c| parts::has_tick(c)) {
                return Place {
                    at: range.first,
                    cell: Some(parts::joined(&all)),
                    unit: None,
                };
            }
            if let Some(boxes) = check_boxes(self.surface.sheet, hit.range, range, field) {
                return Place {
                    at: range.first,
                    cell: Some(boxes),
                    unit: None,
                };
            }
        }
        let unit = behind.first().and_then(|(_, c)| match &c.value {
            CellValue::Text(t) => unit_word(&fold(t)),
            _ => None,
        });
        Place {
            at: range.first,
            cell: Some(cell.clone()),
            unit,
        }
    }

    fn behind(&self, from: CellRange) -> Vec<(CellRange, &'w Cell)> {
        let mut found = Vec::new();
        let mut range = from;
        for _ in 0..MOST_OPTIONS {
            range = self
                .surface
                .range(CellRef::new(from.first.row, range.last.col + 1));
            match self.value_at(range) {
                Some(cell) => found.push((range, cell)),
                None => break,
            }
        }
        found
    }
}

/// The form controls over a value's place, as ticks: `☑国有 □民营`.
fn check_boxes(
    sheet: &Sheet,
    label: CellRange,
    value: CellRange,
    field: &FieldDefinition,
) -> Option<Cell> {
    let options = |word: &str| {
        let folded = fold(word);
        field.choices.iter().any(|c| {
            std::iter::once(&c.word)
                .chain(&c.also)
                .any(|w| fold(w) == folded)
        }) || field.kind == FieldKind::Flag && matches!(folded.as_str(), "是" | "否")
    };
    let over: Vec<_> = sheet
        .check_boxes
        .iter()
        .filter(|b| {
            let in_rows =
                (label.first.row..=label.last.row.max(value.last.row)).contains(&b.at.row);
            in_rows && b.at.col > label.last.col && (value.contains(b.at) || options(&b.label))
        })
        .collect();
    if over.is_empty() {
        return None;
    }
    let text: Vec<String> = over
        .iter()
        .map(|b| format!("{}{}", if b.ticked { '☑' } else { '□' }, b.label.trim()))
        .collect();
    Some(Cell {
        value: CellValue::Text(text.join(" ").into()),
        ..Cell::default()
    })
}
