//! One worksheet part in one pass: cells, merges, hidden rows and columns, form controls.
//!
//! `dimension` is never believed. Rows and cells without `r` follow on the one before. Cells
//! that hold nothing are counted and passed over.

use super::controls::{ControlRef, MOST_CONTROLS};
use super::strings::{RichText, read_rich, unescape_controls};
use super::styles::Styles;
use crate::domain::cell::{CellRange, CellRef, LAST_COL, LAST_ROW};
use crate::grid::cells::push;
use crate::grid::limits::{Budget, Cap, within};
use crate::grid::model::{Cell, CellValue, Sheet, SymbolFont, SymbolRuns};
use crate::grid::number;
use crate::grid::refusal::Refusal;
use crate::grid::style::CellStyle;
use crate::grid::xml::{Xml, attribute, attributes, is_true, push_text};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;

/// What all sheets of a workbook share.
pub(super) struct Shared<'w> {
    pub strings: &'w [RichText],
    pub styles: &'w Styles,
    /// Whether the workbook keeps pictures in cells (Excel's "place in cell").
    pub cell_pictures: bool,
}

/// The cell that is being read.
#[derive(Default)]
struct Pending {
    at: (u32, u32),
    style: usize,
    kind: Kind,
    /// Rich data are attached (`vm`).
    rich_data: bool,
    cached: bool,
    formula: bool,
    external: bool,
    picture: bool,
    inline: Option<RichText>,
}

/// `c/@t`.
#[derive(Default, Clone, Copy, PartialEq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Formula,
    Inline,
    Bool,
    Error,
    Date,
}

/// Where text goes at the moment.
#[derive(Clone, Copy, PartialEq)]
enum Into {
    Nothing,
    Value,
    Formula,
    /// Column and row of a control's top left.
    AnchorCol,
    AnchorRow,
}

