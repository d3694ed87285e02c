//! Writing the workbooks of 汇总: only when they change, beside one that somebody has open, and
//! those that list everything not after every file.

use super::ports::{Judge, Vault};
use super::process::{Process, ProcessFailure, at};
use crate::disk::Disk;
use crate::intake::scan::owner_beside;
use crate::share::layout::hash;
use crate::share::{SUMMARIES, names};
use crate::sheet::plan::SheetPlan;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::time::Duration;

/// A workbook that lists everything is written this often at most.
const PAUSE: Duration = Duration::from_secs(5);

/// What was written last, by the way from 汇总.
#[derive(Debug, Default)]
pub struct Shelf {
    written: BTreeMap<String, String>,
    fresh: BTreeMap<String, BTreeSet<String>>,
}

impl Shelf {
    /// Brings a workbook up to date; `name` is its way from 汇总, with `/`. One that is open gets a
    /// fresh copy beside it with the time in its name, tidied when the first is closed.
    pub fn lay<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        name: &str,
        plans: &[SheetPlan],
    ) -> Result<(), ProcessFailure> {
        let told = hash(format!("{plans:?}").as_bytes());
        if self.written.get(name) == Some(&told) && !self.is_held(name) {
            return Ok(());
        }
        match crate::sheet::workbook(plans) {
            Ok(bytes) => self.put(process, name, &bytes, told),
            Err(error) => {
                tracing::error!(name, %error, "汇总里的这个工作簿做不出来");
                Ok(())
            }
        }
    }

    /// The same with a text that is no workbook.
    pub fn lay_text<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        name: &str,
        text: &str,
    ) -> Result<(), ProcessFailure> {
        let told = hash(text.as_bytes());
        if self.written.get(name) == Some(&told) && !self.is_held(name) {
            return Ok(());
        }
        self.put(process, name, text.as_bytes(), told)
    }

    /// Whether a workbook was open when it was written last.
    pub fn is_held(&self, name: &str) -> bool {
        self.fresh.contains_key(name)
    }

    /// Takes away a workbook that is no longer written, unless somebody has it open.
    pub fn take_away<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        name: &str,
    ) -> Result<(), ProcessFailure> {
        let there = process.share.path(SUMMARIES).join(name);
        self.written.remove(name);
        match process.disk.remove(&there) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) if crate::disk::is_busy(&error) => {
                tracing::info!(name, "这个工作簿已不再更新,但有人开着,留在原处");
                Ok(())
            }
            done => done.map_err(at("删", &there)),
        }
    }

    fn put<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        name: &str,
        bytes: &[u8],
        told: String,
    ) -> Result<(), ProcessFailure> {
        let disk = process.disk.as_ref();
        let summaries = process.share.path(SUMMARIES);
        let (below, name_there) = name.rsplit_once('/').unwrap_or(("", name));
        let folder = if below.is_empty() {
            summaries
        } else {
            summaries.join(below)
        };
        if !disk.exists(&folder) {
            disk.create_dir_all(&folder).map_err(at("建", &folder))?;
        }
        let there = folder.join(name_there);
        let open = |name: &str| -> Result<bool, ProcessFailure> {
            Ok(owner_beside(disk, &folder, name)
                .map_err(at("列", &folder))?
                .is_some())
        };
        let mut busy = open(name_there)?;
        if !busy {
            busy = match same_or_write(disk, &there, bytes) {
                Ok(()) => false,
                Err(error) if crate::disk::is_busy(&error) => true,
                Err(error) => return Err(at("写", &there)(error)),
            };
        }
        if busy {
            if self.written.get(name) == Some(&told) {
                return Ok(());
            }
            let time = process.clock.now().format("%H%M").to_string();
            let copy = names::marked(name_there, &time);
            let fresh = folder.join(&copy);
            same_or_write(disk, &fresh, bytes).map_err(at("写", &fresh))?;
            self.fresh.entry(name.to_owned()).or_default().insert(copy);
        } else if let Some(copies) = self.fresh.remove(name) {
            let mut left = BTreeSet::new();
            for copy in copies {
                if open(&copy)? || disk.remove(&folder.join(&copy)).is_err() {
                    left.insert(copy);
                }
            }
            if !left.is_empty() {
                self.fresh.insert(name.to_owned(), left);
            }
        }
        self.written.insert(name.to_owned(), told);
        Ok(())
    }
}

/// When a workbook is written that lists everything.
#[derive(Debug)]
pub struct Pace {
    behind: bool,
    not_before: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        // What an earlier run archived last may be missing.
        Self {
            behind: true,
            not_before: Duration::ZERO,
        }
    }
}

impl Pace {
    /// It no longer shows everything.
    pub fn fall_behind(&mut self) {
        self.behind = true;
    }

    /// Whether it shows everything.
    pub fn is_up_to_date(&self) -> bool {
        !self.behind
    }

    /// How long to wait before it may be written, by the running clock; none: write it.
    pub fn wait(&self, elapsed: Duration) -> Option<Duration> {
        (elapsed < self.not_before).then(|| self.not_before - elapsed)
    }

    /// It is being written: what comes from now on is for the next time.
    pub fn begin(&mut self) {
        self.behind = false;
    }

    /// It was written between two readings of the running clock: at most a tenth of the time goes
    /// into it. Gives when to try again where it is still behind.
    pub fn end(&mut self, begun: Duration, ended: Duration) -> Option<Duration> {
        self.not_before = ended + (ended.saturating_sub(begun) * 10).max(PAUSE);
        self.behind.then_some(PAUSE)
    }
}

fn same_or_write(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    if disk.read(path).ok().as_deref() == Some(bytes) {
        return Ok(());
    }
    disk.write(path, bytes)
}
