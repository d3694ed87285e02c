//! Which forms are found, where.

use super::testing::{book, merged, sheet};
use super::*;
use crate::grid::{Sheet, Visibility};

fn forms_of(sheets: Vec<Sheet>) -> (Vec<(String, bool, u32)>, Vec<Finding>) {
    let found = recognise(&book(sheets), Forms::built_in());
    let blocks = found
        .blocks
        .iter()
        .map(|b| (b.form.id.clone(), b.list, b.first_row))
        .collect();
    (blocks, found.findings)
}

const SCORE_LIST: &str = "
| 客户评分表 |
| 客户名称 | 年度 | 年度合同金额(万元) | 年终应收账款 | 平均溢价率 | 战略影响 |
| 甲公司 | 2025 | #100 | #5 | 12% | 一般 |";

const SUMMARY: &str = "
| 客户概要信息登记表 |
| 客户名称 | 甲公司 | 地 址 | 河北省石家庄市槐安路1号 |
| 企业性质 | 民营 | 邮 编 | 050000 |
| 电 话 | 0311-87654321 | 注册资本 | 500万元 |";

#[test]
fn a_card_and_a_list_are_found() {
    assert_eq!(
        forms_of(vec![sheet("Sheet1", SUMMARY)]).0,
        [("customer_summary".into(), false, 0)]
    );
    assert_eq!(
        forms_of(vec![sheet("Sheet1", SCORE_LIST)]).0,
        [("customer_score".into(), true, 0)]
    );
}

#[test]
fn an_extra_sheet_before_does_not_matter() {
    let (found, notes) = forms_of(vec![
        sheet("目录", "| 目录 |\n| 第一页 |"),
        sheet("Sheet1", SUMMARY),
    ]);
    assert_eq!(found.len(), 1);
    assert!(notes.is_empty());
}

#[test]
fn without_a_title_the_labels_decide() {
    let body: String = SUMMARY
        .trim()
        .lines()
        .skip(1)
        .collect::<Vec<_>>()
        .join("\n");
    assert_eq!(
        forms_of(vec![sheet("Sheet1", &body)]).0,
        [("customer_summary".into(), false, 0)]
    );
    let body: String = SCORE_LIST
        .trim()
        .lines()
        .skip(1)
        .collect::<Vec<_>>()
        .join("\n");
    assert_eq!(
        forms_of(vec![sheet("Sheet1", &body)]).0,
        [("customer_score".into(), true, 0)]
    );
}

#[test]
fn two_forms_in_a_workbook_and_on_a_sheet() {
    let (found, _) = forms_of(vec![sheet("甲", SUMMARY), sheet("乙", SCORE_LIST)]);
    assert_eq!(found.len(), 2);
    let both = format!("{}\n\n{}", SUMMARY.trim(), SCORE_LIST.trim());
    let (found, _) = forms_of(vec![sheet("甲", &both)]);
    assert_eq!(
        found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(),
        ["customer_summary", "customer_score"]
    );
    let untitled = |t: &str| t.trim().lines().skip(1).collect::<Vec<_>>().join("\n");
    let both = format!("{}\n\n{}", untitled(SUMMARY), untitled(SCORE_LIST));
    let (found, _) = forms_of(vec![sheet("甲", &both)]);
    assert_eq!(
        found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(),
        ["customer_summary", "customer_score"]
    );
}

#[test]
fn several_cards_one_below_another() {
    let untitled: String = SUMMARY
        .trim()
        .lines()
        .skip(1)
        .collect::<Vec<_>>()
        .join("\n");
    for body in [SUMMARY.trim().to_owned(), untitled] {
        let twice = format!("{body}\n\n{body}");
        let (found, _) = forms_of(vec![sheet("Sheet1", &twice)]);
        assert_eq!(found.len(), 2, "{twice}");
    }
}

#[test]
fn our_own_result_sheets_are_passed_over() {
    let mut result = sheet("审核结论", SUMMARY);
    result.token = Some(format!("{}审核结论", crate::domain::marker::RESULT_TOKEN));
    let (found, _) = forms_of(vec![sheet("Sheet1", SUMMARY), result]);
    assert_eq!(found.len(), 1);
}

