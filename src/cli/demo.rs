//! `shenbiao demo [DIR]`: the main job on the bundled samples, then says what to open.

use super::exit::{CommandFailure, Outcome};
use super::watch::{conclude, open};
use super::words::{say, status};
use super::{failure, output};
use crate::clock::{Clock, RealClock};
use crate::disk::{Disk, RealDisk};
use crate::domain::status::Status;
use crate::intake::scan::join;
use crate::share::lock::Watchman;
use crate::share::{INBOX, INDEX_FILE, SUMMARIES};
use crate::watch::process::Outcome as Became;
use crate::watch::run::{Options, Outside, once};
use chrono::NaiveDate;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Arguments.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder for share and data.
    #[arg(value_name = "DIR", default_value = "审表演示", help = say("演示放在哪个文件夹", "where to lay the demonstration out"))]
    dir: PathBuf,
}

/// The share below the demonstration's folder.
const SHARE: &str = "共享";
/// The data directory below it.
const DATA: &str = "数据";

/// Lays out share and data, drops `samples` (path below 收件箱 and bytes) by rename, processes
/// them as on the day `today`, prints what became of each and which workbooks to open.
pub fn run(
    args: &DemoArgs,
    samples: &[(String, Vec<u8>)],
    today: NaiveDate,
) -> Result<Outcome, CommandFailure> {
    let (share, data) = (args.dir.join(SHARE), args.dir.join(DATA));
    super::init::lay_out(&share, None)?;
    let disk: Arc<dyn Disk> = Arc::new(RealDisk);
    let clock: Arc<dyn Clock> = Arc::new(RealClock::start());
    let watchman = Watchman::take(&disk, clock.as_ref(), &share, &data).map_err(|error| {
        CommandFailure::Internal {
            message: failure::told(&error),
            hint: say("先停掉正在运行的那个", "stop the one that runs").to_owned(),
        }
    })?;
    for (path, bytes) in samples {
        // Written under another name and renamed: it arrives whole.
        disk.write(&join(&share.join(INBOX), path), bytes)
            .map_err(|e| failure::disk("写", Some(&share), &e))?;
    }
    let bar = ProgressBar::new(samples.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
        bar.set_style(style);
    }
    let mut process = open(&disk, &clock, &share, &data, Some(today))?;
    let (stop, (_sender, wake)) = (AtomicBool::new(false), mpsc::channel());
    let outside = Outside {
        stop: &stop,
        wake: &wake,
    };
    let options = Options {
        settle: Duration::ZERO,
        ..Options::default()
    };
    let mut became: Vec<Became> = Vec::new();
    let summary = once(&mut process, &options, &outside, &mut |outcome| {
        bar.set_message(outcome.file.clone());
        bar.inc(1);
        became.push(outcome.clone());
    });
    bar.finish_and_clear();
    drop(process);
    drop(watchman);
    conclude(summary)?;
    became.sort_by(|a, b| (a.status, &a.office, &a.file).cmp(&(b.status, &b.office, &b.file)));
    output::line(table(&became))?;
    output::line(advice(&share, &became))?;
    // Returned samples are what the demonstration is about, no failure of it.
    Ok(Outcome::AllAccepted)
}

/// What became of each file, a line each, in columns.
fn table(became: &[Became]) -> String {
    let names: Vec<String> = became
        .iter()
        .map(|one| match one.office.as_str() {
            "" => one.file.clone(),
            office => format!("{office}/{}", one.file),
        })
        .collect();
    let statuses = became.iter().map(|one| width(status(one.status)));
    let status_column = statuses.max().unwrap_or(0) + 2;
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let mut text = String::new();
    for (one, name) in became.iter().zip(&names) {
        text.push_str(&pad(status(one.status), status_column));
        text.push_str(&pad(name, widest + 2));
        text.push_str(one.beside.as_ref().unwrap_or(&one.place));
        if !one.note.is_empty() {
            text.push_str(&format!("  ({})", one.note));
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

/// Which workbooks to open first.
fn advice(share: &Path, became: &[Became]) -> String {
    let mut text = format!("\n{}", say("打开看看:", "Open these:"));
    // The sample that shows most, else the first of its kind.
    let first = |best: &str, wanted: &dyn Fn(&Became) -> bool| {
        let fits = |one: &&Became| wanted(one) && !one.place.is_empty();
        let mut fitting = became.iter().filter(fits);
        fitting
            .clone()
            .find(|one| one.file == best)
            .or_else(|| fitting.next())
            .map(|one| one.beside.as_ref().unwrap_or(&one.place).clone())
    };
    let picks = [
        (
            first("客户评分表-恒光电子.xlsx", &|one| {
                one.status == Status::Accepted && one.file.contains("评分")
            }),
            say(
                "通过的评分表:先看「审核结论」,再看「评分依据」",
                "an accepted score: the conclusion first, then the reasons",
            ),
        ),
        (
            first("概要登记表-十二处错误.xlsx", &|one| {
                one.status == Status::Returned && one.place.ends_with(".xlsx")
            }),
            say(
                "退回的表:「校验明细」写着改哪一格、怎么改;改好直接保存",
                "a returned form: which cell to mend, and how; mend and save it there",
            ),
        ),
        (
            Some(format!("{SUMMARIES}/收件情况.xlsx")),
            say(
                "每个文件现在在哪里、该谁办",
                "where each file is now, and who must act",
            ),
        ),
        (
            Some(INDEX_FILE.to_owned()),
            say(
                "档案里有什么:按客户、表单、等级、状态筛选",
                "what the archive holds: filter by customer, form, grade, status",
            ),
        ),
    ];
    for (path, words) in picks {
        if let Some(path) = path {
            text.push_str(&format!(
                "\n  {}\n      {words}",
                join(share, &path).display()
            ));
        }
    }
    text
}

/// Columns of a terminal: a Chinese character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn pad(text: &str, to: usize) -> String {
    let blanks = to.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}
