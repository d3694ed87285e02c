//! Special contracts decided by 审批/<职务>/: as the workbook itself, from its own fields or from the
//! 签批栏 of 审核结论 (domain ruling 9.25).

use crate::contracts::{CUSTOMER, contract, newest, owing_12};
use crate::forms::{Form, text_of};
use crate::share::Share;
use serde_json::{Value, json};

const LIST: &str = "审批/总经理/待审批.xlsx";

/// A share with a special contract HT-9: 12 + 9 = 21 against a limit of 20 (version 3-1).
fn with_special() -> Share {
    let share = owing_12();
    share
        .drop_in("石家庄办事处/合同.xlsx", contract("HT-9", "9", "").saved())
        .watched(0);
    share
}

fn answer(share: &Share) -> Vec<u8> {
    share.read(&format!("审核结果/{CUSTOMER}/合同.xlsx"))
}

fn state(share: &Share, id: &str) -> Value {
    share.archive(&["show", id]).ends_with(0).json()["state"].clone()
}

/// The codes of what is said of the contract; that 填表日期 is blank, or that it takes the place of an
/// earlier version, is beside the point.
fn codes(shown: &Value) -> Vec<&str> {
    let findings = shown["findings"].as_array().unwrap().iter();
    let mut codes: Vec<&str> = findings.map(|f| f["code"].as_str().unwrap()).collect();
    codes.retain(|code| !["I-FILLED-ON", "I-CORRECTION"].contains(code));
    codes.sort_unstable();
    codes
}

#[test]
fn the_general_manager_approves_in_the_contract_itself() {
    let share = with_special();
    assert_eq!(state(&share, "3-1"), "waiting");
    let signed =
        contract("HT-9", "9", "").with_all(&[("审批结论", "同意"), ("审批日期", "2026-03-10")]);
    share
        .save("审批/总经理/合同.xlsx", signed.saved())
        .watched(0);
    let shown = newest(&share);
    assert_eq!(
        shown["review"]["decision"]["verdict"], "approved",
        "{shown}"
    );
    assert_eq!(shown["review"]["decision"]["role"], "总经理");
    assert!(
        shown["review"]["decision"]["compared"]
            .as_str()
            .unwrap()
            .contains("林晓"),
        "{shown}"
    );
    assert_eq!(state(&share, "3-1"), "approved");
    // The decided workbook takes the place of the one that waited.
    assert_eq!(
        share.files(&format!("审核结果/{CUSTOMER}")),
        ["合同.xlsx", "评分.xlsx"]
    );
    let said = text_of(&answer(&share), "审核结论");
    assert!(
        said.contains("特殊合同,已批准:总经理同意(2026-03-10)"),
        "{said}"
    );
    assert_eq!(share.files("审批/总经理"), ["待审批.xlsx"]);
    let list = text_of(&share.read(LIST), "待审批");
    assert!(list.contains("没有等您审批的事"), "{list}");
    // Derived from the documents alone.
    share.archive(&["rebuild"]).ends_with(0);
    assert_eq!(state(&share, "3-1"), "approved");
    let before = share.archive(&["reproduce", "4-1"]);
    assert_eq!(before.code, 0, "{before:?}");
}

/// Typed into the 签批栏 of the delivered 审核结论; the row of another role is a claim.
#[test]
fn the_general_manager_approves_in_the_strip_of_the_answer() {
    for (role, verdict, expected) in [
        ("总经理", "☑同意   □不同意   □改批额度", "approved"),
        ("总经理", "同意", "approved"),
        ("业务部经理", "同意", "waiting"),
    ] {
        let share = with_special();
        let signed = Form::open(&answer(&share)).with(role, verdict);
        let code = i32::from(expected == "waiting");
        share
            .save("审批/总经理/合同.xlsx", signed.saved())
            .watched(code);
        assert_eq!(
            state(&share, "3-1"),
            expected,
            "{role} {verdict}: {}",
            newest(&share)
        );
        if expected == "waiting" {
            assert_eq!(
                codes(&newest(&share)),
                ["E-APPROVAL-BLANK", "W-CONTRACT-SPECIAL"]
            );
        }
    }
}

