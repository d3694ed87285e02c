//! What calamine leaves out of old workbooks (.xls, BIFF8): hidden rows and columns, and what
//! each cell's format means.
//!
//! Only record headers and a few fixed places are read. Cells outside what Excel 97 knows, and
//! sheets whose corners span more than can be laid out densely (as calamine does), are found
//! before calamine sees the file.

use super::format;
use super::model::{NumberFormat, ShownUnit};
use super::style::{CellStyle, indexed_colour, is_red, is_vivid, symbol_font};
use crate::domain::cell::CellRef;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What was found on the sheets, in the order of their directory.
#[derive(Debug, Default)]
pub(super) struct Extras {
    /// Whether the kind is one whose formats are known here.
    pub complete: bool,
    pub styles: Vec<CellStyle>,
    pub sheets: Vec<SheetExtras>,
}

/// What was found on one sheet.
#[derive(Debug, Default)]
pub(super) struct SheetExtras {
    pub hidden_rows: BTreeSet<u32>,
    pub hidden_cols: BTreeSet<u32>,
    pub merges: Vec<crate::domain::cell::CellRange>,
    /// Index of each filled cell's format.
    pub formats: HashMap<CellRef, u32>,
    /// Cells that hold something.
    pub filled: usize,
    /// Rows × columns between the outermost filled cells.
    pub area: u64,
}

/// The font of an index; 4 is never used, so those behind it count one less.
struct Fonts(Vec<CellStyle>);

impl Fonts {
    fn get(&self, index: u16) -> CellStyle {
        let index = usize::from(index);
        let place = if index > 4 { index - 1 } else { index };
        self.0.get(place).copied().unwrap_or_default()
    }
}

/// Where the payloads of the records lie, and how long they are, that tell how far a sheet reaches. calamine reserves
/// what they say, which in honest old files too can be the whole sheet.
pub(super) fn dimensions(stream: &[u8]) -> BTreeMap<usize, usize> {
    let mut starts = vec![0];
    let mut found = BTreeMap::new();
    for (kind, payload) in (Records { stream, at: 0 }) {
        if kind == 0x0085 {
            starts.extend(dword(payload, 0).map(|at| at as usize));
        }
    }
    for at in starts.into_iter().take(1_000) {
        let mut records = Records { stream, at };
        while let Some((kind, payload)) = records.next() {
            let start = records.at - payload.len();
            // What lies behind was looked at before.
            if kind == 0x0200 && found.insert(start, payload.len()).is_some() {
                break;
            }
        }
    }
    found
}

/// Reads a `Workbook` (BIFF8) or `Book` (BIFF5) stream; of the latter no formats. None if it
/// does not begin as either.
pub(super) fn read(stream: &[u8]) -> Option<Extras> {
    let mut extras = Extras::default();
    let mut fonts = Fonts(Vec::new());
    let mut formats: BTreeMap<u16, (NumberFormat, Option<ShownUnit>)> = BTreeMap::new();
    let mut starts = Vec::new();
    let mut records = Records { stream, at: 0 };
    let (first, payload) = records.next()?;
    if first != 0x0809 {
        return None;
    }
    extras.complete = word(payload, 0)? == 0x0600;
    for (kind, payload) in records {
        match kind {
            0x0031 if extras.complete => fonts.0.push(font(payload).unwrap_or_default()),
            0x041E if extras.complete => {
                if let (Some(id), Some(code)) = (word(payload, 0), format_code(payload)) {
                    formats.insert(id, format::custom(&code));
                }
            }
            0x00E0 if extras.complete => {
                let mut style = fonts.get(word(payload, 0).unwrap_or(0));
                let id = word(payload, 2).unwrap_or(0);
                (style.format, style.unit) = formats
                    .get(&id)
                    .copied()
                    .unwrap_or_else(|| (format::built_in(u32::from(id)), None));
                // A solid fill's colour.
                let solid = word(payload, 16).is_some_and(|w| w >> 10 == 1);
                let colour = word(payload, 18).map(|w| usize::from(w & 0x7F));
                if solid && colour.and_then(indexed_colour).is_some_and(is_vivid) {
                    style.coloured = true;
                }
                extras.styles.push(style);
            }
            0x0085 => starts.push(dword(payload, 0)? as usize),
            0x000A => break,
            _ => {}
        }
    }
    extras.sheets = starts
        .iter()
        .map(|&at| sheet(Records { stream, at }))
        .collect();
    Some(extras)
}

