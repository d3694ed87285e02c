//! A complaint's case folded from the forms filed of it, by the policy's tables 投诉步骤, 投诉状态
//! and 逾期升级 (domain section 6, rulings 9.16, 9.19 to 9.21).
//!
//! Which steps a case takes follows from the complaint and, once 技术部 has given its opinion, from
//! that; a deadline counts from the actual day of the step before it where that is known. In what
//! order the forms arrived makes no difference.

mod done;
mod states;

use crate::calendar::Counted;
use crate::domain::complaint::{
    CaseFiling, CaseStep, ComplaintCase, FeedbackFiled, Filed, lets_pay, root,
};
use crate::domain::known::Borrowed;
use crate::domain::name::fold;
use crate::domain::review::ComplaintStep;
use crate::policy::Policy;
use crate::policy::approvals::{ApprovalRule, COMPENSATION, EXCHANGE_AND_COMPENSATION};
use crate::policy::complaints::{Circumstances, FROM_RECEIPT, FROM_REPLY, StepRole, StepRow};
use chrono::NaiveDate;
use done::Doings;
pub(super) use done::{in_person, is_role};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// How working days are called in the contract.
const WORKDAY: &str = "workday";
/// Forms by which 技术部 hands its opinion over.
const HAND_OVER: [&str; 2] = [
    crate::domain::complaint::RETURN,
    crate::domain::complaint::COMPENSATION,
];
/// The wishes that exchange and compensation answer (customary words of 客户要求).
pub(super) const EXCHANGE: &str = "换货";
pub(super) const COMPENSATE: &str = "赔偿";

/// What the forms of one case say, sorted out.
pub(super) struct Papers<'f> {
    pub feedback: Option<&'f Borrowed<CaseFiling>>,
    pub counting: Vec<&'f Borrowed<CaseFiling>>,
    pub problems: Vec<String>,
}

impl<'f> Papers<'f> {
    fn of(filings: &'f [Borrowed<CaseFiling>]) -> Self {
        let of_complaint = |f: &&Borrowed<CaseFiling>| matches!(f.value.filed, Filed::Feedback(_));
        // Versions of one complaint keep their order; the latest replaces the others.
        let feedback = filings.iter().rfind(of_complaint);
        let customer = feedback.and_then(|f| f.value.customer.as_deref());
        let mut problems = Vec::new();
        let mut counting = Vec::new();
        for filing in filings.iter().filter(|f| !of_complaint(f)) {
            match (customer, filing.value.customer.as_deref()) {
                (Some(customer), Some(other)) if fold(customer) != fold(other) => {
                    problems.push(format!(
                        "{}(版本 {})写的客户是「{other}」,不是本案的「{customer}」,没有算进来",
                        filing.form_title, filing.version
                    ));
                }
                _ => counting.push(filing),
            }
        }
        // What does not fit is told in one order, whichever came first.
        problems.sort();
        Self {
            feedback,
            counting,
            problems,
        }
    }

    fn complaint(&self) -> Option<&'f FeedbackFiled> {
        match &self.feedback?.value.filed {
            Filed::Feedback(feedback) => Some(feedback),
            _ => None,
        }
    }

    /// What 技术部 decided: the words of 客户要求 that the forms answer; none while it has not. Empty
    /// where nothing is exchanged or paid.
    pub(super) fn decided(&self) -> Option<BTreeSet<&'f str>> {
        let mut any = false;
        let mut words = BTreeSet::new();
        for filing in &self.counting {
            match &filing.value.filed {
                Filed::Return {
                    treatment, ours, ..
                } => {
                    any = true;
                    if *ours {
                        words.insert(treatment.as_str());
                    }
                }
                Filed::Compensation { .. } => {
                    any = true;
                    words.insert(COMPENSATE);
                }
                _ => {}
            }
        }
        any.then_some(words)
    }
}

