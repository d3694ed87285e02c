//! Gaps and overlaps of intervals are found exactly where they are.

use crate::domain::decimal::plain;
use crate::policy::kinds::banded::coverage_problems;
use crate::policy::{Table, Tables};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// An interval as it stands in the table: signs and numbers.
pub(super) type Ends = [String; 4];

/// Whether the value lies in it; written apart from the program's own bands.
pub(super) fn inside(ends: &Ends, value: Decimal) -> bool {
    let [low_sign, low, high_sign, high] = ends;
    let above = low.is_empty() || {
        let low: Decimal = low.parse().unwrap();
        // Nothing written is ≥.
        value > low || (low_sign != ">" && value == low)
    };
    let below = high.is_empty() || {
        let high: Decimal = high.parse().unwrap();
        value < high || (high_sign == "≤" && value == high)
    };
    above && below
}

/// Intervals that give every number one row: each cut belongs to the one side or the other.
fn sound() -> impl Strategy<Value = Vec<Ends>> {
    prop::collection::btree_map(-50i64..50, any::<bool>(), 0..6).prop_map(|cuts| {
        let mut rows = Vec::new();
        let mut lower = [String::new(), String::new()];
        for (cut, to_upper) in cuts {
            let (up, down) = if to_upper { ("<", "≥") } else { ("≤", ">") };
            let [sign, number] = lower;
            rows.push([sign, number, up.to_owned(), cut.to_string()]);
            lower = [down.to_owned(), cut.to_string()];
        }
        let [sign, number] = lower;
        rows.push([sign, number, String::new(), String::new()]);
        rows
    })
}

/// What a manager may do to intervals.
#[derive(Debug, Clone)]
enum Slip {
    Nothing,
    Drop(usize),
    Twice(usize),
    Move { row: usize, upper: bool, by: i64 },
    OtherSign { row: usize, upper: bool },
    NoEnd { row: usize, upper: bool },
}

fn slip() -> impl Strategy<Value = Slip> {
    let row = 0usize..6;
    prop_oneof![
        Just(Slip::Nothing),
        row.clone().prop_map(Slip::Drop),
        row.clone().prop_map(Slip::Twice),
        (row.clone(), any::<bool>(), -3i64..4).prop_map(|(row, upper, by)| Slip::Move {
            row,
            upper,
            by
        }),
        (row.clone(), any::<bool>()).prop_map(|(row, upper)| Slip::OtherSign { row, upper }),
        (row, any::<bool>()).prop_map(|(row, upper)| Slip::NoEnd { row, upper }),
    ]
}

fn slipped(mut rows: Vec<Ends>, slip: &Slip) -> Vec<Ends> {
    let count = rows.len();
    match *slip {
        Slip::Nothing => {}
        Slip::Drop(row) => {
            rows.remove(row % count);
        }
        Slip::Twice(row) => rows.push(rows[row % count].clone()),
        Slip::Move { row, upper, by } => {
            let number = &mut rows[row % count][if upper { 3 } else { 1 }];
            if let Ok(was) = number.parse::<i64>() {
                *number = (was + by).to_string();
            }
        }
        Slip::OtherSign { row, upper } => {
            let sign = &mut rows[row % count][if upper { 2 } else { 0 }];
            *sign = match sign.as_str() {
                "≥" => ">",
                ">" => "≥",
                "<" => "≤",
                "≤" => "<",
                _ => "",
            }
            .to_owned();
        }
        Slip::NoEnd { row, upper } => {
            let at = if upper { 2 } else { 0 };
            rows[row % count][at].clear();
            rows[row % count][at + 1].clear();
        }
    }
    rows
}

/// Numbers that tell all: every end, just beside it, between ends, and far away.
pub(super) fn probes(rows: &[Ends]) -> Vec<Decimal> {
    let hair = Decimal::new(1, 6);
    let mut ends: Vec<Decimal> = rows
        .iter()
        .flat_map(|[_, low, _, high]| [low, high])
        .filter_map(|t| t.parse().ok())
        .collect();
    ends.sort();
    let mut all = vec![Decimal::from(-1000), Decimal::from(1000)];
    for pair in ends.windows(2) {
        all.push((pair[0] + pair[1]) / Decimal::TWO);
    }
    for end in ends {
        all.extend([end - hair, end, end + hair]);
    }
    all
}

/// The table of indicator 2 with those intervals.
fn table(rows: &[Ends]) -> Table {
    let schema = Tables::built_in().get("指标2").unwrap().schema;
    let texts: Vec<Vec<String>> = rows
        .iter()
        .map(|ends| {
            let mut row = ends.to_vec();
            row.push("5".to_owned());
            row
        })
        .collect();
    Table::laid_out(schema, &texts)
}

/// The number that a finding names as an example.
fn example(message: &str) -> Option<Decimal> {
    let after = message.split(':').nth(1)?;
    let number: String = after
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.'))
        .collect();
    number.parse().ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn gaps_and_overlaps_are_named_exactly_where_they_are(rows in sound(), slip in slip()) {
        let rows = slipped(rows, &slip);
        let table = table(&rows);
        let found = coverage_problems(&table, &[]);
        let count = |value: Decimal| rows.iter().filter(|r| inside(r, value)).count();
        let once = probes(&rows).into_iter().all(|p| count(p) == 1);
        let gap = found.iter().any(|f| f.code == "E-POLICY-GAP");
        let overlap = found
            .iter()
            .any(|f| ["E-POLICY-OVERLAP", "E-POLICY-HIDDEN"].contains(&f.code.as_str()));
        prop_assert_eq!(once, !gap && !overlap, "{:?} {:?}", rows, found);
        // The example falls into the gap, or into two rows, as it says.
        for finding in &found {
            if let Some(value) = example(&finding.message) {
                let rows_of_it = count(value);
                match finding.code.as_str() {
                    "E-POLICY-GAP" => prop_assert_eq!(rows_of_it, 0, "{}", finding.message),
                    "E-POLICY-OVERLAP" => prop_assert!(rows_of_it > 1, "{}", finding.message),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn the_example_of_a_finding_is_read_by_these_tests() {
    let rows = [
        ["", "", "<", "10"].map(str::to_owned),
        [">", "10", "", ""].map(str::to_owned),
    ];
    let found = coverage_problems(&table(&rows), &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(example(&found[0].message), Some(Decimal::TEN));
    assert_eq!(plain(Decimal::TEN), "10");
}
