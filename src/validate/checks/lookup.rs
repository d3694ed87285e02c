//! Checks of the look-up form (ruling 9.27).

use super::Subject;
use crate::domain::value::iso;
use crate::extract::Reading;
use crate::findings::Finding;

/// At least one of customer, form, grade, status.
pub(super) fn one_criterion(s: &Subject<'_, '_>) -> Vec<Finding> {
    let given = ["customer_name", "form", "grade", "status"]
        .iter()
        .filter_map(|k| s.record.field(k))
        // An unreadable one has its own error.
        .any(|f| !matches!(f.reading, Reading::Missing(_)));
    if given {
        Vec::new()
    } else {
        s.say("E-QUERY-EMPTY", &[])
    }
}

/// 截止日期 not before 起始日期.
pub(super) fn query_span(s: &Subject<'_, '_>) -> Vec<Finding> {
    match (s.record.date("from"), s.date()) {
        (Some(from), Some(to)) if to < from => {
            let (from, to) = (iso(from), iso(to));
            s.say("E-QUERY-SPAN", &[("from", &from), ("to", &to)])
        }
        _ => Vec::new(),
    }
}
