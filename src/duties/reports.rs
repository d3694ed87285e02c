//! The written reports and their way up (clause 1.1.6; domain section 5 rules 3 and 4): an office a
//! month, with the customers whose grade asks for it.

use super::customers::{before, by_customer};
use super::{Duty, Ground};
use crate::archive::DUTY_DONE;
use crate::calendar::end_of_month;
use crate::domain::name::fold;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// The word of the chain for whoever the policy names as the superior.
const SUPERIOR: &str = "主管上级";

/// Every hand-over of every office's reports.
pub(super) fn duties(ground: &Ground<'_>) -> Vec<Duty> {
    let customers = by_customer(ground);
    let mut duties = Vec::new();
    for month in ground.window.months() {
        let Some(end) = end_of_month(month.year(), month.month()) else {
            continue;
        };
        // A month that is still to begin is judged by the grades of today.
        let known = end.min(ground.window.today).succ_opt().unwrap_or(end);
        let mut counts: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        for grade in customers.values().filter_map(|own| before(own, known)) {
            let cycle = ground.policy.service.reports(&grade.grade);
            if cycle.is_some_and(|cycle| cycle.months.contains(&month.month())) {
                let office = fold(&ground.office(&grade.office));
                *counts
                    .entry(office)
                    .or_default()
                    .entry(&grade.grade)
                    .or_default() += 1;
            }
        }
        for office in &ground.offices {
            let asked = counts.get(&fold(office));
            duties.extend(chain(ground, end, office, asked));
        }
    }
    duties
}

/// The way of one report; only its first hop where no customer's grade asks for it.
fn chain(
    ground: &Ground<'_>,
    end: NaiveDate,
    office: &str,
    asked: Option<&BTreeMap<&str, usize>>,
) -> Vec<Duty> {
    let mut duties = Vec::new();
    let month = format!("{}年{}月", end.year(), end.month());
    let about = asked.map_or_else(String::new, |counts| {
        let each = counts
            .iter()
            .map(|(grade, count)| format!("{grade}级{count}户"));
        format!(",含{}", each.collect::<Vec<_>>().join("、"))
    });
    let mut received = end;
    for (at, hop) in ground.policy.service.report_chain.iter().enumerate() {
        if at > 0 && asked.is_none() || at == 0 && asked.is_none() && !ground.monthly() {
            break;
        }
        let Some(counted) = hop.due(&ground.policy.calendar, end, received) else {
            continue;
        };
        let place = if office.is_empty() { "公司" } else { office };
        let number = format!("书面报告-{}-{place}-{}", end.format("%Y%m"), at + 1);
        let done = ground.registered(&number);
        received = done.as_ref().map_or(counted.due, |closed| {
            closed.received_on.unwrap_or(closed.on)
        });
        let role = ground.named(&hop.from);
        let since = if at == 0 {
            end.with_day(1).unwrap_or(end)
        } else {
            counted.start
        };
        duties.push(Duty {
            what: format!(
                "{month}书面报告交{}{about}",
                if hop.to == SUPERIOR {
                    format!("{SUPERIOR}({})", ground.rules.supervisor.value)
                } else {
                    hop.to.clone()
                }
            ),
            customer: String::new(),
            office: office.to_owned(),
            person: ground.holder(&role, office),
            role,
            since,
            due: counted.due,
            provisional: counted.provisional,
            counted: counted.words(),
            clause: hop.cite.clause.clone(),
            closed_by: ground.title(DUTY_DONE),
            version: None,
            done,
            number,
        });
    }
    duties
}

impl Ground<'_> {
    fn monthly(&self) -> bool {
        self.rules.monthly_staff_report.value
    }

    /// A role of the chain, the superior as the policy names him.
    fn named(&self, role: &str) -> String {
        if role == SUPERIOR {
            self.rules.supervisor.value.clone()
        } else {
            role.to_owned()
        }
    }
}
