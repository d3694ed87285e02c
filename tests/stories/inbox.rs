//! What lies in 收件箱: taken, left alone, or known already.

use crate::forms::{right_score, sample, seen, sheet_names, text_of};
use crate::share::{Share, shenbiao};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

const CUSTOMER: &str = "石家庄明远光学有限公司";

#[test]
fn the_same_bytes_again_make_no_second_review() {
    let share = Share::laid_out();
    let bytes = right_score(CUSTOMER).saved();
    share.drop_in("明远.xlsx", &bytes).watched(0);
    share.drop_in("明远.xlsx", &bytes).watched(0);
    assert_eq!(share.files("收件箱"), [""; 0]);
    assert_eq!(share.versions().len(), 1);
    assert_eq!(
        share.files("审核结果"),
        ["石家庄明远光学有限公司/明远.xlsx"]
    );
}

#[test]
fn the_same_bytes_bring_back_a_result_that_was_lost() {
    let share = Share::laid_out();
    let (bytes, place) = (
        right_score(CUSTOMER).saved(),
        "审核结果/石家庄明远光学有限公司/明远.xlsx",
    );
    share.drop_in("明远.xlsx", &bytes).watched(0);
    let first = share.read(place);
    share.remove(place).drop_in("明远.xlsx", &bytes).watched(0);
    assert_eq!(share.read(place), first);
    assert_eq!(share.versions().len(), 1);
}

#[test]
fn a_file_that_somebody_has_open_stays() {
    let share = Share::laid_out();
    share.drop_in("明远.xlsx", right_score(CUSTOMER).saved());
    share.drop_in("~$明远.xlsx", b"\x06\xe6\x9e\x97\xe6\x99\x93");
    share.watched(0).says("留在原处").says("明远.xlsx");
    assert!(share.has("收件箱/明远.xlsx"));
    share.remove("收件箱/~$明远.xlsx").watched(0);
    assert!(!share.has("收件箱/明远.xlsx"));
}

#[test]
fn half_written_files_and_litter_are_ignored() {
    let share = Share::laid_out();
    let names = [
        ".明远.xlsx.Xy12",
        "Thumbs.db",
        "desktop.ini",
        "明远.xlsx.crdownload",
        "明远.xlsx.filepart",
        "A1B2C3D4",
    ];
    for name in names {
        share.drop_in(name, right_score(CUSTOMER).saved());
    }
    share.watched(0);
    assert_eq!(share.files("收件箱").len(), names.len());
    assert_eq!(share.versions().len(), 0);
}

#[test]
fn an_old_xls_stays_as_it_came_and_is_answered_beside() {
    let share = Share::laid_out();
    let bytes = sample("邯郸办事处/客户评分表-钢城仪表.xls");
    share.drop_in("邯郸办事处/钢城.xls", &bytes).watched(0);
    let files = share.files("审核结果");
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(
        files[0].ends_with("/钢城.xls") && files[1].ends_with("/钢城.xls.审核结果.xlsx"),
        "{files:?}"
    );
    assert_eq!(share.read(&format!("审核结果/{}", files[0])), bytes);
}

#[test]
fn what_is_no_workbook_is_returned_untouched_with_an_answer_beside() {
    let share = Share::laid_out();
    share
        .drop_in("唐山办事处/坏的.xlsx", b"not a workbook")
        .watched(1);
    assert_eq!(
        share.files("退回修改"),
        ["唐山办事处/坏的.xlsx", "唐山办事处/坏的.xlsx.审核结果.xlsx"]
    );
    assert_eq!(
        share.read("退回修改/唐山办事处/坏的.xlsx"),
        b"not a workbook"
    );
    assert_eq!(share.versions()[0]["form"], serde_json::Value::Null);
}

