//! A right record → a review: figures with their reasons.
//!
//! Pure: the record, the policy, the day of review and what the archive knows go in; a review with
//! a trace of every figure comes out. No threshold, label, role or day count stands here: all of
//! them come from the policy's tables.

mod ageing;
mod amount;
mod approval;
mod borrow;
mod case;
mod case_form;
pub mod cases;
mod class;
pub mod collection;
mod complaint;
mod contract;
mod credit;
mod dispatch;
mod distance;
pub mod examples;
mod exposure;
pub mod grading;
mod limit;
mod reply;
mod reports;
mod route;
mod rules;
mod score;
mod severity;
pub mod survey;
mod timeliness;
mod visits;

use crate::domain::known::KnownFacts;
use crate::domain::review::Review;
use crate::extract::Record;
use crate::findings::Finding;
use crate::forms::Judging;
use crate::policy::Policy;
use case::Case;
use chrono::NaiveDate;
pub use exposure::exposure;

/// What evaluation gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluation {
    /// The figures; none for forms that are only recorded or answered, and for a complaint whose
    /// day of receipt could not be read.
    pub review: Option<Review>,
    /// What judging itself has to say (W-IND1-…, W-NA-MISSING, I-…).
    pub findings: Vec<Finding>,
}

/// Judges a record on the day `today`. Records with errors may be given too: what cannot be
/// computed is null. Several complaints of one workbook need each other's case numbers: add the
/// number of each to `known.case_ids` before judging the next.
pub fn evaluate(
    record: &Record<'_>,
    policy: &Policy,
    today: NaiveDate,
    known: &KnownFacts,
) -> Evaluation {
    let mut case = Case::new(record, policy, today, known);
    let review = match record.form.judging {
        Judging::Score => Some(Review::Score(Box::new(score::judge(&mut case)))),
        Judging::Complaint => complaint::judge(&mut case).map(|r| Review::Complaint(Box::new(r))),
        Judging::Rules => Some(Review::Rules(Box::new(rules::judge(&mut case)))),
        Judging::Ageing => ageing::judge(&mut case).map(|r| Review::Ageing(Box::new(r))),
        Judging::Grading => Some(Review::Grading(Box::new(grading::judge(&mut case)))),
        Judging::Survey => Some(Review::Rules(Box::new(survey::judge(&mut case)))),
        Judging::Case => Some(Review::Rules(Box::new(case_form::judge(&mut case)))),
        Judging::Dispatch => Some(Review::Rules(Box::new(dispatch::judge(&mut case)))),
        Judging::Contract => contract::judge(&mut case).map(|r| Review::Contract(Box::new(r))),
        Judging::Record | Judging::Lookup => None,
    };
    Evaluation {
        review,
        findings: case.into_findings(),
    }
}

#[cfg(test)]
mod tests;
