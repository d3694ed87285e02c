//! Counting days: so many working or calendar days from a start, with the rest days that were
//! skipped, so that people can follow the arithmetic (domain ruling 9.24).

use super::{Calendar, HORIZON_DAYS};
use chrono::{Datelike, Days, NaiveDate};

/// A counted date, with how it was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Day from which it was counted.
    pub start: NaiveDate,
    /// The result.
    pub due: NaiveDate,
    /// Days counted, in order (working days only; the last is `due`).
    pub days: Vec<NaiveDate>,
    /// Rest days passed over between start and due.
    pub rests: Vec<Rest>,
    /// Whether a year between start and due is not published.
    pub provisional: bool,
}

/// A run of rest days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// Name of the holiday; 周末 where it is none.
    pub name: String,
}

impl Calendar {
    /// The day on which something received on `day` counts as received: itself, or the next
    /// working day (domain section 5, rule 9).
    pub fn effective(&self, day: NaiveDate) -> NaiveDate {
        self.forward(day)
    }

    /// `n` working days after `start`, not counting the start day. `n` = 0 gives the start itself
    /// rolled forward to a working day.
    pub fn after(&self, start: NaiveDate, n: u32) -> Counted {
        self.count(start, n, false)
    }

    /// The `n`-th working day from `start`, counting the start day if people work on it
    /// (the clause's "收到之日算起"). `n` = 0 counts as 1.
    pub fn nth_from(&self, start: NaiveDate, n: u32) -> Counted {
        self.count(start, n.max(1), true)
    }

    fn count(&self, start: NaiveDate, n: u32, inclusive: bool) -> Counted {
        let mut days = Vec::new();
        let mut rests: Vec<Rest> = Vec::new();
        let mut at = start;
        if n == 0 {
            at = self.forward(start);
            if at != start {
                self.rest_between(start, at, &mut rests);
            }
        } else {
            let mut walked = 0;
            let mut first = true;
            while (days.len() as u32) < n && walked < HORIZON_DAYS {
                if !(first && inclusive) {
                    match at.succ_opt() {
                        Some(next) => at = next,
                        None => break,
                    }
                }
                first = false;
                walked += 1;
                if self.is_workday(at) {
                    days.push(at);
                } else {
                    self.note_rest(at, &mut rests);
                }
            }
        }
        Counted {
            start,
            due: at,
            days,
            rests,
            provisional: self.is_provisional(start, at),
        }
    }

    /// The `n`-th calendar day from `start`, counting the start day, rolled forward to a working
    /// day (domain section 5, rule 4). `n` = 0 counts as 1.
    pub fn calendar_days_from(&self, start: NaiveDate, n: u32) -> Counted {
        let plain = start
            .checked_add_days(Days::new(u64::from(n.max(1) - 1)))
            .unwrap_or(start);
        let due = self.forward(plain);
        let mut rests = Vec::new();
        if due != plain {
            self.rest_between(plain, due, &mut rests);
        }
        Counted {
            start,
            due,
            days: Vec::new(),
            rests,
            provisional: self.is_provisional(start, due),
        }
    }

    /// Working days from `first` (not counted) to `last` (counted if people work on it): the
    /// reverse of [`Calendar::after`].
    pub fn workdays_between(&self, first: NaiveDate, last: NaiveDate) -> u32 {
        first
            .iter_days()
            .skip(1)
            .take_while(|d| *d <= last)
            .filter(|d| self.is_workday(*d))
            .count() as u32
    }

    /// The rest days in `[first, end)` become runs.
    fn rest_between(&self, first: NaiveDate, end: NaiveDate, rests: &mut Vec<Rest>) {
        for day in first.iter_days().take_while(|d| *d < end) {
            if !self.is_workday(day) {
                self.note_rest(day, rests);
            }
        }
    }

    fn note_rest(&self, day: NaiveDate, rests: &mut Vec<Rest>) {
        const WEEKEND: &str = "周末";
        let name = self
            .exception(day)
            .map(|e| e.name.as_str())
            .filter(|n| !n.is_empty())
            .unwrap_or(WEEKEND);
        if let Some(run) = rests.last_mut()
            && run.last.succ_opt() == Some(day)
        {
            run.last = day;
            if run.name == WEEKEND {
                run.name = name.to_owned();
            }
        } else {
            rests.push(Rest {
                first: day,
                last: day,
                name: name.to_owned(),
            });
        }
    }
}

impl Counted {
    /// How the days were counted, for people:
    /// `2026-02-13起,次日计第1个工作日:02-14、02-24、02-25;跳过02-15至02-23(春节)`.
    pub fn words(&self) -> String {
        let mut words = String::new();
        if self.days.is_empty() {
            if self.due == self.start {
                words.push_str(&format!("{}当日", self.start));
            } else {
                words.push_str(&format!("{}起,顺延到{}", self.start, self.due));
            }
        } else {
            let listed: Vec<String> = self.days.iter().map(|d| short(*d)).collect();
            words.push_str(&format!(
                "{}起算{}个工作日:{}",
                self.start,
                self.days.len(),
                listed.join("、")
            ));
        }
        if !self.rests.is_empty() {
            let runs: Vec<String> = self.rests.iter().map(Rest::words).collect();
            words.push_str(&format!(";跳过休息日{}", runs.join("、")));
        }
        if self.provisional {
            words.push_str(";工作日历未公布,暂定");
        }
        words
    }
}

impl Rest {
    fn words(&self) -> String {
        if self.first == self.last {
            format!("{}({})", short(self.first), self.name)
        } else {
            format!("{}至{}({})", short(self.first), short(self.last), self.name)
        }
    }
}

fn short(day: NaiveDate) -> String {
    format!("{:02}-{:02}", day.month(), day.day())
}
