//! What a sheet of ours shows, before any file format.
//!
//! All places are final: row index 0 is Excel's row 1. A plan with a token leaves row index 0
//! to it (the row is hidden) and begins at row index 1.

use crate::domain::cell::{CellRange, CellRef};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A sheet of ours.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SheetPlan {
    /// Wished name; gets a suffix where the workbook already has it.
    pub name: String,
    /// Token for cell A1 of the hidden first row (see `domain::marker`); none where the sheet
    /// needs no recognition. With a token, the plan's own rows begin at row index 1.
    pub token: Option<String>,
    /// Tab colour as RRGGBB.
    pub tab_rgb: Option<&'static str>,
    /// Column widths in characters, from column A.
    pub widths: Vec<f64>,
    /// Row heights in points by row index; rows not named get the default of 18.
    pub heights: BTreeMap<u32, f64>,
    /// Cells in any order.
    pub cells: Vec<PlannedCell>,
    /// Merged regions.
    pub merges: Vec<CellRange>,
    /// Rows above and columns left of this cell stay in view.
    pub freeze: Option<CellRef>,
    /// Filter buttons over this region (header row included).
    pub filter: Option<CellRange>,
    /// Print set-up.
    pub print: Print,
    /// Bar charts.
    pub charts: Vec<BarChart>,
    /// Rows kept out of sight (the token's row is always).
    pub hidden_rows: BTreeSet<u32>,
    /// Columns kept out of sight.
    pub hidden_cols: BTreeSet<u32>,
    /// Whether the sheet itself is kept out of sight.
    pub hidden: bool,
    /// Drop-down lists.
    pub choices: Vec<ChoiceList>,
    /// What may be typed elsewhere.
    pub entries: Vec<EntryRule>,
    /// Rows that show in colour while a cell of theirs holds a word.
    pub highlights: Vec<Highlight>,
    /// Protection against slips, without a password; only for workbooks of our own.
    pub protection: Option<Protection>,
    /// Show Excel's grid lines (a copy of someone's sheet does, our pages do not).
    pub grid_lines: bool,
}

/// A drop-down list over an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceList {
    /// Cells that offer it.
    pub area: CellRange,
    /// Words, none with a comma; together at most 255 characters, as Excel asks.
    pub words: Vec<String>,
    /// What is asked for, shown when the cell is picked.
    pub prompt: String,
}

/// What may be typed into an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRule {
    /// Cells that it holds for.
    pub area: CellRange,
    /// What.
    pub entry: Entry,
    /// What is asked for, shown when the cell is picked; said again where something else is typed.
    pub prompt: String,
}

/// Kinds of entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A number between two ends, each with whether it is in; whole numbers only where so said.
    Number {
        /// Lower end.
        least: Option<(Decimal, bool)>,
        /// Upper end.
        most: Option<(Decimal, bool)>,
        /// No fractions.
        whole: bool,
    },
    /// A day.
    Day,
    /// Words that stand on another sheet of ours; others are allowed after a question.
    From {
        /// Its wished name.
        sheet: String,
        /// Where they stand.
        words: CellRange,
    },
}

/// Cells that show in the colour of [`Style::Caution`] while the cell of their row in `column`
/// holds `word`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// Which cells.
    pub area: CellRange,
    /// Column that decides.
    pub column: u32,
    /// Its word.
    pub word: String,
}

/// Protection of a sheet: what the plan puts is locked but for `open`; cells that the plan does
/// not put, in its columns and some to the right, are open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Protection {
    /// Cells that may be edited.
    pub open: Vec<CellRange>,
}

impl Protection {
    /// Whether the cell may be edited.
    pub fn is_open(&self, at: CellRef) -> bool {
        self.open.iter().any(|area| area.contains(at))
    }
}

impl SheetPlan {
    /// Puts a cell.
    pub fn put(&mut self, row: u32, col: u32, content: Content, style: Style) {
        self.cells.push(PlannedCell {
            at: CellRef::new(row, col),
            content,
            style,
            link: None,
        });
    }

    /// Puts a text.
    pub fn text(&mut self, row: u32, col: u32, text: impl Into<String>, style: Style) {
        self.put(row, col, Content::Text(text.into()), style);
    }

    /// Puts a text that leads somewhere.
    pub fn link(
        &mut self,
        row: u32,
        col: u32,
        text: impl Into<String>,
        style: Style,
        link: Option<Link>,
    ) {
        self.cells.push(PlannedCell {
            at: CellRef::new(row, col),
            content: Content::Text(text.into()),
            style,
            link,
        });
    }

    /// Puts content into a region merged from `first` to `last` column of one row; every cell of
    /// it is styled, so that the border closes.
    pub fn across(&mut self, row: u32, first: u32, last: u32, content: Content, style: Style) {
        self.region(
            CellRange::new(CellRef::new(row, first), CellRef::new(row, last)),
            content,
            style,
            None,
        );
    }

