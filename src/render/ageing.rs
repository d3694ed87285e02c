//! 账龄分析: the buckets with bars beside them, who chases what, candidates for bad debts; 客户账龄: a
//! line a customer. Also what 审核结论 says of a register.

use super::context::RenderContext;
use super::page::{Column, Page, Span, content, text};
use super::reasons;
use super::{AGEING, CUSTOMERS};
use crate::domain::ageing::{AgeingReview, CustomerAgeing, DunningItem};
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
        buckets(&mut page, review, context);
        dunned(&mut page, "催收清单", &review.dunning);
        dunned(&mut page, "坏账候选", &review.bad_debts);
        page.section("依据");
        reasons::trace(&mut page, record, &review.trace, context);
    }
    page.done()
}

fn amount(column: u32, value: Decimal, style: Style) -> Span {
    content(column, column, Content::Number(value), style)
}

/// The stage of clause 2.4.7(1) of what stands in a bucket.
fn stage(review: &AgeingReview, bucket: &str, context: &RenderContext<'_>) -> String {
    let bucket = bucket.trim_end_matches("(另列)");
    let held = review.debts.iter().find(|d| d.bucket == bucket);
    let rows = &context.policy.receivables.buckets;
    held.and_then(|debt| debt.stage.as_ref().map(ToString::to_string))
        .or_else(|| {
            rows.iter()
                .find(|r| r.label == bucket)
                .map(|r| r.stage.clone())
        })
        .unwrap_or_default()
}

fn buckets(page: &mut Page, review: &AgeingReview, context: &RenderContext<'_>) {
    page.section("账龄(万元)");
    let top = page.row();
    page.line(
        20.0,
        vec![
            text(0, 0, "账龄", Style::HeaderLeft),
            text(1, 1, "余额", Style::Header),
            text(2, 2, "阶段", Style::Header),
        ],
    );
    let first = page.row();
    for bucket in &review.buckets {
        page.line(
            20.0,
            vec![
                text(0, 0, bucket.label.as_str(), Style::Value),
                amount(1, bucket.amount_wan, Style::ValueRight),
                text(
                    2,
                    2,
                    stage(review, &bucket.label, context),
                    Style::ValueCentred,
                ),
            ],
        );
    }
    let last = page.row() - 1;
    page.line(
        20.0,
        vec![
            text(0, 0, "合计", Style::HeaderLeft),
            amount(1, review.total_wan, Style::ValueRight),
            text(2, 2, "", Style::ValueCentred),
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
                    text(2, 2, stage(review, label, context), Style::ValueCentred),
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

/// 客户账龄: a line a customer with what stands in each bucket, most overdue first; columns add up,
/// also where not every customer has a line.
pub(super) fn customers(
    registers: &[(&JudgedRecord, &AgeingReview)],
    context: &RenderContext<'_>,
) -> SheetPlan {
    let most = registers.iter().map(|(_, r)| r.buckets.len()).max();
    let widths: Vec<f64> = [30.0]
        .into_iter()
        .chain(std::iter::repeat_n(11.0, most.unwrap_or(0) + 4))
        .collect();
    let footer = context.footer(CUSTOMERS);
    let mut page = Page::new(CUSTOMERS, &widths, "1B365D", footer).landscape();
    let last = page.last_col();
    page.line(34.0, vec![text(0, last, CUSTOMERS, Style::Title)]);
    for (record, review) in registers {
        let words = format!(
            "{} · 账龄算到 {} · {} 家,逾期多的在前 · 单位:万元",
            record.form_title,
            iso(review.as_of),
            review.by_customer.len()
        );
        page.line(18.0, vec![text(0, last, words, Style::Subtitle)]);
        let header = page.row();
        let labels = review.buckets.iter().map(|b| b.label.as_str());
        let labels = labels.chain(["应收合计", "其中逾期", "最久逾期天数", "预收(另列)"]);
        let titles = labels
            .zip(1..)
            .map(|(label, col)| text(col, col, label, Style::Header));
        let first = text(0, 0, "客户", Style::HeaderLeft);
        page.line(22.0, std::iter::once(first).chain(titles).collect());
        let mut rest = Line::of(review);
        let mut sum = Line::of(review);
        for (at, one) in review.by_customer.iter().enumerate() {
            sum.add(one);
            if at < MOST_LINES {
                let mut line = Line::of(review);
                line.add(one);
                line.draw(&mut page, &one.customer, Style::Value, Style::ValueRight);
            } else {
                rest.add(one);
            }
        }
        if let Some(more) = review
            .by_customer
            .len()
            .checked_sub(MOST_LINES)
            .filter(|n| *n > 0)
        {
            let name = format!("其余 {more} 家");
            rest.draw(&mut page, &name, Style::Value, Style::ValueRight);
        }
        sum.draw(&mut page, "合计", Style::HeaderLeft, Style::ValueRight);
        let plan = page.plan_mut();
        if registers.len() == 1 {
            plan.freeze = Some(CellRef::new(header + 1, 1));
            plan.print.title_rows = Some((header, header));
        }
    }
    page.done()
}

/// The figures of one customer, or of several together.
struct Line {
    /// By bucket, then the total, what is overdue of it, and what was prepaid.
    figures: Vec<Decimal>,
    oldest: i64,
}

impl Line {
    fn of(review: &AgeingReview) -> Self {
        Self {
            figures: vec![Decimal::ZERO; review.buckets.len() + 3],
            oldest: 0,
        }
    }

    fn add(&mut self, one: &CustomerAgeing) {
        let buckets = one.buckets.iter().map(|b| b.amount_wan);
        let all = buckets.chain([one.total_wan, one.overdue_wan, one.prepaid_wan]);
        for (sum, figure) in self.figures.iter_mut().zip(all) {
            *sum += figure;
        }
        self.oldest = self.oldest.max(one.oldest_days);
    }

    fn draw(&self, page: &mut Page, name: &str, head: Style, figures: Style) {
        let prepaid = self.figures.len() as u32 + 1;
        let mut spans = vec![text(0, 0, name, head)];
        for (figure, col) in self.figures.iter().zip(1..) {
            // The days stand before what was prepaid.
            let col = if col + 1 == prepaid { prepaid } else { col };
            spans.push(amount(col, *figure, figures));
        }
        spans.push(amount(prepaid - 1, self.oldest.into(), figures));
        page.line(18.0, spans);
    }
}

/// What is not printed is said.
fn rest(page: &mut Page, count: usize) {
    if let Some(more) = count.checked_sub(MOST_LINES).filter(|n| *n > 0) {
        page.note(format!("另有 {more} 行没有列出;合计里都算了。"));
    }
}
