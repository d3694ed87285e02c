//! Rows of labels with values below them: lists, and cards whose values stand under the labels.

use super::scan::{Hit, Row};
use super::surface::Surface;
use super::{Column, Header, Span};
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::name::fold;
use crate::forms::label::label;
use crate::forms::{FieldDefinition, FieldKind, FormDefinition, Lexicon};
use std::collections::BTreeMap;

/// More columns than this are not looked at.
const MOST_COLUMNS: u32 = 400;

/// Finds the headers of a form among some rows.
pub fn find(
    surface: &Surface<'_>,
    rows: &[Row],
    form: usize,
    definition: &FormDefinition,
    lexicon: &Lexicon,
) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    for row in rows {
        if headers.last().is_some_and(|h| row.index <= h.last_row) {
            continue;
        }
        let heads = heads_part(row, form, definition) || is_header(surface, row, form, lexicon);
        if !heads || headers.last().is_some_and(|h| is_record_of(h, row, form)) {
            continue;
        }
        let last_row = bottom(surface, row);
        let floor = headers.last().map_or(0, |h| h.last_row + 1);
        let titled = |above: u32| rows.iter().any(|r| r.index == above && r.title.is_some());
        let first_row = top(surface, row, floor, titled);
        let columns = columns(surface, first_row, last_row, (form, definition), lexicon);
        if columns.iter().filter(|c| c.field.is_some()).count() >= 2 {
            headers.push(Header {
                first_row,
                last_row,
                columns,
            });
        }
    }
    headers
}

/// The hits of a row that are labels beyond doubt: no second word for what another one names.
pub fn sure_hits(row: &Row, form: usize) -> Vec<&Hit> {
    let whole: Vec<&Hit> = row
        .hits
        .iter()
        .filter(|h| h.inline.is_none() && h.of_form(form).is_some())
        .collect();
    whole
        .iter()
        .filter(|h| {
            let Some(m) = h.of_form(form) else {
                return false;
            };
            !whole.iter().any(|o| {
                o.range != h.range
                    && o.of_form(form)
                        .is_some_and(|n| n.field == m.field && n.main && !m.main)
            })
        })
        .copied()
        .collect()
}

/// Whether a row that holds labels is filled in below a header: they are few, the header has them
/// all, and none stands in its own column.
fn is_record_of(header: &Header, row: &Row, form: usize) -> bool {
    let hits = sure_hits(row, form);
    let elsewhere = |hit: &&Hit| {
        let field = hit.of_form(form).map(|m| m.field);
        let mut columns = header.columns.iter().filter(|c| c.field == field);
        columns.clone().next().is_some() && columns.all(|c| c.col != hit.range.first.col)
    };
    hits.len() * 2 < row.filled && hits.iter().all(elsewhere)
}

/// Whether a row holds the labels of one part of the form side by side and nothing else: the head
/// of its table, whether lines stand below it or not.
fn heads_part(row: &Row, form: usize, definition: &FormDefinition) -> bool {
    let hits = sure_hits(row, form);
    let part = |hit: &Hit| {
        let field = definition.fields.get(hit.of_form(form)?.field)?;
        field.part.as_deref()
    };
    hits.len() >= 2
        && hits.len() == row.filled
        && hits.windows(2).all(|two| match two {
            [a, b] => b.range.first.col == a.range.last.col + 1 && part(a) == part(b),
            _ => false,
        })
        && hits.first().is_some_and(|first| part(first).is_some())
}

fn is_header(surface: &Surface<'_>, row: &Row, form: usize, lexicon: &Lexicon) -> bool {
    let hits = sure_hits(row, form);
    let n = hits.len();
    if n < 2 {
        return false;
    }
    let pairs = hits
        .windows(2)
        .filter(|w| matches!(w, [a, b] if b.range.first.col == a.range.last.col + 1))
        .count();
    if n >= 3 && pairs * 2 >= n - 1 && pairs >= 2 {
        return true;
    }
    if pairs == 0 && n * 2 <= row.filled {
        return false;
    }
    let after = bottom(surface, row) + 1;
    let Some(below) = (after..after + 3).find(|r| surface.row(*r).next().is_some()) else {
        return false;
    };
    let label_below = |text: &str| {
        // `审核:王强` is a label too.
        let word = text.split([':', '：']).next().unwrap_or_default();
        lexicon
            .find(word)
            .is_some_and(|f| f.matches.iter().any(|m| m.form == form))
    };
    let under: Vec<bool> = hits
        .iter()
        .map(|h| CellRef::new(below, h.range.first.col))
        // A cell merged over several columns is no value of each.
        .filter(|at| surface.range(*at).first.col == at.col)
        .filter_map(|at| surface.filled(at))
        .map(|cell| label_below(&cell.value.raw()))
        .collect();
    // Labels below labels, none beside another: pairs of label and value, some of them blank.
    if pairs == 0 && under.contains(&true) {
        return false;
    }
    let filled = under.iter().filter(|label| !**label).count();
    if n == 2 {
        return pairs == 1 && filled == 2;
    }
    filled * 3 >= n * 2 && (pairs > 0 || n * 2 > row.filled)
}

