//! The visits that are due next (clause 1.2.2, domain section 5 rule 2, ruling 9.13).

use super::case::{Case, computed};
use crate::calendar::{add_months, end_of_month};
use crate::domain::review::{CustomerClass, Visit};
use crate::policy::service::{VisitCycle, VisitMode};
use chrono::{Datelike, NaiveDate};

/// One visit for each role of the customer's row.
pub(super) fn due(case: &mut Case<'_>, class: CustomerClass, grade: &str) -> Vec<Visit> {
    let rules = &case.policy.service;
    let Some(row) = rules.benefit(class, grade) else {
        return Vec::new();
    };
    let (Some(cycle), Some(mode)) = (row.cycle, &rules.visit_mode) else {
        return Vec::new();
    };
    let calendar = &case.policy.calendar;
    let due = match mode.value {
        VisitMode::Period => {
            period_end(case.today, cycle, rules.visit_first_partial).map(|end| calendar.back(end))
        }
        VisitMode::Rolling => {
            add_months(case.today, cycle.months()).map(|day| calendar.forward(day))
        }
    };
    let Some(due) = due else {
        return Vec::new();
    };
    let provisional = case.provisional(due, due);
    let inputs = vec![
        computed("评级日", case.today.to_string(), None),
        computed("回访周期", cycle.words().to_owned(), None),
    ];
    let mark = if provisional { "(暂定)" } else { "" };
    case.step(
        "回访",
        format!("{}:{due}前{mark}", row.visitors.join("、")),
        inputs,
        &row.cite,
        mode.cite.words.clone(),
    );
    row.visitors
        .iter()
        .map(|role| Visit {
            role: role.clone(),
            cycle: cycle.id().to_owned(),
            due,
            provisional,
        })
        .collect()
}

/// The last day of the first calendar quarter, half or year that starts after the day; of the one
/// that holds the day, if what is left of it counts.
fn period_end(day: NaiveDate, cycle: VisitCycle, partial: bool) -> Option<NaiveDate> {
    let length = cycle.months();
    let periods_on = if partial { 1 } else { 2 };
    let end_month = (day.month0() / length + periods_on) * length;
    let year = day.year() + i32::try_from((end_month - 1) / 12).ok()?;
    end_of_month(year, (end_month - 1) % 12 + 1)
}
