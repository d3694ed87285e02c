//! The sheet 目录 of a policy workbook: what each sheet rules, how many rows still wait for the
//! company, and a link to it. Made anew with each workbook and never read.

use crate::policy::{OURS, Tables};
use crate::sheet::table::TableCell;
use crate::sheet::{Content, Link, SheetPlan, Style, Table};
use rust_decimal::Decimal;

/// The sheet's name.
pub const SHEET: &str = "目录";

/// The sheet.
pub(super) fn plan(tables: &Tables) -> SheetPlan {
    let mut list = Table::new(SHEET, "目录")
        .subtitle("点表名直接打开那张表。「待确认」是来源写着「默认」的行数:原文缺失,用了默认值,请公司逐项确认。")
        .column("序号", 7.0, Style::ValueCentred)
        .column("表", 18.0, Style::ValueStrong)
        .column("管什么", 78.0, Style::Value)
        .column("行数", 8.0, Style::ValueRight)
        .column("待确认", 9.0, Style::ValueRight)
        .footer(SHEET)
        .portrait();
    for (number, table) in tables.tables.iter().enumerate() {
        let waiting = table.readers().filter(|r| r.text("来源") == OURS).count();
        let link = Link::Own(table.sheet.clone());
        let count = |n: usize| Content::Number(Decimal::from(n));
        let waits = TableCell::from(count(waiting));
        list.row(vec![
            count(number + 1).into(),
            TableCell::from(table.sheet.as_str()).leading_to(Some(link)),
            table.schema.purpose.as_str().into(),
            count(table.rows.len()).into(),
            if waiting > 0 {
                waits.styled(Style::Caution)
            } else {
                waits
            },
        ]);
    }
    let mut plan = list.plan();
    plan.protection = Some(crate::sheet::Protection::default());
    plan.filter = None;
    plan.print.file_name = true;
    plan
}
