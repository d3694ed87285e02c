//! One read workbook judged under several policies: what a change of policy does is told by
//! judging the same record by both.

use super::conclude_record;
use crate::domain::known::KnownFacts;
use crate::domain::reading::Reading as FieldReading;
use crate::domain::value::Value;
use crate::extract::{Extracted, Record, extract};
use crate::grid::{Limits, Workbook};
use crate::judged::JudgedRecord;
use crate::policy::Policy;
use crate::recognise::recognise_within;
use crate::validate::validate;
use chrono::NaiveDate;

/// A workbook as it was read under a policy, ready to be judged by it and by policies that read
/// the same.
#[derive(Debug)]
pub struct Reading<'p> {
    policy: &'p Policy,
    extracted: Extracted<'p>,
    today: NaiveDate,
}

/// Reads and validates a workbook.
pub fn read<'p>(
    workbook: &Workbook,
    policy: &'p Policy,
    today: NaiveDate,
    limits: &Limits,
) -> Reading<'p> {
    let recognised = recognise_within(workbook, &policy.forms, limits);
    let rules = policy.reading_rules();
    let mut extracted = extract(workbook, &recognised, rules, today, limits);
    validate(&mut extracted, policy, today, limits.findings);
    Reading {
        policy,
        extracted,
        today,
    }
}

/// Whether two policies read and validate a workbook alike, so that only judging differs.
pub fn reads_alike(a: &Policy, b: &Policy) -> bool {
    a.reading == b.reading && a.forms == b.forms && a.organisation == b.organisation
}

impl<'p> Reading<'p> {
    /// The record at a position (from 0), to have a decision written into it.
    pub fn record_mut(&mut self, at: usize) -> Option<&mut Record<'p>> {
        self.extracted.records.get_mut(at)
    }

    /// The record at a position (from 0), judged by the policy under which it was read.
    pub fn judged(&self, at: usize, known: &KnownFacts) -> Option<JudgedRecord> {
        self.judged_by(self.policy, at, known)
    }

    /// What was read.
    pub fn extracted(&self) -> &Extracted<'_> {
        &self.extracted
    }

    /// The record at a position (from 0) judged as of another day, with one of its values
    /// replaced by what a better source says.
    pub fn judged_as_of(
        &self,
        at: usize,
        known: &KnownFacts,
        day: NaiveDate,
        replaced: Option<(&str, Value)>,
    ) -> Option<JudgedRecord> {
        let mut record = self.extracted.records.get(at)?.clone();
        if let Some((key, value)) = replaced
            && let Some(field) = record.fields.iter_mut().find(|f| f.key == key)
        {
            field.reading = FieldReading::Value(value);
        }
        let findings = std::mem::take(&mut record.findings);
        let mut known = known.clone();
        Some(conclude_record(
            &record,
            findings,
            self.policy,
            day,
            &mut known,
        ))
    }

    /// The same by a policy that [`reads_alike`].
    pub fn judged_by(
        &self,
        policy: &Policy,
        at: usize,
        known: &KnownFacts,
    ) -> Option<JudgedRecord> {
        let record = self.extracted.records.get(at)?;
        let mut known = known.clone();
        let findings = record.findings.clone();
        Some(conclude_record(
            record, findings, policy, self.today, &mut known,
        ))
    }
}
