//! What fields of a form must be to each other, as the policy's sheet 字段关系 says.
//!
//! A missing or unreadable field is never compared: blank is not zero, and what could not be read
//! has its own error.

use super::checks::Look;
use super::required::missing_field;
use crate::domain::decimal::{plain, round6};
use crate::domain::reading::Reading;
use crate::domain::value::{Value, iso};
use crate::extract::Record;
use crate::findings::Finding;
use crate::forms::relation::{REVIEW_DAY, Relation, RelationKind};
use crate::forms::{FieldDefinition, FieldKind};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Every relation of the form that the record breaks, in the policy's order.
pub(super) fn findings(record: &Record<'_>, today: NaiveDate) -> Vec<Finding> {
    let broken = |relation: &Relation| -> Vec<Finding> {
        let Some(field) = record.form.field(&relation.field) else {
            return Vec::new();
        };
        let case = Case {
            record,
            relation,
            field,
        };
        match relation.kind {
            RelationKind::NotBefore | RelationKind::NotAfter => case.days(today),
            RelationKind::AtMost | RelationKind::AtLeast => case.numbers(),
            RelationKind::SumOf => case.sum().into_iter().collect(),
            RelationKind::Requires | RelationKind::Together | RelationKind::RequiredWhen => {
                case.filled_in()
            }
        }
    };
    record
        .form
        .relations
        .iter()
        .filter(|r| record.field(&r.field).is_some())
        .flat_map(broken)
        .collect()
}

struct Case<'a, 'f> {
    record: &'a Record<'f>,
    relation: &'a Relation,
    field: &'a FieldDefinition,
}

impl Case<'_, '_> {
    fn days(&self, today: NaiveDate) -> Vec<Finding> {
        let Some(day) = self.record.date(&self.field.key) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for key in &self.relation.others {
            let (other, words) = if key == REVIEW_DAY {
                (Some(today), format!("{REVIEW_DAY} {}", iso(today)))
            } else {
                let other = self.record.date(key);
                (
                    other,
                    other.map_or_else(String::new, |d| self.named(key, &iso(d))),
                )
            };
            let Some(other) = other else { continue };
            let breach = match self.relation.kind {
                RelationKind::NotBefore if day < other => format!("早于{words}"),
                RelationKind::NotAfter if day > other => format!("晚于{words}"),
                _ => continue,
            };
            found.push(self.said(&iso(day), &breach));
        }
        found
    }

    fn numbers(&self) -> Vec<Finding> {
        let Some(value) = self.record.number(&self.field.key).map(round6) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for key in &self.relation.others {
            let Some(other) = self.record.number(key).map(round6) else {
                continue;
            };
            let words = self.named(key, &self.shown(other));
            let breach = match self.relation.kind {
                RelationKind::AtMost if value > other => format!("大于{words}"),
                RelationKind::AtLeast if value < other => format!("小于{words}"),
                _ => continue,
            };
            found.push(self.said(&self.shown(value), &breach));
        }
        found
    }

    /// Only where every part is there: a blank part is not zero.
    fn sum(&self) -> Option<Finding> {
        let value = round6(self.record.number(&self.field.key)?);
        let mut total = Decimal::ZERO;
        let mut parts = Vec::new();
        for key in &self.relation.others {
            let part = self.record.number(key)?;
            total = total.checked_add(part)?;
            parts.push(self.named(key, &self.shown(part)));
        }
        let total = round6(total);
        (total != value).then(|| {
            let breach = format!("而{}合计是 {}", parts.join("、"), self.shown(total));
            self.said(&self.shown(value), &breach)
        })
    }

    fn filled_in(&self) -> Vec<Finding> {
        let label = &self.field.label;
        let all = || std::iter::once(&self.relation.field).chain(&self.relation.others);
        let (asked, because): (Vec<&String>, String) = match self.relation.kind {
            RelationKind::Together => {
                let Some(first) = all().find(|key| self.is_filled(key)) else {
                    return Vec::new();
                };
                let first = self.label(first);
                (all().collect(), format!(",填了「{first}」就要一起填"))
            }
            RelationKind::RequiredWhen => {
                let Some(word) = self.value_that_asks() else {
                    return Vec::new();
                };
                let because = format!(",「{label}」是「{word}」时要填");
                (self.relation.others.iter().collect(), because)
            }
            _ if self.is_filled(&self.field.key) => (
                self.relation.others.iter().collect(),
                format!(",填了「{label}」就要填"),
            ),
            _ => return Vec::new(),
        };
        asked
            .into_iter()
            .filter(|key| self.is_missing(key))
            .filter_map(|key| self.record.form.field(key))
            .map(|field| {
                if self.relation.warns {
                    let state = format!("空着{because}");
                    return self.draft(field, "W-RELATION", &[("breach", &state)]);
                }
                missing_field(self.record, field, &because)
            })
            .collect()
    }

    /// The word of the field under which the others are asked for.
    fn value_that_asks(&self) -> Option<String> {
        let said: Vec<String> = match self.record.value(&self.field.key)? {
            Value::Choices(words) => words.clone(),
            other => vec![other.normalised()],
        };
        said.into_iter()
            .find(|word| self.relation.values.contains(word))
    }

    fn is_filled(&self, key: &str) -> bool {
        self.record.value(key).is_some()
    }

    fn is_missing(&self, key: &str) -> bool {
        let reading = self.record.field(key).map(|f| &f.reading);
        matches!(reading, None | Some(Reading::Missing(_)))
    }

    fn label(&self, key: &str) -> String {
        self.record
            .form
            .field(key)
            .map_or_else(|| key.to_owned(), |f| f.label.clone())
    }

    /// `「签订日期」(B4)的 2026-03-05`.
    fn named(&self, key: &str, value: &str) -> String {
        let cell = self.record.field(key).and_then(|f| f.cell);
        let place = cell.map_or_else(String::new, |c| format!("({c})"));
        format!("「{}」{place}的 {value}", self.label(key))
    }

    fn shown(&self, value: Decimal) -> String {
        match (self.field.kind, self.field.unit) {
            (FieldKind::Percent, _) => format!("{}%", plain(value * Decimal::ONE_HUNDRED)),
            (_, Some(unit)) => format!("{}{}", plain(value), unit.words()),
            (_, None) => plain(value),
        }
    }

    fn said(&self, read: &str, breach: &str) -> Finding {
        let code = if self.relation.warns {
            "W-RELATION"
        } else {
            "E-RELATION"
        };
        let breach = format!("是 {read},{breach}");
        self.draft(self.field, code, &[("breach", &breach)])
    }

    fn draft(
        &self,
        field: &FieldDefinition,
        code: &'static str,
        facts: &[(&str, &str)],
    ) -> Finding {
        let note = match self.relation.note.as_str() {
            "" => String::new(),
            note => format!("({note})"),
        };
        let mut all = facts.to_vec();
        all.push(("note", &note));
        let mut draft = Look::of(self.record, field).draft(code, &all);
        if let Some(clause) = &self.relation.clause {
            draft = draft.clause(clause);
        }
        draft.done()
    }
}
