//! The lines of a form's parts: tables inside a card with a line an entry, such as the goods of a
//! 发货单 below its head.
//!
//! A line is read as a row of a list is; where its table ends is told by the next table or by a
//! label of the form itself.

use super::context::{Context, no_label};
use super::list_rows::rows;
use super::packed::Lines;
use super::record::{FieldReading, Record};
use super::row_kind::RowKind;
use super::row_record::List;
use crate::domain::name::fold;
use crate::findings::{Alike, Finding};
use crate::grid::Limits;
use crate::recognise::{Header, Hit};
use std::ops::RangeInclusive;

/// The lines of a card's tables, and where they stand.
pub struct Tables<'f> {
    /// By header, then row.
    pub lines: Lines<'f>,
    /// What is said of them.
    pub findings: Vec<Finding>,
    /// The rows of each table, its header among them.
    pub cells: Vec<RangeInclusive<u32>>,
    /// Whether there are more than are judged; then the rest is not whole.
    pub too_many: bool,
}

/// Reads the lines below every header of a part.
pub fn read<'f>(context: &Context<'_, '_, 'f>, limits: &Limits) -> Tables<'f> {
    let block = context.block;
    let form = block.form;
    let mut done = Tables {
        lines: Lines::default(),
        findings: Vec::new(),
        cells: Vec::new(),
        too_many: false,
    };
    let mut findings = Alike::default();
    for header in &block.header {
        let Some(part) = header.part(form) else {
            continue;
        };
        let end = end_of(context, header);
        done.cells.push(header.first_row..=end);
        let shared = form.fields.iter().map(no_label).collect();
        let mut list = List::of(context, header, Some(part), shared);
        let left = limits.lines.saturating_sub(done.lines.len());
        let rows = rows(context, header, end, left);
        if rows.len() > left {
            done.too_many = true;
            return done;
        }
        for (row, what) in rows {
            match what {
                RowKind::Record => findings.extend(done.lines.push(list.record(row))),
                RowKind::Total | RowKind::Example => list.break_off(),
                _ => {}
            }
        }
    }
    done.findings = findings.done();
    done
}

/// The one line of a part whose labels stand on the card like all others: a 发货单 for one
/// product. None where nothing is filled in. `read` has a reading for each field of the form.
pub fn of_card<'f>(
    context: &Context<'_, '_, 'f>,
    part: &'f str,
    read: &[FieldReading],
) -> Option<Record<'f>> {
    let form = context.block.form;
    let fields: Vec<FieldReading> = form
        .fields
        .iter()
        .zip(read)
        .filter(|(definition, _)| definition.part.as_deref() == Some(part))
        .map(|(_, reading)| reading.clone())
        .collect();
    fields.iter().any(|f| f.raw.is_some()).then(|| Record {
        form,
        sheet: context.surface.sheet.name.clone(),
        sheet_index: context.surface.sheet.index,
        row: None,
        part: Some(part),
        fields,
        lines: Lines::default(),
        extras: Vec::new(),
        findings: Vec::new(),
    })
}

/// The last row of a header's table.
fn end_of(context: &Context<'_, '_, '_>, header: &Header) -> u32 {
    let block = context.block;
    let next_header = block
        .header
        .iter()
        .filter(|h| h.first_row > header.last_row)
        .map(|h| begin_of(context, header, h))
        .min();
    let next_label = block
        .labels
        .iter()
        .filter(|hit| hit.range.first.row > header.last_row && closes(context, hit))
        .map(|hit| hit.range.first.row)
        .min();
    let next = next_header.into_iter().chain(next_label).min();
    let filled = context.surface.sheet.cells.keys().next_back();
    let last = filled.map_or(header.last_row, |at| at.row.max(header.last_row));
    next.map_or(block.last_row.min(last), |row| row - 1)
}

/// The first row of a later table: its heading, where the row above its header says no more than
/// the name of its part (`超限记录(一行一条)`).
fn begin_of(context: &Context<'_, '_, '_>, above: &Header, header: &Header) -> u32 {
    let Some(part) = header.part(context.block.form) else {
        return header.first_row;
    };
    let Some(row) = header
        .first_row
        .checked_sub(1)
        .filter(|r| *r > above.last_row)
    else {
        return header.first_row;
    };
    let mut cells = context.surface.row(row);
    let heads = cells.next().is_some_and(|(_, cell)| {
        let said = fold(&cell.value.raw());
        said.contains(&fold(part)) && cells.next().is_none()
    });
    if heads { row } else { header.first_row }
}

