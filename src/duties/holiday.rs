//! What falls due over a long holiday, told three working days ahead.

use super::Duty;
use crate::calendar::Calendar;
use chrono::NaiveDate;

/// So many rest days in a row are a long holiday.
const LONG: usize = 4;
/// So many working days ahead it is told.
const AHEAD: usize = 3;
/// How far ahead it is looked for, in days; enough for so many working days and no holiday between.
const LOOK: usize = 12;

/// A long holiday that is near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holiday {
    /// First rest day.
    pub first: NaiveDate,
    /// Last rest day.
    pub last: NaiveDate,
    /// The first working day behind it.
    pub back: NaiveDate,
}

/// The long holiday that begins after at most three working days, today's among them, or that is on.
pub(super) fn near(calendar: &Calendar, today: NaiveDate) -> Option<Holiday> {
    let first = today
        .iter_days()
        .take(LOOK)
        .find(|day| !calendar.is_workday(*day) && run(calendar, *day) >= LONG)?;
    let works = |day: &NaiveDate| calendar.is_workday(*day);
    let left = today.iter_days().take_while(|day| *day < first);
    if left.filter(works).count() > AHEAD {
        return None;
    }
    let back = calendar.forward(first);
    Some(Holiday {
        first,
        last: back.pred_opt()?,
        back,
    })
}

fn run(calendar: &Calendar, first: NaiveDate) -> usize {
    let rest = |day: &NaiveDate| !calendar.is_workday(*day);
    first.iter_days().take(LOOK * 2).take_while(rest).count()
}

/// What is not done and due before work goes on.
pub(super) fn falls_in<'a>(duties: &'a [Duty], today: NaiveDate, off: &Holiday) -> Vec<&'a Duty> {
    let open = duties.iter().filter(|duty| duty.done.is_none());
    open.filter(|duty| today <= duty.due && duty.due <= off.back)
        .collect()
}
