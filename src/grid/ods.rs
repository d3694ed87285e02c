//! OpenDocument spreadsheets (.ods), in one pass over their content part.
//!
//! calamine gives neither merges nor hidden rows nor percentages of .ods, reads errors as text
//! and lays sheets out densely, so they are read here under the caps of all packages. A row or
//! cell repeated thousands of times is kept only where it holds something.

mod styles;
mod text;

use self::styles::OdsStyles;
use self::text::Paragraphs;
use super::limits::{Budget, Cap, within};
use super::model::{
    Cell, CellValue, CheckBox, DateSystem, FileKind, NumberFormat, Sheet, Visibility, Workbook,
};
use super::number;
use super::ooxml::token_in_a1;
use super::refusal::Refusal;
use super::xml::{Xml, attribute, is_true, unescape};
use crate::domain::cell::{CellRange, CellRef, LAST_COL, LAST_ROW};
use crate::domain::marker::{
    POLICY_NAME, POLICY_TOKEN, RESULT_NAME, RESULT_TOKEN, TEMPLATE_NAME, TEMPLATE_TOKEN,
};
use crate::opc::Package;
use chrono::{NaiveDate, NaiveDateTime, Timelike};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::ops::Range;

const CONTENT: &str = "content.xml";
const MANIFEST: &str = "META-INF/manifest.xml";

/// Reads an .ods package.
pub(super) fn read(package: &Package<'_>, mut budget: Budget<'_>) -> Result<Workbook, Refusal> {
    if package.contains(MANIFEST) && package.text(MANIFEST)?.contains("encryption-data") {
        return Err(Refusal::Encrypted);
    }
    let mut workbook = Workbook {
        kind: FileKind::Ods,
        // Dates are written as dates; they become serials of the usual epoch.
        dates: DateSystem::From1900,
        sheets: Vec::new(),
        notes: Vec::new(),
        signed: package.contains("META-INF/documentsignatures.xml"),
        structure_locked: false,
    };
    let source = Box::new(package.stream(CONTENT)?);
    let mut xml = Xml::new(CONTENT, source, &budget);
    let mut styles = OdsStyles::default();
    let mut marked: Vec<(String, &'static str)> = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "spreadsheet" => {
                    workbook.structure_locked =
                        attribute(&e, "structure-protected").is_some_and(|v| is_true(&v));
                }
                "named-range" => {
                    if let Some((sheet, token)) = marked_sheet(&e) {
                        budget.filled()?;
                        budget.text(&sheet)?;
                        marked.push((sheet, token));
                    }
                }
                "table" => {
                    let mut sheet = Sheet {
                        name: attribute(&e, "name").unwrap_or_default(),
                        index: workbook.sheets.len(),
                        ..Sheet::default()
                    };
                    budget.text(&sheet.name)?;
                    let style = attribute(&e, "style-name").unwrap_or_default();
                    if styles.hides_table(&style) {
                        sheet.visibility = Visibility::Hidden;
                    }
                    if read_table(&mut xml, &styles, &mut budget, &mut sheet)? {
                        workbook.sheets.push(sheet);
                        within(workbook.sheets.len(), budget.limits.sheets, Cap::Sheets)?;
                    }
                }
                // Deleted cells live on in the record of changes.
                "tracked-changes" => skip(&mut xml, "tracked-changes")?,
                _ => styles.start(&e, budget.limits.styles)?,
            },
            Event::End(e) => styles.end(e.local_name().as_ref()),
            Event::Eof => break,
            other => styles.text(&other),
        }
    }
    xml.settle(&mut budget);
    for sheet in &mut workbook.sheets {
        sheet.token = token_in_a1(sheet).or_else(|| {
            marked
                .iter()
                .find(|(name, _)| *name == sheet.name)
                .map(|(_, token)| (*token).to_owned())
        });
    }
    Ok(workbook)
}

/// What a table's reading holds between events.
#[derive(Default)]
struct Place {
    row: u32,
    col: u32,
    row_repeat: u32,
    row_hidden: bool,
    /// Hidden rows; a run of a million unused ones is one entry.
    hidden: Vec<Range<u32>>,
    /// The filled cells of the row at hand: column, how often, cell.
    cells: Vec<(u32, u32, Cell)>,
}

