//! How long the mark of an open file (`~$…`) is believed: a parameter of the policy, 8 hours as
//! shipped, which a manager changes like any other.

use crate::edited_policy::Policy;
use crate::forms::right_score;
use crate::share::Share;
use std::time::{Duration, SystemTime};

const CUSTOMER: &str = "石家庄明远光学有限公司";

/// Somebody has had a dropped form open for some hours. Whether it was judged all the same.
fn judged_though_open(share: &Share, name: &str, hours: u64) -> bool {
    share.drop_in(
        &format!("{name}.xlsx"),
        right_score(&format!("{CUSTOMER}{name}")).saved(),
    );
    let mark = format!("~${name}.xlsx");
    share.drop_in(&mark, b"\x06\xe6\x9e\x97\xe6\x99\x93");
    let since = SystemTime::now() - Duration::from_secs(hours * 3600);
    let file = std::fs::OpenOptions::new()
        .write(true)
        .open(share.root().join("收件箱").join(&mark))
        .unwrap();
    file.set_modified(since).unwrap();
    let run = share.watched(0);
    let stays = share.has(&format!("收件箱/{name}.xlsx"));
    assert_eq!(stays, run.err.contains("留在原处"), "{run:?}");
    share.remove(&format!("收件箱/{mark}"));
    if stays {
        share.remove(&format!("收件箱/{name}.xlsx"));
    }
    !stays
}

/// The policy with other hours, in force from the day of the stories.
fn with_hours(share: &Share, hours: &str) -> Vec<u8> {
    Policy::of(share)
        .version("2026-2", "2026-03-10")
        .with("参数", "owner_file_hours", "值", hours)
        .saved()
}

#[test]
fn a_manager_changes_how_long_an_open_file_is_waited_for() {
    let share = Share::laid_out();
    assert!(!judged_though_open(&share, "甲", 7));
    assert!(judged_though_open(&share, "乙", 9));

    // An edit of the workbook that shows the policy is a proposal: nothing changes yet.
    share
        .save("制度参数.xlsx", with_hours(&share, "24"))
        .watched(0);
    assert!(judged_though_open(&share, "丙", 9));

    // The managing director drops the annotated proposal: from now on 24 hours.
    let proposal = share.read("审核结果/制度参数/制度参数.xlsx");
    share.save("审批/总经理/制度参数.xlsx", proposal).watched(0);
    assert!(!judged_though_open(&share, "丁", 9));
    assert!(!judged_though_open(&share, "戊", 23));
    assert!(judged_though_open(&share, "己", 25));
    let versions = share.each("policy_version");
    assert_eq!(versions.last().unwrap(), "2026-2");
}

#[test]
fn hours_that_are_no_number_of_hours_are_refused() {
    let share = Share::laid_out();
    for hours in ["很久", "-1", "721", "1.5"] {
        share
            .save("审批/总经理/新制度.xlsx", with_hours(&share, hours))
            .watched(1);
        let said = crate::forms::text_of(&share.read("退回修改/新制度.xlsx"), "校验明细");
        let named = said.contains("参数!C") && said.contains(hours);
        assert!(named, "{hours}: {said}");
        share.remove("退回修改/新制度.xlsx");
    }
    assert!(judged_though_open(&share, "甲", 9), "8 hours still");
}
