//! Old and binary workbooks (.xls, .et, .xlsb) through calamine.
//!
//! calamine lays .xls sheets out densely and trusts lengths inside .xlsb, so at the edge this
//! runs in a child process (`isolated`); here sizes are capped first and a panic of the reader
//! becomes a refusal. What calamine leaves out (hidden rows, formats, .xlsb merges) comes from
//! [`biff`](super::biff) and [`biff12`](super::biff12).

use super::biff::{self, Extras, SheetExtras};
use super::limits::{Budget, Cap, within};
use super::model::{
    Cell, CellValue, DateSystem, FileKind, NumberFormat, Sheet, Visibility, Workbook,
};
use super::number;
use super::refusal::Refusal;
use super::style::CellStyle;
use super::{biff12, compound, ooxml};
use crate::domain::cell::{CellRange, CellRef, LAST_COL, LAST_ROW};
use crate::findings::Finding;
use crate::opc::Package;
use calamine::{
    Data, DataRef, Dimensions, Range, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb,
};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Cells that calamine may lay out for one sheet (32 bytes each).
const MOST_AREA: u64 = 3_000_000;

/// Reads a compound file with a workbook.
pub(super) fn read_xls(bytes: &[u8], mut budget: Budget<'_>) -> Result<Workbook, Refusal> {
    let cap = usize::try_from(budget.limits.file_bytes).unwrap_or(usize::MAX);
    let stream = compound::stream(bytes, "Workbook", cap)
        .or_else(|| compound::stream(bytes, "Book", cap))
        .ok_or_else(|| Refusal::damaged("the chain of the workbook's sectors is broken"))?;
    let extras = biff::read(&stream.bytes);
    let bytes = believe_no_dimension(bytes, &stream);
    drop(stream);
    for sheet in extras.iter().flat_map(|e| &e.sheets) {
        within(sheet.filled, budget.limits.filled_cells, Cap::Cells)?;
        if sheet.area > MOST_AREA {
            return Err(Cap::Cells.into());
        }
    }
    guarded(|| {
        let mut book = Xls::new(Cursor::new(bytes.as_slice())).map_err(|error| match error {
            XlsError::Password => Refusal::Encrypted,
            other => Refusal::damaged(other.to_string()),
        })?;
        let dates = epoch(book.has_1904_epoch());
        let mut sheets = Vec::new();
        let metadata = book.sheets_metadata().to_vec();
        within(metadata.len(), budget.limits.sheets, Cap::Sheets)?;
        for (index, entry) in metadata.iter().enumerate() {
            let mut sheet = empty_sheet(index, entry);
            if entry.typ == SheetType::WorkSheet {
                let values = book
                    .worksheet_range(&entry.name)
                    .map_err(|e| Refusal::damaged(e.to_string()))?;
                let formulas = book
                    .worksheet_formula(&entry.name)
                    .map_err(|e| Refusal::damaged(e.to_string()))?;
                let formula_cells = places(&formulas);
                let mut cells = Cells::new(&mut sheet, extras.as_ref(), index, &formula_cells);
                let (top, left) = values.start().unwrap_or_default();
                for (row, col, value) in values.used_cells() {
                    let at = (top + row as u32, left + col as u32);
                    cells.push(at, value, &mut budget)?;
                }
                let merges = book.merge_cells_by_sheet_name(&entry.name);
                for merge in merges.unwrap_or_default() {
                    budget.merge()?;
                    sheet.merges.extend(range(merge));
                }
            }
            finish(&mut sheet);
            sheets.push(sheet);
        }
        Ok(workbook(FileKind::Xls, dates, sheets, extras.is_some()))
    })
}

/// The file with every sheet said to reach no further than A1, so that calamine reserves nothing.
fn believe_no_dimension(bytes: &[u8], stream: &compound::Stream) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (start, length) in biff::dimensions(&stream.bytes) {
        // First row, behind the last row, first column, behind the last column.
        let a1: &[u8] = match length {
            10 => &[0, 0, 1, 0, 0, 0, 1, 0],
            14 | 16 => &[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0],
            // calamine refuses it.
            _ => continue,
        };
        for (i, &value) in a1.iter().enumerate() {
            if let Some(byte) = stream.place(start + i).and_then(|at| bytes.get_mut(at)) {
                *byte = value;
            }
        }
    }
    bytes
}

