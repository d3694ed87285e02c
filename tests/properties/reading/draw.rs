//! A sheet being drawn cell by cell, and what people do to labels and sheets.

use super::values::Typed;
use proptest::prelude::*;
use shenbiao::domain::cell::{CellRange, CellRef};
use shenbiao::grid::{Cell, CellValue, DateSystem, FileKind, Sheet, Workbook};

/// The key of a label that is none of the form's.
pub const STRANGE: &str = "(strange)";

/// Where something was put, and what must be read of it: nothing where it was left blank.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Field, or [`STRANGE`].
    pub key: &'static str,
    /// The normalised value.
    pub value: Option<String>,
    /// Its cell.
    pub at: CellRef,
}

/// A cell that someone typed.
pub fn typed(what: &Typed) -> Cell {
    let value = match what {
        Typed::Text(text) => CellValue::Text(text.as_str().into()),
        Typed::Number(number) => CellValue::Number {
            value: number.parse().unwrap(),
            exponent: None,
            digits_lost: false,
        },
    };
    Cell {
        value,
        ..Cell::default()
    }
}

/// A cell of text.
pub fn text(words: impl Into<String>) -> Cell {
    Cell {
        value: CellValue::Text(words.into().into()),
        ..Cell::default()
    }
}

/// How a label is written.
#[derive(Debug, Clone, Copy)]
pub enum Spelling {
    /// As the definition prints it.
    Printed,
    /// `地 址`.
    Spaced,
    /// `地　址：` with a full-width blank and colon.
    Wide,
    /// `*地址`.
    Starred,
    /// Broken over two lines.
    Broken,
    /// With its unit in a bracket, where it has one.
    WithUnit,
}

/// Any way to write a label.
pub fn spelling() -> impl Strategy<Value = Spelling> {
    prop_oneof![
        3 => Just(Spelling::Printed),
        1 => Just(Spelling::Spaced),
        1 => Just(Spelling::Wide),
        1 => Just(Spelling::Starred),
        1 => Just(Spelling::Broken),
        2 => Just(Spelling::WithUnit),
    ]
}

/// Writes a label.
pub fn spelled(label: &str, unit: Option<&str>, spelling: Spelling) -> String {
    let apart = |gap: &str| {
        let letters: Vec<String> = label.chars().map(String::from).collect();
        letters.join(gap)
    };
    match spelling {
        Spelling::Printed => label.to_owned(),
        Spelling::Spaced => apart(" "),
        Spelling::Wide => format!("{}：", apart("\u{3000}")),
        Spelling::Starred => format!("*{label}"),
        Spelling::Broken => apart("\n"),
        Spelling::WithUnit => match unit {
            Some(unit) => format!("{label}（{unit}）"),
            None => label.to_owned(),
        },
    }
}

/// A sheet with what was put on it.
#[derive(Debug, Clone, Default)]
pub struct Drawing {
    /// The sheet.
    pub sheet: Sheet,
    /// What must be read, in the order in which it was put.
    pub placed: Vec<Placed>,
}

impl Drawing {
    /// Puts a cell.
    pub fn put(&mut self, row: u32, col: u32, cell: Cell) {
        self.sheet.cells.insert(CellRef::new(row, col), cell);
    }

    /// Merges an area, if it is more than a cell.
    pub fn merge(&mut self, area: CellRange) {
        if area.first != area.last {
            self.sheet.merges.push(area);
        }
    }

    /// Moves everything down and to the right.
    pub fn shifted(self, (down, right): (u32, u32)) -> Self {
        self.with_blanks(&vec![0; down as usize], &vec![0; right as usize])
    }

    /// What was put where, for the message of a failure.
    pub fn told(&self) -> String {
        let cells = self.sheet.cells.iter();
        let lines: Vec<String> = cells
            .map(|(at, cell)| format!("{at} {:?}", cell.value.raw()))
            .collect();
        let merges = self.sheet.merges.iter().map(ToString::to_string);
        format!(
            "{}\nmerged {}",
            lines.join("\n"),
            merges.collect::<Vec<_>>().join(" ")
        )
    }

    /// Puts blank rows above each row of `rows` and blank columns left of each of `cols`, the
    /// numbers counted before anything moves.
    pub fn with_blanks(self, rows: &[u32], cols: &[u32]) -> Self {
        let moved = |at: CellRef| {
            let by = |marks: &[u32], here: u32| marks.iter().filter(|m| **m <= here).count() as u32;
            CellRef::new(at.row + by(rows, at.row), at.col + by(cols, at.col))
        };
        let area = |area: CellRange| CellRange::new(moved(area.first), moved(area.last));
        Self {
            sheet: Sheet {
                cells: self
                    .sheet
                    .cells
                    .into_iter()
                    .map(|(at, cell)| (moved(at), cell))
                    .collect(),
                merges: self.sheet.merges.into_iter().map(area).collect(),
                ..self.sheet
            },
            placed: self
                .placed
                .into_iter()
                .map(|p| Placed {
                    at: moved(p.at),
                    ..p
                })
                .collect(),
        }
    }
}

/// Sheets that stand before a form and are none.
#[derive(Debug, Clone, Copy)]
pub enum Decoy {
    /// No sheet before it.
    None,
    /// A blank sheet.
    Blank,
    /// A list of something else.
    Attendance,
    /// A page of text that speaks of forms.
    Letter,
}

/// Any of them.
pub fn decoy() -> impl Strategy<Value = Decoy> {
    prop_oneof![
        2 => Just(Decoy::None),
        1 => Just(Decoy::Blank),
        1 => Just(Decoy::Attendance),
        1 => Just(Decoy::Letter),
    ]
}

/// A workbook of the sheet, with the decoy before it.
pub fn workbook(sheet: Sheet, decoy: Decoy) -> Workbook {
    let rows: Option<&[&[&str]]> = match decoy {
        Decoy::None => None,
        Decoy::Blank => Some(&[]),
        Decoy::Attendance => Some(&[
            &["会议签到表"],
            &["序号", "姓名", "部门", "签到时间"],
            &["1", "林晓", "石家庄办事处", "9:00"],
            &["2", "王强", "业务部", "9:05"],
        ]),
        Decoy::Letter => Some(&[
            &["各办事处:"],
            &["请于月底前把上年各客户的评分交业务部,谢谢配合。"],
            &["业务部"],
        ]),
    };
    let first = rows.map(|rows| {
        let mut drawing = Drawing::default();
        for (row, cells) in rows.iter().enumerate() {
            for (col, words) in cells.iter().enumerate() {
                drawing.put(row as u32, col as u32, text(*words));
            }
        }
        Sheet {
            name: "其他".to_owned(),
            ..drawing.sheet
        }
    });
    let mine = Sheet {
        name: "Sheet2".to_owned(),
        ..sheet
    };
    Workbook {
        kind: FileKind::Xlsx,
        dates: DateSystem::From1900,
        sheets: first
            .into_iter()
            .chain([mine])
            .enumerate()
            .map(|(index, sheet)| Sheet { index, ..sheet })
            .collect(),
        notes: Vec::new(),
        signed: false,
        structure_locked: false,
    }
}
