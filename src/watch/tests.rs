//! The way of a file, told with a judge of a few lines.

mod policies;

use super::fakes::Desk;
use crate::disk::{Disk, Fault, FaultyDisk, RealDisk};
use crate::domain::status::Status;
use std::sync::Arc;
use std::time::Duration;

const GOOD: &str = "customer_score|石药集团|2025|accepted\n";
const BAD: &str = "customer_score|石药集团|2025|returned\n";

#[test]
fn folders_that_somebody_deleted_are_made_again_and_a_share_that_is_away_is_left_alone() {
    let desk = Desk::new();
    let share = desk.path("");
    for folder in ["审核结果", "退回修改", "汇总"] {
        std::fs::remove_dir_all(share.join(folder)).unwrap();
    }
    desk.drop_file("收件箱/评分.xlsx", GOOD);
    assert_eq!(desk.once().len(), 1);
    assert!(desk.has("审核结果/石药集团/评分.xlsx") && desk.has("退回修改"));

    let away = tempfile::tempdir().unwrap();
    let absent = crate::share::Share::at(away.path(), None);
    crate::share::layout::mend_folders(&RealDisk, &absent).unwrap();
    assert_eq!(std::fs::read_dir(away.path()).unwrap().count(), 0);
}

#[test]
fn an_accepted_file_goes_to_its_customer_and_a_returned_one_back_to_its_office() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/评分.xlsx", GOOD);
    desk.drop_file(
        "收件箱/唐山/三月/概要.xlsx",
        "customer_summary|甲|x|incomplete\n",
    );
    desk.drop_file("收件箱/乱.xlsx", "nothing");
    let outcomes = desk.once();
    assert_eq!(outcomes.len(), 3);
    assert_eq!(
        desk.files(),
        [
            "审核结果/石药集团/评分.xlsx",
            "退回修改/乱.xlsx",
            "退回修改/唐山/三月/概要.xlsx"
        ]
    );
    assert!(
        desk.text("退回修改/唐山/三月/概要.xlsx")
            .contains("I-OFFICE-UNKNOWN")
    );
    assert!(
        !desk
            .text("审核结果/石药集团/评分.xlsx")
            .contains("I-OFFICE")
    );
    assert!(desk.has("汇总/石家庄收件情况.xlsx") && desk.has("汇总/收件情况.xlsx"));
    assert!(desk.once().is_empty(), "nothing is done twice");
}

#[test]
fn what_cannot_be_annotated_lies_as_it_came_with_its_result_beside() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/旧表.xls", BAD);
    desk.once();
    assert_eq!(
        desk.files(),
        [
            "退回修改/石家庄/旧表.xls",
            "退回修改/石家庄/旧表.xls.审核结果.xlsx"
        ]
    );
    assert_eq!(desk.text("退回修改/石家庄/旧表.xls"), BAD);
    // Mended where it lies: both go, the accepted pair takes their place.
    desk.drop_file("退回修改/石家庄/旧表.xls", GOOD);
    desk.once();
    assert_eq!(
        desk.files(),
        [
            "审核结果/石药集团/旧表.xls",
            "审核结果/石药集团/旧表.xls.审核结果.xlsx"
        ]
    );
}

#[test]
fn a_returned_file_mended_where_it_lies_is_a_resubmission() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/评分.xlsx", BAD);
    desk.once();
    let returned = desk.text("退回修改/石家庄/评分.xlsx");
    // Still wrong: the answer replaces it where it lies.
    desk.drop_file(
        "退回修改/石家庄/评分.xlsx",
        &returned.replace("#审表", "注\n#审表"),
    );
    desk.once();
    assert_eq!(desk.files(), ["退回修改/石家庄/评分.xlsx"]);
    assert!(desk.text("退回修改/石家庄/评分.xlsx").contains("注"));
    let mended = returned.replace("|returned", "|accepted");
    desk.drop_file("退回修改/石家庄/评分.xlsx", &mended);
    desk.once();
    assert_eq!(desk.files(), ["审核结果/石药集团/评分.xlsx"]);
}

