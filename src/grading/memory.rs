//! What the last assessment found, so that the next one judges only whose papers changed: with
//! thousands of customers a single new contract must not have them all judged again.
//!
//! Kept in the running process alone. It holds for one review, one policy and one program; what a
//! customer's judging depends on besides is its own records and what it owes by the register of
//! the closing day.

use super::assess::Assessed;
use super::cycle::Cycle;
use crate::archive::{Archive, ArchiveError};
use crate::domain::known::Paying;
use crate::domain::name::fold;
use crate::policy::Policy;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Of each form asked for the order of its latest record; none where there is none.
type Latest = Vec<Option<(u64, u64)>>;

/// Outcomes of the last assessment.
#[derive(Debug, Default)]
pub struct Memory {
    /// What all of it depends on.
    of: Option<Basis>,
    /// By archived version of the score.
    judged: BTreeMap<String, Outcome>,
    /// By folded name; none for who is not known to pay in any way.
    paying: BTreeMap<String, Option<Paying>>,
    /// The day and the latest register that `paying` goes by.
    paying_of: Option<(NaiveDate, Latest)>,
}

#[derive(Debug, PartialEq)]
struct Basis {
    cycle: Cycle,
    policy: String,
    /// The last submission that was taken into account.
    upto: u64,
}

/// What came of one score.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// What the customer owed by the register of the closing day.
    pub owed: Option<Decimal>,
    /// The figures, or why there are none.
    pub found: Result<Box<Assessed>, String>,
    /// Folded name of the customer.
    pub folded: String,
}

impl Memory {
    /// Forgets what no longer holds: of everybody where the review or the policy is another, else
    /// of the customers of whom something came.
    pub(super) fn refresh(
        &mut self,
        archive: &Archive,
        policy: &Policy,
        cycle: &Cycle,
        today: NaiveDate,
    ) -> Result<(), ArchiveError> {
        let policy = policy.version();
        let of = self.of.as_ref();
        let same = of.is_some_and(|of| of.cycle == *cycle && of.policy == policy);
        let news = archive.customers_since(of.map_or(0, |of| of.upto), usize::MAX)?;
        if same {
            let mut changed: BTreeSet<String> = BTreeSet::new();
            for name in &news.customers {
                changed.extend(archive.names_of(name, today)?);
            }
            self.judged
                .retain(|_, outcome| !changed.contains(&outcome.folded));
            self.paying.retain(|name, _| !changed.contains(name));
        } else {
            self.judged.clear();
        }
        // Another day makes more debts overdue, another register holds other debts.
        let paying_of = (today, archive.latest_of(&["ar_ageing"])?);
        if self.paying_of.as_ref() != Some(&paying_of) {
            self.paying.clear();
            self.paying_of = Some(paying_of);
        }
        self.of = Some(Basis {
            cycle: cycle.clone(),
            policy: policy.to_owned(),
            upto: news.upto,
        });
        Ok(())
    }

    /// What came of a score with that receivable, if it is known.
    pub(super) fn of_score(&self, id: &str, owed: Option<Decimal>) -> Option<&Outcome> {
        self.judged.get(id).filter(|outcome| outcome.owed == owed)
    }

    /// Keeps what came of a score.
    pub(super) fn keep(&mut self, id: String, outcome: Outcome) {
        self.judged.insert(id, outcome);
    }

    /// How these customers pay, asked of the archive where it is not known.
    pub(super) fn paying(
        &mut self,
        archive: &Archive,
        customers: &[String],
        today: NaiveDate,
    ) -> Result<&BTreeMap<String, Option<Paying>>, ArchiveError> {
        let unknown: Vec<String> = customers
            .iter()
            .filter(|name| !self.paying.contains_key(&fold(name)))
            .cloned()
            .collect();
        if !unknown.is_empty() {
            let mut known = archive.paying(&unknown, today)?;
            for name in unknown {
                let folded = fold(&name);
                let paying = known.paying.remove(&folded);
                self.paying.insert(folded, paying);
            }
        }
        Ok(&self.paying)
    }
}
