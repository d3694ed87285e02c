//! 信用与回访: the limit and what it rests on, benefits, visits and reports with their days.

use super::CREDIT;
use super::contents::Contents;
use super::context::RenderContext;
use super::page::{Column, Page, Span, text};
use super::wording;
use crate::domain::decimal::plain;
use crate::domain::review::{Credit, ScoreReview};
use crate::domain::value::iso;
use crate::judged::JudgedRecord;
use crate::policy::service::{ChainRow, ChainStart};
use crate::sheet::{SheetPlan, Style};
use chrono::NaiveDate;

/// Eight columns of an A4 page in portrait.
const WIDTHS: [f64; 8] = [11.5; 8];

/// The sheet: a block for each scored record.
pub(super) fn plan(
    scores: &[(&JudgedRecord, &ScoreReview)],
    context: &RenderContext<'_>,
) -> SheetPlan {
    let mut page = Page::new(CREDIT, &WIDTHS, "1B365D", context.footer(CREDIT));
    page.line(34.0, vec![text(0, 7, CREDIT, Style::Title)]);
    page.line(
        18.0,
        vec![text(
            0,
            7,
            format!(
                "自审核日 {} 起 · 依据制度 {} · 标「暂定」的日期,等当年工作日历公布后重算",
                iso(context.review_date),
                context.policy.version()
            ),
            Style::Subtitle,
        )],
    );
    let chain = &context.policy.service.report_chain;
    if let [(record, review)] = scores {
        page.section(heading(record, review));
        block(&mut page, review);
        report_note(&mut page, review, chain);
        return page.done();
    }
    let mut contents = Contents::reserve(&mut page, CREDIT, CONTENTS, scores.len());
    for (record, review) in scores {
        let name = record.customer.as_deref().unwrap_or("(未写名称)");
        let heading = heading(record, review);
        contents.begin(&mut page, name.to_owned(), heading, summary(review));
        block(&mut page, review);
    }
    contents.draw(&mut page);
    if let Some((_, review)) = scores.iter().find(|(_, r)| !r.reports.is_empty()) {
        report_note(&mut page, review, chain);
    }
    page.done()
}

/// A line a customer: limit, benefits, and the days that come next.
const CONTENTS: [Column; 7] = [
    Column::left(0, 1, "客户", Style::Linked),
    Column::new(2, 2, "类别等级", Style::ValueCentred),
    Column::new(3, 3, "额度(万元)", Style::ValueCentred),
    Column::new(4, 4, "期限", Style::ValueCentred),
    Column::new(5, 5, "发货、价格", Style::ValueCentred),
    Column::new(6, 6, "回访最迟", Style::ValueCentred),
    Column::new(7, 7, "报告最迟", Style::ValueCentred),
];

fn summary(review: &ScoreReview) -> Vec<Span> {
    let [_, grade, limit, terms, benefit, visit, report] = &CONTENTS;
    let open = || "—".to_owned();
    let first = |days: &mut dyn Iterator<Item = (NaiveDate, bool)>| {
        days.min().map_or_else(open, |(day, provisional)| {
            let mark = if provisional { " ▲" } else { "" };
            format!("{}{mark}", iso(day))
        })
    };
    vec![
        grade.cell(wording::class_and_grade(review)),
        limit.cell(
            review
                .credit
                .as_ref()
                .map_or_else(open, |c| plain(c.limit_wan)),
        ),
        terms.cell(review.credit.as_ref().map_or_else(open, terms_words)),
        benefit.cell(
            review
                .benefit
                .as_ref()
                .map_or_else(open, |b| format!("{}、{}", b.shipping, b.price_tier)),
        ),
        visit.cell(first(
            &mut review.visits.iter().map(|v| (v.due, v.provisional)),
        )),
        report.cell(first(
            &mut review.reports.iter().map(|r| (r.due, r.provisional)),
        )),
    ]
}

fn heading(record: &JudgedRecord, review: &ScoreReview) -> String {
    format!(
        "{} · {}",
        wording::record_name(record),
        wording::class_and_grade(review)
    )
}

fn block(page: &mut Page, review: &ScoreReview) {
    limit(page, review);
    benefit(page, review);
    visits(page, review);
    reports(page, review);
}

fn terms_words(credit: &Credit) -> String {
    if credit.limit_wan.is_zero() {
        "款到发货".to_owned()
    } else {
        format!("{} 天", credit.terms_days)
    }
}

