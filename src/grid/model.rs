//! A read workbook as plain data.

use super::cells::Cells;
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::decimal::plain;
use crate::domain::marker::{PREVIEW_TOKEN, RESULT_TOKEN, TABLES_TOKEN};
use crate::domain::shared_text::SharedText;
use crate::findings::Finding;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Deref;

/// What the first bytes (and the parts inside) say the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileKind {
    /// Zip with OOXML, no macros.
    Xlsx,
    /// Zip with OOXML and macros (or a template with them).
    Xlsm,
    /// Binary OOXML.
    Xlsb,
    /// BIFF in a compound file (.xls, old .et).
    Xls,
    /// OpenDocument.
    Ods,
    /// Text, taken by its extension (domain ruling 9.4).
    Csv,
    /// A package of any of these, encrypted with the default password.
    Sealed,
}

impl FileKind {
    /// Whether our sheets can be grafted into it.
    pub fn can_be_annotated(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xlsm)
    }
}

/// Epoch of serial dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DateSystem {
    /// 1900, with Lotus's 29 February.
    #[default]
    From1900,
    /// 1904 (old Mac).
    From1904,
}

/// A read workbook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Workbook {
    /// Kind of file.
    pub kind: FileKind,
    /// Epoch of serial dates.
    pub dates: DateSystem,
    /// Sheets in the workbook's order, our own result sheets among them (see [`Sheet::token`]).
    pub sheets: Vec<Sheet>,
    /// What the reading itself has to say (I-…, W-…: pictures, controls that cannot be read …).
    pub notes: Vec<Finding>,
    /// Whether the package is digitally signed (then it is not grafted).
    pub signed: bool,
    /// Whether the workbook's structure is locked.
    pub structure_locked: bool,
}

/// How a sheet is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Visibility {
    /// Shown.
    #[default]
    Visible,
    /// Hidden by the user.
    Hidden,
    /// Hidden from the user's own menu.
    VeryHidden,
}

/// How far down the token of a preview is looked for.
const MOST_ROWS_ABOVE: u32 = 64;

/// A sheet's cells and what else was found on it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// Name.
    pub name: String,
    /// Position in the workbook, from 0.
    pub index: usize,
    /// How it is shown.
    pub visibility: Visibility,
    /// Cells that hold something, by (row, column) — row-major order.
    pub cells: Cells,
    /// Merged regions.
    pub merges: Vec<CellRange>,
    /// Hidden rows.
    pub hidden_rows: BTreeSet<u32>,
    /// Hidden columns.
    pub hidden_cols: BTreeSet<u32>,
    /// Cell comments (notes and threaded), by cell.
    pub comments: Vec<(CellRef, String)>,
    /// Check boxes and option buttons of form controls.
    pub check_boxes: Vec<CheckBox>,
    /// Number of pictures anchored on the sheet.
    pub pictures: usize,
    /// Whether it carries one of our tokens or is the target of one of our names: the full token text.
    pub token: Option<String>,
}

impl Sheet {
    /// The cell's content, following a merge to its top left.
    pub fn cell(&self, at: CellRef) -> Option<&Cell> {
        self.cells.get(&self.anchor(at))
    }

    /// Whether the program made the whole sheet: nobody filled anything in on it.
    pub fn is_ours(&self) -> bool {
        self.token
            .as_deref()
            .is_some_and(|t| t.starts_with(RESULT_TOKEN) || t.starts_with(TABLES_TOKEN))
    }

    /// Drops hidden rows and columns behind the last cell that holds something: people hide what
    /// they do not use, and nothing there is left out.
    pub(super) fn forget_hidden_beyond_content(&mut self) {
        let rows = self.cells.last_key_value().map_or(0, |(at, _)| at.row + 1);
        let cols = self.cells.keys().map(|at| at.col + 1).max().unwrap_or(0);
        self.hidden_rows.split_off(&rows);
        self.hidden_cols.split_off(&cols);
    }

    /// Drops the live preview of our own template: its figures are formulas of ours and nothing
    /// that anybody filled in.
    pub(super) fn forget_preview(&mut self) {
        let columns = |(at, cell): (&CellRef, &Cell)| {
            let CellValue::Text(text) = &cell.value else {
                return None;
            };
            let width: u32 = text.trim().strip_prefix(PREVIEW_TOKEN)?.parse().ok()?;
            Some(at.col..at.col.saturating_add(width))
        };
        // Rows may have been put above the token's since, but not many.
        let head = self.cells.range(..CellRef::new(MOST_ROWS_ABOVE, 0));
        let Some(columns) = head.into_iter().find_map(columns) else {
            return;
        };
        self.cells.retain(|at, _| !columns.contains(&at.col));
        self.merges.retain(|m| !columns.contains(&m.first.col));
        self.forget_hidden_beyond_content();
    }

