//! What is due, to whom, until when: everything that the policy dates, with what closes it
//! (clauses 1.1.4, 1.1.6, 1.2.2, 1.2.3, 2.3.3, 2.4.5, 3.2(1)).
//!
//! A duty is never stored. It follows from the policy, the grades on file and the forms that close
//! duties, so that the same archive gives the same list.

mod closing;
mod company;
mod complaints;
mod customers;
mod holiday;
mod reports;
mod schedule;
mod sheets;
#[cfg(test)]
mod tests;

use crate::archive::{Archive, ArchiveError, DutiesOnFile};
use crate::domain::complaint::ComplaintCase;
use crate::domain::name::fold;
use crate::policy::Policy;
use crate::policy::duties::DutyRules;
use crate::sheet::SheetPlan;
use chrono::{Days, NaiveDate};
use std::collections::BTreeSet;

/// The list, below 汇总.
pub const FILE: &str = "待办事项.xlsx";
/// The calendar, below 汇总.
pub const CALENDAR_FILE: &str = "日程.ics";
/// How far back what was not done is still listed, in days.
const BACK: u64 = 366;
/// How far ahead is shown, in days.
const AHEAD: u64 = 92;

/// Something that somebody has to do until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// 事项编号: stands for it on 办结登记.
    pub number: String,
    /// What.
    pub what: String,
    /// Customer; empty where it concerns none.
    pub customer: String,
    /// Office; empty where it is the company's.
    pub office: String,
    /// Role that has to do it.
    pub role: String,
    /// Person who has to, where the policy knows one.
    pub person: Option<String>,
    /// First day on which it is to be done.
    pub since: NaiveDate,
    /// Last day.
    pub due: NaiveDate,
    /// Whether a year that it was counted through is not published.
    pub provisional: bool,
    /// How the day was found.
    pub counted: String,
    /// Clause.
    pub clause: String,
    /// The form that closes it.
    pub closed_by: String,
    /// Archived version of the grade that it follows from.
    pub version: Option<String>,
    /// When it was done, by which version.
    pub done: Option<Closed>,
}

/// What closed a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The day on which it was done.
    pub on: NaiveDate,
    /// When the next one had it, where the form says so.
    pub received_on: Option<NaiveDate>,
    /// What says so, in words.
    pub told_by: String,
    /// The archived version of it, where it is one form.
    pub version: Option<String>,
}

/// The days between which duties are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    first: NaiveDate,
    last: NaiveDate,
    today: NaiveDate,
}

impl Window {
    fn holds(&self, due: NaiveDate) -> bool {
        self.first <= due && due <= self.last
    }

    /// Every month that the window touches and one before and after, as its first day.
    fn months(&self) -> Vec<NaiveDate> {
        use chrono::{Datelike, Months};
        let start = self.first.with_day(1).unwrap_or(self.first);
        let start = start.checked_sub_months(Months::new(1)).unwrap_or(start);
        let months = (0..).map_while(|n| start.checked_add_months(Months::new(n)));
        let end = self.last.checked_add_months(Months::new(1));
        months
            .take_while(|month| end.is_none_or(|end| *month <= end))
            .collect()
    }
}

/// What the duties of a day follow from.
struct Ground<'a> {
    policy: &'a Policy,
    rules: &'a DutyRules,
    on_file: &'a DutiesOnFile,
    window: Window,
    /// The offices that have duties: those of the policy, else those that sent scores.
    offices: Vec<String>,
}

/// The sheets of 待办事项.xlsx and the text of 日程.ics.
#[derive(Debug, Clone, PartialEq)]
pub struct DutyBooks {
    /// The sheets.
    pub plans: Vec<SheetPlan>,
    /// The calendar.
    pub calendar: String,
}

/// The books of a day; none before the first form that grades a customer or closes a duty.
pub fn books(
    archive: &Archive,
    policy: &Policy,
    today: NaiveDate,
) -> Result<Option<DutyBooks>, ArchiveError> {
    let on_file = archive.duties_on_file(today)?;
    let cases = crate::complaints::cases(archive, policy, today)?;
    if on_file.live_from.is_none() && cases.is_empty() {
        return Ok(None);
    }
    let duties = of(policy, &on_file, &cases, today);
    let place = |version: &str| {
        archive
            .entry(version)
            .ok()
            .and_then(|entry| entry.delivered)
            .filter(|delivered| !delivered.is_empty())
    };
    Ok(Some(DutyBooks {
        plans: sheets::plans(&duties, policy, today, &place),
        calendar: schedule::text(&duties, today),
    }))
}

