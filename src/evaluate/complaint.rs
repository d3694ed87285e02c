//! Judging a 顾客反馈登记表: case number, severity, steps, reply and visit (chapter 3, rulings
//! 9.19–9.21).

use super::case::Case;
use super::case_form::at_hand;
use super::route::{Route, steps};
use super::{cases, reply, severity};
use crate::domain::complaint::{
    ComplaintCase, FeedbackFiled, Filed, LETTER, family, reopened, root,
};
use crate::domain::name::fold;
use crate::domain::review::{ComplaintReview, ComplaintVisit, Review};
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
    let major_by_letter = reply.letter;
    answered(case, major_by_letter);
    let visit = taken
        .iter()
        .find(|t| t.role == StepRole::Visit)
        .map(|t| ComplaintVisit {
            role: t.step.owner.clone(),
            due: t.step.due,
        });
    let mut review = ComplaintReview {
        case_id,
        severity: if major { "major" } else { "minor" }.to_owned(),
        causes,
        steps: taken.into_iter().map(|t| t.step).collect(),
        visit,
        reply_by: reply.counted.due,
        reply_means: if reply.letter { "letter" } else { "any" }.to_owned(),
        repeated,
        case: None,
        trace: std::mem::take(&mut case.trace),
    };
    let stands = stands(case, &review);
    review.case = Some(Box::new(stands));
    Some(review)
}

/// How the case stands with this form in it; a day of closing is held against it.
fn stands(case: &mut Case<'_>, review: &ComplaintReview) -> ComplaintCase {
    let key = fold(&review.case_id);
    let mut filings = case.known.cases.get(&key).cloned().unwrap_or_default();
    filings.extend(at_hand(
        case,
        Some(&Review::Complaint(Box::new(review.clone()))),
    ));
    let stands = cases::stand(&review.case_id, &filings, case.policy, case.today);
    // Without an archive nobody knows what other forms have closed.
    let closes = case.record.date("closed_on").is_some();
    if case.known.archive && closes && !stands.is_closed() {
        let open: Vec<&str> = stands
            .steps
            .iter()
            .filter(|s| s.done_on.is_none())
            .map(|s| s.step.words.as_str())
            .collect();
        let facts = [("id", review.case_id.as_str()), ("open", &open.join("、"))];
        case.find("W-CASE-NOT-CLOSABLE", "closed_on", "3.3(1)", &facts);
    }
    stands
}

/// A reply goes by letter where it has to, and the visit is the director's own (clauses 3.2(2), (4)).
fn answered(case: &mut Case<'_>, by_letter: bool) {
    let means = case.record.text("reply_means");
    if by_letter && case.record.date("replied_on").is_some() && means != Some(LETTER) {
        let facts = [("means", means.unwrap_or("空着"))];
        case.find("E-REPLY-LETTER", "reply_means", "3.2(2)", &facts);
    }
    let policy = case.policy;
    let visit = policy
        .complaints
        .steps
        .iter()
        .find(|r| r.role == StepRole::Visit);
    let (Some(row), Some(name), Some(day)) = (
        visit,
        case.record.text("visited_by"),
        case.record.date("visited_on"),
    ) else {
        return;
    };
    let holders = policy.organisation.holders(&row.owner, day);
    let deputises = policy
        .organisation
        .stands_in_for(name, "", day)
        .iter()
        .any(|role| Some(&role.name) == policy.organisation.role(&row.owner).map(|r| &r.name));
    // Names are told apart only where the policy lists who holds the office.
    if !holders.is_empty() && !deputises && !holders.iter().any(|h| fold(h) == fold(name)) {
        let facts = [("who", name), ("owner", row.owner.as_str())];
        case.find("E-VISIT-DELEGATED", "visited_by", &row.cite.clause, &facts);
    }
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
    if let Some(typed) = case.record.text("case_no").map(str::to_owned) {
        return typed_id(case, typed, received);
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

/// The number typed; where its case was closed before this complaint came, the same number with
/// -R1, -R2 … (domain section 6, state C).
fn typed_id(case: &mut Case<'_>, typed: String, received: NaiveDate) -> String {
    let (first, times) = root(&typed);
    let given = case.known.cases_by_record.get(&case.record.key_text());
    if let Some(id) = given
        .filter(|id| family(id) == family(&typed) && root(id).1 > times)
        .cloned()
    {
        let facts = [("before", typed.as_str()), ("id", id.as_str())];
        case.find("I-CASE-REOPENED", "case_no", "3.3(1)", &facts);
        return id;
    }
    let before = match times {
        0 => typed.clone(),
        1 => first.to_owned(),
        times => reopened(first, times - 1),
    };
    let known = case.known;
    let filings = known.cases.get(&fold(&before));
    let complaint: Option<&FeedbackFiled> =
        filings
            .into_iter()
            .flatten()
            .rev()
            .find_map(|f| match &f.value.filed {
                Filed::Feedback(feedback) => Some(feedback.as_ref()),
                _ => None,
            });
    let (Some(filings), Some(complaint)) = (filings, complaint) else {
        if times > 0 && known.archive {
            let facts = [("what", before.as_str()), ("form", "顾客反馈登记表")];
            case.find("W-REF-PENDING", "case_no", "3.3(1)", &facts);
        }
        return typed;
    };
    // The same complaint with more filled in.
    if times == 0 && complaint.received == received {
        return typed;
    }
    let stands = cases::stand(&before, filings, case.policy, case.today);
    let closed = stands.closed_on.is_some_and(|day| day <= received);
    if !closed {
        let facts = [
            ("before", before.as_str()),
            ("received", &complaint.received.to_string()),
        ];
        case.find("W-CASE-STILL-OPEN", "case_no", "3.3(1)", &facts);
        return typed;
    }
    if times > 0 {
        return typed;
    }
    let most = known
        .cases
        .values()
        .flatten()
        .map(|f| root(&f.value.case_id).1)
        .max()
        .unwrap_or(0);
    let id = reopened(first, most.saturating_add(1));
    let facts = [("before", typed.as_str()), ("id", id.as_str())];
    case.find("I-CASE-REOPENED", "case_no", "3.3(1)", &facts);
    id
}