    /// Puts content into a merged region; every cell of it is styled, so that the border closes.
    pub fn region(&mut self, area: CellRange, content: Content, style: Style, link: Option<Link>) {
        let mut content = Some(content);
        let mut link = link;
        for row in area.first.row..=area.last.row {
            for col in area.first.col..=area.last.col {
                self.cells.push(PlannedCell {
                    at: CellRef::new(row, col),
                    content: content.take().unwrap_or(Content::Blank),
                    style,
                    link: link.take(),
                });
            }
        }
        if area.first != area.last {
            self.merges.push(area);
        }
    }
}

/// Print set-up; always A4 and fitted to one page in width.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Print {
    /// Landscape instead of portrait.
    pub landscape: bool,
    /// Fitted to one page in height as well.
    pub one_page: bool,
    /// What is printed; all of the sheet where none is named.
    pub area: Option<CellRange>,
    /// Rows repeated on each page (first and last index).
    pub title_rows: Option<(u32, u32)>,
    /// Text at the left of the footer (page numbers stand at the right).
    pub footer: String,
    /// Whether the name that the file has when it is printed stands before that text.
    pub file_name: bool,
}

/// A bar chart over two columns of the same sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct BarChart {
    /// Title.
    pub title: String,
    /// Category labels.
    pub categories: CellRange,
    /// Values.
    pub values: CellRange,
    /// Area that it covers.
    pub area: CellRange,
    /// Upper end of the value axis, where it is known (the most points that can be had).
    pub most: Option<Decimal>,
}

/// One cell of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedCell {
    /// Where.
    pub at: CellRef,
    /// What.
    pub content: Content,
    /// How it looks.
    pub style: Style,
    /// Where a click leads.
    pub link: Option<Link>,
}

/// A cell's content. Text stays text, whatever it begins with; nothing is a formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Only its look.
    Blank,
    /// Text.
    Text(String),
    /// A number, shown as it is.
    Number(Decimal),
    /// A share, shown as per cent (0.15 → 15 %).
    Share(Decimal),
    /// A day.
    Date(NaiveDate),
}

/// Where a click leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// A cell of the submitted workbook.
    Cell {
        /// Its sheet.
        sheet: String,
        /// The cell.
        cell: CellRef,
    },
    /// Another sheet of ours, by its wished name (its first visible cell).
    Own(String),
    /// A cell of another sheet of ours.
    OwnCell {
        /// Its wished name.
        sheet: String,
        /// The cell.
        cell: CellRef,
    },
    /// A file beside, by relative path with `/`, and a place in it (`审核结论!A1`).
    File {
        /// Relative path.
        path: String,
        /// Place in it.
        place: String,
    },
}

/// The looks that our sheets use; each legible in black and white.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Style {
    /// Plain text.
    #[default]
    Plain,
    /// The sheet's title.
    Title,
    /// Small grey line under the title.
    Subtitle,
    /// Heading of a section, a filled band.
    Section,
    /// Header of a table.
    Header,
    /// Label of a pair.
    Label,
    /// Value of a pair or table, bordered, wrapped.
    Value,
    /// The same, centred.
    ValueCentred,
    /// The same, bold.
    ValueStrong,
    /// A big figure.
    Figure,
    /// Good news (通过).
    Good,
    /// Someone should look (提醒, 待确认, 暂定).
    Caution,
    /// Bad news (错误, 退回).
    Bad,
    /// A note (说明).
    Note,
    /// A cell that leads somewhere.
    Linked,
    /// The first, answering sentence.
    Lead,
    /// An empty box to write in by hand (签批栏).
    Blank,
    /// Label above a big figure.
    FigureLabel,
    /// Small text at the right, such as a number of the page's head.
    Aside,
    /// The verdict on top of the page: all is well.
    VerdictGood,
    /// The verdict: accepted, but someone should look; or too little to judge.
    VerdictCaution,
    /// The verdict: returned.
    VerdictBad,
    /// A number or a short text at the right of a bordered cell.
    ValueRight,
    /// Header of a table, at the left.
    HeaderLeft,
}

impl Style {
    /// All looks, in the order of their cell formats.
    pub const ALL: [Self; 24] = [
        Self::Plain,
        Self::Title,
        Self::Subtitle,
        Self::Section,
        Self::Header,
        Self::Label,
        Self::Value,
        Self::ValueCentred,
        Self::ValueStrong,
        Self::Figure,
        Self::Good,
        Self::Caution,
        Self::Bad,
        Self::Note,
        Self::Linked,
        Self::Lead,
        Self::Blank,
        Self::FigureLabel,
        Self::Aside,
        Self::VerdictGood,
        Self::VerdictCaution,
        Self::VerdictBad,
        Self::ValueRight,
        Self::HeaderLeft,
    ];
}
