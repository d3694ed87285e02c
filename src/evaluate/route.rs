//! The steps of a complaint, in the policy's order (domain ruling 9.20).

use super::case::{Case, computed};
use super::reply::Reply;
use crate::calendar::Counted;
use crate::domain::decimal::{plain, round6};
use crate::domain::review::ComplaintStep;
use crate::policy::approvals::COMPENSATION;
use crate::policy::complaints::{Circumstances, FROM_RECEIPT, FROM_REPLY, StepRole, StepRow};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// How working days are called in the contract.
const WORKDAY: &str = "workday";
/// Yuan in one 万元.
const WAN: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// What decides which steps a complaint takes.
pub(super) struct Route<'r> {
    pub effective: NaiveDate,
    pub major: bool,
    pub repeated: bool,
    pub causes: &'r [String],
    pub wish: Option<&'r str>,
    pub reply: &'r Reply,
}

/// A step with what it is for the review.
pub(super) struct Taken {
    pub step: ComplaintStep,
    pub role: StepRole,
}

/// The steps, in order.
pub(super) fn steps(case: &mut Case<'_>, route: &Route<'_>) -> Vec<Taken> {
    let rules = &case.policy.complaints;
    let undecided = rules.undecided(route.wish);
    let circumstances = Circumstances {
        major: route.major,
        repeated: route.repeated,
        causes: route.causes,
        wish: route.wish,
        undecided,
    };
    let mut taken: Vec<Taken> = Vec::new();
    for row in &rules.steps {
        if row.holds(&circumstances) {
            let step = one(case, row, route, undecided, &taken);
            taken.push(Taken {
                step,
                role: row.role,
            });
        }
    }
    taken
}

fn one(
    case: &mut Case<'_>,
    row: &StepRow,
    route: &Route<'_>,
    undecided: bool,
    taken: &[Taken],
) -> ComplaintStep {
    let (counted, days, cite) = count(case, row, route, taken);
    let provisional = case.provisional_count(&counted);
    let either_or = row.either_or.clone().filter(|_| undecided);
    let mut words = row.words.clone();
    if let Some(group) = &either_or {
        words.push_str(&format!("({group},二选一)"));
    }
    if row.role == StepRole::Compensation
        && let Some(approval) = approval(case)
    {
        words.push_str(&format!(";{approval}"));
    }
    let mark = if provisional { "(暂定)" } else { "" };
    let inputs = vec![
        computed("起算日", counted.start.to_string(), None),
        computed("工作日", days.to_string(), Some("天")),
    ];
    case.step(
        format!("步骤:{}", row.words),
        format!("{}{mark}", counted.due),
        inputs,
        &cite,
        counted.words(),
    );
    ComplaintStep {
        step: row.step.clone(),
        owner: row.owner.clone(),
        form: row.form.clone(),
        due: counted.due,
        provisional,
        days,
        day_kind: WORKDAY.to_owned(),
        clause: cite.clause,
        words,
        counted: counted.words(),
        either_or,
    }
}

fn count(
    case: &Case<'_>,
    row: &StepRow,
    route: &Route<'_>,
    taken: &[Taken],
) -> (Counted, u32, crate::policy::Cite) {
    match row.base.as_str() {
        FROM_REPLY => {
            let reply = route.reply;
            (reply.counted.clone(), reply.days, reply.row.cite.clone())
        }
        base => {
            let earlier = taken.iter().rev().find(|t| t.step.step == base);
            let start = match earlier {
                Some(earlier) if base != FROM_RECEIPT => earlier.step.due,
                _ => route.effective,
            };
            let counted = case.policy.calendar.after(start, row.days);
            (counted, row.days, row.cite.clone())
        }
    }
}

/// Who approves a compensation of the claimed amount, in words; none where nobody has to.
fn approval(case: &mut Case<'_>) -> Option<String> {
    let claimed = case.number("claimed_loss")?;
    let wan = round6(claimed.value.checked_div(WAN)?);
    let row = case.policy.organisation.approval(COMPENSATION, "", wan)?;
    let approver = Some(row.roles.join("、")).filter(|roles| !roles.is_empty())?;
    case.step(
        "赔偿审批",
        &approver,
        claimed.inputs,
        &row.cite,
        "按索赔金额;以赔偿通知单的金额为准",
    );
    Some(format!("索赔{}万元,付款前须{approver}批准", plain(wan)))
}
