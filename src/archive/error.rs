//! What can go wrong with the archive, as facts; the command line turns them into words.

use std::path::{Path, PathBuf};

/// A failure of the archive. Nothing that was committed is lost by any of them.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A file operation failed.
    #[error("{doing} {}: {source}", path.display())]
    Disk {
        /// What was being done.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The index failed.
    #[error("archive index: {0}")]
    Index(#[from] rusqlite::Error),
    /// Another process writes to this archive.
    #[error("another process is writing to the archive in {}", .0.display())]
    Busy(PathBuf),
    /// What is stored contradicts itself; writing stops until someone has looked (`verify`).
    #[error("the archive is damaged: {0}")]
    Damaged(String),
    /// Written by a newer program.
    #[error("the archive has format {found}, this program knows {known}")]
    Newer {
        /// Format found.
        found: i64,
        /// Newest format known.
        known: i64,
    },
    /// There is no such version.
    #[error("no version {0} in the archive")]
    NoSuch(String),
    /// A stored document cannot be read or written as JSON.
    #[error("stored document: {0}")]
    Document(#[from] serde_json::Error),
}

impl ArchiveError {
    /// Whether the same call may succeed later without anyone doing anything.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Disk { .. } | Self::Index(_) | Self::Busy(_))
    }
}

/// Adds what was being done to an I/O error.
pub(super) trait Doing<T> {
    /// Names the operation and the file.
    fn doing(self, doing: &'static str, path: &Path) -> Result<T, ArchiveError>;
}

impl<T> Doing<T> for std::io::Result<T> {
    fn doing(self, doing: &'static str, path: &Path) -> Result<T, ArchiveError> {
        self.map_err(|source| ArchiveError::Disk {
            doing,
            path: path.to_owned(),
            source,
        })
    }
}
