//! What goes into the archive and what comes out of it.

use super::hash::BlobHash;
use crate::domain::known::KnownFacts;
use crate::domain::status::Status;
use crate::findings::Finding;
use crate::flow::PolicyCase;
use crate::judged::JudgedFile;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A judged submission, to be committed.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Key of the claim: committing the same claim again gives back the first version. Empty:
    /// each commit is a version.
    pub claim: String,
    /// Real time of receipt (RFC 3339).
    pub received_at: String,
    /// The `today` of the review.
    pub review_date: NaiveDate,
    /// Path within 收件箱, with `/`; a file mended in 退回修改 keeps the path it came by.
    pub file: String,
    /// Office (sub-folder of 收件箱), empty at the root.
    pub office: String,
    /// Approving role in whose folder it was dropped (审批/<职务>/).
    pub role: Option<String>,
    /// Owner of the file, where the system tells.
    pub owner: Option<String>,
    /// The bytes as submitted.
    pub submitted: Arc<Vec<u8>>,
    /// The annotated workbook, or the result workbook beside it; none if there is none.
    pub annotated: Option<Arc<Vec<u8>>>,
    /// What the review said.
    pub judged: JudgedFile,
    /// Version of the policy that judged.
    pub policy_version: String,
    /// The bytes of that policy's workbook.
    pub policy: Arc<Vec<u8>>,
    /// Place of delivery of the annotated workbook, relative to the share, with `/`.
    pub delivered: Option<String>,
    /// What it was judged with beside its bytes and the policy.
    pub circumstances: Option<Circumstances>,
    /// The policy that this submission puts in force.
    pub adopts: Option<Adoption>,
}

/// A policy that is put in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// Version on its cover.
    pub version: String,
    /// First day on which reviews go by it.
    pub effective: NaiveDate,
    /// Its workbook.
    pub policy: Arc<Vec<u8>>,
}

/// What a file was judged with beside its bytes, its policy and its day: kept with the version,
/// so that the same review can be made again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Circumstances {
    /// What the archive knew then.
    pub known: KnownFacts,
    /// What the file's way here told, ahead of its own findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Finding>,
    /// What a policy workbook was judged against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_case: Option<PolicyCase>,
    /// Version of the program.
    #[serde(default)]
    pub program: String,
}

/// A committed submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// Submission number.
    pub seq: u64,
    /// Ids of its entries, by record.
    pub ids: Vec<String>,
    /// The claim was committed before; nothing was added now.
    pub known: bool,
}

/// One entry of the archive: a record of a submission, or a submission without any record.
/// Serialises as an entry of `archive list --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// `<submission>-<n>`, the same after a rebuild.
    pub id: String,
    /// Real time of receipt (RFC 3339).
    pub received_at: String,
    /// The `today` of the review.
    pub review_date: NaiveDate,
    /// Path within 收件箱.
    pub file: String,
    /// Office, empty at the root.
    pub office: String,
    /// Form id; null where no form was recognised.
    pub form: Option<String>,
    /// Form title.
    pub form_title: Option<String>,
    /// Customer as typed.
    pub customer: Option<String>,
    /// Grade, where the form has one.
    pub grade: Option<String>,
    /// Status of the record (of the file, where it has no record).
    pub status: Status,
    /// Policy that judged.
    pub policy_version: String,
    /// Submitted bytes.
    pub submitted_sha256: BlobHash,
    /// Annotated bytes, if any.
    pub annotated_sha256: Option<BlobHash>,
    /// Earlier version that holds this very record, where a whole submission was carried over.
    pub carried_from: Option<String>,
    /// Submission number.
    #[serde(skip)]
    pub seq: u64,
    /// Position of the record in the judged document, from 1.
    #[serde(skip)]
    pub n: u64,
    /// Status of the file.
    #[serde(skip)]
    pub file_status: Status,
    /// Place of delivery, relative to the share.
    #[serde(skip)]
    pub delivered: Option<String>,
    /// Judged document.
    #[serde(skip)]
    pub judged_sha256: BlobHash,
    /// Sheet of the record.
    #[serde(skip)]
    pub sheet: Option<String>,
    /// Row of the record in a list (Excel's number).
    #[serde(skip)]
    pub row: Option<u32>,
    /// Period that it covers, in plain notation (`2025`, `2025H1`).
    #[serde(skip)]
    pub period: Option<String>,
    /// Workbook of the policy that judged.
    #[serde(skip)]
    pub policy_sha256: BlobHash,
    /// A later submission was delivered to the same place: what lies there is its workbook.
    #[serde(skip)]
    pub replaced_by: Option<u64>,
}

/// What to list. All given criteria must hold; the default lists everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Any part of the customer's name.
    pub customer: Option<String>,
    /// Form by id, title, alias or part of its title.
    pub form: Option<String>,
    /// Grade (A, B, C, N).
    pub grade: Option<String>,
    /// Status of the record.
    pub status: Option<Status>,
    /// First review date.
    pub from: Option<NaiveDate>,
    /// Last review date.
    pub to: Option<NaiveDate>,
    /// Policy version.
    pub policy: Option<String>,
    /// Most entries; none: all.
    pub limit: Option<u64>,
    /// Leaves out look-ups (档案查询单), which are archived like any submission.
    pub without_lookups: bool,
}

/// An earlier submission of the same bytes (domain ruling 9.17).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameBytes {
    /// Submission number.
    pub seq: u64,
    /// Id of its first entry.
    pub id: String,
    /// Outcome of the file.
    pub status: Status,
    /// Policy that judged.
    pub policy_version: String,
    /// Blob of that policy's workbook.
    pub policy: BlobHash,
    /// Place of delivery, relative to the share.
    pub delivered: Option<String>,
    /// Annotated bytes, for delivering again ([`super::Archive::blob`]).
    pub annotated: Option<BlobHash>,
    /// Path within 收件箱 it came by.
    pub file: String,
    /// Office.
    pub office: String,
    /// Review date.
    pub review_date: NaiveDate,
    /// Form ids of its records, each once, in order.
    pub forms: Vec<String>,
}

/// An earlier accepted record with the same form and fields (domain ruling 9.18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EqualRecord {
    /// Its id, for `carried_from`.
    pub id: String,
    /// Submission number.
    pub seq: u64,
    /// Position of the record in that submission's judged document, from 1.
    pub n: u64,
    /// Path within 收件箱 it came by.
    pub file: String,
    /// Row in a list; none on a card.
    pub row: Option<u32>,
    /// Status of the record.
    pub status: Status,
    /// Status of the file it stood in.
    pub file_status: Status,
    /// Policy that judged.
    pub policy_version: String,
    /// Blob of that policy's workbook.
    pub policy: BlobHash,
}

/// The same bytes came again and were not judged again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Submission that holds them.
    pub of: u64,
    /// Key of the claim.
    pub claim: String,
    /// Real time of receipt (RFC 3339).
    pub received_at: String,
    /// Path within 收件箱.
    pub file: String,
    /// Office, empty at the root.
    pub office: String,
}

/// Where the manifest ends: what is written outside, so that `verify` can tell a whole archive
/// from a shortened or rewritten one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Head {
    /// Number of the last line.
    pub line: u64,
    /// Number of the last submission.
    pub seq: u64,
    /// Hash of the last line; empty before the first.
    pub hash: String,
}
