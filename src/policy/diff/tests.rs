//! Differences of real tables: what was changed is what is said to have changed, and nothing else.

use super::*;
use crate::policy::Table;

fn table<'t>(tables: &'t mut Tables, sheet: &str) -> &'t mut Table {
    let found = tables.tables.iter_mut().find(|t| t.sheet == sheet);
    found.unwrap()
}

fn set(tables: &mut Tables, sheet: &str, row: usize, header: &str, text: &str) {
    let table = table(tables, sheet);
    let column = table.schema.column(header).unwrap();
    table.rows[row].cells[column].text = text.to_owned();
}

fn edited(edit: impl FnOnce(&mut Tables)) -> PolicyDiff {
    let before = Tables::built_in();
    let mut after = before.clone();
    edit(&mut after);
    diff(&before, &after)
}

#[test]
fn a_policy_does_not_differ_from_itself_wherever_its_rows_stand() {
    assert!(diff(&Tables::built_in(), &Tables::built_in()).is_empty());
    let shifted = edited(|tables| {
        for row in &mut table(tables, "等级").rows {
            for cell in &mut row.cells {
                cell.at.row += 7;
                cell.at.col += 2;
            }
        }
    });
    assert!(shifted.is_empty());
}

#[test]
fn a_threshold_is_named_with_sheet_and_cell_in_both() {
    let found = edited(|tables| {
        set(tables, "等级", 1, "下限", "75");
        set(tables, "封面", 0, "内容", "2026-2");
    });
    assert_eq!(
        (found.from.as_str(), found.to.as_str()),
        ("默认-1", "2026-2")
    );
    let sheets: Vec<&str> = found.sheets.iter().map(|s| s.sheet.as_str()).collect();
    assert_eq!(sheets, ["封面", "等级"]);
    let [row] = found.sheets[1].rows.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(row.change, Change::Changed);
    assert_eq!(row.name, "B 较重要客户");
    let [cell] = row.cells.as_slice() else {
        panic!("{row:?}")
    };
    // Row 4 of the sheet holds the header, so grade B stands in row 6; 下限 is column D.
    assert_eq!(cell.from_cell.unwrap().to_string(), "D6");
    assert_eq!(cell.to_cell.unwrap().to_string(), "D6");
    assert_eq!((cell.from.as_str(), cell.to.as_str()), ("70", "75"));
    assert!(found.lines().iter().any(|l| l.contains("下限:70 → 75")));
}

#[test]
fn rows_come_and_go_by_their_key() {
    let found = edited(|tables| {
        let parameters = table(tables, "参数");
        let mut new = parameters.rows[0].clone();
        new.cells[0].text = "brand_new".into();
        parameters.rows.insert(3, new);
        parameters.rows.remove(1);
    });
    let [sheet] = found.sheets.as_slice() else {
        panic!("{found:?}")
    };
    let changes: Vec<(Change, &str)> = sheet
        .rows
        .iter()
        .map(|r| (r.change, r.name.split(' ').next().unwrap()))
        .collect();
    assert_eq!(
        changes,
        [
            (Change::Added, "brand_new"),
            (Change::Removed, "min_trade_months")
        ]
    );
}

#[test]
fn a_renamed_key_and_a_band_without_a_key_are_matched_by_what_they_share() {
    let renamed = edited(|tables| set(tables, "等级", 0, "等级", "AA"));
    let [row] = renamed.sheets[0].rows.as_slice() else {
        panic!("{renamed:?}")
    };
    assert_eq!(row.change, Change::Changed);
    assert_eq!(row.cells[0].header, "等级");

    // Row 10 of 审批权限: a compensation above 1 and up to 5 万元.
    let band = edited(|tables| set(tables, "审批权限", 9, "上限", "6"));
    let [row] = band.sheets[0].rows.as_slice() else {
        panic!("{band:?}")
    };
    assert_eq!(row.cells[0].words(), "上限:5 → 6");
}

#[test]
fn the_order_of_rows_is_part_of_a_policy() {
    let found = edited(|tables| {
        let steps = table(tables, "投诉步骤");
        let first = steps.rows.remove(0);
        steps.rows.insert(2, first);
    });
    let [row] = found.sheets[0].rows.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (row.change, row.from_row, row.to_row),
        (Change::Moved, Some(0), Some(2))
    );
}

#[test]
fn a_sheet_of_its_own_comes_and_goes_whole() {
    let gone = edited(|tables| tables.tables.retain(|t| t.sheet != "示例"));
    assert_eq!(gone.sheets[0].change, Change::Removed);
    let mut less = Tables::built_in();
    less.tables.retain(|t| t.sheet != "示例");
    let added = diff(&less, &Tables::built_in());
    assert_eq!(added.sheets[0].change, Change::Added);
    assert_eq!(added.sheets[0].rows.len(), gone.sheets[0].rows.len());
}

/// Every cell of the built-in tables, among the rows around it: a whole table of hundreds of rows
/// for each of its cells would only be slower.
#[test]
fn whatever_single_cell_changes_is_the_only_thing_that_differs() {
    const AROUND: usize = 12;
    for table in &Tables::built_in().tables {
        for rows in table.rows.chunks(AROUND) {
            let mut part = table.clone();
            part.rows = rows.to_vec();
            each_cell_alone_differs(&Tables { tables: vec![part] });
        }
    }
}

fn each_cell_alone_differs(before: &Tables) {
    let table = &before.tables[0];
    for (r, row) in table.rows.iter().enumerate() {
        for (c, cell) in row.cells.iter().enumerate() {
            let mut after = before.clone();
            after.tables[0].rows[r].cells[c].text = format!("{}改", cell.text);
            let found = diff(before, &after);
            let place = format!("{}!{}", table.sheet, cell.at);
            assert_eq!(found.sheets.len(), 1, "{place}");
            let cells: Vec<&CellDiff> =
                found.sheets[0].rows.iter().flat_map(|r| &r.cells).collect();
            assert!(
                cells.iter().any(|d| d.to_cell == Some(cell.at)),
                "{place}: {cells:?}"
            );
        }
    }
}
