//! A register of receivables as of its 截止日期: balances recomputed, buckets, who chases what,
//! candidates for bad debts (clauses 2.3.4 to 2.3.6, 2.4.4, 2.4.7(1); ruling 9.23).

use super::case::{Case, computed};
use crate::domain::ageing::{AgeingBucket, AgeingReview, CustomerAgeing, Debt, DunningItem};
use crate::domain::cell::CellRef;
use crate::domain::dealings::COMMERCIAL_BILL;
use crate::domain::decimal::{plain, round6};
use crate::domain::name::fold;
use crate::domain::review::TraceInput;
use crate::domain::shared_text::{SharedText, Texts};
use crate::domain::value::iso;
use crate::extract::Record;
use crate::findings::{Alike, Finding};
use crate::policy::{Cite, DunningReach, ReceivableRules};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The bucket of balances without a due day.
const UNDATED: &str = "未定到期日";
/// Where more was collected than is due.
const PREPAID: &str = "预收";
/// Stage of clause 2.4.7(1) before anything is owed.
const PREVENTION: &str = "事前防范";
/// Nothing is owed.
const SETTLED: &str = "已结清";
/// Cells that a figure names one by one.
const MOST_INPUTS: usize = 20;

/// Ages the register; none where its 截止日期 was not read.
pub(super) fn judge(case: &mut Case<'_>) -> Option<AgeingReview> {
    let as_of = case.record.date("as_of")?;
    let rules = &case.policy.receivables;
    let mut debts = Vec::with_capacity(case.record.lines.len());
    let mut amounts = Vec::with_capacity(case.record.lines.len());
    let mut unhonoured = Decimal::ZERO;
    let mut found = Alike::default();
    let mut texts = Texts::default();
    for line in case.record.lines.iter() {
        let Some(debt) = debt(&line, rules, as_of, &mut texts) else {
            continue;
        };
        found.extend(oddities(&line, &debt, as_of));
        unhonoured += unhonoured_bill(&line, as_of);
        debts.push(debt);
        amounts.push(line.field("amount").and_then(|f| f.cell));
    }
    found.done().into_iter().for_each(|f| case.add(f));
    let sum = |wanted: &dyn Fn(&Debt) -> bool| -> Decimal {
        debts
            .iter()
            .filter(|d| wanted(d))
            .map(|d| d.balance_wan)
            .sum()
    };
    let owed = |d: &Debt| d.balance_wan > Decimal::ZERO;
    let overdue = |d: &Debt| owed(d) && d.days_overdue.is_some_and(|days| days > 0);
    let labels = labels(rules);
    let buckets = bucketed(&labels, debts.iter());
    let mut review = AgeingReview {
        as_of,
        total_wan: sum(&owed),
        overdue_wan: sum(&overdue),
        prepaid_wan: sum(&|d| d.balance_wan < Decimal::ZERO),
        unhonoured_wan: unhonoured,
        by_customer: by_customer(&labels, &debts),
        dunning: dunning(&debts, |d| d.owner.clone()),
        bad_debts: dunning(&debts, |d| {
            let bad = rules.bad_debt(d.days_overdue.unwrap_or(0))?;
            overdue(d).then(|| texts.one(&bad.department))
        }),
        buckets,
        debts,
        trace: Vec::new(),
    };
    explain(case, &review, &amounts);
    review.trace = std::mem::take(&mut case.trace);
    Some(review)
}

/// A line as a debt; none where its balance cannot be told.
fn debt(
    line: &Record<'_>,
    rules: &ReceivableRules,
    as_of: NaiveDate,
    texts: &mut Texts,
) -> Option<Debt> {
    let (amount, received) = (line.number("amount")?, line.number("received")?);
    let counted = received.checked_sub(unhonoured_bill(line, as_of))?;
    let balance = round6(amount.checked_sub(counted)?);
    let due = line.date("due_on");
    let days = due.map(|due| (as_of - due).num_days());
    let owed = balance > Decimal::ZERO;
    let aged = days.filter(|_| owed).and_then(|days| rules.bucket(days));
    let bucket = match aged {
        Some(bucket) => bucket.label.as_str(),
        None if owed => UNDATED,
        None if balance.is_zero() => SETTLED,
        None => PREPAID,
    };
    // What has no due day is not overdue; what was paid before anything was owed is prevention.
    let stage = match aged.or_else(|| rules.bucket(0).filter(|_| owed)) {
        Some(bucket) => Some(bucket.stage.as_str()),
        None => (!balance.is_zero()).then_some(PREVENTION),
    };
    let chaser = days.filter(|_| owed).and_then(|days| rules.chaser(days));
    Some(Debt {
        line: line.row.map(|row| row + 1),
        customer: texts.one(line.text("customer_name").unwrap_or_default()),
        contract: texts.one(line.text("contract_no").unwrap_or_default()),
        due,
        days_overdue: days,
        instalment: line.text("instalment").map(|t| texts.one(t)),
        amount_wan: round6(amount),
        received_wan: round6(received),
        bill: line.text("bill").map(|t| texts.one(t)),
        honoured_on: line.date("honoured_on"),
        balance_wan: balance,
        bucket: texts.one(bucket),
        stage: stage.map(|t| texts.one(t)),
        owner: chaser.map(|row| texts.one(&row.department)),
    })
}

