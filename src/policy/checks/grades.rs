//! Grades: whether points can reach each of them, whether they stand from best to worst, and
//! whether everything that depends on a grade has a row for it.

use super::{at_cell, rows};
use crate::domain::decimal::plain;
use crate::domain::review::CustomerClass;
use crate::findings::Finding;
use crate::policy::Tables;
use crate::policy::kinds::banded::{Band, is_known};
use crate::policy::kinds::lookup;
use crate::policy::table::RowReader;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// More totals than this are not counted out; points of people are a few dozen.
const MOST_TOTALS: usize = 50_000;

pub(super) fn problems(tables: &Tables) -> Vec<Finding> {
    let labels: Vec<String> = rows(tables, "等级")
        .map(|r| r.text("等级").to_owned())
        .collect();
    let mut found = Vec::new();
    for sheet in ["报告周期", "信用额度"] {
        if let Some(table) = tables.get(sheet) {
            found.extend(lookup::uncovered_problems(table, "等级", &labels));
        }
    }
    found.extend(benefits(tables, &labels));
    found.extend(order(tables));
    found.extend(reach(tables));
    found
}

/// Each class and grade has its benefits, and a worse grade is not served before a better one.
fn benefits(tables: &Tables, labels: &[String]) -> Vec<Finding> {
    const SHEET: &str = "优惠与回访";
    let mut found = Vec::new();
    if tables.get(SHEET).is_none() {
        return found;
    }
    let mut by_key: BTreeMap<(&str, &str), RowReader<'_>> = BTreeMap::new();
    for row in rows(tables, SHEET) {
        by_key
            .entry((row.text("类别"), row.text("等级")))
            .or_insert(row);
    }
    for class in [CustomerClass::Major, CustomerClass::General] {
        let mut before: Option<(u32, RowReader<'_>)> = None;
        for label in labels {
            let row = by_key.get(&(class.words(), label.as_str())).copied();
            let Some(row) = row else {
                let key = format!("{}{label}", class.words());
                let facts = [("key", key.as_str()), ("column", "类别、等级")];
                found.push(
                    Finding::draft("E-POLICY-KEY-MISSING", &facts)
                        .at(SHEET, None)
                        .done(),
                );
                continue;
            };
            let Some(rank) = row.integer("次序") else {
                continue;
            };
            if let Some((was, other)) = before
                && rank < was
            {
                let facts = [
                    ("other", &*other.at("次序").to_string()),
                    ("was", other.text("次序")),
                    ("way", "等级越差,次序的数不应越小"),
                ];
                found.push(at_cell(&row, "次序", "E-POLICY-TREND", &facts).done());
            }
            before = Some((rank, row));
        }
    }
    found
}

/// The rows of 等级 stand from best to worst: what would change a grade is told in that order.
fn order(tables: &Tables) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut above: Option<(Band, RowReader<'_>)> = None;
    for row in rows(tables, "等级").filter(is_known) {
        let band = Band::read(&row);
        if let Some((better, other)) = above
            && better.by_lower(&band).is_lt()
        {
            let facts = [
                ("other", &*other.at("等级").to_string()),
                ("was", other.text("等级")),
                ("way", "从上到下应从高分到低分"),
            ];
            found.push(at_cell(&row, "等级", "E-POLICY-TREND", &facts).done());
        }
        above = Some((band, row));
    }
    found
}

/// Grades that no sum of points falls into.
fn reach(tables: &Tables) -> Vec<Finding> {
    let Some(totals) = totals(tables) else {
        return Vec::new();
    };
    let (Some(least), Some(most)) = (totals.first(), totals.last()) else {
        return Vec::new();
    };
    rows(tables, "等级")
        .filter(is_known)
        .filter(|row| {
            let band = Band::read(row);
            !band.is_empty() && !totals.iter().any(|t| band.contains(*t))
        })
        .map(|row| {
            let band = Band::read(&row).words("分");
            let facts = [
                ("band", band.as_str()),
                ("least", &plain(*least)),
                ("most", &plain(*most)),
                ("near", &near(&totals, &Band::read(&row))),
            ];
            at_cell(&row, "等级", "E-POLICY-GRADE-UNREACHED", &facts).done()
        })
        .collect()
}

/// The totals next to an interval that none falls into.
fn near(totals: &BTreeSet<Decimal>, band: &Band) -> String {
    let below = band
        .lower
        .and_then(|b| totals.range(..=b.value).next_back())
        .map(|t| plain(*t));
    let above = band
        .upper
        .and_then(|b| totals.range(b.value..).next())
        .map(|t| plain(*t));
    let shown: Vec<String> = below.into_iter().chain(above).collect();
    if shown.is_empty() {
        plain(totals.last().copied().unwrap_or_default())
    } else {
        shown.join("、")
    }
}

/// Every sum of points that the indicators can give; none where a table is missing or there are
/// too many to count out.
fn totals(tables: &Tables) -> Option<BTreeSet<Decimal>> {
    let mut totals = BTreeSet::from([Decimal::ZERO]);
    for sheet in ["指标1", "指标2", "指标3", "指标4"] {
        let points: BTreeSet<Decimal> = rows(tables, sheet)
            .filter_map(|r| r.number("得分"))
            .collect();
        if points.is_empty() || totals.len().saturating_mul(points.len()) > MOST_TOTALS {
            return None;
        }
        totals = totals
            .iter()
            .flat_map(|t| points.iter().filter_map(move |p| t.checked_add(*p)))
            .collect();
    }
    Some(totals)
}
