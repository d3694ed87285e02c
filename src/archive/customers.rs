//! What the archive hands to the customer database: all records of one customer, under whichever
//! of its names, and which customers have news.

use super::error::ArchiveError;
use super::index::FactRow;
use super::known::versions;
use super::store::Archive;
use crate::forms::Judging;
use crate::judged::JudgedFile;
use crate::ledger::Posting;
use crate::policy::Policy;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Customers with news.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Folded names, each once.
    pub customers: Vec<String>,
    /// Number of the last submission that was looked at.
    pub upto: u64,
}

/// A customer's records.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dossier {
    /// All folded names under which its records stand.
    pub names: BTreeSet<String>,
    /// Its accepted records, in order of arrival.
    pub postings: Vec<Posting>,
}

impl Archive {
    /// The customers of accepted records in the submissions after number `after`, until there are
    /// `most` of them (the last submission is always taken whole).
    pub fn customers_since(&self, after: u64, most: usize) -> Result<News, ArchiveError> {
        self.ask(|index| index.customers_since(after, most))
    }

    /// The accepted records, reviewed up to `today`, of the customer with that folded name: those
    /// under any name that a counting record with the same credit code gives (domain F1, 曾用名).
    pub fn dossier(
        &self,
        folded: &str,
        policy: &Policy,
        today: NaiveDate,
    ) -> Result<Dossier, ArchiveError> {
        let mut documents: BTreeMap<u64, JudgedFile> = BTreeMap::new();
        let (names, mut rows) = self.view(&[], today, |view| {
            let names = view.aliases(folded)?;
            let rows = versions(view.rows_of(&names)?);
            Ok((names, rows))
        })?;
        // A question about a customer tells nothing of it, nor does a decision about a form.
        rows.retain(|row| {
            let form = policy.forms.get(&row.form);
            form.is_none_or(|form| form.judging != Judging::Lookup)
        });
        let mut postings = Vec::with_capacity(rows.len());
        for row in rows {
            postings.extend(self.posting(row, &mut documents)?);
        }
        Ok(Dossier { names, postings })
    }

    fn posting(
        &self,
        row: FactRow,
        documents: &mut BTreeMap<u64, JudgedFile>,
    ) -> Result<Option<Posting>, ArchiveError> {
        let (seq, n) = row.order;
        let Some(entry) = self.ask(|index| index.entry(seq, n))? else {
            return Ok(None);
        };
        if let std::collections::btree_map::Entry::Vacant(vacant) = documents.entry(seq) {
            vacant.insert(self.judged(&entry)?);
        }
        let at = usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
        let record = documents.get(&seq).and_then(|file| file.records.get(at));
        Ok(record.map(|record| Posting {
            id: row.id,
            order: row.order,
            form: row.form,
            form_title: row.form_title,
            customer: row.customer,
            office: row.office,
            review_date: row.review_date,
            record_key: row.facts.record_key,
            fields: record.fields.clone(),
            review: record.review.clone(),
            delivered: entry.delivered,
        }))
    }
}
