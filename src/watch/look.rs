//! One look at the share: what lies in 收件箱 and 审批, what was changed in 退回修改, 审核结果 and
//! 制度参数.xlsx, what of it has come to rest, and what waits and why.

use super::Taken;
use super::ports::{Judge, Vault};
use super::process::{Process, ProcessFailure, at};
use super::state::{Event, Kind, Placed, StampEntry};
use crate::intake::names::holder;
use crate::intake::scan::{self, Held, Seen};
use crate::intake::settle::{Reason, Settling, Stamp, Verdict, Wholeness, wholeness};
use crate::share::layout::hash;
use crate::share::{APPROVALS, INBOX, POLICY_FILE, RESULTS, RETURNED, SUMMARIES, office_of};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::time::Duration;

/// No form is larger; a larger file stays where it lies, with the reason.
const LARGEST: u64 = 100 * 1024 * 1024;
/// Bytes claimed in one go.
const GROUP_BYTES: u64 = 48 * 1024 * 1024;

/// How much a look covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// All delivered files are looked at, not only those in folders that changed.
    pub full: bool,
    /// The folders of delivered files are asked whether they changed.
    pub folders: bool,
    /// Folders (the system's paths) that events named.
    pub named: BTreeSet<std::path::PathBuf>,
}

/// A file that waits, as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Where it lies, below the share's root.
    pub path: String,
    /// Its office; empty at the root.
    pub office: String,
    /// Since when.
    pub since: DateTime<FixedOffset>,
    /// Why.
    pub reason: Reason,
}

/// Why a file is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Why {
    Dropped { role: Option<String> },
    Mended,
    Result(Box<Placed>),
    Policy,
}

#[derive(Debug, Clone)]
struct Candidate {
    seen: Seen,
    why: Why,
}

/// What a look gave.
#[derive(Debug, Default)]
pub struct Look {
    /// When to look again at what has not come to rest.
    pub again: Option<Duration>,
    /// How many files were claimed.
    pub claimed: usize,
    /// How many changed results were put right.
    pub put_right: usize,
}

/// The looker's memory between looks.
#[derive(Debug)]
pub struct Looker {
    settling: Settling,
    grace: Option<Duration>,
    passed: BTreeMap<String, Stamp>,
    folder_times: BTreeMap<String, Stamp>,
    waiting: BTreeMap<String, Waiting>,
}

impl Looker {
    /// `settle`: how long a file must stand still; `grace`: how long an owner file is believed,
    /// where the policy shall not say it; `earlier`: what waited when we last stopped.
    pub fn new(settle: Duration, grace: Option<Duration>, earlier: Vec<Waiting>) -> Self {
        Self {
            settling: Settling::new(settle),
            grace,
            passed: BTreeMap::new(),
            folder_times: BTreeMap::new(),
            waiting: earlier.into_iter().map(|w| (w.path.clone(), w)).collect(),
        }
    }

    /// What waits, by path.
    pub fn waiting(&self) -> impl Iterator<Item = &Waiting> {
        self.waiting.values()
    }

    /// Looks, claims what has come to rest (at most a group; `again` is zero if there is more)
    /// and puts changed results right.
    pub fn look<J: Judge<V>, V: Vault>(
        &mut self,
        process: &mut Process<J, V>,
        scope: &Scope,
    ) -> Result<Look, ProcessFailure> {
        let candidates = self.candidates(process, scope)?;
        let mut look = Look::default();
        let mut waiting = BTreeMap::new();
        let mut at_rest = Vec::new();
        let seen: BTreeSet<String> = candidates.iter().map(|c| c.seen.path.clone()).collect();
        let now = process.clock.elapsed();
        for candidate in candidates {
            let path = candidate.seen.path.clone();
            let verdict = self.settling.look(&path, candidate.seen.stamp, now);
            if let Some(held) = &candidate.seen.held
                && let Some(reason) = self.open_elsewhere(process, held)
            {
                self.wait(process, &mut waiting, &candidate.seen, reason);
                continue;
            }
            match verdict {
                Verdict::Wait(time) => {
                    look.again = Some(look.again.map_or(time, |t| t.min(time)));
                    let reason = self.settling.state(&path).map_or(Reason::Changing, |s| s.0);
                    self.wait(process, &mut waiting, &candidate.seen, reason);
                }
                Verdict::AtRest => at_rest.push(candidate),
            }
        }
        let settling = &mut self.settling;
        settling.retain(|path| seen.contains(path));
        self.passed
            .retain(|path, _| seen.contains(path) || path.starts_with(RETURNED));
        self.take(process, at_rest, &mut waiting, &mut look)?;
        self.waiting = waiting;
        Ok(look)
    }

