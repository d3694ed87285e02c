//! A difference in words, a line a cell or row.

use super::{CellDiff, Change, PolicyDiff, RowDiff, SheetDiff};
use crate::policy::Cite;

impl PolicyDiff {
    /// All lines, sheet by sheet; one line where nothing differs.
    pub fn lines(&self) -> Vec<String> {
        if self.is_empty() {
            return vec![format!("「{}」与「{}」内容相同", self.from, self.to)];
        }
        self.sheets.iter().flat_map(SheetDiff::lines).collect()
    }
}

impl SheetDiff {
    /// The lines of a sheet.
    pub fn lines(&self) -> Vec<String> {
        match self.change {
            Change::Added | Change::Removed => vec![format!(
                "{}{}整张表({} 行)",
                self.sheet,
                self.change.words(),
                self.rows.len()
            )],
            Change::Changed | Change::Moved => {
                self.rows.iter().flat_map(|row| self.row(row)).collect()
            }
        }
    }

    fn row(&self, row: &RowDiff) -> Vec<String> {
        let place = self.place(row);
        let head = format!("{place} {}「{}」", row.change.words(), row.name);
        match row.change {
            Change::Added => vec![format!("{head}:{}", whole(row, |c| &c.to))],
            Change::Removed => vec![format!("{head}:{}", whole(row, |c| &c.from))],
            Change::Moved => vec![format!("{head}:{}", moved(row))],
            Change::Changed => {
                let mut lines: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| {
                        let at = cell.to_cell.or(cell.from_cell);
                        let place = at
                            .map_or_else(|| self.sheet.clone(), |at| Cite::place(&self.sheet, at));
                        format!("{place} 「{}」{}", row.name, cell.words())
                    })
                    .collect();
                if row.moved {
                    lines.push(format!("{place} 「{}」{}", row.name, moved(row)));
                }
                lines
            }
        }
    }
}

impl CellDiff {
    /// `下限:70 → 75`.
    pub fn words(&self) -> String {
        let text = |text: &str| match text {
            "" => "(空)".to_owned(),
            text => text.to_owned(),
        };
        format!("{}:{} → {}", self.header, text(&self.from), text(&self.to))
    }
}

fn moved(row: &RowDiff) -> String {
    let number = |at: Option<usize>| at.map_or(0, |at| at + 1);
    format!(
        "从第 {} 条移到第 {} 条",
        number(row.from_row),
        number(row.to_row)
    )
}

fn whole(row: &RowDiff, text: fn(&CellDiff) -> &String) -> String {
    row.cells
        .iter()
        .map(|cell| format!("{}={}", cell.header, text(cell)))
        .collect::<Vec<_>>()
        .join(",")
}
