//! The embedded index: one SQLite database beside the blobs, in WAL mode.
//!
//! `synchronous = NORMAL`: a power cut may cost the last transactions, never the manifest's
//! lines, and opening indexes again what is missing.

use super::{DebtRow, EqualRecord, FactRow, Filter, GivenRow, Repeat, SameBytes, folded_customer};
use super::{Entry, Index, IndexedLine, lookup, schema, search, waiting};
use crate::archive::customers::News;
use crate::archive::error::ArchiveError;
use crate::archive::hash::BlobHash;
use crate::archive::manifest::{AdoptionLine, Event, Tail};
use crate::archive::names;
use crate::archive::policies::AdoptedPolicy;
use crate::domain::name::fold;
use chrono::NaiveDate;
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::Duration;

/// How long a reader or writer waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);

/// The SQLite index.
pub(in crate::archive) struct SqliteIndex {
    db: Connection,
}

impl SqliteIndex {
    /// Opens or makes the database and brings its tables up to date.
    pub(in crate::archive) fn open(path: &Path) -> Result<Self, ArchiveError> {
        let mut db = Connection::open(path)?;
        db.busy_timeout(PATIENCE)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "NORMAL")?;
        db.set_prepared_statement_cache_capacity(64);
        schema::bring_up_to_date(&mut db)?;
        Ok(Self { db })
    }
}

impl Index for SqliteIndex {
    fn tail(&self) -> Result<Tail, ArchiveError> {
        Ok(self
            .db
            .query_row("SELECT bytes, line, seq, head FROM state", [], |r| {
                Ok(Tail {
                    bytes: r.get(0)?,
                    line: r.get(1)?,
                    seq: r.get(2)?,
                    head: r.get(3)?,
                })
            })?)
    }

    fn add(
        &mut self,
        lines: &[IndexedLine],
        tail: &Tail,
        before_commit: &mut dyn FnMut() -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        let batch = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for line in lines {
            add_line(&batch, line)?;
        }
        batch
            .prepare_cached("UPDATE state SET bytes = ?1, line = ?2, seq = ?3, head = ?4")?
            .execute(params![tail.bytes, tail.line, tail.seq, tail.head])?;
        before_commit()?;
        batch.commit()?;
        Ok(())
    }

    fn clear(&mut self) -> Result<(), ArchiveError> {
        let all = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        schema::clear(&all)?;
        all.commit()?;
        Ok(())
    }

    fn list(&self, filter: &Filter) -> Result<Vec<Entry>, ArchiveError> {
        search::list(&self.db, filter)
    }

    fn count(&self, filter: &Filter, cap: u64) -> Result<u64, ArchiveError> {
        search::count(&self.db, filter, cap)
    }

    fn entry(&self, seq: u64, n: u64) -> Result<Option<Entry>, ArchiveError> {
        lookup::entry(&self.db, seq, n)
    }

    fn with_prefix(&self, hex: &str) -> Result<Option<u64>, ArchiveError> {
        lookup::with_prefix(&self.db, hex)
    }

    fn entries_of_submission(&self, seq: u64) -> Result<Vec<Entry>, ArchiveError> {
        lookup::entries_of_submission(&self.db, seq)
    }

    fn claim(&self, claim: &str) -> Result<Option<u64>, ArchiveError> {
        lookup::claim(&self.db, claim)
    }

    fn repeat_noted(&self, claim: &str) -> Result<bool, ArchiveError> {
        lookup::repeat_noted(&self.db, claim)
    }

    fn same_bytes(&self, hash: BlobHash) -> Result<Vec<SameBytes>, ArchiveError> {
        lookup::same_bytes(&self.db, hash)
    }

    fn equal_records(
        &self,
        office: &str,
        hash: BlobHash,
    ) -> Result<Vec<EqualRecord>, ArchiveError> {
        lookup::equal_records(&self.db, office, hash)
    }

    fn facts_of_customer(
        &self,
        folded: &str,
        until: NaiveDate,
    ) -> Result<Vec<FactRow>, ArchiveError> {
        lookup::facts_of_customer(&self.db, folded, until)
    }

