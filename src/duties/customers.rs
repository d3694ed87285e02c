//! The visits that each graded customer is to have (clause 1.2.2, domain section 5 rule 2).

use super::{Duty, Ground};
use crate::archive::{DoneOnFile, GradeOnFile, VISIT};
use crate::calendar::add_months;
use crate::domain::name::fold;
use crate::policy::service::{BenefitRow, VisitCycle, VisitMode};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// A visit that has to be made, before it is known who makes it.
struct Round<'a> {
    begin: NaiveDate,
    due: NaiveDate,
    words: String,
    row: &'a BenefitRow,
    grade: &'a GradeOnFile,
}

/// The visits of all customers.
pub(super) fn visits(ground: &Ground<'_>) -> Vec<Duty> {
    let mut duties = Vec::new();
    for grades in by_customer(ground).into_values() {
        let Some(last) = grades.last() else {
            continue;
        };
        let mode = ground.policy.service.visit_mode.as_ref().map(|m| m.value);
        match mode {
            Some(VisitMode::Period) => in_periods(ground, &grades, &last.customer, &mut duties),
            Some(VisitMode::Rolling) => rolling(ground, &grades, &last.customer, &mut duties),
            None => {}
        }
    }
    duties
}

/// The grades of each customer (folded name), oldest first.
pub(super) fn by_customer<'a>(ground: &Ground<'a>) -> BTreeMap<String, Vec<&'a GradeOnFile>> {
    let mut found: BTreeMap<String, Vec<&GradeOnFile>> = BTreeMap::new();
    for grade in &ground.on_file.gradings {
        found.entry(fold(&grade.customer)).or_default().push(grade);
    }
    for grades in found.values_mut() {
        grades.sort_by_key(|grade| grade.from);
    }
    found
}

/// The grade that a customer had on the day before; none where it had none yet.
pub(super) fn before<'a>(grades: &[&'a GradeOnFile], day: NaiveDate) -> Option<&'a GradeOnFile> {
    grades.iter().rfind(|grade| grade.from < day).copied()
}

/// Once in each quarter, half or year that begins after the customer was graded.
fn in_periods(ground: &Ground<'_>, grades: &[&GradeOnFile], customer: &str, out: &mut Vec<Duty>) {
    let mut by_role: BTreeMap<&str, Vec<Round<'_>>> = BTreeMap::new();
    for begin in quarters(ground) {
        let grade = match before(grades, begin) {
            Some(grade) => grade,
            None if ground.policy.service.visit_first_partial => {
                let Some(first) = grades.first() else {
                    continue;
                };
                first
            }
            None => continue,
        };
        let service = &ground.policy.service;
        let Some(row) = service.benefit(grade.class, &grade.grade) else {
            continue;
        };
        let Some(cycle) = row.cycle else {
            continue;
        };
        if begin.month0() % cycle.months() != 0 {
            continue;
        }
        let Some(end) = add_months(begin, cycle.months()).and_then(|day| day.pred_opt()) else {
            continue;
        };
        if grade.from > end {
            continue;
        }
        for role in &row.visitors {
            by_role.entry(role).or_default().push(Round {
                begin,
                due: ground.policy.calendar.back(end),
                words: period_words(begin, cycle),
                row,
                grade,
            });
        }
    }
    for (role, rounds) in by_role {
        let mut duties: Vec<Duty> = rounds
            .iter()
            .map(|round| duty(ground, customer, role, round))
            .collect();
        let begins: Vec<NaiveDate> = rounds.iter().map(|round| round.begin).collect();
        ground.close_in_turn(&mut duties, &begins, &|one| {
            is_visit(ground, one, customer, role)
        });
        out.extend(duties);
    }
}

/// So many months after the last visit, or after the grading where there was none.
fn rolling(ground: &Ground<'_>, grades: &[&GradeOnFile], customer: &str, out: &mut Vec<Duty>) {
    let (Some(first), Some(grade)) = (grades.first(), grades.last()) else {
        return;
    };
    let service = &ground.policy.service;
    let Some(row) = service.benefit(grade.class, &grade.grade) else {
        return;
    };
    let Some(cycle) = row.cycle else {
        return;
    };
    for role in &row.visitors {
        let made = ground.on_file.done.iter();
        let made = made.filter(|one| is_visit(ground, one, customer, role));
        let last = made.map(|one| one.done.on).max();
        let begin = last.unwrap_or(first.from);
        let Some(due) = add_months(begin, cycle.months()) else {
            continue;
        };
        let round = Round {
            begin,
            due: ground.policy.calendar.forward(due),
            words: format!("{}后", begin.format("%Y%m%d")),
            row,
            grade,
        };
        let mut one = duty(ground, customer, role, &round);
        one.done = ground.registered(&one.number);
        out.push(one);
    }
}

fn duty(ground: &Ground<'_>, customer: &str, role: &str, round: &Round<'_>) -> Duty {
    let (calendar, due) = (&ground.policy.calendar, round.due);
    let office = ground.office(&round.grade.office);
    Duty {
        number: format!("回访-{}-{customer}-{role}", round.words),
        what: format!(
            "回访({}{}级,每{}一次)",
            round.grade.class.words(),
            round.grade.grade,
            round.row.cycle.map_or("", VisitCycle::words)
        ),
        customer: customer.to_owned(),
        person: ground.holder(role, &office),
        office,
        role: role.to_owned(),
        since: ground.near(due).max(round.begin),
        due,
        provisional: calendar.is_provisional(due, due),
        counted: match ground.policy.service.visit_mode.as_ref().map(|m| m.value) {
            Some(VisitMode::Rolling) => format!("{}起满一周期,休息日往后", round.begin),
            _ => format!("{}内,期末遇休息日往前", round.words),
        },
        clause: round.row.cite.clause.clone(),
        closed_by: ground.title(VISIT),
        version: Some(round.grade.version.clone()),
        done: None,
    }
}

/// Whether a form tells of a visit to the customer by the holder of that role. A visit together
/// names several roles.
fn is_visit(ground: &Ground<'_>, one: &DoneOnFile, customer: &str, role: &str) -> bool {
    if one.form != VISIT || fold(&one.customer) != fold(customer) {
        return false;
    }
    let organisation = &ground.policy.organisation;
    let wanted = organisation.role(role).map(|r| &r.name);
    let typed = one.done.role.as_deref().unwrap_or_default();
    let mut roles = typed.split(['、', ',', ',', '/', ';', ';', '和', '与']);
    if !ground.rules.joint_visits.value {
        return organisation.role(typed).map(|r| &r.name) == wanted && wanted.is_some();
    }
    roles.any(|word| organisation.role(word).map(|r| &r.name) == wanted && wanted.is_some())
}

/// The first days of the quarters from a year before the window on.
fn quarters(ground: &Ground<'_>) -> Vec<NaiveDate> {
    let window = &ground.window;
    let years = window.first.year() - 1..=window.last.year();
    years
        .flat_map(|year| [1, 4, 7, 10].map(|month| NaiveDate::from_ymd_opt(year, month, 1)))
        .flatten()
        .collect()
}

fn period_words(begin: NaiveDate, cycle: VisitCycle) -> String {
    let year = begin.year();
    match cycle {
        VisitCycle::Quarter => format!("{year}第{}季度", begin.month0() / 3 + 1),
        VisitCycle::HalfYear if begin.month() == 1 => format!("{year}上半年"),
        VisitCycle::HalfYear => format!("{year}下半年"),
        VisitCycle::Year => format!("{year}年"),
    }
}
