//! 档案目录, look-up answers, show, diff and export.

use super::sample::{day, folder, no_copies, open, record, returned, score, submission};
use crate::archive::{Copies, Filter, noted_head};
use crate::sheet::{Content, Link, SheetPlan, workbook};
use std::fs;
use std::path::Path;

fn texts(plan: &SheetPlan) -> Vec<String> {
    let text = |c: &crate::sheet::PlannedCell| match &c.content {
        Content::Text(t) => Some(t.clone()),
        _ => None,
    };
    plan.cells.iter().filter_map(text).collect()
}

fn links(plan: &SheetPlan) -> Vec<String> {
    let mut paths: Vec<String> = plan
        .cells
        .iter()
        .filter_map(|c| match &c.link {
            Some(Link::File { path, .. }) => Some(path.clone()),
            _ => None,
        })
        .collect();
    paths.dedup();
    paths
}

fn lay(share: &Path, rel: &str) {
    let path = share.join(rel);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "x").unwrap();
}

#[test]
fn the_index_links_what_lies_on_the_share_and_its_head_is_read_back() {
    let dir = folder();
    let archive = open(dir.path());
    let share = dir.path().join("share");
    for (n, amount) in ["1", "2"].iter().enumerate() {
        // The same place twice: only the later one's workbook lies there.
        archive
            .commit(&[submission(
                "石家庄/甲.xlsx",
                &format!("2026-03-0{}", n + 1),
                vec![score("甲公司", "2025", amount, "B")],
            )])
            .unwrap();
    }
    archive
        .commit(&[submission(
            "乙.xlsx",
            "2026-03-03",
            vec![score("乙公司", "2025", "1", "N")],
        )])
        .unwrap();
    lay(&share, "审核结果/石家庄/甲.xlsx");
    let plans = archive.index_plans(&share, day("2026-11-24")).unwrap();
    assert_eq!(links(&plans[0]), ["../审核结果/石家庄/甲.xlsx"]);
    let words = texts(&plans[0]);
    for expected in [
        "已被第 2 号提交替换,此版存于档案",
        "已不在共享文件夹,此版存于档案",
        "未达C级",
        "3-1",
    ] {
        assert!(words.iter().any(|t| t == expected), "{expected}");
    }
    let bytes = workbook(&plans).unwrap();
    let noted = noted_head(&bytes, "档案目录.xlsx").unwrap();
    let head = archive.head().unwrap();
    assert_eq!((noted.line, noted.hash), (Some(head.line), head.hash));
}

#[test]
fn an_answer_shows_one_customers_whole_history_and_what_changed() {
    let dir = folder();
    let archive = open(dir.path());
    let share = dir.path().join("share");
    for (file, date, r) in [
        ("a.xlsx", "2026-01-01", score("甲公司", "2024", "1", "C")),
        ("b.xlsx", "2026-02-01", score("甲公司", "2025", "2", "B")),
        (
            "c.xlsx",
            "2026-03-01",
            returned(score("甲公司", "2025", "3", "A")),
        ),
        ("d.xlsx", "2026-04-01", score("乙公司", "2025", "4", "A")),
    ] {
        archive.commit(&[submission(file, date, vec![r])]).unwrap();
    }
    lay(&share, "审核结果/b.xlsx");
    let ask = |customer: &str| {
        let filter = Filter {
            customer: Some(customer.into()),
            grade: Some("B".into()),
            ..Filter::default()
        };
        archive
            .answer(&filter, &share, day("2026-11-24"), &mut no_copies())
            .unwrap()
    };
    let plans = ask("甲");
    assert_eq!(plans[0].name, "查询结果");
    assert_eq!(links(&plans[0]), ["../../审核结果/b.xlsx"]);
    assert_eq!(plans[1].name, "客户全部记录");
    let words = texts(&plans[1]);
    for id in ["3-1", "2-1", "1-1", "等级 C→B", "首次"] {
        assert!(words.iter().any(|t| t == id), "{id}");
    }
    let nothing = ask("丙");
    assert_eq!(nothing.len(), 1);
    assert!(
        texts(&nothing[0])
            .iter()
            .any(|t| t.starts_with("没有符合的记录"))
    );
}

#[test]
fn an_answer_brings_along_the_newest_of_what_the_share_no_longer_holds() {
    let dir = folder();
    let archive = open(dir.path());
    let share = dir.path().join("share");
    for (n, amount) in ["1", "2", "3"].iter().enumerate() {
        let day = format!("2026-03-0{}", n + 1);
        let records = vec![score("甲公司", "2025", amount, "B")];
        archive
            .commit(&[submission("石家庄/甲.xlsx", &day, records)])
            .unwrap();
    }
    lay(&share, "审核结果/石家庄/甲.xlsx");
    let mut copies = Copies {
        most: 1,
        place: &|number, name| format!("旧版本/{number}号 {name}"),
        taken: Vec::new(),
    };
    let filter = Filter {
        customer: Some("甲".into()),
        ..Filter::default()
    };
    let plans = archive
        .answer(&filter, &share, day("2026-11-24"), &mut copies)
        .unwrap();
    for plan in &plans {
        assert_eq!(
            links(plan),
            ["../../审核结果/石家庄/甲.xlsx", "旧版本/2号 甲.xlsx"],
            "{}",
            plan.name
        );
        let words = texts(plan);
        for expected in [
            "打开旧版本(已被第 3 号提交替换)",
            "已被第 3 号提交替换,此版存于档案",
        ] {
            assert!(words.iter().any(|t| t == expected), "{expected}");
        }
    }
    let [brought] = copies.taken.as_slice() else {
        panic!("{:?}", copies.taken);
    };
    let second = archive.entry("2-1").unwrap();
    assert_eq!(
        Some(brought.sha256.clone()),
        second.annotated_sha256.map(|hash| hash.to_string())
    );
}

#[test]
fn two_versions_are_compared_field_by_field_and_taken_out_whole() {
    let dir = folder();
    let archive = open(dir.path());
    let first = submission(
        "表.xlsx",
        "2026-01-01",
        vec![score("甲公司", "2025", "1", "C")],
    );
    let second = submission(
        "表.xlsx",
        "2026-01-02",
        vec![score("甲公司", "2025", "2", "B")],
    );
    archive.commit(&[first.clone(), second]).unwrap();
    let found = archive.diff("1-1", "2-1").unwrap();
    assert_eq!(found.fields.len(), 1);
    assert_eq!(found.fields[0].label, "年度合同金额");
    assert_eq!(found.fields[0].from.as_deref(), Some("1"));
    assert_eq!(found.fields[0].to.as_deref(), Some("2"));
    assert_eq!(found.review.len(), 1);
    assert_eq!(found.review[0].label, "grade");
    assert!(archive.diff("1-1", "1-1").unwrap().is_empty());
    let out = dir.path().join("out");
    let files = archive.export("1-1", &out).unwrap();
    assert_eq!(files.len(), 3);
    assert_eq!(fs::read(&files[0]).unwrap(), *first.submitted);
    assert_eq!(
        fs::read(&files[1]).unwrap(),
        **first.annotated.as_ref().unwrap()
    );
    assert!(archive.export("9-1", &out).is_err());
    assert!(archive.show("x").is_err());
    let shown = archive.show("2-1").unwrap();
    assert_eq!(
        shown.fields.len(),
        record("customer_score", &[]).fields.len()
    );
}
