//! Places on a sheet, as Excel shows them: `B5`, `A1:C3`.

use std::fmt;
use std::str::FromStr;

/// The last row index (0-based) that Excel knows.
pub const LAST_ROW: u32 = 1_048_575;
/// The last column index (0-based, `XFD`) that Excel knows.
pub const LAST_COL: u32 = 16_383;

/// One cell; row and column count from 0. Shown and parsed in A1 notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Row index from 0 (Excel's row 1 is 0).
    pub row: u32,
    /// Column index from 0 (`A` is 0).
    pub col: u32,
}

impl CellRef {
    /// The cell at a 0-based row and column.
    pub const fn new(row: u32, col: u32) -> Self {
        Self { row, col }
    }
}

/// Column letters of a 0-based column index: 0 → `A`, 26 → `AA`.
pub fn column_letters(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = col + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(b'A' + digit as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&b| b as char).collect()
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.col), self.row + 1)
    }
}

/// A text that is no A1 reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a cell reference: {0}")]
pub struct NotACell(pub String);

impl FromStr for CellRef {
    type Err = NotACell;

    fn from_str(text: &str) -> Result<Self, NotACell> {
        let bad = || NotACell(text.to_owned());
        let plain = text.replace('$', "");
        let split = plain.find(|c: char| c.is_ascii_digit()).ok_or_else(bad)?;
        let (letters, digits) = plain.split_at(split);
        if letters.is_empty() || letters.len() > 3 {
            return Err(bad());
        }
        let mut col: u32 = 0;
        for c in letters.chars() {
            if !c.is_ascii_alphabetic() {
                return Err(bad());
            }
            col = col * 26 + (c.to_ascii_uppercase() as u32 - 'A' as u32 + 1);
        }
        let row: u32 = digits.parse().map_err(|_| bad())?;
        if row == 0 || row > LAST_ROW + 1 || col > LAST_COL + 1 {
            return Err(bad());
        }
        Ok(Self::new(row - 1, col - 1))
    }
}

impl serde::Serialize for CellRef {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for CellRef {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A rectangle of cells; both corners belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct CellRange {
    /// Top left corner.
    pub first: CellRef,
    /// Bottom right corner.
    pub last: CellRef,
}

impl CellRange {
    /// The rectangle between two corners given in reading order.
    pub const fn new(first: CellRef, last: CellRef) -> Self {
        Self { first, last }
    }

    /// Whether the cell lies inside.
    pub fn contains(&self, cell: CellRef) -> bool {
        (self.first.row..=self.last.row).contains(&cell.row)
            && (self.first.col..=self.last.col).contains(&cell.col)
    }
}

impl fmt::Display for CellRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_shown_and_read_as_excel_does() {
        for (text, row, col) in [
            ("A1", 0, 0),
            ("Z9", 8, 25),
            ("AA10", 9, 26),
            ("XFD1048576", LAST_ROW, LAST_COL),
        ] {
            let cell = CellRef::new(row, col);
            assert_eq!(cell.to_string(), text);
            assert_eq!(text.parse::<CellRef>(), Ok(cell));
        }
        for bad in ["", "A0", "1", "XFE1", "A1048577", "甲1", "AAAA1"] {
            assert!(bad.parse::<CellRef>().is_err(), "{bad}");
        }
    }
}
