//! 评分依据: each figure with its inputs, the policy row and clause that gave it, and what would
//! have changed it.

use super::REASONS;
use super::context::RenderContext;
use super::page::{Block, Page, content, text};
use super::wording;
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::decimal::plain;
use crate::domain::review::{ScoreReview, TraceStep};
use crate::domain::value::iso;
use crate::judged::JudgedRecord;
use crate::sheet::{BarChart, Content, SheetPlan, Style};
use rust_decimal::Decimal;

/// 项目, 结果, 用到的数, 数值, 出处, 制度依据, 条款, 标记, 怎样会变.
pub(super) const WIDTHS: [f64; 9] = [19.0, 13.0, 15.0, 12.0, 16.0, 34.0, 12.0, 10.0, 33.0];

/// Names of the four indicators of clause 1.1.3, as the policy prints them.
const INDICATORS: [&str; 4] = ["提货金额", "年终应收账款", "合同溢价程度", "战略影响"];

/// The sheet: a block for each scored record.
pub(super) fn plan(
    scores: &[(&JudgedRecord, &ScoreReview)],
    context: &RenderContext<'_>,
) -> SheetPlan {
    let mut page = Page::new(REASONS, &WIDTHS, "1B365D", context.footer(REASONS)).landscape();
    let last = page.last_col();
    page.line(34.0, vec![text(0, last, REASONS, Style::Title)]);
    page.line(
        18.0,
        vec![text(
            0,
            last,
            format!(
                "每个数从哪里来、按制度哪一行、什么情况下会变 · 审核日 {} · 依据制度 {} · 没有公式,重算不会改变结果",
                iso(context.review_date),
                context.policy_version
            ),
            Style::Subtitle,
        )],
    );
    for (record, review) in scores {
        if scores.len() > 1 {
            page.section(wording::record_name(record));
        }
        points(&mut page, review, scores.len() == 1);
        distance(&mut page, review);
        trace(&mut page, record, &review.trace);
    }
    page.done()
}

/// The four indicators, with bars beside them where the sheet holds one record.
fn points(page: &mut Page, review: &ScoreReview, with_chart: bool) {
    page.gap(6.0);
    let top = page.row();
    page.line(
        20.0,
        vec![
            text(0, 1, "指标", Style::HeaderLeft),
            text(2, 2, "得分", Style::Header),
        ],
    );
    let first = page.row();
    for (at, (name, points)) in INDICATORS.iter().zip(&review.indicator_points).enumerate() {
        let number = points.as_deref().and_then(|p| p.parse::<Decimal>().ok());
        let cell = match (number, points) {
            (Some(number), _) => content(2, 2, Content::Number(number), Style::ValueCentred),
            (None, Some(words)) => text(2, 2, words.as_str(), Style::ValueCentred),
            (None, None) => text(2, 2, "缺", Style::Caution),
        };
        page.line(
            24.0,
            vec![text(0, 1, format!("{} {name}", at + 1), Style::Value), cell],
        );
    }
    let last = page.row() - 1;
    let total = match review.total_points {
        Some(total) => content(2, 2, Content::Number(total), Style::ValueCentred),
        None => text(2, 2, "—", Style::ValueCentred),
    };
    page.line(24.0, vec![text(0, 1, "总分", Style::HeaderLeft), total]);
    if with_chart {
        let column = |col| CellRange::new(CellRef::new(first, col), CellRef::new(last, col));
        page.plan_mut().charts.push(BarChart {
            title: "四项指标得分".to_owned(),
            categories: column(0),
            values: column(2),
            area: CellRange::new(CellRef::new(top, 4), CellRef::new(last + 1, 6)),
            most: None,
        });
    }
}

/// What would lift or lower the grade.
fn distance(page: &mut Page, review: &ScoreReview) {
    let Some(distance) = &review.distance else {
        return;
    };
    let mut words = Vec::new();
    if let (Some(next), Some(points)) = (&distance.next_grade, distance.points_to_next) {
        words.push(format!(
            "到{}还差 {} 分",
            wording::grade(next),
            plain(points)
        ));
    }
    if !distance.words.is_empty() {
        words.push(distance.words.clone());
    }
    if let Some(points) = distance.points_above_below {
        words.push(format!("比下一级的线高 {} 分", plain(points)));
    }
    if words.is_empty() {
        return;
    }
    let last = page.last_col();
    page.gap(6.0);
    page.line(
        22.0,
        vec![
            text(0, 0, "怎样会变", Style::Label),
            text(1, last, words.join(";"), Style::Value),
        ],
    );
}

/// The figures, one block each: a line for each input.
pub(super) fn trace(page: &mut Page, record: &JudgedRecord, steps: &[TraceStep]) {
    if steps.is_empty() {
        return;
    }
    page.gap(6.0);
    let titles = [
        "项目",
        "结果",
        "用到的数",
        "数值",
        "出处",
        "制度依据",
        "条款",
        "标记",
        "怎样会变",
    ];
    page.line(
        22.0,
        titles
            .iter()
            .enumerate()
            .map(|(col, title)| text(col as u32, col as u32, *title, Style::Header))
            .collect(),
    );
    for step in steps {
        page.block(block(record, step));
    }
}

fn block(record: &JudgedRecord, step: &TraceStep) -> Block {
    let mark = if step.to_confirm {
        text(7, 7, "▲ 待确认", Style::Caution)
    } else {
        text(7, 7, "", Style::ValueCentred)
    };
    let mut lines: Vec<_> = step
        .inputs
        .iter()
        .map(|input| {
            let unit = input.unit.as_deref().unwrap_or_default();
            let sheet = input.sheet.as_deref().unwrap_or(&record.sheet);
            let link = input.cell.and_then(|cell| wording::link_to(sheet, cell));
            let place = match (input.cell, &input.source) {
                (Some(cell), _) => text(4, 4, cell.to_string(), Style::Linked).to(link),
                (None, Some(source)) => text(4, 4, source.as_str(), Style::Value),
                (None, None) => text(4, 4, "上面算得", Style::Value),
            };
            vec![
                text(2, 2, input.label.as_str(), Style::Value),
                text(3, 3, format!("{}{unit}", input.value), Style::ValueRight),
                place,
            ]
        })
        .collect();
    if lines.is_empty() {
        lines.push(vec![
            text(2, 2, "—", Style::Value),
            text(3, 3, "", Style::ValueRight),
            text(4, 4, "", Style::Value),
        ]);
    }
    Block {
        shared: vec![
            text(0, 0, step.figure.as_str(), Style::Label),
            text(1, 1, step.value.as_str(), Style::ValueStrong),
            text(5, 5, step.policy_row.as_str(), Style::Value),
            text(6, 6, step.clause.as_str(), Style::ValueCentred),
            mark,
            text(8, 8, step.would_change.as_str(), Style::Value),
        ],
        lines,
    }
}
