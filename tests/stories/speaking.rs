//! What the command line says, in both languages: versions, failures, files that wait.

use crate::forms::{right_score, sample, wrong_score};
use crate::share::{Run, Share, shenbiao, shenbiao_in};
use assert_cmd::Command;
use std::path::Path;
use std::process::Stdio;

const CUSTOMER: &str = "石家庄明远光学有限公司";

/// A share with an accepted and a returned form in its archive.
fn with_two_versions() -> (Share, String) {
    let share = Share::laid_out();
    share.drop_in("一.xlsx", right_score(CUSTOMER).saved());
    share.drop_in("二.xlsx", wrong_score(CUSTOMER).saved());
    share.watched(1);
    let data = share.data().to_str().unwrap().to_owned();
    (share, data)
}

#[test]
fn the_archive_speaks_the_language_of_the_place() {
    let (_share, data) = with_two_versions();
    for (args, zh, en) in [
        (&["list"][..], "共 2 条", "2 in all"),
        (&["list"], "退回修改\t", "returned\t"),
        (&["show", "1-1"], "审核状态\t通过", "status\taccepted"),
        (
            &["show", "1-1"],
            "制度版本\t默认-1(2025-01-01 起施行)",
            "policy\t默认-1 (in force from 2025-01-01)",
        ),
        (
            &["diff", "1-1", "1-1"],
            "1-1 与 1-1 内容相同",
            "1-1 and 1-1 are the same",
        ),
        (&["diff", "1-1", "2-1"], "新的检查结果", "newly found"),
        (&["verify"], ":完整", ": whole"),
        (&["rebuild"], "索引已重建,共 2 次提交", "2 submissions"),
        (&["reproduce", "1-1"], "逐字节相同", "byte by byte"),
    ] {
        let fixed = ["archive", "--data", &data];
        let args = fixed.iter().chain(args);
        shenbiao(args.clone()).ends_with(0).says(zh);
        shenbiao_in("C", args).ends_with(0).says(en);
    }
}

/// A version is shown with its figures, and figures that differ go by the names people know.
#[test]
fn a_version_is_shown_with_its_figures() {
    let share = Share::laid_out();
    let office = "石家庄办事处";
    for name in ["客户评分表-恒光电子.xlsx", "客户评分表-样样差一点.xlsx"] {
        share.drop_in(name, sample(&format!("{office}/{name}")));
    }
    share.watched(0);
    let data = share.data().to_str().unwrap().to_owned();
    let archive = |args: &[&str]| shenbiao(["archive", "--data", &data].iter().chain(args));
    // Domain section 7: case 1 has 100 points and a limit of 133, case 3 has 85 and 49.
    let shown = archive(&["show", "1-1"]).ends_with(0);
    for line in ["年度合同金额\t800万元", "总分\t100", "信用额度\t133"] {
        assert!(shown.out.contains(line), "{line}: {}", shown.out);
    }
    let differ = archive(&["diff", "1-1", "2-1"]).ends_with(0);
    for line in [
        "总分:100 → 85",
        "信用 额度(万元):133 → 49",
        "回访1 周期:每季度 → 每半年",
    ] {
        assert!(differ.out.contains(line), "{line}: {}", differ.out);
    }
    assert!(!differ.out.contains("total_points"), "{}", differ.out);
}

#[test]
fn a_status_is_said_in_the_language_of_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    std::fs::write(&path, wrong_score(CUSTOMER).saved()).unwrap();
    let args = ["check", "--today", "2026-03-10", path.to_str().unwrap()];
    shenbiao(args).ends_with(1).says("退回修改  ");
    shenbiao_in("C", args).ends_with(1).says("returned  ");
    let share = Share::laid_out();
    share.watched(0).says("没有要处理的文件");
    share.drop_in("二.xlsx", wrong_score(CUSTOMER).saved());
    share
        .watched_in("C", 1)
        .says("returned  二.xlsx  →  退回修改/");
}

