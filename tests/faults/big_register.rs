//! A register of 100 000 lines: read, judged, annotated, archived and delivered in bounded memory.
//!
//! A build for debugging takes minutes for that, so it is given 10 000 lines; a release build, or
//! `SHENBIAO_LINES=100000`, has them all. The bounds are the same.

use crate::package::{Package, relationships};
use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// What any file may take (interface: 300 MB), in KB.
const MOST_MEMORY: u64 = 300 << 10;
const CUSTOMERS: usize = 2_000;

fn lines() -> usize {
    let asked = std::env::var("SHENBIAO_LINES").ok();
    let asked = asked.map(|n| n.parse().unwrap());
    asked.unwrap_or(if cfg!(debug_assertions) {
        10_000
    } else {
        100_000
    })
}

fn customer(line: usize) -> String {
    format!("河北第{:04}电气设备有限公司", line % CUSTOMERS)
}

/// A register as of 2026-02-28 (46081). On every line 10 are owed and 4 received, so 6 are left;
/// five lines in turn are due in 10 days, late by 20, 50 and 400 days, and due nobody knows when.
/// The last `wrong` lines say another balance.
fn register(lines: usize, wrong: usize) -> Vec<u8> {
    const AS_OF: i64 = 46_081;
    let text = |words: &str| format!("<c t=\"inlineStr\"><is><t>{words}</t></is></c>");
    let day = |serial: i64| format!("<c s=\"1\"><v>{serial}</v></c>");
    let head = [
        "序号",
        "客户名称",
        "合同编号",
        "发票号",
        "发货日期",
        "合同金额(万元)",
        "到期日",
        "期次",
        "票据",
        "已收金额(万元)",
        "应收余额(万元)",
        "责任人",
        "催收部门",
    ];
    let head: String = head.iter().map(|label| text(label)).collect();
    let top = format!(
        "<worksheet><sheetData><row>{}</row><row>{}{}</row><row>{head}</row>",
        text("应收账款账龄登记表"),
        text("截止日期"),
        day(AS_OF)
    );
    let row = |line: usize| {
        let due = [10, -20, -50, -400]
            .get(line % 5)
            .map(|days| day(AS_OF + days));
        let balance = if line + wrong < lines { 6 } else { 7 };
        let chaser = ["", "办事处", "企划部", "企划部", ""][line % 5];
        format!(
            "<row><c><v>{}</v></c>{}{}{}{}<c><v>10</v></c>{}{}{}<c><v>4</v></c><c><v>{balance}</v></c>{}{}</row>",
            line + 1,
            text(&customer(line)),
            text(&format!("HT-2025-{line:06}")),
            text(&format!("{:08}", 10_000_000 + line)),
            day(AS_OF - 430),
            due.unwrap_or_else(|| "<c/>".to_owned()),
            text("到货"),
            text("无"),
            text("张三"),
            if chaser.is_empty() {
                "<c/>".to_owned()
            } else {
                text(chaser)
            },
        )
    };
    let rows = (0..lines).map(row);
    let pieces = std::iter::once(top).chain(rows);
    let pieces = pieces.chain(std::iter::once("</sheetData></worksheet>".to_owned()));
    Package::ooxml()
        .part(
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"账龄\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>",
        )
        .part(
            "xl/_rels/workbook.xml.rels",
            &relationships(&[("a", "worksheet", "worksheets/sheet1.xml"), ("b", "styles", "styles.xml")]),
        )
        .part(
            "xl/styles.xml",
            "<styleSheet><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
        )
        .stream("xl/worksheets/sheet1.xml", pieces)
        .zip()
}

/// Runs the program; its memory as the system counted it, in KB.
fn run(arguments: &[&str]) -> (Output, u64) {
    let out = Command::new("sh")
        .args(["-c", "\"$@\" & wait_for=$!; most=0; while kill -0 $wait_for 2>/dev/null; do now=$(sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$wait_for/status 2>/dev/null); [ -n \"$now\" ] && most=$now; sleep 0.05; done; wait $wait_for; code=$?; echo \"memory $most\" >&2; exit $code", "sh"])
        .arg(cargo_bin("shenbiao"))
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    let memory = said.lines().rev().find_map(|l| l.strip_prefix("memory "));
    let memory = memory.unwrap().parse().unwrap();
    println!("{}: {memory} KB", arguments[0]);
    (out, memory)
}

fn record(out: &Output) -> Value {
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    let records = document["files"][0]["records"].as_array().unwrap();
    assert_eq!(records.len(), 1, "{}", document["files"][0]["findings"]);
    records[0].clone()
}

