//! What the archive knows of a customer's dealings: limit, debts, contracts, goods on their way,
//! and what was decided of contracts. Always drawn anew from the documents (domain ruling 9.22).
//!
//! All amounts in 万元.

use super::approval::{Decision, Verdict};
use super::known::{Borrowed, Exact};
use super::name::fold;
use super::shared_text::SharedText;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Dealings with one customer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dealings {
    /// The limit that was approved last, else that of the latest 客户评分表 that counts.
    pub limit: Option<Borrowed<LimitGranted>>,
    /// The customer's lines of the latest register, settled ones too, in its order.
    pub debts: Vec<Borrowed<OpenDebt>>,
    /// By folded contract number, what the registers so far have held of it: of each 期次 the most.
    pub registered: BTreeMap<String, Exact>,
    /// Contracts that count, in order of arrival.
    pub contracts: Vec<Borrowed<ContractOnFile>>,
    /// What was decided of the customer's contracts, in order of arrival.
    pub decisions: Vec<Borrowed<DecisionOnFile>>,
    /// Dispatch notes that count, in order of arrival.
    pub shipments: Vec<Borrowed<Shipment>>,
}

impl Dealings {
    /// The contract of that number.
    pub fn contract(&self, number: &str) -> Option<&Borrowed<ContractOnFile>> {
        let wanted = fold(number);
        self.contracts
            .iter()
            .rfind(|c| fold(&c.value.contract_no) == wanted)
    }

    /// What was shipped of a contract.
    pub fn shipped(&self, number: &str) -> Decimal {
        let wanted = fold(number);
        self.shipments
            .iter()
            .filter(|s| fold(&s.value.contract_no) == wanted)
            .map(|s| s.value.amount_wan.0)
            .sum()
    }

    /// How many pieces were shipped of a contract; none where no dispatch note says so.
    pub fn shipped_quantity(&self, number: &str) -> Option<Decimal> {
        let wanted = fold(number);
        let mut own = self
            .shipments
            .iter()
            .filter(|s| fold(&s.value.contract_no) == wanted)
            .peekable();
        own.peek()?;
        own.map(|s| s.value.quantity.map(|q| q.0)).sum()
    }

    /// The most that any register held of a contract.
    /// What the registers have held of a contract.
    pub fn registered(&self, number: &str) -> Decimal {
        self.registered
            .get(&fold(number))
            .map_or(Decimal::ZERO, |held| held.0)
    }
}

/// A limit as a score gave it, or as an approved form put it in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitGranted {
    /// The limit.
    pub limit_wan: Exact,
    /// The grade that it goes with.
    pub grade: Option<String>,
    /// Last day of the new-customer year, where that rule gave it.
    pub new_customer_until: Option<NaiveDate>,
    /// Whether it was approved; else it is what a score gave.
    #[serde(default)]
    pub approved: bool,
    /// Last day of it, where the form that gave it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

/// A line of a register of receivables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDebt {
    /// Row of the register (Excel's number).
    pub line: Option<u32>,
    /// Contract number.
    pub contract_no: SharedText,
    /// Due day.
    pub due: Option<NaiveDate>,
    /// 期次 as typed.
    pub instalment: Option<SharedText>,
    /// 无, 银行承兑 or 商业承兑.
    pub bill: Option<SharedText>,
    /// Day on which the bill was honoured.
    pub honoured_on: Option<NaiveDate>,
    /// 合同金额.
    pub amount_wan: Exact,
    /// 已收金额.
    pub received_wan: Exact,
}

impl OpenDebt {
    /// 合同金额 less 已收金额; negative where more was collected.
    pub fn balance(&self) -> Decimal {
        self.amount_wan.0 - self.received_wan.0
    }

    /// Whether it was paid with that kind of bill, which is not honoured by a day.
    pub fn unhonoured(&self, bill: &str, on: NaiveDate) -> bool {
        self.bill.as_deref() == Some(bill) && self.honoured_on.is_none_or(|day| day > on)
    }

    /// What was collected by a day: 银行承兑 counts, 商业承兑 when honoured.
    pub fn collected(&self, on: NaiveDate) -> Decimal {
        if self.unhonoured(COMMERCIAL_BILL, on) {
            Decimal::ZERO
        } else {
            self.received_wan.0
        }
    }

    /// Whether it is 质保金 that is not due on a day.
    pub fn is_retention_before(&self, on: NaiveDate) -> bool {
        let retention = self
            .instalment
            .as_deref()
            .is_some_and(|words| words.contains("质保"));
        retention && self.due.is_none_or(|due| due >= on)
    }
}

