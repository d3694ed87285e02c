//! The complaints on file as cases: the forms filed of each, as they count (domain rulings 9.16,
//! 9.19). Evaluation folds them.

use super::error::ArchiveError;
use super::index::FactRow;
use super::known::{View, borrowed, effective};
use super::store::Archive;
use super::wanted::Wanted;
use crate::domain::complaint::{CASE_FORMS, CaseFiling, Filed, family};
use crate::domain::known::{Borrowed, KnownFacts};
use crate::domain::name::fold;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The filings of cases by folded number.
pub type Cases = BTreeMap<String, Vec<Borrowed<CaseFiling>>>;

impl Archive {
    /// All cases on a day, by folded number.
    pub fn cases(&self, today: NaiveDate) -> Result<Cases, ArchiveError> {
        self.view(&[], today, |view| {
            let mut cases = Cases::new();
            for form in CASE_FORMS {
                file(view.of_form(form)?, &|_| true, &mut cases);
            }
            Ok(in_order(cases))
        })
    }
}

impl View<'_> {
    /// Adds the cases that the forms at hand refer to, and those reopened from the same number.
    pub(super) fn add_cases(
        &self,
        wanted: &Wanted,
        known: &mut KnownFacts,
    ) -> Result<(), ArchiveError> {
        let mut families: BTreeSet<String> = wanted.cases.iter().map(|id| family(id)).collect();
        families.extend(known.cases_by_record.values().map(|id| family(id)));
        if families.is_empty() {
            return Ok(());
        }
        let mut cases = Cases::new();
        for form in CASE_FORMS {
            let mut rows = self.of_form(form)?;
            // An earlier version of the very form at hand gives way to it.
            rows.retain(|row| {
                let own = (row.form.clone(), row.facts.record_key.clone());
                row.facts.case_decision()
                    || row.office != wanted.office
                    || !wanted.own.contains(&own)
            });
            let of_ours = |filing: &CaseFiling| families.contains(&family(&filing.case_id));
            file(rows, &of_ours, &mut cases);
        }
        known.cases = in_order(cases);
        Ok(())
    }
}

/// Files the rows of one form under their cases.
fn file(rows: Vec<FactRow>, wanted: &dyn Fn(&CaseFiling) -> bool, cases: &mut Cases) {
    let filing = |row: &FactRow| row.facts.filed.clone().filter(|f| wanted(f));
    let decisions: Vec<FactRow> = rows
        .iter()
        .filter(|row| row.facts.case_decision())
        .cloned()
        .collect();
    let counting = effective(rows);
    let mut push = |row: &FactRow, filing: CaseFiling| {
        let key = fold(&filing.case_id);
        cases.entry(key).or_default().push(borrowed(row, filing));
    };
    for row in &counting {
        if let Some(filing) = filing(row) {
            push(row, filing);
        }
    }
    for row in &decisions {
        let Some(decided) = filing(row) else { continue };
        // A form that came only for its decision is on file all the same.
        let also_filed = counting
            .iter()
            .any(|c| c.facts.record_key == row.facts.record_key);
        if !also_filed && let Filed::Compensation { .. } = decided.filed {
            push(row, undecided(&decided));
        }
        push(row, decided);
    }
}

fn undecided(filing: &CaseFiling) -> CaseFiling {
    let mut plain = filing.clone();
    if let Filed::Compensation { decision, .. } = &mut plain.filed {
        *decision = None;
    }
    plain
}

/// Decisions and versions of a complaint in the order of their arrival.
fn in_order(mut cases: Cases) -> Cases {
    for filings in cases.values_mut() {
        filings.sort_by_key(|f| order(&f.version));
    }
    cases
}

/// `12-3` → (12, 3).
fn order(version: &str) -> (u64, u64) {
    let parts = version.split_once('-');
    let parsed = parts.and_then(|(seq, n)| Some((seq.parse().ok()?, n.parse().ok()?)));
    parsed.unwrap_or((u64::MAX, 0))
}
