//! Values that read like labels: 反馈类别 says 产品, what is wrong is the 规格.
//!
//! Labels and values alternate, to the right or downwards. A cell in a value's place is a value if
//! the label before it takes it for an answer, or if its like stands in a label's place elsewhere.

use super::scan::{Hit, Row};
use super::surface::Surface;
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::name::fold;
use crate::forms::{FieldKind, FormDefinition};
use crate::grid::{Cell, CellValue};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How far right of a label its value may stand over blank cells.
pub const REACH: u32 = 4;

/// The rows without the form's hits that are values.
pub fn without_values<'r>(
    surface: &Surface<'_>,
    rows: &'r [Row],
    form: usize,
    definition: &FormDefinition,
) -> Cow<'r, [Row]> {
    let lie = Lie::of(surface, rows, Some(form));
    let values = lie.values(form, definition);
    if values.is_empty() {
        return Cow::Borrowed(rows);
    }
    let mut rows = rows.to_vec();
    for row in &mut rows {
        row.hits
            .retain(|h| h.inline.is_some() || !values.contains(&h.range.first));
    }
    Cow::Owned(rows)
}

/// How many labels of a row have a value beside them.
#[derive(Default)]
struct Tally {
    right: usize,
    below: usize,
    /// Of those below, labels that do not stand in a column of values.
    below_in_place: usize,
}

/// How labels lie on a sheet: their values right of them or below, row by row.
pub struct Lie<'s, 'w, 'r> {
    surface: &'s Surface<'w>,
    /// Labels that take a cell of their own, by place.
    hits: BTreeMap<CellRef, &'r Hit>,
    /// Labels with their value in one cell.
    inline: Vec<&'r Hit>,
    /// Cells that hold a label with its value, ours or not.
    whole_pairs: BTreeSet<CellRef>,
    /// Where a field's labels stand, and whether each is the form's own.
    fields: BTreeMap<usize, Vec<(CellRef, bool)>>,
    /// Columns with more values in them than labels.
    of_values: BTreeSet<u32>,
    /// Columns that have, where what may be a value is not counted among the labels.
    may_be_of_values: BTreeSet<u32>,
    /// Rows whose values stand below, where that can be told.
    downwards: BTreeMap<u32, bool>,
    /// Where it cannot: as most do.
    mostly_down: bool,
}

impl<'s, 'w, 'r> Lie<'s, 'w, 'r> {
    /// Takes the labels of a form, or of all.
    pub fn of(surface: &'s Surface<'w>, rows: &'r [Row], form: Option<usize>) -> Self {
        let (inline, whole): (Vec<&Hit>, Vec<&Hit>) = rows
            .iter()
            .flat_map(|r| &r.hits)
            .filter(|h| form.is_none_or(|form| h.of_form(form).is_some()))
            .partition(|h| h.inline.is_some());
        let hits: BTreeMap<CellRef, &Hit> = whole.into_iter().map(|h| (h.range.first, h)).collect();
        let strangers = rows.iter().flat_map(|r| &r.strangers).map(|s| s.at);
        let whole_pairs = inline.iter().map(|h| h.range.first).chain(strangers);
        let whole_pairs = whole_pairs.collect();
        let places = hits.keys().copied().collect();
        let of_values = columns_of_values(surface, &places, &BTreeSet::new());
        let mut lie = Self {
            surface,
            hits,
            inline,
            whole_pairs,
            fields: BTreeMap::new(),
            of_values,
            may_be_of_values: BTreeSet::new(),
            downwards: BTreeMap::new(),
            mostly_down: false,
        };
        lie.fields = lie.fields_of(form);
        let doubtful = lie.hits.values().filter(|hit| {
            let (label, twins) = (lie.left_of(hit), lie.twins(hit, form));
            label.is_some() && twins.count() > 0
        });
        let doubtful = doubtful.map(|h| h.range.first).collect();
        lie.may_be_of_values = columns_of_values(surface, &places, &doubtful);
        let mut tallies: BTreeMap<u32, Tally> = BTreeMap::new();
        for hit in lie.hits.values() {
            let tally = tallies.entry(hit.range.first.row).or_default();
            if lie.has_value_right(hit.range) {
                tally.right += 1;
            } else if lie.has_value_below(hit.range) {
                tally.below += 1;
                let in_place = !lie.of_values.contains(&hit.range.first.col);
                tally.below_in_place += usize::from(in_place);
            }
        }
        let right: usize = tallies.values().map(|t| t.right).sum();
        let below: usize = tallies.values().map(|t| t.below).sum();
        lie.mostly_down = below > right;
        lie.downwards = tallies
            .into_iter()
            .filter(|(_, t)| t.right > 0 || t.below >= 3 || t.below_in_place >= 2)
            .map(|(row, t)| (row, t.right == 0 || t.below_in_place > t.right))
            .collect();
        lie
    }

