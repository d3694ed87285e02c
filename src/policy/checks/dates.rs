//! Periods that end before they begin, in any table with such a pair of columns.

use super::at_cell;
use crate::findings::Finding;
use crate::policy::Tables;

/// Columns of first and last day.
const PERIODS: &[(&str, &str)] = &[("起", "止"), ("在职起", "在职止")];

pub(super) fn problems(tables: &Tables) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in tables.tables.iter().flat_map(|t| t.readers()) {
        for (from, until) in PERIODS {
            if let (Some(first), Some(last)) = (row.date(from), row.date(until))
                && last < first
            {
                let facts = [("first", row.text(from))];
                found.push(at_cell(&row, until, "E-POLICY-PERIOD", &facts).done());
            }
        }
    }
    found
}
