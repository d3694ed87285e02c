//! Arguments, run, exit code.

#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    shenbiao::cli::run()
}
