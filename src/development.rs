//! How the plans to win customers get on: each office's latest 新客户开发计划, target by target, as
//! of a day; and what a customer who signs becomes (clauses 2.4.3(2), 1.1.3 note 2).

use crate::archive::{Archive, ArchiveError, FirstContract};
use crate::calendar::add_months;
use crate::domain::decimal::plain;
use crate::domain::name::fold;
use crate::domain::value::iso;
use crate::judged::JudgedRecord;
use crate::policy::Policy;
use crate::policy::credit::NEW_CUSTOMER;
use crate::sheet::table::{Table, TableCell};
use crate::sheet::{SheetPlan, Style};
use crate::validate::{GIVEN_UP, SIGNED};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The workbook below 汇总.
pub const FILE: &str = "新客户开发进度.xlsx";
/// Form id of the plans.
const PLAN: &str = "development_plan";
/// What stands where nothing was written.
const BLANK: &str = "未写";

/// A customer that an office wants to win.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Office, as the plan says.
    pub office: String,
    /// Number of the plan.
    pub plan: String,
    /// Archived version of the plan.
    pub id: String,
    /// Customer as typed.
    pub customer: String,
    /// Who sees to it.
    pub responsible: String,
    /// The day by which it is to be won.
    pub due: Option<NaiveDate>,
    /// How far it is, in the form's word.
    pub progress: String,
    /// Expected amount a year in 万元, plain.
    pub expected: Option<Decimal>,
    /// The first contract on file.
    pub contract: Option<FirstContract>,
}

/// How a target stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Won.
    Won,
    /// Given up.
    GivenUp,
    /// So many days late.
    Late(i64),
    /// So many days left.
    Open(i64),
    /// Without a day.
    Undated,
}

impl Target {
    /// How it stands on a day: a contract on file wins it, whatever the plan still says.
    pub fn state(&self, today: NaiveDate) -> State {
        if self.contract.is_some() || self.progress == SIGNED {
            return State::Won;
        }
        if self.progress == GIVEN_UP {
            return State::GivenUp;
        }
        match self.due.map(|due| (today - due).num_days()) {
            None => State::Undated,
            Some(late) if late > 0 => State::Late(late),
            Some(left) => State::Open(-left),
        }
    }
}

impl State {
    fn words(self) -> String {
        match self {
            Self::Won => "已签约".to_owned(),
            Self::GivenUp => "已放弃".to_owned(),
            Self::Late(days) => format!("逾期 {days} 天"),
            Self::Open(days) => format!("还有 {days} 天"),
            Self::Undated => "没写目标日期".to_owned(),
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Won => Style::Good,
            Self::Late(_) => Style::Bad,
            Self::Undated => Style::Caution,
            Self::GivenUp | Self::Open(_) => Style::ValueCentred,
        }
    }
}

/// The targets of each office's latest plan, by office, then as the plan lists them.
pub fn targets(archive: &Archive, policy: &Policy) -> Result<Vec<Target>, ArchiveError> {
    let Some(form) = policy.forms.get(PLAN) else {
        return Ok(Vec::new());
    };
    let label = |key: &str| form.field(key).map_or("", |f| f.label.as_str()).to_owned();
    let contracts = archive.first_contracts()?;
    // Of two plans of one day the later arrival; the archive gives them in order of arrival.
    let mut latest: BTreeMap<String, (Option<String>, String, JudgedRecord)> = BTreeMap::new();
    for entry in archive.records_that_count(PLAN)? {
        let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
        let Some(record) = archive.judged(&entry)?.records.into_iter().nth(at) else {
            continue;
        };
        let office = value(&record, None, &label("office")).unwrap_or_default();
        let day = value(&record, None, &label("drawn_up_on"));
        let newer = latest
            .get(&fold(&office))
            .is_none_or(|(before, ..)| day >= *before);
        if newer {
            latest.insert(fold(&office), (day, entry.id.clone(), record));
        }
    }
    let mut targets = Vec::new();
    for (_, id, record) in latest.into_values() {
        let mut lines: Vec<u32> = record.fields.iter().filter_map(|f| f.line).collect();
        lines.sort_unstable();
        lines.dedup();
        let head = |key: &str| value(&record, None, &label(key)).unwrap_or_default();
        for line in lines {
            let said = |key: &str| value(&record, Some(line), &label(key));
            let Some(customer) = said("prospect") else {
                continue;
            };
            targets.push(Target {
                office: head("office"),
                plan: head("plan_no"),
                id: id.clone(),
                contract: contracts.get(&fold(&customer)).cloned(),
                customer,
                responsible: said("responsible").unwrap_or_default(),
                due: said("target_on").and_then(|day| day.parse().ok()),
                progress: said("progress").unwrap_or_default(),
                expected: said("expected_amount").and_then(|n| n.parse().ok()),
            });
        }
    }
    Ok(targets)
}

