//! The workbook reads back as it was written, and what people break in it is named at its cell.

use super::entries::LONGEST_LIST;
use super::*;
use crate::findings::Finding;
use crate::grid::{self, Limits};
use crate::policy::{self, Policy};
use crate::sheet;
use rust_decimal::dec;

fn bytes(plans: &[SheetPlan]) -> Vec<u8> {
    sheet::workbook(plans).unwrap()
}

fn read(bytes: &[u8]) -> grid::Workbook {
    grid::read(bytes, "制度参数.xlsx", &Limits::default()).unwrap()
}

/// Loads the built-in policy's workbook after a change to its plans.
fn broken(change: impl FnOnce(&mut Vec<SheetPlan>)) -> Vec<Finding> {
    let mut plans = plans(&Tables::built_in());
    change(&mut plans);
    policy::load(&read(&bytes(&plans))).unwrap_err()
}

fn sheet_of<'p>(plans: &'p mut [SheetPlan], name: &str) -> &'p mut SheetPlan {
    plans.iter_mut().find(|p| p.name == name).unwrap()
}

fn set(plans: &mut [SheetPlan], sheet: &str, cell: &str, content: Content) {
    let at: CellRef = cell.parse().unwrap();
    let plan = sheet_of(plans, sheet);
    plan.cells.retain(|c| c.at != at);
    plan.put(at.row, at.col, content, Style::Value);
}

fn codes_at(findings: &[Finding]) -> Vec<(String, String)> {
    findings
        .iter()
        .map(|f| {
            (
                f.code.clone(),
                format!(
                    "{}!{}",
                    f.sheet.as_deref().unwrap_or(""),
                    f.cell.map(|c| c.to_string()).unwrap_or_default()
                ),
            )
        })
        .collect()
}

#[test]
fn the_built_in_policy_written_and_read_back_is_the_same_cell_by_cell() {
    let tables = Tables::built_in();
    let workbook = read(&bytes(&plans(&tables)));
    let (back, problems) = policy::load::read_tables(&workbook);
    assert_eq!(problems, []);
    for (one, other) in tables.tables.iter().zip(&back.tables) {
        for (a, b) in one.rows.iter().zip(&other.rows) {
            assert_eq!(a, b, "{}", one.sheet);
        }
        assert_eq!(one.rows.len(), other.rows.len(), "{}", one.sheet);
    }
    assert_eq!(policy::load(&workbook).unwrap(), *Policy::built_in());
}

#[test]
fn a_changed_value_rules_from_then_on() {
    let mut plans = plans(&Tables::built_in());
    set(&mut plans, "等级", "D5", Content::Number(dec!(95)));
    set(&mut plans, "等级", "F6", Content::Number(dec!(95)));
    let policy = policy::load(&read(&bytes(&plans))).unwrap();
    let rules = &policy.scoring;
    assert_eq!(rules.grade(dec!(94.999999)).unwrap().label, "B");
    assert_eq!(rules.grade(dec!(95)).unwrap().label, "A");
}

#[test]
fn everything_wrong_is_named_at_once_with_its_cell() {
    let findings = broken(|plans| {
        plans.retain(|p| p.name != "占位词");
        set(plans, "指标2", "D4", Content::Text("上线".to_owned()));
        set(plans, "指标1", "F5", Content::Text("二十五".to_owned()));
        set(plans, "信用额度", "E6", Content::Number(dec!(8)));
        set(plans, "报告链", "C6", Content::Blank);
        set(plans, "优惠与回访", "B6", Content::Text("A".to_owned()));
    });
    let found = codes_at(&findings);
    for (code, place) in [
        ("E-POLICY-SHEET", "占位词!"),
        ("E-POLICY-HEADER", "指标2!D4"),
        ("E-POLICY-TYPE", "指标1!F5"),
        ("E-POLICY-TYPE", "信用额度!E6"),
        ("E-POLICY-BLANK", "报告链!C6"),
        ("E-POLICY-DUPLICATE", "优惠与回访!A6"),
    ] {
        assert!(
            found.contains(&(code.to_owned(), place.to_owned())),
            "{code} {place} not in {found:?}"
        );
    }
    // A sheet that only lost a header is not said to be missing.
    let missing = |f: &&Finding| f.code == "E-POLICY-SHEET";
    assert_eq!(findings.iter().filter(missing).count(), 1);
    for finding in &findings {
        assert!(!finding.message.contains('{'), "{}", finding.message);
        assert!(!finding.fix.is_empty());
    }
}

#[test]
fn gaps_and_overlaps_are_found_at_the_very_ends() {
    for (cell, content, code, example) in [
        // 等级 C: ≥40 <70 becomes ≥40 <69.
        ("F7", Content::Number(dec!(69)), "E-POLICY-GAP", "69.5"),
        ("F7", Content::Number(dec!(71)), "E-POLICY-OVERLAP", "70"),
        (
            "E7",
            Content::Text("≤".to_owned()),
            "E-POLICY-OVERLAP",
            "70",
        ),
        ("C6", Content::Text(">".to_owned()), "E-POLICY-GAP", "70"),
        ("F8", Content::Blank, "E-POLICY-OVERLAP", ""),
    ] {
        let findings = broken(|plans| set(plans, "等级", cell, content));
        let hit = findings.iter().find(|f| f.code == code);
        assert!(
            hit.is_some_and(|f| f.message.contains(example)),
            "{cell} {findings:?}"
        );
    }
}

#[test]
fn blank_rows_remark_columns_and_moved_columns_neither_shift_nor_hide_anything() {
    let mut plans = plans(&Tables::built_in());
    let plan = sheet_of(&mut plans, "等级");
    // A remark column before everything, a blank row in the middle, one more column at the end.
    for cell in &mut plan.cells {
        cell.at.col += 1;
        if cell.at.row > 5 {
            cell.at.row += 1;
        }
    }
    plan.merges.clear();
    plan.choices.clear();
    plan.text(4, 0, "我们的备注", Style::Value);
    plan.text(3, 20, "讨论", Style::Header);
    let policy = policy::load(&read(&bytes(&plans))).unwrap();
    assert_eq!(policy.scoring.grades.len(), 4);
    assert_eq!(policy.scoring.grade(dec!(70)).unwrap().label, "B");
    assert_eq!(policy.scoring.grades[3].cite.cell.to_string(), "B9");
}

#[test]
fn drop_downs_stay_within_what_excel_takes() {
    for plan in plans(&Tables::built_in()) {
        for list in &plan.choices {
            let length: usize = list.words.iter().map(|w| w.chars().count() + 1).sum();
            assert!(
                length <= LONGEST_LIST && !list.words.is_empty(),
                "{}",
                plan.name
            );
        }
    }
}
