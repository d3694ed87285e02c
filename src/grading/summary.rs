//! 评审一览: every customer of a review on one sheet — what it has, what it would get, how far the
//! review has come, who is told until when — and those whose grade cannot be told.

use super::assess::{Assessed, Assessment};
use crate::archive::ReviewOnFile;
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::value::iso;
use crate::policy::Policy;
use crate::share::names;
use crate::sheet::plan::Link;
use crate::sheet::table::{Table, TableCell};
use crate::sheet::{BarChart, SheetPlan, Style};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The sheets. `standing` tells what is on file of a customer's review.
pub(super) fn plans<'a>(
    assessment: &Assessment,
    policy: &Policy,
    today: NaiveDate,
    standing: &dyn Fn(&str) -> Option<&'a ReviewOnFile>,
) -> Vec<SheetPlan> {
    let mut plans = vec![
        customers(assessment, policy, today, standing),
        distribution(assessment, policy),
    ];
    if !assessment.left.is_empty() {
        plans.push(left(assessment));
    }
    plans
}

fn customers<'a>(
    assessment: &Assessment,
    policy: &Policy,
    today: NaiveDate,
    standing: &dyn Fn(&str) -> Option<&'a ReviewOnFile>,
) -> SheetPlan {
    let cycle = &assessment.cycle;
    let mut table = Table::new("评审一览", format!("{} 客户等级与额度评审", cycle.words()))
        .subtitle(subtitle(assessment, policy, today))
        .note_if_empty("没有要评审的客户")
        .column("客户", 30.0, Style::Value)
        .column("办事处", 14.0, Style::ValueCentred)
        .column("类别", 10.0, Style::ValueCentred)
        .column("原等级", 8.0, Style::ValueCentred)
        .column("测算等级", 9.0, Style::ValueCentred)
        .column("变动", 8.0, Style::ValueCentred)
        .column("总分", 8.0, Style::ValueRight)
        .column("原额度(万元)", 11.0, Style::ValueRight)
        .column("测算额度(万元)", 11.0, Style::ValueRight)
        .column("期限(天)", 9.0, Style::ValueRight)
        .column("进展", 30.0, Style::Value)
        .frozen_columns(1)
        .footer("评审一览");
    for one in &assessment.customers {
        let on_file = standing(&one.customer);
        table.row(line(one, policy, on_file));
    }
    table.plan()
}

fn subtitle(assessment: &Assessment, policy: &Policy, today: NaiveDate) -> String {
    let cycle = &assessment.cycle;
    let whom = if cycle.year_end {
        "年终复评,全部客户"
    } else {
        "半年评审,有信用额度的客户"
    };
    let receivables = match (assessment.receivables_in, cycle.is_final(today)) {
        (true, _) => format!("应收按 {} 的账龄登记表", iso(cycle.closing)),
        (false, true) => format!(
            "没有收到 {} 的账龄登记表,应收按评分表所填",
            iso(cycle.closing)
        ),
        (false, false) => format!(
            "预评:{} 的账龄登记表还没有收到,应收暂按评分表所填",
            iso(cycle.closing)
        ),
    };
    let days = policy.grading.notify_workdays.as_ref();
    let notify = days.map_or_else(String::new, |days| {
        format!(";批准后 {} 个工作日内通报办事处和财务部", days.value)
    });
    let last = cycle
        .final_from
        .map_or_else(String::new, |day| format!(";{} 前定稿", iso(day)));
    format!(
        "评审日 {} · {whom} · {receivables}{last}{notify}。点客户名打开预填好的评审表,填好放进 审批/<职务>/。",
        iso(cycle.day)
    )
}

