//! The result sheets of each kind of result, as text.

use crate::grids::{added, names, sheet};
use crate::program::{Share, TODAY, run, samples};
use std::path::Path;

/// `check --out` of one sample, and the result sheets it got.
fn annotated(file: &str, policy: Option<&str>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let mut args = vec!["check", "--today", TODAY, "--out", out];
    args.extend(policy.iter().flat_map(|policy| ["--policy", policy]));
    args.push(file);
    let said = run("zh_CN.UTF-8", &samples(), args);
    assert!(said.code <= 1, "{}", said.whole());
    let name = Path::new(file).file_name().unwrap().to_str().unwrap();
    let written = std::fs::read(folder.path().join(name));
    match written {
        Ok(bytes) => {
            let submitted = std::fs::read(samples().join(file)).unwrap();
            added(&bytes, &names(&submitted))
        }
        Err(_) => {
            let beside = folder.path().join(format!("{name}.审核结果.xlsx"));
            let bytes = std::fs::read(beside).unwrap();
            added(&bytes, &[])
        }
    }
}

#[test]
fn of_score_cards() {
    for (name, file) in [
        ("score_accepted", "石家庄办事处/客户评分表-恒光电子.xlsx"),
        (
            "score_just_missed",
            "石家庄办事处/客户评分表-样样差一点.xlsx",
        ),
        ("score_new_customer", "石家庄办事处/客户评分表-新客户.xlsx"),
        ("score_incomplete", "石家庄办事处/客户评分表-资料不全.xlsx"),
        (
            "score_wrong_assessor",
            "保定办事处/客户评分表-评估人不符.xlsx",
        ),
        ("score_late_payer", "唐山办事处/评分-钢电自动化.xlsx"),
        ("score_beside_xls", "邯郸办事处/客户评分表-钢城仪表.xls"),
    ] {
        insta::assert_snapshot!(name, annotated(file, None));
    }
}

#[test]
fn of_score_lists() {
    for (name, file) in [
        ("list_accepted", "石家庄办事处/客户评分清单.xlsx"),
        ("list_returned", "秦皇岛办事处/评分清单-有错.xlsx"),
    ] {
        insta::assert_snapshot!(name, annotated(file, None));
    }
}

#[test]
fn of_feedback_and_summary() {
    for (name, file) in [
        (
            "feedback_major",
            "石家庄办事处/顾客反馈登记表-恒光电子.xlsx",
        ),
        ("feedback_minor", "唐山办事处/投诉-钢电自动化.xlsx"),
        ("feedback_returned", "保定办事处/反馈登记表-缺必填.xlsx"),
        (
            "summary_accepted",
            "石家庄办事处/客户概要信息登记表-恒光电子.xlsx",
        ),
        ("summary_returned", "保定办事处/概要登记表-十二处错误.xlsx"),
        ("summary_free", "保定办事处/晶辉光电登记表(自己排的).xlsx"),
        ("two_forms", "唐山办事处/海润电子-概要和评分.xlsx"),
    ] {
        insta::assert_snapshot!(name, annotated(file, None));
    }
}

#[test]
fn of_what_cannot_be_judged() {
    for (name, file) in [
        ("unrecognised", "石家庄办事处/会议签到表.xlsx"),
        ("picture", "唐山办事处/手写表照片.xlsx"),
        ("damaged", "石家庄办事处/客户评分表-损坏.xlsx"),
        ("encrypted", "石家庄办事处/客户评分表-有密码.xlsx"),
        ("empty", "石家庄办事处/空文件.xlsx"),
        ("text", "石家庄办事处/其实是文本.xlsx"),
    ] {
        insta::assert_snapshot!(name, annotated(file, None));
    }
}

#[test]
fn of_a_form_that_is_rules_only() {
    let policy = Some("制度/制度参数-供应商评价.xlsx");
    for (name, file) in [
        ("supplier_accepted", "制度/供应商评价表.xlsx"),
        ("supplier_returned", "制度/供应商评价表-有错.xlsx"),
    ] {
        insta::assert_snapshot!(name, annotated(file, policy));
    }
}

