//! A complaint as a case: what the forms filed of it say, and how it stands (chapter 3, domain
//! section 6, rulings 9.19 to 9.21). Always folded anew from the forms; nothing of it is kept.

use super::approval::{Decision, Verdict};
use super::decimal::{as_plain, round6};
use super::name::fold;
use super::review::{ComplaintReview, ComplaintStep, Review};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Form id of 顾客反馈登记表.
pub const FEEDBACK: &str = "customer_feedback";
/// Form id of 顾客退货处理报告.
pub const RETURN: &str = "return_report";
/// Form id of 赔偿通知单.
pub const COMPENSATION: &str = "compensation_notice";
/// Form id of 生产通知单.
pub const PRODUCTION: &str = "production_notice";
/// Form id of 纠正预防措施报告.
pub const ACTION: &str = "corrective_action";
/// Form id of 客户回访记录表.
pub const VISIT: &str = "customer_visit";
/// Form id of 办结登记.
pub const DONE: &str = "duty_done";

/// The forms of which cases are made.
pub const CASE_FORMS: &[&str] = &[
    FEEDBACK,
    RETURN,
    COMPENSATION,
    PRODUCTION,
    ACTION,
    VISIT,
    DONE,
];

/// 元 in 万元.
const YUAN_IN_WAN: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
/// The word for who is to blame where it is not us.
const CUSTOMER_TO_BLAME: &str = "客户使用";
/// What stands between a case and its step in the number of a duty (`FK-20260213-01/escalate`).
const OF_CASE: char = '/';
/// What a reopened case's number ends with, before a count.
const REOPENED: &str = "-R";

/// What a form filed of a case says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseFiling {
    /// The case's number, as given or as typed.
    pub case_id: String,
    /// The customer, where the form names one.
    pub customer: Option<String>,
    /// The rest, by form.
    pub filed: Filed,
}

/// What stands in the form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filed {
    /// The complaint itself.
    Feedback(Box<FeedbackFiled>),
    /// Goods that come back.
    Return {
        /// 换货, 返修 or 退货.
        treatment: String,
        /// Whether the company is to blame.
        ours: bool,
        /// Day of the opinion.
        opinion_on: Option<NaiveDate>,
        /// Day of the hand-over.
        handed_on: Option<NaiveDate>,
    },
    /// Money.
    Compensation {
        /// How much, in 万元.
        #[serde(with = "as_plain")]
        amount_wan: Decimal,
        /// Day of the opinion.
        opinion_on: Option<NaiveDate>,
        /// Day of the hand-over.
        handed_on: Option<NaiveDate>,
        /// Day of payment.
        paid_on: Option<NaiveDate>,
        /// What was decided of it, where it came by 审批/<职务>/.
        decision: Option<Decision>,
    },
    /// Goods to be made in exchange.
    Production {
        /// Day of the notice.
        issued_on: Option<NaiveDate>,
    },
    /// What is done so that it does not come back.
    Action {
        /// Day by which it is to be done.
        planned_on: Option<NaiveDate>,
        /// Whether it works; none while nobody has looked.
        effective: Option<bool>,
        /// Day on which somebody looked.
        verified_on: Option<NaiveDate>,
    },
    /// A visit.
    Visit {
        /// Who.
        by: String,
        /// Role as typed.
        role: String,
        /// How.
        means: Option<String>,
        /// Day.
        on: Option<NaiveDate>,
    },
    /// A step that no other form closes.
    Done {
        /// Its id in the policy.
        step: String,
        /// Day.
        on: Option<NaiveDate>,
    },
}

