//! Judging forms that grade customers: what they propose, whether it is approved by the folder
//! that they were dropped into, from when it is in force and who is to be told
//! (clauses 1.2.3(2), 2.4.3(4), 2.4.5(3); ruling 9.25). A card of the customer's credit is one of
//! them: what it gives beyond what the customer has must be approved.

use super::approval::{Matter, decide};
use super::borrow::source;
use super::case::{Case, computed};
use super::collection;
use crate::domain::approval::Verdict;
use crate::domain::decimal::{plain, round6};
use crate::domain::grading::{GradedCustomer, GradingReview, MatterAtHand, Notice, Outcome};
use crate::domain::known::Exact;
use crate::domain::name::fold;
use crate::domain::review::CustomerClass;
use crate::domain::value::{Period, Value, iso};
use crate::extract::Record;
use crate::policy::approvals::{
    ABOVE_CAP, ABOVE_COMPUTED, ApprovalRule, GRADE_CHANGE, LIMIT, REGRADE,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Form id of the year's list.
pub const GRADE_LIST: &str = "credit_grade_list";
/// Form id of one customer's review.
pub const CHANGE_REVIEW: &str = "grade_change_review";
/// Form id of a customer's credit card.
pub const CREDIT_CARD: &str = "credit_card";
/// Labels of the days on which a department was told begin and end so.
const TOLD: (&str, &str) = ("通报", "日期");

/// Judges the record.
pub(super) fn judge(case: &mut Case<'_>) -> GradingReview {
    let mut review = GradingReview {
        outcome: Outcome::Recorded,
        decision: None,
        approvers: Vec::new(),
        matter: None,
        terms: terms(case.record),
        period: period(case.record),
        in_force_from: None,
        in_force_until: None,
        old_limit_wan: case.record.number("old_limit").map(round6),
        reasons: Vec::new(),
        change: change(case),
        graded: graded(case.record, true),
        collection: Vec::new(),
        notices: Vec::new(),
        trace: Vec::new(),
    };
    review.collection = collection::advise(case, &review.graded);
    match case.record.form.id.as_str() {
        GRADE_LIST => settle(case, REGRADE, &mut review),
        CHANGE_REVIEW => settle(case, GRADE_CHANGE, &mut review),
        CREDIT_CARD => of_card(case, &mut review),
        _ => {}
    }
    review.trace = std::mem::take(&mut case.trace);
    review
}

/// A card registers the credit that a customer has. What it gives beyond that has to be decided
/// like any other limit (domain section 4.2).
fn of_card(case: &mut Case<'_>, review: &mut GradingReview) {
    if !case.known.archive {
        case.unknown_without_archive("客户在执行的额度");
        return;
    }
    let (has, from) = has_now(case);
    review.old_limit_wan = Some(has);
    let gives = case.record.number("credit_limit").map(round6);
    let signed = case.known.dropped.is_some();
    if gives == Some(has) && !signed {
        return;
    }
    settle(case, GRADE_CHANGE, review);
    if review.outcome == Outcome::Proposed {
        let approvers = review.approvers.join("或");
        let facts = [
            ("has", plain(has)),
            ("from", from),
            ("approvers", approvers),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        case.find("I-CARD-LIMIT", "credit_limit", "2.4.3(4)", &facts);
    }
}

/// The limit by which the customer's contracts go now, and where it comes from.
fn has_now(case: &Case<'_>) -> (Decimal, String) {
    let facts = case.facts;
    if let Some(given) = facts.and_then(|f| f.in_force.as_ref()) {
        let over = given.value.until.is_some_and(|until| until < case.today);
        let limit = given.value.graded.limit_wan.filter(|_| !over);
        return (limit.unwrap_or_default(), source(given));
    }
    let score = facts.and_then(|f| f.previous.as_ref());
    let limit = score.and_then(|p| p.limit_wan.as_deref()?.parse().ok());
    match (score, limit) {
        (Some(score), Some(limit)) => (limit, format!("客户评分表(版本 {})", score.version)),
        _ => (
            Decimal::ZERO,
            "档案里没有批准过的额度,也没有评分".to_owned(),
        ),
    }
}

/// What an approval is about, in a word: the period, and what each customer is to get.
fn terms(record: &Record<'_>) -> String {
    let mut hash = Sha256::new();
    let mut add = |words: &str| {
        hash.update(words.as_bytes());
        hash.update([0]);
    };
    for key in ["starts_on", "valid_until"] {
        add(&record.date(key).map_or_else(String::new, iso));
    }
    add(&period(record).map_or_else(String::new, |p| p.to_string()));
    for one in graded(record, false) {
        add(&fold(&one.customer));
        add(one.class.map_or("", |class| class.words()));
        add(one.grade.as_deref().unwrap_or_default());
        add(one.credit_grade.as_deref().unwrap_or_default());
        add(&one.limit_wan.map_or_else(String::new, plain));
        add(&one.terms_days.map_or_else(String::new, |d| d.to_string()));
    }
    let digest = hash.finalize();
    digest.iter().take(12).map(|b| format!("{b:02x}")).collect()
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

/// The customers of a form: its lines, or itself; `decided`, with the limit that was approved
/// instead of the proposed one.
fn graded(record: &Record<'_>, decided: bool) -> Vec<GradedCustomer> {
    if record.form.id == GRADE_LIST {
        let lines = record.lines.iter();
        return lines.filter_map(|line| one(&line, decided)).collect();
    }
    one(record, decided).into_iter().collect()
}

fn one(record: &Record<'_>, decided: bool) -> Option<GradedCustomer> {
    let grade = record
        .text("proposed_grade")
        .or_else(|| record.text("customer_grade"));
    let revised = record.text("approval").and_then(Verdict::of) == Some(Verdict::Revised);
    let limit = record.number(if decided && revised {
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
    let Some((matter, rule)) = rule(case, kind, review) else {
        return;
    };
    review.outcome = Outcome::Proposed;
    review.approvers = case.policy.organisation.approvers_of(&rule);
    review.reasons = reasons(case, review, &matter);
    review.decision = decide(
        case,
        &Matter {
            kind: matter.kind.as_str(),
            rule: &rule,
            preparers: &["filled_by", "prepared_by"],
            // A limit set by hand is reasoned (domain section 4.2).
            reasoned: &[Verdict::Refused, Verdict::Revised],
        },
    );
    review.matter = Some(matter);
    if review.decision.is_some() {
        as_handed_in(case, review);
    }
    match review.decision.as_ref().map(|d| d.verdict) {
        Some(Verdict::Approved | Verdict::Revised) => {
            review.outcome = Outcome::Approved;
            take_effect(case, review);
        }
        Some(Verdict::Refused) => review.outcome = Outcome::Rejected,
        None => {}
    }
}

/// A decision is about the form as it was handed in, where it was: a copy that says otherwise, or
/// an old one, decides nothing.
fn as_handed_in(case: &mut Case<'_>, review: &mut GradingReview) {
    let record = case.record;
    let on_file = case
        .known
        .record_on_file(&record.form.id, &record.key_text());
    let Some(handed_in) = on_file.and_then(|on_file| on_file.grading.as_ref()) else {
        return;
    };
    if handed_in.value.terms != review.terms {
        let facts = [
            ("form", record.form.title.as_str()),
            ("version", &handed_in.version),
            ("date", &iso(handed_in.date)),
        ];
        case.find("E-GRADES-CHANGED", "approval", "2.4.5(3)", &facts);
        review.decision = None;
    }
}

/// Why somebody has to decide, in words.
fn reasons(case: &Case<'_>, review: &GradingReview, matter: &MatterAtHand) -> Vec<String> {
    let mut reasons = Vec::new();
    if let [one] = review.graded.as_slice() {
        let old = case.record.text("old_grade");
        let new = one.grade.as_deref().or(one.credit_grade.as_deref());
        let change = review.change.as_deref();
        if let (Some(old), Some(new), Some(change)) = (old, new, change) {
            reasons.push(format!("等级 {old}→{new}({change})"));
        }
        if let (Some(old), Some(limit)) = (review.old_limit_wan, one.limit_wan) {
            reasons.push(format!("额度 {}→{} 万元", plain(old), plain(limit)));
        }
    } else {
        let mut grades: BTreeMap<&str, usize> = BTreeMap::new();
        for one in &review.graded {
            *grades
                .entry(one.grade.as_deref().unwrap_or("未定"))
                .or_default() += 1;
        }
        let counts: Vec<String> = grades.iter().map(|(g, n)| format!("{g} {n} 户")).collect();
        let state = case.record.text("list_state");
        let state = state.map_or_else(String::new, |state| format!("({state})"));
        reasons.push(format!(
            "{} 户{state}:{}",
            review.graded.len(),
            counts.join("、")
        ));
    }
    if !matter.condition.is_empty() {
        reasons.push(format!("额度{}", matter.condition));
    }
    let said = case.record.text("reason");
    reasons.extend(said.map(|words| format!("理由:{words}")));
    reasons
}

/// The row of the policy that a decision goes by: the kind's own, or that of a limit above the
/// cap or above what was computed, where one customer's is.
fn rule(
    case: &Case<'_>,
    kind: &'static str,
    review: &GradingReview,
) -> Option<(MatterAtHand, ApprovalRule)> {
    let organisation = &case.policy.organisation;
    // A card is measured by what the customer has.
    let card = review
        .old_limit_wan
        .filter(|_| case.record.form.id == CREDIT_CARD);
    let computed = case.record.number("computed_limit").map(round6).or(card);
    let over = |one: &GradedCustomer| -> Option<(bool, Decimal)> {
        let limit = one.limit_wan?;
        let cap = case.policy.credit.row(one.credit_grade.as_deref()?)?.cap;
        let above_cap = limit > cap;
        (above_cap || computed.is_some_and(|computed| limit > computed))
            .then_some((above_cap, limit))
    };
    // The gravest of the list: above the cap, then the highest.
    let gravest = review.graded.iter().filter_map(over).max();
    let at_hand = |kind: &str, condition: &str, amount: Decimal| {
        let rule = organisation.approval(kind, condition, amount)?;
        let matter = MatterAtHand {
            kind: kind.to_owned(),
            condition: condition.to_owned(),
            amount_wan: Exact(amount),
        };
        Some((matter, rule.clone()))
    };
    let of_limit = gravest.and_then(|(above_cap, limit)| {
        let condition = if above_cap { ABOVE_CAP } else { ABOVE_COMPUTED };
        at_hand(LIMIT, condition, limit).filter(|(_, rule)| !rule.roles.is_empty())
    });
    of_limit.or_else(|| at_hand(kind, "", Decimal::ZERO))
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
        // A card names its first and last day itself.
        _ => case
            .record
            .date("starts_on")
            .map_or(today, |d| d.max(today)),
    };
    review.in_force_from = Some(from);
    review.in_force_until = case.record.date("valid_until");
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