/// Reads a package with a binary workbook.
pub(super) fn read_xlsb(
    package: &Package<'_>,
    mut budget: Budget<'_>,
) -> Result<Workbook, Refusal> {
    let extras = xlsb_extras(package)?;
    for sheet in &extras.sheets {
        within(sheet.filled, budget.limits.filled_cells, Cap::Cells)?;
    }
    guarded(|| {
        let mut book =
            Xlsb::new(Cursor::new(package.bytes())).map_err(|e| Refusal::damaged(e.to_string()))?;
        let dates = epoch(book.has_1904_epoch());
        let metadata = book.sheets_metadata().to_vec();
        within(metadata.len(), budget.limits.sheets, Cap::Sheets)?;
        let mut sheets = Vec::new();
        let mut worksheets = 0usize;
        for (index, entry) in metadata.iter().enumerate() {
            let mut sheet = empty_sheet(index, entry);
            if entry.typ == SheetType::WorkSheet {
                let mut formulas = BTreeSet::new();
                {
                    let mut reader = book
                        .worksheet_cells_reader(&entry.name)
                        .map_err(|e| Refusal::damaged(e.to_string()))?;
                    // A formula that calamine cannot spell does not make its value unreadable.
                    while let Ok(Some(cell)) = reader.next_formula() {
                        formulas.insert(cell.get_position());
                    }
                }
                let mut cells = Cells::new(&mut sheet, Some(&extras), worksheets, &formulas);
                let mut reader = book
                    .worksheet_cells_reader(&entry.name)
                    .map_err(|e| Refusal::damaged(e.to_string()))?;
                while let Some(cell) = reader
                    .next_cell()
                    .map_err(|e| Refusal::damaged(e.to_string()))?
                {
                    budget.cell()?;
                    let value: DataRef<'_> = cell.get_value().clone();
                    cells.push(cell.get_position(), &value.into(), &mut budget)?;
                }
                if let Some(found) = extras.sheets.get(worksheets) {
                    for merge in &found.merges {
                        budget.merge()?;
                        sheet.merges.push(*merge);
                    }
                }
                worksheets += 1;
            }
            finish(&mut sheet);
            sheets.push(sheet);
        }
        Ok(workbook(FileKind::Xlsb, dates, sheets, true))
    })
}

/// What the records of an .xlsb say beyond values, by worksheet in the workbook's order.
fn xlsb_extras(package: &Package<'_>) -> Result<Extras, Refusal> {
    let book = package.workbook_part()?;
    let relationships = package.relationships(&book)?;
    let mut extras = Extras::default();
    for relationship in &relationships {
        let Some(part) = relationship.part().filter(|p| package.contains(p)) else {
            continue;
        };
        if relationship.is("styles") {
            extras.styles = biff12::styles(&package.part(part)?);
        } else if relationship.is("sharedStrings") {
            // calamine holds them all: what they unfold to is measured first.
            package.measure(part)?;
        }
    }
    // The order of the sheets stands in the workbook part: BrtBundleSh names relationships.
    let bundle = package.part(&book)?;
    for id in biff12::sheet_relationships(&bundle) {
        let part = relationships
            .iter()
            .find(|r| r.id == id && r.is("worksheet"))
            .and_then(|r| r.part());
        if let Some(part) = part.filter(|p| package.contains(p)) {
            extras.sheets.push(biff12::sheet(&package.part(part)?));
        }
    }
    Ok(extras)
}

/// Runs calamine; a panic inside means a file that contradicts itself.
fn guarded(read: impl FnOnce() -> Result<Workbook, Refusal>) -> Result<Workbook, Refusal> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(Refusal::damaged("the reader stopped at contradictory data")))
}

/// Fills a sheet's cells.
struct Cells<'a> {
    sheet: &'a mut Sheet,
    extras: Option<&'a SheetExtras>,
    styles: &'a [CellStyle],
    formulas: &'a BTreeSet<(u32, u32)>,
}

