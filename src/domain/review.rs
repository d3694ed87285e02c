//! What evaluation gives: figures with their reasons, in the shape of the `check --json` contract.

use crate::domain::ageing::AgeingReview;
use crate::domain::approval::Decision;
use crate::domain::cell::CellRef;
use crate::domain::complaint::ComplaintCase;
use crate::domain::contract::ContractReview;
use crate::domain::decimal::{as_plain, as_plain_option};
use crate::domain::grading::GradingReview;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The review of one record; which kind follows from the record's form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Review {
    /// 客户评分表.
    Score(Box<ScoreReview>),
    /// 顾客反馈登记表.
    Complaint(Box<ComplaintReview>),
    /// 制度参数.
    Policy(Box<PolicyReview>),
    /// 应收账款账龄登记表.
    Ageing(Box<AgeingReview>),
    /// 合同登记表.
    Contract(Box<ContractReview>),
    /// 客户信用管理卡, 客户信用等级分类表, 客户升(降)级评审表.
    Grading(Box<GradingReview>),
    /// A form that rule tables judge.
    Rules(Box<RulesReview>),
}

impl Review {
    /// Every figure with its reason.
    pub fn trace(&self) -> &[TraceStep] {
        match self {
            Self::Score(review) => &review.trace,
            Self::Complaint(review) => &review.trace,
            Self::Policy(_) => &[],
            Self::Ageing(review) => &review.trace,
            Self::Contract(review) => &review.trace,
            Self::Grading(review) => &review.trace,
            Self::Rules(review) => &review.trace,
        }
    }

    /// The grade, where there is one.
    pub fn grade(&self) -> Option<&str> {
        match self {
            Self::Score(review) => review.grade.as_deref(),
            Self::Complaint(_) | Self::Policy(_) | Self::Ageing(_) | Self::Contract(_) => None,
            // A list has many grades; a single customer's stands beside its form.
            Self::Grading(review) => match review.graded.as_slice() {
                [one] => one.grade.as_deref(),
                _ => None,
            },
            Self::Rules(review) => review.grade.as_deref(),
        }
    }
}

/// Review of a policy workbook that was not refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyReview {
    /// Version on its cover.
    pub version: String,
    /// First day on which reviews go by it, once it is approved.
    pub effective: NaiveDate,
    /// `checked` (nobody asks for it to take effect), `proposed` (waits for approval), `approved`,
    /// or `same` (nothing differs from a policy that was approved before).
    pub decision: String,
    /// Approving role in whose folder it was dropped.
    pub role: Option<String>,
    /// Roles that may approve it under the policy in force, highest first.
    pub approvers: Vec<String>,
    /// Which two people were told apart (domain ruling 9.25), in words.
    pub compared: String,
    /// Version of the policy in force with which it was compared.
    pub against: String,
    /// How many rows differ from that one.
    pub changed_rows: u32,
    /// Where the proposal lies whose content this is.
    pub proposal: Option<String>,
    /// Equal for two policies between which nothing differs.
    pub fingerprint: String,
}

/// Customer class of clause 1.1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerClass {
    /// 大客户.
    Major,
    /// 一般客户.
    General,
}

impl CustomerClass {
    /// The policy's word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Major => "大客户",
            Self::General => "一般客户",
        }
    }
}

/// Where an input of a figure came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceInput {
    /// The input's label (`年度合同金额`).
    pub label: String,
    /// Its value in plain notation.
    pub value: String,
    /// Unit of the value (`万元`, `%`, `天`), if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Sheet and cell, if it was typed in the submitted workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// See `sheet`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<CellRef>,
    /// Words on where it was borrowed from (form, version, date), if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// One figure with its reason. `评分依据` shows these line by line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceStep {
    /// What was computed (`指标1 得分`).
    pub figure: String,
    /// The result in plain notation or words.
    pub value: String,
    /// What went in.
    pub inputs: Vec<TraceInput>,
    /// Policy sheet, cell and words of the row that gave it (`评分标准!B5 ≥500万元且及时 → 25分`).
    pub policy_row: String,
    /// Clause of the policy.
    pub clause: String,
    /// Whether that policy row is ours by default and waits for the company (待确认).
    #[serde(default)]
    pub to_confirm: bool,
    /// What would have changed it, in words; empty if nothing is to be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub would_change: String,
}

/// Benefits by class and grade (clause 1.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benefit {
    /// Priority rank, 1 is served first.
    pub rank: u32,
    /// Price tier (最优 …).
    pub price_tier: String,
    /// Shipping priority in words (优先, 第二优先 …).
    pub shipping: String,
}

/// The credit line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Limit in 万元.
    #[serde(with = "as_plain")]
    pub limit_wan: Decimal,
    /// Payment terms in days.
    pub terms_days: u32,
    /// Method (`sales`).
    pub method: String,
    /// What bound it: `sales`, `net_assets`, `cap`, `none` (domain ruling 9.11).
    pub binding: String,
}

/// One visit that is due (domain ruling 9.13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Who visits, in full (主管副总经理).
    pub role: String,
    /// `quarter`, `half_year` or `year`.
    pub cycle: String,
    /// Last day for it.
    pub due: NaiveDate,
    /// Whether the working calendar of that year is not yet published (暂定).
    pub provisional: bool,
}

