//! Covers of several versions against each other: names used twice, days on which two versions
//! would take effect, dates that run backwards.
//!
//! A version is in force from its effective day until the next one's. So two versions are valid
//! on one day exactly when they take effect on the same day.

use crate::findings::Finding;
use crate::policy::{Cover, Tables};

/// What is wrong with a new version, seen beside those that stand (in force, past, or waiting for
/// their day), `standing` in the order in which they were approved. `tables` are the new version's:
/// they say where its cover has the cells.
pub fn problems(new: &Cover, tables: &Tables, standing: &[&Cover]) -> Vec<Finding> {
    let at = |item: &str, code: &'static str, facts: &[(&str, &str)], value: &str| {
        let row = super::rows(tables, "封面").find(|r| r.text("项目") == item);
        Finding::draft(code, facts)
            .at("封面", row.map(|r| r.at("内容")))
            .of_field(item)
            .quoting(value)
            .done()
    };
    let mut found = Vec::new();
    if standing.iter().any(|old| old.version == new.version) {
        found.push(at("版本", "E-POLICY-VERSION-TWICE", &[], &new.version));
    }
    let day = new.effective.to_string();
    // Each of them is named, however many there are.
    let same: Vec<&str> = standing
        .iter()
        .filter(|old| old.effective == new.effective && old.version != new.version)
        .map(|old| old.version.as_str())
        .collect();
    if !same.is_empty() {
        let facts = [("others", &*same.join("、"))];
        found.push(at("生效日期", "E-POLICY-SAME-DAY", &facts, &day));
    }
    if let Some(later) = standing
        .iter()
        .filter(|old| old.effective > new.effective)
        .max_by_key(|old| old.effective)
    {
        let facts = [
            ("other", later.version.as_str()),
            ("since", &*later.effective.to_string()),
        ];
        found.push(at("生效日期", "E-POLICY-EFFECTIVE-BACK", &facts, &day));
    }
    found
}

/// The version in force on a day: the last to take effect on or before it. Of several that took
/// effect on one day (which [`problems`] refuses) the last approved.
pub fn in_force<'c>(covers: &[&'c Cover], on: chrono::NaiveDate) -> Option<&'c Cover> {
    covers
        .iter()
        .filter(|c| c.effective <= on)
        .max_by_key(|c| c.effective)
        .copied()
}
