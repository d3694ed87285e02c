//! One look at a folder tree: which files lie there, and which of them are open elsewhere.
//!
//! The scan is the truth; events only say that it is worth scanning.

use super::names::{self, Kind};
use super::settle::Stamp;
use crate::disk::{DirEntry, Disk};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// How deep sub-folders are followed.
const DEPTH: usize = 8;

/// A file that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Path below the share's root, with `/`.
    pub path: String,
    /// Its folder below the scanned one, with `/`; empty at its root.
    pub folder: String,
    /// Its name.
    pub name: String,
    /// Where it is for the system.
    pub place: PathBuf,
    /// Size and time.
    pub stamp: Stamp,
    /// The owner file that says it is open.
    pub held: Option<Held>,
}

/// An owner file beside a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The owner file.
    pub place: PathBuf,
    /// Its name.
    pub name: String,
    /// When it was written.
    pub since: Option<SystemTime>,
}

/// All files below `top` (a path below `root`, with `/`) that could be submissions, in the
/// order of their paths; a folder that is not there holds none.
pub fn tree(disk: &dyn Disk, root: &Path, top: &str) -> io::Result<Vec<Seen>> {
    let mut seen = Vec::new();
    enter(disk, &join(root, top), top, "", DEPTH, &mut seen)?;
    seen.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(seen)
}

/// The files of one folder alone, without its sub-folders.
pub fn folder(disk: &dyn Disk, root: &Path, top: &str) -> io::Result<Vec<Seen>> {
    let mut seen = Vec::new();
    enter(disk, &join(root, top), top, "", 0, &mut seen)?;
    Ok(seen)
}

fn enter(
    disk: &dyn Disk,
    dir: &Path,
    rel: &str,
    below: &str,
    depth: usize,
    seen: &mut Vec<Seen>,
) -> io::Result<()> {
    let entries = match disk.list(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let owners: Vec<&DirEntry> = entries
        .iter()
        .filter(|entry| !entry.meta.is_dir && names::kind(&entry.name) == Kind::Owner)
        .collect();
    for entry in &entries {
        if entry.meta.is_link {
            continue;
        }
        let path = child(rel, &entry.name);
        if entry.meta.is_dir {
            if depth > 0 && !names::is_litter_folder(&entry.name) {
                enter(
                    disk,
                    &entry.path,
                    &path,
                    &child(below, &entry.name),
                    depth - 1,
                    seen,
                )?;
            }
            continue;
        }
        if names::kind(&entry.name) != Kind::Submission {
            continue;
        }
        let held = names::held_by(&entry.name, owners.iter().map(|o| o.name.as_str()))
            .and_then(|name| owners.iter().find(|owner| owner.name == name))
            .map(|owner| Held {
                place: owner.path.clone(),
                name: owner.name.clone(),
                since: owner.meta.modified,
            });
        seen.push(Seen {
            path,
            folder: below.to_owned(),
            name: entry.name.clone(),
            place: entry.path.clone(),
            stamp: stamp(&entry.meta),
            held,
        });
    }
    Ok(())
}

/// Size and time of what the disk tells of a file.
pub fn stamp(meta: &crate::disk::Meta) -> Stamp {
    Stamp {
        size: meta.len,
        modified: meta.modified.map_or(0, nanoseconds),
    }
}

/// Nanoseconds since 1970, negative before.
pub fn nanoseconds(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_nanos() as i128,
        Err(before) => -(before.duration().as_nanos() as i128),
    }
}

/// The owner file in the same folder that says `name` is open.
pub fn owner_beside(disk: &dyn Disk, folder: &Path, name: &str) -> io::Result<Option<Held>> {
    let entries = match disk.list(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let owners = entries
        .iter()
        .filter(|entry| !entry.meta.is_dir && names::kind(&entry.name) == Kind::Owner);
    let held = names::held_by(name, owners.map(|owner| owner.name.as_str()));
    Ok(held.and_then(|held| {
        entries
            .iter()
            .find(|entry| entry.name == held)
            .map(|owner| Held {
                place: owner.path.clone(),
                name: owner.name.clone(),
                since: owner.meta.modified,
            })
    }))
}

/// A path below another, both with `/`; an empty one is the root itself.
pub fn child(rel: &str, name: &str) -> String {
    if rel.is_empty() {
        name.to_owned()
    } else if name.is_empty() {
        rel.to_owned()
    } else {
        format!("{rel}/{name}")
    }
}

/// The system's path of one below `root` with `/`.
pub fn join(root: &Path, rel: &str) -> PathBuf {
    let mut path = root.to_owned();
    path.extend(rel.split('/').filter(|part| !part.is_empty()));
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::RealDisk;

    #[test]
    fn a_tree_shows_submissions_with_their_folders_and_owner_files() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "收件箱/石家庄/评分.xlsx",
            "收件箱/石家庄/~$评分.xlsx",
            "收件箱/根.xlsx",
            "收件箱/根.xlsx.part",
            "收件箱/@eaDir/根.xlsx",
            "收件箱/.DS_Store",
        ] {
            RealDisk.write(&join(dir.path(), name), b"x").unwrap();
        }
        let seen = tree(&RealDisk, dir.path(), "收件箱").unwrap();
        let paths: Vec<&str> = seen.iter().map(|s| s.path.as_str()).collect();
        assert_eq!(paths, ["收件箱/根.xlsx", "收件箱/石家庄/评分.xlsx"]);
        assert_eq!(seen[1].folder, "石家庄");
        assert!(seen[0].held.is_none() && seen[1].held.is_some());
        assert!(tree(&RealDisk, dir.path(), "没有").unwrap().is_empty());
    }
}
