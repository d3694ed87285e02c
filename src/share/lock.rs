//! One watcher to a share: a lock in the data directory against a second one there, and a
//! heartbeat file in the share against one with another data directory or on another host.

use crate::clock::Clock;
use crate::disk::{Disk, Lock};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// The heartbeat file in the share's root.
pub const HEARTBEAT_FILE: &str = ".审表-运行.json";
/// The lock in the data directory.
const LOCK_FILE: &str = "watch.lock";
/// A heartbeat of another host that is this old is dead.
pub const DEAD_AFTER: Duration = Duration::from_secs(60);
/// How often the heart beats.
const BEAT: Duration = Duration::from_secs(15);

/// What a heartbeat file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// Host name.
    pub host: String,
    /// Process id on that host.
    pub pid: u32,
    /// When it began (RFC 3339).
    pub started: String,
    /// Counts up, so that every beat changes the file.
    pub beat: u64,
}

/// Why this watcher may not run.
#[derive(Debug, thiserror::Error)]
pub enum LockFailure {
    /// A watcher with the same data directory runs.
    #[error("another watch is using the data directory {data}")]
    DataInUse {
        /// The data directory.
        data: PathBuf,
    },
    /// A watcher elsewhere runs on this share.
    #[error("the share is watched already, on host {host} (process {pid})")]
    ShareInUse {
        /// Its host.
        host: String,
        /// Its process.
        pid: u32,
    },
    /// The disk failed.
    #[error("cannot tell whether another watch runs: {path}")]
    Io {
        /// Which path.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

/// The right to watch a share, as long as it is kept.
#[derive(Debug)]
pub struct Watchman {
    _lock: Lock,
    disk: Arc<dyn Disk>,
    file: PathBuf,
    me: Heartbeat,
    stop: Option<Sender<()>>,
    beating: Option<JoinHandle<()>>,
}

impl Watchman {
    /// Takes the share `root` for a watcher with the data directory `data`.
    pub fn take(
        disk: &Arc<dyn Disk>,
        clock: &dyn Clock,
        root: &Path,
        data: &Path,
    ) -> Result<Self, LockFailure> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| LockFailure::Io { path, source }
        };
        disk.create_dir_all(data).map_err(io(data))?;
        let lock_path = data.join(LOCK_FILE);
        let lock = disk
            .try_lock(&lock_path)
            .map_err(io(&lock_path))?
            .ok_or_else(|| LockFailure::DataInUse {
                data: data.to_owned(),
            })?;
        let file = root.join(HEARTBEAT_FILE);
        let me = Heartbeat {
            host: host(),
            pid: std::process::id(),
            started: clock.now().to_rfc3339(),
            beat: 0,
        };
        if let Some(other) = read(disk.as_ref(), &file).map_err(io(&file))? {
            let alive = if other.host == me.host {
                other.pid != me.pid && runs(other.pid)
            } else {
                age(disk.as_ref(), root, &file).map_err(io(&file))? < DEAD_AFTER
            };
            if alive {
                return Err(LockFailure::ShareInUse {
                    host: other.host,
                    pid: other.pid,
                });
            }
        }
        write(disk.as_ref(), &file, &me).map_err(io(&file))?;
        // Two that took it at once: the one whose beat stands there has it.
        if read(disk.as_ref(), &file).map_err(io(&file))?.as_ref() != Some(&me) {
            return Err(LockFailure::ShareInUse {
                host: "另一台主机".to_owned(),
                pid: 0,
            });
        }
        let (stop, stopped) = mpsc::channel();
        let beating = {
            let (disk, file, mut beat) = (Arc::clone(disk), file.clone(), me.clone());
            std::thread::spawn(move || {
                while stopped.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                    beat.beat += 1;
                    // A share that is away for a while is the loop's to report, not ours.
                    if let Err(error) = write(disk.as_ref(), &file, &beat) {
                        tracing::debug!(%error, "心跳写不进去");
                    }
                }
            })
        };
        Ok(Self {
            _lock: lock,
            disk: Arc::clone(disk),
            file,
            me,
            stop: Some(stop),
            beating: Some(beating),
        })
    }

    /// Whether the heartbeat in the share is still ours; an unreachable share says yes.
    pub fn still_ours(&self) -> bool {
        match read(self.disk.as_ref(), &self.file) {
            Ok(Some(there)) => there.host == self.me.host && there.pid == self.me.pid,
            Ok(None) | Err(_) => true,
        }
    }
}

