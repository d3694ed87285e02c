//! The built-in forms come back from their sheets unchanged, and what managers get wrong is named
//! at its cell.

use crate::findings::{Finding, Severity};
use crate::forms::Forms;
use crate::policy::{Policy, Table, Tables};

/// The built-in tables with rows put below those of some sheets.
fn with(rows: &[(&str, &[&str])]) -> Tables {
    let mut tables = Tables::built_in();
    for (sheet, row) in rows {
        let table = tables
            .tables
            .iter_mut()
            .find(|t| t.sheet == *sheet)
            .unwrap();
        let mut texts: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|r| r.cells.iter().map(|c| c.text.clone()).collect())
            .collect();
        texts.push(row.iter().map(|t| (*t).to_owned()).collect());
        *table = Table::laid_out(table.schema, &texts);
    }
    tables
}

/// What is wrong with a policy of these further rows: code, place, message.
fn wrong(rows: &[(&str, &[&str])]) -> Vec<Finding> {
    match Policy::from_tables(with(rows)) {
        Ok(policy) => policy.notes,
        Err(found) => found,
    }
}

/// A row of 表单 and one of 字段 that are right.
const FORM: (&str, &[&str]) = (
    "表单",
    &[
        "供应商评价表",
        "",
        "",
        "只登记",
        "",
        "供应商名称",
        "供应商名称",
    ],
);
const NAME: (&str, &[&str]) = (
    "字段",
    &["供应商评价表", "供应商名称", "", "", "文字", "", "是"],
);

fn one(rows: &[(&str, &[&str])], code: &str, place: &str, word: &str) {
    let found = wrong(rows);
    let fits = |f: &&Finding| {
        f.code == code
            && f.message.contains(word)
            && f.severity == Severity::Error
            && place == format!("{}!{}", f.sheet.as_deref().unwrap_or(""), f.cell.unwrap())
    };
    let hit = found.iter().find(fits);
    let hit = hit.unwrap_or_else(|| panic!("no {code} at {place} with {word} in {found:#?}"));
    assert!(!hit.fix.is_empty());
}

#[test]
fn the_built_in_forms_come_back_from_their_sheets() {
    let policy = Policy::built_in();
    // Field by field first: the whole is too long to read.
    for (read, built_in) in policy.forms.iter().zip(Forms::built_in().iter()) {
        for (field, own) in read.fields.iter().zip(&built_in.fields) {
            assert_eq!(field, own, "{}", built_in.id);
        }
        assert_eq!(read, built_in);
    }
    assert_eq!(policy.forms.len(), Forms::built_in().len());
}

#[test]
fn a_form_of_rows_is_a_form_like_any_other() {
    let tables = with(&[
        FORM,
        NAME,
        (
            "字段",
            &[
                "供应商评价表",
                "合格率",
                "",
                "质量合格率",
                "百分比",
                "",
                "是",
            ],
        ),
        ("字段", &["供应商评价表", "到货日期", "", "", "日期"]),
        ("字段", &["供应商评价表", "签约日期", "", "", "日期"]),
        (
            "字段关系",
            &["供应商评价表", "到货日期", "不早于", "签约日期、审核当天"],
        ),
    ]);
    let policy = Policy::from_tables(tables).unwrap();
    assert_eq!(policy.notes, []);
    let form = policy.forms.get("供应商评价表").unwrap();
    assert_eq!(form.record_key, ["供应商名称"]);
    assert_eq!(form.customer_field.as_deref(), Some("供应商名称"));
    let share = form.field("合格率").unwrap();
    assert_eq!(share.unit, Some(crate::forms::Unit::Percent));
    assert_eq!(share.hint, "写明 %,如 12%");
    assert_eq!(form.relations[0].others, ["签约日期", "审核当天"]);
}

