//! What the sheets show beside the judged file itself.

use crate::domain::known::{CustomerFacts, KnownFacts, PreviousGrading};
use crate::domain::name::fold;
use crate::forms::Forms;
use crate::judged::JudgedRecord;
use chrono::NaiveDate;

/// Facts of the submission and of the run.
#[derive(Debug, Clone)]
pub struct RenderContext<'a> {
    /// Version of the policy that judged.
    pub policy_version: String,
    /// Day from which it is in force.
    pub policy_effective: Option<NaiveDate>,
    /// Day of the review.
    pub review_date: NaiveDate,
    /// Office (sub-folder of 收件箱); empty at its root.
    pub office: String,
    /// Full name of the submitted file.
    pub file_name: String,
    /// SHA-256 of the submitted bytes in hex.
    pub submitted_sha256: String,
    /// What the archive knows.
    pub known: &'a KnownFacts,
    /// The policy's forms.
    pub forms: &'a Forms,
    /// Roles of the 签批栏, from the lowest.
    pub sign_roles: Vec<String>,
}

impl<'a> RenderContext<'a> {
    /// A context with the sign-off roles of the policy's chapter 2 (业务部经理, 主管副总经理, 总经理).
    pub fn new(
        policy_version: impl Into<String>,
        review_date: NaiveDate,
        file_name: impl Into<String>,
        submitted_sha256: impl Into<String>,
        known: &'a KnownFacts,
        forms: &'a Forms,
    ) -> Self {
        Self {
            policy_version: policy_version.into(),
            policy_effective: None,
            review_date,
            office: String::new(),
            file_name: file_name.into(),
            submitted_sha256: submitted_sha256.into(),
            known,
            forms,
            sign_roles: ["业务部经理", "主管副总经理", "总经理"]
                .map(str::to_owned)
                .to_vec(),
        }
    }

    /// 受理号: the first 12 hex digits of the submitted bytes' SHA-256.
    pub fn case_number(&self) -> &str {
        self.submitted_sha256
            .get(..12)
            .unwrap_or(&self.submitted_sha256)
    }

    /// What stands in the footer of every sheet.
    pub(super) fn footer(&self, sheet: &str) -> String {
        format!(
            "受理号 {} · 制度 {} · {sheet}",
            self.case_number(),
            self.policy_version
        )
    }

    /// What is known of a record's customer.
    pub(super) fn customer(&self, record: &JudgedRecord) -> Option<&'a CustomerFacts> {
        self.known.customers.get(&fold(record.customer.as_deref()?))
    }

    /// The earlier grading of a record's customer.
    pub(super) fn previous(&self, record: &JudgedRecord) -> Option<&'a PreviousGrading> {
        self.customer(record)?.previous.as_ref()
    }
}
