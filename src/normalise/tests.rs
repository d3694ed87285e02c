//! The vectors of domain section 3 through the one entry, on cells as they come.

mod amounts;
mod codes;
mod days;

use super::*;
use crate::domain::reading::Missing;
use crate::domain::value::{TermEnd, Value, iso};
use crate::forms::{FieldKind, Forms, Unit};
use crate::grid::{CellValue, NumberFormat, ShownUnit};
use crate::policy::Policy;
use rust_decimal::{Decimal, dec};

fn rules() -> &'static ReadingRules {
    Policy::built_in().reading_rules()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()
}

fn text(t: &str) -> Cell {
    Cell {
        value: CellValue::Text(t.into()),
        ..Cell::default()
    }
}

fn number(n: Decimal, format: NumberFormat) -> Cell {
    Cell {
        value: CellValue::Number {
            value: n,
            exponent: None,
            digits_lost: false,
        },
        format,
        ..Cell::default()
    }
}

fn definition(form: &str, key: &str) -> &'static FieldDefinition {
    Forms::built_in()
        .get(form)
        .and_then(|f| f.field(key))
        .unwrap_or_else(|| panic!("{form}.{key}"))
}

/// Reading in words, and the codes found.
fn read(form: &str, key: &str, cell: &Cell) -> (String, Vec<String>) {
    read_with(form, key, cell, None, None)
}

fn read_with(
    form: &str,
    key: &str,
    cell: &Cell,
    label_unit: Option<&str>,
    note: Option<UnitNote<'_>>,
) -> (String, Vec<String>) {
    let input = CellInput {
        cell,
        dates: DateSystem::From1900,
        label_unit,
        note,
    };
    let outcome = field(definition(form, key), &input, rules(), today());
    let words = match &outcome.reading {
        Reading::Value(value) => value.normalised(),
        Reading::Missing(Missing::Blank) => "blank".into(),
        Reading::Missing(Missing::Placeholder) => "placeholder".into(),
        Reading::Missing(Missing::NoLabel) => "no label".into(),
        Reading::Unreadable => "unreadable".into(),
    };
    let codes = outcome
        .findings_at("Sheet1", Some(CellRef::new(4, 1)))
        .into_iter()
        .map(|f| {
            assert!(f.message.contains("B5"), "{}: {}", f.code, f.message);
            assert!(
                !f.fix.is_empty() && !f.message.contains("「」"),
                "{}",
                f.message
            );
            f.code
        })
        .collect();
    (words, codes)
}

fn check(form: &str, key: &str, cell: &Cell, reading: &str, codes: &[&str]) {
    let (got, found) = read(form, key, cell);
    assert_eq!(
        (
            got.as_str(),
            found.iter().map(String::as_str).collect::<Vec<_>>()
        ),
        (reading, codes.to_vec()),
        "{key}: {:?}",
        cell.value
    );
}

const SUMMARY: &str = "customer_summary";
const SCORE: &str = "customer_score";
const FEEDBACK: &str = "customer_feedback";

#[test]
fn choices_and_ticks() {
    for (typed, reading, codes) in [
        ("民营", "民营", &[][..]),
        ("私营企业", "民营", &[]),
        ("□国有 □民营√ □外商独资", "民营", &[]),
        ("√国有 □集体", "国有", &[]),
        ("□国有 □民营", "blank", &[]),
        ("☑国有 ☑集体", "unreadable", &["E-TICK-AMBIGUOUS"]),
        ("国有√ 集体 民营", "unreadable", &["E-TICK-AMBIGUOUS"]),
        ("R国有 £集体", "unreadable", &["E-TICK-AMBIGUOUS"]),
        ("上市公司", "unreadable", &["E-ENUM"]),
        ("详见附件", "placeholder", &[]),
    ] {
        check(SUMMARY, "ownership", &text(typed), reading, codes);
    }
    check(
        SCORE,
        "timely",
        &text("基本及时"),
        "unreadable",
        &["E-ENUM"],
    );
    check(
        SCORE,
        "timely",
        &text("除质保金外及时"),
        "unreadable",
        &["E-ENUM"],
    );
    check(SCORE, "timely", &text("☑及时 □拖欠"), "及时", &[]);
    check(SUMMARY, "bank_rating", &text("无"), "无", &[]);
    check(SUMMARY, "bank_rating", &text("/"), "placeholder", &[]);
    check(SUMMARY, "authority", &text("无"), "无", &[]);
    check(FEEDBACK, "causes", &text("产品、交期"), "产品、交期", &[]);
    check(
        FEEDBACK,
        "causes",
        &text("☑产品 □态度 ☑交期"),
        "产品、交期",
        &[],
    );
    check(
        FEEDBACK,
        "causes",
        &text("产品、心情"),
        "unreadable",
        &["E-ENUM"],
    );
    check(FEEDBACK, "safety", &text("□是 □否"), "blank", &[]);
    check(FEEDBACK, "safety", &text("□是 ☑否"), "否", &[]);
    check(FEEDBACK, "safety", &text("√"), "是", &[]);
    check(FEEDBACK, "safety", &text("☑涉及安全"), "是", &[]);
    let yes = Cell {
        value: CellValue::Bool(true),
        ..Cell::default()
    };
    check(FEEDBACK, "safety", &yes, "是", &[]);
    let two = text("☑国有 ☑集体");
    let input = CellInput {
        cell: &two,
        dates: DateSystem::From1900,
        label_unit: None,
        note: None,
    };
    let outcome = field(definition(SUMMARY, "ownership"), &input, rules(), today());
    let message = outcome.findings_at("s", Some(CellRef::new(0, 0)))[0]
        .message
        .clone();
    assert!(message.contains("「国有」和「集体」"), "{message}");
}

