//! 修改对照: what differs between two policies, a line a cell, with the cell in both.

use super::CHANGES;
use crate::domain::cell::CellRef;
use crate::domain::marker::RESULT_TOKEN;
use crate::policy::PolicyDiff;
use crate::policy::diff::{CellDiff, Change, RowDiff, SheetDiff};
use crate::sheet::table::{Table, TableCell};
use crate::sheet::{Link, SheetPlan, Style};

/// What stands for a cell that holds nothing.
const BLANK: &str = "(空)";

/// The sheet as a page of its own workbook.
pub fn page(diff: &PolicyDiff) -> SheetPlan {
    table(diff, false).plan()
}

/// The sheet among the result sheets of the second policy's workbook: places lead to its cells.
pub(super) fn result(diff: &PolicyDiff) -> SheetPlan {
    table(diff, true)
        .token(format!("{RESULT_TOKEN}{CHANGES}"))
        .plan()
}

fn table(diff: &PolicyDiff, links: bool) -> Table {
    let mut table = Table::new(CHANGES, CHANGES)
        .subtitle(format!(
            "「{}」→「{}」,共 {} 行有改动。一行一格;「移动」是行的先后变了。",
            diff.from,
            diff.to,
            diff.row_count()
        ))
        .note_if_empty("两份制度内容相同。")
        .column("工作表", 14.0, Style::Value)
        .column("改动", 8.0, Style::ValueCentred)
        .column("哪一条", 34.0, Style::Value)
        .column("项目", 14.0, Style::Value)
        .column("原来", 30.0, Style::Value)
        .column("改为", 30.0, Style::ValueStrong)
        .column("原单元格", 10.0, Style::ValueCentred)
        .column("现单元格", 10.0, Style::ValueCentred)
        .footer(CHANGES);
    for sheet in &diff.sheets {
        for row in &sheet.rows {
            if row.moved {
                table.row(moved(sheet, row, links));
            }
            for cell in &row.cells {
                table.row(line(sheet, row, cell, links));
            }
        }
    }
    table
}

fn head(sheet: &SheetDiff, row: &RowDiff, change: Change) -> Vec<TableCell> {
    let style = match change {
        Change::Added => Style::Good,
        Change::Removed => Style::Bad,
        Change::Changed | Change::Moved => Style::Caution,
    };
    vec![
        sheet.sheet.as_str().into(),
        TableCell::from(change.words()).styled(style),
        row.name.as_str().into(),
    ]
}

fn line(sheet: &SheetDiff, row: &RowDiff, cell: &CellDiff, links: bool) -> Vec<TableCell> {
    let text = |text: &str, there: bool| match (text, there) {
        (_, false) => TableCell::from("—"),
        ("", true) => TableCell::from(BLANK),
        (text, true) => TableCell::from(text),
    };
    let mut cells = head(sheet, row, row.change);
    cells.extend([
        cell.header.as_str().into(),
        text(&cell.from, cell.from_cell.is_some()),
        text(&cell.to, cell.to_cell.is_some()),
        place(cell.from_cell, None),
        place(cell.to_cell, links.then_some(sheet.sheet.as_str())),
    ]);
    cells
}

fn moved(sheet: &SheetDiff, row: &RowDiff, links: bool) -> Vec<TableCell> {
    let number = |at: Option<usize>| match at {
        Some(at) => TableCell::from(format!("第 {} 条", at + 1)),
        None => TableCell::from("—"),
    };
    let mut cells = head(sheet, row, Change::Moved);
    cells.extend([
        "次序".into(),
        number(row.from_row),
        number(row.to_row),
        place(row.from_cell, None),
        place(row.to_cell, links.then_some(sheet.sheet.as_str())),
    ]);
    cells
}

/// A cell's address; leads there where its sheet is at hand.
fn place(cell: Option<CellRef>, sheet: Option<&str>) -> TableCell {
    let Some(cell) = cell else {
        return "—".into();
    };
    TableCell::from(cell.to_string()).leading_to(sheet.map(|sheet| Link::Cell {
        sheet: sheet.to_owned(),
        cell,
    }))
}
