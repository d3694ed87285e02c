//! Of several columns for one field, the one that counts for a row: years and periods side by side,
//! the same label twice.

use super::context::no_label;
use super::record::{FieldReading, Reading};
use super::row_record::List;
use super::title_year::period_words;
use crate::domain::cell::CellRef;
use crate::domain::name::fold;
use crate::domain::value::{Period, Value};
use crate::findings::Finding;
use crate::forms::{FieldDefinition, FieldKind};
use crate::recognise::{Column, Span};

impl<'f> List<'_, '_, 'f> {
    /// The period of a row: its own column's, or the head's.
    pub(super) fn period(&self, row: u32) -> Option<Period> {
        let index = self
            .context
            .block
            .form
            .fields
            .iter()
            .position(|f| f.kind == FieldKind::Period)?;
        let field = self.context.block.form.fields.get(index)?;
        let own = self.fields.get(index)?.first().and_then(|c| {
            let at = self.context.surface.range(CellRef::new(row, c.col)).first;
            let cell = self
                .context
                .surface
                .filled(at)
                .map(|cell| (at, cell))
                .or(self.last.get(&c.col).copied())?;
            match self
                .context
                .field(field, cell.0, Some(cell.1), None, &mut Vec::new())
                .reading
            {
                Reading::Value(Value::Period(p)) => Some(p),
                _ => None,
            }
        });
        own.or_else(|| match self.shared.get(index)?.reading {
            Reading::Value(Value::Period(p)) => Some(p),
            _ => None,
        })
    }

    /// Of several columns for one field, the one that the form's period names.
    pub(super) fn by_period<'c>(
        &self,
        row: u32,
        columns: &[&'c Column],
        field: &'f FieldDefinition,
        period: Option<Period>,
        findings: &mut Vec<Finding>,
    ) -> Result<&'c Column, FieldReading> {
        let all: Vec<String> = columns.iter().map(|c| c.text.clone()).collect();
        let words = period.map_or("没写期间".to_owned(), period_words);
        let side_by_side = all.join("、");
        let facts = [("columns", side_by_side.as_str()), ("period", &words)];
        let fits: Vec<&&Column> = columns
            .iter()
            .filter(|c| matches!((c.span, period), (Some(Span::Year(y)), Some(Period::Year(p))) if y == p))
            .collect();
        let first = columns.first().map(|c| CellRef::new(row, c.col));
        if let [only] = fits.as_slice() {
            if columns.len() > 1 {
                findings.push(self.context.finding(
                    "I-PERIOD-COLUMN",
                    &facts,
                    field,
                    Some(CellRef::new(row, only.col)),
                    &only.text,
                ));
            }
            return Ok(only);
        }
        // The same label twice and no years: equal values are one value.
        if columns.iter().all(|c| c.span.is_none()) {
            let texts: Vec<String> = columns
                .iter()
                .filter_map(|c| {
                    self.context
                        .surface
                        .filled(CellRef::new(row, c.col))
                        .map(|c| fold(&c.value.raw()))
                })
                .collect();
            let same = texts.windows(2).all(|w| matches!(w, [a, b] if a == b));
            if same {
                let filled = |c: &&&'c Column| {
                    self.context
                        .surface
                        .filled(CellRef::new(row, c.col))
                        .is_some()
                };
                return columns
                    .iter()
                    .find(filled)
                    .or(columns.first())
                    .copied()
                    .ok_or_else(|| no_label(field));
            }
            let places: Vec<String> = columns
                .iter()
                .map(|c| CellRef::new(row, c.col).to_string())
                .collect();
            findings.push(self.context.finding(
                "E-LABEL-TWICE",
                &[("places", &places.join("、"))],
                field,
                first,
                &texts.join("/"),
            ));
        } else {
            findings.push(self.context.finding(
                "E-PERIOD-COLUMN",
                &facts,
                field,
                first,
                &side_by_side,
            ));
        }
        Err(FieldReading {
            key: field.key.clone(),
            cell: first,
            raw: None,
            reading: Reading::Unreadable,
        })
    }
}
