//! One read workbook judged under several policies: what a change of policy does is told by
//! judging the same record by both.

use super::conclude_record;
use crate::domain::known::KnownFacts;
use crate::extract::{Extracted, extract};
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

impl Reading<'_> {
    /// The record at a position (from 0), judged by the policy under which it was read.
    pub fn judged(&self, at: usize, known: &KnownFacts) -> Option<JudgedRecord> {
        self.judged_by(self.policy, at, known)
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