#[test]
fn a_mended_file_dropped_again_takes_its_returned_copy_away() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/评分.xlsx", BAD);
    desk.once();
    desk.drop_file("收件箱/石家庄/最终版.xlsx", GOOD);
    desk.once();
    assert_eq!(desk.files(), ["审核结果/石药集团/最终版.xlsx"]);
}

#[test]
fn a_returned_copy_that_somebody_is_mending_stays() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/评分.xlsx", BAD);
    desk.once();
    desk.drop_file("退回修改/石家庄/~$评分.xlsx", "x");
    desk.drop_file("收件箱/石家庄/评分.xlsx", GOOD);
    desk.once();
    assert!(desk.has("退回修改/石家庄/评分.xlsx"));
    RealDisk
        .remove(&desk.path("退回修改/石家庄/~$评分.xlsx"))
        .unwrap();
    desk.once();
    assert_eq!(desk.files(), ["审核结果/石药集团/评分.xlsx"]);
}

#[test]
fn a_later_version_replaces_the_earlier_of_its_office_only() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/一.xlsx", GOOD);
    desk.once();
    desk.drop_file("收件箱/石家庄/二.xlsx", &format!("{GOOD}改"));
    desk.once();
    assert_eq!(desk.files(), ["审核结果/石药集团/二.xlsx"]);
    desk.drop_file("收件箱/唐山/二.xlsx", &format!("{GOOD}别处"));
    desk.once();
    assert_eq!(
        desk.files(),
        ["审核结果/石药集团/二 (2).xlsx", "审核结果/石药集团/二.xlsx"]
    );
}

#[test]
fn two_versions_in_one_batch_leave_the_later() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/一.xlsx", GOOD);
    std::thread::sleep(Duration::from_millis(15)); // so that their times differ
    desk.drop_file("收件箱/石家庄/二.xlsx", &format!("{GOOD}改"));
    desk.once();
    assert_eq!(desk.files(), ["审核结果/石药集团/二.xlsx"]);
    let versions = desk.vault.versions.lock().unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[1].0.delivered, "审核结果/石药集团/二.xlsx");
}

#[test]
fn a_different_file_of_the_same_name_gets_a_number() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/表.xlsx", "customer_score|甲|2025|returned\n");
    desk.once();
    desk.drop_file("收件箱/石家庄/表.xlsx", "customer_score|乙|2025|returned\n");
    desk.once();
    assert_eq!(
        desk.files(),
        ["退回修改/石家庄/表 (2).xlsx", "退回修改/石家庄/表.xlsx"]
    );
    // Each mended file takes only its own copy away.
    desk.drop_file("收件箱/石家庄/表.xlsx", "customer_score|乙|2025|accepted\n");
    desk.once();
    assert_eq!(
        desk.files(),
        ["审核结果/乙/表.xlsx", "退回修改/石家庄/表.xlsx"]
    );
}

#[test]
fn the_same_bytes_are_reviewed_once_and_delivered_again_if_gone() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/评分.xlsx", GOOD);
    desk.once();
    desk.drop_file("收件箱/石家庄/又一次.xlsx", GOOD);
    let again = desk.once();
    assert!(again[0].note.contains("没有重复审核"), "{}", again[0].note);
    assert_eq!(desk.files(), ["审核结果/石药集团/评分.xlsx"]);
    RealDisk
        .remove(&desk.path("审核结果/石药集团/评分.xlsx"))
        .unwrap();
    desk.drop_file("收件箱/石家庄/又一次.xlsx", GOOD);
    desk.once();
    assert_eq!(desk.files(), ["审核结果/石药集团/又一次.xlsx"]);
    assert_eq!(desk.vault.versions.lock().unwrap().len(), 1);
}

#[test]
fn returned_bytes_and_lookups_are_judged_anew() {
    let desk = Desk::new();
    let ask = "archive_query|石药|x|accepted\n";
    for _ in 0..2 {
        desk.drop_file("收件箱/石家庄/评分.xlsx", BAD);
        desk.drop_file("收件箱/查询.xlsx", ask);
        desk.once();
    }
    assert_eq!(desk.vault.versions.lock().unwrap().len(), 4);
    assert_eq!(
        desk.files(),
        ["审核结果/查询结果/查询.xlsx", "退回修改/石家庄/评分.xlsx"]
    );
}