/// How a case stands on a day. `filings` are those that count, versions of one record in their
/// order; decisions of a compensation among them.
pub fn stand(
    case_id: &str,
    filings: &[Borrowed<CaseFiling>],
    policy: &Policy,
    today: NaiveDate,
) -> ComplaintCase {
    let papers = Papers::of(filings);
    let mut case = ComplaintCase {
        case_id: case_id.to_owned(),
        customer: match papers.feedback {
            Some(feedback) => feedback.value.customer.clone(),
            // Of several names one and the same, whichever form came first.
            None => papers
                .counting
                .iter()
                .filter_map(|f| f.value.customer.clone())
                .min(),
        },
        received: None,
        major: false,
        causes: Vec::new(),
        symptom: String::new(),
        states: Vec::new(),
        state_words: Vec::new(),
        steps: Vec::new(),
        next: None,
        closed_on: None,
        reopened: root(case_id).1,
        awaits: Vec::new(),
        problems: papers.problems.clone(),
    };
    let (Some(feedback), Some(complaint)) = (papers.feedback, papers.complaint()) else {
        unregistered(&mut case, &papers, policy, today);
        return case;
    };
    case.received = Some(complaint.received);
    case.major = complaint.major;
    case.causes.clone_from(&complaint.causes);
    case.symptom.clone_from(&complaint.symptom);
    let payment = Payment::of(&papers, policy);
    if let Some(payment) = &payment {
        case.awaits.clone_from(&payment.awaits);
        case.problems.extend(payment.problem.clone());
    }
    let doings = Doings::of(&papers.counting, feedback, complaint, policy);
    take(
        &mut case,
        &papers,
        complaint,
        policy,
        &doings,
        payment.as_ref(),
    );
    doings.add_implied(&mut case, policy, complaint);
    states::settle(&mut case, policy);
    lateness(&mut case, policy, today);
    if case.next.is_none() {
        case.closed_on = case.steps.iter().filter_map(|s| s.done_on).max();
    } else if let Some(day) = complaint.closed_on {
        let open: Vec<&str> = case
            .steps
            .iter()
            .filter(|s| s.done_on.is_none())
            .map(|s| s.step.words.as_str())
            .collect();
        case.problems.push(format!(
            "关闭日期填了 {day},但还没办完:{},不能关闭",
            open.join("、")
        ));
    }
    case
}

/// Forms that refer to a complaint which nobody registered: registering it is next.
fn unregistered(case: &mut ComplaintCase, papers: &Papers<'_>, policy: &Policy, today: NaiveDate) {
    let first = papers.counting.iter().map(|f| f.date).min();
    let Some(row) = policy.complaints.steps.first() else {
        return;
    };
    let counted = policy.calendar.after(first.unwrap_or(today), row.days);
    case.steps.push(CaseStep {
        step: step(row, &counted, row.days, row.words.clone(), None),
        state: states::of_step(policy, &row.step),
        reached: true,
        done_on: None,
        done_by: None,
        late: 0,
        escalated_to: None,
    });
    case.problems.push(format!(
        "有表写了编号 {},还没有收到它的顾客反馈登记表",
        case.case_id
    ));
    states::settle(case, policy);
    lateness(case, policy, today);
}