fn sheet(records: Records<'_>) -> SheetExtras {
    let mut found = SheetExtras::default();
    let (mut rows, mut cols) = ((u32::MAX, 0u32), (u32::MAX, 0u32));
    let mut depth = 0usize;
    let mut cell = |found: &mut SheetExtras, row: u16, col: u16, format: u16| {
        let (row, col) = (u32::from(row), u32::from(col));
        rows = (rows.0.min(row), rows.1.max(row));
        cols = (cols.0.min(col), cols.1.max(col));
        found.filled += 1;
        found
            .formats
            .insert(CellRef::new(row, col), u32::from(format));
    };
    for (kind, payload) in records {
        match kind {
            // Charts lie inside a sheet with a beginning and an end of their own.
            0x0809 => depth += 1,
            0x000A => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            _ if depth > 1 => {}
            0x0208 if word(payload, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                found.hidden_rows.extend(word(payload, 0).map(u32::from));
            }
            0x007D if word(payload, 8).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (word(payload, 0), word(payload, 2)) {
                    found
                        .hidden_cols
                        .extend(u32::from(first)..=u32::from(last.min(255)));
                }
            }
            // LABELSST, NUMBER, RK, FORMULA, BOOLERR, LABEL, RSTRING.
            0x00FD | 0x0203 | 0x027E | 0x0006 | 0x0205 | 0x0204 | 0x00D6 => {
                if let (Some(row), Some(col), Some(format)) =
                    (word(payload, 0), word(payload, 2), word(payload, 4))
                {
                    cell(&mut found, row, col, format);
                }
            }
            // MULRK: a row of numbers.
            0x00BD => {
                if let (Some(row), Some(first)) = (word(payload, 0), word(payload, 2)) {
                    let numbers = payload.len().saturating_sub(6) / 6;
                    for i in 0..numbers {
                        let col = first.saturating_add(u16::try_from(i).unwrap_or(u16::MAX));
                        if let Some(format) = word(payload, 4 + 6 * i) {
                            cell(&mut found, row, col, format);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    if found.filled > 0 {
        found.area = u64::from(rows.1 - rows.0 + 1) * u64::from(cols.1 - cols.0 + 1);
    }
    found
}

fn font(payload: &[u8]) -> Option<CellStyle> {
    let length = usize::from(*payload.get(14)?);
    let name = characters(payload.get(15..)?, length)?;
    Some(CellStyle {
        symbol_font: symbol_font(&name),
        struck: word(payload, 2)? & 0x08 != 0,
        coloured: indexed_colour(usize::from(word(payload, 4)?)).is_some_and(is_red),
        ..CellStyle::default()
    })
}

fn format_code(payload: &[u8]) -> Option<String> {
    characters(payload.get(4..)?, usize::from(word(payload, 2)?))
}

/// A flag byte and then characters of one or two bytes.
fn characters(bytes: &[u8], length: usize) -> Option<String> {
    let (flags, rest) = bytes.split_first()?;
    if flags & 1 == 0 {
        // One byte each: the low halves of UTF-16.
        return Some(rest.get(..length)?.iter().map(|&b| b as char).collect());
    }
    Some(utf16(rest.get(..length.checked_mul(2)?)?))
}

/// Text of little-endian UTF-16.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| match pair {
        [low, high] => Some(u16::from_le_bytes([*low, *high])),
        _ => None,
    });
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// A 16-bit number at a place.
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// A 32-bit number at a place.
pub(super) fn dword(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The records of a stream, from a place on.
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.stream.get(self.at..self.at.checked_add(4)?)?;
        let (kind, length) = (word(head, 0)?, usize::from(word(head, 2)?));
        let start = self.at + 4;
        let payload = self.stream.get(start..start + length)?;
        self.at = start + length;
        Some((kind, payload))
    }
}
