//! Checks of contracts, dispatch notes and receivables (clause 2.4.4).

use super::{Look, Subject};
use crate::domain::dealings::COMMERCIAL_BILL;
use crate::domain::decimal::{plain, round6};
use crate::domain::name::fold;
use crate::extract::Record;
use crate::findings::{Alike, Finding};
use crate::forms::label::label;
use crate::forms::{FieldDefinition, Required};
use rust_decimal::Decimal;
use std::collections::HashMap;

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
    // A 商业承兑 that is not honoured is not received yet: both ways of writing it are right.
    let bill = s.record.text("bill") == Some(COMMERCIAL_BILL);
    let right = |typed: Decimal| typed == balance || bill && typed == round6(amount);
    let mut found = Vec::new();
    if let Some(typed) = s.record.number(&s.field.key).map(round6)
        && !right(typed)
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
    let is_bucket = |f: &FieldDefinition| {
        let printed = label(&f.label).text;
        f.key != s.field.key && buckets.iter().any(|b| label(&b.label).text == printed)
    };
    // Read first: few of the fields hold anything, and comparing labels costs more.
    let typed: Vec<Decimal> = s
        .record
        .definitions()
        .filter_map(|f| Some((f, s.record.number(&f.key)?)))
        .filter(|(f, _)| f.required != Required::Yes && is_bucket(f))
        .map(|(_, number)| number)
        .collect();
    let sum = round6(typed.iter().sum());
    if !typed.is_empty() && !right(sum) {
        let facts = [("sum", plain(sum)), ("balance", plain(balance))];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        found.extend(s.say("E-AR-BUCKETS", &facts));
    }
    found
}

/// The same instalment of the same invoice of a contract stands once.
pub(super) fn same_debt_twice(s: &Subject<'_, '_>) -> Vec<Finding> {
    const KEY: [&str; 3] = ["contract_no", "invoice_no", "instalment"];
    // Key → the rows of the first two: they are enough to find the rest.
    let mut by_key: HashMap<String, (u32, Option<u32>)> = HashMap::new();
    let key = |line: &Record<'_>| {
        let parts = KEY.map(|key| fold(line.text(key).unwrap_or_default()));
        let named = parts.first().is_some_and(|contract| !contract.is_empty());
        named.then(|| parts.join("\u{1f}"))
    };
    for line in s.record.lines.iter() {
        if let (Some(key), Some(row)) = (key(&line), line.row) {
            by_key
                .entry(key)
                .and_modify(|(_, second)| *second = second.or(Some(row)))
                .or_insert((row, None));
        }
    }
    by_key.retain(|_, (_, second)| second.is_some());
    let mut found = Alike::default();
    if by_key.is_empty() {
        return found.done();
    }
    for line in s.record.lines.iter() {
        let rows = key(&line).and_then(|key| by_key.get(&key));
        let field = line.definitions().find(|f| f.key == "contract_no");
        let (Some((first, Some(second))), Some(field)) = (rows, field) else {
            continue;
        };
        let other = if line.row == Some(*first) {
            second
        } else {
            first
        };
        let key: Vec<&str> = KEY.iter().filter_map(|key| line.text(key)).collect();
        let others = format!("第 {} 行", other + 1);
        let facts = [("key", key.join("、")), ("others", others)];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        found.push(Look::of(&line, field).draft("E-DEBT-TWICE", &facts).done());
    }
    found.done()
}
