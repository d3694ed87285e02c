//! A register of receivables, from the workbook that a book-keeper drops to the figures.

use assert_cmd::Command;
use serde_json::{Value, json};
use std::path::Path;

fn review(today: &str) -> Value {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples/石家庄办事处/应收账款账龄登记表-二月底.xlsx");
    let run = Command::cargo_bin("shenbiao")
        .unwrap()
        .args(["check", "--json", "--today", today])
        .arg(sample)
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&run.stdout).unwrap();
    document["files"][0]["records"][0]["review"].clone()
}

/// As of 2026-02-28, by hand (万元):
/// HT-2025-118 80−48 = 32, due 01-19: 12 days of January and 28 = 40 days late;
/// HT-2025-131 45, due 02-10: 18 days; HT-2025-090 60−35.5 = 24.5, due 2025-09-30:
/// 31+30+31+31+28 = 151 days; HT-2026-004 30−9 = 21, due 03-31: not yet;
/// HT-2024-077 12.8−2.8 = 10, due 2024-12-31: 365+59 = 424 days;
/// HT-2026-009 16 without a due day; HT-2026-011 18−20 = −2, prepaid.
/// 21+45+32+24.5+10+16 = 148.5, of it overdue 45+32+24.5+10 = 111.5.
#[test]
fn a_register_is_aged_as_of_its_own_day() {
    let review = review("2026-03-10");
    assert_eq!(review["as_of"], "2026-02-28");
    let bucket = |label: &str, amount: &str| json!({"label": label, "amount_wan": amount});
    assert_eq!(
        review["buckets"],
        json!([
            bucket("未到期", "21"),
            bucket("1–30天", "45"),
            bucket("31–60天", "32"),
            bucket("61–90天", "0"),
            bucket("91–180天", "24.5"),
            bucket("180天以上", "10"),
            bucket("未定到期日", "16"),
        ])
    );
    assert_eq!(review["total_wan"], "148.5");
    assert_eq!(review["overdue_wan"], "111.5");
    assert_eq!(review["prepaid_wan"], "-2");
    let item = |customer: &str, contract: &str, owner: &str, days: i64, amount: &str| {
        json!({"customer": customer, "contract": contract, "owner": owner,
               "days_overdue": days, "amount_wan": amount})
    };
    let (bright, sea, glow) = (
        "邯郸华亮光电有限公司",
        "唐山海润电子有限公司",
        "石家庄恒光电子有限公司",
    );
    assert_eq!(
        review["dunning"],
        json!([
            item(bright, "HT-2024-077", "企划部", 424, "10"),
            item(sea, "HT-2025-090", "企划部", 151, "24.5"),
            item(glow, "HT-2025-118", "企划部", 40, "32"),
            item(glow, "HT-2025-131", "办事处", 18, "45"),
        ])
    );
    assert_eq!(
        review["bad_debts"],
        json!([item(bright, "HT-2024-077", "财务部", 424, "10")])
    );
    // 恒光 77 overdue, 海润 24.5, 华亮 10; 曙光 has a prepayment alone.
    let customers = review["by_customer"].as_array().unwrap();
    let first = &customers[0];
    assert_eq!(first["customer"], glow);
    assert_eq!(
        (&first["overdue_wan"], &first["total_wan"]),
        (&json!("77"), &json!("77"))
    );
    assert_eq!(customers[3]["prepaid_wan"], "-2");
    let stages: Vec<&Value> = review["debts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| &d["stage"])
        .collect();
    assert_eq!(stages[0], "事后处理");
    assert_eq!(stages[3], "事中管理");
    assert_eq!(*stages[5], Value::Null);
}

#[test]
fn the_day_of_the_review_changes_no_figure_of_a_register() {
    assert_eq!(review("2026-03-10"), review("2026-12-01"));
}
