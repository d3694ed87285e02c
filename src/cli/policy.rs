//! `shenbiao policy`: a policy workbook to start from, all complaints about one, what differs
//! between two, and what a new one would change.

use super::exit::{CommandFailure, Outcome};
use super::init::built_in_workbook;
use super::policy_diff::{self, DiffArgs};
use super::policy_file;
use super::policy_simulate::{self, SimulateArgs};
use super::words::{chinese, say, severity};
use super::{failure, output};
use crate::clock;
use crate::disk::{Disk, RealDisk};
use crate::findings::{Finding, Severity};
use crate::policy::checks;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    #[command(subcommand)]
    command: PolicyCommand,
}

impl PolicyArgs {
    /// Whether stdout gets one JSON document and nothing else.
    pub fn json(&self) -> bool {
        match &self.command {
            PolicyCommand::New { .. } => false,
            PolicyCommand::Check { json, .. } => *json,
            PolicyCommand::Diff(args) => args.json,
            PolicyCommand::Simulate(args) => args.json,
        }
    }
}

#[derive(Debug, Subcommand)]
enum PolicyCommand {
    /// Writes the built-in policy as a workbook.
    #[command(about = say("生成一份内置制度的工作簿,在上面改", "write the built-in policy as a workbook to edit"))]
    New {
        /// Where to; never over an existing file.
        #[arg(value_name = "FILE", help = say("写到哪个文件(.xlsx);已有的文件不覆盖", "file to write (.xlsx); an existing one is never overwritten"))]
        file: PathBuf,
    },
    /// Names every problem of policy workbooks.
    #[command(about = say("检查制度工作簿,列出全部问题", "check policy workbooks and name every problem"))]
    Check {
        /// Policy workbooks.
        #[arg(required = true, value_name = "FILE", help = say("要检查的制度工作簿", "policy workbooks to check"))]
        files: Vec<PathBuf>,
        /// JSON on stdout.
        #[arg(long, help = say("在标准输出打印一份 JSON", "print one JSON document on stdout"))]
        json: bool,
    },
    /// What differs between two policy workbooks.
    #[command(about = say("比较两份制度,逐参数、逐行说明", "compare two policies, row by row"))]
    Diff(DiffArgs),
    /// What a new policy would change for the customers in the archive.
    #[command(about = say("用档案里的客户试算新制度:谁的等级、额度、次序、回访会变", "judge the archived customers again under a new policy"))]
    Simulate(SimulateArgs),
}

/// Does what was asked.
pub fn run(args: &PolicyArgs) -> Result<Outcome, CommandFailure> {
    match &args.command {
        PolicyCommand::New { file } => new(file),
        PolicyCommand::Check { files, json } => check(files, *json),
        PolicyCommand::Diff(args) => policy_diff::run(args),
        PolicyCommand::Simulate(args) => policy_simulate::run(args),
    }
}

fn new(file: &Path) -> Result<Outcome, CommandFailure> {
    let disk = RealDisk;
    if disk.exists(file) {
        return Err(CommandFailure::usage(
            format!(
                "{}{}",
                say("已经有这个文件:", "the file exists: "),
                file.display()
            ),
            say(
                "换一个文件名,或先把它移走",
                "name another file, or move this one away first",
            ),
        ));
    }
    disk.write(file, &built_in_workbook()?)
        .map_err(|e| failure::disk("写", Some(file), &e))?;
    output::line(format!("{}{}", say("已写出 ", "written: "), file.display()))?;
    Ok(Outcome::AllAccepted)
}

/// What is said of one workbook.
#[derive(Debug, Serialize)]
struct Report {
    file: String,
    /// Version, where it could be loaded.
    policy_version: Option<String>,
    /// Whether it may take effect.
    usable: bool,
    findings: Vec<Finding>,
}

fn check(files: &[PathBuf], json: bool) -> Result<Outcome, CommandFailure> {
    // All are read before anything is said: a missing one is a usage error, not a complaint.
    let reports = files
        .iter()
        .map(|path| {
            let workbook = policy_file::read_policy(path)?;
            let (version, findings) = match policy_file::judge(&workbook) {
                Ok(policy) => {
                    let years = checks::missing_years(&policy, clock::today());
                    let mut findings = policy.notes;
                    findings.extend(years);
                    (Some(policy.cover.version), findings)
                }
                Err(findings) => (None, findings),
            };
            Ok(Report {
                file: path.display().to_string(),
                usable: version.is_some(),
                policy_version: version,
                findings,
            })
        })
        .collect::<Result<Vec<_>, CommandFailure>>()?;
    if json {
        let document = serde_json::json!({ "files": reports });
        let text =
            serde_json::to_string_pretty(&document).map_err(|e| CommandFailure::internal(&e))?;
        output::line(text)?;
    } else {
        for report in &reports {
            output::line(text(report))?;
        }
    }
    Ok(if reports.iter().all(|r| r.usable) {
        Outcome::AllAccepted
    } else {
        Outcome::SomeReturned
    })
}

/// What a person reads: the verdict, then each finding with its place and its mending.
fn text(report: &Report) -> String {
    let verdict = match &report.policy_version {
        Some(version) if chinese() => format!("可以使用  {}  (版本 {version})", report.file),
        Some(version) => format!("usable  {}  (version {version})", report.file),
        None => {
            let errors = report
                .findings
                .iter()
                .filter(|f| f.severity == Severity::Error)
                .count();
            if chinese() {
                format!("不能使用  {}  ({errors} 处要改)", report.file)
            } else {
                format!("unusable  {}  ({errors} to mend)", report.file)
            }
        }
    };
    let mut out = verdict;
    for finding in &report.findings {
        out.push_str(&format!(
            "\n  {} {} {}{}\n      → {}",
            severity(finding.severity),
            finding.code,
            policy_file::place(finding),
            finding.message,
            finding.fix
        ));
    }
    out
}
