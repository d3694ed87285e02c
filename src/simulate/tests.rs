//! Simulations over archives of real workbooks. How long a big one takes is reported, not asserted:
//! `SHENBIAO_MANY=10000 cargo test --release --lib simulate -- --nocapture`.

use super::*;
use crate::archive::{Circumstances, Submission};
use crate::disk::RealDisk;
use crate::flow::{self, NoArchive};
use crate::policy::Tables;
use crate::sheet::table::Table;
use crate::sheet::{Style, workbook};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const TODAY: &str = "2026-06-10";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A score form as a list of one customer: what a plain workbook of an office looks like.
fn form(customer: &str, amount: &str, receivable: &str) -> Vec<u8> {
    let cells = [
        ("客户名称", customer),
        ("年度", "2025"),
        ("首次交易日期", "2020-01-01"),
        ("年度合同金额(万元)", amount),
        ("到期应收额(万元)", "100"),
        ("按期回款额(万元)", "99"),
        ("年终应收账款(万元)", receivable),
        ("平均溢价率", "16%"),
        ("战略影响", "行业龙头"),
        ("评估人", "王强"),
        ("评估人职务", "业务部经理"),
        ("净资产(万元)", "3000"),
        ("填表人", "李华"),
        ("填表日期", "2026-03-01"),
    ];
    let mut table = Table::new("Sheet1", "客户评分表");
    for (label, _) in cells {
        table = table.column(label, 14.0, Style::Value);
    }
    table.row(cells.iter().map(|(_, text)| (*text).into()).collect());
    workbook(&[table.plan()]).unwrap()
}

fn submission(n: usize, bytes: Vec<u8>) -> Submission {
    let policy = Policy::built_in();
    let name = format!("{n}.xlsx");
    let judged = flow::judge(
        flow::Submission {
            file_name: &name,
            bytes: &bytes,
            office: "石家庄",
        },
        policy,
        day(TODAY),
        &Limits::default(),
        &NoArchive,
    );
    assert!(judged.file.status.is_accepted(), "{:?}", judged.file);
    Submission {
        claim: name.clone(),
        received_at: "2026-06-10T08:00:00+08:00".into(),
        review_date: day(TODAY),
        file: format!("石家庄/{name}"),
        office: "石家庄".into(),
        role: None,
        owner: None,
        submitted: Arc::new(bytes),
        annotated: None,
        judged: judged.file,
        policy_version: policy.version().into(),
        policy: Arc::new(b"policy".to_vec()),
        delivered: None,
        circumstances: Some(Circumstances {
            known: judged.known,
            ..Circumstances::default()
        }),
        adopts: None,
    }
}

fn archive(dir: &Path, forms: Vec<Vec<u8>>) -> Archive {
    let archive = Archive::open(dir, Arc::new(RealDisk)).unwrap();
    let batch: Vec<Submission> = forms
        .into_iter()
        .enumerate()
        .map(|(n, bytes)| submission(n, bytes))
        .collect();
    archive.commit(&batch).unwrap();
    archive
}

/// The built-in policy with some cells changed: sheet, row, header, text.
fn changed(cells: &[(&str, usize, &str, &str)]) -> Policy {
    let mut tables = Tables::built_in();
    for (sheet, row, header, text) in cells {
        let table = tables.tables.iter_mut().find(|t| t.sheet == *sheet);
        let table = table.unwrap();
        let column = table.schema.column(header).unwrap();
        table.rows[*row].cells[column].text = (*text).to_owned();
    }
    Policy::from_tables(tables).unwrap()
}

fn run(archive: &Archive, new: &Policy) -> Simulation {
    let question = Question::new(Policy::built_in(), new, day(TODAY));
    simulate(archive, &question, &Limits::default(), &|_| {}).unwrap()
}

/// 800 in time, receivable 5, premium 16 %, leader: 25 each, 100 points, A (domain section 7, #1).
/// With a receivable of 20: 25/15… the second indicator falls to 20 by ≤50, so 95 points.
fn two_customers(dir: &Path) -> Archive {
    archive(
        dir,
        vec![form("甲公司", "800", "5"), form("乙公司", "800", "20")],
    )
}

