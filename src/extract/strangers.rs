//! Labels of a card that are not ours: kept with their values, judged by nobody.

use super::card::Labelled;
use super::context::Context;
use super::place::Landmarks;
use crate::domain::cell::CellRef;
use crate::domain::name::fold;
use crate::forms::label::label;
use crate::grid::{Cell, CellValue};
use crate::judged::FieldReport;
use crate::recognise::{Hit, is_note_word};
use std::collections::BTreeSet;

/// A card has no more rows than this below its first.
const MOST_ROWS: u32 = 2_000;

/// How many rows below the last label one that is not ours may still stand.
const STRANGE_BELOW: u32 = 3;

/// `label:value` in one cell whose label is not ours.
pub(super) fn strangers(context: &Context<'_, '_, '_>, done: &mut Labelled) {
    for stranger in &context.block.strangers {
        let is_value = done.is_used(stranger.at)
            && !context
                .block
                .labels
                .iter()
                .any(|h| h.inline.is_some() && h.range.first == stranger.at);
        if !is_value && !stranger.value.is_empty() && !is_note_word(&fold(&stranger.label)) {
            done.extras.push(extra(
                &stranger.label,
                stranger.at,
                Some(stranger.value.clone()),
            ));
        }
    }
}

/// Labels that are not ours, known by standing where labels stand and having a value beside them.
pub(super) fn unknown_labels(context: &Context<'_, '_, '_>, hits: &[&Hit], done: &mut Labelled) {
    let marks = Landmarks::of(context.surface, hits, &context.block.strangers);
    let bands = &context.block.header;
    let rows = |hit: &&Hit| (hit.range.first.row, hit.range.last.row);
    let spans = hits.iter().map(rows);
    let spans = spans.chain(bands.iter().map(|h| (h.first_row, h.last_row)));
    let Some((top, end)) = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else {
        return;
    };
    let in_bands = bands.iter().flat_map(|h| &h.columns).map(|c| c.col);
    let columns: BTreeSet<u32> = marks.label_columns().chain(in_bands).collect();
    let last = context.block.last_row.min(top.saturating_add(MOST_ROWS));
    // Strange labels below the last of ours may be followed by more of them.
    let mut end = end.saturating_add(STRANGE_BELOW).min(last);
    let in_band = |row: u32| {
        let mut bands = bands.iter();
        bands.any(|h| (h.first_row..=h.last_row + 1).contains(&row))
    };
    let mut row = top;
    while row <= end {
        if !in_band(row) {
            for (at, cell) in context.surface.row(row) {
                if unknown_label(context, &marks, &columns, at, cell, done) {
                    end = row.saturating_add(STRANGE_BELOW).clamp(end, last);
                }
            }
        }
        row += 1;
    }
}

/// Keeps a cell with the value beside it, if it is a label that is not ours; says whether it was.
fn unknown_label(
    context: &Context<'_, '_, '_>,
    marks: &Landmarks<'_, '_>,
    columns: &BTreeSet<u32>,
    at: CellRef,
    cell: &Cell,
    done: &mut Labelled,
) -> bool {
    let CellValue::Text(text) = &cell.value else {
        return false;
    };
    let folded = label(text).text;
    let word =
        (2..=12).contains(&folded.chars().count()) && !folded.chars().all(|c| c.is_ascii_digit());
    let colon = text.trim_end().ends_with([':', '：']);
    if !word
        || marks.is_label(at)
        || done.is_used(at)
        || !(columns.contains(&at.col) || colon)
        || is_note_word(&folded)
    {
        return false;
    }
    let range = context.surface.range(at);
    let below = CellRef::new(range.last.row.saturating_add(1), range.first.col);
    let right = CellRef::new(range.first.row, range.last.col.saturating_add(1));
    let beside = if marks.values_below() {
        below
    } else if let Some((found, _)) = marks.value_right(range) {
        found.first
    } else if colon && marks.stands_alone(below) {
        below
    } else {
        right
    };
    let value_at = context.surface.range(beside).first;
    if done.is_used(value_at) || marks.is_label(value_at) {
        return false;
    }
    let Some(value) = context.surface.filled(value_at) else {
        return false;
    };
    done.used.insert(value_at);
    let typed = text.trim().trim_end_matches([':', '：']).trim();
    done.extras.push(extra(
        typed,
        value_at,
        Some(value.value.raw().trim().to_owned()),
    ));
    true
}

/// A label that is not ours, as a report.
pub fn extra(label: &str, at: CellRef, raw: Option<String>) -> FieldReport {
    FieldReport {
        label: label.to_owned(),
        cell: Some(at),
        value: raw.clone(),
        raw,
        unit: None,
        extra: true,
        line: None,
    }
}
