//! A right record → a review: figures with their reasons.
//!
//! Pure: the record, the policy, the day of review and what the archive knows go in; a review with
//! a trace of every figure comes out. No threshold, label, role or day count stands here: all of
//! them come from the policy's tables.

use crate::domain::known::KnownFacts;
use crate::domain::review::Review;
use crate::extract::Record;
use crate::findings::Finding;
use crate::policy::Policy;
use chrono::NaiveDate;

/// What evaluation gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluation {
    /// The figures; none for forms that are only recorded or answered.
    pub review: Option<Review>,
    /// What judging itself has to say (W-IND1-…, W-NA-MISSING, I-…).
    pub findings: Vec<Finding>,
}

/// Judges a record. Records with errors may be given too: what cannot be computed is null.
pub fn evaluate(
    _record: &Record<'_>,
    _policy: &Policy,
    _today: NaiveDate,
    _known: &KnownFacts,
) -> Evaluation {
    Evaluation::default()
}
