//! What a correction brought about: the earlier version that it took the place of, and what changed
//! in consequence, for whom (domain ruling 9.16).

use serde::{Deserialize, Serialize};

/// A record that took the place of an earlier version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Position of the record in its file, from 1.
    pub record: u64,
    /// Title of its form.
    pub form_title: String,
    /// The version that it took the place of.
    pub replaces: String,
    /// What changed.
    pub effects: Vec<Effect>,
    /// How many further changes are only counted.
    #[serde(default)]
    pub more: u32,
}

/// Something that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// Customer.
    pub customer: String,
    /// What, in words (信用额度; 合同 HT-9 的状态).
    pub what: String,
    /// Before; none where there was nothing.
    pub before: Option<String>,
    /// Since; none where there is nothing.
    pub after: Option<String>,
    /// Who is to look at it, and why; empty where nobody has to.
    pub note: String,
}
