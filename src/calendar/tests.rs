//! The tables of domain section 5, checked by hand there, not taken from our own output.

use super::*;
use crate::policy::Policy;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn complaints_count_working_days_after_the_effective_receipt() {
    let calendar = &Policy::built_in().calendar;
    for (received, register, opinion, dispatch, act) in [
        (
            "2026-02-13",
            "2026-02-13",
            "2026-02-25",
            "2026-02-26",
            "2026-02-27",
        ),
        (
            "2026-05-08",
            "2026-05-08",
            "2026-05-12",
            "2026-05-13",
            "2026-05-14",
        ),
        (
            "2026-09-19",
            "2026-09-20",
            "2026-09-23",
            "2026-09-24",
            "2026-09-28",
        ),
        (
            "2026-09-24",
            "2026-09-24",
            "2026-09-30",
            "2026-10-08",
            "2026-10-09",
        ),
        (
            "2026-09-30",
            "2026-09-30",
            "2026-10-10",
            "2026-10-12",
            "2026-10-13",
        ),
        (
            "2026-11-20",
            "2026-11-20",
            "2026-11-25",
            "2026-11-26",
            "2026-11-27",
        ),
    ] {
        let effective = calendar.effective(day(received));
        assert_eq!(effective, day(register), "{received}");
        let first = calendar.after(effective, 3).due;
        assert_eq!(first, day(opinion), "{received}");
        let second = calendar.after(first, 1).due;
        assert_eq!(second, day(dispatch), "{received}");
        assert_eq!(calendar.after(second, 1).due, day(act), "{received}");
    }
}

#[test]
fn months_are_clamped_from_the_original_anchor() {
    for (anchor, months, result) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
    ] {
        assert_eq!(
            add_months(day(anchor), months),
            Some(day(result)),
            "{anchor}"
        );
    }
}

#[test]
fn months_end_on_their_last_working_day() {
    let calendar = &Policy::built_in().calendar;
    for (year, month, result) in [
        (2026, 1, "2026-01-30"),
        (2026, 2, "2026-02-28"),
        (2026, 5, "2026-05-29"),
        (2026, 6, "2026-06-30"),
        (2026, 12, "2026-12-31"),
    ] {
        assert_eq!(calendar.last_workday(year, month), Some(day(result)));
    }
}

#[test]
fn monthly_information_is_rolled_forward_over_the_holidays() {
    let calendar = &Policy::built_in().calendar;
    assert_eq!(calendar.forward(day("2026-10-05")), day("2026-10-08"));
    assert_eq!(calendar.back(day("2026-10-05")), day("2026-09-30"));
}

#[test]
fn the_days_counted_and_skipped_are_told() {
    let calendar = &Policy::built_in().calendar;
    let counted = calendar.after(day("2026-02-13"), 3);
    assert_eq!(
        counted.words(),
        "2026-02-13起算3个工作日:02-14、02-24、02-25;跳过休息日02-15至02-23(春节)"
    );
    assert!(!counted.provisional);
    let next_year = calendar.after(day("2026-12-30"), 3);
    assert_eq!(next_year.due, day("2027-01-04"));
    assert!(next_year.provisional);
}

#[test]
fn every_day_of_2025_and_2026_agrees_with_a_second_source() {
    let calendar = &Policy::built_in().calendar;
    let mut checked = 0;
    for line in include_str!("chinesecalendar.txt").lines() {
        let Some((month, days)) = line.split_once(' ').filter(|_| !line.starts_with('#')) else {
            continue;
        };
        for (number, works) in (1..).zip(days.chars()) {
            let date = day(&format!("{month}-{number:02}"));
            assert_eq!(calendar.is_workday(date), works == '1', "{date}");
            checked += 1;
        }
    }
    assert_eq!(checked, 730);
}

mod properties {
    use crate::policy::Policy;
    use chrono::{Days, NaiveDate};
    use proptest::prelude::*;

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0u64..1500).prop_map(|n| {
            NaiveDate::from_ymd_opt(2024, 1, 1)
                .unwrap()
                .checked_add_days(Days::new(n))
                .unwrap()
        })
    }

    proptest! {
        #[test]
        fn n_working_days_later_is_a_working_day_strictly_after_and_counts_back_to_n(
            start in any_day(), n in 1u32..60,
        ) {
            let calendar = &Policy::built_in().calendar;
            let counted = calendar.after(start, n);
            prop_assert!(calendar.is_workday(counted.due));
            prop_assert!(counted.due > start);
            prop_assert_eq!(calendar.workdays_between(start, counted.due), n);
            prop_assert_eq!(counted.days.len() as u32, n);
        }

        #[test]
        fn rolling_reaches_the_nearest_working_day(day in any_day()) {
            let calendar = &Policy::built_in().calendar;
            let (back, forward) = (calendar.back(day), calendar.forward(day));
            prop_assert!(back <= day && day <= forward);
            prop_assert!(calendar.is_workday(back) && calendar.is_workday(forward));
            if calendar.is_workday(day) {
                prop_assert_eq!((back, forward), (day, day));
            } else {
                prop_assert_eq!(calendar.workdays_between(back, forward), 1);
            }
        }
    }
}
