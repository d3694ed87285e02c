//! Records typed as a colleague would type them, validated under the built-in policy.

mod companies;
mod grading;
mod scores;
mod service;

use super::*;
use crate::domain::cell::CellRef;
use crate::domain::known::KnownFacts;
use crate::domain::value::Value;
use crate::extract::{FieldReading, Missing, Reading, Record};
use crate::findings::Severity;
use crate::forms::Forms;
use crate::grid::{Cell, CellValue, DateSystem};
use crate::normalise::{self, CellInput};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()
}

/// A record of a form with these cells; a field that is not named stands there blank.
fn record(form: &str, cells: &[(&str, &str)]) -> Record<'static> {
    let form = Forms::built_in().get(form).unwrap();
    let mut findings = Vec::new();
    let mut fields = Vec::new();
    for (row, field) in form.fields.iter().enumerate() {
        let typed = cells
            .iter()
            .find(|(k, _)| *k == field.key)
            .map_or("", |c| c.1);
        let cell = Cell {
            value: CellValue::Text(typed.into()),
            ..Cell::default()
        };
        let at = CellRef::new(u32::try_from(row).unwrap(), 1);
        let input = CellInput {
            cell: &cell,
            dates: DateSystem::From1900,
            label_unit: field.unit.map(|u| u.words()),
            note: None,
        };
        let rules = Policy::built_in().reading_rules();
        let outcome = normalise::field(field, &input, rules, today());
        fields.push(FieldReading {
            key: field.key.clone(),
            cell: Some(at),
            raw: (!typed.is_empty()).then(|| typed.to_owned()),
            reading: outcome.reading.clone(),
        });
        findings.extend(outcome.findings_at("Sheet1", Some(at)));
    }
    Record {
        form,
        sheet: "Sheet1".into(),
        sheet_index: 0,
        row: None,
        part: None,
        lines: crate::extract::Lines::default(),
        fields,
        extras: Vec::new(),
        findings,
    }
}

fn validated(records: Vec<Record<'static>>) -> Vec<Record<'static>> {
    let mut extracted = Extracted {
        records,
        ..Extracted::default()
    };
    validate(&mut extracted, Policy::built_in(), today(), usize::MAX);
    extracted.records
}

fn codes<'a>(record: &'a Record<'_>) -> Vec<&'a str> {
    let mut codes: Vec<&str> = record
        .findings
        .iter()
        .filter(|f| f.severity != Severity::Info)
        .map(|f| f.code.as_str())
        .collect();
    codes.sort_unstable();
    codes
}

const SUMMARY: &[(&str, &str)] = &[
    ("customer_name", "河北光电有限公司"),
    ("address", "河北省石家庄市裕华区1号"),
    ("ownership", "民营"),
    ("industry", "制造业"),
    ("phone", "0311-87654321"),
    ("registered_capital", "500"),
    ("registration_code", "91130100MA07X1Y291"),
    ("legal_representative", "王强"),
    ("registration_date", "2010-01-01"),
    ("business_term", "2010-01-01至2030-01-01"),
    ("bank_rmb", "工商银行石家庄裕华支行"),
    ("account_rmb", "0402020909300012345"),
    ("filled_on", "2026-03-09"),
];

const SCORE: &[(&str, &str)] = &[
    ("period", "2025"),
    ("customer_name", "河北光电有限公司"),
    ("first_trade_date", "2020-05-01"),
    ("annual_amount", "800"),
    ("due_amount", "700"),
    ("collected_amount", "693"),
    ("year_end_receivable", "5"),
    ("premium", "16%"),
    ("strategic_level", "行业龙头"),
    ("assessor", "刘洋"),
    ("assessor_role", "业务部经理"),
];

const FEEDBACK: &[(&str, &str)] = &[
    ("received_on", "2026-03-05"),
    ("received_by", "李明"),
    ("customer_name", "河北光电有限公司"),
    ("causes", "交期"),
    ("contract_no", "HT-2026-001"),
    ("symptom", "晚到十天"),
    ("severity", "一般"),
];

/// The base cells with some replaced.
fn with<'a>(
    base: &[(&'a str, &'a str)],
    changes: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut cells: Vec<(&str, &str)> = base
        .iter()
        .filter(|(k, _)| !changes.iter().any(|(c, _)| c == k))
        .copied()
        .collect();
    cells.extend(changes);
    cells
}

