//! The policy workbook (制度参数.xlsx): one sheet a table, made to be read and edited by managers.
//!
//! Tables stand where [`Table::laid_out`] puts them, so that the cells that figures cite are the
//! cells of this workbook. What is ours by default and waits for the company is coloured; choices
//! have drop-downs; each sheet prints on A4 with its header repeated.

use crate::domain::cell::{CellRange, CellRef};
use crate::domain::marker::POLICY_TOKEN;
use crate::policy::table::{
    Column, ColumnKind, HEADER_ROW, RowReader, Schema, Table, TableCell, parse, value_kind,
};
use crate::policy::{OURS, Tables};
use crate::sheet::table::height_for;
use crate::sheet::{ChoiceList, Content, DEFAULT_HEIGHT, Print, SheetPlan, Style};

/// Rows below the table that offer the drop-downs too, so that rows can be added.
const SPARE_ROWS: u32 = 50;
/// Longest list that Excel takes in a drop-down.
const LONGEST_LIST: usize = 255;

/// The sheets of a policy, the cover first. Tables are laid out anew, without blank rows.
pub fn plans(tables: &Tables) -> Vec<SheetPlan> {
    let version = tables
        .get("封面")
        .and_then(|t| t.readers().find(|r| r.text("项目") == "版本"))
        .map(|r| r.text("内容").to_owned())
        .unwrap_or_default();
    tables
        .tables
        .iter()
        .enumerate()
        .map(|(index, table)| plan(table, index == 0, &version))
        .collect()
}

fn plan(table: &Table, cover: bool, version: &str) -> SheetPlan {
    let schema = table.schema;
    let texts: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|r| r.cells.iter().map(|c| c.text.clone()).collect())
        .collect();
    let table = Table::laid_out_on(schema, &table.sheet, &texts);
    let waiting = table.readers().filter(|r| r.text("来源") == OURS).count();
    let mut plan = SheetPlan {
        name: table.sheet.clone(),
        token: cover.then(|| format!("{POLICY_TOKEN}{version}")),
        tab_rgb: Some(match (cover, waiting) {
            (true, _) => "1B365D",
            (false, 0) => "7F8C8D",
            _ => "E0A800",
        }),
        widths: schema.columns.iter().map(|c| c.width).collect(),
        freeze: Some(CellRef::new(HEADER_ROW + 1, 1)),
        print: Print {
            landscape: plan_width(schema) > 90.0,
            one_page: cover,
            title_rows: Some((HEADER_ROW, HEADER_ROW)),
            footer: format!("制度参数 {version} · {}", table.sheet),
            ..Print::default()
        },
        ..SheetPlan::default()
    };
    head(&mut plan, schema, cover, table.rows.len(), waiting);
    for row in table.readers() {
        put_row(&mut plan, schema, &row);
    }
    drop_downs(&mut plan, &table);
    plan
}

fn plan_width(schema: &Schema) -> f64 {
    schema.columns.iter().map(|c| c.width).sum()
}

fn head(plan: &mut SheetPlan, schema: &Schema, cover: bool, rows: usize, waiting: usize) {
    let first = u32::from(cover);
    let last_col = (schema.columns.len().max(1) - 1) as u32;
    plan.across(
        first,
        0,
        last_col,
        Content::Text(schema.title.clone()),
        Style::Title,
    );
    plan.heights.insert(first, 34.0);
    let mut purpose = schema.purpose.clone();
    if waiting > 0 {
        purpose.push_str(&format!(
            "(共 {rows} 行,黄色的 {waiting} 行是默认值,待公司确认)"
        ));
    }
    let height = height_for(&purpose, plan_width(schema), 9);
    plan.heights.insert(first + 1, height);
    plan.across(
        first + 1,
        0,
        last_col,
        Content::Text(purpose),
        Style::Subtitle,
    );
    let mut header_height: f64 = 22.0;
    for (column, col) in schema.columns.iter().zip(0..) {
        plan.text(HEADER_ROW, col, column.header.clone(), Style::Header);
        header_height = header_height.max(height_for(&column.header, column.width, 10));
        if !cover && !column.note.is_empty() {
            let note = HEADER_ROW - 1;
            plan.text(note, col, column.note.clone(), Style::Subtitle);
            let height = height_for(&column.note, column.width, 9);
            let tallest = plan.heights.get(&note).copied().unwrap_or(DEFAULT_HEIGHT);
            plan.heights.insert(note, height.max(tallest));
        }
    }
    plan.heights.insert(HEADER_ROW, header_height);
}

