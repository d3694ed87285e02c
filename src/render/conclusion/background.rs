//! 上期→本期, and what nobody has verified.

use super::super::context::RenderContext;
use super::super::page::{Column, Page, text};
use super::super::wording;
use crate::domain::decimal::plain;
use crate::domain::known::PreviousGrading;
use crate::domain::review::{Review, ScoreReview, TraceStep};
use crate::domain::value::iso;
use crate::judged::{JudgedFile, JudgedRecord};
use crate::sheet::Style;
use rust_decimal::Decimal;

/// Then, now, and what made the difference.
const COMPARED: [Column; 5] = [
    Column::new(0, 0, "", Style::Label),
    Column::new(1, 2, "上期", Style::ValueCentred),
    Column::new(3, 3, "本期", Style::ValueCentred),
    Column::new(4, 4, "变化", Style::ValueCentred),
    Column::left(5, 7, "原因", Style::Value),
];

/// Grade, points, limit and receivable beside the earlier grading, each change with its cause.
pub(super) fn compared(page: &mut Page, record: &JudgedRecord, context: &RenderContext<'_>) {
    let Some(Review::Score(review)) = &record.review else {
        return;
    };
    page.section("上期 → 本期");
    let Some(previous) = context.previous(record) else {
        let words = if context.known.archive {
            "档案里没有这位客户的上期评分,本次为首次。"
        } else {
            "本次未接档案,无上期可比。"
        };
        page.line(20.0, vec![text(0, 7, words, Style::Value)]);
        return;
    };
    let before = match previous.period {
        Some(period) => format!("上期({period})"),
        None => format!("上期({})", iso(previous.review_date)),
    };
    let [label, then, now, change, cause] = &COMPARED;
    page.line(
        20.0,
        vec![
            label.title(),
            then.styled(before, Style::Header),
            now.title(),
            change.title(),
            cause.title(),
        ],
    );
    for row in rows(record, review, previous) {
        page.line(
            19.0,
            vec![
                label.cell(row.label),
                then.cell(row.before),
                now.cell(row.now),
                change.cell(row.change),
                cause.cell(row.cause),
            ],
        );
    }
}

struct Row {
    label: &'static str,
    before: String,
    now: String,
    change: String,
    cause: String,
}

fn rows(record: &JudgedRecord, review: &ScoreReview, previous: &PreviousGrading) -> Vec<Row> {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
    let points = review.total_points.map(plain);
    let limit = review.credit.as_ref().map(|c| plain(c.limit_wan));
    let receivable = wording::field(record, &["年终应收账款"]).map(str::to_owned);
    let grade_cause = if previous.grade == review.grade {
        String::new()
    } else if review.new_customer_until.is_some() {
        "新客户首年按制度定级".to_owned()
    } else {
        match (&previous.total_points, &points) {
            (Some(a), Some(b)) if a != b => format!("总分由 {a} 变为 {b}"),
            _ => "见评分依据".to_owned(),
        }
    };
    let points_now = four_points(review);
    let class_now = review.class.map(|c| c.words());
    let class_then = previous.class.as_deref().map(wording::class);
    let points_cause = if previous.total_points == points {
        String::new()
    } else {
        points_now
    };
    let mut limit_causes: Vec<String> = Vec::new();
    if previous.limit_wan != limit {
        if previous.grade != review.grade {
            limit_causes.push("等级变了".to_owned());
        }
        if let Some(credit) = &review.credit {
            limit_causes.push(if credit.binding == "none" {
                "本期不给额度".to_owned()
            } else {
                format!("本期由{}决定", wording::binding(&credit.binding))
            });
        }
    }
    let receivable_cause = if previous.receivable_wan == receivable {
        String::new()
    } else {
        let points = review
            .indicator_points
            .get(1)
            .and_then(Option::as_deref)
            .map(|p| format!(",指标2得 {p} 分"))
            .unwrap_or_default();
        format!("按表内所填{points}")
    };
    let named = |grade: &Option<String>, class: Option<&str>| match grade {
        Some(grade) => format!("{}{}", class.unwrap_or_default(), wording::grade(grade)),
        None => "—".to_owned(),
    };
    vec![
        Row {
            label: "等级",
            before: named(&previous.grade, class_then),
            now: named(&review.grade, class_now),
            change: if previous.grade == review.grade && class_then == class_now {
                "不变".to_owned()
            } else {
                direction(&previous.grade, &review.grade)
            },
            cause: match (class_then, class_now) {
                (Some(then), Some(now)) if then != now => {
                    let rest = if grade_cause.is_empty() {
                        String::new()
                    } else {
                        format!(";{grade_cause}")
                    };
                    format!("由{then}改为{now}{rest}")
                }
                _ => grade_cause,
            },
        },
        Row {
            label: "总分",
            before: shown(&previous.total_points),
            now: shown(&points),
            change: difference(&previous.total_points, &points),
            cause: points_cause,
        },
        Row {
            label: "额度(万元)",
            before: shown(&previous.limit_wan),
            now: shown(&limit),
            change: difference(&previous.limit_wan, &limit),
            cause: limit_causes.join(","),
        },
        Row {
            label: "应收(万元)",
            before: shown(&previous.receivable_wan),
            now: shown(&receivable),
            change: difference(&previous.receivable_wan, &receivable),
            cause: receivable_cause,
        },
    ]
}

