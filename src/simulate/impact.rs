//! How many customers each change of the policy affects by itself (影响客户数).

use crate::policy::PolicyDiff;
use crate::policy::diff::Alone;
use serde::Serialize;

/// One changed row with what it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// Sheet.
    pub sheet: String,
    /// The row, in words.
    pub row: String,
    /// What is changed, in words.
    pub change: String,
    /// How many customers change by it; none where it cannot be tried without the rest.
    pub customers: Option<usize>,
    /// How many rows were tried together; 1 for a row alone.
    pub together: usize,
}

/// The changed rows, in the order of the difference.
pub(super) fn of(changes: &PolicyDiff, variants: &[Alone], affected: &[usize]) -> Vec<Impact> {
    let mut impacts = Vec::new();
    for (variant, count) in variants.iter().zip(affected) {
        let Some(sheet) = changes.sheets.get(variant.sheet) else {
            continue;
        };
        for at in &variant.rows {
            let Some(row) = sheet.rows.get(*at) else {
                continue;
            };
            let cells: Vec<String> = row.cells.iter().map(|cell| cell.words()).collect();
            impacts.push(Impact {
                sheet: sheet.sheet.clone(),
                row: row.name.clone(),
                change: match row.change {
                    crate::policy::diff::Change::Changed => cells.join(";"),
                    other => other.words().to_owned(),
                },
                customers: variant.policy.is_some().then_some(*count),
                together: variant.rows.len(),
            });
        }
    }
    impacts
}