/// The value under a label, of a line or of the form itself.
fn value(record: &JudgedRecord, line: Option<u32>, label: &str) -> Option<String> {
    record
        .fields
        .iter()
        .find(|f| !f.extra && f.line == line && f.label == label)
        .and_then(|f| f.value.clone())
}

/// The sheets of 新客户开发进度: a line an office, a line a target.
pub fn plans(targets: &[Target], policy: &Policy, today: NaiveDate) -> Vec<SheetPlan> {
    vec![offices(targets, today), each(targets, policy, today)]
}

fn offices(targets: &[Target], today: NaiveDate) -> SheetPlan {
    let mut by_office: BTreeMap<&str, Vec<&Target>> = BTreeMap::new();
    for target in targets {
        by_office.entry(&target.office).or_default().push(target);
    }
    let mut table = Table::new("按办事处", "新客户开发进度")
        .subtitle(format!(
            "截至 {},每个办事处最近一份新客户开发计划",
            iso(today)
        ))
        .column("办事处", 22.0, Style::Value)
        .column("计划编号", 18.0, Style::Value)
        .column("目标客户", 12.0, Style::ValueRight)
        .column("已签约", 12.0, Style::ValueRight)
        .column("逾期", 12.0, Style::ValueRight)
        .column("进行中", 12.0, Style::ValueRight)
        .column("放弃", 12.0, Style::ValueRight)
        .column("预计年采购额(万元)", 18.0, Style::ValueRight)
        .footer("新客户开发进度");
    for (office, own) in by_office {
        let count = |wanted: fn(State) -> bool| {
            Decimal::from(own.iter().filter(|t| wanted(t.state(today))).count())
        };
        let late = count(|s| matches!(s, State::Late(_)));
        table.row(vec![
            office.into(),
            own.first().map_or("", |t| &t.plan).into(),
            Decimal::from(own.len()).into(),
            count(|s| s == State::Won).into(),
            if late.is_zero() {
                late.into()
            } else {
                TableCell::from(late).styled(Style::Bad)
            },
            count(|s| matches!(s, State::Open(_) | State::Undated)).into(),
            count(|s| s == State::GivenUp).into(),
            own.iter()
                .filter_map(|t| t.expected)
                .sum::<Decimal>()
                .into(),
        ]);
    }
    table.plan()
}

fn each(targets: &[Target], policy: &Policy, today: NaiveDate) -> SheetPlan {
    let mut table = Table::new("逐户进度", "新客户开发进度:逐户")
        .subtitle("有合同在档的算已签约;签约的是新客户,等级和额度按 1.1.3 注2")
        .column("办事处", 18.0, Style::Value)
        .column("客户", 30.0, Style::Value)
        .column("负责人", 12.0, Style::ValueCentred)
        .column("目标完成日期", 14.0, Style::ValueCentred)
        .column("进度", 11.0, Style::ValueCentred)
        .column("状态", 14.0, Style::ValueCentred)
        .column("签约以后", 58.0, Style::Value)
        .column("计划", 16.0, Style::ValueCentred)
        .frozen_columns(2)
        .footer("新客户开发进度");
    for target in targets {
        let state = target.state(today);
        let progress = match target.progress.as_str() {
            "" => BLANK,
            said => said,
        };
        table.row(vec![
            target.office.as_str().into(),
            target.customer.as_str().into(),
            target.responsible.as_str().into(),
            target.due.map_or_else(|| BLANK.to_owned(), iso).into(),
            progress.into(),
            TableCell::from(state.words()).styled(state.style()),
            becomes(target, policy, state).into(),
            format!("{}(版本 {})", target.plan, target.id).into(),
        ]);
    }
    table.plan()
}

/// What a customer becomes who signs: a new customer with the grade and limit of the note of
/// 1.1.3, until a year from the first contract is over.
pub fn becomes(target: &Target, policy: &Policy, state: State) -> String {
    if state != State::Won {
        return String::new();
    }
    let rules = &policy.scoring;
    let limit = policy.credit.row(NEW_CUSTOMER);
    let credit = limit.map_or_else(String::new, |row| {
        format!(",额度 {} 万元,{}", plain(row.cap), row.payment)
    });
    let grade = &rules.new_customer_grade;
    let clause = &grade.cite.clause;
    let Some(contract) = &target.contract else {
        return format!(
            "新客户,{}级{credit}({clause});还没有收到合同登记表,起算日待定",
            grade.value
        );
    };
    let until = add_months(contract.signed_on, rules.new_customer_months.value)
        .and_then(|day| day.pred_opt());
    let until = until.map_or_else(String::new, |day| format!("到 {} 为止", iso(day)));
    format!(
        "新客户,{until}{}级{credit}({clause});首份合同 {}(版本 {})",
        grade.value,
        iso(contract.signed_on),
        contract.version
    )
}
