//! Working days over a given calendar (domain section 5).
//!
//! The calendar is data: exceptions to Monday–Friday and the years for which they are published.
//! A year that is not published is counted by weekdays, and what comes of it is provisional (暂定).
//! Nothing here knows today's date.

mod count;
mod months;

pub use count::{Counted, Rest};
pub use months::{add_months, end_of_month};

use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// What a calendar says of one day that differs from Monday–Friday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Whether people work on it.
    pub works: bool,
    /// Name of the holiday or reason.
    pub name: String,
}

/// Exceptions to Monday–Friday and the years they are complete for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    exceptions: BTreeMap<NaiveDate, Exception>,
    published: BTreeSet<i32>,
}

/// The longest run of days that is walked; far beyond any rest, so that no data can loop for ever.
const HORIZON_DAYS: u32 = 3660;

impl Calendar {
    /// A calendar from its exceptions and the years that are published.
    pub fn new(
        exceptions: impl IntoIterator<Item = (NaiveDate, Exception)>,
        published: impl IntoIterator<Item = i32>,
    ) -> Self {
        Self {
            exceptions: exceptions.into_iter().collect(),
            published: published.into_iter().collect(),
        }
    }

    /// Whether people work on that day.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        match self.exceptions.get(&day) {
            Some(exception) => exception.works,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// The exception entered for that day.
    pub fn exception(&self, day: NaiveDate) -> Option<&Exception> {
        self.exceptions.get(&day)
    }

    /// Whether the year's calendar is published; a date of another year is provisional.
    pub fn is_published(&self, year: i32) -> bool {
        self.published.contains(&year)
    }

    /// Whether any year from `first` to `last` (both in) is not published.
    pub fn is_provisional(&self, first: NaiveDate, last: NaiveDate) -> bool {
        (first.year()..=last.year()).any(|y| !self.is_published(y))
    }

    /// The day itself if people work on it, else the next working day.
    pub fn forward(&self, day: NaiveDate) -> NaiveDate {
        self.walk(day, NaiveDate::succ_opt)
    }

    /// The day itself if people work on it, else the working day before.
    pub fn back(&self, day: NaiveDate) -> NaiveDate {
        self.walk(day, NaiveDate::pred_opt)
    }

    fn walk(&self, day: NaiveDate, step: fn(&NaiveDate) -> Option<NaiveDate>) -> NaiveDate {
        let mut at = day;
        for _ in 0..HORIZON_DAYS {
            if self.is_workday(at) {
                return at;
            }
            match step(&at) {
                Some(next) => at = next,
                None => break,
            }
        }
        day
    }

    /// The last working day of a month.
    pub fn last_workday(&self, year: i32, month: u32) -> Option<NaiveDate> {
        Some(self.back(end_of_month(year, month)?))
    }
}

#[cfg(test)]
mod tests;
