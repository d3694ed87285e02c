//! Checks of what offices learn about a customer: 信息处理单 and 实地调查登记表.

use super::Subject;
use crate::findings::Finding;

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
