//! 客户信用管理卡, 客户信用等级分类表 and 客户升(降)级评审表 as they are typed, held against the
//! built-in policy: cuts 90/70/40, caps 200/100/30, days 60/45/30, ranks of clause 1.2.2.

use super::today;
use crate::extract::{Extracted, extract};
use crate::findings::Severity;
use crate::grid::Limits;
use crate::policy::Policy;
use crate::recognise::recognise;
use crate::recognise::testing::{book, sheet};
use crate::validate::validate;

/// Codes with their cells, notes left out.
fn said(drawing: &str) -> Vec<String> {
    let workbook = book(vec![sheet("Sheet1", drawing)]);
    let policy = Policy::built_in();
    let recognised = recognise(&workbook, &policy.forms);
    let rules = policy.reading_rules();
    let mut extracted: Extracted<'_> =
        extract(&workbook, &recognised, rules, today(), &Limits::default());
    validate(&mut extracted, policy, today(), usize::MAX);
    assert_eq!(extracted.records.len(), 1);
    let mut found: Vec<String> = extracted.records[0]
        .findings
        .iter()
        .filter(|f| f.severity != Severity::Info)
        .map(|f| {
            let cell = f.cell.map(|c| c.to_string()).unwrap_or_default();
            format!("{} {cell}", f.code)
        })
        .collect();
    found.sort();
    found
}

fn card(credit: &str, contracts: &str) -> Vec<String> {
    said(&format!(
        "
| 客户信用管理卡 |
| 客户编号 | S1 | 客户名称 | 甲电气有限公司 |
| 起始日期 | 2026-01-01 | 截止日期 | 2026-02-28 |
| 客户等级 | B | 信用等级 | {credit}
| 合同编号 | 签订日期 | 金额(万元) | 应收日期 | 回款日期 | 回款金额(万元) | 欠款余额(万元) | 逾期天数 |
{contracts}"
    ))
}

/// B: at most 100 万元 and 45 days.
const RIGHT: &str = "B | 信用额度(万元) | 100 | 信用期限 | 45 |";

/// 2026-01-19 to 02-28: 12 days of January and 28 = 40; 2025-09-30 to 12-01: 31 + 30 + 1 = 62.
#[test]
fn balance_and_days_of_a_contract_are_counted_again() {
    let right = "| H1 | 2025-11-05 | 80 | 2026-01-19 | | 48 | 32 | 40 |
| H2 | 2025-07-20 | 60 | 2025-09-30 | 2025-12-01 | 60 | 0 | 62 |
| H3 | 2026-02-01 | 10 | 2026-03-31 | | 0 | 10 | 0 |";
    assert_eq!(card(RIGHT, right), [] as [&str; 0]);
    let wrong = "| H1 | 2025-11-05 | 80 | 2026-01-19 | | 48 | 30 | 39 |
| H2 | 2025-07-20 | 60 | 2025-09-30 | 2025-12-01 | 60 | 0 | 151 |";
    assert_eq!(
        card(RIGHT, wrong),
        [
            "E-CARD-BALANCE G6",
            "W-OVERDUE-DAYS H6",
            "W-OVERDUE-DAYS H7"
        ]
    );
}

#[test]
fn limit_terms_and_the_two_grades_are_held_against_the_policy() {
    let none = "| H3 | 2026-02-01 | 10 | 2026-03-31 | | 0 | 10 | 0 |";
    let above = "B | 信用额度(万元) | 100.01 | 信用期限 | 60 |";
    assert_eq!(
        card(above, none),
        ["W-LIMIT-ABOVE-CAP F4", "W-TERMS-APART H4"]
    );
    let apart = "A | 信用额度(万元) | 150 | 信用期限 | 60 |";
    assert_eq!(card(apart, none), ["W-CREDIT-GRADE-APART D4"]);
    // No credit needs no terms.
    let nothing = "B | 信用额度(万元) | 0 | 信用期限 | 0 |";
    assert_eq!(card(nothing, none), [] as [&str; 0]);
}

fn list(lines: &str) -> Vec<String> {
    said(&format!(
        "
| 客户信用等级分类表 |
| 年度 | 2025 | 编制 | 马丽 |
| 客户名称 | 客户类别 | 得分1 | 得分2 | 得分3 | 得分4 | 总分 | 等级 | 信用额度(万元) | 信用期限 | 优先级 | 价格 | 备注 |
{lines}"
    ))
}

