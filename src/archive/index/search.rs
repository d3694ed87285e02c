//! Listing: newest first by row number, never ranked, counts capped. A name is sought through
//! the pairs of its characters (see [`crate::archive::names`]).

use super::lookup::{ENTRY_COLUMNS, entry_from};
use crate::archive::error::ArchiveError;
use crate::archive::model::{Entry, Filter};
use crate::archive::names::{NameQuery, query, search_fold};
use crate::domain::name::fold;
use crate::forms::{Forms, Judging};
use rusqlite::{Connection, types::Value};

/// Different names on lines of registers that are looked through for those asked for.
const MOST_NAMED: u64 = 1_000_000;

/// A query put together: what it reads from, its conditions, and their values.
struct Ask {
    from: &'static str,
    /// The row number that orders the result, from the table that drives the search.
    order: &'static str,
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Ask {
    fn new(db: &Connection, filter: &Filter) -> Result<Self, ArchiveError> {
        let mut ask = Self {
            from: "entry e",
            order: "e.id",
            conditions: Vec::new(),
            values: Vec::new(),
        };
        if let Some(name) = filter.customer.as_deref().and_then(query) {
            match name {
                NameQuery::Plain(text) => {
                    ask.and("instr(e.customer_folded, ?) > 0", text);
                }
                NameQuery::One(c) => {
                    // CROSS JOIN fixes the order: the table of characters drives.
                    ask.from = "name_char c CROSS JOIN entry e ON e.id = c.entry";
                    ask.order = "c.entry";
                    ask.and("c.ch = ?", c.to_string());
                }
                NameQuery::Phrase(phrase) => {
                    ask.from = "name_pair p CROSS JOIN entry e ON e.id = p.rowid";
                    ask.order = "p.rowid";
                    ask.and("name_pair MATCH ?", phrase);
                }
            }
        }
        if let Some(form) = &filter.form {
            let ids = forms_named(db, form)?;
            let places = vec!["?"; ids.len()].join(",");
            ask.conditions.push(format!("e.form IN ({places})"));
            ask.values.extend(ids.into_iter().map(Value::from));
        }
        if filter.without_lookups && filter.form.is_none() {
            let ids = lookup_forms();
            let places = vec!["?"; ids.len()].join(",");
            ask.conditions
                .push(format!("(e.form IS NULL OR e.form NOT IN ({places}))"));
            ask.values.extend(ids.into_iter().map(Value::from));
        }
        if let Some(grade) = &filter.grade {
            ask.and("e.grade = ?", grade.clone());
        }
        if let Some(status) = filter.status {
            ask.and("e.status = ?", status.id().to_owned());
        }
        if let Some(from) = filter.from {
            ask.and("e.review_date >= ?", from.to_string());
        }
        if let Some(to) = filter.to {
            ask.and("e.review_date <= ?", to.to_string());
        }
        if let Some(policy) = &filter.policy {
            ask.and("e.policy_version = ?", policy.clone());
        }
        Ok(ask)
    }

    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.conditions.push(condition.to_owned());
        self.values.push(value.into());
    }

    fn conditions(&self) -> String {
        if self.conditions.is_empty() {
            "1".to_owned()
        } else {
            self.conditions.join(" AND ")
        }
    }

    fn with(&self, limit: u64) -> Vec<Value> {
        let mut values = self.values.clone();
        values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        values
    }
}

/// The forms that only ask.
fn lookup_forms() -> Vec<String> {
    Forms::built_in()
        .iter()
        .filter(|f| f.judging == Judging::Lookup)
        .map(|f| f.id.clone())
        .collect()
}

/// The ids of the forms that a text means: by id, title or alias; else those whose title holds
/// it; else the text itself. Titles are those of the built-in forms and all that the archive
/// holds, so that a form that a manager added is found by its name.
fn forms_named(db: &Connection, text: &str) -> Result<Vec<String>, ArchiveError> {
    let wanted = fold(text);
    // Folded name, whether it is a title (and no alias), id.
    let mut names: Vec<(String, bool, String)> = Vec::new();
    for form in Forms::built_in().iter() {
        names.push((fold(&form.title), true, form.id.clone()));
        for alias in &form.aliases {
            names.push((fold(alias), false, form.id.clone()));
        }
    }
    let mut held = db.prepare_cached("SELECT title, id FROM form")?;
    let held = held.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get(1)?)))?;
    for form in held {
        let (title, id) = form?;
        names.push((fold(&title), true, id));
    }
    let ids = |fits: &dyn Fn(&(String, bool, String)) -> bool| {
        let mut ids: Vec<String> = names
            .iter()
            .filter(|name| fits(name))
            .map(|(_, _, id)| id.clone())
            .collect();
        ids.sort();
        ids.dedup();
        ids
    };
    let exact = ids(&|(name, _, id)| *name == wanted || id == text.trim());
    if !exact.is_empty() {
        return Ok(exact);
    }
    let part = ids(&|(name, title, _)| *title && !wanted.is_empty() && name.contains(&wanted));
    Ok(if part.is_empty() {
        vec![text.trim().to_owned()]
    } else {
        part
    })
}

/// Entries that fit, newest first.
pub(super) fn list(db: &Connection, filter: &Filter) -> Result<Vec<Entry>, ArchiveError> {
    let ask = Ask::new(db, filter)?;
    let sql = format!(
        "SELECT {ENTRY_COLUMNS} FROM {} JOIN submission s ON s.seq = e.seq
         WHERE {} ORDER BY {} DESC LIMIT ?",
        ask.from,
        ask.conditions(),
        ask.order
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(
        rusqlite::params_from_iter(ask.with(filter.limit.unwrap_or(u64::MAX))),
        entry_from,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many fit, counted up to a cap.
pub(super) fn count(db: &Connection, filter: &Filter, cap: u64) -> Result<u64, ArchiveError> {
    let ask = Ask::new(db, filter)?;
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT ?)",
        ask.from,
        ask.conditions()
    );
    Ok(db
        .prepare_cached(&sql)?
        .query_row(rusqlite::params_from_iter(ask.with(cap)), |r| r.get(0))?)
}

/// The folded names of the different customers among the newest `cap × 500` that fit.
pub(super) fn customers(
    db: &Connection,
    filter: &Filter,
    cap: u64,
) -> Result<Vec<String>, ArchiveError> {
    let ask = Ask::new(db, filter)?;
    let sql = format!(
        "SELECT DISTINCT customer_folded FROM (
             SELECT e.customer_folded FROM {} WHERE {} AND e.customer_folded IS NOT NULL
             ORDER BY {} DESC LIMIT {}
         ) LIMIT ?",
        ask.from,
        ask.conditions(),
        ask.order,
        cap.saturating_mul(500)
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(ask.with(cap)), |r| r.get(0))?;
    let mut found: Vec<String> = rows.collect::<Result<_, _>>()?;
    // A register fits by one of the names on its lines; the others are none that was asked for.
    let wanted = filter.customer.as_deref().map(search_fold);
    let sql = format!(
        "SELECT DISTINCT m.folded FROM (
             SELECT e.id AS id FROM {} WHERE {} AND e.customer_folded IS NULL
             ORDER BY {} DESC LIMIT {}
         ) r JOIN named m ON m.entry = r.id LIMIT ?",
        ask.from,
        ask.conditions(),
        ask.order,
        cap.saturating_mul(500)
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(ask.with(MOST_NAMED)))?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let fits = wanted
            .as_ref()
            .is_none_or(|w| search_fold(&name).contains(w));
        if fits && (found.len() as u64) < cap && !found.contains(&name) {
            found.push(name);
        }
    }
    Ok(found)
}
