//! 等级评审: what customers get, whether it is approved, who is told until when. Also what
//! 审核结论 says of it.

use super::GRADING;
use super::context::RenderContext;
use super::page::{Column, Page, content, text};
use super::{reasons, wording};
use crate::domain::decimal::plain;
use crate::domain::grading::{GradedCustomer, GradingReview, Outcome};
use crate::domain::value::iso;
use crate::judged::JudgedRecord;
use crate::sheet::{Content, SheetPlan, Style};
use std::collections::BTreeMap;

/// Customers that the table prints before it says how many more there are.
const MOST_LINES: usize = 500;

const CUSTOMERS: [Column; 6] = [
    Column::left(0, 2, "客户", Style::Value),
    Column::new(3, 3, "类别", Style::ValueCentred),
    Column::new(4, 4, "客户等级", Style::ValueCentred),
    Column::new(5, 5, "信用等级", Style::ValueCentred),
    Column::new(6, 6, "额度(万元)", Style::ValueRight),
    Column::new(7, 7, "期限(天)", Style::ValueRight),
];

const COLLECTION: [Column; 4] = [
    Column::left(0, 1, "客户", Style::Value),
    Column::left(2, 3, "会不会拖欠", Style::Value),
    Column::left(4, 5, "怎样预防", Style::Value),
    Column::left(6, 7, "拖欠了怎么办", Style::Value),
];

const NOTICES: [Column; 4] = [
    Column::left(0, 2, "通报谁", Style::Value),
    Column::new(3, 4, "最迟", Style::ValueCentred),
    Column::new(5, 5, "已通报", Style::ValueCentred),
    Column::left(6, 7, "怎么数的", Style::Value),
];

fn or_dash(text: Option<&str>) -> String {
    text.unwrap_or("—").to_owned()
}

/// `A 1 户、B 2 户`.
fn counts(review: &GradingReview) -> String {
    let mut by_grade: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &review.graded {
        *by_grade
            .entry(one.grade.as_deref().unwrap_or("未定"))
            .or_default() += 1;
    }
    let words: Vec<String> = by_grade
        .iter()
        .map(|(grade, count)| format!("{grade} {count} 户"))
        .collect();
    words.join("、")
}

/// What a customer gets: `B级,额度 49 万元、45 天`.
fn gets(one: &GradedCustomer) -> String {
    let limit = one.limit_wan.map_or_else(|| "—".to_owned(), plain);
    let days = one
        .terms_days
        .map_or_else(|| "—".to_owned(), |days| days.to_string());
    let grade = one.grade.as_deref().map_or("—".to_owned(), wording::grade);
    format!("{grade},额度 {limit} 万元、{days} 天")
}

/// How it stands: who has to approve, or from when it is in force.
fn standing(review: &GradingReview) -> String {
    match (review.outcome, review.in_force_from) {
        (Outcome::Recorded, _) => "已登记".to_owned(),
        (Outcome::Proposed, _) => format!("待{}批准", review.approvers.join("或")),
        (Outcome::Approved, Some(from)) => format!("已批准,{} 起执行", iso(from)),
        (outcome, _) => outcome.words().to_owned(),
    }
}

/// The first sentence.
pub(super) fn lead(review: &GradingReview) -> String {
    let what = match review.graded.as_slice() {
        [one] => {
            let change = review.change.as_ref();
            let change = change.map_or_else(String::new, |c| format!("({c})"));
            format!("{}{change}", gets(one))
        }
        many => format!("{} 户:{}", many.len(), counts(review)),
    };
    format!("{what};{}", standing(review))
}

/// The big figures.
pub(super) fn tiles(review: &GradingReview) -> Vec<(String, String, String)> {
    let tile = |label: &str, figure: String, remark: String| (label.to_owned(), figure, remark);
    let one = match review.graded.as_slice() {
        [one] => Some(one),
        _ => None,
    };
    let (first, second) = match one {
        Some(one) => (
            tile(
                "等级",
                or_dash(one.grade.as_deref()),
                review.change.clone().unwrap_or_default(),
            ),
            tile(
                "信用额度(万元)",
                one.limit_wan.map_or_else(|| "—".to_owned(), plain),
                one.terms_days
                    .map_or_else(String::new, |days| format!("{days} 天")),
            ),
        ),
        None => (
            tile("客户", review.graded.len().to_string(), counts(review)),
            tile(
                "额度合计(万元)",
                plain(review.graded.iter().filter_map(|g| g.limit_wan).sum()),
                String::new(),
            ),
        ),
    };
    let from = review.in_force_from.map_or_else(|| "—".to_owned(), iso);
    let told = review
        .notices
        .first()
        .map_or_else(String::new, |n| format!("{} 前通报", iso(n.due)));
    vec![
        first,
        second,
        tile(
            "状态",
            review.outcome.words().to_owned(),
            if review.outcome == Outcome::Proposed {
                review.approvers.join("、")
            } else {
                String::new()
            },
        ),
        tile("执行起日", from, told),
    ]
}

