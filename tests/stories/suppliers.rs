//! A form without a programmer: a manager adds 供应商评价表 by rows of the policy workbook, and on
//! the same day it is drawn, recognised, checked, judged, archived and looked up. The expected
//! figures are worked by hand in `samples/make/supplier.toml`.

use crate::forms::{Form, sample, text_of};
use crate::share::{Share, shenbiao};
use serde_json::Value;
use std::path::Path;

const POLICY: &str = "制度/制度参数-供应商评价.xlsx";
const FORM: &str = "供应商评价表";

/// A right entry: 30 + 30 + 15 + 10 = 85 points, B.
pub const RIGHT: [(&str, &str); 9] = [
    ("供应商名称", "河北样例电子有限公司"),
    ("评价年度", "2025"),
    ("评价日期", "2026-03-10"),
    ("合格率", "96.5%"),
    ("准时交货率", "96%"),
    ("价格水平", "持平"),
    ("服务配合", "良好"),
    ("重大质量事故", "否"),
    ("评价人", "冯立"),
];

/// `check --json` of samples under the manager's policy.
fn checked(files: &[&str], code: i32) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let mut args: Vec<String> = ["check", "--json", "--today", "2026-03-10", "--policy"]
        .map(str::to_owned)
        .to_vec();
    args.push(path(POLICY));
    args.extend(files.iter().map(|f| path(f)));
    shenbiao(args).ends_with(code).json()
}

#[test]
fn the_manager_s_workbook_is_usable_and_the_filled_in_form_is_judged_by_it() {
    let policy = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(POLICY);
    shenbiao(["policy", "check", policy.to_str().unwrap()])
        .ends_with(0)
        .says("可以使用");
    let document = checked(&["制度/供应商评价表.xlsx"], 0);
    let record = &document["files"][0]["records"][0];
    assert_eq!(record["form"], FORM);
    assert_eq!(record["status"], "accepted", "{record:#}");
    assert_eq!(record["customer"], "河北样例电子有限公司");
    let review = &record["review"];
    assert_eq!(review["grade"], "B");
    let total = &review["figures"][4];
    assert_eq!(
        (&total["name"], &total["value"], &total["unit"]),
        (&"总分".into(), &"85".into(), &"分".into())
    );
    assert_eq!(review["due_dates"][0]["due"], "2026-09-10");
    assert_eq!(review["steps"], serde_json::json!([]));
    assert_eq!(review["trace"][0]["figure"], "质量得分");
    assert_eq!(review["trace"][0]["clause"], "采购办法 3.1");
    let row = review["trace"][0]["policy_row"].as_str().unwrap();
    assert!(row.starts_with("供应商评价规则!I6 "), "{row}");
}

#[test]
fn wrong_entries_come_back_with_their_cells() {
    let document = checked(&["制度/供应商评价表-有错.xlsx"], 1);
    let record = &document["files"][0]["records"][0];
    assert_eq!(record["status"], "returned");
    assert_eq!(record["review"], Value::Null);
    for (code, field, words) in [
        ("E-NUMBER-MAX", "合格率", "120%"),
        ("E-RELATION", "评价日期", "首次供货日期"),
        ("E-ENUM", "价格水平", "便宜"),
        ("E-REQUIRED", "事故说明", "重大质量事故"),
    ] {
        let found = record["findings"].as_array().unwrap();
        let hit = found
            .iter()
            .find(|f| f["code"] == code && f["field"] == field);
        let hit = hit.unwrap_or_else(|| panic!("no {code} of {field} in {found:#?}"));
        assert!(hit["message"].as_str().unwrap().contains(words), "{hit:#}");
        assert!(hit["cell"].is_string(), "{hit:#}");
    }
}

#[test]
fn records_of_one_supplier_are_told_apart_by_the_record_key() {
    let share = Share::with_policy(&sample(POLICY));
    let blank = share.read("空白表单/供应商评价表.xlsx");
    let filled = Form::open(&blank).with_all(&RIGHT).saved();
    share.drop_in("石家庄办事处/供应商.xlsx", filled).watched(0);
    let place = "审核结果/河北样例电子有限公司/供应商.xlsx";
    // Another year is another evaluation.
    let earlier = Form::open(&blank).with_all(&RIGHT).with("评价年度", "2024");
    share
        .drop_in("石家庄办事处/上年.xlsx", earlier.saved())
        .watched(0);
    assert!(share.has(place) && share.has("审核结果/河北样例电子有限公司/上年.xlsx"));
    // One whose year could not be read takes its own place once mended, and the first year's.
    let unread = Form::open(&blank).with_all(&RIGHT).with("评价年度", "去年");
    share
        .drop_in("石家庄办事处/改.xlsx", unread.saved())
        .watched(1);
    assert!(share.has("退回修改/石家庄办事处/改.xlsx"));
    // Typed otherwise, so that the bytes are not those of the earlier file, come again.
    let mended = Form::open(&blank)
        .with_all(&RIGHT)
        .with("评价年度", " 2024");
    share
        .drop_in("石家庄办事处/改.xlsx", mended.saved())
        .watched(0);
    assert_eq!(share.files("退回修改"), [""; 0]);
    assert_eq!(
        share.files("审核结果/河北样例电子有限公司"),
        ["供应商.xlsx", "改.xlsx"]
    );
}