#[test]
fn copies_are_told_apart_by_their_content() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/评分.xlsx", BAD);
    desk.drop_file("收件箱/石家庄/评分 (1).xlsx", BAD);
    desk.drop_file("收件箱/石家庄/评分 - 副本.xlsx", &format!("{BAD}不同"));
    let outcomes = desk.once();
    assert_eq!(outcomes.len(), 3);
    assert_eq!(desk.vault.versions.lock().unwrap().len(), 2);
    let versions = desk.vault.versions.lock().unwrap();
    let asked = versions
        .iter()
        .find(|(v, _)| v.file.contains("副本"))
        .unwrap();
    assert!(
        asked
            .1
            .file
            .findings
            .iter()
            .any(|f| f.code == "W-FILE-COPY")
    );
    assert!(desk.files().iter().all(|f| !f.starts_with("收件箱")));
}

#[test]
fn a_number_of_ours_is_no_copy() {
    let desk = Desk::new();
    for customer in ["甲", "乙"] {
        desk.drop_file(
            "收件箱/石家庄/表.xlsx",
            &format!("customer_score|{customer}|2025|returned\n"),
        );
        desk.once();
    }
    desk.drop_file(
        "收件箱/石家庄/表 (2).xlsx",
        "customer_score|乙|2025|accepted\n",
    );
    desk.once();
    let versions = desk.vault.versions.lock().unwrap();
    assert!(versions.iter().all(|(_, s)| s.file.findings.is_empty()));
}

#[test]
fn a_changed_result_is_put_right_and_the_change_kept_beside() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/评分.xlsx", GOOD);
    desk.once();
    let ours = desk.text("审核结果/石药集团/评分.xlsx");
    desk.drop_file("审核结果/石药集团/评分.xlsx", "额度改成一百万");
    desk.once();
    desk.once();
    assert_eq!(desk.text("审核结果/石药集团/评分.xlsx"), ours);
    let files = desk.files();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files[0].contains("有人改动"), "{files:?}");
    assert_eq!(desk.text(&files[0]), "额度改成一百万");
}

/// Every operation of a run fails once, or the process dies in it or after it; the next run, on a
/// sound disk, must end as `ended` holds it to, given what to print where it does not.
fn whatever_fails(begun: impl Fn() -> Desk, ended: impl Fn(&Desk, &dyn Fn() -> String)) {
    let faults = [
        Fault::FailOnce as fn(usize) -> Fault,
        Fault::KillIn,
        Fault::KillAfter,
    ];
    for fault in faults {
        for at in 1.. {
            let mut desk = begun();
            let faulty = Arc::new(FaultyDisk::new(Arc::new(RealDisk), fault(at)));
            desk.disk = faulty.clone();
            let _ = desk.try_once();
            desk.disk = Arc::new(RealDisk);
            desk.try_once().unwrap();
            let context = || format!("{:?}\n{}", fault(at), faulty.log().join("\n"));
            ended(&desk, &context);
            if !faulty.struck() {
                break;
            }
        }
    }
}

#[test]
fn a_file_from_an_approval_folder_carries_its_role() {
    let desk = Desk::new();
    desk.drop_file("审批/总经理/评分.xlsx", GOOD);
    desk.once();
    let versions = desk.vault.versions.lock().unwrap();
    assert_eq!(versions[0].0.role.as_deref(), Some("总经理"));
    assert_eq!(versions[0].0.path, "审批/总经理/评分.xlsx");
    assert_eq!(desk.files(), ["审核结果/石药集团/评分.xlsx"]);
}

