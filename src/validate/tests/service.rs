//! The forms of chapter 3 as they are typed: opinion surveys, compensations, notices, actions and
//! what closes duties.

use super::today;
use crate::extract::extract;
use crate::findings::Severity;
use crate::grid::Limits;
use crate::policy::Policy;
use crate::recognise::recognise;
use crate::recognise::testing::{book, sheet};
use crate::validate::validate;

/// Codes of all records with their cells, notes left out.
#[track_caller]
fn said(drawing: &str, records: usize) -> Vec<String> {
    let workbook = book(vec![sheet("Sheet1", drawing)]);
    let policy = Policy::built_in();
    let recognised = recognise(&workbook, &policy.forms);
    let rules = policy.reading_rules();
    let mut extracted = extract(&workbook, &recognised, rules, today(), &Limits::default());
    validate(&mut extracted, policy, today(), usize::MAX);
    assert_eq!(extracted.records.len(), records);
    let mut found: Vec<String> = extracted
        .records
        .iter()
        .flat_map(|record| &record.findings)
        .filter(|f| f.severity != Severity::Info)
        .map(|f| {
            let cell = f.cell.map(|c| c.to_string()).unwrap_or_default();
            format!("{} {cell}", f.code)
        })
        .collect();
    found.sort();
    found
}

fn survey(items: &str) -> Vec<String> {
    said(
        &format!(
            "
| 客户意见调查表 |
| 客户名称 | 甲电气有限公司 | 调查日期 | 2026-03-02 |
{items}"
        ),
        1,
    )
}

#[test]
fn weights_of_a_survey_make_a_whole_of_what_was_marked() {
    let none: [&str; 0] = [];
    let right = "| 产品质量 | 5 | 产品质量权重 | 60% |
| 价格 | ☑满意 □一般 | 价格权重 | 40% |";
    assert_eq!(survey(right), none);
    // Nobody agreed on weights.
    assert_eq!(survey("| 产品质量 | 很满意 | 价格 | 3 |"), none);
    // 60 + 30 = 90.
    let short = "| 产品质量 | 5 | 产品质量权重 | 60% |
| 价格 | 4 | 价格权重 | 30% |";
    assert_eq!(survey(short), ["E-SURVEY-WEIGHTS D3"]);
    let lacks = "| 产品质量 | 5 | 产品质量权重 | 100% |
| 价格 | 4 | 价格权重 | |";
    assert_eq!(survey(lacks), ["E-SURVEY-WEIGHTS D4"]);
    // A weight for what the customer did not mark is no fault of the sum.
    let unmarked = "| 产品质量 | 5 | 产品质量权重 | 60% |
| 价格 | / | 价格权重 | 40% |";
    assert_eq!(survey(unmarked), none);
    assert_eq!(
        survey("| 产品质量 | | 意见与建议 | 都好 |"),
        ["E-SURVEY-EMPTY B3"]
    );
    // What could not be read has its own error, and no second one.
    assert_eq!(survey("| 产品质量 | 6 | 价格 | |"), ["E-ENUM B3"]);
}

fn compensation(figure: &str, words: &str) -> Vec<String> {
    said(
        &format!(
            "
| 赔偿通知单 |
| 反馈登记编号 | FK-20260213-01 | 客户名称 | 甲电气有限公司 |
| 赔偿金额 | {figure} | 赔偿金额大写 | {words} |
| 技术部经办 | 高工 | 经办日期 | 2026-03-02 |"
        ),
        1,
    )
}

#[test]
fn an_amount_in_words_is_the_figure() {
    let none: [&str; 0] = [];
    assert_eq!(compensation("60000元", "陆万元整"), none);
    assert_eq!(compensation("6.05万元", "人民币陆万零伍佰元整"), none);
    assert_eq!(compensation("60000元", ""), none);
    assert_eq!(compensation("6000元", "陆万元整"), ["E-AMOUNT-WORDS D3"]);
}

#[test]
fn money_by_transfer_needs_its_account() {
    let drawing = "
| 赔偿通知单 |
| 反馈登记编号 | FK-20260213-01 | 客户名称 | 甲电气有限公司 |
| 赔偿金额 | 6000元 | 支付方式 | 转账 |
| 收款户名 | 甲电气有限公司 | 收款银行 | 工商银行裕华支行 |
| 收款账号 | | 技术部经办 | 高工 |
| 经办日期 | 2026-03-02 | 支付日期 | 2026-03-01 |";
    assert_eq!(said(drawing, 1), ["E-RELATION D6", "E-REQUIRED B5"]);
}

fn notice(urgency: &str, source: &str) -> Vec<String> {
    said(
        &format!(
            "
| 生产通知单 |
| 编号 | SC-1 | 日期 | 2026-03-02 |
| 类型 | {urgency} | 来源单号 | {source} |
| 产品 | 光电开关 | 数量 | 20 |
| 交货期 | 2026-03-09 | 下达人 | 马丽 |"
        ),
        1,
    )
}

#[test]
fn what_a_complaint_asks_for_is_first_in_line() {
    let none: [&str; 0] = [];
    assert_eq!(notice("特急", "FK-20260213-01"), none);
    assert_eq!(notice("正常", "DD-2026-7"), none);
    assert_eq!(notice("正常", ""), none);
    assert_eq!(notice("急", "fk-20260213-01"), ["E-NOTICE-NOT-URGENT B3"]);
}

#[test]
fn an_action_is_closed_once_it_works() {
    let action = |verified: &str, closed: &str| {
        said(
            &format!(
                "
| 纠正预防措施报告 |
| 编号 | JZ-1 | 来源 | FK-20260213-01 |
| 类型 | 纠正 | 责任部门 | 生产部 |
| 事实描述 | 三成超差 | 原因分析 | 温控漂移 |
| 纠正预防措施 | 换温控 | 责任人 | 石磊 |
| 计划完成 | 2026-03-05 | 实际完成 | 2026-03-04 |
| 验证结果 | {verified} | 验证人 | 高工 |
| 验证日期 | 2026-03-06 | 关闭 | {closed} |"
            ),
            1,
        )
    };
    let none: [&str; 0] = [];
    assert_eq!(action("有效", "2026-03-06"), none);
    assert_eq!(action("无效", ""), none);
    assert_eq!(action("无效", "2026-03-06"), ["E-CAPA-NOT-EFFECTIVE D8"]);
    assert_eq!(action("", "2026-03-06"), ["E-REQUIRED B7"]);
}

#[test]
fn the_head_of_a_monthly_report_holds_for_its_rows() {
    let drawing = "
| 客户往来月报表 |
| 月份 | 2026年2月 | 办事处 | 石家庄办事处 |
| 客户名称 | 日期 | 接洽内容 | 经办人 |
| 甲电气有限公司 | 2026-02-03 | 送样 | 林晓 |
| 乙电气有限公司 | 2026-02-28 | 对账 | 林晓 |
| 乙电气有限公司 | 2026-03-02 | 收款 | |";
    assert_eq!(said(drawing, 3), ["E-REQUIRED D6", "W-CONTACT-MONTH B6"]);
}

#[test]
fn a_duty_is_named() {
    let drawing = "
| 办结登记 |
| 事项编号 | 事项 | 完成日期 | 完成人 | 收到日期 |
| DB-1 | | 2026-03-02 | 马丽 | 2026-03-03 |
| | 报周情况 | 2026-03-02 | 马丽 | |
| | | 2026-03-02 | 马丽 | |";
    assert_eq!(said(drawing, 3), ["E-RELATION C3", "E-REQUIRED B5"]);
}
