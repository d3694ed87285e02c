//! `汇总/客户信用管理卡/<客户>.xlsx` and `汇总/更正影响.xlsx`, kept up with the archive and with the day, for days overdue
//! grow by themselves. Which cards lie there is noted in the data directory, so that one whose
//! customer was renamed is taken away.

use super::ports::{Judge, Vault};
use super::process::{Process, ProcessFailure, at};
use super::shelf::{Pace, Shelf};
use crate::accounts::{CORRECTIONS_FILE, corrections_plans};
use crate::archive::CorrectionOnFile;
use crate::intake::scan::child;
use crate::share::{CREDIT_CARDS, SUMMARIES, names};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

/// The note, in the data directory.
const NOTE_FILE: &str = "credit_cards.json";

/// The cards, as far as they are written.
#[derive(Debug, Default)]
pub struct CreditCards {
    /// Ways from 汇总 of the cards that lie there.
    laid: Option<BTreeSet<String>>,
    /// Corrections on file, and the submission up to which they are known.
    corrections: (u64, Vec<CorrectionOnFile>),
    pace: Pace,
    written_on: Option<NaiveDate>,
}

impl CreditCards {
    /// They no longer show everything.
    pub fn fall_behind(&mut self) {
        self.pace.fall_behind();
    }

    /// Writes the cards where they are behind or the day has changed; every few seconds at most,
    /// unless they are to be written `now`. Gives how long to wait where they could not be.
    pub fn write<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        shelf: &mut Shelf,
        now: bool,
    ) -> Result<Option<Duration>, ProcessFailure> {
        let today = process.review_date();
        if self.pace.is_up_to_date() && self.written_on == Some(today) {
            return Ok(None);
        }
        let begun = process.clock.elapsed();
        if let (false, Some(left)) = (now, self.pace.wait(begun)) {
            return Ok(Some(left));
        }
        self.pace.begin();
        let written = self.write_all(process, shelf, today);
        match &written {
            Ok(()) => self.written_on = Some(today),
            Err(_) => self.pace.fall_behind(),
        }
        let again = self.pace.end(begun, process.clock.elapsed());
        written?;
        Ok(again)
    }

    fn write_all<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        shelf: &mut Shelf,
        today: NaiveDate,
    ) -> Result<(), ProcessFailure> {
        let before = self.laid.take().unwrap_or_else(|| noted(process));
        let room = process.share.room(&child(SUMMARIES, CREDIT_CARDS));
        let mut laid = BTreeSet::new();
        for card in process.judge.credit_cards(today, process.vault())? {
            let folder = names::folder(&card.customer);
            let file = names::file(&format!("{folder}.xlsx"), room);
            let way = child(CREDIT_CARDS, &file);
            shelf.lay(process, &way, &process.judge.credit_card(&card, today))?;
            laid.insert(way);
        }
        for gone in before.difference(&laid) {
            shelf.take_away(process, gone)?;
        }
        if laid != before {
            let path = process.data.join(NOTE_FILE);
            let text =
                serde_json::to_vec(&laid).map_err(|e| at("写", &path)(io::Error::other(e)))?;
            process.disk.write(&path, &text).map_err(at("写", &path))?;
        }
        self.laid = Some(laid);
        let (upto, found) = &mut self.corrections;
        let (known, more) = process.judge.corrections(*upto, process.vault())?;
        *upto = known;
        found.extend(more);
        if !found.is_empty() {
            shelf.lay(process, CORRECTIONS_FILE, &corrections_plans(found))?;
        }
        Ok(())
    }
}

/// The cards that an earlier run laid; none where that cannot be read.
fn noted<J: Judge<V>, V: Vault>(process: &Process<J, V>) -> BTreeSet<String> {
    let bytes = process.disk.read(&process.data.join(NOTE_FILE)).ok();
    bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}
