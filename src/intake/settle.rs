//! When a file has come to rest: size and time unchanged for a settle time, and whole.
//!
//! Pure: fed with what a look at the disk gave and with the time of that look. It never gives
//! a file up; a file that cannot be taken waits with a reason until it can.

use std::collections::BTreeMap;
use std::time::Duration;

/// What one look at a file gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// Modification time in nanoseconds since 1970.
    pub modified: i128,
}

/// Why a file waits.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Seen for the first time, or changed since the last look.
    Changing,
    /// Zero bytes.
    Empty,
    /// Its end is missing (the zip directory is not there or not whole).
    Unfinished,
    /// The system does not let us read it; another program holds it.
    Unopenable,
    /// An owner file lies beside it.
    Open {
        /// Who has it open, where the owner file tells.
        holder: Option<String>,
    },
    /// Larger than any form may be.
    TooLarge,
}

impl Reason {
    /// The words for staff.
    pub fn words(&self) -> String {
        match self {
            Self::Changing => "还在写入,等它停下来".to_owned(),
            Self::Empty => "空文件(0 字节),等内容写进来".to_owned(),
            Self::Unfinished => "没有写完整,等它写完".to_owned(),
            Self::Unopenable => "被其他程序占用,打不开".to_owned(),
            Self::Open { holder: Some(who) } => format!("{who} 正打开着,等关闭后再处理"),
            Self::Open { holder: None } => "有人正打开着,等关闭后再处理".to_owned(),
            Self::TooLarge => "文件太大,不会处理;请删去图片或拆分后再交".to_owned(),
        }
    }
}

/// Whether what was read looks whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wholeness {
    /// Nothing speaks against it.
    Whole,
    /// Zero bytes.
    Empty,
    /// A zip without its directory.
    Unfinished,
}

/// Whether the bytes look whole: not empty, and where they begin as a zip, its directory stands
/// at the end. Other kinds of file cannot be told.
pub fn wholeness(bytes: &[u8]) -> Wholeness {
    if bytes.is_empty() {
        return Wholeness::Empty;
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Wholeness::Whole;
    }
    // The directory's end record: 22 bytes and a comment of at most 65,535.
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(from..).unwrap_or_default();
    let found = tail
        .windows(22)
        .rev()
        .find(|window| window.starts_with(b"PK\x05\x06"));
    let Some(end) = found else {
        return Wholeness::Unfinished;
    };
    let le32 = |at: usize| {
        end.get(at..at + 4)
            .and_then(|b| b.try_into().ok())
            .map(u32::from_le_bytes)
            .unwrap_or(u32::MAX)
    };
    let (size, offset) = (le32(12), le32(16));
    if size == u32::MAX || offset == u32::MAX {
        return Wholeness::Whole; // zip64 says it elsewhere; the reader will tell
    }
    if u64::from(size) + u64::from(offset) <= bytes.len() as u64 {
        Wholeness::Whole
    } else {
        Wholeness::Unfinished
    }
}

/// What to do with a file after a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not yet; look again after this time.
    Wait(Duration),
    /// At rest: read it, and if it is not whole ask again with [`Settling::flawed`].
    AtRest,
}

/// The files under watch that have not come to rest.
#[derive(Debug, Default)]
pub struct Settling {
    settle: Duration,
    tracks: BTreeMap<String, Track>,
}

#[derive(Debug, Clone)]
struct Track {
    stamp: Stamp,
    unchanged_since: Duration,
    equal_looks: u32,
    first_seen: Duration,
    flaw: Option<Reason>,
}

/// A file that does not look whole waits this many settle times.
const FLAWED_FACTOR: u32 = 5;

impl Settling {
    /// `settle`: how long size and time must stand still; zero means two equal looks.
    pub fn new(settle: Duration) -> Self {
        Self {
            settle,
            tracks: BTreeMap::new(),
        }
    }

    /// The settle time.
    pub fn settle(&self) -> Duration {
        self.settle
    }

    /// One look at `path`; `now` counts from any fixed start.
    pub fn look(&mut self, path: &str, stamp: Stamp, now: Duration) -> Verdict {
        let track = self
            .tracks
            .entry(path.to_owned())
            .and_modify(|track| {
                if track.stamp == stamp {
                    track.equal_looks += 1;
                } else {
                    *track = Track {
                        stamp,
                        unchanged_since: now,
                        equal_looks: 1,
                        first_seen: track.first_seen,
                        flaw: None,
                    };
                }
            })
            .or_insert(Track {
                stamp,
                unchanged_since: now,
                equal_looks: 1,
                first_seen: now,
                flaw: None,
            });
        let needed = match track.flaw {
            // One more look than a whole file, so that a zero settle time still looks again.
            Some(_) => self.settle * FLAWED_FACTOR,
            None => self.settle,
        };
        let stood = now.saturating_sub(track.unchanged_since);
        if track.equal_looks >= 2 && stood >= needed {
            Verdict::AtRest
        } else {
            Verdict::Wait(needed.saturating_sub(stood))
        }
    }