/// 商业承兑 is money only when honoured (issue 5, item 2).
fn unhonoured_bill(line: &Record<'_>, as_of: NaiveDate) -> Decimal {
    let honoured = line.date("honoured_on").is_some_and(|day| day <= as_of);
    if line.text("bill") != Some(COMMERCIAL_BILL) || honoured {
        return Decimal::ZERO;
    }
    line.number("received").unwrap_or(Decimal::ZERO)
}

/// What someone should look at in a line.
fn oddities(line: &Record<'_>, debt: &Debt, as_of: NaiveDate) -> Vec<Finding> {
    let at = |code: &'static str, key: &str, facts: &[(&str, &str)]| {
        let reading = line.field(key);
        let label = line.form.field(key).map_or(key, |f| f.label.as_str());
        let draft = Finding::draft(code, facts)
            .at(&line.sheet, reading.and_then(|r| r.cell))
            .of_field(label);
        match reading.and_then(|r| r.raw.as_deref()) {
            Some(raw) => draft.quoting(raw).done(),
            None => draft.done(),
        }
    };
    let who = [
        ("customer", debt.customer.to_string()),
        ("contract", debt.contract.to_string()),
        ("amount", plain(debt.balance_wan.abs())),
    ];
    let who: Vec<(&str, &str)> = who.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let mut found = Vec::new();
    if debt.bucket == UNDATED {
        found.push(at("W-AR-NO-DUE", "due_on", &who));
    }
    if debt.bucket == PREPAID {
        found.push(at("W-AR-PREPAID", "received", &who));
    }
    let unhonoured = unhonoured_bill(line, as_of);
    if !unhonoured.is_zero() {
        let facts = [("amount", &*plain(unhonoured)), ("as_of", &iso(as_of))];
        found.push(at("W-AR-BILL", "bill", &facts));
    }
    if line.date("shipped_on").is_some_and(|day| day > as_of) {
        found.push(at("W-AR-AFTER", "shipped_on", &[("as_of", &iso(as_of))]));
    }
    if let (Some(typed), Some(owner)) = (line.text("chased_by"), debt.owner.as_deref())
        && typed != owner
    {
        let days = debt.days_overdue.unwrap_or(0).to_string();
        let facts = [("owner", owner), ("days", &days), ("as_of", &iso(as_of))];
        found.push(at("W-AR-CHASER", "chased_by", &facts));
    }
    found
}

/// The policy's buckets, then what has no due day.
fn labels(rules: &ReceivableRules) -> Vec<SharedText> {
    let labels = rules.buckets.iter().map(|b| b.label.as_str());
    labels.chain([UNDATED]).map(SharedText::from).collect()
}

fn bucketed<'d>(
    labels: &[SharedText],
    debts: impl Iterator<Item = &'d Debt> + Clone,
) -> Vec<AgeingBucket> {
    labels
        .iter()
        .map(|label| AgeingBucket {
            label: label.clone(),
            amount_wan: debts
                .clone()
                .filter(|d| d.bucket == *label)
                .map(|d| d.balance_wan)
                .sum(),
        })
        .collect()
}

