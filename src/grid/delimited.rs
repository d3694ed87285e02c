//! Text with separators (.csv): UTF-8, UTF-16 with its mark, or GB18030.
//!
//! Everything stays the text that it is: leading zeros, long numbers and a leading `=` among it.

use super::cells::push;
use super::limits::Budget;
use super::model::{Cell, CellValue, DateSystem, FileKind, Sheet, Workbook};
use super::refusal::Refusal;
use crate::domain::cell::{CellRef, LAST_COL, LAST_ROW};
use std::borrow::Cow;

/// Reads separated text as a workbook of one sheet, named like the file.
pub(super) fn read(
    bytes: &[u8],
    file_name: &str,
    budget: &mut Budget<'_>,
) -> Result<Workbook, Refusal> {
    if bytes.len() as u64 > budget.limits.part_bytes.min(budget.limits.file_bytes) {
        return Err(super::limits::Cap::FileBytes.into());
    }
    let text = decode(bytes)?;
    if text.contains('\0') {
        return Err(Refusal::damaged("zero characters in a text"));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut sheet = Sheet {
        name: sheet_name(file_name),
        ..Sheet::default()
    };
    let mut cells = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut lines = Lines::default();
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|e| Refusal::damaged(e.to_string()))?;
        if !more {
            break;
        }
        let row = lines.row_of(&text, record.position().map_or(0, csv::Position::byte));
        lines.quoted += breaks(record.iter().map(str::as_bytes));
        for (col, field) in record.iter().enumerate() {
            budget.cell()?;
            let col = u32::try_from(col).unwrap_or(u32::MAX);
            if row > LAST_ROW || col > LAST_COL {
                return Err(super::limits::Cap::Cells.into());
            }
            let field = formula_text(field);
            if field.is_empty() {
                continue;
            }
            budget.filled()?;
            budget.text(field)?;
            let cell = Cell {
                value: CellValue::Text(field.into()),
                ..Cell::default()
            };
            push(&mut cells, CellRef::new(row, col), cell);
        }
    }
    sheet.cells = cells.into();
    sheet.token = super::ooxml::token_in_a1(&sheet);
    Ok(Workbook {
        kind: FileKind::Csv,
        dates: DateSystem::From1900,
        sheets: vec![sheet],
        notes: Vec::new(),
        signed: false,
        structure_locked: false,
    })
}

/// Counts lines, to know on which row a spreadsheet shows a record: blank lines, which the reader
/// passes over, count; line breaks within quotes do not.
#[derive(Default)]
struct Lines {
    /// Up to which byte lines are counted.
    at: usize,
    ended: u64,
    /// Breaks within the fields so far.
    quoted: u64,
}

impl Lines {
    /// The row of the record behind a byte position.
    fn row_of(&mut self, text: &str, position: u64) -> u32 {
        let bytes = text.as_bytes();
        let mut start = usize::try_from(position).unwrap_or(bytes.len());
        // The position may still lie before the end of the line before.
        while matches!(bytes.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        self.ended += breaks(bytes.get(self.at..start));
        self.at = start;
        u32::try_from(self.ended.saturating_sub(self.quoted)).unwrap_or(u32::MAX)
    }
}

/// Line breaks: a line feed, or a carriage return alone.
fn breaks<'b>(texts: impl IntoIterator<Item = &'b [u8]>) -> u64 {
    texts
        .into_iter()
        .map(|text| {
            let feeds = text.iter().filter(|&&b| b == b'\n').count();
            let pairs = text.windows(2).filter(|w| w == b"\r\n").count();
            let returns = text.iter().filter(|&&b| b == b'\r').count();
            (feeds + returns - pairs) as u64
        })
        .sum()
}

/// `="0123"` is how other systems keep zeros; the text within is meant.
fn formula_text(field: &str) -> &str {
    field
        .strip_prefix("=\"")
        .and_then(|f| f.strip_suffix('"'))
        .filter(|f| !f.contains('"'))
        .unwrap_or(field)
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let (text, _, bad) = encoding_rs::UTF_16LE.decode(bytes);
        return if bad {
            Err(Refusal::damaged("not UTF-16"))
        } else {
            Ok(text)
        };
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    match encoding_rs::GB18030.decode_without_bom_handling(bytes) {
        (text, false) => Ok(text),
        (_, true) => Err(Refusal::damaged("neither UTF-8 nor GB18030")),
    }
}

/// The separator that the first lines use most: comma, tab or semicolon.
fn separator(text: &str) -> u8 {
    let head: Vec<&str> = text.lines().take(20).collect();
    let count = |c: char| head.iter().map(|l| l.matches(c).count()).sum::<usize>();
    let (commas, tabs, semicolons) = (count(','), count('\t'), count(';'));
    if tabs > commas && tabs >= semicolons {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}

fn sheet_name(file_name: &str) -> String {
    let base = file_name
        .rsplit_once(['/', '\\'])
        .map_or(file_name, |(_, base)| base);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let name: String = stem.chars().take(31).collect();
    if name.is_empty() {
        "Sheet1".to_owned()
    } else {
        name
    }
}
