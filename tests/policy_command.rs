//! `shenbiao policy`: what `new` writes, `check` accepts; what is broken, it names by sheet and
//! cell.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use shenbiao::grid::{self, Limits};
use shenbiao::policy::{self, Tables};
use std::path::{Path, PathBuf};
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

/// A fresh policy workbook, changed by another program's hand.
fn changed(folder: &TempDir, change: impl FnOnce(&mut umya_spreadsheet::Workbook)) -> PathBuf {
    let file = folder.path().join("改过.xlsx");
    let _ = std::fs::remove_file(&file);
    assert_eq!(shenbiao(&["policy", "new", text(&file)]).0, 0);
    let mut book = umya_spreadsheet::reader::xlsx::read(&file).unwrap();
    change(&mut book);
    umya_spreadsheet::writer::xlsx::write(&book, &file).unwrap();
    file
}

/// Code, sheet and cell of all that `check --json` says.
fn said(file: &Path) -> Vec<(String, String, String)> {
    let (_, said) = shenbiao(&["policy", "check", "--json", text(file)]);
    let document: serde_json::Value = serde_json::from_str(&said).unwrap();
    let word = |f: &serde_json::Value, key: &str| f[key].as_str().unwrap_or_default().to_owned();
    document["files"][0]["findings"]
        .as_array()
        .unwrap_or_else(|| panic!("{}: {document}", file.display()))
        .iter()
        .map(|f| {
            // Each says what to do.
            assert!(
                !word(f, "fix").is_empty() && !word(f, "message").is_empty(),
                "{f}"
            );
            (word(f, "code"), word(f, "sheet"), word(f, "cell"))
        })
        .filter(|(code, ..)| !code.starts_with("I-"))
        .collect()
}

/// One change of a sheet, and what must be said of it.
type Fault = (
    &'static str,
    &'static str,
    &'static str,
    fn(&mut umya_spreadsheet::Worksheet),
);

#[test]
fn each_kind_of_fault_is_named_at_its_sheet_and_cell() {
    let faults: &[Fault] = &[
        ("E-POLICY-HEADER", "等级", "D4", |s| {
            s.cell_mut("D4").set_value("最低分");
        }),
        ("E-POLICY-FORMULA", "指标2", "D6", |s| {
            s.cell_mut("D6").set_formula("40+10");
        }),
        ("E-POLICY-TYPE", "信用额度", "F5", |s| {
            s.cell_mut("F5").set_value("200万元");
        }),
        ("E-POLICY-MERGED", "优惠与回访", "D9", |s| {
            s.add_merge_cells("D9:D10");
        }),
        ("E-POLICY-BLANK", "报告链", "C6", |s| {
            s.cell_mut("C6").set_value("");
        }),
        ("E-POLICY-DUPLICATE", "客户分类", "A6", |s| {
            s.cell_mut("A6").set_value("major_annual_amount_min");
        }),
        ("E-POLICY-GAP", "回款系数", "B6", |s| {
            s.cell_mut("B6").set_value_number(0.91);
        }),
        ("E-POLICY-OVERLAP", "账龄区间", "C6", |s| {
            s.cell_mut("B6").set_value("≥");
        }),
        ("E-POLICY-TREND", "指标2", "E8", |s| {
            s.cell_mut("E8").set_value_number(16);
        }),
        ("E-POLICY-RANGE", "已公布年份", "A5", |s| {
            s.cell_mut("A5").set_value_number(1825);
        }),
        ("E-POLICY-UNKNOWN", "逾期升级", "E6", |s| {
            s.cell_mut("E6").set_value("厂长");
        }),
        ("E-POLICY-CALENDAR-TWICE", "工作日历", "A6", |s| {
            s.cell_mut("A6").set_value("2025-01-01");
        }),
        ("E-POLICY-PERIOD", "组织-办事处", "D5", |s| {
            s.cell_mut("A5").set_value("石家庄办事处");
            s.cell_mut("C5").set_value("2026-01-01");
            s.cell_mut("D5").set_value("2025-01-01");
        }),
        ("E-POLICY-EXAMPLE", "示例", "F6", |s| {
            let was = s.value("F6");
            s.cell_mut("F6").set_value(was.replace("等级=B", "等级=A"));
        }),
    ];
    let folder = TempDir::new().unwrap();
    for (code, sheet, cell, change) in faults {
        let file = changed(&folder, |book| {
            change(book.sheet_by_name_mut(sheet).unwrap())
        });
        let found = said(&file);
        let wanted = ((*code).to_owned(), (*sheet).to_owned(), (*cell).to_owned());
        assert!(found.contains(&wanted), "{wanted:?} not in {found:?}");
    }
    let gone = changed(&folder, |book| book.remove_sheet_by_name("占位词").unwrap());
    let found = said(&gone);
    assert_eq!(
        found,
        [(
            "E-POLICY-SHEET".to_owned(),
            "占位词".to_owned(),
            String::new()
        )]
    );
}

/// The tables of a workbook file, nothing wrong with them.
fn tables(file: &Path) -> Tables {
    let bytes = std::fs::read(file).unwrap();
    let workbook = grid::read(&bytes, text(file), &Limits::default()).unwrap();
    let (tables, problems) = policy::load::read_tables(&workbook);
    assert_eq!(problems, [], "{}", file.display());
    tables
}

/// Whether a tool can be run; where all judges are asked for, it must be there.
fn there(program: &str, args: &[&str]) -> bool {
    let found = std::process::Command::new(program)
        .args(args)
        .output()
        .is_ok_and(|o| o.status.success());
    let all = std::env::var("SHENBIAO_JUDGES").is_ok_and(|j| j == "all");
    assert!(found || !all, "{program} is not there");
    if !found {
        eprintln!("SKIPPED: {program} is not there");
    }
    found
}

