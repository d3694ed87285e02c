//! The judged file: the document that `check --json`, the watcher, the archive and the add-in share.

use crate::domain::cell::CellRef;
use crate::domain::review::Review;
use crate::domain::status::Status;
use crate::findings::Finding;
use serde::{Deserialize, Serialize};

/// A field as it was read, under the form's own label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldReport {
    /// The definition's label; as typed where it is not ours.
    pub label: String,
    /// Where the value stood (the source cell when filled down); none if the label is absent.
    pub cell: Option<CellRef>,
    /// As it stood.
    pub raw: Option<String>,
    /// Normalised; null for blank or unreadable.
    pub value: Option<String>,
    /// The field's unit.
    pub unit: Option<String>,
    /// A label that is not the form's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub extra: bool,
    /// The row (Excel's number) of a line of a part of the form; none for what the form says once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// One record of a file, judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JudgedRecord {
    /// Form id.
    pub form: String,
    /// Form title.
    pub form_title: String,
    /// Sheet name.
    pub sheet: String,
    /// Row in a list (Excel's number, from 1); null on a card.
    pub row: Option<u32>,
    /// Status.
    pub status: Status,
    /// Customer as typed (white space trimmed).
    pub customer: Option<String>,
    /// Findings by sheet, row, column, code.
    pub findings: Vec<Finding>,
    /// What was read.
    pub fields: Vec<FieldReport>,
    /// Figures; null for returned.
    pub review: Option<Review>,
    /// The earlier version that holds this very record (domain ruling 9.18).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<String>,
}

/// One file, judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JudgedFile {
    /// File as given.
    pub file: String,
    /// The worst of its records'.
    pub status: Status,
    /// The file's own findings.
    pub findings: Vec<Finding>,
    /// Records by sheet position, then row.
    pub records: Vec<JudgedRecord>,
    /// Workbooks of the archive that are laid beside the answer, which links to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enclosed: Vec<Enclosed>,
}

/// A workbook of the archive that goes along with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosed {
    /// Where it goes, below the answer's folder, with `/`.
    pub path: String,
    /// Its bytes in the archive.
    pub sha256: String,
}

/// The document of `check --json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckDocument {
    /// Version of the policy that judged.
    pub policy_version: String,
    /// Files in the order of the arguments.
    pub files: Vec<JudgedFile>,
}
