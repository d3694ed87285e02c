//! Years without a calendar: those which deadlines will soon fall into.

use super::{at_cell, rows};
use crate::findings::Finding;
use crate::policy::{Policy, Tables};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

const DAYS: &str = "工作日历";
const YEARS: &str = "已公布年份";

/// Days of years that are not named as published, and published years without a single day.
pub(super) fn problems(tables: &Tables) -> Vec<Finding> {
    let published: BTreeSet<i32> = rows(tables, YEARS)
        .filter_map(|r| r.integer("年份"))
        .filter_map(|y| i32::try_from(y).ok())
        .collect();
    let mut found = Vec::new();
    let mut first_of: BTreeMap<i32, _> = BTreeMap::new();
    for row in rows(tables, DAYS) {
        // The company's own days stand in years that nobody has published yet.
        if let Some(day) = row.date("日期")
            && matches!(row.text("类型"), "休" | "班")
        {
            first_of.entry(day.year()).or_insert(row);
        }
    }
    for (year, row) in &first_of {
        if !published.contains(year) {
            let facts = [("year", &*year.to_string())];
            found.push(at_cell(row, "日期", "W-POLICY-YEAR-UNLISTED", &facts).done());
        }
    }
    for row in rows(tables, YEARS) {
        let year = row.integer("年份").and_then(|y| i32::try_from(y).ok());
        if year.is_some_and(|y| !first_of.contains_key(&y)) {
            found.push(at_cell(&row, "年份", "E-POLICY-YEAR-EMPTY", &[]).done());
        }
    }
    found
}

/// The present year without a calendar (a warning), and from November on the next (a note: the
/// public notice usually appears then).
pub fn missing(policy: &Policy, today: NaiveDate) -> Vec<Finding> {
    const NOTICE_MONTH: u32 = 11;
    let note = |year: i32, code: &'static str| {
        (!policy.calendar.is_published(year)).then(|| {
            Finding::draft(code, &[("year", &year.to_string())])
                .at(YEARS, None)
                .done()
        })
    };
    let next = (today.month() >= NOTICE_MONTH)
        .then(|| note(today.year() + 1, "I-POLICY-YEAR-NEXT"))
        .flatten();
    note(today.year(), "W-POLICY-YEAR-MISSING")
        .into_iter()
        .chain(next)
        .collect()
}
