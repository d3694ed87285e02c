//! 校验明细: one row a finding, linked to the cell at fault; below it what was read.

use super::DETAILS;
use super::context::RenderContext;
use super::page::{Page, content, text};
use super::verdict::{self, Found};
use super::wording;
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::value::iso;
use crate::findings::{Finding, Severity};
use crate::judged::{FieldReport, JudgedFile, JudgedRecord};
use crate::sheet::{Content, SheetPlan, Style};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// 序号, 级别, then 客户 where there are several records, then the rest.
const HEAD: [(&str, f64); 2] = [("序号", 5.0), ("级别", 9.0)];
const CUSTOMER_WIDTH: f64 = 16.0;
const REST: [(&str, f64); 8] = [
    ("工作表", 10.0),
    ("单元格", 8.5),
    ("项目", 13.0),
    ("表内写的", 15.0),
    ("问题", 40.0),
    ("怎么改", 34.0),
    ("条款", 10.0),
    ("编号", 14.0),
];

/// Findings on how a column is read: in a list the same for each of its cells.
const OF_COLUMN: [&str; 2] = ["W-UNIT-NOTE", "W-UNIT-ASSUMED"];
/// So many cells are named beside the first.
const MOST_CELLS: usize = 6;

/// The most cards whose readings are listed; of a list's rows the reader has the list itself.
const MOST_READ: usize = 6;

/// The most lines of a card's table whose readings are listed; of more the reader has the table.
const MOST_LINES: usize = 30;

/// The sheet.
pub(super) fn plan(file: &JudgedFile, context: &RenderContext<'_>) -> SheetPlan {
    let many = file.records.len() > 1;
    let columns: Vec<(&str, f64)> = HEAD
        .into_iter()
        .chain(many.then_some((context.subject(file), CUSTOMER_WIDTH)))
        .chain(REST)
        .collect();
    let widths: Vec<f64> = columns.iter().map(|(_, width)| *width).collect();
    // Columns behind 客户 shift by one where it is there.
    let c = u32::from(many);
    let mut page = Page::new(DETAILS, &widths, "56616E", context.footer(DETAILS)).landscape();
    let last = page.last_col();
    page.line(34.0, vec![text(0, last, DETAILS, Style::Title)]);
    let found = by_column(verdict::all(file));
    let count = |severity: Severity| {
        let of = |line: &&Line<'_>| line.finding.severity == severity;
        found.iter().filter(of).count()
    };
    page.line(
        18.0,
        vec![text(
            0,
            last,
            format!(
                "错误 {} 条(必须改)· 提醒 {} 条(请看一眼,对就不用改)· 说明 {} 条 · 审核日 {} · 点单元格地址可直接跳到原处",
                count(Severity::Error),
                count(Severity::Warning),
                count(Severity::Info),
                iso(context.review_date)
            ),
            Style::Subtitle,
        )],
    );
    let header = page.row();
    page.line(
        22.0,
        columns
            .iter()
            .enumerate()
            .map(|(col, (title, _))| text(col as u32, col as u32, *title, Style::Header))
            .collect(),
    );
    if found.is_empty() {
        page.line(
            24.0,
            vec![text(0, last, "没有发现问题,也没有要提醒的。", Style::Value)],
        );
    }
    for (at, line) in found.iter().enumerate() {
        let finding = line.finding;
        let link = wording::place_of(finding);
        let cell = finding.cell.map(|c| c.to_string());
        let plain = |words: Option<&str>| words.unwrap_or_default().to_owned();
        let mut spans = vec![
            content(
                0,
                0,
                Content::Number(Decimal::from(at + 1)),
                Style::ValueCentred,
            ),
            text(
                1,
                1,
                wording::marked_severity(finding.severity),
                wording::severity_style(finding.severity),
            ),
        ];
        if many {
            spans.push(text(2, 2, line.who(), Style::Value));
        }
        let value = wording::shortened(finding.value.as_deref().unwrap_or_default(), 120);
        spans.extend([
            text(c + 2, c + 2, plain(finding.sheet.as_deref()), Style::Value),
            text(
                c + 3,
                c + 3,
                cell.unwrap_or_else(|| "—".to_owned()),
                if link.is_some() {
                    Style::Linked
                } else {
                    Style::ValueCentred
                },
            )
            .to(link),
            text(c + 4, c + 4, plain(finding.field.as_deref()), Style::Value),
            text(c + 5, c + 5, value, Style::Value),
            text(c + 6, c + 6, line.message(), Style::Value),
            text(c + 7, c + 7, finding.fix.as_str(), Style::Value),
            text(
                c + 8,
                c + 8,
                plain(finding.clause.as_deref()),
                Style::ValueCentred,
            ),
            text(c + 9, c + 9, finding.code.as_str(), Style::Value),
        ]);
        page.line(20.0, spans);
    }
    let bottom = page.row() - 1;
    if !found.is_empty() {
        page.plan_mut().filter = Some(CellRange::new(
            CellRef::new(header, 0),
            CellRef::new(bottom, last),
        ));
    }
    let cards = || file.records.iter().filter(|record| record.row.is_none());
    for record in cards().take(MOST_READ) {
        readings(&mut page, record, many);
    }
    if cards().count() > MOST_READ {
        page.note(format!("读到的内容只列前 {MOST_READ} 张表。"));
    }
    let plan = page.plan_mut();
    plan.freeze = Some(CellRef::new(header + 1, 0));
    plan.print.title_rows = Some((header, header));
    page.done()
}

