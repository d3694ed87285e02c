//! Complaints as cases on file. 汇总/投诉台账.xlsx: a row a complaint with where it stands, whose turn it is and until when; a
//! row a step of those that are open; and how many came and went by month.

mod audit;

pub use audit::book as audit;

use crate::archive::{Archive, ArchiveError};
use crate::domain::complaint::ComplaintCase;
use crate::domain::value::iso;
use crate::evaluate::cases::stand;
use crate::policy::Policy;
use crate::sheet::table::{Table, TableCell};
use crate::sheet::{SheetPlan, Style};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The workbook, below 汇总.
pub const FILE: &str = "投诉台账.xlsx";
/// What stands where nothing is known.
const BLANK: &str = "—";

/// Every case on file as it stands on a day, the open ones first, by what is due first.
pub fn cases(
    archive: &Archive,
    policy: &Policy,
    today: NaiveDate,
) -> Result<Vec<ComplaintCase>, ArchiveError> {
    let mut cases: Vec<ComplaintCase> = archive
        .cases(today)?
        .values()
        .filter_map(|filings| {
            // As the latest form writes it.
            let id = &filings.last()?.value.case_id;
            Some(stand(id, filings, policy, today))
        })
        // A production notice for an order is no complaint.
        .filter(|case| case.received.is_some() || of_our_numbering(policy, &case.case_id))
        .collect();
    cases.sort_by_key(|case| {
        let due = case.next_step().map(|step| step.step.due);
        (case.is_closed(), due, case.case_id.clone())
    });
    Ok(cases)
}

fn of_our_numbering(policy: &Policy, id: &str) -> bool {
    let prefix = format!("{}-", policy.complaints.case_prefix);
    id.to_uppercase().starts_with(&prefix.to_uppercase())
}

/// The sheets of the register.
pub fn plans(cases: &[ComplaintCase], today: NaiveDate) -> Vec<SheetPlan> {
    vec![register(cases, today), steps(cases, today), months(cases)]
}

fn day(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| BLANK.to_owned(), iso)
}

fn severity(case: &ComplaintCase) -> &'static str {
    match (case.received, case.major) {
        (None, _) => BLANK,
        (_, true) => "重大",
        (_, false) => "一般",
    }
}

fn register(cases: &[ComplaintCase], today: NaiveDate) -> SheetPlan {
    let open = cases.iter().filter(|case| !case.is_closed()).count();
    let late = cases.iter().filter(|case| is_late(case)).count();
    let mut table = Table::new("投诉台账", "投诉台账")
        .subtitle(format!(
            "截至 {}:共 {} 件,没有了结 {open} 件,其中逾期 {late} 件;下一步一栏是轮到谁、最迟哪天",
            iso(today),
            cases.len()
        ))
        .column("编号", 20.0, Style::Value)
        .column("客户", 28.0, Style::Value)
        .column("接收日期", 12.0, Style::ValueCentred)
        .column("情节", 8.0, Style::ValueCentred)
        .column("原因", 12.0, Style::Value)
        .column("状态", 18.0, Style::Value)
        .column("天数", 8.0, Style::ValueRight)
        .column("下一步", 34.0, Style::Value)
        .column("轮到", 14.0, Style::ValueCentred)
        .column("最迟", 12.0, Style::ValueCentred)
        .column("逾期", 22.0, Style::Value)
        .column("要核对的", 40.0, Style::Value)
        .frozen_columns(2)
        .footer("投诉台账");
    for case in cases {
        let next = case.next_step();
        let until = case.closed_on.unwrap_or(today);
        let age = case
            .received
            .map_or(0, |from| (until - from).num_days().max(0));
        let state = match case.closed_on {
            Some(on) => TableCell::from(format!("{} {}", case.state_words.join("、"), iso(on)))
                .styled(Style::Good),
            None => case.state_words.join("、").into(),
        };
        let late = next.filter(|step| step.late > 0).map(|step| {
            let to = step.escalated_to.as_deref().unwrap_or("责任部门");
            format!("{} 个工作日,报{to}", step.late)
        });
        table.row(vec![
            case.case_id.as_str().into(),
            case.customer.as_deref().unwrap_or(BLANK).into(),
            day(case.received).into(),
            severity(case).into(),
            case.causes.join("、").into(),
            state,
            Decimal::from(age).into(),
            next.map_or(BLANK, |step| step.step.words.as_str()).into(),
            next.map_or(BLANK, |step| step.step.owner.as_str()).into(),
            day(next.map(|step| step.step.due)).into(),
            match late {
                Some(words) => TableCell::from(words).styled(Style::Bad),
                None => "".into(),
            },
            match case.problems.is_empty() {
                true => "".into(),
                false => TableCell::from(case.problems.join(";")).styled(Style::Caution),
            },
        ]);
    }
    table.plan()
}

