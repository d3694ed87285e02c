//! The vectors of domain section 3 through the one entry, on cells as they come.

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
            shown: n.normalize().to_string(),
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
fn codes_and_numbers_of_registration() {
    for (typed, reading, codes) in [
        ("91130100MA07X1Y291", "91130100MA07X1Y291", &[][..]),
        (
            "９１１３０１００ＭＡ０７Ｘ１Ｙ２９１",
            "91130100MA07X1Y291",
            &["I-CODE-FOLDED"],
        ),
        (
            "91130100ma07x1y291",
            "91130100MA07X1Y291",
            &["I-CODE-FOLDED"],
        ),
        (
            "91130100 MA07X1Y291",
            "91130100MA07X1Y291",
            &["I-CODE-FOLDED"],
        ),
        ("91130100MAO7X1Y291", "unreadable", &["E-CREDIT-CODE-CHAR"]),
        ("91350100M000100Y4Z", "unreadable", &["E-CREDIT-CODE-CHAR"]),
        ("91130100MA07X1Y292", "unreadable", &["E-CREDIT-CODE-CHECK"]),
        ("91310115MA1G4L1WXK", "unreadable", &["E-CREDIT-CODE-CHECK"]),
        (
            "000000000000000000",
            "unreadable",
            &["E-CREDIT-CODE-PLACEHOLDER"],
        ),
        (
            "911300007777777771",
            "unreadable",
            &["E-CREDIT-CODE-PLACEHOLDER", "E-CREDIT-CODE-CHECK"],
        ),
        ("9113010MA07X1Y291", "unreadable", &["E-CREDIT-CODE-LENGTH"]),
        ("130100000123457", "130100000123457", &["W-REGNO-15"]),
        ("130100000000000", "unreadable", &["E-REGNO-CHECK"]),
        ("13010000012345", "unreadable", &["E-REGNO-CHECK"]),
        ("1301001000123", "1301001000123", &["W-REGNO-OLD"]),
        (
            "企合冀总字第001234号",
            "企合冀总字第001234号",
            &["W-REGNO-OLD"],
        ),
        ("6.22202E+17", "unreadable", &["E-DIGITS-LOST"]),
        ("/", "placeholder", &[]),
    ] {
        check(SUMMARY, "registration_code", &text(typed), reading, codes);
    }
    let kept = number(dec!(130100000123457), NumberFormat::General);
    check(
        SUMMARY,
        "registration_code",
        &kept,
        "130100000123457",
        &["W-REGNO-15"],
    );
}

#[test]
fn the_wrong_letter_is_named_with_its_place_and_not_mended() {
    let cell = text("91130100MAO7X1Y291");
    let input = CellInput {
        cell: &cell,
        dates: DateSystem::From1900,
        label_unit: None,
        note: None,
    };
    let field_definition = definition(SUMMARY, "registration_code");
    let outcome = field(field_definition, &input, rules(), today());
    let finding = &outcome.findings_at("Sheet1", Some(CellRef::new(4, 1)))[0];
    assert_eq!(
        finding.message,
        "B5「注册号」的第 11 位是「O」,统一社会信用代码不用这个字符,像是数字 0。"
    );
    assert_eq!(finding.value.as_deref(), Some("91130100MAO7X1Y291"));
    assert_eq!(finding.field.as_deref(), Some("注册号"));
}

#[test]
fn phones_postcodes_accounts() {
    check(
        SUMMARY,
        "phone",
        &text("张经理13812345678/李会计0311-87654321转801"),
        "张经理 13812345678、李会计 0311-87654321-801",
        &[],
    );
    check(
        SUMMARY,
        "phone",
        &number(dec!(13812345678), NumberFormat::General),
        "13812345678",
        &[],
    );
    check(
        SUMMARY,
        "phone",
        &text("12812345678"),
        "unreadable",
        &["E-PHONE"],
    );
    check(
        SUMMARY,
        "phone",
        &text("87654321"),
        "87654321",
        &["W-PHONE-AREA"],
    );
    check(SUMMARY, "phone", &text("95588"), "95588", &[]);
    check(SUMMARY, "fax", &text("95588"), "unreadable", &["E-PHONE"]);
    check(
        SUMMARY,
        "fax",
        &text("13812345678"),
        "unreadable",
        &["E-PHONE"],
    );
    check(SUMMARY, "fax", &text("0311-87654321"), "0311-87654321", &[]);
    check(SUMMARY, "postcode", &text("050000"), "050000", &[]);
    check(
        SUMMARY,
        "postcode",
        &number(dec!(50000), NumberFormat::General),
        "050000",
        &["W-POSTCODE-PADDED"],
    );
    check(
        SUMMARY,
        "postcode",
        &text("000000"),
        "unreadable",
        &["E-POSTCODE"],
    );
    check(
        SUMMARY,
        "account_rmb",
        &text("0402 0209 0930 0012 345"),
        "0402020909300012345",
        &[],
    );
    check(
        SUMMARY,
        "account_rmb",
        &text("13-050101040012345"),
        "13050101040012345",
        &[],
    );
    check(
        SUMMARY,
        "account_rmb",
        &text("6.22202E+18"),
        "unreadable",
        &["E-DIGITS-LOST"],
    );
    check(
        SUMMARY,
        "account_rmb",
        &text("1234567"),
        "unreadable",
        &["E-ACCOUNT"],
    );
    check(
        SUMMARY,
        "account_rmb",
        &text("12345678O0"),
        "unreadable",
        &["E-ACCOUNT"],
    );
    let lost = Cell {
        value: CellValue::Number {
            value: dec!(6222020000000000000),
            shown: "6.22202E+18".into(),
            digits_lost: true,
        },
        ..Cell::default()
    };
    check(
        SUMMARY,
        "account_rmb",
        &lost,
        "unreadable",
        &["E-DIGITS-LOST"],
    );
    check(
        SUMMARY,
        "registration_code",
        &lost,
        "unreadable",
        &["E-DIGITS-LOST"],
    );
}

