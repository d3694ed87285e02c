//! The `fields` of the JSON contract.

use super::record::{Reading, Record};
use crate::judged::FieldReport;

/// Lines whose readings are listed cell by cell. A register of 100 000 would make a document of
/// 300 MB that repeats the submitted workbook, which the archive holds beside it.
pub const LINES_LISTED: usize = 2_000;

/// What was read of a record: the form's fields in their order, labels that are not ours, then the
/// lines of its parts, the first [`LINES_LISTED`] of them.
pub fn field_reports(record: &Record<'_>) -> Vec<FieldReport> {
    let mut reports = of_one(record);
    for line in record.lines.iter().take(LINES_LISTED) {
        reports.extend(of_one(&line));
    }
    reports
}

fn of_one(record: &Record<'_>) -> Vec<FieldReport> {
    let line = record.part.and(record.row).map(|row| row + 1);
    let own = record
        .fields
        .iter()
        .zip(record.definitions())
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
            line,
        });
    let extras = record.extras.iter().cloned();
    own.chain(extras.map(|extra| FieldReport { line, ..extra }))
        .collect()
}
