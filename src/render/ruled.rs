//! What the sheets say of a record that rule tables judged: its figures, its grade, its days and
//! steps. The sentence, the tiles and the duties of 审核结论, and the block of 评分依据.

use super::context::RenderContext;
use super::page::{Column, Page, content};
use super::reasons;
use super::wording;
use crate::domain::complaint::ComplaintCase;
use crate::domain::review::{RuleFigure, RulesReview};
use crate::domain::value::iso;
use crate::judged::JudgedRecord;
use crate::sheet::{Content, Style};
use rust_decimal::Decimal;

/// `供应商评价表:等级 A(总分92分),下次评价 2027-03-10`.
pub(super) fn lead(record: &JudgedRecord, review: &RulesReview) -> String {
    let mut parts = Vec::new();
    let (numbers, words): (Vec<&RuleFigure>, Vec<&RuleFigure>) = review
        .figures
        .iter()
        .filter(|f| f.value.is_some())
        .partition(|f| number(f).is_some());
    // A total stands below what it adds up.
    let total = numbers.last().copied();
    match (&review.grade, total) {
        (Some(grade), Some(total)) => {
            parts.push(format!("等级「{grade}」({}{})", total.name, figure(total)))
        }
        (Some(grade), None) => parts.push(format!("等级「{grade}」")),
        (None, Some(total)) => parts.push(format!("{}{}", total.name, figure(total))),
        (None, None) => {}
    }
    for word in words.iter().take(2) {
        parts.push(format!("{}「{}」", word.name, figure(word)));
    }
    for due in review.due_dates.iter().take(2) {
        parts.push(format!("{}{}前", due.name, iso(due.due)));
    }
    if !review.steps.is_empty() {
        parts.push(format!("要办{}件事", review.steps.len()));
    }
    if parts.is_empty() {
        parts.push("通过,已入档".to_owned());
    }
    format!("{}:{}", record.form_title, parts.join(","))
}

/// The grade, then the last figures computed: a total stands below what it adds up.
pub(super) fn tiles(review: &RulesReview) -> Vec<(String, String, String)> {
    if let Some(case) = &review.case {
        return case_tiles(case);
    }
    let mut tiles = Vec::new();
    if let Some(grade) = &review.grade {
        let remark = review.would_change.split([':', ';']).next();
        tiles.push((
            "等级".to_owned(),
            grade.clone(),
            remark.unwrap_or_default().to_owned(),
        ));
    }
    for one in review.figures.iter().rev().take(2) {
        let shown = one.value.clone().unwrap_or_else(|| "—".to_owned());
        let unit = one.unit.clone().unwrap_or_default();
        tiles.push((one.name.clone(), shown, unit));
    }
    if let Some(due) = review.due_dates.first() {
        let day = due.due.format("%m-%d").to_string();
        tiles.push((due.name.clone(), day, due.due.format("%Y年").to_string()));
    }
    tiles.push((
        "要办的事".to_owned(),
        format!("{} 件", review.steps.len()),
        String::new(),
    ));
    tiles.truncate(4);
    tiles
}

/// Whose turn it is in a complaint's case, until when, and how much is left.
fn case_tiles(case: &ComplaintCase) -> Vec<(String, String, String)> {
    let open = case.steps.iter().filter(|s| s.done_on.is_none()).count();
    let left = (
        "没办完".to_owned(),
        format!("{open} 步"),
        format!("共 {} 步", case.steps.len()),
    );
    let Some(next) = case.next_step() else {
        let on = case.closed_on.map_or_else(String::new, iso);
        return vec![("案件".to_owned(), "关闭".to_owned(), on), left];
    };
    let due = next.step.due;
    let late = match next.late {
        0 => due.format("%Y年").to_string(),
        days => format!("已逾期 {days} 个工作日"),
    };
    vec![
        ("轮到".to_owned(), next.step.owner.clone(), String::new()),
        ("最迟".to_owned(), due.format("%m-%d").to_string(), late),
        left,
    ]
}

/// Who does what until when.
pub(super) fn duties(review: &RulesReview) -> Vec<(String, String, String)> {
    let steps = review.steps.iter().map(|step| {
        (
            step.owner.clone(),
            step.words.clone(),
            wording::day(step.due, step.provisional),
        )
    });
    let days = review.due_dates.iter().map(|due| {
        (
            "—".to_owned(),
            due.name.clone(),
            wording::day(due.due, due.provisional),
        )
    });
    steps.chain(days).collect()
}

/// A figure's line.
const FIGURES: [Column; 3] = [
    Column::left(0, 1, "项目", Style::Value),
    Column::new(2, 2, "结果", Style::ValueCentred),
    Column::new(3, 3, "单位", Style::ValueCentred),
];

/// A step's line, over the columns of the reasons below.
const STEPS: [Column; 5] = [
    Column::left(0, 0, "谁", Style::ValueStrong),
    Column::left(1, 3, "做什么", Style::Value),
    Column::left(4, 5, "要填的表", Style::Value),
    Column::new(6, 6, "最迟日期", Style::ValueCentred),
    Column::left(7, 8, "天数怎么数 · 条款", Style::Value),
];

/// The block of 评分依据.
pub(super) fn block(
    page: &mut Page,
    record: &JudgedRecord,
    review: &RulesReview,
    context: &RenderContext<'_>,
) {
    page.gap(6.0);
    page.titles(20.0, &FIGURES);
    let [name, value, unit] = &FIGURES;
    for figure in &review.figures {
        let number = number(figure);
        let shown = match (number, &figure.value) {
            (Some(number), _) => content(2, 2, Content::Number(number), Style::ValueCentred),
            (None, Some(words)) => value.cell(words.as_str()),
            (None, None) => value.styled("缺", Style::Caution),
        };
        let in_unit = figure.unit.as_deref().unwrap_or_default();
        page.line(
            22.0,
            vec![name.cell(figure.name.as_str()), shown, unit.cell(in_unit)],
        );
    }
    if let Some(grade) = &review.grade {
        page.line(
            22.0,
            vec![
                name.styled("等级", Style::HeaderLeft),
                value.styled(grade.as_str(), Style::ValueStrong),
                unit.cell(""),
            ],
        );
    }
    reasons::would_change(page, &review.would_change);
    if !review.steps.is_empty() {
        page.gap(6.0);
        page.titles(22.0, &STEPS);
        let [who, what, form, due, counted] = &STEPS;
        for step in &review.steps {
            let title = step.form.as_deref().map_or_else(
                || "—".to_owned(),
                |id| wording::form_title(&context.policy.forms, id),
            );
            page.line(
                22.0,
                vec![
                    who.cell(step.owner.as_str()),
                    what.cell(step.words.as_str()),
                    form.cell(title),
                    due.cell(wording::day(step.due, step.provisional)),
                    counted.cell(format!("{} · {}", step.counted, step.clause)),
                ],
            );
        }
    }
    reasons::trace(page, record, &review.trace, context);
}

fn figure(figure: &RuleFigure) -> String {
    let value = figure.value.as_deref().unwrap_or("—");
    format!("{value}{}", figure.unit.as_deref().unwrap_or_default())
}

fn number(figure: &RuleFigure) -> Option<Decimal> {
    figure.value.as_deref()?.parse().ok()
}
