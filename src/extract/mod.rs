//! A recognised form → typed fields, each with its cell and its raw text.
//!
//! Parsing itself is `normalise`'s; this step finds the cell that belongs to a label, fills down
//! what a list writes once for several rows, and tells records from totals and notes.

mod card;
mod list;
mod notes;
mod read;
pub mod record;
mod report;

pub use record::{Extracted, FieldReading, Missing, Reading, Record};
pub use report::field_reports;

use crate::findings::Finding;
use crate::grid::Workbook;
use crate::normalise::ReadingRules;
use crate::recognise::{Merges, Recognised};
use chrono::NaiveDate;
use read::Reader;

/// Reads every recognised form. `today` serves two-digit years.
pub fn extract<'f>(
    workbook: &Workbook,
    recognised: &Recognised<'f>,
    rules: &ReadingRules,
    today: NaiveDate,
) -> Extracted<'f> {
    let mut extracted = Extracted {
        records: Vec::new(),
        findings: workbook.notes.clone(),
    };
    extracted
        .findings
        .extend(recognised.findings.iter().cloned());
    let mut seen_sheet = None;
    let mut merges = None;
    for block in &recognised.blocks {
        let Some(sheet) = workbook.sheets.get(block.sheet) else {
            continue;
        };
        if seen_sheet != Some(block.sheet) {
            extracted.findings.extend(notes::of_sheet(sheet));
            merges = Some(Merges::of(sheet));
            seen_sheet = Some(block.sheet);
        }
        let Some(merges) = &merges else { continue };
        let note = notes::unit_note(sheet, block.rows);
        let reader = Reader {
            sheet,
            merges,
            dates: workbook.dates,
            note: note.as_ref(),
            rules,
            today,
        };
        match &block.list {
            None => extracted.records.push(card::read(&reader, block)),
            Some(shape) => {
                let (records, findings) = list::read(&reader, block, shape);
                extracted.records.extend(records);
                extracted.findings.extend(findings);
            }
        }
    }
    sort(&mut extracted.findings);
    extracted
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        (a.severity, &a.sheet, a.cell, &a.code).cmp(&(b.severity, &b.sheet, b.cell, &b.code))
    });
}
