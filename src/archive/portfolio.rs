//! The portfolio: the record of each customer that counts now.

use super::error::ArchiveError;
use super::known::effective;
use super::model::Entry;
use super::store::Archive;
use crate::domain::name::fold;
use crate::domain::value::Period;
use std::collections::BTreeMap;

impl Archive {
    /// Of each customer the accepted record of a form that counts (domain ruling 9.16) and covers
    /// the latest period, by the customer's name.
    pub fn portfolio(&self, form: &str) -> Result<Vec<Entry>, ArchiveError> {
        let rows = effective(self.ask(|index| index.facts_of_form(form))?);
        let mut latest: BTreeMap<String, _> = BTreeMap::new();
        for row in rows {
            let rank = (row.facts.period.map(Period::last_month), row.order);
            let best = latest
                .entry(fold(&row.customer))
                .or_insert((rank, row.order));
            if rank > best.0 {
                *best = (rank, row.order);
            }
        }
        self.ask(|index| {
            let mut entries = Vec::with_capacity(latest.len());
            for (_, (seq, n)) in latest.into_values() {
                entries.extend(index.entry(seq, n)?);
            }
            Ok(entries)
        })
    }
}
