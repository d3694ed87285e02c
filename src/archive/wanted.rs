//! What a file at hand needs to know of the archive.

use super::receivables::{CONTRACT, DISPATCH};
use crate::domain::complaint::{CASE_FORMS, RETURN};
use crate::domain::name::fold;
use crate::domain::value::{Period, Value};
use crate::extract::{Extracted, Record};
use crate::forms::{FieldKind, Judging};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What a file at hand needs to know.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// Customers as typed, each with the period of its score, if any.
    pub customers: Vec<(String, Option<Period>)>,
    /// Registration codes and accounts, each with the customer as typed.
    pub identifiers: Vec<(String, String)>,
    /// Registration codes at hand, each with the customer as typed.
    pub codes: Vec<(String, String)>,
    /// Record keys of the complaints at hand ([`crate::extract::Record::key_text`]).
    pub complaints: Vec<String>,
    /// Days on which complaints were received, for their numbering.
    pub received: Vec<NaiveDate>,
    /// Case numbers as typed.
    pub case_ids: Vec<String>,
    /// Whether limit, debts, contracts and shipments are asked for.
    pub dealings: bool,
    /// Numbers of the contracts at hand, folded.
    pub contracts: BTreeSet<String>,
    /// 集团 as typed.
    pub groups: Vec<String>,
    /// Numbers of the cases that the forms at hand refer to.
    pub cases: BTreeSet<String>,
    /// Form and record key of those forms.
    pub own: BTreeSet<(String, String)>,
    /// Records that an approving role decides: form id and record key.
    pub decided: Vec<(String, String)>,
    /// Customers whose way of paying is asked for, as typed.
    pub paying: Vec<String>,
    /// Office of the file.
    pub office: String,
    /// Path of the file within 收件箱.
    pub file: String,
}

impl Wanted {
    /// What an extracted file needs to know. `today` stands in for a complaint's missing day.
    pub fn of(extracted: &Extracted<'_>, office: &str, file: &str, today: NaiveDate) -> Self {
        let mut wanted = Self {
            office: office.to_owned(),
            file: file.to_owned(),
            ..Self::default()
        };
        for record in &extracted.records {
            if record.form.judging == Judging::Complaint {
                wanted
                    .received
                    .push(record.date("received_on").unwrap_or(today));
                wanted.complaints.push(record.key_text());
                wanted
                    .case_ids
                    .extend(record.text("case_no").map(str::to_owned));
            }
            if CASE_FORMS.contains(&record.form.id.as_str()) {
                wanted
                    .cases
                    .extend(record.text("case_no").map(str::to_owned));
                wanted
                    .own
                    .insert((record.form.id.clone(), record.key_text()));
            }
            if matches!(record.form.id.as_str(), CONTRACT | DISPATCH | RETURN) {
                wanted.dealings = true;
                let text = |key: &str| record.text(key).map(str::to_owned);
                wanted.groups.extend(text("group"));
                wanted
                    .contracts
                    .extend(record.text("contract_no").map(fold));
            }
            if record.form.field("approval").is_some() {
                let decided = (record.form.id.clone(), record.key_text());
                wanted.decided.push(decided);
            }
            if record.form.judging == Judging::Grading {
                wanted.paying.extend(graded_names(record));
            }
            let Some(customer) = record.customer() else {
                continue;
            };
            let period = match record.value("period") {
                Some(Value::Period(period)) => Some(*period),
                _ => None,
            };
            wanted.customers.push((customer.to_owned(), period));
            for field in &record.form.fields {
                if let FieldKind::RegistrationCode | FieldKind::Account = field.kind
                    && let Some(value) = record.value(&field.key)
                {
                    let given = (value.normalised(), customer.to_owned());
                    if field.kind == FieldKind::RegistrationCode {
                        wanted.codes.push(given.clone());
                    }
                    wanted.identifiers.push(given);
                }
            }
        }
        wanted
    }
}

/// The customers that a form grades: itself, or its lines.
fn graded_names(record: &Record<'_>) -> Vec<String> {
    match record.customer() {
        Some(customer) => vec![customer.to_owned()],
        None => {
            let lines = record.lines.iter();
            let names = lines.filter_map(|line| Some(line.text("customer_name")?.to_owned()));
            names.collect()
        }
    }
}
