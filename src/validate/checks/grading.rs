//! Checks of grades, limits and reviews: 客户信用管理卡, 客户信用等级分类表 and 客户升(降)级评审表
//! against what the policy gives (clauses 1.1.3, 1.2.2, 2.4.3, 2.4.5(3)).

use super::{Look, Subject};
use crate::domain::decimal::{plain, round6};
use crate::domain::name::fold;
use crate::domain::review::CustomerClass;
use crate::domain::value::iso;
use crate::extract::Record;
use crate::findings::Finding;
use crate::policy::Policy;
use crate::policy::credit::NEW_CUSTOMER;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A finding at another field than the one that names the check.
fn at(
    s: &Subject<'_, '_>,
    key: &str,
    code: &'static str,
    facts: &[(&str, &str)],
) -> Option<Finding> {
    let field = s.record.form.field(key)?;
    Some(Look::of(s.record, field).draft(code, facts).done())
}

/// Whether the record says that the customer is in its first year.
fn is_new(record: &Record<'_>) -> bool {
    let said = record
        .text("remark")
        .is_some_and(|t| t.contains(NEW_CUSTOMER));
    said || record.date("new_until").is_some()
}

/// The grade that total points give, or the one of new customers.
fn grade_of_points<'p>(record: &Record<'_>, policy: &'p Policy) -> Option<&'p str> {
    if is_new(record) {
        return Some(&policy.scoring.new_customer_grade.value);
    }
    let total = round6(record.number("total_points")?);
    policy.scoring.grade(total).map(|row| row.label.as_str())
}

/// 欠款余额 is 金额 less 回款金额.
pub(super) fn balance_of_contract(s: &Subject<'_, '_>) -> Vec<Finding> {
    let number = |key| s.record.number(key);
    let (Some(typed), Some(amount)) = (number(&s.field.key), number("amount")) else {
        return Vec::new();
    };
    let received = number("received").unwrap_or(Decimal::ZERO);
    let balance = round6(amount - received);
    if round6(typed) == balance {
        return Vec::new();
    }
    let facts = [
        ("typed", plain(typed)),
        ("amount", plain(amount)),
        ("received", plain(received)),
        ("balance", plain(balance)),
    ];
    let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
    s.say("E-CARD-BALANCE", &facts)
}

