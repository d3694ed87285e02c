//! The lines of a form's part on its card: a heading, a header row, blank rows to fill in.

use super::Entry;
use super::look::{Look, at, input_format, style, write_label};
use crate::forms::{FieldDefinition, FormDefinition};
use umya_spreadsheet::Worksheet;

/// Blank rows of a part of few columns, and of one that is the form's main matter.
const FEW_ROWS: u32 = 10;
const MANY_ROWS: u32 = 30;
/// From this many columns on a part is the form's main matter.
const MANY_COLUMNS: u32 = 8;
const HEADER_HEIGHT: f64 = 36.0;
const ROW_HEIGHT: f64 = 20.0;

fn fields<'f>(form: &'f FormDefinition, part: &str) -> Vec<&'f FieldDefinition> {
    let of_part = |f: &&FieldDefinition| f.part.as_deref() == Some(part);
    form.fields.iter().filter(of_part).collect()
}

/// How many columns the widest part takes; 0 where the form has none.
pub(super) fn columns(form: &FormDefinition) -> u32 {
    let widths = form.parts().into_iter().map(|p| fields(form, p).len());
    widths.max().unwrap_or(0) as u32
}

/// Draws a part of a form, with at least so many blank rows; gives the next free row.
pub(super) fn draw<'f>(
    sheet: &mut Worksheet,
    entries: &mut Vec<Entry<'f>>,
    row: u32,
    (form, part): (&'f FormDefinition, &str),
    least: u32,
) -> u32 {
    let fields = fields(form, part);
    let last_col = (fields.len() as u32).saturating_sub(1);
    let rows = if fields.len() as u32 >= MANY_COLUMNS {
        MANY_ROWS
    } else {
        FEW_ROWS
    };
    let rows = rows.max(least);
    let heading = format!("{part}(一行一条)");
    let cell = sheet.cell_mut(at(0, row).as_str());
    cell.set_value_string(heading)
        .set_style(style(Look::Purpose, None));
    sheet.add_merge_cells(format!("{}:{}", at(0, row), at(last_col, row)));
    let header = row + 1;
    let last_row = header + rows;
    for (col, field) in (0u32..).zip(fields) {
        entries.push(input_column(sheet, field, col, header, last_row));
    }
    for row in header..=last_row {
        let height = if row == header {
            HEADER_HEIGHT
        } else {
            ROW_HEIGHT
        };
        sheet
            .row_dimension_mut(row)
            .set_height(height)
            .set_custom_height(true);
    }
    last_row + 1
}

/// The label of a field at row `header` with its input cells below it, down to `last_row`.
pub(super) fn input_column<'f>(
    sheet: &mut Worksheet,
    field: &'f FieldDefinition,
    col: u32,
    header: u32,
    last_row: u32,
) -> Entry<'f> {
    let input = write_label(sheet, &at(col, header), field);
    for row in header + 1..=last_row {
        sheet
            .cell_mut(at(col, row).as_str())
            .set_style(style(input, input_format(field)));
    }
    let first = at(col, header + 1);
    Entry {
        field,
        col,
        range: format!("{first}:{}", at(col, last_row)),
        first,
    }
}