/// Reads a worksheet part into `sheet`; gives the form controls that it refers to.
pub(super) fn read(
    xml: &mut Xml<'_>,
    shared: &Shared<'_>,
    budget: &mut Budget<'_>,
    sheet: &mut Sheet,
) -> Result<Vec<ControlRef>, Refusal> {
    let part = xml.part();
    let mut cells: Vec<(CellRef, Cell)> = Vec::new();
    let mut controls: Vec<ControlRef> = Vec::new();
    let mut external_shared: HashSet<u32> = HashSet::new();
    let mut row = 0u32;
    let mut next_row = 0u32;
    let mut next_col = 0u32;
    let mut pending: Option<Pending> = None;
    let mut value = String::new();
    let mut formula = String::new();
    let mut shared_index: Option<u32> = None;
    let mut into = Into::Nothing;
    let mut seen_root = false;
    let mut in_data = false;
    let mut in_anchor = false;
    let mut anchor_col = 0u32;
    loop {
        let event = xml.next()?;
        match &event {
            Event::Start(e) => match (e.local_name().as_ref(), pending.is_some()) {
                ("sheetData", false) => in_data = true,
                ("row", false) if in_data => {
                    row = next_row;
                    let mut hidden = false;
                    let mut bad = false;
                    attributes(e, |name, text| match name {
                        "r" => match text.trim().parse::<u32>() {
                            Ok(r) if (1..=LAST_ROW + 1).contains(&r) => row = r - 1,
                            _ => bad = true,
                        },
                        "hidden" => hidden |= is_true(text),
                        "ht" => hidden |= text.parse() == Ok(0.0),
                        _ => {}
                    });
                    if bad || row > LAST_ROW {
                        return Err(damaged(part, "row number"));
                    }
                    if hidden {
                        budget.hidden(1)?;
                        sheet.hidden_rows.insert(row);
                    }
                    next_row = row + 1;
                    next_col = 0;
                }
                ("c", false) if in_data => {
                    budget.cell()?;
                    let Some(cell) = start_cell(e, row, next_col) else {
                        return Err(damaged(part, "cell reference"));
                    };
                    next_col = cell.at.1 + 1;
                    value.clear();
                    pending = Some(cell);
                }
                ("v", true) => {
                    into = Into::Value;
                    value.clear();
                    if let Some(cell) = &mut pending {
                        cell.cached = true;
                    }
                }
                ("f", true) => {
                    into = Into::Formula;
                    formula.clear();
                    shared_index = attribute(e, "si").and_then(|si| si.trim().parse().ok());
                    if let Some(cell) = &mut pending {
                        cell.formula = true;
                    }
                }
                ("is", true) => {
                    let rich = read_rich(xml, "is")?;
                    if let Some(cell) = &mut pending {
                        cell.inline = Some(rich);
                    }
                    continue;
                }
                ("from", false) if !in_data => in_anchor = true,
                ("col", false) if in_anchor => {
                    into = Into::AnchorCol;
                    value.clear();
                }
                ("row", false) if in_anchor => {
                    into = Into::AnchorRow;
                    value.clear();
                }
                ("col", false) if !in_data => hidden_columns(e, sheet, budget)?,
                ("mergeCell", false) => {
                    if let Some(merge) = attribute(e, "ref").as_deref().and_then(range) {
                        budget.merge()?;
                        sheet.merges.push(merge);
                    }
                }
                ("control", false) => {
                    if let Some(control) = ControlRef::read(e) {
                        // Excel writes it twice: for new readers, and for old ones without a place.
                        if !controls.iter().any(|c| c.shape == control.shape) {
                            controls.push(control);
                            within(controls.len(), MOST_CONTROLS, Cap::Cells)?;
                        }
                    }
                }
                ("worksheet" | "chartsheet" | "dialogsheet" | "macrosheet", false) => {
                    seen_root = true;
                }
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "v" => into = Into::Nothing,
                "sheetData" => in_data = false,
                "from" => in_anchor = false,
                "col" if into == Into::AnchorCol => {
                    into = Into::Nothing;
                    anchor_col = value.trim().parse().unwrap_or(u32::MAX);
                }
                "row" if into == Into::AnchorRow => {
                    into = Into::Nothing;
                    let row = value.trim().parse().unwrap_or(u32::MAX);
                    if let Some(control) = controls.last_mut()
                        && row <= LAST_ROW
                        && anchor_col <= LAST_COL
                    {
                        control.at.get_or_insert(CellRef::new(row, anchor_col));
                    }
                }
                "f" if into == Into::Formula => {
                    into = Into::Nothing;
                    if let Some(cell) = &mut pending {
                        cell.picture = formula.contains("DISPIMG(");
                        cell.external = reads_other_workbook(&formula);
                        if let Some(index) = shared_index.take() {
                            // Only the first cell of a shared formula holds its text.
                            if formula.is_empty() {
                                cell.external = external_shared.contains(&index);
                            } else if cell.external {
                                external_shared.insert(index);
                            }
                        }
                    }
                }
                "c" => {
                    if let Some(done) = pending.take() {
                        let at = CellRef::new(done.at.0, done.at.1);
                        if let Some(cell) = finish(done, &value, shared, sheet)
                            .map_err(|what| damaged(part, what))?
                        {
                            budget.filled()?;
                            if let CellValue::Text(text) = &cell.value {
                                budget.text(text)?;
                            }
                            budget.bytes(size_of_val(&*cell.symbol_runs))?;
                            push(&mut cells, at, cell);
                        }
                    }
                }
                _ => {}
            },
            Event::Eof => break,
            _ => match into {
                Into::Value | Into::AnchorCol | Into::AnchorRow => {
                    push_text(&event, &mut value)?;
                }
                Into::Formula => push_text(&event, &mut formula)?,
                Into::Nothing => {}
            },
        }
    }
    if !seen_root {
        return Err(damaged(part, "no worksheet in it"));
    }
    sheet.cells = cells.into();
    sheet.merges.sort_unstable_by_key(|m| (m.first, m.last));
    sheet.merges.dedup();
    sheet.forget_hidden_beyond_content();
    Ok(controls)
}

fn damaged(part: &str, what: &str) -> Refusal {
    Refusal::damaged(format!("{part}: {what}"))
}

