//! Opening, committing, catching up, rebuilding: how manifest, blobs and index are kept in step.
//!
//! Order of a commit: blobs fsynced, then manifest lines appended with one fsync, then index rows
//! in one transaction. After a crash in between, the manifest is the truth: a torn last line is
//! cut off (its claim was never acknowledged), complete lines are indexed again.

use super::blobs::Blobs;
use super::error::{ArchiveError, Doing};
use super::forms::PolicyForms;
use super::hash::BlobHash;
use super::index::sqlite::SqliteIndex;
use super::index::{EntryRow, Index, IndexedLine, entries_of, entry_id};
use super::manifest::{self, AdoptionLine, Event, RepeatLine, Tail, VersionLine};
use super::model::{Committed, Head, Repeat, Submission};
use super::policies::{NewBlobs, stored_document};
use crate::disk::{Disk, Lock};
use crate::forms::Forms;
use crate::judged::JudgedFile;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Lines that are indexed in one transaction when catching up.
const CATCH_UP_BATCH: usize = 256;
/// Tries for the writing lock, and the pause between them: another process that only lists holds
/// it for moments.
const LOCK_TRIES: u32 = 100;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// One archive: blobs, manifest and index in `<data>/archive/`.
pub struct Archive {
    pub(super) folder: PathBuf,
    pub(super) disk: Arc<dyn Disk>,
    pub(super) blobs: Blobs,
    pub(super) forms: PolicyForms,
    state: Mutex<State>,
}