#[test]
fn a_refusal_needs_its_reason_and_a_claim_approves_nothing() {
    let share = with_special();
    let with = |values: &[(&str, &str)]| contract("HT-9", "9", "").with_all(values).saved();
    // By a role that may not.
    share
        .save("审批/业务部经理/合同.xlsx", with(&[("审批结论", "同意")]))
        .watched(1);
    assert_eq!(
        codes(&newest(&share)),
        ["E-APPROVAL-ROLE", "W-CONTRACT-SPECIAL"]
    );
    // Dropped where everybody may drop: noted, and still waiting.
    share
        .drop_in("石家庄办事处/合同.xlsx", with(&[("审批结论", "同意")]))
        .watched(0);
    let claimed = newest(&share);
    assert!(codes(&claimed).contains(&"I-APPROVAL-CLAIM"), "{claimed}");
    assert_eq!(claimed["state"], "waiting");
    // Refused without a reason, then with one.
    share
        .save("审批/总经理/合同.xlsx", with(&[("审批结论", "不同意")]))
        .watched(1);
    assert_eq!(
        codes(&newest(&share)),
        ["E-APPROVAL-LACKS", "W-CONTRACT-SPECIAL"]
    );
    let id = claimed["id"].as_str().unwrap();
    assert_eq!(state(&share, id), "waiting");
    share
        .save(
            "审批/总经理/合同.xlsx",
            with(&[("审批结论", "不同意"), ("审批理由", "先收回旧款")]),
        )
        .watched(0);
    assert_eq!(state(&share, id), "refused");
    // Registered again unchanged it stays refused; with 1 prepaid it is 12 + 8 = 20: normal.
    share
        .drop_in(
            "石家庄办事处/合同.xlsx",
            contract("HT-9", "9", "").with("产品", "开关").saved(),
        )
        .watched(0);
    let again = newest(&share);
    assert_eq!(
        (&again["state"], codes(&again)),
        (&json!("refused"), vec!["W-CONTRACT-DECIDED"])
    );
    share
        .drop_in("石家庄办事处/合同.xlsx", contract("HT-9", "9", "1").saved())
        .watched(0);
    assert_eq!(newest(&share)["state"], "normal");
}

/// Approved up to an exposure of 20.5: the contract of 21 has to come down; 8.5 on credit is
/// 12 + 8.5 = 20.5 and is covered, without being asked again.
#[test]
fn a_lower_limit_is_kept_by_a_smaller_contract() {
    let share = with_special();
    let signed =
        contract("HT-9", "9", "").with_all(&[("审批结论", "改批额度"), ("批准额度", "20.5")]);
    share
        .save("审批/总经理/合同.xlsx", signed.saved())
        .watched(0);
    assert_eq!(state(&share, "3-1"), "revise");
    share
        .drop_in(
            "石家庄办事处/合同.xlsx",
            contract("HT-9", "9", "0.5").saved(),
        )
        .watched(0);
    let shown = newest(&share);
    assert_eq!(
        (&shown["state"], codes(&shown)),
        (&json!("approved"), vec!["I-CONTRACT-DECIDED"])
    );
}

/// What was approved is this contract: a larger one of the same number waits again, and the
/// manager's copy of a contract that was changed meanwhile approves nothing.
#[test]
fn an_approval_holds_for_the_very_terms() {
    let share = with_special();
    let signed = |amount: &str| {
        contract("HT-9", amount, "")
            .with("审批结论", "同意")
            .saved()
    };
    share
        .save("审批/总经理/合同.xlsx", signed("9.5"))
        .watched(1);
    assert_eq!(
        codes(&newest(&share)),
        ["E-APPROVAL-CHANGED", "W-CONTRACT-SPECIAL"]
    );
    share.save("审批/总经理/合同.xlsx", signed("9")).watched(0);
    assert_eq!(state(&share, "3-1"), "approved");
    share
        .drop_in(
            "石家庄办事处/合同.xlsx",
            contract("HT-9", "9.5", "").saved(),
        )
        .watched(0);
    let shown = newest(&share);
    assert_eq!(
        (&shown["state"], codes(&shown)),
        (&json!("waiting"), vec!["W-CONTRACT-SPECIAL"])
    );
}

/// The order of arrival does not matter: a decision of a contract that is not registered yet.
#[test]
fn a_decision_may_come_before_the_contract() {
    let share = owing_12();
    let signed = contract("HT-9", "9", "").with("审批结论", "同意");
    share
        .save("审批/总经理/合同.xlsx", signed.saved())
        .watched(0);
    assert!(
        codes(&newest(&share)).contains(&"W-REF-PENDING"),
        "{}",
        newest(&share)
    );
    share
        .drop_in("石家庄办事处/合同.xlsx", contract("HT-9", "9", "").saved())
        .watched(0);
    assert_eq!(newest(&share)["state"], "approved");
}

