//! Single look-ups: by id, claim, bytes, record, customer, identifier.

use super::{DebtRow, Entry, EqualRecord, FactRow, GivenRow, Repeat, SameBytes, entry_id};
use crate::archive::customers::News;
use crate::archive::error::ArchiveError;
use crate::archive::hash::BlobHash;
use crate::archive::policies::AdoptedPolicy;
use crate::archive::receivables::REGISTER;
use crate::domain::status::Status;
use chrono::NaiveDate;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeSet;
use std::str::FromStr;

/// Columns of an [`Entry`], of `entry e` and `submission s`.
pub(super) const ENTRY_COLUMNS: &str = "e.seq, e.n, s.received_at, s.review_date, s.file, \
     s.office, e.form, e.form_title, e.customer, e.grade, e.status, s.policy_version, \
     s.submitted, s.annotated, e.carried_from, s.status, s.delivered, s.judged, e.sheet, e.row, \
     e.facts, \
     (SELECT max(x.seq) FROM submission x WHERE x.delivered = s.delivered AND x.seq > s.seq), \
     s.policy";

/// A text column as a type that parses.
fn parsed<T: FromStr>(row: &Row<'_>, at: usize) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.get(at)?;
    text.parse()
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(e)))
}

fn parsed_option<T: FromStr>(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    if row.get_ref(at)?.data_type() == Type::Null {
        return Ok(None);
    }
    parsed(row, at).map(Some)
}

fn status(row: &Row<'_>, at: usize) -> rusqlite::Result<Status> {
    let text: String = row.get(at)?;
    Status::parse(&text).ok_or_else(|| rusqlite::Error::InvalidColumnType(at, text, Type::Text))
}

/// An [`Entry`] from a row of [`ENTRY_COLUMNS`].
pub(super) fn entry_from(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let (seq, n) = (row.get(0)?, row.get(1)?);
    let facts: String = row.get(20)?;
    let facts: crate::archive::facts::Facts = serde_json::from_str(&facts).unwrap_or_default();
    Ok(Entry {
        id: entry_id(seq, n),
        received_at: row.get(2)?,
        review_date: parsed(row, 3)?,
        file: row.get(4)?,
        office: row.get(5)?,
        form: row.get(6)?,
        form_title: row.get(7)?,
        customer: row.get(8)?,
        grade: row.get(9)?,
        status: status(row, 10)?,
        policy_version: row.get(11)?,
        submitted_sha256: parsed(row, 12)?,
        annotated_sha256: parsed_option(row, 13)?,
        carried_from: row.get(14)?,
        seq,
        n,
        file_status: status(row, 15)?,
        delivered: row.get(16)?,
        judged_sha256: parsed(row, 17)?,
        sheet: row.get(18)?,
        row: row.get(19)?,
        period: facts.period.map(|p| p.to_string()),
        replaced_by: row.get(21)?,
        policy_sha256: parsed(row, 22)?,
    })
}

pub(super) fn entry(db: &Connection, seq: u64, n: u64) -> Result<Option<Entry>, ArchiveError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS} FROM entry e JOIN submission s ON s.seq = e.seq
             WHERE e.seq = ?1 AND e.n = ?2"
        ))?
        .query_row(params![seq, n], entry_from)
        .optional()?)
}

