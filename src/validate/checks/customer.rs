//! Checks of what offices learn about a customer: 信息处理单 and 实地调查登记表.

use super::Subject;
use crate::domain::decimal::plain;
use crate::domain::value::iso;
use crate::findings::Finding;
use crate::policy::credit::NEW_CUSTOMER;

/// A customer that refuses to pay, or may, is reported the fastest way (clause 1.1.5).
pub(super) fn refusal_is_urgent(s: &Subject<'_, '_>) -> Vec<Finding> {
    if s.record.text("category") != Some("拒付风险") || s.text() != Some("一般") {
        return Vec::new();
    }
    s.say("E-SLIP-NOT-URGENT", &[])
}

/// One pair of eyes on the customer's premises is few.
pub(super) fn two_surveyors(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(names) = s.text() else {
        return Vec::new();
    };
    let several = names
        .split(['、', ',', ',', ';', ';', '/', '和', ' '])
        .filter(|name| !name.trim().is_empty())
        .count()
        > 1;
    if several {
        Vec::new()
    } else {
        s.say("W-SURVEY-ALONE", &[])
    }
}

/// The form's word for a customer who signed.
pub const SIGNED: &str = "签约";
/// The form's word for one who was given up.
pub const GIVEN_UP: &str = "放弃";

/// A target that is neither won nor given up is to be reached by its day (clause 2.4.3(2)).
pub(super) fn target_in_time(s: &Subject<'_, '_>) -> Vec<Finding> {
    let progress = s.record.text("progress").unwrap_or_default();
    let Some(due) = s.date().filter(|due| *due < s.today) else {
        return Vec::new();
    };
    if [SIGNED, GIVEN_UP].contains(&progress) {
        return Vec::new();
    }
    let customer = s.record.text("prospect").unwrap_or_default();
    let facts = [
        ("customer", customer),
        ("due", &iso(due)),
        ("days", &(s.today - due).num_days().to_string()),
        (
            "progress",
            if progress.is_empty() {
                "没写进度"
            } else {
                progress
            },
        ),
    ];
    s.say("W-TARGET-LATE", &facts)
}

/// A customer who signs is a new one, with the grade and limit of the note of 1.1.3.
pub(super) fn signed_is_new(s: &Subject<'_, '_>) -> Vec<Finding> {
    if s.text() != Some(SIGNED) {
        return Vec::new();
    }
    let scoring = &s.policy.scoring;
    let Some(credit) = s.policy.credit.row(NEW_CUSTOMER) else {
        return Vec::new();
    };
    let customer = s.record.text("prospect").unwrap_or_default();
    let facts = [
        ("customer", customer),
        ("grade", &scoring.new_customer_grade.value),
        ("months", &scoring.new_customer_months.value.to_string()),
        ("limit", &plain(credit.cap)),
        ("payment", &credit.payment),
        ("clause", &scoring.new_customer_grade.cite.clause),
    ];
    s.say("I-TARGET-SIGNED", &facts)
}
