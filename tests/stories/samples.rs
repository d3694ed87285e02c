//! The bundled samples, judged by the real program, become what `samples/expected.tsv` says.
//! That table was written from the specification, not from the program's output.

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// One line of the table.
struct Expected {
    file: String,
    status: String,
    marks: Vec<String>,
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn expectations() -> Vec<Expected> {
    let table = std::fs::read_to_string(samples().join("expected.tsv")).unwrap();
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut columns = line.split('\t');
            let mut next = || columns.next().unwrap_or_default().to_owned();
            let (file, status, marks) = (next(), next(), next());
            Expected {
                file,
                status,
                marks: marks
                    .split(' ')
                    .filter(|m| !m.is_empty())
                    .map(str::to_owned)
                    .collect(),
            }
        })
        .collect()
}

fn check_json(files: &[PathBuf]) -> Value {
    let run = Command::cargo_bin("shenbiao")
        .unwrap()
        .args(["check", "--json", "--today", "2026-03-10"])
        .args(files)
        .output()
        .unwrap();
    serde_json::from_slice(&run.stdout).unwrap_or_else(|e| {
        panic!(
            "no JSON ({e}): {}\n{}",
            String::from_utf8_lossy(&run.stdout),
            String::from_utf8_lossy(&run.stderr)
        )
    })
}

/// Codes of all findings, and `total/grade/limit` and `severity` of all reviews.
fn found_in(file: &Value) -> (Vec<String>, Vec<String>) {
    let records = file["records"].as_array().unwrap();
    let of_file = file["findings"].as_array().unwrap().iter();
    let codes = of_file
        .chain(
            records
                .iter()
                .flat_map(|r| r["findings"].as_array().unwrap()),
        )
        .map(|f| f["code"].as_str().unwrap().to_owned())
        .collect();
    let figures = records
        .iter()
        .map(|r| {
            let review = &r["review"];
            if let Some(severity) = review["severity"].as_str() {
                return severity.to_owned();
            }
            let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
            format!(
                "{}/{}/{}",
                text(&review["total_points"]),
                text(&review["grade"]),
                text(&review["credit"]["limit_wan"])
            )
        })
        .collect();
    (codes, figures)
}

/// `100/A/133` against `100/A/`: an empty part of the mark says nothing.
fn figure_fits(mark: &str, figure: &str) -> bool {
    let parts = |t: &str| t.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (wanted, given) = (parts(mark), parts(figure));
    wanted.len() == given.len()
        && wanted
            .iter()
            .zip(&given)
            .all(|(w, g)| w.is_empty() || w == g)
}

#[test]
fn every_sample_becomes_what_the_table_says() {
    let expected = expectations();
    assert!(expected.len() >= 24);
    let files: Vec<PathBuf> = expected.iter().map(|e| samples().join(&e.file)).collect();
    let document = check_json(&files);
    let mut faults = Vec::new();
    for (want, got) in expected.iter().zip(document["files"].as_array().unwrap()) {
        let (codes, figures) = found_in(got);
        let status = got["status"].as_str().unwrap();
        if status != want.status {
            faults.push(format!(
                "{}: {status} instead of {}; {codes:?}",
                want.file, want.status
            ));
        }
        for mark in &want.marks {
            let there = if mark.starts_with(['E', 'W', 'I']) && mark.contains('-') {
                codes.contains(mark)
            } else {
                figures.iter().any(|f| figure_fits(mark, f))
            };
            if !there {
                faults.push(format!("{}: no {mark} in {codes:?} {figures:?}", want.file));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
