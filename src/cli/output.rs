//! What the commands print. A reader that goes away (`shenbiao … | head`) is no failure of ours:
//! the rest is dropped, and the exit code stays what the work deserves.

use super::exit::CommandFailure;
use super::failure;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

/// Prints on stdout, with a line end. Fails where stdout is a file that cannot be written.
pub(super) fn line(text: impl Display) -> Result<(), CommandFailure> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(failure::disk("写标准输出", None, &error))
        }
        _ => Ok(()),
    }
}

/// Says something on stderr; where nobody can hear it, there is nobody to tell.
pub(super) fn aside(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