/// The four points, so that the reader sees where the total comes from.
fn four_points(review: &ScoreReview) -> String {
    let points: Vec<String> = review
        .indicator_points
        .iter()
        .enumerate()
        .map(|(at, p)| format!("指标{} {}", at + 1, p.as_deref().unwrap_or("缺")))
        .collect();
    format!("本期 {}", points.join("、"))
}

/// Which way a grade went; letters fall from A, and N stands below them.
fn direction(before: &Option<String>, now: &Option<String>) -> String {
    let rank = |grade: &str| {
        if grade == "N" {
            u32::MAX
        } else {
            grade.chars().next().map_or(u32::MAX - 1, u32::from)
        }
    };
    match (before, now) {
        (Some(b), Some(n)) if rank(n) < rank(b) => "↑ 升".to_owned(),
        (Some(b), Some(n)) if rank(n) > rank(b) => "↓ 降".to_owned(),
        (Some(_), Some(_)) => "类别变".to_owned(),
        _ => "—".to_owned(),
    }
}

fn difference(before: &Option<String>, now: &Option<String>) -> String {
    let number = |text: &Option<String>| text.as_deref()?.parse::<Decimal>().ok();
    match (number(before), number(now)) {
        (Some(b), Some(n)) if b == n => "不变".to_owned(),
        (Some(b), Some(n)) if n > b => format!("↑ +{}", plain(n - b)),
        (Some(b), Some(n)) => format!("↓ {}", plain(n - b)),
        _ => "—".to_owned(),
    }
}

/// What stands on nobody's word but the form's, what was borrowed, what the policy has not yet
/// confirmed, and what could not be known.
pub(super) fn unverified(page: &mut Page, file: &JudgedFile, context: &RenderContext<'_>) {
    let traces: Vec<&TraceStep> = file
        .records
        .iter()
        .filter_map(|record| record.review.as_ref())
        .flat_map(Review::trace)
        .collect();
    if traces.is_empty() {
        return;
    }
    let mut typed: Vec<String> = Vec::new();
    let mut borrowed: Vec<String> = Vec::new();
    let mut defaults: Vec<String> = Vec::new();
    for step in &traces {
        for input in &step.inputs {
            if let Some(source) = &input.source {
                let unit = input.unit.as_deref().unwrap_or_default();
                keep(
                    &mut borrowed,
                    format!("{} {}{unit}:{source}", input.label, input.value),
                );
            } else if input.cell.is_some() {
                keep(&mut typed, input.label.clone());
            }
        }
        if step.to_confirm {
            keep(&mut defaults, step.figure.clone());
        }
    }
    page.section("尚未核实");
    let mut row = |label: &str, words: String| {
        page.line(
            19.0,
            vec![
                text(0, 0, label, Style::Label),
                text(1, 7, wording::shortened(&words, 220), Style::Value),
            ],
        );
    };
    if !typed.is_empty() {
        row(
            "表内所填",
            format!(
                "{}:照表内所填计算,程序没有与合同、账目核对;姓名、签字只是表内的说法,不算批准。",
                listed(&typed, 8)
            ),
        );
    }
    if !borrowed.is_empty() {
        row("取自档案", listed(&borrowed, 4));
    }
    if !defaults.is_empty() {
        row(
            "待确认",
            format!(
                "{}:所用参数原文缺失,现用默认值,请在制度参数中确认。",
                listed(&defaults, 8)
            ),
        );
    }
    let scored = file
        .records
        .iter()
        .any(|r| matches!(r.review, Some(Review::Score(_))));
    if scored {
        let words = if context.known.archive {
            "授信占用、最长逾期:要等《应收账款账龄登记表》和《合同登记》入档后才能算出。"
        } else {
            "本次未接档案:授信占用、最长逾期、上期评分都无从得知。"
        };
        row("尚不知道", words.to_owned());
    }
}

fn keep(list: &mut Vec<String>, words: String) {
    if !list.contains(&words) {
        list.push(words);
    }
}

/// The first words of a list, and how many there are in all.
fn listed(words: &[String], most: usize) -> String {
    if words.len() <= most {
        return words.join("、");
    }
    let shown: Vec<&str> = words.iter().take(most).map(String::as_str).collect();
    format!("{}等{}项", shown.join("、"), words.len())
}