/// A line of the table: a finding, and where else in its column the same was found.
struct Line<'a> {
    record: Option<&'a JudgedRecord>,
    finding: &'a Finding,
    also: Vec<CellRef>,
}

impl Line<'_> {
    /// Whose record it is of.
    fn who(&self) -> String {
        let first = self.record.map(wording::record_name).unwrap_or_default();
        match self.also.len() {
            0 => first,
            more => format!("{first}等 {} 行", more + 1),
        }
    }

    /// What is the matter, with the cells for which it is the same.
    fn message(&self) -> String {
        let message = &self.finding.message;
        if self.also.is_empty() {
            return message.clone();
        }
        let mut cells: Vec<String> = self.also.iter().map(CellRef::to_string).collect();
        let count = cells.len() + 1;
        if cells.len() > MOST_CELLS {
            cells.truncate(MOST_CELLS);
            cells.push("…".to_owned());
        }
        let cells = cells.join("、");
        format!("{message}这一栏共 {count} 格都是这样,另见 {cells}。")
    }
}

/// The findings a line each, but for what concerns a whole column of a list: the unit of its
/// figures is told once, at the first cell.
fn by_column(found: Vec<Found<'_>>) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut first_of: BTreeMap<(&str, Option<&str>, u32), usize> = BTreeMap::new();
    for (record, finding) in found {
        let in_list = record.is_some_and(|record| record.row.is_some());
        let of_column = in_list && OF_COLUMN.contains(&finding.code.as_str());
        if let (true, Some(cell)) = (of_column, finding.cell) {
            let column = (finding.code.as_str(), finding.sheet.as_deref(), cell.col);
            let first = *first_of.entry(column).or_insert(lines.len());
            if let Some(line) = lines.get_mut(first) {
                line.also.push(cell);
                continue;
            }
        }
        lines.push(Line {
            record,
            finding,
            also: Vec::new(),
        });
    }
    lines
}

/// What was read of a record, label by label.
fn readings(page: &mut Page, record: &JudgedRecord, named: bool) {
    let c = u32::from(named);
    let lines: BTreeSet<u32> = record.fields.iter().filter_map(|f| f.line).collect();
    let lines = lines.len();
    let shown: Vec<&FieldReport> = record
        .fields
        .iter()
        .filter(|f| f.value.is_some() || f.raw.is_some() || f.extra)
        .filter(|f| f.line.is_none() || lines <= MOST_LINES)
        .collect();
    if shown.is_empty() {
        return;
    }
    page.section(if named {
        format!("读到的内容:{}", wording::record_name(record))
    } else {
        "读到的内容".to_owned()
    });
    page.line(
        20.0,
        vec![
            text(0, c + 1, "项目", Style::HeaderLeft),
            text(c + 2, c + 2, "单位", Style::Header),
            text(c + 3, c + 3, "单元格", Style::Header),
            text(c + 4, c + 6, "读作", Style::HeaderLeft),
            text(c + 7, c + 9, "表内写的", Style::HeaderLeft),
        ],
    );
    for field in shown {
        let link = field
            .cell
            .and_then(|cell| wording::link_to(&record.sheet, cell));
        let label = if field.extra {
            format!("{}(附加)", field.label)
        } else {
            field.label.clone()
        };
        let value = match (&field.value, field.extra) {
            (Some(value), _) => value.clone(),
            (None, true) => field.raw.clone().unwrap_or_default(),
            (None, false) => "(读不出)".to_owned(),
        };
        page.line(
            18.0,
            vec![
                text(0, c + 1, label, Style::Label),
                text(
                    c + 2,
                    c + 2,
                    field.unit.clone().unwrap_or_default(),
                    Style::ValueCentred,
                ),
                text(
                    c + 3,
                    c + 3,
                    field.cell.map_or_else(|| "—".to_owned(), |c| c.to_string()),
                    if link.is_some() {
                        Style::Linked
                    } else {
                        Style::ValueCentred
                    },
                )
                .to(link),
                text(c + 4, c + 6, wording::shortened(&value, 600), Style::Value),
                text(
                    c + 7,
                    c + 9,
                    wording::shortened(field.raw.as_deref().unwrap_or_default(), 600),
                    Style::Value,
                ),
            ],
        );
    }
}
