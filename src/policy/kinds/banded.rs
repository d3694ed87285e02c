//! Banded tables: intervals of a number, open or closed at each end as the clause words them.
//!
//! The bands of a table must give every number exactly one row; [`coverage_problems`] finds gaps
//! and overlaps at the very end points and names a value that falls into them.

use crate::domain::decimal::plain;
use crate::findings::Finding;
use crate::policy::table::{ColumnKind, RowReader, Table};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// Where it ends.
    pub value: Decimal,
    /// Whether the value itself belongs to the interval.
    pub closed: bool,
}

/// An interval; an end that is not there reaches to infinity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Band {
    /// Lower end.
    pub lower: Option<Bound>,
    /// Upper end.
    pub upper: Option<Bound>,
}

impl Band {
    /// Reads the columns 下限符号, 下限, 上限符号, 上限. A number without a sign counts as the
    /// clause's commoner form: lower end in, upper end out.
    pub fn read(row: &RowReader<'_>) -> Self {
        let number = |header: &str| row.number(header).or_else(|| row.share(header));
        Self {
            lower: number("下限").map(|value| Bound {
                value,
                closed: row.text("下限符号") != ">",
            }),
            upper: number("上限").map(|value| Bound {
                value,
                closed: row.text("上限符号") == "≤",
            }),
        }
    }

    /// Whether the value lies inside.
    pub fn contains(&self, value: Decimal) -> bool {
        let above = self
            .lower
            .is_none_or(|b| value > b.value || (b.closed && value == b.value));
        let below = self
            .upper
            .is_none_or(|b| value < b.value || (b.closed && value == b.value));
        above && below
    }

    /// Whether every number of the interval is smaller than the value.
    pub fn lies_below(&self, value: Decimal) -> bool {
        self.upper
            .is_some_and(|b| value > b.value || (!b.closed && value == b.value))
    }

    /// `≥200且<500万元`, `全部` where both ends are open to infinity. Shares in per cent.
    pub fn words(&self, unit: &str) -> String {
        let show = |v: Decimal| {
            if unit == "%" {
                plain(v * Decimal::ONE_HUNDRED)
            } else {
                plain(v)
            }
        };
        let lower = self
            .lower
            .map(|b| format!("{}{}", if b.closed { "≥" } else { ">" }, show(b.value)));
        let upper = self
            .upper
            .map(|b| format!("{}{}", if b.closed { "≤" } else { "<" }, show(b.value)));
        match (lower, upper) {
            (Some(l), Some(u)) => format!("{l}{unit}且{u}{unit}"),
            (Some(one), None) | (None, Some(one)) => format!("{one}{unit}"),
            (None, None) => "全部".to_owned(),
        }
    }

    /// Order by the lower end: reaching to minus infinity first, closed before open.
    pub(in crate::policy) fn by_lower(&self, other: &Self) -> Ordering {
        match (self.lower, other.lower) {
            (None, None) => Ordering::Equal,
            (None, _) => Ordering::Less,
            (_, None) => Ordering::Greater,
            (Some(a), Some(b)) => a.value.cmp(&b.value).then(b.closed.cmp(&a.closed)),
        }
    }

    /// Whether nothing can lie inside.
    pub(in crate::policy) fn is_empty(&self) -> bool {
        match (self.lower, self.upper) {
            (Some(l), Some(u)) => {
                l.value > u.value || (l.value == u.value && !(l.closed && u.closed))
            }
            _ => false,
        }
    }
}

