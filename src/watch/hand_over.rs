//! Delivery and what follows it: the answer is laid where its owner finds it, what it replaces is
//! taken away ([`super::replaced`] says what), and at last the submitted file is removed from
//! where it was dropped.

use super::changed;
use super::ports::{Annotated, Judge, Judged, Vault, judgement};
use super::process::{Outcome, Process, ProcessFailure, Ready, at};
use super::state::{Event, Job, Judgement, Kind, Placed, Sent, Stuck};
use crate::deliver::place;
use crate::disk::is_busy;
use crate::domain::status::Status;
use crate::intake::scan::{child, owner_beside, stamp};
use crate::judged::{Enclosed, JudgedFile};
use crate::share::{BESIDE, POLICY_FILE, layout::hash, names};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// How many numbers are tried for a name that is taken.
const NUMBERS: u32 = 10_000;

/// What lies at a place that a file is to go to.
enum Spot {
    /// Nothing, or what may be replaced.
    Free,
    /// The very bytes.
    Same,
    /// What may be replaced, but somebody has it open.
    Open,
    /// Something else.
    Taken,
}

/// A file on its way to its place.
struct Parcel<'a> {
    /// What stands behind the name.
    name: &'static str,
    kind: Kind,
    bytes: &'a [u8],
}

/// A place for all parcels.
struct Chosen<'a> {
    paths: Vec<String>,
    write: Vec<(PathBuf, &'a [u8])>,
    open: bool,
}

impl<'a> Chosen<'a> {
    /// What is to be written, and where.
    fn files(&self) -> Vec<(&Path, &'a [u8])> {
        self.write.iter().map(|(p, b)| (p.as_path(), *b)).collect()
    }
}

/// The annotated workbook, or the file as it came and the result workbook beside it.
fn parcels<'a>(
    status: Status,
    beside: bool,
    submitted: &'a [u8],
    annotated: &'a [u8],
) -> Vec<Parcel<'a>> {
    let kind = if status.is_accepted() {
        Kind::Result
    } else {
        Kind::Returned
    };
    let mut parcels = vec![Parcel {
        name: "",
        kind,
        bytes: if beside { submitted } else { annotated },
    }];
    if beside {
        parcels.push(Parcel {
            name: BESIDE,
            kind: Kind::Beside,
            bytes: annotated,
        });
    }
    parcels
}

impl<J: Judge<V>, V: Vault> Process<J, V> {
    /// Writes what of these answers can be foreseen, in one durable step for all; each one's own
    /// delivery then finds its bytes there. What cannot be foreseen (a place that two want, what
    /// leads to enclosed files, an error) is left to that.
    pub(super) fn lay_ahead(&self, all: &[Ready]) -> Result<(), ProcessFailure> {
        let mut blobs = Vec::new();
        for ready in all {
            let stored = &ready.stored;
            if ready.again.is_some() || !stored.file.enclosed.is_empty() {
                continue;
            }
            let submitted = if stored.beside {
                self.vault.blob(&stored.submitted_sha256)?
            } else {
                Vec::new()
            };
            blobs.push((ready, self.vault.blob(&stored.annotated_sha256)?, submitted));
        }
        let mut reserved = BTreeSet::new();
        let mut files = Vec::new();
        for (ready, annotated, submitted) in &blobs {
            let Ready { job, stored, .. } = ready;
            let judged = self.judgement(&stored.file);
            let folder = self.folder(job, &stored.file);
            let before = self.predecessors(job, &judged, &folder);
            let parcels = parcels(judged.status, stored.beside, submitted, annotated);
            let name = self.first_name(job, &folder, &parcels);
            let none = BTreeSet::new();
            let chosen = self.choose(job, &folder, &name, &parcels, &before, &none)?;
            let wanted = chosen.paths.iter().any(|path| reserved.contains(path));
            reserved.extend(chosen.paths.iter().cloned());
            if !wanted && !chosen.open {
                files.extend(chosen.files().into_iter().map(|(p, b)| (p.to_owned(), b)));
            }
        }
        let files: Vec<(&Path, &[u8])> = files.iter().map(|(p, b)| (p.as_path(), *b)).collect();
        self.disk
            .write_group(None, &files)
            .map_err(at("写结果", &self.share.root))
    }

