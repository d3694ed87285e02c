//! What the archive knows of the customers at hand, for `evaluate` (domain rulings 9.15, 9.16).
//!
//! Of several accepted versions of one record (form, customer, period) the latest from the office
//! that sent it first counts; what another office sends of the same waits for 业务部经理.

use super::error::ArchiveError;
use super::grades::in_force_of;
use super::index::{DebtRow, FactRow, Index, entries_of, entry_id};
use super::model::Submission;
use super::receivables::REGISTER;
use super::store::Archive;
use super::wanted::Wanted;
use crate::domain::known::{
    Borrowed, CustomerFacts, Exact, KnownFacts, PastComplaint, PreviousGrading,
};
use crate::domain::name::fold;
use crate::domain::value::{Period, iso};
use crate::ledger::{Standing, standings};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

impl Archive {
    /// What is known for a file at hand, from versions reviewed up to `today`. `pending` are
    /// submissions judged before it and not yet committed (the rest of its batch).
    pub fn known_facts(
        &self,
        wanted: &Wanted,
        pending: &[Submission],
        today: NaiveDate,
    ) -> Result<KnownFacts, ArchiveError> {
        self.view(pending, today, |view| view.facts(wanted))
    }

    /// Asks the index and what is about to be committed.
    pub(super) fn view<T>(
        &self,
        pending: &[Submission],
        today: NaiveDate,
        question: impl FnOnce(&View<'_>) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
        let (pending, pending_debts) = self.pending_rows(pending);
        self.ask(|index| {
            question(&View {
                index,
                pending,
                pending_debts,
                today,
            })
        })
    }
}

/// The index and what is about to be committed, seen as one.
pub(super) struct View<'a> {
    pub(super) index: &'a dyn Index,
    pending: Vec<FactRow>,
    pending_debts: Vec<(String, DebtRow)>,
    pub(super) today: NaiveDate,
}

