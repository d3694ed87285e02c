//! The supplier form's rules are read whole, and each kind of fault is named at its cell.
//!
//! The rule table's header stands in row 4: 质量得分 in rows 5–8, 交货得分 9–11, 价格得分 12–14,
//! 服务得分 15–17, 总分 18, 等级 19–23, 采购建议 24–27, 下次评价 28–29, the steps 30 and 31.

use super::testing::{RULES, supplier, supplier_with};
use crate::findings::Severity;
use crate::policy::{Policy, Tables};

fn one(tables: Tables, code: &str, cell: &str, word: &str) {
    let found = match Policy::from_tables(tables) {
        Ok(policy) => policy.notes,
        Err(found) => found,
    };
    let hit = found.iter().any(|f| {
        f.code == code
            && f.severity == Severity::Error
            && f.sheet.as_deref() == Some(RULES)
            && f.cell.unwrap().to_string() == cell
            && f.message.contains(word)
    });
    assert!(hit, "no {code} at {cell} with {word} in {found:#?}");
}

#[test]
fn the_supplier_form_is_a_policy_without_faults() {
    let policy = Policy::from_tables(supplier()).unwrap();
    assert_eq!(policy.notes, []);
    let rules = policy.rules_of("供应商评价表").unwrap();
    let names: Vec<&str> = rules.rules.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "质量得分",
            "交货得分",
            "价格得分",
            "服务得分",
            "总分",
            "等级",
            "采购建议",
            "下次评价",
            "通知供应商整改",
            "复查整改结果"
        ]
    );
    let first = &rules.rules[0].rows[1];
    assert_eq!(
        first.cite.line(),
        "供应商评价规则!I6 质量得分:合格率≥95%且<98% → 30分"
    );
    assert_eq!(first.cite.clause, "采购办法 3.1");
}

#[test]
fn a_row_that_cannot_be_read_is_said_once_and_nothing_is_concluded_from_it() {
    // 等级 looks at points; a bound in per cent loses its row, and with it one of its words, which
    // 采购建议 and the steps name.
    for cell in ["F20", "F21"] {
        let found = Policy::from_tables(supplier_with(&[(cell, "90%")])).unwrap_err();
        let places: Vec<String> = found.iter().map(|f| f.cell.unwrap().to_string()).collect();
        assert_eq!(places, [cell], "{found:#?}");
        assert!(found[0].message.contains("常规"), "{}", found[0].message);
    }
}

#[test]
fn gaps_overlaps_and_hidden_rows_are_named_at_the_very_end_points() {
    one(
        supplier_with(&[("H6", "97%")]),
        "E-POLICY-GAP",
        "F5",
        "97.5%",
    );
    one(
        supplier_with(&[("H6", "99%")]),
        "E-POLICY-OVERLAP",
        "F5",
        "98%",
    );
    one(
        supplier_with(&[("G6", "≤")]),
        "E-POLICY-OVERLAP",
        "F5",
        "98%",
    );
    one(supplier_with(&[("E5", ">")]), "E-POLICY-GAP", "F5", "98%");
    one(supplier_with(&[("H23", "50")]), "E-POLICY-GAP", "F22", "55");
    one(
        supplier_with(&[("D16", "好")]),
        "E-POLICY-HIDDEN",
        "A16",
        "A15",
    );
    one(
        supplier_with(&[("D12", "其他")]),
        "E-POLICY-HIDDEN",
        "A13",
        "A12",
    );
    // The exception of a serious fault names both answers: no points are looked at any more.
    one(
        supplier_with(&[("D19", "是、否")]),
        "E-POLICY-HIDDEN",
        "A20",
        "A19",
    );
}

#[test]
fn what_no_row_looks_after_is_named() {
    one(
        supplier_with(&[("D14", "低于市场")]),
        "E-POLICY-RULE-LEFT",
        "D14",
        "高于市场",
    );
    one(
        supplier_with(&[("D27", "C")]),
        "E-POLICY-RULE-LEFT",
        "D27",
        "「D」",
    );
    // 年采购额 may be left blank.
    let blank = [
        ("C15", "年采购额"),
        ("D15", ""),
        ("C16", "年采购额"),
        ("D16", ""),
        ("E16", "≥"),
        ("F16", "0"),
        ("C17", "年采购额"),
        ("D17", ""),
        ("G17", "<"),
        ("H17", "0"),
    ];
    one(supplier_with(&blank), "E-POLICY-HIDDEN", "A16", "A15");
    one(
        supplier_with(&blank),
        "E-POLICY-RULE-LEFT",
        "D17",
        "空着的时候",
    );
}

