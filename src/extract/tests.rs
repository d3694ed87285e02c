//! One test for each line of the cells and lists that people hand in.

mod layouts;

use super::*;
use crate::domain::cell::CellRef;
use crate::domain::reading::Missing;
use crate::forms::Forms;
use crate::grid::{CheckBox, Sheet, SymbolFont};
use crate::policy::Policy;
use crate::recognise::recognise;
use crate::recognise::testing::{book, cell, merged, sheet};

fn read(sheets: Vec<Sheet>) -> Extracted<'static> {
    read_within(sheets, &Limits::default())
}

fn read_within(sheets: Vec<Sheet>, limits: &Limits) -> Extracted<'static> {
    let workbook = book(sheets);
    let recognised = recognise(&workbook, Forms::built_in());
    let today = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
    let rules = Policy::built_in().reading.clone();
    extract(&workbook, &recognised, &rules, today, limits)
}

fn one(sheet: Sheet) -> Record<'static> {
    let mut done = read(vec![sheet]);
    assert_eq!(done.records.len(), 1, "{:?}", done.findings);
    done.records.remove(0)
}

/// Value (or state) and cell of a field.
fn of(record: &Record<'_>, key: &str) -> (String, String) {
    let f = record.field(key).unwrap();
    let words = match &f.reading {
        Reading::Value(v) => v.normalised(),
        Reading::Missing(Missing::NoLabel) => "no label".into(),
        Reading::Missing(Missing::Blank) => "blank".into(),
        Reading::Missing(Missing::Placeholder) => "placeholder".into(),
        Reading::Unreadable => "unreadable".into(),
    };
    (words, f.cell.map(|c| c.to_string()).unwrap_or_default())
}

fn is(record: &Record<'_>, key: &str, value: &str, at: &str) {
    assert_eq!(
        of(record, key),
        (value.to_owned(), at.to_owned()),
        "{key} {:?}",
        record.findings
    );
}

fn codes(record: &Record<'_>) -> Vec<String> {
    record.findings.iter().map(|f| f.code.clone()).collect()
}

const CARD: &str = "
| 客户概要信息登记表 |
| 客户名称 | 甲电气有限公司 | 地 址 | 河北省石家庄市槐安路1号 |
| 企业性质 | 民营 | 邮 编 | 050000 |
| 电 话 | 0311-87654321 | 注册资本 | 500万元 |
| 经营范围 | 电机 |
| 填表人:李四 | | 审核：王强 2026.3.5 |";

#[test]
fn a_card_as_printed() {
    let r = one(sheet("Sheet1", CARD));
    is(&r, "customer_name", "甲电气有限公司", "B2");
    is(&r, "address", "河北省石家庄市槐安路1号", "D2");
    is(&r, "postcode", "050000", "D3");
    is(&r, "registered_capital", "500", "D4");
    is(&r, "filled_by", "李四", "A6");
    is(&r, "reviewed_by", "王强", "C6");
    is(&r, "fax", "no label", "");
    let day = r.extras.iter().find(|e| e.label == "审核日期").unwrap();
    assert_eq!(day.raw.as_deref(), Some("2026.3.5"));
}

#[test]
fn the_report_keeps_the_definitions_order_and_adds_strange_labels() {
    let r = one(sheet(
        "Sheet1",
        &format!("{CARD}\n| 客户经理 | 赵六 | 微信号： | wx1 |"),
    ));
    let all = field_reports(&r);
    assert_eq!(all[0].label, "客户名称");
    assert_eq!(all[0].value.as_deref(), Some("甲电气有限公司"));
    let capital = all.iter().find(|f| f.label == "注册资本").unwrap();
    assert_eq!(
        (capital.unit.as_deref(), capital.raw.as_deref()),
        (Some("万元"), Some("500万元"))
    );
    let extras: Vec<_> = all
        .iter()
        .filter(|f| f.extra)
        .map(|f| (f.label.as_str(), f.raw.as_deref().unwrap()))
        .collect();
    assert!(extras.contains(&("客户经理", "赵六")), "{extras:?}");
    assert!(extras.contains(&("微信号", "wx1")), "{extras:?}");
}

