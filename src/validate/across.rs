//! What several records of a workbook say of each other: the same record twice, the same account
//! or code under another customer.

use super::checks::Look;
use crate::domain::known::KnownFacts;
use crate::domain::name::fold;
use crate::extract::Record;
use crate::findings::Finding;
use std::collections::BTreeMap;

/// Places of the same record that are named one by one.
const MOST_NAMED: usize = 10;

/// Fields whose value belongs to one customer alone.
const IDENTIFIERS: &[&str] = &["registration_code", "account_rmb", "account_fx"];

pub(super) fn add_findings(records: &mut [Record<'_>]) {
    let mut found: Vec<(usize, Finding)> = duplicates(records);
    found.extend(same_identifiers(records));
    for (index, finding) in found {
        if let Some(record) = records.get_mut(index) {
            record.findings.push(finding);
        }
    }
}

/// The same customer and period twice: an error on each (ruling 9.1).
fn duplicates(records: &[Record<'_>]) -> Vec<(usize, Finding)> {
    let mut by_key: BTreeMap<(&str, Vec<String>), Vec<usize>> = BTreeMap::new();
    for (index, record) in records.iter().enumerate() {
        let Some(customer) = record.customer() else {
            continue;
        };
        if fold(customer).is_empty() {
            continue;
        }
        let key = record
            .form
            .record_key
            .iter()
            .map(|k| {
                record
                    .value(k)
                    .map(|v| fold(&v.normalised()))
                    .unwrap_or_default()
            })
            .collect();
        by_key
            .entry((&record.form.id, key))
            .or_default()
            .push(index);
    }
    let mut found = Vec::new();
    for group in by_key.into_values().filter(|g| g.len() > 1) {
        for &index in &group {
            let Some(record) = records.get(index) else {
                continue;
            };
            let others: Vec<String> = group
                .iter()
                .filter(|other| **other != index)
                .filter_map(|other| records.get(*other))
                .take(MOST_NAMED)
                .map(|other| place(other, record))
                .collect();
            let more = match group.len() - 1 - others.len() {
                0 => String::new(),
                n => format!(" 等 {} 处", n + others.len()),
            };
            let Some(field) = record
                .form
                .customer_field
                .as_deref()
                .and_then(|k| record.form.field(k))
            else {
                continue;
            };
            let named: Vec<String> = record
                .form
                .record_key
                .iter()
                .filter_map(|k| record.value(k))
                .map(|v| v.normalised())
                .collect();
            let facts = [
                ("key", named.join("、")),
                ("others", others.join("、") + &more),
            ];
            let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let draft = Look::of(record, field).draft("E-DUPLICATE-RECORD", &facts);
            found.push((index, draft.done()));
        }
    }
    found
}

/// Where another record stands, seen from one: `第 9 行`, `工作表「李厂」`.
fn place(other: &Record<'_>, seen_from: &Record<'_>) -> String {
    let row = other.row.map(|r| format!("第 {} 行", r + 1));
    if other.sheet == seen_from.sheet {
        row.unwrap_or_else(|| "本表另一处".to_owned())
    } else {
        format!("工作表「{}」{}", other.sheet, row.unwrap_or_default())
    }
}

/// The same account or code under another customer: probably an old form used again.
fn same_identifiers(records: &[Record<'_>]) -> Vec<(usize, Finding)> {
    let mut found = Vec::new();
    for key in IDENTIFIERS {
        let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, record) in records.iter().enumerate() {
            if let Some(value) = record.text(key) {
                holders.entry(value).or_default().push(index);
            }
        }
        for group in holders.values().filter(|g| g.len() > 1) {
            // The first record of each customer: two of them are enough to find another one.
            let mut first_of: Vec<(String, usize)> = Vec::new();
            for &index in group {
                let customer = records.get(index).and_then(Record::customer);
                let folded = customer.map(fold).unwrap_or_default();
                if customer.is_some()
                    && first_of.len() < 2
                    && first_of.iter().all(|f| f.0 != folded)
                {
                    first_of.push((folded, index));
                }
            }
            for &index in group {
                let Some(record) = records.get(index) else {
                    continue;
                };
                let own = fold(record.customer().unwrap_or_default());
                let other = first_of
                    .iter()
                    .find(|(folded, _)| *folded != own)
                    .and_then(|(_, i)| records.get(*i));
                if let (false, Some(other), Some(field)) =
                    (own.is_empty(), other, record.form.field(key))
                {
                    let customer = other.customer().unwrap_or_default();
                    let source = format!("{}的「{customer}」", place(other, record));
                    let draft =
                        Look::of(record, field).draft("W-SAME-ACCOUNT", &[("source", &source)]);
                    found.push((index, draft.done()));
                }
            }
        }
    }
    found
}

/// The same against what the archive knows of other customers: for the edge that fetched it.
pub fn same_account_in_archive(record: &Record<'_>, known: &KnownFacts) -> Vec<Finding> {
    let Some(own) = record.customer().map(fold) else {
        return Vec::new();
    };
    IDENTIFIERS
        .iter()
        .filter_map(|key| {
            let customer = known.identifiers.get(record.text(key)?)?;
            if fold(customer) == own {
                return None;
            }
            let field = record.form.field(key)?;
            let source = format!("档案里的「{customer}」");
            let draft = Look::of(record, field).draft("W-SAME-ACCOUNT", &[("source", &source)]);
            Some(draft.done())
        })
        .collect()
}