fn by_customer(labels: &[SharedText], debts: &[Debt]) -> Vec<CustomerAgeing> {
    let mut groups: BTreeMap<String, Vec<&Debt>> = BTreeMap::new();
    for debt in debts {
        groups.entry(fold(&debt.customer)).or_default().push(debt);
    }
    let mut all: Vec<CustomerAgeing> = groups
        .into_values()
        .map(|group| {
            let owed = || group.iter().filter(|d| d.balance_wan > Decimal::ZERO);
            let late = || owed().filter(|d| d.days_overdue.is_some_and(|days| days > 0));
            let less = group.iter().filter(|d| d.balance_wan < Decimal::ZERO);
            CustomerAgeing {
                customer: group
                    .first()
                    .map(|d| d.customer.clone())
                    .unwrap_or_default(),
                buckets: bucketed(labels, group.iter().copied()),
                total_wan: owed().map(|d| d.balance_wan).sum(),
                overdue_wan: late().map(|d| d.balance_wan).sum(),
                prepaid_wan: less.map(|d| d.balance_wan).sum(),
                oldest_days: late().filter_map(|d| d.days_overdue).max().unwrap_or(0),
            }
        })
        .collect();
    // The groups come by name, which settles what is equal.
    all.sort_by_key(|c| std::cmp::Reverse((c.overdue_wan, c.total_wan)));
    all
}

/// The debts that have an owner, longest overdue first.
fn dunning(debts: &[Debt], mut owner: impl FnMut(&Debt) -> Option<SharedText>) -> Vec<DunningItem> {
    let mut items: Vec<DunningItem> = debts
        .iter()
        .filter_map(|debt| {
            Some(DunningItem {
                customer: debt.customer.clone(),
                contract: debt.contract.clone(),
                owner: owner(debt)?,
                days_overdue: debt.days_overdue?,
                amount_wan: debt.balance_wan,
            })
        })
        .collect();
    items.sort_by_key(|i| std::cmp::Reverse(i.days_overdue));
    items
}

/// One line of the trace a bucket and a department, with the cells of the amounts (one a debt).
fn explain(case: &mut Case<'_>, review: &AgeingReview, amounts: &[Option<CellRef>]) {
    let policy = case.policy;
    let rules = &policy.receivables;
    for (bucket, row) in review.buckets.iter().zip(&rules.buckets) {
        let inputs = inputs(case.record, review, amounts, |d| d.bucket == bucket.label);
        case.step(
            bucket.label.as_str(),
            plain(bucket.amount_wan),
            inputs,
            &row.cite,
            "",
        );
    }
    let days: [(DunningReach, Option<&Cite>); 3] = [
        (
            DunningReach::Within,
            rules.normal_days.as_ref().map(|d| &d.cite),
        ),
        (
            DunningReach::Beyond,
            rules.normal_days.as_ref().map(|d| &d.cite),
        ),
        (
            DunningReach::BadDebt,
            rules.bad_debt_days.as_ref().map(|d| &d.cite),
        ),
    ];
    for (reach, days) in days {
        let Some(row) = rules.dunning.iter().find(|r| r.reach == reach) else {
            continue;
        };
        let of_reach = |d: &Debt| {
            let late = d.days_overdue.filter(|_| d.balance_wan > Decimal::ZERO);
            let found = match reach {
                DunningReach::BadDebt => late.and_then(|days| rules.bad_debt(days)),
                _ => late.and_then(|days| rules.chaser(days)),
            };
            found.is_some_and(|r| r.reach == reach)
        };
        let sum: Decimal = review
            .debts
            .iter()
            .filter(|d| of_reach(d))
            .map(|d| d.balance_wan)
            .sum();
        let mut inputs = inputs(case.record, review, amounts, of_reach);
        if let Some(cite) = days {
            inputs.push(computed("天数", cite.line(), None));
        }
        let figure = format!("{}({})", row.department, reach.words());
        case.step(figure, plain(sum), inputs, &row.cite, "");
    }
}

/// The amounts that went into a figure, each with its cells.
fn inputs(
    record: &Record<'_>,
    review: &AgeingReview,
    amounts: &[Option<CellRef>],
    wanted: impl Fn(&Debt) -> bool,
) -> Vec<TraceInput> {
    let debts = review.debts.iter().zip(amounts);
    let chosen: Vec<_> = debts.filter(|(debt, _)| wanted(debt)).collect();
    let mut inputs: Vec<TraceInput> = chosen
        .iter()
        .take(MOST_INPUTS)
        .map(|(debt, cell)| TraceInput {
            sheet: Some(record.sheet.clone()),
            cell: **cell,
            ..computed(
                &format!("{} {}", debt.customer, debt.contract),
                plain(debt.balance_wan),
                Some("万元"),
            )
        })
        .collect();
    if let Some(more) = chosen.len().checked_sub(MOST_INPUTS).filter(|n| *n > 0) {
        inputs.push(computed("其余", format!("{more} 笔"), None));
    }
    inputs
}
