//! The scenarios of domain section 7, the worked credit examples of section 4.3 and the rulings of
//! section 9, with expected values from there.

mod approvals;
mod borrowed;
mod cases;
mod complaints;
mod contracts;
mod credits;
mod gradings;
mod properties;
mod rules;
mod scores;

use super::{Evaluation, evaluate};
use crate::domain::cell::CellRef;
use crate::domain::known::KnownFacts;
use crate::domain::review::{ComplaintReview, Review, ScoreReview};
use crate::domain::value::{Period, Value};
use crate::extract::{FieldReading, Missing, Reading, Record};
use crate::forms::{FieldKind, FormDefinition, Forms};
use crate::policy::Policy;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A day from its ISO text.
pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A record of a form from texts by key: as a right form would be read.
pub(super) fn record(form: &str, texts: &[(&str, &str)]) -> Record<'static> {
    record_of(Forms::built_in().get(form).unwrap(), texts)
}

/// The same of a form at hand.
pub(super) fn record_of(form: &'static FormDefinition, texts: &[(&str, &str)]) -> Record<'static> {
    for (key, _) in texts {
        assert!(form.field(key).is_some(), "{key}");
    }
    let fields = form
        .fields
        .iter()
        .zip(0..)
        .map(|(field, row)| {
            let text = texts.iter().find(|(k, _)| *k == field.key).map(|(_, t)| *t);
            FieldReading {
                key: field.key.clone(),
                cell: Some(CellRef::new(row, 1)),
                raw: text.map(str::to_owned),
                reading: text.map_or(Reading::Missing(Missing::Blank), |t| {
                    Reading::Value(value(field.kind, t))
                }),
            }
        })
        .collect();
    Record {
        form,
        sheet: "Sheet1".to_owned(),
        sheet_index: 0,
        row: None,
        part: None,
        lines: crate::extract::Lines::default(),
        fields,
        extras: Vec::new(),
        findings: Vec::new(),
    }
}

pub(super) fn value(kind: FieldKind, text: &str) -> Value {
    let number = || text.trim_end_matches('%').parse::<Decimal>().unwrap();
    match kind {
        FieldKind::Choice => Value::Choice(text.to_owned()),
        FieldKind::Choices => Value::Choices(text.split('、').map(str::to_owned).collect()),
        FieldKind::Flag => Value::Flag(text == "是"),
        FieldKind::Date => Value::Date(day(text)),
        FieldKind::Period => Value::Period(match text.split_once('H') {
            Some((year, "1")) => Period::FirstHalf(year.parse().unwrap()),
            Some((year, _)) => Period::SecondHalf(year.parse().unwrap()),
            None => Period::Year(text.parse().unwrap()),
        }),
        FieldKind::Amount => Value::Amount(number()),
        FieldKind::Number | FieldKind::Integer => Value::Number(number()),
        FieldKind::Percent => Value::Percent(number() / Decimal::ONE_HUNDRED),
        _ => Value::Text(text.to_owned()),
    }
}

/// The day of review of most tests.
pub(super) const TODAY: &str = "2026-11-25";

/// A customer of many years whose score form says this.
pub(super) fn score(texts: &[(&str, &str)]) -> (ScoreReview, Evaluation) {
    let mut all = vec![
        ("period", "2025"),
        ("customer_name", "河北样例光电有限公司"),
        ("first_trade_date", "2020-01-01"),
        ("assessor", "王强"),
        ("assessor_role", "业务部经理"),
    ];
    all.retain(|(k, _)| !texts.iter().any(|(t, _)| t == k));
    all.extend(texts.iter().filter(|(_, t)| !t.is_empty()));
    scored(&all, &KnownFacts::default(), TODAY)
}

/// The same with what the archive knows, on a day.
pub(super) fn scored(
    texts: &[(&str, &str)],
    known: &KnownFacts,
    today: &str,
) -> (ScoreReview, Evaluation) {
    let record = record("customer_score", texts);
    let evaluation = evaluate(&record, Policy::built_in(), day(today), known);
    match &evaluation.review {
        Some(Review::Score(review)) => ((**review).clone(), evaluation),
        other => panic!("{other:?}"),
    }
}

/// A complaint that says this.
pub(super) fn complaint(
    texts: &[(&str, &str)],
    known: &KnownFacts,
) -> (ComplaintReview, Evaluation) {
    let mut all = vec![("customer_name", "河北样例光电有限公司")];
    all.extend(texts);
    let record = record("customer_feedback", &all);
    let evaluation = evaluate(&record, Policy::built_in(), day(TODAY), known);
    match &evaluation.review {
        Some(Review::Complaint(review)) => ((**review).clone(), evaluation),
        other => panic!("{other:?}"),
    }
}

impl Evaluation {
    /// Codes of the findings that ask someone to look.
    pub(super) fn warnings(&self) -> Vec<&str> {
        self.findings
            .iter()
            .map(|f| f.code.as_str())
            .filter(|c| c.starts_with("W-"))
            .collect()
    }

    /// Whether a code was given.
    pub(super) fn has(&self, code: &str) -> bool {
        self.findings.iter().any(|f| f.code == code)
    }
}