    fn facts_of_form(&self, form: &str) -> Result<Vec<FactRow>, ArchiveError> {
        lookup::facts_of_form(&self.db, form)
    }

    fn facts_of_record(&self, form: &str, record_key: &str) -> Result<Vec<FactRow>, ArchiveError> {
        lookup::facts_of_record(&self.db, form, record_key)
    }

    fn given(&self, folded: Option<&str>) -> Result<Vec<GivenRow>, ArchiveError> {
        lookup::given(&self.db, folded)
    }

    fn latest_of(&self, form: &str) -> Result<Option<(u64, u64)>, ArchiveError> {
        lookup::latest_of(&self.db, form)
    }

    fn waiting(&self) -> Result<Vec<FactRow>, ArchiveError> {
        waiting::rows(&self.db)
    }

    fn registers(&self, until: NaiveDate) -> Result<Vec<FactRow>, ArchiveError> {
        lookup::registers(&self.db, until)
    }

    fn debts_of_customer(&self, folded: &str) -> Result<Vec<DebtRow>, ArchiveError> {
        lookup::debts_of_customer(&self.db, folded)
    }

    fn debts_in(&self, seq: u64, n: u64) -> Result<u64, ArchiveError> {
        lookup::debts_in(&self.db, seq, n)
    }

    fn customers_since(&self, after: u64, most: usize) -> Result<News, ArchiveError> {
        lookup::customers_since(&self.db, after, most)
    }

    fn corrections_since(&self, after: u64) -> Result<(u64, Vec<(u64, u64)>), ArchiveError> {
        lookup::corrections_since(&self.db, after)
    }

    fn customers_with(&self, identifier: &str) -> Result<Vec<String>, ArchiveError> {
        lookup::customers_with(&self.db, identifier)
    }

    fn case_ids(&self, part: &str) -> Result<Vec<String>, ArchiveError> {
        lookup::case_ids(&self.db, part)
    }

    fn turned_away(&self, office: &str, file_name: &str) -> Result<u32, ArchiveError> {
        lookup::turned_away(&self.db, office, file_name)
    }

    fn customers(&self, filter: &Filter, cap: u64) -> Result<Vec<String>, ArchiveError> {
        search::customers(&self.db, filter, cap)
    }

    fn history(&self, folded: &str, limit: u64) -> Result<Vec<Entry>, ArchiveError> {
        lookup::history(&self.db, folded, limit)
    }

    fn all_repeats(&self) -> Result<Vec<Repeat>, ArchiveError> {
        lookup::all_repeats(&self.db)
    }

    fn repeats(&self, seq: u64) -> Result<Vec<Repeat>, ArchiveError> {
        lookup::repeats(&self.db, seq)
    }

    fn policies(&self) -> Result<Vec<AdoptedPolicy>, ArchiveError> {
        lookup::policies(&self.db)
    }

    fn line_hashes(&self, each: &mut dyn FnMut(u64, &str)) -> Result<(), ArchiveError> {
        lookup::line_hashes(&self.db, each)
    }
}

/// An empty claim is no claim.
fn given(claim: &str) -> Option<&str> {
    (!claim.is_empty()).then_some(claim)
}

/// The last part of a path with `/`.
pub(in crate::archive) fn file_name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

