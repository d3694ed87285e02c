//! What must hold of every policy that the checks let through, and of every change to one: each
//! possible figure has exactly one outcome, and no change passes in silence.

use super::properties::{Ends, inside, probes};
use crate::domain::review::CustomerClass;
use crate::policy::parse;
use crate::policy::rules::testing::supplier;
use crate::policy::scoring::Timeliness;
use crate::policy::table::{RowReader, Table};
use crate::policy::{Policy, Tables, diff, fingerprint};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use rust_decimal::Decimal;
use std::cell::Cell;

/// A text that may stand anywhere.
const TEXTS: &[&str] = &[
    "",
    "0",
    "1",
    "-1",
    "7",
    "25",
    "50",
    "99999",
    "15%",
    "150%",
    "2026-02-30",
    "2026-07-01",
    "12-31",
    "是",
    "否",
    "A",
    "C",
    "Z",
    "业务员",
    "总经理",
    "财务部",
    "≥",
    ">",
    "<",
    "≤",
    "默认",
    "公司",
    "3、9",
    "乱写",
    "tech_opinion",
    "接收",
];

/// What somebody does to a table.
#[derive(Debug, Clone)]
enum Change {
    /// A text into a cell.
    Write(&'static str),
    /// What stands in the same column of another row.
    Copy(Index),
    /// A number a little up or down.
    Nudge(i64),
    /// The row away.
    Remove,
    /// The row once more, below all.
    Again,
    /// The row to another place.
    Move(Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => prop::sample::select(TEXTS).prop_map(Change::Write),
        2 => any::<Index>().prop_map(Change::Copy),
        2 => prop_oneof![-3i64..0, 1i64..4].prop_map(Change::Nudge),
        1 => Just(Change::Remove),
        1 => Just(Change::Again),
        1 => any::<Index>().prop_map(Change::Move),
    ]
}

/// Does it; the rows stand below each other afterwards, as on a sheet.
fn done(table: &mut Table, row: Index, column: Index, change: &Change) {
    let count = table.rows.len();
    let (row, column) = (row.index(count), column.index(table.schema.columns.len()));
    let mut texts: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|r| r.cells.iter().map(|c| c.text.clone()).collect())
        .collect();
    match change {
        Change::Write(text) => texts[row][column] = (*text).to_owned(),
        Change::Copy(other) => texts[row][column] = texts[other.index(count)][column].clone(),
        Change::Nudge(by) => {
            let was = texts[row][column].clone();
            let bare = was.trim_end_matches('%');
            if let Some(number) = parse::number(bare) {
                let sign = if bare == was { "" } else { "%" };
                texts[row][column] = format!("{}{sign}", number + Decimal::from(*by));
            }
        }
        Change::Remove => drop(texts.remove(row)),
        Change::Again => texts.push(texts[row].clone()),
        Change::Move(place) => {
            let taken = texts.remove(row);
            texts.insert(place.index(count), taken);
        }
    }
    *table = Table::laid_out_on(table.schema, &table.sheet.clone(), &texts);
}

/// The texts of a table, for whether anything was done.
fn texts(table: &Table) -> Vec<Vec<&str>> {
    let of = |row: &'_ crate::policy::table::Row| row.cells.len();
    (0..table.rows.len())
        .map(|at| {
            (0..of(&table.rows[at]))
                .filter(|c| !table.schema.columns[*c].computed)
                .map(|c| table.rows[at].cells[c].text.as_str())
                .collect()
        })
        .collect()
}

/// How many of the cases met a policy that the checks let through.
struct Tally {
    all: Cell<u32>,
    passed: Cell<u32>,
}

impl Tally {
    fn new() -> Self {
        Self {
            all: Cell::new(0),
            passed: Cell::new(0),
        }
    }

    fn of<T, E>(&self, made: Result<T, E>) -> Option<T> {
        self.all.set(self.all.get() + 1);
        let made = made.ok()?;
        self.passed.set(self.passed.get() + 1);
        Some(made)
    }

