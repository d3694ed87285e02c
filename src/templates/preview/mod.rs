//! The live preview of the score form: what the program would say of a record, shown beside the
//! form while it is filled in, by formulas (clause 1.1.3 and chapter 2; the program's result counts).
//!
//! The formulas ([`steps`]) stand in the columns right of the form, those that are not shown in
//! hidden columns behind; they look everything up on a hidden sheet that carries the policy's tables
//! and version ([`tables`]). A token in the hidden first row says how many columns are the
//! preview's, so that reading passes over them ([`PREVIEW_TOKEN`]). A sheet that is copied within
//! its workbook keeps a preview of its own entries.

mod steps;
mod tables;

use super::Entry;
use super::look::{Look, at, style};
use crate::domain::marker::PREVIEW_TOKEN;
use crate::forms::{FieldDefinition, FormDefinition, Judging};
use crate::policy::Policy;
use std::collections::BTreeMap;
use steps::{Formulas, Step};
use tables::Tables;
use umya_spreadsheet::{SheetStateValues, Workbook, Worksheet, XlsxError};

/// What is shown, in order: step, label, width of its column in a list.
const SHOWN: [(Step, &str, f64); 12] = [
    (Step::Points1, "得分1", 7.0),
    (Step::Points2, "得分2", 7.0),
    (Step::Points3, "得分3", 7.0),
    (Step::Points4, "得分4", 7.0),
    (Step::Total, "预计总分", 9.0),
    (Step::Grade, "预计等级", 9.0),
    (Step::Class, "预计类别", 10.0),
    (Step::Delivery, "预计发货与价格", 19.0),
    (Step::Visit, "预计回访", 34.0),
    (Step::Limit, "预计额度(万元)", 11.0),
    (Step::Days, "预计信用天数", 9.0),
    (Step::Notice, "提示", 60.0),
];

/// Whether the form has a preview.
pub(super) fn has_one(form: &FormDefinition) -> bool {
    form.judging == Judging::Score
}

