//! One version as a document (`show`), and what differs between two of them (`diff`).

use super::error::ArchiveError;
use super::hash::BlobHash;
use super::model::Entry;
use super::store::Archive;
use crate::domain::dealings::ContractState;
use crate::domain::review::Review;
use crate::findings::Finding;
use crate::judged::{FieldReport, JudgedRecord};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An entry with what the review said of it. Serialises as `archive show --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// Form title.
    pub form_title: Option<String>,
    /// Sheet of the record.
    pub sheet: Option<String>,
    /// Row in a list.
    pub row: Option<u32>,
    /// Place of delivery, relative to the share.
    pub delivered: Option<String>,
    /// Workbook of the policy that judged.
    pub policy_sha256: BlobHash,
    /// First day of that policy, where the archive knows it as one that was put in force.
    pub policy_effective: Option<NaiveDate>,
    /// The record's findings; the file's where it has no record.
    pub findings: Vec<Finding>,
    /// Findings that concern the whole file.
    pub file_findings: Vec<Finding>,
    /// Figures.
    pub review: Option<Review>,
    /// How the contract stands now, where this is the version of a contract that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ContractState>,
    /// What was read.
    pub fields: Vec<FieldReport>,
}

/// A field, a figure or a heading that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Label of the field, or name of the figure.
    pub label: String,
    /// In the first version; null where blank or absent.
    pub from: Option<String>,
    /// In the second.
    pub to: Option<String>,
}

/// What differs between two versions. Serialises as `archive diff --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Differences {
    /// First version.
    pub from: String,
    /// Second version.
    pub to: String,
    /// Status, grade, policy, customer, form.
    pub headings: Vec<Difference>,
    /// Fields by the form's label, in its order.
    pub fields: Vec<Difference>,
    /// Figures of the review.
    pub review: Vec<Difference>,
    /// Codes and messages of the first that the second no longer has.
    pub findings_gone: Vec<String>,
    /// Codes and messages that are new in the second.
    pub findings_new: Vec<String>,
}

impl Differences {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.headings.is_empty()
            && self.fields.is_empty()
            && self.review.is_empty()
            && self.findings_gone.is_empty()
            && self.findings_new.is_empty()
    }
}

impl Archive {
    /// One version with its document.
    pub fn show(&self, id: &str) -> Result<Shown, ArchiveError> {
        let entry = self.entry(id)?;
        let judged = self.judged(&entry)?;
        let record = usize::try_from(entry.n.saturating_sub(1))
            .ok()
            .and_then(|at| judged.records.into_iter().nth(at));
        let (findings, review, fields) = match record {
            Some(JudgedRecord {
                findings,
                review,
                fields,
                ..
            }) => (findings, review, fields),
            None => (judged.findings.clone(), None, Vec::new()),
        };
        let state = match &review {
            Some(Review::Contract(_)) => self
                .contracts(NaiveDate::MAX)?
                .into_iter()
                .find(|(_, contract)| contract.version == entry.id)
                .map(|(_, contract)| contract.value.state),
            _ => None,
        };
        Ok(Shown {
            state,
            form_title: entry.form_title.clone(),
            sheet: entry.sheet.clone(),
            row: entry.row,
            delivered: entry.delivered.clone(),
            policy_sha256: entry.policy_sha256,
            policy_effective: self
                .policies()?
                .iter()
                .find(|p| p.policy == entry.policy_sha256)
                .map(|p| p.effective),
            entry,
            findings,
            file_findings: judged.findings,
            review,
            fields,
        })
    }

    /// The fields that differ between two readings of one form.
    pub fn changed_fields(&self, from: &[FieldReport], to: &[FieldReport]) -> Vec<Difference> {
        unequal(field_pairs(from), field_pairs(to))
    }

    /// What differs between two versions, field by field.
    pub fn diff(&self, from: &str, to: &str) -> Result<Differences, ArchiveError> {
        let (a, b) = (self.show(from)?, self.show(to)?);
        Ok(differences(&a, &b))
    }
}