impl<'a> Cells<'a> {
    fn new(
        sheet: &'a mut Sheet,
        extras: Option<&'a Extras>,
        position: usize,
        formulas: &'a BTreeSet<(u32, u32)>,
    ) -> Self {
        let found = extras.and_then(|e| e.sheets.get(position));
        if let Some(found) = found {
            sheet.hidden_rows = found.hidden_rows.clone();
            sheet.hidden_cols = found.hidden_cols.clone();
        }
        Self {
            sheet,
            extras: found,
            styles: extras.map_or(&[], |e| &e.styles),
            formulas,
        }
    }

    fn push(
        &mut self,
        at: (u32, u32),
        value: &Data,
        budget: &mut Budget<'_>,
    ) -> Result<(), Refusal> {
        let formula = self.formulas.contains(&at);
        let at = CellRef::new(at.0, at.1);
        if at.row > LAST_ROW || at.col > LAST_COL {
            return Err(Refusal::damaged("cell beyond the sheet"));
        }
        let mut style = self
            .extras
            .and_then(|e| e.formats.get(&at))
            .and_then(|&i| self.styles.get(i as usize))
            .copied()
            .unwrap_or_default();
        let value = match value {
            Data::Empty => return Ok(()),
            Data::String(text) if text.is_empty() && !formula => return Ok(()),
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
                CellValue::Text(text.as_str().into())
            }
            // Numbers that end as a float in Excel too: no more than 15 digits count.
            Data::Int(number) => number::from_float(*number as f64),
            Data::Float(number) => number::from_float(*number),
            Data::DateTime(serial) => {
                if style.format == NumberFormat::General {
                    style.format = NumberFormat::Date;
                }
                number::from_float(serial.as_f64())
            }
            Data::Bool(truth) => CellValue::Bool(*truth),
            Data::Error(error) => CellValue::Error(error.to_string()),
        };
        if matches!(&value, CellValue::Text(t) if t.starts_with("=DISPIMG(")) {
            self.sheet.pictures += 1;
            return Ok(());
        }
        budget.filled()?;
        if let CellValue::Text(text) = &value {
            budget.text(text)?;
        }
        self.sheet.cells.insert(
            at,
            Cell {
                value,
                formula,
                format: style.format,
                shown_unit: style.unit,
                symbol_font: style.symbol_font,
                struck: style.struck,
                coloured: style.coloured,
                ..Cell::default()
            },
        );
        Ok(())
    }
}

fn places(formulas: &Range<String>) -> BTreeSet<(u32, u32)> {
    let (top, left) = formulas.start().unwrap_or_default();
    formulas
        .used_cells()
        .filter(|(_, _, text)| !text.is_empty())
        .map(|(row, col, _)| (top + row as u32, left + col as u32))
        .collect()
}

fn range(found: Dimensions) -> Option<CellRange> {
    let (first, last) = (found.start, found.end);
    (first.0 <= last.0 && first.1 <= last.1 && last.0 <= LAST_ROW && last.1 <= LAST_COL)
        .then(|| CellRange::new(CellRef::new(first.0, first.1), CellRef::new(last.0, last.1)))
}

fn epoch(from_1904: bool) -> DateSystem {
    if from_1904 {
        DateSystem::From1904
    } else {
        DateSystem::From1900
    }
}

fn empty_sheet(index: usize, entry: &calamine::Sheet) -> Sheet {
    Sheet {
        name: entry.name.clone(),
        index,
        visibility: match entry.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        },
        ..Sheet::default()
    }
}

fn finish(sheet: &mut Sheet) {
    sheet.merges.sort_unstable_by_key(|m| (m.first, m.last));
    sheet.merges.dedup();
    sheet.forget_hidden_beyond_content();
    sheet.token = ooxml::token_in_a1(sheet);
}

fn workbook(kind: FileKind, dates: DateSystem, sheets: Vec<Sheet>, hidden_known: bool) -> Workbook {
    let mut notes = Vec::new();
    if !hidden_known {
        notes.push(Finding::draft("I-HIDDEN-UNKNOWN", &[("what", "这种 .xls ")]).done());
    }
    Workbook {
        kind,
        dates,
        sheets,
        notes,
        signed: false,
        structure_locked: false,
    }
}
