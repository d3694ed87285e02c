//! The looks of a blank form, and the set-up that card and list share.

use crate::domain::cell::column_letters;
use crate::domain::marker::{TEMPLATE_NAME, TEMPLATE_TOKEN};
use crate::forms::{FieldDefinition, FieldKind, FormDefinition, Required};
use chrono::{Datelike, NaiveDate};
use umya_spreadsheet::{
    Alignment, Border, Color, DefinedName, Font, HorizontalAlignmentValues, OrientationValues,
    Protection, Style, VerticalAlignmentValues, Workbook, Worksheet, XlsxError,
};

const FONT: &str = "宋体";
const INK: &str = "FF1F2937";
const LINE: &str = "FF8A94A6";
const LABEL_FILL: &str = "FFEEF2F7";
const REQUIRED_FILL: &str = "FFFFF4CC";
const TITLE_INK: &str = "FF1F3A5F";
/// The preview keeps in the background beside the form.
const PREVIEW_INK: &str = "FF4A6076";
const PREVIEW_LINE: &str = "FFD5DEE8";
const PREVIEW_FILL: &str = "FFF7F9FC";

/// The looks in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Title,
    Purpose,
    Label,
    RequiredLabel,
    Input,
    RequiredInput,
    Legend,
    PreviewTitle,
    PreviewNote,
    PreviewLabel,
    PreviewValue,
    PreviewKey,
    PreviewNotice,
}

impl Look {
    fn is_preview(self) -> bool {
        matches!(
            self,
            Self::PreviewTitle
                | Self::PreviewNote
                | Self::PreviewLabel
                | Self::PreviewValue
                | Self::PreviewKey
                | Self::PreviewNotice
        )
    }
}

/// A column's letters and a 1-based row as an address.
pub(super) fn at(col: u32, row: u32) -> String {
    format!("{}{row}", column_letters(col))
}

/// A day as the number that a cell stores.
pub(super) fn serial(day: NaiveDate) -> i32 {
    // The day whose number is 0: 1899-12-30, with Lotus's 29 February counted.
    const ZERO: i32 = 693_594;
    day.num_days_from_ce() - ZERO
}

/// The style of a look; `number_format` for inputs.
pub(super) fn style(look: Look, number_format: Option<&str>) -> Style {
    let mut style = Style::default();
    let mut font = Font::default();
    font.set_name(FONT).set_size(match look {
        Look::Title => 18.0,
        Look::Purpose | Look::Legend | Look::PreviewNote | Look::PreviewNotice => 9.0,
        Look::PreviewTitle => 12.0,
        _ => 10.5,
    });
    font.set_bold(matches!(
        look,
        Look::Title | Look::RequiredLabel | Look::PreviewTitle | Look::PreviewKey
    ));
    font.set_color(argb(match look {
        Look::Title | Look::PreviewKey => TITLE_INK,
        _ if look.is_preview() => PREVIEW_INK,
        _ => INK,
    }));
    style.set_font(font);
    let mut alignment = Alignment::default();
    alignment.set_vertical(VerticalAlignmentValues::Center);
    alignment.set_wrap_text(true);
    alignment.set_horizontal(match look {
        Look::Title
        | Look::Label
        | Look::RequiredLabel
        | Look::PreviewLabel
        | Look::PreviewValue
        | Look::PreviewKey => HorizontalAlignmentValues::Center,
        _ => HorizontalAlignmentValues::Left,
    });
    style.set_alignment(alignment);
    let fill = match look {
        Look::Label | Look::RequiredLabel => Some(LABEL_FILL),
        Look::RequiredInput => Some(REQUIRED_FILL),
        Look::PreviewLabel => Some(PREVIEW_FILL),
        _ => None,
    };
    if let Some(fill) = fill {
        style.set_background_color(fill);
    }
    let line = match look {
        Look::Label | Look::RequiredLabel | Look::Input | Look::RequiredInput => Some(LINE),
        Look::PreviewLabel | Look::PreviewValue | Look::PreviewKey | Look::PreviewNotice => {
            Some(PREVIEW_LINE)
        }
        _ => None,
    };
    if let Some(colour) = line {
        let mut line = Border::default();
        line.set_border_style(Border::BORDER_THIN);
        line.set_color(argb(colour));
        style
            .borders_mut()
            .set_left(line.clone())
            .set_right(line.clone())
            .set_top(line.clone())
            .set_bottom(line);
    }
    if matches!(look, Look::Input | Look::RequiredInput) {
        let mut open = Protection::default();
        open.set_locked(false);
        style.set_protection(open);
    }
    // The star of a required label is shown by the format, not typed into the label.
    let format = if look == Look::RequiredLabel {
        Some("@\" *\"")
    } else {
        number_format
    };
    if let Some(code) = format {
        style.number_format_mut().set_format_code(code);
    }
    style
}