impl View<'_> {
    fn facts(&self, wanted: &Wanted) -> Result<KnownFacts, ArchiveError> {
        let mut known = KnownFacts {
            archive: true,
            returned_before: self.index.turned_away(
                &wanted.office,
                super::index::sqlite::file_name(&wanted.file),
            )?,
            ..KnownFacts::default()
        };
        let mut periods: BTreeMap<String, Option<Period>> = BTreeMap::new();
        for (name, period) in &wanted.customers {
            let earliest = periods.entry(fold(name)).or_insert(*period);
            // A list may hold several periods of one customer: earlier than all of them counts.
            if let (Some(a), Some(b)) = (*earliest, *period)
                && b.last_month() < a.last_month()
            {
                *earliest = Some(b);
            }
        }
        for (folded, period) in periods {
            let mut rows = effective(self.rows_of(&self.names_of(&folded, wanted)?)?);
            // An earlier version of the very complaint at hand is no earlier complaint.
            rows.retain(|row| {
                let own = row.office == wanted.office
                    && wanted.complaints.contains(&row.facts.record_key);
                if let (true, Some(id)) = (own, &row.facts.case_id) {
                    known
                        .cases_by_record
                        .insert(row.facts.record_key.clone(), id.clone());
                }
                !own
            });
            if !rows.is_empty() {
                known
                    .customers
                    .insert(folded, customer_facts(&rows, period));
            }
        }
        if !wanted.customers.is_empty() {
            for (name, _) in &wanted.customers {
                let folded = fold(name);
                if let Some(grade) =
                    in_force_of(self.index, &self.names_of(&folded, wanted)?, self.today)?
                {
                    let facts = known.customers.entry(folded).or_default();
                    facts.in_force = Some(grade);
                }
            }
        }
        for (value, customer) in &wanted.identifiers {
            if let Some(other) = self.other_customer_with(value, &fold(customer))? {
                known.identifiers.insert(value.clone(), other);
            }
        }
        for day in &wanted.received {
            // The day stands in the middle; what stands before it is the policy's affair.
            let day = format!("-{}-", iso(*day).replace('-', ""));
            known.case_ids.extend(self.case_ids(&day)?);
        }
        for case_id in &wanted.case_ids {
            known.case_ids.extend(self.case_ids(case_id)?);
        }
        self.add_dealings(wanted, &mut known)?;
        self.add_cases(wanted, &mut known)?;
        self.add_on_file(wanted, &mut known)?;
        self.add_paying(wanted, &mut known)?;
        Ok(known)
    }

    /// Accepted records of a form, oldest first.
    pub(super) fn of_form(&self, form: &str) -> Result<Vec<FactRow>, ArchiveError> {
        let mut rows = self.index.facts_of_form(form)?;
        rows.retain(|row| row.review_date <= self.today);
        rows.extend(self.pending_of(form));
        Ok(rows)
    }

    /// Registers of receivables that count, in order of arrival.
    pub(super) fn registers(&self) -> Result<Vec<FactRow>, ArchiveError> {
        let mut rows = self.index.registers(self.today)?;
        rows.extend(self.pending_of(REGISTER));
        Ok(effective(rows))
    }

    fn pending_of(&self, form: &str) -> impl Iterator<Item = FactRow> {
        self.pending
            .iter()
            .filter(move |row| row.form == form && row.review_date <= self.today)
            .cloned()
    }

    /// Versions of a record, oldest first.
    pub(super) fn of_record(&self, form: &str, key: &str) -> Result<Vec<FactRow>, ArchiveError> {
        let mut rows = self.index.facts_of_record(form, key)?;
        rows.retain(|row| row.review_date <= self.today);
        rows.extend(
            self.pending_of(form)
                .filter(|row| row.facts.record_key == key),
        );
        Ok(rows)
    }

    /// A customer's lines of all registers, under any of its names, in order of arrival.
    pub(super) fn debts(&self, names: &BTreeSet<String>) -> Result<Vec<DebtRow>, ArchiveError> {
        let mut rows = Vec::new();
        for name in names {
            rows.extend(self.index.debts_of_customer(name)?);
        }
        let own = self.pending_debts.iter();
        let own = own.filter(|(name, _)| names.contains(name));
        rows.extend(own.map(|(_, row)| row.clone()));
        rows.sort_by_key(|row| (row.order, row.debt.line));
        Ok(rows)
    }

    /// The folded names under which the records of a customer at hand stand; a code in its form
    /// finds those of an earlier name.
    pub(super) fn names_of(
        &self,
        folded: &str,
        wanted: &Wanted,
    ) -> Result<BTreeSet<String>, ArchiveError> {
        let mut names = self.aliases(folded)?;
        for (code, customer) in &wanted.codes {
            if fold(customer) == folded {
                for name in self.names_with(code)? {
                    if !names.contains(&name) {
                        names.extend(self.aliases(&name)?);
                    }
                }
            }
        }
        Ok(names)
    }

    /// The folded names under which a customer's records stand: those that counting records with
    /// one registration code give (曾用名), the asked one among them.
    pub(super) fn aliases(&self, folded: &str) -> Result<BTreeSet<String>, ArchiveError> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut codes: BTreeSet<String> = BTreeSet::new();
        let mut asked = vec![folded.to_owned()];
        while let Some(name) = asked.pop() {
            if name.is_empty() || !names.insert(name.clone()) {
                continue;
            }
            for row in effective(self.rows(&name)?) {
                for code in row.facts.codes {
                    if codes.insert(code.clone()) {
                        asked.extend(self.names_with(&code)?);
                    }
                }
            }
        }
        Ok(names)
    }

    /// The folded names under which a counting record gives that registration code.
    fn names_with(&self, code: &str) -> Result<BTreeSet<String>, ArchiveError> {
        let gives = |row: &FactRow| row.facts.codes.iter().any(|c| c == code);
        let mut names: BTreeSet<String> = self.index.customers_with(code)?.into_iter().collect();
        let pending = self.pending.iter().filter(|row| gives(row));
        names.extend(pending.map(|row| fold(&row.customer)));
        let mut found = BTreeSet::new();
        for name in names {
            if effective(self.rows(&name)?).iter().any(gives) {
                found.insert(name);
            }
        }
        Ok(found)
    }

    /// Accepted records under any of these names, in order of arrival.
    pub(super) fn rows_of(&self, names: &BTreeSet<String>) -> Result<Vec<FactRow>, ArchiveError> {
        let mut rows = Vec::new();
        for name in names {
            rows.extend(self.rows(name)?);
        }
        rows.sort_by_key(|row| row.order);
        Ok(rows)
    }

    /// Accepted records of a customer, oldest first.
    pub(super) fn rows(&self, folded: &str) -> Result<Vec<FactRow>, ArchiveError> {
        let mut rows = self.index.facts_of_customer(folded, self.today)?;
        rows.extend(
            self.pending
                .iter()
                .filter(|row| fold(&row.customer) == folded && row.review_date <= self.today)
                .cloned(),
        );
        Ok(rows)
    }

    fn other_customer_with(
        &self,
        value: &str,
        customer: &str,
    ) -> Result<Option<String>, ArchiveError> {
        let mut names: Vec<String> = self
            .pending
            .iter()
            .rev()
            .filter(|row| row.facts.identifiers.iter().any(|i| i == value))
            .map(|row| fold(&row.customer))
            .collect();
        names.extend(self.index.customers_with(value)?);
        for name in names.iter().filter(|name| *name != customer) {
            // A corrected form no longer counts for what it once said.
            let rows = effective(self.rows(name)?);
            let row = rows
                .iter()
                .rev()
                .find(|row| row.facts.identifiers.iter().any(|i| i == value));
            if let Some(row) = row {
                return Ok(Some(row.customer.clone()));
            }
        }
        Ok(None)
    }

    fn case_ids(&self, part: &str) -> Result<Vec<String>, ArchiveError> {
        let mut ids = self.index.case_ids(part)?;
        ids.extend(
            self.pending
                .iter()
                .filter_map(|row| row.facts.case_id.clone())
                .filter(|id| id.contains(part)),
        );
        Ok(ids)
    }
}

