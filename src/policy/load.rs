//! A policy workbook → tables → a policy, with every fault named at its cell.
//!
//! Sheets are found by name, columns by header wherever they stand; blank rows and columns of
//! remarks neither shift nor hide anything. A formula, a text in a number's cell, a cell error:
//! each is a finding that says how to mend it.

use super::form_sheets::{FORMS, RULE_TABLES};
use super::headers;
use super::table::{Column, ColumnKind, Row, Schema, Table, TableCell, value_kind};
use super::table_cells::expected_words;
use super::{Policy, Tables, schema};
use crate::domain::cell::CellRef;
use crate::domain::decimal::plain;
use crate::domain::name::fold;
use crate::findings::{Finding, Severity};
use crate::grid::{Cell, CellValue, DateSystem, NumberFormat, Sheet, Workbook};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// So many sheets with names of ours make a policy of a workbook that lost its mark.
const ENOUGH_SHEETS: usize = 8;

/// Whether a workbook is a policy: its cover carries our mark, or so many sheets are called like
/// those of a policy that it can be nothing else.
pub fn is_policy(workbook: &Workbook) -> bool {
    let marked = |sheet: &Sheet| {
        let token = sheet.token.as_deref().unwrap_or_default();
        token.starts_with(crate::domain::marker::POLICY_TOKEN)
    };
    let ours = |sheet: &&Sheet| {
        let name = fold(&sheet.name);
        schema::schemas().iter().any(|s| fold(&s.sheet) == name)
    };
    workbook.sheets.iter().any(marked)
        || workbook.sheets.iter().filter(ours).count() >= ENOUGH_SHEETS
}

/// Reads and types a policy workbook. All faults at once; any error and there is no policy.
pub fn load(workbook: &Workbook) -> Result<Policy, Vec<Finding>> {
    let (tables, mut problems) = read_tables(workbook);
    match Policy::from_tables(tables) {
        Ok(mut policy) if problems.iter().all(|p| p.severity == Severity::Info) => {
            policy.notes.extend(problems);
            Ok(policy)
        }
        Ok(_) => Err(problems),
        Err(more) => {
            // A sheet that is there but lost a header gives no table: it is not missing, and the
            // header has been named already.
            let there = |name: Option<&str>| {
                let name = fold(name.unwrap_or_default());
                workbook.sheets.iter().any(|s| fold(&s.name) == name)
            };
            let known = |f: &Finding| {
                f.code == "E-POLICY-SHEET"
                    || f.code == "E-POLICY-RULE-SHEET"
                        && there(f.value.as_deref())
                        && problems.iter().any(|p| {
                            p.code == "E-POLICY-HEADER" && p.sheet.as_deref() == f.value.as_deref()
                        })
                    || f.code == "E-POLICY-BLANK" && unread(&problems, f)
                    || problems.iter().any(|p| p == f)
            };
            let more: Vec<Finding> = more.into_iter().filter(|f| !known(f)).collect();
            problems.extend(more);
            Err(problems)
        }
    }
}

/// Whether something stands in the cell that could not be read: it was named, and is not blank.
fn unread(problems: &[Finding], blank: &Finding) -> bool {
    problems.iter().any(|p| {
        ["E-POLICY-TYPE", "E-POLICY-FORMULA"].contains(&p.code.as_str())
            && (&p.sheet, p.cell) == (&blank.sheet, blank.cell)
    })
}

/// Reads the tables without typing them, with what could not be read.
pub fn read_tables(workbook: &Workbook) -> (Tables, Vec<Finding>) {
    let mut problems = Vec::new();
    let mut tables = Vec::new();
    let has = |schema: &Schema| {
        let wanted = fold(&schema.sheet);
        workbook.sheets.iter().any(|s| fold(&s.name) == wanted)
    };
    let mut older: Vec<&str> = Vec::new();
    for (schema, default) in schema::schemas().iter().zip(schema::default_tables()) {
        let group = |other: &&Schema| other.added == schema.added;
        if schema.added.is_some() && !schema::schemas().iter().copied().filter(group).any(has) {
            older.push(&schema.sheet);
            tables.push(default.clone());
            continue;
        }
        let wanted = fold(&schema.sheet);
        match workbook.sheets.iter().find(|s| fold(&s.name) == wanted) {
            Some(sheet) => tables.extend(read_table(
                schema,
                &schema.sheet,
                sheet,
                workbook.dates,
                &mut problems,
            )),
            None => problems.push(
                Finding::draft("E-POLICY-SHEET", &[])
                    .at(&schema.sheet, None)
                    .done(),
            ),
        }
    }
    read_rule_tables(workbook, &mut tables, &mut problems);
    if !older.is_empty() {
        let sheets = older.join("、");
        problems.push(Finding::draft("I-POLICY-OLDER", &[("sheets", &sheets)]).done());
    }
    (Tables { tables }, problems)
}

