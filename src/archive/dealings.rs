//! A customer's dealings as the archive has them: which limit, register, contracts and dispatch
//! notes count (domain rulings 9.16, 9.22), and how each contract stands.

use super::error::ArchiveError;
use super::index::{DebtRow, FactRow};
use super::known::{View, Wanted, borrowed, effective};
use super::model::Entry;
use super::receivables::{CONTRACT, DISPATCH};
use super::store::Archive;
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
        let registers = self.registers()?;
        // Of two registers of one day the later version counts; of several days the latest.
        let latest = registers
            .iter()
            .filter(|row| row.facts.as_of.is_some_and(|day| day <= self.today))
            .max_by_key(|row| (row.facts.as_of, row.order));
        known.register = latest.and_then(|row| Some(borrowed(row, row.facts.as_of?)));
        let rows = self.of_form(CONTRACT)?;
        let decisions = decisions(&rows);
        let contracts = contracts(rows, &decisions);
        let mut customers: BTreeMap<String, String> = wanted
            .customers
            .iter()
            .map(|(name, _)| (fold(name), name.clone()))
            .collect();
        for group in &wanted.groups {
            let folded = fold(group);
            let mut members: Vec<String> = Vec::new();
            for (row, contract) in &contracts {
                let same = contract.group.as_deref().is_some_and(|g| fold(g) == folded);
                let known_member = members.iter().any(|m| fold(m) == fold(&row.customer));
                if same && !known_member {
                    members.push(row.customer.clone());
                    customers.insert(fold(&row.customer), row.customer.clone());
                }
            }
            known.groups.insert(folded, members);
        }
        let counting: BTreeSet<(u64, u64)> = registers.iter().map(|row| row.order).collect();
        let latest = latest.map(|row| row.order);
        let given = super::grades::in_force(self.index, self.today)?;
        for folded in customers.keys() {
            let rows = effective(self.rows(folded)?);
            let debts = self.debts(folded)?;
            // Of contracts on file and of those at hand.
            let mut numbers = wanted.contracts.clone();
            let own = contracts
                .iter()
                .filter(|(row, _)| fold(&row.customer) == *folded);
            numbers.extend(own.map(|(_, c)| fold(&c.contract_no)));
            let dealings = Dealings {
                limit: given
                    .get(folded)
                    .and_then(given_limit)
                    .or_else(|| limit(&rows)),
                debts: of_register(&registers, &debts, latest),
                registered: registered(&debts, &counting),
                contracts: contracts
                    .iter()
                    .filter(|(row, _)| fold(&row.customer) == *folded)
                    .map(|(row, contract)| borrowed(row, contract.clone()))
                    .collect(),
                decisions: decisions
                    .iter()
                    .filter(|d| numbers.contains(&fold(&d.value.contract_no)))
                    .cloned()
                    .collect(),
                shipments: rows
                    .iter()
                    .filter(|row| row.form == DISPATCH)
                    .filter_map(|row| Some(borrowed(row, row.facts.shipment.clone()?)))
                    .collect(),
            };
            if dealings != Dealings::default() {
                known.customers.entry(folded.clone()).or_default().dealings = dealings;
            }
        }
        Ok(())
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

/// By contract, the most that any register that counts held of it.
fn registered(debts: &[DebtRow], counting: &BTreeSet<(u64, u64)>) -> BTreeMap<String, Exact> {
    let mut sums: BTreeMap<(String, (u64, u64)), Decimal> = BTreeMap::new();
    for row in debts.iter().filter(|row| counting.contains(&row.order)) {
        let key = (fold(&row.debt.contract_no), row.order);
        *sums.entry(key).or_default() += row.debt.amount_wan.0;
    }
    let mut most: BTreeMap<String, Exact> = BTreeMap::new();
    for ((contract, _), sum) in sums {
        let held = most.entry(contract).or_insert(Exact(Decimal::ZERO));
        held.0 = held.0.max(sum);
    }
    most
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
