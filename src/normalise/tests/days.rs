//! Days, terms and periods.

use super::*;

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
fn a_month_is_its_first_day() {
    for (typed, wanted) in [
        ("2026年3月", "2026-03-01"),
        ("2026-03", "2026-03-01"),
        ("2026.3", "2026-03-01"),
        ("2026-03-31", "2026-03-01"),
        ("二〇二六年三月", "2026-03-01"),
    ] {
        let (got, codes) = read("complaint_audit", "month", &text(typed));
        assert_eq!(
            (got.as_str(), codes.as_slice()),
            (wanted, &[][..]),
            "{typed}"
        );
    }
    for typed in ["2026年13月", "三月", "1026年3月"] {
        let (_, codes) = read("complaint_audit", "month", &text(typed));
        assert!(
            codes.iter().any(|c| c.starts_with("E-DATE")),
            "{typed}: {codes:?}"
        );
    }
    // A day is asked for everywhere else.
    let (_, codes) = read("complaint_audit", "signed_on", &text("2026-03"));
    assert_eq!(codes, ["E-DATE-INVALID"]);
}