/// Everything due between a year ago and three months ahead, by day, office and number; what was
/// done with what closed it. Nothing from before the first form that the archive holds.
pub fn of(
    policy: &Policy,
    on_file: &DutiesOnFile,
    cases: &[ComplaintCase],
    today: NaiveDate,
) -> Vec<Duty> {
    let Some(rules) = &policy.duties else {
        return Vec::new();
    };
    let back = today.checked_sub_days(Days::new(BACK)).unwrap_or(today);
    let window = Window {
        first: on_file.live_from.unwrap_or(today).max(back),
        last: today.checked_add_days(Days::new(AHEAD)).unwrap_or(today),
        today,
    };
    let ground = Ground {
        policy,
        rules,
        on_file,
        window,
        offices: offices(policy, on_file, today),
    };
    let mut duties = company::duties(&ground);
    duties.extend(customers::visits(&ground));
    duties.extend(reports::duties(&ground));
    duties.retain(|duty| window.holds(duty.due));
    // A complaint is never too old.
    duties.extend(complaints::duties(&ground, cases));
    duties.sort_by(|a, b| (a.due, &a.office, &a.number).cmp(&(b.due, &b.office, &b.number)));
    duties
}

impl Ground<'_> {
    /// The office by the policy's own name on the window's day; the text itself where the policy
    /// does not know it.
    fn office(&self, text: &str) -> String {
        let organisation = &self.policy.organisation;
        let found = organisation.office(text, self.window.today);
        found.map_or_else(|| text.to_owned(), |office| office.name.clone())
    }

    /// The one person who holds a role today, in an office where it has one; none where nobody or
    /// several do.
    fn holder(&self, role: &str, office: &str) -> Option<String> {
        let today = self.window.today;
        let organisation = &self.policy.organisation;
        let wanted = organisation.role(role).map(|r| r.name.clone())?;
        let mut holders = organisation.people.iter().filter(|person| {
            organisation.role(&person.role).map(|r| &r.name) == Some(&wanted)
                && person.from.is_none_or(|from| from <= today)
                && person.until.is_none_or(|until| today <= until)
                && (office.is_empty()
                    || person
                        .office
                        .as_deref()
                        .is_none_or(|own| fold(&self.office(own)) == fold(office)))
        });
        match (holders.next(), holders.next()) {
            (Some(one), None) => Some(one.name.clone()),
            _ => None,
        }
    }

    /// The title of a form as the policy prints it; its id where the policy has it no more.
    fn title(&self, form: &str) -> String {
        let known = self.policy.forms.get(form);
        known.map_or_else(|| form.to_owned(), |form| form.title.clone())
    }

    /// So many days before the last one a duty is near.
    fn near(&self, due: NaiveDate) -> NaiveDate {
        let days = Days::new(u64::from(self.rules.remind_days.value));
        due.checked_sub_days(days).unwrap_or(due)
    }
}

/// The offices of the policy that are open; where it names none, those that sent scores; where
/// nobody did, the company as one.
fn offices(policy: &Policy, on_file: &DutiesOnFile, today: NaiveDate) -> Vec<String> {
    let organisation = &policy.organisation;
    let open = organisation.offices.iter().filter(|office| {
        office.from.is_none_or(|from| from <= today)
            && office.until.is_none_or(|until| today <= until)
    });
    let mut names: BTreeSet<String> = open.map(|office| office.name.clone()).collect();
    for graded in &on_file.gradings {
        let known = organisation.office(&graded.office, today);
        let name = known.map_or_else(|| graded.office.clone(), |office| office.name.clone());
        if !name.is_empty() && !names.iter().any(|own| fold(own) == fold(&name)) {
            names.insert(name);
        }
    }
    if names.is_empty() {
        names.insert(String::new());
    }
    names.into_iter().collect()
}
