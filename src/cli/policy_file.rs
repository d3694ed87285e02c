//! The policy that a command works by: a workbook, or the built-in one.

use super::exit::CommandFailure;
use super::failure;
use super::words::{chinese, say};
use crate::findings::Finding;
use crate::grid::{self, Workbook};
use crate::policy::{self, Policy};
use std::path::Path;

/// Loads the policy workbook, or the built-in policy where none is named.
pub fn load(path: Option<&Path>) -> Result<Policy, CommandFailure> {
    let Some(path) = path else {
        return Ok(Policy::built_in().clone());
    };
    judge(&read_policy(path)?).map_err(|findings| {
        let lines: Vec<String> = findings
            .iter()
            .map(|f| format!("{}{}", place(f), f.message))
            .collect();
        unusable(path, &lines.join("\n  "))
    })
}

/// Reads a policy workbook. One without the sheets of a policy is a usage failure: a list of all
/// that it lacks would help nobody.
pub fn read_policy(path: &Path) -> Result<Workbook, CommandFailure> {
    let workbook = read(path)?;
    if policy::is_policy(&workbook) {
        return Ok(workbook);
    }
    Err(CommandFailure::usage(
        format!(
            "{}{}",
            say("这不是制度工作簿:", "not a policy workbook: "),
            path.display()
        ),
        say(
            "从 shenbiao policy new 写出的工作簿改起",
            "start from what shenbiao policy new writes",
        ),
    ))
}

/// Reads the workbook; a missing file, or one that is no workbook, is a usage failure.
fn read(path: &Path) -> Result<Workbook, CommandFailure> {
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => CommandFailure::usage(
            format!("{}{}", say("找不到文件:", "no such file: "), path.display()),
            say("看看路径写对没有", "check the path"),
        ),
        _ => CommandFailure::usage(
            failure::at_path("读", Some(path), &error),
            say("看看路径和权限", "check the path and the permissions"),
        ),
    })?;
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    grid::read(&bytes, &name, &super::limits()).map_err(|refusal| {
        let why = match chinese() {
            true => refusal.finding().message,
            false => refusal.to_string(),
        };
        CommandFailure::usage(
            format!(
                "{}{}{}{why}",
                say("不是能读的工作簿:", "not a readable workbook: "),
                path.display(),
                say(":", ": ")
            ),
            say(
                "用表格软件打开看看;从 shenbiao policy new 写出的工作簿改起",
                "open it in a spreadsheet; start from what shenbiao policy new writes",
            ),
        )
    })
}

/// The policy of the workbook, or everything that keeps it from taking effect.
pub fn judge(workbook: &Workbook) -> Result<Policy, Vec<Finding>> {
    crate::flow::policy::loaded(workbook)
}

/// Sheet and cell of a finding, to stand before its message; nothing where it has none.
pub fn place(finding: &Finding) -> String {
    match (&finding.sheet, &finding.cell) {
        (Some(sheet), Some(cell)) => format!("{sheet}!{cell}  "),
        (Some(sheet), None) => format!("{sheet}  "),
        (None, _) => String::new(),
    }
}

fn unusable(path: &Path, what: &str) -> CommandFailure {
    CommandFailure::usage(
        format!(
            "{} {}: {what}",
            say("制度工作簿不能用", "unusable policy workbook"),
            path.display()
        ),
        say(
            "运行 shenbiao policy check 看全部问题",
            "run shenbiao policy check for all complaints",
        ),
    )
}
