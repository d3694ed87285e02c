//! Which version a record at hand takes the place of, a customer's account with and without it,
//! and the corrections on file (domain ruling 9.16).

use super::accounts::Account;
use super::error::ArchiveError;
use super::facts::Facts;
use super::index::{FactRow, entry_id};
use super::known::effective;
use super::model::{Entry, Submission};
use super::store::Archive;
use crate::domain::correction::Correction;
use crate::domain::known::Borrowed;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A correction with the version that made it.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectionOnFile {
    /// The version.
    pub entry: Entry,
    /// What it brought about.
    pub correction: Correction,
}

impl Archive {
    /// For each accepted record of a submission on its way here, the version that it takes the
    /// place of: its position from 1, and that version's id.
    pub fn replaced_by(&self, submission: &Submission) -> Result<Vec<(u64, String)>, ArchiveError> {
        let forms = self.forms_of(submission);
        let mut found = Vec::new();
        for (record, n) in submission.judged.records.iter().zip(1..) {
            if !record.status.is_accepted() || record.carried_from.is_some() {
                continue;
            }
            let facts = Facts::of(record, &forms);
            if facts.decision.is_some() || facts.record_key.is_empty() {
                continue;
            }
            let own = |row: &FactRow| {
                row.facts.record_key == facts.record_key && row.office == submission.office
            };
            let mut rows = self.ask(|index| index.facts_of_form(&record.form))?;
            rows.retain(|row| {
                row.review_date <= submission.review_date
                    && row.facts.record_key == facts.record_key
            });
            let counting = effective(rows);
            found.extend(counting.into_iter().rfind(own).map(|row| (n, row.id)));
        }
        Ok(found)
    }

    /// The account of the customer with that folded name, as if these submissions were committed,
    /// and the day of the register whose debts are open.
    pub fn account(
        &self,
        folded: &str,
        pending: &[Submission],
        today: NaiveDate,
    ) -> Result<(Account, Option<Borrowed<NaiveDate>>), ArchiveError> {
        self.view(pending, today, |view| {
            let books = view.books()?;
            let account = view.account(folded, view.aliases(folded)?, &books, &BTreeMap::new())?;
            Ok((account, books.register()))
        })
    }

    /// The corrections in submissions after number `after`, oldest first, and how far that goes.
    pub fn corrections_since(
        &self,
        after: u64,
    ) -> Result<(u64, Vec<CorrectionOnFile>), ArchiveError> {
        let (upto, places) = self.ask(|index| index.corrections_since(after))?;
        let mut found = Vec::new();
        for (seq, n) in places {
            let entry = self.entry(&entry_id(seq, n))?;
            let Some(circumstances) = self.circumstances(&entry)? else {
                continue;
            };
            let own = circumstances.known.corrections.into_iter();
            found.extend(
                own.filter(|c| c.record == n)
                    .map(|correction| CorrectionOnFile {
                        entry: entry.clone(),
                        correction,
                    }),
            );
        }
        Ok((upto, found))
    }
}