/// The sheets that the forms name as their rule tables, each once, under the name that stands
/// there. What a form names and is not there is said where the rules are read.
fn read_rule_tables(workbook: &Workbook, tables: &mut Vec<Table>, problems: &mut Vec<Finding>) {
    let named: Vec<String> = tables
        .iter()
        .filter(|t| t.schema.sheet == FORMS)
        .flat_map(Table::readers)
        .flat_map(|row| row.words(RULE_TABLES))
        .collect();
    for name in named {
        let wanted = fold(&name);
        if tables.iter().any(|t| fold(&t.sheet) == wanted) {
            continue;
        }
        if let Some(sheet) = workbook.sheets.iter().find(|s| fold(&s.name) == wanted) {
            let schema = schema::rule_schema();
            tables.extend(read_table(schema, &name, sheet, workbook.dates, problems));
        }
    }
}

fn read_table(
    schema: &'static Schema,
    name: &str,
    sheet: &Sheet,
    dates: DateSystem,
    problems: &mut Vec<Finding>,
) -> Option<Table> {
    let (header_row, columns) = headers::find(schema, sheet);
    let mut whole = true;
    for (index, (column, place)) in schema.columns.iter().zip(&columns).enumerate() {
        if place.is_none() && !column.computed && !column.added {
            whole = false;
            problems.push(headers::gone(
                schema, name, sheet, header_row, index, column,
            ));
        }
    }
    let headers_again = headers::twice(schema, name, sheet, header_row, &columns);
    problems.extend(headers::renamed(schema, name, sheet, header_row, &columns));
    problems.extend(headers_again);
    if !whole {
        return None;
    }
    // What the program computes is not read; its column is wherever the header was, or nowhere.
    let nowhere = columns.iter().flatten().max().map_or(0, |last| last + 1);
    let read: Vec<u32> = schema
        .columns
        .iter()
        .zip(&columns)
        .filter(|(column, _)| !column.computed)
        .filter_map(|(_, place)| *place)
        .collect();
    let absent: Vec<bool> = columns.iter().map(Option::is_none).collect();
    let columns: Vec<u32> = columns.into_iter().map(|c| c.unwrap_or(nowhere)).collect();
    let mut rows = Vec::new();
    let below = CellRef::new(header_row + 1, 0);
    let mut row_numbers: Vec<u32> = sheet
        .cells
        .range(below..)
        .filter(|(at, cell)| read.contains(&at.col) && (cell.formula || !cell.value.is_blank()))
        .map(|(at, _)| at.row)
        .collect();
    row_numbers.dedup();
    for row in row_numbers {
        let raw: Vec<(CellRef, Option<&Cell>)> = columns
            .iter()
            .map(|&col| {
                let at = CellRef::new(row, col);
                (at, sheet.cells.get(&at))
            })
            .collect();
        let row_kind = schema
            .column("类型")
            .and_then(|i| raw.get(i))
            .and_then(|(_, c)| *c)
            .and_then(|c| value_kind(&tidy(&c.value.raw())));
        let cells = schema
            .columns
            .iter()
            .zip(raw)
            .zip(&absent)
            .map(|((column, (at, cell)), absent)| {
                let kind = match column.kind {
                    ColumnKind::ByRow => row_kind.unwrap_or(ColumnKind::Text),
                    kind => kind,
                };
                let text = cell
                    .filter(|_| !column.computed && !absent)
                    .map(|c| read_cell(name, column, kind, at, c, dates, problems))
                    .unwrap_or_default();
                TableCell { text, at }
            })
            .collect();
        let merged = sheet.merges.iter().find(|m| {
            // Over several rows, or over several columns: all but one value are lost.
            let covered = read.iter().filter(|&&c| m.contains(CellRef::new(row, c)));
            m.first.row == row && covered.count() > usize::from(m.last.row == row)
        });
        if let Some(merge) = merged {
            problems.push(
                Finding::draft("E-POLICY-MERGED", &[("range", &merge.to_string())])
                    .at(name, Some(merge.first))
                    .done(),
            );
        }
        rows.push(Row { cells });
    }
    Some(Table {
        schema,
        sheet: name.to_owned(),
        rows,
    })
}

fn read_cell(
    name: &str,
    column: &Column,
    kind: ColumnKind,
    at: CellRef,
    cell: &Cell,
    dates: DateSystem,
    problems: &mut Vec<Finding>,
) -> String {
    let raw = cell.value.raw();
    if cell.formula {
        problems.push(
            Finding::draft("E-POLICY-FORMULA", &[])
                .at(name, Some(at))
                .of_field(&column.header)
                .quoting(&raw)
                .done(),
        );
    }
    if cell.value.is_blank() {
        return String::new();
    }
    match canonical(kind, cell, dates) {
        Some(text) => text,
        None => {
            problems.push(
                Finding::draft(
                    "E-POLICY-TYPE",
                    &[("expected", &expected_words(kind, &column.choices))],
                )
                .at(name, Some(at))
                .of_field(&column.header)
                .quoting(&raw)
                .done(),
            );
            // Blank, so that it is not named a second time as of the wrong type.
            String::new()
        }
    }
}

