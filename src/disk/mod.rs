//! The only user of `std::fs`: a small trait, the real disk, and a faulty one for tests.
//!
//! Everything that must survive a kill or a power cut goes through [`Disk`], in steps small
//! enough that a test can fail or kill each of them once. The composed operations
//! ([`Disk::write`], [`Disk::write_group`], [`Disk::append`]) are built from those steps, so a
//! faulty disk reaches into their middle. Knows nothing of shares, archives or forms.

mod faulty;
mod real;

pub use faulty::{Fault, FaultyDisk};
pub use real::RealDisk;

use std::fmt::Debug;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// Names of our temporary files begin with this. Other programs' view of a folder may show them
/// for a moment; the intake passes them over.
pub const TEMP_PREFIX: &str = ".审表临时-";

/// What is known of a file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// A folder and no file.
    pub is_dir: bool,
    /// A symbolic link (not followed by [`Disk::list`]).
    pub is_link: bool,
    /// Length in bytes.
    pub len: u64,
    /// Last change, where the file system tells.
    pub modified: Option<SystemTime>,
    /// Writing is forbidden.
    pub readonly: bool,
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirEntry {
    /// Whole path: the folder's path and the name.
    pub path: PathBuf,
    /// The name alone; what is not Unicode is replaced.
    pub name: String,
    /// What it is.
    pub meta: Meta,
}

/// A held lock; given back when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    pub(super) fn holding(file: File) -> Self {
        Self { _file: file }
    }
}

/// Everything that this program asks of a file system.
///
/// All errors are [`io::Error`]s of the step that failed; a composed operation that fails leaves
/// at worst a temporary file ([`TEMP_PREFIX`]) behind, never half a target file.
pub trait Disk: Debug + Send + Sync {
    /// The whole file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The file from byte `from` on, in pieces, to `each`.
    fn read_pieces(
        &self,
        path: &Path,
        from: u64,
        each: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()>;

    /// What is known of a path; links are followed.
    fn metadata(&self, path: &Path) -> io::Result<Meta>;

    /// The entries of a folder, by name. Links are not followed.
    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>>;

    /// The path without links and `..`.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;

    /// Makes a folder and those above it.
    fn create_dir_all(&self, dir: &Path) -> io::Result<()>;

    /// Step: creates or empties the file, writes all bytes, fsyncs the file (not its folder).
    fn write_synced(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Step: the same for a file that must not exist yet ([`io::ErrorKind::AlreadyExists`]).
    fn create_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Step: appends and fsyncs; creates the file where there is none.
    fn append_synced(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Step: cuts the file to a length and fsyncs it.
    fn truncate(&self, path: &Path, len: u64) -> io::Result<()>;

    /// Step: renames within one file system, replacing what was there.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Step: makes the names in a folder durable (nothing to do on Windows).
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Removes an empty folder.
    fn remove_dir(&self, dir: &Path) -> io::Result<()>;

    /// Takes the exclusive lock on a file (created if need be); none if another holds it.
    fn try_lock(&self, path: &Path) -> io::Result<Option<Lock>>;

    /// Called before a durable step that does not go through this trait (a database
    /// transaction), so that a test can fail or kill there as well.
    fn before(&self, _step: &str) -> io::Result<()> {
        Ok(())
    }

    /// Whether something is there.
    fn exists(&self, path: &Path) -> bool {
        self.metadata(path).is_ok()
    }

    /// Writes a whole file durably: temporary file beside it, fsync, rename, fsync of the folder.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.write_group(None, &[(path, bytes)])
    }

    /// Writes several files durably with one folder fsync each: all temporary files (in `stage`,
    /// which must lie on the same file system; beside each file where none is given) are written
    /// and fsynced first, then renamed, then each folder is fsynced once. Folders are made where
    /// they are missing.
    fn write_group(&self, stage: Option<&Path>, files: &[(&Path, &[u8])]) -> io::Result<()> {
        let mut staged = Vec::with_capacity(files.len());
        let written = (|| {
            if let Some(stage) = stage.filter(|stage| !self.exists(stage)) {
                self.create_dir_all(stage)?;
            }
            let mut folders: Vec<&Path> = files.iter().map(|(path, _)| parent(path)).collect();
            folders.sort_unstable();
            folders.dedup();
            let mut above = Vec::new();
            for folder in &folders {
                if !self.exists(folder) {
                    self.create_dir_all(folder)?;
                    above.push(parent(folder));
                }
            }
            above.dedup();
            self.sync_dirs(&above)?;
            staged.extend(files.iter().map(|(path, bytes)| {
                let stage = stage.unwrap_or_else(|| parent(path));
                (stage.join(temp_name()), *bytes)
            }));
            self.write_all_synced(&staged)?;
            for ((path, _), (temp, _)) in files.iter().zip(&staged) {
                self.rename(temp, path)?;
            }
            self.sync_dirs(&folders)
        })();
        if written.is_err() {
            for (temp, _) in &staged {
                // Those already renamed are gone from here; what cannot be removed is only litter.
                let _ = self.remove(temp);
            }
        }
        written
    }

    /// Writes and fsyncs each file, as [`Disk::write_synced`] does one.
    fn write_all_synced(&self, files: &[(PathBuf, &[u8])]) -> io::Result<()> {
        files
            .iter()
            .try_for_each(|(path, bytes)| self.write_synced(path, bytes))
    }

    /// Makes the names in each folder durable.
    fn sync_dirs(&self, folders: &[&Path]) -> io::Result<()> {
        folders.iter().try_for_each(|dir| self.sync_dir(dir))
    }

    /// Appends durably; the folder is fsynced too where the file is new.
    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let new = !self.exists(path);
        self.append_synced(path, bytes)?;
        if new {
            self.sync_dir(parent(path))?;
        }
        Ok(())
    }

    /// Renames durably: both folders are fsynced.
    fn move_durably(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.make_parent(to)?;
        self.rename(from, to)?;
        self.sync_dir(parent(to))?;
        if parent(from) != parent(to) {
            self.sync_dir(parent(from))?;
        }
        Ok(())
    }

    /// Makes the folder of a path where it is missing, and its name durable.
    fn make_parent(&self, path: &Path) -> io::Result<()> {
        let dir = parent(path);
        if self.exists(dir) {
            return Ok(());
        }
        self.create_dir_all(dir)?;
        self.sync_dir(parent(dir))
    }
}

/// The folder of a path; `.` for a bare name.
pub fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    }
}

/// Whether a file name is one of our temporary ones.
pub fn is_temp_name(name: &str) -> bool {
    name.starts_with(TEMP_PREFIX)
}

/// A name that no other call and no other process uses.
fn temp_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{TEMP_PREFIX}{}-{count}.tmp", std::process::id())
}

/// Whether an error says that another program holds the file (or that it is read-only).
pub fn is_busy(error: &io::Error) -> bool {
    // 32 and 33 are Windows' sharing and lock violations.
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied
            | io::ErrorKind::ResourceBusy
            | io::ErrorKind::ExecutableFileBusy
    ) || (cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)))
}
