//! What the sheets show beside the judged file itself.

use crate::domain::known::{CustomerFacts, KnownFacts, PreviousGrading};
use crate::domain::name::fold;
use crate::judged::{JudgedFile, JudgedRecord};
use crate::policy::{Policy, PolicyDiff};
use chrono::NaiveDate;

/// Whom the built-in forms are about.
const CUSTOMER: &str = "客户";

/// Facts of the submission and of the run.
#[derive(Debug, Clone)]
pub struct RenderContext<'a> {
    /// The policy that judged.
    pub policy: &'a Policy,
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
    /// What a policy workbook changes against the policy in force; none for every other file.
    pub changes: Option<&'a PolicyDiff>,
    /// Way from the place of delivery to a workbook that holds the policy which judged.
    pub policy_copy: Option<String>,
}

impl<'a> RenderContext<'a> {
    /// A context of a file at the root of 收件箱.
    pub fn new(
        policy: &'a Policy,
        review_date: NaiveDate,
        file_name: impl Into<String>,
        submitted_sha256: impl Into<String>,
        known: &'a KnownFacts,
    ) -> Self {
        Self {
            policy,
            review_date,
            office: String::new(),
            file_name: file_name.into(),
            submitted_sha256: submitted_sha256.into(),
            known,
            changes: None,
            policy_copy: None,
        }
    }

    /// 受理号: the first 12 hex digits of the submitted bytes' SHA-256.
    pub fn case_number(&self) -> &str {
        self.submitted_sha256
            .get(..12)
            .unwrap_or(&self.submitted_sha256)
    }

    /// The roles of the 签批栏, from the lowest: those with a folder 审批/<职务>/.
    pub(super) fn sign_roles(&self) -> Vec<&'a str> {
        let mut roles = self.policy.organisation.approving_roles();
        roles.reverse();
        roles.into_iter().map(|role| role.name.as_str()).collect()
    }

    /// What stands in the footer of every sheet.
    pub(super) fn footer(&self, sheet: &str) -> String {
        format!(
            "受理号 {} · 制度 {} · {sheet}",
            self.case_number(),
            self.policy.version()
        )
    }

    /// Whom the forms of a file are about, in a word: 客户, or what a manager's form calls it by
    /// the label of the field that names it (供应商名称 → 供应商). 客户 where forms differ.
    pub(super) fn subject(&self, file: &JudgedFile) -> &'a str {
        let named = |record: &JudgedRecord| {
            let form = self.policy.forms.get(&record.form)?;
            let label = &form.field(form.customer_field.as_deref()?)?.label;
            let word = label.strip_suffix("名称").unwrap_or(label);
            Some(if word.is_empty() { label } else { word })
        };
        let mut all = file.records.iter().map(|r| named(r).unwrap_or(CUSTOMER));
        let first = all.next().unwrap_or(CUSTOMER);
        if all.all(|other| other == first) {
            first
        } else {
            CUSTOMER
        }
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
