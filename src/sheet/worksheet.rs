//! A plan as the XML of a worksheet part.
//!
//! Written by hand and in one pass: the per-file cost of our sheets is this file. What is only
//! known where the sheet lands (numbers of cell formats, final names of sheets) goes through a
//! [`Sink`]: the donor leaves holes there, a workbook of our own fills them at once.

use super::entry;
use super::palette::{Kind, palette};
use super::plan::{Content, Link, PlannedCell, SheetPlan, Style};
use super::text::{escaped, push_cell_text, push_escaped, quoted_sheet, target};
use crate::domain::cell::{CellRange, CellRef, LAST_COL, LAST_ROW};
use crate::domain::decimal::plain;
use crate::domain::value::iso;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Height in points of rows that the plan does not name.
pub const DEFAULT_HEIGHT: f64 = 18.0;

/// Excel's limit of links on one sheet is 65 530; beyond it cells stay plain text.
const MOST_LINKS: usize = 65_000;

/// Where the XML goes.
pub(crate) trait Sink {
    /// The text written since the last hole.
    fn xml(&mut self) -> &mut String;
    /// The number of a cell format.
    fn style(&mut self, format: u32);
    /// The quoted and escaped name of one of our sheets, by its position among the plans.
    fn sheet_reference(&mut self, sheet: usize);
    /// Whether days are written as text: a receiver that counts from 1904 would show serial
    /// numbers four years off.
    fn days_as_text(&self) -> bool;
    /// Whether the workbook has the formats of open cells and of highlights: a donor has neither.
    fn protects(&self) -> bool {
        false
    }
}

/// What the worksheet leans on.
#[derive(Debug, Default)]
pub(crate) struct Leans {
    /// Relationship id and target of links to other files.
    pub(crate) external: Vec<(String, String)>,
    /// Relationship id of the drawing.
    pub(crate) drawing: Option<String>,
}

/// Writes the part. `names` are the wished names of all plans, by position.
pub(crate) fn write(
    plan: &SheetPlan,
    names: &[&str],
    selected: bool,
    sink: &mut impl Sink,
) -> Leans {
    let mut leans = Leans::default();
    let protected = plan.protection.is_some() && sink.protects();
    head(plan, selected, protected, sink.xml());
    rows(plan, sink);
    if protected {
        sink.xml().push_str(entry::PROTECTED);
    }
    if let Some(area) = plan.filter {
        let _ = write!(sink.xml(), "<autoFilter ref=\"{area}\"/>");
    }
    merges(plan, sink.xml());
    if sink.protects() {
        entry::highlights(plan, sink.xml());
    }
    entry::validations(plan, names, sink);
    links(plan, names, sink, &mut leans);
    foot(plan, sink.xml());
    if !plan.charts.is_empty() {
        let id = format!("rId{}", leans.external.len() + 1);
        let _ = write!(sink.xml(), "<drawing r:id=\"{id}\"/>");
        leans.drawing = Some(id);
    }
    sink.xml().push_str("</worksheet>");
    leans
}

fn head(plan: &SheetPlan, selected: bool, protected: bool, out: &mut String) {
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheetPr>");
    if let Some(rgb) = plan.tab_rgb {
        let _ = write!(out, "<tabColor rgb=\"FF{rgb}\"/>");
    }
    out.push_str("<pageSetUpPr fitToPage=\"1\"/></sheetPr>");
    if let Some(last) = last_cell(plan) {
        let _ = write!(out, "<dimension ref=\"A1:{last}\"/>");
    }
    out.push_str("<sheetViews><sheetView");
    if !plan.grid_lines {
        out.push_str(" showGridLines=\"0\"");
    }
    if selected {
        out.push_str(" tabSelected=\"1\"");
    }
    out.push_str(" workbookViewId=\"0\">");
    match plan.freeze {
        Some(at) if at.row > 0 || at.col > 0 => pane(at, out),
        _ => {
            let first = first_visible(plan);
            let _ = write!(out, "<selection activeCell=\"{first}\" sqref=\"{first}\"/>");
        }
    }
    let _ = write!(
        out,
        "</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"{DEFAULT_HEIGHT}\" customHeight=\"1\"/>"
    );
    columns(plan, protected, out);
}