fn put_row(plan: &mut SheetPlan, schema: &Schema, row: &RowReader<'_>) {
    let ours = row.text("来源") == OURS;
    let mut height = DEFAULT_HEIGHT;
    for column in &schema.columns {
        let Some(cell) = row.cell(&column.header) else {
            continue;
        };
        let kind = kind_of(column, row);
        height = height.max(height_for(&cell.text, column.width, 10));
        plan.put(
            cell.at.row,
            cell.at.col,
            content(kind, cell),
            style(column, kind, ours),
        );
    }
    if height > DEFAULT_HEIGHT
        && let Some(column) = schema.columns.first()
    {
        plan.heights.insert(row.at(&column.header).row, height);
    }
}

/// The column's kind, or what the row's 类型 makes of it.
fn kind_of(column: &Column, row: &RowReader<'_>) -> ColumnKind {
    match column.kind {
        ColumnKind::ByRow => value_kind(row.text("类型")).unwrap_or(ColumnKind::Text),
        kind => kind,
    }
}

fn content(kind: ColumnKind, cell: &TableCell) -> Content {
    if cell.text.is_empty() {
        return Content::Blank;
    }
    let typed = match kind {
        ColumnKind::Number | ColumnKind::Integer => parse::number(&cell.text).map(Content::Number),
        ColumnKind::Share => parse::share(&cell.text).map(Content::Share),
        ColumnKind::Date => parse::date(&cell.text).map(Content::Date),
        _ => None,
    };
    typed.unwrap_or_else(|| Content::Text(cell.text.clone()))
}

/// Values that wait for the company are coloured, with the word that says so.
fn style(column: &Column, kind: ColumnKind, ours: bool) -> Style {
    let value = column.kind == ColumnKind::ByRow
        || matches!(
            kind,
            ColumnKind::Number | ColumnKind::Integer | ColumnKind::Share
        );
    match (ours && (value || column.header == "来源"), kind) {
        (true, _) => Style::Caution,
        (false, ColumnKind::Number | ColumnKind::Integer | ColumnKind::Share) => Style::ValueRight,
        (false, ColumnKind::Choice | ColumnKind::Flag | ColumnKind::Date) => Style::ValueCentred,
        (false, _) if column.key => Style::ValueStrong,
        _ => Style::Value,
    }
}

fn drop_downs(plan: &mut SheetPlan, table: &Table) {
    let first = HEADER_ROW + 1;
    let last = HEADER_ROW + table.rows.len() as u32 + SPARE_ROWS;
    for (column, col) in table.schema.columns.iter().zip(0..) {
        let area = CellRange::new(CellRef::new(first, col), CellRef::new(last, col));
        match column.kind {
            ColumnKind::Choice => offer(plan, area, column.choices.clone(), column),
            ColumnKind::Flag => offer(plan, area, yes_no(), column),
            ColumnKind::ByRow => {
                for row in table.readers() {
                    let at = row.at(&column.header);
                    let one = CellRange::new(at, at);
                    match kind_of(column, &row) {
                        ColumnKind::Choice => offer(plan, one, row.words("可选值"), column),
                        ColumnKind::Flag => offer(plan, one, yes_no(), column),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn yes_no() -> Vec<String> {
    vec!["是".to_owned(), "否".to_owned()]
}

fn offer(plan: &mut SheetPlan, area: CellRange, words: Vec<String>, column: &Column) {
    let length: usize = words.iter().map(|w| w.chars().count() + 1).sum();
    if words.is_empty() || length > LONGEST_LIST || words.iter().any(|w| w.contains(',')) {
        return;
    }
    plan.choices.push(ChoiceList {
        area,
        words,
        prompt: if column.note.is_empty() {
            format!("请选择{}", column.header)
        } else {
            column.note.clone()
        },
    });
}

#[cfg(test)]
mod tests;