/// Reads a table up to its end; false for the cached table of another workbook.
fn read_table(
    xml: &mut Xml<'_>,
    styles: &OdsStyles,
    budget: &mut Budget<'_>,
    sheet: &mut Sheet,
) -> Result<bool, Refusal> {
    let mut place = Place::default();
    let mut column = 0u32;
    let mut foreign = false;
    let mut nested = 0usize;
    let mut boxes: HashMap<String, CheckBox> = HashMap::new();
    loop {
        let cell = match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "table" => {
                    nested += 1;
                    None
                }
                _ if nested > 0 => None,
                "table-source" => {
                    foreign = true;
                    None
                }
                "checkbox" | "radio" => {
                    let (id, found) = form_control(&e);
                    within(boxes.len(), 20_000, Cap::Cells)?;
                    budget.bytes(id.len())?;
                    budget.text(&found.label)?;
                    boxes.insert(id, found);
                    None
                }
                "table-column" => {
                    let repeat = repeat(&e, "number-columns-repeated");
                    let end = column.saturating_add(repeat).min(LAST_COL + 1);
                    if is_hidden(&e) {
                        budget.hidden((column..end).len())?;
                        sheet.hidden_cols.extend(column..end);
                    }
                    column = end;
                    None
                }
                "table-row" => {
                    place.row_repeat = repeat(&e, "number-rows-repeated");
                    place.row_hidden = is_hidden(&e);
                    place.col = 0;
                    None
                }
                "image" => {
                    sheet.pictures += 1;
                    None
                }
                "table-cell" | "covered-table-cell" => Some(CellStart::read(&e, styles)),
                _ => None,
            },
            Event::End(e) => {
                match e.local_name().as_ref() {
                    "table" if nested > 0 => nested -= 1,
                    "table" => {
                        let rows = sheet.cells.last_key_value().map_or(0, |(at, _)| at.row + 1);
                        for hidden in place.hidden {
                            let hidden = hidden.start..hidden.end.min(rows);
                            budget.hidden(hidden.len())?;
                            sheet.hidden_rows.extend(hidden);
                        }
                        sheet.forget_hidden_beyond_content();
                        return Ok(!foreign);
                    }
                    "table-row" if nested == 0 => end_row(&mut place, budget, sheet)?,
                    _ => {}
                }
                None
            }
            Event::Eof => return Err(Refusal::damaged("content.xml: table without an end")),
            _ => None,
        };
        if let Some(cell) = cell {
            budget.cell()?;
            let content = text::read_cell(xml, styles, cell.covered)?;
            end_cell(cell, content, &mut place, &boxes, budget, sheet)?;
        }
    }
}

/// Keeps a finished cell.
fn end_cell(
    start: CellStart,
    content: Paragraphs,
    place: &mut Place,
    boxes: &HashMap<String, CheckBox>,
    budget: &mut Budget<'_>,
    sheet: &mut Sheet,
) -> Result<(), Refusal> {
    let repeat = start.repeat;
    let (row, col) = (place.row, place.col);
    place.col = col.saturating_add(repeat);
    if row > LAST_ROW || col > LAST_COL {
        return Ok(());
    }
    let at = CellRef::new(row, col);
    sheet.pictures += content.pictures;
    if !content.comment.is_empty() {
        budget.filled()?;
        budget.text(&content.comment)?;
        sheet.comments.push((at, content.comment.clone()));
    }
    for id in &content.controls {
        if let Some(found) = boxes.get(id) {
            budget.filled()?;
            budget.text(&found.label)?;
            sheet.check_boxes.push(CheckBox {
                at,
                ..found.clone()
            });
        }
    }
    if start.columns > 1 || start.rows > 1 {
        budget.merge()?;
        let last = CellRef::new(
            row.saturating_add(start.rows - 1).min(LAST_ROW),
            col.saturating_add(start.columns - 1).min(LAST_COL),
        );
        sheet.merges.push(CellRange::new(at, last));
    }
    if let Some(cell) = start.finish(content) {
        place.cells.push((col, repeat, cell));
    }
    Ok(())
}

/// Writes the row at hand as often as it is repeated.
fn end_row(place: &mut Place, budget: &mut Budget<'_>, sheet: &mut Sheet) -> Result<(), Refusal> {
    let repeat = place.row_repeat.max(1);
    let end = place.row.saturating_add(repeat).min(LAST_ROW + 1);
    if place.row_hidden {
        place.hidden.push(place.row..end);
    }
    if !place.cells.is_empty() {
        for row in place.row..end {
            for (col, repeat, cell) in &place.cells {
                for col in *col..col.saturating_add(*repeat).min(LAST_COL + 1) {
                    budget.filled()?;
                    if let CellValue::Text(text) = &cell.value {
                        budget.text(text)?;
                    }
                    budget.bytes(size_of_val(&*cell.symbol_runs))?;
                    sheet.cells.insert(CellRef::new(row, col), cell.clone());
                }
            }
        }
        place.cells.clear();
    }
    place.row = end;
    Ok(())
}

/// What a cell's start tag says.
#[derive(Default)]
struct CellStart {
    covered: bool,
    repeat: u32,
    columns: u32,
    rows: u32,
    style: super::style::CellStyle,
    kind: String,
    value: Option<String>,
    formula: Option<String>,
    error: bool,
}

impl CellStart {
    fn read(element: &BytesStart<'_>, styles: &OdsStyles) -> Self {
        let mut start = Self {
            covered: element.local_name().as_ref() == "covered-table-cell",
            repeat: 1,
            columns: 1,
            rows: 1,
            ..Self::default()
        };
        let mut list = element.attributes();
        list.with_checks(false);
        for attribute in list.flatten() {
            let count = || attribute.value.trim().parse().unwrap_or(1u32).max(1);
            let prefix = attribute.key.prefix();
            let foreign = prefix.is_some_and(|p| p.as_ref() == "calcext");
            match attribute.key.local_name().as_ref() {
                "value-type" if foreign => start.error = &*attribute.value == "error",
                "value-type" => start.kind = attribute.value.to_string(),
                "value" | "date-value" | "boolean-value" | "string-value" => {
                    start.value = Some(unescape(&attribute.value));
                }
                "formula" => start.formula = Some(unescape(&attribute.value)),
                "style-name" => start.style = styles.cell(&unescape(&attribute.value)),
                "number-columns-repeated" => start.repeat = count(),
                "number-columns-spanned" => start.columns = count(),
                "number-rows-spanned" => start.rows = count(),
                _ => {}
            }
        }
        start
    }