    /// A property of what passes says nothing where nothing passes, or everything.
    fn tells(&self) {
        let (all, passed) = (self.all.get(), self.passed.get());
        assert!(
            passed * 20 > all && passed < all,
            "{passed} of {all} passed"
        );
    }
}

#[test]
fn any_change_to_any_table_is_found_by_the_checks_or_shown_by_the_diff() {
    let before = supplier();
    let filled: Vec<usize> = (0..before.tables.len())
        .filter(|at| !before.tables[*at].rows.is_empty())
        .collect();
    let tally = Tally::new();
    let places = (any::<Index>(), any::<Index>(), any::<Index>());
    TestRunner::new(ProptestConfig::with_cases(400))
        .run(&(places, change()), |((table, row, column), change)| {
            let mut after = before.clone();
            let at = filled[table.index(filled.len())];
            done(&mut after.tables[at], row, column, &change);
            let sheet = before.tables[at].sheet.clone();
            prop_assume!(texts(&before.tables[at]) != texts(&after.tables[at]));
            // No two policies that differ pass for one another either.
            prop_assert_ne!(fingerprint(&before), fingerprint(&after));
            if tally.of(Policy::from_tables(after.clone())).is_some() {
                let shown = diff(&before, &after);
                let sheets: Vec<&str> = shown.sheets.iter().map(|s| s.sheet.as_str()).collect();
                prop_assert_eq!(sheets, [sheet.as_str()], "{:?} on {}", change, sheet);
                prop_assert!(shown.row_count() > 0);
                prop_assert!(shown.lines().iter().any(|line| line.contains(&sheet)));
            }
            Ok(())
        })
        .unwrap();
    tally.tells();
}

/// The intervals of a table, those that belong together under one name.
fn groups<'t>(tables: &'t Tables, sheet: &str, by: &str) -> Vec<(String, Vec<RowReader<'t>>)> {
    let mut groups: Vec<(String, Vec<RowReader<'t>>)> = Vec::new();
    for row in tables.get(sheet).unwrap().readers() {
        let name = row.text(by).to_owned();
        match groups.iter_mut().find(|(n, _)| *n == name) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((name, vec![row])),
        }
    }
    groups
}

fn ends(row: &RowReader<'_>) -> Ends {
    ["下限符号", "下限", "上限符号", "上限"]
        .map(|header| row.text(header).trim_end_matches('%').to_owned())
}

/// Tables of intervals, with the column that parts them.
const INTERVALS: [(&str, &str); 6] = [
    ("指标1", "回款"),
    ("指标2", ""),
    ("指标3", ""),
    ("等级", ""),
    ("回款系数", ""),
    ("账龄区间", ""),
];

/// Moves the end at which a row of a table meets the next, so that they go on meeting.
fn cut(tables: &mut Tables, sheet: &str, at: Index, by: i64, flip: bool) {
    let table = tables.tables.iter_mut().find(|t| t.sheet == sheet).unwrap();
    let place = |header: &str| table.schema.column(header).unwrap();
    let (low_sign, low, high_sign, high) = (
        place("下限符号"),
        place("下限"),
        place("上限符号"),
        place("上限"),
    );
    let cuts: Vec<String> = table
        .rows
        .iter()
        .map(|row| row.cells[low].text.clone())
        .filter(|text| !text.is_empty())
        .collect();
    let was = &cuts[at.index(cuts.len())];
    let bare = was.trim_end_matches('%');
    let sign = if bare == was { "" } else { "%" };
    let new = parse::number(bare).unwrap() + Decimal::from(by);
    for row in &mut table.rows {
        for (number, sign_at) in [(low, low_sign), (high, high_sign)] {
            if row.cells[number].text == *was {
                row.cells[number].text = format!("{new}{sign}");
                if flip {
                    let other = match row.cells[sign_at].text.as_str() {
                        "≥" => ">",
                        ">" => "≥",
                        "<" => "≤",
                        _ => "<",
                    };
                    row.cells[sign_at].text = other.to_owned();
                }
            }
        }
    }
}

