//! The worked cases of the specification (domain, section 7), from a workbook dropped into the share to
//! the figures in the archive.

use crate::forms::{Form, sample, score};
use crate::share::{Share, shenbiao};
use serde_json::{Value, json};

/// What the archive holds of a workbook that was dropped on a day, record by record. The watch ends
/// with `code`, and `check` of the same file finds the same.
#[track_caller]
fn judged(bytes: &[u8], today: &str, code: i32) -> Vec<Value> {
    let share = Share::laid_out();
    share.drop_in("表.xlsx", bytes).watched_on(today, code);
    let shown: Vec<Value> = share
        .each("id")
        .iter()
        .map(|id| share.archive(&["show", id]).ends_with(0).json())
        .collect();
    let path = share
        .save("随手一查.xlsx", bytes)
        .root()
        .join("随手一查.xlsx");
    let alone = shenbiao(["check", "--json", "--today", today, path.to_str().unwrap()]).json();
    let alone = alone["files"][0]["records"].as_array().unwrap();
    assert_eq!(shown.len(), alone.len());
    for (shown, alone) in shown.iter().zip(alone) {
        for part in ["status", "review"] {
            assert_eq!(shown[part], alone[part], "{part}");
        }
    }
    shown
}

fn only(records: Vec<Value>) -> Value {
    let [record] = <[Value; 1]>::try_from(records).unwrap();
    record
}

fn graded(figures: [&str; 7]) -> Value {
    let form = score("石家庄明远光学有限公司", figures);
    only(judged(&form.saved(), "2026-03-10", 0))
}

fn codes(record: &Value) -> Vec<&str> {
    record["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["code"].as_str().unwrap())
        .collect()
}

/// `points; total grade; limit binding; class; rank`.
fn summed_up(record: &Value) -> String {
    let review = &record["review"];
    let text = |v: &Value| v.as_str().map_or(v.to_string(), str::to_owned);
    let points: Vec<String> = review["indicator_points"]
        .as_array()
        .into_iter()
        .flatten()
        .map(text)
        .collect();
    format!(
        "{}={} {}; {} {}; {} {}",
        points.join("/"),
        text(&review["total_points"]),
        text(&review["grade"]),
        text(&review["credit"]["limit_wan"]),
        text(&review["credit"]["binding"]),
        text(&review["class"]),
        text(&review["benefit"]["rank"]),
    )
}

fn visits(record: &Value) -> Vec<String> {
    let each = |v: &Value| {
        format!(
            "{} {}",
            v["role"].as_str().unwrap(),
            v["cycle"].as_str().unwrap()
        )
    };
    record["review"]["visits"]
        .as_array()
        .unwrap()
        .iter()
        .map(each)
        .collect()
}

#[test]
fn case_1_everything_at_its_best_is_an_a() {
    let record = only(judged(
        &sample("石家庄办事处/客户评分表-恒光电子.xlsx"),
        "2026-03-10",
        0,
    ));
    assert_eq!(summed_up(&record), "25/25/25/25=100 A; 133 sales; major 1");
    assert_eq!(
        visits(&record),
        ["主管副总经理 quarter", "业务部经理 quarter"]
    );
}

#[test]
fn case_3_everything_just_missed_is_a_b() {
    let record = graded([
        "499.99",
        "480",
        "465.6",
        "10.01",
        "14.99%",
        "行业龙头",
        "1200",
    ]);
    assert_eq!(summed_up(&record), "20/20/20/25=85 B; 49 sales; major 2");
}

#[test]
fn case_5_the_edge_of_a_b() {
    let record = graded(["200", "200", "190", "50", "5%", "一般", "1000"]);
    assert_eq!(summed_up(&record), "20/20/15/15=70 B; 20 sales; major 2");
    assert!(
        visits(&record)
            .iter()
            .all(|visit| visit.ends_with("half_year")),
        "{record}"
    );
}

#[test]
fn case_7_a_large_customer_that_pays_late_gets_no_credit() {
    let record = graded(["600", "500", "360", "120", "15%", "行业龙头", "4000"]);
    assert_eq!(summed_up(&record), "5/5/25/25=60 C; 0 sales; major 4");
    assert!(codes(&record).contains(&"W-IND1-LARGE-OVERDUE"), "{record}");
    assert!(
        visits(&record).iter().all(|visit| visit.ends_with("year")),
        "{record}"
    );
}

#[test]
fn case_9_below_every_grade_pays_before() {
    let record = graded(["20", "20", "12", "30", "0%", "零星", "100"]);
    assert_eq!(summed_up(&record), "5/20/5/5=35 N; 0 none; general 6");
}

#[test]
fn case_13_a_grave_complaint_and_its_days() {
    let record = only(judged(
        &sample("石家庄办事处/顾客反馈登记表-恒光电子.xlsx"),
        "2026-02-13",
        0,
    ));
    let review = &record["review"];
    assert_eq!(
        (&review["severity"], &review["reply_means"]),
        (&json!("major"), &json!("letter"))
    );
    let due = |step: &str| {
        let steps = review["steps"].as_array().unwrap();
        steps.iter().find(|s| s["step"] == step).map(|s| {
            format!(
                "{} {}",
                s["owner"].as_str().unwrap(),
                s["due"].as_str().unwrap()
            )
        })
    };
    assert_eq!(due("escalate").as_deref(), Some("主管副总经理 2026-02-13"));
    assert_eq!(due("tech_opinion").as_deref(), Some("技术部 2026-02-25"));
    assert_eq!(due("tech_dispatch").as_deref(), Some("技术部 2026-02-26"));
    assert_eq!(due("compensate").as_deref(), Some("财务部 2026-02-27"));
    assert_eq!(
        due("corrective_action").as_deref(),
        Some("技术部 2026-02-27")
    );
}

#[test]
fn case_15_a_late_delivery_is_hurried_on() {
    let complaint = Form::blank("顾客反馈登记表").with_all(&[
        ("接收日期", "2026-11-20"),
        ("接收人", "林晓"),
        ("客户名称", "石家庄明远光学有限公司"),
        ("反馈类别", "交期"),
        ("合同编号", "HT-2026-101"),
        ("产品名称", "光电开关"),
        ("异常描述", "约定11月15日到货,至今未发"),
        ("情节", "一般"),
    ]);
    let record = only(judged(&complaint.saved(), "2026-11-20", 0));
    let review = &record["review"];
    let steps = review["steps"].as_array().unwrap();
    let due = |step: &str| steps.iter().find(|s| s["step"] == step).unwrap()["due"].clone();
    assert_eq!(due("urge_production"), "2026-11-23");
    assert_eq!(due("visit"), "2026-11-25");
    assert_eq!(review["reply_by"], "2026-11-23");
}

#[test]
fn case_15_a_dirty_card_is_returned_with_all_its_faults() {
    let dirty = sample("保定办事处/概要登记表-十二处错误.xlsx");
    let record = only(judged(&dirty, "2026-11-20", 1));
    for code in ["E-DIGITS-LOST", "E-CREDIT-CODE-CHAR", "E-TERM-REVERSED"] {
        assert!(
            codes(&record).contains(&code),
            "{code}: {:?}",
            codes(&record)
        );
    }
    let ambiguous = only(judged(
        &sample("保定办事处/客户评分表-评估人不符.xlsx"),
        "2026-11-20",
        1,
    ));
    assert!(
        codes(&ambiguous).contains(&"E-PERCENT-AMBIGUOUS"),
        "{ambiguous}"
    );
    for record in [&record, &ambiguous] {
        assert_eq!(
            (&record["status"], &record["review"]),
            (&json!("returned"), &Value::Null)
        );
    }
}