fn differences(a: &Shown, b: &Shown) -> Differences {
    let heading = |label: &str, of: fn(&Shown) -> Option<String>| Difference {
        label: label.to_owned(),
        from: of(a),
        to: of(b),
    };
    let headings = [
        heading("表单", |s| s.form_title.clone()),
        heading("客户", |s| s.entry.customer.clone()),
        heading("审核状态", |s| Some(s.entry.status.words().to_owned())),
        heading("等级", |s| s.entry.grade.clone()),
        heading("制度版本", |s| Some(s.entry.policy_version.clone())),
        heading("审核日期", |s| Some(s.entry.review_date.to_string())),
    ];
    let gone = |of: &[Finding], not_in: &[Finding]| -> Vec<String> {
        let others: BTreeSet<String> = not_in.iter().map(finding_line).collect();
        of.iter()
            .map(finding_line)
            .filter(|line| !others.contains(line))
            .collect()
    };
    Differences {
        from: a.entry.id.clone(),
        to: b.entry.id.clone(),
        headings: headings.into_iter().filter(|d| d.from != d.to).collect(),
        fields: unequal(field_pairs(&a.fields), field_pairs(&b.fields)),
        review: unequal(figures(a.review.as_ref()), figures(b.review.as_ref())),
        findings_gone: gone(&a.findings, &b.findings),
        findings_new: gone(&b.findings, &a.findings),
    }
}

fn finding_line(finding: &Finding) -> String {
    format!("{} {}", finding.code, finding.message)
}

/// Label and value, in order; what could not be read counts as it stood.
fn field_pairs(fields: &[FieldReport]) -> Vec<(String, Option<String>)> {
    fields
        .iter()
        .map(|f| {
            let unreadable = || f.raw.as_deref().filter(|raw| !raw.trim().is_empty());
            let value = f.value.as_deref().or_else(unreadable);
            let value = value.map(|v| match &f.unit {
                Some(unit) if f.value.is_some() => format!("{v}{unit}"),
                _ => v.to_owned(),
            });
            (f.label.clone(), value)
        })
        .collect()
}

/// The figures of a review, each under its path in the document; the reasons are left out, as
/// they follow from the rest.
fn figures(review: Option<&Review>) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    let value = review.and_then(|review| serde_json::to_value(review).ok());
    if let Some(serde_json::Value::Object(map)) = value {
        for (key, value) in map.iter().filter(|(key, _)| *key != "trace") {
            flatten(key, value, &mut found);
        }
    }
    found
}

fn flatten(path: &str, value: &serde_json::Value, found: &mut Vec<(String, Option<String>)>) {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                flatten(&format!("{path}.{key}"), value, found);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                flatten(&format!("{path}[{}]", at + 1), value, found);
            }
        }
        Value::Null => found.push((path.to_owned(), None)),
        Value::String(text) => found.push((path.to_owned(), Some(text.clone()))),
        other => found.push((path.to_owned(), Some(other.to_string()))),
    }
}

/// The pairs that differ: the first's in its order, then what only the second has. A label that
/// stands several times is compared by its turn.
fn unequal(a: Vec<(String, Option<String>)>, b: Vec<(String, Option<String>)>) -> Vec<Difference> {
    let numbered = |pairs: Vec<(String, Option<String>)>| {
        let mut turns: BTreeMap<String, usize> = BTreeMap::new();
        let mut out = Vec::with_capacity(pairs.len());
        for (label, value) in pairs {
            let turn = turns.entry(label.clone()).or_default();
            *turn += 1;
            out.push(((label, *turn), value));
        }
        out
    };
    let (a, b) = (numbered(a), numbered(b));
    let mut rest: BTreeMap<(String, usize), Option<String>> = b.iter().cloned().collect();
    let mut found = Vec::new();
    for (key, from) in a {
        let to = rest.remove(&key).flatten();
        if from != to {
            found.push(Difference {
                label: key.0,
                from,
                to,
            });
        }
    }
    for (key, to) in b {
        if to.is_some() && rest.contains_key(&key) {
            found.push(Difference {
                label: key.0,
                from: None,
                to,
            });
        }
    }
    found
}
