//! Bytes → cells. The one user of calamine; floats end here (15 digits, then `Decimal`).

pub mod model;

pub use model::{
    Cell, CellValue, CheckBox, DateSystem, FileKind, NumberFormat, Sheet, ShownUnit, SymbolFont,
    Visibility, Workbook,
};