fn check(form: &str, base: &[(&str, &str)], changes: &[(&str, &str)], expected: &[&str]) {
    let records = validated(vec![record(form, &with(base, changes))]);
    let found = codes(&records[0]);
    assert_eq!(found, expected, "{changes:?}: {:#?}", records[0].findings);
}

#[test]
fn right_forms_have_nothing_to_mend() {
    check("customer_summary", SUMMARY, &[], &[]);
    check("customer_score", SCORE, &[], &[]);
    check("customer_feedback", FEEDBACK, &[], &[]);
    check("archive_query", &[("customer_name", "光电")], &[], &[]);
}

#[test]
fn what_must_be_filled_in_is_asked_for_with_what_stood_there() {
    let records = validated(vec![record(
        "customer_summary",
        &with(SUMMARY, &[("registration_code", "详见附件"), ("phone", "")]),
    )]);
    assert_eq!(codes(&records[0]), ["E-REQUIRED", "E-REQUIRED"]);
    let message = |field: &str| {
        let finding = records[0]
            .findings
            .iter()
            .find(|f| f.field.as_deref() == Some(field))
            .unwrap();
        (finding.message.clone(), finding.fix.clone())
    };
    assert_eq!(
        message("注册号").0,
        "B10「注册号」是必填项,现在写的是「详见附件」,不算填写。"
    );
    assert_eq!(
        message("注册号").1,
        "请在 B10 填写:18 位统一社会信用代码。别处不用动。"
    );
    assert_eq!(message("电话号码").0, "B6「电话号码」是必填项,现在空着。");
}

#[test]
fn a_label_that_is_not_there_has_no_cell() {
    let mut one = record("customer_summary", SUMMARY);
    let phone = one.fields.iter_mut().find(|f| f.key == "phone").unwrap();
    *phone = FieldReading {
        key: "phone".into(),
        cell: None,
        raw: None,
        reading: Reading::Missing(Missing::NoLabel),
    };
    let records = validated(vec![one]);
    let finding = &records[0].findings[0];
    assert_eq!((finding.code.as_str(), finding.cell), ("E-REQUIRED", None));
    assert_eq!(finding.message, "「电话号码」是必填项,现在表上没有这一栏。");
}

#[test]
fn a_blank_day_of_filling_is_the_day_of_receipt() {
    let records = validated(vec![record(
        "customer_summary",
        &with(SUMMARY, &[("filled_on", "2026年 月 日")]),
    )]);
    assert_eq!(codes(&records[0]), Vec::<&str>::new());
    assert_eq!(records[0].date("filled_on"), Some(today()));
    assert!(records[0].findings.iter().any(|f| f.code == "I-FILLED-ON"));
}

#[test]
fn a_cause_asks_for_what_belongs_to_it() {
    let form = "customer_feedback";
    check(form, FEEDBACK, &[("contract_no", "")], &["E-REQUIRED"]);
    check(
        form,
        FEEDBACK,
        &[("contract_no", ""), ("causes", "态度")],
        &[],
    );
    check(
        form,
        FEEDBACK,
        &[("contract_no", ""), ("causes", "产品、态度")],
        &["E-REQUIRED", "E-REQUIRED", "E-REQUIRED"],
    );
    check(form, FEEDBACK, &[("received_on", "2026-03-05 14:30")], &[]);
}

#[test]
fn a_january_form_that_still_says_last_year_is_asked_about() {
    let january = NaiveDate::from_ymd_opt(2026, 1, 8).unwrap();
    let form = "customer_feedback";
    for (received, expected) in [
        ("2025-01-06", &["W-DATE-LAST-YEAR"][..]),
        ("2026-01-06", &[]),
        ("2025-12-30", &[]),
    ] {
        let mut extracted = Extracted {
            records: vec![record(form, &with(FEEDBACK, &[("received_on", received)]))],
            ..Extracted::default()
        };
        validate(&mut extracted, Policy::built_in(), january, usize::MAX);
        assert_eq!(codes(&extracted.records[0]), expected, "{received}");
    }
}

