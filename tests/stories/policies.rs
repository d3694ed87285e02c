//! How the company changes its policy: proposed, refused, approved, in force from its first day.

use crate::edited_policy::{Policy, SHOWN};
use crate::forms::{right_score, rows_of, sheet_names, text_of};
use crate::share::{Share, shenbiao};
use std::io::Cursor;
use std::path::Path;

const CUSTOMER: &str = "石家庄明远光学有限公司";
const DROP: &str = "审批/总经理/新制度.xlsx";
const APPROVED: &str = "审核结果/制度参数/新制度.xlsx";

/// The stricter policy from July on.
fn july(share: &Share) -> Vec<u8> {
    Policy::of(share)
        .version("2026-2", "2026-07-01")
        .stricter()
        .saved()
}

/// The version that the share shows.
fn shown(share: &Share) -> String {
    let text = text_of(&share.read(SHOWN), "封面");
    let mut lines = text.lines().skip_while(|line| *line != "版本");
    lines.nth(1).unwrap().to_owned()
}

/// Hands a score of 70 points in on a day; its grade and the version that judged it.
fn scored(share: &Share, day: &str, name: &str) -> (String, String) {
    let form = right_score(&format!("{CUSTOMER}{name}")).saved();
    share
        .drop_in(&format!("{name}.xlsx"), form)
        .watched_on(day, 0);
    let last = share.versions().pop().unwrap();
    let word = |property: &str| last[property].as_str().unwrap_or_default().to_owned();
    (word("grade"), word("policy_version"))
}

fn pair(a: &str, b: &str) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

#[test]
fn a_threshold_raised_in_june_rules_from_july() {
    let share = Share::laid_out();
    assert_eq!(scored(&share, "2026-06-09", "甲"), pair("B", "默认-1"));
    share.save(DROP, july(&share)).watched_on("2026-06-10", 0);
    let answer = share.read(APPROVED);
    let said = text_of(&answer, "审核结论");
    assert!(
        said.contains("已批准:制度「2026-2」自 2026-07-01 起施行"),
        "{said}"
    );
    assert!(said.contains("编制人「李华」与文件所有者"), "{said}");
    assert!(said.contains("下限:70 → 75"), "{said}");
    assert!(text_of(&answer, "修改对照").contains("B 较重要客户"));
    assert_eq!(share.files("审批"), [""; 0]);

    assert_eq!(shown(&share), "默认-1");
    assert_eq!(scored(&share, "2026-06-30", "乙"), pair("B", "默认-1"));
    assert_eq!(scored(&share, "2026-07-01", "丙"), pair("C", "2026-2"));
    assert_eq!(shown(&share), "2026-2");
    let blank = share.read("空白表单/客户评分表.xlsx");
    assert!(
        text_of(&blank, &sheet_names(&blank)[0]).contains("2026-2"),
        "空白表单 says by which version it was made"
    );
    // What was judged before stays as it was.
    assert_eq!(share.each("grade"), ["B", "", "B", "C"]);
    let list = share.archive(&["list", "--policy", "2026-2"]).ends_with(0);
    assert_eq!(list.json()["versions"].as_array().unwrap().len(), 1);
    let shown = share.archive(&["show", "4-1"]).ends_with(0).json();
    assert_eq!(shown["policy_version"], "2026-2");
    assert_eq!(shown["policy_effective"], "2026-07-01");
}

#[test]
fn a_policy_is_refused_mended_where_it_lies_and_approved() {
    let share = Share::laid_out();
    let hasty = Policy::of(&share)
        .version("2026-2", "2026-06-10")
        .threshold();
    share.save(DROP, hasty.saved()).watched_on("2026-06-10", 1);
    let returned = "退回修改/新制度.xlsx";
    let said = text_of(&share.read(returned), "审核结论");
    assert!(said.contains("没有采纳"), "{said}");
    assert!(said.contains("例5"), "{said}");
    assert_eq!(shown(&share), "默认-1");
    assert_eq!(scored(&share, "2026-06-10", "甲"), pair("B", "默认-1"));

    // Mended by whoever drew it up: checked again, and now waits for approval.
    share
        .save(
            returned,
            Policy::of(&share)
                .version("2026-2", "2026-06-10")
                .stricter()
                .saved(),
        )
        .watched_on("2026-06-10", 0);
    assert_eq!(share.files("退回修改"), [""; 0]);
    let said = text_of(&share.read(APPROVED), "审核结论");
    assert!(said.contains("等待批准"), "{said}");
    assert_eq!(shown(&share), "默认-1");

    // The annotated proposal itself, dropped by the role that may, is the approval.
    let proposal = share.read(APPROVED);
    share.save(DROP, proposal).watched_on("2026-06-10", 0);
    let said = text_of(&share.read(APPROVED), "审核结论");
    assert!(said.contains("今天(2026-06-10)起施行"), "{said}");
    assert!(said.contains("原提议"), "{said}");
    assert_eq!(
        share.files("审核结果/制度参数"),
        ["制度参数 2026-2.xlsx", "新制度.xlsx"]
    );
    assert_eq!(shown(&share), "2026-2");
    assert_eq!(
        sheet_names(&share.read(SHOWN)),
        sheet_names(&july(&Share::laid_out())),
        "what is shown is the policy without our result sheets"
    );
    assert_eq!(scored(&share, "2026-06-10", "乙"), pair("C", "2026-2"));
}