#[test]
fn the_token_of_a_template_rules() {
    let mut form = sheet("Sheet1", "| 客户名称 | 甲公司 |");
    form.token = Some(format!(
        "{}customer_score#2026-1",
        crate::domain::marker::TEMPLATE_TOKEN
    ));
    let tables = Sheet {
        name: "制度表".into(),
        visibility: Visibility::VeryHidden,
        token: Some(format!("{}2026-1", crate::domain::marker::TABLES_TOKEN)),
        ..sheet("制度表", SUMMARY)
    };
    let book = book(vec![form, tables]);
    let found = recognise(&book, Forms::built_in());
    let [block] = found.blocks.as_slice() else {
        panic!("{:?}", found.blocks);
    };
    assert_eq!((block.form.id.as_str(), block.sheet), ("customer_score", 0));
    assert_eq!(block.template_version.as_deref(), Some("2026-1"));
    assert_eq!(found.findings, []);
}

#[test]
fn hidden_and_example_sheets_are_named_and_not_judged() {
    let mut hidden = sheet("旧", SUMMARY);
    hidden.visibility = Visibility::Hidden;
    let (found, notes) = forms_of(vec![
        hidden.clone(),
        sheet("填写示例", SUMMARY),
        sheet("Sheet1", SUMMARY),
    ]);
    assert_eq!(found.len(), 1);
    let codes: Vec<&str> = notes.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["I-SHEET-HIDDEN", "I-SHEET-EXAMPLE"]);
    let (found, notes) = forms_of(vec![hidden]);
    assert_eq!(
        (found.len(), notes[0].code.as_str()),
        (1, "I-SHEET-HIDDEN-READ")
    );
}

#[test]
fn title_and_labels_that_disagree_are_asked_about() {
    let wrong = SUMMARY.replace("客户概要信息登记表", "客户评分表").replace(
        "| 注册资本 | 500万元 |",
        "| 法人代表 | 张三 |\n| 注册号 | 91130100MA07X1Y291 | 注册日期 | 2010-1-1 |",
    );
    let found = recognise(&book(vec![sheet("Sheet1", &wrong)]), Forms::built_in());
    assert_eq!(found.blocks[0].form.id, "customer_summary");
    assert_eq!(found.blocks[0].findings[0].code, "E-TITLE-LABELS");
}

#[test]
fn no_form_names_the_nearest_and_what_was_found() {
    let (found, notes) = forms_of(vec![sheet(
        "Sheet1",
        "| 提货单 |\n| 编号 | F1 | 收货地址 | 甲 |\n| 产品名称 | 电机 | 数量 | #5 |",
    )]);
    assert!(found.is_empty());
    assert_eq!(notes[0].code, "E-FORM-UNKNOWN");
    assert!(notes[0].message.contains("发货单"), "{}", notes[0].message);
    let (_, notes) = forms_of(vec![sheet("Sheet1", "| 天气 | 晴 |")]);
    assert_eq!(notes[0].code, "E-FORM-UNKNOWN");
    let mut picture = sheet("Sheet1", "");
    picture.pictures = 1;
    assert_eq!(forms_of(vec![picture]).1[0].code, "E-FORM-PICTURE");
    assert_eq!(
        forms_of(vec![sheet("Sheet1", "")]).1[0].code,
        "E-FORM-BLANK"
    );
}

#[test]
fn a_note_under_another_heading_is_no_form_of_ours() {
    let drawing = "
| 提货单 |
| 编号 | F1 | 客户 | 甲公司 |
| 合同编号 | H1 | 联系人 | 张三 |
| 产品 | 电机 | 规格 | Y2 |
| 数量 | #5 | 电话 | 13812345678 |";
    assert!(forms_of(vec![sheet("Sheet1", drawing)]).0.is_empty());
}

