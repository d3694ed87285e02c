//! The journal: events, one JSON line each, appended and fsynced before anything rests on them
//! that could not be done again.
//!
//! Read back at the start; a torn last line (a kill in the middle of a write) is cut off. When
//! most of it is history, it is rewritten from the state in one atomic step.

use super::state::{Event, State};
use crate::disk::Disk;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file in the data directory.
pub const JOURNAL_FILE: &str = "journal.jsonl";
/// Rewritten when it has this many lines beyond twice what the state needs.
const SLACK: usize = 2_000;

/// The journal and the state that it tells.
#[derive(Debug)]
pub struct Journal {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    len: u64,
    lines: usize,
    torn: bool,
    held: Vec<Event>,
    state: State,
}

impl Journal {
    /// Opens the journal of a data directory, or begins one.
    pub fn open(disk: Arc<dyn Disk>, data: &Path) -> io::Result<Self> {
        let path = data.join(JOURNAL_FILE);
        let bytes = match disk.read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut state = State::default();
        let whole = bytes
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |at| at + 1);
        let mut lines = 0;
        for line in bytes
            .get(..whole)
            .unwrap_or_default()
            .split(|&b| b == b'\n')
        {
            if line.is_empty() {
                continue;
            }
            lines += 1;
            match serde_json::from_slice::<Event>(line) {
                Ok(event) => state.apply(event),
                Err(error) => tracing::warn!(line = lines, %error, "日志中有一行读不懂,跳过"),
            }
        }
        let mut journal = Self {
            disk,
            path,
            len: whole as u64,
            lines,
            torn: whole < bytes.len(),
            held: Vec::new(),
            state,
        };
        journal.compact()?;
        Ok(journal)
    }

    /// What the journal tells.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Takes events into the state at once; they are written with the next [`Journal::append`].
    pub fn hold(&mut self, events: Vec<Event>) {
        for event in &events {
            self.state.apply(event.clone());
        }
        self.held.extend(events);
    }

    /// Appends what was held and these events durably, then takes these into the state.
    pub fn append(&mut self, events: Vec<Event>) -> io::Result<()> {
        if self.held.is_empty() && events.is_empty() {
            return Ok(());
        }
        self.mend()?;
        let mut text = lines(&self.held)?;
        text.extend(lines(&events)?);
        if let Err(error) = self.disk.append(&self.path, &text) {
            // Half a line may stand there; it must go before the next one is written.
            self.torn = true;
            return Err(error);
        }
        self.len += text.len() as u64;
        self.lines += self.held.len() + events.len();
        self.held.clear();
        for event in events {
            self.state.apply(event);
        }
        Ok(())
    }

    /// Rewrites the journal where most of it is history.
    pub fn compact(&mut self) -> io::Result<()> {
        self.append(Vec::new())?;
        self.mend()?;
        let needed = self.state.placed.len() + self.state.sent.len() + self.state.jobs.len();
        if self.lines <= needed * 2 + SLACK {
            return Ok(());
        }
        let events = self.state.events();
        let text = lines(&events)?;
        self.disk.write(&self.path, &text)?;
        self.len = text.len() as u64;
        self.lines = events.len();
        Ok(())
    }

    /// Cuts off what a failed append left.
    fn mend(&mut self) -> io::Result<()> {
        if self.torn {
            match self.disk.truncate(&self.path, self.len) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && self.len == 0 => {}
                other => other?,
            }
            self.torn = false;
        }
        Ok(())
    }
}

fn lines(events: &[Event]) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    for event in events {
        serde_json::to_writer(&mut text, event).map_err(io::Error::other)?;
        text.push(b'\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{Fault, FaultyDisk, RealDisk};

    fn gone(path: &str) -> Event {
        Event::Unstuck {
            origin: path.to_owned(),
        }
    }

    fn policy(sha256: &str) -> Event {
        Event::Policy {
            sha256: sha256.to_owned(),
        }
    }

    #[test]
    fn a_torn_last_line_is_cut_off_and_the_rest_counts() {
        let dir = tempfile::tempdir().unwrap();
        let disk: Arc<dyn Disk> = Arc::new(RealDisk);
        let mut journal = Journal::open(Arc::clone(&disk), dir.path()).unwrap();
        journal.append(vec![policy("a")]).unwrap();
        let path = dir.path().join(JOURNAL_FILE);
        disk.append(&path, br#"{"event":"policy","sha"#).unwrap();
        let mut journal = Journal::open(Arc::clone(&disk), dir.path()).unwrap();
        assert_eq!(journal.state().policy.as_deref(), Some("a"));
        journal.append(vec![policy("b")]).unwrap();
        let journal = Journal::open(disk, dir.path()).unwrap();
        assert_eq!(journal.state().policy.as_deref(), Some("b"));
    }

    #[test]
    fn a_failed_append_leaves_no_half_line_before_the_next() {
        let dir = tempfile::tempdir().unwrap();
        for at in 1..20 {
            let faulty = Arc::new(FaultyDisk::new(Arc::new(RealDisk), Fault::FailOnce(at)));
            let disk: Arc<dyn Disk> = faulty.clone();
            let Ok(mut journal) = Journal::open(disk, dir.path()) else {
                continue;
            };
            for name in ["a", "b", "c"] {
                if journal.append(vec![policy(name)]).is_err() {
                    journal.append(vec![policy(name)]).unwrap();
                }
            }
            let journal = Journal::open(Arc::new(RealDisk), dir.path()).unwrap();
            assert_eq!(journal.state().policy.as_deref(), Some("c"), "{at}");
        }
    }

    #[test]
    fn history_is_dropped_and_the_state_stays() {
        let dir = tempfile::tempdir().unwrap();
        let disk: Arc<dyn Disk> = Arc::new(RealDisk);
        let mut journal = Journal::open(Arc::clone(&disk), dir.path()).unwrap();
        journal.append(vec![policy("a")]).unwrap();
        journal
            .append((0..3_000).map(|n| gone(&n.to_string())).collect())
            .unwrap();
        let before = disk.read(&dir.path().join(JOURNAL_FILE)).unwrap().len();
        let journal = Journal::open(Arc::clone(&disk), dir.path()).unwrap();
        assert_eq!(journal.state().policy.as_deref(), Some("a"));
        let after = disk.read(&dir.path().join(JOURNAL_FILE)).unwrap().len();
        assert!(after < before / 10, "{before} → {after}");
    }
}
