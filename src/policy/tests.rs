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

#[test]
fn the_default_tables_say_what_reading_starts_with() {
    let policy = Policy::built_in();
    let bare = ReadingRules::default();
    let read = &policy.reading;
    assert_eq!(read.magnitude_max_wan, bare.magnitude_max_wan);
    assert_eq!(read.percent_bare_mode, bare.percent_bare_mode);
    assert_eq!(read.percent_high, bare.percent_high);
    assert_eq!(read.earliest_date, bare.earliest_date);
    assert_eq!(read.size_rules, bare.size_rules);
    assert_eq!(read.provinces, bare.provinces);
    assert_eq!(read.ind4_roles, bare.ind4_roles);
    for word in &bare.placeholder_words {
        assert!(read.placeholder_words.contains(word), "{word}");
    }
    assert!(read.exemptions.iter().all(|e| !e.freed.is_empty()));
}