#[test]
fn a_fault_inside_keeps_and_names_the_file_and_the_others_go_on() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/坏.xlsx", "PANIC");
    desk.drop_file("收件箱/石家庄/评分.xlsx", GOOD);
    let outcomes = desk.once();
    assert_eq!(outcomes.len(), 2);
    assert_eq!(desk.text("退回修改/石家庄/坏.xlsx"), "PANIC");
    assert_eq!(
        desk.text("退回修改/石家庄/坏.xlsx.审核结果.xlsx"),
        "E-INTERNAL"
    );
    assert!(desk.has("审核结果/石药集团/评分.xlsx"));
}

#[test]
fn an_open_file_waits_with_its_reason_and_a_stale_owner_file_is_passed() {
    let mut desk = Desk::new();
    desk.drop_file("收件箱/石家庄/评分.xlsx", GOOD);
    desk.drop_file("收件箱/石家庄/.~评分.xlsx", "x");
    // Five seconds of patience, by a clock that runs ahead.
    let clock = desk.clock.clone();
    let ahead = std::thread::spawn(move || {
        for _ in 0..60 {
            std::thread::sleep(Duration::from_millis(20));
            *clock.ahead.lock().unwrap() += Duration::from_secs(1);
        }
    });
    let (summary, outcomes) = desk.try_once().unwrap();
    assert!(outcomes.is_empty());
    assert_eq!(summary.left.len(), 1);
    assert!(summary.left[0].reason.words().contains("打开着"));
    ahead.join().unwrap();
    let kept = RealDisk
        .read(&desk.dir.path().join("data/waiting.json"))
        .unwrap();
    assert!(
        String::from_utf8(kept)
            .unwrap()
            .contains("收件箱/石家庄/评分.xlsx")
    );
    desk.options.owner_grace = Some(Duration::from_secs(30));
    assert_eq!(desk.once().len(), 1);
}

#[test]
fn an_empty_file_is_judged_as_it_stands_in_the_end() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/空.xlsx", "");
    let outcomes = desk.once();
    assert_eq!(outcomes[0].status, Status::Unrecognised);
    assert!(!desk.has("收件箱/石家庄/空.xlsx"));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_removed_is_answered_once() {
    #[derive(Debug)]
    struct NoRemove(FaultyDisk);
    // A disk that refuses to remove what lies in the inbox.
    impl Disk for NoRemove {
        fn read(&self, p: &std::path::Path) -> std::io::Result<Vec<u8>> {
            self.0.read(p)
        }
        fn read_pieces(
            &self,
            p: &std::path::Path,
            from: u64,
            each: &mut dyn FnMut(&[u8]) -> std::io::Result<()>,
        ) -> std::io::Result<()> {
            self.0.read_pieces(p, from, each)
        }
        fn metadata(&self, p: &std::path::Path) -> std::io::Result<crate::disk::Meta> {
            self.0.metadata(p)
        }
        fn list(&self, p: &std::path::Path) -> std::io::Result<Vec<crate::disk::DirEntry>> {
            self.0.list(p)
        }
        fn canonical(&self, p: &std::path::Path) -> std::io::Result<std::path::PathBuf> {
            self.0.canonical(p)
        }
        fn create_dir_all(&self, p: &std::path::Path) -> std::io::Result<()> {
            self.0.create_dir_all(p)
        }
        fn write_synced(&self, p: &std::path::Path, b: &[u8]) -> std::io::Result<()> {
            self.0.write_synced(p, b)
        }
        fn create_new(&self, p: &std::path::Path, b: &[u8]) -> std::io::Result<()> {
            self.0.create_new(p, b)
        }
        fn append_synced(&self, p: &std::path::Path, b: &[u8]) -> std::io::Result<()> {
            self.0.append_synced(p, b)
        }
        fn truncate(&self, p: &std::path::Path, len: u64) -> std::io::Result<()> {
            self.0.truncate(p, len)
        }
        fn rename(&self, a: &std::path::Path, b: &std::path::Path) -> std::io::Result<()> {
            self.0.rename(a, b)
        }
        fn sync_dir(&self, p: &std::path::Path) -> std::io::Result<()> {
            self.0.sync_dir(p)
        }
        fn remove(&self, p: &std::path::Path) -> std::io::Result<()> {
            if p.to_string_lossy().contains("收件箱") {
                return Err(std::io::ErrorKind::PermissionDenied.into());
            }
            self.0.remove(p)
        }
        fn remove_dir(&self, p: &std::path::Path) -> std::io::Result<()> {
            self.0.remove_dir(p)
        }
        fn try_lock(&self, p: &std::path::Path) -> std::io::Result<Option<crate::disk::Lock>> {
            self.0.try_lock(p)
        }
    }
    let mut desk = Desk::new();
    desk.disk = Arc::new(NoRemove(FaultyDisk::new(Arc::new(RealDisk), Fault::None)));
    desk.drop_file("收件箱/石家庄/评分.xlsx", BAD);
    assert_eq!(desk.once().len(), 1);
    assert!(desk.once().is_empty() && desk.once().is_empty());
    assert_eq!(desk.vault.versions.lock().unwrap().len(), 1);
    // Changed in place it is a new submission; removable again, it is tidied.
    desk.drop_file("收件箱/石家庄/评分.xlsx", GOOD);
    assert_eq!(desk.once().len(), 1);
    desk.disk = Arc::new(RealDisk);
    desk.once();
    assert_eq!(desk.files(), ["审核结果/石药集团/评分.xlsx"]);
}

