//! Findings over read records: what is missing, what contradicts itself, what stands twice.
//!
//! Each check that a form definition names is one small function ([`checks`]); what concerns
//! several records of a workbook is in [`across`]. Nothing is judged here: figures and grades are
//! `evaluate`'s.

mod across;
pub mod checks;
mod relations;
mod required;
mod status;

pub use across::same_account_in_archive;
pub use checks::customer::{GIVEN_UP, SIGNED};
pub use checks::service::{FIRST_IN_LINE, SURVEY_ITEMS, weight_of};
pub use status::{file_status, lacks_indicator, status_of};

use crate::extract::{Extracted, Lines, Record};
use crate::findings::{Alike, Finding, Severity};
use crate::policy::Policy;
use chrono::NaiveDate;

/// Adds the findings of validation to every record. Values that follow from others are filled in
/// on the way: a term of `20年` gets its days, a blank 填表日期 the day of receipt.
///
/// `most` findings are listed one by one; a record beyond that has errors keeps the first of them,
/// so that its status stays what it is.
pub fn validate(extracted: &mut Extracted<'_>, policy: &Policy, today: NaiveDate, most: usize) {
    let (mut listed, mut cut) = (0usize, false);
    for record in &mut extracted.records {
        let mut found = Alike::default();
        found.extend(std::mem::take(&mut record.findings));
        found.extend(findings_of(record, policy, today));
        found.extend(std::mem::take(&mut record.findings));
        // Packed anew, for a check may fill in a value.
        let mut lines = Lines::default();
        for mut line in record.lines.iter() {
            found.extend(findings_of(&mut line, policy, today));
            found.extend(lines.push(line));
        }
        record.lines = lines;
        record.findings = found.done();
        if listed > most {
            cut |= keep_gravest(&mut record.findings);
        }
        listed += record.findings.len();
    }
    if cut {
        let facts = [("count", &*most.to_string())];
        extracted
            .findings
            .push(Finding::draft("I-FINDINGS-CUT", &facts).done());
    }
    across::add_findings(&mut extracted.records);
    for record in &mut extracted.records {
        let form = record.form;
        for finding in &mut record.findings {
            if finding.clause.is_none() {
                let of_field = finding
                    .field
                    .as_ref()
                    .and_then(|label| form.fields.iter().find(|f| f.label == *label))
                    .and_then(|f| f.clause.clone());
                finding.clause = of_field.or_else(|| Some(form.clause.clone()));
            }
        }
    }
}

/// What is wrong with a form, or with one line of a part of it.
fn findings_of(record: &mut Record<'_>, policy: &Policy, today: NaiveDate) -> Vec<Finding> {
    checks::complete(record, today);
    let mut found = required::findings(record, policy);
    found.extend(checks::findings(record, policy, today));
    found.extend(relations::findings(record, today));
    found
}

/// Of a record that goes back, keeps one error; whether anything went.
fn keep_gravest(findings: &mut Vec<Finding>) -> bool {
    let grave = |f: &Finding| f.severity == Severity::Error;
    let Some(first) = findings.iter().position(grave) else {
        return false;
    };
    let cut = findings.len() > 1;
    findings.swap(0, first);
    findings.truncate(1);
    cut
}

#[cfg(test)]
mod tests;
