//! Delivered files that people changed, moved or deleted.

use super::ports::{Judge, Vault};
use super::process::{Process, ProcessFailure, at};
use super::state::{Event, Placed, State};
use crate::disk::{Disk, is_temp_name};
use crate::intake::scan::{child, stamp};
use crate::share::layout::hash;
use crate::share::{RESULTS, RETURNED, names};
use std::io;
use std::path::Path;

/// Where what people made of a delivered file is kept. The name follows from the content, so doing
/// it again after a kill makes no second one.
pub(super) fn kept_name(path: &str, changed: &[u8]) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mark = hash(changed);
    let mark = format!("有人改动-{}", mark.get(..6).unwrap_or_default());
    child(folder, &names::marked(name, &mark))
}

impl<J: Judge<V>, V: Vault> Process<J, V> {
    /// A delivered file in 审核结果 was changed: what people made of it is kept beside under a
    /// clear name, and the archived one is put back (or removed, if it has a successor).
    pub(super) fn put_right(
        &mut self,
        placed: &Placed,
        changed: &[u8],
    ) -> Result<(), ProcessFailure> {
        let there = self.share.path(&placed.path);
        let kept = kept_name(&placed.path, changed);
        let beside = self.share.path(&kept);
        if self.disk.read(&beside).ok().as_deref() != Some(changed) {
            self.disk
                .write(&beside, changed)
                .map_err(at("写", &beside))?;
        }
        // Changed again since it was read: the next look sees to that.
        let now = self.disk.read(&there).map_err(at("读", &there))?;
        if now != changed {
            return Ok(());
        }
        let mut events = Vec::new();
        if placed.superseded {
            self.disk.remove(&there).map_err(at("删除", &there))?;
            events.push(Event::Gone {
                path: placed.path.clone(),
            });
        } else {
            let bytes = self.vault.blob(&placed.sha256)?;
            self.disk.write(&there, &bytes).map_err(at("写", &there))?;
            let meta = self.disk.metadata(&there).map_err(at("查看", &there))?;
            events.push(Event::Placed(Box::new(Placed {
                stamp: stamp(&meta).into(),
                ..placed.clone()
            })));
        }
        tracing::warn!(
            path = placed.path,
            kept,
            "审核结果里的文件被改动,已放回档案里的一份"
        );
        if let Some(mut sent) = self.journal.state().sent.get(&placed.claim).cloned() {
            sent.note = format!("结果文件被人改动过:原样已放回,改动的一份存为「{kept}」,不作数");
            sent.since = self.clock.now();
            events.push(Event::Sent(Box::new(sent)));
        }
        self.note(events)
    }

    /// Forgets delivered files that are no longer there, and says so in 收件情况.
    pub fn miss(&mut self) -> Result<(), ProcessFailure> {
        let results = self.share.path(RESULTS);
        self.disk.metadata(&results).map_err(at("查看", &results))?;
        let mut events = Vec::new();
        for placed in self.journal.state().placed.values() {
            if !super::look::is_in_results(placed.kind, &placed.path)
                && !placed.path.starts_with(RETURNED)
            {
                continue;
            }
            match self.disk.metadata(&self.share.path(&placed.path)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    events.push(Event::Gone {
                        path: placed.path.clone(),
                    });
                    events.extend(self.missed(placed, self.journal.state()));
                }
                _ => {}
            }
        }
        self.note(events)
    }

    fn missed(&self, placed: &Placed, state: &State) -> Option<Event> {
        let mut sent = state.sent.get(&placed.claim)?.clone();
        if sent.place != placed.path {
            return None;
        }
        sent.place = String::new();
        sent.answer = String::new();
        sent.since = self.clock.now();
        sent.note = "文件已被人移走或删除;档案里还有".to_owned();
        Some(Event::Sent(Box::new(sent)))
    }

    /// Removes temporary files that a killed run left in the folders it delivers to.
    pub fn sweep_litter(&self) -> io::Result<()> {
        for top in [RESULTS, RETURNED] {
            sweep(self.disk.as_ref(), &self.share.path(top), 8)?;
        }
        sweep(self.disk.as_ref(), &self.spooled(""), 0)
    }
}

fn sweep(disk: &dyn Disk, dir: &Path, depth: usize) -> io::Result<()> {
    let entries = match disk.list(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        if entry.meta.is_link {
            continue;
        }
        if entry.meta.is_dir && depth > 0 {
            sweep(disk, &entry.path, depth - 1)?;
        } else if !entry.meta.is_dir && is_temp_name(&entry.name) {
            // One that is gone by now is as well.
            let _ = disk.remove(&entry.path);
        }
    }
    Ok(())
}
