//! Forms that grade customers (F6, F7, F9) as lists: a header row, one record or customer a row,
//! with groups over the columns, totals and signatures (ruling 9.1).

use super::*;

fn list(drawing: &str) -> Extracted<'static> {
    read(vec![sheet("Sheet1", drawing)])
}

/// The values of one field, record by record.
fn all(done: &Extracted<'static>, key: &str) -> Vec<String> {
    let records = done.records.iter();
    records
        .map(|r| r.value(key).map(|v| v.normalised()).unwrap_or_default())
        .collect()
}

#[test]
fn reviews_of_many_customers_stand_in_one_list() {
    let done = list(
        "
| 2026年上半年客户升(降)级评审汇总 | | | | | | | 单位:万元 |
| 序号 | 年度 | 评审期 | 客户名称 | 原等级 | 测算等级 | 测算额度 | 拟定等级 | 拟定额度 | 拟定期限(天) | 理由 |
| #1 | 2026 | 上半年 | 甲公司 | B | A | #83 | A | #83 | #60 | |
| #2 | 2026 | 上半年 | 乙公司 | A | C | #12 | B | #20 | #45 | 年度大项目 |
| | | | 合计 | | | #95 | | #103 | | |
| 填表人:马丽 |",
    );
    let forms: Vec<&str> = done.records.iter().map(|r| r.form.id.as_str()).collect();
    assert_eq!(forms, ["grade_change_review"; 2]);
    assert_eq!(all(&done, "customer_name"), ["甲公司", "乙公司"]);
    assert_eq!(all(&done, "half"), ["上半年", "上半年"]);
    assert_eq!(all(&done, "proposed_grade"), ["A", "B"]);
    assert_eq!(all(&done, "credit_limit"), ["83", "20"]);
    assert_eq!(all(&done, "credit_days"), ["60", "45"]);
    assert_eq!(all(&done, "reason"), ["", "年度大项目"]);
    assert_eq!(all(&done, "filled_by"), ["马丽", "马丽"]);
}

/// Groups over the columns: 原 and 拟定 each over 等级, 额度, 期限.
#[test]
fn a_two_level_header_of_reviews_is_read_by_both_its_rows() {
    let drawing = "
| 客户升降级评审表 |
| 年度 | 评审期 | 客户名称 | 原 | | | 拟定 | | |
| | | | 等级 | 额度(万元) | 期限(天) | 等级 | 额度(万元) | 期限(天) |
| 2026 | 上半年 | 甲公司 | B | #49 | #45 | A | #83 | #60 |
| 2026 | 上半年 | 乙公司 | A | #83 | #60 | C | #12 | #30 |
| | | 合计 | | #132 | | | #95 | |";
    let merges = ["A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:I2"];
    let done = read(vec![merged(sheet("Sheet1", drawing), &merges)]);
    assert_eq!(all(&done, "customer_name"), ["甲公司", "乙公司"]);
    assert_eq!(all(&done, "old_grade"), ["B", "A"]);
    assert_eq!(all(&done, "old_limit"), ["49", "83"]);
    assert_eq!(all(&done, "old_days"), ["45", "60"]);
    assert_eq!(all(&done, "proposed_grade"), ["A", "C"]);
    assert_eq!(all(&done, "credit_limit"), ["83", "12"]);
    assert_eq!(all(&done, "credit_days"), ["60", "30"]);
}

#[test]
fn credit_cards_of_many_customers_stand_in_one_list() {
    let done = list(
        "
| 客户信用管理卡(汇总) |
| 客户编号 | 客户名称 | 信用代码 | 信用等级 | 信用额度(万元) | 信用期限(天) | 结算方式 | 起始日期 | 有效期至 |
| HB-1 | 甲公司 | | B | #49 | #45 | 月结 | 2026-01-01 | 2026-12-31 |
| | | | | | | | | |
| HB-2 | 乙公司 | | N | #0 | #0 | 款到发货 | 2026-01-01 | |
| | 总计 | | | #49 | | | | |",
    );
    let forms: Vec<&str> = done.records.iter().map(|r| r.form.id.as_str()).collect();
    assert_eq!(forms, ["credit_card"; 2]);
    assert_eq!(all(&done, "customer_name"), ["甲公司", "乙公司"]);
    assert_eq!(all(&done, "credit_grade"), ["B", "N"]);
    assert_eq!(all(&done, "credit_limit"), ["49", "0"]);
    assert_eq!(all(&done, "valid_until"), ["2026-12-31", ""]);
}

/// The year's list is one record with a line a customer; 得分 over its four columns.
#[test]
fn the_years_list_is_one_record_with_a_line_a_customer() {
    let drawing = "
| 客户信用等级分类表 |
| 年度:2025 | | | 评审状态:定稿 |
| 序号 | 客户名称 | 客户类别 | 得分 | | | | 总分 | 客户等级 | 信用额度 | 信用期限 |
| | | | 提货金额 | 应收账款 | 溢价程度 | 战略影响 | | | (万元) | (天) |
| #1 | 甲公司 | 大客户 | #25 | #25 | #25 | #25 | #100 | A | #133 | #60 |
| #2 | 乙公司 | 大客户 | #20 | #20 | #15 | #15 | #70 | B | #20 | #45 |
| | 小计 | 2户 | | | | | | | #153 | |
| #3 | 丙公司 | 一般客户 | #5 | #20 | #5 | #5 | #35 | N | #0 | #0 |
| | 合计 | 3户 | | | | | | | #153 | |
| 编制:马丽 | | | 审核:周正平 |";
    let merges = ["A3:A4", "B3:B4", "C3:C4", "D3:G3", "H3:H4", "I3:I4"];
    let done = read(vec![merged(sheet("Sheet1", drawing), &merges)]);
    let [record] = done.records.as_slice() else {
        panic!("{} records", done.records.len());
    };
    assert_eq!(record.form.id, "credit_grade_list");
    assert_eq!(record.text("list_state"), Some("定稿"));
    assert_eq!(record.text("prepared_by"), Some("马丽"));
    let lines: Vec<[String; 5]> = record
        .lines
        .iter()
        .map(|line| {
            let value = |key| line.value(key).map(|v| v.normalised()).unwrap_or_default();
            [
                value("customer_name"),
                value("points_1"),
                value("total_points"),
                value("customer_grade"),
                value("credit_limit"),
            ]
        })
        .collect();
    let line = |texts: [&str; 5]| texts.map(str::to_owned);
    assert_eq!(
        lines,
        [
            line(["甲公司", "25", "100", "A", "133"]),
            line(["乙公司", "20", "70", "B", "20"]),
            line(["丙公司", "5", "35", "N", "0"]),
        ]
    );
}
