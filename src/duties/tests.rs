//! Dates from the tables of domain section 5 and the calendar of 2026, worked out by hand.

use super::*;
use crate::archive::{CONTACTS, DUTY_DONE, DoneOnFile, GradeOnFile, RegradeOnFile, VISIT};
use crate::domain::duty::Done;
use crate::domain::review::CustomerClass;
use std::collections::BTreeMap;

const OFFICE: &str = "石家庄办事处";
const CUSTOMER: &str = "石家庄明远光学有限公司";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn graded(class: CustomerClass, grade: &str, from: &str) -> DutiesOnFile {
    DutiesOnFile {
        gradings: vec![GradeOnFile {
            customer: CUSTOMER.to_owned(),
            office: OFFICE.to_owned(),
            from: day(from),
            class,
            grade: grade.to_owned(),
            version: "1-1".to_owned(),
        }],
        live_from: Some(day(from)),
        ..DutiesOnFile::default()
    }
}

fn done(form: &str, on: &str) -> DoneOnFile {
    DoneOnFile {
        form: form.to_owned(),
        customer: CUSTOMER.to_owned(),
        office: OFFICE.to_owned(),
        done: Done {
            on: day(on),
            by: None,
            role: None,
            number: None,
            item: None,
            office: None,
            month: None,
            received_on: None,
        },
        version: "2-1".to_owned(),
    }
}

fn visit(on: &str, role: &str) -> DoneOnFile {
    let mut one = done(VISIT, on);
    one.done.role = Some(role.to_owned());
    one
}

fn registered(on: &str, number: &str) -> DoneOnFile {
    let mut one = done(DUTY_DONE, on);
    one.done.number = Some(number.to_owned());
    one
}

/// `number due`, with when it was done, of the duties whose number begins so.
fn listed(on_file: &DutiesOnFile, today: &str, lead: &str) -> Vec<String> {
    of(Policy::built_in(), on_file, &[], day(today))
        .iter()
        .filter(|duty| duty.number.starts_with(lead))
        .map(|duty| match &duty.done {
            Some(done) => format!("{} {} 办结{}", duty.number, duty.due, done.on),
            None => format!("{} {}", duty.number, duty.due),
        })
        .collect()
}

/// Domain section 5, rule 4: 业务员 / 主管 / 经理 of a month, calendar days rolled forward. A customer
/// of grade C reports each month.
#[test]
fn the_written_report_goes_up_on_the_days_of_the_table() {
    let on_file = graded(CustomerClass::General, "C", "2025-09-01");
    for (month, today, dates) in [
        (
            "202509",
            "2025-09-15",
            ["2025-09-30", "2025-10-09", "2025-10-11"],
        ),
        (
            "202601",
            "2026-01-15",
            ["2026-01-30", "2026-02-03", "2026-02-05"],
        ),
        (
            "202602",
            "2026-02-15",
            ["2026-02-28", "2026-03-03", "2026-03-05"],
        ),
        (
            "202604",
            "2026-04-15",
            ["2026-04-30", "2026-05-06", "2026-05-08"],
        ),
        (
            "202609",
            "2026-09-15",
            ["2026-09-30", "2026-10-08", "2026-10-10"],
        ),
    ] {
        let lead = format!("书面报告-{month}-");
        let wanted: Vec<String> = (1..=3)
            .map(|hop| format!("{lead}{OFFICE}-{hop} {}", dates[hop - 1]))
            .collect();
        assert_eq!(listed(&on_file, today, &lead), wanted, "{month}");
    }
}

/// March 2026 handed on late: the office head has it on 04-02, counts from 04-03 three calendar
/// days to 04-05, inside 清明 (04-04 to 04-06), so until 04-07; he hands it on on 04-07 and the
/// manager, counting that day, has until 04-09.
#[test]
fn later_hand_overs_count_from_the_day_on_which_it_was_received() {
    let mut on_file = graded(CustomerClass::General, "C", "2026-01-05");
    let lead = "书面报告-202603-";
    let mut first = registered("2026-04-01", &format!("{lead}{OFFICE}-1"));
    first.done.received_on = Some(day("2026-04-02"));
    on_file.done = vec![
        first,
        registered("2026-04-07", &format!("{lead}{OFFICE}-2")),
    ];
    assert_eq!(
        listed(&on_file, "2026-04-08", lead),
        [
            format!("{lead}{OFFICE}-1 2026-03-31 办结2026-04-01"),
            format!("{lead}{OFFICE}-2 2026-04-07 办结2026-04-07"),
            format!("{lead}{OFFICE}-3 2026-04-09"),
        ]
    );
}

/// Grade A reports in March and September; in other months the 业务员 alone reports, to his superior.
#[test]
fn a_month_without_a_grade_that_asks_has_the_staff_report_alone() {
    let on_file = graded(CustomerClass::Major, "A", "2026-01-05");
    let hops = |month: &str| listed(&on_file, "2026-03-10", &format!("书面报告-{month}-")).len();
    assert_eq!((hops("202602"), hops("202603"), hops("202604")), (1, 3, 1));
}