impl Drop for Watchman {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(beating) = self.beating.take() {
            let _ = beating.join();
        }
        if self.still_ours() {
            // What stays behind is taken over by the next one, since our process is gone.
            let _ = self.disk.remove(&self.file);
        }
    }
}

fn read(disk: &dyn Disk, file: &Path) -> io::Result<Option<Heartbeat>> {
    match disk.read(file) {
        // Unreadable words are nobody's heartbeat.
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn write(disk: &dyn Disk, file: &Path, beat: &Heartbeat) -> io::Result<()> {
    let text = serde_json::to_vec(beat).map_err(io::Error::other)?;
    disk.write(file, &text)
}

/// How old the heartbeat is by the clock of the machine that keeps the share: a probe file
/// beside it gets its time from the same clock, so a wrong clock here does no harm.
fn age(disk: &dyn Disk, root: &Path, file: &Path) -> io::Result<Duration> {
    let probe = root.join(format!(
        "{}-{}.tmp",
        crate::disk::TEMP_PREFIX,
        std::process::id()
    ));
    disk.write_synced(&probe, b"")?;
    let times = (disk.metadata(&probe), disk.metadata(file));
    disk.remove(&probe)?;
    let (now, then) = (times.0?.modified, times.1?.modified);
    Ok(match (now, then) {
        (Some(now), Some(then)) => now.duration_since(then).unwrap_or_default(),
        _ => Duration::ZERO,
    })
}

fn host() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

/// Whether a process of this host runs.
#[cfg(unix)]
fn runs(pid: u32) -> bool {
    let Some(pid) = i32::try_from(pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    else {
        return false;
    };
    !matches!(
        rustix::process::test_kill_process(pid),
        Err(error) if error == rustix::io::Errno::SRCH
    )
}

/// Whether a process of this host runs: not known here, so the file's age decides elsewhere.
#[cfg(not(unix))]
fn runs(_pid: u32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::RealClock;
    use crate::disk::RealDisk;

    fn take(root: &Path, data: &Path) -> Result<Watchman, LockFailure> {
        let disk: Arc<dyn Disk> = Arc::new(RealDisk);
        Watchman::take(&disk, &RealClock::start(), root, data)
    }

    fn leave(root: &Path, host: &str, pid: u32) {
        let beat = Heartbeat {
            host: host.to_owned(),
            pid,
            started: String::new(),
            beat: 7,
        };
        write(&RealDisk, &root.join(HEARTBEAT_FILE), &beat).unwrap();
    }

    #[test]
    fn the_same_data_directory_is_refused_and_given_back() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let held = take(dir.path(), &data).unwrap();
        assert!(matches!(
            take(dir.path(), &data),
            Err(LockFailure::DataInUse { .. })
        ));
        drop(held);
        assert!(!dir.path().join(HEARTBEAT_FILE).exists());
        assert!(take(dir.path(), &data).is_ok());
    }

    #[test]
    fn another_host_is_respected_for_a_minute() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        leave(dir.path(), "other-host", 1);
        assert!(matches!(
            take(dir.path(), &data),
            Err(LockFailure::ShareInUse { pid: 1, .. })
        ));
        let file = std::fs::File::options()
            .write(true)
            .open(dir.path().join(HEARTBEAT_FILE))
            .unwrap();
        file.set_modified(std::time::SystemTime::now() - Duration::from_secs(61))
            .unwrap();
        assert!(take(dir.path(), &data).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_dead_process_of_this_host_is_taken_over_at_once_and_a_living_one_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        leave(dir.path(), &host(), child.id());
        assert!(matches!(
            take(dir.path(), &data),
            Err(LockFailure::ShareInUse { .. })
        ));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(take(dir.path(), &data).is_ok());
    }
}
