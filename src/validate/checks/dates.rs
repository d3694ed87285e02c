//! Checks of days and terms.

use super::Subject;
use crate::domain::value::{Period, TermEnd, Value, iso};
use crate::findings::Finding;
use chrono::Datelike;

/// A day after the review: an error.
pub(super) fn not_future(s: &Subject<'_, '_>) -> Vec<Finding> {
    match s.date() {
        Some(day) if day > s.today => {
            let (read, today) = (iso(day), iso(s.today));
            s.say("E-DATE-FUTURE", &[("read", &read), ("today", &today)])
        }
        _ => Vec::new(),
    }
}

/// A day before the policy's earliest plausible day: a warning (a serial number so early is an
/// error of reading).
pub(super) fn after_1949(s: &Subject<'_, '_>) -> Vec<Finding> {
    match s.date() {
        Some(day) if day < s.rules().earliest_date => {
            let (read, earliest) = (iso(day), iso(s.rules().earliest_date));
            s.say("W-DATE-OLD", &[("read", &read), ("earliest", &earliest)])
        }
        _ => Vec::new(),
    }
}

/// 填表日期 in the future is an error; a blank one was filled in before.
pub(super) fn filled_on(s: &Subject<'_, '_>) -> Vec<Finding> {
    let mut found = not_future(s);
    found.extend(not_last_january(s));
    found
}

/// In January a day of last January: probably last year's form, its year not changed.
pub(super) fn not_last_january(s: &Subject<'_, '_>) -> Vec<Finding> {
    match s.date() {
        Some(day)
            if s.today.month() == 1 && day.month() == 1 && day.year() + 1 == s.today.year() =>
        {
            let read = iso(day);
            s.say("W-DATE-LAST-YEAR", &[("read", &read)])
        }
        _ => Vec::new(),
    }
}

/// A period that has not begun cannot be scored: an error.
pub(super) fn period_begun(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(Value::Period(period)) = s.record.value(&s.field.key) else {
        return Vec::new();
    };
    let first_month = if matches!(period, Period::SecondHalf(_)) {
        7
    } else {
        1
    };
    if (s.today.year(), s.today.month()) < (period.year(), first_month) {
        let (read, today) = (period.to_string(), iso(s.today));
        s.say("E-PERIOD-FUTURE", &[("read", &read), ("today", &today)])
    } else {
        Vec::new()
    }
}

/// 经营期限: its end after its start, its start not before registration, not over, not soon over.
pub(super) fn term(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(Value::Term { start, end }) = s.record.value(&s.field.key) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if let (Some(start), Some(registered)) = (start, s.record.date("registration_date"))
        && *start < registered
    {
        let (start, registered) = (iso(*start), iso(registered));
        found.extend(s.say(
            "W-TERM-BEFORE-REGISTRATION",
            &[("start", &start), ("registered", &registered)],
        ));
    }
    let TermEnd::On(end) = end else {
        return found;
    };
    let read = iso(*end);
    match start {
        Some(start) if end <= start => {
            let start = iso(*start);
            found.extend(s.say("E-TERM-REVERSED", &[("start", &start), ("end", &read)]));
            return found;
        }
        Some(_) => {}
        None => found.extend(s.say("W-TERM-START", &[("end", &read)])),
    }
    let left = (*end - s.today).num_days();
    if left < 0 {
        found.extend(s.say("W-TERM-EXPIRED", &[("end", &read)]));
    } else if left <= s.rules().term_notice_days {
        let left = left.to_string();
        found.extend(s.say("I-TERM-ENDING", &[("end", &read), ("left", &left)]));
    }
    found
}
