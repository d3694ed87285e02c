//! Whether labels stand as the header of a list, and which column holds which field.

use super::hits::Hit;
use super::labels::label;
use super::merges::Merges;
use crate::domain::cell::CellRef;
use crate::forms::FormDefinition;
use crate::grid::Sheet;

/// Fewest labels side by side that make a header.
const FEWEST_COLUMNS: usize = 3;

/// A list: its header and columns.
#[derive(Debug, Clone)]
pub struct ListShape {
    /// First and last row of the header.
    pub header: (u32, u32),
    /// Columns in the sheet's order, those that are not ours among them.
    pub columns: Vec<Column>,
    /// Columns that name a field a second time: `(field index, cell of the header)`.
    pub doubled: Vec<(usize, CellRef)>,
    /// Rows of headers further down that repeat this one.
    pub repeated: Vec<u32>,
}

/// A column of a list.
#[derive(Debug, Clone)]
pub struct Column {
    /// Index of the field; none for a column that is not the form's.
    pub field: Option<usize>,
    /// The sheet's column.
    pub col: u32,
    /// Header text as typed.
    pub text: String,
    /// Unit in its bracket, or in the bracket of the header above.
    pub unit: Option<String>,
}

/// The list that these labels head, if they do; and the labels that are not part of the header.
pub fn find(
    sheet: &Sheet,
    merges: &Merges,
    form: &FormDefinition,
    form_index: usize,
    labels: Vec<Hit>,
    rows: (u32, u32),
) -> (Option<ListShape>, Vec<Hit>) {
    let Some(first) = header_row(sheet, merges, form_index, &labels, rows) else {
        return (None, labels);
    };
    let bottom = second_level(merges, form_index, &labels, first).unwrap_or(first);
    let (columns, doubled) = columns(sheet, merges, form, form_index, &labels, (first, bottom));
    let in_header = |hit: &Hit| (first..=bottom).contains(&hit.at.row);
    let width = labels.iter().filter(|h| in_header(h)).count();
    // A header further down is a page's repetition: as many labels in one row again.
    let mut repeated: Vec<u32> = Vec::new();
    for hit in &labels {
        if hit.at.row > bottom && repeated.last() != Some(&hit.at.row) {
            let count = labels
                .iter()
                .filter(|h| h.at.row == hit.at.row && h.inline.is_none())
                .count();
            if count * 2 > width && count >= FEWEST_COLUMNS {
                repeated.push(hit.at.row);
            }
        }
    }
    let outside = labels
        .into_iter()
        .filter(|h| {
            !in_header(h)
                && !repeated.contains(&h.at.row)
                && (h.at.row < first || h.inline.is_some())
        })
        .collect();
    (
        Some(ListShape {
            header: (first, bottom),
            columns,
            doubled,
            repeated,
        }),
        outside,
    )
}

/// The first row where labels stand side by side, and not label by value.
fn header_row(
    sheet: &Sheet,
    merges: &Merges,
    form: usize,
    labels: &[Hit],
    rows: (u32, u32),
) -> Option<u32> {
    let mut row = None;
    for hit in labels {
        if row == Some(hit.at.row) {
            continue;
        }
        row = Some(hit.at.row);
        let here: Vec<&Hit> = labels
            .iter()
            .filter(|h| h.at.row == hit.at.row && h.inline.is_none())
            .collect();
        let mut fields: Vec<usize> = here.iter().filter_map(|h| h.field_of(form)).collect();
        fields.sort_unstable();
        fields.dedup();
        if fields.len() < FEWEST_COLUMNS {
            continue;
        }
        let filled = sheet
            .cells
            .range(
                CellRef::new(hit.at.row, 0)
                    ..=CellRef::new(hit.at.row, crate::domain::cell::LAST_COL),
            )
            .filter(|(_, cell)| !cell.value.is_blank())
            .count();
        // Side by side: hardly anything but headings in the row, and no gap of a value between.
        let dense = here.len() * 3 >= filled * 2;
        let adjacent = here
            .windows(2)
            .filter(|pair| pair[1].at.col == pair[0].last_col + 1)
            .count();
        let side_by_side = adjacent * 2 >= here.len();
        let below = lowest(merges, &here) + 1;
        let labels_below = labels
            .iter()
            .filter(|h| h.at.row == below && h.inline.is_none())
            .count();
        // A card has labels below labels; below a header stand values, or a few second headings.
        if dense && side_by_side && labels_below * 3 <= fields.len() && hit.at.row <= rows.1 {
            return Some(hit.at.row);
        }
    }
    None
}