#[test]
fn texts_errors_and_formulas() {
    check(
        SUMMARY,
        "customer_name",
        &text(" 河北光电有限公司\u{200b} "),
        "河北光电有限公司",
        &[],
    );
    check(
        SUMMARY,
        "customer_name",
        &text("甲"),
        "unreadable",
        &["E-TEXT-SHORT"],
    );
    check(
        SUMMARY,
        "customer_name",
        &text("××公司"),
        "placeholder",
        &[],
    );
    check(
        SUMMARY,
        "legal_representative",
        &text("王强(签字)"),
        "王强",
        &[],
    );
    check(SUMMARY, "filled_by", &text("(签字)"), "blank", &[]);
    check(
        FEEDBACK,
        "case_no",
        &number(dec!(2026001), NumberFormat::General),
        "2026001",
        &[],
    );
    let broken = Cell {
        value: CellValue::Error("#REF!".into()),
        formula: true,
        ..Cell::default()
    };
    check(
        SCORE,
        "annual_amount",
        &broken,
        "unreadable",
        &["E-CELL-ERROR"],
    );
    let unsaved = Cell {
        formula: true,
        uncached: true,
        ..Cell::default()
    };
    check(
        SCORE,
        "annual_amount",
        &unsaved,
        "unreadable",
        &["E-FORMULA-UNSAVED"],
    );
    let elsewhere = Cell {
        external: true,
        formula: true,
        ..text("500万元")
    };
    check(
        SCORE,
        "annual_amount",
        &elsewhere,
        "500",
        &["I-EXTERNAL-VALUE"],
    );
}

proptest::proptest! {
    #[test]
    fn no_text_in_any_field_makes_it_panic(typed in "\\PC{0,24}") {
        for form in Forms::built_in().iter() {
            for one in &form.fields {
                let _ = read(&form.id, &one.key, &text(&typed));
            }
        }
    }

    #[test]
    fn no_telling_text_makes_it_panic(typed in "[0-9年月日万亿元,.%()（至~Ee+□√☑一二十百转/ -]{0,16}") {
        for form in Forms::built_in().iter() {
            for one in &form.fields {
                let _ = read(&form.id, &one.key, &text(&typed));
            }
        }
    }

    #[test]
    fn a_printed_amount_reads_back(cents in -1_000_000_000_000i64..1_000_000_000_000, style in 0usize..3) {
        let yuan = Decimal::new(cents, 2);
        let typed = match style {
            0 => format!("{yuan}元"),
            1 => format!("{}万元", yuan / dec!(10000)),
            _ => format!("{}千元", yuan / dec!(1000)),
        };
        let (got, _) = read(SUMMARY, "net_assets", &text(&typed));
        proptest::prop_assert_eq!(got, (yuan / dec!(10000)).normalize().to_string());
    }

    #[test]
    fn a_printed_percentage_reads_back(hundredths in -20_000i64..20_000) {
        let percent = Decimal::new(hundredths, 2).normalize();
        let (got, _) = read(SCORE, "premium", &text(&format!("{percent}%")));
        proptest::prop_assert_eq!(got, if percent.is_zero() { "0".to_owned() } else { percent.to_string() });
    }
}

#[test]
fn every_kind_of_field_is_read() {
    for form in Forms::built_in().iter() {
        for one in &form.fields {
            let (reading, _) = read(&form.id, &one.key, &text(""));
            assert_eq!(reading, "blank", "{}", one.key);
            assert!(
                one.kind != FieldKind::Amount || one.unit.is_some(),
                "{}",
                one.key
            );
        }
    }
}