    /// The bytes of a file at rest do not look whole: true if it has waited for five settle
    /// times as it stands and is to be judged so, false if it must go on waiting.
    pub fn flawed(&mut self, path: &str, flaw: Reason, now: Duration) -> bool {
        let Some(track) = self.tracks.get_mut(path) else {
            return false;
        };
        track.flaw = Some(flaw);
        now.saturating_sub(track.unchanged_since) >= self.settle * FLAWED_FACTOR
    }

    /// Why the file waits, and since when.
    pub fn state(&self, path: &str) -> Option<(Reason, Duration)> {
        self.tracks.get(path).map(|track| {
            let reason = track.flaw.clone().unwrap_or(Reason::Changing);
            (reason, track.first_seen)
        })
    }

    /// The file was taken, or is gone.
    pub fn forget(&mut self, path: &str) {
        self.tracks.remove(path);
    }

    /// Forgets all files that `keep` does not know.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.tracks.retain(|path, _| keep(path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn stamp(size: u64, modified: i128) -> Stamp {
        Stamp { size, modified }
    }

    #[test]
    fn a_file_is_taken_when_it_stood_still_long_enough() {
        let mut settling = Settling::new(3 * SECOND);
        assert_eq!(
            settling.look("a", stamp(5, 1), Duration::ZERO),
            Verdict::Wait(3 * SECOND)
        );
        assert_eq!(
            settling.look("a", stamp(5, 1), 2 * SECOND),
            Verdict::Wait(SECOND)
        );
        // It grows: the time begins anew.
        assert_eq!(
            settling.look("a", stamp(9, 2), 3 * SECOND),
            Verdict::Wait(3 * SECOND)
        );
        assert_eq!(
            settling.look("a", stamp(9, 2), 5 * SECOND),
            Verdict::Wait(SECOND)
        );
        assert_eq!(settling.look("a", stamp(9, 2), 6 * SECOND), Verdict::AtRest);
    }

    #[test]
    fn the_same_size_with_another_time_is_a_change() {
        let mut settling = Settling::new(SECOND);
        settling.look("a", stamp(5, 1), Duration::ZERO);
        assert_eq!(
            settling.look("a", stamp(5, 2), 2 * SECOND),
            Verdict::Wait(SECOND)
        );
    }

    #[test]
    fn without_a_settle_time_two_equal_looks_are_enough() {
        let mut settling = Settling::new(Duration::ZERO);
        assert_eq!(
            settling.look("a", stamp(5, 1), Duration::ZERO),
            Verdict::Wait(Duration::ZERO)
        );
        assert_eq!(
            settling.look("a", stamp(5, 1), Duration::ZERO),
            Verdict::AtRest
        );
    }

    #[test]
    fn what_is_not_whole_waits_five_times_as_long_and_is_then_judged() {
        let mut settling = Settling::new(SECOND);
        settling.look("a", stamp(0, 1), Duration::ZERO);
        assert_eq!(settling.look("a", stamp(0, 1), SECOND), Verdict::AtRest);
        assert!(!settling.flawed("a", Reason::Empty, SECOND));
        assert_eq!(
            settling.look("a", stamp(0, 1), 3 * SECOND),
            Verdict::Wait(2 * SECOND)
        );
        assert_eq!(settling.state("a"), Some((Reason::Empty, Duration::ZERO)));
        assert_eq!(settling.look("a", stamp(0, 1), 5 * SECOND), Verdict::AtRest);
        assert!(settling.flawed("a", Reason::Empty, 5 * SECOND));
        // Content arrives after all: an ordinary file again.
        assert_eq!(
            settling.look("a", stamp(7, 2), 6 * SECOND),
            Verdict::Wait(SECOND)
        );
        assert_eq!(settling.look("a", stamp(7, 2), 7 * SECOND), Verdict::AtRest);
    }

    #[test]
    fn a_zip_without_its_directory_is_unfinished() {
        let mut whole = b"PK\x03\x04rest".to_vec();
        assert_eq!(wholeness(&whole), Wholeness::Unfinished);
        let offset = whole.len() as u32;
        whole.extend(b"PK\x05\x06\0\0\0\0\0\0\0\0");
        whole.extend(0u32.to_le_bytes());
        whole.extend(offset.to_le_bytes());
        whole.extend([0, 0]);
        assert_eq!(wholeness(&whole), Wholeness::Whole);
        assert_eq!(wholeness(b""), Wholeness::Empty);
        assert_eq!(wholeness(b"a,b\n"), Wholeness::Whole);
        // A directory that would lie behind the end of the file.
        let at = whole.len() - 6;
        whole[at..at + 4].copy_from_slice(&99_999u32.to_le_bytes());
        assert_eq!(wholeness(&whole), Wholeness::Unfinished);
    }
}
