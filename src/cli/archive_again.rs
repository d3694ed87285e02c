//! `shenbiao archive reproduce`: a version judged again from what is stored, compared byte by byte.

use super::exit::CommandFailure;
use super::failure;
use super::words::say;
use crate::archive::Archive;
use crate::disk::Disk;
use crate::watch::reproduced::{NotReproduced, reproduce};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

/// Judges a version again; exit 3 where the result is not the archived one.
pub(super) fn reproduced(
    archive: &Archive,
    id: &str,
    out: Option<&Path>,
    disk: &Arc<dyn Disk>,
) -> Result<(String, serde_json::Value, u8), CommandFailure> {
    let made = reproduce(archive, id, &super::limits()).map_err(|error| match error {
        NotReproduced::Archive(error) => error.into(),
        other => CommandFailure::Internal {
            message: failure::told(&other),
            hint: say("档案没有改动", "the archive is unchanged").to_owned(),
        },
    })?;
    if let Some(out) = out {
        disk.write(out, &made.again)
            .map_err(|e| failure::disk("写", Some(out), &e))?;
    }
    let same = made.again == made.archived;
    let text = if same {
        say(
            "用存档的原件和当时的制度重审,结果逐字节相同",
            "judged again from what is stored: the same, byte by byte",
        )
    } else {
        say(
            "重审的结果与存档的不同(程序版本可能不同)",
            "judged again, the result differs (by another version of the program?)",
        )
    };
    let text = format!("{id}{}{text}", say(":", ": "));
    Ok((
        text,
        json!({ "id": id, "same": same }),
        if same { 0 } else { 3 },
    ))
}
