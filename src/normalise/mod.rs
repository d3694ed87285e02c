//! Text of a cell → typed value: the parsers of domain section 3.
//!
//! [`field`] is the one entry: it looks at a cell as a field of some kind and gives a reading
//! with the findings made on the way. Nothing is repaired silently, and blank is never zero.
//! Whether a field must be filled in is asked later, by `validate`.

mod account;
mod amount;
mod chinese_number;
mod choice;
mod credit_code;
mod date;
mod days_and_picks;
mod kinds;
mod money;
mod percent;
mod period;
mod phone;
mod placeholder;
mod postcode;
mod quantity;
mod reading;
mod registration_number;
mod rules;
mod squeeze;
mod term;
mod ticks;

pub use amount::foreign_currency;
pub use rules::{
    BankAccountLength, Deputy, PercentBareMode, ReadingRules, RequiredExemption, SizeRule,
};

use crate::domain::cell::CellRef;
use crate::domain::reading::Reading;
use crate::findings::{Finding, FindingDraft};
use crate::forms::FieldDefinition;
use crate::grid::{Cell, DateSystem};
use chrono::NaiveDate;

/// A cell as it is handed to the parsers.
#[derive(Debug, Clone, Copy)]
pub struct CellInput<'a> {
    /// The cell; or a stand-in that holds a part of its text (label and value in one cell).
    pub cell: &'a Cell,
    /// Epoch of serial dates.
    pub dates: DateSystem,
    /// Unit in the brackets of the label or column header, as typed (`元`, `万元`, `%`).
    pub label_unit: Option<&'a str>,
    /// The sheet's note on units (`单位:元`).
    pub note: Option<UnitNote<'a>>,
}

/// A note on units that stands for a whole sheet.
#[derive(Debug, Clone, Copy)]
pub struct UnitNote<'a> {
    /// The unit alone (`元`).
    pub unit: &'a str,
    /// Where it stands and what it says, for the message (`表右上角(F2)注明「单位:元」`).
    pub words: &'a str,
}

/// What became of a cell.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The reading.
    pub reading: Reading,
    /// Findings that know their field and quote the raw text, but not yet their place.
    pub findings: Vec<FindingDraft>,
}

impl Outcome {
    /// The findings, put at their place.
    pub fn findings_at(self, sheet: &str, cell: Option<CellRef>) -> Vec<Finding> {
        self.findings
            .into_iter()
            .map(|draft| draft.at(sheet, cell).done())
            .collect()
    }
}

/// Reads a cell as a field. `today` serves two-digit years and the choices offered for a missing
/// year; the policy's parameters come in `rules`.
pub fn field(
    field: &FieldDefinition,
    input: &CellInput<'_>,
    rules: &ReadingRules,
    today: NaiveDate,
) -> Outcome {
    reading::read(field, input, rules, today)
}

#[cfg(test)]
mod tests;