/// The last row of a header that begins at a row: vertical merges, and words below a wide merge.
fn bottom(surface: &Surface<'_>, row: &Row) -> u32 {
    let mut last = row.index;
    let mut groups = false;
    for (at, _) in surface.row(row.index) {
        let range = surface.range(at);
        if range.last.row > row.index && range.last.row <= row.index + 3 {
            last = last.max(range.last.row);
        }
        if range.last.row == row.index && range.last.col > range.first.col {
            let below = (range.first.col..=range.last.col.min(range.first.col + MOST_COLUMNS))
                .filter(|c| {
                    let at = CellRef::new(row.index + 1, *c);
                    surface
                        .filled(at)
                        .is_some_and(|cell| surface.range(at).first == at && looks_like_words(cell))
                })
                .count();
            groups |= below >= 2;
        }
    }
    if groups {
        last.max(row.index + 1)
    } else {
        last
    }
}

fn looks_like_words(cell: &crate::grid::Cell) -> bool {
    match &cell.value {
        crate::grid::CellValue::Text(t) => {
            let folded = fold(t);
            folded.chars().count() <= 16
                && folded
                    .chars()
                    .any(|c| !c.is_ascii_digit() && !".,-%".contains(c))
        }
        crate::grid::CellValue::Number { value, .. } => {
            span_of(&value.normalize().to_string()).is_some()
        }
        _ => false,
    }
}

/// The first row: the row above counts if it holds groups over the columns, or labels that reach
/// down, and is no form's title.
fn top(surface: &Surface<'_>, row: &Row, floor: u32, is_title: impl Fn(u32) -> bool) -> u32 {
    let (Some(first), Some(last)) = (row.hits.first(), row.hits.last()) else {
        return row.index;
    };
    let Some(above) = row.index.checked_sub(1).filter(|r| *r >= floor) else {
        return row.index;
    };
    if is_title(above) {
        return row.index;
    }
    let width = last.range.last.col - first.range.first.col + 1;
    let spans_several = |group: CellRange| {
        let below = surface
            .row(row.index)
            .filter(|(at, _)| (group.first.col..=group.last.col).contains(&at.col));
        below.take(2).count() == 2
    };
    let grouped = surface.row(above).any(|(at, _)| {
        let range = surface.range(at);
        let wide = range.last.col - range.first.col + 1;
        (range.last.row == row.index && range.first.row == above)
            || (range.last.row == above
                && wide < width
                && spans_several(range)
                && range.first.col <= last.range.last.col
                && range.last.col >= first.range.first.col)
    });
    if grouped { above } else { row.index }
}

fn columns(
    surface: &Surface<'_>,
    first_row: u32,
    last_row: u32,
    (form, definition): (usize, &FormDefinition),
    lexicon: &Lexicon,
) -> Vec<Column> {
    let mut cols: BTreeMap<u32, ()> = BTreeMap::new();
    for row in first_row..=last_row {
        for (at, _) in surface.row(row) {
            let range = surface.range(at);
            for col in range.first.col..=range.last.col.min(range.first.col + MOST_COLUMNS) {
                cols.insert(col, ());
            }
        }
    }
    let mut columns: Vec<Column> = Vec::new();
    for col in cols.into_keys().take(MOST_COLUMNS as usize) {
        let mut parts: Vec<(CellRange, String)> = Vec::new();
        for row in first_row..=last_row {
            let range = surface.range(CellRef::new(row, col));
            if parts.iter().any(|p| p.0 == range) {
                continue;
            }
            if let Some(cell) = surface.filled(range.first) {
                parts.push((range, cell.value.raw().trim().to_owned()));
            }
        }
        let Some((label, _)) = parts.last() else {
            continue;
        };
        let label = *label;
        // A wide label without words below is one column: its first.
        if columns.last().is_some_and(|c| c.label == label) {
            continue;
        }
        let texts: Vec<&str> = parts.iter().map(|p| p.1.as_str()).collect();
        let mut column = meaning(&texts, form, lexicon);
        if column.unit.is_none() {
            column.unit =
                unit_of_group(&texts, column.field.and_then(|f| definition.fields.get(f)));
        }
        (column.col, column.label) = (col, label);
        column.hidden = surface.sheet.hidden_cols.contains(&col);
        columns.push(column);
    }
    name_by_group(surface, first_row, form, lexicon, &mut columns);
    settle_twins(&mut columns);
    columns
}

/// The unit that a group gives the words below it: `金额(万元)` over 合同额 and 应收.
fn unit_of_group(texts: &[&str], field: Option<&FieldDefinition>) -> Option<String> {
    let fits: fn(&str) -> bool = match field?.kind {
        FieldKind::Amount => |unit| unit.contains(['元', '万', '亿']),
        FieldKind::Percent => |unit| unit.contains(['%', '‰']),
        _ => return None,
    };
    let (_, groups) = texts.split_last()?;
    groups
        .iter()
        .rev()
        .filter_map(|text| label(text).unit)
        .find(|unit| fits(unit))
}

