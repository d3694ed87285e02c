//! Exit codes, and how a failure is told: on stderr, and as JSON where asked.

use super::words::say;
use super::{failure, output};
use std::process::ExitCode;

/// How a command ended; the numbers are a contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// 0: all accepted, or nothing to do.
    AllAccepted,
    /// 1: some returned, incomplete or unrecognised.
    SomeReturned,
    /// 3: `archive verify` found damage, and said which.
    Damaged,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::AllAccepted => Self::from(0),
            Outcome::SomeReturned => Self::from(1),
            Outcome::Damaged => Self::from(3),
        }
    }
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CommandFailure {
    /// 2: usage, a missing file, an unusable policy.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// 3: internal or I/O failure.
    #[error("{message}")]
    Internal {
        /// What failed.
        message: String,
        /// What to do about it.
        hint: String,
    },
}

impl CommandFailure {
    /// A usage failure.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage {
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// An internal or I/O failure, its causes included.
    pub fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        Self::Internal {
            message: failure::told(error),
            hint: say(
                "没有文件丢失;看看磁盘与权限,再运行一次。",
                "Nothing is lost; look at disk and permissions, then run it again.",
            )
            .to_owned(),
        }
    }

    fn parts(&self) -> (u8, &str, &str) {
        match self {
            Self::Usage { message, hint } => (2, message, hint),
            Self::Internal { message, hint } => (3, message, hint),
        }
    }

    /// Prints the document of `--json` alone and gives the exit code.
    pub fn tell_json(&self) -> ExitCode {
        let (code, message, hint) = self.parts();
        // Where stdout cannot be written either, the exit code still tells.
        let _ = output::line(serde_json::json!({ "error": { "message": message, "hint": hint } }));
        ExitCode::from(code)
    }

    /// Prints it and gives the exit code. With `json`, stdout gets one document as well.
    pub fn tell(&self, json: bool) -> ExitCode {
        let (code, message, hint) = self.parts();
        if json {
            self.tell_json();
        }
        output::aside(format!("{}{message}", say("出错:", "error: ")));
        if !hint.is_empty() {
            output::aside(format!("{}{hint}", say("建议:", "hint: ")));
        }
        ExitCode::from(code)
    }
}
