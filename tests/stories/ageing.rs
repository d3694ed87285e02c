//! A register of receivables, from the workbook that a book-keeper drops to the figures.

use crate::contracts::{CUSTOMER, newest};
use crate::forms::{Form, sheet_names, text_of};
use crate::share::Share;
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
    // Without a due day it is not overdue; what was prepaid came before anything was owed.
    assert_eq!(
        (stages[5], stages[6]),
        (&json!("事中管理"), &json!("事前防范"))
    );
}

#[test]
fn the_day_of_the_review_changes_no_figure_of_a_register() {
    assert_eq!(review("2026-03-10"), review("2026-12-01"));
}

/// As of 2026-02-28, reviewed on 2026-03-10 (万元):
/// H1 30−10 (银行承兑 counts) = 20, due 02-18: 10 days late, 办事处.
/// H2 40, its 商业承兑 of 15 not honoured, so 40, due 01-14: 17+28 = 45 days, 企划部.
/// H3 50−20 (商业承兑 honoured 02-20) = 30, due 02-27: 1 day, 办事处.
/// H4 25, its 商业承兑 of 5 honoured 03-05, after the day, so 25, due 2025-02-28: 365 days, 企划部,
/// and from that day on a candidate for 财务部.
/// H5 质保金 12, due 11-30: not yet. H6 8 without a due day. H7 6−9 = −3 prepaid.
/// H8 7, shipped 03-05: not owed on the day yet, said and kept, due 04-05.
/// 未到期 12+7 = 19; 1–30天 20+30 = 50; 31–60天 40; 180天以上 25; 未定 8; together 142, of it
/// overdue 50+40+25 = 115; bills not honoured 15+5 = 20.
#[test]
fn bills_retention_and_the_day_itself_are_obeyed() {
    let lines = [
        [
            "H1",
            "2026-01-05",
            "30",
            "2026-02-18",
            "10",
            "银行承兑",
            "",
            "",
        ],
        [
            "H2",
            "2026-01-05",
            "40",
            "2026-01-14",
            "15",
            "商业承兑",
            "",
            "",
        ],
        [
            "H3",
            "2026-01-05",
            "50",
            "2026-02-27",
            "20",
            "商业承兑",
            "2026-02-20",
            "",
        ],
        [
            "H4",
            "2025-01-05",
            "25",
            "2025-02-28",
            "5",
            "商业承兑",
            "2026-03-05",
            "",
        ],
        [
            "H5",
            "2025-11-30",
            "12",
            "2026-11-30",
            "0",
            "",
            "",
            "质保金",
        ],
        ["H6", "2026-01-05", "8", "", "0", "", "", ""],
        ["H7", "2026-01-05", "6", "2026-02-05", "9", "", "", ""],
        ["H8", "2026-03-05", "7", "2026-04-05", "0", "", "", ""],
    ];
    let mut form = Form::blank("应收账款账龄登记表").with("截止日期", "2026-02-28");
    for (line, n) in lines.iter().zip(1..) {
        let [
            number,
            shipped,
            amount,
            due,
            received,
            bill,
            honoured,
            instalment,
        ] = line;
        form = form.line(
            n,
            &[
                ("客户名称", CUSTOMER),
                ("合同编号", number),
                ("发货日期", shipped),
                ("合同金额", amount),
                ("到期日", due),
                ("已收金额", received),
                ("票据", bill),
                ("兑付日期", honoured),
                ("期次", instalment),
            ],
        );
    }
    let share = Share::laid_out();
    share.drop_in("账龄.xlsx", form.saved()).watched(0);
    let shown = newest(&share);
    let review = &shown["review"];
    let amounts: Vec<&str> = review["buckets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["amount_wan"].as_str().unwrap())
        .collect();
    assert_eq!(amounts, ["19", "50", "40", "0", "0", "25", "8"], "{shown}");
    let sums = ["total_wan", "overdue_wan", "prepaid_wan", "unhonoured_wan"];
    assert_eq!(sums.map(|key| &review[key]), ["142", "115", "-3", "20"]);
    let chased: Vec<(&str, &str, i64)> = review["dunning"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            let text = |key: &str| d[key].as_str().unwrap();
            (
                text("contract"),
                text("owner"),
                d["days_overdue"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        chased,
        [
            ("H4", "企划部", 365),
            ("H2", "企划部", 45),
            ("H1", "办事处", 10),
            ("H3", "办事处", 1),
        ]
    );
    assert_eq!(review["bad_debts"][0]["contract"], "H4");
    assert_eq!(review["bad_debts"].as_array().unwrap().len(), 1);
    let codes: Vec<(&str, &str)> = shown["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["code"].as_str().unwrap().starts_with("W-AR"))
        .map(|f| {
            (
                f["code"].as_str().unwrap(),
                f["value"].as_str().unwrap_or(""),
            )
        })
        .collect();
    let count = |code: &str| codes.iter().filter(|(c, _)| *c == code).count();
    let four = ["W-AR-BILL", "W-AR-AFTER", "W-AR-NO-DUE", "W-AR-PREPAID"];
    assert_eq!(four.map(count), [2, 1, 1, 1], "{codes:?}");
    // The answer: stages beside the buckets, and a line a customer that adds up.
    let answer = share.read("审核结果/无客户/账龄.xlsx");
    let names = sheet_names(&answer);
    assert!(names.contains(&"客户账龄".to_owned()), "{names:?}");
    let ageing = text_of(&answer, "账龄分析");
    for words in ["事前防范", "事中管理", "事后处理"] {
        assert!(ageing.contains(words), "{words}");
    }
    let customers = text_of(&answer, "客户账龄");
    assert!(customers.contains(CUSTOMER) && customers.contains("142"));
}