fn start_cell(element: &BytesStart<'_>, row: u32, col: u32) -> Option<Pending> {
    let mut cell = Pending {
        at: (row, col),
        ..Pending::default()
    };
    let mut bad = false;
    attributes(element, |name, text| match name {
        "r" => match a1(text) {
            Some(at) => cell.at = at,
            None => bad = true,
        },
        "s" => cell.style = text.parse().unwrap_or(0),
        "t" => {
            cell.kind = match text {
                "s" => Kind::Shared,
                "str" => Kind::Formula,
                "inlineStr" | "is" => Kind::Inline,
                "b" => Kind::Bool,
                "e" => Kind::Error,
                "d" => Kind::Date,
                _ => Kind::Number,
            }
        }
        "vm" => cell.rich_data = true,
        _ => {}
    });
    (!bad && cell.at.0 <= LAST_ROW && cell.at.1 <= LAST_COL).then_some(cell)
}

/// What the cell holds; nothing for one that is empty, or that shows a picture.
fn finish(
    pending: Pending,
    value: &str,
    shared: &Shared<'_>,
    sheet: &mut Sheet,
) -> Result<Option<Cell>, &'static str> {
    let style = shared.styles.get(pending.style);
    let mut rich: Option<&RichText> = pending.inline.as_ref();
    let content = match pending.kind {
        Kind::Shared if !value.trim().is_empty() => {
            let index: usize = value.trim().parse().map_err(|_| "shared string index")?;
            let string = shared.strings.get(index).ok_or("shared string index")?;
            rich = Some(string);
            CellValue::Text(string.text.clone())
        }
        Kind::Shared => CellValue::default(),
        Kind::Inline => CellValue::Text(rich.map(|r| r.text.clone()).unwrap_or_default()),
        Kind::Formula | Kind::Date => CellValue::Text(unescape_controls(value).into()),
        Kind::Bool => match value.trim() {
            "" => CellValue::default(),
            text => CellValue::Bool(is_true(&text.to_ascii_lowercase())),
        },
        Kind::Error if value.trim().is_empty() => CellValue::default(),
        Kind::Error => CellValue::Error(value.trim().to_owned()),
        Kind::Number => match value.trim() {
            "" => CellValue::Text(rich.map(|r| r.text.clone()).unwrap_or_default()),
            text => number::from_text(text)
                .unwrap_or_else(|| CellValue::Text(unescape_controls(value).into())),
        },
    };
    let picture = pending.picture
        || matches!(&content, CellValue::Text(t) if t.starts_with("=DISPIMG("))
        || (pending.rich_data
            && shared.cell_pictures
            && matches!(&content, CellValue::Error(e) if e == "#VALUE!"));
    if picture {
        sheet.pictures += 1;
        return Ok(None);
    }
    let empty = matches!(&content, CellValue::Text(t) if t.is_empty());
    if empty && !pending.formula {
        return Ok(None);
    }
    let mut cell = Cell {
        // An empty `<v/>` is a value only where the formula gave a text: openpyxl writes it for
        // formulas that were never calculated.
        uncached: pending.formula
            && empty
            && !(pending.cached && matches!(pending.kind, Kind::Formula)),
        value: content,
        formula: pending.formula,
        external: pending.external,
        format: style.format,
        shown_unit: style.unit,
        symbol_font: style.symbol_font,
        symbol_runs: SymbolRuns::default(),
        struck: style.struck,
        coloured: style.coloured,
    };
    if let Some(rich) = rich.filter(|r| !r.runs.is_empty()) {
        apply_runs(rich, style, &mut cell);
    }
    Ok(Some(cell))
}

/// Runs override the cell's own font.
fn apply_runs(rich: &RichText, style: CellStyle, cell: &mut Cell) {
    // What stands before the first run, or between them, has the cell's own font.
    let covered: usize = rich.runs.iter().map(|r| r.end - r.start).sum();
    let whole = covered == rich.text.len();
    let mut runs: Vec<(usize, usize, SymbolFont)> = Vec::new();
    for run in &rich.runs {
        if let Some(font) = run.font.unwrap_or(style.symbol_font) {
            runs.push((run.start, run.end, font));
        }
    }
    let in_symbols: usize = runs.iter().map(|(start, end, _)| end - start).sum();
    cell.symbol_font = match runs.first() {
        Some(&(_, _, font)) if whole && in_symbols == covered => runs
            .iter()
            .all(|&(_, _, other)| other == font)
            .then_some(font),
        _ if whole => None,
        _ => style.symbol_font,
    };
    cell.symbol_runs = runs.into();
    cell.struck = (style.struck && !whole) || (whole && rich.runs.iter().all(|r| r.struck));
}

