//! The command line: arguments in, exit code out. One file a command.

pub mod archive;
mod archive_again;
mod archive_words;
mod check;
mod demo;
mod exit;
mod failure;
mod init;
mod output;
mod policy;
mod policy_diff;
mod policy_file;
mod policy_simulate;
mod samples;
mod speech;
mod templates;
mod watch;
mod words;

use crate::clock;
use crate::disk::{Disk, RealDisk};
use crate::grid::{Isolation, Limits};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use exit::{CommandFailure, Outcome};
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;
use words::{chinese, say};

/// The program.
#[derive(Debug, Parser)]
#[command(name = "shenbiao", version)]
struct Shenbiao {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Shows the main job on the bundled samples.
    #[command(about = say("在随带的样例上演示一遍", "the main job on the bundled samples"))]
    Demo(demo::DemoArgs),
    /// Lays a share out.
    #[command(about = say("建好共享文件夹", "lay a share out"))]
    Init(init::InitArgs),
    /// Watches a share.
    #[command(about = say("看管共享文件夹:收件、审核、归档、送达", "watch a share: take in, judge, archive, deliver"))]
    Watch(watch::WatchArgs),
    /// Checks workbooks; no share, no archive.
    #[command(about = say("检查工作簿:不用共享文件夹,不进档案", "check workbooks; no share, no archive"))]
    Check(check::CheckArgs),
    /// Looks past reviews up.
    #[command(about = say("查档案:列出、查看、比较、导出、核验、重建", "past reviews: list, show, diff, export, verify, rebuild"))]
    Archive(archive::ArchiveArgs),
    /// A policy workbook to start from; checks, compares and simulates.
    #[command(about = say("制度工作簿:生成、检查、比较、试算", "policy workbooks: write one to edit, check, compare, simulate"))]
    Policy(policy::PolicyArgs),
    /// Writes the blank forms.
    #[command(about = say("生成空白表单", "write the blank forms"))]
    Templates(templates::TemplatesArgs),
}

/// Reads the arguments, runs the command, gives the exit code.
pub fn run() -> ExitCode {
    logging();
    let about = say(
        "审表:用共享文件夹里的工作簿执行客户管理办法。\n先试试:shenbiao demo",
        "shenbiao: runs a written customer policy from a shared folder of workbooks.\nTry: shenbiao demo",
    );
    let mut grammar = Shenbiao::command().about(about);
    if chinese() {
        grammar = speech::in_chinese(grammar);
    }
    let matches = match grammar.try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return usage(&error),
    };
    let command = match Shenbiao::from_arg_matches(&matches) {
        Ok(parsed) => parsed.command,
        Err(error) => return usage(&error),
    };
    let (result, json) = match &command {
        Command::Demo(args) => (demo::run(args, &samples::all(), samples::today()), false),
        Command::Init(args) => (init::run(args), false),
        Command::Watch(args) => (watch::run(args), false),
        Command::Check(args) => (check::run(args), args.json),
        Command::Archive(args) => (run_archive(args), args.json()),
        Command::Policy(args) => (policy::run(args), args.json()),
        Command::Templates(args) => (templates::run(args), false),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(failure) => failure.tell(json),
    }
}

/// Usage errors end with 2, help and version with 0; under `--json` stdout still gets a document.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // A closed pipe behind --help is no failure of ours.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let json = std::env::args_os().any(|a| a == "--json");
    let (message, hint) = speech::explained(error);
    let failure = CommandFailure::usage(message, hint);
    // A command alone gets its whole help; and English usage errors are clap's own.
    let missing = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if missing || !chinese() {
        let _ = error.print();
        return if json {
            failure.tell_json()
        } else {
            ExitCode::from(2)
        };
    }
    failure.tell(json)
}

fn run_archive(args: &archive::ArchiveArgs) -> Result<Outcome, CommandFailure> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk);
    let code = archive::run(args, clock::today(), &disk)?;
    Ok(match code {
        0 => Outcome::AllAccepted,
        _ => Outcome::Damaged,
    })
}

/// How much of a submitted file is read; old formats are read by a child of this very program.
fn limits() -> Limits {
    let isolation = std::env::current_exe().map_or(Isolation::InProcess, Isolation::Child);
    Limits {
        isolation,
        ..Limits::default()
    }
}

/// Logs go to stderr, in colour only on a terminal; `SHENBIAO_LOG=debug` shows more.
fn logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("SHENBIAO_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,shenbiao::watch=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        // A log that nobody can hear is no reason to stop.
        .log_internal_errors(false)
        .init();
}