pub(super) fn entries_of_submission(db: &Connection, seq: u64) -> Result<Vec<Entry>, ArchiveError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {ENTRY_COLUMNS} FROM entry e JOIN submission s ON s.seq = e.seq
         WHERE e.seq = ?1 ORDER BY e.n"
    ))?;
    let rows = statement.query_map([seq], entry_from)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn with_prefix(db: &Connection, hex: &str) -> Result<Option<u64>, ArchiveError> {
    // `g` sorts behind every hex digit.
    Ok(db
        .prepare_cached(
            "SELECT seq FROM submission WHERE submitted >= ?1 AND submitted < ?1 || 'g'
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([hex], |r| r.get(0))
        .optional()?)
}

pub(super) fn claim(db: &Connection, claim: &str) -> Result<Option<u64>, ArchiveError> {
    Ok(db
        .prepare_cached("SELECT seq FROM submission WHERE claim = ?1")?
        .query_row([claim], |r| r.get(0))
        .optional()?)
}

pub(super) fn repeat_noted(db: &Connection, claim: &str) -> Result<bool, ArchiveError> {
    Ok(db
        .prepare_cached("SELECT 1 FROM repeat WHERE claim = ?1 LIMIT 1")?
        .exists([claim])?)
}

pub(super) fn same_bytes(db: &Connection, hash: BlobHash) -> Result<Vec<SameBytes>, ArchiveError> {
    let mut statement = db.prepare_cached(
        "SELECT seq, status, policy_version, policy, delivered, annotated, file, office,
                review_date,
                (SELECT min(n) FROM entry e WHERE e.seq = s.seq),
                (SELECT group_concat(DISTINCT e.form) FROM entry e WHERE e.seq = s.seq)
         FROM submission s WHERE submitted = ?1 ORDER BY seq DESC LIMIT 20",
    )?;
    let rows = statement.query_map([hash.to_string()], |r| {
        let seq = r.get(0)?;
        let forms: Option<String> = r.get(10)?;
        Ok(SameBytes {
            seq,
            id: entry_id(seq, r.get(9)?),
            status: status(r, 1)?,
            policy_version: r.get(2)?,
            policy: parsed(r, 3)?,
            delivered: r.get(4)?,
            annotated: parsed_option(r, 5)?,
            file: r.get(6)?,
            office: r.get(7)?,
            review_date: parsed(r, 8)?,
            forms: forms
                .unwrap_or_default()
                .split(',')
                .filter(|f| !f.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn policies(db: &Connection) -> Result<Vec<AdoptedPolicy>, ArchiveError> {
    let mut statement = db.prepare_cached(
        "SELECT version, effective, policy, seq, received_at FROM policy ORDER BY line",
    )?;
    let rows = statement.query_map([], |r| {
        Ok(AdoptedPolicy {
            version: r.get(0)?,
            effective: parsed(r, 1)?,
            policy: parsed(r, 2)?,
            submission: r.get(3)?,
            received_at: r.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn equal_records(
    db: &Connection,
    office: &str,
    hash: BlobHash,
) -> Result<Vec<EqualRecord>, ArchiveError> {
    let mut statement = db.prepare_cached(
        "SELECT e.seq, e.n, s.file, e.row, e.status, s.status, s.policy_version, s.policy
         FROM entry e JOIN submission s ON s.seq = e.seq
         WHERE e.record_hash = ?1 AND e.accepted AND s.office = ?2
         ORDER BY e.id DESC LIMIT 20",
    )?;
    let rows = statement.query_map(params![hash.to_string(), office], |r| {
        let (seq, n) = (r.get(0)?, r.get(1)?);
        Ok(EqualRecord {
            id: entry_id(seq, n),
            seq,
            n,
            file: r.get(2)?,
            row: r.get(3)?,
            status: status(r, 4)?,
            file_status: status(r, 5)?,
            policy_version: r.get(6)?,
            policy: parsed(r, 7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Columns of a [`FactRow`], of `entry e` and `submission s`.
pub(super) const FACT_COLUMNS: &str = "e.seq, e.n, e.form, e.form_title, e.customer, s.office, e.review_date, e.facts, s.role, s.owner";

pub(super) fn facts_from(rows: &mut rusqlite::Rows<'_>) -> Result<Vec<FactRow>, ArchiveError> {
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let (seq, n) = (r.get(0)?, r.get(1)?);
        let facts: String = r.get(7)?;
        found.push(FactRow {
            id: entry_id(seq, n),
            order: (seq, n),
            form: r.get(2)?,
            form_title: r.get(3)?,
            customer: r.get::<_, Option<String>>(4)?.unwrap_or_default(),
            office: r.get(5)?,
            role: r.get(8)?,
            owner: r.get(9)?,
            review_date: parsed(r, 6)?,
            facts: serde_json::from_str(&facts)?,
        });
    }
    Ok(found)
}

pub(super) fn facts_of_customer(
    db: &Connection,
    folded: &str,
    until: NaiveDate,
) -> Result<Vec<FactRow>, ArchiveError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {FACT_COLUMNS} FROM entry e JOIN submission s ON s.seq = e.seq
         WHERE e.customer_folded = ?1 AND e.accepted AND e.review_date <= ?2 AND e.form IS NOT NULL
         ORDER BY e.id"
    ))?;
    facts_from(&mut statement.query(params![folded, until.to_string()])?)
}

pub(super) fn facts_of_form(db: &Connection, form: &str) -> Result<Vec<FactRow>, ArchiveError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {FACT_COLUMNS} FROM entry e JOIN submission s ON s.seq = e.seq
         WHERE e.form = ?1 AND e.accepted ORDER BY e.id"
    ))?;
    facts_from(&mut statement.query([form])?)
}

pub(super) fn latest_of(db: &Connection, form: &str) -> Result<Option<(u64, u64)>, ArchiveError> {
    Ok(db
        .prepare_cached(
            "SELECT seq, n FROM entry WHERE form = ?1 AND accepted ORDER BY id DESC LIMIT 1",
        )?
        .query_row([form], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?)
}

pub(super) fn facts_of_record(
    db: &Connection,
    form: &str,
    record_key: &str,
) -> Result<Vec<FactRow>, ArchiveError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {FACT_COLUMNS} FROM entry e JOIN submission s ON s.seq = e.seq
         WHERE e.form = ?1 AND json_extract(e.facts, '$.record_key') = ?2 AND e.accepted
         ORDER BY e.id"
    ))?;
    facts_from(&mut statement.query(params![form, record_key])?)
}

pub(super) fn given(db: &Connection, folded: Option<&str>) -> Result<Vec<GivenRow>, ArchiveError> {
    // Two statements, so that the one for a customer goes by its index.
    let which = folded.map_or("", |_| "AND g.folded = ?1");
    let mut statement = db.prepare_cached(&format!(
        "SELECT e.seq, e.n, e.form_title, e.review_date, g.folded, g.given
         FROM given g JOIN entry e ON e.id = g.entry
         WHERE e.accepted {which} ORDER BY g.id"
    ))?;
    let mut rows = match folded {
        Some(folded) => statement.query([folded])?,
        None => statement.query([])?,
    };
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let (seq, n) = (r.get(0)?, r.get(1)?);
        let given: String = r.get(5)?;
        found.push(GivenRow {
            id: entry_id(seq, n),
            order: (seq, n),
            form_title: r.get::<_, Option<String>>(2)?.unwrap_or_default(),
            review_date: parsed(r, 3)?,
            folded: r.get(4)?,
            given: serde_json::from_str(&given)?,
        });
    }
    Ok(found)
}

pub(super) fn registers(db: &Connection, until: NaiveDate) -> Result<Vec<FactRow>, ArchiveError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {FACT_COLUMNS} FROM entry e JOIN submission s ON s.seq = e.seq
         WHERE e.form = ?1 AND e.accepted AND e.review_date <= ?2 ORDER BY e.id"
    ))?;
    facts_from(&mut statement.query(params![REGISTER, until.to_string()])?)
}

pub(super) fn debts_of_customer(
    db: &Connection,
    folded: &str,
) -> Result<Vec<DebtRow>, ArchiveError> {
    let mut statement = db.prepare_cached(
        "SELECT e.seq, e.n, d.debt FROM debt d JOIN entry e ON e.id = d.entry
         WHERE d.customer = ?1 AND e.accepted ORDER BY d.id",
    )?;
    let mut rows = statement.query([folded])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let debt: String = r.get(2)?;
        found.push(DebtRow {
            order: (r.get(0)?, r.get(1)?),
            debt: serde_json::from_str(&debt)?,
        });
    }
    Ok(found)
}

pub(super) fn debts_in(db: &Connection, seq: u64, n: u64) -> Result<u64, ArchiveError> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM debt WHERE entry = (SELECT id FROM entry WHERE seq = ?1 AND n = ?2)",
    )?;
    Ok(statement.query_row([seq, n], |r| r.get(0))?)
}

pub(super) fn customers_since(
    db: &Connection,
    after: u64,
    most: usize,
) -> Result<News, ArchiveError> {
    let last: u64 = db.query_row("SELECT coalesce(max(seq), 0) FROM submission", [], |r| {
        r.get(0)
    })?;
    let mut statement = db.prepare_cached(
        "SELECT seq, customer_folded FROM entry
         WHERE seq > ?1 AND accepted AND customer_folded IS NOT NULL ORDER BY seq, n",
    )?;
    let mut news = News {
        customers: Vec::new(),
        upto: last.max(after),
    };
    let mut seen = BTreeSet::new();
    let mut at = after;
    let mut rows = statement.query([after])?;
    while let Some(row) = rows.next()? {
        let seq: u64 = row.get(0)?;
        if seq != at && news.customers.len() >= most {
            news.upto = at;
            break;
        }
        at = seq;
        let name: String = row.get(1)?;
        if seen.insert(name.clone()) {
            news.customers.push(name);
        }
    }
    Ok(news)
}

pub(super) fn corrections_since(
    db: &Connection,
    after: u64,
) -> Result<(u64, Vec<(u64, u64)>), ArchiveError> {
    let last: u64 = db.query_row("SELECT coalesce(max(seq), 0) FROM submission", [], |r| {
        r.get(0)
    })?;
    let mut statement = db.prepare_cached(
        r#"SELECT seq, n FROM entry
         WHERE seq > ?1 AND accepted AND facts LIKE '%"corrects":true%' ORDER BY seq, n"#,
    )?;
    let rows = statement.query_map([after], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok((last.max(after), rows.collect::<Result<_, _>>()?))
}

pub(super) fn customers_with(
    db: &Connection,
    identifier: &str,
) -> Result<Vec<String>, ArchiveError> {
    let mut statement = db.prepare_cached(
        "SELECT e.customer_folded FROM identifier i JOIN entry e ON e.id = i.entry
         WHERE i.value = ?1 AND e.accepted AND e.customer_folded IS NOT NULL
         ORDER BY i.entry DESC LIMIT 1000",
    )?;
    let mut names: Vec<String> = Vec::new();
    for name in statement.query_map([identifier], |r| r.get::<_, String>(0))? {
        let name = name?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

pub(super) fn case_ids(db: &Connection, part: &str) -> Result<Vec<String>, ArchiveError> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT case_id FROM entry WHERE case_id IS NOT NULL AND instr(case_id, ?1) > 0",
    )?;
    let rows = statement.query_map([part], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn turned_away(
    db: &Connection,
    office: &str,
    file_name: &str,
) -> Result<u32, ArchiveError> {
    let mut statement = db.prepare_cached(
        "SELECT status FROM submission WHERE office = ?1 AND file_name = ?2
         ORDER BY seq DESC LIMIT 1000",
    )?;
    let mut count = 0;
    let mut rows = statement.query(params![office, file_name])?;
    while let Some(row) = rows.next()? {
        if status(row, 0)?.is_accepted() {
            break;
        }
        count += 1;
    }
    Ok(count)
}

const REPEAT_COLUMNS: &str = "SELECT of, claim, received_at, file, office FROM repeat";

fn repeat_from(row: &Row<'_>) -> rusqlite::Result<Repeat> {
    Ok(Repeat {
        of: row.get(0)?,
        claim: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
        received_at: row.get(2)?,
        file: row.get(3)?,
        office: row.get(4)?,
    })
}

pub(super) fn repeats(db: &Connection, seq: u64) -> Result<Vec<Repeat>, ArchiveError> {
    let mut statement =
        db.prepare_cached(&format!("{REPEAT_COLUMNS} WHERE of = ?1 ORDER BY line"))?;
    let rows = statement.query_map([seq], repeat_from)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn all_repeats(db: &Connection) -> Result<Vec<Repeat>, ArchiveError> {
    let mut statement = db.prepare_cached(&format!("{REPEAT_COLUMNS} ORDER BY line"))?;
    let rows = statement.query_map([], repeat_from)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn history(
    db: &Connection,
    folded: &str,
    limit: u64,
) -> Result<Vec<Entry>, ArchiveError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {ENTRY_COLUMNS} FROM entry e JOIN submission s ON s.seq = e.seq
         WHERE e.customer_folded = ?1 OR e.id IN (SELECT entry FROM named WHERE folded = ?1)
         ORDER BY e.id DESC LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![folded, limit], entry_from)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn line_hashes(
    db: &Connection,
    each: &mut dyn FnMut(u64, &str),
) -> Result<(), ArchiveError> {
    let mut statement = db.prepare_cached("SELECT line, hash FROM line ORDER BY line")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let hash: String = row.get(1)?;
        each(row.get(0)?, &hash);
    }
    Ok(())
}
