//! One test for each line of the cells, and below of the lists, that people hand in.

mod grading;
mod layouts;
mod lists;

use super::*;
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
    ]
    .into();
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
