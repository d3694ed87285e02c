//! 评分依据: each figure with its inputs, the policy row and clause that gave it, and what would
//! have changed it.

use super::REASONS;
use super::contents::Contents;
use super::context::RenderContext;
use super::page::{Block, Column, Page, Span, content, text};
use super::{ruled, wording};
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::decimal::plain;
use crate::domain::review::{RulesReview, ScoreReview, TraceStep};
use crate::domain::value::iso;
use crate::findings::Severity;
use crate::judged::JudgedRecord;
use crate::sheet::{BarChart, Content, Link, SheetPlan, Style};
use rust_decimal::Decimal;

/// 项目, 结果, 用到的数, 数值, 出处, 制度依据, 条款, 标记, 怎样会变.
pub(super) const WIDTHS: [f64; 9] = [19.0, 13.0, 15.0, 12.0, 16.0, 34.0, 12.0, 10.0, 33.0];

/// The sheet: a block for each scored record.
pub(super) fn plan(
    scores: &[(&JudgedRecord, &ScoreReview)],
    by_rules: &[(&JudgedRecord, &RulesReview)],
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
                context.policy.version()
            ),
            Style::Subtitle,
        )],
    );
    if !scores.is_empty() {
        scored(&mut page, scores, context);
    }
    for (record, review) in by_rules {
        if scores.len() + by_rules.len() > 1 {
            page.section(format!(
                "{} · {}",
                wording::record_name(record),
                record.form_title
            ));
        }
        ruled::block(&mut page, record, review, context);
    }
    page.done()
}

/// The blocks of the scored records.
fn scored(page: &mut Page, scores: &[(&JudgedRecord, &ScoreReview)], context: &RenderContext<'_>) {
    let indicators = &context.policy.scoring.indicators;
    if let [(record, review)] = scores {
        points(page, review, indicators, true);
        distance(page, review);
        trace(page, record, &review.trace, context);
        return;
    }
    let mut contents = Contents::reserve(page, REASONS, CONTENTS, scores.len());
    for (record, review) in scores {
        let name = record.customer.as_deref().unwrap_or("(未写名称)");
        let heading = wording::record_name(record);
        contents.begin(page, name.to_owned(), heading, summary(record, review));
        points(page, review, indicators, false);
        distance(page, review);
        trace(page, record, &review.trace, context);
    }
    contents.draw(page);
}

/// A line a customer: what came out, and what would change it.
const CONTENTS: [Column; 8] = [
    Column::left(0, 0, "客户", Style::Linked),
    Column::new(1, 1, "原表位置", Style::Linked),
    Column::new(2, 2, "类别等级", Style::ValueCentred),
    Column::new(3, 3, "总分", Style::ValueCentred),
    Column::new(4, 4, "四项得分", Style::ValueCentred),
    Column::left(5, 5, "额度与期限", Style::Value),
    Column::new(6, 7, "提醒与错误", Style::ValueCentred),
    Column::left(8, 8, "怎样会变", Style::Value),
];

fn summary(record: &JudgedRecord, review: &ScoreReview) -> Vec<Span> {
    let [_, place, grade, total, points, credit, problems, would] = &CONTENTS;
    let row = record.row.unwrap_or(1);
    let found = record
        .findings
        .iter()
        .filter(|f| f.severity != Severity::Info)
        .count();
    vec![
        place
            .cell(match record.row {
                Some(row) => format!("第{row}行"),
                None => wording::shortened(&record.sheet, 12),
            })
            .to(wording::link_to(
                &record.sheet,
                CellRef::new(row.saturating_sub(1), 0),
            )),
        grade.cell(wording::class_and_grade(review)),
        total.cell(review.total_points.map_or_else(|| "—".to_owned(), plain)),
        points.cell(wording::four_points(review)),
        credit.cell(review.credit.as_ref().map_or_else(
            || "等级未定,暂不给额度".to_owned(),
            |credit| {
                if credit.limit_wan.is_zero() {
                    "0,款到发货".to_owned()
                } else {
                    format!(
                        "{} 万元、{} 天,由{}决定",
                        plain(credit.limit_wan),
                        credit.terms_days,
                        wording::binding(&credit.binding)
                    )
                }
            },
        )),
        if found == 0 {
            problems.cell("无")
        } else {
            problems.styled(format!("▲ {found} 条"), Style::Caution)
        },
        would.cell(change_words(review)),
    ]
}

