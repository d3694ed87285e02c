//! `审批/<职务>/待审批.xlsx`: a row a case that waits for that role. Saving a decision there is the
//! act, for each row by itself; each row is judged as if the case's own workbook had been dropped
//! with its 审批结论 filled in (domain ruling 9.25, realforms "In the office").
//!
//! Here is which cases wait for whom; [`super::pending_sheet`] writes and reads the list,
//! [`super::pending_back`] judges one that came back.

use super::keeper::Keeper;
use super::pending_sheet::plan;
use crate::archive::{ArchiveError, WaitingGrading};
use crate::domain::dealings::{ContractOnFile, ContractState};
use crate::domain::known::Borrowed;
use crate::domain::value::Period;
use crate::policy::Policy;
use crate::policy::approvals::SPECIAL_CONTRACT;
use crate::sheet::SheetPlan;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name of the file and of its sheet.
pub(super) const FILE: &str = "待审批.xlsx";

/// What is to be said on the next list of a role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingNotes {
    /// By case, why what was written of it did not count.
    pub rows: BTreeMap<String, String>,
    /// What concerns no row that still stands there.
    pub all: Vec<String>,
}

/// A case that waits for an approving role.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Waiting {
    /// The archived version that waits: the row's key.
    pub version: String,
    /// 事项 of the policy's table 审批权限.
    pub kind: String,
    /// Customer as typed; of a list of many how many they are.
    pub customer: String,
    /// Contract number, or what is reviewed.
    pub subject: String,
    /// Contract amount in 万元.
    pub amount: Option<Decimal>,
    /// What is paid before delivery, in 万元.
    pub prepaid: Option<Decimal>,
    /// Exposure in 万元.
    pub exposure: Option<Decimal>,
    /// The limit that the customer has, in 万元.
    pub limit: Option<Decimal>,
    /// The limit that is proposed, in 万元.
    pub proposed: Option<Decimal>,
    /// Why somebody has to decide.
    pub why: String,
    /// Office that handed it in.
    pub office: String,
    /// Day on which it came.
    pub date: NaiveDate,
}

/// The cases that wait for a role on a day: contracts, then grades, each oldest first.
pub(super) fn waiting(
    keeper: &Keeper,
    policy: &Policy,
    role: &str,
    today: NaiveDate,
) -> Result<Vec<Waiting>, ArchiveError> {
    let mut cases = all(keeper, today)?;
    cases.retain(|case| case.is_for(policy, role));
    Ok(cases.into_iter().map(|case| case.shown).collect())
}

/// A case with the row of 审批权限 that it goes by.
struct Case {
    condition: String,
    amount: Decimal,
    shown: Waiting,
}

impl Case {
    fn is_for(&self, policy: &Policy, role: &str) -> bool {
        let organisation = &policy.organisation;
        let rule = organisation.approval(&self.shown.kind, &self.condition, self.amount);
        rule.is_some_and(|rule| organisation.may(rule, role))
    }
}

fn all(keeper: &Keeper, today: NaiveDate) -> Result<Vec<Case>, ArchiveError> {
    let contracts = keeper.archive.contracts(today)?.into_iter();
    let mut cases: Vec<Case> = contracts
        .filter(|(_, contract)| contract.value.state == ContractState::Waiting)
        .map(|(customer, contract)| of_contract(customer, contract))
        .collect();
    let gradings = keeper.archive.waiting_gradings(today)?.into_iter();
    cases.extend(gradings.filter_map(of_grading));
    Ok(cases)
}

fn of_contract(customer: String, case: Borrowed<ContractOnFile>) -> Case {
    let contract = case.value;
    Case {
        condition: String::new(),
        amount: contract.amount_wan.0,
        shown: Waiting {
            version: case.version,
            kind: SPECIAL_CONTRACT.to_owned(),
            customer,
            subject: contract.contract_no,
            amount: Some(contract.amount_wan.0),
            prepaid: Some(contract.prepaid_wan.0),
            exposure: contract.exposure_wan.map(|e| e.0),
            limit: contract.limit_wan.map(|l| l.0),
            proposed: None,
            why: contract.reasons.join(";"),
            office: contract.office,
            date: case.date,
        },
    }
}

fn of_grading(case: WaitingGrading) -> Option<Case> {
    let on_file = case.on_file.value;
    let matter = on_file.matter?;
    let customer = match case.customer.as_str() {
        "" => format!("{} 户", on_file.customers),
        name => name.to_owned(),
    };
    let period = case.period.map(words);
    Some(Case {
        condition: matter.condition,
        amount: matter.amount_wan.0,
        shown: Waiting {
            version: case.on_file.version,
            kind: matter.kind,
            customer,
            subject: period.unwrap_or(case.on_file.form_title),
            amount: None,
            prepaid: None,
            exposure: None,
            limit: on_file.old_limit_wan.map(|l| l.0),
            proposed: Some(on_file.limit_wan.0),
            why: on_file.reasons.join(";"),
            office: case.office,
            date: case.on_file.date,
        },
    })
}

/// `2025年度`, `2026上半年`.
fn words(period: Period) -> String {
    match period {
        Period::Year(year) => format!("{year}年度"),
        Period::FirstHalf(year) => format!("{year}上半年"),
        Period::SecondHalf(year) => format!("{year}下半年"),
    }
}

/// The lists of all approving roles, each with whether anything waits.
pub(super) fn lists(
    keeper: &Keeper,
    policy: &Policy,
    today: NaiveDate,
    notes: &BTreeMap<String, PendingNotes>,
) -> Result<Vec<(String, SheetPlan, bool)>, ArchiveError> {
    let none = PendingNotes::default();
    let cases = all(keeper, today)?;
    let roles = policy.organisation.approving_roles().into_iter();
    Ok(roles
        .map(|role| {
            let own = cases.iter().filter(|case| case.is_for(policy, &role.name));
            let own: Vec<&Waiting> = own.map(|case| &case.shown).collect();
            let plan = plan(&role.name, &own, notes.get(&role.name).unwrap_or(&none));
            (role.name.clone(), plan, !own.is_empty())
        })
        .collect())
}