#[test]
fn value_below_and_in_the_labels_own_cell() {
    let r = one(sheet(
        "Sheet1",
        "
| 客户概要信息登记表 |
| 客户名称 | 地址 | 企业性质 |
| 甲电气有限公司 | 河北省石家庄市槐安路1号 | 民营 |
| 电话：0311-87654321 | 注册资本(万元)：500 | 邮 编: |",
    ));
    is(&r, "customer_name", "甲电气有限公司", "A3");
    is(&r, "ownership", "民营", "C3");
    is(&r, "phone", "0311-87654321", "A4");
    is(&r, "registered_capital", "500", "B4");
    // A colon with nothing behind it: the empty cell to the right is where people fill it in.
    is(&r, "postcode", "blank", "D4");
}

#[test]
fn value_right_of_a_merged_label_and_over_blank_cells() {
    let drawn = merged(
        sheet(
            "Sheet1",
            "
| 客户概要信息登记表 |
| 客户名称 | | 甲电气有限公司 | | 地址 | 河北省石家庄市槐安路1号 |
| 企业性质 | | 民营 | | 电话 | 0311-87654321 |
| 法人代表 | | 张三 | | 注册资本 | |",
        ),
        &["A1:F1", "A2:B2", "C2:D2"],
    );
    let r = one(drawn);
    is(&r, "customer_name", "甲电气有限公司", "C2");
    is(&r, "ownership", "民营", "C3");
    is(&r, "legal_representative", "张三", "C4");
    is(&r, "registered_capital", "blank", "F4");
}

#[test]
fn a_blank_field_does_not_take_its_neighbour() {
    let r = one(sheet(
        "Sheet1",
        "
| 客户概要信息登记表 |
| 客户名称 | 甲电气有限公司 | 地址 | 河北省石家庄市槐安路1号 |
| 企业性质 | | 电话 | |
| 注册资本 | | 法人代表 | 张三 |",
    ));
    is(&r, "ownership", "blank", "B3");
    is(&r, "phone", "blank", "D3");
    is(&r, "registered_capital", "blank", "B4");
}

#[test]
fn a_value_that_is_a_labels_word_stays_a_value() {
    let r = one(sheet(
        "Sheet1",
        "
| 顾客反馈登记表 |
| 客户名称 | 甲公司 | 接收日期 | 2026-3-5 |
| 反馈类别 | 产品 | 产品名称 | 电机 |
| 反馈方式 | 电话 | 联系电话 | 13812345678 |
| 情节 | 一般 | 接收人 | 李四 |",
    ));
    is(&r, "causes", "产品", "B3");
    is(&r, "product", "电机", "D3");
    is(&r, "channel", "电话", "B4");
    is(&r, "phone", "13812345678", "D4");
    is(&r, "severity", "一般", "B5");
}

#[test]
fn two_labels_in_one_cell_split_at_the_digits() {
    let r = one(sheet(
        "Sheet1",
        "
| 客户概要信息登记表 |
| 客户名称 | 甲电气有限公司 | 企业性质 | 民营 |
| 地址、电话 | 河北省石家庄市槐安路1号 0311-87654321 | | |
| 开户行及账号 | 工商银行石家庄裕华支行 0402020909300012345 | | |",
    ));
    is(&r, "address", "河北省石家庄市槐安路1号", "B3");
    is(&r, "phone", "0311-87654321", "B3");
    is(&r, "bank_rmb", "工商银行石家庄裕华支行", "B4");
    is(&r, "account_rmb", "0402020909300012345", "B4");
}

#[test]
fn the_second_account_behind_the_foreign_bank() {
    let r = one(sheet(
        "Sheet1",
        "
| 客户概要信息登记表 |
| 客户名称 | 甲电气有限公司 | 企业性质 | 民营 |
| 开户银行(人民币) | 工商银行裕华支行 | 账号 | 0402020909300012345 |
| 开户银行(外币) | 中国银行裕华支行 | 账号 | 100200300400 |",
    ));
    is(&r, "account_rmb", "0402020909300012345", "D3");
    is(&r, "account_fx", "100200300400", "D4");
}

