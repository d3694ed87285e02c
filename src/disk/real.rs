//! The real disk: `std::fs`, with the fsyncs that durability needs.

use super::{DirEntry, Disk, Lock, Meta};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The file system of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

/// How many files or folders are fsynced at a time.
const SYNCS_AT_A_TIME: usize = 8;

/// Piece size of [`Disk::read_pieces`].
const PIECE: usize = 256 * 1024;

fn meta_of(meta: &fs::Metadata) -> Meta {
    Meta {
        is_dir: meta.is_dir(),
        is_link: meta.file_type().is_symlink(),
        len: meta.len(),
        modified: meta.modified().ok(),
        readonly: meta.permissions().readonly(),
    }
}

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn read_pieces(
        &self,
        path: &Path,
        from: u64,
        each: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(from))?;
        let mut piece = vec![0_u8; PIECE];
        loop {
            let read = match file.read(&mut piece) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            each(piece.get(..read).unwrap_or_default())?;
        }
    }

    fn metadata(&self, path: &Path) -> io::Result<Meta> {
        fs::metadata(path).map(|m| meta_of(&m))
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            let meta = match entry.metadata() {
                Ok(meta) => meta_of(&meta),
                // Removed between listing and looking: as if it had never been listed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            entries.push(DirEntry {
                path: entry.path(),
                name: entry.file_name().to_string_lossy().into_owned(),
                meta,
            });
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn create_dir_all(&self, dir: &Path) -> io::Result<()> {
        fs::create_dir_all(dir)
    }

    fn write_synced(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn create_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn append_synced(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().append(true).create(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_data()
    }

    fn truncate(&self, path: &Path, len: u64) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(len)?;
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        sync_folder(dir)
    }

    fn write_all_synced(&self, files: &[(PathBuf, &[u8])]) -> io::Result<()> {
        side_by_side(files, |(path, bytes)| self.write_synced(path, bytes))
    }

    fn sync_dirs(&self, folders: &[&Path]) -> io::Result<()> {
        side_by_side(folders, |dir| self.sync_dir(dir))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir(&self, dir: &Path) -> io::Result<()> {
        fs::remove_dir(dir)
    }

    fn try_lock(&self, path: &Path) -> io::Result<Option<Lock>> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock::holding(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Does each, several at a time: fsyncs that wait together cost a file system one commit instead
/// of one each. Gives the first error of each share's; the others are done or not.
fn side_by_side<T: Sync>(all: &[T], act: impl Fn(&T) -> io::Result<()> + Sync) -> io::Result<()> {
    if all.len() < 2 {
        return all.iter().try_for_each(act);
    }
    let act = &act;
    std::thread::scope(|scope| {
        let mut done = Ok(());
        let mut running = Vec::new();
        for share in all.chunks(all.len().div_ceil(SYNCS_AT_A_TIME)) {
            let work = move || share.iter().try_for_each(act);
            match std::thread::Builder::new().spawn_scoped(scope, work) {
                Ok(thread) => running.push(thread),
                // No thread to be had: this share is done here.
                Err(_) => done = done.and(work()),
            }
        }
        for thread in running {
            let share = thread.join();
            done = done.and(share.unwrap_or_else(|_| Err(io::ErrorKind::Other.into())));
        }
        done
    })
}

#[cfg(unix)]
fn sync_folder(dir: &Path) -> io::Result<()> {
    match File::open(dir)?.sync_all() {
        // Some network file systems cannot fsync a folder; the rename itself stands.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        other => other,
    }
}

#[cfg(not(unix))]
fn sync_folder(_dir: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::is_temp_name;

    #[test]
    fn a_written_file_is_whole_and_leaves_no_temporary_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("深/处/表.xlsx");
        RealDisk.write(&path, b"one").unwrap();
        RealDisk.write(&path, b"two").unwrap();
        assert_eq!(RealDisk.read(&path).unwrap(), b"two");
        let entries = RealDisk.list(path.parent().unwrap()).unwrap();
        assert_eq!(entries.len(), 1);
        assert!(!is_temp_name(&entries[0].name));
    }

    #[test]
    fn a_lock_is_held_once_and_given_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let held = RealDisk.try_lock(&path).unwrap();
        assert!(held.is_some());
        assert!(RealDisk.try_lock(&path).unwrap().is_none());
        drop(held);
        assert!(RealDisk.try_lock(&path).unwrap().is_some());
    }

    #[test]
    fn pieces_add_up_to_the_rest_of_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let bytes: Vec<u8> = (0..600_000_u32).map(|n| (n % 251) as u8).collect();
        RealDisk.write(&path, &bytes).unwrap();
        let mut got = Vec::new();
        RealDisk
            .read_pieces(&path, 7, &mut |piece| {
                got.extend_from_slice(piece);
                Ok(())
            })
            .unwrap();
        assert_eq!(got, bytes[7..]);
    }
}
