//! Judging forms that grade customers: what they propose, whether it is approved by the folder
//! that they were dropped into, from when it is in force and who is to be told
//! (clauses 1.2.3(2), 2.4.3(4), 2.4.5(3); ruling 9.25).

use super::approval::{Matter, decide};
use super::case::{Case, computed};
use crate::domain::approval::Verdict;
use crate::domain::decimal::round6;
use crate::domain::grading::{GradedCustomer, GradingReview, Notice, Outcome};
use crate::domain::review::CustomerClass;
use crate::domain::value::{Period, Value, iso};
use crate::extract::Record;
use crate::policy::approvals::{
    ABOVE_CAP, ABOVE_COMPUTED, ApprovalRule, GRADE_CHANGE, LIMIT, REGRADE,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Form id of the year's list.
pub const GRADE_LIST: &str = "credit_grade_list";
/// Form id of one customer's review.
pub const CHANGE_REVIEW: &str = "grade_change_review";
/// Labels of the days on which a department was told begin and end so.
const TOLD: (&str, &str) = ("通报", "日期");

/// Judges the record.
pub(super) fn judge(case: &mut Case<'_>) -> GradingReview {
    let period = period(case.record);
    let mut review = GradingReview {
        outcome: Outcome::Recorded,
        decision: None,
        approvers: Vec::new(),
        period,
        in_force_from: None,
        change: change(case),
        graded: graded(case.record),
        notices: Vec::new(),
        trace: Vec::new(),
    };
    if let Some(kind) = kind(case.record) {
        settle(case, kind, &mut review);
    }
    review.trace = std::mem::take(&mut case.trace);
    review
}

/// What kind of approval the form asks for; none where it only records.
fn kind(record: &Record<'_>) -> Option<&'static str> {
    match record.form.id.as_str() {
        GRADE_LIST => Some(REGRADE),
        CHANGE_REVIEW => Some(GRADE_CHANGE),
        _ => None,
    }
}

/// The reviewed year, or the half of it.
fn period(record: &Record<'_>) -> Option<Period> {
    let Value::Period(period) = record.value("period")? else {
        return None;
    };
    Some(match record.text("half") {
        Some("上半年") => Period::FirstHalf(period.year()),
        Some(_) => Period::SecondHalf(period.year()),
        None => *period,
    })
}

/// The customers of a form: its lines, or itself.
fn graded(record: &Record<'_>) -> Vec<GradedCustomer> {
    if record.form.id == GRADE_LIST {
        return record.lines.iter().filter_map(|line| one(&line)).collect();
    }
    one(record).into_iter().collect()
}

fn one(record: &Record<'_>) -> Option<GradedCustomer> {
    let grade = record
        .text("proposed_grade")
        .or_else(|| record.text("customer_grade"));
    let revised = record.text("approval").and_then(Verdict::of) == Some(Verdict::Revised);
    let limit = record.number(if revised {
        "approved_limit"
    } else {
        "credit_limit"
    });
    Some(GradedCustomer {
        customer: record.text("customer_name")?.to_owned(),
        class: record.text("class").and_then(class_of),
        grade: grade.map(str::to_owned),
        credit_grade: record.text("credit_grade").or(grade).map(str::to_owned),
        limit_wan: limit.map(round6),
        terms_days: record
            .number("credit_days")
            .and_then(|days| u32::try_from(days).ok()),
    })
}

fn class_of(word: &str) -> Option<CustomerClass> {
    [CustomerClass::Major, CustomerClass::General]
        .into_iter()
        .find(|c| c.words() == word)
}

/// 升, 降 or 不变; none where either grade is not said.
fn change(case: &mut Case<'_>) -> Option<String> {
    let (old, new) = (
        case.record.text("old_grade")?,
        case.record.text("proposed_grade")?,
    );
    let change = case.policy.scoring.change(old, new)?.words();
    let cite = case.policy.scoring.grade_row(new)?.cite.clone();
    let inputs = vec![case.input("old_grade"), case.input("proposed_grade")];
    case.step("变动", change, inputs, &cite, "");
    Some(change.to_owned())
}

/// What the folder, the entries of the approval block and the policy make of it.
fn settle(case: &mut Case<'_>, kind: &'static str, review: &mut GradingReview) {
    let Some((kind, rule)) = rule(case, kind, &review.graded) else {
        return;
    };
    review.outcome = Outcome::Proposed;
    review.approvers = case.policy.organisation.approvers_of(&rule);
    let matter = Matter {
        kind,
        rule: &rule,
        preparers: &["filled_by", "prepared_by"],
    };
    review.decision = decide(case, &matter);
    match review.decision.as_ref().map(|d| d.verdict) {
        Some(Verdict::Approved | Verdict::Revised) => {
            review.outcome = Outcome::Approved;
            take_effect(case, review);
        }
        Some(Verdict::Refused) => review.outcome = Outcome::Rejected,
        None => {}
    }
}

/// The row of the policy that a decision goes by: the kind's own, or that of a limit above the
/// cap or above what was computed, where one customer's is.
fn rule(
    case: &Case<'_>,
    kind: &'static str,
    graded: &[GradedCustomer],
) -> Option<(&'static str, ApprovalRule)> {
    let organisation = &case.policy.organisation;
    let computed = case.record.number("computed_limit").map(round6);
    let over = |one: &GradedCustomer| -> Option<(bool, Decimal)> {
        let limit = one.limit_wan?;
        let cap = case.policy.credit.row(one.credit_grade.as_deref()?)?.cap;
        let above_cap = limit > cap;
        (above_cap || computed.is_some_and(|computed| limit > computed))
            .then_some((above_cap, limit))
    };
    // The gravest of the list: above the cap, then the highest.
    let gravest = graded.iter().filter_map(over).max();
    let of_limit = gravest.and_then(|(above_cap, limit)| {
        let condition = if above_cap { ABOVE_CAP } else { ABOVE_COMPUTED };
        let rule = organisation.approval(LIMIT, condition, limit)?;
        (!rule.roles.is_empty()).then(|| (LIMIT, rule.clone()))
    });
    of_limit.or_else(|| {
        Some((
            kind,
            organisation.approval(kind, "", Decimal::ZERO)?.clone(),
        ))
    })
}

/// From when the grades are in force, and who is told until when.
fn take_effect(case: &mut Case<'_>, review: &mut GradingReview) {
    let today = case.today;
    let rules = case.policy.grading.clone();
    let from = match review.period {
        // The year's grades are those of the next year.
        Some(Period::Year(year) | Period::SecondHalf(year)) => {
            NaiveDate::from_ymd_opt(year.saturating_add(1), 1, 1).map_or(today, |d| d.max(today))
        }
        _ => today,
    };
    review.in_force_from = Some(from);
    let cite = match review.period {
        Some(Period::FirstHalf(_)) => rules.review_months.as_ref().map(|m| m.cite.clone()),
        _ => rules.regrade.as_ref().map(|r| r.cite.clone()),
    };
    if let Some(cite) = cite {
        let period = review.period.map(|p| p.to_string()).unwrap_or_default();
        let inputs = vec![computed("评审期", period, None)];
        case.step("等级生效日", iso(from), inputs, &cite, "");
    }
    let facts = [
        ("count", review.graded.len().to_string()),
        ("from", iso(from)),
    ];
    let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
    case.find("I-GRADES-IN-FORCE", "approval", "", &facts);
    let Some(days) = rules.notify_workdays else {
        return;
    };
    let base = review.decision.as_ref().map_or(today, |d| d.decided_on);
    let counted = case.policy.calendar.after(base, days.value);
    let provisional = case.provisional_count(&counted);
    for field in &case.record.form.fields {
        let department = field.label.strip_prefix(TOLD.0);
        let Some(department) = department.and_then(|rest| rest.strip_suffix(TOLD.1)) else {
            continue;
        };
        let told_on = case.record.date(&field.key);
        let late = told_on.map_or(today > counted.due, |day| day > counted.due);
        if late {
            let told =
                told_on.map_or_else(|| "还没有通报".to_owned(), |d| format!("{}才通报", iso(d)));
            let facts = [
                ("department", department),
                ("due", &iso(counted.due)),
                ("told", &told),
            ];
            case.find("W-NOTICE-LATE", &field.key, &days.cite.clause, &facts);
        }
        let mark = if provisional { "(暂定)" } else { "" };
        let inputs = vec![
            computed("审批日期", iso(base), None),
            computed("工作日", days.value.to_string(), Some("天")),
        ];
        case.step(
            format!("通报{department}"),
            format!("{}{mark}", iso(counted.due)),
            inputs,
            &days.cite,
            counted.words(),
        );
        review.notices.push(Notice {
            department: department.to_owned(),
            due: counted.due,
            provisional,
            counted: counted.words(),
            told_on,
        });
    }
}