    /// Delivers one archived version and ends its job.
    ///
    /// What it notes is durable only with the group's last note: after a crash in between, the job
    /// is found in the archive by its claim and delivered again, onto the same bytes.
    pub(super) fn hand_over(&mut self, ready: Ready) -> Result<Outcome, ProcessFailure> {
        let Ready { job, stored, again } = ready;
        let judged = self.judgement(&stored.file);
        let mut outcome = Outcome {
            file: job.name.clone(),
            office: job.office.clone(),
            status: stored.file.status,
            place: String::new(),
            beside: None,
            note: again.clone().unwrap_or_default(),
        };
        if again.is_some()
            && let Some(there) = self.standing(&stored.submission, &judged)
        {
            outcome.place = there;
            // What it mended is answered by that as well.
            let folder = self.folder(&job, &stored.file);
            let mut before = self.predecessors(&job, &judged, &folder);
            before.retain(|old| old.kind != Kind::Result && old.path != outcome.place);
            let events = self.clear_away(&job, &outcome, before)?;
            self.finish(&job, &judged, &outcome, events)?;
            return Ok(outcome);
        }
        let folder = self.folder(&job, &stored.file);
        let annotated = self.vault.blob(&stored.annotated_sha256)?;
        let submitted = if stored.beside {
            self.vault.blob(&stored.submitted_sha256)?
        } else {
            Vec::new()
        };
        let before: Vec<Placed> = self.predecessors(&job, &judged, &folder);
        let parcels = parcels(judged.status, stored.beside, &submitted, &annotated);
        // What the answer links to lies there before the answer does.
        self.lay_enclosed(&folder, &stored.file.enclosed)?;
        let paths = self.lay_down(&job, &folder, &parcels, &before)?;
        let mut events = Vec::new();
        for (path, parcel) in paths.iter().zip(&parcels) {
            let there = self.share.path(path);
            let meta = self.disk.metadata(&there).map_err(at("查看", &there))?;
            events.push(Event::Placed(Box::new(Placed {
                path: path.clone(),
                kind: parcel.kind,
                sha256: hash(parcel.bytes),
                stamp: stamp(&meta).into(),
                claim: job.claim.clone(),
                submission: stored.submission.clone(),
                submitted_sha256: job.sha256.clone(),
                office: job.office.clone(),
                name: job.name.clone(),
                slots: judged.slots.clone(),
                superseded: false,
            })));
        }
        self.note_later(events);
        let mut paths = paths.into_iter();
        outcome.place = paths.next().unwrap_or_default();
        outcome.beside = paths.next();
        let events = self.clear_away(&job, &outcome, before)?;
        self.finish(&job, &judged, &outcome, events)?;
        Ok(outcome)
    }

    /// Takes away what an answer takes the place of, and says so in 收件情况.
    fn clear_away(
        &self,
        job: &Job,
        outcome: &Outcome,
        before: Vec<Placed>,
    ) -> Result<Vec<Event>, ProcessFailure> {
        let mut events = Vec::new();
        for old in before {
            let replaced = old.path == outcome.place || outcome.beside.as_ref() == Some(&old.path);
            if !replaced && old.path != job.origin {
                events.push(self.take_away(&old)?);
            } else if !replaced {
                events.push(Event::Gone {
                    path: old.path.clone(),
                });
            }
            if let Some(mut sent) = self.journal.state().sent.get(&old.claim).cloned()
                && !matches!(old.kind, Kind::Beside | Kind::Aid)
                && old.claim != job.claim
            {
                sent.place = String::new();
                sent.answer = String::new();
                sent.since = self.clock.now();
                sent.note = format!("已由后来的「{}」代替", outcome.place);
                events.push(Event::Sent(Box::new(sent)));
            }
        }
        Ok(events)
    }

    /// Ends the job of a file that is the same as the one beside it.
    pub(super) fn pass_twin(&mut self, job: Job) -> Result<Outcome, ProcessFailure> {
        let first = job.twin.clone().unwrap_or_default();
        let sent = self.journal.state().sent.get(&first).cloned();
        let judged = sent
            .as_ref()
            .and_then(|sent| sent.judgement.clone())
            .unwrap_or_else(Judgement::nothing);
        let name = sent.as_ref().map_or("", |sent| sent.name.as_str());
        let outcome = Outcome {
            file: job.name.clone(),
            office: job.office.clone(),
            status: judged.status,
            place: sent.as_ref().map(|s| s.place.clone()).unwrap_or_default(),
            beside: None,
            note: format!("内容与同时收到的「{name}」完全相同,没有重复审核"),
        };
        tracing::info!(file = job.name, first = name, "是同内容的副本");
        self.finish(&job, &judged, &outcome, Vec::new())?;
        Ok(outcome)
    }