#[test]
fn days() {
    let (general, date) = (NumberFormat::General, NumberFormat::Date);
    let key = "received_on";
    check(
        FEEDBACK,
        "shipped_on",
        &number(dec!(45717), date),
        "2025-03-01",
        &[],
    );
    check(
        FEEDBACK,
        "shipped_on",
        &number(dec!(45717), general),
        "2025-03-01",
        &["W-DATE-SERIAL"],
    );
    check(
        FEEDBACK,
        "shipped_on",
        &number(dec!(45717.5), date),
        "2025-03-01",
        &["W-DATE-TIME"],
    );
    check(
        FEEDBACK,
        key,
        &number(dec!(45717.5), date),
        "2025-03-01",
        &[],
    );
    check(FEEDBACK, key, &text("2026-03-05 14:30"), "2026-03-05", &[]);
    check(
        FEEDBACK,
        key,
        &number(dec!(20250301), general),
        "2025-03-01",
        &[],
    );
    for serial in [dec!(1), dec!(59), dec!(61)] {
        check(
            FEEDBACK,
            key,
            &number(serial, date),
            "unreadable",
            &["E-DATE-IMPLAUSIBLE"],
        );
    }
    for serial in [dec!(60), dec!(0), dec!(-3), dec!(2958466)] {
        check(
            FEEDBACK,
            key,
            &number(serial, date),
            "unreadable",
            &["E-DATE-INVALID"],
        );
    }
    for (typed, reading, codes) in [
        ("２０２５年３月１日", "2025-03-01", &[][..]),
        ("2025.3.1", "2025-03-01", &[]),
        ("25.3.1", "2025-03-01", &["W-DATE-TWO-DIGIT-YEAR"]),
        ("民国114年3月1日", "2025-03-01", &["W-DATE-REPUBLICAN"]),
        ("2025-02-29", "unreadable", &["E-DATE-INVALID"]),
        ("2025-13-01", "unreadable", &["E-DATE-INVALID"]),
        ("2025年2月30日", "unreadable", &["E-DATE-INVALID"]),
        ("2025-3", "unreadable", &["E-DATE-INVALID"]),
        ("03/04/2025", "unreadable", &["E-DATE-AMBIGUOUS"]),
        ("3月5日", "unreadable", &["E-DATE-AMBIGUOUS"]),
        ("2026年 月 日", "blank", &[]),
        ("1925-03-01", "unreadable", &["E-DATE-IMPLAUSIBLE"]),
        ("待定", "placeholder", &[]),
    ] {
        check(FEEDBACK, key, &text(typed), reading, codes);
    }
    check(
        SUMMARY,
        "registration_date",
        &text("1948-05-01"),
        "1948-05-01",
        &[],
    );
    let mac = CellInput {
        cell: &number(dec!(44255), date),
        dates: DateSystem::From1904,
        label_unit: None,
        note: None,
    };
    let rules = rules();
    let outcome = field(definition(FEEDBACK, key), &mac, rules, today());
    let day = NaiveDate::from_ymd_opt(2025, 3, 1).unwrap();
    assert_eq!(
        outcome.reading,
        Reading::Value(Value::Date(day)),
        "{}",
        iso(day)
    );
}

