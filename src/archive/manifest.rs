//! The manifest: one JSON line an event, each with the hash of the line before. It is the truth;
//! the index is only a view of it.
//!
//! Line numbers count all events from 1; submission numbers count versions only. A line is
//! complete when its line break stands behind it: what a crash tore off has none.

use super::error::{ArchiveError, Doing};
use super::hash::{ALGORITHM, BlobHash};
use crate::disk::Disk;
use crate::domain::status::Status;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The longest line that is read, in bytes; ours have about one thousand.
pub const LONGEST_LINE: usize = 1024 * 1024;

/// One line of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Name of the hash algorithm of this line's hashes.
    pub alg: String,
    /// Number of the line, from 1.
    pub line: u64,
    /// Hash of the line before (without its line break); empty on the first.
    pub prev: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What a line records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A submission was judged.
    Version(Box<VersionLine>),
    /// The same bytes came again and were not judged again (domain ruling 9.17).
    Repeat(RepeatLine),
    /// The policy by which the archive begins.
    Founded(FoundedLine),
}

/// A judged submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionLine {
    /// Submission number, from 1.
    pub seq: u64,
    /// Key of the claim that brought it, so that a repeated commit makes no second version.
    pub claim: String,
    /// Real time of receipt (RFC 3339).
    pub received_at: String,
    /// The `today` of the review.
    pub review_date: NaiveDate,
    /// Path within 收件箱.
    pub file: String,
    /// Office, empty at the root.
    pub office: String,
    /// Approving role in whose folder it was dropped.
    #[serde(default)]
    pub role: Option<String>,
    /// Owner of the file, where the system told.
    pub owner: Option<String>,
    /// Status of the file.
    pub status: Status,
    /// Version of the policy that judged.
    pub policy_version: String,
    /// Blob of that policy's workbook.
    pub policy: BlobHash,
    /// Blob of the submitted bytes.
    pub submitted: BlobHash,
    /// Blob of the annotated (or result) workbook.
    pub annotated: Option<BlobHash>,
    /// Blob of the judged document (JSON).
    pub judged: BlobHash,
    /// Place of delivery, relative to the share.
    pub delivered: Option<String>,
    /// The policy that this submission puts in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopts: Option<AdoptionLine>,
}

/// A policy that is put in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptionLine {
    /// Version on its cover.
    pub version: String,
    /// First day on which reviews go by it.
    pub effective: NaiveDate,
    /// Blob of its workbook.
    pub policy: BlobHash,
}

/// The first policy of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundedLine {
    /// Real time (RFC 3339).
    pub received_at: String,
    /// The policy.
    pub adopts: AdoptionLine,
}

/// The same bytes once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatLine {
    /// Submission that holds them.
    pub of: u64,
    /// Key of the claim that brought them.
    pub claim: String,
    /// Real time of receipt (RFC 3339).
    pub received_at: String,
    /// Path within 收件箱.
    pub file: String,
    /// Office, empty at the root.
    pub office: String,
}

/// Why a line cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// Longer than [`LONGEST_LINE`].
    #[error("longer than {LONGEST_LINE} bytes")]
    TooLong,
    /// No JSON of ours.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// Hashed by an algorithm that this program does not know.
    #[error("unknown hash algorithm {0}")]
    Algorithm(String),
}

/// Reads one line (without its line break).
pub fn parse_line(bytes: &[u8]) -> Result<Line, LineFault> {
    if bytes.len() > LONGEST_LINE {
        return Err(LineFault::TooLong);
    }
    let line: Line =
        serde_json::from_slice(bytes).map_err(|e| LineFault::Unreadable(e.to_string()))?;
    if line.alg != ALGORITHM {
        return Err(LineFault::Algorithm(line.alg));
    }
    Ok(line)
}

/// How far a manifest has been read: the place after a complete line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tail {
    /// Bytes up to and with the last line break.
    pub bytes: u64,
    /// Number of the last line.
    pub line: u64,
    /// Number of the last submission.
    pub seq: u64,
    /// Hash of the last line; empty before the first.
    pub head: String,
}