/// Each file ends in exactly one place, and each drop is archived once.
#[test]
fn nothing_is_lost_and_nothing_doubled_whatever_fails() {
    let begun = || {
        let desk = Desk::new();
        desk.drop_file("收件箱/石家庄/好.xlsx", GOOD);
        desk.drop_file("收件箱/石家庄/旧.xls", "customer_score|甲|2025|returned\n");
        desk.drop_file("收件箱/坏.xlsx", "customer_score|乙|2025|returned\n");
        desk.once();
        // Now with a fault: one mended in place, one new, one that replaces.
        desk.drop_file("退回修改/坏.xlsx", "customer_score|乙|2025|accepted\n");
        desk.drop_file("收件箱/石家庄/更好.xlsx", &format!("{GOOD}改"));
        desk.drop_file("收件箱/石家庄/旧.xls", "customer_score|甲|2025|accepted\n");
        desk
    };
    whatever_fails(begun, |desk, context| {
        assert_eq!(
            desk.files(),
            [
                "审核结果/乙/坏.xlsx",
                "审核结果/甲/旧.xls",
                "审核结果/甲/旧.xls.审核结果.xlsx",
                "审核结果/石药集团/更好.xlsx",
            ],
            "{}",
            context()
        );
        let versions = desk.vault.versions.lock().unwrap().len();
        assert_eq!(versions, 6, "{}", context());
    });
}

#[test]
fn the_catalogue_is_kept_and_an_open_one_gets_a_fresh_copy_beside() {
    let desk = Desk::new();
    desk.drop_file("收件箱/石家庄/评分.xlsx", GOOD);
    desk.once();
    let first = RealDisk.read(&desk.path("汇总/档案目录.xlsx")).unwrap();
    desk.drop_file("汇总/~$档案目录.xlsx", "owner");
    desk.drop_file("收件箱/石家庄/概要.xlsx", BAD);
    desk.once();
    let kept = RealDisk.read(&desk.path("汇总/档案目录.xlsx")).unwrap();
    assert!(kept == first, "an open workbook is not replaced");
    let copies = |desk: &Desk| {
        let all = RealDisk.list(&desk.path("汇总")).unwrap();
        let is_copy = |name: &str| name.starts_with("档案目录") && name != "档案目录.xlsx";
        all.iter()
            .filter(|e| is_copy(&e.path.file_name().unwrap().to_string_lossy()))
            .count()
    };
    assert_eq!(copies(&desk), 1);
    RealDisk.remove(&desk.path("汇总/~$档案目录.xlsx")).unwrap();
    desk.once();
    let now = RealDisk.read(&desk.path("汇总/档案目录.xlsx")).unwrap();
    assert!(now != first, "closed, it is brought up to date");
}