    /// What of a judged file the process goes by.
    fn judgement(&self, file: &JudgedFile) -> Judgement {
        let day = self.review_date();
        judgement(file, &|form| self.judge.record_key(form, day))
    }

    /// Where a judged file's annotated workbook is going to lie: the place that delivery will
    /// choose, if nothing comes between. `reserved` are the places of files judged before it.
    pub(super) fn planned(
        &self,
        job: &Job,
        judged: &Judged,
        submitted: &[u8],
        reserved: &BTreeSet<String>,
    ) -> Result<Vec<String>, ProcessFailure> {
        let folder = self.folder(job, &judged.file);
        let about = self.judgement(&judged.file);
        let before = self.predecessors(job, &about, &folder);
        let (beside, annotated) = match &judged.annotated {
            Annotated::Grafted(bytes) => (false, bytes),
            Annotated::Beside(bytes) => (true, bytes),
        };
        let parcels = parcels(about.status, beside, submitted, annotated);
        let name = self.first_name(job, &folder, &parcels);
        Ok(self
            .choose(job, &folder, &name, &parcels, &before, reserved)?
            .paths)
    }

    fn folder(&self, job: &Job, file: &JudgedFile) -> String {
        place::folder(file, &job.folder)
    }

    /// The submitted name, shortened where Excel would not open the whole path.
    fn first_name(&self, job: &Job, folder: &str, parcels: &[Parcel<'_>]) -> String {
        let longest = parcels.iter().map(|p| names::units(p.name)).max();
        let room = self.share.room(folder).saturating_sub(longest.unwrap_or(0));
        names::file(&job.name, room.max(24))
    }

    /// The first number of `wish` whose names are free for all parcels; says so instead where
    /// the file to be replaced is open.
    fn choose<'b>(
        &self,
        job: &Job,
        folder: &str,
        wish: &str,
        parcels: &[Parcel<'b>],
        before: &[Placed],
        reserved: &BTreeSet<String>,
    ) -> Result<Chosen<'b>, ProcessFailure> {
        for n in 1..NUMBERS {
            let numbered = names::numbered(wish, n);
            let paths: Vec<String> = parcels
                .iter()
                .map(|parcel| child(folder, &format!("{numbered}{}", parcel.name)))
                .collect();
            let mut write = Vec::new();
            let (mut taken, mut open) = (false, false);
            for (path, parcel) in paths.iter().zip(parcels) {
                match self.spot(path, parcel.bytes, job, before)? {
                    Spot::Free => write.push((self.share.path(path), parcel.bytes)),
                    Spot::Same => {}
                    Spot::Open => open = true,
                    Spot::Taken => taken = true,
                }
                taken |= reserved.contains(path);
            }
            if !taken {
                return Ok(Chosen { paths, write, open });
            }
        }
        let there = self.share.path(folder);
        let full = io::Error::other(wish.to_owned());
        Err(at("找一个没有占用的文件名", &there)(full))
    }