#[test]
fn values_below_labels_are_one_card() {
    let drawing = "
| 客户概要信息登记表 |
| 客户名称 | 地址 | 企业性质 |
| 甲公司 | 河北省石家庄市槐安路1号 | 民营 |
| 电话号码 | 注册资本 | 法人代表 |
| 0311-87654321 | 500万元 | 张三 |";
    let found = recognise(&book(vec![sheet("Sheet1", drawing)]), Forms::built_in());
    assert_eq!(found.blocks.len(), 1);
    assert!(!found.blocks[0].list);
    assert_eq!(found.blocks[0].header.len(), 2);
}

#[test]
fn a_table_inside_a_card_is_no_list() {
    let drawing = "
| 顾客反馈登记表 |
| 客户名称 | 甲公司 | 接收日期 | 2026-3-5 |
| 接收人 | 李四 | 反馈类别 | 产品 |
| 产品名称 | 规格 | 批号 | 数量 |
| 电机 | Y2 | B1 | #5 |
| 异常描述 | 漏油 | 情节 | 一般 |";
    let found = recognise(&book(vec![sheet("Sheet1", drawing)]), Forms::built_in());
    assert_eq!(found.blocks.len(), 1);
    assert!(!found.blocks[0].list);
    assert_eq!(found.blocks[0].header.len(), 1);
}

#[test]
fn a_two_level_header_is_joined() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 合同金额 | 年初 | 年末 | |
| | | | 应收账款 | 应收账款 | 到期应收额 |
| 甲公司 | 2025 | #100 | #3 | #5 | #9 |";
    let drawn = merged(
        sheet("Sheet1", drawing),
        &["A2:A3", "B2:B3", "C2:C3", "E2:F2"],
    );
    let found = recognise(&book(vec![drawn]), Forms::built_in());
    let header = &found.blocks[0].header[0];
    assert_eq!((header.first_row, header.last_row), (1, 2));
    let of = |col: u32| {
        let c = header.columns.iter().find(|c| c.col == col).unwrap();
        (
            c.field
                .and_then(|f| found.blocks[0].form.fields.get(f))
                .map(|f| f.key.as_str()),
            c.text.clone(),
        )
    };
    assert_eq!(
        of(4),
        (Some("year_end_receivable"), "年末 应收账款".to_owned())
    );
    assert_eq!(of(3).0, None);
    assert_eq!(of(5).0, Some("due_amount"));
}

#[test]
fn a_sheet_full_of_labels_is_too_much_to_look_at() {
    let drawing = "| 客户名称 | 地址 | 邮编 |\n".repeat(4);
    let workbook = book(vec![sheet("Sheet1", &drawing), sheet("Sheet2", &drawing)]);
    let limits = |labels| crate::grid::Limits {
        labels,
        ..crate::grid::Limits::default()
    };
    let forms = crate::forms::Forms::built_in();
    assert_eq!(recognise_within(&workbook, forms, &limits(24)).over, None);
    let found = recognise_within(&workbook, forms, &limits(23));
    assert_eq!(found.over, Some(crate::grid::Cap::Labels));
    assert!(found.blocks.is_empty());
}

/// 催收部门 says 办事处 on every line, and 办事处 is a label of the form, too: a word that stands
/// thousands of times in a column is what people fill in.
#[test]
fn a_column_of_one_word_is_no_column_of_labels() {
    let mut drawing = String::from(
        "| 应收账款账龄登记表 |\n| 截止日期 | 2026-02-28 |\n| 客户名称 | 合同编号 | 发货日期 | 合同金额 | 已收金额 | 催收部门 |\n",
    );
    for line in 0..2_100 {
        drawing.push_str(&format!(
            "| 甲公司 | H{line} | 2026-01-05 | 8 | 0 | 办事处 |\n"
        ));
    }
    let workbook = book(vec![sheet("账", &drawing)]);
    let few = Limits {
        labels: 2_050,
        ..Limits::default()
    };
    let found = recognise_within(&workbook, Forms::built_in(), &few);
    assert_eq!(found.over, None);
    let [block] = found.blocks.as_slice() else {
        panic!("{:?}", found.blocks.len());
    };
    assert_eq!(block.form.id, "ar_ageing");
    assert_eq!(block.header.len(), 1);
    assert!(block.labels.len() < 10, "{}", block.labels.len());
}
