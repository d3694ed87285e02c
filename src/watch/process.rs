//! claim → judge → archive → deliver → remove, in that order and each step repeatable.
//!
//! A kill at any point leaves a claimed file in the spool and the journal; the next run takes it
//! up again. Whether it is archived already, the archive knows by its claim; whether it is
//! delivered already, the place shows by its bytes.

use super::journal::Journal;
use super::ports::{Arrival, Judge, Judged, NewVersion, PortFailure, Repeated, Stored, Vault};
use super::state::{Event, Job};
use super::subjects::Subjects;
use crate::clock::Clock;
use crate::deliver::place;
use crate::disk::Disk;
use crate::domain::status::Status;
use crate::findings::Finding;
use crate::intake::scan::child;
use crate::judged::JudgedFile;
use crate::share::{APPROVALS, POLICY_FILE, Share, layout};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How many files are committed to the archive together.
pub const BATCH: usize = 16;
/// Claimed bytes, in the data directory.
const SPOOL: &str = "spool";

/// A step that failed. Nothing is lost: the file stays claimed and is taken up again.
#[derive(Debug, thiserror::Error)]
pub enum ProcessFailure {
    /// The disk or the share.
    #[error("{doing}:{path}")]
    Disk {
        /// What was being done.
        doing: &'static str,
        /// Which path.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The archive, or the maker of sheets.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

impl ProcessFailure {
    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Disk { source, .. } if source.kind() == io::ErrorKind::StorageFull)
    }
}

/// Attaches what was done to which path.
pub(super) fn at<'a>(
    doing: &'static str,
    path: &'a Path,
) -> impl FnOnce(io::Error) -> ProcessFailure + 'a {
    move |source| ProcessFailure::Disk {
        doing,
        path: path.to_owned(),
        source,
    }
}

/// What became of one file, for the log and the table of `demo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Submitted name.
    pub file: String,
    /// Office; empty at the root.
    pub office: String,
    /// Status.
    pub status: Status,
    /// Where its answer lies, below the share's root; empty if nowhere.
    pub place: String,
    /// The result workbook beside it, where it could not be annotated.
    pub beside: Option<String>,
    /// What else is to be said.
    pub note: String,
}

/// Everything that the way of a file needs.
#[derive(Debug)]
pub struct Process<J, V> {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) share: Share,
    pub(super) data: PathBuf,
    pub(super) journal: Journal,
    pub(super) judge: J,
    pub(super) vault: V,
    pub(super) today: Option<NaiveDate>,
    /// Proposals whose simulation was tried in this run, by their hash.
    pub(super) simulated: BTreeSet<String>,
    /// Blank forms that wait to be closed before they follow the policy, by their path.
    pub(super) held_blanks: Vec<String>,
    /// When they are tried again, by the running clock.
    pub(super) blanks_again: Duration,
    /// Whether the lists of what waits for approval are to be written anew.
    pub(super) pending_behind: bool,
}

/// Jobs that failed in this round: they stay claimed, and the others go on.
#[derive(Debug, Default)]
struct Failed {
    claims: BTreeSet<String>,
    first: Option<ProcessFailure>,
}

impl Failed {
    fn add(&mut self, job: &Job, error: ProcessFailure) {
        tracing::warn!(file = job.origin, error = %words(&error), "这个文件暂时办不下去,稍后再试");
        self.claims.insert(job.claim.clone());
        self.first.get_or_insert(error);
    }
}

/// An error with its causes.
pub fn words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        words.push(':');
        words.push_str(&inner.to_string());
        cause = inner.source();
    }
    words
}

/// A version in the archive with the bytes that its owner gets.
pub(super) struct Ready {
    pub job: Job,
    pub stored: Stored,
    /// The same bytes were accepted before: words about the first.
    pub again: Option<String>,
}

impl<J: Judge<V>, V: Vault> Process<J, V> {
    /// Opens the journal in `data`; `today` stands in for the clock's day.
    pub fn open(
        disk: Arc<dyn Disk>,
        clock: Arc<dyn Clock>,
        share: Share,
        data: &Path,
        (judge, vault): (J, V),
        today: Option<NaiveDate>,
    ) -> Result<Self, ProcessFailure> {
        let spool = data.join(SPOOL);
        disk.create_dir_all(&spool)
            .map_err(at("建数据目录", &spool))?;
        let journal = Journal::open(Arc::clone(&disk), data).map_err(at("读日志", data))?;
        Ok(Self {
            disk,
            clock,
            share,
            data: data.to_owned(),
            journal,
            judge,
            vault,
            today,
            simulated: BTreeSet::new(),
            held_blanks: Vec::new(),
            blanks_again: Duration::ZERO,
            pending_behind: true,
        })
    }

    /// The share.
    pub fn share(&self) -> &Share {
        &self.share
    }

    /// The archive.
    pub fn vault(&self) -> &V {
        &self.vault
    }

    /// The journal and its state.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The day that reviews take for today.
    pub fn review_date(&self) -> NaiveDate {
        self.today.unwrap_or_else(|| self.clock.today())
    }