/// The four indicators, with bars beside them where the sheet holds one record.
fn points(page: &mut Page, review: &ScoreReview, indicators: &[String], with_chart: bool) {
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
    for (name, points) in indicators.iter().zip(&review.indicator_points) {
        let number = points.as_deref().and_then(|p| p.parse::<Decimal>().ok());
        let cell = match (number, points) {
            (Some(number), _) => content(2, 2, Content::Number(number), Style::ValueCentred),
            (None, Some(words)) => text(2, 2, words.as_str(), Style::ValueCentred),
            (None, None) => text(2, 2, "缺", Style::Caution),
        };
        page.line(24.0, vec![text(0, 1, name.as_str(), Style::Value), cell]);
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
    would_change(page, change_words(review));
}

/// What would change a figure, over the whole width; nothing where nothing would.
pub(super) fn would_change(page: &mut Page, words: &str) {
    if words.is_empty() {
        return;
    }
    let last = page.last_col();
    page.gap(6.0);
    page.line(
        22.0,
        vec![
            text(0, 0, "怎样会变", Style::Label),
            text(1, last, words, Style::Value),
        ],
    );
}

fn change_words(review: &ScoreReview) -> &str {
    review.distance.as_ref().map_or("", |d| d.words.as_str())
}

/// The figures, one block each: a line for each input.
pub(super) fn trace(
    page: &mut Page,
    record: &JudgedRecord,
    steps: &[TraceStep],
    context: &RenderContext<'_>,
) {
    if steps.is_empty() {
        return;
    }
    page.gap(6.0);
    page.titles(22.0, &TRACE);
    for step in steps {
        page.block(block(record, step, context));
    }
}

/// A figure, its inputs a line each, and what gave it.
const TRACE: [Column; 9] = [
    Column::new(0, 0, "项目", Style::Label),
    Column::new(1, 1, "结果", Style::ValueStrong),
    Column::new(2, 2, "用到的数", Style::Value),
    Column::new(3, 3, "数值", Style::ValueRight),
    Column::new(4, 4, "出处", Style::Value),
    Column::new(5, 5, "制度依据", Style::Value),
    Column::new(6, 6, "条款", Style::ValueCentred),
    Column::new(7, 7, "标记", Style::ValueCentred),
    Column::new(8, 8, "怎样会变", Style::Value),
];

/// The way to the policy row that gave a figure, in the copy that holds that version.
fn to_policy(row: &str, context: &RenderContext<'_>) -> Option<Link> {
    let (sheet, rest) = row.split_once('!')?;
    let cell: CellRef = rest.split(' ').next()?.parse().ok()?;
    Some(Link::File {
        path: context.policy_copy.clone()?,
        place: format!("'{}'!{cell}", sheet.replace('\'', "''")),
    })
}

fn block(record: &JudgedRecord, step: &TraceStep, context: &RenderContext<'_>) -> Block {
    let [
        figure,
        result,
        input,
        value,
        source,
        rule,
        clause,
        mark,
        would,
    ] = &TRACE;
    let mut lines: Vec<_> = step
        .inputs
        .iter()
        .map(|used| {
            let unit = used.unit.as_deref().unwrap_or_default();
            let sheet = used.sheet.as_deref().unwrap_or(&record.sheet);
            let link = used.cell.and_then(|cell| wording::link_to(sheet, cell));
            let place = match (used.cell, &used.source) {
                (Some(cell), _) => source.styled(cell.to_string(), Style::Linked).to(link),
                (None, Some(words)) => source.cell(words.as_str()),
                (None, None) => source.cell("上面算得"),
            };
            vec![
                input.cell(used.label.as_str()),
                value.cell(format!("{}{unit}", used.value)),
                place,
            ]
        })
        .collect();
    if lines.is_empty() {
        lines.push(vec![input.cell("—"), value.cell(""), source.cell("")]);
    }
    Block {
        shared: vec![
            figure.cell(step.figure.as_str()),
            result.cell(step.value.as_str()),
            match to_policy(&step.policy_row, context) {
                Some(link) => rule
                    .styled(step.policy_row.as_str(), Style::Linked)
                    .to(Some(link)),
                None => rule.cell(step.policy_row.as_str()),
            },
            clause.cell(step.clause.as_str()),
            if step.to_confirm {
                mark.styled("▲ 待确认", Style::Caution)
            } else {
                mark.cell("")
            },
            would.cell(step.would_change.as_str()),
        ],
        lines,
    }
}
