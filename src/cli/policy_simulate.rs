//! `shenbiao policy simulate NEW`: what a new policy would change for the customers in the archive.

use super::exit::{CommandFailure, Outcome};
use super::policy_file;
use super::words::{chinese, say};
use super::{failure, output};
use crate::archive::Archive;
use crate::clock;
use crate::disk::{Disk, RealDisk};
use crate::policy::Policy;
use crate::simulate::{Question, Simulation, plans, portfolio_size, simulate};
use crate::watch::keeper::Keeper;
use crate::watch::policy_book::{BookFailure, PolicyBook};
use chrono::NaiveDate;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// Arguments.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// The new policy.
    #[arg(value_name = "NEW", help = say("新的制度工作簿", "the new policy workbook"))]
    new: PathBuf,
    /// The share whose default data directory holds the archive.
    #[arg(long, value_name = "SHARE", help = say("共享文件夹;档案在它的默认数据目录里", "the share whose default data directory holds the archive"))]
    share: Option<PathBuf>,
    /// Data directory.
    #[arg(long, value_name = "DIR", help = say("数据目录", "data directory"))]
    data: Option<PathBuf>,
    /// Workbook to write.
    #[arg(long, value_name = "FILE", help = say("结果写到哪个工作簿;不写则放在新制度旁边,名为 <新制度>.模拟.xlsx", "workbook to write; beside the new policy as <new>.模拟.xlsx if not given"))]
    out: Option<PathBuf>,
    /// Review date.
    #[arg(long, value_name = "DATE", value_parser = super::speech::day, help = say("以哪天为今天,如 2026-03-10", "the day taken as today, such as 2026-03-10"))]
    today: Option<NaiveDate>,
    /// JSON on stdout.
    #[arg(long, help = say("在标准输出打印一份 JSON", "print one JSON document on stdout"))]
    pub(super) json: bool,
}

/// Judges the archived customers again, writes the workbook, says what changes.
pub(super) fn run(args: &SimulateArgs) -> Result<Outcome, CommandFailure> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk);
    let new = policy_file::load(Some(&args.new))?;
    let data = args.data.as_deref();
    let archive = super::archive::open(args.share.as_deref(), data, &disk)?;
    let today = args.today.unwrap_or_else(clock::today);
    let keeper = Keeper {
        archive: Arc::new(archive),
    };
    let in_force = in_force(&keeper, today)?;
    let question = Question::new(&in_force, &new, today);
    let found = with_progress(&keeper.archive, &question)?;
    let out = args.out.clone().unwrap_or_else(|| {
        let mut name = args.new.clone().into_os_string();
        name.push(".模拟.xlsx");
        PathBuf::from(name)
    });
    let bytes = crate::sheet::workbook(&plans(&found)).map_err(|e| CommandFailure::internal(&e))?;
    disk.write(&out, &bytes)
        .map_err(|e| failure::disk("写", Some(&out), &e))?;
    if args.json {
        output::line(document(&found))?;
    } else {
        output::line(words(&found))?;
        output::line(format!("{}{}", say("已写出 ", "written: "), out.display()))?;
    }
    Ok(Outcome::AllAccepted)
}

/// The policy in force; the built-in one for an archive that an older program made.
fn in_force(keeper: &Keeper, today: NaiveDate) -> Result<Policy, CommandFailure> {
    match PolicyBook::read(keeper, &super::limits()) {
        Ok(book) => Ok(book.on(today).policy.clone()),
        Err(BookFailure::None) => Ok(Policy::built_in().clone()),
        Err(error) => Err(CommandFailure::internal(&error)),
    }
}

fn with_progress(archive: &Archive, question: &Question<'_>) -> Result<Simulation, CommandFailure> {
    let size = portfolio_size(archive).map_err(|e| CommandFailure::internal(&e))?;
    let bar = ProgressBar::new(size as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed}") {
        bar.set_style(style);
    }
    let found = simulate(archive, question, &super::limits(), &|done| {
        bar.inc(done as u64);
    });
    bar.finish_and_clear();
    found.map_err(|e| CommandFailure::internal(&e))
}

fn document(found: &Simulation) -> serde_json::Value {
    let changed: Vec<_> = found.changed().collect();
    let mut distribution = serde_json::Map::new();
    for customer in &found.customers {
        for (side, figures) in [("before", &customer.before), ("after", &customer.after)] {
            let grade = figures
                .grade
                .clone()
                .unwrap_or_else(|| figures.status.id().to_owned());
            let counts = distribution
                .entry(grade)
                .or_insert_with(|| json!({ "before": 0, "after": 0 }));
            if let Some(count) = counts.get(side).and_then(serde_json::Value::as_u64) {
                counts[side] = json!(count + 1);
            }
        }
    }
    json!({
        "from": found.from,
        "to": found.to,
        "day": found.day,
        "customers": found.customers.len(),
        "changed": changed,
        "distribution": distribution,
        "impacts": found.impacts,
        "skipped": found.skipped,
    })
}

fn words(found: &Simulation) -> String {
    let (all, changed) = (found.customers.len(), found.changed().count());
    let mut text = if chinese() {
        format!(
            "「{}」→「{}」,按 {} 试算 {all} 家客户,{changed} 家会变",
            found.from, found.to, found.day
        )
    } else {
        format!(
            "{} → {}, on {}: {changed} of {all} customers change",
            found.from, found.to, found.day
        )
    };
    for impact in &found.impacts {
        let count = impact
            .customers
            .map_or_else(|| "—".to_owned(), |n| n.to_string());
        text.push_str(&format!(
            "\n  {count}\t{} {} {}",
            impact.sheet, impact.row, impact.change
        ));
    }
    text
}