    /// Makes again what somebody deleted of the share's own folders.
    pub(super) fn mend_folders(&self) -> Result<(), ProcessFailure> {
        layout::mend_folders(self.disk.as_ref(), &self.share)
            .map_err(at("建", &self.share.path("")))
    }

    /// Where a claim's bytes lie.
    pub(super) fn spooled(&self, claim: &str) -> PathBuf {
        self.data.join(SPOOL).join(claim)
    }

    pub(super) fn note(&mut self, events: Vec<Event>) -> Result<(), ProcessFailure> {
        self.journal
            .append(events)
            .map_err(at("写日志", &self.data))
    }

    /// Takes events into the state; they are durable with the next [`Self::note`].
    pub(super) fn note_later(&mut self, events: Vec<Event>) {
        self.journal.hold(events);
    }

    /// Brings every claimed file to the end of its way, in groups of [`BATCH`]. Asked to stop,
    /// it finishes the file at hand and what is already judged; the rest stays claimed.
    pub fn work(
        &mut self,
        stop: &dyn Fn() -> bool,
        told: &mut dyn FnMut(&Outcome),
    ) -> Result<(), ProcessFailure> {
        let mut failed = Failed::default();
        loop {
            // Twins come last, so that the file they resemble has had its answer.
            let state = self.journal.state();
            let mut jobs: Vec<Job> = state
                .jobs
                .values()
                .filter(|job| !failed.claims.contains(&job.claim))
                .cloned()
                .collect();
            jobs.sort_by_key(|job| job.twin.is_some());
            jobs.truncate(BATCH);
            if jobs.is_empty() || stop() {
                return failed.first.map_or(Ok(()), Err);
            }
            self.work_group(jobs, stop, told, &mut failed)?;
        }
    }

    fn work_group(
        &mut self,
        jobs: Vec<Job>,
        stop: &dyn Fn() -> bool,
        told: &mut dyn FnMut(&Outcome),
        failed: &mut Failed,
    ) -> Result<(), ProcessFailure> {
        let mut ready: Vec<Ready> = Vec::new();
        let mut pending: Vec<(Job, NewVersion)> = Vec::new();
        let mut about: BTreeSet<String> = BTreeSet::new();
        let mut reserved: BTreeSet<String> = BTreeSet::new();
        let mut twins = Vec::new();
        for job in jobs {
            if stop() {
                break;
            }
            if job.twin.is_some() {
                twins.push(job);
                continue;
            }
            if let Some(known) = self.known_already(&job)? {
                ready.push(known);
                continue;
            }
            let path = self.spooled(&job.claim);
            let read = self.disk.read(&path).map_err(at("读暂存", &path));
            let bytes = match read {
                Ok(bytes) => bytes,
                Err(error) => {
                    failed.add(&job, error);
                    continue;
                }
            };
            let mut judged = match self.judged(&job, &bytes) {
                Ok(judged) => judged,
                Err(error) => {
                    failed.add(&job, error);
                    continue;
                }
            };
            let mut keys = Subjects::of(&judged.file);
            // What waits for its commit is not known to the archive yet: where this file is
            // about the same customers, commit first and judge with that knowledge.
            let policy = place::is_policy(&judged.file);
            let shared = policy || place::is_lookup(&judged.file) || keys.depend_on(&about);
            if shared && !pending.is_empty() {
                self.commit(&mut pending, &mut ready)?;
                about.clear();
                reserved.clear();
                // Delivered as well, so that this one finds what it replaces.
                self.hand_over_all(&mut ready, told, failed)?;
                judged = self.judged(&job, &bytes)?;
                keys = Subjects::of(&judged.file);
            }
            about.append(&mut keys.told);
            let places = self.planned(&job, &judged, &bytes, &reserved)?;
            let delivered = places.last().cloned().unwrap_or_default();
            reserved.extend(places);
            let version = self.version(&job, bytes, judged, delivered);
            pending.push((job, version));
            if policy {
                // What comes behind it is judged by it, if it is in force.
                self.commit(&mut pending, &mut ready)?;
                about.clear();
                reserved.clear();
                self.hand_over_all(&mut ready, told, failed)?;
                self.take_up_policy()?;
            }
        }
        self.commit(&mut pending, &mut ready)?;
        self.hand_over_all(&mut ready, told, failed)?;
        for twin in twins {
            match self.pass_twin(twin.clone()) {
                Ok(outcome) => told(&outcome),
                Err(error) => failed.add(&twin, error),
            }
        }
        self.note(Vec::new())?;
        self.journal.compact().map_err(at("写日志", &self.data))
    }

    /// Delivers; one that fails stays claimed and does not hold up the others.
    fn hand_over_all(
        &mut self,
        ready: &mut Vec<Ready>,
        told: &mut dyn FnMut(&Outcome),
        failed: &mut Failed,
    ) -> Result<(), ProcessFailure> {
        ready.sort_by(|a, b| a.job.claim.cmp(&b.job.claim));
        if let Err(error) = self.lay_ahead(ready) {
            tracing::debug!(%error, "一并送出没有做成,逐个送出");
        }
        for one in ready.drain(..) {
            let job = one.job.clone();
            match self.hand_over(one) {
                Ok(outcome) => told(&outcome),
                Err(error) => failed.add(&job, error),
            }
        }
        self.note(Vec::new())
    }