/// `[1]Sheet1!A1`, `'[客户.xlsx]表'!B2`: another workbook; `Table1[[#This Row],[x]]`: not.
fn reads_other_workbook(formula: &str) -> bool {
    let mut rest = formula;
    while let Some(open) = rest.find('[') {
        let before = &rest[..open];
        let after = &rest[open + 1..];
        let Some(close) = after.find(']') else {
            return false;
        };
        let inside = &after[..close];
        let follows = &after[close + 1..];
        // A table's column follows on the table's name; a workbook opens a reference, or
        // follows on its folder within quotes.
        let opens = before
            .chars()
            .next_back()
            .is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == ']' || c == '['));
        let leads_to_sheet = follows
            .find('!')
            .is_some_and(|bang| !follows[..bang].contains(['[', ',', ')', '(']));
        if opens && leads_to_sheet && !inside.is_empty() {
            return true;
        }
        rest = follows;
    }
    false
}

fn hidden_columns(
    element: &BytesStart<'_>,
    sheet: &mut Sheet,
    budget: &mut Budget<'_>,
) -> Result<(), Refusal> {
    let (mut min, mut max, mut hidden) = (0u32, 0u32, false);
    attributes(element, |name, text| match name {
        "min" => min = text.parse().unwrap_or(0),
        "max" => max = text.parse().unwrap_or(0),
        "hidden" => hidden |= is_true(text),
        "width" => hidden |= text.parse() == Ok(0.0),
        _ => {}
    });
    if hidden && min >= 1 {
        let columns = (min - 1)..max.min(LAST_COL + 1);
        budget.hidden(columns.len())?;
        sheet.hidden_cols.extend(columns);
    }
    Ok(())
}

/// `A1:C3`, or a single cell.
fn range(text: &str) -> Option<CellRange> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (a1(first)?, a1(last)?);
    let at = |row: u32, col: u32| CellRef::new(row, col);
    Some(CellRange::new(
        at(first.0.min(last.0), first.1.min(last.1)),
        at(first.0.max(last.0), first.1.max(last.1)),
    ))
}

/// A cell's row and column, within what Excel knows.
pub(super) fn a1(text: &str) -> Option<(u32, u32)> {
    let mut col = 0u32;
    let mut row = 0u32;
    for b in text.trim().bytes() {
        match b {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => {
                col = col.checked_mul(26)? + u32::from(b.to_ascii_uppercase() - b'A') + 1;
            }
            b'0'..=b'9' => row = row.checked_mul(10)?.checked_add(u32::from(b - b'0'))?,
            _ => return None,
        }
    }
    (col >= 1 && row >= 1 && col <= LAST_COL + 1 && row <= LAST_ROW + 1).then(|| (row - 1, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_into_other_workbooks_are_known() {
        for formula in [
            "VLOOKUP(A2,[1]Sheet1!$A:$C,3,0)",
            "'[客户档案.xlsx]客户'!B2",
            "'\\\\server\\share\\[a.xlsx]表1'!A1+1",
            "[2]!名称",
        ] {
            assert!(reads_other_workbook(formula), "{formula}");
        }
        for formula in [
            "SUM(A1:B2)",
            "Table1[[#This Row],[金额]]*2",
            "Table1[金额]",
            "SUM(表1[年初],Sheet2!A1)",
            "VLOOKUP(A2,Sheet2!$A:$C,3,0)",
            "[",
        ] {
            assert!(!reads_other_workbook(formula), "{formula}");
        }
    }

    #[test]
    fn references_beyond_the_sheet_are_none() {
        assert_eq!(a1("XFD1048576"), Some((LAST_ROW, LAST_COL)));
        assert_eq!(a1("$b$2"), Some((1, 1)));
        for bad in [
            "",
            "A",
            "1",
            "XFE1",
            "A1048577",
            "A0",
            "A99999999999",
            "1A",
            "AAAAAAAAAAA1",
        ] {
            assert_eq!(a1(bad), None, "{bad}");
        }
    }
}