/// The steps that the case takes, each with its deadline and the day on which it was done.
fn take(
    case: &mut ComplaintCase,
    papers: &Papers<'_>,
    complaint: &FeedbackFiled,
    policy: &Policy,
    doings: &Doings<'_>,
    payment: Option<&Payment>,
) {
    let rules = &policy.complaints;
    let decided = papers.decided();
    let mut causes = complaint.causes.clone();
    if decided.is_some() {
        // 技术部 takes it for a matter of the product, whatever it was registered as (O1 → P1).
        let rows = rules.steps.iter().filter(|row| hands_over(row));
        causes.extend(rows.flat_map(|row| row.causes.clone()));
    }
    let circumstances = Circumstances {
        major: complaint.major,
        repeated: complaint.repeated,
        causes: &causes,
        wish: complaint.wish.as_deref(),
        undecided: rules.undecided(complaint.wish.as_deref()),
    };
    let handed = handed_over(rules.steps.as_slice(), &circumstances, decided.as_ref());
    for (at, row) in rules.steps.iter().enumerate() {
        let (taken, undecided) = match &decided {
            _ if hands_over(row) => (Some(at) == handed, false),
            Some(words) if acts(row) => (
                row.wishes.iter().any(|w| words.contains(w.as_str()))
                    && StepRow {
                        wishes: Vec::new(),
                        ..row.clone()
                    }
                    .holds(&circumstances),
                false,
            ),
            _ => (row.holds(&circumstances), circumstances.undecided),
        };
        if !taken {
            continue;
        }
        let (counted, days) = count(case, row, complaint, policy);
        let either_or = row.either_or.clone().filter(|_| undecided);
        let mut words = row.words.clone();
        if let Some(group) = &either_or {
            words.push_str(&format!("({group},二选一)"));
        }
        let pays = row.role == StepRole::Compensation;
        if let Some(payment) = payment.filter(|p| pays && !p.words.is_empty()) {
            words.push_str(&format!(";{}", payment.words));
        }
        let mut done = doings.of_row(row, policy);
        if pays && payment.is_some_and(|p| !p.awaits.is_empty() || p.refused) {
            // Money that nobody approved is no step done.
            done = None;
        }
        let mut taken = CaseStep {
            step: step(row, &counted, days, words, either_or),
            state: states::of_step(policy, &row.step),
            reached: false,
            done_on: done.as_ref().map(|d| d.0),
            done_by: done.map(|d| d.1),
            late: 0,
            escalated_to: None,
        };
        if row.form.as_deref() == Some(crate::domain::complaint::ACTION)
            && let Some(planned) = doings.planned_action()
        {
            // Once it is planned it is due by its own day.
            taken.step.due = policy.calendar.forward(planned);
            taken.step.counted = format!("按纠正预防措施报告的计划完成日 {planned}");
            taken.step.words = format!("{};办完并验证有效", row.words);
        }
        case.steps.push(taken);
    }
}

fn step(
    row: &StepRow,
    counted: &Counted,
    days: u32,
    words: String,
    either_or: Option<String>,
) -> ComplaintStep {
    ComplaintStep {
        step: row.step.clone(),
        owner: row.owner.clone(),
        form: row.form.clone(),
        due: counted.due,
        provisional: counted.provisional,
        days,
        day_kind: WORKDAY.to_owned(),
        clause: row.cite.clause.clone(),
        words,
        counted: counted.words(),
        either_or,
    }
}

fn hands_over(row: &StepRow) -> bool {
    row.form
        .as_deref()
        .is_some_and(|form| HAND_OVER.contains(&form))
}

/// Whether the row is what follows from the opinion: exchange, refund, compensation.
fn acts(row: &StepRow) -> bool {
    !row.wishes.is_empty() && !hands_over(row)
}

/// The one row of the hand-over: as the customer wishes, once it is done as 技术部 decided.
fn handed_over(
    rows: &[StepRow],
    circumstances: &Circumstances<'_>,
    decided: Option<&BTreeSet<&str>>,
) -> Option<usize> {
    let all = || rows.iter().enumerate().filter(|(_, row)| hands_over(row));
    let by_opinion = decided.and_then(|words| {
        all().find(|(_, row)| row.wishes.iter().any(|w| words.contains(w.as_str())))
    });
    by_opinion
        .or_else(|| all().find(|(_, row)| row.holds(circumstances)))
        .or_else(|| all().next_back().filter(|_| decided.is_some()))
        .map(|(at, _)| at)
}