/// 逾期天数 of each contract, counted to the card's 截止日期, else to the day of the review. What
/// is paid may say how late it was paid.
pub(super) fn overdue_days_of_card(s: &Subject<'_, '_>) -> Vec<Finding> {
    let as_of = s.date().unwrap_or(s.today);
    let mut found = Vec::new();
    for line in s.record.lines.iter() {
        let (Some(typed), Some(due), Some(amount)) = (
            line.number("overdue_days"),
            line.date("due_on"),
            line.number("amount"),
        ) else {
            continue;
        };
        let received = line.number("received").unwrap_or(Decimal::ZERO);
        let days = |day: chrono::NaiveDate| Decimal::from((day - due).num_days().max(0));
        let right = if amount > received {
            typed == days(as_of)
        } else {
            typed.is_zero() || line.date("paid_on").is_some_and(|day| typed == days(day))
        };
        let Some(field) = line.form.field("overdue_days").filter(|_| !right) else {
            continue;
        };
        let counted = if amount > received {
            days(as_of)
        } else {
            line.date("paid_on").map_or(Decimal::ZERO, days)
        };
        let facts = [
            ("typed", plain(typed)),
            ("as_of", iso(as_of)),
            ("due", iso(due)),
            ("days", plain(counted)),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        found.push(
            Look::of(&line, field)
                .draft("W-OVERDUE-DAYS", &facts)
                .done(),
        );
    }
    found
}

/// Limit and terms are what the policy gives the grade at most; credit grade and customer grade
/// are one unless the policy keeps them apart (ruling 9.14a).
pub(super) fn credit_of_grade(s: &Subject<'_, '_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let own = s
        .record
        .text("customer_grade")
        .or_else(|| s.record.text("proposed_grade"));
    let credit = s.record.text("credit_grade");
    let one_grade = s.policy.grading.one_grade.as_ref();
    if let (Some(own), Some(credit), Some(rule)) = (own, credit, one_grade)
        && own != credit
        && rule.value
    {
        let facts = [
            ("own", own),
            ("credit", credit),
            ("place", &rule.cite.line()),
        ];
        found.extend(at(s, "credit_grade", "W-CREDIT-GRADE-APART", &facts));
    }
    let Some(grade) = credit.or(own) else {
        return found;
    };
    let row = if is_new(s.record) {
        NEW_CUSTOMER
    } else {
        grade
    };
    let (Some(row), Some(limit)) = (s.policy.credit.row(row), s.record.number(&s.field.key)) else {
        return found;
    };
    let limit = round6(limit);
    if limit > row.cap {
        let facts = [
            ("limit", plain(limit)),
            ("grade", row.grade.clone()),
            ("cap", plain(row.cap)),
            ("place", row.cite.line()),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        found.extend(s.say("W-LIMIT-ABOVE-CAP", &facts));
    }
    // No credit at all needs no terms, whatever the grade.
    let days = s.record.number("credit_days").filter(|_| !limit.is_zero());
    if let Some(days) = days.filter(|days| *days != Decimal::from(row.days)) {
        let facts = [
            ("days", plain(days)),
            ("grade", row.grade.clone()),
            ("given", row.days.to_string()),
            ("place", row.cite.line()),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        found.extend(at(s, "credit_days", "W-TERMS-APART", &facts));
    }
    found
}

/// The grade is the one that the points give, or a new customer's.
pub(super) fn graded_by_policy(s: &Subject<'_, '_>) -> Vec<Finding> {
    let (Some(typed), Some(given)) = (s.text(), grade_of_points(s.record, s.policy)) else {
        return Vec::new();
    };
    if typed == given {
        return Vec::new();
    }
    apart(s, &s.field.key, typed, given).into_iter().collect()
}

fn apart(s: &Subject<'_, '_>, key: &str, typed: &str, given: &str) -> Option<Finding> {
    let points = s.record.number("total_points").map(plain);
    let facts = [
        ("typed", typed),
        ("given", given),
        ("points", points.as_deref().unwrap_or("—")),
    ];
    at(s, key, "W-GRADE-APART", &facts)
}

/// Rank and price tier are those of class and grade (clause 1.2.2).
pub(super) fn benefit_of_grade(s: &Subject<'_, '_>) -> Vec<Finding> {
    let class = s.record.text("class").and_then(class_of);
    let (Some(class), Some(grade)) = (class, s.record.text("customer_grade")) else {
        return Vec::new();
    };
    let Some(row) = s.policy.service.benefit(class, grade) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut compare = |key: &str, typed: Option<String>, given: String| {
        if let Some(typed) = typed.filter(|typed| fold(typed) != fold(&given)) {
            let facts = [
                ("typed", typed.as_str()),
                ("given", &given),
                ("class", class.words()),
                ("grade", grade),
                ("place", &row.cite.line()),
            ];
            found.extend(at(s, key, "W-BENEFIT-APART", &facts));
        }
    };
    compare(
        "rank",
        s.record.number("rank").map(plain),
        row.rank.to_string(),
    );
    let tier = s.record.text("price_tier").map(str::to_owned);
    compare("price_tier", tier, row.price_tier.clone());
    found
}

fn class_of(word: &str) -> Option<CustomerClass> {
    [CustomerClass::Major, CustomerClass::General]
        .into_iter()
        .find(|c| c.words() == word)
}

/// The list goes by rank, then by points, best first. Names of equal rank and points may stand in
/// any order: people sort them by sound, and the characters do not tell it.
pub(super) fn grade_list_order(s: &Subject<'_, '_>) -> Vec<Finding> {
    let place = |line: &Record<'_>| {
        let class = line.text("class").and_then(class_of);
        let given = class
            .zip(line.text("customer_grade"))
            .and_then(|(class, grade)| s.policy.service.benefit(class, grade))
            .map(|row| Decimal::from(row.rank));
        let rank = line.number("rank").or(given)?;
        Some((rank, -line.number("total_points")?))
    };
    let mut before: Option<((Decimal, Decimal), Record<'_>)> = None;
    for line in s.record.lines.iter() {
        let Some(now) = place(&line) else { continue };
        if let Some((earlier, above)) = &before
            && now < *earlier
            && let Some(field) = line.form.field("customer_name")
        {
            let facts = [
                ("name", line.text("customer_name").unwrap_or_default()),
                ("above", above.text("customer_name").unwrap_or_default()),
            ];
            // The first one says it; the rest follows from sorting again.
            return vec![Look::of(&line, field).draft("W-LIST-ORDER", &facts).done()];
        }
        before = Some((now, line));
    }
    Vec::new()
}

/// A customer stands once in the list.
pub(super) fn customer_listed_once(s: &Subject<'_, '_>) -> Vec<Finding> {
    let lines = &s.record.lines;
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let name = fold(line.text("customer_name").unwrap_or_default());
        if !name.is_empty() {
            by_name.entry(name).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for group in by_name.values().filter(|group| group.len() > 1) {
        let rows: Vec<String> = group
            .iter()
            .filter_map(|at| Some(format!("第 {} 行", lines.get(*at)?.row? + 1)))
            .collect();
        for line in group.iter().filter_map(|at| lines.get(*at)) {
            if let Some(field) = line.form.field("customer_name") {
                let name = line.text("customer_name").unwrap_or_default();
                let facts = [("name", name), ("rows", &rows.join("、"))];
                found.push(
                    Look::of(&line, field)
                        .draft("E-LISTED-TWICE", &facts)
                        .done(),
                );
            }
        }
    }
    found
}

/// 变动 follows from 原等级 and 拟定等级.
pub(super) fn change_of_grade(s: &Subject<'_, '_>) -> Vec<Finding> {
    let (Some(typed), Some(old), Some(new)) = (
        s.text(),
        s.record.text("old_grade"),
        s.record.text("proposed_grade"),
    ) else {
        return Vec::new();
    };
    match s.policy.scoring.change(old, new) {
        Some(change) if change.words() != typed => {
            let facts = [
                ("typed", typed),
                ("old", old),
                ("new", new),
                ("change", change.words()),
            ];
            s.say("W-CHANGE-APART", &facts)
        }
        _ => Vec::new(),
    }
}

/// A proposal that differs from what the policy gives needs a reason.
pub(super) fn reason_of_proposal(s: &Subject<'_, '_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let given = grade_of_points(s.record, s.policy);
    if let (Some(typed), Some(given)) = (s.record.text("computed_grade"), given)
        && typed != given
    {
        found.extend(apart(s, "computed_grade", typed, given));
    }
    let label = |key: &str| s.record.form.field(key).map_or("", |f| f.label.as_str());
    let mut unlike = Vec::new();
    if let (Some(given), Some(proposed)) = (given, s.record.text("proposed_grade"))
        && given != proposed
    {
        unlike.push(format!(
            "「{}」{proposed}与测算的{given}",
            label("proposed_grade")
        ));
    }
    for (key, computed) in [
        ("credit_limit", "computed_limit"),
        ("credit_days", "computed_days"),
    ] {
        if let (Some(proposed), Some(computed)) = (s.record.number(key), s.record.number(computed))
            && round6(proposed) != round6(computed)
        {
            unlike.push(format!(
                "「{}」{}与测算的{}",
                label(key),
                plain(proposed),
                plain(computed)
            ));
        }
    }
    if !unlike.is_empty() {
        found.extend(s.required_because(&format!(",{}不同,要写理由", unlike.join("、"))));
    }
    found
}