/// What cannot be written is named with its path, in words of the language; exit code 3.
#[test]
fn what_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("挡路的文件");
    std::fs::write(&blocked, "in the way").unwrap();
    let inside = blocked.join("里面");
    let (blocked, inside) = (blocked.to_str().unwrap(), inside.to_str().unwrap());
    let share = Share::laid_out();
    let root = share.root().to_str().unwrap().to_owned();
    let form = folder.path().join("表.xlsx");
    std::fs::write(&form, right_score(CUSTOMER).saved()).unwrap();
    let form = form.to_str().unwrap();
    for args in [
        &["init", inside][..],
        &["templates", inside],
        &["check", form, "--out", inside],
        &["policy", "new", inside],
        &["demo", inside],
        &["watch", &root, "--once", "--data", inside],
    ] {
        let named = |run: &Run| assert!(run.err.contains(blocked), "{args:?}: {run:?}");
        let zh = shenbiao(args).ends_with(3).says("路径中间有一段不是文件夹");
        assert!(!zh.err.contains("os error"), "{zh:?}");
        named(&zh);
        let en = shenbiao_in("C", args).ends_with(3);
        named(&en);
        let told = en
            .err
            .replace(blocked, "")
            .replace("里面", "")
            .replace("共享", "");
        assert!(!told.chars().any(han), "{told}");
    }
}

fn han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn a_second_watch_is_refused_in_the_language_of_the_place() {
    let share = Share::laid_out();
    let text = r#"{"host":"别处","pid":7,"started":"2026-03-10T08:00:00Z","beat":1}"#;
    share.save(".审表-运行.json", text);
    let root = share.root();
    let args = ["watch", root.to_str().unwrap(), "--once"];
    shenbiao(args)
        .ends_with(3)
        .says("共享已由主机 别处 上的 watch(进程 7)在看管");
    shenbiao_in("C", args)
        .ends_with(3)
        .says("the share is watched already, on host 别处 (process 7)");
}

#[test]
fn a_folder_is_no_file_and_a_form_is_no_policy() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().to_str().unwrap();
    shenbiao(["check", here]).ends_with(2).says("这是文件夹");
    shenbiao_in("C", ["check", here])
        .ends_with(2)
        .says("a folder, no file");
    shenbiao(["policy", "check", here])
        .ends_with(2)
        .says("这是文件夹");
    let form = folder.path().join("表.xlsx");
    std::fs::write(&form, right_score(CUSTOMER).saved()).unwrap();
    let form = form.to_str().unwrap();
    let run = shenbiao(["policy", "check", form])
        .ends_with(2)
        .says("这不是制度工作簿");
    assert!(!run.err.contains("E-POLICY-SHEET"), "{run:?}");
    std::fs::write(folder.path().join("文.md"), "# 文字").unwrap();
    let text = folder.path().join("文.md");
    let run = shenbiao(["policy", "check", text.to_str().unwrap()]).ends_with(2);
    assert!(
        run.err.contains("纯文本") && !run.err.contains("PlainText"),
        "{run:?}"
    );
}

/// `shenbiao … | head -1`: the reader is gone before all is written.
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let (_share, data) = with_two_versions();
    for args in [
        &["archive", "list", "--data", &data][..],
        &["archive", "show", "2-1", "--json", "--data", &data],
        &["--help"],
        &["check", "没有这个文件.xlsx", "--json"],
    ] {
        let program = Command::cargo_bin("shenbiao").unwrap();
        let mut child = std::process::Command::new(program.get_program())
            .env("LC_ALL", "zh_CN.UTF-8")
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        drop(child.stderr.take());
        let code = child.wait().unwrap().code();
        let wanted = if args.contains(&"check") { 2 } else { 0 };
        assert_eq!(code, Some(wanted), "{args:?}");
    }
}

/// What a full disk swallows was not said: exit code 3.
#[test]
fn output_that_cannot_be_written_ends_with_3() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    let (_share, data) = with_two_versions();
    let program = Command::cargo_bin("shenbiao").unwrap();
    let status = std::process::Command::new(program.get_program())
        .args(["archive", "list", "--json", "--data", &data])
        .stdout(std::fs::OpenOptions::new().write(true).open(full).unwrap())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(3));
}

/// Somebody made the folder 收件箱 and started the watcher: everything else follows.
#[test]
fn a_share_that_is_only_an_inbox_gets_all_that_staff_need() {
    let bare = Share::bare();
    bare.drop_in("一.xlsx", right_score(CUSTOMER).saved());
    bare.watched(0);
    for path in [
        "空白表单/客户评分表.xlsx",
        "使用说明.txt",
        "制度参数.xlsx",
        "审批/总经理",
        "汇总/档案目录.xlsx",
    ] {
        assert!(bare.has(path), "{path}");
    }
    assert_eq!(bare.each("status"), ["accepted"]);
}