/// 6 on each line, a fifth of the lines in each of five buckets.
#[cfg(target_os = "linux")]
#[test]
fn a_register_of_many_lines_is_judged_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("账龄.xlsx");
    let n = lines();
    std::fs::write(&file, register(n, 0)).unwrap();
    let answers = folder.path().join("答");
    let (out, memory) = run(&[
        "check",
        "--json",
        "--today",
        "2026-03-10",
        "--out",
        answers.to_str().unwrap(),
        file.to_str().unwrap(),
    ]);
    assert!(memory < MOST_MEMORY, "{memory} KB");
    let record = record(&out);
    assert_eq!(
        record["status"], "accepted_with_warnings",
        "{}",
        record["findings"]
    );
    let review = &record["review"];
    let fifth = (n / 5 * 6).to_string();
    assert_eq!(review["total_wan"], (n * 6).to_string());
    let buckets: Vec<(&str, &str)> = review["buckets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| {
            (
                b["label"].as_str().unwrap(),
                b["amount_wan"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        buckets,
        [
            ("未到期", &*fifth),
            ("1–30天", &*fifth),
            ("31–60天", &*fifth),
            ("61–90天", "0"),
            ("91–180天", "0"),
            ("180天以上", &*fifth),
            ("未定到期日", &*fifth),
        ]
    );
    let owned = |owner: &str| {
        review["dunning"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|d| d["owner"] == owner)
            .count()
    };
    assert_eq!((owned("办事处"), owned("企划部")), (n / 5, n / 5 * 2));
    assert_eq!(review["bad_debts"].as_array().unwrap().len(), n / 5);
    assert_eq!(review["by_customer"].as_array().unwrap().len(), CUSTOMERS);
    // What is the same a thousand times is told once, with its cells.
    let findings = record["findings"].as_array().unwrap();
    assert!(findings.len() < 600, "{}", findings.len());
    let rest = findings
        .iter()
        .find(|f| f["code"] == "I-FINDINGS-ALIKE")
        .unwrap();
    assert!(
        rest["message"]
            .as_str()
            .unwrap()
            .contains(&format!("共 {} 处", n / 5)),
        "{rest}"
    );
    let listed = record["fields"].as_array().unwrap();
    assert!(listed.len() < 2_000 * 21 + 20, "{}", listed.len());
    assert!(answers.join("账龄.xlsx").metadata().unwrap().len() > 10_000);
}

#[cfg(target_os = "linux")]
#[test]
fn wrong_lines_of_a_long_register_are_listed_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("账龄.xlsx");
    let n = 3_000;
    std::fs::write(&file, register(n, 700)).unwrap();
    let (out, memory) = run(&[
        "check",
        "--json",
        "--today",
        "2026-03-10",
        file.to_str().unwrap(),
    ]);
    assert!(memory < MOST_MEMORY, "{memory} KB");
    let record = record(&out);
    assert_eq!(record["status"], "returned");
    let findings = record["findings"].as_array().unwrap();
    let wrong: Vec<&Value> = findings
        .iter()
        .filter(|f| f["code"] == "E-AR-BALANCE")
        .collect();
    assert_eq!(wrong.len(), 500);
    // Lines begin on row 4: the first wrong one is line 2 301, on row 2 304.
    assert_eq!(wrong[0]["cell"], "K2304");
    let rest = findings
        .iter()
        .find(|f| f["code"] == "I-FINDINGS-ALIKE")
        .unwrap();
    let message = rest["message"].as_str().unwrap();
    assert!(
        message.contains("共 700 处") && message.contains("K2804:K3003"),
        "{message}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_long_register_goes_through_the_share_and_is_found_by_its_customers() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (share, data) = (path("共享"), path("数据"));
    run(&["init", &share]);
    let inbox = Path::new(&share).join("收件箱/财务部");
    std::fs::create_dir_all(&inbox).unwrap();
    std::fs::write(inbox.join("账龄.xlsx"), register(lines(), 0)).unwrap();
    let (out, memory) = run(&[
        "watch",
        &share,
        "--once",
        "--settle",
        "0",
        "--today",
        "2026-03-10",
        "--data",
        &data,
    ]);
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    assert!(memory < MOST_MEMORY, "{memory} KB");
    assert!(Path::new(&share).join("审核结果/无客户/账龄.xlsx").exists());
    for (name, found) in [
        (customer(1_999), 1),
        ("第0007电气".to_owned(), 1),
        ("唐山".to_owned(), 0),
    ] {
        let (out, _) = run(&[
            "archive",
            "list",
            "--json",
            "--data",
            &data,
            "--customer",
            &name,
        ]);
        let listed: Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(
            listed["versions"].as_array().unwrap().len(),
            found,
            "{name}"
        );
    }
}
