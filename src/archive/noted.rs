//! The head of the chain as it was noted outside, read back for `verify`, and look-up forms read
//! as filters.

use super::model::Filter;
use super::sheets::{HEAD_HASH_LABEL, HEAD_LINE_LABEL, HEAD_SHEET};
use super::verify::NotedHead;
use crate::domain::cell::CellRef;
use crate::domain::status::Status;
use crate::extract::Record;
use crate::grid::{Limits, read};

/// The head that a 档案目录.xlsx holds; none if it cannot be read or holds none.
pub fn noted_head(bytes: &[u8], source: &str) -> Option<NotedHead> {
    let workbook = read(bytes, source, &Limits::default()).ok()?;
    let sheet = workbook.sheets.iter().find(|s| s.name == HEAD_SHEET)?;
    let beside = |label: &str| {
        let (at, _) = sheet
            .cells
            .iter()
            .find(|(_, cell)| cell.value.raw().trim() == label)?;
        let value = sheet.cell(CellRef::new(at.row, at.col + 1))?;
        Some(value.value.raw().trim().to_owned())
    };
    Some(NotedHead {
        line: beside(HEAD_LINE_LABEL)?.parse().ok(),
        hash: beside(HEAD_HASH_LABEL)?,
        source: source.to_owned(),
    })
}

impl Filter {
    /// What a 档案查询单 asks (domain ruling 9.27).
    pub fn of_query(record: &Record<'_>) -> Self {
        let text = |key: &str| record.text(key).map(str::to_owned);
        Self {
            customer: text("customer_name"),
            form: text("form"),
            grade: text("grade"),
            status: record.text("status").and_then(Status::parse),
            from: record.date("from"),
            to: record.date("to"),
            policy: None,
            without_lookups: true,
            limit: record
                .number("limit")
                .and_then(|n| u64::try_from(n.trunc()).ok()),
        }
    }
}
