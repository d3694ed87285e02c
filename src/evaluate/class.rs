//! 大客户 or 一般客户 (clause 1.1.3, domain ruling 9.7).

use super::case::{Case, Figure};
use crate::domain::decimal::plain;
use crate::domain::review::CustomerClass;

/// The class; none where the amount is missing and nothing else decides. For a new customer a
/// missing amount counts as not met, so that the review is whole (ruling 9.9).
pub(super) fn judge(
    case: &mut Case<'_>,
    amount: Option<&Figure>,
    new_customer: bool,
) -> Option<CustomerClass> {
    if let Some(class) = manual(case) {
        return Some(class);
    }
    let rules = &case.policy.scoring;
    let potential = case
        .record
        .text("potential")
        .is_some_and(|p| rules.major_potential.value.iter().any(|w| w == p));
    let big = match amount {
        Some(figure) => Some(figure.value >= rules.major_amount_min.value),
        None if new_customer => Some(false),
        None => None,
    };
    let major = match (rules.major_any.value, big, potential) {
        (true, _, true) | (true, Some(true), _) => true,
        (true, Some(false), false) => false,
        (false, _, false) | (false, Some(false), _) => false,
        (false, Some(true), true) => true,
        (_, None, _) => return None,
    };
    let class = if major {
        CustomerClass::Major
    } else {
        CustomerClass::General
    };
    let mut inputs = amount.map(|f| f.inputs.clone()).unwrap_or_default();
    inputs.push(case.input("potential"));
    let would = match amount {
        Some(f) if !major => format!(
            "再多{}万元,或未来发展潜力为{},即为大客户",
            plain(rules.major_amount_min.value - f.value),
            rules.major_potential.value.join("、")
        ),
        _ => String::new(),
    };
    let (cite, would) = if rules.major_any.value {
        (rules.major_amount_min.cite.clone(), would)
    } else {
        (rules.major_any.cite.clone(), String::new())
    };
    case.step("客户类别", class.words(), inputs, &cite, would);
    Some(class)
}

/// The class that people chose, with reason and approver.
fn manual(case: &mut Case<'_>) -> Option<CustomerClass> {
    const KEY: &str = "manual_class";
    let allowed = case.policy.scoring.manual_class.clone();
    let word = case.record.text(KEY)?;
    let class = [CustomerClass::Major, CustomerClass::General]
        .into_iter()
        .find(|c| c.words() == word)?;
    let reason = case.record.text("manual_class_reason");
    let approver = case.record.text("manual_class_approver");
    let (true, Some(reason), Some(approver)) = (allowed.value, reason, approver) else {
        return None;
    };
    case.find(
        "I-CLASS-MANUAL",
        KEY,
        &allowed.cite.clause,
        &[
            ("class", class.words()),
            ("reason", reason),
            ("approver", approver),
        ],
    );
    let inputs = vec![
        case.input(KEY),
        case.input("manual_class_reason"),
        case.input("manual_class_approver"),
    ];
    case.step("客户类别", class.words(), inputs, &allowed.cite, "");
    Some(class)
}
