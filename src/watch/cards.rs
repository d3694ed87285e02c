//! `汇总/客户管理卡/<客户>.xlsx` and `汇总/客户资料.xlsx`, kept up with the archive.
//!
//! Which customers have news, the archive tells by the number of the last submission that was
//! taken in; that number and a line for each customer are noted in the data directory. The note is
//! worth nothing by itself: lost, or made by another program or policy, it is made anew.

use super::ports::{Judge, MadeCard, Vault};
use super::process::{Process, ProcessFailure, at};
use super::shelf::{Pace, Shelf};
use crate::ledger::CardLine;
use crate::share::{CUSTOMERS_FILE, SUMMARIES};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::Duration;

/// The note, in the data directory.
const NOTE_FILE: &str = "cards.json";

/// The cards, as far as they are written.
#[derive(Debug, Default)]
pub struct Cards {
    note: Option<Note>,
    list: Pace,
    listed_on: Option<NaiveDate>,
}

/// How far the cards go.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Note {
    /// The policy and the program that made them.
    made_by: String,
    /// Number of the last submission that they take in.
    upto: u64,
    /// By the first of the folded names under which a customer's records stand.
    customers: BTreeMap<String, Noted>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Noted {
    names: BTreeSet<String>,
    line: CardLine,
}

impl Cards {
    /// Writes the cards of customers with news, some at a time unless all are to be written `now`,
    /// then the list. Gives how long to wait before going on.
    pub fn write<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        shelf: &mut Shelf,
        now: bool,
    ) -> Result<Option<Duration>, ProcessFailure> {
        let today = process.review_date();
        let made_by = made_by(process, today);
        let mut note = match self.note.take() {
            Some(note) => note,
            None => read(process),
        };
        if note.made_by != made_by {
            note = Note {
                made_by,
                ..Note::default()
            };
        }
        let before = note.upto;
        let done = bring_up(&mut note, process, shelf, now, &mut self.list);
        let moved = note.upto != before;
        let kept = if moved { keep(process, &note) } else { Ok(()) };
        self.note = Some(note);
        let more = done?;
        kept?;
        if self.listed_on != Some(today) {
            self.list.fall_behind();
        }
        let again = self.write_list(process, shelf, now)?;
        Ok(more.into_iter().chain(again).min())
    }

    fn write_list<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        shelf: &mut Shelf,
        now: bool,
    ) -> Result<Option<Duration>, ProcessFailure> {
        if self.list.is_up_to_date() && !shelf.is_held(CUSTOMERS_FILE) {
            return Ok(None);
        }
        let begun = process.clock.elapsed();
        if let (false, Some(left)) = (now, self.list.wait(begun)) {
            return Ok(Some(left));
        }
        self.list.begin();
        let today = process.review_date();
        let noted = self.note.iter().flat_map(|note| note.customers.values());
        let lines: Vec<CardLine> = noted.map(|customer| customer.line.clone()).collect();
        let plans = process.judge.card_list(&lines, today);
        let written = if plans.is_empty() || lines.is_empty() {
            Ok(())
        } else {
            shelf.lay(process, CUSTOMERS_FILE, &plans)
        };
        match &written {
            Ok(()) => self.listed_on = Some(today),
            Err(_) => self.list.fall_behind(),
        }
        let again = self.list.end(begun, process.clock.elapsed());
        written?;
        Ok(again)
    }
}

/// Takes in what the archive has more. Gives a pause of no length where there may be more still.
fn bring_up<J: Judge<V>, V: Vault>(
    note: &mut Note,
    process: &Process<J, V>,
    shelf: &mut Shelf,
    now: bool,
    list: &mut Pace,
) -> Result<Option<Duration>, ProcessFailure> {
    loop {
        let news = process
            .judge
            .cards(note.upto, process.review_date(), process.vault())?;
        let ended = news.upto == note.upto;
        for card in news.cards {
            list.fall_behind();
            lay(note, process, shelf, card)?;
        }
        note.upto = news.upto;
        if ended {
            return Ok(None);
        }
        if !now {
            return Ok(Some(Duration::ZERO));
        }
    }
}

/// Writes one card, and takes away those of the names that it took in.
fn lay<J: Judge<V>, V: Vault>(
    note: &mut Note,
    process: &Process<J, V>,
    shelf: &mut Shelf,
    card: MadeCard,
) -> Result<(), ProcessFailure> {
    shelf.lay(process, &card.line.file, &card.plans)?;
    let gone: Vec<String> = note
        .customers
        .iter()
        .filter(|(_, noted)| !noted.names.is_disjoint(&card.names))
        .map(|(key, _)| key.clone())
        .collect();
    for key in gone {
        if let Some(noted) = note.customers.remove(&key)
            && noted.line.file != card.line.file
        {
            shelf.take_away(process, &noted.line.file)?;
        }
    }
    let key = card.names.first().cloned().unwrap_or_default();
    note.customers.insert(
        key,
        Noted {
            names: card.names,
            line: card.line,
        },
    );
    Ok(())
}

fn made_by<J: Judge<V>, V: Vault>(process: &Process<J, V>, today: NaiveDate) -> String {
    let policy = &process.judge.policy(today).sha256;
    format!("{} {policy}", env!("CARGO_PKG_VERSION"))
}

/// The note of an earlier run; an empty one where there is none, or a card of it is gone.
fn read<J: Judge<V>, V: Vault>(process: &Process<J, V>) -> Note {
    let bytes = process.disk.read(&process.data.join(NOTE_FILE));
    let note: Option<Note> = bytes.ok().and_then(|b| serde_json::from_slice(&b).ok());
    let summaries = process.share.path(SUMMARIES);
    note.filter(|note| {
        let mut files = note.customers.values().map(|noted| &noted.line.file);
        files.all(|file| process.disk.exists(&summaries.join(file)))
    })
    .unwrap_or_default()
}

fn keep<J: Judge<V>, V: Vault>(process: &Process<J, V>, note: &Note) -> Result<(), ProcessFailure> {
    let path = process.data.join(NOTE_FILE);
    let text = serde_json::to_vec(note).map_err(|e| at("写", &path)(io::Error::other(e)))?;
    process.disk.write(&path, &text).map_err(at("写", &path))
}
