//! `shenbiao templates DIR`: writes the blank forms.

use super::exit::{CommandFailure, Outcome};
use super::policy_file;
use super::words::say;
use super::{failure, output};
use crate::templates::blank_forms;
use clap::Args;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, Args)]
pub struct TemplatesArgs {
    /// Folder to write into; made where missing.
    #[arg(value_name = "DIR", help = say("写到哪个文件夹,没有就新建", "folder to write into, made where missing"))]
    dir: PathBuf,
    /// Policy whose version the forms carry.
    #[arg(long, value_name = "XLSX", help = say("按哪个制度工作簿(默认内置制度)", "policy workbook (default: the built-in policy)"))]
    policy: Option<PathBuf>,
}

/// Writes them and says where.
pub fn run(args: &TemplatesArgs) -> Result<Outcome, CommandFailure> {
    let policy = policy_file::load(args.policy.as_deref())?;
    let forms = blank_forms(&policy).map_err(|e| CommandFailure::internal(&e))?;
    std::fs::create_dir_all(&args.dir)
        .map_err(|e| failure::disk("建文件夹", Some(&args.dir), &e))?;
    for form in &forms {
        let path = args.dir.join(&form.file_name);
        std::fs::write(&path, &form.bytes).map_err(|e| failure::disk("写", Some(&path), &e))?;
        output::line(path.display())?;
    }
    Ok(Outcome::AllAccepted)
}