    /// Whether the values of a row's labels stand below them.
    pub fn is_downwards(&self, row: u32) -> bool {
        self.downwards
            .get(&row)
            .copied()
            .unwrap_or(self.mostly_down)
    }

    fn is_value(&self, range: CellRange) -> bool {
        let filled = self.surface.filled(range.first);
        filled.is_some_and(|cell| !ends_in_colon(cell))
            && !self.hits.contains_key(&range.first)
            && !self.whole_pairs.contains(&range.first)
    }

    fn has_value_right(&self, label: CellRange) -> bool {
        let row = label.first.row;
        let mut range = label;
        for blanks in 0..=REACH {
            range = self
                .surface
                .range(CellRef::new(row, range.last.col.saturating_add(1)));
            if self.surface.filled(range.first).is_some() {
                let near = blanks == 0 || self.may_be_of_values.contains(&range.first.col);
                return near && self.is_value(range);
            }
        }
        false
    }

    fn has_value_below(&self, label: CellRange) -> bool {
        let below = CellRef::new(label.last.row.saturating_add(1), label.first.col);
        let range = self.surface.range(below);
        let left = range.first.col.checked_sub(1);
        let beside = left.map(|col| self.surface.range(CellRef::new(range.first.row, col)).first);
        // A remark merged over the columns is no label's value.
        range.first.col == label.first.col
            && range.last.col <= label.last.col
            && self.is_value(range)
            && !beside.is_some_and(|at| self.hits.contains_key(&at))
    }

    /// The label-like cell in whose value's place another one stands, and whether that is beyond
    /// doubt: next to it, or in a column of values.
    fn before(&self, hit: &Hit) -> Option<(&'r Hit, bool)> {
        let CellRef { row, col } = hit.range.first;
        let above = row.checked_sub(1).and_then(|above| {
            let range = self.surface.range(CellRef::new(above, col));
            self.hits.get(&range.first).copied()
        });
        let above = above
            .filter(|k| k.range.first.col == col && self.is_downwards(k.range.first.row))
            .map(|k| (k, true));
        above.or_else(|| self.left_of(hit).filter(|_| !self.is_downwards(row)))
    }

    /// As [`Lie::before`], to the left alone.
    fn left_of(&self, hit: &Hit) -> Option<(&'r Hit, bool)> {
        let CellRef { row, col } = hit.range.first;
        let mut next = col;
        for blanks in 0..=REACH {
            let range = self.surface.range(CellRef::new(row, next.checked_sub(1)?));
            if self.surface.filled(range.first).is_some() {
                let near = blanks == 0 || self.may_be_of_values.contains(&col);
                return self.hits.get(&range.first).map(|k| (*k, near));
            }
            next = range.first.col;
        }
        None
    }

    fn fields_of(&self, form: Option<usize>) -> BTreeMap<usize, Vec<(CellRef, bool)>> {
        let mut fields: BTreeMap<usize, Vec<(CellRef, bool)>> = BTreeMap::new();
        for hit in self.hits.values().chain(&self.inline) {
            if let Some(m) = form.and_then(|form| hit.of_form(form)) {
                let own = (hit.range.first, m.main);
                fields.entry(m.field).or_default().push(own);
            }
        }
        fields
    }

