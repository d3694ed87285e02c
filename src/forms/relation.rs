//! What two fields of a form must be to each other: the small fixed vocabulary of the sheet 字段关系.

use serde::{Deserialize, Serialize};

/// The word that stands for the day of the review where a field of a day is compared.
pub const REVIEW_DAY: &str = "审核当天";

/// A relation between fields of one form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// Key of the field at which a breach is reported.
    pub field: String,
    /// What it must be.
    pub kind: RelationKind,
    /// Keys of the fields that it is compared with, or that must be filled in; a day may be
    /// compared with [`REVIEW_DAY`].
    pub others: Vec<String>,
    /// Words of the field under which the others must be filled in ([`RelationKind::RequiredWhen`]).
    #[serde(default)]
    pub values: Vec<String>,
    /// A breach only warns.
    #[serde(default)]
    pub warns: bool,
    /// What else is said to whoever broke it.
    #[serde(default)]
    pub note: String,
    /// Clause, where it is not the field's.
    #[serde(default)]
    pub clause: Option<String>,
}

/// Kinds of relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// A day on or after each of the others.
    NotBefore,
    /// A day on or before each of the others.
    NotAfter,
    /// A number of at most each of the others.
    AtMost,
    /// A number of at least each of the others.
    AtLeast,
    /// The sum of the others.
    SumOf,
    /// Where the field is filled in, the others must be.
    Requires,
    /// Filled in together or not at all.
    Together,
    /// Where the field is one of the words, the others must be filled in.
    RequiredWhen,
}

impl RelationKind {
    /// Whether days are compared.
    pub fn of_days(self) -> bool {
        matches!(self, Self::NotBefore | Self::NotAfter)
    }

    /// Whether numbers are compared.
    pub fn of_numbers(self) -> bool {
        matches!(self, Self::AtMost | Self::AtLeast | Self::SumOf)
    }
}