/// Draws the preview right of a card: a label and a value to a row, from `first_row` on, beside the
/// form's own rows; the notice fills what is left down to `last_row`.
pub(super) fn beside_card(
    book: &mut Workbook,
    form: &FormDefinition,
    policy: &Policy,
    entries: &[Entry<'_>],
    first_col: u32,
    [first_row, last_row]: [u32; 2],
) -> Result<(), XlsxError> {
    let tables = tables_sheet(book, form, policy)?;
    let sheet = book.sheet_mut(0)?;
    let (label_col, value_col, hidden_col) = (first_col + 1, first_col + 2, first_col + 3);
    begin(sheet, first_col, hidden_col, 1);
    for (col, width) in [(label_col, 24.0), (value_col, 34.0)] {
        sheet
            .column_dimension_by_number_mut(col + 1)
            .set_width(width);
    }
    heading(sheet, policy, [label_col, value_col], first_row);
    let notice_row = first_row + SHOWN.len() as u32 - 1;
    let place = |step| match place(step) {
        Place::Shown(n) if first_row + n == notice_row => at(label_col, notice_row),
        Place::Shown(n) => at(value_col, first_row + n),
        Place::Hidden(n) => at(hidden_col, first_row + n),
    };
    let by_key = entries.iter().map(|e| (e.field, e.first.clone()));
    formulas(sheet, form, &tables, by_key, &place);
    for (row, (step, label, _)) in (first_row..notice_row).zip(SHOWN) {
        let title = indicator(policy, step).unwrap_or(label);
        text(sheet, &at(label_col, row), title, Look::PreviewLabel);
    }
    let notice = [
        at(label_col, notice_row),
        at(value_col, last_row.max(notice_row)),
    ];
    for row in notice_row..=last_row.max(notice_row) {
        for col in [label_col, value_col] {
            let cell = sheet.cell_mut(at(col, row).as_str());
            cell.set_style(style(Look::PreviewNotice, None));
        }
    }
    sheet.add_merge_cells(notice.join(":"));
    Ok(())
}

/// Draws the preview right of a list: a column a figure, a row a record.
pub(super) fn beside_list(
    book: &mut Workbook,
    form: &FormDefinition,
    policy: &Policy,
    entries: &[Entry<'_>],
    first_col: u32,
    rows: std::ops::RangeInclusive<u32>,
) -> Result<(), XlsxError> {
    let tables = tables_sheet(book, form, policy)?;
    let sheet = book.sheet_mut(0)?;
    let shown_col = first_col + 1;
    let hidden_col = shown_col + SHOWN.len() as u32;
    begin(
        sheet,
        first_col,
        hidden_col,
        (Step::ALL.len() - SHOWN.len()) as u32,
    );
    heading(sheet, policy, [shown_col, hidden_col - 1], *rows.start());
    let header_row = rows.start() - 1;
    for (col, (step, label, width)) in (shown_col..).zip(SHOWN) {
        sheet
            .column_dimension_by_number_mut(col + 1)
            .set_width(width);
        let name = indicator(policy, step).and_then(|name| name.split_once(' '));
        let title = name.map_or_else(|| label.to_owned(), |(_, name)| format!("{label}\n{name}"));
        text(sheet, &at(col, header_row), &title, Look::PreviewLabel);
    }
    for row in rows {
        let place = |step| match place(step) {
            Place::Shown(n) => at(shown_col + n, row),
            Place::Hidden(n) => at(hidden_col + n, row),
        };
        let by_key = entries.iter().map(|e| (e.field, at(e.col, row)));
        formulas(sheet, form, &tables, by_key, &place);
    }
    Ok(())
}

/// Where a step stands: so many places from the first that is shown, or hidden.
enum Place {
    Shown(u32),
    Hidden(u32),
}

fn place(step: Step) -> Place {
    let is_shown = |step: &Step| SHOWN.iter().any(|(shown, _, _)| shown == step);
    match SHOWN.iter().position(|(shown, _, _)| *shown == step) {
        Some(n) => Place::Shown(n as u32),
        None => {
            let before = Step::ALL.iter().take_while(|s| **s != step);
            Place::Hidden(before.filter(|s| !is_shown(s)).count() as u32)
        }
    }
}

/// The token, the gap between form and preview, and the columns that are not shown.
fn begin(sheet: &mut Worksheet, first_col: u32, hidden_col: u32, hidden: u32) {
    let width = hidden_col + hidden - first_col;
    sheet
        .cell_mut(at(first_col, 1).as_str())
        .set_value_string(format!("{PREVIEW_TOKEN}{width}"));
    sheet
        .column_dimension_by_number_mut(first_col + 1)
        .set_width(2.5);
    for col in hidden_col..hidden_col + hidden {
        sheet
            .column_dimension_by_number_mut(col + 1)
            .set_hidden(true);
    }
}

/// What it is, and that the program's result counts, over the two rows above the first.
fn heading(sheet: &mut Worksheet, policy: &Policy, [from, to]: [u32; 2], first_row: u32) {
    let counts = format!("只看本表所填,以审表结果为准(制度版本 {})", policy.version());
    // A list's header row stands between.
    let above = if from + 1 == to { 1 } else { 2 };
    for (row, words, look) in [
        (first_row - above - 1, "即时预览", Look::PreviewTitle),
        (first_row - above, counts.as_str(), Look::PreviewNote),
    ] {
        text(sheet, &at(from, row), words, look);
        sheet.add_merge_cells(format!("{}:{}", at(from, row), at(to, row)));
    }
}

fn text(sheet: &mut Worksheet, address: &str, words: &str, look: Look) {
    sheet
        .cell_mut(address)
        .set_value_string(words)
        .set_style(style(look, None));
}

/// Writes the formulas of one record. A blank form gives blank text in each of them: that is what
/// is saved with it.
fn formulas<'e>(
    sheet: &mut Worksheet,
    form: &FormDefinition,
    tables: &Tables,
    entries: impl Iterator<Item = (&'e FieldDefinition, String)>,
    place: &dyn Fn(Step) -> String,
) {
    let entries: BTreeMap<&str, String> = entries
        .map(|(field, address)| (field.key.as_str(), address))
        .collect();
    let formulas = Formulas {
        form,
        tables,
        entries: &entries,
        place,
    };
    for step in Step::ALL {
        let look = match step {
            Step::Notice => Look::PreviewNotice,
            Step::Total | Step::Grade | Step::Limit => Look::PreviewKey,
            _ => Look::PreviewValue,
        };
        sheet
            .cell_mut(place(step).as_str())
            .set_formula(formulas.of(step))
            .set_formula_result_string("")
            .set_style(style(look, None));
    }
}

/// The indicator whose points a step gives.
fn indicator(policy: &Policy, step: Step) -> Option<&str> {
    let n = [Step::Points1, Step::Points2, Step::Points3, Step::Points4]
        .iter()
        .position(|s| *s == step)?;
    policy.scoring.indicators.get(n).map(String::as_str)
}

fn tables_sheet(
    book: &mut Workbook,
    form: &FormDefinition,
    policy: &Policy,
) -> Result<Tables, XlsxError> {
    let sheet = book.new_sheet(tables::SHEET)?;
    sheet.set_state(SheetStateValues::VeryHidden);
    sheet.sheet_protection_mut().set_sheet(true);
    Ok(Tables::write(sheet, form, policy))
}
