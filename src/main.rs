//! Arguments, run, exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(feature = "edges")]
    if std::env::args_os()
        .nth(1)
        .is_some_and(|a| a == shenbiao::grid::isolated::CHILD_COMMAND)
    {
        return shenbiao::grid::isolated::child_main();
    }
    ExitCode::SUCCESS
}
