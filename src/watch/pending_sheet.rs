//! The sheet of 待审批.xlsx: how it is written, and which rows of one that came back name a case and
//! decide it.

use super::pending::{PendingNotes, Waiting};
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::marker::RESULT_TOKEN;
use crate::forms::label::label;
use crate::grid::{Sheet, Workbook};
use crate::sheet::plan::{ChoiceList, Content, Protection, SheetPlan, Style};
use crate::sheet::table::{Table, TableCell};
use std::collections::BTreeMap;

/// Name of the sheet.
pub(super) const SHEET: &str = "待审批";
/// The column that names a case: the archived version that waits.
pub(super) const KEY: &str = "事项编号";
/// Before the keys of all rows, in a hidden row below them.
const LISTED: &str = "事项:";
/// Keys of the form's fields that the row's last columns fill in, with their headers.
pub(super) const DECIDED: [(&str, &str); 4] = [
    ("approval", "审批结论"),
    ("approved_limit", "批准额度(万元)"),
    ("approval_reason", "审批理由"),
    ("approved_on", "审批日期"),
];
/// Columns by which a row is known to be the case's.
const CUSTOMER: &str = "客户名称";
const NUMBER: &str = "合同编号或评审期";
/// How many columns stand before those to be filled in.
const FACTS: u32 = 12;

/// The list of a role.
pub(super) fn plan(role: &str, cases: &[&Waiting], notes: &PendingNotes) -> SheetPlan {
    let said = match notes.all.as_slice() {
        [] => String::new(),
        words => format!(" ▲ 上次保存:{}", words.join(";")),
    };
    let mut table = Table::new(SHEET, format!("等{role}审批:{}件", cases.len()))
        .subtitle(format!(
            "在黄色几栏里填审批结论,保存并关闭即办;一行一件,空着的照旧等着。不同意要写理由,改批额度要写批准额度和理由;分类表一行批全部客户。{said}"
        ))
        .note_if_empty("没有等您审批的事")
        .token(format!("{RESULT_TOKEN}{SHEET}"))
        .footer(format!("{SHEET} · {role}"))
        .column(KEY, 10.0, Style::ValueCentred)
        .column("事项", 11.0, Style::ValueCentred)
        .column(CUSTOMER, 24.0, Style::Value)
        .column(NUMBER, 16.0, Style::Value)
        .column("合同金额(万元)", 11.0, Style::ValueRight)
        .column("预付(万元)", 10.0, Style::ValueRight)
        .column("信用敞口(万元)", 11.0, Style::ValueRight)
        .column("信用额度(万元)", 11.0, Style::ValueRight)
        .column("拟定额度(万元)", 11.0, Style::ValueRight)
        .column("为什么要批", 36.0, Style::Value)
        .column("办事处", 14.0, Style::ValueCentred)
        .column("登记日", 12.0, Style::ValueCentred);
    for ((_, header), width) in DECIDED.iter().zip([13.0, 12.0, 26.0, 13.0]) {
        table = table.column(*header, width, Style::Caution);
    }
    table = table.column("说明", 30.0, Style::Value);
    for case in cases {
        let mut row: Vec<TableCell> = vec![
            case.version.as_str().into(),
            case.kind.as_str().into(),
            case.customer.as_str().into(),
            case.subject.as_str().into(),
            case.amount.into(),
            case.prepaid.into(),
            case.exposure.into(),
            case.limit.into(),
            case.proposed.into(),
            case.why.as_str().into(),
            case.office.as_str().into(),
            case.date.into(),
        ];
        row.extend(DECIDED.map(|_| TableCell::from(Content::Blank)));
        let words = notes.rows.get(&case.version).map_or("", String::as_str);
        row.push(words.into());
        table.row(row);
    }
    let mut plan = table.plan();
    // Locked sheets offer no filter.
    plan.filter = None;
    let header = plan.freeze.map_or(0, |at| at.row.saturating_sub(1));
    let (first, last) = (header + 1, header + cases.len() as u32);
    if !cases.is_empty() {
        let column = |at: u32| CellRange::new(CellRef::new(first, at), CellRef::new(last, at));
        plan.choices.push(ChoiceList {
            area: column(FACTS),
            words: ["同意", "不同意", "改批额度"].map(str::to_owned).to_vec(),
            prompt: "同意、不同意(要写理由)或 改批额度(要写批准额度)".to_owned(),
        });
        let open = CellRange::new(
            CellRef::new(first, FACTS),
            CellRef::new(last, FACTS + DECIDED.len() as u32 - 1),
        );
        plan.protection = Some(Protection { open: vec![open] });
        let keys: Vec<&str> = cases.iter().map(|c| c.version.as_str()).collect();
        let hidden = last + 2;
        plan.text(
            hidden,
            0,
            format!("{LISTED}{}", keys.join("、")),
            Style::Value,
        );
        plan.hidden_rows.insert(hidden);
    }
    plan
}

/// The list's sheet of a workbook, if it is one.
pub(super) fn sheet_of(workbook: &Workbook) -> Option<&Sheet> {
    let token = format!("{RESULT_TOKEN}{SHEET}");
    let marked = |s: &&Sheet| s.token.as_deref().is_some_and(|t| t.starts_with(&token));
    workbook.sheets.iter().find(marked)
}

/// A row of a list that came back.
pub(super) struct Row {
    pub at: u32,
    pub key: String,
    pub customer: String,
    pub subject: String,
    pub decided: BTreeMap<&'static str, CellRef>,
}

/// The rows that name a case, and the keys that the list was made with.
pub(super) fn rows(sheet: &Sheet) -> (Vec<Row>, Vec<String>) {
    let text = |at: CellRef| {
        let cell = sheet.cell(at);
        cell.map_or_else(String::new, |c| c.value.raw().trim().to_owned())
    };
    let mut listed = Vec::new();
    let mut head = None;
    for at in sheet.cells.keys() {
        let words = text(*at);
        if head.is_none() && words == KEY {
            head = Some(*at);
        }
        if let Some(keys) = words.strip_prefix(LISTED) {
            listed = keys.split('、').map(str::to_owned).collect();
        }
    }
    let Some(head) = head else {
        return (Vec::new(), listed);
    };
    let column = |wanted: &str| {
        let titles = sheet.cells.range(head..CellRef::new(head.row + 1, 0));
        let wanted = label(wanted).text;
        titles
            .map(|(at, _)| *at)
            .find(|at| label(&text(*at)).text == wanted)
            .map(|at| at.col)
    };
    let last = sheet
        .cells
        .last_key_value()
        .map_or(head.row, |(at, _)| at.row);
    let (customer, subject) = (column(CUSTOMER), column(NUMBER));
    let of =
        |row: u32, col: Option<u32>| col.map_or_else(String::new, |c| text(CellRef::new(row, c)));
    let rows = (head.row + 1..=last)
        .map(|at| Row {
            at,
            key: text(CellRef::new(at, head.col)),
            customer: of(at, customer),
            subject: of(at, subject),
            decided: DECIDED
                .iter()
                .filter_map(|(key, header)| {
                    let cell = CellRef::new(at, column(header)?);
                    (!text(cell).is_empty()).then_some((*key, cell))
                })
                .collect(),
        })
        .filter(|row| !row.key.starts_with(LISTED))
        .filter(|row| !row.key.is_empty() || !row.decided.is_empty())
        .collect();
    (rows, listed)
}
