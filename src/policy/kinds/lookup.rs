//! Lookup tables: a row found by its key. Keys are unique (checked with the cells); here stand the
//! checks that a key table covers every word that another table uses.

use crate::findings::Finding;
use crate::policy::table::Table;
use std::collections::BTreeSet;

/// The words that `needed` lists but no row has under `header`.
pub fn uncovered_problems(table: &Table, header: &str, needed: &[String]) -> Vec<Finding> {
    let there: BTreeSet<&str> = table.readers().map(|r| r.text(header)).collect();
    needed
        .iter()
        .filter(|word| !there.contains(word.as_str()))
        .map(|word| {
            Finding::draft("E-POLICY-KEY-MISSING", &[("key", word), ("column", header)])
                .at(&table.sheet, None)
                .done()
        })
        .collect()
}
