//! The tables, step by step: `user_version` says how many steps a database has taken.
//!
//! A step that changes what is drawn from the documents empties the tables; opening then fills
//! them again from the manifest and the blobs.

use crate::archive::error::ArchiveError;
use rusqlite::Connection;

/// One batch of statements for each version.
const STEPS: &[&str] = &[
    r"
CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    bytes INTEGER NOT NULL, line INTEGER NOT NULL, seq INTEGER NOT NULL, head TEXT NOT NULL
);
INSERT INTO state VALUES (1, 0, 0, 0, '');
CREATE TABLE line (line INTEGER PRIMARY KEY, hash TEXT NOT NULL);
CREATE TABLE submission (
    seq INTEGER PRIMARY KEY,
    claim TEXT,
    received_at TEXT NOT NULL,
    review_date TEXT NOT NULL,
    file TEXT NOT NULL,
    file_name TEXT NOT NULL,
    office TEXT NOT NULL,
    role TEXT,
    owner TEXT,
    status TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    policy TEXT NOT NULL,
    submitted TEXT NOT NULL,
    annotated TEXT,
    judged TEXT NOT NULL,
    delivered TEXT
);
CREATE UNIQUE INDEX submission_claim ON submission (claim) WHERE claim IS NOT NULL;
CREATE INDEX submission_bytes ON submission (submitted, seq);
CREATE INDEX submission_place ON submission (delivered, seq) WHERE delivered IS NOT NULL;
CREATE INDEX submission_name ON submission (office, file_name, seq);
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    n INTEGER NOT NULL,
    form TEXT,
    form_title TEXT,
    sheet TEXT,
    row INTEGER,
    customer TEXT,
    customer_folded TEXT,
    grade TEXT,
    status TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    carried_from TEXT,
    record_hash TEXT,
    case_id TEXT,
    review_date TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    facts TEXT NOT NULL,
    UNIQUE (seq, n)
);
CREATE INDEX entry_customer ON entry (customer_folded, id);
CREATE INDEX entry_form ON entry (form, id);
CREATE INDEX entry_grade ON entry (grade, id) WHERE grade IS NOT NULL;
CREATE INDEX entry_status ON entry (status, id);
CREATE INDEX entry_record ON entry (record_hash, id) WHERE record_hash IS NOT NULL;
CREATE INDEX entry_case ON entry (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX entry_date ON entry (review_date, id);
CREATE TABLE identifier (
    value TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (value, entry)
) WITHOUT ROWID;
CREATE TABLE name_char (
    ch TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (ch, entry)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE name_pair USING fts5 (
    tokens, content = '', detail = 'full', columnsize = 0, tokenize = 'ascii'
);
CREATE TABLE repeat (
    line INTEGER PRIMARY KEY,
    of INTEGER NOT NULL,
    claim TEXT,
    received_at TEXT NOT NULL,
    file TEXT NOT NULL,
    office TEXT NOT NULL
);
CREATE INDEX repeat_of ON repeat (of);
CREATE INDEX repeat_claim ON repeat (claim) WHERE claim IS NOT NULL;
",
    r"
CREATE TABLE form (id TEXT NOT NULL, title TEXT NOT NULL, PRIMARY KEY (id, title)) WITHOUT ROWID;
INSERT INTO form SELECT DISTINCT form, form_title FROM entry
    WHERE form IS NOT NULL AND form_title IS NOT NULL;
",
    // No archive made before this step holds a line that belongs here.
    r"
CREATE TABLE policy (
    line INTEGER PRIMARY KEY,
    seq INTEGER,
    version TEXT NOT NULL,
    effective TEXT NOT NULL,
    policy TEXT NOT NULL,
    received_at TEXT NOT NULL
);
",
    // Drawn from the documents, so that archives made before this step are indexed again.
    r"
CREATE TABLE debt (
    id INTEGER PRIMARY KEY, customer TEXT NOT NULL, entry INTEGER NOT NULL, debt TEXT NOT NULL
);
CREATE INDEX debt_customer ON debt (customer, id);
DELETE FROM line; DELETE FROM submission; DELETE FROM entry; DELETE FROM identifier;
DELETE FROM name_char; DELETE FROM repeat; DELETE FROM form; DELETE FROM policy;
INSERT INTO name_pair (name_pair) VALUES ('delete-all');
UPDATE state SET bytes = 0, line = 0, seq = 0, head = '' WHERE one = 1;
",
    // A register names its customers on its lines: its documents must be gone through again.
    r"
CREATE TABLE named (
    folded TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (folded, entry)
) WITHOUT ROWID;
CREATE INDEX named_by ON named (entry);
DELETE FROM debt;
DELETE FROM line; DELETE FROM submission; DELETE FROM entry; DELETE FROM identifier;
DELETE FROM name_char; DELETE FROM repeat; DELETE FROM form; DELETE FROM policy;
INSERT INTO name_pair (name_pair) VALUES ('delete-all');
UPDATE state SET bytes = 0, line = 0, seq = 0, head = '' WHERE one = 1;
",
    // What approved forms give stands by customer, and a record is found by its key: drawn from the
    // documents, which must be gone through again.
    r"
CREATE TABLE given (
    id INTEGER PRIMARY KEY, folded TEXT NOT NULL, entry INTEGER NOT NULL, given TEXT NOT NULL
);
CREATE INDEX given_to ON given (folded, id);
CREATE TABLE waiting (
    entry INTEGER PRIMARY KEY, form TEXT NOT NULL, record_key TEXT NOT NULL, terms TEXT NOT NULL
);
CREATE INDEX waiting_record ON waiting (form, record_key);
CREATE INDEX entry_key ON entry (form, json_extract(facts, '$.record_key'), id);
DELETE FROM named;
DELETE FROM debt;
DELETE FROM line; DELETE FROM submission; DELETE FROM entry; DELETE FROM identifier;
DELETE FROM name_char; DELETE FROM repeat; DELETE FROM form; DELETE FROM policy;
INSERT INTO name_pair (name_pair) VALUES ('delete-all');
UPDATE state SET bytes = 0, line = 0, seq = 0, head = '' WHERE one = 1;
",
    // What forms say of complaints' cases, and the pieces shipped, are read from the documents.
    CONTENTS,
];

/// Tables that `clear` empties; the state row is reset apart.
const CONTENTS: &str = r"
DELETE FROM line; DELETE FROM submission; DELETE FROM entry; DELETE FROM identifier;
DELETE FROM name_char; DELETE FROM repeat; DELETE FROM form; DELETE FROM policy;
DELETE FROM debt; DELETE FROM named; DELETE FROM given;
DELETE FROM waiting;
INSERT INTO name_pair (name_pair) VALUES ('delete-all');
UPDATE state SET bytes = 0, line = 0, seq = 0, head = '' WHERE one = 1;
";

/// Takes the steps that the database has not taken.
pub(super) fn bring_up_to_date(db: &mut Connection) -> Result<(), ArchiveError> {
    let version = |db: &Connection| db.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0));
    let known = STEPS.len() as i64;
    if version(db)? == known {
        return Ok(());
    }
    // Two processes may open a new archive at once: the second finds the steps taken.
    let step = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found = version(&step)?;
    if found > known {
        return Err(ArchiveError::Newer { found, known });
    }
    for statements in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        step.execute_batch(statements)?;
    }
    step.pragma_update(None, "user_version", known)?;
    step.commit()?;
    Ok(())
}

/// Empties all tables, inside the caller's transaction.
pub(super) fn clear(db: &Connection) -> Result<(), ArchiveError> {
    Ok(db.execute_batch(CONTENTS)?)
}
