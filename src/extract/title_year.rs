//! The year in a form's title, against the period that the form itself names.

use super::context::Context;
use super::record::{FieldReading, Missing, Reading};
use crate::domain::value::{Period, Value};
use crate::findings::Finding;
use crate::forms::{FieldDefinition, FieldKind};
use chrono::Datelike;

pub(super) fn period_read(context: &Context<'_, '_, '_>, fields: &[FieldReading]) -> Option<Value> {
    let index = context
        .block
        .form
        .fields
        .iter()
        .position(|f| f.kind == FieldKind::Period)?;
    match &fields.get(index)?.reading {
        Reading::Value(v) => Some(v.clone()),
        _ => None,
    }
}

/// A period as people write it.
pub fn period_words(period: Period) -> String {
    match period {
        Period::Year(y) => format!("{y}年"),
        Period::FirstHalf(y) => format!("{y}上半年"),
        Period::SecondHalf(y) => format!("{y}下半年"),
    }
}

/// Takes the period from the title where the form's own is blank.
pub fn period_of_title(
    context: &Context<'_, '_, '_>,
    fields: &mut [FieldReading],
    findings: &mut Vec<Finding>,
) {
    let Some((year, at)) = context.block.title_year else {
        return;
    };
    let Some(index) = context
        .block
        .form
        .fields
        .iter()
        .position(|f| f.kind == FieldKind::Period)
    else {
        return;
    };
    let (Some(field), Some(slot)) = (context.block.form.fields.get(index), fields.get_mut(index))
    else {
        return;
    };
    if !matches!(
        slot.reading,
        Reading::Missing(Missing::NoLabel | Missing::Blank)
    ) {
        return;
    }
    let raw = context
        .surface
        .cell(at)
        .map(|c| c.value.raw())
        .unwrap_or_default();
    let read = Period::Year(year);
    findings.push(context.finding(
        "I-PERIOD-TITLE",
        &[("read", &read.to_string())],
        field,
        Some(at),
        raw.trim(),
    ));
    slot.cell = Some(at);
    slot.raw = Some(raw.trim().to_owned());
    slot.reading = Reading::Value(Value::Period(read));
}

/// A card headed with one year whose own period or day is of another: last year's form, most
/// likely, or last year's data. The program does not guess which.
pub(super) fn other_year_in_title(
    context: &Context<'_, '_, '_>,
    fields: &[FieldReading],
) -> Option<Finding> {
    let (year, title) = context.block.title_year?;
    let form = context.block.form;
    let named =
        |f: &FieldDefinition| f.kind == FieldKind::Period || form.record_key.contains(&f.key);
    form.fields.iter().zip(fields).find_map(|(field, read)| {
        let Reading::Value(value) = &read.reading else {
            return None;
        };
        let own = match value {
            Value::Period(period) => period.year(),
            Value::Date(day) => day.year(),
            _ => return None,
        };
        if own == year || !named(field) {
            return None;
        }
        let facts = [
            ("title", title.to_string()),
            ("heading", year.to_string()),
            ("read", own.to_string()),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let raw = read.raw.as_deref().unwrap_or_default();
        Some(context.finding("E-TITLE-YEAR", &facts, field, read.cell, raw))
    })
}
