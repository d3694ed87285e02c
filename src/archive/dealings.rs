//! A customer's dealings as the archive has them: which limit, register, contracts and dispatch
//! notes count (domain rulings 9.16, 9.22), and how each contract stands.

use super::error::ArchiveError;
use super::grades::in_force_of;
use super::index::{DebtRow, FactRow};
use super::known::{View, borrowed, effective};
use super::model::Entry;
use super::receivables::{CONTRACT, DISPATCH};
use super::store::Archive;
use super::wanted::Wanted;
use crate::domain::dealings::{
    ContractOnFile, Dealings, DecisionOnFile, LimitGranted, OpenDebt, standing,
};
use crate::domain::grading::GradeInForce;
use crate::domain::known::{Borrowed, Exact, KnownFacts};
use crate::domain::name::fold;
use crate::domain::value::Period;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

impl Archive {
    /// The first entry of the newest submission with that 受理号.
    pub fn by_case_number(&self, number: &str) -> Result<Option<Entry>, ArchiveError> {
        self.ask(|index| {
            let Some(seq) = index.with_prefix(number)? else {
                return Ok(None);
            };
            Ok(index.entries_of_submission(seq)?.into_iter().next())
        })
    }

    /// Contracts that count on a day, each as it stands, with the version that registered it.
    pub fn contracts(
        &self,
        today: NaiveDate,
    ) -> Result<Vec<(String, Borrowed<ContractOnFile>)>, ArchiveError> {
        self.view(&[], today, |view| {
            let rows = view.of_form(CONTRACT)?;
            let decisions = decisions(&rows);
            let named = |(row, contract): (FactRow, ContractOnFile)| {
                (row.customer.clone(), borrowed(&row, contract))
            };
            Ok(contracts(rows, &decisions).into_iter().map(named).collect())
        })
    }
}

impl View<'_> {
    /// Adds what contracts and dispatch notes at hand need to know.
    pub(super) fn add_dealings(
        &self,
        wanted: &Wanted,
        known: &mut KnownFacts,
    ) -> Result<(), ArchiveError> {
        if !wanted.dealings {
            return Ok(());
        }
        let books = self.books()?;
        known.register = books.register();
        let mut customers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (name, _) in &wanted.customers {
            customers.insert(fold(name), self.names_of(&fold(name), wanted)?);
        }
        for group in &wanted.groups {
            let folded = fold(group);
            let mut members: Vec<String> = Vec::new();
            for (row, contract) in &books.contracts {
                let own = fold(&row.customer);
                // A customer that was renamed is one member, not two.
                let listed = customers.iter().any(|(name, names)| {
                    names.contains(&own) && members.iter().any(|m| fold(m) == *name)
                });
                if contract.group.as_deref().is_none_or(|g| fold(g) != folded) || listed {
                    continue;
                }
                let at_hand = wanted.customers.iter().map(|(name, _)| name);
                let at_hand = at_hand.clone().find(|name| {
                    let names = customers.get(&fold(name));
                    names.is_some_and(|names| names.contains(&own))
                });
                match at_hand {
                    Some(name) => members.push(name.clone()),
                    None => {
                        members.push(row.customer.clone());
                        customers.insert(own.clone(), self.aliases(&own)?);
                    }
                }
            }
            known.groups.insert(folded, members);
        }
        for (folded, names) in &customers {
            let dealings = self.dealings(names, &books, &wanted.contracts)?;
            if dealings != Dealings::default() {
                known.customers.entry(folded.clone()).or_default().dealings = dealings;
            }
        }
        Ok(())
    }

    /// What all customers' dealings are drawn from.
    pub(super) fn books(&self) -> Result<Books, ArchiveError> {
        let registers = self.registers()?;
        // Of two registers of one day the later version counts; of several days the latest.
        let latest = registers
            .iter()
            .filter(|row| row.facts.as_of.is_some_and(|day| day <= self.today))
            .max_by_key(|row| (row.facts.as_of, row.order))
            .map(|row| row.order);
        let rows = self.of_form(CONTRACT)?;
        let decisions = decisions(&rows);
        Ok(Books {
            registers,
            latest,
            contracts: contracts(rows, &decisions),
            decisions,
        })
    }

    /// The dealings of the customer with these folded names; `numbers` are contracts at hand whose
    /// decisions are wanted as well.
    pub(super) fn dealings(
        &self,
        names: &BTreeSet<String>,
        books: &Books,
        numbers: &BTreeSet<String>,
    ) -> Result<Dealings, ArchiveError> {
        let rows = effective(self.rows_of(names)?);
        let debts = self.debts(names)?;
        let own = |row: &FactRow| names.contains(&fold(&row.customer));
        let mut numbers = numbers.clone();
        let on_file = books.contracts.iter().filter(|(row, _)| own(row));
        numbers.extend(on_file.clone().map(|(_, c)| fold(&c.contract_no)));
        let counting = books.registers.iter().map(|row| row.order).collect();
        Ok(Dealings {
            limit: in_force_of(self.index, names, self.today)?
                .as_ref()
                .and_then(given_limit)
                .or_else(|| limit(&rows)),
            debts: of_register(&books.registers, &debts, books.latest),
            registered: registered(&debts, &counting),
            contracts: on_file
                .map(|(row, contract)| borrowed(row, contract.clone()))
                .collect(),
            decisions: books
                .decisions
                .iter()
                .filter(|d| numbers.contains(&fold(&d.value.contract_no)))
                .cloned()
                .collect(),
            shipments: rows
                .iter()
                .filter(|row| row.form == DISPATCH)
                .filter_map(|row| Some(borrowed(row, row.facts.shipment.clone()?)))
                .collect(),
        })
    }
}