/// The canonical text of a cell for its kind; none where it cannot be one.
fn canonical(kind: ColumnKind, cell: &Cell, dates: DateSystem) -> Option<String> {
    match (&cell.value, kind) {
        (CellValue::Error(_), _) => None,
        (CellValue::Bool(yes), ColumnKind::Flag) => Some(if *yes { "是" } else { "否" }.to_owned()),
        (CellValue::Bool(_), _) => None,
        (
            CellValue::Number {
                digits_lost: true, ..
            },
            _,
        ) => None,
        (CellValue::Number { value, .. }, ColumnKind::Date) => {
            let looks = cell.format == NumberFormat::Date || *value > Decimal::from(30_000);
            serial_date(*value, dates)
                .filter(|_| looks)
                .map(|d| d.to_string())
        }
        (CellValue::Number { value, .. }, ColumnKind::Share) => {
            // A bare number above 1 or exactly 1 without the per cent format is not guessed at.
            let sure = cell.format == NumberFormat::Percent || value.abs() < Decimal::ONE;
            sure.then(|| per_cent(*value)).flatten()
        }
        (CellValue::Number { value, .. }, ColumnKind::Integer) => value
            .fract()
            .is_zero()
            .then(|| value.to_u32())
            .flatten()
            .map(|n| n.to_string()),
        (CellValue::Number { value, .. }, ColumnKind::Measure)
            if cell.format == NumberFormat::Percent =>
        {
            Some(format!("{}%", plain(*value * Decimal::ONE_HUNDRED)))
        }
        (CellValue::Number { value, .. }, ColumnKind::Number | ColumnKind::Measure) => {
            Some(plain(*value))
        }
        (
            CellValue::Number { value, .. },
            ColumnKind::Text
            | ColumnKind::Words
            | ColumnKind::Choice
            | ColumnKind::ByRow
            | ColumnKind::Months
            | ColumnKind::MonthDay,
        ) => match cell.format {
            NumberFormat::Date if kind == ColumnKind::MonthDay => {
                serial_date(*value, dates).map(|d| d.format("%m-%d").to_string())
            }
            NumberFormat::Date => serial_date(*value, dates).map(|d| d.to_string()),
            NumberFormat::Percent => per_cent(*value),
            _ => Some(plain(*value)),
        },
        (CellValue::Number { .. }, ColumnKind::Flag) => None,
        (CellValue::Text(text), kind) => text_canonical(kind, text),
    }
}

fn text_canonical(kind: ColumnKind, text: &str) -> Option<String> {
    use super::parse;
    use unicode_normalization::UnicodeNormalization;
    let tidy = tidy(text);
    let folded: String = tidy.nfkc().filter(|c| !c.is_whitespace()).collect();
    match kind {
        ColumnKind::Text | ColumnKind::ByRow => Some(tidy),
        ColumnKind::Words | ColumnKind::Months => Some(parse::words(&tidy).join("、")),
        ColumnKind::Choice => Some(tidy),
        ColumnKind::Number => parse::number(&folded).map(plain),
        ColumnKind::Integer => parse::integer(&folded).map(|n| n.to_string()),
        ColumnKind::Measure => parse::number(&folded).map(plain).or_else(|| {
            parse::share(&folded).map(|v| format!("{}%", plain(v * Decimal::ONE_HUNDRED)))
        }),
        ColumnKind::Share => {
            parse::share(&folded).map(|v| format!("{}%", plain(v * Decimal::ONE_HUNDRED)))
        }
        ColumnKind::MonthDay => parse::month_day(&folded).map(|(m, d)| format!("{m:02}-{d:02}")),
        ColumnKind::Date => parse::date(&folded.replace(['/', '.'], "-")).map(|d| d.to_string()),
        ColumnKind::Flag => parse::flag(&folded).map(|_| folded.clone()),
    }
}

/// `15%` for 0.15; none for a number too large for one.
fn per_cent(value: Decimal) -> Option<String> {
    let hundredfold = value.checked_mul(Decimal::ONE_HUNDRED)?;
    Some(format!("{}%", plain(hundredfold)))
}

/// Without white space at both ends.
fn tidy(text: &str) -> String {
    text.trim_matches(crate::domain::name::is_blank).to_owned()
}

fn serial_date(value: Decimal, dates: DateSystem) -> Option<NaiveDate> {
    let days = value.trunc().to_u64()?;
    let epoch = match dates {
        // Excel's 1900 has a 29 February; from 1 March 1900 on this epoch is right.
        DateSystem::From1900 => NaiveDate::from_ymd_opt(1899, 12, 30)?,
        DateSystem::From1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
    };
    epoch.checked_add_days(Days::new(days))
}