/// 大客户A: the vice president and the manager, each quarter that begins after the grading of
/// 2026-01-10. 06-30 is a Tuesday, 09-30 a Wednesday. The manager's visit of 06-20 is that of the
/// second quarter; together on 09-15, the vice president's closes the quarter that he still owes.
#[test]
fn visits_are_owed_by_each_role_in_each_period() {
    let mut on_file = graded(CustomerClass::Major, "A", "2026-01-10");
    on_file.done = vec![visit("2026-06-20", "业务部经理")];
    let number = |quarter: u32, role: &str| format!("回访-2026第{quarter}季度-{CUSTOMER}-{role}");
    let (vice, manager) = ("主管副总经理", "业务部经理");
    assert_eq!(
        listed(&on_file, "2026-07-15", "回访-"),
        [
            format!("{} 2026-06-30 办结2026-06-20", number(2, manager)),
            format!("{} 2026-06-30", number(2, vice)),
            format!("{} 2026-09-30", number(3, manager)),
            format!("{} 2026-09-30", number(3, vice)),
        ]
    );
    on_file.done.push(visit("2026-09-15", "副总、业务部经理"));
    assert_eq!(
        listed(&on_file, "2026-09-16", "回访-")[..4],
        [
            format!("{} 2026-06-30 办结2026-06-20", number(2, manager)),
            format!("{} 2026-06-30 办结2026-09-15", number(2, vice)),
            format!("{} 2026-09-30 办结2026-09-15", number(3, manager)),
            format!("{} 2026-09-30", number(3, vice)),
        ]
    );
}

/// Someone of another role, or another customer, closes nothing.
#[test]
fn a_visit_by_someone_else_closes_nothing() {
    let mut on_file = graded(CustomerClass::General, "A", "2025-06-10");
    let mut elsewhere = visit("2026-03-01", "业务部经理");
    elsewhere.customer = "保定星辰光学有限公司".to_owned();
    on_file.done = vec![visit("2026-03-02", "业务员"), elsewhere];
    // 一般客户A: the manager, once a year; 2026-12-31 is a Thursday.
    assert_eq!(
        listed(&on_file, "2026-11-25", "回访-"),
        [format!("回访-2026年-{CUSTOMER}-业务部经理 2026-12-31")]
    );
}

/// Domain section 5 rule 5: 10/2026 → 10-08. The report of the office of that month closes it.
#[test]
fn the_months_contacts_are_due_on_the_policys_day_rolled_forward() {
    let mut on_file = graded(CustomerClass::General, "C", "2026-08-05");
    let lead = "往来月报-202609-";
    let number = format!("{lead}{OFFICE}");
    assert_eq!(
        listed(&on_file, "2026-10-01", lead),
        [format!("{number} 2026-10-08")]
    );
    let mut report = done(CONTACTS, "2026-09-12");
    report.done.month = Some(day("2026-09-01"));
    let mut other = report.clone();
    other.office = "保定办事处".to_owned();
    on_file.done = vec![other];
    assert_eq!(
        listed(&on_file, "2026-10-01", lead),
        [format!("{number} 2026-10-08")]
    );
    on_file.done.push(report);
    assert_eq!(
        listed(&on_file, "2026-10-01", lead),
        [format!("{number} 2026-10-08 办结2026-09-12")]
    );
}

/// Around 春节 2026 (02-15 to 02-23): the week of 02-16 has no working day at all; 02-13 and 02-27
/// are Fridays. ISO weeks 7 and 9.
#[test]
fn the_oral_report_is_left_out_in_a_week_without_a_working_day() {
    let on_file = graded(CustomerClass::General, "C", "2026-01-05");
    assert_eq!(
        listed(&on_file, "2026-02-18", "周报-"),
        [
            format!("周报-2026第7周-{OFFICE} 2026-02-13"),
            format!("周报-2026第9周-{OFFICE} 2026-02-27"),
        ]
    );
}

/// Domain section 5 rules 6 and 7: 06-30 and 12-31 in 2026; at the year's end the regrade takes the
/// review in, and its approved list closes it.
#[test]
fn reviews_surveys_and_trainings_come_round() {
    let mut on_file = graded(CustomerClass::General, "C", "2026-01-05");
    let all = |on_file: &DutiesOnFile, today: &str| -> Vec<String> {
        ["额度评审-", "年终复评-", "办法复查-", "培训-", "意见调查-"]
            .iter()
            .flat_map(|lead| listed(on_file, today, lead))
            .collect()
    };
    let half = [
        "额度评审-2026年6月 2026-06-30".to_owned(),
        "培训-2026-1 2026-06-30".to_owned(),
        format!("意见调查-202606-{OFFICE} 2026-06-30"),
    ];
    assert_eq!(all(&on_file, "2026-06-15"), half);
    on_file.live_from = Some(day("2026-07-01"));
    assert_eq!(
        all(&on_file, "2026-12-20"),
        [
            "年终复评-2026 2026-12-31".to_owned(),
            "办法复查-2026 2026-12-31".to_owned(),
            "培训-2026-2 2026-12-31".to_owned(),
            format!("意见调查-202612-{OFFICE} 2026-12-31"),
        ]
    );
    on_file.regrades = vec![RegradeOnFile {
        year: 2026,
        on: day("2027-01-20"),
        version: "9-1".to_owned(),
    }];
    assert_eq!(
        listed(&on_file, "2027-01-21", "年终复评-2026"),
        ["年终复评-2026 2026-12-31 办结2027-01-20"]
    );
}

