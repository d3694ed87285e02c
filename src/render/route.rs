//! 投诉流转: steps, departments, forms to issue, deadlines with the days counted.

use super::ROUTE;
use super::context::RenderContext;
use super::page::{Column, Page, text};
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
                context.policy.version()
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
        steps(&mut page, review, &context.policy.forms);
        reasons::trace(&mut page, record, &review.trace, context);
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

/// Who does what, on which form, until when.
const STEPS: [Column; 6] = [
    Column::left(0, 0, "责任部门(人)", Style::ValueStrong),
    Column::left(1, 3, "做什么", Style::Value),
    Column::left(4, 5, "要填的表", Style::Value),
    Column::new(6, 6, "最迟日期", Style::ValueCentred),
    Column::new(7, 7, "标记", Style::ValueCentred),
    Column::left(8, 8, "天数怎么数 · 条款", Style::Value),
];

fn steps(page: &mut Page, review: &ComplaintReview, forms: &Forms) {
    page.gap(6.0);
    page.titles(22.0, &STEPS);
    let [owner, what, form, due, mark, counting] = &STEPS;
    for (at, step) in review.steps.iter().enumerate() {
        let words = if step.words.is_empty() {
            step.step.as_str()
        } else {
            step.words.as_str()
        };
        let mark = match (step.either_or.is_some(), step.provisional) {
            (true, true) => mark.styled("◇ 二选一\n▲ 暂定", Style::Caution),
            (true, false) => mark.cell("◇ 二选一"),
            (false, true) => mark.styled("▲ 暂定", Style::Caution),
            (false, false) => mark.cell(""),
        };
        let title = step
            .form
            .as_deref()
            .map(|id| wording::form_title(forms, id));
        let counted = if step.counted.is_empty() {
            format!("{}{}", step.days, wording::day_kind(&step.day_kind))
        } else {
            step.counted.clone()
        };
        page.line(
            22.0,
            vec![
                owner.cell(format!("{} {}", at + 1, step.owner)),
                what.cell(words),
                form.cell(title.unwrap_or_else(|| "—".to_owned())),
                due.cell(iso(step.due)),
                mark,
                counting.cell(format!("{counted} · {}", step.clause)),
            ],
        );
    }
}
