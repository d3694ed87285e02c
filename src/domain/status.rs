//! What became of a record or a file (domain ruling 9.5).

use serde::{Deserialize, Serialize};

/// Status of a record, and of a file as the worst of its records. Ordered from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 通过.
    Accepted,
    /// 通过(有提醒).
    AcceptedWithWarnings,
    /// 资料不全: no error, but too little to judge.
    Incomplete,
    /// 未识别: readable, no known form.
    Unrecognised,
    /// 退回修改.
    Returned,
}

impl Status {
    /// The word for staff.
    pub fn words(self) -> &'static str {
        match self {
            Self::Accepted => "通过",
            Self::AcceptedWithWarnings => "通过(有提醒)",
            Self::Incomplete => "资料不全",
            Self::Unrecognised => "未识别",
            Self::Returned => "退回修改",
        }
    }

    /// The word of the JSON contract.
    pub fn id(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AcceptedWithWarnings => "accepted_with_warnings",
            Self::Incomplete => "incomplete",
            Self::Unrecognised => "unrecognised",
            Self::Returned => "returned",
        }
    }

    /// Whether the file may go to 审核结果 (else 退回修改).
    pub fn is_accepted(self) -> bool {
        matches!(self, Self::Accepted | Self::AcceptedWithWarnings)
    }

    /// Reads the word of the JSON contract, or the Chinese word.
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Accepted,
            Self::AcceptedWithWarnings,
            Self::Incomplete,
            Self::Unrecognised,
            Self::Returned,
        ]
        .into_iter()
        .find(|s| s.id() == text || s.words() == text)
    }
}
