//! Calendar tables: exceptions to Monday–Friday and the years that are published.
//!
//! 公司休 and 值班 are the company's own and override the public 休 and 班.

use crate::calendar::{Calendar, Exception};
use crate::findings::Finding;
use crate::policy::table::Table;
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::BTreeMap;

/// The calendar of the two tables, and what contradicts itself in them.
pub fn read(days: &Table, years: &Table, problems: &mut Vec<Finding>) -> Calendar {
    let mut exceptions: BTreeMap<NaiveDate, (bool, Exception)> = BTreeMap::new();
    for row in days.readers() {
        let (Some(day), kind) = (row.date("日期"), row.text("类型")) else {
            continue;
        };
        let works = matches!(kind, "班" | "值班");
        let own = matches!(kind, "公司休" | "值班");
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if !own && works != weekend {
            problems.push(
                Finding::draft("W-POLICY-CALENDAR-IDLE", &[("kind", kind)])
                    .at(&days.sheet, Some(row.at("日期")))
                    .quoting(row.text("日期"))
                    .done(),
            );
        }
        match exceptions.get(&day) {
            Some((was_own, _)) if *was_own == own => problems.push(
                Finding::draft("E-POLICY-CALENDAR-TWICE", &[])
                    .at(&days.sheet, Some(row.at("日期")))
                    .quoting(row.text("日期"))
                    .done(),
            ),
            Some((true, _)) => continue,
            _ => {}
        }
        let name = row.text("名称").to_owned();
        exceptions.insert(day, (own, Exception { works, name }));
    }
    let published = years
        .readers()
        .filter_map(|r| r.integer("年份"))
        .filter_map(|y| i32::try_from(y).ok());
    Calendar::new(
        exceptions.into_iter().map(|(day, (_, e))| (day, e)),
        published,
    )
}
