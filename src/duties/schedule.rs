//! 日程.ics: what is due as all-day events, for the calendar that people already use (RFC 5545).

use super::Duty;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike};
use sha2::{Digest, Sha256};

/// The calendar of what is not done. The day stands in for the time at which it was made, so that
/// one day gives the same bytes.
pub(super) fn text(duties: &[Duty], today: NaiveDate) -> String {
    let made: DateTime<Utc> = today.and_time(NaiveTime::MIN).and_utc();
    let mut calendar = Calendar::empty();
    for property in [
        ("VERSION", "2.0"),
        ("PRODID", "-//shenbiao//duties//ZH"),
        ("CALSCALE", "GREGORIAN"),
    ] {
        calendar.append_property(property);
    }
    calendar.name("客户管理待办");
    for duty in duties.iter().filter(|duty| duty.done.is_none()) {
        calendar.push(event(duty, made));
    }
    calendar.done().to_string()
}

/// An event without an end lasts its day (RFC 5545, 3.6.1).
fn event(duty: &Duty, made: DateTime<Utc>) -> Event {
    let mark = if duty.provisional { "(暂定)" } else { "" };
    let who = duty.person.as_ref().unwrap_or(&duty.role);
    let about = [&duty.customer, &duty.office]
        .into_iter()
        .find(|text| !text.is_empty());
    let summary = match about {
        Some(about) => format!("{}:{}({who}){mark}", duty.what, about),
        None => format!("{}({who}){mark}", duty.what),
    };
    let description = format!(
        "事项编号 {}\n条款 {}\n{}\n办完交《{}》",
        duty.number, duty.clause, duty.counted, duty.closed_by
    );
    Event::new()
        .uid(&uid(&duty.number))
        .timestamp(made)
        .starts(duty.due)
        .summary(&summary)
        .description(&description)
        .add_property("TRANSP", "TRANSPARENT")
        .done()
}

/// The same duty has the same id in every edition, so that calendars move it instead of doubling it.
fn uid(number: &str) -> String {
    let hash: String = Sha256::digest(number.as_bytes())
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{hash}@shenbiao")
}
