//! Lookup tables: a row found by its key. Keys are unique (checked with the cells); here stand the
//! checks that a key table covers every word that another table uses.

use crate::findings::Finding;
use crate::policy::table::Table;

/// The words that `needed` lists but no row has under `header`.
pub fn uncovered_problems(table: &Table, header: &str, needed: &[String]) -> Vec<Finding> {
    needed
        .iter()
        .filter(|word| !table.readers().any(|r| r.text(header) == word.as_str()))
        .map(|word| {
            Finding::draft("E-POLICY-KEY-MISSING", &[("key", word), ("column", header)])
                .at(&table.sheet, None)
                .done()
        })
        .collect()
}
