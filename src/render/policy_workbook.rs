//! The policy workbook (制度参数.xlsx): one sheet a table, made to be read and edited by managers.
//!
//! Tables stand where [`Table::laid_out`] puts them, so that the cells that figures cite are the
//! cells of this workbook. What is ours by default is coloured until 来源 says otherwise; choices
//! have drop-downs, numbers their limits; headers and the names that the program knows are locked,
//! without a password; blank rows below take more rules; each sheet prints on A4 with its header
//! repeated.

mod contents;
mod entries;

pub use contents::SHEET as CONTENTS;

use crate::domain::cell::{CellRange, CellRef};
use crate::domain::marker::POLICY_TOKEN;
use crate::policy::parse;
use crate::policy::table::{
    Column, ColumnKind, HEADER_ROW, Kind, RowReader, Schema, Table, TableCell, value_kind,
};
use crate::policy::{OURS, Tables};
use crate::sheet::table::height_for;
use crate::sheet::{Content, DEFAULT_HEIGHT, Highlight, Print, Protection, SheetPlan, Style};

/// The sheets of a policy: the cover, the list of sheets, the tables. They are laid out anew,
/// without blank rows.
pub fn plans(tables: &Tables) -> Vec<SheetPlan> {
    let version = tables
        .get("封面")
        .and_then(|t| t.readers().find(|r| r.text("项目") == "版本"))
        .map(|r| r.text("内容").to_owned())
        .unwrap_or_default();
    let mut plans: Vec<SheetPlan> = tables
        .tables
        .iter()
        .enumerate()
        .map(|(index, table)| plan(table, index == 0, &version, tables))
        .collect();
    plans.insert(1.min(plans.len()), contents::plan(tables));
    plans
}

fn plan(table: &Table, cover: bool, version: &str, tables: &Tables) -> SheetPlan {
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
            // The workbook is edited: a version printed here would soon be an old one.
            footer: table.sheet.clone(),
            file_name: true,
            ..Print::default()
        },
        ..SheetPlan::default()
    };
    head(&mut plan, schema, cover, table.rows.len(), waiting);
    for row in table.readers() {
        put_row(&mut plan, schema, &row);
    }
    if schema.kind != Kind::Parameters {
        spare_rows(&mut plan, schema, table.rows.len() as u32);
    }
    entries::put(&mut plan, &table, tables);
    protect(&mut plan, &table);
    highlight(&mut plan, &table);
    if cover {
        // What a cover's item is, text or day, is for the program.
        plan.hidden_cols
            .extend(schema.column("类型").map(|i| i as u32));
    }
    plan
}

/// Blank rows that look like the table's.
fn spare_rows(plan: &mut SheetPlan, schema: &Schema, used: u32) {
    for spare in 1..=schema.spare {
        for (column, col) in schema.columns.iter().zip(0..) {
            let row = HEADER_ROW + used + spare;
            plan.put(row, col, Content::Blank, style(column, column.kind));
        }
    }
}

/// Rules may be edited, but for headers, for the names that the program knows, and for what it
/// fills in itself.
fn protect(plan: &mut SheetPlan, table: &Table) {
    let first = HEADER_ROW + 1;
    let used = table.rows.len() as u32;
    let mut open = Vec::new();
    for (column, col) in table.schema.columns.iter().zip(0..) {
        if column.computed {
            continue;
        }
        // In the rows that are still blank everything is to be filled in.
        let from = if column.locked { first + used } else { first };
        let to = match table.schema.kind {
            Kind::Parameters => HEADER_ROW + used,
            _ => HEADER_ROW + used + table.schema.spare,
        };
        if from <= to {
            open.push(CellRange::new(
                CellRef::new(from, col),
                CellRef::new(to, col),
            ));
        }
    }
    plan.protection = Some(Protection { open });
}

/// What is ours by default shows in colour until 来源 says that the company confirmed it.
fn highlight(plan: &mut SheetPlan, table: &Table) {
    let Some(source) = table.schema.column("来源") else {
        return;
    };
    let first = HEADER_ROW + 1;
    let last = HEADER_ROW + table.rows.len() as u32 + table.schema.spare;
    for (column, col) in table.schema.columns.iter().zip(0..) {
        let value = matches!(
            column.kind,
            ColumnKind::Number
                | ColumnKind::Integer
                | ColumnKind::Share
                | ColumnKind::Measure
                | ColumnKind::ByRow
                | ColumnKind::Flag
        );
        if value && !column.computed || column.header == "来源" {
            plan.highlights.push(Highlight {
                area: CellRange::new(CellRef::new(first, col), CellRef::new(last, col)),
                column: source as u32,
                word: OURS.to_owned(),
            });
        }
    }
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
            "(共 {rows} 行,其中 {waiting} 行是默认值(黄色),待公司确认)"
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
        if !cover && note_is_printed(column) {
            let note = HEADER_ROW - 1;
            plan.text(note, col, column.note.clone(), Style::Subtitle);
            let height = height_for(&column.note, column.width, 9);
            let tallest = plan.heights.get(&note).copied().unwrap_or(DEFAULT_HEIGHT);
            plan.heights.insert(note, height.max(tallest));
        }
    }
    plan.heights.insert(HEADER_ROW, header_height);
}

/// A note stands above its header where it fits in two lines; a longer one is told when the cell
/// is picked, if the column has anything to pick or a limit.
fn note_is_printed(column: &Column) -> bool {
    let told_when_picked = !matches!(column.kind, ColumnKind::Text | ColumnKind::Words);
    let two_lines = 2.0 * (9.0 * 1.36) + 6.0;
    let fits = height_for(&column.note, column.width, 9) <= two_lines;
    !column.note.is_empty() && (fits || !told_when_picked)
}

fn put_row(plan: &mut SheetPlan, schema: &Schema, row: &RowReader<'_>) {
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
            style(column, kind),
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
        ColumnKind::Measure => parse::number(&cell.text)
            .map(Content::Number)
            .or_else(|| parse::share(&cell.text).map(Content::Share)),
        ColumnKind::Date => parse::date(&cell.text).map(Content::Date),
        _ => None,
    };
    typed.unwrap_or_else(|| Content::Text(cell.text.clone()))
}

fn style(column: &Column, kind: ColumnKind) -> Style {
    match kind {
        ColumnKind::Number | ColumnKind::Integer | ColumnKind::Share | ColumnKind::Measure => {
            Style::ValueRight
        }
        ColumnKind::Choice | ColumnKind::Flag | ColumnKind::Date => Style::ValueCentred,
        _ if column.key => Style::ValueStrong,
        _ => Style::Value,
    }
}

#[cfg(test)]
mod tests;