#[test]
fn a_signed_scan_is_evidence_and_decides_nothing() {
    let share = with_special();
    let number = share.versions().pop().unwrap()["submitted_sha256"]
        .as_str()
        .unwrap()[..12]
        .to_owned();
    share
        .save(
            &format!("审批/总经理/{number}.pdf"),
            b"%PDF-1.4\nscan\n%%EOF\n",
        )
        .watched(0);
    let shown = newest(&share);
    assert_eq!(
        shown["file_findings"][0]["code"], "I-APPROVAL-SCAN",
        "{shown}"
    );
    let said = shown["file_findings"][0]["message"].as_str().unwrap();
    assert!(
        said.contains(CUSTOMER) && said.contains("版本 3-1"),
        "{said}"
    );
    assert_eq!(state(&share, "3-1"), "waiting");
}

/// HT-9 and HT-10 wait (12 + 9 and 12 + 10 against 20), HT-11 is normal (12 + 1).
fn with_three() -> Share {
    let share = with_special();
    for (number, amount) in [("HT-10", "10"), ("HT-11", "1")] {
        let form = contract(number, amount, "").saved();
        share
            .drop_in(&format!("石家庄办事处/{number}.xlsx"), form)
            .watched(0);
    }
    share
}

fn list(share: &Share) -> Form {
    Form::open(&share.read(LIST))
}

fn shown(share: &Share) -> String {
    text_of(&share.read(LIST), "待审批")
}

#[test]
fn the_list_holds_a_row_a_case_and_saving_it_is_the_act() {
    let share = with_three();
    let said = shown(&share);
    assert!(said.contains("等总经理审批:2件"), "{said}");
    assert!(said.contains("HT-9") && said.contains("HT-10") && !said.contains("HT-11"));
    assert!(
        said.contains("信用敞口22万元,信用额度20万元,超出2万元"),
        "{said}"
    );
    // Nothing waits for whom the policy does not name.
    assert!(share.files("审批/业务部经理").is_empty());
    // A look at it that changes nothing makes no version.
    let versions = share.versions().len();
    share.watched(0);
    assert_eq!(share.versions().len(), versions);

    // The first row is approved; the second is refused without a reason, which does not count.
    let saved = list(&share)
        .line(1, &[("审批结论", "同意"), ("审批日期", "2026-03-10")])
        .line(2, &[("审批结论", "不同意")]);
    share.save(LIST, saved.saved()).watched(0);
    assert_eq!(state(&share, "3-1"), "approved");
    assert_eq!(state(&share, "4-1"), "waiting");
    let said = shown(&share);
    assert!(
        said.contains("等总经理审批:1件") && !said.contains("HT-9\n"),
        "{said}"
    );
    assert!(
        said.contains("▲ 上次没有办成:审批结论是「不同意」,却没有写审批理由"),
        "{said}"
    );

    let saved = list(&share).line(1, &[("审批结论", "不同意"), ("审批理由", "先收回旧款")]);
    share.save(LIST, saved.saved()).watched(0);
    assert_eq!(state(&share, "4-1"), "refused");
    assert!(
        shown(&share).contains("没有等您审批的事"),
        "{}",
        shown(&share)
    );
    // The contracts' own workbooks lie where they lay; the lists are kept apart.
    let files = share.files(&format!("审核结果/{CUSTOMER}"));
    assert_eq!(
        files,
        ["HT-10.xlsx", "HT-11.xlsx", "合同.xlsx", "评分.xlsx"]
    );
    assert!(!share.files("审核结果/审批记录").is_empty());
    // Derived from the documents alone.
    share.archive(&["rebuild"]).ends_with(0);
    assert_eq!(state(&share, "3-1"), "approved");
    assert_eq!(state(&share, "4-1"), "refused");
}

#[test]
fn a_changed_key_and_a_missing_row_are_refused_alone() {
    let share = with_three();
    // The key of the second row was typed over; the first counts.
    let saved = list(&share)
        .line(1, &[("审批结论", "同意")])
        .line(2, &[("事项编号", "9-9"), ("审批结论", "同意")]);
    share.save(LIST, saved.saved()).watched(0);
    assert_eq!(state(&share, "3-1"), "approved");
    assert_eq!(state(&share, "4-1"), "waiting");
    let said = shown(&share);
    assert!(
        said.contains("事项编号「9-9」与等您审批的事项对不上"),
        "{said}"
    );
    // The customer of a row was typed over; then the row is gone.
    let saved = list(&share).line(1, &[("合同编号或评审期", "HT-9"), ("审批结论", "同意")]);
    share.save(LIST, saved.saved()).watched(0);
    assert_eq!(state(&share, "4-1"), "waiting");
    let blank = [("事项编号", ""), ("合同编号或评审期", ""), ("客户名称", "")];
    share
        .save(LIST, list(&share).line(1, &blank).saved())
        .watched(0);
    let said = shown(&share);
    assert!(
        said.contains("清单里少了原来的行") && said.contains("HT-10"),
        "{said}"
    );
    assert_eq!(state(&share, "4-1"), "waiting");
}
