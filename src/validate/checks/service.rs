//! Checks of the forms of chapter 3 that follow a complaint, of opinion surveys, and of those that
//! close duties.

use super::Subject;
use crate::domain::decimal::{plain, round6};
use crate::domain::name::fold;
use crate::domain::value::iso;
use crate::findings::Finding;
use chrono::Datelike;
use rust_decimal::Decimal;

/// The items of an opinion survey: keys of the marks. The key of an item's weight is
/// [`weight_of`] it.
pub const SURVEY_ITEMS: [&str; 7] = [
    "quality",
    "delivery",
    "price",
    "manner",
    "support",
    "complaints",
    "packing",
];
/// The word for the highest urgency (clause 3.3(2)1e).
pub const FIRST_IN_LINE: &str = "特急";
/// The word for a corrective action that works.
pub const EFFECTIVE: &str = "有效";

/// The key of an item's weight.
pub fn weight_of(item: &str) -> String {
    format!("{item}_weight")
}

/// At least one item has a mark; weights, where there are any, stand at every item that has a
/// mark and make up 100 %.
pub(super) fn survey_weights(s: &Subject<'_, '_>) -> Vec<Finding> {
    let form = s.record.form;
    let label = |key: &str| {
        form.field(key)
            .map_or_else(String::new, |f| f.label.clone())
    };
    let marked = |item: &&str| s.record.text(item).is_some();
    let unread = |key: &str| {
        let reading = s.record.field(key).map(|f| &f.reading);
        reading == Some(&crate::domain::reading::Reading::Unreadable)
    };
    if !SURVEY_ITEMS.iter().any(marked) {
        // A mark that could not be read has its own error.
        if SURVEY_ITEMS.iter().any(|item| unread(item)) {
            return Vec::new();
        }
        return at(s, SURVEY_ITEMS[0], "E-SURVEY-EMPTY", &[]);
    }
    let weights: Vec<(&str, String, Option<Decimal>)> = SURVEY_ITEMS
        .iter()
        .map(|item| {
            let key = weight_of(item);
            let weight = s.record.number(&key);
            (*item, key, weight)
        })
        .collect();
    if weights.iter().any(|(_, key, _)| unread(key)) || weights.iter().all(|w| w.2.is_none()) {
        return Vec::new();
    }
    if let Some((item, key, _)) = weights
        .iter()
        .find(|(item, _, weight)| marked(item) && weight.is_none())
    {
        let why = format!("「{}」打了分,没有写权重", label(item));
        return at(s, key, "E-SURVEY-WEIGHTS", &[("why", &why)]);
    }
    let sum: Decimal = weights.iter().filter_map(|w| w.2).sum();
    if round6(sum) == Decimal::ONE {
        return Vec::new();
    }
    let why = format!(
        "各项权重合计 {}%",
        plain(round6(sum) * Decimal::ONE_HUNDRED)
    );
    let first = weights.iter().find(|w| w.2.is_some());
    let key = first.map_or("", |(_, key, _)| key.as_str());
    at(s, key, "E-SURVEY-WEIGHTS", &[("why", &why)])
}

/// A finding at another field of the record.
fn at(s: &Subject<'_, '_>, key: &str, code: &'static str, facts: &[(&str, &str)]) -> Vec<Finding> {
    let field = s.record.form.field(key).unwrap_or(s.field);
    vec![super::Look::of(s.record, field).draft(code, facts).done()]
}

/// 大写 is the figure.
pub(super) fn words_of_amount(s: &Subject<'_, '_>) -> Vec<Finding> {
    let (Some(words), Some(amount)) = (s.record.number(&s.field.key), s.record.number("amount"))
    else {
        return Vec::new();
    };
    if words == amount {
        return Vec::new();
    }
    let facts = [("words", plain(words)), ("amount", plain(amount))];
    let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
    s.say("E-AMOUNT-WORDS", &facts)
}

/// What a complaint asks 生产部 for stands first in line (clause 3.3(2)1e). A number of the
/// policy's own kind is known for one without the archive; `evaluate` knows the others.
pub(super) fn complaint_is_urgent(s: &Subject<'_, '_>) -> Vec<Finding> {
    let prefix = fold(&format!("{}-", s.policy.complaints.case_prefix));
    let (Some(word), Some(source)) = (s.text(), s.record.text("case_no")) else {
        return Vec::new();
    };
    if word == FIRST_IN_LINE || prefix.chars().count() < 2 || !fold(source).starts_with(&prefix) {
        return Vec::new();
    }
    s.say("E-NOTICE-NOT-URGENT", &[("source", source)])
}

/// A corrective action is closed only once its effect is verified.
pub(super) fn closed_when_effective(s: &Subject<'_, '_>) -> Vec<Finding> {
    let verified = s.record.text("verified");
    match (s.date(), verified) {
        (Some(_), Some(word)) if word != EFFECTIVE => {
            s.say("E-CAPA-NOT-EFFECTIVE", &[("verified", word)])
        }
        _ => Vec::new(),
    }
}

/// 主管经理 is who holds the policy's role, where the policy lists who does.
pub(super) fn audit_signer(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(name) = s.text() else {
        return Vec::new();
    };
    let role = &s.policy.complaints.sign_role;
    let on = s.record.date("signed_on").unwrap_or(s.today);
    let organisation = &s.policy.organisation;
    let holders = organisation.holders(role, on);
    let holds = holders.iter().any(|h| fold(h) == fold(name));
    let deputises = organisation.stands_in_for(name, "", on);
    if holders.is_empty() || holds || deputises.iter().any(|r| r.name == *role) {
        return Vec::new();
    }
    let facts = [("role", role.as_str()), ("holders", &holders.join("、"))];
    s.say("W-AUDIT-SIGNER", &facts)
}

/// A duty is named by its number or in words.
pub(super) fn item_named(s: &Subject<'_, '_>) -> Vec<Finding> {
    if s.record.text("item_no").is_some() {
        return Vec::new();
    }
    s.required_because(",「事项编号」空着时要写明办的是什么")
}

/// A contact of a monthly report lies in the month.
pub(super) fn within_month(s: &Subject<'_, '_>) -> Vec<Finding> {
    let (Some(day), Some(month)) = (s.date(), s.record.date("month")) else {
        return Vec::new();
    };
    if (day.year(), day.month()) == (month.year(), month.month()) {
        return Vec::new();
    }
    let month = format!("{}年{}月", month.year(), month.month());
    s.say("W-CONTACT-MONTH", &[("day", &iso(day)), ("month", &month)])
}
