//! Checks of contracts, dispatch notes and receivables (clause 2.4.4).

use super::{Look, Subject};
use crate::domain::decimal::{plain, round6};
use crate::domain::name::fold;
use crate::extract::Record;
use crate::findings::Finding;
use crate::forms::label::label;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A form of lines says nothing without one.
pub(super) fn has_lines(s: &Subject<'_, '_>) -> Vec<Finding> {
    let parts = s.record.form.parts();
    if !s.record.lines.is_empty() || parts.is_empty() {
        return Vec::new();
    }
    let finding = Finding::draft("E-NO-LINES", &[("part", &parts.join("、"))]);
    vec![finding.at(&s.record.sheet, None).done()]
}

/// The instalments make up the contract, those before delivery the prepayment.
pub(super) fn payment_plan(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(amount) = s.record.number(&s.field.key) else {
        return Vec::new();
    };
    let sum = |wanted: fn(&str) -> bool| {
        s.record
            .lines
            .iter()
            .filter(|line| line.text("instalment_event").is_some_and(wanted))
            .map(|line| line.number("instalment_amount"))
            .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part?))
            .map(round6)
    };
    let mut found = Vec::new();
    let unlike = |what: &str, planned: Decimal, said: Decimal| {
        let facts = [
            ("what", what),
            ("planned", &plain(planned)),
            ("said", &plain(said)),
        ];
        s.say("E-PAYMENT-PLAN", &facts)
    };
    if s.record.lines.is_empty() {
        return found;
    }
    if let Some(all) = sum(|_| true).filter(|all| *all != round6(amount)) {
        found.extend(unlike("付款计划各期合计", all, amount));
    }
    if let (Some(before), Some(said)) = (
        sum(|event| event == "预付").filter(|before| !before.is_zero()),
        s.record.number("prepayment"),
    ) && before != round6(said)
    {
        found.extend(unlike("付款计划里的预付", before, said));
    }
    found
}

/// 金额 is 数量 times 单价, to the fen.
pub(super) fn quantity_times_price(s: &Subject<'_, '_>) -> Vec<Finding> {
    let number = |key| s.record.number(key);
    let (Some(amount), Some(quantity), Some(price)) =
        (number(&s.field.key), number("quantity"), number("price"))
    else {
        return Vec::new();
    };
    let Some(product) = quantity.checked_mul(price) else {
        return Vec::new();
    };
    // Rounding to the fen is no slip (domain F18).
    if (amount - product).abs() <= Decimal::new(1, 2) {
        return Vec::new();
    }
    let (quantity, price) = (plain(quantity), plain(price));
    let facts = [
        ("quantity", quantity.as_str()),
        ("price", price.as_str()),
        ("product", &plain(round6(product))),
    ];
    s.say("E-LINE-AMOUNT", &facts)
}

/// Goods leave only when the customer kept the payment terms, or by special approval.
pub(super) fn released(s: &Subject<'_, '_>) -> Vec<Finding> {
    if s.text() == Some("不符") {
        s.say("W-DISPATCH-HELD", &[])
    } else {
        Vec::new()
    }
}

/// 应收余额 is 合同金额 less 已收金额; the typed ageing columns add up to it.
pub(super) fn balance_of_debt(s: &Subject<'_, '_>) -> Vec<Finding> {
    let (Some(amount), Some(received)) = (s.record.number("amount"), s.record.number("received"))
    else {
        return Vec::new();
    };
    let balance = round6(amount - received);
    let mut found = Vec::new();
    if let Some(typed) = s.record.number(&s.field.key).map(round6)
        && typed != balance
    {
        let facts = [
            ("typed", plain(typed)),
            ("amount", plain(amount)),
            ("received", plain(received)),
            ("balance", plain(balance)),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        found.extend(s.say("E-AR-BALANCE", &facts));
    }
    let buckets = &s.policy.receivables.buckets;
    let typed: Vec<Decimal> = s
        .record
        .definitions()
        .filter(|f| {
            let printed = label(&f.label).text;
            buckets.iter().any(|b| label(&b.label).text == printed)
        })
        .filter_map(|f| s.record.number(&f.key))
        .collect();
    let sum = round6(typed.iter().sum());
    if !typed.is_empty() && sum != balance {
        let facts = [("sum", plain(sum)), ("balance", plain(balance))];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        found.extend(s.say("E-AR-BUCKETS", &facts));
    }
    found
}

/// The same instalment of the same invoice of a contract stands once.
pub(super) fn same_debt_twice(s: &Subject<'_, '_>) -> Vec<Finding> {
    const KEY: [&str; 3] = ["contract_no", "invoice_no", "instalment"];
    let mut by_key: BTreeMap<Vec<String>, Vec<&Record<'_>>> = BTreeMap::new();
    for line in &s.record.lines {
        let key: Vec<String> = KEY
            .iter()
            .map(|key| fold(line.text(key).unwrap_or_default()))
            .collect();
        if key.first().is_some_and(|contract| !contract.is_empty()) {
            by_key.entry(key).or_default().push(line);
        }
    }
    let mut found = Vec::new();
    for group in by_key.values().filter(|group| group.len() > 1) {
        for (n, line) in group.iter().enumerate() {
            // Two of a group are enough to find the rest.
            let other = group.get(usize::from(n == 0)).and_then(|l| l.row);
            let field = line.definitions().find(|f| f.key == "contract_no");
            let (Some(other), Some(field)) = (other, field) else {
                continue;
            };
            let key: Vec<&str> = KEY.iter().filter_map(|key| line.text(key)).collect();
            let others = format!("第 {} 行", other + 1);
            let facts = [("key", key.join("、")), ("others", others)];
            let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
            found.push(Look::of(line, field).draft("E-DEBT-TWICE", &facts).done());
        }
    }
    found
}