/// The deadline of a row: from the receipt, as the reply's table says, or from the step before it,
/// from the day on which that was done where it is known (ruling 9.20).
fn count(
    case: &ComplaintCase,
    row: &StepRow,
    complaint: &FeedbackFiled,
    policy: &Policy,
) -> (Counted, u32) {
    let effective = policy.calendar.effective(complaint.received);
    if row.base == FROM_REPLY {
        let days = policy
            .calendar
            .workdays_between(effective, complaint.reply_by);
        return (policy.calendar.after(effective, days), days);
    }
    let before = case.steps.iter().rfind(|s| s.step.step == row.base);
    let start = match before {
        Some(before) if row.base != FROM_RECEIPT => before.done_on.unwrap_or(before.step.due),
        _ => effective,
    };
    (policy.calendar.after(start, row.days), row.days)
}

/// Working days by which steps are late, and to whom that goes up.
fn lateness(case: &mut ComplaintCase, policy: &Policy, today: NaiveDate) {
    for step in &mut case.steps {
        let until = step.done_on.unwrap_or(today);
        if until <= step.step.due {
            continue;
        }
        step.late = policy.calendar.workdays_between(step.step.due, until);
        if step.done_on.is_none() {
            let days = Decimal::from(step.late);
            let row = policy
                .complaints
                .escalation
                .iter()
                .find(|row| row.band.contains(days));
            step.escalated_to = row.and_then(|row| row.role.clone());
        }
    }
}

/// What approvals a compensation needs and has.
struct Payment {
    /// Who still has to approve.
    awaits: Vec<String>,
    /// It was refused.
    refused: bool,
    /// How that stands, in words; empty where nobody has to.
    words: String,
    /// What does not fit.
    problem: Option<String>,
}

impl Payment {
    fn of(papers: &Papers<'_>, policy: &Policy) -> Option<Self> {
        let amounts = papers.counting.iter().filter_map(|f| match &f.value.filed {
            Filed::Compensation {
                amount_wan,
                paid_on,
                decision: None,
                ..
            } => Some((*amount_wan, *paid_on)),
            _ => None,
        });
        let (mut amount, mut paid) = (Decimal::ZERO, None);
        let mut any = false;
        for (one, on) in amounts {
            any = true;
            amount += one;
            paid = paid.max(on);
        }
        if !any {
            return None;
        }
        let rules = needed(policy, amount, papers.decided().as_ref());
        let decisions = || {
            papers.counting.iter().filter_map(|f| match &f.value.filed {
                Filed::Compensation {
                    amount_wan,
                    decision: Some(decision),
                    ..
                } if *amount_wan == amount => Some(decision),
                _ => None,
            })
        };
        let organisation = &policy.organisation;
        let mut awaits: Vec<String> = Vec::new();
        let mut words = Vec::new();
        let mut refused = false;
        for rule in rules {
            // The last word of a role that may.
            let latest = decisions().rfind(|d| organisation.may(rule, &d.role));
            match latest {
                Some(decision) => {
                    words.push(decision.words());
                    refused |= !lets_pay(decision, amount);
                }
                None => awaits.extend(rule.roles.clone()),
            }
        }
        words.dedup();
        awaits.dedup();
        if !awaits.is_empty() {
            words.push(format!("付款前须{}批准", awaits.join("、")));
        }
        let unapproved = paid.filter(|_| !awaits.is_empty() || refused);
        let problem = unapproved.map(|day| format!("赔偿 {day} 已支付,但还没有批准"));
        Some(Self {
            awaits,
            refused,
            words: words.join(";"),
            problem,
        })
    }
}

/// The rows of 审批权限 that a compensation needs a decision by.
pub(super) fn needed<'p>(
    policy: &'p Policy,
    amount_wan: Decimal,
    decided: Option<&BTreeSet<&str>>,
) -> Vec<&'p ApprovalRule> {
    let organisation = &policy.organisation;
    let both = decided.is_some_and(|words| words.contains(EXCHANGE) && words.contains(COMPENSATE));
    let second = both.then(|| organisation.approval(EXCHANGE_AND_COMPENSATION, "", amount_wan));
    let rules = [
        organisation.approval(COMPENSATION, "", amount_wan),
        second.flatten(),
    ];
    rules
        .into_iter()
        .flatten()
        .filter(|rule| !rule.roles.is_empty())
        .collect()
}