fn argb(code: &str) -> Color {
    let mut color = Color::default();
    color.set_argb_str(code);
    color
}

/// The label as printed, with its unit where one is to be read from it.
fn printed_label(field: &FieldDefinition) -> String {
    match (field.kind, field.unit) {
        (FieldKind::Amount | FieldKind::Integer, Some(unit)) => {
            format!("{}({})", field.label, unit.words())
        }
        _ => field.label.clone(),
    }
}

/// Whether the field is marked as required on the form.
pub(super) fn is_required(field: &FieldDefinition) -> bool {
    field.required == Required::Yes
}

/// Writes a field's label, marked where it is required; gives the look of its input cells.
pub(super) fn write_label(sheet: &mut Worksheet, address: &str, field: &FieldDefinition) -> Look {
    let (label, input) = if is_required(field) {
        (Look::RequiredLabel, Look::RequiredInput)
    } else {
        (Look::Label, Look::Input)
    };
    sheet
        .cell_mut(address)
        .set_value_string(printed_label(field))
        .set_style(style(label, None));
    input
}

/// The number format of a field's input cell.
pub(super) fn input_format(field: &FieldDefinition) -> Option<&'static str> {
    match field.kind {
        FieldKind::Date if field.checks.iter().any(|c| c == "whole_month") => Some("yyyy-mm"),
        FieldKind::Date => Some("yyyy-mm-dd"),
        FieldKind::Percent => Some("0.00%"),
        FieldKind::Amount | FieldKind::Number => Some("#,##0.######"),
        FieldKind::Integer => Some("0"),
        // Text keeps leading zeros and all digits of long numbers.
        _ => Some("@"),
    }
}

/// Token, protection, print set-up: what card and list have in common. `last` is the last column
/// and row that are printed.
pub(super) fn set_up(
    book: &mut Workbook,
    form: &FormDefinition,
    policy_version: &str,
    landscape: bool,
    last: (u32, u32),
) -> Result<(), XlsxError> {
    let sheet = book.sheet_mut(0)?;
    sheet
        .cell_mut("A1")
        .set_value_string(format!("{TEMPLATE_TOKEN}{}#{policy_version}", form.id));
    let first = sheet.row_dimension_mut(1);
    first.set_hidden(true);
    first.set_height(12.0);
    let protection = sheet.sheet_protection_mut();
    protection
        .set_sheet(true)
        .set_objects(true)
        .set_scenarios(true);
    // False lifts a ban: people may still widen columns, add rows and sort.
    protection
        .set_format_columns(false)
        .set_format_rows(false)
        .set_format_cells(false)
        .set_insert_rows(false)
        .set_delete_rows(false)
        .set_sort(false)
        .set_auto_filter(false);
    sheet
        .page_setup_mut()
        .set_paper_size(9)
        .set_orientation(if landscape {
            OrientationValues::Landscape
        } else {
            OrientationValues::Portrait
        })
        .set_fit_to_page(true)
        .set_fit_to_width(1)
        .set_fit_to_height(if landscape { 0 } else { 1 });
    sheet.print_options_mut().set_horizontal_centered(true);
    sheet
        .page_margins_mut()
        .set_left(0.5)
        .set_right(0.5)
        .set_top(0.6)
        .set_bottom(0.6)
        .set_header(0.3)
        .set_footer(0.3);
    let mut footer = umya_spreadsheet::OddFooter::default();
    let clause = match form.clause.as_str() {
        "" => String::new(),
        clause => format!(" 条款 {clause}"),
    };
    footer.set_value(format!(
        "&L{}{clause} 制度版本 {policy_version}&R第 &P 页 共 &N 页",
        form.title
    ));
    sheet.header_footer_mut().set_odd_footer(footer);
    let area = format!(
        "'{}'!$A$2:${}${}",
        sheet.name(),
        column_letters(last.0),
        last.1
    );
    let mut printed = DefinedName::default();
    printed.set_name("_xlnm.Print_Area");
    printed.set_address(area);
    printed.set_local_sheet_id(0);
    book.add_defined_names(printed);
    Ok(())
}

/// A new workbook with one sheet of that name, its core properties fixed.
pub(super) fn new_book(name: &str, title: &str) -> Result<Workbook, XlsxError> {
    let mut book = umya_spreadsheet::new_file_empty_worksheet();
    book.new_sheet(name)?;
    book.properties_mut()
        .set_title(title)
        .set_creator("审表")
        .set_last_modified_by("审表");
    let mut marker = DefinedName::default();
    marker.set_name(TEMPLATE_NAME);
    marker.set_address(format!("'{name}'!$A$1"));
    marker.set_hidden(true);
    book.add_defined_names(marker);
    Ok(book)
}
