//! Text of a cell → typed value: the parsers of domain section 3.
//!
//! [`field`] is the one entry: it looks at a cell as a field of some kind and gives a reading
//! with the findings made on the way. Nothing is repaired silently, and blank is never zero.
//! Whether a field must be filled in is asked later, by `validate`.

mod defaults;
mod rules;

pub use rules::{
    BankAccountLength, Deputy, PercentBareMode, ReadingRules, RequiredExemption, SizeRule,
};

use crate::domain::cell::CellRef;
use crate::domain::reading::{Missing, Reading};
use crate::domain::value::Value;
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

/// Reads a cell as a field. `today` serves two-digit years and choices offered for a missing year.
pub fn field(
    _field: &FieldDefinition,
    input: &CellInput<'_>,
    _rules: &ReadingRules,
    _today: NaiveDate,
) -> Outcome {
    let reading = if input.cell.value.is_blank() {
        Reading::Missing(Missing::Blank)
    } else {
        Reading::Value(Value::Text(input.cell.value.raw().trim().to_owned()))
    };
    Outcome {
        reading,
        findings: Vec::new(),
    }
}