fn lowest(merges: &Merges, here: &[&Hit]) -> u32 {
    // Labels merged downwards over a second row do not count: the row below them is theirs.
    here.iter()
        .map(|h| merges.last_row(h.at))
        .min()
        .unwrap_or(0)
}

/// The second row of a header: labels below wide headings, beside headings merged downwards.
fn second_level(merges: &Merges, form: usize, labels: &[Hit], first: u32) -> Option<u32> {
    let deepest = labels
        .iter()
        .filter(|h| h.at.row == first)
        .map(|h| merges.last_row(h.at))
        .max()
        .unwrap_or(first);
    if deepest > first {
        return Some(deepest.min(first + 2));
    }
    let below = first + 1;
    let count = labels
        .iter()
        .filter(|h| h.at.row == below && h.field_of(form).is_some())
        .count();
    (count >= 2).then_some(below)
}

type Columns = (Vec<Column>, Vec<(usize, CellRef)>);

fn columns(
    sheet: &Sheet,
    merges: &Merges,
    form: &FormDefinition,
    form_index: usize,
    labels: &[Hit],
    header: (u32, u32),
) -> Columns {
    let text_at = |at: CellRef| {
        sheet
            .cells
            .get(&merges.anchor(at))
            .map(|c| c.value.raw())
            .unwrap_or_default()
    };
    let mut cols: Vec<u32> = sheet
        .cells
        .range(CellRef::new(header.0, 0)..=CellRef::new(header.1, crate::domain::cell::LAST_COL))
        .filter(|(_, cell)| !cell.value.is_blank())
        .flat_map(|(at, _)| at.col..=merges.last_col(*at).min(at.col + 60))
        .collect();
    cols.sort_unstable();
    cols.dedup();
    let mut all: Vec<Column> = Vec::new();
    for col in cols {
        let parts: Vec<String> = (header.0..=header.1)
            .map(|row| text_at(CellRef::new(row, col)))
            .filter(|text| !text.trim().is_empty())
            .fold(Vec::new(), |mut kept, text| {
                if kept.last() != Some(&text) {
                    kept.push(text);
                }
                kept
            });
        // A heading that is merged to the right names its first column only.
        let at = CellRef::new(header.1, col);
        let anchor = merges.anchor(at);
        if anchor.col != col && anchor.row == header.1 {
            continue;
        }
        let Some(own) = parts.last().cloned() else {
            continue;
        };
        let joined = parts.concat();
        let field = field_at(labels, form_index, header, col)
            .or_else(|| field_named(form, &joined))
            .or_else(|| field_named(form, &own));
        let unit = parts.iter().rev().find_map(|text| label(text).unit);
        all.push(Column {
            field,
            col,
            text: joined.replace('\n', ""),
            unit,
        });
    }
    settle_doubles(sheet, header, all)
}

/// A field that two columns name belongs to the shown one; if both are shown, it is asked about.
fn settle_doubles(sheet: &Sheet, header: (u32, u32), mut all: Vec<Column>) -> Columns {
    let mut doubled = Vec::new();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for i in 0..all.len() {
        let (Some(field), col) = (all[i].field, all[i].col) else {
            continue;
        };
        let hidden = sheet.hidden_cols.contains(&col);
        match taken.iter().find(|(f, _)| *f == field).copied() {
            None => taken.push((field, i)),
            Some((_, earlier)) => {
                let earlier_hidden = sheet.hidden_cols.contains(&all[earlier].col);
                if hidden {
                    all[i].field = None;
                } else if earlier_hidden {
                    all[earlier].field = None;
                    taken.retain(|(f, _)| *f != field);
                    taken.push((field, i));
                } else {
                    all[i].field = None;
                    doubled.push((field, CellRef::new(header.1, col)));
                }
            }
        }
    }
    (all, doubled)
}

fn field_at(labels: &[Hit], form: usize, header: (u32, u32), col: u32) -> Option<usize> {
    let mut best = None;
    for hit in labels {
        let here = (header.0..=header.1).contains(&hit.at.row)
            && (hit.at.col..=hit.last_col).contains(&col);
        // The lower heading is the nearer one; a wide heading names a group, not each column.
        if here && (hit.last_col == hit.at.col || hit.at.row == header.1) {
            best = hit.field_of(form);
        }
    }
    best
}

fn field_named(form: &FormDefinition, text: &str) -> Option<usize> {
    let key = label(text).key;
    form.fields.iter().position(|f| {
        label(&f.label).key == key || f.aliases.iter().any(|alias| label(alias).key == key)
    })
}
