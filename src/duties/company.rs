//! What comes round for the company and its offices: the week's oral report, the month's contacts,
//! surveys, trainings, reviews, the yearly look at the policy.

use super::{Closed, Duty, Ground};
use crate::archive::{CONTACTS, DUTY_DONE, SURVEY};
use crate::domain::name::fold;
use crate::evaluate::grading::GRADE_LIST;
use crate::policy::duties::{DutyOwner, Recurring};
use crate::policy::grading::day_of;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// Months of a year.
const YEAR: u32 = 12;

/// All of them.
pub(super) fn duties(ground: &Ground<'_>) -> Vec<Duty> {
    let mut duties = Vec::new();
    let owner = |what| ground.rules.owner(what);
    for office in &ground.offices {
        let of_office: [(Recurring, OfOffice); 3] = [
            (Recurring::WeeklyReport, weekly),
            (Recurring::Contacts, contacts),
            (Recurring::Survey, surveys),
        ];
        for (what, list) in of_office {
            if let Some(owner) = owner(what) {
                duties.extend(list(ground, owner, office));
            }
        }
    }
    for year in ground.window.first.year() - 1..=ground.window.last.year() {
        let of_company: [(Recurring, OfCompany); 4] = [
            (Recurring::Training, trainings),
            (Recurring::CreditReview, credit_reviews),
            (Recurring::Regrade, regrade),
            (Recurring::PolicyReview, policy_review),
        ];
        for (what, list) in of_company {
            if let Some(owner) = owner(what) {
                duties.extend(list(ground, owner, year));
            }
        }
    }
    duties
}