/// What a 顾客反馈登记表 says, and what was found of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedbackFiled {
    /// Day of receipt as typed.
    pub received: NaiveDate,
    /// 重大.
    pub major: bool,
    /// The same cause came up often enough.
    pub repeated: bool,
    /// Causes.
    pub causes: Vec<String>,
    /// 客户要求.
    pub wish: Option<String>,
    /// What is wrong.
    pub symptom: String,
    /// Contract.
    pub contract_no: Option<String>,
    /// Whether the reply goes by letter.
    pub letter: bool,
    /// Last day for the reply.
    pub reply_by: NaiveDate,
    /// How its days were counted.
    pub reply_counted: String,
    /// Day of registration, where the form says it.
    pub registered_on: Option<NaiveDate>,
    /// 转交部门.
    pub passed_to: Option<String>,
    /// 转交日期.
    pub passed_on: Option<NaiveDate>,
    /// 主任走访人.
    pub visited_by: Option<String>,
    /// 主任走访日期.
    pub visited_on: Option<NaiveDate>,
    /// 处理结果.
    pub outcome: Option<String>,
    /// 回复方式.
    pub reply_means: Option<String>,
    /// 回复日期.
    pub replied_on: Option<NaiveDate>,
    /// 关闭日期.
    pub closed_on: Option<NaiveDate>,
}

/// The word of 回复方式 for a letter.
pub const LETTER: &str = "函";

impl CaseFiling {
    /// What a form says; `value` gives the normalised value of a field by its key. None where it is
    /// of no case.
    pub fn read(
        form: &str,
        value: &dyn Fn(&str) -> Option<String>,
        review: Option<&Review>,
    ) -> Option<Self> {
        let day = |key: &str| value(key).and_then(|text| text.parse::<NaiveDate>().ok());
        let mut case_id = value("case_no");
        let filed = match form {
            FEEDBACK => {
                let Some(Review::Complaint(review)) = review else {
                    return None;
                };
                case_id = Some(review.case_id.clone());
                Filed::Feedback(Box::new(feedback(review, value)?))
            }
            RETURN => Filed::Return {
                treatment: value("treatment")?,
                ours: value("liability").as_deref() != Some(CUSTOMER_TO_BLAME),
                opinion_on: day("handled_on"),
                handed_on: day("signed_for_on"),
            },
            COMPENSATION => Filed::Compensation {
                amount_wan: wan(value("amount")?.parse().ok()?),
                opinion_on: day("handled_on"),
                handed_on: day("signed_for_on"),
                paid_on: day("paid_on"),
                decision: match review {
                    Some(Review::Rules(review)) => review.decision.clone(),
                    _ => None,
                },
            },
            PRODUCTION => Filed::Production {
                issued_on: day("issued_on"),
            },
            ACTION => Filed::Action {
                planned_on: day("planned_on"),
                effective: value("verified").map(|word| word == "有效"),
                verified_on: day("verified_on"),
            },
            VISIT => Filed::Visit {
                by: value("visited_by")?,
                role: value("visitor_role").unwrap_or_default(),
                means: value("means"),
                on: day("visited_on"),
            },
            DONE => {
                let number = value("item_no")?;
                let (case, step) = number.split_once(OF_CASE)?;
                case_id = Some(case.trim().to_owned());
                Filed::Done {
                    step: step.trim().to_lowercase(),
                    on: day("done_on"),
                }
            }
            _ => return None,
        };
        Some(Self {
            case_id: case_id.filter(|id| !id.is_empty())?,
            customer: value("customer_name"),
            filed,
        })
    }

    /// What was decided of it.
    pub fn decision(&self) -> Option<&Decision> {
        match &self.filed {
            Filed::Compensation { decision, .. } => decision.as_ref(),
            _ => None,
        }
    }
}

/// Yuan as 万元.
pub fn wan(yuan: Decimal) -> Decimal {
    yuan.checked_div(YUAN_IN_WAN).map_or(yuan, round6)
}

fn feedback(
    review: &ComplaintReview,
    value: &dyn Fn(&str) -> Option<String>,
) -> Option<FeedbackFiled> {
    let day = |key: &str| value(key).and_then(|text| text.parse::<NaiveDate>().ok());
    let counted = review.steps.iter().find(|s| s.due == review.reply_by);
    Some(FeedbackFiled {
        received: day("received_on")?,
        major: review.severity == "major",
        repeated: review.repeated,
        causes: review.causes.clone(),
        wish: value("wish"),
        symptom: value("symptom").unwrap_or_default(),
        contract_no: value("contract_no"),
        letter: review.reply_means == "letter",
        reply_by: review.reply_by,
        reply_counted: review
            .steps
            .iter()
            .find(|s| s.step == "reply")
            .or(counted)
            .map_or_else(String::new, |s| s.counted.clone()),
        registered_on: day("filled_on"),
        passed_to: value("passed_to"),
        passed_on: day("passed_on"),
        visited_by: value("visited_by"),
        visited_on: day("visited_on"),
        outcome: value("outcome"),
        reply_means: value("reply_means"),
        replied_on: day("replied_on"),
        closed_on: day("closed_on"),
    })
}

