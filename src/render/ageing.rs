//! 账龄分析: the buckets with bars beside them, who chases what, candidates for bad debts, a line a
//! customer. Also what 审核结论 says of a register.

use super::AGEING;
use super::context::RenderContext;
use super::page::{Column, Page, Span, content, text};
use super::reasons;
use crate::domain::ageing::{AgeingReview, DunningItem};
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::decimal::plain;
use crate::domain::value::iso;
use crate::judged::JudgedRecord;
use crate::sheet::{BarChart, Content, SheetPlan, Style};
use rust_decimal::Decimal;

/// Lines that a table prints before it says how many more there are.
const MOST_LINES: usize = 500;

const DUNNED: [Column; 5] = [
    Column::left(0, 2, "客户", Style::Value),
    Column::left(3, 4, "合同编号", Style::Value),
    Column::new(5, 5, "由谁办", Style::ValueCentred),
    Column::new(6, 6, "逾期天数", Style::ValueRight),
    Column::new(7, 7, "余额(万元)", Style::ValueRight),
];

const CUSTOMERS: [Column; 5] = [
    Column::left(0, 3, "客户", Style::Value),
    Column::new(4, 4, "应收(万元)", Style::ValueRight),
    Column::new(5, 5, "其中逾期", Style::ValueRight),
    Column::new(6, 6, "最久逾期天数", Style::ValueRight),
    Column::new(7, 7, "预收(万元)", Style::ValueRight),
];

/// `截至 2026-02-28 应收 148.5 万元,其中逾期 111.5 万元;…`.
pub(super) fn lead(review: &AgeingReview) -> String {
    let mut words = format!(
        "截至 {} 应收 {} 万元,其中逾期 {} 万元",
        iso(review.as_of),
        plain(review.total_wan),
        plain(review.overdue_wan)
    );
    if !review.prepaid_wan.is_zero() {
        words.push_str(&format!(",预收另列 {} 万元", plain(review.prepaid_wan)));
    }
    if !review.dunning.is_empty() {
        words.push_str(&format!(";要催 {} 笔", review.dunning.len()));
    }
    if !review.bad_debts.is_empty() {
        words.push_str(&format!(",坏账候选 {} 笔", review.bad_debts.len()));
    }
    words
}

/// The big figures.
pub(super) fn tiles(review: &AgeingReview) -> Vec<(String, String, String)> {
    let tile = |label: &str, figure: Decimal, remark: String| {
        (label.to_owned(), format!("{} 万", plain(figure)), remark)
    };
    let to = format!("截至 {}", iso(review.as_of));
    let bad: Decimal = review.bad_debts.iter().map(|d| d.amount_wan).sum();
    vec![
        tile("应收合计", review.total_wan, to),
        tile(
            "其中逾期",
            review.overdue_wan,
            format!("{} 笔", review.dunning.len()),
        ),
        tile("坏账候选", bad, format!("{} 笔", review.bad_debts.len())),
        tile("预收(另列)", review.prepaid_wan, String::new()),
    ]
}

/// The sheet: a block for each register.
pub(super) fn plan(
    registers: &[(&JudgedRecord, &AgeingReview)],
    context: &RenderContext<'_>,
) -> SheetPlan {
    // As wide as 评分依据, whose table of reasons stands below.
    let mut page =
        Page::new(AGEING, &reasons::WIDTHS, "1B365D", context.footer(AGEING)).landscape();
    let last = page.last_col();
    page.line(34.0, vec![text(0, last, AGEING, Style::Title)]);
    for (record, review) in registers {
        page.line(
            18.0,
            vec![text(
                0,
                last,
                format!(
                    "{} · 账龄算到 {} · 依据制度 {}",
                    record.form_title,
                    iso(review.as_of),
                    context.policy.version()
                ),
                Style::Subtitle,
            )],
        );
        buckets(&mut page, review);
        dunned(&mut page, "催收清单", &review.dunning);
        dunned(&mut page, "坏账候选", &review.bad_debts);
        customers(&mut page, review);
        page.section("依据");
        reasons::trace(&mut page, record, &review.trace, context);
    }
    page.done()
}

fn amount(column: u32, value: Decimal, style: Style) -> Span {
    content(column, column, Content::Number(value), style)
}

fn buckets(page: &mut Page, review: &AgeingReview) {
    page.section("账龄(万元)");
    let top = page.row();
    page.line(
        20.0,
        vec![
            text(0, 0, "账龄", Style::HeaderLeft),
            text(1, 1, "余额", Style::Header),
        ],
    );
    let first = page.row();
    for bucket in &review.buckets {
        page.line(
            20.0,
            vec![
                text(0, 0, bucket.label.as_str(), Style::Value),
                amount(1, bucket.amount_wan, Style::ValueRight),
            ],
        );
    }
    let last = page.row() - 1;
    page.line(
        20.0,
        vec![
            text(0, 0, "合计", Style::HeaderLeft),
            amount(1, review.total_wan, Style::ValueRight),
        ],
    );
    for (label, value) in [
        ("预收(另列)", review.prepaid_wan),
        ("商业承兑未兑付", review.unhonoured_wan),
    ] {
        if !value.is_zero() {
            page.line(
                20.0,
                vec![
                    text(0, 0, label, Style::Value),
                    amount(1, value, Style::ValueRight),
                ],
            );
        }
    }
    let column = |col| CellRange::new(CellRef::new(first, col), CellRef::new(last, col));
    page.plan_mut().charts.push(BarChart {
        title: "各账龄余额(万元)".to_owned(),
        categories: column(0),
        values: column(1),
        area: CellRange::new(CellRef::new(top, 3), CellRef::new(last + 1, 6)),
        most: None,
    });
}

fn dunned(page: &mut Page, heading: &str, items: &[DunningItem]) {
    let sum: Decimal = items.iter().map(|i| i.amount_wan).sum();
    page.section(format!("{heading}:{} 笔,{} 万元", items.len(), plain(sum)));
    if items.is_empty() {
        return;
    }
    page.titles(20.0, &DUNNED);
    let [customer, contract, owner, _, _] = &DUNNED;
    for item in items.iter().take(MOST_LINES) {
        page.line(
            18.0,
            vec![
                customer.cell(item.customer.as_str()),
                contract.cell(item.contract.as_str()),
                owner.cell(item.owner.as_str()),
                amount(6, item.days_overdue.into(), Style::ValueRight),
                amount(7, item.amount_wan, Style::ValueRight),
            ],
        );
    }
    rest(page, items.len());
}

fn customers(page: &mut Page, review: &AgeingReview) {
    page.section(format!("按客户:{} 家", review.by_customer.len()));
    page.titles(20.0, &CUSTOMERS);
    let [name, ..] = &CUSTOMERS;
    for one in review.by_customer.iter().take(MOST_LINES) {
        page.line(
            18.0,
            vec![
                name.cell(one.customer.as_str()),
                amount(4, one.total_wan, Style::ValueRight),
                amount(5, one.overdue_wan, Style::ValueRight),
                amount(6, one.oldest_days.into(), Style::ValueRight),
                amount(7, one.prepaid_wan, Style::ValueRight),
            ],
        );
    }
    rest(page, review.by_customer.len());
}

/// What is not printed is said.
fn rest(page: &mut Page, count: usize) {
    if let Some(more) = count.checked_sub(MOST_LINES).filter(|n| *n > 0) {
        page.note(format!("另有 {more} 行没有列出;合计里都算了。"));
    }
}
