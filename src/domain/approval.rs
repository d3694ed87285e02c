//! A decision by the holder of an approving role (domain ruling 9.25).

use super::decimal::as_plain_option;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How a file came that lay in 审批/<职务>/.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The role whose folder it is.
    pub role: String,
    /// The file's owner, where the system tells.
    pub owner: Option<String>,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 同意.
    Approved,
    /// 不同意.
    Refused,
    /// 改批额度.
    Revised,
}

impl Verdict {
    const ALL: [Self; 3] = [Self::Approved, Self::Refused, Self::Revised];

    /// The form's word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Approved => "同意",
            Self::Refused => "不同意",
            Self::Revised => "改批额度",
        }
    }

    /// The verdict that a word of the form names.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.words() == word)
    }
}

/// A decision that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Kind of matter (特殊合同).
    pub kind: String,
    /// What was decided.
    pub verdict: Verdict,
    /// 批准额度 in 万元: the most that the exposure may come to.
    #[serde(with = "as_plain_option")]
    pub limit_wan: Option<Decimal>,
    /// 审批理由.
    pub reason: Option<String>,
    /// 审批日期 as written, else the day of the review.
    pub decided_on: NaiveDate,
    /// The role in whose folder it lay.
    pub role: String,
    /// Who decided for the role (代), where the file's owner is its deputy.
    pub deputy: Option<String>,
    /// Which two people were told apart, in words.
    pub compared: String,
}

impl Decision {
    /// `总经理同意(2026-03-10)`; `总经理(王强代)改批额度22万元(2026-03-10):…`.
    pub fn words(&self) -> String {
        let deputy = self
            .deputy
            .as_ref()
            .map_or_else(String::new, |who| format!("({who}代)"));
        let limit = self.limit_wan.map_or_else(String::new, |wan| {
            format!("{}万元", super::decimal::plain(wan))
        });
        let reason = self
            .reason
            .as_ref()
            .map_or_else(String::new, |why| format!(":{why}"));
        format!(
            "{}{deputy}{}{limit}({}){reason}",
            self.role,
            self.verdict.words(),
            self.decided_on
        )
    }
}