/// 商业承兑, which is money only when honoured.
pub const COMMERCIAL_BILL: &str = "商业承兑";
/// 银行承兑, which counts as collected.
pub const BANK_BILL: &str = "银行承兑";

/// One payment of a 付款计划.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// 期次 as typed.
    pub label: Option<String>,
    /// 预付, 到货, 验收, 质保金 or 其他.
    pub event: String,
    /// Due day; none while the event has not come.
    pub due: Option<NaiveDate>,
    /// How much.
    pub amount_wan: Exact,
}

/// The event of an instalment that is paid before delivery.
pub const BEFORE_DELIVERY: &str = "预付";

/// A contract as registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractOnFile {
    /// Its number as typed.
    pub contract_no: String,
    /// Office that registered it.
    pub office: String,
    /// Day of signature.
    pub signed_on: Option<NaiveDate>,
    /// Amount.
    pub amount_wan: Exact,
    /// What is paid before delivery.
    pub prepaid_wan: Exact,
    /// 付款计划; empty where the form had none.
    pub instalments: Vec<Instalment>,
    /// 集团 as typed.
    pub group: Option<String>,
    /// 付款条件 as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_terms: Option<String>,
    /// 信用天数: days from delivery to payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_days: Option<u32>,
    /// 业务员.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salesperson: Option<String>,
    /// Whether it needed a special approval when it was registered.
    pub special: bool,
    /// Why.
    pub reasons: Vec<String>,
    /// The limit that it was registered with.
    pub limit_wan: Option<Exact>,
    /// The exposure that it was registered with.
    pub exposure_wan: Option<Exact>,
    /// [`super::contract::ContractReview::terms`].
    pub terms: String,
    /// How it stands now.
    pub state: ContractState,
}

impl ContractOnFile {
    /// What is delivered on credit.
    pub fn credit(&self) -> Decimal {
        self.amount_wan.0 - self.prepaid_wan.0
    }
}

/// A decision of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionOnFile {
    /// Contract number.
    pub contract_no: String,
    /// [`super::contract::ContractReview::terms`] of the contract that was decided of.
    pub terms: String,
    /// The decision.
    pub decision: Decision,
}

/// How a contract stands after all that was decided of it. 同意 and 不同意 are about the very
/// terms; 改批额度 is about any terms of that contract that keep the exposure within it.
pub fn standing<'d>(
    contract: &ContractOnFile,
    decisions: impl Iterator<Item = &'d DecisionOnFile>,
) -> ContractState {
    if !contract.special {
        return ContractState::Normal;
    }
    let mut state = ContractState::Waiting;
    for one in decisions.filter(|d| fold(&d.contract_no) == fold(&contract.contract_no)) {
        let same = one.terms == contract.terms;
        match (one.decision.verdict, one.decision.limit_wan) {
            (Verdict::Approved, _) if same => state = ContractState::Approved,
            (Verdict::Refused, _) if same => state = ContractState::Refused,
            (Verdict::Revised, Some(limit)) => {
                let within = contract.exposure_wan.is_some_and(|e| e.0 <= limit);
                state = if within {
                    ContractState::Approved
                } else {
                    ContractState::Revise
                };
            }
            _ => {}
        }
    }
    state
}

/// How a contract stands after all that was decided of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractState {
    /// Within the credit range: nobody has to approve.
    Normal,
    /// A special contract that nobody has decided of.
    Waiting,
    /// A special contract that was approved.
    Approved,
    /// Approved up to a lower exposure, which the contract does not keep yet.
    Revise,
    /// A special contract that was refused.
    Refused,
}

impl ContractState {
    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Normal => "正常合同",
            Self::Waiting => "特殊合同,待审批",
            Self::Approved => "特殊合同,已批准",
            Self::Revise => "特殊合同,已改批额度,合同还没有照改",
            Self::Refused => "特殊合同,未批准",
        }
    }

    /// Whether deliveries on credit may go out.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Normal | Self::Approved)
    }
}

/// Goods that left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// Number of the dispatch note.
    pub note_no: String,
    /// Contract number.
    pub contract_no: String,
    /// Day.
    pub shipped_on: Option<NaiveDate>,
    /// Sum of its lines; zero where no line has an amount.
    pub amount_wan: Exact,
    /// Pieces on its lines together; none where a line says none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Exact>,
}
