//! The month's 客户投诉核查表, filled in from the cases and laid ready for 技术部 to complete
//! (clause 3.3(2)1c): on the month's last working day, until it was handed in.

use crate::archive::{Archive, ArchiveError};
use crate::domain::complaint::ComplaintCase;
use crate::domain::value::{Value, iso};
use crate::grading::{Book, Content};
use crate::policy::Policy;
use crate::templates::FilledForm;
use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeMap;

/// Form id.
const AUDIT: &str = "complaint_audit";
/// The word of 反馈类别 for what is no complaint.
const SUGGESTION: &str = "建议";
/// Whom a copy goes to (the source: one each).
const COPIES: &str = "责任部门、财务部、人力资源部";

/// The sheet that is due; none where the month had no complaint, or where it was handed in.
pub fn book(
    archive: &Archive,
    cases: &[ComplaintCase],
    policy: &Policy,
    today: NaiveDate,
) -> Result<Option<Book>, ArchiveError> {
    let Some(month) = month_due(policy, today) else {
        return Ok(None);
    };
    let Some(form) = policy.forms.get(AUDIT) else {
        return Ok(None);
    };
    let mut own: Vec<&ComplaintCase> = cases.iter().filter(|case| is_of(case, month)).collect();
    if own.is_empty() {
        return Ok(None);
    }
    own.sort_by_key(|case| (case.received, case.case_id.clone()));
    let label = form.field("month").map_or("", |f| f.label.as_str());
    for entry in archive.records_that_count(AUDIT)? {
        let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
        let record = archive.judged(&entry)?.records.into_iter().nth(at);
        let said = record.and_then(|r| r.fields.into_iter().find(|f| f.label == label)?.value);
        if said == Some(iso(month)) {
            return Ok(None);
        }
    }
    let form = FilledForm {
        form: AUDIT.to_owned(),
        fields: BTreeMap::from([
            ("month".to_owned(), Value::Date(month)),
            ("copies".to_owned(), Value::Text(COPIES.to_owned())),
        ]),
        lines: own.into_iter().map(line).collect(),
    };
    Ok(Some(Book {
        path: format!("客户投诉核查表-{}.xlsx", month.format("%Y-%m")),
        content: Content::Form(Box::new(form)),
        lasting: false,
    }))
}

/// The first day of the month whose sheet is due: this month's from its last working day on, the
/// one before until then.
fn month_due(policy: &Policy, today: NaiveDate) -> Option<NaiveDate> {
    let first = today.with_day(1)?;
    let last = policy.calendar.last_workday(today.year(), today.month())?;
    if today >= last {
        return Some(first);
    }
    first.checked_sub_days(Days::new(1))?.with_day(1)
}

fn is_of(case: &ComplaintCase, month: NaiveDate) -> bool {
    let complains = case.causes.iter().any(|cause| cause != SUGGESTION);
    complains && case.received.and_then(|day| day.with_day(1)) == Some(month)
}

/// What the case tells of itself; what 技术部 finds out is left blank.
fn line(case: &ComplaintCase) -> BTreeMap<String, Value> {
    let mut line = BTreeMap::new();
    let mut put = |key: &str, text: String| {
        if !text.is_empty() {
            line.insert(key.to_owned(), Value::Text(text));
        }
    };
    put("case_no", case.case_id.clone());
    put("customer_name", case.customer.clone().unwrap_or_default());
    put("symptom", case.symptom.clone());
    put("cause", case.causes.join("、"));
    let treated = case
        .steps
        .iter()
        .filter(|s| s.step.form.is_none() || s.step.step == "exchange");
    let treated: Vec<&str> = treated
        .filter(|s| s.done_on.is_some())
        .map(|s| s.step.words.split(';').next().unwrap_or_default())
        .collect();
    put("treatment", treated.join(";"));
    let late = case.steps.iter().any(|s| s.late > 0);
    if late || case.is_closed() {
        put("in_time", if late { "逾期" } else { "按期" }.to_owned());
    }
    line
}
