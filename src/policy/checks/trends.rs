//! Numbers that must not turn back: points along the intervals of an indicator, credit down the
//! grades. Which way they go is said by the column ([`Trend`]).

use super::at_cell;
use crate::findings::Finding;
use crate::policy::Tables;
use crate::policy::credit::NEW_CUSTOMER;
use crate::policy::kinds::banded::Band;
use crate::policy::table::{Column, Kind, RowReader, Table, Trend};
use std::cmp::Ordering;

pub(super) fn problems(tables: &Tables) -> Vec<Finding> {
    let mut found = Vec::new();
    for table in &tables.tables {
        for column in &table.schema.columns {
            if let Some(trend) = column.trend {
                for rows in groups(table) {
                    found.extend(turns(&rows, column, trend, table.schema.kind));
                }
            }
        }
    }
    found
}

/// The rows in the order in which the numbers must go: by interval where the table has them, each
/// word of 回款 by itself; else as they stand.
fn groups(table: &Table) -> Vec<Vec<RowReader<'_>>> {
    let mut groups: Vec<(&str, Vec<RowReader<'_>>)> = Vec::new();
    // New customers are no grade: their row is no step between better and worse.
    let steps = table.readers().filter(|r| r.text("等级") != NEW_CUSTOMER);
    for row in steps {
        let name = row.text("回款");
        match groups.iter_mut().find(|(n, _)| *n == name) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((name, vec![row])),
        }
    }
    let mut groups: Vec<Vec<RowReader<'_>>> = groups.into_iter().map(|(_, rows)| rows).collect();
    if table.schema.kind == Kind::Banded {
        for rows in &mut groups {
            rows.sort_by(|a, b| Band::read(a).by_lower(&Band::read(b)));
        }
    }
    groups
}

fn turns(rows: &[RowReader<'_>], column: &Column, trend: Trend, kind: Kind) -> Vec<Finding> {
    let header = &column.header;
    let mut found = Vec::new();
    let mut before: Option<(RowReader<'_>, rust_decimal::Decimal)> = None;
    for row in rows {
        let Some(value) = row.number(header) else {
            continue;
        };
        if let Some((other, was)) = before {
            let wrong = match trend {
                Trend::Rising => value.cmp(&was) == Ordering::Less,
                Trend::Falling => value.cmp(&was) == Ordering::Greater,
            };
            if wrong {
                let facts = [
                    ("other", &*other.at(header).to_string()),
                    ("was", other.text(header)),
                    ("way", way(trend, kind)),
                ];
                found.push(at_cell(row, header, "E-POLICY-TREND", &facts).done());
            }
        }
        before = Some((*row, value));
    }
    found
}

fn way(trend: Trend, kind: Kind) -> &'static str {
    match (trend, kind) {
        (Trend::Rising, Kind::Banded) => "区间越高,数不应越小",
        (Trend::Falling, Kind::Banded) => "区间越高,数不应越大",
        (Trend::Rising, _) => "从上到下,数不应变小",
        (Trend::Falling, _) => "从上到下(从好到差),数不应变大",
    }
}
