//! `审批/<职务>/待审批.xlsx`: a row a case that waits for that role. Saving a decision there is the
//! act, for each row by itself; each row is judged as if the case's own workbook had been dropped
//! with its 审批结论 filled in (domain ruling 9.25, realforms "In the office").
//!
//! Here is which cases wait for whom; [`super::pending_sheet`] writes and reads the list,
//! [`super::pending_back`] judges one that came back.

use super::keeper::Keeper;
use super::pending_sheet::plan;
use crate::archive::ArchiveError;
use crate::domain::dealings::{ContractOnFile, ContractState};
use crate::domain::known::Borrowed;
use crate::policy::Policy;
use crate::policy::approvals::SPECIAL_CONTRACT;
use crate::sheet::SheetPlan;
use chrono::NaiveDate;
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

/// A case that waits: the customer, and the contract with the version that registered it.
pub(super) type Waiting = (String, Borrowed<ContractOnFile>);

/// The cases that wait for a role on a day, oldest first.
pub(super) fn waiting(
    keeper: &Keeper,
    policy: &Policy,
    role: &str,
    today: NaiveDate,
) -> Result<Vec<Waiting>, ArchiveError> {
    let organisation = &policy.organisation;
    let mut cases = keeper.archive.contracts(today)?;
    cases.retain(|(_, contract)| {
        let rule = organisation.approval(SPECIAL_CONTRACT, "", contract.value.amount_wan.0);
        contract.value.state == ContractState::Waiting
            && rule.is_some_and(|rule| organisation.may(rule, role))
    });
    Ok(cases)
}

/// The lists of all approving roles, each with whether anything waits.
pub(super) fn lists(
    keeper: &Keeper,
    policy: &Policy,
    today: NaiveDate,
    notes: &BTreeMap<String, PendingNotes>,
) -> Result<Vec<(String, SheetPlan, bool)>, ArchiveError> {
    let none = PendingNotes::default();
    policy
        .organisation
        .approving_roles()
        .into_iter()
        .map(|role| {
            let cases = waiting(keeper, policy, &role.name, today)?;
            let plan = plan(&role.name, &cases, notes.get(&role.name).unwrap_or(&none));
            Ok((role.name.clone(), plan, !cases.is_empty()))
        })
        .collect()
}
