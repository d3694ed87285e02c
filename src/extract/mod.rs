//! A recognised form → typed fields, each with its cell and its raw text.
//!
//! A card gives one record; each filled row of a list gives one. What is read stands in the record,
//! what is odd about it in its findings; what concerns a whole sheet stands with the file.

mod card;
mod context;
mod lines;
mod list;
mod list_rows;
mod notes;
mod packed;
mod parts;
mod place;
pub mod record;
mod report;
mod row_column;
mod row_kind;
mod row_record;
mod strangers;
#[cfg(test)]
mod tests;
mod title_year;

pub use packed::Lines;
pub use record::{Extracted, FieldReading, Missing, Reading, Record};
pub use report::{LINES_LISTED, field_reports};

use crate::grid::{Cap, Limits, Workbook};
use crate::normalise::ReadingRules;
use crate::recognise::{Recognised, Surface};
use chrono::NaiveDate;
use context::Context;

/// Reads the records of all recognised blocks. `today` serves two-digit years.
pub fn extract<'f>(
    workbook: &Workbook,
    recognised: &Recognised<'f>,
    rules: &ReadingRules,
    today: NaiveDate,
    limits: &Limits,
) -> Extracted<'f> {
    let mut done = Extracted::default();
    let mut readings = 0usize;
    done.findings.extend(workbook.notes.iter().cloned());
    done.findings.extend(recognised.findings.iter().cloned());
    let mut surface: Option<(usize, Surface<'_>)> = None;
    for block in &recognised.blocks {
        let Some(sheet) = workbook.sheets.get(block.sheet) else {
            continue;
        };
        let kept = surface.take().filter(|(index, _)| *index == block.sheet);
        let first_of_sheet = kept.is_none();
        let (_, indexed) =
            surface.insert(kept.unwrap_or_else(|| (block.sheet, Surface::of(sheet))));
        let context = Context {
            surface: indexed,
            block,
            dates: workbook.dates,
            rules,
            today,
        };
        let counted = done.records.len();
        if block.list {
            list::read(&context, &mut done, limits);
        } else {
            let card = card::read(&context, limits, &mut done.over);
            done.records.push(card);
        }
        readings += readings_of(done.records.get(counted..).unwrap_or_default());
        let too_many = done.records.len() > limits.records || readings > limits.readings;
        if done.over.is_some() || too_many {
            done.over.get_or_insert(Cap::Records);
            return done;
        }
        if first_of_sheet {
            notes::of_sheet(sheet, &mut done.findings);
        }
    }
    done
}

/// Fields, further columns and findings of records: what takes memory. Lines are packed.
fn readings_of(records: &[Record<'_>]) -> usize {
    records
        .iter()
        .map(|r| r.fields.len() + r.extras.len() + r.findings.len())
        .sum()
}
