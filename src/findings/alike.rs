//! Many findings of one kind: the first are listed one by one, the rest is told by its cells.
//!
//! A register of 100 000 lines may lack a due day on each. Nobody reads 100 000 rows of 校验明细, and
//! they would take more memory than the register; what must be known is how many, and where.

use super::{Finding, Severity};
use crate::domain::cell::{CellRef, column_letters};
use std::collections::BTreeMap;

/// Findings of one code that are listed.
pub const MOST_ALIKE: usize = 500;
/// Stretches of cells that are named of the rest.
const MOST_STRETCHES: usize = 40;

/// Findings of one record as they are made.
#[derive(Debug, Default)]
pub struct Alike {
    listed: Vec<Finding>,
    /// How many were listed by code, and what was not.
    by_code: BTreeMap<String, (usize, Option<Rest>)>,
}

/// What was not listed of one code.
#[derive(Debug)]
struct Rest {
    sheet: Option<String>,
    field: Option<String>,
    severity: Severity,
    count: usize,
    cells: Vec<CellRef>,
}

impl Alike {
    /// Takes a finding.
    pub fn push(&mut self, finding: Finding) {
        let (listed, rest) = self.by_code.entry(finding.code.clone()).or_default();
        if *listed < MOST_ALIKE {
            *listed += 1;
            self.listed.push(finding);
            return;
        }
        let rest = rest.get_or_insert_with(|| Rest {
            sheet: finding.sheet.clone(),
            field: finding.field.clone(),
            severity: finding.severity,
            count: 0,
            cells: Vec::new(),
        });
        rest.count += 1;
        rest.cells.extend(finding.cell);
    }

    /// The listed ones, and a note on the rest of each code.
    pub fn done(self) -> Vec<Finding> {
        let mut all = self.listed;
        for (code, (listed, rest)) in self.by_code {
            let Some(mut rest) = rest else {
                continue;
            };
            rest.cells.sort_by_key(|at| (at.col, at.row));
            rest.cells.dedup();
            let facts = [
                ("what", rest.severity.words()),
                ("code", &code),
                ("count", &(listed + rest.count).to_string()),
                ("listed", &listed.to_string()),
                ("rest", &rest.count.to_string()),
                ("places", &stretches(&rest.cells)),
            ];
            let mut note = Finding::draft("I-FINDINGS-ALIKE", &facts).at(
                rest.sheet.as_deref().unwrap_or_default(),
                rest.cells.first().copied(),
            );
            if let Some(field) = &rest.field {
                note = note.of_field(field);
            }
            all.push(note.done());
        }
        all
    }
}

impl Extend<Finding> for Alike {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|f| self.push(f));
    }
}

/// `F12:F40、F52`, from cells by column and row.
fn stretches(cells: &[CellRef]) -> String {
    let mut found: Vec<(CellRef, u32)> = Vec::new();
    for at in cells {
        match found.last_mut() {
            Some((first, last)) if first.col == at.col && *last + 1 == at.row => *last = at.row,
            _ => found.push((*at, at.row)),
        }
    }
    let words: Vec<String> = found
        .iter()
        .take(MOST_STRETCHES)
        .map(|(first, last)| match *last == first.row {
            true => first.to_string(),
            false => format!("{first}:{}{}", column_letters(first.col), last + 1),
        })
        .collect();
    let more = if found.len() > words.len() {
        " 等"
    } else {
        ""
    };
    words.join("、") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_counted_and_placed() {
        let mut many = Alike::default();
        let total = MOST_ALIKE + 5;
        for row in 0..total {
            // A gap before the last of them.
            let row = row as u32 + u32::from(row + 1 == total);
            let at = CellRef::new(row, 5);
            many.push(Finding::draft("E-REQUIRED", &[]).at("表", Some(at)).done());
        }
        many.push(Finding::draft("E-AR-BALANCE", &[]).at("表", None).done());
        let done = many.done();
        let of = |code: &str| done.iter().filter(|f| f.code == code).count();
        assert_eq!(of("E-REQUIRED"), MOST_ALIKE);
        assert_eq!(of("E-AR-BALANCE"), 1);
        assert_eq!(of("I-FINDINGS-ALIKE"), 1);
        let note = done.last().unwrap();
        assert_eq!(note.cell, Some(CellRef::new(500, 5)));
        for words in ["505 处", "500 处", "5 处", "F501:F504、F506"] {
            assert!(note.message.contains(words), "{words}: {}", note.message);
        }
    }
}