/// The number of the case that a reopened one goes back to, and how often it was reopened.
pub fn root(case_id: &str) -> (&str, u32) {
    let reopened = case_id
        .rfind(REOPENED)
        .and_then(|at| Some((at, case_id.get(at + REOPENED.len()..)?.parse().ok()?)));
    match reopened {
        Some((at, times)) => (case_id.get(..at).unwrap_or(case_id), times),
        None => (case_id, 0),
    }
}

/// The number of a case that is reopened for the `times`-th time.
pub fn reopened(root: &str, times: u32) -> String {
    format!("{root}{REOPENED}{times}")
}

/// By what cases are told apart: the folded number without what reopening adds.
pub fn family(case_id: &str) -> String {
    fold(root(case_id.trim()).0)
}

/// How a case stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComplaintCase {
    /// Its number.
    pub case_id: String,
    /// Customer; none while no form names one.
    pub customer: Option<String>,
    /// Day of receipt as typed; none while the complaint itself is not registered.
    pub received: Option<NaiveDate>,
    /// 重大.
    pub major: bool,
    /// Causes.
    pub causes: Vec<String>,
    /// What is wrong.
    pub symptom: String,
    /// The states of the policy that it is in, by their short names: one where it is closed.
    pub states: Vec<String>,
    /// The names of those states.
    pub state_words: Vec<String>,
    /// Its steps in the policy's order.
    pub steps: Vec<CaseStep>,
    /// Which step is next; none where it is closed.
    pub next: Option<usize>,
    /// Day on which the last step was done; none while it is open.
    pub closed_on: Option<NaiveDate>,
    /// How often it was reopened.
    pub reopened: u32,
    /// The roles that still have to approve the compensation.
    pub awaits: Vec<String>,
    /// What does not fit, in words.
    pub problems: Vec<String>,
}

impl ComplaintCase {
    /// The step that is next.
    pub fn next_step(&self) -> Option<&CaseStep> {
        self.next.and_then(|at| self.steps.get(at))
    }

    /// Whether nothing is left to do.
    pub fn is_closed(&self) -> bool {
        self.closed_on.is_some()
    }
}

/// A step of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseStep {
    /// What, who, until when; counted from what really happened.
    #[serde(flatten)]
    pub step: ComplaintStep,
    /// Short name of its state in the policy.
    pub state: String,
    /// Whether its state is reached.
    pub reached: bool,
    /// Day on which it was done.
    pub done_on: Option<NaiveDate>,
    /// The form and version that say so.
    pub done_by: Option<String>,
    /// Working days by which it was or is late.
    pub late: u32,
    /// To whom that goes up, while it is not done.
    pub escalated_to: Option<String>,
}

impl CaseStep {
    /// The number by which 办结登记 closes it.
    pub fn number(&self, case_id: &str) -> String {
        format!("{case_id}{OF_CASE}{}", self.step.step)
    }
}

/// Whether a verdict lets an amount be paid.
pub fn lets_pay(decision: &Decision, amount_wan: Decimal) -> bool {
    match decision.verdict {
        Verdict::Approved => true,
        Verdict::Refused => false,
        Verdict::Revised => decision.limit_wan.is_some_and(|most| amount_wan <= most),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reopened_case_goes_back_to_its_first_number() {
        assert_eq!(root("FK-20260213-01"), ("FK-20260213-01", 0));
        assert_eq!(root("FK-20260213-01-R2"), ("FK-20260213-01", 2));
        assert_eq!(reopened("FK-20260213-01", 1), "FK-20260213-01-R1");
        // R stands in a number of its own.
        assert_eq!(root("TS-RX-7"), ("TS-RX-7", 0));
        assert_eq!(family(" fk-20260213-01-R1"), family("FK-20260213-01"));
    }
}
