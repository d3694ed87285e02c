//! Month arithmetic: the same day, clamped to the month's end, always from the original anchor
//! (domain section 5, rule 1). Never chain two steps: 1/31 + 1 m + 1 m is not 1/31 + 2 m.

use chrono::{Datelike, Months, NaiveDate};

/// `anchor` plus so many months: the same day, or the month's last where it has no such day.
/// None beyond the calendar that chrono knows.
pub fn add_months(anchor: NaiveDate, months: u32) -> Option<NaiveDate> {
    anchor.checked_add_months(Months::new(months))
}

/// The last day of a month (1–12).
pub fn end_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    first
        .checked_add_months(Months::new(1))?
        .pred_opt()
        .filter(|d| d.month() == month)
}
