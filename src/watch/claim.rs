//! Claiming: the bytes go to the spool, fsynced, and the journal says so, before any work.

use super::ports::{Judge, Vault};
use super::process::{Process, ProcessFailure, at};
use super::state::{Event, Job, Kind, Sent};
use crate::intake::names::copied_from;
use crate::share::{RETURNED, layout::hash, office_of};
use std::path::{Path, PathBuf};

/// A file at rest with its bytes, about to be claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Where it lies, below the share's root.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// Its sub-folder of the inbox or of 退回修改.
    pub folder: String,
    /// The approving role in whose folder it lies.
    pub role: Option<String>,
    /// The file's owner, where the system tells.
    pub owner: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl<J: Judge<V>, V: Vault> Process<J, V> {
    /// Claims files durably, in the order given. What is claimed already, or lies there only
    /// because it cannot be removed, is passed over. Gives how many were claimed.
    pub fn claim(&mut self, taken: Vec<Taken>) -> Result<usize, ProcessFailure> {
        let now = self.clock.now();
        let mut jobs: Vec<(Job, Vec<u8>)> = Vec::new();
        for one in taken {
            let sha256 = hash(&one.bytes);
            if self.journal.state().knows_drop(&one.origin, &sha256) {
                continue;
            }
            let short = sha256.get(..12).unwrap_or_default();
            let claim = format!(
                "{}-{:03}-{short}",
                now.format("%Y%m%d%H%M%S%3f"),
                jobs.len()
            );
            let job = Job {
                claim,
                origin: one.origin,
                office: if one.role.is_some() {
                    String::new()
                } else {
                    office_of(&one.folder).to_owned()
                },
                name: one.name,
                folder: if one.role.is_some() {
                    String::new()
                } else {
                    one.folder
                },
                role: one.role,
                owner: one.owner,
                sha256,
                received_at: now,
                review_date: self.review_date(),
                twin: None,
                copy_of: None,
            };
            jobs.push((job, one.bytes));
        }
        if jobs.is_empty() {
            return Ok(0);
        }
        self.tell_copies(&mut jobs);
        let paths: Vec<PathBuf> = jobs
            .iter()
            .map(|(job, _)| self.spooled(&job.claim))
            .collect();
        let files: Vec<(&Path, &[u8])> = paths
            .iter()
            .zip(&jobs)
            .map(|(path, (_, bytes))| (path.as_path(), bytes.as_slice()))
            .collect();
        let spool = self.spooled("");
        self.disk
            .write_group(Some(&spool), &files)
            .map_err(at("写暂存", &spool))?;
        let claimed = jobs.len();
        let mut events = Vec::new();
        for (job, _) in jobs {
            events.push(Event::Sent(Box::new(Sent {
                claim: job.claim.clone(),
                office: job.office.clone(),
                name: job.name.clone(),
                received_at: now,
                judgement: None,
                place: job.origin.clone(),
                answer: String::new(),
                since: now,
                note: "已收下,正在审核".to_owned(),
            })));
            events.push(Event::Claimed(Box::new(job)));
        }
        self.note(events)?;
        Ok(claimed)
    }

    /// Tells copies from their first: the same content is a twin, other content is asked about.
    fn tell_copies(&self, jobs: &mut [(Job, Vec<u8>)]) {
        let state = self.journal.state();
        for at in 0..jobs.len() {
            let Some((job, _)) = jobs.get(at) else {
                continue;
            };
            if job.role.is_some() || job.origin.starts_with(RETURNED) {
                continue;
            }
            let Some(base) = copied_from(&job.name) else {
                continue;
            };
            // A name that we gave ourselves, ` (2)` in 退回修改, is no copy.
            let own_name = state.placed.values().any(|placed| {
                placed.kind == Kind::Returned
                    && placed.office == job.office
                    && placed.path.rsplit('/').next() == Some(job.name.as_str())
            });
            if own_name {
                continue;
            }
            let beside = jobs
                .iter()
                .map(|(other, _)| other)
                .chain(state.jobs.values())
                .find(|other| other.name == base && other.folder == job.folder)
                .map(|other| (other.sha256.clone(), Some(other.claim.clone())));
            let first = beside.or_else(|| {
                state
                    .placed
                    .values()
                    .find(|placed| placed.office == job.office && placed.name == base)
                    .map(|placed| (placed.submitted_sha256.clone(), None))
            });
            let Some((sha256, claim)) = first else {
                continue;
            };
            let same = sha256 == job.sha256;
            if let Some((job, _)) = jobs.get_mut(at) {
                if !same {
                    job.copy_of = Some(base);
                } else {
                    job.twin = claim;
                }
            }
        }
    }
}