fn pair(page: &mut Page, left: (&str, String), right: (&str, String)) {
    page.line(
        20.0,
        vec![
            text(0, 0, left.0, Style::Label),
            text(1, 3, left.1, Style::Value),
            text(4, 4, right.0, Style::Label),
            text(5, 7, right.1, Style::Value),
        ],
    );
}

fn limit(page: &mut Page, review: &ScoreReview) {
    let Some(credit) = &review.credit else {
        page.line(
            20.0,
            vec![
                text(0, 0, "信用额度", Style::Label),
                text(1, 7, "资料不全,等级未定,暂不给额度。", Style::Value),
            ],
        );
        return;
    };
    pair(
        page,
        ("信用额度", format!("{} 万元", plain(credit.limit_wan))),
        ("信用期限", terms_words(credit)),
    );
    pair(
        page,
        ("计算方法", wording::method(&credit.method).to_owned()),
        ("由谁决定", wording::binding(&credit.binding).to_owned()),
    );
    if let Some(until) = review.new_customer_until {
        let reference = match (&review.reference_grade, review.total_points) {
            (Some(grade), Some(points)) => {
                format!("{}({} 分)", wording::grade(grade), plain(points))
            }
            _ => "未评分".to_owned(),
        };
        pair(
            page,
            ("新客户", format!("至 {} 止按首年规定", iso(until))),
            ("参考等级", reference),
        );
    }
}

fn benefit(page: &mut Page, review: &ScoreReview) {
    if let Some(benefit) = &review.benefit {
        pair(
            page,
            ("发货", benefit.shipping.clone()),
            ("价格", benefit.price_tier.clone()),
        );
        page.line(
            20.0,
            vec![
                text(0, 0, "优先级", Style::Label),
                text(
                    1,
                    7,
                    format!("{}(1 最先;制度 1.2.2)", benefit.rank),
                    Style::Value,
                ),
            ],
        );
    }
}

/// A table of days: `who` over its first column, `middle` over its second.
const fn days(who: &'static str, middle: &'static str) -> [Column; 4] {
    [
        Column::left(0, 2, who, Style::Value),
        Column::new(3, 4, middle, Style::ValueCentred),
        Column::new(5, 6, "最迟日期", Style::ValueCentred),
        Column::new(7, 7, "标记", Style::ValueCentred),
    ]
}

/// One line of a table of days.
struct Day {
    who: String,
    middle: String,
    due: NaiveDate,
    provisional: bool,
}

fn table(page: &mut Page, columns: &[Column; 4], lines: impl Iterator<Item = Day>) {
    page.gap(6.0);
    page.titles(20.0, columns);
    let [who, middle, due, mark] = columns;
    for day in lines {
        let mark = if day.provisional {
            mark.styled("▲ 暂定", Style::Caution)
        } else {
            mark.cell("")
        };
        page.line(
            20.0,
            vec![
                who.cell(day.who),
                middle.cell(day.middle),
                due.cell(iso(day.due)),
                mark,
            ],
        );
    }
}

fn visits(page: &mut Page, review: &ScoreReview) {
    if review.visits.is_empty() {
        return;
    }
    let lines = review.visits.iter().map(|visit| Day {
        who: visit.role.clone(),
        middle: wording::cycle(&visit.cycle).to_owned(),
        due: visit.due,
        provisional: visit.provisional,
    });
    table(page, &days("回访人", "周期"), lines);
}

fn reports(page: &mut Page, review: &ScoreReview) {
    if review.reports.is_empty() {
        return;
    }
    let lines = review.reports.iter().map(|report| Day {
        who: format!("{}月份", report.period_end.format("%Y-%m")),
        middle: report.to.clone(),
        due: report.due,
        provisional: report.provisional,
    });
    table(page, &days("书面报告", "交给"), lines);
}

/// What the table of reports leaves out, in the words of the policy's chain.
fn report_note(page: &mut Page, review: &ScoreReview, chain: &[ChainRow]) {
    if review.reports.is_empty() {
        return;
    }
    let clause = chain.first().map_or("", |hop| hop.cite.clause.as_str());
    let said: Vec<String> = chain
        .iter()
        .filter_map(|hop| match hop.start {
            ChainStart::MonthEnd => Some(format!("{}每月末的书面报告照常交{}", hop.from, hop.to)),
            _ if hop.days.is_none() => {
                Some(format!("{}阅后转{},制度没有规定日期", hop.from, hop.to))
            }
            _ => None,
        })
        .collect();
    if !said.is_empty() {
        page.note(format!("{}({clause})。", said.join(";")));
    }
}
