//! Parameter tables: a name, a value, a unit. Asked by name; what is missing or of the wrong kind
//! is gathered, so that one answer names it all.

use crate::findings::Finding;
use crate::policy::cite::{Cite, Cited};
use crate::policy::parse;
use crate::policy::table::{RowReader, Table};
use rust_decimal::Decimal;

/// Asks parameters by name and gathers what is missing.
#[derive(Debug)]
pub struct Asking<'t, 'p> {
    table: &'t Table,
    problems: &'p mut Vec<Finding>,
}

impl<'t, 'p> Asking<'t, 'p> {
    /// Questions to one table.
    pub fn new(table: &'t Table, problems: &'p mut Vec<Finding>) -> Self {
        Self { table, problems }
    }

    fn row(&mut self, name: &str) -> Option<RowReader<'t>> {
        let row = self.table.readers().find(|r| r.text("参数名") == name);
        if row.is_none() {
            self.problems.push(
                Finding::draft("E-POLICY-PARAM-MISSING", &[("name", name)])
                    .at(&self.table.sheet, None)
                    .done(),
            );
        }
        row
    }

    fn ask<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>, or: T) -> Cited<T> {
        let row = self.row(name);
        let value = row.and_then(|r| read(r.text("值")));
        if let (Some(row), None) = (row, &value) {
            self.problems.push(
                Finding::draft("E-POLICY-PARAM", &[("name", name)])
                    .at(&self.table.sheet, Some(row.at("值")))
                    .of_field(row.text("中文名"))
                    .quoting(row.text("值"))
                    .done(),
            );
        }
        let cite = row.map_or_else(|| missing(self.table, name), |r| cite(&r));
        Cited {
            value: value.unwrap_or(or),
            cite,
        }
    }

    /// A number.
    pub fn number(&mut self, name: &str) -> Cited<Decimal> {
        self.ask(name, parse::number, Decimal::ZERO)
    }

    /// A share as a fraction.
    pub fn share(&mut self, name: &str) -> Cited<Decimal> {
        self.ask(name, parse::share, Decimal::ZERO)
    }

    /// A whole number.
    pub fn integer(&mut self, name: &str) -> Cited<u32> {
        self.ask(name, parse::integer, 0)
    }

    /// A text that must stand there.
    pub fn text(&mut self, name: &str) -> Cited<String> {
        self.ask(
            name,
            |t| Some(t.to_owned()).filter(|t| !t.is_empty()),
            String::new(),
        )
    }

    /// A day.
    pub fn date(&mut self, name: &str) -> Cited<chrono::NaiveDate> {
        self.ask(name, parse::date, chrono::NaiveDate::default())
    }

    /// 是/否.
    pub fn flag(&mut self, name: &str) -> Cited<bool> {
        self.ask(name, parse::flag, false)
    }

    /// Months, 1–12.
    pub fn months(&mut self, name: &str) -> Cited<Vec<u32>> {
        self.ask(name, parse::months, Vec::new())
    }

    /// Month and day.
    pub fn month_day(&mut self, name: &str) -> Cited<(u32, u32)> {
        self.ask(name, parse::month_day, (12, 31))
    }

    /// Words; an empty list is allowed.
    pub fn words(&mut self, name: &str) -> Cited<Vec<String>> {
        self.ask(name, |t| Some(parse::words(t)), Vec::new())
    }

    /// One of several words, each standing for a value.
    pub fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)], or: T) -> Cited<T> {
        self.ask(
            name,
            |t| choices.iter().find(|(w, _)| *w == t).map(|(_, v)| *v),
            or,
        )
    }
}

/// `参数!C12 及时回款的最低回款率 = 95%`.
fn cite(row: &RowReader<'_>) -> Cite {
    let unit = row.text("单位");
    row.cite(
        "值",
        format!("{} = {}{}", row.text("中文名"), row.text("值"), unit),
    )
}

fn missing(table: &Table, name: &str) -> Cite {
    Cite {
        sheet: table.sheet.clone(),
        cell: crate::domain::cell::CellRef::new(0, 0),
        words: name.to_owned(),
        clause: String::new(),
        to_confirm: false,
    }
}