/// One written report that is due (domain ruling 9.14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportDue {
    /// End of the month reported on.
    pub period_end: NaiveDate,
    /// Last day for it.
    pub due: NaiveDate,
    /// 暂定.
    pub provisional: bool,
    /// To whom (主管上级, 业务部经理, 主管副总经理).
    pub to: String,
}

/// What would lift or lower the grade (domain ruling 9.12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeDistance {
    /// The next better grade; none at the top.
    pub next_grade: Option<String>,
    /// Points missing to it.
    #[serde(with = "as_plain_option")]
    pub points_to_next: Option<Decimal>,
    /// Number (1–4) of the cheapest single indicator that reaches it alone.
    pub cheapest_indicator: Option<u8>,
    /// Words on what that indicator would need; "任何单项都不够" if none alone.
    pub words: String,
    /// Points above the cut to the grade below; none at the bottom.
    #[serde(with = "as_plain_option")]
    pub points_above_below: Option<Decimal>,
}

/// Review of a 客户评分表.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreReview {
    /// 大客户 or 一般客户; null where it cannot be told.
    pub class: Option<CustomerClass>,
    /// Points of the four indicators as decimal strings; null where missing.
    pub indicator_points: [Option<String>; 4],
    /// Their sum; null where one is missing.
    #[serde(with = "as_plain_option")]
    pub total_points: Option<Decimal>,
    /// A, B, C or N; null where incomplete.
    pub grade: Option<String>,
    /// What the score alone gives, if the new-customer rule applied.
    pub reference_grade: Option<String>,
    /// Last day of the new-customer year; null when not new.
    pub new_customer_until: Option<NaiveDate>,
    /// Benefits; null without a grade.
    pub benefit: Option<Benefit>,
    /// Credit; null without a grade.
    pub credit: Option<Credit>,
    /// Visits due next, one for each role.
    pub visits: Vec<Visit>,
    /// Reports due next, along the chain.
    pub reports: Vec<ReportDue>,
    /// What would change the grade.
    #[serde(default)]
    pub distance: Option<GradeDistance>,
    /// Every figure with its reason.
    pub trace: Vec<TraceStep>,
}

/// One step of a complaint's route (domain ruling 9.20), or of a form that rule tables judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintStep {
    /// Step id (`register` …).
    pub step: String,
    /// Department or role, in full.
    pub owner: String,
    /// Form id to be used; null where none.
    pub form: Option<String>,
    /// Last day for it.
    pub due: NaiveDate,
    /// 暂定.
    pub provisional: bool,
    /// Days counted.
    pub days: u32,
    /// `workday`, `calendar` or `month`.
    pub day_kind: String,
    /// Clause.
    pub clause: String,
    /// What to do, in words.
    #[serde(default)]
    pub words: String,
    /// How the days were counted, with the rest days skipped.
    #[serde(default)]
    pub counted: String,
    /// Alternatives: steps that share a group are 二选一.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub either_or: Option<String>,
}

/// The visit that every complaint needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintVisit {
    /// 办事处主任.
    pub role: String,
    /// Last day for it.
    pub due: NaiveDate,
}

/// Review of a 顾客反馈登记表.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComplaintReview {
    /// Case number.
    pub case_id: String,
    /// `major` or `minor`.
    pub severity: String,
    /// Causes as the form's words (产品, 态度, 交期, 其他, 建议).
    pub causes: Vec<String>,
    /// The route, in order.
    pub steps: Vec<ComplaintStep>,
    /// Visit in person; null for 建议 alone.
    pub visit: Option<ComplaintVisit>,
    /// Last day for the reply.
    pub reply_by: NaiveDate,
    /// `letter` or `any`.
    pub reply_means: String,
    /// Whether the same cause came up often enough (clause 3.3(2)1d).
    #[serde(default)]
    pub repeated: bool,
    /// How the case stands with this form in it; without an archive by this form alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Box<ComplaintCase>>,
    /// Every figure with its reason.
    #[serde(default)]
    pub trace: Vec<TraceStep>,
}

/// A figure that a rule table gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFigure {
    /// The rule's name.
    pub name: String,
    /// A number in plain notation (15 for 15 %), or a word; null where an entry that it needs is
    /// missing.
    pub value: Option<String>,
    /// Unit of a number.
    pub unit: Option<String>,
}

/// A day that a rule table set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDue {
    /// The rule's name.
    pub name: String,
    /// Last day.
    pub due: NaiveDate,
    /// 暂定.
    pub provisional: bool,
    /// How the days were counted.
    #[serde(default)]
    pub counted: String,
}

/// Review of a form that rule tables judge.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RulesReview {
    /// Points, totals and conclusions, in the order of the rules.
    pub figures: Vec<RuleFigure>,
    /// The grade; null where no rule gives one, or where it could not be computed.
    pub grade: Option<String>,
    /// Days, in the order of the rules.
    pub due_dates: Vec<RuleDue>,
    /// Steps, in the order of the rules.
    pub steps: Vec<ComplaintStep>,
    /// What would change the grade, in words; empty where there is none.
    #[serde(default)]
    pub would_change: String,
    /// How the complaint's case stands that the form belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Box<ComplaintCase>>,
    /// The decision that came by an approval folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Every figure with its reason.
    pub trace: Vec<TraceStep>,
}

impl RulesReview {
    /// Whether a figure could not be computed for want of an entry.
    pub fn is_open(&self) -> bool {
        self.figures.iter().any(|f| f.value.is_none())
    }
}