#[test]
fn ticks_of_every_kind() {
    for (drawn, value) in [
        ("□国有 □民营√ □外商独资", "民营"),
        ("√国有 □集体", "国有"),
        ("☑国有 □集体", "国有"),
        ("■国有 □集体", "国有"),
    ] {
        let r = one(sheet(
            "Sheet1",
            &CARD.replace("| 民营 |", &format!("| {drawn} |")),
        ));
        is(&r, "ownership", value, "B3");
    }
}

#[test]
fn options_each_in_its_own_cell() {
    let r = one(sheet(
        "Sheet1",
        "
| 客户概要信息登记表 |
| 客户名称 | 甲电气有限公司 |
| 企业性质 | □国有 | ☑民营 | □集体 |
| 电话 | 0311-87654321 |
| 法人代表 | 张三 |",
    ));
    is(&r, "ownership", "民营", "B3");
}

#[test]
fn symbol_fonts_are_kept_through_the_labels_own_cell() {
    let mut drawn = sheet(
        "Sheet1",
        &CARD.replace("| 企业性质 | 民营 |", "| 企业性质:R国有 £民营 | |"),
    );
    let at: crate::domain::cell::CellRef = "A3".parse().unwrap();
    let text = "企业性质:R国有 £民营";
    let c = drawn.cells.get_mut(&at).unwrap();
    let tick = text.find('R').unwrap();
    let empty = text.find('£').unwrap();
    c.symbol_runs = vec![
        (tick, tick + 1, SymbolFont::Wingdings2),
        (empty, empty + 2, SymbolFont::Wingdings2),
    ];
    is(&one(drawn), "ownership", "国有", "A3");
}

#[test]
fn check_boxes_of_form_controls_are_read() {
    let mut drawn = sheet("Sheet1", &CARD.replace("| 民营 |", "| |"));
    for (col, label, ticked) in [(1, "国有", false), (1, "民营", true)] {
        drawn.check_boxes.push(CheckBox {
            at: crate::domain::cell::CellRef::new(2, col),
            label: label.into(),
            ticked,
            radio: false,
        });
    }
    is(&one(drawn), "ownership", "民营", "B3");
}

#[test]
fn an_empty_date_frame_is_blank() {
    let r = one(sheet(
        "Sheet1",
        &format!("{CARD}\n| 填表日期 | 2026年  月  日 |"),
    ));
    is(&r, "filled_on", "blank", "B7");
}

#[test]
fn the_same_label_twice_with_two_values_is_asked_about() {
    let r = one(sheet("Sheet1", &format!("{CARD}\n| 经营范围 | 水泵 |")));
    assert!(codes(&r).contains(&"E-LABEL-TWICE".into()));
    let r = one(sheet("Sheet1", &format!("{CARD}\n| 经营范围 | 电机 |")));
    assert!(!codes(&r).contains(&"E-LABEL-TWICE".into()));
}

#[test]
fn a_note_on_units_reaches_the_amounts() {
    let r = one(sheet(
        "Sheet1",
        &CARD.replace("| 500万元 |", "| #5000000 |").replace(
            "| 客户概要信息登记表 |",
            "| 客户概要信息登记表 | | | 单位:元 |",
        ),
    ));
    is(&r, "registered_capital", "500", "D4");
    assert!(
        codes(&r).contains(&"W-UNIT-NOTE".into()),
        "{:?}",
        r.findings
    );
    let note = r.findings.iter().find(|f| f.code == "W-UNIT-NOTE").unwrap();
    assert!(
        note.message.contains("表右上角(D1)注明「单位:元」"),
        "{}",
        note.message
    );
}

