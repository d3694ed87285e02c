//! Forms that grade customers and wait for an approving role, kept as they arrive: a list of what
//! waits is asked for after every drop, and must not go through all that was ever decided.

use super::lookup::{FACT_COLUMNS, facts_from};
use super::{EntryRow, FactRow};
use crate::archive::error::ArchiveError;
use crate::archive::manifest::VersionLine;
use crate::domain::grading::Outcome;
use rusqlite::{Connection, params};

/// Takes an accepted entry in: a proposal waits unless the very same was decided already, and
/// takes the place of the version before it; a decision ends the waiting of what it decides.
pub(super) fn settle(
    db: &Connection,
    id: i64,
    version: &VersionLine,
    entry: &EntryRow,
) -> Result<(), ArchiveError> {
    let (Some(form), Some(grading)) = (&entry.form, &entry.facts.grading) else {
        return Ok(());
    };
    let (key, terms) = (&entry.facts.record_key, &grading.terms);
    if grading.decides {
        db.prepare_cached(
            "DELETE FROM waiting WHERE form = ?1 AND record_key = ?2 AND terms = ?3",
        )?
        .execute(params![form, key, terms])?;
        return Ok(());
    }
    // What another office sends of the same record waits for nobody (domain ruling 9.16).
    let first: String = db
        .prepare_cached(
            "SELECT s.office FROM entry e JOIN submission s ON s.seq = e.seq
             WHERE e.form = ?1 AND json_extract(e.facts, '$.record_key') = ?2 AND e.accepted
               AND NOT json_extract(e.facts, '$.grading.decides')
             ORDER BY e.id LIMIT 1",
        )?
        .query_row(params![form, key], |r| r.get(0))?;
    if first != version.office {
        return Ok(());
    }
    db.prepare_cached("DELETE FROM waiting WHERE form = ?1 AND record_key = ?2")?
        .execute(params![form, key])?;
    let decided = db
        .prepare_cached(
            "SELECT 1 FROM entry e
             WHERE e.form = ?1 AND json_extract(e.facts, '$.record_key') = ?2 AND e.accepted
               AND json_extract(e.facts, '$.grading.decides')
               AND json_extract(e.facts, '$.grading.terms') = ?3 LIMIT 1",
        )?
        .exists(params![form, key, terms])?;
    if grading.outcome == Outcome::Proposed && !decided {
        db.prepare_cached("INSERT INTO waiting VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, form, key, terms])?;
    }
    Ok(())
}

/// What waits, oldest first.
pub(super) fn rows(db: &Connection) -> Result<Vec<FactRow>, ArchiveError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {FACT_COLUMNS} FROM waiting w JOIN entry e ON e.id = w.entry
         JOIN submission s ON s.seq = e.seq ORDER BY w.entry"
    ))?;
    facts_from(&mut statement.query([])?)
}
