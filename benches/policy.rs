//! How long a policy takes to load, and a record to be judged by its decision tables.
//!
//! To reach: a load (bytes to policy) under 50 ms, a record under 10 µs.

#![allow(clippy::unwrap_used, reason = "a benchmark may stop")]

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use rust_decimal::Decimal;
use shenbiao::domain::cell::CellRef;
use shenbiao::domain::known::KnownFacts;
use shenbiao::domain::review::CustomerClass;
use shenbiao::domain::value::{Period, Value};
use shenbiao::evaluate::{evaluate, examples};
use shenbiao::extract::{FieldReading, Missing, Reading, Record};
use shenbiao::forms::Forms;
use shenbiao::grid::{self, Limits};
use shenbiao::policy::scoring::Timeliness;
use shenbiao::policy::{self, Policy, Tables};
use std::hint::black_box;

fn load(c: &mut Criterion) {
    let plans = shenbiao::render::policy_workbook::plans(&Tables::built_in());
    let bytes = shenbiao::sheet::workbook(&plans).unwrap();
    let limits = Limits::default();
    let workbook = grid::read(&bytes, "制度参数.xlsx", &limits).unwrap();
    let tables = Tables::built_in();

    let mut group = c.benchmark_group("policy");
    group.bench_function("load: bytes to policy", |b| {
        b.iter(|| {
            let workbook = grid::read(black_box(&bytes), "制度参数.xlsx", &limits).unwrap();
            policy::load(&workbook).unwrap()
        });
    });
    group.bench_function("of it: read the cells", |b| {
        b.iter(|| grid::read(black_box(&bytes), "制度参数.xlsx", &limits).unwrap());
    });
    group.bench_function("of it: tables of the cells", |b| {
        b.iter(|| policy::load::read_tables(black_box(&workbook)));
    });
    group.bench_function("of it: typed and checked", |b| {
        b.iter(|| Policy::from_tables(black_box(tables.clone())).unwrap());
    });
    group.bench_function("beside it: its example cases", |b| {
        b.iter(|| examples::problems(black_box(Policy::built_in())));
    });
    group.finish();
}

/// The record of scenario 5 (domain section 7): on every edge.
fn record() -> Record<'static> {
    let form = Forms::built_in().get("customer_score").unwrap();
    let value = |key: &str| {
        Some(match key {
            "period" => Value::Period(Period::Year(2025)),
            "customer_name" => Value::Text("河北样例光电有限公司".to_owned()),
            "first_trade_date" => Value::Date(NaiveDate::from_ymd_opt(2020, 1, 1).unwrap()),
            "annual_amount" => Value::Amount(Decimal::from(200)),
            "due_amount" => Value::Amount(Decimal::from(100)),
            "collected_amount" => Value::Amount(Decimal::from(95)),
            "year_end_receivable" => Value::Amount(Decimal::from(50)),
            "premium" => Value::Percent(Decimal::new(5, 2)),
            "strategic_level" => Value::Choice("一般".to_owned()),
            "net_assets" => Value::Amount(Decimal::from(1000)),
            "assessor" => Value::Text("王强".to_owned()),
            "assessor_role" => Value::Text("业务部经理".to_owned()),
            _ => return None,
        })
    };
    Record {
        form,
        part: None,
        lines: shenbiao::extract::Lines::default(),
        sheet: "Sheet1".to_owned(),
        sheet_index: 0,
        row: None,
        fields: form
            .fields
            .iter()
            .zip(0..)
            .map(|(field, row)| FieldReading {
                key: field.key.clone(),
                cell: Some(CellRef::new(row, 1)),
                raw: None,
                reading: value(&field.key).map_or(Reading::Missing(Missing::Blank), Reading::Value),
            })
            .collect(),
        extras: Vec::new(),
        findings: Vec::new(),
    }
}

/// Score, class, credit and benefits by the tables alone.
fn decide(policy: &Policy, amount: Decimal, rate: Decimal) -> (Decimal, u32, Decimal) {
    let rules = &policy.scoring;
    let timely = if rate >= rules.timely_rate_min.value {
        Timeliness::Timely
    } else {
        Timeliness::Overdue
    };
    let one = rules
        .amount
        .iter()
        .find(|r| r.timeliness == timely && r.band.contains(amount));
    let two = rules
        .receivable
        .iter()
        .find(|r| r.band.contains(Decimal::from(50)));
    let three = rules
        .premium
        .iter()
        .find(|r| r.band.contains(Decimal::new(5, 2)));
    let four = rules.strategic.iter().find(|r| r.level == "一般");
    let points =
        one.unwrap().points + two.unwrap().points + three.unwrap().points + four.unwrap().points;
    let grade = rules.grade(points).unwrap();
    let class = if amount >= rules.major_amount_min.value {
        CustomerClass::Major
    } else {
        CustomerClass::General
    };
    let benefit = policy.service.benefit(class, &grade.label).unwrap();
    let credit = policy.credit.row(&grade.label).unwrap();
    let factor = policy
        .credit
        .factors
        .iter()
        .find(|f| f.band.contains(rate))
        .unwrap();
    let sales = amount * Decimal::from(credit.days) * credit.coefficient * factor.factor
        / Decimal::from(360);
    (points, benefit.rank, sales.min(credit.cap).floor())
}

fn record_judged(c: &mut Criterion) {
    let policy = Policy::built_in();
    let record = record();
    let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    let known = KnownFacts::default();
    // Scenario 5: 70 points, rank 2, limit 20.
    let (amount, rate) = (Decimal::from(200), Decimal::new(95, 2));
    let wanted = (Decimal::from(70), 2, Decimal::from(20));
    assert_eq!(decide(policy, amount, rate), wanted);

    let mut group = c.benchmark_group("record");
    group.bench_function("decision tables", |b| {
        b.iter(|| decide(black_box(policy), black_box(amount), black_box(rate)));
    });
    group.bench_function("whole review with its trace", |b| {
        b.iter(|| evaluate(black_box(&record), policy, today, &known));
    });
    group.finish();
}

criterion_group!(benches, load, record_judged);
criterion_main!(benches);
