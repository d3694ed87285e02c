//! What evaluation gives of a contract, in the shape of the `check --json` contract.

use super::approval::Decision;
use super::dealings::{ContractOnFile, ContractState, Instalment};
use super::decimal::{as_plain, as_plain_option};
use super::known::Exact;
use super::review::TraceStep;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Review of a 合同登记表. All amounts in 万元. What needs the archive is null without one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContractReview {
    /// Contract number.
    pub contract_no: String,
    /// The customer's limit.
    #[serde(with = "as_plain_option")]
    pub limit_wan: Option<Decimal>,
    /// What the customer owes and is going to owe with this contract.
    #[serde(with = "as_plain_option")]
    pub exposure_wan: Option<Decimal>,
    /// Whether it goes beyond the credit range (clause 2.3.1(2)).
    pub special: Option<bool>,
    /// Role that approves it; null where nobody has to.
    pub approver: Option<String>,
    /// Why it is a special contract, in words.
    pub reasons: Vec<String>,
    /// What this very file decides, where it came by an approving role.
    pub decision: Option<Decision>,
    /// How it stands after what was decided of it so far.
    pub state: Option<ContractState>,
    /// Amount.
    #[serde(with = "as_plain")]
    pub amount_wan: Decimal,
    /// What is paid before delivery: of the 付款计划, where it says.
    #[serde(with = "as_plain")]
    pub prepaid_wan: Decimal,
    /// Amount less what is paid before delivery.
    #[serde(with = "as_plain")]
    pub credit_wan: Decimal,
    /// 付款计划.
    pub instalments: Vec<Instalment>,
    /// The exposure, by the rows of the policy's table.
    pub components: Vec<ExposurePart>,
    /// The register of receivables that was used, in words; null where there is none.
    pub register: Option<String>,
    /// Exposure of the whole 集团, where the form names one.
    pub group: Option<GroupExposure>,
    /// Who pays, where it is not the customer.
    pub payer: Option<String>,
    /// Fingerprint of what an approval of this contract is about: customer, number, amounts,
    /// terms of payment.
    pub terms: String,
    /// Every figure with its reason.
    pub trace: Vec<TraceStep>,
}

impl ContractReview {
    /// The contract as later reviews see it, but for the office that it came from.
    pub fn on_file(&self, signed_on: Option<NaiveDate>, group: Option<&str>) -> ContractOnFile {
        ContractOnFile {
            contract_no: self.contract_no.clone(),
            office: String::new(),
            signed_on,
            amount_wan: Exact(self.amount_wan),
            prepaid_wan: Exact(self.prepaid_wan),
            instalments: self.instalments.clone(),
            group: group.map(str::to_owned),
            payment_terms: None,
            credit_days: None,
            salesperson: None,
            special: self.approver.is_some(),
            reasons: self.reasons.clone(),
            limit_wan: self.limit_wan.map(Exact),
            exposure_wan: self.exposure_wan.map(Exact),
            terms: self.terms.clone(),
            state: self.state.unwrap_or(ContractState::Normal),
        }
    }
}

/// A row of the policy's table of exposure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExposurePart {
    /// Id of the row (`receivable`).
    pub id: String,
    /// Its name.
    pub name: String,
    /// How much.
    #[serde(with = "as_plain")]
    pub amount_wan: Decimal,
    /// Whether the policy counts it.
    pub counts: bool,
    /// Whether it is taken off instead of added.
    pub deducted: bool,
    /// How many documents or lines went in.
    pub documents: u32,
}

/// What all customers of a group owe together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupExposure {
    /// 集团.
    pub name: String,
    /// Sum, this contract included.
    #[serde(with = "as_plain")]
    pub exposure_wan: Decimal,
    /// Its customers, each with its exposure.
    pub members: Vec<GroupMember>,
}

/// A customer of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupMember {
    /// Name as typed.
    pub customer: String,
    /// Its exposure.
    #[serde(with = "as_plain")]
    pub exposure_wan: Decimal,
}