#[test]
fn a_unit_in_the_cell_behind_the_value() {
    let r = one(sheet(
        "Sheet1",
        &CARD.replace("| 500万元 |", "| #5000000 | 元 |"),
    ));
    is(&r, "registered_capital", "500", "D4");
}

#[test]
fn comments_colours_and_pictures_are_noted() {
    let mut drawn = sheet("Sheet1", CARD);
    let at: crate::domain::cell::CellRef = "B2".parse().unwrap();
    drawn.comments.push((at, "同意".into()));
    drawn.pictures = 1;
    drawn.cells.get_mut(&at).unwrap().coloured = true;
    drawn.cells.get_mut(&at).unwrap().struck = true;
    let done = read(vec![drawn]);
    let notes: Vec<&str> = done.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(notes, ["I-COMMENT", "I-COLOURS", "I-PICTURES"]);
    assert!(codes(&done.records[0]).contains(&"W-STRUCK".into()));
}

const LIST: &str = "
| 2025年度客户评分表 | | | | | 单位：万元 |
| 序号 | 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 平均溢价率(%) | 战略影响 | 评估人 | 备注 |
| #1 | 甲公司 | 2025 | #100 | #5 | #12 | 一般 | 刘洋 | 老客户 |
| #2 | 乙公司 | 2025 | #200 | #15 | #10 | 一般 | 同上 | |
| | 小计 | | #300 | #20 | | | | |
| #3 | 丙公司 | 2025 | #50 | #1 | #8 | 零星 | 〃 | |
| #4 | | | | | | | | |
| #5 | | =  | =0 | | | | | |
| | 合计 | | #350 | #21 | | | | |
| 注:以上含税 | | | | | | | | |
| 制表:张三 审核:李四 | | | | | | | | |";

fn list(drawing: &str) -> Extracted<'static> {
    read(vec![sheet("Sheet1", drawing)])
}

#[test]
fn a_list_as_offices_keep_it() {
    let done = list(LIST);
    let names: Vec<_> = done
        .records
        .iter()
        .map(|r| (r.row, r.customer().unwrap().to_owned()))
        .collect();
    assert_eq!(
        names,
        [
            (Some(2), "甲公司".into()),
            (Some(3), "乙公司".into()),
            (Some(5), "丙公司".into())
        ]
    );
    is(&done.records[0], "annual_amount", "100", "D3");
    is(&done.records[0], "premium", "12", "F3");
    // 同上 takes the row above, with its source cell; not across 小计.
    is(&done.records[1], "assessor", "刘洋", "H3");
    assert!(codes(&done.records[2]).contains(&"E-SAME-AS-NOTHING".into()));
    // The foot belongs to every record.
    is(&done.records[1], "filled_by", "张三", "A11");
    is(&done.records[1], "reviewed_by", "李四", "A11");
    assert_eq!(done.records[0].extras[0].label, "备注");
    let line = done
        .findings
        .iter()
        .find(|f| f.code == "I-LIST-ROWS")
        .unwrap();
    assert!(line.message.contains("共读取 3 行"), "{}", line.message);
    assert!(line.message.contains("2 行没有填写"), "{}", line.message);
    assert!(line.message.contains("2 行合计、小计"), "{}", line.message);
    assert!(line.message.contains("2 行说明、签字"), "{}", line.message);
}

#[test]
fn customers_merged_or_blank_are_filled_down_and_amounts_never() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | 2023 | #100 | #5 | 一般 |
| | 2024 | | #6 | 一般 |
| | 2025 | #120 | #7 | 一般 |
| | 2026 | #130 | #8 | 一般 |";
    let done = read(vec![merged(sheet("Sheet1", drawing), &["A3:A5", "C3:C4"])]);
    assert_eq!(done.records.len(), 4);
    for r in &done.records {
        is(r, "customer_name", "甲公司", "A3");
    }
    is(&done.records[1], "annual_amount", "blank", "C4");
    assert!(codes(&done.records[1]).contains(&"E-MERGED-MEASURE".into()));
    assert!(codes(&done.records[3]).contains(&"I-FILLED-DOWN".into()));
}

