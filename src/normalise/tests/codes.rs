//! Codes, numbers, phones, postcodes and accounts.

use super::*;

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
            exponent: Some(Box::new("6.22202E+18".into())),
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