/// A workbook saved again by openpyxl and by LibreOffice, as .xlsx and .ods; those of them that
/// are there.
fn saved_again(folder: &TempDir, file: &Path) -> Vec<PathBuf> {
    let mut again: Vec<PathBuf> = Vec::new();
    let venv = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/target/fidelity/venv/bin/python"
    );
    let python = if Path::new(venv).exists() {
        venv
    } else {
        "python3"
    };
    if there(python, &["-c", "import openpyxl"]) {
        let to = folder.path().join("openpyxl.xlsx");
        let script = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])";
        let status = std::process::Command::new(python)
            .args(["-c", script, text(file), text(&to)])
            .status()
            .unwrap();
        assert!(status.success());
        again.push(to);
    }
    if there("soffice", &["--version"]) {
        let profile = format!(
            "-env:UserInstallation=file://{}/profile",
            text(folder.path())
        );
        for kind in ["xlsx", "ods"] {
            let out = folder.path().join(kind);
            let status = std::process::Command::new("soffice")
                .args([
                    profile.as_str(),
                    "--headless",
                    "--convert-to",
                    kind,
                    "--outdir",
                ])
                .args([text(&out), text(file)])
                .output()
                .unwrap();
            assert!(status.status.success());
            again.push(out.join(file.file_name().unwrap()).with_extension(kind));
        }
    }
    again
}

#[test]
fn saved_again_by_openpyxl_and_libreoffice_it_is_the_same_policy_cell_by_cell() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("制度参数.xlsx");
    assert_eq!(shenbiao(&["policy", "new", text(&file)]).0, 0);
    let written = std::fs::read(&file).unwrap();
    let again = saved_again(&folder, &file);
    let built_in = Tables::built_in();
    assert_eq!(tables(&file), built_in);
    for file in again {
        let back = tables(&file);
        for (one, other) in built_in.tables.iter().zip(&back.tables) {
            assert_eq!(one, other, "{} {}", file.display(), one.sheet);
        }
        assert_eq!(back.tables.len(), built_in.tables.len());
        let (code, words) = shenbiao(&["policy", "check", text(&file)]);
        assert_eq!(code, 0, "{words}");
        // Written once more, it is the very workbook that was written first.
        let plans = shenbiao::render::policy_workbook::plans(&back);
        assert!(shenbiao::sheet::workbook(&plans).unwrap() == written);
    }
}

#[test]
fn saved_again_a_broken_policy_has_the_same_faults_at_the_same_cells() {
    let folder = TempDir::new().unwrap();
    let file = changed(&folder, |book| {
        // Blank rows and a column of remarks neither shift nor hide what is wrong below them.
        let grades = book.sheet_by_name_mut("等级").unwrap();
        grades.insert_new_row(6, 2);
        let mut on = |sheet: &str, change: &dyn Fn(&mut umya_spreadsheet::Worksheet)| {
            change(book.sheet_by_name_mut(sheet).unwrap());
        };
        on("等级", &|s| {
            s.cell_mut("K4").set_value("我的备注");
            s.cell_mut("K8").set_value("待定 500");
            s.cell_mut("D8").set_value("七十分");
        });
        on("指标2", &|s| {
            s.cell_mut("D6").set_formula("40+10");
        });
        on("指标3", &|s| {
            s.cell_mut("D4").set_value("最低");
        });
        on("指标4", &|s| {
            s.cell_mut("C7").set_value("#REF!");
        });
        on("优惠与回访", &|s| {
            s.add_merge_cells("D9:D10");
        });
        on("报告链", &|s| {
            s.cell_mut("C6").set_value("业务总监");
        });
        on("信用额度", &|s| {
            s.cell_mut("E6").set_value("1.5");
        });
        on("工作日历", &|s| {
            s.cell_mut("A6").set_value("2025-02-30");
        });
    });
    // openpyxl clears what a merge hides, Excel and LibreOffice may keep it.
    let listed = |file: &Path| {
        let mut found = said(file);
        found.retain(|(code, sheet, _)| code != "E-POLICY-BLANK" || sheet != "优惠与回访");
        // LibreOffice writes an error value as a formula that gives it.
        found.retain(|(code, sheet, _)| code != "E-POLICY-FORMULA" || sheet != "指标4");
        found.sort();
        found
    };
    let before = listed(&file);
    let at = |sheet: &str, code: &str| {
        let hit = before.iter().find(|(c, s, _)| c == code && s == sheet);
        hit.unwrap_or_else(|| panic!("no {code} on {sheet}: {before:?}"))
            .2
            .clone()
    };
    assert_eq!(at("等级", "E-POLICY-TYPE"), "D8");
    assert_eq!(at("指标2", "E-POLICY-FORMULA"), "D6");
    assert_eq!(at("指标3", "E-POLICY-HEADER"), "D4");
    assert_eq!(at("指标4", "E-POLICY-TYPE"), "C7");
    assert_eq!(at("优惠与回访", "E-POLICY-MERGED"), "D9");
    assert_eq!(at("报告链", "E-POLICY-UNKNOWN"), "C6");
    assert_eq!(at("工作日历", "E-POLICY-TYPE"), "A6");
    // What could not be read is named once, and nothing is guessed from it.
    for sheet in ["等级", "指标2", "指标4", "工作日历"] {
        assert_eq!(before.iter().filter(|(_, s, _)| s == sheet).count(), 1);
    }
    for file in saved_again(&folder, &file) {
        assert_eq!(listed(&file), before, "{}", file.display());
    }
}