/// Gaps, overlaps and empty bands of a table. Rows that differ in one of the columns `by` (回款) are
/// told apart. A table without rows has one gap: everything.
pub fn coverage_problems(table: &Table, by: &[&str]) -> Vec<Finding> {
    let mut groups: Vec<(String, Vec<(Band, RowReader<'_>)>)> = Vec::new();
    for row in table.readers() {
        let words: Vec<&str> = by.iter().map(|column| row.text(column)).collect();
        let name = words.join(" ").trim().to_owned();
        let entry = (Band::read(&row), row);
        match groups.iter_mut().find(|(n, _)| *n == name) {
            Some((_, rows)) => rows.push(entry),
            None => groups.push((name, vec![entry])),
        }
    }
    let on = On {
        sheet: &table.sheet,
        share: is_share(table),
    };
    if groups.is_empty() {
        return vec![finding(on, None, "E-POLICY-GAP", "", "任何值")];
    }
    groups
        .into_iter()
        .flat_map(|(name, rows)| group_problems(on, &name, rows))
        .collect()
}

/// The same of some rows of a sheet that belong together under the name `group`; `share` where
/// their ends are shares. No rows have no gap.
pub fn row_problems(
    sheet: &str,
    share: bool,
    group: &str,
    rows: Vec<(Band, RowReader<'_>)>,
) -> Vec<Finding> {
    group_problems(On { sheet, share }, group, rows)
}

/// Where bands stand, and what their ends are.
#[derive(Debug, Clone, Copy)]
struct On<'a> {
    sheet: &'a str,
    share: bool,
}

/// Whether each end of the row's interval is known: a sign has its number.
pub(in crate::policy) fn is_known(row: &RowReader<'_>) -> bool {
    bare_signs(row).is_empty()
}

/// Signs whose number is missing: blank both, an end reaches to infinity; blank one is a slip.
fn bare_signs(row: &RowReader<'_>) -> Vec<Finding> {
    [("下限符号", "下限"), ("上限符号", "上限")]
        .into_iter()
        .filter(|(sign, number)| !row.text(sign).is_empty() && row.text(number).is_empty())
        .map(|(_, number)| {
            Finding::draft("E-POLICY-BLANK", &[])
                .at(row.sheet(), Some(row.at(number)))
                .of_field(number)
                .done()
        })
        .collect()
}

fn group_problems(on: On<'_>, group: &str, mut rows: Vec<(Band, RowReader<'_>)>) -> Vec<Finding> {
    let mut found: Vec<Finding> = rows.iter().flat_map(|(_, r)| bare_signs(r)).collect();
    if !found.is_empty() {
        // Where an interval ends is not known: whatever else was said would be a guess.
        return found;
    }
    rows.retain(|(band, row)| {
        let empty = band.is_empty();
        if empty {
            found.push(
                Finding::draft("E-POLICY-BAND-EMPTY", &[("band", &band.words(unit(on)))])
                    .at(on.sheet, Some(row.at("下限")))
                    .done(),
            );
        }
        !empty
    });
    rows.sort_by(|(a, _), (b, _)| a.by_lower(b));
    let Some((first, first_row)) = rows.first() else {
        return found;
    };
    if let Some(lower) = first.lower {
        let example = below(lower, on);
        found.push(finding(
            on,
            Some(first_row),
            "E-POLICY-GAP",
            group,
            &example,
        ));
    }
    // The furthest upper end so far; a band inside an earlier one does not end it.
    let mut reach = first.upper;
    let mut holder = *first_row;
    for (band, row) in rows.iter().skip(1) {
        let gap = match (reach, band.lower) {
            (Some(end), Some(start)) => match end.value.cmp(&start.value) {
                Ordering::Less => Some(end.value.saturating_add(start.value) / Decimal::TWO),
                Ordering::Equal if !end.closed && !start.closed => Some(end.value),
                _ => None,
            },
            _ => None,
        };
        // One ends where the next begins, and the end belongs to one of them.
        let meets = reach
            .zip(band.lower)
            .is_some_and(|(end, start)| end.value == start.value && end.closed != start.closed);
        if let Some(value) = gap {
            let example = show(value, on);
            found.push(finding(on, Some(row), "E-POLICY-GAP", group, &example));
        } else if !meets && !reaches_further(band.upper, reach) && stands_above(&holder, row) {
            // The row above already has every number of this one.
            let other = holder.at("下限").to_string();
            found.push(
                Finding::draft("E-POLICY-HIDDEN", &[("other", &other)])
                    .at(on.sheet, Some(row.at("下限")))
                    .done(),
            );
        } else if !meets {
            let example = in_both(band, reach, on);
            found.push(overlap(on, row, &holder, group, &example));
        }
        if reaches_further(band.upper, reach) {
            reach = band.upper;
            holder = *row;
        }
    }
    if let Some(end) = reach {
        let example = above(end, on);
        found.push(finding(on, Some(&holder), "E-POLICY-GAP", group, &example));
    }
    found
}

/// A value of a band that also lies in one which begins no later and ends at `reach`.
fn in_both(band: &Band, reach: Option<Bound>, on: On<'_>) -> String {
    let end = match (band.upper, reach) {
        (Some(a), Some(b)) => Some(a.value.min(b.value)),
        (one, other) => one.or(other).map(|b| b.value),
    };
    match (band.lower, end) {
        (Some(start), _) if start.closed => show(start.value, on),
        (Some(start), Some(end)) => show(start.value.saturating_add(end) / Decimal::TWO, on),
        (Some(start), None) => above(start, on),
        (None, Some(value)) => {
            let closed = false;
            below(Bound { value, closed }, on)
        }
        (None, None) => "任何值".to_owned(),
    }
}

fn stands_above(one: &RowReader<'_>, other: &RowReader<'_>) -> bool {
    one.at("下限").row < other.at("下限").row
}

fn reaches_further(one: Option<Bound>, other: Option<Bound>) -> bool {
    match (one, other) {
        (None, Some(_)) => true,
        (Some(a), Some(b)) => a.value > b.value || (a.value == b.value && a.closed && !b.closed),
        _ => false,
    }
}

fn is_share(table: &Table) -> bool {
    table
        .schema
        .columns
        .iter()
        .any(|c| c.header == "下限" && c.kind == ColumnKind::Share)
}

fn unit(on: On<'_>) -> &'static str {
    if on.share { "%" } else { "" }
}

fn show(value: Decimal, on: On<'_>) -> String {
    if on.share {
        format!("{}%", plain(value * Decimal::ONE_HUNDRED))
    } else {
        plain(value)
    }
}

fn below(bound: Bound, on: On<'_>) -> String {
    let step = if on.share {
        Decimal::new(1, 2)
    } else {
        Decimal::ONE
    };
    show(bound.value.saturating_sub(step), on)
}

fn above(bound: Bound, on: On<'_>) -> String {
    let step = if on.share {
        Decimal::new(1, 2)
    } else {
        Decimal::ONE
    };
    show(bound.value.saturating_add(step), on)
}

fn finding(
    on: On<'_>,
    row: Option<&RowReader<'_>>,
    code: &'static str,
    group: &str,
    example: &str,
) -> Finding {
    Finding::draft(
        code,
        &[("example", example), ("group", &group_words(group))],
    )
    .at(on.sheet, row.map(|r| r.at("下限")))
    .done()
}

fn overlap(
    on: On<'_>,
    row: &RowReader<'_>,
    other: &RowReader<'_>,
    group: &str,
    example: &str,
) -> Finding {
    let place = other.at("下限").to_string();
    Finding::draft(
        "E-POLICY-OVERLAP",
        &[
            ("example", example),
            ("other", &place),
            ("group", &group_words(group)),
        ],
    )
    .at(on.sheet, Some(row.at("下限")))
    .done()
}

fn group_words(group: &str) -> String {
    if group.is_empty() {
        String::new()
    } else {
        format!("「{group}」的")
    }
}
