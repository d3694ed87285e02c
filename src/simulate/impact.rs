//! How many customers each change of the policy affects by itself (影响客户数).

use crate::policy::diff::Alone;
use crate::policy::table::Table;
use crate::policy::{PolicyDiff, Tables};
use serde::Serialize;
use std::collections::BTreeMap;

/// The column that a simulation answers.
pub(super) const COLUMN: &str = "影响客户数";

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

/// A parameter of the new policy with what its change does: the row of its sheet, 影响客户数 filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Sheet.
    pub sheet: String,
    /// Name that the program knows.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Value in force; none where the parameter is new.
    pub before: Option<String>,
    /// Value of the new policy.
    pub after: String,
    /// Unit of the value.
    pub unit: String,
    /// Clause.
    pub clause: String,
    /// Whose it is (原文, 默认, 公司, 公告).
    pub source: String,
    /// Remark.
    pub remark: String,
    /// What trying its change showed; none where its row is as it was.
    pub tried: Option<Tried>,
}

/// What trying a change showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// How many customers change by it; none where it cannot be tried without the rest.
    pub customers: Option<usize>,
    /// How many rows were tried together; 1 for a row alone.
    pub together: usize,
}

/// Every parameter of the sheets that have the column 影响客户数, in the new policy's order.
pub(super) fn parameters(
    from: &Tables,
    to: &Tables,
    changes: &PolicyDiff,
    variants: &[Alone],
    affected: &[usize],
) -> Vec<Parameter> {
    let mut tried: BTreeMap<(&str, usize), Tried> = BTreeMap::new();
    for (variant, count) in variants.iter().zip(affected) {
        let Some(sheet) = changes.sheets.get(variant.sheet) else {
            continue;
        };
        let rows = variant.rows.iter().filter_map(|at| sheet.rows.get(*at));
        for row in rows.filter_map(|row| row.to_row) {
            let showed = Tried {
                customers: variant.policy.is_some().then_some(*count),
                together: variant.rows.len(),
            };
            tried.insert((&sheet.sheet, row), showed);
        }
    }
    let value_of = |sheet: &str, name: &str| {
        let mut rows = from.get(sheet)?.readers();
        let row = rows.find(|row| row.text("参数名") == name)?;
        Some(row.text("值").to_owned())
    };
    let counted = |table: &&Table| table.schema.column(COLUMN).is_some();
    let mut found = Vec::new();
    for table in to.tables.iter().filter(counted) {
        for (at, row) in table.readers().enumerate() {
            let text = |header| row.text(header).to_owned();
            found.push(Parameter {
                sheet: table.sheet.clone(),
                name: text("参数名"),
                title: text("中文名"),
                before: value_of(&table.sheet, row.text("参数名")),
                after: text("值"),
                unit: text("单位"),
                clause: text("条款"),
                source: text("来源"),
                remark: text("备注"),
                tried: tried.get(&(table.sheet.as_str(), at)).copied(),
            });
        }
    }
    found
}
