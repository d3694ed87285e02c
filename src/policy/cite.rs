//! Where in the policy a value comes from: shown with every figure.

use crate::domain::cell::CellRef;

/// The word of the column 来源 for a value that is ours because the source lost it.
pub const OURS: &str = "默认";

/// A row or parameter of the policy as the source of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// Policy sheet.
    pub sheet: String,
    /// Policy cell.
    pub cell: CellRef,
    /// What the row says.
    pub words: String,
    /// Clause.
    pub clause: String,
    /// Ours by default, waiting for the company (待确认).
    pub to_confirm: bool,
}

impl Cite {
    /// `指标1!B5 ≥500万元且及时 → 25分`.
    pub fn line(&self) -> String {
        format!("{} {}", Self::place(&self.sheet, self.cell), self.words)
    }

    /// `指标1!B5`.
    pub fn place(sheet: &str, cell: CellRef) -> String {
        format!("{sheet}!{cell}")
    }
}

/// A value of the policy with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub cite: Cite,
}