    /// Writes the parcels into `folder`. Where somebody reads the old one, the new one lies
    /// beside it under the hour.
    fn lay_down(
        &self,
        job: &Job,
        folder: &str,
        parcels: &[Parcel<'_>],
        before: &[Placed],
    ) -> Result<Vec<String>, ProcessFailure> {
        let there = self.share.path(folder);
        let first = self.first_name(job, folder, parcels);
        let now = self.clock.now().format("%H%M").to_string();
        let fresh = names::marked(&first, &now);
        let none = BTreeSet::new();
        self.disk
            .create_dir_all(&there)
            .map_err(at("建文件夹", &there))?;
        for wish in [&first, &fresh] {
            let chosen = self.choose(job, folder, wish, parcels, before, &none)?;
            if chosen.open {
                continue;
            }
            match self.disk.write_group(None, &chosen.files()) {
                Ok(()) => return Ok(chosen.paths),
                Err(error) if is_busy(&error) && wish == &first => {}
                Err(error) => return Err(at("写", &there)(error)),
            }
        }
        let busy = io::Error::other(fresh);
        Err(at("写结果(同名文件都被占用)", &there)(busy))
    }

    /// Lays the archive's workbooks beside an answer; one that lies there as it should is left.
    /// One that somebody has open is passed over: it is an earlier copy of the same version.
    fn lay_enclosed(&self, folder: &str, enclosed: &[Enclosed]) -> Result<(), ProcessFailure> {
        for one in enclosed {
            let there = self.share.path(&child(folder, &one.path));
            let bytes = self.vault.blob(&one.sha256)?;
            match self.disk.read(&there) {
                Ok(found) if found == bytes => continue,
                // The name holds the version's number, so only people can have changed it.
                Ok(found) => {
                    let path = child(folder, &one.path);
                    let kept = self.share.path(&changed::kept_name(&path, &found));
                    self.disk.write(&kept, &found).map_err(at("写", &kept))?;
                }
                Err(_) => {}
            }
            if let Some(parent) = there.parent() {
                self.disk
                    .create_dir_all(parent)
                    .map_err(at("建文件夹", parent))?;
            }
            match self.disk.write(&there, &bytes) {
                Err(error) if !is_busy(&error) => return Err(at("写", &there)(error)),
                _ => {}
            }
        }
        Ok(())
    }

    fn spot(
        &self,
        path: &str,
        wanted: &[u8],
        job: &Job,
        before: &[Placed],
    ) -> Result<Spot, ProcessFailure> {
        let there = self.share.path(path);
        match self.disk.metadata(&there) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Spot::Free),
            Err(error) => return Err(at("查看", &there)(error)),
            Ok(meta) if meta.is_dir => return Ok(Spot::Taken),
            Ok(_) => {}
        }
        let bytes = match self.disk.read(&there) {
            Ok(bytes) => bytes,
            Err(error) if is_busy(&error) => return Ok(Spot::Open),
            Err(error) => return Err(at("读", &there)(error)),
        };
        if bytes == wanted {
            return Ok(Spot::Same);
        }
        let sha256 = hash(&bytes);
        let ours = before.iter().any(|p| p.path == path && p.sha256 == sha256)
            || (job.origin == path && job.sha256 == sha256);
        if !ours {
            return Ok(Spot::Taken);
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = self.share.path(folder);
        let held = owner_beside(self.disk.as_ref(), &folder, name).map_err(at("列", &folder))?;
        Ok(if held.is_some() {
            Spot::Open
        } else {
            Spot::Free
        })
    }

    /// Removes the submitted file where its bytes are still those archived, and ends the job.
    fn finish(
        &mut self,
        job: &Job,
        judged: &Judgement,
        outcome: &Outcome,
        mut events: Vec<Event>,
    ) -> Result<(), ProcessFailure> {
        let mut note = outcome.note.clone();
        match self.remove_origin(job) {
            Ok(()) => {
                if self.journal.state().stuck.contains_key(&job.origin) {
                    events.push(Event::Unstuck {
                        origin: job.origin.clone(),
                    });
                }
            }
            Err(error) => {
                tracing::warn!(file = job.origin, %error, "结果已送出,但原文件删不掉");
                note.push_str("(结果已送出;原文件删不掉,请手工删除,不会重复处理)");
                events.push(Event::Stuck(Box::new(Stuck {
                    origin: job.origin.clone(),
                    sha256: job.sha256.clone(),
                    claim: job.claim.clone(),
                    reason: error.to_string(),
                })));
            }
        }
        events.push(Event::Sent(Box::new(Sent {
            claim: job.claim.clone(),
            office: job.office.clone(),
            name: job.name.clone(),
            received_at: job.received_at,
            judgement: Some(judged.clone()),
            place: outcome.place.clone(),
            answer: outcome
                .beside
                .clone()
                .unwrap_or_else(|| outcome.place.clone()),
            since: self.clock.now(),
            note,
        })));
        events.push(Event::Finished {
            claim: job.claim.clone(),
        });
        self.note_later(events);
        // Litter at worst: nothing in the journal leads to it any more.
        let _ = self.disk.remove(&self.spooled(&job.claim));
        Ok(())
    }

    fn remove_origin(&self, job: &Job) -> io::Result<()> {
        let there = self.share.path(&job.origin);
        let delivered_there = self
            .journal
            .state()
            .placed
            .get(&job.origin)
            .is_some_and(|placed| placed.claim == job.claim);
        if delivered_there {
            return Ok(());
        }
        match self.disk.read(&there) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            // Changed meanwhile: a new submission.
            Ok(bytes) if hash(&bytes) != job.sha256 => Ok(()),
            Ok(_) if job.origin == POLICY_FILE => {
                let policy = self.judge.policy(self.review_date());
                self.put_policy(policy).map(drop)
            }
            Ok(_) => match self.disk.remove(&there) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                other => other,
            },
        }
    }
}
