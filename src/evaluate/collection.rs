//! The collection policy of each customer that a form grades, by the three questions of clause
//! 2.4.3(4): the first row of 收账方针 that fits its grade, how it pays and how long it owes.

use super::borrow::source;
use super::case::{Case, computed};
use crate::domain::grading::{CollectionAdvice, GradedCustomer};
use crate::domain::known::Paying;
use crate::domain::name::fold;
use crate::domain::review::TraceInput;
use crate::policy::grading::{CollectionRow, GradingRules};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The figure in the trace.
const FIGURE: &str = "收账方针";
/// Words of a form and of a score for late payment.
const LATE: &str = "拖欠";

/// How a customer pays, and from where it is known.
struct Habit {
    timely: Option<String>,
    overdue_days: Option<i64>,
    inputs: Vec<TraceInput>,
}

/// The advice for each customer of the form; of a form of one customer with its reasons.
pub(super) fn advise(case: &mut Case<'_>, graded: &[GradedCustomer]) -> Vec<CollectionAdvice> {
    let single = graded.len() == 1 && case.record.customer().is_some();
    if !case.known.archive {
        case.unknown_without_archive("逾期欠款和近期回款(收账方针用)");
    }
    let mut advice = Vec::new();
    for one in graded {
        let habit = habit(case, &one.customer);
        let grade = one.credit_grade.as_deref().or(one.grade.as_deref());
        let rules = &case.policy.grading;
        let Some(row) = row(rules, grade, habit.timely.as_deref(), habit.overdue_days) else {
            continue;
        };
        advice.push(of_row(&one.customer, row, habit.overdue_days));
        if single {
            let mut inputs = vec![computed(
                "信用等级",
                grade.unwrap_or("未定").to_owned(),
                None,
            )];
            inputs.extend(habit.inputs);
            let (cite, would) = (
                row.cite.clone(),
                format!("预防:{};拖欠了:{}", row.prevent, row.if_late),
            );
            let words = row.will_delay.clone();
            case.step(FIGURE, words, inputs, &cite, would);
        }
    }
    advice
}

/// The row for what is known of a customer; 收账期内 is no arrears.
pub fn row<'r>(
    rules: &'r GradingRules,
    grade: Option<&str>,
    timely: Option<&str>,
    overdue_days: Option<i64>,
) -> Option<&'r CollectionRow> {
    let timely = timely.map(|word| if word == LATE { LATE } else { "及时" });
    rules.collection(grade, timely, overdue_days)
}

/// The advice of a row.
pub fn of_row(customer: &str, row: &CollectionRow, overdue_days: Option<i64>) -> CollectionAdvice {
    CollectionAdvice {
        customer: customer.to_owned(),
        overdue_days,
        will_delay: row.will_delay.clone(),
        prevent: row.prevent.clone(),
        if_late: row.if_late.clone(),
        policy_row: row.cite.line(),
        to_confirm: row.cite.to_confirm,
    }
}

/// Days overdue of the oldest debt that a register has open on a day; none where it has none.
pub fn days_overdue(paying: &Paying, on: NaiveDate) -> Option<i64> {
    let due = paying.oldest_due.as_ref()?.value;
    Some((on - due).num_days())
}

/// What the form tells of how a customer pays, else what the archive does (ruling 9.15).
fn habit(case: &Case<'_>, customer: &str) -> Habit {
    let mut habit = Habit {
        timely: None,
        overdue_days: None,
        inputs: Vec::new(),
    };
    let paying = case.known.paying.get(&fold(customer));
    match (own_overdue(case), paying) {
        (Some(days), _) => {
            habit.overdue_days = Some(days);
            let input = computed("表上最久的逾期", days.to_string(), Some("天"));
            habit.inputs.push(input);
        }
        (None, Some(paying)) => {
            habit.overdue_days = days_overdue(paying, case.today);
            if let (Some(days), Some(due)) = (habit.overdue_days, &paying.oldest_due) {
                habit.inputs.push(TraceInput {
                    source: Some(source(due)),
                    ..computed("最久的逾期", days.to_string(), Some("天"))
                });
            }
        }
        (None, None) => {}
    }
    let borrowed = paying.and_then(|paying| paying.timely.as_ref());
    match (case.record.text("timely"), borrowed) {
        (Some(said), _) => {
            habit.timely = Some(said.to_owned());
            habit.inputs.push(case.input("timely"));
        }
        (None, Some(score)) => {
            habit.timely = Some(score.value.clone());
            habit.inputs.push(TraceInput {
                source: Some(source(score)),
                ..computed("是否及时回款", score.value.clone(), None)
            });
        }
        (None, None) => {}
    }
    habit
}

/// Days overdue of the oldest contract that the form lists as not paid, on its 截止日期; none where
/// it lists no contracts.
fn own_overdue(case: &Case<'_>) -> Option<i64> {
    let as_of = case.record.date("as_of").unwrap_or(case.today);
    let lines = case.record.lines.iter();
    lines
        .filter_map(|line| {
            let owed = line.number("amount")? - line.number("received").unwrap_or(Decimal::ZERO);
            let late = (as_of - line.date("due_on")?).num_days();
            Some(if owed > Decimal::ZERO { late.max(0) } else { 0 })
        })
        .max()
}
