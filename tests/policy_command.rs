//! `shenbiao policy`: what `new` writes, `check` accepts; what is broken, it names by sheet and
//! cell.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

fn shenbiao(args: &[&str]) -> (i32, String) {
    let output = Command::cargo_bin("shenbiao")
        .unwrap()
        .env("LC_ALL", "zh_CN.UTF-8")
        .args(args)
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), stdout)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The A1 of the cell below the header `header` (a column's name) and of that sheet.
fn first_below(path: &Path, sheet: &str, header: &str) -> String {
    let book = umya_spreadsheet::reader::xlsx::read(path).unwrap();
    let sheet = book.sheet_by_name(sheet).unwrap();
    for row in 1..20 {
        for column in 1..20 {
            if sheet.value((column, row)) == header {
                let letter = char::from(b'A' + u8::try_from(column).unwrap() - 1);
                return format!("{letter}{}", row + 1);
            }
        }
    }
    panic!("no {header}");
}

#[test]
fn what_new_writes_check_accepts_and_new_overwrites_nothing() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("制度参数.xlsx");
    assert_eq!(shenbiao(&["policy", "new", text(&file)]).0, 0);
    let written = std::fs::read(&file).unwrap();
    let (code, said) = shenbiao(&["policy", "check", text(&file)]);
    assert_eq!(code, 0, "{said}");
    assert!(said.starts_with("可以使用"), "{said}");
    assert_eq!(shenbiao(&["policy", "new", text(&file)]).0, 2);
    assert_eq!(std::fs::read(&file).unwrap(), written);
}

#[test]
fn a_text_for_a_threshold_is_named_by_sheet_and_cell() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("制度参数.xlsx");
    assert_eq!(shenbiao(&["policy", "new", text(&file)]).0, 0);
    let cell = first_below(&file, "等级", "下限");
    let mut book = umya_spreadsheet::reader::xlsx::read(&file).unwrap();
    book.sheet_by_name_mut("等级")
        .unwrap()
        .cell_mut(cell.as_str())
        .set_value("八十分");
    umya_spreadsheet::writer::xlsx::write(&book, &file).unwrap();

    let (code, said) = shenbiao(&["policy", "check", text(&file)]);
    assert_eq!(code, 1, "{said}");
    assert!(said.starts_with("不能使用"), "{said}");
    assert!(said.contains(&format!("等级!{cell}")), "{said}");
    assert!(said.contains("八十分"), "{said}");

    let (code, said) = shenbiao(&["policy", "check", "--json", text(&file)]);
    assert_eq!(code, 1);
    let document: serde_json::Value = serde_json::from_str(&said).unwrap();
    let report = &document["files"][0];
    assert_eq!(report["usable"], false);
    let findings = report["findings"].as_array().unwrap();
    assert!(
        findings
            .iter()
            .any(|f| f["sheet"] == "等级" && f["cell"] == cell.as_str()),
        "{said}"
    );
}

#[test]
fn no_file_and_no_workbook_are_usage_errors() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("没有.xlsx");
    assert_eq!(shenbiao(&["policy", "check", text(&missing)]).0, 2);
    let other = folder.path().join("便条.xlsx");
    std::fs::write(&other, "not a workbook").unwrap();
    let (code, said) = shenbiao(&["policy", "check", "--json", text(&other)]);
    assert_eq!(code, 2);
    let document: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(document["error"]["message"].is_string());
}
