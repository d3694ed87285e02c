//! Exit codes and the documents on stdout, which scripts rely on.

use crate::forms::{right_score, wrong_score};
use crate::share::{Share, shenbiao, shenbiao_in};

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

/// Every command, by the arguments that lead to it.
const COMMANDS: &[&str] = &[
    "",
    "demo",
    "init",
    "watch",
    "check",
    "archive",
    "archive list",
    "archive show",
    "archive diff",
    "archive export",
    "archive verify",
    "archive rebuild",
    "archive index",
    "policy",
    "policy new",
    "policy check",
    "templates",
];

/// What of clap's own words is seen in English only.
const CLAPS_OWN: &[&str] = &[
    "Usage",
    "Options",
    "Arguments",
    "Commands",
    "Print",
    "[default",
    "OPTIONS",
    "COMMAND",
    "SHARE",
    "DIR",
    "FILE",
    "DATE",
    "SECONDS",
    "XLSX",
    "VERSION",
    "HASH",
];

#[test]
fn help_speaks_the_language_of_the_place() {
    for command in COMMANDS {
        let args = command
            .split(' ')
            .filter(|a| !a.is_empty())
            .chain(["--help"]);
        let chinese = shenbiao(args.clone()).ends_with(0).says("用法:").out;
        for word in CLAPS_OWN {
            assert!(!chinese.contains(word), "{command}: {word} in\n{chinese}");
        }
        // Whatever is told of an option, an argument or a command is told in Chinese.
        for line in chinese.lines().filter(|l| l.starts_with("  ")) {
            assert!(!line.is_ascii(), "{command}: {line:?} in\n{chinese}");
        }
        let english = shenbiao_in("en_GB.UTF-8", args).ends_with(0).says("Usage:");
        let foreign = |c: &char| ('\u{4e00}'..'\u{9fff}').contains(c);
        // Names of folders and forms are what they are.
        let told = english
            .out
            .replace("汇总/档案目录.xlsx", "")
            .replace("审表演示", "");
        assert_eq!(told.chars().find(foreign), None, "{command}: {told}");
    }
}

#[test]
fn wrong_arguments_are_explained_in_the_language_of_the_place() {
    for (args, words, english) in [
        (
            &["watch", "共享", "--setle", "3"][..],
            "是不是想写「--settle」",
            "unexpected argument",
        ),
        (&["wach"], "没有「wach」这个命令", "unrecognized subcommand"),
        (&["init"], "还缺 <共享>", "required arguments"),
        (
            &["check", "a.xlsx", "--today", "昨天"],
            "日期写作 2026-03-10",
            "a date such as",
        ),
        (
            &["watch", "共享", "--settle", "很久"],
            "写秒数",
            "a number of seconds",
        ),
        (
            &["check", "a.xlsx", "--today"],
            "「--today <日期>」后面要写值",
            "a value is required",
        ),
        (
            &["archive", "list", "--status", "好"],
            "可写 通过",
            "returned or unrecognised",
        ),
        (
            &["check", "a.xlsx", "--json", "--json"],
            "写了不止一遍",
            "cannot be used multiple times",
        ),
    ] {
        let run = shenbiao(args).ends_with(2).says(words);
        assert!(run.out.is_empty() || args.contains(&"--json"), "{run:?}");
        for word in ["error", "Usage", "tip:", "For more"] {
            assert!(!run.err.contains(word), "{run:?}");
        }
        shenbiao_in("C", args).ends_with(2).says(english);
    }
}

#[test]
fn a_wrong_argument_beside_json_still_gives_a_document() {
    for locale in ["zh_CN.UTF-8", "C"] {
        let run = shenbiao_in(locale, ["archive", "--json", "lst"]).ends_with(2);
        let error = &run.json()["error"];
        assert!(
            error["message"].as_str().unwrap().contains("lst"),
            "{run:?}"
        );
        assert!(!error["hint"].as_str().unwrap().is_empty(), "{run:?}");
    }
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
