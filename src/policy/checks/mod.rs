//! What is wrong between the rows and the tables of a policy; single cells are checked by
//! [`super::table`], intervals by [`super::kinds::banded`].
//!
//! One file a kind of fault. Each complaint names sheet and cell, says what is wrong and how to
//! mend it; all are given at once. Nothing here stops at the first, and nothing repairs.

mod approvals;
mod complaints;
mod dates;
mod grades;
mod pairs;
mod people;
mod references;
mod trends;
pub mod versions;
mod words;
mod years;

pub use years::missing as missing_years;

use super::Tables;
use super::table::RowReader;
use crate::findings::{Finding, FindingDraft};
use crate::forms::Forms;

/// Everything that is wrong between rows and tables.
pub(super) fn problems(tables: &Tables, forms: &Forms) -> Vec<Finding> {
    let mut found = references::problems(tables, forms);
    found.extend(trends::problems(tables));
    found.extend(pairs::problems(tables));
    found.extend(grades::problems(tables));
    found.extend(dates::problems(tables));
    found.extend(people::problems(tables));
    found.extend(approvals::problems(tables));
    found.extend(complaints::problems(tables, forms));
    found.extend(words::problems(tables, forms));
    found.extend(years::problems(tables));
    found
}

/// A finding at a row's cell, quoting what stands there.
fn at_cell(
    row: &RowReader<'_>,
    header: &str,
    code: &'static str,
    facts: &[(&str, &str)],
) -> FindingDraft {
    Finding::draft(code, facts)
        .at(row.sheet(), Some(row.at(header)))
        .of_field(header)
        .quoting(row.text(header))
}

/// A row that can never be reached, and the row that hides it.
fn hidden(row: &RowReader<'_>, by: &RowReader<'_>, header: &str) -> Finding {
    let other = by.at(header).to_string();
    at_cell(row, header, "E-POLICY-HIDDEN", &[("other", &other)]).done()
}

/// The rows of a sheet; none where it is missing.
fn rows<'t>(tables: &'t Tables, sheet: &str) -> impl Iterator<Item = RowReader<'t>> {
    tables.get(sheet).into_iter().flat_map(|t| t.readers())
}

#[cfg(test)]
mod outcomes;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