/// Every day of a year and a half: no number twice, nothing before its time, a duty's day stays
/// what it was, and each is on the list on its day.
#[test]
fn each_duty_stands_on_the_list_of_its_day_once() {
    let mut on_file = graded(CustomerClass::Major, "B", "2025-11-03");
    let mut other = graded(CustomerClass::General, "C", "2026-02-20").gradings;
    other[0].customer = "保定星辰光学有限公司".to_owned();
    other[0].office = "保定办事处".to_owned();
    on_file.gradings.append(&mut other);
    let policy = Policy::built_in();
    let mut days: BTreeMap<String, NaiveDate> = BTreeMap::new();
    let mut seen_on_its_day: BTreeSet<String> = BTreeSet::new();
    let (first, last) = (day("2026-01-01"), day("2027-06-30"));
    for today in first.iter_days().take_while(|d| *d <= last) {
        let duties = of(policy, &on_file, &[], today);
        let numbers: BTreeSet<&str> = duties.iter().map(|d| d.number.as_str()).collect();
        assert_eq!(numbers.len(), duties.len(), "{today}: a number twice");
        for duty in &duties {
            assert!(duty.since <= duty.due, "{today}: {duty:?}");
            assert!(
                !duty.role.is_empty() && !duty.closed_by.is_empty(),
                "{duty:?}"
            );
            let known = *days.entry(duty.number.clone()).or_insert(duty.due);
            assert_eq!(known, duty.due, "{today}: {}", duty.number);
            if duty.due == today {
                seen_on_its_day.insert(duty.number.clone());
            }
        }
    }
    let missed: Vec<_> = days
        .iter()
        .filter(|(number, due)| {
            first <= **due && **due <= last && !seen_on_its_day.contains(*number)
        })
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
    // The longer run: 18 months of two offices and two customers.
    assert!(days.len() > 150, "{}", days.len());
}

/// 国庆 2026 (10-01 to 10-07) is told from 09-28 on, three working days ahead, not before.
#[test]
fn a_long_holiday_is_told_three_working_days_ahead() {
    let calendar = &Policy::built_in().calendar;
    assert_eq!(
        holiday::near(calendar, day("2026-09-24")).map(|h| h.first),
        None
    );
    let off = holiday::near(calendar, day("2026-09-28")).unwrap();
    assert_eq!(
        (off.first, off.last, off.back),
        (day("2026-10-01"), day("2026-10-07"), day("2026-10-08"))
    );
    let on_file = graded(CustomerClass::General, "C", "2026-08-05");
    let duties = of(Policy::built_in(), &on_file, &[], day("2026-09-28"));
    let falling: Vec<&str> = holiday::falls_in(&duties, day("2026-09-28"), &off)
        .iter()
        .map(|duty| duty.number.as_str())
        .collect();
    for number in [
        "书面报告-202609-石家庄办事处-1",
        "往来月报-202609-石家庄办事处",
    ] {
        assert!(falling.contains(&number), "{falling:?}");
    }
}

/// RFC 5545: CRLF, lines of at most 75 octets, an id, a stamp and a day for each event, nothing
/// twice, text escaped; the same day gives the same bytes.
#[test]
fn the_calendar_keeps_to_its_standard() {
    let mut on_file = graded(CustomerClass::Major, "A", "2026-01-10");
    on_file.gradings[0].customer = "石家庄明远,光学;有限公司".to_owned();
    on_file.done = vec![registered("2026-06-30", "培训-2026-1")];
    let duties = of(Policy::built_in(), &on_file, &[], day("2026-07-15"));
    let text = schedule::text(&duties, day("2026-07-15"));
    assert_eq!(text, schedule::text(&duties, day("2026-07-15")));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains('\n'), "{line}");
    }
    let whole = text.replace("\r\n ", "");
    let values = |name: &str| -> Vec<&str> {
        whole
            .split("\r\n")
            .filter_map(|line| line.strip_prefix(name))
            .collect()
    };
    let open = duties.iter().filter(|duty| duty.done.is_none()).count();
    let ids: BTreeSet<&str> = values("UID:").into_iter().collect();
    assert_eq!(ids.len(), open);
    for once in ["VERSION:", "PRODID:", "CALSCALE:", "BEGIN:VCALENDAR"] {
        assert_eq!(values(once).len(), 1, "{once}");
    }
    assert_eq!(values("DTSTAMP:"), vec!["20260715T000000Z"; open]);
    assert_eq!(values("DTSTART;VALUE=DATE:").len(), open);
    assert!(values("DTEND").is_empty());
    assert!(whole.contains("石家庄明远\\,光学\\;有限公司"), "{whole}");
    assert!(!whole.contains("培训-2026-1\\n"));
}
