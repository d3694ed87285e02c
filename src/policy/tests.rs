//! The built-in policy is whole, and broken tables are named at their cells.

use super::*;

#[test]
fn the_built_in_policy_is_without_faults() {
    let problems = match Policy::from_tables(Tables::built_in()) {
        Ok(policy) => policy.notes,
        Err(problems) => problems,
    };
    assert_eq!(problems, []);
}
