//! `shenbiao init SHARE`: lays a share out.

use super::exit::{CommandFailure, Outcome};
use super::words::say;
use super::{failure, output};
use crate::disk::{Disk, RealDisk};
use crate::policy::{Policy, Tables};
use crate::render::policy_workbook;
use crate::share::layout::{self, Done};
use crate::share::{POLICY_FILE, contents};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The share.
    #[arg(value_name = "SHARE", help = say("共享文件夹,没有就新建", "the shared folder, made where missing"))]
    share: PathBuf,
    /// Root as staff see it.
    #[arg(long, value_name = r"\\server\share", help = say("员工电脑上看到的共享根路径,用来控制路径长度", "the share's root as staff see it, for the length of paths"))]
    unc: Option<String>,
}

/// Lays it out and says what was made.
pub fn run(args: &InitArgs) -> Result<Outcome, CommandFailure> {
    for (path, done) in lay_out(&args.share, args.unc.as_deref())? {
        let word = match done {
            Done::Made => say("新建", "made"),
            Done::Renewed => say("更新", "renewed"),
            Done::KeptChanged => say("有人改过,保留", "changed by someone, kept"),
            Done::Held => say("正打开着,没有更新", "open, not renewed"),
            Done::Removed => say("制度里已没有,删除", "no longer in the policy, removed"),
        };
        output::line(format!("{word}  {path}"))?;
    }
    output::line(format!(
        "{}  {}",
        say("共享已就绪:", "share ready:"),
        args.share.display()
    ))?;
    Ok(Outcome::AllAccepted)
}

/// Lays the share out with the offices and roles of its own policy, or of the built-in one.
pub(super) fn lay_out(
    share: &Path,
    unc: Option<&str>,
) -> Result<Vec<(String, Done)>, CommandFailure> {
    let disk = RealDisk;
    disk.create_dir_all(share)
        .map_err(|e| failure::disk("建文件夹", Some(share), &e))?;
    let shown = share.join(POLICY_FILE);
    let own = if disk.exists(&shown) {
        super::policy_file::load(Some(&shown)).ok()
    } else {
        None
    };
    let policy = own.unwrap_or_else(|| Policy::built_in().clone());
    let contents = contents::contents(&policy, built_in_workbook()?)
        .map_err(|e| CommandFailure::internal(&e))?;
    layout::init(&disk, share, unc, &contents, &|_| true)
        .map_err(|e| failure::disk("写", Some(share), &e))
}

/// The built-in policy as a workbook.
pub(super) fn built_in_workbook() -> Result<Vec<u8>, CommandFailure> {
    crate::sheet::workbook(&policy_workbook::plans(&Tables::built_in()))
        .map_err(|e| CommandFailure::internal(&e))
}
