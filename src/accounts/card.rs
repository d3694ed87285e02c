//! 客户信用管理卡 of a customer, drawn from its account (domain F6): grade, limit and terms, how far
//! the limit is used, what became of each contract, what went over the limit, how it was graded.

use super::instalments::{Claim, claims};
use crate::archive::{Account, Accounts, Archive, ArchiveError, GradingOnFile};
use crate::domain::contract::ExposurePart;
use crate::domain::dealings::{ContractOnFile, DecisionOnFile};
use crate::domain::decimal::round6;
use crate::domain::known::Borrowed;
use crate::domain::name::fold;
use crate::evaluate::exposure;
use crate::policy::Policy;
use crate::policy::credit::NEW_CUSTOMER;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Form id of the card that people keep.
const FORM: &str = "credit_card";

/// One customer's card. Amounts in 万元.
#[derive(Debug, Clone, PartialEq)]
pub struct CreditCard {
    /// All folded names under which its records stand.
    pub names: BTreeSet<String>,
    /// Its newest name.
    pub customer: String,
    /// Offices.
    pub offices: BTreeSet<String>,
    /// 客户等级; none before the first grading.
    pub grade: Option<String>,
    /// Limit; zero before the first grading (clause 2.4.7(2)).
    pub limit: Decimal,
    /// Terms in days.
    pub terms_days: Option<u32>,
    /// How it pays, in the policy's words.
    pub payment: Option<String>,
    /// Where grade and limit come from, in words.
    pub granted_by: String,
    /// What the card that people handed in says beside.
    pub filed: Option<Filed>,
    /// 截止日期 of the register whose debts are open.
    pub register: Option<Borrowed<NaiveDate>>,
    /// The parts of the exposure, in the policy's order.
    pub parts: Vec<ExposurePart>,
    /// What the counting ones come to.
    pub exposure: Decimal,
    /// Contracts on file.
    pub contracts: Vec<Borrowed<ContractOnFile>>,
    /// What became of their amounts, and of debts and deliveries without a contract on file.
    pub claims: Vec<Claim>,
    /// Contracts that went beyond the credit range, with what was decided last of each.
    pub over: Vec<Over>,
    /// How it was graded, newest first.
    pub gradings: Vec<GradingOnFile>,
}

/// What the card that people handed in says beside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filed {
    /// Its version.
    pub version: String,
    /// 客户编号.
    pub customer_no: Option<String>,
    /// 结算方式.
    pub settlement: Option<String>,
    /// 担保方式.
    pub guarantee: Option<String>,
    /// 有效期至.
    pub valid_until: Option<String>,
}

/// A contract that went beyond the credit range.
#[derive(Debug, Clone, PartialEq)]
pub struct Over {
    /// The contract.
    pub contract: Borrowed<ContractOnFile>,
    /// By how much the limit was passed; none where something else was the reason.
    pub beyond: Option<Decimal>,
    /// What was decided of it last.
    pub decision: Option<Borrowed<DecisionOnFile>>,
}

impl CreditCard {
    /// The share of the limit that is used, as a fraction; none without a limit.
    pub fn used(&self) -> Option<Decimal> {
        self.exposure.checked_div(self.limit).map(round6)
    }

    /// Days overdue of the oldest claim on a day, and what is overdue altogether.
    pub fn overdue(&self, on: NaiveDate) -> Option<(i64, Decimal)> {
        let late = self.claims.iter();
        let late: Vec<(i64, Decimal)> = late
            .filter_map(|c| Some((c.days_overdue(on)?, c.balance())))
            .collect();
        let oldest = late.iter().map(|(days, _)| *days).max()?;
        Some((oldest, late.iter().map(|(_, balance)| *balance).sum()))
    }
}

/// The cards of all customers, in the order of their names.
pub fn cards(
    archive: &Archive,
    policy: &Policy,
    accounts: Accounts,
) -> Result<Vec<CreditCard>, ArchiveError> {
    let register = accounts.register;
    let cards = accounts.customers.into_iter();
    cards
        .map(|account| card(archive, policy, account, register.as_ref()))
        .collect()
}

