//! What reading a block needs at hand, and the one call of the parsers.

use super::record::{FieldReading, Reading};
use crate::domain::cell::CellRef;
use crate::domain::decimal::plain;
use crate::domain::reading::Missing;
use crate::domain::value::Value;
use crate::findings::Finding;
use crate::forms::FieldDefinition;
use crate::grid::{Cell, CellValue, DateSystem, NumberFormat};
use crate::normalise::{self, CellInput, ReadingRules, UnitNote};
use crate::recognise::{Block, Surface};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A block and what it is read with.
pub struct Context<'a, 'w, 'f> {
    /// Its sheet.
    pub surface: &'a Surface<'w>,
    /// The block.
    pub block: &'a Block<'f>,
    /// Epoch of serial dates.
    pub dates: DateSystem,
    /// The policy's parameters.
    pub rules: &'a ReadingRules,
    /// The day of the review.
    pub today: NaiveDate,
}

impl<'f> Context<'_, '_, 'f> {
    /// Reads a cell as a field. `unit` is the one in the label.
    pub fn field(
        &self,
        field: &'f FieldDefinition,
        at: CellRef,
        cell: Option<&Cell>,
        unit: Option<&str>,
        findings: &mut Vec<Finding>,
    ) -> FieldReading {
        let blank = Cell::default();
        let input = CellInput {
            cell: cell.unwrap_or(&blank),
            dates: self.dates,
            label_unit: unit,
            note: self.block.unit_note.as_ref().map(|n| UnitNote {
                unit: &n.unit,
                words: &n.words,
            }),
        };
        let outcome = normalise::field(field, &input, self.rules, self.today);
        let reading = outcome.reading.clone();
        findings.extend(outcome.findings_at(&self.surface.sheet.name, Some(at)));
        FieldReading {
            key: field.key.clone(),
            cell: Some(at),
            raw: cell
                .filter(|c| !c.value.is_blank())
                .map(|c| shown(c, &reading)),
            reading,
        }
    }

    /// A finding of a field at a cell.
    pub fn finding(
        &self,
        code: &'static str,
        facts: &[(&str, &str)],
        field: &FieldDefinition,
        at: Option<CellRef>,
        raw: &str,
    ) -> Finding {
        let mut all = facts.to_vec();
        all.push(("expected", &field.hint));
        Finding::draft(code, &all)
            .at(&self.surface.sheet.name, at)
            .of_field(&field.label)
            .quoting(raw)
            .done()
    }
}

/// The reading of a field whose label the form does not have.
pub fn no_label(field: &FieldDefinition) -> FieldReading {
    FieldReading {
        key: field.key.clone(),
        cell: None,
        raw: None,
        reading: Reading::Missing(Missing::NoLabel),
    }
}

/// What stands in a cell as people see it: a day in a date format, not its serial number; a share
/// with its per cent sign.
fn shown(cell: &Cell, reading: &Reading) -> String {
    match (&cell.value, cell.format, reading) {
        (CellValue::Number { .. }, NumberFormat::Date, Reading::Value(day @ Value::Date(_))) => {
            day.normalised()
        }
        (CellValue::Number { value, .. }, NumberFormat::Percent, _) => {
            format!("{}%", plain(*value * Decimal::ONE_HUNDRED))
        }
        _ => cell.value.raw().trim().to_owned(),
    }
}