    /// The version of a job that was archived before: by this very claim before a kill, or
    /// accepted under the policy in force (domain ruling 9.17).
    fn known_already(&self, job: &Job) -> Result<Option<Ready>, ProcessFailure> {
        if let Some(stored) = self.vault.by_claim(&job.claim)? {
            return Ok(Some(Ready {
                job: job.clone(),
                stored,
                again: None,
            }));
        }
        if job.origin == POLICY_FILE || job.role.is_some() {
            return Ok(None);
        }
        let first = self
            .vault
            .accepted(&job.sha256, self.judge.policy(job.review_date))?;
        let anew = |file: &JudgedFile| place::is_lookup(file) || place::is_policy(file);
        let Some(stored) = first.filter(|stored| !anew(&stored.file)) else {
            return Ok(None);
        };
        tracing::info!(
            file = job.name,
            first = stored.submission,
            "内容与已通过的相同"
        );
        let again = Repeated {
            claim: &job.claim,
            received_at: job.received_at,
            path: &child(&job.folder, &job.name),
            office: &job.office,
        };
        self.vault.repeated(&stored, &again)?;
        Ok(Some(Ready {
            job: job.clone(),
            again: Some(format!(
                "内容与已通过的「{}」(档案号 {})完全相同,没有重复审核",
                stored.file.file, stored.submission
            )),
            stored,
        }))
    }

    /// Judges; a fault inside is caught here, at the boundary of one submission.
    fn judged(&self, job: &Job, bytes: &[u8]) -> Result<Judged, ProcessFailure> {
        let notes = self.notes(job);
        let arrival = Arrival {
            file_name: &job.name,
            path: &child(&job.folder, &job.name),
            bytes,
            office: &job.office,
            role: job.role.as_deref(),
            owner: job.owner.as_deref(),
            notes: &notes,
        };
        let caught = catch_unwind(AssertUnwindSafe(|| {
            self.judge.judge(&arrival, job.review_date, &self.vault)
        }));
        match caught {
            Ok(judged) => Ok(judged?),
            Err(_) => {
                tracing::error!(
                    file = job.name,
                    claim = job.claim,
                    "审核这个文件时程序出了内部故障"
                );
                let finding = Finding::draft("E-INTERNAL", &[("file", &job.name)]).done();
                Ok(self.judge.excuse(&arrival, finding))
            }
        }
    }

    /// What the way of a file tells its owner.
    fn notes(&self, job: &Job) -> Vec<Finding> {
        let mut notes = Vec::new();
        let offices = self.judge.offices(job.review_date);
        if !job.office.is_empty() && !offices.is_empty() && !offices.contains(&job.office) {
            let facts = [("office", job.office.as_str())];
            notes.push(Finding::draft("I-OFFICE-UNKNOWN", &facts).done());
        }
        if let Some(base) = &job.copy_of {
            let facts = [("file", job.name.as_str()), ("base", base.as_str())];
            notes.push(Finding::draft("W-FILE-COPY", &facts).done());
        }
        if let Some(role) = &job.role {
            notes.push(Finding::draft("I-APPROVAL-KEPT", &[("role", role.as_str())]).done());
        }
        notes
    }

    fn version(
        &self,
        job: &Job,
        submitted: Vec<u8>,
        judged: Judged,
        delivered: String,
    ) -> NewVersion {
        let path = match &job.role {
            Some(role) => format!("{APPROVALS}/{role}/{}", job.name),
            None => child(&job.folder, &job.name),
        };
        NewVersion {
            path,
            delivered,
            claim: job.claim.clone(),
            received_at: job.received_at,
            review_date: job.review_date,
            file: job.name.clone(),
            office: job.office.clone(),
            role: job.role.clone(),
            owner: job.owner.clone(),
            policy: self.judge.policy(job.review_date).clone(),
            submitted,
            judged,
        }
    }

    fn commit(
        &mut self,
        pending: &mut Vec<(Job, NewVersion)>,
        ready: &mut Vec<Ready>,
    ) -> Result<(), ProcessFailure> {
        if pending.is_empty() {
            return Ok(());
        }
        self.disk
            .before("archive commit")
            .map_err(at("写档案", &self.data))?;
        let (jobs, versions): (Vec<Job>, Vec<NewVersion>) = pending.drain(..).unzip();
        let stored = self.vault.commit(versions)?;
        self.pending_behind();
        for (job, stored) in jobs.iter().zip(&stored) {
            if let Some(role) = job
                .role
                .as_ref()
                .filter(|_| place::is_pending(&stored.file))
            {
                self.note_pending(role, &stored.file)?;
            }
        }
        debug_assert_eq!(jobs.len(), stored.len());
        ready.extend(jobs.into_iter().zip(stored).map(|(job, stored)| Ready {
            job,
            stored,
            again: None,
        }));
        Ok(())
    }
}
