//! In which language the command line speaks. Staff-facing texts are Chinese always.

use crate::domain::status::Status;
use crate::findings::Severity;
use crate::intake::settle::Reason;
use std::sync::OnceLock;

/// Whether the command line speaks Chinese: by `LC_ALL`, `LC_MESSAGES`, `LANG`, the first one set;
/// Chinese where none is (Windows), for that is who uses it.
pub fn chinese() -> bool {
    static CHINESE: OnceLock<bool> = OnceLock::new();
    *CHINESE.get_or_init(|| {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty())
            .is_none_or(|value| value.to_lowercase().starts_with("zh"))
    })
}

/// The text in the language of the command line.
pub fn say<'a>(zh: &'a str, en: &'a str) -> &'a str {
    if chinese() { zh } else { en }
}

/// A status.
pub fn status(status: Status) -> &'static str {
    let english = match status {
        Status::Accepted => "accepted",
        Status::AcceptedWithWarnings => "accepted (with warnings)",
        Status::Incomplete => "incomplete",
        Status::Unrecognised => "unrecognised",
        Status::Returned => "returned",
    };
    say(status.words(), english)
}

/// How grave a finding is.
pub fn severity(severity: Severity) -> &'static str {
    let english = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    say(severity.words(), english)
}

/// Why a file waits.
pub fn waiting(reason: &Reason) -> String {
    if chinese() {
        return reason.words();
    }
    match reason {
        Reason::Changing => "still being written".to_owned(),
        Reason::Empty => "empty (0 bytes), waiting for its content".to_owned(),
        Reason::Unfinished => "not whole yet".to_owned(),
        Reason::Unopenable => "held by another program".to_owned(),
        Reason::Open { holder: Some(who) } => format!("open at {who}"),
        Reason::Open { holder: None } => "open somewhere".to_owned(),
        Reason::TooLarge => "too large to be judged".to_owned(),
    }
}
