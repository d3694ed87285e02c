//! Roles, people, offices, deputies, approvals.

use super::*;

/// Row of 组织-人员: 工号, 姓名, 职务, 办事处, 在职起, 在职止, 接手人.
const PEOPLE: &str = "组织-人员";

#[test]
fn unknown_roles_are_named_wherever_a_role_stands() {
    for (sheet, cell) in [
        ("优惠与回访", "F5"),
        ("报告链", "C6"),
        ("逾期升级", "E6"),
        ("审批权限", "G6"),
        ("组织-部门", "C5"),
        ("投诉步骤", "F6"),
        ("投诉状态", "D7"),
    ] {
        let edited = Edited::new().set(sheet, cell, "业务总监");
        edited.gives("E-POLICY-UNKNOWN", &format!("{sheet}!{cell}"), "业务总监");
    }
    // A short form is not guessed at, but its full name is told.
    let edited = Edited::new().set("优惠与回访", "F5", "副总、业务部经理");
    let said = edited.said();
    assert!(said[0].fix.contains("主管副总经理"), "{said:#?}");
}

#[test]
fn who_takes_over_is_somebody_else_who_is_there() {
    let wang = ["001", "王强", "业务员", "", "2020-01-01", "2026-06-30", ""];
    let liu = ["002", "刘洋", "业务员", "", "2020-01-01", "", ""];
    let with = |successor: &'static str| {
        let mut wang = wang;
        wang[6] = successor;
        Edited::new().row(PEOPLE, &wang).row(PEOPLE, &liu)
    };
    assert_eq!(with("刘洋").said(), []);
    assert_eq!(with("002").said(), []);
    with("王强").gives("E-POLICY-SUCCESSOR", "组织-人员!G5", "本人");
    with("张三").gives("E-POLICY-UNKNOWN", "组织-人员!G5", "张三");
    let namesake = ["003", "刘洋", "业务员", "", "", "", ""];
    with("刘洋")
        .row(PEOPLE, &namesake)
        .gives("E-POLICY-SUCCESSOR", "组织-人员!G5", "工号");
    let gone = ["004", "赵敏", "业务员", "", "2020-01-01", "2025-01-01", ""];
    with("赵敏")
        .row(PEOPLE, &gone)
        .gives("E-POLICY-SUCCESSOR", "组织-人员!G5", "已经离职");
    let circle = [
        "004",
        "赵敏",
        "业务员",
        "",
        "2020-01-01",
        "2026-07-01",
        "王强",
    ];
    let said = with("赵敏").row(PEOPLE, &circle).said();
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(said.iter().all(|f| f.message.contains('圈')));
    let backwards = [
        "005",
        "钱进",
        "业务员",
        "",
        "2026-01-01",
        "2025-12-31",
        "刘洋",
    ];
    with("刘洋")
        .row(PEOPLE, &backwards)
        .gives("E-POLICY-PERIOD", "组织-人员!F7", "2026-01-01");
    let nowhere = ["006", "孙丽", "业务员", "西安办事处", "", "", ""];
    with("刘洋")
        .row(PEOPLE, &nowhere)
        .gives("E-POLICY-UNKNOWN", "组织-人员!D7", "西安办事处");
}

#[test]
fn offices_merge_into_others_without_a_circle() {
    const SHEET: &str = "组织-办事处";
    let office = |name: &'static str, into: &'static str| [name, "", "", "2026-01-01", into];
    let sound = Edited::new()
        .row(SHEET, &office("石家庄办事处", "河北办事处"))
        .row(SHEET, &["河北办事处", "石办、冀办"]);
    assert_eq!(sound.said(), []);
    Edited::new()
        .row(SHEET, &office("石家庄办事处", "石家庄办事处"))
        .gives("E-POLICY-SUCCESSOR", "组织-办事处!E5", "圈");
    let circle = Edited::new()
        .row(SHEET, &office("石家庄办事处", "保定办事处"))
        .row(SHEET, &office("保定办事处", "石家庄办事处"));
    assert_eq!(circle.said().len(), 2);
    Edited::new()
        .row(SHEET, &office("石家庄办事处", "河北办事处"))
        .gives("E-POLICY-UNKNOWN", "组织-办事处!E5", "河北办事处");
    Edited::new()
        .row(SHEET, &["石家庄办事处", "石办"])
        .row(SHEET, &["唐山办事处", "石办"])
        .gives("E-POLICY-ALIAS", "组织-办事处!B6", "第 5 行");
}

#[test]
fn nobody_stands_in_for_himself_alone_or_in_a_circle() {
    const SHEET: &str = "组织-代理";
    Edited::new()
        .row(SHEET, &["王强", "总经理", "总经理", "2026-11-01", ""])
        .gives("E-POLICY-DEPUTY", "组织-代理!C5", "自己不能代自己");
    // By 组织-人员, although the row does not say it.
    Edited::new()
        .row(PEOPLE, &["001", "王强", "总经理"])
        .row(SHEET, &["王强", "", "总经理", "2026-11-01", ""])
        .gives("E-POLICY-DEPUTY", "组织-代理!C5", "自己不能代自己");
    let two = |second_from: &'static str| {
        Edited::new()
            .row(
                SHEET,
                &[
                    "王强",
                    "业务部经理",
                    "主管副总经理",
                    "2026-11-01",
                    "2026-11-30",
                ],
            )
            .row(
                SHEET,
                &["李明", "主管副总经理", "业务部经理", second_from, ""],
            )
    };
    assert_eq!(two("2026-11-15").said().len(), 2);
    assert_eq!(two("2026-12-01").said(), [], "not at the same time");
    Edited::new()
        .row(SHEET, &["王强", "", "总经理", "2026-11-01", "", "报销"])
        .gives("E-POLICY-UNKNOWN", "组织-代理!F5", "报销");
}

#[test]
fn approvals_that_nobody_can_give_or_that_are_never_asked_for_are_named() {
    Edited::new().set("审批权限", "G14", "办事处主任").gives(
        "E-POLICY-NO-FOLDER",
        "审批权限!G14",
        "办事处主任",
    );
    let said = Edited::new().set("审批权限", "B7", "超额").said();
    let codes: Vec<&str> = said.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["E-POLICY-KEY-MISSING", "E-POLICY-CONDITION"]);
    // A gap and an overlap of amounts, at the very ends.
    Edited::new()
        .set("审批权限", "E14", "<")
        .gives("E-POLICY-GAP", "审批权限!D15", "5 没有");
    let said = Edited::new().set("审批权限", "D6", "100").said();
    assert!(
        said.iter().any(|f| f.code == "E-POLICY-NO-AMOUNT"),
        "{said:#?}"
    );
}