#[test]
fn terms_and_periods() {
    for (typed, reading) in [
        ("2010-01-01至2030-01-01", "2010-01-01至2030-01-01"),
        ("2010.1.1-2030.1.1", "2010-01-01至2030-01-01"),
        ("长期", "至长期"),
        ("—", "至长期"),
        ("2010年1月1日至长期", "2010-01-01至长期"),
        ("至2030-01-01", "至2030-01-01"),
        ("20年", "20年"),
        ("-", "placeholder"),
        ("/", "placeholder"),
        ("年 月 日至 年 月 日", "blank"),
    ] {
        check(SUMMARY, "business_term", &text(typed), reading, &[]);
    }
    check(
        SUMMARY,
        "business_term",
        &text("很久"),
        "unreadable",
        &["E-TERM-INVALID"],
    );
    check(
        SUMMARY,
        "business_term",
        &text("2010-01-01至2030-02-30"),
        "unreadable",
        &["E-DATE-INVALID"],
    );
    check(
        SCORE,
        "period",
        &number(dec!(2025), NumberFormat::General),
        "2025",
        &[],
    );
    check(
        SCORE,
        "period",
        &number(dec!(45658), NumberFormat::Date),
        "2025",
        &[],
    );
    check(
        SCORE,
        "period",
        &number(dec!(45717), NumberFormat::Date),
        "unreadable",
        &["E-PERIOD-INVALID"],
    );
    check(SCORE, "period", &text("2025年度"), "2025", &[]);
    check(SCORE, "period", &text("2025上半年"), "2025H1", &[]);
    check(
        SCORE,
        "period",
        &text("去年"),
        "unreadable",
        &["E-PERIOD-INVALID"],
    );
    assert_eq!(
        Value::Term {
            start: None,
            end: TermEnd::Open
        }
        .normalised(),
        "至长期"
    );
}

#[test]
fn amounts_with_the_unit_from_the_cell_then_the_label_then_the_note_then_the_field() {
    let key = "registered_capital";
    for (typed, reading, codes) in [
        ("500万元", "500", &[][..]),
        ("500万", "500", &[]),
        ("５００万元", "500", &[]),
        ("１，２３４．５０万元", "1234.5", &[]),
        ("1.2亿", "12000", &[]),
        ("5,000,000元", "500", &[]),
        ("叁佰万元整", "300", &[]),
        ("伍拾万零叁佰元整", "50.03", &[]),
        ("500", "500", &["W-UNIT-ASSUMED"]),
        ("5000000", "5000000", &["W-UNIT-ASSUMED", "W-MAGNITUDE"]),
        ("500-800万", "unreadable", &["E-AMOUNT-RANGE"]),
        ("约500万", "500", &["W-APPROXIMATE"]),
        ("500万以上", "500", &["W-APPROXIMATE"]),
        ("1,23,456", "unreadable", &["E-AMOUNT-GROUPING"]),
        ("123,4567万元", "1234567", &["W-AMOUNT-GROUPING"]),
        ("100万美元", "100万美元", &["W-CURRENCY"]),
        ("12.3.4", "unreadable", &["E-NUMBER-INVALID"]),
        ("(12.5)万元", "unreadable", &["E-NUMBER-MIN"]),
        ("0", "unreadable", &["E-NUMBER-MIN"]),
        ("－", "placeholder", &[]),
        ("/", "placeholder", &[]),
        ("无", "placeholder", &[]),
        ("", "blank", &[]),
        ("  \u{3000}", "blank", &[]),
    ] {
        check(SUMMARY, key, &text(typed), reading, codes);
    }
    check(SUMMARY, "net_assets", &text("(12.5)万元"), "-12.5", &[]);
    check(
        SCORE,
        "annual_amount",
        &text("约500万"),
        "unreadable",
        &["E-APPROXIMATE"],
    );
    check(
        SCORE,
        "annual_amount",
        &text("100万美元"),
        "unreadable",
        &["E-CURRENCY"],
    );
    check(
        SCORE,
        "year_end_receivable",
        &text("-12.5万元"),
        "-12.5",
        &[],
    );

    let bare = text("5000000");
    let in_yuan = read_with(SUMMARY, key, &bare, Some("元"), None);
    assert_eq!(in_yuan, ("500".into(), vec![]));
    let in_wan = read_with(SUMMARY, key, &bare, Some("万元"), None);
    assert_eq!(in_wan, ("5000000".into(), vec!["W-MAGNITUDE".to_owned()]));
    let note = UnitNote {
        unit: "元",
        words: "表右上角注明「单位:元」",
    };
    let noted = read_with(SUMMARY, key, &bare, None, Some(note));
    assert_eq!(noted, ("500".into(), vec!["W-UNIT-NOTE".to_owned()]));
    let label_first = read_with(SUMMARY, key, &text("500"), Some("万元"), Some(note));
    assert_eq!(label_first, ("500".into(), vec![]));
    let cell_first = read_with(SUMMARY, key, &text("500万元"), Some("元"), Some(note));
    assert_eq!(cell_first, ("500".into(), vec![]));

    let stored = number(dec!(5000000), NumberFormat::ShowsWan);
    assert_eq!(
        read_with(SUMMARY, key, &stored, Some("万元"), None),
        ("500".into(), vec!["I-SHOWS-WAN".to_owned()])
    );
    let printed = Cell {
        shown_unit: Some(ShownUnit::Yuan),
        ..number(dec!(5000000), NumberFormat::Number)
    };
    assert_eq!(
        read_with(SUMMARY, key, &printed, Some("万元"), None),
        ("500".into(), vec![])
    );
    check(FEEDBACK, "claimed_loss", &text("6万元"), "60000", &[]);
    assert_eq!(definition(FEEDBACK, "claimed_loss").unit, Some(Unit::Yuan));
}