    /// Places of other labels for the field of one, by which it may be a value itself.
    fn twins(&self, hit: &Hit, form: Option<usize>) -> impl Iterator<Item = CellRef> {
        let m = form.and_then(|form| hit.of_form(form));
        let at = hit.range.first;
        m.and_then(|m| self.fields.get(&m.field))
            .into_iter()
            .flatten()
            .filter(move |(other, main)| *other != at && *main)
            .map(|(other, _)| *other)
    }

    /// The places of values.
    fn values(&self, form: usize, definition: &FormDefinition) -> BTreeSet<CellRef> {
        // Every second of a run of label-like cells is in a value's place.
        let mut in_value_place: BTreeSet<CellRef> = BTreeSet::new();
        for (at, hit) in &self.hits {
            if let Some((k, true)) = self.before(hit)
                && !in_value_place.contains(&k.range.first)
            {
                in_value_place.insert(*at);
            }
        }
        let mut values = BTreeSet::new();
        for (at, hit) in &self.hits {
            let (Some((label, near)), Some(m)) = (self.before(hit), hit.of_form(form)) else {
                continue;
            };
            if values.contains(&label.range.first) {
                continue;
            }
            let stands_elsewhere = self
                .twins(hit, Some(form))
                .any(|twin| !m.main || !in_value_place.contains(&twin));
            let is_choice = is_choice(label, hit, form, definition);
            let is_value = if near {
                stands_elsewhere || is_choice
            } else {
                stands_elsewhere && is_choice
            };
            if is_value || is_same_period(label, hit, form, definition) {
                values.insert(*at);
            }
        }
        values
    }
}

/// Columns in which more values stand than labels, in the rows that hold labels; what is doubtful
/// counts as neither.
pub fn columns_of_values(
    surface: &Surface<'_>,
    labels: &BTreeSet<CellRef>,
    doubtful: &BTreeSet<CellRef>,
) -> BTreeSet<u32> {
    let rows: BTreeSet<u32> = labels.iter().map(|at| at.row).collect();
    // (labels, values)
    let mut columns: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (at, _) in rows.iter().flat_map(|row| surface.row(*row)) {
        let tally = columns.entry(at.col).or_default();
        if doubtful.contains(&at) {
            continue;
        }
        if labels.contains(&at) {
            tally.0 += 1;
        } else {
            tally.1 += 1;
        }
    }
    let more = columns
        .into_iter()
        .filter(|(_, (labels, values))| values > labels);
    more.map(|(col, _)| col).collect()
}

/// Whether a cell is a label by its colon, whoever's.
pub fn ends_in_colon(cell: &Cell) -> bool {
    matches!(&cell.value, CellValue::Text(t) if t.trim_end().ends_with([':', '：']))
}

/// Whether a cell is one of a label's choices, though it reads like a label.
fn is_choice(label: &Hit, value: &Hit, form: usize, definition: &FormDefinition) -> bool {
    let field = label
        .of_form(form)
        .and_then(|m| definition.fields.get(m.field));
    let mut choices = field.into_iter().flat_map(|f| &f.choices);
    choices.any(|c| {
        let mut words = std::iter::once(&c.word).chain(&c.also);
        words.any(|w| fold(w) == value.found.text)
    })
}

/// Whether a cell is a label's own word behind a year: `2025年度` beside 年度.
fn is_same_period(label: &Hit, value: &Hit, form: usize, definition: &FormDefinition) -> bool {
    let of = |hit: &Hit| hit.of_form(form).map(|m| m.field);
    let is_period = of(label)
        .and_then(|field| definition.fields.get(field))
        .is_some_and(|field| field.kind == FieldKind::Period);
    is_period && value.found.year.is_some() && of(value) == of(label)
}
