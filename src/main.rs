//! Arguments, run, exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    // A child of this program that reads one workbook under a memory limit.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|a| a == shenbiao::grid::isolated::CHILD_COMMAND)
    {
        return shenbiao::grid::isolated::child_main();
    }
    shenbiao::cli::run()
}