    /// Reads what has come to rest and does what each kind asks for.
    fn take<J: Judge<V>, V: Vault>(
        &mut self,
        process: &mut Process<J, V>,
        at_rest: Vec<Candidate>,
        waiting: &mut BTreeMap<String, Waiting>,
        look: &mut Look,
    ) -> Result<(), ProcessFailure> {
        let mut taken: Vec<Taken> = Vec::new();
        let mut size = 0;
        let mut restamped = Vec::new();
        for candidate in at_rest {
            let Candidate { seen, why } = candidate;
            if size > GROUP_BYTES || taken.len() >= super::process::BATCH {
                look.again = Some(Duration::ZERO);
                break;
            }
            let bytes = match self.read(process, &seen)? {
                Ok(Some(bytes)) => bytes,
                Ok(None) => {
                    look.again = Some(Duration::ZERO);
                    continue;
                }
                Err(reason) => {
                    self.wait(process, waiting, &seen, reason);
                    look.again = Some(look.again.unwrap_or(Duration::MAX).min(self.pause()));
                    continue;
                }
            };
            let sha256 = hash(&bytes);
            let placed = process.journal.state().placed.get(&seen.path).cloned();
            let as_delivered = placed.as_ref().filter(|p| p.sha256 == sha256);
            let state = process.journal.state();
            let copy_of_ours = why == Why::Mended
                && placed.is_none()
                && state
                    .placed
                    .values()
                    .any(|p| p.sha256 == sha256 && p.path.starts_with(RETURNED));
            if let Some(placed) = as_delivered {
                restamped.push(Event::Placed(Box::new(Placed {
                    stamp: StampEntry::from(seen.stamp),
                    ..placed.clone()
                })));
            } else if copy_of_ours || state.knows_drop(&seen.path, &sha256) {
                self.passed.insert(seen.path.clone(), seen.stamp);
            } else if let Why::Result(placed) = why {
                process.put_right(&placed, &bytes)?;
                look.put_right += 1;
            } else {
                size += seen.stamp.size;
                let role = match why {
                    Why::Dropped { ref role } => role.clone(),
                    _ => None,
                };
                // Who hands a form in is told apart from who approves it, unless the share gives
                // all files to one account.
                let telling = |name: &String| role.is_some() || !is_everybodys(process, name);
                taken.push(Taken {
                    origin: seen.path.clone(),
                    name: seen.name.clone(),
                    folder: if why == Why::Policy {
                        String::new()
                    } else {
                        seen.folder.clone()
                    },
                    owner: owner(&seen.place).filter(telling),
                    role,
                    bytes,
                });
            }
            self.settling.forget(&seen.path);
        }
        process.note(restamped)?;
        look.claimed = process.claim(taken)?;
        Ok(())
    }

