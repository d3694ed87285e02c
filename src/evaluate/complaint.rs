//! Judging a 顾客反馈登记表: case number, severity, steps, reply and visit (chapter 3, rulings
//! 9.19–9.21).

use super::case::Case;
use super::route::{Route, steps};
use super::{reply, severity};
use crate::domain::review::{ComplaintReview, ComplaintVisit};
use crate::domain::value::Value;
use crate::policy::complaints::StepRole;
use chrono::{Datelike, NaiveDate};

/// Judges the record; none where the day of receipt or the causes could not be read.
pub(super) fn judge(case: &mut Case<'_>) -> Option<ComplaintReview> {
    let received = case.record.date("received_on")?;
    let causes = causes(case)?;
    let case_id = case_id(case, received);
    let effective = case.policy.calendar.effective(received);
    if effective != received {
        case.find(
            "I-RECEIVED-RESTDAY",
            "received_on",
            "3.3(2)1a",
            &[("effective", &effective.to_string())],
        );
    }
    let major = severity::judge(case, received);
    let repeated = severity::repeated(case, received, &causes);
    let reply = reply::due(case, effective, major, &causes)?;
    let taken = steps(
        case,
        &Route {
            effective,
            major,
            repeated,
            causes: &causes,
            wish: case.record.text("wish"),
            reply: &reply,
        },
    );
    let visit = taken
        .iter()
        .find(|t| t.role == StepRole::Visit)
        .map(|t| ComplaintVisit {
            role: t.step.owner.clone(),
            due: t.step.due,
        });
    Some(ComplaintReview {
        case_id,
        severity: if major { "major" } else { "minor" }.to_owned(),
        causes,
        steps: taken.into_iter().map(|t| t.step).collect(),
        visit,
        reply_by: reply.counted.due,
        reply_means: if reply.letter { "letter" } else { "any" }.to_owned(),
        trace: std::mem::take(&mut case.trace),
    })
}

/// The causes as typed, each once, in the form's order.
fn causes(case: &Case<'_>) -> Option<Vec<String>> {
    match case.record.value("causes")? {
        Value::Choices(words) if !words.is_empty() => Some(words.clone()),
        Value::Choice(word) => Some(vec![word.clone()]),
        _ => None,
    }
}

/// The number typed, else the next free one of the day: `FK-20260213-01`.
fn case_id(case: &mut Case<'_>, received: NaiveDate) -> String {
    if let Some(typed) = case.record.text("case_no") {
        return typed.to_owned();
    }
    let given = case.known.cases_by_record.get(&case.record.key_text());
    if let Some(id) = given.cloned() {
        // A corrected version of a complaint keeps the number it was given.
        case.find("I-CASE-NUMBERED", "case_no", "3.3(2)1a", &[("id", &id)]);
        return id;
    }
    let stem = format!(
        "{}-{:04}{:02}{:02}-",
        case.policy.complaints.case_prefix,
        received.year(),
        received.month(),
        received.day()
    );
    let last = case
        .known
        .case_ids
        .iter()
        .filter_map(|id| id.strip_prefix(&stem)?.parse::<u32>().ok())
        .max()
        .unwrap_or(0);
    let id = format!("{stem}{:02}", last.saturating_add(1));
    case.find("I-CASE-NUMBERED", "case_no", "3.3(2)1a", &[("id", &id)]);
    id
}
