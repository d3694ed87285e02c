//! 汇总/客户满意度.xlsx: what the customers said, by customer, item and office, and how it goes on
//! from month to month (clause 3.2(1)); which complaints of surveys were not registered yet.

use crate::archive::{Archive, ArchiveError};
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::complaint::ComplaintCase;
use crate::domain::decimal::{plain, round6};
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::domain::value::iso;
use crate::evaluate::survey::SATISFACTION;
use crate::policy::Policy;
use crate::sheet::table::{Table, TableCell};
use crate::sheet::{BarChart, SheetPlan, Style};
use crate::validate::SURVEY_ITEMS;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The workbook below 汇总.
pub const FILE: &str = "客户满意度.xlsx";
/// Form id of the surveys.
const SURVEY: &str = "opinion_survey";
/// What stands where nothing was written.
const BLANK: &str = "—";
/// The row of a table in which its lines begin (title, subtitle and header above).
const FIRST: u32 = 3;

/// A survey on file.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Archived version.
    pub id: String,
    /// Customer.
    pub customer: String,
    /// Office that sent it, else the one that the form names.
    pub office: String,
    /// Day.
    pub on: NaiveDate,
    /// Satisfaction in per cent.
    pub figure: Decimal,
    /// Marks of the items, in the form's order.
    pub marks: Vec<Option<Decimal>>,
    /// The customer complained.
    pub complained: bool,
}

/// All surveys that count, by day, then customer.
pub fn surveys(archive: &Archive, policy: &Policy) -> Result<Vec<Survey>, ArchiveError> {
    let Some(form) = policy.forms.get(SURVEY) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for entry in archive.records_that_count(SURVEY)? {
        let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
        let Some(record) = archive.judged(&entry)?.records.into_iter().nth(at) else {
            continue;
        };
        let value = |key: &str| {
            let label = &form.field(key)?.label;
            let field = record
                .fields
                .iter()
                .find(|f| !f.extra && &f.label == label)?;
            field.value.clone()
        };
        let Some(Review::Rules(review)) = &record.review else {
            continue;
        };
        let figure = review.figures.iter().find(|f| f.name == SATISFACTION);
        let figure = figure.and_then(|f| f.value.as_deref()?.parse().ok());
        let on = value("surveyed_on").and_then(|day| day.parse().ok());
        let (Some(figure), Some(on)) = (figure, on) else {
            continue;
        };
        let office = match entry.office.as_str() {
            "" => value("office").unwrap_or_else(|| BLANK.to_owned()),
            office => office.to_owned(),
        };
        found.push(Survey {
            id: entry.id.clone(),
            customer: value("customer_name").unwrap_or_default(),
            office,
            on,
            figure,
            marks: SURVEY_ITEMS
                .iter()
                .map(|item| value(item).and_then(|mark| mark.parse().ok()))
                .collect(),
            complained: value("complained").as_deref() == Some("是"),
        });
    }
    found.sort_by(|a, b| (a.on, fold(&a.customer), &a.id).cmp(&(b.on, fold(&b.customer), &b.id)));
    Ok(found)
}

/// The sheets.
pub fn plans(surveys: &[Survey], cases: &[ComplaintCase], policy: &Policy) -> Vec<SheetPlan> {
    vec![
        customers(surveys, cases, policy),
        items(surveys, policy),
        offices(surveys),
        months(surveys),
    ]
}

/// The mean, to a tenth.
fn mean(figures: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    let all: Vec<Decimal> = figures.collect();
    let sum: Decimal = all.iter().sum();
    let mean = sum.checked_div(Decimal::from(all.len()))?;
    Some(
        round6(mean)
            .round_dp_with_strategy(1, rust_decimal::RoundingStrategy::MidpointAwayFromZero),
    )
}

fn cell(figure: Option<Decimal>) -> TableCell {
    figure.map_or_else(|| BLANK.into(), TableCell::from)
}

fn customers(surveys: &[Survey], cases: &[ComplaintCase], policy: &Policy) -> SheetPlan {
    let floor = policy.service.satisfaction_min.as_ref();
    let floor = floor.map(|f| f.value * Decimal::ONE_HUNDRED);
    let mut by_customer: BTreeMap<String, Vec<&Survey>> = BTreeMap::new();
    for survey in surveys {
        by_customer
            .entry(fold(&survey.customer))
            .or_default()
            .push(survey);
    }
    let line = floor.map_or_else(String::new, |f| format!(",低于警戒线 {}% 的标红", plain(f)));
    let mut table = Table::new("按客户", "客户满意度")
        .subtitle(format!("每个客户最近一次调查,和上一次比{line}"))
        .column("客户", 30.0, Style::Value)
        .column("办事处", 18.0, Style::Value)
        .column("最近调查", 13.0, Style::ValueCentred)
        .column("满意度(%)", 12.0, Style::ValueRight)
        .column("上一次(%)", 12.0, Style::ValueRight)
        .column("变化", 10.0, Style::ValueRight)
        .column("调查次数", 10.0, Style::ValueRight)
        .column("提出投诉", 34.0, Style::Value)
        .frozen_columns(1)
        .footer("客户满意度");
    for own in by_customer.values() {
        let Some(latest) = own.last() else { continue };
        let before = own.len().checked_sub(2).and_then(|at| own.get(at));
        let low = floor.is_some_and(|floor| latest.figure < floor);
        let figure = TableCell::from(latest.figure);
        table.row(vec![
            latest.customer.as_str().into(),
            latest.office.as_str().into(),
            iso(latest.on).into(),
            if low {
                figure.styled(Style::Bad)
            } else {
                figure
            },
            cell(before.map(|s| s.figure)),
            cell(before.map(|s| latest.figure - s.figure)),
            Decimal::from(own.len()).into(),
            complaint(own, cases),
        ]);
    }
    table.plan()
}