#[test]
fn the_head_of_a_list_serves_all_rows() {
    let done = list(
        "
| 客户评分表 |
| 年度：2025 | 办事处：石家庄 |
| 客户名称 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | #100 | #5 | 一般 |
| 乙公司 | #100 | #5 | 一般 |",
    );
    for r in &done.records {
        is(r, "period", "2025", "A2");
        is(r, "office", "石家庄", "B2");
    }
}

#[test]
fn the_year_of_the_title_serves_where_none_is_given() {
    let done = list(
        "
| 2025年度客户评分表 |
| 客户名称 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | #100 | #5 | 一般 |",
    );
    is(&done.records[0], "period", "2025", "A1");
    assert!(codes(&done.records[0]).contains(&"I-PERIOD-TITLE".into()));
}

#[test]
fn the_year_of_the_title_is_not_named_where_rows_have_their_own() {
    let done = list(
        "
| 2025年度客户评分表 |
| 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | 2025 | #100 | #5 | 一般 |
| 乙公司 | 2024 | #100 | #5 | 一般 |",
    );
    for record in &done.records {
        assert!(!codes(record).contains(&"I-PERIOD-TITLE".into()));
    }
}

#[test]
fn a_card_headed_with_another_year_is_asked_about() {
    let record = one(sheet(
        "Sheet1",
        "
| 2024年度客户评分表 |
| 客户名称 | 甲公司 | 年度 | 2025 |
| 年度合同金额 | 100万元 | 战略影响 | 一般 |",
    ));
    let asked = record.findings.iter().find(|f| f.code == "E-TITLE-YEAR");
    assert_eq!(
        asked.and_then(|f| f.cell).map(|c| c.to_string()),
        Some("D2".into())
    );
}

#[test]
fn a_group_over_columns_gives_them_its_unit_and_its_name() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 金额(万元) | | 战略影响 | 评估 | |
| | | 年度合同金额 | 年终应收账款 | 级别 | 评估人 | 评估人职务 |
| 甲公司 | 2025 | #100 | #5 | 一般 | 王强 | 总经理 |";
    let done = read(vec![merged(
        sheet("Sheet1", drawing),
        &["A2:A3", "B2:B3", "C2:D2", "F2:G2"],
    )]);
    let record = &done.records[0];
    is(record, "strategic_level", "一般", "E4");
    is(record, "annual_amount", "100", "C4");
    assert!(
        !codes(record).contains(&"W-UNIT-ASSUMED".into()),
        "{:?}",
        codes(record)
    );
}

#[test]
fn several_years_side_by_side() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 2024年合同金额 | 2025年合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | 2025 | #100 | #120 | #5 | 一般 |
| 乙公司 | 2023 | #100 | #120 | #5 | 一般 |";
    let done = list(drawing);
    is(&done.records[0], "annual_amount", "120", "D3");
    assert!(codes(&done.records[0]).contains(&"I-PERIOD-COLUMN".into()));
    is(&done.records[1], "annual_amount", "unreadable", "C4");
    let asked = done.records[1]
        .findings
        .iter()
        .find(|f| f.code == "E-PERIOD-COLUMN")
        .unwrap();
    assert!(
        asked.message.contains("2024年合同金额、2025年合同金额"),
        "{}",
        asked.message
    );
}

#[test]
fn months_side_by_side_are_never_added_up() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 合同金额 | | | 年终应收账款 | 战略影响 |
| | | 1月 | 2月 | 3月 | | |
| 甲公司 | 2025 | #100 | #120 | #5 | #5 | 一般 |";
    let done = read(vec![merged(
        sheet("Sheet1", drawing),
        &["A2:A3", "B2:B3", "C2:E2", "F2:F3", "G2:G3"],
    )]);
    is(&done.records[0], "annual_amount", "unreadable", "C4");
    assert!(codes(&done.records[0]).contains(&"E-PERIOD-COLUMN".into()));
    is(&done.records[0], "year_end_receivable", "5", "F4");
}