pub(super) fn card(
    archive: &Archive,
    policy: &Policy,
    account: Account,
    register: Option<&Borrowed<NaiveDate>>,
) -> Result<CreditCard, ArchiveError> {
    let as_of = register.map(|r| r.value);
    let dealings = &account.dealings;
    let (parts, exposure) = exposure(&policy.receivables.exposure, dealings, as_of);
    let claims = claims(dealings, as_of);
    let over = dealings
        .contracts
        .iter()
        .filter(|c| c.value.special)
        .map(|contract| over(contract, &dealings.decisions))
        .collect();
    let filed = match &account.filed {
        Some(entry) => filed(archive, policy, entry)?,
        None => None,
    };
    let limit = dealings.limit.as_ref();
    let in_force = account.in_force.as_ref().map(|g| &g.value.graded);
    let scored = account.gradings.iter().rfind(|g| g.graded.grade.is_some());
    let grade = in_force
        .and_then(|g| g.grade.clone())
        .or_else(|| scored.and_then(|g| g.graded.grade.clone()));
    // The row that gave the limit: the new customer's goes before the grade's.
    let row = match limit {
        Some(limit) if limit.value.new_customer_until.is_some() => policy.credit.row(NEW_CUSTOMER),
        _ => grade.as_deref().and_then(|g| policy.credit.row(g)),
    };
    let granted_by = limit.map_or_else(
        || "还没有评过分,按新客户办,没有额度".to_owned(),
        |l| format!("{} {}(版本 {})", l.form_title, l.date, l.version),
    );
    Ok(CreditCard {
        limit: limit.map_or(Decimal::ZERO, |l| round6(l.value.limit_wan.0)),
        terms_days: in_force
            .and_then(|g| g.terms_days)
            .or_else(|| row.map(|r| r.days)),
        payment: row.map(|r| r.payment.clone()).filter(|p| !p.is_empty()),
        grade,
        granted_by,
        filed,
        register: register.cloned(),
        parts,
        exposure,
        claims,
        over,
        contracts: by_day(dealings.contracts.clone()),
        gradings: account.gradings.into_iter().rev().collect(),
        names: account.names,
        customer: account.customer,
        offices: account.offices,
    })
}

fn by_day(mut contracts: Vec<Borrowed<ContractOnFile>>) -> Vec<Borrowed<ContractOnFile>> {
    contracts.sort_by_key(|c| (c.value.signed_on, fold(&c.value.contract_no)));
    contracts
}

fn over(contract: &Borrowed<ContractOnFile>, decisions: &[Borrowed<DecisionOnFile>]) -> Over {
    let number = fold(&contract.value.contract_no);
    let (exposure, limit) = (&contract.value.exposure_wan, &contract.value.limit_wan);
    let beyond = exposure.zip(*limit).map(|(e, l)| round6(e.0 - l.0));
    Over {
        contract: contract.clone(),
        beyond: beyond.filter(|by| *by > Decimal::ZERO),
        decision: decisions
            .iter()
            .rfind(|d| fold(&d.value.contract_no) == number)
            .cloned(),
    }
}

fn filed(
    archive: &Archive,
    policy: &Policy,
    entry: &crate::archive::Entry,
) -> Result<Option<Filed>, ArchiveError> {
    let Some(form) = policy.forms.get(FORM) else {
        return Ok(None);
    };
    let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
    let Some(record) = archive.judged(entry)?.records.into_iter().nth(at) else {
        return Ok(None);
    };
    let value = |key: &str| {
        let label = &form.field(key)?.label;
        let fields = record.fields.iter();
        let mut own = fields.filter(|f| !f.extra && f.line.is_none() && f.label == *label);
        own.find_map(|f| f.value.clone())
    };
    Ok(Some(Filed {
        version: entry.id.clone(),
        customer_no: value("customer_no"),
        settlement: value("settlement"),
        guarantee: value("guarantee"),
        valid_until: value("valid_until"),
    }))
}