/// What all customers' dealings are drawn from.
pub(super) struct Books {
    /// Registers that count, in order of arrival.
    registers: Vec<FactRow>,
    /// [`FactRow::order`] of the one whose debts are open.
    pub(super) latest: Option<(u64, u64)>,
    /// Contracts that count, each as it stands.
    pub(super) contracts: Vec<(FactRow, ContractOnFile)>,
    decisions: Vec<Borrowed<DecisionOnFile>>,
}

impl Books {
    /// The day of the register whose debts are open, with its source.
    pub(super) fn register(&self) -> Option<Borrowed<NaiveDate>> {
        let row = self
            .registers
            .iter()
            .find(|r| Some(r.order) == self.latest)?;
        Some(borrowed(row, row.facts.as_of?))
    }
}

/// The limit that an approved list or review put in force.
fn given_limit(given: &Borrowed<GradeInForce>) -> Option<Borrowed<LimitGranted>> {
    let graded = &given.value.graded;
    Some(Borrowed {
        value: LimitGranted {
            limit_wan: Exact(graded.limit_wan?),
            grade: graded.credit_grade.clone(),
            new_customer_until: None,
            approved: true,
            valid_until: given.value.until,
        },
        form_title: given.form_title.clone(),
        version: given.version.clone(),
        date: given.date,
    })
}

/// The limit of the latest score: by period, then by arrival.
fn limit(rows: &[FactRow]) -> Option<Borrowed<LimitGranted>> {
    let row = rows
        .iter()
        .filter(|row| row.facts.limit_wan.is_some())
        .max_by_key(|row| (row.facts.period.map(Period::last_month), row.order))?;
    let granted = LimitGranted {
        limit_wan: Exact(row.facts.limit_wan.as_deref()?.parse().ok()?),
        grade: row.facts.grade.clone(),
        new_customer_until: row.facts.new_customer_until,
        approved: false,
        valid_until: None,
    };
    Some(borrowed(row, granted))
}

/// The customer's lines of the latest register.
fn of_register(
    registers: &[FactRow],
    debts: &[DebtRow],
    latest: Option<(u64, u64)>,
) -> Vec<Borrowed<OpenDebt>> {
    let Some(register) = registers.iter().find(|row| Some(row.order) == latest) else {
        return Vec::new();
    };
    debts
        .iter()
        .filter(|row| row.order == register.order)
        .map(|row| borrowed(register, row.debt.clone()))
        .collect()
}

/// By contract, what the registers that count have held of it: of each 期次 the most that any of
/// them held, as a settled one is left out of later registers while the others go on.
fn registered(debts: &[DebtRow], counting: &BTreeSet<(u64, u64)>) -> BTreeMap<String, Exact> {
    type Held = BTreeMap<(String, String), BTreeMap<(u64, u64), Decimal>>;
    let mut sums: Held = BTreeMap::new();
    for row in debts.iter().filter(|row| counting.contains(&row.order)) {
        let instalment = row.debt.instalment.as_deref().map(fold);
        let key = (fold(&row.debt.contract_no), instalment.unwrap_or_default());
        let of_register = sums.entry(key).or_default();
        *of_register.entry(row.order).or_default() += row.debt.amount_wan.0;
    }
    let mut held: BTreeMap<String, Exact> = BTreeMap::new();
    for ((contract, _), of_register) in sums {
        let most = of_register.into_values().max().unwrap_or_default();
        held.entry(contract).or_insert(Exact(Decimal::ZERO)).0 += most;
    }
    held
}

/// Decisions among the records of contracts, in order of arrival.
fn decisions(rows: &[FactRow]) -> Vec<Borrowed<DecisionOnFile>> {
    rows.iter()
        .filter_map(|row| Some(borrowed(row, row.facts.decision.clone()?)))
        .collect()
}

/// The versions of contracts that count, in order of arrival, each as it stands now.
fn contracts(
    rows: Vec<FactRow>,
    decisions: &[Borrowed<DecisionOnFile>],
) -> Vec<(FactRow, ContractOnFile)> {
    effective(rows)
        .into_iter()
        .filter_map(|row| {
            let mut contract = row.facts.contract.clone()?;
            contract.office = row.office.clone();
            contract.state = standing(&contract, decisions.iter().map(|d| &d.value));
            Some((row, contract))
        })
        .collect()
}
