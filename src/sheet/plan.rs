//! What a sheet of ours shows, before any file format.

use crate::domain::cell::{CellRange, CellRef};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A sheet of ours.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SheetPlan {
    /// Wished name; gets a suffix where the workbook already has it.
    pub name: String,
    /// Token for cell A1 of the hidden first row (see `domain::marker`); none where the sheet
    /// needs no recognition. With a token, rows of the plan count below that hidden row already.
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
}

/// Print set-up; always A4 and fitted to one page in width.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Print {
    /// Landscape instead of portrait.
    pub landscape: bool,
    /// Fitted to one page in height as well.
    pub one_page: bool,
    /// Rows repeated on each page (first and last index).
    pub title_rows: Option<(u32, u32)>,
    /// Text at the left of the footer (page numbers stand at the right).
    pub footer: String,
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
    /// Another sheet of ours, by its wished name.
    Own(String),
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
}
