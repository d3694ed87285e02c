//! Complaint steps, signs of gravity, replies and states.

use super::*;

#[test]
fn unknown_departments_steps_causes_and_levels_are_named() {
    for (sheet, cell, word) in [
        ("催收分工", "B6", "法务部"),
        ("投诉步骤", "D7", "质量"),
        ("投诉步骤", "E9", "折价"),
        ("指标4", "A8", "零散"),
    ] {
        let said = Edited::new().set(sheet, cell, word).said();
        let place: crate::domain::cell::CellRef = cell.parse().unwrap();
        assert!(
            said.iter().any(|f| f.code == "E-POLICY-UNKNOWN"
                && f.sheet.as_deref() == Some(sheet)
                && f.cell == Some(place)
                && f.message.contains(word)),
            "{said:#?}"
        );
    }
}

#[test]
fn a_sign_of_gravity_that_a_weaker_one_hides_is_named_with_it() {
    const SHEET: &str = "投诉情节";
    Edited::new()
        .row(SHEET, &["索赔金额不低于", "10", "万元"])
        .gives("E-POLICY-HIDDEN", "投诉情节!A10", "A5");
    // A smaller amount hides the one that stood there.
    Edited::new()
        .row(SHEET, &["索赔金额不低于", "2", "万元"])
        .gives("E-POLICY-HIDDEN", "投诉情节!A5", "A10");
    Edited::new()
        .row(SHEET, &["投诉次数不低于", "4", "次", "30"])
        .gives("E-POLICY-HIDDEN", "投诉情节!A10", "A9");
    // More complaints, but in a longer time: neither hides the other.
    let both = Edited::new().row(SHEET, &["投诉次数不低于", "5", "次", "365"]);
    assert_eq!(both.said(), []);
    Edited::new()
        .row(SHEET, &["涉及安全", "是"])
        .gives("E-POLICY-HIDDEN", "投诉情节!A10", "A6");
    Edited::new()
        .set(SHEET, "B8", "大客户D")
        .gives("E-POLICY-UNKNOWN", "投诉情节!B8", "大客户D");
}

#[test]
fn a_sign_that_is_switched_off_does_not_count() {
    let edited = Edited::new().set("投诉情节", "B6", "否");
    let policy = Policy::from_tables(edited.0).unwrap();
    use crate::policy::complaints::SeveritySign;
    let safety = |s: &crate::policy::complaints::SeverityRow| s.sign == SeveritySign::Safety;
    assert!(!policy.complaints.severity.iter().any(safety));
}

#[test]
fn complaint_steps_fit_together() {
    const SHEET: &str = "投诉步骤";
    // Row 10 is tech_dispatch for 赔偿; compensate (row 14) counts from it.
    let said = Edited::new().without(SHEET, "A10").said();
    assert!(
        said.iter()
            .any(|f| f.code == "E-POLICY-STEP-BASE-GONE" && f.message.contains("赔偿")),
        "{said:#?}"
    );
    let step = [
        "visit",
        "再走访一次",
        "重大",
        "",
        "",
        "办事处主任",
        "",
        "接收",
        "5",
    ];
    Edited::new()
        .row(SHEET, &step)
        .gives("E-POLICY-STEP-TWICE", "投诉步骤!A21", "A18");
    let step = ["thank", "致谢", "", "", "", "业务部", "", "接收", "5"];
    Edited::new()
        .row(SHEET, &step)
        .gives("E-POLICY-STEP-STATE", "投诉步骤!A21", "thank");
    Edited::new().set(SHEET, "H9", "compensate").gives(
        "E-POLICY-STEP-BASE",
        "投诉步骤!H9",
        "compensate",
    );
}

#[test]
fn every_complaint_is_answered_by_some_day() {
    // 一般 without days: a product complaint would have no limit at all.
    Edited::new()
        .set("回复期限", "C6", "")
        .gives("E-POLICY-REPLY-OPEN", "回复期限!C6", "产品");
    Edited::new()
        .without("回复期限", "A7")
        .gives("E-POLICY-KEY-MISSING", "回复期限!", "原因 交期");
    let said = Edited::new().set("回复期限", "B5", "特大").said();
    assert!(
        said.iter().any(|f| f.code == "E-POLICY-UNKNOWN"),
        "{said:#?}"
    );
}

#[test]
fn complaint_states_are_reached_and_lead_to_an_end() {
    const SHEET: &str = "投诉状态";
    // P3a stands in P2's 下一状态 only.
    Edited::new().set(SHEET, "F9", "P3b、P3c、P4、P6").gives(
        "E-POLICY-STATE-UNREACHED",
        "投诉状态!A10",
        "P3a",
    );
    Edited::new()
        .set(SHEET, "F7", "V")
        .gives("E-POLICY-STATE-STUCK", "投诉状态!F7", "了结");
    Edited::new()
        .set(SHEET, "F7", "C、Z9")
        .gives("E-POLICY-UNKNOWN", "投诉状态!F7", "Z9");
}
