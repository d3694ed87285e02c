//! The written reports that are due next, along the chain (clause 1.1.6(2) and (3), ruling 9.14).

use super::case::{Case, computed};
use crate::domain::review::ReportDue;
use chrono::{Datelike, NaiveDate};

/// The reports of the earliest report month that is not over for the 业务员.
pub(super) fn due(case: &mut Case<'_>, grade: &str) -> Vec<ReportDue> {
    let rules = &case.policy.service;
    let Some(cycle) = rules.reports(grade) else {
        return Vec::new();
    };
    let Some(period_end) = next_month(case, &cycle.months) else {
        return Vec::new();
    };
    let mut reports = Vec::new();
    let mut received = period_end;
    let mut open = Vec::new();
    for hop in &rules.report_chain {
        let Some(counted) = hop.due(&case.policy.calendar, period_end, received) else {
            open.push(format!("{}交{}没有规定期限", hop.from, hop.to));
            continue;
        };
        let provisional = case.provisional_count(&counted);
        received = counted.due;
        let mark = if provisional { "(暂定)" } else { "" };
        let inputs = vec![
            computed("报告月末", period_end.to_string(), None),
            computed("起算日", counted.start.to_string(), None),
        ];
        case.step(
            format!("报告:{}→{}", hop.from, hop.to),
            format!("{}{mark}", counted.due),
            inputs,
            &hop.cite,
            counted.words(),
        );
        reports.push(ReportDue {
            period_end,
            due: counted.due,
            provisional,
            to: hop.to.clone(),
        });
    }
    let inputs = vec![computed("等级", grade.to_owned(), None)];
    case.step(
        "报告月份",
        format!("{}年{}月", period_end.year(), period_end.month()),
        inputs,
        &cycle.cite,
        open.join(";"),
    );
    reports
}

/// The end of the first month of the cycle whose last working day is not before the review.
fn next_month(case: &Case<'_>, months: &[u32]) -> Option<NaiveDate> {
    let today = case.today;
    (0..=24).find_map(|ahead| {
        let index = today.month0() + ahead;
        let (year, month) = (today.year() + (index / 12) as i32, index % 12 + 1);
        if !months.contains(&month) {
            return None;
        }
        let due = case.policy.calendar.last_workday(year, month)?;
        (due >= today)
            .then(|| crate::calendar::end_of_month(year, month))
            .flatten()
    })
}
