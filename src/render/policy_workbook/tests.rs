//! The workbook reads back as it was written, and what people break in it is named at its cell.

use super::entries::LONGEST_LIST;
use super::*;
use crate::findings::Finding;
use crate::grid::{self, Limits};
use crate::policy::{self, Policy};
use crate::sheet;
use rust_decimal::{Decimal, dec};

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

fn area(first: &str, last: &str) -> CellRange {
    CellRange::new(first.parse().unwrap(), last.parse().unwrap())
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
        // Its sign stays: where the interval ends is not known, and not guessed.
        ("F8", Content::Blank, "E-POLICY-BLANK", ""),
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

#[test]
fn ten_thousand_rows_are_judged_like_ten() {
    let mut plans = plans(&Tables::built_in());
    let plan = sheet_of(&mut plans, "组织-人员");
    plan.protection = None;
    for n in 0..10_000u32 {
        let row = HEADER_ROW + 1 + n;
        plan.text(row, 0, format!("{n:05}"), Style::Value);
        plan.text(row, 1, format!("员工{n}"), Style::Value);
        // The last one holds a role that nobody knows.
        let role = if n == 9_999 { "飞行员" } else { "业务员" };
        plan.text(row, 2, role, Style::Value);
        if n > 0 {
            plan.text(row, 6, format!("{:05}", n - 1), Style::Value);
        }
    }
    let findings = policy::load(&read(&bytes(&plans))).unwrap_err();
    assert_eq!(
        codes_at(&findings),
        [("E-POLICY-UNKNOWN".to_owned(), "组织-人员!C10004".to_owned())]
    );
}

#[test]
fn numbers_beyond_all_measure_are_named_and_overflow_nothing() {
    let huge = Decimal::MAX;
    for (sheet, cell, content) in [
        ("等级", "D5", Content::Number(huge)),
        ("等级", "D5", Content::Text(huge.to_string())),
        ("指标3", "B5", Content::Share(huge)),
        ("信用额度", "F5", Content::Number(-huge)),
        ("参数", "C12", Content::Share(huge)),
    ] {
        let findings = broken(|plans| set(plans, sheet, cell, content));
        assert!(
            codes_at(&findings).contains(&("E-POLICY-TYPE".to_owned(), format!("{sheet}!{cell}"))),
            "{sheet} {cell} {findings:#?}"
        );
    }
}

#[test]
fn a_header_that_stands_twice_and_a_row_merged_across_are_named() {
    let findings = broken(|plans| {
        sheet_of(plans, "等级").text(HEADER_ROW, 14, "下限", Style::Header);
        sheet_of(plans, "信用额度").merges.push(area("C5", "D5"));
    });
    let found = codes_at(&findings);
    for (code, place) in [
        ("E-POLICY-HEADER-TWICE", "等级!O4"),
        ("E-POLICY-MERGED", "信用额度!C5"),
    ] {
        let wanted = (code.to_owned(), place.to_owned());
        assert!(found.contains(&wanted), "{wanted:?} not in {found:?}");
    }
}

#[test]
fn headers_merged_over_two_rows_and_sheets_of_one_s_own_change_nothing() {
    let mut plans = plans(&Tables::built_in());
    let plan = sheet_of(&mut plans, "等级");
    for cell in &mut plan.cells {
        if cell.at.row > HEADER_ROW {
            cell.at.row += 1;
        }
    }
    plan.heights.clear();
    plan.merges.push(area("A4", "A5"));
    plan.merges.push(area("C4", "C5"));
    let mut own = SheetPlan {
        name: "讨论稿".to_owned(),
        ..SheetPlan::default()
    };
    own.text(3, 0, "等级", Style::Header);
    own.text(4, 0, "Z", Style::Value);
    plans.insert(0, own);
    let policy = policy::load(&read(&bytes(&plans))).unwrap();
    assert_eq!(policy.scoring, {
        let mut rules = Policy::built_in().scoring.clone();
        for row in &mut rules.grades {
            row.cite.cell.row += 1;
        }
        rules
    });
}

#[test]
fn what_a_simulation_fills_in_is_written_and_never_read() {
    let mut tables = Tables::built_in();
    let table = tables
        .tables
        .iter_mut()
        .find(|t| t.sheet == "参数")
        .unwrap();
    let column = table.schema.column("影响客户数").unwrap();
    table.rows[0].cells[column].text = "17".to_owned();
    let workbook = read(&bytes(&plans(&tables)));
    let at = CellRef::new(HEADER_ROW + 1, column as u32);
    let sheet = workbook.sheets.iter().find(|s| s.name == "参数").unwrap();
    assert_eq!(sheet.cell(at).unwrap().value.raw(), "17");
    let (back, problems) = policy::load::read_tables(&workbook);
    assert_eq!(problems, []);
    assert_eq!(back, Tables::built_in());
    // A column that people deleted is not missed either.
    let mut plans = plans(&Tables::built_in());
    sheet_of(&mut plans, "参数")
        .cells
        .retain(|c| c.at.col != column as u32);
    assert!(policy::load(&read(&bytes(&plans))).is_ok());
}

#[test]
fn a_renamed_column_that_older_workbooks_lack_is_asked_about_and_remarks_are_free() {
    let whole = read(&bytes(&plans(&Tables::built_in())));
    let columns = Tables::built_in().get("字段").unwrap().schema.columns.len() as u32;
    let optional = policy::schema::schemas()
        .iter()
        .find(|s| s.sheet == "字段")
        .and_then(|s| s.column("明细"))
        .unwrap() as u32;
    let header = CellRef::new(HEADER_ROW, optional);
    // What the sheet says with some cells of its header row, or of the row below, changed.
    let said = |changes: &[(CellRef, &str)]| {
        let mut other = whole.clone();
        let mut sheets = other.sheets.iter_mut();
        let sheet = sheets.find(|s| s.name == "字段").unwrap();
        let pattern = sheet.cells.get(&header).unwrap().clone();
        for (at, text) in changes {
            let mut cell = pattern.clone();
            cell.value = match *text {
                "" => {
                    sheet.cells.retain(|other, _| other != at);
                    continue;
                }
                text => grid::CellValue::Text(text.into()),
            };
            sheet.cells.insert(*at, cell);
        }
        policy::load::read_tables(&other).1
    };
    let beside = |row: u32| CellRef::new(HEADER_ROW + row, columns);
    for renamed in ["分段", "明细名称", ""] {
        let found = said(&[(header, renamed)]);
        let [one] = found.as_slice() else {
            panic!("{renamed}: {found:#?}")
        };
        assert_eq!(one.code, "E-POLICY-HEADER-RENAMED", "{renamed}");
        assert_eq!(
            (one.sheet.as_deref(), one.cell),
            (Some("字段"), Some(header))
        );
        assert!(one.message.contains("明细") && one.message.contains(renamed));
    }
    // A workbook older than the column, with and without a remark of somebody's own.
    let mut older = vec![(header, "")];
    let rows = whole
        .sheets
        .iter()
        .find(|s| s.name == "字段")
        .unwrap()
        .cells
        .keys();
    let below: Vec<CellRef> = rows
        .filter(|at| at.col == optional && at.row > HEADER_ROW)
        .copied()
        .collect();
    older.extend(below.into_iter().map(|at| (at, "")));
    assert_eq!(said(&older), []);
    older.extend([(beside(0), "我的备注"), (beside(1), "问过业务部")]);
    assert_eq!(said(&older), []);
    // With the column there, others may be called anything.
    assert_eq!(
        said(&[(beside(0), "明细说明"), (beside(1), "问过业务部")]),
        []
    );
}

/// A second opinion on what is locked: what umya-spreadsheet reads.
#[cfg(feature = "edges")]
#[test]
fn headers_and_names_are_locked_values_and_blank_rows_are_not() {
    let bytes = bytes(&plans(&Tables::built_in()));
    let book =
        umya_spreadsheet::reader::xlsx::read_reader(std::io::Cursor::new(bytes), true).unwrap();
    let locked = |sheet: &str, cell: &str| {
        let style = book.sheet_by_name(sheet).unwrap().style(cell);
        style.protection().is_none_or(|p| p.locked())
    };
    for (sheet, cell) in [
        ("参数", "A4"),
        ("参数", "A5"),
        ("参数", "E5"),
        ("等级", "D4"),
        ("封面", "A6"),
        ("目录", "B5"),
    ] {
        assert!(locked(sheet, cell), "{sheet}!{cell}");
    }
    for (sheet, cell) in [
        ("参数", "C5"),
        ("参数", "H5"),
        ("等级", "A5"),
        ("等级", "D5"),
        ("等级", "D10"),
        ("组织-人员", "A5"),
        ("投诉步骤", "A25"),
        ("封面", "B6"),
    ] {
        assert!(!locked(sheet, cell), "{sheet}!{cell}");
    }
    for sheet in book.sheet_collection() {
        let protection = sheet.sheet_protection().unwrap();
        assert!(protection.sheet(), "{}", sheet.name());
        assert!(protection.password_raw().is_empty() && protection.hash_value().is_empty());
    }
}

#[test]
fn every_sheet_prints_on_a4_with_its_header_repeated_and_its_name_below() {
    for plan in plans(&Tables::built_in()) {
        assert!(plan.print.title_rows.is_some(), "{}", plan.name);
        assert_eq!(plan.print.footer, plan.name);
        // The next version is this very workbook edited: an old one must not stay below it.
        assert!(plan.print.file_name && !plan.print.footer.contains("默认-1"));
    }
}

#[test]
fn each_sheet_that_is_gone_and_each_header_that_is_another_is_named() {
    let whole = read(&bytes(&plans(&Tables::built_in())));
    let said = |workbook: &grid::Workbook| {
        let found = policy::load(workbook).err().unwrap_or_default();
        for finding in &found {
            assert!(!finding.message.contains('{') && !finding.fix.is_empty());
        }
        found
    };
    for table in &Tables::built_in().tables {
        let name = &table.sheet;
        // The sample to copy from is nobody's rule.
        if *table.schema == *policy::schema::rule_schema() {
            continue;
        }
        let mut less = whole.clone();
        less.sheets.retain(|sheet| sheet.name != *name);
        // A sheet that stands alone in what a later program added is an older workbook's lack.
        let added = &table.schema.added;
        let built_in = Tables::built_in();
        let with_it = built_in.tables.iter().filter(|t| t.schema.added == *added);
        if added.is_some() && with_it.count() == 1 {
            let policy = policy::load(&less).unwrap_or_else(|f| panic!("{name}: {f:#?}"));
            assert!(policy.notes.iter().any(|f| f.code == "I-POLICY-OLDER"));
            continue;
        }
        let gone = said(&less);
        let named = |f: &Finding| f.code == "E-POLICY-SHEET" && f.sheet.as_ref() == Some(name);
        assert_eq!(
            gone.iter().filter(|f| named(f)).count(),
            1,
            "{name}: {gone:#?}"
        );
    }
    // Column by column, on all sheets at once.
    let most = Tables::built_in()
        .tables
        .iter()
        .map(|t| t.schema.columns.len())
        .max();
    for at in 0..most.unwrap() {
        let mut other = whole.clone();
        let mut wanted = Vec::new();
        for table in &Tables::built_in().tables {
            let Some(column) = table
                .schema
                .columns
                .get(at)
                .filter(|c| !c.computed && !c.added)
            else {
                continue;
            };
            let place = CellRef::new(HEADER_ROW, at as u32);
            let mut sheets = other.sheets.iter_mut();
            let sheet = sheets.find(|s| s.name == table.sheet).unwrap();
            sheet.cells.get_mut(&place).unwrap().value =
                grid::CellValue::Text(format!("{}(改)", column.header).into());
            wanted.push((table.sheet.clone(), place));
        }
        let found = said(&other);
        for (sheet, place) in wanted {
            let named = |f: &&Finding| {
                f.code == "E-POLICY-HEADER"
                    && f.sheet.as_ref() == Some(&sheet)
                    && f.cell == Some(place)
            };
            assert_eq!(found.iter().filter(named).count(), 1, "{sheet}!{place}");
        }
    }
}