    /// The cell with its text; none if nothing stands there.
    fn finish(self, content: Paragraphs) -> Option<Cell> {
        let text = content.text;
        let looks_like_error = self.formula.is_some()
            && (text.starts_with("#") && text.ends_with(['!', '?', 'A'])
                || text.starts_with("Err:"));
        let mut style = self.style;
        let value = self.value.as_deref();
        let value = if self.error || looks_like_error {
            CellValue::Error(text)
        } else {
            match self.kind.as_str() {
                "float" | "currency" | "percentage" => {
                    let number = value.and_then(number::from_text);
                    style.format = match (self.kind.as_str(), style.format) {
                        ("percentage", _) => NumberFormat::Percent,
                        (_, NumberFormat::ShowsWan) => NumberFormat::ShowsWan,
                        ("currency", _) => NumberFormat::Number,
                        (_, format) => format,
                    };
                    number.unwrap_or(CellValue::Text(text.into()))
                }
                "date" => match value.and_then(serial) {
                    Some(serial) => {
                        style.format = NumberFormat::Date;
                        serial
                    }
                    None => CellValue::Text(text.into()),
                },
                "boolean" => CellValue::Bool(value == Some("true")),
                _ if text.is_empty() => {
                    CellValue::Text(self.value.as_deref().unwrap_or_default().into())
                }
                _ => CellValue::Text(text.into()),
            }
        };
        let empty = matches!(&value, CellValue::Text(t) if t.is_empty());
        if empty && self.formula.is_none() {
            return None;
        }
        let external = self
            .formula
            .as_deref()
            .is_some_and(|f| f.contains("'file:") || f.contains("'http"));
        Some(Cell {
            value,
            formula: self.formula.is_some(),
            external,
            uncached: self.formula.is_some() && self.kind.is_empty() && empty,
            format: style.format,
            shown_unit: style.unit,
            symbol_font: style.symbol_font,
            symbol_runs: content.symbol_runs.into(),
            struck: style.struck,
            coloured: style.coloured,
        })
    }
}

/// The serial number of an ISO date, with its day as the text for people.
fn serial(text: &str) -> Option<CellValue> {
    let (day, seconds) = match text.parse::<NaiveDateTime>() {
        Ok(time) => (time.date(), time.num_seconds_from_midnight()),
        Err(_) => (text.parse::<NaiveDate>().ok()?, 0),
    };
    let days = (day - NaiveDate::from_ymd_opt(1899, 12, 30)?).num_days();
    let value = number::from_float(days as f64 + f64::from(seconds) / 86_400.0);
    Some(value)
}

fn repeat(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name)
        .and_then(|v| v.trim().parse().ok())
        .unwrap_or(1)
        .max(1)
}

/// Hidden by hand or by a filter.
fn is_hidden(element: &BytesStart<'_>) -> bool {
    attribute(element, "visibility").is_some_and(|v| v == "collapse" || v == "filter")
}

fn form_control(element: &BytesStart<'_>) -> (String, CheckBox) {
    let radio = element.local_name().as_ref() == "radio";
    let state = if radio {
        "current-selected"
    } else {
        "current-state"
    };
    let ticked = attribute(element, state).is_some_and(|v| v == "checked" || is_true(&v));
    let id = attribute(element, "id").unwrap_or_default();
    let found = CheckBox {
        at: CellRef::new(0, 0),
        label: attribute(element, "label").unwrap_or_default(),
        ticked,
        radio,
    };
    (id, found)
}

/// The sheet that one of our names points at (`$审核结论.$A$1`).
fn marked_sheet(element: &BytesStart<'_>) -> Option<(String, &'static str)> {
    let name = attribute(element, "name")?;
    let token = if name.starts_with(RESULT_NAME) {
        RESULT_TOKEN
    } else if name.starts_with(TEMPLATE_NAME) {
        TEMPLATE_TOKEN
    } else if name.starts_with(POLICY_NAME) {
        POLICY_TOKEN
    } else {
        return None;
    };
    let address = attribute(element, "cell-range-address")?;
    let (sheet, _) = address.trim_start_matches('$').rsplit_once('.')?;
    let bare = sheet
        .strip_prefix('\'')
        .and_then(|s| s.strip_suffix('\''))
        .map_or_else(|| sheet.to_owned(), |s| s.replace("''", "'"));
    Some((bare, token))
}

/// Passes over everything up to an element's end.
fn skip(xml: &mut Xml<'_>, element: &str) -> Result<(), Refusal> {
    loop {
        match xml.next()? {
            Event::End(e) if e.local_name().as_ref() == element => return Ok(()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