/// For the table of records.
pub(super) fn short(review: &GradingReview) -> String {
    match review.graded.as_slice() {
        [one] => {
            let limit = one.limit_wan.map_or_else(|| "—".to_owned(), plain);
            format!("{} / {limit}", or_dash(one.grade.as_deref()))
        }
        many => format!("{} 户", many.len()),
    }
}

/// The duties that follow: who is told, what, until when.
pub(super) fn duties(review: &GradingReview) -> Vec<(String, String, String)> {
    review
        .notices
        .iter()
        .filter(|notice| notice.told_on.is_none())
        .map(|notice| {
            (
                notice.department.clone(),
                "收到业务部的评审结果通报".to_owned(),
                wording::day(notice.due, notice.provisional),
            )
        })
        .collect()
}

/// The sheet: a block for each form.
pub(super) fn plan(
    reviews: &[(&JudgedRecord, &GradingReview)],
    context: &RenderContext<'_>,
) -> SheetPlan {
    // As wide as 评分依据, whose table of reasons stands below.
    let footer = context.footer(GRADING);
    let mut page = Page::new(GRADING, &reasons::WIDTHS, "1B365D", footer).landscape();
    let last = page.last_col();
    page.line(34.0, vec![text(0, last, GRADING, Style::Title)]);
    for (record, review) in reviews {
        let customer = record
            .customer
            .as_deref()
            .map_or_else(String::new, |name| format!(" · {name}"));
        let words = format!(
            "{}{customer} · {} · 依据制度 {}",
            record.form_title,
            standing(review),
            context.policy.version()
        );
        page.line(18.0, vec![text(0, last, words, Style::Subtitle)]);
        if let Some(decision) = &review.decision {
            page.note(format!("{};{}", decision.words(), decision.compared));
        }
        customers(&mut page, review);
        collection(&mut page, review);
        notices(&mut page, review);
        page.section("依据");
        reasons::trace(&mut page, record, &review.trace, context);
    }
    page.done()
}

fn customers(page: &mut Page, review: &GradingReview) {
    page.section(format!(
        "客户:{} 户({})",
        review.graded.len(),
        counts(review)
    ));
    page.titles(20.0, &CUSTOMERS);
    let [name, class, grade, credit, _, _] = &CUSTOMERS;
    for one in review.graded.iter().take(MOST_LINES) {
        let number = |column: u32, value: Option<rust_decimal::Decimal>| {
            let shown = value.map_or(Content::Blank, Content::Number);
            content(column, column, shown, Style::ValueRight)
        };
        page.line(
            18.0,
            vec![
                name.cell(one.customer.as_str()),
                class.cell(or_dash(one.class.map(|c| c.words()))),
                grade.cell(or_dash(one.grade.as_deref())),
                credit.cell(or_dash(one.credit_grade.as_deref())),
                number(6, one.limit_wan),
                number(7, one.terms_days.map(Into::into)),
            ],
        );
    }
    if let Some(more) = review
        .graded
        .len()
        .checked_sub(MOST_LINES)
        .filter(|n| *n > 0)
    {
        page.note(format!("另有 {more} 户没有列出,都在表里。"));
    }
}

fn collection(page: &mut Page, review: &GradingReview) {
    if review.collection.is_empty() {
        return;
    }
    let open = review.collection.iter().any(|c| c.to_confirm);
    let mark = if open { ",默认,待确认" } else { "" };
    page.section(format!("收账方针(2.4.3(4)三问{mark})"));
    page.titles(20.0, &COLLECTION);
    let [name, will, prevent, late] = &COLLECTION;
    for one in review.collection.iter().take(MOST_LINES) {
        page.line(
            18.0,
            vec![
                name.cell(one.customer.as_str()),
                will.cell(one.will_delay.as_str()),
                prevent.cell(one.prevent.as_str()),
                late.cell(one.if_late.as_str()),
            ],
        );
    }
}

fn notices(page: &mut Page, review: &GradingReview) {
    if review.notices.is_empty() {
        return;
    }
    page.section("通报");
    page.titles(20.0, &NOTICES);
    let [who, due, told, counted] = &NOTICES;
    for notice in &review.notices {
        page.line(
            18.0,
            vec![
                who.cell(notice.department.as_str()),
                due.cell(wording::day(notice.due, notice.provisional)),
                told.cell(notice.told_on.map_or_else(|| "还没有".to_owned(), iso)),
                counted.cell(notice.counted.as_str()),
            ],
        );
    }
}
