//! Scores: their indicators, who assesses them, and figures that must fit each other.

use super::*;

#[test]
fn an_indicator_without_its_input_is_incomplete_and_not_wrong() {
    for key in [
        "annual_amount",
        "year_end_receivable",
        "premium",
        "strategic_level",
    ] {
        for typed in ["", "/", "详见附件"] {
            check("customer_score", SCORE, &[(key, typed)], &["W-IND-MISSING"]);
        }
    }
    check(
        "customer_score",
        SCORE,
        &[("due_amount", "")],
        &["W-IND-MISSING"],
    );
    check(
        "customer_score",
        SCORE,
        &[("collected_amount", "")],
        &["W-IND-MISSING"],
    );
    check(
        "customer_score",
        SCORE,
        &[("due_amount", ""), ("timely", "及时")],
        &[],
    );
    check(
        "customer_score",
        SCORE,
        &[("due_amount", "0"), ("collected_amount", "")],
        &[],
    );
    check(
        "customer_score",
        SCORE,
        &[("annual_amount", "很多")],
        &["E-NUMBER-INVALID"],
    );
    check(
        "customer_score",
        SCORE,
        &[("assessor", "")],
        &["E-REQUIRED"],
    );
    check("customer_score", SCORE, &[("period", "")], &["E-REQUIRED"]);
    check(
        "customer_score",
        SCORE,
        &[("timely", "基本及时"), ("due_amount", "")],
        &["E-ENUM"],
    );
}

#[test]
fn strategic_influence_is_assessed_by_the_manager_or_higher() {
    for role in [
        "业务部经理",
        "主管副总经理",
        "总经理",
        "业务经理",
        "主管副总",
    ] {
        check("customer_score", SCORE, &[("assessor_role", role)], &[]);
    }
    for role in ["业务员", "办事处主任", "经理", "业务部副经理", "财务部经理"]
    {
        check(
            "customer_score",
            SCORE,
            &[("assessor_role", role)],
            &["E-IND4-ROLE"],
        );
    }
    let low = with(SCORE, &[("assessor_role", "业务员")]);
    let records = validated(vec![record("customer_score", &low)]);
    let finding = records[0]
        .findings
        .iter()
        .find(|f| f.code == "E-IND4-ROLE")
        .unwrap();
    assert_eq!(
        finding.message,
        "B13 战略影响由「刘洋(业务员)」评定,办法 1.1.3 注要求业务部经理以上领导评估,这项不能计分,等级要等补齐后再算。"
    );
    assert_eq!(
        finding.fix,
        "请业务部经理补姓名和职务,别处不用动,直接重投这个文件。"
    );
    assert_eq!(finding.clause.as_deref(), Some("1.1.3注"));
}

#[test]
fn scores_are_checked_against_themselves() {
    check(
        "customer_score",
        SCORE,
        &[("collected_amount", "701")],
        &["E-COLLECTED-OVER-DUE"],
    );
    check("customer_score", SCORE, &[("collected_amount", "700")], &[]);
    check(
        "customer_score",
        SCORE,
        &[("first_trade_date", "2026-03-11")],
        &["E-DATE-FUTURE"],
    );
    check(
        "customer_score",
        SCORE,
        &[("first_trade_date", "2026-03-10")],
        &[],
    );
    check(
        "customer_score",
        SCORE,
        &[("manual_class", "大客户")],
        &["E-REQUIRED", "E-REQUIRED"],
    );
    check(
        "customer_score",
        SCORE,
        &[
            ("manual_class", "大客户"),
            ("manual_class_reason", "明年上新线"),
            ("manual_class_approver", "赵敏"),
        ],
        &[],
    );
    check("customer_score", SCORE, &[("premium", "1")], &[]);
    check("customer_score", SCORE, &[("period", "2026")], &[]);
    check(
        "customer_score",
        SCORE,
        &[("period", "2026下半年")],
        &["E-PERIOD-FUTURE"],
    );
    check(
        "customer_score",
        SCORE,
        &[("period", "2027")],
        &["E-PERIOD-FUTURE"],
    );
}