#[test]
fn saving_over_the_shown_policy_is_a_proposal_with_its_simulation() {
    let share = Share::laid_out();
    assert_eq!(scored(&share, "2026-06-09", "甲").0, "B");
    let before = share.read(SHOWN);
    share.save(SHOWN, july(&share)).watched_on("2026-06-10", 0);
    assert_eq!(
        share.read(SHOWN),
        before,
        "the policy in force is shown again"
    );
    assert_eq!(
        share.files("审核结果/制度参数"),
        ["制度参数.xlsx", "制度参数.xlsx.模拟.xlsx"]
    );
    let said = text_of(&share.read("审核结果/制度参数/制度参数.xlsx"), "审核结论");
    assert!(
        said.contains("等待批准") && said.contains("审批/总经理/"),
        "{said}"
    );
    let simulated = share.read("审核结果/制度参数/制度参数.xlsx.模拟.xlsx");
    let said = text_of(&simulated, "客户变化");
    assert!(
        said.contains(CUSTOMER) && said.contains("等级:B→C"),
        "{said}"
    );
    assert!(text_of(&simulated, "模拟汇总").contains("1 家会变"));
    assert!(text_of(&simulated, "逐项影响").contains("B 较重要客户"));

    // Even on its first day it does not take effect by itself.
    assert_eq!(scored(&share, "2026-07-01", "乙"), pair("B", "默认-1"));

    // A faulty edit goes back, and the policy in force is shown again.
    let faulty = Policy::of(&share)
        .version("2026-3", "2026-08-01")
        .with("等级", "B", "下限", "很高");
    share
        .save(SHOWN, faulty.saved())
        .watched_on("2026-07-01", 1);
    let said = text_of(&share.read("退回修改/制度参数.xlsx"), "校验明细");
    assert!(
        said.contains("E-POLICY-TYPE") && said.contains("很高"),
        "{said}"
    );
    assert_eq!(share.read(SHOWN), before);
}

#[test]
fn each_parameter_says_how_many_customers_it_affects() {
    let share = Share::laid_out();
    // 200 collected of 200 due is timely; 184 are 92 %, late by the rule of 95 %, timely by 90 %.
    for (name, collected) in [("甲", "200"), ("乙", "184"), ("丙", "190")] {
        let form = right_score(&format!("{CUSTOMER}{name}")).with("按期回款额", collected);
        share
            .drop_in(&format!("{name}.xlsx"), form.saved())
            .watched_on("2026-06-09", 0);
    }
    let proposal = |remark: &str| {
        Policy::of(&share)
            .version("2026-2", "2026-07-01")
            .with("参数", "timely_rate_min", "值", "90%")
            .with("参数", "info_stale_days", "值", "60")
            .with("参数", "info_stale_days", "影响客户数", remark)
            .saved()
    };
    share
        .drop_in("新制度.xlsx", proposal("很多"))
        .watched_on("2026-06-10", 0);
    let simulated = share.read(&format!("{APPROVED}.模拟.xlsx"));
    let rows = rows_of(&simulated, "参数影响");
    let header = rows.iter().find(|r| r.contains(&"影响客户数".to_owned()));
    let column = |wanted: &str| header.unwrap().iter().position(|h| h == wanted).unwrap();
    let of = |name: &str| {
        let row = rows.iter().find(|r| r.iter().any(|c| c == name)).unwrap();
        ["现行", "新制度", "影响客户数"].map(|header| row[column(header)].as_str())
    };
    // 乙 alone gains by the first; when a form is called stale changes no figure; the rest stays.
    assert_eq!(of("timely_rate_min"), ["95%", "90%", "1"]);
    assert_eq!(of("info_stale_days"), ["90", "60", "0"]);
    assert_eq!(of("grace_days"), ["30", "30", ""]);
    assert_eq!(of("major_annual_amount_min"), ["200", "200", ""]);
    assert!(text_of(&simulated, "客户变化").contains("乙"));

    // What somebody writes in that column is no change of the policy and no fault of it.
    let answer = share.read(APPROVED);
    assert!(!text_of(&answer, "修改对照").contains("影响客户数"));
    share.save(DROP, answer).watched_on("2026-06-10", 0);
    share
        .drop_in("又一份.xlsx", proposal("一家也没有"))
        .watched_on("2026-06-10", 0);
    let said = text_of(&share.read("审核结果/制度参数/又一份.xlsx"), "审核结论");
    assert!(said.contains("没有改动"), "{said}");
}

