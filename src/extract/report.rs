//! A record's fields in the shape of the JSON contract.

use super::record::{Reading, Record};
use crate::domain::judged::FieldReport;
use crate::forms::FieldKind;

/// What was read, in the order of the definition, then the labels that are not the form's.
pub fn field_reports(record: &Record<'_>) -> Vec<FieldReport> {
    let own = record
        .form
        .fields
        .iter()
        .zip(&record.fields)
        .map(|(definition, read)| {
            let value = match &read.reading {
                Reading::Value(value) => Some(value.normalised()),
                _ => None,
            };
            let unit = definition
                .unit
                .map(|u| u.words())
                .or((definition.kind == FieldKind::Percent).then_some("%"));
            FieldReport {
                label: definition.label.clone(),
                cell: read.cell,
                raw: read.raw.clone(),
                value,
                unit: unit.map(str::to_owned),
                extra: false,
            }
        });
    own.chain(record.extras.iter().cloned()).collect()
}