#[test]
fn of_a_look_up() {
    let share = Share::laid_out();
    for file in ["客户评分表-恒光电子.xlsx", "顾客反馈登记表-恒光电子.xlsx"] {
        let bytes = std::fs::read(samples().join("石家庄办事处").join(file)).unwrap();
        share.drop_at(&format!("收件箱/石家庄办事处/{file}"), &bytes);
    }
    share.watched();
    let question = std::fs::read(samples().join("档案查询单-光电.xlsx")).unwrap();
    share.drop_at("收件箱/查.xlsx", &question).watched();
    let answer = share.read("审核结果/查询结果/查.xlsx");
    insta::assert_snapshot!("look_up", added(&answer, &names(&question)));
}

/// A policy workbook with some cells set: sheet, key in the first column, header, value.
fn edited(policy: &[u8], cells: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    use std::io::Cursor;
    use umya_spreadsheet::{reader, writer};
    let mut book = reader::xlsx::read_reader(Cursor::new(policy), true).unwrap();
    for (page, key, header, value) in cells {
        let page = book.sheet_by_name_mut(page).unwrap();
        let find = |wanted: &str, columns: std::ops::Range<u32>| {
            (1..200)
                .flat_map(|row| columns.clone().map(move |column| (column, row)))
                .find(|at| page.value(*at) == wanted)
                .unwrap()
        };
        let ((column, _), (_, row)) = (find(header, 1..30), find(key, 1..2));
        page.cell_mut((column, row)).set_value(*value);
    }
    let mut bytes = Cursor::new(Vec::new());
    writer::xlsx::write_writer(&book, &mut bytes).unwrap();
    bytes.into_inner()
}

/// B from 75 instead of 70, from July on; with or without a thought of the example at 70.
fn stricter(policy: &[u8], with_example: bool) -> Vec<u8> {
    let mut cells = vec![
        ("封面", "版本", "内容", "2026-2"),
        ("封面", "生效日期", "内容", "2026-07-01"),
        ("封面", "编制人", "内容", "李华"),
        ("封面", "修改说明", "内容", "B 级从 70 分提到 75 分"),
        ("等级", "B", "下限", "75"),
        ("等级", "C", "上限", "75"),
    ];
    if with_example {
        let outcome = "类别=大客户;得分=20、20、15、15;总分=70;等级=C";
        cells.push(("示例", "5", "期望", outcome));
    }
    edited(policy, &cells)
}

#[test]
fn of_a_policy_refused_proposed_and_approved() {
    let share = Share::laid_out();
    let shown = share.read("制度参数.xlsx");
    let own = names(&shown);
    let score = std::fs::read(samples().join("石家庄办事处/客户评分清单.xlsx")).unwrap();
    share.drop_at("收件箱/清单.xlsx", &score).watched();
    let (hasty, right) = (stricter(&shown, false), stricter(&shown, true));
    share.drop_at("审批/总经理/新制度.xlsx", &hasty).watched();
    let refused = share.read("退回修改/新制度.xlsx");
    insta::assert_snapshot!("policy_refused", added(&refused, &own));
    share.drop_at("收件箱/提议.xlsx", &right).watched();
    let proposed = share.read("审核结果/制度参数/提议.xlsx");
    insta::assert_snapshot!("policy_proposed", added(&proposed, &own));
    let simulated = share.read("审核结果/制度参数/提议.xlsx.模拟.xlsx");
    let all: String = names(&simulated)
        .iter()
        .map(|name| format!("== {name}\n{}\n", sheet(&simulated, name)))
        .collect();
    insta::assert_snapshot!("policy_simulated", all);
    share.drop_at("审批/总经理/提议.xlsx", &right).watched();
    let approved = share.read("审核结果/制度参数/提议.xlsx");
    insta::assert_snapshot!("policy_approved", added(&approved, &own));
    assert!(share.folder().join("共享/审批/总经理").exists());
}
