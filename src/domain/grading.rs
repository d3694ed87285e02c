//! What evaluation gives of grades that are proposed and decided: 客户信用等级分类表,
//! 客户升(降)级评审表 and 客户信用管理卡 (clauses 1.2.3(2), 2.4.3(4), 2.4.5(3)).

use super::approval::Decision;
use super::decimal::as_plain_option;
use super::known::Exact;
use super::review::{CustomerClass, TraceStep};
use super::value::Period;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Review of a form that grades customers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradingReview {
    /// What became of it.
    pub outcome: Outcome,
    /// What this very file decides, where it came by an approving role.
    pub decision: Option<Decision>,
    /// Roles that may decide it, highest first; none where nobody has to.
    pub approvers: Vec<String>,
    /// The row of 审批权限 that decides it; none where nobody has to.
    #[serde(default)]
    pub matter: Option<MatterAtHand>,
    /// What an approval of it is about, in a word: equal terms give the same customers the same.
    #[serde(default)]
    pub terms: String,
    /// The period that was reviewed.
    pub period: Option<Period>,
    /// First day on which its grades are in force; null until they are approved.
    pub in_force_from: Option<NaiveDate>,
    /// Last day of them, where the form names one.
    #[serde(default)]
    pub in_force_until: Option<NaiveDate>,
    /// Limit in 万元 before it; of a list none.
    #[serde(default, with = "as_plain_option")]
    pub old_limit_wan: Option<Decimal>,
    /// Why somebody has to decide, in words.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// 升, 降 or 不变, of a 客户升(降)级评审表.
    pub change: Option<String>,
    /// The customers with what they are to get, in the form's order.
    pub graded: Vec<GradedCustomer>,
    /// How each of them is made to pay (clause 2.4.3(4)).
    #[serde(default)]
    pub collection: Vec<CollectionAdvice>,
    /// Who is to be told of it, and until when (clause 2.4.5(3)); none until it is approved.
    pub notices: Vec<Notice>,
    /// Every figure with its reason.
    pub trace: Vec<TraceStep>,
}

impl GradingReview {
    /// What others need to know of it.
    pub fn on_file(&self) -> GradingFacts {
        let sum = self.graded.iter().filter_map(|g| g.limit_wan).sum();
        GradingFacts {
            outcome: self.outcome,
            decides: self.decision.is_some(),
            matter: self.matter.clone(),
            terms: self.terms.clone(),
            customers: self.graded.len(),
            limit_wan: Exact(sum),
            old_limit_wan: self.old_limit_wan.map(Exact),
            reasons: self.reasons.clone(),
        }
    }
}

/// Which row of 审批权限 a matter goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterAtHand {
    /// 事项.
    pub kind: String,
    /// 情形; empty where the kind is not split.
    pub condition: String,
    /// Amount in 万元; zero where none is at stake.
    pub amount_wan: Exact,
}

/// A form that grades customers, as the archive has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradingFacts {
    /// What became of that very version.
    pub outcome: Outcome,
    /// Whether it came by an approving role and decided.
    pub decides: bool,
    /// [`GradingReview::matter`].
    pub matter: Option<MatterAtHand>,
    /// [`GradingReview::terms`].
    pub terms: String,
    /// How many customers it grades.
    pub customers: usize,
    /// The limits together.
    pub limit_wan: Exact,
    /// [`GradingReview::old_limit_wan`].
    pub old_limit_wan: Option<Exact>,
    /// [`GradingReview::reasons`].
    pub reasons: Vec<String>,
}

/// What became of a form that grades customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It only records; nobody decides it.
    Recorded,
    /// It waits for approval.
    Proposed,
    /// Its grades take effect.
    Approved,
    /// It was refused, with a reason.
    Rejected,
}

impl Outcome {
    /// The word for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Recorded => "登记",
            Self::Proposed => "待批准",
            Self::Approved => "已批准",
            Self::Rejected => "不同意",
        }
    }
}

/// A customer and what it is to get.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradedCustomer {
    /// Name as typed.
    pub customer: String,
    /// Class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<CustomerClass>,
    /// 客户等级.
    pub grade: Option<String>,
    /// 信用等级 (domain ruling 9.14a).
    pub credit_grade: Option<String>,
    /// Limit in 万元.
    #[serde(with = "as_plain_option")]
    pub limit_wan: Option<Decimal>,
    /// Payment terms in days.
    pub terms_days: Option<u32>,
}

/// The collection policy of a customer: the answers to the three questions of clause 2.4.3(4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionAdvice {
    /// Name as typed.
    pub customer: String,
    /// Days overdue of the oldest debt, where the form tells.
    pub overdue_days: Option<i64>,
    /// Will they delay?
    pub will_delay: String,
    /// How to prevent it?
    pub prevent: String,
    /// What if they do?
    pub if_late: String,
    /// Policy sheet, cell and words of the row.
    pub policy_row: String,
    /// Whether that row is ours by default (待确认).
    pub to_confirm: bool,
}

/// A department that is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Department (办事处, 财务部).
    pub department: String,
    /// Last day for it.
    pub due: NaiveDate,
    /// 暂定.
    pub provisional: bool,
    /// How the days were counted.
    pub counted: String,
    /// When it was told, as the form says.
    pub told_on: Option<NaiveDate>,
}

/// A grade that an approved form put in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeInForce {
    /// What the customer has.
    pub graded: GradedCustomer,
    /// First day.
    pub from: NaiveDate,
    /// Last day, where the form that gave it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The period whose review gave it.
    pub period: Option<Period>,
}
