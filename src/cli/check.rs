//! `shenbiao check FILE…`: judges workbooks as they lie; no share, no archive.

use super::exit::{CommandFailure, Outcome};
use super::limits;
use super::policy_file;
use super::words::{self, say};
use super::{failure, output};
use crate::clock;
use crate::flow::{Answer, NoArchive, Submission, answer, judge};
use crate::judged::{CheckDocument, JudgedFile};
use chrono::NaiveDate;
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Workbooks.
    #[arg(required = true, value_name = "FILE", help = say("要检查的工作簿", "workbooks to check"))]
    files: Vec<PathBuf>,
    /// Policy.
    #[arg(long, value_name = "XLSX", help = say("按哪个制度工作簿(默认内置制度)", "policy workbook (default: the built-in policy)"))]
    policy: Option<PathBuf>,
    /// Review date.
    #[arg(long, value_name = "DATE", value_parser = super::speech::day, help = say("以哪天为今天,如 2026-03-10", "the day taken as today, such as 2026-03-10"))]
    today: Option<NaiveDate>,
    /// Folder for annotated workbooks.
    #[arg(long, value_name = "DIR", help = say("把写好结果的工作簿存到这里", "write annotated workbooks here"))]
    out: Option<PathBuf>,
    /// JSON on stdout.
    #[arg(long, help = say("在标准输出打印一份 JSON", "print one JSON document on stdout"))]
    pub json: bool,
}

/// Judges each file, writes what is asked for, prints the document or a summary.
pub fn run(args: &CheckArgs) -> Result<Outcome, CommandFailure> {
    let policy = policy_file::load(args.policy.as_deref())?;
    let today = args.today.unwrap_or_else(clock::today);
    // A missing file is a usage error before anything is judged.
    for path in &args.files {
        if path.is_dir() {
            return Err(CommandFailure::usage(
                format!(
                    "{}{}",
                    say("这是文件夹,不是文件:", "a folder, no file: "),
                    path.display()
                ),
                say(
                    "把里面的工作簿逐个写上,如 check 文件夹/*.xlsx;整个文件夹可交给 watch --once",
                    "name the workbooks in it (check folder/*.xlsx); whole folders are for watch --once",
                ),
            ));
        }
        if !path.is_file() {
            return Err(CommandFailure::usage(
                format!("{}{}", say("找不到文件:", "no such file: "), path.display()),
                say("看看路径写对没有", "check the path"),
            ));
        }
    }
    if let Some(dir) = &args.out {
        std::fs::create_dir_all(dir).map_err(|e| failure::disk("建文件夹", Some(dir), &e))?;
    }
    let mut files = Vec::new();
    for path in &args.files {
        let bytes = std::fs::read(path).map_err(|e| failure::disk("读", Some(path), &e))?;
        let file_name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let submission = Submission {
            file_name: &file_name,
            bytes: &bytes,
            office: "",
        };
        let mut judged = judge(submission, &policy, today, &limits(), &NoArchive);
        if let Some(dir) = &args.out {
            let answered = answer(submission, &judged, &policy, today, Vec::new())
                .map_err(|e| CommandFailure::internal(&e))?;
            save(dir, &file_name, &answered)?;
        }
        judged.file.file = path.to_string_lossy().into_owned();
        if !args.json {
            output::line(summary(&judged.file))?;
        }
        files.push(judged.file);
    }
    let all_accepted = files.iter().all(|f| f.status.is_accepted());
    if args.json {
        let document = CheckDocument {
            policy_version: policy.version().to_owned(),
            files,
        };
        let text =
            serde_json::to_string_pretty(&document).map_err(|e| CommandFailure::internal(&e))?;
        output::line(text)?;
    }
    Ok(if all_accepted {
        Outcome::AllAccepted
    } else {
        Outcome::SomeReturned
    })
}

/// Writes under the submitted name, or under `<name>.审核结果.xlsx` where it could not be annotated;
/// equal names get ` (2)`.
fn save(dir: &Path, file_name: &str, answered: &Answer) -> Result<(), CommandFailure> {
    let name = match answered {
        Answer::Annotated(_) => file_name.to_owned(),
        Answer::Beside(_) => format!("{file_name}.审核结果.xlsx"),
    };
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let mut path = dir.join(&name);
    let mut number = 2;
    while path.exists() {
        path = dir.join(format!("{stem} ({number}).{extension}"));
        number += 1;
    }
    std::fs::write(&path, answered.bytes()).map_err(|e| failure::disk("写", Some(&path), &e))
}

/// What a person reads: the status, then one line a finding.
fn summary(file: &JudgedFile) -> String {
    let mut out = format!("{}  {}", words::status(file.status), file.file);
    let of_records = file.records.iter().flat_map(|r| r.findings.iter());
    for finding in file.findings.iter().chain(of_records) {
        out.push_str(&format!(
            "\n  {} {} {}\n      → {}",
            words::severity(finding.severity),
            finding.code,
            finding.message,
            finding.fix
        ));
    }
    out
}