    /// The bytes of a file at rest; none if it changed or went while it was read, a reason if
    /// it must go on waiting.
    fn read<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        seen: &Seen,
    ) -> Result<Result<Option<Vec<u8>>, Reason>, ProcessFailure> {
        if seen.stamp.size > LARGEST {
            return Ok(Err(Reason::TooLarge));
        }
        let bytes = match process.disk.read(&seen.place) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ok(None)),
            Err(error) => {
                tracing::debug!(path = seen.path, %error, "读不了,等一等");
                return Ok(Err(Reason::Unopenable));
            }
        };
        match process.disk.metadata(&seen.place) {
            Ok(meta) if scan::stamp(&meta) == seen.stamp => {}
            Ok(_) => return Ok(Ok(None)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ok(None)),
            Err(error) => return Err(at("查看", &seen.place)(error)),
        }
        let flaw = match wholeness(&bytes) {
            Wholeness::Whole => return Ok(Ok(Some(bytes))),
            Wholeness::Empty => Reason::Empty,
            Wholeness::Unfinished => Reason::Unfinished,
        };
        let now = process.clock.elapsed();
        Ok(if self.settling.flawed(&seen.path, flaw.clone(), now) {
            Ok(Some(bytes))
        } else {
            Err(flaw)
        })
    }

    fn candidates<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        scope: &Scope,
    ) -> Result<Vec<Candidate>, ProcessFailure> {
        let (disk, root) = (process.disk.as_ref(), &process.share.root);
        let state = process.journal.state();
        // A share that went away must not look like an empty one.
        let inbox = process.share.path(INBOX);
        disk.metadata(&inbox).map_err(at("查看", &inbox))?;
        let tree =
            |top: &str| scan::tree(disk, root, top).map_err(at("列", &process.share.path(top)));
        let claimed: BTreeSet<&str> = state.jobs.values().map(|j| j.origin.as_str()).collect();
        let mut found = Vec::new();
        for seen in tree(INBOX)? {
            found.push(Candidate {
                seen,
                why: Why::Dropped { role: None },
            });
        }
        for seen in tree(APPROVALS)? {
            // Our own list of what waits, as we wrote it.
            let ours = state.placed.get(&seen.path);
            if ours.is_some_and(|placed| placed.stamp == seen.stamp.into()) {
                continue;
            }
            let role = Some(office_of(&seen.folder).to_owned()).filter(|r| !r.is_empty());
            found.push(Candidate {
                seen,
                why: Why::Dropped { role },
            });
        }
        for seen in tree(RETURNED)? {
            match state.placed.get(&seen.path) {
                Some(placed) if placed.stamp == seen.stamp.into() => {}
                None if !is_workbook(&seen.name) => {}
                _ => found.push(Candidate {
                    seen,
                    why: Why::Mended,
                }),
            }
        }
        for seen in self.results(process, scope)? {
            if let Some(placed) = state.placed.get(&seen.path)
                && placed.stamp != seen.stamp.into()
                && placed.kind != Kind::Aid
            {
                let why = Why::Result(Box::new(placed.clone()));
                found.push(Candidate { seen, why });
            }
        }
        if let Some(placed) = state.placed.get(POLICY_FILE) {
            for seen in scan::folder(disk, root, "").map_err(at("列", root))? {
                if seen.path == POLICY_FILE && placed.stamp != seen.stamp.into() {
                    found.push(Candidate {
                        seen,
                        why: Why::Policy,
                    });
                }
            }
        }
        found.retain(|c| {
            !claimed.contains(c.seen.path.as_str())
                && self.passed.get(&c.seen.path) != Some(&c.seen.stamp)
        });
        // In the order in which they came, as far as their times tell.
        found.sort_by(|a, b| {
            (a.seen.stamp.modified, &a.seen.path).cmp(&(b.seen.stamp.modified, &b.seen.path))
        });
        Ok(found)
    }

    /// Delivered files worth a look: all of them, or those of folders that changed.
    fn results<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        scope: &Scope,
    ) -> Result<Vec<Seen>, ProcessFailure> {
        let (disk, root) = (process.disk.as_ref(), &process.share.root);
        if scope.full {
            return scan::tree(disk, root, RESULTS).map_err(at("列", &process.share.path(RESULTS)));
        }
        let placed = &process.journal.state().placed;
        let mut folders: BTreeSet<String> = BTreeSet::new();
        for named in &scope.named {
            if let Ok(rel) = named.strip_prefix(root) {
                folders.insert(rel.to_string_lossy().replace('\\', "/"));
            }
        }
        folders.retain(|folder| folder.starts_with(RESULTS));
        if scope.folders {
            let all: BTreeSet<&str> = placed
                .values()
                .filter(|p| p.path.starts_with(RESULTS))
                .filter_map(|p| p.path.rsplit_once('/').map(|(folder, _)| folder))
                .collect();
            for folder in all {
                let Ok(meta) = disk.metadata(&process.share.path(folder)) else {
                    continue;
                };
                let stamp = scan::stamp(&meta);
                if self.folder_times.insert(folder.to_owned(), stamp) != Some(stamp) {
                    folders.insert(folder.to_owned());
                }
            }
        }
        // What has begun to settle is looked at until it is done.
        for path in placed.keys().filter(|p| p.starts_with(RESULTS)) {
            if self.settling.state(path).is_some()
                && let Some((folder, _)) = path.rsplit_once('/')
            {
                folders.insert(folder.to_owned());
            }
        }
        let mut seen = Vec::new();
        for folder in folders {
            seen.extend(
                scan::folder(disk, root, &folder)
                    .map_err(at("列", &process.share.path(&folder)))?,
            );
        }
        Ok(seen)
    }

    /// The reason, if the owner file is young enough to be believed.
    fn open_elsewhere<J: Judge<V>, V: Vault>(
        &self,
        process: &Process<J, V>,
        held: &Held,
    ) -> Option<Reason> {
        if !process.believes(held, self.grace) {
            tracing::info!(owner = held.name, "占用标记已过期,照常处理");
            return None;
        }
        let content = process.disk.read(&held.place).unwrap_or_default();
        Some(Reason::Open {
            holder: holder(&held.name, &content),
        })
    }

    /// Enters a file into the waiting list; one that waits already keeps its time.
    fn wait<J: Judge<V>, V: Vault>(
        &self,
        process: &Process<J, V>,
        waiting: &mut BTreeMap<String, Waiting>,
        seen: &Seen,
        reason: Reason,
    ) {
        let since = self
            .waiting
            .get(&seen.path)
            .map_or_else(|| process.clock.now(), |before| before.since);
        let folder = seen.folder.as_str();
        let office = if seen.path.starts_with(APPROVALS) || seen.path.starts_with(RESULTS) {
            ""
        } else {
            office_of(folder)
        };
        waiting.insert(
            seen.path.clone(),
            Waiting {
                path: seen.path.clone(),
                office: office.to_owned(),
                since,
                reason,
            },
        );
    }

    /// How soon to look again at what could not be opened or is not whole.
    fn pause(&self) -> Duration {
        self.settling.settle().max(Duration::from_millis(10))
    }
}

/// Whether an unknown file in 退回修改 may be a mended form saved under another name.
fn is_workbook(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    ["xlsx", "xlsm", "xls", "xlsb", "ods", "et", "csv"].contains(&extension.as_str())
}

/// Whether an owner tells nothing: a share that gives all files to one account gives it our own
/// too.
fn is_everybodys<J: Judge<V>, V: Vault>(process: &Process<J, V>, name: &str) -> bool {
    let ours = [process.data.clone(), process.share.path(SUMMARIES)];
    ours.iter()
        .any(|place| owner(place).as_deref() == Some(name))
}

/// The file's owner, where the system tells.
#[cfg(unix)]
pub(super) fn owner(place: &Path) -> Option<String> {
    use file_owner::PathExt;
    let owner = place.owner().ok()?;
    Some(
        owner
            .name()
            .ok()
            .flatten()
            .unwrap_or_else(|| owner.id().to_string()),
    )
}

/// The file's owner: not asked here.
#[cfg(not(unix))]
pub(super) fn owner(_place: &Path) -> Option<String> {
    None
}

/// Takes the kind of a delivered file into account where it lies.
pub(super) fn is_in_results(kind: Kind, path: &str) -> bool {
    kind != Kind::Policy && path.starts_with(RESULTS)
}
