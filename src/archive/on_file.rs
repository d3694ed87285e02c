//! What is on file of the records at hand: who handed them in first, which proposals wait for an
//! approving role (ruling 9.25), and how the customers that they grade pay (clause 2.4.3(4)).

use super::error::ArchiveError;
use super::index::FactRow;
use super::known::{View, borrowed, effective};
use super::store::Archive;
use super::wanted::Wanted;
use crate::domain::grading::GradingFacts;
use crate::domain::known::{Borrowed, KnownFacts, Paying, RecordOnFile};
use crate::domain::name::fold;
use crate::domain::value::Period;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// A form that grades customers and waits for an approving role.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingGrading {
    /// Form id.
    pub form: String,
    /// Customer as typed; empty for a list.
    pub customer: String,
    /// Office that handed it in.
    pub office: String,
    /// Period that it reviews.
    pub period: Option<Period>,
    /// What it proposes, with the version.
    pub on_file: Borrowed<GradingFacts>,
}

impl Archive {
    /// Forms that grade customers and wait for an approving role on a day, oldest first.
    pub fn waiting_gradings(&self, today: NaiveDate) -> Result<Vec<WaitingGrading>, ArchiveError> {
        let rows = self.ask(|index| index.waiting())?;
        let rows = rows.into_iter().filter(|row| row.review_date <= today);
        Ok(rows
            .filter_map(|row| {
                let on_file = borrowed(&row, row.facts.grading.clone()?);
                Some(WaitingGrading {
                    form: row.form,
                    customer: row.customer,
                    office: row.office,
                    period: row.facts.period,
                    on_file,
                })
            })
            .collect())
    }

    /// The folded names under which a customer's records stand, that one among them.
    pub fn names_of(
        &self,
        folded: &str,
        today: NaiveDate,
    ) -> Result<BTreeSet<String>, ArchiveError> {
        self.view(&[], today, |view| view.aliases(folded))
    }

    /// How a customer pays, as far as the archive tells on a day.
    pub fn paying(
        &self,
        customers: &[String],
        today: NaiveDate,
    ) -> Result<KnownFacts, ArchiveError> {
        let wanted = Wanted {
            paying: customers.to_vec(),
            ..Wanted::default()
        };
        self.view(&[], today, |view| {
            let mut known = KnownFacts::default();
            view.add_paying(&wanted, &mut known)?;
            Ok(known)
        })
    }
}

impl View<'_> {
    /// Adds what is on file of the records at hand that an approving role decides.
    pub(super) fn add_on_file(
        &self,
        wanted: &Wanted,
        known: &mut KnownFacts,
    ) -> Result<(), ArchiveError> {
        for (form, key) in &wanted.decided {
            let found = on_file(&self.of_record(form, key)?);
            if found != RecordOnFile::default() {
                known
                    .on_file
                    .insert(KnownFacts::record_key(form, key), found);
            }
        }
        Ok(())
    }

    /// Adds how the customers pay that a form grades.
    pub(super) fn add_paying(
        &self,
        wanted: &Wanted,
        known: &mut KnownFacts,
    ) -> Result<(), ArchiveError> {
        if wanted.paying.is_empty() {
            return Ok(());
        }
        let registers = self.registers()?;
        let latest = registers
            .iter()
            .filter(|row| row.facts.as_of.is_some_and(|day| day <= self.today))
            .max_by_key(|row| (row.facts.as_of, row.order));
        for customer in &wanted.paying {
            let folded = fold(customer);
            if known.paying.contains_key(&folded) {
                continue;
            }
            let names = self.aliases(&folded)?;
            let paying = Paying {
                timely: timely(self.rows_of(&names)?),
                oldest_due: match latest {
                    Some(register) => self.oldest_due(&names, register)?,
                    None => None,
                },
            };
            if paying != Paying::default() {
                known.paying.insert(folded, paying);
            }
        }
        Ok(())
    }

    /// Due day of the oldest debt that a register has open and overdue.
    fn oldest_due(
        &self,
        names: &BTreeSet<String>,
        register: &FactRow,
    ) -> Result<Option<Borrowed<NaiveDate>>, ArchiveError> {
        let debts = self.debts(names)?;
        let open = debts
            .iter()
            .filter(|row| row.order == register.order && row.debt.balance() > Decimal::ZERO);
        let overdue = open
            .filter_map(|row| row.debt.due)
            .filter(|due| *due < self.today);
        Ok(overdue.min().map(|due| borrowed(register, due)))
    }
}

/// Of the versions of a record, oldest first, those that did not come by an approving role.
fn on_file(rows: &[FactRow]) -> RecordOnFile {
    let mut found = RecordOnFile::default();
    for row in rows.iter().filter(|row| row.role.is_none()) {
        if let Some(owner) = &row.owner
            && !found
                .owners
                .iter()
                .any(|known| fold(&known.value) == fold(owner))
        {
            found.owners.push(borrowed(row, owner.clone()));
        }
        if let Some(grading) = &row.facts.grading {
            found.grading = Some(borrowed(row, grading.clone()));
        }
    }
    // What was decided is settled: a form that says otherwise is another matter.
    let decided = |terms: &str| {
        let mut decisions = rows.iter().filter_map(|row| row.facts.grading.as_ref());
        decisions.any(|grading| grading.decides && grading.terms == terms)
    };
    found.grading = found.grading.filter(|latest| !decided(&latest.value.terms));
    found
}

/// How a customer pays by its latest score: by period, then by arrival.
fn timely(rows: Vec<FactRow>) -> Option<Borrowed<String>> {
    let rows = effective(rows);
    let row = rows
        .iter()
        .filter(|row| row.facts.timely.is_some())
        .max_by_key(|row| (row.facts.period.map(Period::last_month), row.order))?;
    Some(borrowed(row, row.facts.timely.clone()?))
}
