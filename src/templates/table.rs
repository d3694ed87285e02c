//! A blank form as a list: a header row, one record to a row.

use super::lines::input_column;
use super::look::{Look, at, new_book, set_up, style};
use super::{Drawn, preview};
use crate::forms::{FieldDefinition, FieldKind, FormDefinition};
use crate::policy::Policy;
use crate::sheet::half_widths;
use umya_spreadsheet::{DefinedName, Pane, PaneStateValues, PaneValues, XlsxError};

/// Rows that are drawn ready to be filled in.
const BLANK_ROWS: u32 = 60;
const HEADER_ROW: u32 = 4;
const FIRST_ROW: u32 = HEADER_ROW + 1;
const LAST_ROW: u32 = HEADER_ROW + BLANK_ROWS;

/// Draws the list.
pub(super) fn list<'f>(form: &'f FormDefinition, policy: &Policy) -> Result<Drawn<'f>, XlsxError> {
    let name = format!("{}清单", form.title.trim_end_matches('表'));
    let mut book = new_book(&name, &name)?;
    let sheet = book.sheet_mut(0)?;
    // Who filled it in and when belongs to the whole sheet of paper, but a list has one row a
    // record: the columns keep it with the record.
    let fields: Vec<&FieldDefinition> = form
        .fields
        .iter()
        .filter(|f| f.part.is_none())
        .filter(|f| !matches!(f.key.as_str(), "customer_no" | "reviewed_by"))
        .collect();
    let last_col = fields.len().saturating_sub(1) as u32;
    let mut entries = Vec::new();
    for (row, text, look, height) in [
        (2, format!("{}(清单)", form.title), Look::Title, 34.0),
        (
            3,
            format!("{}一行一条;标 * 且底色为浅黄的必填。", form.purpose),
            Look::Purpose,
            22.0,
        ),
    ] {
        sheet
            .cell_mut(at(0, row).as_str())
            .set_value_string(text)
            .set_style(style(look, None));
        sheet.add_merge_cells(format!("{}:{}", at(0, row), at(last_col, row)));
        sheet
            .row_dimension_mut(row)
            .set_height(height)
            .set_custom_height(true);
    }
    sheet
        .row_dimension_mut(HEADER_ROW)
        .set_height(52.0)
        .set_custom_height(true);
    for (col, field) in (0u32..).zip(&fields) {
        sheet
            .column_dimension_by_number_mut(col + 1)
            .set_width(width(field));
        entries.push(input_column(sheet, field, col, HEADER_ROW, LAST_ROW));
    }
    for row in FIRST_ROW..=LAST_ROW {
        sheet
            .row_dimension_mut(row)
            .set_height(20.0)
            .set_custom_height(true);
    }
    freeze(sheet);
    sheet.set_active_cell(at(0, FIRST_ROW));
    set_up(
        &mut book,
        form,
        policy.version(),
        true,
        (last_col, LAST_ROW),
    )?;
    if preview::has_one(form) {
        let rows = FIRST_ROW..=LAST_ROW;
        preview::beside_list(&mut book, form, policy, &entries, last_col + 1, rows)?;
    }
    let mut titles = DefinedName::default();
    titles.set_name("_xlnm.Print_Titles");
    titles.set_address(format!("'{name}'!${HEADER_ROW}:${HEADER_ROW}"));
    titles.set_local_sheet_id(0);
    book.add_defined_names(titles);
    Ok(Drawn { book, entries })
}

/// Keeps the header and the first two columns (period and customer) in view.
fn freeze(sheet: &mut umya_spreadsheet::Worksheet) {
    let mut corner = umya_spreadsheet::Coordinate::default();
    corner.set_coordinate(at(2, FIRST_ROW));
    let mut pane = Pane::default();
    pane.set_horizontal_split(2.0)
        .set_vertical_split(f64::from(HEADER_ROW))
        .set_top_left_cell(corner)
        .set_active_pane(PaneValues::BottomRight)
        .set_state(PaneStateValues::Frozen);
    if let Some(view) = sheet.sheet_views_mut().sheet_view_list_mut().first_mut() {
        view.set_pane(pane);
    }
}

fn width(field: &FieldDefinition) -> f64 {
    match field.kind {
        FieldKind::Text if field.key == "customer_name" => 26.0,
        FieldKind::Text if field.wide => 24.0,
        FieldKind::Text => (label_width(field) + 2.0).clamp(10.0, 14.0),
        FieldKind::Period => 9.0,
        FieldKind::Date => 11.5,
        FieldKind::Choice | FieldKind::Choices | FieldKind::Flag => {
            let widest = field.choices.iter().map(|c| half_widths(&c.word)).max();
            (widest.unwrap_or(0) as f64 + 3.0).clamp(8.0, 14.0)
        }
        _ => 11.0,
    }
}

fn label_width(field: &FieldDefinition) -> f64 {
    half_widths(&field.label) as f64
}
