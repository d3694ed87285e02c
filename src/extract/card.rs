//! A card: one record, each label with its value right of it, below it or in its own cell.

use super::context::{Context, no_label};
use super::lines;
use super::parts;
use super::place::{Landmarks, Place};
use super::record::{FieldReading, Reading, Record};
use super::strangers::{extra, strangers, unknown_labels};
use super::title_year::{other_year_in_title, period_of_title, period_read, period_words};
use crate::domain::cell::CellRef;
use crate::domain::name::fold;
use crate::domain::value::{Period, Value};
use crate::findings::Finding;
use crate::forms::label::label;
use crate::forms::{FieldDefinition, FieldKind};
use crate::grid::{Cap, Cell, CellValue, Limits};
use crate::judged::FieldReport;
use crate::recognise::{Hit, Span};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// What was read of some labels.
pub struct Labelled {
    /// One reading for each field of the form.
    pub fields: Vec<FieldReading>,
    /// Labels that are not ours.
    pub extras: Vec<FieldReport>,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Cells used as label or value.
    pub(super) used: BTreeSet<CellRef>,
    /// Rows of tables, where every cell is used.
    pub(super) used_rows: Vec<RangeInclusive<u32>>,
}

impl Labelled {
    /// Whether a cell is a label or a value already.
    pub(super) fn is_used(&self, at: CellRef) -> bool {
        self.used.contains(&at) || self.used_rows.iter().any(|rows| rows.contains(&at.row))
    }
}

/// Reads a card with its lines; sets `over` where it has too many of them.
pub fn read<'f>(
    context: &Context<'_, '_, 'f>,
    limits: &Limits,
    over: &mut Option<Cap>,
) -> Record<'f> {
    let block = context.block;
    let lines::Tables {
        mut lines,
        cells,
        too_many,
        findings: of_lines,
    } = lines::read(context, limits);
    if too_many {
        over.get_or_insert(Cap::Records);
    }
    let in_lines = |h: &&Hit| cells.iter().any(|rows| rows.contains(&h.range.first.row));
    let hits: Vec<&Hit> = block.labels.iter().filter(|h| !in_lines(h)).collect();
    let mut read = labelled(context, &hits);
    bands(context, &mut read);
    read.used_rows = cells;
    strangers(context, &mut read);
    unknown_labels(context, &hits, &mut read);
    read.findings
        .extend(other_year_in_title(context, &read.fields));
    period_of_title(context, &mut read.fields, &mut read.findings);
    let mut findings = block.findings.clone();
    findings.append(&mut read.findings);
    findings.extend(of_lines);
    let of_tables = lines.parts();
    for part in block.form.parts() {
        if !of_tables.contains(part)
            && let Some(line) = lines::of_card(context, part, &read.fields)
        {
            findings.extend(lines.push(line));
        }
    }
    let fields = block.form.fields.iter().zip(read.fields);
    let fields = fields.filter(|(definition, _)| definition.part.is_none());
    Record {
        form: block.form,
        sheet: context.surface.sheet.name.clone(),
        sheet_index: context.surface.sheet.index,
        row: None,
        part: None,
        fields: fields.map(|(_, reading)| reading).collect(),
        lines,
        extras: read.extras,
        findings,
    }
}

/// Reads the values of labels that stand beside them: a card's, or a list's head and foot.
pub fn labelled(context: &Context<'_, '_, '_>, hits: &[&Hit]) -> Labelled {
    let block = context.block;
    let labels = hits;
    let marks = Landmarks::of(context.surface, labels, &block.strangers);
    let mut done = Labelled {
        fields: block.form.fields.iter().map(no_label).collect(),
        extras: Vec::new(),
        findings: Vec::new(),
        used: labels.iter().map(|h| h.range.first).collect(),
        used_rows: Vec::new(),
    };
    for (index, field) in block.form.fields.iter().enumerate() {
        let mut candidates: Vec<(&Hit, Place)> = labels
            .iter()
            .filter(|h| {
                h.of_form(block.form_index)
                    .is_some_and(|m| m.field == index && m.second.is_none())
            })
            .filter(|h| !belongs_to_sibling(context, labels, h, field))
            .map(|h| (*h, marks.place(h, field)))
            .collect();
        candidates.extend(
            labels
                .iter()
                .filter(|h| sibling_of(context, labels, h) == Some(index))
                .map(|h| (*h, marks.place(h, field))),
        );
        for (_, place) in &candidates {
            done.used.insert(place.at);
        }
        if let Some((hit, place)) = choose(context, field, candidates, &mut done) {
            value(context, index, field, hit, place, &mut done);
        }
    }
    for hit in labels {
        let Some((first, second)) = hit
            .of_form(block.form_index)
            .and_then(|m| Some((m.field, m.second?)))
        else {
            continue;
        };
        two_in_one(context, hit, first, second, &marks, &mut done);
    }
    done
}

