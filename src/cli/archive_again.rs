//! `shenbiao archive reproduce`: a version judged again from what is stored, compared byte by byte.

use super::archive::ArchiveFailure;
use crate::archive::Archive;
use crate::disk::Disk;
use crate::watch::flow_judge::{NotReproduced, reproduce};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

/// Judges a version again; exit 3 where the result is not the archived one.
pub(super) fn reproduced(
    archive: &Archive,
    id: &str,
    out: Option<&Path>,
    disk: &Arc<dyn Disk>,
) -> Result<(String, serde_json::Value, u8), ArchiveFailure> {
    let made = reproduce(archive, id, &super::limits()).map_err(|error| match error {
        NotReproduced::Archive(error) => error.into(),
        other => ArchiveFailure::io(other.to_string()),
    })?;
    if let Some(out) = out {
        disk.write(out, &made.again)
            .map_err(|e| ArchiveFailure::io(format!("{}: {e}", out.display())))?;
    }
    let same = made.again == made.archived;
    let text = if same {
        format!("{id}:用存档的原件和当时的制度重审,结果逐字节相同")
    } else {
        format!("{id}:重审的结果与存档的不同(程序版本可能不同)")
    };
    Ok((
        text,
        json!({ "id": id, "same": same }),
        if same { 0 } else { 3 },
    ))
}
