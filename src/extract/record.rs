//! What extraction gives: records with typed readings and the findings made on the way.

use super::packed::Lines;
use crate::domain::cell::CellRef;
pub use crate::domain::reading::{Missing, Reading};
use crate::domain::value::Value;
use crate::findings::Finding;
use crate::forms::{FieldDefinition, FormDefinition};
use crate::grid::Cap;
use crate::judged::FieldReport;

/// All records of a workbook.
#[derive(Debug, Clone, Default)]
pub struct Extracted<'f> {
    /// By sheet position, then row.
    pub records: Vec<Record<'f>>,
    /// The file's own findings (no form found, rows read and skipped, hidden rows …).
    pub findings: Vec<Finding>,
    /// Set where there are more records than are judged; then the rest is not whole.
    pub over: Option<Cap>,
}

/// One record of one form.
#[derive(Debug, Clone)]
pub struct Record<'f> {
    /// Its form.
    pub form: &'f FormDefinition,
    /// Sheet name.
    pub sheet: String,
    /// Sheet position, from 0.
    pub sheet_index: usize,
    /// Row index from 0 in a list; none on a card.
    pub row: Option<u32>,
    /// The part of the form that this is a line of; none for the form itself.
    pub part: Option<&'f str>,
    /// One reading for each field of the form itself, or of that part, in the definition's order.
    pub fields: Vec<FieldReading>,
    /// The lines of the form's parts, by part and row.
    pub lines: Lines<'f>,
    /// Labels that are not the form's, as typed.
    pub extras: Vec<FieldReport>,
    /// Findings made on reading; validation and evaluation add theirs.
    pub findings: Vec<Finding>,
}

impl<'f> Record<'f> {
    /// Its fields in the definition's order: the form's own, or those of the part.
    pub fn definitions(&self) -> impl Iterator<Item = &'f FieldDefinition> + use<'f> {
        let part = self.part;
        self.form
            .fields
            .iter()
            .filter(move |f| f.part.as_deref() == part)
    }

    /// The reading of a field by key.
    pub fn field(&self, key: &str) -> Option<&FieldReading> {
        self.fields.iter().find(|f| f.key == key)
    }

    /// The value of a field by key, if it was read.
    pub fn value(&self, key: &str) -> Option<&Value> {
        match &self.field(key)?.reading {
            Reading::Value(v) => Some(v),
            _ => None,
        }
    }

    /// The text of a text or choice field.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.value(key)? {
            Value::Text(t) | Value::Choice(t) => Some(t),
            _ => None,
        }
    }

    /// The exact number of an amount, number or percent field (percent as a fraction).
    pub fn number(&self, key: &str) -> Option<rust_decimal::Decimal> {
        match self.value(key)? {
            Value::Amount(n) | Value::Number(n) | Value::Percent(n) => Some(*n),
            _ => None,
        }
    }

    /// The day of a date field.
    pub fn date(&self, key: &str) -> Option<chrono::NaiveDate> {
        match self.value(key)? {
            Value::Date(d) => Some(*d),
            _ => None,
        }
    }

    /// The values of the form's record key as one folded text: records of equal text are versions
    /// of one record (domain ruling 9.16).
    pub fn key_text(&self) -> String {
        let parts: Vec<String> = self
            .form
            .record_key
            .iter()
            .map(|key| {
                let value = self.value(key).map(Value::normalised);
                crate::domain::name::fold(&value.unwrap_or_default())
            })
            .collect();
        parts.join("\u{1f}")
    }

    /// The customer's name, where the form has one and it was read.
    pub fn customer(&self) -> Option<&str> {
        self.text(self.form.customer_field.as_deref()?)
    }
}

/// One field as read.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldReading {
    /// The definition's key.
    pub key: String,
    /// Where it stood (the source cell when filled down).
    pub cell: Option<CellRef>,
    /// As it stood.
    pub raw: Option<String>,
    /// What was made of it.
    pub reading: Reading,
}
