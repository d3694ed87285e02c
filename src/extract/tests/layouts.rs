//! Layouts that were read wrongly once, as the properties in `tests/properties/reading` found them.

use super::*;

#[test]
fn a_value_that_is_a_labels_word_stands_where_values_stand() {
    let r = one(sheet(
        "Sheet1",
        "
| 客户概要信息登记表 |
| 客户名称 | 甲电气有限公司 | 地址 | 河北省石家庄市槐安路1号 |
| 上级主管部门 | 注册机关 | 传真号码 | 0312-3187655 |
| 企业性质 | 民营 | 注册机关 | 石家庄市行政审批局 |",
    ));
    is(&r, "authority", "注册机关", "B3");
    is(&r, "registry", "石家庄市行政审批局", "D4");
}

#[test]
fn values_below_may_be_labels_words_and_names_of_forms() {
    let r = one(sheet(
        "Sheet1",
        "
| 顾客反馈登记表 |
| 客户名称 | 接收日期 | 反馈类别 |
| 甲电气有限公司 | 2026-02-13 | 产品 |
| 异常描述 | 与合同规定对比 | 客户要求 |
| 规格 | 批号 | 赔偿 |
| 产品名称 | 规格 | 批号 |
| LED驱动电源 | XH-60 | B2511 |
| 处理结果 | 电话 |
| 顾客退货处理报告 | 0315-2876543 |",
    ));
    is(&r, "causes", "产品", "C3");
    is(&r, "symptom", "规格", "A5");
    is(&r, "against_contract", "批号", "B5");
    is(&r, "product", "LED驱动电源", "A7");
    is(&r, "specification", "XH-60", "B7");
    is(&r, "outcome", "顾客退货处理报告", "A9");
    is(&r, "phone", "0315-2876543", "B9");
}

#[test]
fn a_record_with_two_labels_words_is_no_header() {
    let done = read(vec![sheet(
        "Sheet1",
        "
| 顾客反馈登记表 |
| 客户名称 | 接收日期 | 异常描述 | 与合同规定对比 | 规格 | 批号 |
| 甲电气有限公司 | 2026-02-13 | 规格 | 批号 | XH-60 | B2511 |
| 乙电气有限公司 | 2026-02-14 | 规格 | 批号 | XH-61 | B2512 |",
    )]);
    assert_eq!(done.records.len(), 2);
    is(&done.records[1], "symptom", "规格", "C4");
    is(&done.records[1], "against_contract", "批号", "D4");
    is(&done.records[1], "batch", "B2512", "F4");
}

#[test]
fn the_first_record_below_a_merged_label_is_no_second_header_row() {
    let done = read(vec![merged(
        sheet(
            "Sheet1",
            "
| 客户名称 | 年度 | 年度合同金额 | 首次交易日期 | | 战略影响 |
| 甲电气有限公司 | 2025年 | #800 | 2021年5月10日 | | 龙头 |",
        ),
        &["D1:E1", "D2:E2"],
    )]);
    assert_eq!(done.records.len(), 1, "{:?}", done.findings);
    let record = &done.records[0];
    assert_eq!(record.row, Some(1));
    is(record, "first_trade_date", "2021-05-10", "D2");
}

#[test]
fn labels_above_one_merged_value_are_no_header() {
    let r = one(merged(
        sheet(
            "Sheet1",
            "
| 客户概要信息登记表 |
| 客户名称 | 甲电气有限公司 | 地址 | 河北省石家庄市槐安路1号 | 企业性质 | 民营 |
| 填表日期 | | 办事处 | 唐山办事处 | 审核 | 王强 |
| 客户经理： | 赵六 |",
        ),
        &["B4:F4"],
    ));
    is(&r, "filled_on", "blank", "B3");
    is(&r, "office", "唐山办事处", "D3");
    is(&r, "reviewed_by", "王强", "F3");
}