struct State {
    index: Box<dyn Index>,
    lock: Option<Lock>,
    /// Manifest and index were in step after the last operation of this process.
    in_step: bool,
    /// A failed append may have left bytes behind this length.
    cut_to: Option<u64>,
    /// Why nothing more may be written.
    damage: Option<String>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Archive {
    /// Opens the archive in a data directory, making it where there is none, and indexes what a
    /// crash left unindexed. Damage does not stop it (reading must stay possible); it stops
    /// [`Archive::commit`].
    pub fn open(data_dir: &Path, disk: Arc<dyn Disk>) -> Result<Self, ArchiveError> {
        let folder = data_dir.join("archive");
        disk.create_dir_all(&folder).doing("creating", &folder)?;
        let index = open_index(&folder, disk.as_ref())?;
        let archive = Self {
            blobs: Blobs::new(&folder, Arc::clone(&disk)),
            folder,
            disk,
            forms: PolicyForms::default(),
            state: Mutex::new(State {
                index: Box::new(index),
                lock: None,
                in_step: false,
                cut_to: None,
                damage: None,
            }),
        };
        let mut state = archive.state();
        if archive.is_behind(&state)? && archive.take_lock(&mut state, 1)? {
            archive.recover(&mut state)?;
            state.lock = None;
        }
        drop(state);
        Ok(archive)
    }

    /// Commits a batch: all of it is durable when this returns. On an error nothing may be
    /// assumed; committing again with the same claims completes it without doubles.
    pub fn commit(&self, batch: &[Submission]) -> Result<Vec<Committed>, ArchiveError> {
        let mut state = self.state();
        self.make_ready(&mut state)?;
        let tail = state.index.tail()?;
        let mut blobs = NewBlobs::new();
        let documents: Vec<Vec<u8>> = batch
            .iter()
            .map(stored_document)
            .collect::<Result<_, _>>()?;
        let mut results: Vec<Committed> = Vec::with_capacity(batch.len());
        let mut new: BTreeMap<&str, Committed> = BTreeMap::new();
        let mut lines = Vec::new();
        for (submission, document) in batch.iter().zip(&documents) {
            if let Some(known) = known_claim(&state, &new, &submission.claim)? {
                results.push(known);
                continue;
            }
            let seq = tail.seq + lines.len() as u64 + 1;
            let line = version_line(seq, submission, document, &mut blobs);
            let ids = super::index::numbers_of(&submission.judged);
            let committed = Committed {
                seq,
                ids: ids.into_iter().map(|n| entry_id(seq, n)).collect(),
                known: false,
            };
            if !submission.claim.is_empty() {
                new.insert(&submission.claim, committed.clone());
            }
            results.push(committed);
            lines.push((line, submission));
        }
        if !lines.is_empty() {
            self.blobs.put(&blobs)?;
            // Of a long register the document and its rows of the index are much: one by one.
            drop(blobs);
            drop(documents);
            let events = lines.into_iter().map(|(line, submission)| {
                let entries = entries_of(&submission.judged, &self.forms_of(submission));
                (Event::Version(Box::new(line)), entries)
            });
            self.append(&mut state, tail, events.collect())?;
        }
        Ok(results)
    }

    /// Notes that the same bytes came again and were not judged again (domain ruling 9.17).
    /// Noting the same claim twice notes it once.
    pub fn note_repeat(&self, repeat: &Repeat) -> Result<(), ArchiveError> {
        let mut state = self.state();
        self.make_ready(&mut state)?;
        if !repeat.claim.is_empty() && state.index.repeat_noted(&repeat.claim)? {
            return Ok(());
        }
        let event = Event::Repeat(RepeatLine {
            of: repeat.of,
            claim: repeat.claim.clone(),
            received_at: repeat.received_at.clone(),
            file: repeat.file.clone(),
            office: repeat.office.clone(),
        });
        let tail = state.index.tail()?;
        self.append(&mut state, tail, vec![(event, Vec::new())])
    }

    /// Appends the event of a first policy with its blobs; nothing where a policy is known.
    pub(super) fn append_unless_founded<'a>(
        &self,
        event: impl FnOnce(&mut NewBlobs<'a>) -> Event,
    ) -> Result<(), ArchiveError> {
        let mut state = self.state();
        self.make_ready(&mut state)?;
        if !state.index.policies()?.is_empty() {
            return Ok(());
        }
        let mut blobs = NewBlobs::new();
        let event = event(&mut blobs);
        self.blobs.put(&blobs)?;
        let tail = state.index.tail()?;
        self.append(&mut state, tail, vec![(event, Vec::new())])
    }

    /// Empties the index and fills it again from manifest and blobs, with the same ids. Returns
    /// how many submissions it holds. Refused while another process writes, and where the
    /// manifest itself is damaged: an index that knows more than that is worth keeping.
    pub fn rebuild(&self) -> Result<u64, ArchiveError> {
        let mut state = self.state();
        if !self.take_lock(&mut state, LOCK_TRIES)? {
            return Err(ArchiveError::Busy(self.folder.clone()));
        }
        state.in_step = false;
        self.manifest_is_whole()?;
        state.index.clear()?;
        self.recover(&mut state)?;
        match &state.damage {
            Some(what) => Err(ArchiveError::Damaged(what.clone())),
            None => Ok(state.index.tail()?.seq),
        }
    }

    /// Where the manifest ends, as far as it is indexed.
    pub fn head(&self) -> Result<Head, ArchiveError> {
        let tail = self.state().index.tail()?;
        Ok(Head {
            line: tail.line,
            seq: tail.seq,
            hash: tail.head,
        })
    }

    /// The bytes of a blob, checked against its hash.
    pub fn blob(&self, hash: BlobHash) -> Result<Vec<u8>, ArchiveError> {
        self.blobs.get(hash)
    }

    /// Asks the index.
    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&dyn Index) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
        question(self.state().index.as_ref())
    }

    pub(super) fn manifest_path(&self) -> PathBuf {
        self.folder.join("manifest.jsonl")
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held leaves at worst `in_step` false: recovery follows.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_behind(&self, state: &State) -> Result<bool, ArchiveError> {
        let path = self.manifest_path();
        let len = match self.disk.metadata(&path) {
            Ok(meta) => meta.len,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error).doing("looking at", &path),
        };
        Ok(len != state.index.tail()?.bytes)
    }

    fn take_lock(&self, state: &mut State, tries: u32) -> Result<bool, ArchiveError> {
        let path = self.folder.join("writing.lock");
        for attempt in 0..tries {
            if state.lock.is_some() {
                return Ok(true);
            }
            if attempt > 0 {
                std::thread::sleep(LOCK_PAUSE);
            }
            state.lock = self.disk.try_lock(&path).doing("locking", &path)?;
        }
        Ok(state.lock.is_some())
    }

    /// Before writing: the lock is held, manifest and index are in step, nothing is damaged.
    fn make_ready(&self, state: &mut State) -> Result<(), ArchiveError> {
        if state.lock.is_none() {
            state.in_step = false;
            if !self.take_lock(state, LOCK_TRIES)? {
                return Err(ArchiveError::Busy(self.folder.clone()));
            }
            self.blobs.tidy();
        }
        if !state.in_step {
            self.recover(state)?;
        }
        match &state.damage {
            Some(what) => Err(ArchiveError::Damaged(what.clone())),
            None => Ok(()),
        }
    }

    /// Brings the index up to the manifest. Only while the lock is held.
    fn recover(&self, state: &mut State) -> Result<(), ArchiveError> {
        let path = self.manifest_path();
        if let Some(len) = state.cut_to {
            if self.disk.exists(&path) {
                self.disk.truncate(&path, len).doing("cutting", &path)?;
            }
            state.cut_to = None;
        }
        state.damage = None;
        let mut tail = state.index.tail()?;
        let len = self.disk.metadata(&path).map_or(0, |meta| meta.len);
        if len < tail.bytes {
            state.damage = Some(format!(
                "the manifest has {len} bytes, the index knows {}",
                tail.bytes
            ));
            return Ok(());
        }
        let mut batch = Vec::new();
        let mut broken = None;
        let index = &mut state.index;
        let torn = manifest::read_lines(self.disk.as_ref(), &path, tail.bytes, &mut |bytes| {
            if broken.is_some() {
                return Ok(());
            }
            let line = match manifest::parse_line(bytes) {
                Ok(line) => line,
                Err(fault) => {
                    broken = Some(format!("line {}: {fault}", tail.line + 1));
                    return Ok(());
                }
            };
            match tail.after(&line, bytes) {
                Ok(next) => tail = next,
                Err(fault) => {
                    broken = Some(fault);
                    return Ok(());
                }
            }
            let entries = match &line.event {
                Event::Version(version) => self.entries_again(version),
                Event::Repeat(_) | Event::Founded(_) => Vec::new(),
            };
            batch.push(IndexedLine {
                line,
                hash: tail.head.clone(),
                entries,
            });
            if batch.len() >= CATCH_UP_BATCH {
                index.add(&batch, &tail, &mut || self.before_index())?;
                batch.clear();
            }
            Ok(())
        })?;
        if !batch.is_empty() {
            index.add(&batch, &tail, &mut || self.before_index())?;
        }
        if broken.is_none() && torn > 0 {
            tracing::warn!(bytes = torn, "cut off a torn last line of the manifest");
            self.disk
                .truncate(&path, tail.bytes)
                .doing("cutting", &path)?;
        }
        state.damage = broken;
        state.in_step = state.damage.is_none();
        Ok(())
    }

    /// A version's entries from its document. Where that blob is lost the version still stands in
    /// the index, as one without a form; `verify` names the blob.
    fn entries_again(&self, version: &VersionLine) -> Vec<EntryRow> {
        let judged = self
            .blobs
            .get(version.judged)
            .and_then(|bytes| Ok(serde_json::from_slice::<JudgedFile>(&bytes)?));
        let judged = judged.unwrap_or_else(|error| {
            tracing::warn!(seq = version.seq, %error, "a judged document cannot be read");
            JudgedFile {
                file: version.file.clone(),
                status: version.status,
                findings: Vec::new(),
                records: Vec::new(),
                enclosed: Vec::new(),
            }
        });
        let forms = self
            .forms
            .of(version.policy, || self.blobs.get(version.policy));
        entries_of(&judged, &forms)
    }

    /// The forms by which a submission on its way here was judged.
    pub(super) fn forms_of(&self, submission: &Submission) -> Arc<Forms> {
        let bytes = || Ok::<_, ArchiveError>(submission.policy.to_vec());
        self.forms.of(BlobHash::of(&submission.policy), bytes)
    }

    /// Appends events to the manifest, then to the index.
    fn append(
        &self,
        state: &mut State,
        start: Tail,
        events: Vec<(Event, Vec<EntryRow>)>,
    ) -> Result<(), ArchiveError> {
        let mut tail = start.clone();
        let mut bytes = Vec::new();
        let mut lines = Vec::with_capacity(events.len());
        for (event, entries) in events {
            let (line, text, next) = tail.next(event)?;
            bytes.extend_from_slice(&text);
            lines.push(IndexedLine {
                line,
                hash: next.head.clone(),
                entries,
            });
            tail = next;
        }
        let path = self.manifest_path();
        state.in_step = false;
        if let Err(error) = self.disk.append(&path, &bytes).doing("appending to", &path) {
            state.cut_to = Some(start.bytes);
            return Err(error);
        }
        state
            .index
            .add(&lines, &tail, &mut || self.before_index())?;
        state.in_step = true;
        tracing::info!(line = tail.line, seq = tail.seq, head = %tail.head, "archived");
        Ok(())
    }

    fn before_index(&self) -> Result<(), ArchiveError> {
        self.disk
            .before("index commit")
            .doing("indexing", &self.folder)
    }

    /// Every line parses and follows the one before.
    fn manifest_is_whole(&self) -> Result<(), ArchiveError> {
        let mut tail = Tail::default();
        manifest::read_lines(self.disk.as_ref(), &self.manifest_path(), 0, &mut |bytes| {
            let line = manifest::parse_line(bytes).map_err(|fault| {
                ArchiveError::Damaged(format!("line {}: {fault}", tail.line + 1))
            })?;
            tail = tail.after(&line, bytes).map_err(ArchiveError::Damaged)?;
            Ok(())
        })?;
        Ok(())
    }
}

