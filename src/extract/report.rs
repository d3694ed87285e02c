//! The `fields` of the JSON contract.

use super::record::{Reading, Record};
use crate::judged::FieldReport;

/// What was read of a record: the form's fields in their order, then labels that are not ours.
pub fn field_reports(record: &Record<'_>) -> Vec<FieldReport> {
    let own = record
        .fields
        .iter()
        .zip(&record.form.fields)
        .map(|(reading, field)| FieldReport {
            label: field.label.clone(),
            cell: reading.cell,
            raw: reading.raw.clone(),
            value: match &reading.reading {
                Reading::Value(value) => Some(value.normalised()),
                Reading::Missing(_) | Reading::Unreadable => None,
            },
            unit: field.unit.map(|u| u.words().to_owned()),
            extra: false,
        });
    own.chain(record.extras.iter().cloned()).collect()
}
