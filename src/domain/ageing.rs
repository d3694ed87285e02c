//! What evaluation gives of a register of receivables, in the shape of the `check --json` contract.

use super::decimal::as_plain;
use super::review::TraceStep;
use super::shared_text::SharedText;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Review of an 应收账款账龄登记表. All amounts in 万元; days are counted to `as_of`, never to
/// the day of the review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgeingReview {
    /// 截止日期 of the register.
    pub as_of: NaiveDate,
    /// The policy's buckets in their order, then 未定到期日; they add up to `total_wan`.
    pub buckets: Vec<AgeingBucket>,
    /// What customers owe; prepayments are apart.
    #[serde(with = "as_plain")]
    pub total_wan: Decimal,
    /// Of it, what is overdue.
    #[serde(with = "as_plain")]
    pub overdue_wan: Decimal,
    /// 预收: what was collected beyond the amounts, negative.
    #[serde(with = "as_plain")]
    pub prepaid_wan: Decimal,
    /// Counted as received but in 商业承兑 that is not honoured yet.
    #[serde(with = "as_plain")]
    pub unhonoured_wan: Decimal,
    /// One entry a customer, most overdue first.
    pub by_customer: Vec<CustomerAgeing>,
    /// What is to be chased, and by whom; longest overdue first.
    pub dunning: Vec<DunningItem>,
    /// Candidates for bad debts, for the department that the policy names.
    pub bad_debts: Vec<DunningItem>,
    /// Every debt, in the register's order.
    pub debts: Vec<Debt>,
    /// Every figure with its reason.
    pub trace: Vec<TraceStep>,
}

/// What stands in one bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeingBucket {
    /// The policy's label.
    pub label: SharedText,
    /// Sum of balances.
    #[serde(with = "as_plain")]
    pub amount_wan: Decimal,
}

/// What a customer owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerAgeing {
    /// Name as first written.
    pub customer: SharedText,
    /// Buckets in the order of the register's.
    pub buckets: Vec<AgeingBucket>,
    /// Their sum.
    #[serde(with = "as_plain")]
    pub total_wan: Decimal,
    /// Of it, overdue.
    #[serde(with = "as_plain")]
    pub overdue_wan: Decimal,
    /// 预收, negative.
    #[serde(with = "as_plain")]
    pub prepaid_wan: Decimal,
    /// Days overdue of its oldest debt; 0 where none is.
    pub oldest_days: i64,
}

/// A debt that someone has to chase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DunningItem {
    /// Customer.
    pub customer: SharedText,
    /// Contract number.
    pub contract: SharedText,
    /// Department.
    pub owner: SharedText,
    /// Days overdue, from 1.
    pub days_overdue: i64,
    /// Balance.
    #[serde(with = "as_plain")]
    pub amount_wan: Decimal,
}

/// One line of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debt {
    /// Row (Excel's number); null where the register is no table.
    pub line: Option<u32>,
    /// Customer.
    pub customer: SharedText,
    /// Contract number.
    pub contract: SharedText,
    /// Due day; null where it is not settled.
    pub due: Option<NaiveDate>,
    /// Days overdue on `as_of`, negative before the due day; null without one.
    pub days_overdue: Option<i64>,
    /// 期次 as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instalment: Option<SharedText>,
    /// 合同金额.
    #[serde(with = "as_plain", default)]
    pub amount_wan: Decimal,
    /// 已收金额 as typed, bills among it.
    #[serde(with = "as_plain", default)]
    pub received_wan: Decimal,
    /// 票据, where one was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill: Option<SharedText>,
    /// Day on which the bill was honoured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub honoured_on: Option<NaiveDate>,
    /// What is still owed: 合同金额 − 已收金额, a 商业承兑 that is not honoured taken for not received;
    /// negative is 预收.
    #[serde(with = "as_plain")]
    pub balance_wan: Decimal,
    /// Bucket, 未定到期日, 预收 or 已结清.
    pub bucket: SharedText,
    /// Stage of clause 2.4.7(1); null where the bucket has none.
    pub stage: Option<SharedText>,
    /// Who chases it; null where nobody has to.
    pub owner: Option<SharedText>,
}