/// The version that this claim brought before, in the archive or in this batch.
fn known_claim(
    state: &State,
    new: &BTreeMap<&str, Committed>,
    claim: &str,
) -> Result<Option<Committed>, ArchiveError> {
    if claim.is_empty() {
        return Ok(None);
    }
    if let Some(committed) = new.get(claim) {
        return Ok(Some(Committed {
            known: true,
            ..committed.clone()
        }));
    }
    let Some(seq) = state.index.claim(claim)? else {
        return Ok(None);
    };
    let entries = state.index.entries_of_submission(seq)?;
    Ok(Some(Committed {
        seq,
        ids: entries.into_iter().map(|e| e.id).collect(),
        known: true,
    }))
}

/// The manifest's line for a submission; its blobs are added to `blobs`.
fn version_line<'a>(
    seq: u64,
    submission: &'a Submission,
    document: &'a [u8],
    blobs: &mut NewBlobs<'a>,
) -> VersionLine {
    let mut store = |bytes: &'a [u8]| {
        let hash = BlobHash::of(bytes);
        blobs.insert(hash, bytes);
        hash
    };
    VersionLine {
        seq,
        claim: submission.claim.clone(),
        received_at: submission.received_at.clone(),
        review_date: submission.review_date,
        file: submission.file.clone(),
        office: submission.office.clone(),
        role: submission.role.clone(),
        owner: submission.owner.clone(),
        status: submission.judged.status,
        policy_version: submission.policy_version.clone(),
        policy: store(&submission.policy),
        submitted: store(&submission.submitted),
        annotated: submission.annotated.as_ref().map(|bytes| store(bytes)),
        judged: store(document),
        delivered: submission.delivered.clone(),
        adopts: submission.adopts.as_ref().map(|adopts| AdoptionLine {
            version: adopts.version.clone(),
            effective: adopts.effective,
            policy: store(&adopts.policy),
        }),
    }
}

/// Opens the index; one that SQLite cannot read is put aside, to be filled again.
fn open_index(folder: &Path, disk: &dyn Disk) -> Result<SqliteIndex, ArchiveError> {
    let path = folder.join("index.sqlite");
    let unreadable = match SqliteIndex::open(&path) {
        Err(ArchiveError::Index(error)) if is_no_database(&error) => error,
        other => return other,
    };
    tracing::warn!(%unreadable, "the index cannot be read and is built again");
    for suffix in ["-wal", "-shm"] {
        let _ = disk.remove(&folder.join(format!("index.sqlite{suffix}")));
    }
    let aside = folder.join("index.sqlite.damaged");
    disk.rename(&path, &aside).doing("putting aside", &path)?;
    SqliteIndex::open(&path)
}

fn is_no_database(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt)
    )
}