#[test]
fn what_managers_get_wrong_is_named_at_its_cell() {
    // The built-in forms stand in 表单 from row 5 on: the manager's follow them.
    let form_row =
        |column: &str, n: usize| format!("表单!{column}{}", 4 + Forms::built_in().len() + n);
    let relations: usize = Forms::built_in().iter().map(|f| f.relations.len()).sum();
    let relation_row = |column: &str| format!("字段关系!{column}{}", 4 + relations + 1);
    let fields = Forms::built_in()
        .iter()
        .map(|f| f.fields.len())
        .sum::<usize>() as u32;
    let next = |n: u32| 4 + fields + n;
    one(
        &[("字段", &["供应商表", "名称", "", "", "文字"])],
        "E-POLICY-FORM",
        &format!("字段!A{}", next(1)),
        "供应商表",
    );
    one(
        &[FORM],
        "E-POLICY-FORM-EMPTY",
        &form_row("A", 1),
        "一个字段也没有",
    );
    one(
        &[FORM, ("字段", &["供应商评价表", "名称", "", "", "文字"])],
        "E-POLICY-FIELD",
        &form_row("F", 1),
        "供应商名称",
    );
    one(
        &[FORM, NAME, NAME],
        "E-POLICY-DUPLICATE",
        &format!("字段!A{}", next(2)),
        "同一项",
    );
    one(
        &[
            FORM,
            NAME,
            ("字段", &["供应商评价表", "供应商 名称:", "x", "", "文字"]),
        ],
        "E-POLICY-FIELD-SAME",
        &format!("字段!B{}", next(2)),
        "供应商名称",
    );
    one(
        &[
            FORM,
            NAME,
            ("字段", &["供应商评价表", "等级", "", "", "单选"]),
        ],
        "E-POLICY-CHOICES",
        &format!("字段!B{}", next(2)),
        "可选值",
    );
    one(
        &[
            FORM,
            ("字段", &["供应商评价表", "供应商名称", "", "", "文本"]),
        ],
        "E-POLICY-TYPE",
        &format!("字段!E{}", next(1)),
        "下列之一",
    );
    one(
        &[
            FORM,
            (
                "字段",
                &["供应商评价表", "供应商名称", "", "", "金额", "斤"],
            ),
        ],
        "E-POLICY-TYPE",
        &format!("字段!F{}", next(1)),
        "下列之一",
    );
    one(
        &[
            FORM,
            (
                "字段",
                &["供应商评价表", "供应商名称", "", "", "金额", "天"],
            ),
        ],
        "E-POLICY-UNIT",
        &format!("字段!F{}", next(1)),
        "金额",
    );
    let row: Vec<&str> = "供应商评价表 供应商名称 - - 数 - - - - - - - - ≥ 10 ≤ 5"
        .split(' ')
        .map(|t| if t == "-" { "" } else { t })
        .collect();
    one(
        &[FORM, ("字段", &row)],
        "E-POLICY-UNFILLABLE",
        &format!("字段!O{}", next(1)),
        "填不进去",
    );
    let mut row = vec!["供应商评价表", "供应商名称", "", "", "文字"];
    row.resize(17, "");
    row.push("查重");
    one(
        &[FORM, ("字段", &row)],
        "E-POLICY-CHECK",
        &format!("字段!R{}", next(1)),
        "程序没有",
    );
    row[17] = "不晚于当天";
    one(
        &[FORM, ("字段", &row)],
        "E-POLICY-CHECK",
        &format!("字段!R{}", next(1)),
        "类型",
    );
    row[17] = "评估人职务";
    one(
        &[FORM, ("字段", &row)],
        "E-POLICY-CHECK",
        &format!("字段!R{}", next(1)),
        "自带",
    );
    one(
        &[
            ("表单", &["客户评分登记表", "x", "", "只登记"]),
            ("字段", &["x", "名", "", "", "文字"]),
        ],
        "E-POLICY-FORM-SAME",
        &form_row("A", 1),
        "客户评分表",
    );
    one(
        &[("表单", &["供应商评价表", "", "客户 评分", "只登记"])],
        "E-POLICY-FORM-SAME",
        &form_row("C", 1),
        "同一个名称",
    );
    one(
        &[("表单", &["供应商/评价", "", "", "只登记"])],
        "E-POLICY-FORM-NAME",
        &form_row("A", 1),
        "「/」",
    );
    one(
        &[("表单", &["供应商评价表", "", "", "四项指标评分"]), NAME],
        "E-POLICY-PROCEDURE",
        &form_row("D", 1),
        "annual_amount",
    );
    one(
        &[("表单", &["供应商评价表", "", "", "规则表"]), NAME],
        "E-POLICY-PROCEDURE",
        &form_row("D", 1),
        "规则表",
    );
    one(
        &[("表单", &["供应商查询", "", "", "档案查询"]), NAME],
        "E-POLICY-PROCEDURE",
        &form_row("D", 1),
        "查询单",
    );
    one(
        &[
            FORM,
            NAME,
            ("可选值", &["供应商评价表", "供应商名称", "甲"]),
        ],
        "E-POLICY-CHOICE-IDLE",
        &last("可选值", 1, "B"),
        "文字",
    );
    one(
        &[
            FORM,
            NAME,
            (
                "字段关系",
                &["供应商评价表", "供应商名称", "不早于", "审核当天"],
            ),
        ],
        "E-POLICY-RELATION",
        &relation_row("C"),
        "不是日期",
    );
    one(
        &[
            FORM,
            NAME,
            (
                "字段关系",
                &["供应商评价表", "供应商名称", "不小于", "供应商"],
            ),
        ],
        "E-POLICY-FIELD",
        &relation_row("D"),
        "供应商",
    );
    one(
        &[
            FORM,
            NAME,
            (
                "字段关系",
                &[
                    "供应商评价表",
                    "供应商名称",
                    "当…时必填",
                    "供应商名称",
                    "是",
                ],
            ),
        ],
        "E-POLICY-RELATION",
        &relation_row("C"),
        "它自己",
    );
}

/// The place of the `n`-th row below the built-in ones of a sheet.
fn last(sheet: &str, n: usize, column: &str) -> String {
    let rows = Tables::built_in().get(sheet).unwrap().rows.len();
    format!("{sheet}!{column}{}", 4 + rows + n)
}

#[test]
fn two_choices_may_not_share_a_word() {
    one(
        &[
            FORM,
            NAME,
            ("字段", &["供应商评价表", "水平", "", "", "单选"]),
            ("可选值", &["供应商评价表", "水平", "高", "大"]),
            ("可选值", &["供应商评价表", "水平", "好", "大、优"]),
        ],
        "E-POLICY-CHOICE-SAME",
        &last("可选值", 2, "C"),
        "「大」",
    );
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let found = wrong(&[
        (
            "表单",
            &["供应商评价表", "", "", "只登记", "", "缺", "也缺"],
        ),
        ("字段", &["供应商评价表", "水平", "", "", "单选"]),
        ("字段", &["没有的表", "水平", "", "", "文字"]),
    ]);
    for code in ["E-POLICY-FIELD", "E-POLICY-CHOICES", "E-POLICY-FORM"] {
        assert!(found.iter().any(|f| f.code == code), "{code}");
    }
}
