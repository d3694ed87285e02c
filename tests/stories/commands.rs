//! Exit codes and the documents on stdout, which scripts rely on.

use crate::forms::{right_score, wrong_score};
use crate::share::{Share, shenbiao};

fn saved(bytes: Vec<u8>) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn all_accepted_ends_with_0_and_a_returned_one_with_1() {
    let (_good, right) = saved(right_score("石家庄明远光学有限公司").saved());
    let (_bad, wrong) = saved(wrong_score("石家庄明远光学有限公司").saved());
    shenbiao(["check", "--today", "2026-03-10", &right])
        .ends_with(0)
        .says("通过");
    let both = shenbiao(["check", "--json", "--today", "2026-03-10", &right, &wrong])
        .ends_with(1)
        .json();
    assert_eq!(both["files"][0]["status"], "accepted");
    assert_eq!(both["files"][1]["status"], "returned");
    assert_eq!(
        both["files"][1]["records"][0]["review"],
        serde_json::Value::Null
    );
}

#[test]
fn wrong_use_ends_with_2_and_an_error_document() {
    for args in [
        vec!["check", "--json", "没有这个文件.xlsx"],
        vec!["check", "--json"],
        vec!["archive", "--json", "list"],
        vec!["archive", "--json", "--data", "没有这个目录", "list"],
    ] {
        let run = shenbiao(&args).ends_with(2);
        let error = run.json()["error"].clone();
        assert!(
            error["message"].as_str().is_some_and(|m| !m.is_empty()),
            "{args:?}: {run:?}"
        );
        assert!(error["hint"].is_string(), "{args:?}: {run:?}");
    }
    shenbiao(["--help"]).ends_with(0).says("demo");
}

#[test]
fn an_unusable_policy_ends_with_2() {
    let (_folder, form) = saved(right_score("石家庄明远光学有限公司").saved());
    let run = shenbiao(["check", "--json", "--policy", &form, &form]).ends_with(2);
    assert!(run.json()["error"]["message"].is_string());
}

#[test]
fn a_disk_that_fails_ends_with_3_and_an_error_document() {
    let share = Share::laid_out();
    share.drop_in("明远.xlsx", right_score("石家庄明远光学有限公司").saved());
    // A file stands where the data directory should be made.
    std::fs::write(share.data(), "in the way").unwrap();
    share.watched(3);
    assert!(share.has("收件箱/明远.xlsx"), "no file is lost");
}

#[test]
fn nothing_to_do_ends_with_0() {
    Share::laid_out().watched(0);
}