fn add_line(db: &Connection, indexed: &IndexedLine) -> Result<(), ArchiveError> {
    db.prepare_cached("INSERT INTO line VALUES (?1, ?2)")?
        .execute(params![indexed.line.line, indexed.hash])?;
    let version = match &indexed.line.event {
        Event::Version(version) => version,
        Event::Repeat(repeat) => {
            db.prepare_cached("INSERT INTO repeat VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![
                    indexed.line.line,
                    repeat.of,
                    given(&repeat.claim),
                    repeat.received_at,
                    repeat.file,
                    repeat.office
                ])?;
            return Ok(());
        }
        Event::Founded(founded) => {
            return add_policy(
                db,
                indexed.line.line,
                None,
                &founded.adopts,
                &founded.received_at,
            );
        }
    };
    if let Some(adopts) = &version.adopts {
        let line = indexed.line.line;
        add_policy(db, line, Some(version.seq), adopts, &version.received_at)?;
    }
    db.prepare_cached(
        "INSERT INTO submission VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)",
    )?
    .execute(params![
        version.seq,
        given(&version.claim),
        version.received_at,
        version.review_date.to_string(),
        version.file,
        file_name(&version.file),
        version.office,
        version.role,
        version.owner,
        version.status.id(),
        version.policy_version,
        version.policy.to_string(),
        version.submitted.to_string(),
        version.annotated.map(|h| h.to_string()),
        version.judged.to_string(),
        version.delivered
    ])?;
    for entry in &indexed.entries {
        let folded = folded_customer(entry);
        db.prepare_cached(
            "INSERT INTO entry (seq, n, form, form_title, sheet, row, customer, customer_folded,
             grade, status, accepted, carried_from, record_hash, case_id, review_date,
             policy_version, facts)
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17)",
        )?
        .execute(params![
            version.seq,
            entry.n,
            entry.form,
            entry.form_title,
            entry.sheet,
            entry.row,
            entry.customer,
            folded,
            entry.grade,
            entry.status.id(),
            entry.status.is_accepted() && entry.carried_from.is_none(),
            entry.carried_from,
            entry.record_hash.map(|h| h.to_string()),
            entry.facts.case_id,
            version.review_date.to_string(),
            version.policy_version,
            serde_json::to_string(&entry.facts)?
        ])?;
        let id = db.last_insert_rowid();
        if let (Some(form), Some(title)) = (&entry.form, &entry.form_title) {
            db.prepare_cached("INSERT OR IGNORE INTO form VALUES (?1, ?2)")?
                .execute(params![form, title])?;
        }
        if entry.status.is_accepted() && entry.carried_from.is_none() {
            waiting::settle(db, id, version, entry)?;
        }
        for value in &entry.facts.identifiers {
            db.prepare_cached("INSERT OR IGNORE INTO identifier VALUES (?1, ?2)")?
                .execute(params![value, id])?;
        }
        for (customer, debt) in &entry.debts {
            db.prepare_cached("INSERT INTO debt (customer, entry, debt) VALUES (?1, ?2, ?3)")?
                .execute(params![&**customer, id, serde_json::to_string(debt)?])?;
        }
        for (customer, given) in &entry.given {
            db.prepare_cached("INSERT INTO given (folded, entry, given) VALUES (?1, ?2, ?3)")?
                .execute(params![customer, id, serde_json::to_string(given)?])?;
        }
        let all: Vec<&str> = entry
            .customer
            .iter()
            .chain(&entry.named)
            .map(String::as_str)
            .collect();
        if !all.is_empty() {
            // One row however many names: the last character of each stands alone, so that no
            // phrase of pairs runs from one name into the next.
            let tokens: Vec<String> = all.iter().map(|name| names::tokens(name)).collect();
            db.prepare_cached("INSERT INTO name_pair (rowid, tokens) VALUES (?1, ?2)")?
                .execute(params![id, tokens.join(" ")])?;
            for c in names::characters(&all.concat()) {
                db.prepare_cached("INSERT INTO name_char VALUES (?1, ?2)")?
                    .execute(params![c.to_string(), id])?;
            }
        }
        for name in &entry.named {
            db.prepare_cached("INSERT OR IGNORE INTO named VALUES (?1, ?2)")?
                .execute(params![fold(name), id])?;
        }
    }
    Ok(())
}

fn add_policy(
    db: &Connection,
    line: u64,
    seq: Option<u64>,
    adopts: &AdoptionLine,
    received_at: &str,
) -> Result<(), ArchiveError> {
    db.prepare_cached("INSERT INTO policy VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            line,
            seq,
            adopts.version,
            adopts.effective.to_string(),
            adopts.policy.to_string(),
            received_at
        ])?;
    Ok(())
}
