//! The policy that a command works by: a workbook, or the built-in one.

use super::exit::CommandFailure;
use super::words::say;
use crate::evaluate::examples;
use crate::forms::Forms;
use crate::grid;
use crate::policy::{self, Policy};
use std::path::Path;

/// Loads the policy workbook, or the built-in policy where none is named.
pub fn load(path: Option<&Path>) -> Result<Policy, CommandFailure> {
    let Some(path) = path else {
        return Ok(Policy::built_in().clone());
    };
    let unusable = |what: String| {
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
    };
    let bytes = std::fs::read(path).map_err(|e| unusable(e.to_string()))?;
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let workbook =
        grid::read(&bytes, &name, &grid::Limits::default()).map_err(|r| unusable(r.to_string()))?;
    // A policy whose own example cases fail does not take effect (domain ruling 9.26).
    let sound = policy::load(&workbook).and_then(|policy| {
        let failing = examples::problems(&policy, Forms::built_in());
        if failing.is_empty() {
            Ok(policy)
        } else {
            Err(failing)
        }
    });
    sound.map_err(|findings| {
        unusable(
            findings
                .iter()
                .map(|f| f.message.as_str())
                .collect::<Vec<_>>()
                .join("\n  "),
        )
    })
}