#[test]
fn what_a_row_gets_wrong_is_named_at_its_cell() {
    for (change, cell, word) in [
        (&[("F5", "98")][..], "F5", "百分比"),
        (&[("F20", "90%")], "F20", "却是 90%"),
        (&[("I5", "四十")], "I5", "写一个数"),
        (&[("I20", "")], "I20", "空着"),
        (&[("D12", "便宜")], "D12", "便宜"),
        (&[("D12", ""), ("F12", "5")], "F12", "不是数"),
        (&[("C18", "质量得分、价格水平")], "C18", "加不起来"),
        (&[("C18", "")], "C18", "加哪几项"),
        (&[("C12", "")], "C12", "没写依据"),
        (&[("F12", "5")], "D12", "只能写一样"),
        (&[("D5", "高"), ("E5", ""), ("F5", "")], "D5", "写上下限"),
        (&[("B6", "等级")], "B6", "不一样"),
        (&[("A5", "合格率"), ("A6", "合格率")], "A5", "同名"),
        (&[("J28", "年采购额")], "J28", "不是日期"),
        (&[("J28", "首次供货日期")], "J28", "可以空着"),
        (&[("J28", "")], "J28", "从哪天"),
        (&[("K28", "")], "K28", "加几天"),
        (&[("L28", "")], "L28", "工作日"),
        (&[("M30", "")], "M30", "由谁"),
        (&[("J5", "评价日期")], "J5", "用不到"),
        (&[("I28", "A")], "I28", "用不到"),
        (&[("I18", "100")], "I18", "用不到"),
        (&[("E12", "≥")], "F12", "却没写"),
        (&[("J31", "复查整改结果")], "J31", "上面的期限"),
        (
            &[
                ("B24", "等级"),
                ("B25", "等级"),
                ("B26", "等级"),
                ("B27", "等级"),
            ],
            "B24",
            "第二个等级",
        ),
        (&[("F20", "101"), ("H21", "101")], "F20", "最多只有 100"),
    ] {
        one(supplier_with(change), "E-POLICY-RULE", cell, word);
    }
    one(
        supplier_with(&[("C24", "评级")]),
        "E-POLICY-RULE-SOURCE",
        "C24",
        "评级",
    );
    // A rule looks only at rules above it, so that none goes in circles.
    one(
        supplier_with(&[("C5", "总分")]),
        "E-POLICY-RULE-SOURCE",
        "C5",
        "总分",
    );
    one(
        supplier_with(&[("M30", "采办部")]),
        "E-POLICY-UNKNOWN",
        "M30",
        "采办部",
    );
}

#[test]
fn a_rule_table_that_is_not_there_is_named_where_the_form_names_it() {
    let mut tables = supplier();
    tables.tables.retain(|t| t.sheet != RULES);
    let found = Policy::from_tables(tables).unwrap_err();
    let hit = found
        .iter()
        .find(|f| f.code == "E-POLICY-RULE-SHEET")
        .unwrap();
    let row = 4 + crate::forms::Forms::built_in().len() + 1;
    assert_eq!(hit.cell.unwrap().to_string(), format!("E{row}"));
    assert!(hit.message.contains(RULES));
    let mut tables = supplier();
    for table in &mut tables.tables {
        if table.sheet == "表单" {
            let mut cells = table.rows.iter_mut().flat_map(|r| &mut r.cells);
            cells.find(|c| c.text == RULES).unwrap().text = "等级".to_owned();
        }
    }
    let found = Policy::from_tables(tables).unwrap_err();
    let hit = found
        .iter()
        .find(|f| f.code == "E-POLICY-RULE-SHEET")
        .unwrap();
    assert!(hit.message.contains("程序自带"));
}