/// The first cell that can be seen: below the token's row, if there is one.
pub(crate) fn first_visible(plan: &SheetPlan) -> CellRef {
    CellRef::new(u32::from(plan.token.is_some()), 0)
}

fn pane(at: CellRef, out: &mut String) {
    out.push_str("<pane");
    if at.col > 0 {
        let _ = write!(out, " xSplit=\"{}\"", at.col);
    }
    if at.row > 0 {
        let _ = write!(out, " ySplit=\"{}\"", at.row);
    }
    let name = match (at.row > 0, at.col > 0) {
        (true, true) => "bottomRight",
        (true, false) => "bottomLeft",
        _ => "topRight",
    };
    let _ = write!(
        out,
        " topLeftCell=\"{at}\" activePane=\"{name}\" state=\"frozen\"/><selection pane=\"{name}\" activeCell=\"{at}\" sqref=\"{at}\"/>"
    );
}

fn columns(plan: &SheetPlan, protected: bool, out: &mut String) {
    let hidden_last = plan.hidden_cols.last().map_or(0, |c| c + 1);
    let count = (plan.widths.len() as u32)
        .max(hidden_last)
        .min(LAST_COL + 1);
    if count == 0 {
        return;
    }
    out.push_str("<cols>");
    for col in 0..count {
        let width = plan.widths.get(col as usize).copied().unwrap_or(9.0);
        // Excel adds the cell's padding of 5 pixels to the characters that fit (18.3.1.13).
        let width = width.clamp(0.0, 254.0) + 0.71;
        let _ = write!(
            out,
            "<col min=\"{0}\" max=\"{0}\" width=\"{width:.2}\" customWidth=\"1\"",
            col + 1
        );
        if plan.hidden_cols.contains(&col) {
            out.push_str(" hidden=\"1\"");
        }
        if protected {
            let _ = write!(out, " style=\"{}\"", entry::open_plain());
        }
        out.push_str("/>");
    }
    if protected {
        // Room at the right for remarks of people's own.
        let _ = write!(
            out,
            "<col min=\"{}\" max=\"{}\" width=\"16.71\" customWidth=\"1\" style=\"{}\"/>",
            count + 1,
            count + entry::FREE_COLUMNS,
            entry::open_plain()
        );
    }
    out.push_str("</cols>");
}

fn last_cell(plan: &SheetPlan) -> Option<CellRef> {
    let row = plan.cells.iter().map(|c| c.at.row).max();
    let col = plan.cells.iter().map(|c| c.at.col).max();
    match (row, col) {
        (Some(row), Some(col)) => Some(CellRef::new(row.min(LAST_ROW), col.min(LAST_COL))),
        _ => plan.token.as_ref().map(|_| CellRef::new(0, 0)),
    }
}

fn rows(plan: &SheetPlan, sink: &mut impl Sink) {
    let token = plan.token.as_ref().map(|token| PlannedCell {
        at: CellRef::new(0, 0),
        content: Content::Text(token.clone()),
        style: Style::Plain,
        link: None,
    });
    // Later cells win over earlier ones of the same place, as a pen would.
    let mut cells: Vec<&PlannedCell> = plan
        .cells
        .iter()
        .filter(|c| c.at.row <= LAST_ROW && c.at.col <= LAST_COL)
        .filter(|c| token.is_none() || c.at.row > 0)
        .chain(token.as_ref())
        .collect();
    cells.sort_by_key(|c| c.at);
    let mut by_row: BTreeMap<u32, Vec<&PlannedCell>> = BTreeMap::new();
    for cell in cells {
        let row = by_row.entry(cell.at.row).or_default();
        if row.last().is_some_and(|last| last.at == cell.at) {
            row.pop();
        }
        row.push(cell);
    }
    for row in plan.heights.keys().chain(&plan.hidden_rows) {
        by_row.entry(*row).or_default();
    }
    sink.xml().push_str("<sheetData>");
    for (row, cells) in &by_row {
        if *row > LAST_ROW {
            continue;
        }
        let _ = write!(sink.xml(), "<row r=\"{}\"", row + 1);
        let height = plan.heights.get(row).copied().unwrap_or(DEFAULT_HEIGHT);
        // Excel knows no row above 409.5 points.
        let _ = write!(
            sink.xml(),
            " ht=\"{}\" customHeight=\"1\"",
            height.clamp(1.0, 409.0)
        );
        if (*row == 0 && token.is_some()) || plan.hidden_rows.contains(row) {
            sink.xml().push_str(" hidden=\"1\"");
        }
        sink.xml().push('>');
        for cell in cells {
            let open = plan.protection.as_ref().is_some_and(|p| p.is_open(cell.at));
            write_cell(cell, open, sink);
        }
        sink.xml().push_str("</row>");
    }
    sink.xml().push_str("</sheetData>");
}

