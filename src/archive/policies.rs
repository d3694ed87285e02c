//! The policies that were put in force. Each stands in the manifest: the first in a line of its
//! own, every later one in the line of the submission that brought it, so that archiving it and
//! putting it in force are one step. `verify` reads their workbooks; a rebuild finds them again.

use super::error::ArchiveError;
use super::hash::BlobHash;
use super::manifest::{AdoptionLine, Event, FoundedLine};
use super::model::{Adoption, Circumstances, Entry, Submission};
use super::store::Archive;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A policy that was put in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AdoptedPolicy {
    /// Version on its cover.
    pub version: String,
    /// First day on which reviews go by it.
    pub effective: NaiveDate,
    /// Its workbook.
    pub policy: BlobHash,
    /// Submission that brought it; none for the first, which whoever set the share up decided.
    pub submission: Option<u64>,
    /// Real time of receipt (RFC 3339).
    pub received_at: String,
}

/// The document of a version as it is stored: the judged file, and what it was judged with.
#[derive(Serialize)]
pub(super) struct StoredDocument<'a> {
    #[serde(flatten)]
    pub judged: &'a crate::judged::JudgedFile,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub circumstances: Option<&'a Circumstances>,
}

/// The document that the archive keeps of a submission. Measured first, as growing a text of tens
/// of megabytes would hold it twice.
pub(super) fn stored_document(submission: &Submission) -> Result<Vec<u8>, ArchiveError> {
    struct Length(usize);
    impl std::io::Write for Length {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let document = StoredDocument {
        judged: &submission.judged,
        circumstances: submission.circumstances.as_ref(),
    };
    let mut length = Length(0);
    if submission.submitted.len() > LONG {
        serde_json::to_writer(&mut length, &document)?;
    }
    let mut bytes = Vec::with_capacity(length.0);
    serde_json::to_writer(&mut bytes, &document)?;
    Ok(bytes)
}

/// Bytes of a submitted file from which on its document may be long.
const LONG: usize = 1 << 20;

#[derive(Deserialize)]
struct OnlyCircumstances {
    circumstances: Option<Circumstances>,
}

impl Archive {
    /// The policies that were put in force, in the order in which they came.
    pub fn policies(&self) -> Result<Vec<AdoptedPolicy>, ArchiveError> {
        self.ask(|index| index.policies())
    }

    /// Enters the policy by which a new archive begins. Where one is known already, nothing is
    /// entered.
    pub fn found(&self, adoption: &Adoption, received_at: &str) -> Result<(), ArchiveError> {
        self.append_unless_founded(|blobs| {
            let policy = BlobHash::of(&adoption.policy);
            blobs.insert(policy, adoption.policy.as_slice());
            Event::Founded(FoundedLine {
                received_at: received_at.to_owned(),
                adopts: AdoptionLine {
                    version: adoption.version.clone(),
                    effective: adoption.effective,
                    policy,
                },
            })
        })
    }

    /// What a version was judged with; none where an older program archived it.
    pub fn circumstances(&self, entry: &Entry) -> Result<Option<Circumstances>, ArchiveError> {
        let document: OnlyCircumstances = serde_json::from_slice(&self.blob(entry.judged_sha256)?)?;
        Ok(document.circumstances)
    }
}

/// Blobs on their way into the archive.
pub(super) type NewBlobs<'a> = BTreeMap<BlobHash, &'a [u8]>;
