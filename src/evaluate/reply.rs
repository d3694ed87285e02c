//! By when and how a complaint is answered (clause 3.2(2), domain ruling 9.21): the earliest of
//! severity and causes; by letter if the severity's row says so.

use super::case::Case;
use crate::calendar::Counted;
use crate::policy::complaints::{MAJOR, MINOR, ReplyRow};
use chrono::NaiveDate;

/// The reply.
pub(super) struct Reply {
    pub counted: Counted,
    pub days: u32,
    pub letter: bool,
    pub row: ReplyRow,
}

/// The reply of a complaint that counts as received on a day; none where no row sets a limit.
pub(super) fn due(
    case: &mut Case<'_>,
    effective: NaiveDate,
    major: bool,
    causes: &[String],
) -> Option<Reply> {
    let severity = if major { MAJOR } else { MINOR };
    let applies = |row: &&ReplyRow| {
        if row.by_severity {
            row.word == severity
        } else {
            causes.contains(&row.word)
        }
    };
    let rows: Vec<&ReplyRow> = case
        .policy
        .complaints
        .reply
        .iter()
        .filter(applies)
        .collect();
    let letter = rows.iter().any(|r| r.by_severity && r.letter);
    let (days, row) = rows
        .iter()
        .filter_map(|r| r.days.map(|d| (d, *r)))
        .min_by_key(|(d, _)| *d)?;
    let row = row.clone();
    let counted = case.policy.calendar.after(effective, days);
    let mut inputs = vec![case.input("received_on")];
    inputs.push(super::case::computed("情节", severity.to_owned(), None));
    inputs.push(super::case::computed("原因", causes.join("、"), None));
    let means = if letter { "用函" } else { "函或电话" };
    case.step(
        "回复期限",
        format!("{}({means})", counted.due),
        inputs,
        &row.cite,
        counted.words(),
    );
    Some(Reply {
        counted,
        days,
        letter,
        row,
    })
}