/// What a content becomes in the file.
enum Written<'a> {
    Nothing,
    Text(&'a str),
    OwnText(String),
    Number(String),
}

fn write_cell(cell: &PlannedCell, open: bool, sink: &mut impl Sink) {
    let (kind, written) = written(&cell.content, sink.days_as_text());
    // Numbers stand at the right of a value cell.
    let style = match (cell.style, &written) {
        (Style::Value, Written::Number(_)) => Style::ValueRight,
        (style, _) => style,
    };
    let (format, fits) = palette().format(style, kind);
    let format = if open && sink.protects() {
        palette().open(format)
    } else {
        format
    };
    let written = match (fits, &cell.content) {
        (false, Content::Share(share)) => Written::OwnText(per_cent(*share)),
        (false, Content::Date(day)) => Written::OwnText(iso(*day)),
        _ => written,
    };
    let _ = write!(sink.xml(), "<c r=\"{}\" s=\"", cell.at);
    sink.style(format);
    let out = sink.xml();
    match &written {
        Written::Nothing => out.push_str("\"/>"),
        Written::Number(number) => {
            let _ = write!(out, "\"><v>{number}</v></c>");
        }
        Written::Text(_) | Written::OwnText(_) => {
            out.push_str("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            match &written {
                Written::Text(text) => push_cell_text(out, text),
                Written::OwnText(text) => push_cell_text(out, text),
                _ => {}
            }
            out.push_str("</t></is></c>");
        }
    }
}

fn written(content: &Content, days_as_text: bool) -> (Kind, Written<'_>) {
    match content {
        Content::Blank => (Kind::General, Written::Nothing),
        Content::Text(text) if text.is_empty() => (Kind::General, Written::Nothing),
        Content::Text(text) => {
            let kind = if must_be_kept(text) {
                Kind::KeptText
            } else {
                Kind::General
            };
            (kind, Written::Text(text))
        }
        Content::Number(n) if digits(*n) > 15 => (Kind::KeptText, Written::OwnText(plain(*n))),
        Content::Number(n) => (Kind::General, Written::Number(plain(*n))),
        Content::Share(n) => {
            let places = n
                .checked_mul(Decimal::ONE_HUNDRED)
                .map(|h| h.normalize().scale());
            let kind = match places {
                Some(0) => Kind::Share0,
                Some(1) => Kind::Share1,
                _ => Kind::Share2,
            };
            (kind, Written::Number(plain(*n)))
        }
        Content::Date(day) => match serial(*day) {
            Some(number) if !days_as_text => (Kind::Date, Written::Number(number.to_string())),
            _ => (Kind::General, Written::OwnText(iso(*day))),
        },
    }
}

/// Whether Excel would take the text for something else once someone edits the cell: then the
/// cell is formatted as text. Long texts are not, for old versions show them as `####`.
fn must_be_kept(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let risky = matches!(first, '=' | '+' | '-' | '@' | '\'')
        || text.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '.' | ',' | '/' | '-' | ':' | '%' | 'E' | 'e' | ' ')
        });
    risky && text.chars().count() <= 255
}

/// Significant digits.
fn digits(number: Decimal) -> usize {
    number
        .normalize()
        .mantissa()
        .unsigned_abs()
        .to_string()
        .len()
}

/// A fraction as people write it: 0.155 → `15.5%`.
fn per_cent(share: Decimal) -> String {
    share.checked_mul(Decimal::ONE_HUNDRED).map_or_else(
        || plain(share),
        |hundredfold| format!("{}%", plain(hundredfold)),
    )
}

/// Excel's serial number in the 1900 system; none before 1900-03-01, where its calendar is wrong.
fn serial(day: NaiveDate) -> Option<i64> {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = day.signed_duration_since(epoch).num_days();
    (61..2_958_466).contains(&days).then_some(days)
}

