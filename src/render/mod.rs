//! A judged file as the sheets that its owner and the managers read.
//!
//! [`render`] decides which sheets there are; one file each draws them. Pure: the same judged
//! file and context give the same plans; no time, archive id or head hash stands in them.
//! Figures come from the review and its trace, texts from the findings; nothing is judged here.

mod ageing;
mod conclusion;
mod contents;
mod context;
mod credit;
mod details;
mod exposure;
mod grading;
mod page;
mod policy_answer;
pub mod policy_changes;
pub mod policy_workbook;
mod reasons;
mod route;
mod ruled;
mod verdict;
mod wording;

pub use context::RenderContext;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

use crate::domain::ageing::AgeingReview;
use crate::domain::complaint::ComplaintCase;
use crate::domain::contract::ContractReview;
use crate::domain::grading::GradingReview;
use crate::domain::review::{ComplaintReview, Review, RulesReview, ScoreReview};
use crate::judged::{JudgedFile, JudgedRecord};
use crate::sheet::SheetPlan;

/// Name of the sheet that a manager reads first.
pub const CONCLUSION: &str = "审核结论";
/// Name of the sheet with one row a finding.
pub const DETAILS: &str = "校验明细";
/// Name of the sheet with each figure's reasons.
pub const REASONS: &str = "评分依据";
/// Name of the sheet with limit, visits and reports.
pub const CREDIT: &str = "信用与回访";
/// Name of the sheet with a complaint's route.
pub const ROUTE: &str = "投诉流转";

/// Name of the sheet with the buckets of receivables.
pub const AGEING: &str = "账龄分析";
/// Name of the sheet with a line a customer of a register of receivables.
pub const CUSTOMERS: &str = "客户账龄";
/// Name of the sheet with exposure against the limit.
pub const EXPOSURE: &str = "信用敞口";

/// Name of the sheet with the grades that a form proposes or puts in force.
pub const GRADING: &str = "等级评审";

/// Name of the sheet with what a policy changes.
pub const CHANGES: &str = "修改对照";

/// The result sheets, in order: 审核结论 and 校验明细 always, 评分依据 where figures were
/// computed, 信用与回访 where a score was evaluated, 投诉流转 where a complaint or a form of its case was; of a policy
/// workbook 审核结论, 校验明细 and 修改对照.
pub fn render(file: &JudgedFile, context: &RenderContext<'_>) -> Vec<SheetPlan> {
    if let [record] = file.records.as_slice()
        && context.changes.is_some()
    {
        let mut plans = vec![
            policy_answer::plan(file, record, context),
            details::plan(file, context),
        ];
        let changed = context.changes.filter(|changes| !changes.is_empty());
        plans.extend(changed.map(policy_changes::result));
        return plans;
    }
    let scores: Vec<(&JudgedRecord, &ScoreReview)> = file
        .records
        .iter()
        .filter_map(|record| match &record.review {
            Some(Review::Score(review)) => Some((record, review.as_ref())),
            _ => None,
        })
        .collect();
    let complaints: Vec<(&JudgedRecord, &ComplaintReview)> = file
        .records
        .iter()
        .filter_map(|record| match &record.review {
            Some(Review::Complaint(review)) => Some((record, review.as_ref())),
            _ => None,
        })
        .collect();
    let ruled: Vec<(&JudgedRecord, &RulesReview)> = file
        .records
        .iter()
        .filter_map(|record| match &record.review {
            Some(Review::Rules(review)) => Some((record, review.as_ref())),
            _ => None,
        })
        .collect();
    let mut plans = vec![
        conclusion::plan(file, context),
        details::plan(file, context),
    ];
    if !scores.is_empty() || !ruled.is_empty() {
        plans.push(reasons::plan(&scores, &ruled, context));
    }
    if !scores.is_empty() {
        plans.push(credit::plan(&scores, context));
    }
    let registers: Vec<(&JudgedRecord, &AgeingReview)> = file
        .records
        .iter()
        .filter_map(|record| match &record.review {
            Some(Review::Ageing(review)) => Some((record, review.as_ref())),
            _ => None,
        })
        .collect();
    if !registers.is_empty() {
        plans.push(ageing::plan(&registers, context));
        plans.push(ageing::customers(&registers, context));
    }
    let contracts: Vec<(&JudgedRecord, &ContractReview)> = file
        .records
        .iter()
        .filter_map(|record| match &record.review {
            Some(Review::Contract(review)) => Some((record, review.as_ref())),
            _ => None,
        })
        .collect();
    if !contracts.is_empty() {
        plans.push(exposure::plan(&contracts, context));
    }
    let gradings: Vec<(&JudgedRecord, &GradingReview)> = file
        .records
        .iter()
        .filter_map(|record| match &record.review {
            Some(Review::Grading(review)) => Some((record, review.as_ref())),
            _ => None,
        })
        .collect();
    if !gradings.is_empty() {
        plans.push(grading::plan(&gradings, context));
    }
    let cases: Vec<(&JudgedRecord, &ComplaintCase)> = ruled
        .iter()
        .filter_map(|(record, review)| Some((*record, review.case.as_deref()?)))
        .collect();
    if !complaints.is_empty() || !cases.is_empty() {
        plans.push(route::plan(&complaints, &cases, context));
    }
    plans
}