#[test]
fn a_role_that_may_not_approve_is_told_who_may() {
    let share = Share::laid_out();
    share
        .save("审批/业务部经理/新制度.xlsx", july(&share))
        .watched_on("2026-06-10", 1);
    let said = text_of(&share.read("退回修改/新制度.xlsx"), "审核结论");
    assert!(said.contains("业务部经理不能批准制度"), "{said}");
    assert!(said.contains("有权批准的是:总经理"), "{said}");
    assert_eq!(scored(&share, "2026-07-01", "甲"), pair("B", "默认-1"));
}

#[test]
fn nobody_approves_what_he_drew_up() {
    let share = Share::laid_out();
    let own = Policy::of(&share)
        .version("2026-2", "2026-07-01")
        .stricter()
        .with("封面", "批准人", "内容", "李 华");
    share.save(DROP, own.saved()).watched_on("2026-06-10", 1);
    let said = text_of(&share.read("退回修改/新制度.xlsx"), "校验明细");
    assert!(said.contains("E-POLICY-FOUR-EYES"), "{said}");

    share.remove("退回修改/新制度.xlsx");
    let nameless = Policy::of(&share)
        .version("2026-2", "2026-07-01")
        .stricter()
        .with("封面", "编制人", "内容", "");
    share
        .save(DROP, nameless.saved())
        .watched_on("2026-06-10", 1);
    let said = text_of(&share.read("退回修改/新制度.xlsx"), "校验明细");
    assert!(said.contains("E-POLICY-NO-AUTHOR"), "{said}");
}

#[test]
fn versions_and_dates_must_be_in_order() {
    let share = Share::laid_out();
    share.save(DROP, july(&share)).watched_on("2026-06-10", 0);
    let refused = |version: &str, from: &str, code: &str| {
        let next = Policy::of(&share).version(version, from).stricter();
        // Another sentence on the cover, so that it is not the approved one again.
        let next = next.with("封面", "修改说明", "内容", "另一份");
        share
            .save("审批/总经理/又一份.xlsx", next.saved())
            .watched_on("2026-06-10", 1);
        let said = text_of(&share.read("退回修改/又一份.xlsx"), "校验明细");
        assert!(said.contains(code), "{version} {from}: {said}");
        share.remove("退回修改/又一份.xlsx");
    };
    refused("2026-3", "2026-07-01", "E-POLICY-SAME-DAY");
    refused("2026-3", "2026-06-20", "E-POLICY-EFFECTIVE-BACK");
    refused("2026-3", "2026-06-01", "E-POLICY-PAST");
    refused("2026-2", "2026-08-01", "E-POLICY-VERSION-TWICE");
    refused("2026-1", "2026-08-01", "E-POLICY-VERSION-ORDER");
    assert_eq!(scored(&share, "2026-06-20", "甲"), pair("B", "默认-1"));
    assert_eq!(scored(&share, "2026-07-02", "乙"), pair("C", "2026-2"));
}

#[test]
fn a_review_of_last_year_is_made_again_byte_for_byte() {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/甲.xlsx", right_score(CUSTOMER).saved())
        .watched_on("2025-11-20", 0);
    // Much happens since: another score of the customer, a new policy, a rebuild of the index.
    let later = right_score(CUSTOMER).with("年度合同金额", "900");
    share
        .drop_in("石家庄办事处/乙.xlsx", later.saved())
        .watched_on("2025-11-21", 0);
    let next = Policy::of(&share)
        .version("2026-2", "2026-06-10")
        .stricter();
    share.save(DROP, next.saved()).watched_on("2026-06-10", 0);
    share.archive(&["verify"]).ends_with(0);
    share.archive(&["rebuild"]).ends_with(0);
    share.archive(&["verify"]).ends_with(0);
    for id in ["1-1", "2-1", "3-1"] {
        let again = share.archive(&["reproduce", id]).ends_with(0).json();
        assert_eq!(again["same"], true, "{id}");
    }
    // The history of the policy outlived the rebuild.
    assert_eq!(scored(&share, "2026-06-11", "丙"), pair("C", "2026-2"));
}

#[test]
fn a_damaged_policy_in_the_archive_is_found() {
    let share = Share::laid_out();
    share.save(DROP, july(&share)).watched_on("2026-06-10", 0);
    let shown = share.archive(&["show", "1-1"]).ends_with(0).json();
    let policy = shown["policy_sha256"].as_str().unwrap().to_owned();
    let blob = find(&share.data().join("archive"), &policy).expect("the policy is a blob");
    let mut bytes = std::fs::read(&blob).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&blob, bytes).unwrap();
    let found = share.archive(&["verify"]).ends_with(3).json();
    let said = found["damage"].to_string();
    assert!(said.contains("制度参数"), "{said}");
}

