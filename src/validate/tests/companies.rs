//! A company's own particulars, and who may leave some of them out.

use super::*;

#[test]
fn branches_institutions_and_sole_traders_are_freed_by_the_policy() {
    let freed: &[(&str, &str)] = &[("registered_capital", "/"), ("legal_representative", "")];
    let mut branch = freed.to_vec();
    branch.push(("customer_name", "河北光电有限公司石家庄分公司"));
    check("customer_summary", SUMMARY, &branch, &[]);
    let institution = [
        ("registered_capital", ""),
        ("registration_date", ""),
        ("legal_representative", ""),
        ("registration_code", "12100000400002259P"),
    ];
    let records = validated(vec![record(
        "customer_summary",
        &with(SUMMARY, &institution),
    )]);
    assert!(
        !codes(&records[0]).contains(&"E-REQUIRED"),
        "{:?}",
        records[0].findings
    );
    check(
        "customer_summary",
        SUMMARY,
        &[("registered_capital", ""), ("ownership", "个体")],
        &[],
    );
    check(
        "customer_summary",
        SUMMARY,
        &[("registered_capital", "")],
        &["E-REQUIRED"],
    );
    let mut army = record(
        "customer_summary",
        &with(
            SUMMARY,
            &[
                ("registration_code", ""),
                ("customer_name", "某地31005部队"),
            ],
        ),
    );
    army.findings.clear();
    let records = validated(vec![army]);
    assert!(!codes(&records[0]).contains(&"E-REQUIRED"));
}

#[test]
fn particulars_of_a_company() {
    let form = "customer_summary";
    for (changes, expected) in [
        (&[("customer_name", "光电小王")][..], &["W-NAME-ENDING"][..]),
        (&[("address", "裕华区建设大街1号")], &["W-ADDRESS-PROVINCE"]),
        (&[("registration_date", "1948-05-01")], &["W-DATE-OLD"]),
        (
            &[("registration_date", "2027-05-01")],
            &["E-DATE-FUTURE", "W-TERM-BEFORE-REGISTRATION"],
        ),
        (
            &[("business_term", "2030-01-01至2010-01-01")],
            &["E-TERM-REVERSED"],
        ),
        (
            &[("business_term", "2010-01-01至2026-03-09")],
            &["W-TERM-EXPIRED"],
        ),
        (&[("business_term", "2010-01-01至2026-03-10")], &[]),
        (
            &[("business_term", "2009-01-01至2030-01-01")],
            &["W-TERM-BEFORE-REGISTRATION"],
        ),
        (&[("business_term", "至2030-01-01")], &["W-TERM-START"]),
        (&[("business_term", "长期")], &[]),
        (&[("business_term", "20年")], &["W-TERM-YEARS"]),
        (
            &[("business_term", "20年"), ("registration_date", "")],
            &["E-REQUIRED", "E-TERM-INVALID"],
        ),
        (&[("registry", "石家庄市市场监督管理局")], &[]),
        (&[("registry", "石家庄市某办公室")], &["W-REGISTRY"]),
        (&[("net_assets", "5000")], &[]),
        (&[("net_assets", "5000.01")], &["W-NET-ASSETS-HIGH"]),
        (&[("bank_rmb", "裕华路营业点")], &["W-BANK-NAME"]),
        (
            &[
                ("bank_rmb", "建行开发区支行"),
                ("account_rmb", "13001234567890123456"),
            ],
            &[],
        ),
        (
            &[
                ("bank_rmb", "农信联社"),
                ("account_rmb", "13001234567890123456"),
            ],
            &[],
        ),
        (
            &[("account_rmb", "040202090930001234")],
            &["W-ACCOUNT-LENGTH"],
        ),
        (&[("bank_fx", "中国银行河北省分行")], &["E-REQUIRED"]),
        (&[("account_fx", "美元 1234567890")], &["E-REQUIRED"]),
        (
            &[
                ("bank_fx", "中国银行河北省分行"),
                ("account_fx", "1234567890"),
            ],
            &["W-FX-CURRENCY"],
        ),
        (
            &[
                ("bank_fx", "中国银行河北省分行"),
                ("account_fx", "美元 1234567890"),
            ],
            &[],
        ),
        (
            &[("size", "大型"), ("employees", "50"), ("revenue", "1000")],
            &["W-SIZE-MISMATCH"],
        ),
        (
            &[("size", "小型"), ("employees", "50"), ("revenue", "1000")],
            &[],
        ),
        (
            &[("size", "大型"), ("employees", "50")],
            &["W-SIZE-MISMATCH"],
        ),
        (&[("size", "微型"), ("employees", "50")], &[]),
        (&[("filled_on", "2026-03-11")], &["E-DATE-FUTURE"]),
    ] {
        check(form, SUMMARY, changes, expected);
    }
    let records = validated(vec![record(
        form,
        &with(SUMMARY, &[("business_term", "20年")]),
    )]);
    assert_eq!(
        records[0]
            .value("business_term")
            .map(Value::normalised)
            .as_deref(),
        Some("2010-01-01至2029-12-31")
    );
}
