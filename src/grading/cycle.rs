//! Which review is due: the half-yearly credit review on the last working day of its month, the
//! year-end regrade on its day rolled back (domain section 5, rules 6 and 7).

use crate::calendar::end_of_month;
use crate::domain::value::Period;
use crate::policy::Policy;
use crate::policy::grading::day_of;
use chrono::{Datelike, NaiveDate};

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// The year that is reviewed.
    pub year: i32,
    /// The half of it, as the form names it.
    pub period: Period,
    /// The day of the review.
    pub day: NaiveDate,
    /// The day as of which the receivables count.
    pub closing: NaiveDate,
    /// Whether all customers are regraded (ruling 9.14b); else those with credit.
    pub year_end: bool,
    /// From this day on a year-end list is final, whatever is still missing.
    pub final_from: Option<NaiveDate>,
}

impl Cycle {
    /// `2025下半年`.
    pub fn words(&self) -> String {
        format!("{}{}", self.year, self.half())
    }

    /// The form's word for the half.
    pub fn half(&self) -> &'static str {
        match self.period {
            Period::FirstHalf(_) => "上半年",
            _ => "下半年",
        }
    }

    /// The whole year.
    pub fn year_period(&self) -> Period {
        Period::Year(self.year)
    }

    /// The periods of scores that the review may go by, the best first (ruling 9.2).
    pub fn periods(&self) -> Vec<Period> {
        match (self.year_end, self.period) {
            (true, _) => vec![Period::Year(self.year), Period::SecondHalf(self.year)],
            (false, Period::FirstHalf(_)) => vec![self.period],
            (false, _) => vec![self.period, Period::Year(self.year)],
        }
    }

    /// Whether the policy's day for a final list has come.
    pub fn is_final(&self, today: NaiveDate) -> bool {
        self.final_from.is_some_and(|day| today >= day)
    }
}

/// The latest review whose day has come.
pub fn current(policy: &Policy, today: NaiveDate) -> Option<Cycle> {
    let years = [today.year() - 1, today.year()];
    years
        .into_iter()
        .flat_map(|year| of_year(policy, year))
        .filter(|cycle| cycle.day <= today)
        // On one day the regrade of all customers takes the credit review in.
        .max_by_key(|cycle| (cycle.day, cycle.year_end))
}

fn of_year(policy: &Policy, year: i32) -> Vec<Cycle> {
    let rules = &policy.grading;
    let months = rules.review_months.as_ref().map_or(&[][..], |m| &m.value);
    let mut cycles: Vec<Cycle> = months
        .iter()
        .filter_map(|month| {
            Some(Cycle {
                year,
                period: if *month <= 6 {
                    Period::FirstHalf(year)
                } else {
                    Period::SecondHalf(year)
                },
                day: policy.calendar.last_workday(year, *month)?,
                closing: end_of_month(year, *month)?,
                year_end: false,
                final_from: None,
            })
        })
        .collect();
    if let Some(regrade) = &rules.regrade
        && let Some(closing) = day_of(year, regrade.value)
    {
        let following = rules.regrade_final.as_ref().map(|f| f.value);
        cycles.push(Cycle {
            year,
            period: Period::SecondHalf(year),
            day: policy.calendar.back(closing),
            closing,
            year_end: true,
            final_from: following.and_then(|md| day_of(year.checked_add(1)?, md)),
        });
    }
    cycles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Domain section 5: 06-30 and 12-31 in 2026 (a Tuesday and a Thursday); the last working day
    /// of 2027-12 is Friday the 31st, of 2028-12 Friday the 29th.
    #[test]
    fn a_review_is_due_from_its_day_until_the_next_one() {
        let policy = Policy::built_in();
        let words = |today: &str| {
            let cycle = current(policy, day(today)).unwrap();
            (cycle.words(), cycle.year_end, cycle.day.to_string())
        };
        let year_end = |year: i32, on: &str| (format!("{year}下半年"), true, on.to_owned());
        assert_eq!(words("2026-06-29"), year_end(2025, "2025-12-31"));
        let half = ("2026上半年".to_owned(), false, "2026-06-30".to_owned());
        assert_eq!(words("2026-06-30"), half);
        assert_eq!(words("2026-12-30"), half);
        assert_eq!(words("2026-12-31"), year_end(2026, "2026-12-31"));
        assert_eq!(words("2028-12-29"), year_end(2028, "2028-12-29"));
    }

    #[test]
    fn a_list_is_final_from_the_policys_day_of_the_following_year() {
        let cycle = current(Policy::built_in(), day("2026-01-10")).unwrap();
        assert_eq!(cycle.closing, day("2025-12-31"));
        assert!(!cycle.is_final(day("2026-01-30")));
        assert!(cycle.is_final(day("2026-01-31")));
        let half = current(Policy::built_in(), day("2026-07-01")).unwrap();
        assert_eq!(half.closing, day("2026-06-30"));
        assert!(!half.is_final(day("2026-12-30")));
    }
}