#[test]
fn a_remark_over_all_columns_is_nobodys_value() {
    let below = one(merged(
        sheet(
            "Sheet1",
            "
| 顾客反馈登记表 |
| 客户名称 | 接收日期 | 反馈类别 |
| 甲电气有限公司 | 2026-02-13 | 产品 |
| 办事处 | 填表日期 | 审核 |
| 唐山办事处 | 2026-02-14 | 王强 |
| 以上内容与客户管理卡核对无误 |",
        ),
        &["A6:C6"],
    ));
    is(&below, "reviewed_by", "王强", "C5");
    let mostly_blank = one(merged(
        sheet(
            "Sheet1",
            "
| 客户评分表 |
| 年度：2025 | | 客户名称：甲电气有限公司 |
| 年度合同金额 | | 到期应收额 |
| 平均溢价率 | | 战略影响 |
| 审核 |
| 说明：填表前请先看顾客反馈登记表的填法 |",
        ),
        &["A6:D6"],
    ));
    is(&mostly_blank, "reviewed_by", "blank", "B5");
}

#[test]
fn labels_that_are_none_of_ours_are_kept_to_the_last() {
    let r = one(sheet(
        "Sheet1",
        "
| 客户概要信息登记表 |
| 客户名称 | 地址 | 企业性质 |
| 甲电气有限公司 | 河北省石家庄市槐安路1号 | 民营 |
| 法人代表 | 行业类型 | 邮政编码 |
| 王强 | 制造业 | 050000 |
| 微信号： |
| wx20260310 |
| 客户经理： |
| 赵六 |
| 推荐单位： |
| 河北省照明协会 |",
    ));
    let kept: Vec<_> = r
        .extras
        .iter()
        .map(|e| (e.label.as_str(), e.raw.as_deref().unwrap()))
        .collect();
    assert_eq!(
        kept,
        [
            ("微信号", "wx20260310"),
            ("客户经理", "赵六"),
            ("推荐单位", "河北省照明协会")
        ]
    );
}

#[test]
fn a_blank_column_between_labels_and_values_does_not_matter() {
    let r = one(sheet(
        "Sheet1",
        "
| 客户概要信息登记表 |
| 客户名称 | | 甲电气有限公司 |
| 地址 | | 河北省石家庄市槐安路1号 |
| 企业性质 | | 民营 |
| 推荐单位 | | 河北省照明协会 |",
    ));
    is(&r, "customer_name", "甲电气有限公司", "C2");
    is(&r, "ownership", "民营", "C4");
    let kept = r.extras.iter().find(|e| e.label == "推荐单位").unwrap();
    assert_eq!(kept.raw.as_deref(), Some("河北省照明协会"));
}

#[test]
fn a_form_that_is_looked_for_is_no_title() {
    let r = one(sheet(
        "Sheet1",
        "
| 档案查询单 |
| 客户名称 |
| 光电 |
| 表单 |
| 客户评分表 |
| 等级 |
| A |",
    ));
    is(&r, "form", "客户评分表", "A5");
    is(&r, "grade", "A", "A7");
}

#[test]
fn pairs_with_a_blank_value_over_a_merged_one_are_no_header() {
    let r = one(merged(
        sheet(
            "Sheet1",
            "
| 客户评分表 |
| 年度 | 2025年 | | 客户名称 | 石家庄恒光电子有限公司 |
| 是否及时回款 | | | 年终应收账款 | #5 | 净资产 | #3000 |
| 平均溢价率 | 16% | | 战略影响 | 龙头 | | 评估人 | 周正平 |
| 评估人职务 | 业务部经理 | 未来发展潜力 | 高 | | 客户编号：KH-0017 |",
        ),
        &["B3:C3", "G3:H3"],
    ));
    is(&r, "year_end_receivable", "5", "E3");
    is(&r, "premium", "16", "B4");
    is(&r, "strategic_level", "行业龙头", "E4");
    is(&r, "assessor", "周正平", "H4");
}