    /// The merged region that a cell belongs to.
    pub fn merge_at(&self, at: CellRef) -> Option<CellRange> {
        self.merges.iter().copied().find(|m| m.contains(at))
    }

    /// The top left of the merge that the cell belongs to, else the cell itself.
    pub fn anchor(&self, at: CellRef) -> CellRef {
        self.merge_at(at).map_or(at, |m| m.first)
    }
}

/// A form control that can be ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckBox {
    /// The cell it lies on.
    pub at: CellRef,
    /// Its caption.
    pub label: String,
    /// Whether it is ticked.
    pub ticked: bool,
    /// Whether it is an option button (one of a group).
    pub radio: bool,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cell {
    /// Value as last saved.
    pub value: CellValue,
    /// Whether a formula stands behind it.
    pub formula: bool,
    /// Whether that formula reads another workbook.
    pub external: bool,
    /// Whether that formula was saved without its result (then the value is empty text, which
    /// stands for "unknown", not for "blank").
    pub uncached: bool,
    /// What its number format means for reading.
    pub format: NumberFormat,
    /// The money unit that the number format prints behind a number that is stored in it
    /// (`0.00"万元"`); none where the format shows no unit or changes the scale.
    pub shown_unit: Option<ShownUnit>,
    /// Symbol font of the cell (or of its only run), which changes what letters show.
    pub symbol_font: Option<SymbolFont>,
    /// Runs of rich text that stand in a symbol font: (byte range start, end, font) over the text.
    pub symbol_runs: SymbolRuns,
    /// Struck through.
    pub struck: bool,
    /// Filled or written in a colour that stands out (red font, yellow fill …).
    pub coloured: bool,
}

/// Runs of rich text in symbol fonts: (byte range start, end, font). Few cells have any, so none
/// takes no more than a pointer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SymbolRuns(Option<Box<RunList>>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct RunList(Vec<(usize, usize, SymbolFont)>);

impl From<Vec<(usize, usize, SymbolFont)>> for SymbolRuns {
    fn from(runs: Vec<(usize, usize, SymbolFont)>) -> Self {
        Self((!runs.is_empty()).then(|| Box::new(RunList(runs))))
    }
}

impl Deref for SymbolRuns {
    type Target = [(usize, usize, SymbolFont)];

    fn deref(&self) -> &Self::Target {
        self.0
            .as_ref()
            .map(|list| list.0.as_slice())
            .unwrap_or_default()
    }
}

/// A cell's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CellValue {
    /// Text, as stored.
    Text(SharedText),
    /// Number, rounded to the 15 digits that Excel shows. `digits_lost` is true if the stored
    /// number had more digits than a float holds (16 and more before the point).
    Number {
        /// The exact decimal after rounding.
        value: Decimal,
        /// `6.22202E+18`, where Excel shows it with an exponent; else its plain text is shown.
        exponent: Option<Box<SharedText>>,
        /// More digits than a float can hold.
        digits_lost: bool,
    },
    /// True or false.
    Bool(bool),
    /// A cached error such as `#REF!`.
    Error(String),
}

impl Default for CellValue {
    fn default() -> Self {
        Self::Text(SharedText::default())
    }
}

impl CellValue {
    /// The raw text as people see it.
    pub fn raw(&self) -> String {
        match self {
            Self::Text(t) => t.to_string(),
            Self::Number {
                exponent: Some(shown),
                ..
            } => shown.to_string(),
            Self::Number { value, .. } => plain(*value),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
            Self::Error(e) => e.clone(),
        }
    }

    /// Whether there is nothing to read (empty or white text).
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(t) if t.chars().all(crate::domain::name::is_blank))
    }
}

/// What a number format means for reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum NumberFormat {
    /// General, or unknown.
    #[default]
    General,
    /// Text (`@`).
    Text,
    /// Shows a date or time.
    Date,
    /// Shows per cent.
    Percent,
    /// Shows 万 over a stored amount in 元 (`0!.0,"万"`, WPS's 万元 format).
    ShowsWan,
    /// Any other number format.
    Number,
}

/// Fonts whose letters show signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SymbolFont {
    /// Wingdings: `þ` ticked, `¨` empty, `ü` tick.
    Wingdings,
    /// Wingdings 2: `R` ticked, `£` empty, `P` tick.
    Wingdings2,
}

/// A money unit printed by a number format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShownUnit {
    /// 元.
    Yuan,
    /// 万 or 万元.
    Wan,
    /// 亿 or 亿元.
    Yi,
}