#[test]
fn a_form_added_by_rows_is_used_like_the_built_in_ones() {
    let share = Share::with_policy(&sample(POLICY));
    assert!(share.has("空白表单/供应商评价表(清单).xlsx"));
    let blank = share.read("空白表单/供应商评价表.xlsx");
    let filled = Form::open(&blank).with_all(&RIGHT).saved();
    share.drop_in("石家庄办事处/供应商.xlsx", filled).watched(0);
    let place = "审核结果/河北样例电子有限公司/供应商.xlsx";
    let conclusion = text_of(&share.read(place), "审核结论");
    for words in ["等级「B」", "总分85分", "下次评价", "再多5分到「A」"] {
        assert!(conclusion.contains(words), "{words} in {conclusion}");
    }
    // The page calls whom it is about by the form's own label.
    assert!(conclusion.lines().any(|line| line == "供应商"));
    assert!(!conclusion.lines().any(|line| line == "客户"));
    let reasons = text_of(&share.read(place), "评分依据");
    for words in [
        "质量得分",
        "供应商评价规则!I6",
        "采购办法 3.1",
        "价格水平是「低于市场」即可",
    ] {
        assert!(reasons.contains(words), "{words} in {reasons}");
    }
    // In the archive: by form and grade, after a rebuild too, and for whoever only uses Excel.
    let listed = |args: &[&str]| {
        let mut all = vec!["list"];
        all.extend(args);
        let found = share.archive(&all).ends_with(0).json();
        found["versions"].as_array().unwrap().clone()
    };
    let found = listed(&["--form", FORM, "--grade", "B"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["customer"], "河北样例电子有限公司");
    share.archive(&["rebuild"]).ends_with(0);
    assert_eq!(listed(&["--form", FORM]), found);
    let asked = Form::blank("档案查询单").with("表单", "供应商评价").saved();
    share.drop_in("查.xlsx", asked).watched(0);
    let answer = share.read("审核结果/查询结果/查.xlsx");
    assert!(text_of(&answer, "查询结果").contains("河北样例电子有限公司"));
    // The look-up was filled in on a template of the policy before: accepted, with a note.
    let versions = share.versions();
    let id = versions.last().unwrap()["id"].as_str().unwrap();
    let shown = share.archive(&["show", id]).ends_with(0).json();
    assert_eq!(shown["status"], "accepted");
    assert!(
        shown["file_findings"]
            .to_string()
            .contains("I-TEMPLATE-OLD"),
        "{shown:#}"
    );
    // The same supplier and year again is a correction; the list form takes many.
    let again = Form::open(&blank)
        .with_all(&RIGHT)
        .with("价格水平", "低")
        .saved();
    share.drop_in("石家庄办事处/供应商.xlsx", again).watched(0);
    assert_eq!(listed(&["--form", FORM, "--limit", "1"])[0]["grade"], "A");
    let list = Form::open(&share.read("空白表单/供应商评价表(清单).xlsx"))
        .line(1, &RIGHT)
        .line(2, &RIGHT)
        .line(2, &[("供应商名称", "石家庄样例光学厂"), ("合格率", "80%")])
        .saved();
    share.drop_in("保定办事处/供应商清单.xlsx", list).watched(0);
    let graded: Vec<String> = listed(&["--form", FORM, "--limit", "2"])
        .iter()
        .map(|v| v["grade"].as_str().unwrap().to_owned())
        .collect();
    // 0 + 30 + 15 + 10 = 55 points: D, and 85: B.
    assert_eq!(graded, ["D", "B"]);
}

/// The manager's workbook as a new version of the policy that is in force.
fn with_suppliers(version: &str) -> Vec<u8> {
    let mut book =
        umya_spreadsheet::reader::xlsx::read_reader(std::io::Cursor::new(sample(POLICY)), true)
            .unwrap();
    let cover = book.sheet_by_name_mut("封面").unwrap();
    for (item, text) in [
        ("版本", version),
        ("生效日期", "2026-03-10"),
        ("编制人", "李华"),
        ("批准人", ""),
    ] {
        let row = (1..30).find(|row| cover.value((1, *row)) == item).unwrap();
        cover.cell_mut((2, row)).set_value(text);
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    umya_spreadsheet::writer::xlsx::write_writer(&book, &mut bytes).unwrap();
    bytes.into_inner()
}

#[test]
fn blank_forms_follow_the_policy_and_wait_for_whoever_has_one_open() {
    let share = Share::laid_out();
    let score = share.read("空白表单/客户评分表.xlsx");
    assert!(!share.has("空白表单/供应商评价表.xlsx"));
    // Somebody fills the score form in right there while the general manager approves.
    share.save("空白表单/~$客户评分表.xlsx", b"owner");
    share
        .save("审批/总经理/新制度.xlsx", with_suppliers("2026-2"))
        .watched(0);
    assert!(share.has("空白表单/供应商评价表.xlsx"));
    assert!(share.has("空白表单/供应商评价表(清单).xlsx"));
    let version = |name: &str| {
        let blank = share.read(&format!("空白表单/{name}.xlsx"));
        text_of(&blank, &crate::forms::sheet_names(&blank)[0])
    };
    assert!(version("供应商评价表").contains("2026-2"));
    assert!(version("顾客反馈登记表").contains("2026-2"));
    assert_eq!(share.read("空白表单/客户评分表.xlsx"), score);
    // The new form is used on the same day, open template or not.
    let filled = Form::open(&share.read("空白表单/供应商评价表.xlsx"))
        .with_all(&RIGHT)
        .saved();
    share.drop_in("供应商.xlsx", filled).watched(0);
    assert!(share.has("审核结果/河北样例电子有限公司/供应商.xlsx"));
    share.remove("空白表单/~$客户评分表.xlsx");
    share.watched(0);
    assert!(version("客户评分表").contains("2026-2"));
    let files = share.files("空白表单");
    let whole = |name: &String| name.ends_with(".xlsx") && !name.starts_with(['~', '.']);
    assert!(files.iter().all(whole), "nothing left over: {files:?}");
}
