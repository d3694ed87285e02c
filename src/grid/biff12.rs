//! What calamine leaves out of binary workbooks (.xlsb): merges, hidden rows and columns, and
//! what each cell's format means.

use super::biff::{SheetExtras, dword, utf16, word};
use super::format;
use super::style::{CellStyle, symbol_font};
use crate::domain::cell::{CellRange, CellRef, LAST_COL, LAST_ROW};
use std::collections::BTreeMap;

/// Reads a styles part: the cell formats by their index.
pub(super) fn styles(part: &[u8]) -> Vec<CellStyle> {
    let mut styles = Vec::new();
    let mut fonts: Vec<CellStyle> = Vec::new();
    let mut formats = BTreeMap::new();
    let mut in_cell_formats = false;
    for (kind, payload) in (Records { part, at: 0 }) {
        match kind {
            44 => {
                if let (Some(id), Some(code)) = (word(payload, 0), wide(payload, 2)) {
                    formats.insert(id, format::custom(&code));
                }
            }
            43 => fonts.push(CellStyle {
                symbol_font: wide(payload, 21).as_deref().and_then(symbol_font),
                struck: word(payload, 2).is_some_and(|flags| flags & 0x08 != 0),
                ..CellStyle::default()
            }),
            617 => in_cell_formats = true,
            618 => in_cell_formats = false,
            47 if in_cell_formats => {
                let font = usize::from(word(payload, 4).unwrap_or(0));
                let mut style = fonts.get(font).copied().unwrap_or_default();
                let id = word(payload, 2).unwrap_or(0);
                (style.format, style.unit) = formats
                    .get(&id)
                    .copied()
                    .unwrap_or_else(|| (format::built_in(u32::from(id)), None));
                styles.push(style);
            }
            _ => {}
        }
    }
    styles
}

/// The relationships that the sheets of a workbook part are reached by, in their order.
pub(super) fn sheet_relationships(part: &[u8]) -> Vec<String> {
    Records { part, at: 0 }
        .filter(|&(kind, _)| kind == 156)
        .filter_map(|(_, payload)| wide(payload, 8))
        .collect()
}

/// Reads a worksheet part.
pub(super) fn sheet(part: &[u8]) -> SheetExtras {
    let mut found = SheetExtras::default();
    let mut row = 0u32;
    for (kind, payload) in (Records { part, at: 0 }) {
        match kind {
            0 => {
                row = dword(payload, 0).unwrap_or(u32::MAX);
                let hidden = payload.get(11).is_some_and(|flags| flags & 0x10 != 0);
                if hidden && row <= LAST_ROW {
                    found.hidden_rows.insert(row);
                }
            }
            // Cells with a value; 1 is a blank one.
            2..=11 => {
                if let (Some(col), Some(style)) = (dword(payload, 0), dword(payload, 4)) {
                    found.filled += 1;
                    if row <= LAST_ROW && col <= LAST_COL {
                        found
                            .formats
                            .insert(CellRef::new(row, col), style & 0x00FF_FFFF);
                    }
                }
            }
            60 if word(payload, 16).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (dword(payload, 0), dword(payload, 4)) {
                    found.hidden_cols.extend(first..=last.min(LAST_COL));
                }
            }
            176 => found.merges.extend(merge(payload)),
            _ => {}
        }
    }
    found
}

fn merge(payload: &[u8]) -> Option<CellRange> {
    let (top, bottom) = (dword(payload, 0)?, dword(payload, 4)?);
    let (left, right) = (dword(payload, 8)?, dword(payload, 12)?);
    (top <= bottom && left <= right && bottom <= LAST_ROW && right <= LAST_COL)
        .then(|| CellRange::new(CellRef::new(top, left), CellRef::new(bottom, right)))
}

/// A text with its length in 32 bits before it.
fn wide(payload: &[u8], at: usize) -> Option<String> {
    let length = (dword(payload, at)? as usize).checked_mul(2)?;
    let start = at + 4;
    Some(utf16(payload.get(start..start.checked_add(length)?)?))
}

/// The records of a part: kind in one or two bytes, length in one to four, seven bits each.
struct Records<'p> {
    part: &'p [u8],
    at: usize,
}

impl Records<'_> {
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0u32;
        for i in 0..most {
            let byte = *self.part.get(self.at)?;
            self.at += 1;
            number |= u32::from(byte & 0x7F) << (7 * i);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

impl<'p> Iterator for Records<'p> {
    type Item = (u32, &'p [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.number(2)?;
        let length = self.number(4)? as usize;
        let payload = self.part.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some((kind, payload))
    }
}
