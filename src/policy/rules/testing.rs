//! The supplier form of the samples as tables, for the tests of rule tables.

use crate::policy::{Table, Tables, schema};
use serde::Deserialize;

#[derive(Deserialize)]
struct Rows {
    sheet: Vec<Sheet>,
}

#[derive(Deserialize)]
struct Sheet {
    name: String,
    rows: Vec<Vec<String>>,
}

/// Name of its rule table.
pub(crate) const RULES: &str = "供应商评价规则";

/// The built-in tables with the rows of the supplier form below them, and its rule table.
pub(crate) fn supplier() -> Tables {
    let rows: Rows = toml::from_str(include_str!("../../../samples/make/supplier.toml")).unwrap();
    let mut tables = Tables::built_in();
    for sheet in rows.sheet {
        match tables.tables.iter_mut().find(|t| t.sheet == sheet.name) {
            Some(table) => {
                let mut texts: Vec<Vec<String>> = table
                    .rows
                    .iter()
                    .map(|r| r.cells.iter().map(|c| c.text.clone()).collect())
                    .collect();
                texts.extend(sheet.rows);
                *table = Table::laid_out(table.schema, &texts);
            }
            None => tables.tables.push(Table::laid_out_on(
                schema::rule_schema(),
                &sheet.name,
                &sheet.rows,
            )),
        }
    }
    tables
}

/// The supplier form with cells of its rule table changed (`("F5", "97%")`).
pub(crate) fn supplier_with(changes: &[(&str, &str)]) -> Tables {
    let mut tables = supplier();
    let mut all = tables.tables.iter_mut();
    let table = all.find(|t| t.sheet == RULES).unwrap();
    for (cell, text) in changes {
        let at = cell.parse().unwrap();
        let mut cells = table.rows.iter_mut().flat_map(|r| &mut r.cells);
        cells.find(|c| c.at == at).unwrap().text = (*text).to_owned();
    }
    tables
}
