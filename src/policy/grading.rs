//! The typed rules of the grading cycle: when grades and limits are reviewed, by when the year's
//! list is final and who is told (clauses 1.2.3(2), 2.4.3, 2.4.5(3); rulings 9.14a to 9.14c).

use super::Typing;
use super::cite::Cited;
use chrono::NaiveDate;

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
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> GradingRules {
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
        })
        .unwrap_or_default()
}

/// Month and day in a year; a parameter holds none that only some years have.
pub fn day_of(year: i32, (month, day): (u32, u32)) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}
