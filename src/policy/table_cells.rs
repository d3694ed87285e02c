//! Whether the cells of a table hold what their columns may hold.

use super::parse;
use super::table::{Column, ColumnKind, RowReader, Table, TableCell, value_kind};
use crate::domain::cell::CellRef;
use crate::domain::name::fold;
use crate::findings::Finding;

impl Table {
    /// Everything that is wrong with single cells and with keys: blank required cells, wrong types,
    /// words not on the list, the same key twice.
    pub fn problems(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for reader in self.readers() {
            for (column, cell) in self.schema.columns.iter().zip(&reader.row.cells) {
                if column.computed {
                    continue;
                }
                found.extend(cell_problem(self, &reader, column, cell));
            }
        }
        found.extend(self.doubled_keys());
        found
    }

    fn doubled_keys(&self) -> Vec<Finding> {
        let keys: Vec<usize> = (0..self.schema.columns.len())
            .filter(|&i| self.schema.columns.get(i).is_some_and(|c| c.key))
            .collect();
        let mut found = Vec::new();
        if keys.is_empty() {
            return found;
        }
        let mut seen = std::collections::BTreeMap::new();
        for row in &self.rows {
            let key: Vec<String> = keys
                .iter()
                .filter_map(|&i| row.cells.get(i))
                .map(|c| fold(&c.text))
                .collect();
            let Some(at) = keys.first().and_then(|&i| row.cells.get(i)).map(|c| c.at) else {
                continue;
            };
            if let Some(first) = seen.get(&key) {
                let first: &CellRef = first;
                found.push(
                    Finding::draft(
                        "E-POLICY-DUPLICATE",
                        &[("first", &first.to_string()), ("key", &key.join(" "))],
                    )
                    .at(&self.sheet, Some(at))
                    .done(),
                );
            } else {
                seen.insert(key, at);
            }
        }
        found
    }
}

fn cell_problem(
    table: &Table,
    reader: &RowReader<'_>,
    column: &Column,
    cell: &TableCell,
) -> Option<Finding> {
    let sheet = &table.sheet;
    if cell.text.is_empty() {
        return column.required.then(|| {
            Finding::draft("E-POLICY-BLANK", &[])
                .at(sheet, Some(cell.at))
                .of_field(&column.header)
                .done()
        });
    }
    let (kind, choices) = match column.kind {
        ColumnKind::ByRow => (
            value_kind(reader.text("类型")).unwrap_or(ColumnKind::Text),
            reader.words("可选值"),
        ),
        kind => (kind, column.choices.clone()),
    };
    let right = match kind {
        ColumnKind::Text | ColumnKind::Words | ColumnKind::ByRow => true,
        ColumnKind::Choice => choices.contains(&cell.text),
        ColumnKind::Number => parse::number(&cell.text).is_some(),
        ColumnKind::Integer => parse::integer(&cell.text).is_some(),
        ColumnKind::Share => parse::share(&cell.text).is_some(),
        ColumnKind::Measure => parse::number(&cell.text)
            .or_else(|| parse::share(&cell.text))
            .is_some(),
        ColumnKind::Date => parse::date(&cell.text).is_some(),
        ColumnKind::Flag => parse::flag(&cell.text).is_some(),
        ColumnKind::Months => parse::months(&cell.text).is_some(),
        ColumnKind::MonthDay => parse::month_day(&cell.text).is_some(),
    };
    if right {
        let allowed = match column.kind {
            ColumnKind::ByRow => reader.text("可选值"),
            _ => &column.range,
        };
        return out_of_range(sheet, column, kind, cell, allowed);
    }
    Some(
        Finding::draft(
            "E-POLICY-TYPE",
            &[("expected", &expected_words(kind, &choices))],
        )
        .at(sheet, Some(cell.at))
        .of_field(&column.header)
        .quoting(&cell.text)
        .done(),
    )
}

/// A number that the column's range, or the row's, does not allow.
fn out_of_range(
    sheet: &str,
    column: &Column,
    kind: ColumnKind,
    cell: &TableCell,
    allowed: &str,
) -> Option<Finding> {
    let value = match kind {
        ColumnKind::Number | ColumnKind::Integer => parse::number(&cell.text),
        ColumnKind::Share => parse::share(&cell.text),
        _ => None,
    }?;
    let inside = super::range::parse(allowed).is_none_or(|band| band.contains(value));
    (!inside).then(|| {
        Finding::draft("E-POLICY-RANGE", &[("range", allowed)])
            .at(sheet, Some(cell.at))
            .of_field(&column.header)
            .quoting(&cell.text)
            .done()
    })
}

/// What a cell of that kind should hold, for people.
pub fn expected_words(kind: ColumnKind, choices: &[String]) -> String {
    match kind {
        ColumnKind::Text | ColumnKind::ByRow => "文字".to_owned(),
        ColumnKind::Words => "用顿号隔开的词".to_owned(),
        ColumnKind::Choice => format!("下列之一:{}", choices.join("、")),
        ColumnKind::Number => "数字,如 500".to_owned(),
        ColumnKind::Integer => "不小于 0 的整数,如 12".to_owned(),
        ColumnKind::Share => "百分数,如 15%".to_owned(),
        ColumnKind::Measure => "数字或百分数,如 500 或 15%".to_owned(),
        ColumnKind::Date => "日期,如 2026-01-01".to_owned(),
        ColumnKind::Flag => "「是」或「否」".to_owned(),
        ColumnKind::Months => "1 到 12 的月份,用顿号隔开,如 3、9".to_owned(),
        ColumnKind::MonthDay => "月-日,如 12-31".to_owned(),
    }
}
