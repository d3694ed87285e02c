//! `check --json`: one document a kind of result. Paths are typed relative to `samples/`, so
//! that none of this machine stands in them.

use crate::grids::all_forms;
use crate::program::{TODAY, run, samples};

fn document(policy: Option<&str>, file: &str) -> String {
    let mut args = vec!["check", "--json", "--today", TODAY];
    args.extend(policy.iter().flat_map(|policy| ["--policy", policy]));
    args.push(file);
    let said = run("zh_CN.UTF-8", &samples(), args);
    assert!(said.err.is_empty() && said.code <= 1, "{}", said.whole());
    let mut document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    // These follow from every row of the shipped policy, which may grow.
    for follows in ["fingerprint", "changed_rows"] {
        if let Some(value) = document.pointer_mut(&format!("/files/0/records/0/review/{follows}")) {
            *value = "(…)".into();
        }
    }
    all_forms(&serde_json::to_string_pretty(&document).unwrap())
}

#[test]
fn of_every_kind_of_result() {
    for (name, file) in [
        ("score_accepted", "石家庄办事处/客户评分表-恒光电子.xlsx"),
        ("score_new_customer", "石家庄办事处/客户评分表-新客户.xlsx"),
        ("score_incomplete", "石家庄办事处/客户评分表-资料不全.xlsx"),
        ("score_returned", "保定办事处/客户评分表-评估人不符.xlsx"),
        ("list_returned", "秦皇岛办事处/评分清单-有错.xlsx"),
        (
            "feedback_major",
            "石家庄办事处/顾客反馈登记表-恒光电子.xlsx",
        ),
        ("summary_returned", "保定办事处/概要登记表-十二处错误.xlsx"),
        ("query", "档案查询单-光电.xlsx"),
        ("unrecognised", "石家庄办事处/会议签到表.xlsx"),
        ("damaged", "石家庄办事处/客户评分表-损坏.xlsx"),
    ] {
        insta::assert_snapshot!(name, document(None, file));
    }
}

#[test]
fn of_a_form_that_is_rules_only_and_of_a_policy() {
    let policy = "制度/制度参数-供应商评价.xlsx";
    let form = document(Some(policy), "制度/供应商评价表.xlsx");
    insta::assert_snapshot!("supplier", form);
    insta::assert_snapshot!("policy", document(None, policy));
}