impl Tail {
    /// The line for an event that comes next, as bytes with its line break, and the tail after it.
    pub fn next(&self, event: Event) -> Result<(Line, Vec<u8>, Self), ArchiveError> {
        let seq = match &event {
            Event::Version(version) => version.seq,
            Event::Repeat(_) | Event::Founded(_) => self.seq,
        };
        let line = Line {
            alg: ALGORITHM.to_owned(),
            line: self.line + 1,
            prev: self.head.clone(),
            event,
        };
        let mut bytes = serde_json::to_vec(&line)?;
        let head = BlobHash::of(&bytes).to_string();
        bytes.push(b'\n');
        let tail = Self {
            bytes: self.bytes + bytes.len() as u64,
            line: line.line,
            seq,
            head,
        };
        Ok((line, bytes, tail))
    }

    /// The tail after a line that was read; the reason if the line does not follow this one.
    pub fn after(&self, line: &Line, bytes: &[u8]) -> Result<Self, String> {
        if line.line != self.line + 1 {
            return Err(format!(
                "line {} stands after line {}",
                line.line, self.line
            ));
        }
        if line.prev != self.head {
            return Err(format!(
                "line {} does not follow the line before it",
                line.line
            ));
        }
        let seq = match &line.event {
            Event::Version(version) if version.seq == self.seq + 1 => version.seq,
            Event::Version(version) => {
                return Err(format!(
                    "submission {} stands after submission {}",
                    version.seq, self.seq
                ));
            }
            Event::Repeat(_) | Event::Founded(_) => self.seq,
        };
        Ok(Self {
            bytes: self.bytes + bytes.len() as u64 + 1,
            line: line.line,
            seq,
            head: BlobHash::of(bytes).to_string(),
        })
    }
}

/// Gives each complete line from byte `from` on to `each`, and returns how many bytes of a torn
/// line stand behind the last line break. A missing manifest has no lines.
pub(super) fn read_lines(
    disk: &dyn Disk,
    path: &Path,
    from: u64,
    each: &mut dyn FnMut(&[u8]) -> Result<(), ArchiveError>,
) -> Result<u64, ArchiveError> {
    let mut pending: Vec<u8> = Vec::new();
    let mut stopped = None;
    let read = disk.read_pieces(path, from, &mut |mut piece| {
        while let Some(end) = piece.iter().position(|b| *b == b'\n') {
            let (line, rest) = piece.split_at(end);
            pending.extend_from_slice(line);
            piece = rest.get(1..).unwrap_or_default();
            let result = each(&pending);
            pending.clear();
            if let Err(error) = result {
                stopped = Some(error);
                return Err(std::io::Error::other("stopped"));
            }
        }
        if pending.len() + piece.len() > 64 * LONGEST_LINE {
            return Err(std::io::Error::other("no line break within 64 MB"));
        }
        pending.extend_from_slice(piece);
        Ok(())
    });
    if let Some(error) = stopped {
        return Err(error);
    }
    match read {
        Ok(()) => Ok(pending.len() as u64),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error).doing("reading", path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeat(n: u64) -> Event {
        Event::Repeat(RepeatLine {
            of: 0,
            claim: format!("c{n}"),
            received_at: "2026-11-24T08:00:00+08:00".into(),
            file: "石家庄/表.xlsx".into(),
            office: "石家庄".into(),
        })
    }

    #[test]
    fn a_line_read_back_is_the_line_written_and_links_to_the_one_before() {
        let (first, bytes, tail) = Tail::default().next(repeat(1)).unwrap();
        let text = &bytes[..bytes.len() - 1];
        assert_eq!(parse_line(text), Ok(first.clone()));
        assert_eq!(Tail::default().after(&first, text), Ok(tail.clone()));
        let (second, ..) = tail.next(repeat(2)).unwrap();
        assert_eq!(second.prev, BlobHash::of(text).to_string());
        assert!(Tail::default().after(&second, text).is_err());
    }

    #[test]
    fn what_is_no_line_of_ours_is_refused() {
        assert!(matches!(parse_line(b"{}"), Err(LineFault::Unreadable(_))));
        let other = br#"{"alg":"sha9","line":1,"prev":"","kind":"repeat","of":1,"claim":"","received_at":"","file":"","office":""}"#;
        assert_eq!(parse_line(other), Err(LineFault::Algorithm("sha9".into())));
    }
}