/// The blob of that hash.
fn find(folder: &Path, hash: &str) -> Option<std::path::PathBuf> {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if let Some(found) = find(&path, hash) {
                return Some(found);
            }
        } else if hash.ends_with(path.file_name().unwrap().to_str().unwrap())
            || path.to_str().unwrap().contains(hash)
        {
            return Some(path);
        }
    }
    None
}

#[test]
fn the_figures_lead_to_the_row_that_gave_them() {
    let share = Share::laid_out();
    share.save(DROP, july(&share)).watched_on("2026-06-10", 0);
    assert_eq!(scored(&share, "2026-07-01", "甲"), pair("C", "2026-2"));
    let place = format!("审核结果/{CUSTOMER}甲");
    let bytes = share.read(&format!("{place}/甲.xlsx"));
    let (mut found, mut external) = (0, 0);
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for at in 0..package.len() {
        let mut entry = package.by_index(at).unwrap();
        let (mut text, name) = (String::new(), entry.name().unwrap().into_owned());
        if std::io::Read::read_to_string(&mut entry, &mut text).is_err() {
            continue;
        }
        if name.ends_with(".rels") {
            for target in text.split("Target=\"").skip(1) {
                let target = target.split('"').next().unwrap();
                if target.contains("2026-2") {
                    external += 1;
                    let path = target.replace("%20", " ");
                    let there = share.root().join(&place).join(&path);
                    assert!(there.exists(), "{path}");
                }
            }
        }
        // B begins in row 6 of 等级, C in row 7: 70 points are C now.
        found += text.matches("location=\"'等级'!A7\"").count();
    }
    assert_eq!(external, 1, "one way, however many figures take it");
    assert!(found > 0);
}

#[test]
fn diff_says_what_differs_and_writes_it_down() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    shenbiao(["policy", "new", &file("a.xlsx")]).ends_with(0);
    let a = std::fs::read(file("a.xlsx")).unwrap();
    let b = Policy::open(&a).version("2026-2", "2026-07-01").stricter();
    std::fs::write(file("b.xlsx"), b.saved()).unwrap();
    shenbiao(["policy", "diff", &file("a.xlsx"), &file("a.xlsx")])
        .ends_with(0)
        .says("内容相同");
    shenbiao([
        "policy",
        "diff",
        &file("a.xlsx"),
        &file("b.xlsx"),
        "--out",
        &file("diff.xlsx"),
    ])
    .ends_with(0)
    .says("等级!D6 「B 较重要客户」下限:70 → 75");
    let written = text_of(&std::fs::read(file("diff.xlsx")).unwrap(), "修改对照");
    assert!(
        written.contains("较重要客户") && written.contains("75"),
        "{written}"
    );
    let json = shenbiao(["policy", "diff", "--json", &file("a.xlsx"), &file("b.xlsx")])
        .ends_with(0)
        .json();
    assert_eq!(json["from"], "默认-1");
    let sheets: Vec<&str> = json["sheets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["sheet"].as_str().unwrap())
        .collect();
    assert_eq!(sheets, ["封面", "等级", "示例"]);
    shenbiao(["policy", "diff", &file("a.xlsx"), &file("none.xlsx")]).ends_with(2);
}

#[test]
fn simulate_says_who_changes_and_each_change_alone() {
    let share = Share::laid_out();
    scored(&share, "2026-06-09", "甲");
    let new = share.data().join("new.xlsx");
    std::fs::write(&new, july(&share)).unwrap();
    let (new, data) = (new.to_str().unwrap(), share.data());
    let data = data.to_str().unwrap();
    let run = shenbiao([
        "policy",
        "simulate",
        new,
        "--data",
        data,
        "--today",
        "2026-06-10",
        "--json",
    ])
    .ends_with(0)
    .json();
    assert_eq!(run["customers"], 1);
    assert_eq!(run["day"], "2026-07-01");
    assert_eq!(run["changed"][0]["before"]["grade"], "B");
    assert_eq!(run["changed"][0]["after"]["grade"], "C");
    assert_eq!(run["distribution"]["B"]["before"], 1);
    assert_eq!(run["distribution"]["C"]["after"], 1);
    assert_eq!(run["impacts"][0]["customers"], 1);
    let written = std::fs::read(format!("{new}.模拟.xlsx")).unwrap();
    assert!(text_of(&written, "模拟汇总").contains("1 家会变"));
    shenbiao(["policy", "simulate", "none.xlsx", "--data", data]).ends_with(2);
    shenbiao(["policy", "simulate", new]).ends_with(2);
}