#[test]
fn a_second_watcher_is_refused_while_the_first_lives() {
    let share = Share::laid_out();
    let mut first = Command::new(assert_cmd::cargo::cargo_bin("shenbiao"))
        .env("LC_ALL", "zh_CN.UTF-8")
        .arg("watch")
        .arg(share.root())
        .arg("--data")
        .arg(share.data())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(first.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let with_same_data = share.watched_or_refused(&share.data());
    let with_other_data = share.watched_or_refused(&share.root().with_file_name("别处"));
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(line.contains("开始看管"), "{line}");
    with_same_data.ends_with(3);
    with_other_data.ends_with(3).says("已由主机");
    share.watched(0);
}

#[test]
fn a_folder_that_was_never_laid_out_is_not_watched() {
    let folder = tempfile::tempdir().unwrap();
    shenbiao(["watch", folder.path().to_str().unwrap(), "--once"])
        .ends_with(2)
        .says("init");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_workbook_under_the_default_password_is_judged_and_answered_beside() {
    let share = Share::laid_out();
    let sealed = include_bytes!("../fixtures/grid/sealed-agile.xlsx");
    share.drop_in("恒光.xlsx", sealed).watched(0);
    let place = "审核结果/石家庄恒光电子有限公司/恒光.xlsx";
    assert_eq!(share.read(place), sealed);
    let beside = share.read(&format!("{place}.审核结果.xlsx"));
    assert!(text_of(&beside, "校验明细").contains("默认密码"));
    // The values as they were filled in, although the sheet is one of our blank forms.
    assert!(text_of(&beside, "客户评分表").contains("石家庄恒光电子有限公司"));
    assert_eq!(share.each("grade"), ["A"]);
}

/// A binary workbook, written record by record (`tests/fixtures/grid/make_xlsb.py`), with the
/// figures of case 5 of the specification: 70 points, B, limit 20.
#[test]
fn a_binary_workbook_is_judged_and_answered_in_a_new_one() {
    let share = Share::laid_out();
    let bytes = include_bytes!("../fixtures/grid/score.xlsb");
    share.drop_in("石家庄办事处/灵犀.xlsb", bytes).watched(0);
    let place = "审核结果/石家庄灵犀光学有限公司/灵犀.xlsb";
    assert_eq!(share.read(place), bytes);
    let answer = share.read(&format!("{place}.审核结果.xlsx"));
    let names = sheet_names(&answer);
    for sheet in ["审核结论", "校验明细", "评分依据", "信用与回访"] {
        assert!(names.iter().any(|n| n == sheet), "{names:?}");
    }
    // The original values, each where it stood.
    let (_, values) = seen(&answer)
        .into_iter()
        .find(|(name, _)| name == "评分")
        .unwrap();
    let value = |at: &str| {
        let found = values.iter().find(|(cell, _)| cell == at);
        found
            .unwrap_or_else(|| panic!("{at}: {values:?}"))
            .1
            .clone()
    };
    for (at, text) in [
        ("A1", "客户评分表"),
        ("B2", "2025"),
        ("D2", "石家庄灵犀光学有限公司"),
        ("B4", "200"),
        ("D4", "190"),
        ("D6", "一般"),
        ("D7", "业务部经理"),
    ] {
        assert_eq!(value(at), text, "{at}");
    }
    let shown = share.archive(&["show", "1-1"]).ends_with(0).json();
    let review = &shown["review"];
    assert_eq!(
        (&review["total_points"], &review["grade"]),
        (&"70".into(), &"B".into()),
        "{shown:#}"
    );
    assert_eq!(review["credit"]["limit_wan"], "20");
    // Dates and shares come by their formats.
    let field = |label: &str| {
        let fields = shown["fields"].as_array().unwrap();
        let field = fields.iter().find(|f| f["label"] == label).unwrap();
        (field["cell"].clone(), field["value"].clone())
    };
    assert_eq!(field("首次交易日期"), ("B3".into(), "2021-05-10".into()));
    assert_eq!(field("平均溢价率"), ("B6".into(), "5".into()));
    assert_eq!(field("到期应收额"), ("B4".into(), "200".into()));
    // The archive keeps the original.
    let out = share.data().join("取出");
    let files = share
        .archive(&["export", "1-1", out.to_str().unwrap()])
        .ends_with(0)
        .json();
    let files = files["files"].as_array().unwrap();
    let original = files.iter().filter_map(|f| f.as_str());
    let original = original.into_iter().find(|f| f.ends_with(".xlsb")).unwrap();
    assert_eq!(std::fs::read(original).unwrap(), bytes);
}