impl Archive {
    /// The accepted records of submissions that are not yet committed, as if they came last.
    fn pending_rows(&self, pending: &[Submission]) -> (Vec<FactRow>, Vec<(String, DebtRow)>) {
        let mut rows = Vec::new();
        let mut debts = Vec::new();
        for (at, submission) in pending.iter().enumerate() {
            for entry in entries_of(&submission.judged, &self.forms_of(submission)) {
                let (Some(form), Some(form_title)) = (entry.form, entry.form_title) else {
                    continue;
                };
                if !entry.status.is_accepted() || entry.carried_from.is_some() {
                    continue;
                }
                let order = (u64::MAX - (pending.len() - at) as u64, entry.n);
                let own = entry.debts.into_iter();
                debts.extend(own.map(|(name, debt)| (name.to_string(), DebtRow { order, debt })));
                rows.push(FactRow {
                    id: entry_id(order.0, order.1),
                    order,
                    form,
                    form_title,
                    customer: entry.customer.unwrap_or_default(),
                    office: submission.office.clone(),
                    role: submission.role.clone(),
                    owner: submission.owner.clone(),
                    review_date: submission.review_date,
                    facts: entry.facts,
                });
            }
        }
        (rows, debts)
    }
}

/// The rows that are versions of a record: a decision is none of what it decides of. A form that
/// grades customers and was signed at once, without having been handed in before, is its own
/// first version.
pub(super) fn versions(rows: Vec<FactRow>) -> Vec<FactRow> {
    let decides = |row: &FactRow| row.facts.grading.as_ref().is_some_and(|g| g.decides);
    let key = |row: &FactRow| (row.form.clone(), row.facts.record_key.clone());
    let proposed: BTreeSet<(String, String)> = rows
        .iter()
        .filter(|row| row.facts.grading.is_some() && !decides(row))
        .map(key)
        .collect();
    let mut rows = rows;
    rows.retain(|row| {
        let decision = row.facts.decision.is_some() || row.facts.case_decision();
        let decided_again = decides(row) && proposed.contains(&key(row));
        !decision && !decided_again
    });
    rows
}