fn is_late(case: &ComplaintCase) -> bool {
    case.steps
        .iter()
        .any(|step| step.done_on.is_none() && step.late > 0)
}

fn steps(cases: &[ComplaintCase], today: NaiveDate) -> SheetPlan {
    let mut table = Table::new("办理明细", "投诉台账:没有了结的每一步")
        .subtitle(format!(
            "截至 {};没有专门表的步骤,办完填办结登记,事项编号照抄这里的",
            iso(today)
        ))
        .column("事项编号", 32.0, Style::Value)
        .column("客户", 28.0, Style::Value)
        .column("责任", 14.0, Style::ValueCentred)
        .column("做什么", 44.0, Style::Value)
        .column("最迟", 12.0, Style::ValueCentred)
        .column("办结", 13.0, Style::ValueCentred)
        .column("逾期", 22.0, Style::Value)
        .column("天数怎么数", 50.0, Style::Value)
        .frozen_columns(1)
        .footer("投诉台账");
    for case in cases.iter().filter(|case| !case.is_closed()) {
        for step in &case.steps {
            let done = match step.done_on {
                Some(on) => TableCell::from(iso(on)).styled(Style::Good),
                None => BLANK.into(),
            };
            let late = match (step.done_on, step.late, &step.escalated_to) {
                (None, days, Some(role)) if days > 0 => {
                    TableCell::from(format!("{days} 个工作日,报{role}")).styled(Style::Bad)
                }
                (_, 0, _) => "".into(),
                (_, days, _) => format!("晚 {days} 个工作日").into(),
            };
            let mark = if step.step.provisional { " 暂定" } else { "" };
            table.row(vec![
                step.number(&case.case_id).into(),
                case.customer.as_deref().unwrap_or(BLANK).into(),
                step.step.owner.as_str().into(),
                step.step.words.as_str().into(),
                format!("{}{mark}", iso(step.step.due)).into(),
                done,
                late,
                step.step.counted.as_str().into(),
            ]);
        }
    }
    table.plan()
}

fn months(cases: &[ComplaintCase]) -> SheetPlan {
    let mut counts: BTreeMap<(i32, u32), [u32; 4]> = BTreeMap::new();
    for case in cases {
        if let Some(from) = case.received {
            let own = counts.entry((from.year(), from.month())).or_default();
            own[0] += 1;
            own[1] += u32::from(case.major);
            own[3] += u32::from(!case.is_closed());
        }
        if let Some(on) = case.closed_on {
            counts.entry((on.year(), on.month())).or_default()[2] += 1;
        }
    }
    let mut table = Table::new("按月", "投诉台账:按月")
        .subtitle("收到按接收日期,了结按最后一步办完的日子;至今没有了结的算在收到的那个月")
        .column("月份", 12.0, Style::ValueCentred)
        .column("收到", 10.0, Style::ValueRight)
        .column("其中重大", 12.0, Style::ValueRight)
        .column("了结", 10.0, Style::ValueRight)
        .column("至今没有了结", 14.0, Style::ValueRight)
        .footer("投诉台账");
    for ((year, month), [came, major, went, open]) in counts {
        table.row(vec![
            format!("{year}-{month:02}").into(),
            Decimal::from(came).into(),
            Decimal::from(major).into(),
            Decimal::from(went).into(),
            Decimal::from(open).into(),
        ]);
    }
    table.plan()
}