/// Lists what an office has to do.
type OfOffice = fn(&Ground<'_>, &DutyOwner, &str) -> Vec<Duty>;
/// Lists what the company has to do in a year.
type OfCompany = fn(&Ground<'_>, &DutyOwner, i32) -> Vec<Duty>;

/// A duty with what all of them share.
fn drawn(
    ground: &Ground<'_>,
    owner: &DutyOwner,
    office: &str,
    (since, due): (NaiveDate, NaiveDate),
) -> Duty {
    let role = &owner.role;
    Duty {
        number: String::new(),
        what: String::new(),
        customer: String::new(),
        office: office.to_owned(),
        role: role.clone(),
        person: ground.holder(role, office),
        since,
        due,
        provisional: ground.policy.calendar.is_provisional(due, due),
        counted: String::new(),
        clause: owner.cite.clause.clone(),
        closed_by: ground.title(DUTY_DONE),
        version: None,
        done: None,
    }
}

fn placed(office: &str) -> &str {
    if office.is_empty() { "公司" } else { office }
}

/// The oral report of this week, the last and the next (clause 1.1.4): one that was not made cannot
/// be made up for, so older weeks are no duty any more.
fn weekly(ground: &Ground<'_>, owner: &DutyOwner, office: &str) -> Vec<Duty> {
    let today = ground.window.today;
    let monday = today.week(Weekday::Mon).first_day();
    let calendar = &ground.policy.calendar;
    let weeks = [
        monday.checked_sub_days(Days::new(7)),
        Some(monday),
        monday.checked_add_days(Days::new(7)),
    ];
    let mut duties = Vec::new();
    for monday in weeks.into_iter().flatten() {
        let days: Vec<NaiveDate> = monday.iter_days().take(7).collect();
        let wanted = ground.rules.weekly_report_day.value.clamp(1, 7) as usize - 1;
        let works = |day: &&NaiveDate| calendar.is_workday(**day);
        // On its day, else the last working day before it, else the first after it.
        let due = days[..=wanted].iter().rfind(works);
        let Some(due) = due.or_else(|| days[wanted..].iter().find(works)).copied() else {
            continue;
        };
        let week = monday.iso_week();
        let number = format!("周报-{}第{}周-{}", week.year(), week.week(), placed(office));
        duties.push(Duty {
            what: format!("{}年第{}周口头报告", week.year(), week.week()),
            counted: format!("每周星期{},遇休息日往前", week_day(wanted)),
            done: ground.registered(&number),
            number,
            ..drawn(ground, owner, office, (monday, due))
        });
    }
    duties
}

fn week_day(index: usize) -> &'static str {
    ["一", "二", "三", "四", "五", "六", "日"]
        .get(index)
        .copied()
        .unwrap_or_default()
}

/// Last month's contacts, until a day of the month, rest days to the next (clause 2.4.5(1)).
fn contacts(ground: &Ground<'_>, owner: &DutyOwner, office: &str) -> Vec<Duty> {
    let calendar = &ground.policy.calendar;
    let mut duties = Vec::new();
    for month in ground.window.months() {
        let Some(last) = month.checked_sub_months(Months::new(1)) else {
            continue;
        };
        let day = ground.rules.contacts_day.value.max(1);
        let Some(plain) = month.checked_add_days(Days::new(u64::from(day) - 1)) else {
            continue;
        };
        let due = calendar.forward(plain);
        let number = format!("往来月报-{}-{}", last.format("%Y%m"), placed(office));
        let done = ground.registered(&number).or_else(|| {
            let forms = ground.on_file.done.iter().rev();
            forms
                .filter(|one| one.form == CONTACTS && one.done.month == Some(last))
                .find(|one| fold(&ground.office(&one.office)) == fold(office) || office.is_empty())
                .map(super::closing::closed)
        });
        duties.push(Duty {
            what: format!("{}年{}月客户往来月报", last.year(), last.month()),
            provisional: calendar.is_provisional(plain, due),
            counted: format!("{day}日前,遇休息日往后"),
            closed_by: ground.title(CONTACTS),
            done,
            number,
            ..drawn(ground, owner, office, (month, due))
        });
    }
    duties
}

/// The opinion surveys of an office (clause 3.2(1)).
fn surveys(ground: &Ground<'_>, owner: &DutyOwner, office: &str) -> Vec<Duty> {
    let mut duties = Vec::new();
    let mut begins = Vec::new();
    for month in ground.window.months() {
        let months = &ground.rules.survey_months;
        if !months.value.contains(&month.month()) {
            continue;
        }
        let Some(due) = ground
            .policy
            .calendar
            .last_workday(month.year(), month.month())
        else {
            continue;
        };
        begins.push(month);
        duties.push(Duty {
            number: format!("意见调查-{}-{}", month.format("%Y%m"), placed(office)),
            what: format!("{}年{}月客户意见调查", month.year(), month.month()),
            counted: "当月最后一个工作日".to_owned(),
            closed_by: ground.title(SURVEY),
            ..drawn(ground, owner, office, (ground.near(due), due))
        });
    }
    ground.close_in_turn(&mut duties, &begins, &|one| {
        one.form == SURVEY
            && (office.is_empty() || fold(&ground.office(&one.office)) == fold(office))
    });
    duties
}

/// The trainings of a year, spread over it (clause 2.3.3).
fn trainings(ground: &Ground<'_>, owner: &DutyOwner, year: i32) -> Vec<Duty> {
    let count = ground.rules.trainings.value;
    let mut duties = Vec::new();
    for nth in 1..=count {
        let month = (YEAR * nth).div_ceil(count);
        let Some(due) = ground.policy.calendar.last_workday(year, month) else {
            continue;
        };
        let number = format!("培训-{year}-{nth}");
        duties.push(Duty {
            what: format!("{year}年第{nth}次信用风险培训"),
            counted: format!("一年{count}次,第{nth}次到{month}月底"),
            done: ground.registered(&number),
            number,
            ..drawn(ground, owner, "", (ground.near(due), due))
        });
    }
    duties
}

/// The year-end regrade of all customers (clause 1.2.3(2)), closed by the approved list of the year.
fn regrade(ground: &Ground<'_>, owner: &DutyOwner, year: i32) -> Vec<Duty> {
    let Some(due) = regrade_day(ground, year) else {
        return Vec::new();
    };
    let number = format!("年终复评-{year}");
    let approved = ground.on_file.regrades.iter().rfind(|r| r.year == year);
    let done = ground.registered(&number).or_else(|| {
        approved.map(|regrade| Closed {
            on: regrade.on,
            received_on: None,
            told_by: format!("版本 {}", regrade.version),
            version: Some(regrade.version.clone()),
        })
    });
    vec![Duty {
        what: format!("{year}年终等级复评(全部客户)"),
        counted: "年终复评日,遇休息日往前".to_owned(),
        closed_by: ground.title(GRADE_LIST),
        done,
        number,
        ..drawn(ground, owner, "", (ground.near(due), due))
    }]
}

fn regrade_day(ground: &Ground<'_>, year: i32) -> Option<NaiveDate> {
    let day = day_of(year, ground.policy.grading.regrade.as_ref()?.value)?;
    Some(ground.policy.calendar.back(day))
}

/// The credit reviews of a year (clause 2.4.5(3)); one on the day of the regrade is part of it.
fn credit_reviews(ground: &Ground<'_>, owner: &DutyOwner, year: i32) -> Vec<Duty> {
    let calendar = &ground.policy.calendar;
    let regraded = ground
        .rules
        .owner(Recurring::Regrade)
        .and_then(|_| regrade_day(ground, year));
    let mut duties = Vec::new();
    let months = ground.policy.grading.review_months.as_ref();
    for month in months.map_or(&[][..], |months| &months.value) {
        let due = calendar.last_workday(year, *month);
        let Some(due) = due.filter(|due| Some(*due) != regraded) else {
            continue;
        };
        let number = format!("额度评审-{year}年{month}月");
        duties.push(Duty {
            what: format!("{year}年{month}月信用额度与等级评审(有额度的客户)"),
            counted: "评审月最后一个工作日".to_owned(),
            done: ground.registered(&number),
            number,
            ..drawn(ground, owner, "", (ground.near(due), due))
        });
    }
    duties
}

/// The yearly look at the policy (clause 1.2.3(1)).
fn policy_review(ground: &Ground<'_>, owner: &DutyOwner, year: i32) -> Vec<Duty> {
    let Some(day) = day_of(year, ground.rules.policy_review.value) else {
        return Vec::new();
    };
    let due = ground.policy.calendar.back(day);
    let number = format!("办法复查-{year}");
    vec![Duty {
        what: format!("{year}年客户分类管理办法复查"),
        counted: "每年一次,遇休息日往前".to_owned(),
        done: ground.registered(&number),
        number,
        ..drawn(ground, owner, "", (ground.near(due), due))
    }]
}
