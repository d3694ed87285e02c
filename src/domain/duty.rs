//! What a form says that closes a duty: a visit made, a month's contacts reported, a survey held,
//! a thing done (ruling 28a).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The day on which it was done.
    pub on: NaiveDate,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Their role as typed; a visit together names several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The number of the duty (事项编号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What it was, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The office that the form itself names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// First day of the month that it covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<NaiveDate>,
    /// When the next one had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<NaiveDate>,
}