/// What became of the last complaint that a survey told of: which case, or that nobody registered
/// it yet.
fn complaint(own: &[&Survey], cases: &[ComplaintCase]) -> TableCell {
    let Some(survey) = own.iter().rfind(|s| s.complained) else {
        return "".into();
    };
    let case = cases.iter().find(|case| {
        let same = case
            .customer
            .as_deref()
            .is_some_and(|c| fold(c) == fold(&survey.customer));
        same && case.received.is_some_and(|day| day >= survey.on)
    });
    match case {
        Some(case) => format!("{} 提出,已登记 {}", iso(survey.on), case.case_id).into(),
        None => TableCell::from(format!("{} 提出,还没有填顾客反馈登记表", iso(survey.on)))
            .styled(Style::Bad),
    }
}

fn items(surveys: &[Survey], policy: &Policy) -> SheetPlan {
    let mut table = Table::new("按项目", "客户满意度:按项目")
        .subtitle("全部调查里打了分的平均,5 分最满意")
        .column("项目", 18.0, Style::Value)
        .column("平均分", 12.0, Style::ValueRight)
        .column("打分次数", 12.0, Style::ValueRight)
        .column("最低分", 12.0, Style::ValueRight)
        .footer("客户满意度");
    let form = policy.forms.get(SURVEY);
    for (at, item) in SURVEY_ITEMS.iter().enumerate() {
        let label = form
            .and_then(|f| f.field(item))
            .map_or(*item, |f| f.label.as_str());
        let marks = || {
            surveys
                .iter()
                .filter_map(|s| s.marks.get(at).copied().flatten())
        };
        table.row(vec![
            label.into(),
            cell(mean(marks())),
            Decimal::from(marks().count()).into(),
            cell(marks().min()),
        ]);
    }
    with_bars(
        table.plan(),
        "各项平均分",
        SURVEY_ITEMS.len(),
        Decimal::from(5),
    )
}

fn offices(surveys: &[Survey]) -> SheetPlan {
    let mut by_office: BTreeMap<&str, Vec<&Survey>> = BTreeMap::new();
    for survey in surveys {
        by_office.entry(&survey.office).or_default().push(survey);
    }
    let mut table = Table::new("按办事处", "客户满意度:按办事处")
        .subtitle("全部调查的平均(%)")
        .column("办事处", 22.0, Style::Value)
        .column("平均(%)", 12.0, Style::ValueRight)
        .column("调查次数", 12.0, Style::ValueRight)
        .column("提出投诉", 12.0, Style::ValueRight)
        .footer("客户满意度");
    let count = by_office.len();
    for (office, own) in by_office {
        table.row(vec![
            office.into(),
            cell(mean(own.iter().map(|s| s.figure))),
            Decimal::from(own.len()).into(),
            Decimal::from(own.iter().filter(|s| s.complained).count()).into(),
        ]);
    }
    with_bars(table.plan(), "各办事处平均(%)", count, Decimal::ONE_HUNDRED)
}

fn months(surveys: &[Survey]) -> SheetPlan {
    let mut by_month: BTreeMap<String, Vec<&Survey>> = BTreeMap::new();
    for survey in surveys {
        let month = survey.on.format("%Y-%m").to_string();
        by_month.entry(month).or_default().push(survey);
    }
    let mut table = Table::new("按月", "客户满意度:按月")
        .subtitle("那个月调查的平均(%)")
        .column("月份", 14.0, Style::Value)
        .column("平均(%)", 12.0, Style::ValueRight)
        .column("调查次数", 12.0, Style::ValueRight)
        .column("最低(%)", 12.0, Style::ValueRight)
        .footer("客户满意度");
    let count = by_month.len();
    for (month, own) in by_month {
        table.row(vec![
            month.into(),
            cell(mean(own.iter().map(|s| s.figure))),
            Decimal::from(own.len()).into(),
            cell(own.iter().map(|s| s.figure).min()),
        ]);
    }
    with_bars(table.plan(), "逐月平均(%)", count, Decimal::ONE_HUNDRED)
}

/// Bars of the second column below the table.
fn with_bars(mut plan: SheetPlan, title: &str, rows: usize, most: Decimal) -> SheetPlan {
    let Some(last) = u32::try_from(rows).ok().and_then(|n| n.checked_sub(1)) else {
        return plan;
    };
    let column = |col| CellRange::new(CellRef::new(FIRST, col), CellRef::new(FIRST + last, col));
    let top = FIRST + last + 2;
    plan.charts.push(BarChart {
        title: title.to_owned(),
        categories: column(0),
        values: column(1),
        area: CellRange::new(CellRef::new(top, 0), CellRef::new(top + 14, 3)),
        most: Some(most),
    });
    plan
}