#[test]
fn hidden_rows_are_judged_and_said_first() {
    let mut drawn = sheet("Sheet1", LIST);
    drawn.hidden_rows.insert(3);
    let done = read(vec![drawn]);
    assert_eq!(done.records.len(), 3);
    let line = done
        .findings
        .iter()
        .find(|f| f.code == "I-LIST-ROWS")
        .unwrap();
    assert!(
        line.message.starts_with("有 1 行被隐藏"),
        "{}",
        line.message
    );
}

#[test]
fn hidden_columns_count_only_without_a_visible_twin() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 年度合同金额 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | 2025 | #100 | #120 | #5 | 一般 |";
    let mut drawn = sheet("Sheet1", drawing);
    drawn.hidden_cols.extend([2, 4]);
    let done = read(vec![drawn]);
    is(&done.records[0], "annual_amount", "120", "D3");
    is(&done.records[0], "year_end_receivable", "5", "E3");
}

#[test]
fn a_struck_row_is_asked_about() {
    let mut drawn = sheet("Sheet1", LIST);
    drawn.cells.get_mut(&"B3".parse().unwrap()).unwrap().struck = true;
    let done = read(vec![drawn]);
    assert!(codes(&done.records[0]).contains(&"E-STRUCK-ROW".into()));

    let mut drawn = sheet("Sheet1", LIST);
    for cell in drawn
        .cells
        .range_mut(CellRef::new(2, 0)..CellRef::new(3, 0))
    {
        cell.1.struck = true;
    }
    let done = read(vec![drawn]);
    let asked = codes(&done.records[0]);
    let asked = asked.iter().filter(|c| *c == "E-STRUCK-ROW").count();
    assert_eq!(asked, 1, "a row is one question");
}

#[test]
fn a_list_without_a_record_says_so() {
    let done = list(
        "
| 客户评分表 |
| 序号 | 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 战略影响 |
| #1 | | | | | |
| #2 | | | =0 | | |",
    );
    assert!(done.records.is_empty());
    assert!(done.findings.iter().any(|f| f.code == "E-LIST-EMPTY"));
}

#[test]
fn a_header_printed_again_is_no_record() {
    let done = list(
        "
| 客户评分表 |
| 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | 2025 | #100 | #5 | 一般 |
| 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 乙公司 | 2025 | #100 | #5 | 一般 |",
    );
    assert_eq!(
        done.records
            .iter()
            .map(|r| r.customer().unwrap())
            .collect::<Vec<_>>(),
        ["甲公司", "乙公司"]
    );
}

#[test]
fn a_cell_without_text_never_panics() {
    let mut drawn = sheet("Sheet1", CARD);
    drawn.merges.push(crate::domain::cell::CellRange::new(
        crate::domain::cell::CellRef::new(5, 0),
        crate::domain::cell::CellRef::new(u32::MAX, u32::MAX),
    ));
    drawn.cells.insert(
        crate::domain::cell::CellRef::new(u32::MAX, u32::MAX),
        cell("客户名称"),
    );
    let _ = read(vec![drawn]);
}

#[test]
fn a_list_beyond_any_of_its_caps_is_told_to_be_one() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 年度合同金额(万元) | 净资产(万元) |
| 甲公司 | 2025 | 100 | 20 |
| 乙公司 | 2025 | 100 | 20 |
| 丙公司 | 2025 | 100 | 20 |";
    let over = |limits: Limits| read_within(vec![sheet("Sheet1", drawing)], &limits).over;
    let whole = Limits::default();
    assert_eq!(over(whole.clone()), None);
    let (records, list_rows) = (3, 3);
    let enough = Limits {
        records,
        list_rows,
        ..whole.clone()
    };
    assert_eq!(over(enough), None);
    for tight in [
        Limits {
            records: 2,
            ..whole.clone()
        },
        Limits {
            list_rows: 2,
            ..whole.clone()
        },
        Limits {
            readings: 20,
            ..whole
        },
    ] {
        assert_eq!(over(tight), Some(Cap::Records));
    }
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
