//! Proof that nothing was altered or removed: every byte is read, every line follows the one
//! before, and the chain holds what was noted of it outside.

use super::blobs::BlobState;
use super::error::ArchiveError;
use super::hash::BlobHash;
use super::index::entry_id;
use super::manifest::{self, Event, Tail, VersionLine};
use super::store::Archive;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Damage {
    /// The version it concerns (`<submission>-<n>`), `清单` for the manifest, `索引` for the index.
    pub id: String,
    /// What is wrong and what to do, in Chinese.
    pub what: String,
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Verified {
    /// Submissions read.
    pub submissions: u64,
    /// Different blobs read, byte by byte.
    pub blobs: u64,
    /// Hash of the last line of the manifest.
    pub head: String,
    /// Everything that is wrong, in order.
    pub damage: Vec<Damage>,
}

/// A head that was noted outside: line number, where it is known, and hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedHead {
    /// Number of the line.
    pub line: Option<u64>,
    /// Its hash.
    pub hash: String,
    /// Where it was noted (`汇总/档案目录.xlsx`).
    pub source: String,
}

const RESTORE: &str = "请从备份恢复数据目录后再核对,不要在原处修改";

impl Archive {
    /// Reads the whole manifest and every blob (each twice before it is called damaged), and
    /// compares with the index and with the heads noted outside. Finds all, not only the first.
    pub fn verify(&self, noted: &[NotedHead]) -> Result<Verified, ArchiveError> {
        let mut check = Check {
            archive: self,
            found: Verified::default(),
            seen: BTreeMap::new(),
        };
        let indexed = self.ask(|index| {
            let mut hashes = BTreeMap::new();
            index.line_hashes(&mut |line, hash| {
                hashes.insert(line, hash.to_owned());
            })?;
            Ok(hashes)
        })?;
        let hashes = check.manifest(&indexed)?;
        check.against_index(&hashes, &indexed)?;
        check.against_noted(&hashes, noted);
        check.found.blobs = check.seen.len() as u64;
        check.found.head = hashes.last().cloned().unwrap_or_default();
        Ok(check.found)
    }
}

struct Check<'a> {
    archive: &'a Archive,
    found: Verified,
    /// Blobs read already; many versions share a policy.
    seen: BTreeMap<BlobHash, BlobState>,
}