#[test]
fn who_falls_below_a_raised_threshold_is_named_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let archive = two_customers(dir.path());
    // A from 98 points: 100 stays, 95 becomes B.
    let found = run(
        &archive,
        &changed(&[("等级", 0, "下限", "98"), ("等级", 1, "上限", "98")]),
    );
    assert_eq!(found.customers.len(), 2);
    let changed: Vec<&Customer> = found.changed().collect();
    let [one] = changed.as_slice() else {
        panic!("{changed:?}")
    };
    assert_eq!(one.customer, "乙公司");
    assert_eq!(one.before.grade.as_deref(), Some("A"));
    assert_eq!(one.after.grade.as_deref(), Some("B"));
    assert_eq!(one.archived_grade.as_deref(), Some("A"));
    // 大客户B is rank 2 and visited each half year (domain section 1, benefit rows).
    assert_eq!((one.before.rank, one.after.rank), (Some(1), Some(2)));
    assert_eq!(
        one.after.visit_words(),
        "主管副总经理每半年、业务部经理每半年"
    );
    let why = one.why.join(";");
    assert!(why.contains("等级:A→B") && why.contains("等级!"), "{why}");
    // Both rows share an edge: neither makes a policy alone, together they affect one customer.
    assert_eq!(found.impacts.len(), 2);
    assert!(
        found
            .impacts
            .iter()
            .all(|i| (i.customers, i.together) == (Some(1), 2)),
        "{:?}",
        found.impacts
    );
}

#[test]
fn each_change_is_tried_alone() {
    let dir = tempfile::tempdir().unwrap();
    let archive = two_customers(dir.path());
    let row_of = |name: &str| {
        let tables = Tables::built_in();
        let table = tables.get("参数").unwrap();
        table
            .readers()
            .position(|r| r.text("参数名") == name)
            .unwrap()
    };
    // Timely from 99.5 %: both collected 99 %, both fall. Days of notice: nobody changes.
    let found = run(
        &archive,
        &changed(&[
            ("参数", row_of("timely_rate_min"), "值", "99.5%"),
            ("参数", row_of("term_notice_days"), "值", "60"),
        ]),
    );
    let counts: Vec<(&str, Option<usize>)> = found
        .impacts
        .iter()
        .map(|i| (i.row.split(' ').next().unwrap(), i.customers))
        .collect();
    assert_eq!(
        counts,
        [("timely_rate_min", Some(2)), ("term_notice_days", Some(0))]
    );
    // The same stands in the column of the parameters; what is as it was has nothing there.
    let tried: Vec<(&str, Option<usize>)> = found
        .parameters
        .iter()
        .filter_map(|p| Some((p.name.as_str(), p.tried?.customers)))
        .collect();
    assert_eq!(tried, counts);
    let parameters = |sheet| Tables::built_in().get(sheet).unwrap().rows.len();
    assert_eq!(
        found.parameters.len(),
        parameters("参数") + parameters("客户分类")
    );
    assert_eq!(found.changed().count(), 2);
}

#[test]
fn the_same_policy_changes_nobody_and_the_sheets_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let found = run(&two_customers(dir.path()), Policy::built_in());
    assert_eq!(found.changed().count(), 0);
    let plans = plans(&found);
    let names: Vec<&str> = plans.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["模拟汇总", "客户变化", "逐项影响", "参数影响"]);
    assert_eq!(plans[0].charts.len(), 1);
    let bytes = workbook(&plans).unwrap();
    let book = grid::read(&bytes, "a.xlsx", &Limits::default()).unwrap();
    let said = book.sheets[0]
        .cells
        .values()
        .any(|c| c.value.raw().contains("没有一家"));
    assert!(said);
}

#[test]
fn a_portfolio_is_simulated_as_its_points_foretell() {
    let wished = std::env::var("SHENBIAO_MANY").map_or(200, |many| many.parse().unwrap());
    let customers = usize::div_ceil(wished, 100) * 100;
    let dir = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let archive = Archive::open(dir.path(), Arc::new(RealDisk)).unwrap();
    for group in 0..customers / 100 {
        let batch: Vec<Submission> = (0..100)
            .map(|n| {
                let n = group * 100 + n;
                let amount = (n % 900 + 10).to_string();
                let receivable = (n % 130).to_string();
                submission(n, form(&format!("河北第{n}有限公司"), &amount, &receivable))
            })
            .collect();
        archive.commit(&batch).unwrap();
    }
    println!("archive made in {:?}", start.elapsed());
    let new = changed(&[("等级", 0, "下限", "95"), ("等级", 1, "上限", "95")]);
    let start = Instant::now();
    let found = run(&archive, &new);
    println!(
        "{} customers, {} change, in {:?}",
        found.customers.len(),
        found.changed().count(),
        start.elapsed()
    );
    let start = Instant::now();
    let bytes = workbook(&plans(&found)).unwrap();
    println!("workbook of {} bytes in {:?}", bytes.len(), start.elapsed());
    assert_eq!(found.customers.len(), customers);
    // Indicators 3 and 4 give 25 each; an A of 90 to under 95 has 40 from the first two.
    let falls = |n: &usize| {
        let contract = match n % 900 + 10 {
            500.. => 25,
            200..=499 => 20,
            50..=199 => 15,
            _ => 10,
        };
        let receivable = match n % 130 {
            0..=10 => 25,
            11..=50 => 20,
            51..=100 => 15,
            _ => 5,
        };
        contract + receivable == 40
    };
    assert_eq!(
        found.changed().count(),
        (0..customers).filter(falls).count()
    );
}