#[test]
fn a_look_up_needs_something_to_look_for() {
    let form = "archive_query";
    check(form, &[("from", "2026-01-01")], &[], &["E-QUERY-EMPTY"]);
    check(form, &[("grade", "A")], &[], &[]);
    check(
        form,
        &[("grade", "A"), ("from", "2026-02-01"), ("to", "2026-01-01")],
        &[],
        &["E-QUERY-SPAN"],
    );
}

#[test]
fn the_same_customer_and_period_twice_is_an_error_on_both() {
    let row = |row: u32, changes: &[(&str, &str)]| {
        let mut one = record("customer_score", &with(SCORE, changes));
        one.row = Some(row);
        one
    };
    let records = validated(vec![
        row(3, &[]),
        row(4, &[("customer_name", "河北 光电有限公司")]),
        row(5, &[("period", "2024")]),
    ]);
    assert_eq!(codes(&records[0]), ["E-DUPLICATE-RECORD"]);
    assert_eq!(codes(&records[1]), ["E-DUPLICATE-RECORD"]);
    assert_eq!(codes(&records[2]), Vec::<&str>::new());
    let message = &records[0].findings.last().unwrap().message;
    assert!(message.contains("第 5 行"), "{message}");
}

#[test]
fn an_account_or_code_of_another_customer_is_told_on_both() {
    let other = with(SUMMARY, &[("customer_name", "石家庄钢铁有限公司")]);
    let records = validated(vec![
        record("customer_summary", SUMMARY),
        record("customer_summary", &other),
    ]);
    for one in &records {
        assert_eq!(codes(one), ["W-SAME-ACCOUNT", "W-SAME-ACCOUNT"]);
    }
    let mut known = KnownFacts::default();
    known
        .identifiers
        .insert("91130100MA07X1Y291".into(), "石家庄钢铁有限公司".into());
    let one = record("customer_summary", SUMMARY);
    let found = same_account_in_archive(&one, &known);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("档案里的「石家庄钢铁有限公司」"));
}

#[test]
fn every_finding_has_its_clause_and_no_hole_in_its_words() {
    let records = validated(vec![
        record(
            "customer_summary",
            &with(SUMMARY, &[("phone", ""), ("account_rmb", "6.22202E+18")]),
        ),
        record(
            "customer_score",
            &with(SCORE, &[("premium", "/"), ("assessor_role", "经理")]),
        ),
    ]);
    for finding in records.iter().flat_map(|r| &r.findings) {
        assert!(finding.clause.is_some(), "{}", finding.code);
        assert!(!finding.message.contains("「」"), "{}", finding.message);
    }
}

#[test]
fn a_record_that_stands_many_times_names_some_of_its_places() {
    let rows = (1..=30).map(|row| {
        let mut one = record("customer_score", SCORE);
        one.row = Some(row);
        one
    });
    let records = validated(rows.collect());
    for one in &records {
        let found = one.findings.iter().find(|f| f.code == "E-DUPLICATE-RECORD");
        let message = &found.unwrap().message;
        assert!(message.contains(" 等 29 处"), "{message}");
        assert_eq!(message.matches("第 ").count(), 10, "{message}");
    }
}

#[test]
fn beyond_the_findings_that_are_listed_a_returned_record_keeps_one_and_says_so() {
    let wrong = |customer: &str| {
        let changes = [("period", "去年"), ("customer_name", customer)];
        record("customer_score", &with(SCORE, &changes))
    };
    let mut extracted = Extracted {
        records: vec![
            wrong("甲公司"),
            wrong("乙公司"),
            record("customer_score", SCORE),
            wrong("丙公司"),
        ],
        ..Extracted::default()
    };
    let alone = validated(vec![wrong("甲公司")]).remove(0).findings;
    assert!(alone.len() > 1, "{alone:?}");
    validate(&mut extracted, Policy::built_in(), today(), alone.len());
    let counts: Vec<usize> = extracted.records.iter().map(|r| r.findings.len()).collect();
    let errors = |at: usize| {
        let found = &extracted.records[at].findings;
        found
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .count()
    };
    assert!(counts[1] >= alone.len(), "{counts:?}");
    assert_eq!((errors(2), errors(3)), (0, 1));
    assert_eq!(counts[3], 1);
    assert_eq!(extracted.findings[0].code, "I-FINDINGS-CUT");
    assert!(
        extracted.findings[0]
            .message
            .contains(&alone.len().to_string())
    );
}
