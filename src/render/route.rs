//! 投诉流转: steps, departments, forms to issue, deadlines with the days counted.

use super::ROUTE;
use super::context::RenderContext;
use super::page::{Page, text};
use super::reasons;
use super::wording;
use crate::domain::review::ComplaintReview;
use crate::domain::value::iso;
use crate::forms::Forms;
use crate::judged::JudgedRecord;
use crate::sheet::{SheetPlan, Style};

/// The same columns as 评分依据, so that the reasons below fit.
const WIDTHS: [f64; 9] = reasons::WIDTHS;

/// The sheet: a block for each complaint.
pub(super) fn plan(
    complaints: &[(&JudgedRecord, &ComplaintReview)],
    context: &RenderContext<'_>,
) -> SheetPlan {
    let mut page = Page::new(ROUTE, &WIDTHS, "1B365D", context.footer(ROUTE)).landscape();
    let last = page.last_col();
    page.line(34.0, vec![text(0, last, ROUTE, Style::Title)]);
    page.line(
        18.0,
        vec![text(
            0,
            last,
            format!(
                "谁、做什么、填哪张表、最迟哪天、天数怎么数 · 依据制度 {} · 标「暂定」的日期,等当年工作日历公布后重算",
                context.policy_version
            ),
            Style::Subtitle,
        )],
    );
    for (record, review) in complaints {
        page.section(format!(
            "{} · {} · {}({})",
            review.case_id,
            wording::record_name(record),
            wording::complaint_severity(&review.severity),
            review.causes.join("、")
        ));
        head(&mut page, review);
        steps(&mut page, review, context.forms);
        reasons::trace(&mut page, record, &review.trace);
    }
    page.done()
}

fn head(page: &mut Page, review: &ComplaintReview) {
    let last = page.last_col();
    let visit = review.visit.as_ref().map_or_else(
        || "只是建议,不用上门".to_owned(),
        |v| format!("{}本人 {} 前上门,不得委托", v.role, iso(v.due)),
    );
    page.line(
        20.0,
        vec![
            text(0, 0, "答复客户", Style::Label),
            text(
                1,
                4,
                format!(
                    "{} 前,{}",
                    iso(review.reply_by),
                    wording::reply_means(&review.reply_means)
                ),
                Style::ValueStrong,
            ),
            text(5, 5, "上门走访", Style::Label),
            text(6, last, visit, Style::ValueStrong),
        ],
    );
}

fn steps(page: &mut Page, review: &ComplaintReview, forms: &Forms) {
    page.gap(6.0);
    page.line(
        22.0,
        vec![
            text(0, 0, "责任部门(人)", Style::HeaderLeft),
            text(1, 3, "做什么", Style::HeaderLeft),
            text(4, 5, "要填的表", Style::HeaderLeft),
            text(6, 6, "最迟日期", Style::Header),
            text(7, 7, "标记", Style::Header),
            text(8, 8, "天数怎么数 · 条款", Style::HeaderLeft),
        ],
    );
    for (at, step) in review.steps.iter().enumerate() {
        let words = if step.words.is_empty() {
            step.step.as_str()
        } else {
            step.words.as_str()
        };
        let (mark, style) = match (step.either_or.is_some(), step.provisional) {
            (true, true) => ("◇ 二选一\n▲ 暂定", Style::Caution),
            (true, false) => ("◇ 二选一", Style::ValueCentred),
            (false, true) => ("▲ 暂定", Style::Caution),
            (false, false) => ("", Style::ValueCentred),
        };
        let counted = if step.counted.is_empty() {
            format!("{}{}", step.days, wording::day_kind(&step.day_kind))
        } else {
            step.counted.clone()
        };
        page.line(
            22.0,
            vec![
                text(
                    0,
                    0,
                    format!("{} {}", at + 1, step.owner),
                    Style::ValueStrong,
                ),
                text(1, 3, words, Style::Value),
                text(
                    4,
                    5,
                    step.form
                        .as_deref()
                        .map_or_else(|| "—".to_owned(), |id| wording::form_title(forms, id)),
                    Style::Value,
                ),
                text(6, 6, iso(step.due), Style::ValueCentred),
                text(7, 7, mark, style),
                text(8, 8, format!("{counted} · {}", step.clause), Style::Value),
            ],
        );
    }
}