fn line(one: &Assessed, policy: &Policy, on_file: Option<&ReviewOnFile>) -> Vec<TableCell> {
    let score = &one.score;
    let change = one.old.grade.as_deref().zip(score.grade.as_deref());
    let change = change.and_then(|(old, new)| policy.scoring.change(old, new));
    let credit = score.credit.as_ref();
    let progress = match on_file {
        Some(ReviewOnFile {
            in_force_from: Some(from),
            id,
            ..
        }) => format!("已批准,{} 起执行(版本 {id})", iso(*from)),
        Some(review) => format!("已收到,待批准(版本 {})", review.id),
        None => "待评审".to_owned(),
    };
    let file = format!("{}.xlsx", names::folder(&one.customer));
    let link = on_file.is_none().then(|| Link::File {
        path: file,
        place: format!("{}!A1", form_sheet(policy)),
    });
    let grade = |grade: Option<&str>| grade.unwrap_or("—").to_owned();
    vec![
        TableCell::from(one.customer.as_str()).leading_to(link),
        one.office.as_str().into(),
        score.class.map_or("—", |c| c.words()).into(),
        grade(one.old.grade.as_deref()).into(),
        grade(score.grade.as_deref()).into(),
        change.map_or("—", |c| c.words()).into(),
        score.total_points.into(),
        one.old.limit_wan.into(),
        credit.map(|c| c.limit_wan).into(),
        credit.map(|c| Decimal::from(c.terms_days)).into(),
        progress.into(),
    ]
}

/// The name of the form's sheet in the workbook of a customer.
fn form_sheet(policy: &Policy) -> String {
    let form = policy.forms.get(crate::evaluate::grading::CHANGE_REVIEW);
    form.map_or_else(String::new, |f| format!("'{}'", f.title))
}

/// How many customers have which grade now and would have, in the policy's order, with a chart.
fn distribution(assessment: &Assessment, policy: &Policy) -> SheetPlan {
    let mut counts: BTreeMap<&str, (u32, u32, Decimal)> = BTreeMap::new();
    for one in &assessment.customers {
        if let Some(old) = one.old.grade.as_deref() {
            counts.entry(old).or_default().0 += 1;
        }
        if let Some(new) = one.score.grade.as_deref() {
            let count = counts.entry(new).or_default();
            count.1 += 1;
            count.2 += one
                .score
                .credit
                .as_ref()
                .map_or(Decimal::ZERO, |c| c.limit_wan);
        }
    }
    let mut table = Table::new("等级分布", format!("{} 等级分布", assessment.cycle.words()))
        .subtitle("户数:现在和测算;额度为测算额度合计")
        .column("等级", 16.0, Style::ValueCentred)
        .column("原户数", 12.0, Style::ValueRight)
        .column("测算户数", 12.0, Style::ValueRight)
        .column("测算额度合计(万元)", 16.0, Style::ValueRight)
        .portrait()
        .footer("等级分布");
    let mut rows = 0;
    for grade in &policy.scoring.grades {
        let (old, new, limit) = counts
            .get(grade.label.as_str())
            .copied()
            .unwrap_or_default();
        table.row(vec![
            format!("{} {}", grade.label, grade.name).into(),
            Decimal::from(old).into(),
            Decimal::from(new).into(),
            limit.into(),
        ]);
        rows += 1;
    }
    let mut plan = table.plan();
    // Title, subtitle and header stand above the rows.
    const FIRST: u32 = 3;
    let column = |col| {
        CellRange::new(
            CellRef::new(FIRST, col),
            CellRef::new(FIRST + rows - 1, col),
        )
    };
    if rows > 0 {
        plan.charts.push(BarChart {
            title: "测算户数".to_owned(),
            categories: column(0),
            values: column(2),
            area: CellRange::new(
                CellRef::new(FIRST + rows + 1, 0),
                CellRef::new(FIRST + rows + 14, 3),
            ),
            most: None,
        });
    }
    plan
}

fn left(assessment: &Assessment) -> SheetPlan {
    let mut table = Table::new("评不出的客户", "评不出等级的客户")
        .subtitle("补交或改好客户评分表以后,这里和分类表会自动更新")
        .column("客户", 34.0, Style::Value)
        .column("办事处", 16.0, Style::ValueCentred)
        .column("为什么", 56.0, Style::Value)
        .footer("评不出等级的客户");
    for one in &assessment.left {
        table.row(vec![
            one.customer.as_str().into(),
            one.office.as_str().into(),
            one.why.as_str().into(),
        ]);
    }
    table.plan()
}
