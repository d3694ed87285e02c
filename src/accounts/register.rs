//! `汇总/应收账款账龄登记表.xlsx`: the register in its own layout (domain F8) with the debts that
//! the documents show, for people to complete and hand in. Each document counts once, as for the
//! exposure (domain ruling 9.22): the lines of the latest register that are still open, and what
//! was delivered since and stands in no register.

use super::instalments::{Basis, claims};
use crate::archive::{Account, Accounts, Archive, ArchiveError};
use crate::domain::dealings::COMMERCIAL_BILL;
use crate::domain::name::fold;
use crate::domain::value::Value;
use crate::extract::LINES_LISTED;
use crate::forms::FormDefinition;
use crate::judged::JudgedRecord;
use crate::policy::Policy;
use crate::templates::FilledForm;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The workbook below 汇总.
pub const FILE: &str = "应收账款账龄登记表.xlsx";
/// Form id.
const FORM: &str = "ar_ageing";
/// Columns that are worked out anew.
const COMPUTED: [&str; 2] = ["balance", "chased_by"];

type Line = BTreeMap<String, Value>;

/// The register as of a day; none where the policy has no such form, where nothing is owed, or
/// where the latest register is too long for a workbook that people complete by hand: who has so
/// many debts exports them.
pub fn register(
    archive: &Archive,
    policy: &Policy,
    accounts: &Accounts,
    today: NaiveDate,
) -> Result<Option<FilledForm>, ArchiveError> {
    let Some(form) = policy.forms.get(FORM) else {
        return Ok(None);
    };
    let mut lines: Vec<Line> = Vec::new();
    if let Some(register) = &accounts.register {
        let (count, entry) = archive.register_lines(&register.version)?;
        if count > LINES_LISTED as u64 {
            return Ok(None);
        }
        let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
        if let Some(record) = archive.judged(&entry)?.records.into_iter().nth(at) {
            lines = open_lines(form, &record, accounts, register.value);
        }
    }
    for account in &accounts.customers {
        lines.extend(delivered(account));
    }
    if lines.is_empty() || lines.len() > LINES_LISTED {
        return Ok(None);
    }
    for line in &mut lines {
        age(line, form, policy, today);
    }
    Ok(Some(FilledForm {
        form: FORM.to_owned(),
        fields: BTreeMap::from([("as_of".to_owned(), Value::Date(today))]),
        lines,
    }))
}

/// The lines of the register that are still open. A settled one stays while its contract is not
/// delivered in full: what was paid before delivery is told by it (clause 2.4.4(2)).
fn open_lines(
    form: &FormDefinition,
    record: &JudgedRecord,
    accounts: &Accounts,
    as_of: NaiveDate,
) -> Vec<Line> {
    let running: BTreeSet<String> = accounts.customers.iter().flat_map(running).collect();
    let fields: BTreeMap<&str, _> = form
        .fields
        .iter()
        .filter(|f| f.part.is_some() && !COMPUTED.contains(&f.key.as_str()))
        .filter(|f| !f.key.starts_with(BUCKET))
        .map(|f| (f.label.as_str(), f))
        .collect();
    let mut by_row: BTreeMap<u32, Line> = BTreeMap::new();
    for report in record.fields.iter().filter(|f| !f.extra) {
        let (Some(row), Some(field)) = (report.line, fields.get(report.label.as_str())) else {
            continue;
        };
        let Some(text) = report.value.as_deref() else {
            continue;
        };
        let value = match field.kind {
            crate::forms::FieldKind::Amount => text.parse().ok().map(Value::Amount),
            crate::forms::FieldKind::Date => text.parse().ok().map(Value::Date),
            _ => Some(Value::Text(text.to_owned())),
        };
        if let Some(value) = value {
            by_row
                .entry(row)
                .or_default()
                .insert(field.key.clone(), value);
        }
    }
    let wanted = |line: &Line| {
        let contract = text(line, "contract_no").map(fold).unwrap_or_default();
        !owed(line, as_of).is_zero() || running.contains(&contract)
    };
    by_row.into_values().filter(wanted).collect()
}

/// Contracts of which something is still to be delivered, by folded number.
fn running(account: &Account) -> Vec<String> {
    let dealings = &account.dealings;
    let contracts = dealings.contracts.iter().map(|c| &c.value);
    contracts
        .filter(|c| c.state.is_open() && dealings.shipped(&c.contract_no) < c.amount_wan.0)
        .map(|c| fold(&c.contract_no))
        .collect()
}

/// What was delivered and stands in no register.
fn delivered(account: &Account) -> Vec<Line> {
    let contracts = &account.dealings;
    claims(&account.dealings, None)
        .into_iter()
        .filter(|claim| claim.basis == Basis::Delivered)
        .map(|claim| {
            let mut line = Line::new();
            let mut put = |key: &str, value: Option<Value>| {
                if let Some(value) = value {
                    line.insert(key.to_owned(), value);
                }
            };
            put("customer_name", Some(Value::Text(account.customer.clone())));
            put("contract_no", Some(Value::Text(claim.contract_no.clone())));
            put("shipped_on", claim.shipped_on.map(Value::Date));
            put("amount", Some(Value::Amount(claim.amount)));
            put("due_on", claim.due.map(Value::Date));
            put("instalment", claim.instalment.map(Value::Text));
            put("received", Some(Value::Amount(Decimal::ZERO)));
            let contract = contracts.contract(&claim.contract_no);
            let who = contract.and_then(|c| c.value.salesperson.clone());
            put("responsible", who.map(Value::Text));
            put(
                "remark",
                Some(Value::Text("按发货单过账,待核对".to_owned())),
            );
            line
        })
        .collect()
}

/// Keys of the buckets' columns begin so.
const BUCKET: &str = "bucket_";

/// Balance, bucket and who chases it, as of the day.
fn age(line: &mut Line, form: &FormDefinition, policy: &Policy, today: NaiveDate) {
    let rules = &policy.receivables;
    let (amount, received) = (number(line, "amount"), number(line, "received"));
    let typed = amount - received;
    line.insert("balance".to_owned(), Value::Amount(typed));
    let owed = owed(line, today);
    let due = match line.get("due_on") {
        Some(Value::Date(day)) if owed > Decimal::ZERO => *day,
        _ => return,
    };
    let days = (today - due).num_days();
    if let Some(bucket) = rules.bucket(days)
        && let Some(column) = form
            .fields
            .iter()
            .find(|f| f.key.starts_with(BUCKET) && f.label == bucket.label)
    {
        line.insert(column.key.clone(), Value::Amount(owed));
    }
    if let Some(chaser) = rules.chaser(days) {
        let department = Value::Choice(chaser.department.clone());
        line.insert("chased_by".to_owned(), department);
    }
}

/// What a line comes to on a day: 商业承兑 is received when it is honoured.
fn owed(line: &Line, on: NaiveDate) -> Decimal {
    let honoured = match line.get("honoured_on") {
        Some(Value::Date(day)) => *day <= on,
        _ => false,
    };
    let open_bill = text(line, "bill") == Some(COMMERCIAL_BILL) && !honoured;
    let received = if open_bill {
        Decimal::ZERO
    } else {
        number(line, "received")
    };
    number(line, "amount") - received
}

fn text<'l>(line: &'l Line, key: &str) -> Option<&'l str> {
    match line.get(key)? {
        Value::Text(text) | Value::Choice(text) => Some(text),
        _ => None,
    }
}

fn number(line: &Line, key: &str) -> Decimal {
    match line.get(key) {
        Some(Value::Amount(number) | Value::Number(number)) => *number,
        _ => Decimal::ZERO,
    }
}