#[test]
fn the_note_on_units_sounds_like_a_colleague() {
    let cell = text("5,230,000");
    let input = CellInput {
        cell: &cell,
        dates: DateSystem::From1900,
        label_unit: None,
        note: Some(UnitNote {
            unit: "元",
            words: "表右上角注明「单位:元」",
        }),
    };
    let rules = rules();
    let outcome = field(definition(SCORE, "annual_amount"), &input, rules, today());
    let finding = &outcome.findings_at("Sheet1", Some("C6".parse().unwrap()))[0];
    assert_eq!(
        finding.message,
        "C6「年度合同金额」是 5,230,000,格内没写单位,表右上角注明「单位:元」,按 523 万元计算。"
    );
    assert_eq!(
        finding.fix,
        "对就不用改;若不对,请在数字后写明「元」或「万元」。"
    );
}

#[test]
fn percentages() {
    let key = "premium";
    for (typed, reading, codes) in [
        ("15%", "15", &[][..]),
        ("15％", "15", &[]),
        ("百分之十五", "15", &[]),
        ("-2%", "-2", &[]),
        ("下浮3%", "-3", &[]),
        ("平价", "0", &[]),
        ("8个点", "8", &[]),
        ("150%", "150", &["W-PERCENT-HIGH"]),
        ("5‰", "0.5", &[]),
        ("0.15", "15", &["W-PERCENT-ASSUMED"]),
        ("15", "15", &[]),
        ("1", "unreadable", &["E-PERCENT-AMBIGUOUS"]),
        ("-1", "unreadable", &["E-PERCENT-AMBIGUOUS"]),
        ("0", "0", &[]),
        ("约15%", "unreadable", &["E-APPROXIMATE"]),
        ("5%-8%", "unreadable", &["E-AMOUNT-RANGE"]),
        ("较高", "unreadable", &["E-NUMBER-INVALID"]),
        ("/", "placeholder", &[]),
    ] {
        check(SCORE, key, &text(typed), reading, codes);
    }
    check(
        SCORE,
        key,
        &number(dec!(0.15), NumberFormat::Percent),
        "15",
        &[],
    );
    check(
        SCORE,
        key,
        &number(dec!(1), NumberFormat::Percent),
        "100",
        &[],
    );
    check(
        SCORE,
        key,
        &number(dec!(0.15), NumberFormat::General),
        "15",
        &["W-PERCENT-ASSUMED"],
    );
    check(
        SCORE,
        key,
        &number(dec!(1), NumberFormat::General),
        "unreadable",
        &["E-PERCENT-AMBIGUOUS"],
    );
    let labelled = |n| {
        read_with(
            SCORE,
            key,
            &number(n, NumberFormat::General),
            Some("%"),
            None,
        )
    };
    assert_eq!(labelled(dec!(15)), ("15".into(), vec![]));
    assert_eq!(labelled(dec!(1)), ("1".into(), vec![]));
    assert_eq!(
        labelled(dec!(0.15)),
        ("0.15".into(), vec!["W-PERCENT-SMALL".to_owned()])
    );
}

#[test]
fn counts() {
    let key = "employees";
    for (typed, reading, codes) in [
        ("200", "200", &[][..]),
        ("200人", "200", &[]),
        ("1,200", "1200", &[]),
        ("约200人", "200", &["W-APPROXIMATE"]),
        ("200多人", "200", &["W-APPROXIMATE"]),
        ("100-200", "100", &["W-NUMBER-SPAN"]),
        ("100-200人", "100", &["W-NUMBER-SPAN"]),
        ("二百人", "200", &[]),
        ("12.5", "unreadable", &["E-NUMBER-WHOLE"]),
        ("-5", "unreadable", &["E-NUMBER-MIN"]),
        ("很多", "unreadable", &["E-NUMBER-INVALID"]),
    ] {
        check(SUMMARY, key, &text(typed), reading, codes);
    }
    let percent = number(dec!(0.5), NumberFormat::Percent);
    check(SUMMARY, key, &percent, "unreadable", &["E-NUMBER-KIND"]);
}

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