fn merges(plan: &SheetPlan, out: &mut String) {
    if plan.merges.is_empty() {
        return;
    }
    let _ = write!(out, "<mergeCells count=\"{}\">", plan.merges.len());
    for area in &plan.merges {
        let _ = write!(out, "<mergeCell ref=\"{area}\"/>");
    }
    out.push_str("</mergeCells>");
}

fn links(plan: &SheetPlan, names: &[&str], sink: &mut impl Sink, leans: &mut Leans) {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    // A merged region can be clicked as a whole.
    let merged: BTreeMap<CellRef, CellRange> =
        plan.merges.iter().map(|area| (area.first, *area)).collect();
    let mut open = false;
    for cell in plan
        .cells
        .iter()
        .filter(|c| c.link.is_some())
        .take(MOST_LINKS)
    {
        let Some(link) = &cell.link else { continue };
        let own = |name: &str| names.iter().position(|n| *n == name);
        if let Link::Own(name) | Link::OwnCell { sheet: name, .. } = link
            && own(name).is_none()
        {
            continue;
        }
        if !open {
            sink.xml().push_str("<hyperlinks>");
            open = true;
        }
        sink.xml().push_str("<hyperlink ref=\"");
        // A way to another file stands on the first cell alone, which some readers ask for; a
        // click anywhere on the region counts as one on it.
        let whole = merged
            .get(&cell.at)
            .filter(|_| !matches!(link, Link::File { .. }));
        let _ = match whole {
            Some(area) => write!(sink.xml(), "{area}\""),
            None => write!(sink.xml(), "{}\"", cell.at),
        };
        match link {
            Link::Cell { sheet, cell } => {
                let out = sink.xml();
                out.push_str(" location=\"");
                push_escaped(out, &quoted_sheet(sheet));
                let _ = write!(out, "!{cell}\"");
            }
            Link::Own(name) | Link::OwnCell { sheet: name, .. } => {
                sink.xml().push_str(" location=\"");
                sink.sheet_reference(own(name).unwrap_or(0));
                let to = match link {
                    Link::OwnCell { cell, .. } => *cell,
                    // Row 1 of our sheets is hidden more often than not.
                    _ => CellRef::new(1, 0),
                };
                let _ = write!(sink.xml(), "!{to}\"");
            }
            Link::File { path, place } => {
                let to = target(path);
                let next = format!("rId{}", leans.external.len() + 1);
                let id = known.entry(to.clone()).or_insert_with(|| {
                    leans.external.push((next.clone(), to));
                    next
                });
                let out = sink.xml();
                let _ = write!(out, " r:id=\"{id}\"");
                if !place.is_empty() {
                    out.push_str(" location=\"");
                    push_escaped(out, place);
                    out.push('"');
                }
            }
        }
        sink.xml().push_str("/>");
    }
    if open {
        sink.xml().push_str("</hyperlinks>");
    }
}

fn foot(plan: &SheetPlan, out: &mut String) {
    out.push_str("<printOptions horizontalCentered=\"1\"/><pageMargins left=\"0.55\" right=\"0.55\" top=\"0.55\" bottom=\"0.7\" header=\"0.3\" footer=\"0.35\"/>");
    let _ = write!(
        out,
        "<pageSetup paperSize=\"9\" orientation=\"{}\" fitToWidth=\"1\" fitToHeight=\"{}\"/>",
        if plan.print.landscape {
            "landscape"
        } else {
            "portrait"
        },
        u8::from(plan.print.one_page)
    );
    // `&` opens a code in a footer and is doubled; the whole stays below Excel's 255 characters.
    let left: String = plan.print.footer.chars().take(150).collect();
    let left = escaped(&left.replace('&', "&&"));
    let left = match plan.print.file_name {
        true => format!("&amp;F · {left}"),
        false => left,
    };
    let _ = write!(
        out,
        "<headerFooter><oddFooter>&amp;L&amp;8{}{left}&amp;R&amp;8第 &amp;P 页 / 共 &amp;N 页</oddFooter></headerFooter>",
        // A digit right after the size would be read as part of it.
        if left.starts_with(|c: char| c.is_ascii_digit()) {
            " "
        } else {
            ""
        }
    );
}
