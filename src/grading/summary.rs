//! 评审一览: every customer of a review on one sheet — what it has, what it would get, how far the
//! review has come, who is told until when, what changed after the approval, how each is made to
//! pay — and those whose grade cannot be told.

use super::assess::{Assessed, Assessment};
use super::stale::Stale;
use crate::archive::ReviewOnFile;
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::grading::Outcome;
use crate::domain::value::iso;
use crate::policy::Policy;
use crate::share::names;
use crate::sheet::plan::Link;
use crate::sheet::table::{Table, TableCell};
use crate::sheet::{BarChart, SheetPlan, Style};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// How far a customer's review has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress<'a> {
    /// The version that tells how it stands.
    pub review: Option<&'a ReviewOnFile>,
    /// What changed since it was approved.
    pub stale: Option<&'a Stale>,
}

/// The sheets. `progress` tells how far a customer's review has come.
pub(super) fn plans<'a>(
    assessment: &Assessment,
    policy: &Policy,
    today: NaiveDate,
    progress: &dyn Fn(&str) -> Progress<'a>,
) -> Vec<SheetPlan> {
    let mut plans = vec![customers(assessment, policy, today, progress)];
    plans.extend(changes(assessment, progress));
    plans.push(distribution(assessment, policy));
    plans.extend(collection(assessment));
    if !assessment.left.is_empty() {
        plans.push(left(assessment));
    }
    plans
}

fn customers<'a>(
    assessment: &Assessment,
    policy: &Policy,
    today: NaiveDate,
    progress: &dyn Fn(&str) -> Progress<'a>,
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
        .column("批准后的变化", 34.0, Style::Value)
        .frozen_columns(1)
        .footer("评审一览");
    for one in &assessment.customers {
        table.row(line(one, policy, progress(&one.customer)));
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
    let receivables = match (assessment.receivables_in(), cycle.is_final(today)) {
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

fn line(one: &Assessed, policy: &Policy, progress: Progress<'_>) -> Vec<TableCell> {
    let on_file = progress.review;
    let score = &one.score;
    let change = one.old.grade.as_deref().zip(score.grade.as_deref());
    let change = change.and_then(|(old, new)| policy.scoring.change(old, new));
    let credit = score.credit.as_ref();
    let words = match on_file {
        Some(ReviewOnFile {
            in_force_from: Some(from),
            id,
            ..
        }) => format!("已批准,{} 起执行(版本 {id})", iso(*from)),
        Some(review) if review.outcome == Outcome::Rejected => {
            format!("不同意(版本 {})", review.id)
        }
        Some(review) => format!("已收到,待批准(版本 {})", review.id),
        None => "待评审".to_owned(),
    };
    let file = format!("{}.xlsx", names::folder(&one.customer));
    let changed = progress.stale.map_or_else(String::new, |stale| {
        let words = stale
            .figures
            .iter()
            .map(|c| format!("{} {}→{}", c.figure, c.approved, c.now));
        words.collect::<Vec<_>>().join(";")
    });
    let link = (on_file.is_none() || progress.stale.is_some()).then(|| Link::File {
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
        words.into(),
        changed.into(),
    ]
}

/// The figures that changed after an approval, old beside new; none where none did.
fn changes<'a>(
    assessment: &Assessment,
    progress: &dyn Fn(&str) -> Progress<'a>,
) -> Option<SheetPlan> {
    let mut table = Table::new("批准后的变化", "批准以后变了的数")
        .subtitle("已批准的照旧执行;要改的,在新做的评审表上重评,再放进 审批/<职务>/")
        .column("客户", 30.0, Style::Value)
        .column("批准的表", 26.0, Style::Value)
        .column("数字", 12.0, Style::ValueCentred)
        .column("批准时", 12.0, Style::ValueRight)
        .column("现在", 12.0, Style::ValueRight)
        .column("因为后来收到", 30.0, Style::Value)
        .frozen_columns(1)
        .footer("批准以后变了的数");
    let mut any = false;
    for one in &assessment.customers {
        let at = progress(&one.customer);
        let (Some(review), Some(stale)) = (at.review, at.stale) else {
            continue;
        };
        for changed in &stale.figures {
            any = true;
            table.row(vec![
                one.customer.as_str().into(),
                format!(
                    "{}(版本 {},{})",
                    review.form_title,
                    review.id,
                    iso(review.date)
                )
                .into(),
                changed.figure.into(),
                figure(&changed.approved),
                figure(&changed.now),
                stale.because.as_str().into(),
            ]);
        }
    }
    any.then(|| table.plan())
}

/// A number as a number, a grade as a word.
fn figure(words: &str) -> TableCell {
    let number: Result<Decimal, _> = words.parse();
    number.map_or_else(|_| words.into(), TableCell::from)
}

/// How each customer is made to pay (clause 2.4.3(4)); none where the policy has no such rows.
fn collection(assessment: &Assessment) -> Option<SheetPlan> {
    let known = || {
        let all = assessment.customers.iter();
        all.filter_map(|one| Some((one, one.collection.as_ref()?)))
    };
    let open = known().any(|(_, advice)| advice.to_confirm);
    let mark = if open { "(默认,待确认)" } else { "" };
    let mut table = Table::new("收账方针", format!("收账方针{mark}"))
        .subtitle("办法 2.4.3(4) 的三问;按测算等级、近期回款和最新账龄登记表里最久的逾期,行在制度参数「收账方针」")
        .column("客户", 30.0, Style::Value)
        .column("办事处", 14.0, Style::ValueCentred)
        .column("等级", 8.0, Style::ValueCentred)
        .column("回款", 10.0, Style::ValueCentred)
        .column("最久逾期(天)", 11.0, Style::ValueRight)
        .column("会不会拖欠", 24.0, Style::Value)
        .column("怎样预防", 32.0, Style::Value)
        .column("拖欠了怎么办", 36.0, Style::Value)
        .frozen_columns(1)
        .footer("收账方针");
    for (one, advice) in known() {
        table.row(vec![
            one.customer.as_str().into(),
            one.office.as_str().into(),
            one.score.grade.as_deref().unwrap_or("—").into(),
            one.timely.as_deref().unwrap_or("—").into(),
            advice.overdue_days.map(Decimal::from).into(),
            advice.will_delay.as_str().into(),
            advice.prevent.as_str().into(),
            advice.if_late.as_str().into(),
        ]);
    }
    known().next().map(|_| table.plan())
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