/// The rows that count (domain ruling 9.16): for each record key the latest from the office that
/// sent it first; in order of arrival of those latest.
pub(super) fn effective(rows: Vec<FactRow>) -> Vec<FactRow> {
    let rows = versions(rows);
    let keys = rows.iter().map(|row| {
        let key = row.facts.record_key.as_str();
        (row.form.as_str(), key, row.office.as_str())
    });
    let standings = standings(keys);
    rows.into_iter()
        .zip(standings)
        .filter(|(_, standing)| *standing == Standing::Counts)
        .map(|(row, _)| row)
        .collect()
}

pub(super) fn borrowed<T>(row: &FactRow, value: T) -> Borrowed<T> {
    Borrowed {
        value,
        form_title: row.form_title.clone(),
        version: row.id.clone(),
        date: row.review_date,
    }
}

/// Facts of one customer from its effective rows, oldest first. `current` is the period that is
/// being scored now: the previous grading is of an earlier one.
fn customer_facts(rows: &[FactRow], current: Option<Period>) -> CustomerFacts {
    let mut facts = CustomerFacts::default();
    for row in rows {
        let found = &row.facts;
        if row.form == "customer_summary" {
            // A latest form that leaves the field blank says nothing; the one before stands.
            if let Some(value) = found.net_assets_wan {
                facts.net_assets_wan = Some(borrowed(row, Exact(value)));
            }
            // The latest form rules: an open end there ends an older day.
            facts.term_end = found.term_end.map(|day| borrowed(row, day));
        }
        if let Some(day) = found.first_trade {
            // The earliest contract is the first one, whichever form told of it.
            let earlier = facts
                .first_contract
                .as_ref()
                .is_none_or(|known| day < known.value);
            if earlier {
                facts.first_contract = Some(borrowed(row, day));
            }
        }
        if let (Some(period), Some(amount)) = (found.period, found.annual_amount_wan) {
            facts
                .contract_amounts
                .push((period, borrowed(row, Exact(amount))));
        }
        if let (Some(case_id), Some(received)) = (&found.case_id, found.received) {
            facts.complaints.push(PastComplaint {
                case_id: case_id.clone(),
                received,
                causes: found.causes.clone(),
            });
        }
    }
    facts.contract_amounts.sort_by_key(|(p, _)| p.last_month());
    // A complaint that was filled in further under its number is one complaint.
    let mut latest: BTreeMap<String, PastComplaint> = BTreeMap::new();
    for complaint in facts.complaints.drain(..) {
        latest.insert(fold(&complaint.case_id), complaint);
    }
    facts.complaints.extend(latest.into_values());
    facts
        .complaints
        .sort_by(|a, b| (a.received, &a.case_id).cmp(&(b.received, &b.case_id)));
    facts.previous = rows
        .iter()
        .filter(|row| row.facts.grade.is_some())
        .filter(|row| match (current, row.facts.period) {
            (Some(current), Some(period)) => period.last_month() < current.last_month(),
            _ => true,
        })
        .max_by_key(|row| (row.facts.period.map(Period::last_month), row.order))
        .map(previous_grading);
    facts
}

fn previous_grading(row: &FactRow) -> PreviousGrading {
    PreviousGrading {
        version: row.id.clone(),
        review_date: row.review_date,
        period: row.facts.period,
        class: row.facts.class.clone(),
        grade: row.facts.grade.clone(),
        total_points: row.facts.total_points.clone(),
        limit_wan: row.facts.limit_wan.clone(),
        receivable_wan: row.facts.receivable_wan.clone(),
    }
}
