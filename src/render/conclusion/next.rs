//! 接下来: who does what until when.

use super::super::page::{Page, Span, text};
use super::super::wording;
use super::super::{CREDIT, GRADING, REASONS, ROUTE, grading, ruled};
use crate::domain::review::Review;
use crate::judged::JudgedRecord;
use crate::sheet::{Link, Style};

/// The most rows on the page; the rest stands on the sheet of its own.
const MOST: usize = 6;

/// Draws the duties that follow from the review.
pub(super) fn next(page: &mut Page, record: &JudgedRecord) {
    let (duties, sheet) = match &record.review {
        Some(Review::Score(review)) => {
            let visits = review.visits.iter().map(|visit| {
                (
                    visit.role.clone(),
                    format!("回访客户({})", wording::cycle(&visit.cycle)),
                    wording::day(visit.due, visit.provisional),
                )
            });
            let mut from = "业务员".to_owned();
            let reports: Vec<(String, String, String)> = review
                .reports
                .iter()
                .map(|report| {
                    let who = std::mem::replace(&mut from, report.to.clone());
                    (
                        who,
                        format!(
                            "{}月书面报告,交{}",
                            report.period_end.format("%Y-%m"),
                            report.to
                        ),
                        wording::day(report.due, report.provisional),
                    )
                })
                .collect();
            (visits.chain(reports).collect::<Vec<_>>(), CREDIT)
        }
        Some(Review::Complaint(review)) => {
            let steps = review.steps.iter().map(|step| {
                let words = if step.words.is_empty() {
                    step.step.clone()
                } else {
                    step.words.clone()
                };
                let choice = if step.either_or.is_some() {
                    "(二选一)"
                } else {
                    ""
                };
                (
                    step.owner.clone(),
                    format!("{words}{choice}"),
                    wording::day(step.due, step.provisional),
                )
            });
            (steps.collect(), ROUTE)
        }
        Some(Review::Rules(review)) if review.case.is_some() => (ruled::duties(review), ROUTE),
        Some(Review::Rules(review)) => (ruled::duties(review), REASONS),
        Some(Review::Grading(review)) => (grading::duties(review), GRADING),
        Some(Review::Policy(_) | Review::Ageing(_) | Review::Contract(_)) | None => return,
    };
    if duties.is_empty() {
        return;
    }
    page.section("接下来");
    let most = if sheet == ROUTE { 12 } else { MOST };
    for (who, what, due) in duties.iter().take(most) {
        page.line(19.0, line(who, what, due));
    }
    page.line(
        19.0,
        vec![
            text(0, 7, format!("全部日期和算法见《{sheet}》"), Style::Linked)
                .to(Some(Link::Own(sheet.to_owned()))),
        ],
    );
}

fn line(who: &str, what: &str, due: &str) -> Vec<Span> {
    vec![
        text(0, 1, who, Style::Label),
        text(2, 5, what, Style::Value),
        text(6, 7, format!("{due} 前"), Style::ValueCentred),
    ]
}