#[test]
fn a_policy_that_passes_gives_every_figure_exactly_one_outcome() {
    let tally = Tally::new();
    let cuts = prop::collection::vec(
        (
            prop::sample::select(&INTERVALS[..]),
            any::<Index>(),
            -4i64..5,
            any::<bool>(),
        ),
        1..4,
    );
    // Beside moved cuts a slip now and then, anywhere on the sheets by which scores are judged.
    const SHEETS: &[&str] = &[
        "指标1",
        "指标2",
        "指标3",
        "指标4",
        "等级",
        "优惠与回访",
        "报告周期",
        "信用额度",
        "回款系数",
        "账龄区间",
        "参数",
        "客户分类",
    ];
    let slip = prop::option::of((
        prop::sample::select(SHEETS),
        any::<Index>(),
        any::<Index>(),
        change(),
    ));
    TestRunner::new(ProptestConfig::with_cases(250))
        .run(&(cuts, slip), |(cuts, slip)| {
            let mut tables = Tables::built_in();
            for ((sheet, _), at, by, flip) in cuts {
                cut(&mut tables, sheet, at, by, flip);
            }
            if let Some((sheet, row, column, change)) = slip {
                let table = tables.tables.iter_mut().find(|t| t.sheet == sheet).unwrap();
                done(table, row, column, &change);
            }
            let Some(policy) = tally.of(Policy::from_tables(tables.clone())) else {
                return Ok(());
            };
            for (sheet, by) in INTERVALS {
                for (name, rows) in groups(&tables, sheet, by) {
                    let all: Vec<Ends> = rows.iter().map(ends).collect();
                    for value in probes(&all) {
                        let fit = all.iter().filter(|e| inside(e, value)).count();
                        prop_assert_eq!(fit, 1, "{} {} {}", sheet, name, value);
                    }
                }
            }
            one_of_everything(&policy, &tables)
        })
        .unwrap();
    tally.tells();
}

/// Every sum of points, of each class, leads to one grade with one row of everything.
fn one_of_everything(policy: &Policy, tables: &Tables) -> Result<(), TestCaseError> {
    let points = |sheet: &str| -> Vec<Decimal> {
        let table = tables.get(sheet).unwrap();
        table.readers().filter_map(|r| r.number("得分")).collect()
    };
    let mut totals = vec![Decimal::ZERO];
    for sheet in ["指标1", "指标2", "指标3", "指标4"] {
        totals = totals
            .iter()
            .flat_map(|t| points(sheet).into_iter().map(move |p| t + p))
            .collect();
        totals.sort();
        totals.dedup();
    }
    for total in totals {
        let grades: Vec<&str> = policy
            .scoring
            .grades
            .iter()
            .filter(|g| g.band.contains(total))
            .map(|g| g.label.as_str())
            .collect();
        let [grade] = grades.as_slice() else {
            return Err(TestCaseError::fail(format!("{total}: {grades:?}")));
        };
        let count = |sheet: &str, fits: &dyn Fn(&RowReader<'_>) -> bool| {
            let table = tables.get(sheet).unwrap();
            table.readers().filter(|row| fits(row)).count()
        };
        for class in [CustomerClass::Major, CustomerClass::General] {
            let rows = count("优惠与回访", &|r| {
                r.text("类别") == class.words() && r.text("等级") == *grade
            });
            prop_assert_eq!(rows, 1, "优惠与回访 {} {}", class.words(), grade);
            prop_assert!(policy.service.benefit(class, grade).is_some());
        }
        for sheet in ["信用额度", "报告周期"] {
            prop_assert_eq!(count(sheet, &|r| r.text("等级") == *grade), 1, "{}", sheet);
        }
    }
    // Paid in time or not, every amount has its points.
    for state in [Timeliness::Timely, Timeliness::Overdue] {
        for wan in [-1, 0, 1, 49, 50, 199, 200, 499, 500, 100_000] {
            let rows = policy.scoring.amount.iter();
            let fit = rows.filter(|r| r.timeliness == state && r.band.contains(Decimal::from(wan)));
            prop_assert_eq!(fit.count(), 1, "{} {:?}", wan, state);
        }
    }
    Ok(())
}
