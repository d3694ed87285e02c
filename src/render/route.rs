//! 投诉流转: steps, departments, forms to issue, deadlines with the days counted; and where the case
//! stands, as the forms on file have it.

use super::ROUTE;
use super::context::RenderContext;
use super::page::{Column, Page, text};
use super::reasons;
use super::wording;
use crate::domain::complaint::ComplaintCase;
use crate::domain::review::ComplaintReview;
use crate::domain::value::iso;
use crate::forms::Forms;
use crate::judged::JudgedRecord;
use crate::sheet::{SheetPlan, Style};

/// The same columns as 评分依据, so that the reasons below fit.
const WIDTHS: [f64; 9] = reasons::WIDTHS;

/// The sheet: a block for each complaint, and one for each case that another form belongs to.
pub(super) fn plan(
    complaints: &[(&JudgedRecord, &ComplaintReview)],
    cases: &[(&JudgedRecord, &ComplaintCase)],
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
        if let Some(case) = &review.case {
            progress(&mut page, case);
        }
        reasons::trace(&mut page, record, &review.trace, context);
    }
    for (record, case) in cases {
        page.section(format!(
            "{} · {} · {}",
            case.case_id,
            case.customer.as_deref().unwrap_or("客户待定"),
            record.form_title
        ));
        progress(&mut page, case);
    }
    page.done()
}

/// A step of the case: what was done when, by which form; what is late, and to whom it goes up.
const PROGRESS: [Column; 6] = [
    Column::left(0, 0, "责任部门(人)", Style::ValueStrong),
    Column::left(1, 3, "做什么", Style::Value),
    Column::left(4, 5, "凭哪张表 · 逾期报给谁", Style::Value),
    Column::new(6, 6, "最迟日期", Style::ValueCentred),
    Column::new(7, 7, "办结", Style::ValueCentred),
    Column::left(8, 8, "天数怎么数 · 条款", Style::Value),
];

/// Where the case stands.
fn progress(page: &mut Page, case: &ComplaintCase) {
    let last = page.last_col();
    page.gap(6.0);
    let next = match case.next_step() {
        Some(next) => format!(
            "{}:{},{} 前",
            next.step.owner,
            next.step.words,
            iso(next.step.due)
        ),
        None => case
            .closed_on
            .map_or_else(String::new, |day| format!("{} 全部办完", iso(day))),
    };
    page.line(
        20.0,
        vec![
            text(0, 0, "案件状态", Style::Label),
            text(1, 3, case.state_words.join("、"), Style::ValueStrong),
            text(4, 4, "下一步", Style::Label),
            text(5, last, next, Style::ValueStrong),
        ],
    );
    for problem in &case.problems {
        page.line(20.0, vec![text(0, last, problem.as_str(), Style::Caution)]);
    }
    page.titles(22.0, &PROGRESS);
    let [owner, what, by, due, done, counted] = &PROGRESS;
    for (at, step) in case.steps.iter().enumerate() {
        let late = match (step.late, &step.escalated_to) {
            (0, _) => None,
            (days, Some(role)) => Some(format!("逾期 {days} 个工作日,报{role}")),
            (days, None) => Some(format!("晚了 {days} 个工作日")),
        };
        let mark = if case.next == Some(at) {
            "▶ 轮到"
        } else {
            "—"
        };
        let done = match step.done_on {
            Some(day) => done.styled(format!("✓ {}", day.format("%m-%d")), Style::Good),
            None if step.late > 0 => done.styled("✗ 逾期", Style::Bad),
            None => done.cell(mark),
        };
        let said: Vec<String> = step.done_by.clone().into_iter().chain(late).collect();
        let due = match step.step.provisional {
            true => due.styled(format!("{}\n▲ 暂定", iso(step.step.due)), Style::Caution),
            false => due.cell(iso(step.step.due)),
        };
        page.line(
            22.0,
            vec![
                owner.cell(format!("{} {}", at + 1, step.step.owner)),
                what.cell(step.step.words.as_str()),
                by.cell(said.join(";")),
                due,
                done,
                counted.cell(format!("{} · {}", step.step.counted, step.step.clause)),
            ],
        );
    }
    if case.steps.iter().any(|s| s.done_on.is_none()) {
        let first = case
            .next_step()
            .map(|s| s.number(&case.case_id))
            .unwrap_or_default();
        let words = format!(
            "没有专门表的步骤,办完用 办结登记 了结,事项编号写「{first}」这样的编号(投诉编号/步骤代号)。"
        );
        page.line(20.0, vec![text(0, last, words, Style::Note)]);
    }
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
