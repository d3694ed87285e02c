//! What wakes the scan: events of the file system, a signal to stop, or time.
//!
//! Events are never trusted to be complete: the scan runs without them as well. A watcher that
//! cannot be set up is a warning, no failure. The one user of notify.

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wake {
    /// Folders in which something changed.
    Changed(Vec<PathBuf>),
    /// Events were lost: look at everything.
    Rescan,
    /// Finish what is at hand, then stop.
    Stop,
}

/// What came in while waiting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Woken {
    /// Folders in which something changed.
    pub folders: BTreeSet<PathBuf>,
    /// Look at everything.
    pub rescan: bool,
    /// Stop.
    pub stop: bool,
}

/// Watches `root` and all below it; what happens goes to `sender`.
/// The watcher works as long as it is kept.
pub fn watch(root: &Path, sender: Sender<Wake>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let wake = match event {
            Ok(event) if event.need_rescan() => Wake::Rescan,
            Ok(event) if is_ours_to_see(&event) => Wake::Changed(
                event
                    .paths
                    .iter()
                    .filter_map(|path| path.parent().map(Path::to_owned))
                    .collect(),
            ),
            Ok(_) => return,
            Err(_) => Wake::Rescan,
        };
        // The receiver is gone only when the watch is over.
        let _ = sender.send(wake);
    })?;
    watcher.watch(root, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Reading a file is no change; neither are our own temporary files and heartbeat.
fn is_ours_to_see(event: &Event) -> bool {
    let changed = !matches!(event.kind, EventKind::Access(kind)
        if kind != AccessKind::Close(AccessMode::Write));
    let all_ours = !event.paths.is_empty()
        && event.paths.iter().all(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(".审表"))
        });
    changed && !all_ours
}

/// Waits until something happens or `timeout` has passed; what comes close behind is gathered,
/// so that a burst of events is one look.
pub fn wait(receiver: &Receiver<Wake>, timeout: Duration) -> Woken {
    let mut woken = Woken::default();
    match receiver.recv_timeout(timeout) {
        Ok(wake) => woken.add(wake),
        Err(RecvTimeoutError::Timeout) => return woken,
        Err(RecvTimeoutError::Disconnected) => {
            // Nobody is left to wake us: time alone does.
            std::thread::sleep(timeout.min(Duration::from_secs(1)));
            return woken;
        }
    }
    while let Ok(wake) = receiver.try_recv() {
        woken.add(wake);
    }
    woken
}

impl Woken {
    /// Takes in what came later.
    pub fn merge(&mut self, later: Self) {
        self.folders.extend(later.folders);
        self.rescan |= later.rescan;
        self.stop |= later.stop;
    }

    fn add(&mut self, wake: Wake) {
        match wake {
            Wake::Changed(folders) => self.folders.extend(folders),
            Wake::Rescan => self.rescan = true,
            Wake::Stop => self.stop = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_dropped_file_wakes() {
        let dir = tempfile::tempdir().unwrap();
        let (sender, receiver) = mpsc::channel();
        let _watcher = watch(dir.path(), sender).unwrap();
        std::fs::write(dir.path().join("a.xlsx"), b"x").unwrap();
        let woken = wait(&receiver, Duration::from_secs(20));
        assert!(woken.rescan || !woken.folders.is_empty());
    }

    #[test]
    fn a_burst_is_one_waking_and_a_stop_is_kept() {
        let (sender, receiver) = mpsc::channel();
        for wake in [Wake::Rescan, Wake::Changed(vec!["a".into()]), Wake::Stop] {
            sender.send(wake).unwrap();
        }
        let woken = wait(&receiver, Duration::from_secs(1));
        assert!(woken.rescan && woken.stop && woken.folders.len() == 1);
        assert_eq!(wait(&receiver, Duration::ZERO), Woken::default());
    }
}