/// Of several labels for one field: visible before hidden, the form's own before an alias, an
/// earlier alias before a later one, filled before blank. What is left and differs is asked about.
fn choose<'h>(
    context: &Context<'_, '_, '_>,
    field: &FieldDefinition,
    mut candidates: Vec<(&'h Hit, Place)>,
    done: &mut Labelled,
) -> Option<(&'h Hit, Place)> {
    if candidates.iter().any(|c| !c.0.hidden) {
        candidates.retain(|c| !c.0.hidden);
    }
    let rank = |hit: &Hit| {
        std::iter::once(&field.label)
            .chain(&field.aliases)
            .position(|a| label(a).text == hit.found.text)
            .unwrap_or(usize::MAX)
    };
    candidates.sort_by_key(|(hit, place)| (place.cell.is_none(), rank(hit)));
    let mut rest = candidates.into_iter();
    let (hit, place) = rest.next()?;
    let text = |p: &Place| p.cell.as_ref().map(|c| fold(&c.value.raw()));
    let mine = text(&place);
    let mut others: Vec<CellRef> = Vec::new();
    for (other, its) in rest {
        let Some(theirs) = text(&its) else { continue };
        if Some(&theirs) == mine.as_ref() {
            continue;
        }
        if rank(other) == rank(hit) {
            others.push(its.at);
        } else {
            let raw = its.cell.as_ref().map(|c| c.value.raw().trim().to_owned());
            done.extras.push(extra(&other.found.text, its.at, raw));
        }
    }
    if !others.is_empty() {
        let places: Vec<String> = std::iter::once(place.at)
            .chain(others)
            .map(|c| c.to_string())
            .collect();
        let raw = place
            .cell
            .as_ref()
            .map(|c| c.value.raw())
            .unwrap_or_default();
        done.findings.push(context.finding(
            "E-LABEL-TWICE",
            &[("places", &places.join("、"))],
            field,
            Some(place.at),
            raw.trim(),
        ));
    }
    Some((hit, place))
}

fn value(
    context: &Context<'_, '_, '_>,
    index: usize,
    field: &FieldDefinition,
    hit: &Hit,
    mut place: Place,
    done: &mut Labelled,
) {
    if let (Some(year), Some(cell)) = (hit.found.year, &place.cell)
        && let Some(Value::Period(period)) = period_read(context, &done.fields)
        && period != Period::Year(year)
    {
        let words = period_words(period);
        done.findings.push(context.finding(
            "E-PERIOD-COLUMN",
            &[("columns", &format!("{year}年")), ("period", &words)],
            field,
            Some(place.at),
            cell.value.raw().trim(),
        ));
    }
    if field.margin
        && field.kind == FieldKind::Text
        && let Some(cell) = &place.cell
        && let CellValue::Text(text) = &cell.value
        && let Some((name, day)) = parts::name_and_day(text)
    {
        let name_cell = parts::with_text(cell, &name);
        day_beside_name(context, field, place.at, cell, &day, done);
        place.cell = Some(name_cell);
    }
    if let Some(cell) = place.cell.as_ref().filter(|c| c.struck) {
        let raw = cell.value.raw();
        done.findings
            .push(context.finding("W-STRUCK", &[], field, Some(place.at), raw.trim()));
    }
    let unit = hit.found.unit.as_deref().or(place.unit.as_deref());
    let Some(field) = context.block.form.fields.get(index) else {
        return;
    };
    let reading = context.field(
        field,
        place.at,
        place.cell.as_ref(),
        unit,
        &mut done.findings,
    );
    if let Some(slot) = done.fields.get_mut(index) {
        *slot = reading;
    }
}

/// `填表人:张三 2026.3.5` fills 填表日期 where that has no label; another's day is kept apart.
fn day_beside_name(
    context: &Context<'_, '_, '_>,
    field: &FieldDefinition,
    at: CellRef,
    cell: &Cell,
    day: &str,
    done: &mut Labelled,
) {
    let dated = context
        .block
        .form
        .fields
        .iter()
        .position(|f| f.key == "filled_on")
        .filter(|_| field.key == "filled_by");
    let open = |i: &usize| {
        let unlabelled = !context.block.labels.iter().any(|h| {
            h.of_form(context.block.form_index)
                .is_some_and(|m| m.field == *i)
        });
        unlabelled && done.fields.get(*i).is_some_and(|f| f.cell.is_none())
    };
    if let Some(index) = dated.filter(open)
        && let Some(date) = context.block.form.fields.get(index)
    {
        let reading = context.field(
            date,
            at,
            Some(&parts::with_text(cell, day)),
            None,
            &mut done.findings,
        );
        if let Some(slot) = done.fields.get_mut(index) {
            *slot = reading;
        }
    } else {
        done.extras.push(extra(
            &format!("{}日期", field.label),
            at,
            Some(day.to_owned()),
        ));
    }
}

