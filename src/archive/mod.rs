//! The archive: every submission a version, kept for ever, provably unaltered, searchable.
//!
//! Blobs by hash ([`BlobHash`]) hold the submitted and annotated bytes, the judged document and
//! the policy; the manifest (one JSON line an event, chained by hashes) is the truth; the index
//! answers questions and can be rebuilt from both. Lies on a local disk, never on the share.

mod accounts;
mod blobs;
mod cases;
mod corrections;
mod customers;
mod dealings;
mod document;
mod duties;
mod error;
mod export;
mod facts;
mod forms;
mod grades;
mod hash;
mod index;
mod known;
pub mod manifest;
mod model;
mod names;
mod noted;
mod on_file;
mod policies;
mod portfolio;
mod query;
mod receivables;
mod sheets;
mod store;
#[cfg(test)]
mod tests;
mod verify;
mod wanted;

pub use accounts::{Account, Accounts, GradingOnFile};
pub use cases::Cases;
pub use corrections::CorrectionOnFile;
pub use customers::{Dossier, News};
pub use document::{Difference, Differences, Shown};
pub use duties::{
    CONTACTS, DUTY_DONE, DoneOnFile, DutiesOnFile, GradeOnFile, RegradeOnFile, SURVEY, VISIT,
};
pub use error::ArchiveError;
pub use facts::record_hash;
pub use grades::{CardOnFile, FirstContract, GradesInForce, ReviewOnFile, ScoreOnFile};
pub use hash::{ALGORITHM, BlobHash, NotAHash};
pub use model::{
    Adoption, Circumstances, Committed, Entry, EqualRecord, Filter, Head, Repeat, SameBytes,
    Submission,
};
pub use names::search_fold;
pub use noted::noted_head;
pub use on_file::WaitingGrading;
pub use policies::AdoptedPolicy;
pub use query::default_data_dir;
pub use sheets::{
    ANSWER_DEFAULT, Copies, HEAD_HASH_LABEL, HEAD_LINE_LABEL, HEAD_SHEET, INDEX_ROWS,
};
pub use store::Archive;
pub use verify::{Damage, NotedHead, Verified};
pub use wanted::Wanted;
