//! Questions to the archive that need no more than its index and one document.

use super::error::{ArchiveError, Doing};
use super::hash::BlobHash;
use super::index::parse_id;
use super::model::{Entry, EqualRecord, Filter, Repeat, SameBytes};
use super::store::Archive;
use crate::disk::Disk;
use crate::judged::JudgedFile;
use std::path::{Path, PathBuf};

/// Where a share's archive, journal and logs lie if `--data` does not say: the platform's data
/// directory, `shenbiao/<hash of the share's canonical path>`. None where the platform has no
/// such directory (no home).
pub fn default_data_dir(share: &Path, disk: &dyn Disk) -> Result<Option<PathBuf>, ArchiveError> {
    let canonical = disk.canonical(share).doing("looking at", share)?;
    let hash = BlobHash::of(canonical.as_os_str().as_encoded_bytes()).to_string();
    let short = hash.get(..16).unwrap_or(&hash).to_owned();
    Ok(directories::BaseDirs::new().map(|dirs| dirs.data_dir().join("shenbiao").join(short)))
}

impl Archive {
    /// Entries that fit, newest first.
    pub fn list(&self, filter: &Filter) -> Result<Vec<Entry>, ArchiveError> {
        self.ask(|index| index.list(filter))
    }

    /// How many entries fit, counted up to `cap`.
    pub fn count(&self, filter: &Filter, cap: u64) -> Result<u64, ArchiveError> {
        self.ask(|index| index.count(filter, cap))
    }

    /// The folded names of the different customers among those that fit, at most `cap`.
    pub fn customers(&self, filter: &Filter, cap: u64) -> Result<Vec<String>, ArchiveError> {
        self.ask(|index| index.customers(filter, cap))
    }

    /// One entry.
    pub fn entry(&self, id: &str) -> Result<Entry, ArchiveError> {
        let missing = || ArchiveError::NoSuch(id.to_owned());
        let (seq, n) = parse_id(id).ok_or_else(missing)?;
        self.ask(|index| index.entry(seq, n))?.ok_or_else(missing)
    }

    /// All entries of a submission, by record.
    pub fn submission(&self, seq: u64) -> Result<Vec<Entry>, ArchiveError> {
        self.ask(|index| index.entries_of_submission(seq))
    }

    /// The submission that a claim brought, if it was committed.
    pub fn find_claim(&self, claim: &str) -> Result<Option<u64>, ArchiveError> {
        self.ask(|index| index.claim(claim))
    }

    /// The judged document of an entry's submission.
    pub fn judged(&self, entry: &Entry) -> Result<JudgedFile, ArchiveError> {
        Ok(serde_json::from_slice(&self.blob(entry.judged_sha256)?)?)
    }

    /// Earlier submissions of the same bytes, newest first (domain ruling 9.17). Whether one
    /// saves a second review, the caller decides from its status and policy.
    pub fn find_same(&self, submitted: BlobHash) -> Result<Vec<SameBytes>, ArchiveError> {
        self.ask(|index| index.same_bytes(submitted))
    }

    /// Earlier accepted records of the office with this form and these fields
    /// ([`super::record_hash`]), newest first (domain ruling 9.18).
    pub fn find_equal(
        &self,
        office: &str,
        record: BlobHash,
    ) -> Result<Vec<EqualRecord>, ArchiveError> {
        self.ask(|index| index.equal_records(office, record))
    }

    /// Later drops of a submission's bytes, oldest first.
    pub fn repeats(&self, seq: u64) -> Result<Vec<Repeat>, ArchiveError> {
        self.ask(|index| index.repeats(seq))
    }

    /// The bytes of a file outside the archive, such as 档案目录; none if it cannot be read.
    pub fn read_outside(&self, path: &Path) -> Option<Vec<u8>> {
        self.disk.read(path).ok()
    }
}
