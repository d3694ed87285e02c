//! A disk for tests that fails one operation, or dies at one and stays dead.

use super::{DirEntry, Disk, Lock, Meta};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What goes wrong, and at which operation (the first is 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing; operations are only counted.
    None,
    /// That operation fails once, with nothing done (of a write: half is done).
    FailOnce(usize),
    /// The process dies in that operation: half of a write is done, later operations all fail.
    KillIn(usize),
    /// The process dies right after that operation was done: it and all later ones fail.
    KillAfter(usize),
}

/// Another disk with a fault. Counts every operation, so that a test runs with fault 1, 2, 3 …
/// until [`FaultyDisk::struck`] says that none was met.
#[derive(Debug)]
pub struct FaultyDisk {
    inner: Arc<dyn Disk>,
    fault: Fault,
    log: Mutex<Vec<String>>,
}

/// What an operation may do.
enum Verdict {
    Go,
    /// Do half of a write, then fail.
    Half,
    /// Do it, then fail.
    DoneButDead,
    Dead,
}

impl FaultyDisk {
    /// A disk with one fault.
    pub fn new(inner: Arc<dyn Disk>, fault: Fault) -> Self {
        Self {
            inner,
            fault,
            log: Mutex::new(Vec::new()),
        }
    }

    /// Operations so far.
    pub fn operations(&self) -> usize {
        self.lock_log().len()
    }

    /// Whether the fault has struck.
    pub fn struck(&self) -> bool {
        let at = match self.fault {
            Fault::None => return false,
            Fault::FailOnce(n) | Fault::KillIn(n) | Fault::KillAfter(n) => n,
        };
        self.operations() >= at
    }

    /// The operations so far, in words, for a failing test to print.
    pub fn log(&self) -> Vec<String> {
        self.lock_log().clone()
    }

    fn lock_log(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn step(&self, what: &str, path: &Path) -> Verdict {
        let mut log = self.lock_log();
        log.push(format!("{what} {}", path.display()));
        let now = log.len();
        match self.fault {
            Fault::FailOnce(n) if n == now => Verdict::Half,
            Fault::KillIn(n) if n == now => Verdict::Half,
            Fault::KillIn(n) | Fault::KillAfter(n) if now > n => Verdict::Dead,
            Fault::KillAfter(n) if n == now => Verdict::DoneButDead,
            _ => Verdict::Go,
        }
    }

    fn run<T>(
        &self,
        what: &str,
        path: &Path,
        act: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<T> {
        match self.step(what, path) {
            Verdict::Go => act(),
            Verdict::DoneButDead => act().and_then(|_| Err(broken(what))),
            Verdict::Half | Verdict::Dead => Err(broken(what)),
        }
    }

    fn run_write(
        &self,
        what: &str,
        path: &Path,
        bytes: &[u8],
        act: impl FnOnce(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        match self.step(what, path) {
            Verdict::Go => act(bytes),
            Verdict::DoneButDead => act(bytes).and_then(|()| Err(broken(what))),
            Verdict::Half => act(bytes.get(..bytes.len() / 2).unwrap_or_default())
                .and_then(|()| Err(broken(what))),
            Verdict::Dead => Err(broken(what)),
        }
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::other(format!("fault injected: {what}"))
}

impl Disk for FaultyDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.run("read", path, || self.inner.read(path))
    }

    fn read_pieces(
        &self,
        path: &Path,
        from: u64,
        each: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.run("read_pieces", path, || {
            self.inner.read_pieces(path, from, each)
        })
    }

    fn metadata(&self, path: &Path) -> io::Result<Meta> {
        self.run("metadata", path, || self.inner.metadata(path))
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>> {
        self.run("list", dir, || self.inner.list(dir))
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.run("canonical", path, || self.inner.canonical(path))
    }

    fn create_dir_all(&self, dir: &Path) -> io::Result<()> {
        self.run("create_dir_all", dir, || self.inner.create_dir_all(dir))
    }

    fn write_synced(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.run_write("write_synced", path, bytes, |some| {
            self.inner.write_synced(path, some)
        })
    }

    fn create_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.run_write("create_new", path, bytes, |some| {
            self.inner.create_new(path, some)
        })
    }

    fn append_synced(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.run_write("append_synced", path, bytes, |some| {
            self.inner.append_synced(path, some)
        })
    }

    fn truncate(&self, path: &Path, len: u64) -> io::Result<()> {
        self.run("truncate", path, || self.inner.truncate(path, len))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.run("rename to", to, || self.inner.rename(from, to))
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.run("sync_dir", dir, || self.inner.sync_dir(dir))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.run("remove", path, || self.inner.remove(path))
    }

    fn remove_dir(&self, dir: &Path) -> io::Result<()> {
        self.run("remove_dir", dir, || self.inner.remove_dir(dir))
    }

    fn try_lock(&self, path: &Path) -> io::Result<Option<Lock>> {
        self.run("try_lock", path, || self.inner.try_lock(path))
    }

    fn before(&self, step: &str) -> io::Result<()> {
        self.run(step, Path::new(""), || self.inner.before(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::RealDisk;

    /// Whatever step fails or dies, the old or the new content stands there whole.
    #[test]
    fn a_durable_write_is_all_or_nothing() {
        for fault in [
            Fault::FailOnce as fn(usize) -> Fault,
            Fault::KillIn,
            Fault::KillAfter,
        ] {
            for at in 1.. {
                let dir = tempfile::tempdir().unwrap();
                let path = dir.path().join("a");
                RealDisk.write(&path, b"old content").unwrap();
                let disk = FaultyDisk::new(Arc::new(RealDisk), fault(at));
                let result = disk.write(&path, b"new content, longer");
                let now = RealDisk.read(&path).unwrap();
                match result {
                    Ok(()) => assert_eq!(now, b"new content, longer"),
                    Err(_) => assert!(now == b"old content" || now == b"new content, longer"),
                }
                if !disk.struck() {
                    break;
                }
            }
        }
    }
}
