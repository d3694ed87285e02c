//! What the command line says of wrong use and of failures, in both languages, with the exit
//! code.

use crate::program::run;

/// Lines that are typed, in a folder that holds 表.xlsx (a score), 文.xlsx (no workbook), 共享
/// (a bare inbox) and 挡路 (a file where a folder is wanted).
const LINES: &[&str] = &[
    "",
    "wach",
    "init",
    "init 挡路/里",
    "watch",
    "watch 没有的共享",
    "watch 共享 --once --data 挡路/里",
    "watch 共享 --setle 3",
    "watch 共享 --settle 很久",
    "check",
    "check 没有.xlsx",
    "check 共享",
    "check 表.xlsx --today 昨天",
    "check 表.xlsx --today",
    "check 表.xlsx --policy 没有.xlsx",
    "check 表.xlsx --policy 表.xlsx",
    "check 表.xlsx --policy 文.xlsx",
    "check 表.xlsx --out 挡路",
    "check 没有.xlsx --json",
    "archive",
    "archive list",
    "archive list --share 没有的共享",
    "archive list --data 没有的目录",
    "archive list --status 好",
    "archive list --from 2026-13-01",
    "archive show",
    "policy",
    "policy new 表.xlsx",
    "policy check 文.xlsx",
    "policy diff 表.xlsx 表.xlsx",
    "policy simulate 表.xlsx",
    "templates 挡路/里",
    "demo 挡路/里",
];

#[test]
fn of_wrong_use_and_failures() {
    let folder = tempfile::tempdir().unwrap();
    let samples = crate::program::samples();
    std::fs::write(folder.path().join("挡路"), "in the way").unwrap();
    std::fs::copy(
        samples.join("石家庄办事处/客户评分表-恒光电子.xlsx"),
        folder.path().join("表.xlsx"),
    )
    .unwrap();
    std::fs::write(folder.path().join("文.xlsx"), "text").unwrap();
    std::fs::create_dir_all(folder.path().join("共享/收件箱")).unwrap();
    for (name, locale) in [("chinese", "zh_CN.UTF-8"), ("english", "C")] {
        let told = LINES.iter().map(|line| {
            let said = run(locale, folder.path(), line.split_whitespace());
            format!("$ shenbiao {line}\n{}", said.whole())
        });
        insta::assert_snapshot!(name, told.collect::<Vec<_>>().join("\n"));
    }
}
