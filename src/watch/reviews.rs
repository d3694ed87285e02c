//! 汇总/客户信用等级分类表-<年度>.xlsx and 汇总/升降级评审/<评审期>/: what a review needs is laid
//! ready when its day comes, follows the archive, and is never laid over what a person changed.

use super::ports::{Judge, Vault};
use super::process::{Process, ProcessFailure, at, words};
use crate::grading::{Book, Content};
use crate::intake::scan::owner_beside;
use crate::share::SUMMARIES;
use crate::share::layout::hash;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::Duration;

/// What was laid, in the data directory.
const KEPT_FILE: &str = "reviews.json";
/// The customers are judged again this often at most.
const PAUSE: Duration = Duration::from_secs(5);

/// A workbook that we laid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Laid {
    /// Hash of what it was to hold.
    told: String,
    /// Hash of its bytes: what differs was changed by people.
    sha256: String,
}

/// What was laid last, so that nothing is written twice or over somebody's work.
#[derive(Debug, Default)]
pub struct ReviewShelf {
    laid: Option<BTreeMap<String, Laid>>,
    /// What this run found right where it lies or has laid, by path, and on which day: the share is
    /// not asked for thousands of workbooks again because one changed.
    seen: BTreeMap<String, String>,
    seen_on: Option<NaiveDate>,
    mark: Option<String>,
    not_before: Duration,
}

impl ReviewShelf {
    /// Brings the workbooks of the review that is due up to date; every few seconds at most,
    /// unless it is to be done `now`. Gives how long to wait where it could not be.
    pub fn write<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        now: bool,
    ) -> Result<Option<Duration>, ProcessFailure> {
        let begun = process.clock.elapsed();
        if !now && begun < self.not_before {
            return Ok(Some(self.not_before - begun));
        }
        let today = process.review_date();
        let due = process
            .judge
            .reviews(today, process.vault(), self.mark.as_deref());
        let reviews = match due {
            Ok(Some(reviews)) => reviews,
            Ok(None) => return Ok(None),
            // The files themselves are judged and delivered: the review can come later.
            Err(error) => {
                tracing::warn!(error = words(&error), "评审的表暂时做不出来,稍后再试");
                return Ok(Some(PAUSE));
            }
        };
        let mut laid = match self.laid.take() {
            Some(laid) => laid,
            None => kept(process),
        };
        let before = laid.clone();
        if self.seen_on != Some(today) {
            self.seen.clear();
            self.seen_on = Some(today);
        }
        let mut all = true;
        let policy = &process.judge.policy(today).sha256;
        for book in &reviews.books {
            let told = hash(format!("{policy} {:?}", book.content).as_bytes());
            if self.seen.get(&book.path) == Some(&told) {
                continue;
            }
            let right = lay(process, book, &told, &mut laid)?;
            if right {
                self.seen.insert(book.path.clone(), told);
            }
            all &= right;
        }
        if let Some(folder) = &reviews.folder {
            let wanted: BTreeSet<&str> = reviews.books.iter().map(|b| b.path.as_str()).collect();
            all &= clear(process, folder, &wanted, &mut laid)?;
            self.seen.retain(|path, _| wanted.contains(path.as_str()));
        }
        if laid != before {
            let path = process.data.join(KEPT_FILE);
            let text = serde_json::to_vec_pretty(&laid)
                .map_err(|error| at("写", &path)(io::Error::other(error)))?;
            process.disk.write(&path, &text).map_err(at("写", &path))?;
        }
        self.laid = Some(laid);
        // What is open elsewhere is tried again.
        self.mark = all.then_some(reviews.mark);
        let ended = process.clock.elapsed();
        self.not_before = ended + (ended.saturating_sub(begun) * 10).max(PAUSE);
        Ok((!all).then_some(PAUSE))
    }
}

fn kept<J: Judge<V>, V: Vault>(process: &Process<J, V>) -> BTreeMap<String, Laid> {
    let bytes = process.disk.read(&process.data.join(KEPT_FILE)).ok();
    bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// Lays one workbook; false where somebody has it open.
fn lay<J: Judge<V>, V: Vault>(
    process: &Process<J, V>,
    book: &Book,
    told: &str,
    laid: &mut BTreeMap<String, Laid>,
) -> Result<bool, ProcessFailure> {
    let there = process.share.path(&format!("{SUMMARIES}/{}", book.path));
    let own = laid.get(&book.path);
    match process.disk.read(&there) {
        Ok(bytes) => {
            // What is there only to be read is ours whatever was saved over it.
            let read_only = matches!(book.content, Content::Sheets(_));
            let untouched = own.is_some_and(|own| own.sha256 == hash(&bytes));
            if !untouched && !read_only || untouched && own.is_some_and(|own| own.told == told) {
                return Ok(true);
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let known = own.is_some_and(|own| own.told == told);
            if known && !book.lasting {
                return Ok(true);
            }
        }
        Err(error) if crate::disk::is_busy(&error) => return Ok(false),
        Err(error) => return Err(at("读", &there)(error)),
    }
    if is_open(process, book)? {
        return Ok(false);
    }
    let bytes = process.judge.book(book, process.review_date())?;
    process
        .disk
        .make_parent(&there)
        .map_err(at("建文件夹", &there))?;
    match process.disk.write(&there, &bytes) {
        Err(error) if crate::disk::is_busy(&error) => return Ok(false),
        written => written.map_err(at("写", &there))?,
    }
    let sha256 = hash(&bytes);
    let told = told.to_owned();
    laid.insert(book.path.clone(), Laid { told, sha256 });
    Ok(true)
}

fn is_open<J: Judge<V>, V: Vault>(
    process: &Process<J, V>,
    book: &Book,
) -> Result<bool, ProcessFailure> {
    let (folder, name) = book.path.rsplit_once('/').unwrap_or(("", &book.path));
    let folder = process.share.path(&format!("{SUMMARIES}/{folder}"));
    if !process.disk.exists(&folder) {
        return Ok(false);
    }
    let held = owner_beside(process.disk.as_ref(), &folder, name).map_err(at("列", &folder))?;
    Ok(held.is_some_and(|held| process.believes(&held, None)))
}

/// Takes away what the review no longer needs, where it is as we laid it; false where somebody has
/// it open.
fn clear<J: Judge<V>, V: Vault>(
    process: &Process<J, V>,
    folder: &str,
    wanted: &BTreeSet<&str>,
    laid: &mut BTreeMap<String, Laid>,
) -> Result<bool, ProcessFailure> {
    let below = format!("{folder}/");
    let gone: Vec<String> = laid
        .keys()
        .filter(|path| path.starts_with(&below) && !wanted.contains(path.as_str()))
        .cloned()
        .collect();
    let mut all = true;
    for path in gone {
        let there = process.share.path(&format!("{SUMMARIES}/{path}"));
        let ours = match process.disk.read(&there) {
            Ok(bytes) => laid.get(&path).is_some_and(|l| l.sha256 == hash(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) if crate::disk::is_busy(&error) => {
                all = false;
                continue;
            }
            Err(error) => return Err(at("读", &there)(error)),
        };
        if ours {
            match process.disk.remove(&there) {
                Err(error) if crate::disk::is_busy(&error) => {
                    all = false;
                    continue;
                }
                removed => removed.map_err(at("删", &there))?,
            }
        }
        laid.remove(&path);
    }
    Ok(all)
}
