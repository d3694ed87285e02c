//! A policy's way: proposed, approved, in force, and the blank forms that follow it.

use super::*;

#[test]
fn an_edited_policy_is_a_proposal_and_the_one_in_force_is_shown_again() {
    let desk = Desk::new();
    desk.once();
    desk.drop_file("制度参数.xlsx", "policy|proposed|2026-07-01\n");
    desk.once();
    assert_eq!(desk.text("制度参数.xlsx"), "policy");
    let annotated = "policy|proposed|2026-07-01\n#审表 accepted ";
    let proposal = "审核结果/制度参数/制度参数.xlsx";
    assert_eq!(
        desk.files(),
        [proposal, "审核结果/制度参数/制度参数.xlsx.模拟.xlsx"]
    );
    assert_eq!(desk.text(proposal), annotated);
    assert_eq!(
        desk.text("审核结果/制度参数/制度参数.xlsx.模拟.xlsx"),
        format!("simulated {annotated}")
    );
    assert!(desk.once().is_empty());
}

#[test]
fn an_approved_policy_takes_the_place_of_its_proposal_and_rules_from_its_first_day() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/新.xlsx", "policy|proposed|2026-03-09\n");
    desk.once();
    assert_eq!(desk.files().len(), 2, "{:?}", desk.files());
    desk.drop_file("审批/总经理/批准.xlsx", "policy|approved|2026-03-09\n");
    desk.once();
    assert_eq!(
        desk.files(),
        [
            "审核结果/制度参数/制度参数 policy of 2026-03-09.xlsx",
            "审核结果/制度参数/批准.xlsx"
        ]
    );
    assert_eq!(desk.text("制度参数.xlsx"), "policy");
    let judged_by = |path: &str| {
        desk.drop_file(path, &format!("{GOOD}{path}"));
        desk.once();
        let versions = desk.vault.versions.lock().unwrap();
        versions.last().unwrap().0.policy.version.clone()
    };
    assert_eq!(judged_by("收件箱/一.xlsx"), "1");
    *desk.today.lock().unwrap() = "2026-03-09".parse().unwrap();
    assert_eq!(judged_by("收件箱/二.xlsx"), "policy of 2026-03-09");
    assert_eq!(desk.text("制度参数.xlsx"), "policy|approved|2026-03-09\n");
    assert_eq!(desk.text("空白表单/空白.xlsx"), "policy of 2026-03-09");
}

#[test]
fn a_blank_form_that_is_open_follows_the_policy_once_it_is_closed() {
    let desk = Desk::new();
    desk.drop_file("审批/总经理/批准.xlsx", "policy|approved|2026-03-05\n");
    desk.once();
    assert_eq!(desk.text("空白表单/空白.xlsx"), "policy of 2026-03-05");
    desk.drop_file("空白表单/~$空白.xlsx", "owner");
    desk.drop_file("审批/总经理/批准.xlsx", "policy|approved|2026-03-06\n");
    *desk.today.lock().unwrap() = "2026-03-06".parse().unwrap();
    desk.once();
    // What is judged goes by the new policy all the same.
    desk.drop_file("收件箱/一.xlsx", "评分|甲|2025|accepted\n");
    assert_eq!(desk.once().len(), 1);
    let by = desk
        .vault
        .versions
        .lock()
        .unwrap()
        .last()
        .unwrap()
        .0
        .policy
        .version
        .clone();
    assert_eq!(by, "policy of 2026-03-06");
    assert_eq!(desk.text("制度参数.xlsx"), "policy|approved|2026-03-06\n");
    assert_eq!(desk.text("空白表单/空白.xlsx"), "policy of 2026-03-05");
    RealDisk.remove(&desk.path("空白表单/~$空白.xlsx")).unwrap();
    desk.once();
    assert_eq!(desk.text("空白表单/空白.xlsx"), "policy of 2026-03-06");
}

#[test]
fn what_is_dropped_with_a_policy_is_judged_by_it_where_it_comes_behind() {
    let desk = Desk::new();
    desk.drop_file("审批/总经理/批准.xlsx", "policy|approved|2026-03-05\n");
    std::thread::sleep(Duration::from_millis(20));
    desk.drop_file("收件箱/石家庄/评分.xlsx", GOOD);
    desk.once();
    let versions = desk.vault.versions.lock().unwrap();
    let by: Vec<&str> = versions
        .iter()
        .map(|(v, _)| v.policy.version.as_str())
        .collect();
    assert_eq!(by, ["1", "policy of 2026-03-05"]);
}

#[test]
fn an_edit_that_waits_to_be_taken_in_is_not_overwritten_by_a_policy_that_begins() {
    let desk = Desk::new();
    desk.drop_file("审批/总经理/批准.xlsx", "policy|approved|2026-03-09\n");
    desk.once();
    *desk.today.lock().unwrap() = "2026-03-09".parse().unwrap();
    desk.drop_file("制度参数.xlsx", "policy|proposed|2026-08-01\n");
    desk.once();
    assert!(
        desk.has("审核结果/制度参数/制度参数.xlsx"),
        "{:?}",
        desk.files()
    );
    assert_eq!(desk.text("制度参数.xlsx"), "policy|approved|2026-03-09\n");
    assert_eq!(desk.text("空白表单/空白.xlsx"), "policy of 2026-03-09");
}

#[test]
fn a_policy_takes_effect_whole_whatever_fails() {
    let begun = || {
        let desk = Desk::new();
        desk.once();
        desk.drop_file("审批/总经理/批准.xlsx", "policy|approved|2026-03-05\n");
        desk
    };
    whatever_fails(begun, |desk, context| {
        assert_eq!(
            desk.files(),
            [
                "审核结果/制度参数/制度参数 policy of 2026-03-05.xlsx",
                "审核结果/制度参数/批准.xlsx",
            ],
            "{}",
            context()
        );
        let shown = desk.text("制度参数.xlsx");
        assert_eq!(shown, "policy|approved|2026-03-05\n", "{}", context());
        let blank = desk.text("空白表单/空白.xlsx");
        assert_eq!(blank, "policy of 2026-03-05", "{}", context());
        let versions = desk.vault.versions.lock().unwrap().len();
        assert_eq!(versions, 1, "{}", context());
    });
}
