//! Blobs: immutable bytes, each under the name of its hash, in 256 folders.

use super::error::{ArchiveError, Doing};
use super::hash::BlobHash;
use crate::disk::{Disk, parent};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The blob store of one archive.
#[derive(Debug, Clone)]
pub(super) struct Blobs {
    root: PathBuf,
    stage: PathBuf,
    disk: Arc<dyn Disk>,
}

/// What reading a blob byte by byte showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlobState {
    /// Its bytes have its hash.
    Whole,
    /// There is no such file.
    Missing,
    /// Its bytes have another hash.
    Altered,
    /// It cannot be read.
    Unreadable,
}

impl Blobs {
    /// The store in the archive's folder.
    pub(super) fn new(archive: &Path, disk: Arc<dyn Disk>) -> Self {
        Self {
            root: archive.join("blobs"),
            stage: archive.join("staging"),
            disk,
        }
    }

    /// Where a blob lies.
    pub(super) fn path(&self, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        self.root.join(name.get(..2).unwrap_or("00")).join(&name)
    }

    /// Makes all these bytes durable. What is there already (same name and length) is not
    /// written again, but its folder is fsynced: a crash may have come between the two.
    pub(super) fn put(&self, blobs: &BTreeMap<BlobHash, &[u8]>) -> Result<(), ArchiveError> {
        let mut missing = Vec::new();
        let mut folders = Vec::new();
        for (hash, bytes) in blobs {
            let path = self.path(*hash);
            match self.disk.metadata(&path) {
                Ok(meta) if meta.len == bytes.len() as u64 => {
                    folders.push(parent(&path).to_owned());
                }
                _ => missing.push((path, *bytes)),
            }
        }
        let files: Vec<(&Path, &[u8])> = missing.iter().map(|(p, b)| (p.as_path(), *b)).collect();
        self.disk
            .write_group(Some(&self.stage), &files)
            .doing("storing into", &self.root)?;
        folders.sort();
        folders.dedup();
        let left: Vec<&Path> = folders
            .iter()
            .map(PathBuf::as_path)
            .filter(|folder| !files.iter().any(|(path, _)| parent(path) == *folder))
            .collect();
        self.disk.sync_dirs(&left).doing("storing into", &self.root)
    }

    /// The bytes of a blob, checked against its name.
    pub(super) fn get(&self, hash: BlobHash) -> Result<Vec<u8>, ArchiveError> {
        let path = self.path(hash);
        for _ in 0..2 {
            let bytes = self.disk.read(&path).doing("reading", &path)?;
            if BlobHash::of(&bytes) == hash {
                return Ok(bytes);
            }
        }
        Err(ArchiveError::Damaged(format!(
            "{} no longer has the bytes of its name",
            path.display()
        )))
    }

    /// Reads every byte; a mismatch or a failure is read once more, since memory and cables err
    /// too.
    pub(super) fn check(&self, hash: BlobHash) -> BlobState {
        match self.check_once(hash) {
            BlobState::Whole => BlobState::Whole,
            _ => self.check_once(hash),
        }
    }

    fn check_once(&self, hash: BlobHash) -> BlobState {
        let mut digest = Sha256::new();
        let read = self.disk.read_pieces(&self.path(hash), 0, &mut |piece| {
            digest.update(piece);
            Ok(())
        });
        match read {
            Ok(()) if BlobHash::finish(digest) == hash => BlobState::Whole,
            Ok(()) => BlobState::Altered,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BlobState::Missing,
            Err(_) => BlobState::Unreadable,
        }
    }

    /// Removes what a crash left among the staged files. Only while the archive's lock is held.
    pub(super) fn tidy(&self) {
        for entry in self.disk.list(&self.stage).unwrap_or_default() {
            if crate::disk::is_temp_name(&entry.name) {
                // Litter that cannot be removed harms nobody.
                let _ = self.disk.remove(&entry.path);
            }
        }
    }
}
