//! The typed rules of the grading cycle: when grades and limits are reviewed, by when the year's
//! list is final and who is told (clauses 1.2.3(2), 2.4.3, 2.4.5(3); rulings 9.14a to 9.14c).

use super::Typing;
use super::cite::{Cite, Cited};
use super::kinds::banded::Band;
use super::table::RowReader;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The rules of reviews.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GradingRules {
    /// Whether 信用等级 is 客户等级 (ruling 9.14a); none where the policy does not say.
    pub one_grade: Option<Cited<bool>>,
    /// Months of the credit reviews, 1–12.
    pub review_months: Option<Cited<Vec<u32>>>,
    /// Month and day of the year-end regrade.
    pub regrade: Option<Cited<(u32, u32)>>,
    /// Month and day of the following year by which it is final.
    pub regrade_final: Option<Cited<(u32, u32)>>,
    /// Working days within which 办事处 and 财务部 are told.
    pub notify_workdays: Option<Cited<u32>>,
    /// The collection policy (收账方针), the first row that fits counts (clause 2.4.3(4)).
    pub collection: Vec<CollectionRow>,
}

/// A row of the collection policy: the answers to the clause's three questions.
#[derive(Debug, Clone, PartialEq)]
pub struct CollectionRow {
    /// Credit grade; none for any.
    pub grade: Option<String>,
    /// 及时 or 拖欠; none for any.
    pub timely: Option<String>,
    /// Days overdue of the oldest debt.
    pub overdue: Band,
    /// Will they delay?
    pub will_delay: String,
    /// How to prevent it?
    pub prevent: String,
    /// What if they do?
    pub if_late: String,
    /// Its place.
    pub cite: Cite,
}

impl GradingRules {
    /// The row for what is known of a customer. Overdue days that are not known fit only rows
    /// that do not ask for them.
    pub fn collection(
        &self,
        grade: Option<&str>,
        timely: Option<&str>,
        overdue: Option<i64>,
    ) -> Option<&CollectionRow> {
        let fits = |wanted: &Option<String>, known: Option<&str>| {
            wanted.as_deref().is_none_or(|word| known == Some(word))
        };
        self.collection.iter().find(|row| {
            let open = row.overdue.lower.is_none() && row.overdue.upper.is_none();
            let days = overdue.map(Decimal::from);
            fits(&row.grade, grade)
                && fits(&row.timely, timely)
                && (open || days.is_some_and(|days| row.overdue.contains(days)))
        })
    }
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> GradingRules {
    let table = typing.table("收账方针");
    let collection: Vec<CollectionRow> = table
        .map(|t| t.readers().map(|r| collection_row(&r)).collect())
        .unwrap_or_default();
    typing
        .asking("参数", |ask| GradingRules {
            one_grade: Some(ask.choice(
                "credit_grade_source",
                &[("同客户等级", true), ("单独评定", false)],
                true,
            )),
            review_months: Some(ask.months("credit_review_months")),
            regrade: Some(ask.month_day("regrade_md")),
            regrade_final: Some(ask.month_day("regrade_final_md")),
            notify_workdays: Some(ask.integer("notify_workdays")),
            collection,
        })
        .unwrap_or_default()
}

fn collection_row(row: &RowReader<'_>) -> CollectionRow {
    let overdue = Band::read(row);
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let (grade, timely) = (some(row.text("等级")), some(row.text("回款")));
    let mut known: Vec<String> = Vec::new();
    known.extend(grade.as_ref().map(|g| format!("{g}级")));
    known.extend(timely.clone());
    if overdue.lower.is_some() || overdue.upper.is_some() {
        known.push(format!("逾期{}", overdue.words("天")));
    }
    if known.is_empty() {
        known.push("其余".to_owned());
    }
    let words = format!("{} → {}", known.join("、"), row.text("会不会拖欠"));
    CollectionRow {
        grade,
        timely,
        overdue,
        will_delay: row.text("会不会拖欠").to_owned(),
        prevent: row.text("怎样预防").to_owned(),
        if_late: row.text("拖欠了怎么办").to_owned(),
        cite: row.cite("会不会拖欠", words),
    }
}

/// Month and day in a year; a parameter holds none that only some years have.
pub fn day_of(year: i32, (month, day): (u32, u32)) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use crate::policy::Policy;

    /// The first row that fits: the longest debt rules, then the grade N, then late payment.
    #[test]
    fn the_collection_policy_goes_by_the_first_row_that_fits() {
        let rules = &Policy::built_in().grading;
        let order = |grade: Option<&str>, timely: Option<&str>, overdue: Option<i64>| {
            let row = rules.collection(grade, timely, overdue).unwrap();
            rules.collection.iter().position(|r| r == row).unwrap() + 1
        };
        assert_eq!(order(Some("A"), Some("及时"), Some(365)), 1);
        assert_eq!(order(Some("A"), Some("及时"), Some(364)), 2);
        assert_eq!(order(Some("B"), None, Some(31)), 2);
        assert_eq!(order(Some("B"), None, Some(30)), 3);
        assert_eq!(order(Some("B"), None, Some(0)), 7);
        assert_eq!(order(Some("N"), Some("拖欠"), None), 4);
        assert_eq!(order(Some("A"), Some("拖欠"), None), 5);
        assert_eq!(order(Some("A"), Some("及时"), None), 6);
        assert_eq!(order(Some("C"), None, None), 8);
        assert_eq!(order(None, None, None), 8);
    }
}
