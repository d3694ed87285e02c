//! `shenbiao policy diff A B`: what differs between two policies, in words, as a workbook, as JSON.

use super::exit::{CommandFailure, Outcome};
use super::policy_file;
use super::words::{chinese, say};
use super::{failure, output};
use crate::disk::{Disk, RealDisk};
use crate::policy::{self, Tables, diff};
use crate::render::policy_changes;
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The earlier policy.
    #[arg(value_name = "A", help = say("原来的制度工作簿", "the earlier policy workbook"))]
    from: PathBuf,
    /// The later policy.
    #[arg(value_name = "B", help = say("新的制度工作簿", "the later policy workbook"))]
    to: PathBuf,
    /// Workbook to write.
    #[arg(long, value_name = "FILE", help = say("把对照写成工作簿(.xlsx)", "write the comparison as a workbook (.xlsx)"))]
    out: Option<PathBuf>,
    /// JSON on stdout.
    #[arg(long, help = say("在标准输出打印一份 JSON", "print one JSON document on stdout"))]
    pub(super) json: bool,
}

/// Compares. Faulty policies are compared as far as their tables can be read.
pub(super) fn run(args: &DiffArgs) -> Result<Outcome, CommandFailure> {
    let found = diff(&tables(&args.from)?, &tables(&args.to)?);
    if let Some(out) = &args.out {
        let bytes = crate::sheet::workbook(&[policy_changes::page(&found)])
            .map_err(|e| CommandFailure::internal(&e))?;
        RealDisk
            .write(out, &bytes)
            .map_err(|e| failure::disk("写", Some(out), &e))?;
    }
    if args.json {
        let text = serde_json::to_string_pretty(&found);
        output::line(text.map_err(|e| CommandFailure::internal(&e))?)?;
        return Ok(Outcome::AllAccepted);
    }
    if found.is_empty() && !chinese() {
        output::line(format!("{} and {} are the same", found.from, found.to))?;
    } else {
        output::line(found.lines().join("\n"))?;
    }
    if let Some(out) = &args.out {
        output::line(format!("{}{}", say("已写出 ", "written: "), out.display()))?;
    }
    Ok(Outcome::AllAccepted)
}

fn tables(path: &Path) -> Result<Tables, CommandFailure> {
    let workbook = policy_file::read_policy(path)?;
    let (tables, problems) = policy::load::read_tables(&workbook);
    for problem in &problems {
        let place = policy_file::place(problem);
        output::aside(format!(
            "{}{place}{}",
            say("读不全:", "not wholly read: "),
            problem.message
        ));
    }
    Ok(tables)
}