/// A label over a word that is none of ours (战略影响 over 级别) names the column below it, where
/// it is the only one that is left without a field.
fn name_by_group(
    surface: &Surface<'_>,
    first_row: u32,
    form: usize,
    lexicon: &Lexicon,
    columns: &mut [Column],
) {
    let group_of = |column: &Column| surface.range(CellRef::new(first_row, column.col));
    for i in 0..columns.len() {
        let Some(column) = columns.get(i).filter(|c| c.field.is_none()) else {
            continue;
        };
        let group = group_of(column);
        if column.label == group {
            continue;
        }
        let siblings = columns
            .iter()
            .filter(|c| c.field.is_none() && group_of(c) == group);
        let found = surface
            .filled(group.first)
            .and_then(|cell| lexicon.find(&cell.value.raw()));
        let named = found
            .as_ref()
            .and_then(|f| f.matches.iter().find(|m| m.form == form));
        let (1, Some(found), Some(m)) = (siblings.count(), &found, named) else {
            continue;
        };
        if columns.iter().any(|c| c.field == Some(m.field)) {
            continue;
        }
        let (field, second, main) = (m.field, m.second, m.main);
        let unit = found.unit.clone();
        if let Some(column) = columns.get_mut(i) {
            (column.field, column.second, column.main) = (Some(field), second, main);
            column.unit = column.unit.take().or(unit);
        }
    }
}

/// What the texts over a column, from the top, say together.
fn meaning(texts: &[&str], form: usize, lexicon: &Lexicon) -> Column {
    let mut column = Column {
        col: 0,
        label: CellRange::new(CellRef::new(0, 0), CellRef::new(0, 0)),
        text: texts.join(" "),
        field: None,
        second: None,
        main: false,
        unit: None,
        span: None,
        hidden: false,
    };
    let joined = texts.concat();
    let bottom = texts.last().copied().unwrap_or_default();
    let top = texts.first().copied().unwrap_or_default();
    let mut tries: Vec<(&str, Option<Span>)> = vec![(joined.as_str(), None)];
    if texts.len() > 1 {
        tries.push((bottom, span_of(top)));
        if let Some(span) = span_of(bottom) {
            tries.push((top, Some(span)));
        }
    }
    let month = month_prefix(bottom);
    if let Some((month, rest)) = &month {
        tries.push((rest, Some(Span::Month(*month))));
    }
    for (text, span) in tries {
        let Some(found) = lexicon.find(text) else {
            continue;
        };
        let Some(m) = found.matches.iter().find(|m| m.form == form) else {
            continue;
        };
        column.field = Some(m.field);
        column.second = m.second;
        column.main = m.main;
        column.unit = found.unit;
        column.span = found.year.map(Span::Year).or(span);
        return column;
    }
    column
}

/// `2025年度`, `3月`, `年初`: what a group says about the words below it.
fn span_of(text: &str) -> Option<Span> {
    let folded = fold(text);
    let bare = folded.trim_end_matches("度").trim_end_matches(['年', '月']);
    if let Ok(number) = bare.parse::<i32>() {
        if (1990..=2100).contains(&number) && !folded.ends_with('月') {
            return Some(Span::Year(number));
        }
        if folded.ends_with('月') && (1..=12).contains(&number) {
            return Some(Span::Month(number.unsigned_abs()));
        }
    }
    ["年初", "期初", "上年", "去年", "上期"]
        .iter()
        .any(|w| folded.starts_with(w))
        .then_some(Span::Other)
}

fn month_prefix(text: &str) -> Option<(u32, String)> {
    let folded = fold(text);
    let (number, rest) = folded.split_once('月')?;
    let month = number.parse().ok().filter(|m| (1..=12).contains(m))?;
    (!rest.is_empty()).then(|| (month, rest.to_owned()))
}

/// Of several columns for one field: visible before hidden, the period meant before others, the
/// form's own label before an alias. What loses is kept as a column of no field of ours.
fn settle_twins(columns: &mut [Column]) {
    let keys: Vec<(Option<usize>, bool, bool, bool)> = columns
        .iter()
        .map(|c| (c.field, c.hidden, c.span == Some(Span::Other), c.main))
        .collect();
    for (i, column) in columns.iter_mut().enumerate() {
        let Some(field) = column.field else { continue };
        let twins = || {
            keys.iter()
                .enumerate()
                .filter(move |(j, k)| *j != i && k.0 == Some(field))
        };
        let loses = column.span == Some(Span::Other)
            || column.hidden && twins().any(|(_, k)| !k.1)
            || !column.main && column.span.is_none() && twins().any(|(_, k)| k.3 && !k.1 && !k.2);
        if loses {
            column.field = None;
            column.second = None;
        }
    }
}
