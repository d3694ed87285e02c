//! A blank form as a card: one record, label/value pairs two to a row.

use super::look::{Look, at, input_format, is_required, new_book, set_up, style, write_label};
use super::{Drawn, Entry, lines, preview};
use crate::forms::{FieldDefinition, FormDefinition, Judging};
use crate::policy::Policy;
use umya_spreadsheet::{Worksheet, XlsxError};

/// Columns of a half row: label, then the value over two merged columns.
const HALF: u32 = 3;
const WIDTHS: [f64; 6] = [17.0, 13.0, 15.0, 17.0, 13.0, 15.0];
/// Of the columns that only lines have.
const LINE_WIDTH: f64 = 12.0;
const LINE_HEIGHT: f64 = 29.0;
const WIDE_HEIGHT: f64 = 58.0;

/// The width of a column (from 0).
pub(super) fn width_of(col: u32) -> f64 {
    WIDTHS.get(col as usize).copied().unwrap_or(LINE_WIDTH)
}

/// Draws the form.
pub(super) fn card<'f>(form: &'f FormDefinition, policy: &Policy) -> Result<Drawn<'f>, XlsxError> {
    card_with(form, policy, 0)
}

/// Draws the form with room for at least so many lines of a part.
pub(super) fn card_with<'f>(
    form: &'f FormDefinition,
    policy: &Policy,
    least: u32,
) -> Result<Drawn<'f>, XlsxError> {
    let mut book = new_book(&form.title, &form.title)?;
    let sheet = book.sheet_mut(0)?;
    let mut entries = Vec::new();
    let last_col = lines::columns(form).max(2 * HALF) - 1;
    let widths = WIDTHS.into_iter().chain(std::iter::repeat(LINE_WIDTH));
    for (col, width) in (1..=last_col + 1).zip(widths) {
        sheet.column_dimension_by_number_mut(col).set_width(width);
    }
    let mut row = 2;
    band(sheet, row, last_col, &form.title, Look::Title, 36.0);
    row += 1;
    band(sheet, row, last_col, &form.purpose, Look::Purpose, 22.0);
    row += 1;
    let first_row = row;
    let once = form.fields.iter().filter(|f| f.part.is_none());
    let (margin, body): (Vec<_>, Vec<_>) = once.partition(|f| f.margin);
    // The head holds number and date, the foot who filled it in and checked it.
    let (head, foot): (Vec<_>, Vec<_>) = margin
        .into_iter()
        .partition(|f| matches!(f.key.as_str(), "customer_no" | "filled_on"));
    // Lines stand where their part begins in the definition: below what is said before it.
    let (before, after) = around_lines(form, &body);
    for fields in [&head, &before] {
        row = pairs(sheet, &mut entries, row, fields);
    }
    for part in form.parts() {
        row = lines::draw(sheet, &mut entries, row, (form, part), least);
    }
    for fields in [&after, &foot] {
        row = pairs(sheet, &mut entries, row, fields);
    }
    band(sheet, row, last_col, &legend(form), Look::Legend, 30.0);
    sheet.set_active_cell(at(1, 4));
    let wide = last_col >= 2 * HALF;
    set_up(&mut book, form, policy.version(), wide, (last_col, row))?;
    if preview::has_one(form) {
        let rows = [first_row, row];
        preview::beside_card(&mut book, form, policy, &entries, last_col + 1, rows)?;
    }
    Ok(Drawn { book, entries })
}

/// The fields of the form itself before its lines, and after them.
fn around_lines<'f>(
    form: &FormDefinition,
    body: &[&'f FieldDefinition],
) -> (Vec<&'f FieldDefinition>, Vec<&'f FieldDefinition>) {
    let first_line = form.fields.iter().position(|f| f.part.is_some());
    let before = |field: &FieldDefinition| {
        let place = form.fields.iter().position(|f| f.key == field.key);
        first_line.is_none_or(|line| place.is_some_and(|place| place < line))
    };
    body.iter().copied().partition(|field| before(field))
}

/// What stands under the form: which entries are required, and how it is handed in.
fn legend(form: &FormDefinition) -> String {
    let required = if form.fields.iter().any(is_required) {
        "标 * 且底色为浅黄的必填。"
    } else {
        ""
    };
    let answer = if form.judging == Judging::Lookup {
        "「审核结果/查询结果」里取回答复"
    } else {
        "「审核结果」或「退回修改」里取回"
    };
    format!("{required}填好存盘,放进共享文件夹的「收件箱」,几秒后在{answer}。")
}

/// One text over the whole width.
fn band(sheet: &mut Worksheet, row: u32, last_col: u32, text: &str, look: Look, height: f64) {
    sheet
        .cell_mut(at(0, row).as_str())
        .set_value_string(text)
        .set_style(style(look, None));
    sheet.add_merge_cells(format!("{}:{}", at(0, row), at(last_col, row)));
    height_of(sheet, row, height);
}

fn height_of(sheet: &mut Worksheet, row: u32, height: f64) {
    sheet
        .row_dimension_mut(row)
        .set_height(height)
        .set_custom_height(true);
}

/// Draws fields two to a row, wide ones over a whole row; gives the next free row.
fn pairs<'f>(
    sheet: &mut Worksheet,
    entries: &mut Vec<Entry<'f>>,
    mut row: u32,
    fields: &[&'f FieldDefinition],
) -> u32 {
    let mut left_taken = false;
    for (i, field) in fields.iter().enumerate() {
        let last = i + 1 == fields.len() || fields.get(i + 1).is_some_and(|next| next.wide);
        if field.wide {
            if left_taken {
                row += 1;
                left_taken = false;
            }
            pair(sheet, entries, row, 0..=2 * HALF - 1, field);
            height_of(sheet, row, WIDE_HEIGHT);
            row += 1;
            continue;
        }
        let first_col = if left_taken { HALF } else { 0 };
        // A lone last field takes the whole row, so that no ragged corner is left.
        let end_col = if !left_taken && last {
            2 * HALF - 1
        } else {
            first_col + HALF - 1
        };
        pair(sheet, entries, row, first_col..=end_col, field);
        height_of(sheet, row, LINE_HEIGHT);
        if left_taken || last {
            row += 1;
            left_taken = false;
        } else {
            left_taken = true;
        }
    }
    row
}

/// One label and its value over the columns behind it.
fn pair<'f>(
    sheet: &mut Worksheet,
    entries: &mut Vec<Entry<'f>>,
    row: u32,
    cols: std::ops::RangeInclusive<u32>,
    field: &'f FieldDefinition,
) {
    let (label_col, end_col) = cols.into_inner();
    let input = write_label(sheet, &at(label_col, row), field);
    for col in label_col + 1..=end_col {
        sheet
            .cell_mut(at(col, row).as_str())
            .set_style(style(input, input_format(field)));
    }
    let first = at(label_col + 1, row);
    sheet.add_merge_cells(format!("{first}:{}", at(end_col, row)));
    entries.push(Entry {
        field,
        col: label_col + 1,
        range: first.clone(),
        first,
    });
}