/// One label for two fields: the value is split at its digits.
fn two_in_one(
    context: &Context<'_, '_, '_>,
    hit: &Hit,
    first: usize,
    second: usize,
    marks: &Landmarks<'_, '_>,
    done: &mut Labelled,
) {
    let fields = &context.block.form.fields;
    let (Some(one), Some(two)) = (fields.get(first), fields.get(second)) else {
        return;
    };
    let place = marks.place(hit, one);
    done.used.insert(place.at);
    let halves = place
        .cell
        .as_ref()
        .and_then(|c| parts::split(&c.value.raw(), one.kind, two.kind));
    let cells: [(usize, Option<Cell>); 2] = match (&halves, &place.cell) {
        (Some((a, b)), Some(cell)) => {
            let raw = cell.value.raw();
            let facts = [("first", a.as_str()), ("second", b.as_str())];
            done.findings.push(context.finding(
                "I-LABEL-SPLIT",
                &facts,
                one,
                Some(place.at),
                raw.trim(),
            ));
            [
                (first, Some(parts::with_text(cell, a))),
                (second, Some(parts::with_text(cell, b))),
            ]
        }
        (None, Some(cell)) => [(first, Some(cell.clone())), (second, None)],
        _ => [(first, None), (second, None)],
    };
    for (index, cell) in cells {
        let free = done
            .fields
            .get(index)
            .is_some_and(|f| matches!(f.reading, Reading::Missing(_)));
        if let Some(field) = fields.get(index).filter(|_| free) {
            let reading = context.field(
                field,
                place.at,
                cell.as_ref(),
                hit.found.unit.as_deref(),
                &mut done.findings,
            );
            if let Some(slot) = done.fields.get_mut(index) {
                *slot = reading;
            }
        }
    }
}

/// Rows of labels with their values below, inside a card.
fn bands(context: &Context<'_, '_, '_>, done: &mut Labelled) {
    let form = context.block.form;
    for header in context
        .block
        .header
        .iter()
        .filter(|h| h.part(form).is_none())
    {
        for column in &header.columns {
            let at = CellRef::new(header.last_row + 1, column.col);
            let range = context.surface.range(at);
            done.used.insert(column.label.first);
            done.used.insert(range.first);
            let cell = context.surface.filled(range.first);
            let Some(index) = column.field else {
                if let Some(cell) = cell {
                    done.extras.push(extra(
                        &column.text,
                        range.first,
                        Some(cell.value.raw().trim().to_owned()),
                    ));
                }
                continue;
            };
            let free = done.fields.get(index).is_some_and(|f| f.raw.is_none());
            let Some(field) = context
                .block
                .form
                .fields
                .get(index)
                .filter(|_| free && column.span != Some(Span::Other))
            else {
                continue;
            };
            let reading = context.field(
                field,
                range.first,
                cell,
                column.unit.as_deref(),
                &mut done.findings,
            );
            if let Some(slot) = done.fields.get_mut(index) {
                *slot = reading;
            }
        }
    }
}

/// A second 帐号 that stands behind 开户银行(外币) is 外币帐号.
fn sibling_of(context: &Context<'_, '_, '_>, labels: &[&Hit], hit: &Hit) -> Option<usize> {
    let form = context.block.form_index;
    let fields = &context.block.form.fields;
    let m = hit
        .of_form(form)
        .filter(|m| !m.main && m.second.is_none())?;
    let twins = labels
        .iter()
        .filter(|h| h.found.text == hit.found.text)
        .count();
    let mine = fields.get(m.field)?;
    let before = labels
        .iter()
        .filter(|h| h.range.first < hit.range.first)
        .filter(|h| h.of_form(form).is_some_and(|n| n.field != m.field))
        .max_by_key(|h| h.range.first)?;
    let foreign = |f: &FieldDefinition| f.label.contains("外币");
    let before_is_foreign = before
        .of_form(form)
        .and_then(|n| fields.get(n.field))
        .is_some_and(foreign);
    if twins < 2 || !before_is_foreign || foreign(mine) {
        return None;
    }
    fields
        .iter()
        .position(|f| f.kind == mine.kind && foreign(f))
}

fn belongs_to_sibling(
    context: &Context<'_, '_, '_>,
    labels: &[&Hit],
    hit: &Hit,
    field: &FieldDefinition,
) -> bool {
    sibling_of(context, labels, hit).is_some_and(|i| {
        context
            .block
            .form
            .fields
            .get(i)
            .is_some_and(|f| f.key != field.key)
    })
}
