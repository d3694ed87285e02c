//! 汇总/待办事项.xlsx and 汇总/日程.ics, kept up on each change and each morning.

use super::ports::{Judge, Vault};
use super::process::{Process, ProcessFailure, words};
use super::shelf::{Pace, Shelf};
use crate::duties::{CALENDAR_FILE, FILE};
use chrono::NaiveDate;
use std::time::Duration;

/// When the list was written last.
#[derive(Debug, Default)]
pub struct DutyList {
    pace: Pace,
    listed_on: Option<NaiveDate>,
}

impl DutyList {
    /// The list no longer shows everything.
    pub fn fall_behind(&mut self) {
        self.pace.fall_behind();
    }

    /// Writes the list where it is behind or of another day; every few seconds at most, unless it
    /// is to be written `now`. Gives how long to wait where it could not be.
    pub fn write<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        shelf: &mut Shelf,
        now: bool,
    ) -> Result<Option<Duration>, ProcessFailure> {
        let today = process.review_date();
        if self.listed_on != Some(today) {
            self.pace.fall_behind();
        }
        let held = shelf.is_held(FILE) || shelf.is_held(CALENDAR_FILE);
        if self.pace.is_up_to_date() && !held {
            return Ok(None);
        }
        let begun = process.clock.elapsed();
        if let (false, Some(left)) = (now, self.pace.wait(begun)) {
            return Ok(Some(left));
        }
        self.pace.begin();
        let written = match process.judge.duties(today, process.vault()) {
            Ok(Some(books)) => shelf
                .lay(process, FILE, &books.plans)
                .and_then(|()| shelf.lay_text(process, CALENDAR_FILE, &books.calendar)),
            Ok(None) => Ok(()),
            // The files themselves are judged and delivered: the list can come later.
            Err(error) => {
                tracing::warn!(error = words(&error), "待办事项暂时列不出来,稍后再试");
                self.pace.fall_behind();
                Ok(())
            }
        };
        match &written {
            Ok(()) => self.listed_on = Some(today),
            Err(_) => self.pace.fall_behind(),
        }
        let again = self.pace.end(begun, process.clock.elapsed());
        written?;
        Ok(again)
    }
}
