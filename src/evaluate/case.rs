//! What all parts of an evaluation share: the record, the policy, and the trace and findings that
//! grow along the way.

use crate::calendar::Counted;
use crate::domain::decimal::plain;
use crate::domain::known::{CustomerFacts, KnownFacts};
use crate::domain::name::fold;
use crate::domain::review::{TraceInput, TraceStep};
use crate::extract::Record;
use crate::findings::{Finding, catalogue};
use crate::policy::{Cite, Policy};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// One record being judged.
pub(super) struct Case<'a> {
    pub record: &'a Record<'a>,
    pub policy: &'a Policy,
    pub today: NaiveDate,
    pub known: &'a KnownFacts,
    /// What the archive knows of this customer.
    pub facts: Option<&'a CustomerFacts>,
    pub trace: Vec<TraceStep>,
    findings: Vec<Finding>,
    provisional_years: BTreeSet<i32>,
    unknown: Vec<&'static str>,
}

/// A figure with what it was made of, on its way into other figures.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub value: Decimal,
    pub inputs: Vec<TraceInput>,
}

impl<'a> Case<'a> {
    pub fn new(
        record: &'a Record<'a>,
        policy: &'a Policy,
        today: NaiveDate,
        known: &'a KnownFacts,
    ) -> Self {
        let facts = record
            .customer()
            .and_then(|name| known.customers.get(&fold(name)));
        Self {
            record,
            policy,
            today,
            known,
            facts,
            trace: Vec::new(),
            findings: Vec::new(),
            provisional_years: BTreeSet::new(),
            unknown: Vec::new(),
        }
    }

    /// The findings, with the notes that concern the whole record.
    pub fn into_findings(mut self) -> Vec<Finding> {
        if !self.provisional_years.is_empty() {
            let years: Vec<String> = self.provisional_years.iter().map(i32::to_string).collect();
            self.findings.push(
                Finding::draft("W-CALENDAR-YEAR", &[("years", &years.join("、"))])
                    .at(&self.record.sheet, None)
                    .done(),
            );
        }
        if !self.unknown.is_empty() {
            self.findings.push(
                Finding::draft("I-NO-ARCHIVE", &[("what", &self.unknown.join("、"))])
                    .at(&self.record.sheet, None)
                    .done(),
            );
        }
        self.findings
    }

    /// A number typed in the form, rounded as comparisons need it, with its cell.
    pub fn number(&self, key: &str) -> Option<Figure> {
        let value = crate::domain::decimal::round6(self.record.number(key)?);
        Some(Figure {
            value,
            inputs: vec![self.input(key)],
        })
    }

    /// The trace of a field as typed.
    pub fn input(&self, key: &str) -> TraceInput {
        let definition = self.record.form.field(key);
        TraceInput {
            label: definition.map_or(key, |d| d.label.as_str()).to_owned(),
            value: self
                .record
                .value(key)
                .map_or("空".to_owned(), |v| v.normalised()),
            unit: definition
                .and_then(|d| d.unit)
                .map(|u| u.words().to_owned()),
            sheet: Some(self.record.sheet.clone()),
            cell: self.record.field(key).and_then(|f| f.cell),
            source: None,
        }
    }

    /// A line of the trace.
    pub fn step(
        &mut self,
        figure: impl Into<String>,
        value: impl Into<String>,
        inputs: Vec<TraceInput>,
        cite: &Cite,
        would_change: impl Into<String>,
    ) {
        self.trace.push(TraceStep {
            figure: figure.into(),
            value: value.into(),
            inputs,
            policy_row: cite.line(),
            clause: cite.clause.clone(),
            to_confirm: cite.to_confirm,
            would_change: would_change.into(),
        });
    }

    /// A finding at a field.
    pub fn find(&mut self, code: &'static str, key: &str, clause: &str, facts: &[(&str, &str)]) {
        let field = self.record.field(key);
        let mut draft =
            Finding::draft(code, facts).at(&self.record.sheet, field.and_then(|f| f.cell));
        if let Some(definition) = self.record.form.field(key) {
            draft = draft.of_field(&definition.label);
        }
        if let Some(raw) = field.and_then(|f| f.raw.as_deref()) {
            draft = draft.quoting(raw);
        }
        if !clause.is_empty() {
            draft = draft.clause(clause);
        }
        self.findings.push(draft.done());
    }

    /// A finding made elsewhere.
    pub fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A finding whose code stands in a policy row; the policy holds none that the catalogue does
    /// not know.
    pub fn find_named(&mut self, code: &str, key: &str, clause: &str, facts: &[(&str, &str)]) {
        if let Some((code, _)) = catalogue().get_key_value(code) {
            self.find(code, key, clause, facts);
        }
    }

    /// Notes that something would have been asked of the archive, if there is none.
    pub fn unknown_without_archive(&mut self, what: &'static str) {
        if !self.known.archive && !self.unknown.contains(&what) {
            self.unknown.push(what);
        }
    }

    /// Whether a date counted from `from` is provisional; the year is then named once.
    pub fn provisional(&mut self, from: NaiveDate, due: NaiveDate) -> bool {
        let calendar = &self.policy.calendar;
        let years: Vec<i32> = (from.year()..=due.year())
            .filter(|y| !calendar.is_published(*y))
            .collect();
        self.provisional_years.extend(&years);
        !years.is_empty()
    }

    /// The same of a counted date.
    pub fn provisional_count(&mut self, counted: &Counted) -> bool {
        self.provisional(counted.start, counted.due)
    }
}

/// An input that was computed before.
pub(super) fn computed(label: &str, value: String, unit: Option<&str>) -> TraceInput {
    TraceInput {
        label: label.to_owned(),
        value,
        unit: unit.map(str::to_owned),
        sheet: None,
        cell: None,
        source: None,
    }
}

/// `95%`.
pub(super) fn per_cent(fraction: Decimal) -> String {
    format!("{}%", plain(fraction * Decimal::ONE_HUNDRED))
}