#[test]
fn a_list_of_grades_is_sorted_summed_and_graded_as_the_policy_says() {
    let right = "| 甲电气有限公司 | 大客户 | 25 | 25 | 25 | 25 | 100 | A | 133 | 60 | 1 | 最优 | |
| 乙仪表厂 | 大客户 | 20 | 20 | 15 | 15 | 70 | B | 20 | 45 | 2 | 较优 | |
| 丙光学有限公司 | 大客户 | 20 | 25 | 20 | 20 | 85 | C | 0 | 0 | 4 | 适当优惠 | 新客户 |
| 丁电子有限公司 | 一般客户 | 5 | 20 | 5 | 5 | 35 | N | 0 | 0 | 6 | 标准价 | |";
    assert_eq!(list(right), [] as [&str; 0]);
    // 69.99 is C by its points; 乙 with 70 points and the same rank belongs above; 甲's sum is 95.
    let wrong = "| 甲电气有限公司 | 大客户 | 25 | 25 | 25 | 20 | 100 | A | 133 | 60 | 1 | 较优 | |
| 丙光学有限公司 | 大客户 | 20 | 20 | 15 | 14.99 | 69.99 | B | 20 | 45 | 2 | 较优 | |
| 乙仪表厂 | 大客户 | 20 | 20 | 15 | 15 | 70 | B | 20 | 45 | 2 | 较优 | |
| 乙仪表厂 | 大客户 | 20 | 20 | 15 | 15 | 70 | B | 20 | 45 | 3 | 较优 | |";
    assert_eq!(
        list(wrong),
        [
            "E-LISTED-TWICE A6",
            "E-LISTED-TWICE A7",
            "E-RELATION G4",
            "W-BENEFIT-APART K7",
            "W-BENEFIT-APART L4",
            "W-GRADE-APART H5",
            "W-LIST-ORDER A6",
        ]
    );
}

/// Names of equal rank and points may stand in any order.
#[test]
fn equal_customers_may_stand_in_any_order() {
    let line = |name: &str| {
        format!("| {name} | 大客户 | 20 | 20 | 15 | 15 | 70 | B | 20 | 45 | 2 | 较优 | |\n")
    };
    assert_eq!(
        list(&(line("乙仪表厂") + &line("甲电气有限公司"))),
        [] as [&str; 0]
    );
    assert_eq!(
        list(&(line("甲电气有限公司") + &line("乙仪表厂"))),
        [] as [&str; 0]
    );
}

fn review(rest: &str) -> Vec<String> {
    said(&format!(
        "
| 客户升(降)级评审表 |
| 年度 | 2025 | 评审期 | 下半年 | 客户名称 | 甲电气有限公司 |
| 原等级 | C | 原额度(万元) | 5 | 原期限 | 30 |
| 总分 | 85 | 测算等级 | B | 测算额度(万元) | 49 | 测算期限 | 45 |
{rest}"
    ))
}

#[test]
fn a_proposal_that_differs_from_what_was_computed_needs_its_reason() {
    let computed = "| 拟定等级 | B | 拟定额度(万元) | 49 | 拟定期限 | 45 | 变动 | 升 |";
    assert_eq!(review(computed), [] as [&str; 0]);
    let lower = "| 拟定等级 | C | 拟定额度(万元) | 20 | 拟定期限 | 30 | 变动 | 升 |\n| 理由 | |";
    assert_eq!(review(lower), ["E-REQUIRED B6", "W-CHANGE-APART H5"]);
    let said = lower.replace("理由 | ", "理由 | 付款常拖,暂不升级 ");
    assert_eq!(review(&said), ["W-CHANGE-APART H5"]);
    // 85 points are a B.
    let better =
        "| 拟定等级 | A | 拟定额度(万元) | 49 | 拟定期限 | 60 | 变动 | 升 |\n| 理由 | 大项目 |";
    assert_eq!(review(better), [] as [&str; 0]);
}

#[test]
fn a_decision_against_the_proposal_says_why() {
    let line = "| 拟定等级 | B | 拟定额度(万元) | 49 | 拟定期限 | 45 |
| 审批结论 | 改批额度 | 批准额度(万元) | | 审批理由 | |";
    assert_eq!(review(line), ["E-REQUIRED D6", "E-REQUIRED F6"]);
}