/// Whether a label below a table is the form's own again, and not an entry that reads like one:
/// it holds its value itself, or begins its row.
fn closes(context: &Context<'_, '_, '_>, hit: &Hit) -> bool {
    let form = context.block.form;
    let own = hit
        .of_form(context.block.form_index)
        .and_then(|m| form.fields.get(m.field))
        .is_some_and(|f| f.part.is_none());
    let mut row = context.surface.row(hit.range.first.row);
    own && (hit.inline.is_some() || row.next().is_some_and(|(at, _)| at == hit.range.first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;
    use crate::forms::Forms;
    use crate::policy::Policy;
    use crate::recognise::recognise;
    use crate::recognise::testing::{book, sheet};

    fn read(drawing: &str, limits: &Limits) -> crate::extract::Extracted<'static> {
        let workbook = book(vec![sheet("Sheet1", drawing)]);
        let recognised = recognise(&workbook, Forms::built_in());
        let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        let rules = Policy::built_in().reading_rules();
        extract(&workbook, &recognised, rules, today, limits)
    }

    /// A register as a book-keeper types it: head in one cell, groups over the columns, 同上, a
    /// total, signatures below.
    const REGISTER: &str = "
| 应收账款账龄登记表 |
| 截止日期:2026-02-28 | | | | | | 账龄 | |
| 客户名称 | 合同编号 | 发货日期 | 合同金额 | 到期日 | 已收金额 | 未到期 | 1-30天 |
| 甲电气有限公司 | H1 | 2025-11-20 | 80 | 2026-01-19 | 48 | | |
| 同上 | H2 | 2025-12-12 | 45 | 2026-02-10 | 0 | | 45 |
| 乙仪表厂 | H3 | 2026-01-30 | 30 | 2026-03-31 | 9 | 21 | |
| 合计 | | | 155 | | 57 | 21 | 45 |
| 填表人 | 李四 | 审核 | 王五 |";

    #[test]
    fn a_register_is_one_record_with_a_line_a_debt() {
        let done = read(REGISTER, &Limits::default());
        let [record] = done.records.as_slice() else {
            panic!("{:?}", done.records.len());
        };
        assert_eq!(record.form.id, "ar_ageing");
        assert_eq!(record.date("as_of").unwrap().to_string(), "2026-02-28");
        assert_eq!(record.text("filled_by"), Some("李四"));
        assert_eq!(record.text("reviewed_by"), Some("王五"));
        assert!(record.field("amount").is_none(), "the head has no amounts");
        let lines: Vec<_> = record
            .lines
            .iter()
            .map(|l| {
                let text = |key| l.text(key).unwrap().to_owned();
                (l.row, text("customer_name"), text("contract_no"))
            })
            .collect();
        let line = |row, name: &str, no: &str| (Some(row), name.to_owned(), no.to_owned());
        assert_eq!(
            lines,
            [
                line(3, "甲电气有限公司", "H1"),
                line(4, "甲电气有限公司", "H2"),
                line(5, "乙仪表厂", "H3"),
            ]
        );
        assert!(record.lines.iter().all(|l| l.part == Some("账款")));
        assert_eq!(
            record.lines.get(1).unwrap().number("bucket_2"),
            Some(45.into())
        );
        assert!(record.extras.is_empty(), "{:?}", record.extras);
    }

    /// A card with two tables, each under its heading; the first has blank rows left.
    #[test]
    fn the_heading_of_the_next_table_is_no_line_of_the_one_above() {
        let drawing = "
| 客户信用管理卡 |
| 客户编号 | S1 | 客户名称 | 甲电气有限公司 |
| 信用等级 | A | 信用额度(万元) | 100 |
| 合同(一行一条) |
| 合同编号 | 签订日期 | 金额(万元) | 欠款余额(万元) |
| H1 | 2025-11-05 | 80 | 80 |
| | | | |
| 超限记录(一行一条) |
| 超限日期 | 超限金额(万元) | 审批人 | 超限结果 |
| 2026-01-05 | 20 | 张总 | 批准 |
| 填表人 | 李四 |";
        let done = read(drawing, &Limits::default());
        let [record] = done.records.as_slice() else {
            panic!("{:?}", done.records.len());
        };
        let lines: Vec<_> = record
            .lines
            .iter()
            .map(|l| {
                let text = l.text("contract_no").or(l.text("over_result"));
                (l.part, l.row, text.map(str::to_owned))
            })
            .collect();
        assert_eq!(
            lines,
            [
                (Some("合同"), Some(5), Some("H1".to_owned())),
                (Some("超限记录"), Some(9), Some("批准".to_owned())),
            ]
        );
        assert_eq!(record.text("filled_by"), Some("李四"));
    }

    #[test]
    fn a_customer_takes_no_other_customers_number() {
        let drawing = "
| 客户信用等级分类表 |
| 年度 | 2025 |
| 客户编号 | 客户名称 | 总分 | 客户等级 |
| S1 | 甲电气有限公司 | 100 | A |
| | 乙仪表厂 | 70 | B |
| | 同上 | 60 | C |";
        let done = read(drawing, &Limits::default());
        let numbers: Vec<_> = done.records[0]
            .lines
            .iter()
            .map(|l| {
                let name = l.text("customer_name").unwrap().to_owned();
                (name, l.text("customer_no").map(str::to_owned))
            })
            .collect();
        assert_eq!(
            numbers,
            [
                ("甲电气有限公司".to_owned(), Some("S1".to_owned())),
                ("乙仪表厂".to_owned(), None),
                ("乙仪表厂".to_owned(), None),
            ]
        );
    }

    #[test]
    fn one_product_among_the_labels_is_one_line() {
        let drawing = "
| 发货单 |
| 编号 | F1 | 客户名称 | 甲公司 |
| 合同编号 | H1 | 联系人 | 张三 |
| 产品 | 电机 | 规格 | Y2 |
| 数量 | #5 | 电话 | 13812345678 |";
        let done = read(drawing, &Limits::default());
        let [record] = done.records.as_slice() else {
            panic!("{:?}", done.records.len());
        };
        assert_eq!(record.form.id, "dispatch_note");
        let lines: Vec<_> = record.lines.iter().collect();
        let [line] = lines.as_slice() else {
            panic!("{lines:?}");
        };
        assert_eq!((line.row, line.text("product")), (None, Some("电机")));
        assert_eq!(line.number("quantity"), Some(5.into()));
    }

    #[test]
    fn too_many_lines_are_refused_like_too_many_records() {
        let few = Limits {
            lines: 2,
            ..Limits::default()
        };
        assert_eq!(read(REGISTER, &few).over, Some(crate::grid::Cap::Records));
        assert_eq!(read(REGISTER, &Limits::default()).over, None);
    }
}