impl Check<'_> {
    fn note(&mut self, id: impl Into<String>, what: String) {
        self.found.damage.push(Damage {
            id: id.into(),
            what,
        });
    }

    /// Reads every line and the blobs of each version. Returns the hashes of the lines in order.
    fn manifest(&mut self, indexed: &BTreeMap<u64, String>) -> Result<Vec<String>, ArchiveError> {
        let mut hashes: Vec<String> = Vec::new();
        let mut tail = Tail::default();
        let mut submissions = BTreeSet::new();
        let archive = self.archive;
        let torn = manifest::read_lines(
            archive.disk.as_ref(),
            &archive.manifest_path(),
            0,
            &mut |bytes| {
                let place = hashes.len() as u64 + 1;
                let hash = BlobHash::of(bytes).to_string();
                hashes.push(hash.clone());
                let line = match manifest::parse_line(bytes) {
                    Ok(line) => line,
                    Err(fault) => {
                        self.note("清单", format!("第 {place} 行读不出({fault});{RESTORE}"));
                        // The lines behind it can still be compared with each other.
                        tail.line += 1;
                        tail.head = hash;
                        return Ok(());
                    }
                };
                let id = match &line.event {
                    Event::Version(version) => entry_id(version.seq, self.first_record(version)),
                    Event::Repeat(_) | Event::Founded(_) => "清单".to_owned(),
                };
                if tail.after(&line, bytes).is_err() {
                    self.broken_link(&id, place, &line, &tail);
                } else if indexed.get(&line.line).is_some_and(|known| *known != hash) {
                    self.note(
                        id,
                        format!("清单第 {place} 行与入档时不同,内容被改过;{RESTORE}"),
                    );
                }
                tail.line = line.line;
                tail.head = hash;
                match &line.event {
                    Event::Version(version) => {
                        tail.seq = version.seq;
                        if submissions.insert(version.seq) {
                            self.found.submissions += 1;
                        }
                        self.version(version);
                    }
                    Event::Founded(founded) => {
                        self.blobs("清单", &[("最初的制度参数", Some(founded.adopts.policy))]);
                    }
                    Event::Repeat(_) => {}
                }
                Ok(())
            },
        )?;
        if torn > 0 {
            self.note(
                "清单",
                format!("最后一行不完整({torn} 字节);若刚断过电,下次打开会自动整理,否则{RESTORE}"),
            );
        }
        Ok(hashes)
    }

    fn broken_link(&mut self, id: &str, place: u64, line: &manifest::Line, tail: &Tail) {
        let what = match &line.event {
            _ if line.line > tail.line + 1 => format!(
                "清单在第 {place} 行之前少了 {} 行(有记录被删除);{RESTORE}",
                line.line - tail.line - 1
            ),
            _ if line.line <= tail.line => {
                format!("清单第 {place} 行的次序不对(行号 {});{RESTORE}", line.line)
            }
            _ => format!("清单第 {place} 行与它前一行接不上,其中一行被改过;{RESTORE}"),
        };
        self.note(id, what);
    }

    /// The number of the version's first entry; 1 where that cannot be told.
    fn first_record(&self, version: &VersionLine) -> u64 {
        self.archive
            .ask(|index| index.entries_of_submission(version.seq))
            .ok()
            .and_then(|entries| entries.first().map(|e| e.n))
            .unwrap_or(1)
    }

    fn version(&mut self, version: &VersionLine) {
        let blobs = [
            ("提交的原文件", Some(version.submitted)),
            ("审核后的文件", version.annotated),
            ("审核记录", Some(version.judged)),
            ("当时的制度参数", Some(version.policy)),
            ("批准的制度参数", version.adopts.as_ref().map(|a| a.policy)),
        ];
        let id = entry_id(version.seq, self.first_record(version));
        self.blobs(&id, &blobs);
    }

    /// Reads blobs, each only once however many lines name it.
    fn blobs(&mut self, id: &str, blobs: &[(&str, Option<BlobHash>)]) {
        for (what, hash) in blobs {
            let Some(hash) = *hash else { continue };
            let archive = self.archive;
            let state = *self
                .seen
                .entry(hash)
                .or_insert_with(|| archive.blobs.check(hash));
            let trouble = match state {
                BlobState::Whole => continue,
                BlobState::Missing => "不见了",
                BlobState::Altered => "的内容被改过(读了两遍都对不上)",
                BlobState::Unreadable => "读不出来",
            };
            let path = self.archive.blobs.path(hash);
            self.note(
                id,
                format!(
                    "{what}{trouble}({});{RESTORE}",
                    path.file_name().unwrap_or_default().to_string_lossy()
                ),
            );
        }
    }

    fn against_index(
        &mut self,
        hashes: &[String],
        indexed: &BTreeMap<u64, String>,
    ) -> Result<(), ArchiveError> {
        let lines = hashes.len() as u64;
        let known = indexed.last_key_value().map_or(0, |(line, _)| *line);
        if known > lines {
            self.note(
                "清单",
                format!("索引记着 {known} 行,清单只剩 {lines} 行,末尾的记录被删除;{RESTORE}"),
            );
        }
        let head = self.archive.head()?;
        if known < lines || head.line != known {
            self.note("索引", "索引没有跟上清单;请运行 archive rebuild".to_owned());
        }
        Ok(())
    }

    fn against_noted(&mut self, hashes: &[String], noted: &[NotedHead]) {
        for head in noted.iter().filter(|head| !head.hash.is_empty()) {
            let held = match head.line {
                Some(line) => usize::try_from(line)
                    .ok()
                    .and_then(|line| hashes.get(line.checked_sub(1)?))
                    .is_some_and(|hash| *hash == head.hash),
                None => hashes.contains(&head.hash),
            };
            if !held {
                self.note(
                    "清单",
                    format!(
                        "{}记下的校验值 {} 在清单里找不到,清单在那之后被改写或截短;{RESTORE}",
                        head.source, head.hash
                    ),
                );
            }
        }
    }
}
