//! State tables: steps in order, each with its conditions and the step from which it counts.

use crate::findings::Finding;
use crate::policy::table::Table;
use std::collections::BTreeSet;

/// Steps whose 起算 names neither one of `starts` nor a step that stands above.
pub fn order_problems(table: &Table, starts: &[&str]) -> Vec<Finding> {
    let mut above: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for row in table.readers() {
        let base = row.text("起算");
        if !base.is_empty() && !starts.contains(&base) && !above.contains(base) {
            found.push(
                Finding::draft("E-POLICY-STEP-BASE", &[("starts", &starts.join("、"))])
                    .at(&table.sheet, Some(row.at("起算")))
                    .of_field("起算")
                    .quoting(base)
                    .done(),
            );
        }
        above.insert(row.text("步骤"));
    }
    found
}
