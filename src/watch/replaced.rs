//! What an answer takes the place of: which delivered files it replaces, how they are taken away, and
//! what could not be removed at once.

use super::ports::{Judge, Vault};
use super::process::{Process, ProcessFailure, at};
use super::state::{Event, Job, Judgement, Kind, Placed, Slot};
use crate::deliver::place;
use crate::disk::is_busy;
use crate::intake::scan::owner_beside;
use crate::share::{ANSWERS, Share, layout::hash};
use std::io;

impl<J: Judge<V>, V: Vault> Process<J, V> {
    /// Where the answer to these very bytes stands already, or a newer one about the same.
    pub(super) fn standing(&self, submission: &str, judged: &Judgement) -> Option<String> {
        let placed = &self.journal.state().placed;
        let there = |p: &&Placed| p.kind == Kind::Result && !p.superseded;
        let is_there = |p: &&Placed| self.disk.exists(&self.share.path(&p.path));
        placed
            .values()
            .filter(there)
            .find(|p| p.submission == submission && is_there(p))
            .or_else(|| {
                placed.values().filter(there).find(|p| {
                    !judged.slots.is_empty()
                        && judged.slots.iter().all(|slot| p.slots.contains(slot))
                        && is_there(p)
                })
            })
            .map(|p| p.path.clone())
    }

    /// The proposals whose place a policy takes: those of its very content, wherever they came
    /// from, and the earlier one of that name.
    fn proposals(&self, job: &Job, new: &Judgement) -> Vec<&Placed> {
        let contents: Vec<&str> = new
            .slots
            .iter()
            .filter(|slot| slot.form == place::POLICY_FORM)
            .map(|slot| slot.customer.as_str())
            .collect();
        let placed = self.journal.state().placed.values();
        placed
            .filter(|old| old.claim != job.claim && old.kind == Kind::Result)
            .filter(|old| !contents.is_empty() && old.waits_for_approval())
            .filter(|old| {
                let same = |slot: &Slot| contents.contains(&slot.customer.as_str());
                old.slots.iter().any(same)
                    || (old.name == job.name && old.office == job.office && job.role.is_none())
            })
            .collect()
    }

    /// The delivered files whose place this answer takes.
    pub(super) fn predecessors(&self, job: &Job, new: &Judgement, folder: &str) -> Vec<Placed> {
        let placed = &self.journal.state().placed;
        let mended = placed.get(&job.origin).map(|p| p.claim.clone());
        let accepted = new.status.is_accepted();
        let covers = |old: &Placed| {
            !old.slots.is_empty() && old.slots.iter().all(|slot| new.slots.contains(slot))
        };
        let named = |old: &Placed| {
            old.name == job.name || old.path.rsplit('/').next() == Some(job.name.as_str())
        };
        let mends = |old: &Placed| {
            let mended = |slot: &Slot| new.slots.iter().any(|new| new.mends(slot));
            !old.slots.is_empty() && old.slots.iter().all(mended)
        };
        // What names no customer is followed by the very same bytes only.
        let same_nameless =
            |old: &Placed| old.slots.is_empty() && old.submitted_sha256 == job.sha256;
        // A contract with its decision takes the place of the contract, whatever its office; so
        // does the contract that is registered anew after a decision.
        let of_decision = |old: &Placed| {
            let contracts = |slots: &[Slot]| {
                !slots.is_empty() && slots.iter().all(|slot| slot.form == "contract")
            };
            let decided = job.role.is_some() || old.office.is_empty();
            decided && old.kind == Kind::Result && contracts(&new.slots) && contracts(&old.slots)
        };
        let mut replaced: Vec<&Placed> = placed
            .values()
            .filter(|old| !old.slots.iter().any(|slot| slot.form == place::POLICY_FORM))
            .filter(|old| old.claim != job.claim)
            .filter(|old| old.office == job.office || of_decision(old))
            .filter(|old| match old.kind {
                Kind::Policy | Kind::Beside | Kind::Aid => false,
                Kind::Result if folder == Share::results(ANSWERS) => {
                    old.slots.is_empty()
                        && old.submitted_sha256 == job.sha256
                        && old.path.starts_with(folder)
                }
                Kind::Result => accepted && covers(old),
                Kind::Returned => {
                    mended.as_ref() == Some(&old.claim)
                        || if accepted {
                            mends(old) || (old.slots.is_empty() && named(old))
                        } else {
                            named(old) && (covers(old) || same_nameless(old))
                        }
                }
            })
            .collect();
        if accepted {
            replaced.extend(self.proposals(job, new));
        }
        let beside = |p: &Placed| matches!(p.kind, Kind::Beside | Kind::Aid);
        placed
            .values()
            .filter(|p| {
                replaced
                    .iter()
                    .any(|old| old.path == p.path || (beside(p) && p.claim == old.claim))
            })
            .cloned()
            .collect()
    }

    /// Removes a delivered file that has a successor, if nobody changed it or has it open; one
    /// that is open is marked, and removed when it is closed.
    pub(super) fn take_away(&self, old: &Placed) -> Result<Event, ProcessFailure> {
        let there = self.share.path(&old.path);
        let gone = Event::Gone {
            path: old.path.clone(),
        };
        let later = || {
            Event::Placed(Box::new(Placed {
                superseded: true,
                ..old.clone()
            }))
        };
        let bytes = match self.disk.read(&there) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(gone),
            Err(error) if is_busy(&error) => return Ok(later()),
            Err(error) => return Err(at("读", &there)(error)),
        };
        if hash(&bytes) != old.sha256 {
            // In 退回修改 a changed file is a new submission; in 审核结果 it is put right.
            return Ok(if old.kind == Kind::Result {
                later()
            } else {
                gone
            });
        }
        let (folder, name) = old.path.rsplit_once('/').unwrap_or(("", &old.path));
        let folder = self.share.path(folder);
        let held = owner_beside(self.disk.as_ref(), &folder, name).map_err(at("列", &folder))?;
        if held.is_some() {
            return Ok(later());
        }
        match self.disk.remove(&there) {
            Ok(()) => Ok(gone),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(gone),
            Err(error) => {
                tracing::warn!(path = old.path, %error, "旧的一份删不掉,稍后再试");
                Ok(later())
            }
        }
    }

    /// Tries again to remove what could not be removed, and what waited to be closed.
    pub fn tidy(&mut self) -> Result<(), ProcessFailure> {
        let mut events = Vec::new();
        for stuck in self.journal.state().stuck.values() {
            let there = self.share.path(&stuck.origin);
            let done = match self.disk.read(&there) {
                Err(error) => error.kind() == io::ErrorKind::NotFound,
                Ok(bytes) if hash(&bytes) != stuck.sha256 => true,
                Ok(_) => self.disk.remove(&there).is_ok(),
            };
            if done {
                events.push(Event::Unstuck {
                    origin: stuck.origin.clone(),
                });
                if let Some(mut sent) = self.journal.state().sent.get(&stuck.claim).cloned() {
                    sent.note = "原文件后来已删除".to_owned();
                    events.push(Event::Sent(Box::new(sent)));
                }
            }
        }
        for old in self.journal.state().placed.values() {
            if old.superseded
                && let event @ Event::Gone { .. } = self.take_away(old)?
            {
                events.push(event);
            }
        }
        self.note(events)
    }
}
