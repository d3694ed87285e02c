//! The worked examples of domain section 4.3.

use super::score;
use rust_decimal::{Decimal, dec};

#[test]
fn the_worked_examples_of_section_4_3_come_out() {
    for (grade, amount, rate, net_assets, limit, binding) in [
        ("A", "600", "97", "1500", dec!(100), "sales"),
        ("B", "300", "92", "900", dec!(24), "sales"),
        ("C", "120", "96", "200", dec!(5), "sales"),
        ("A", "2400", "99", "9000", dec!(200), "cap"),
        ("B", "450", "85", "", dec!(11), "sales"),
        ("C", "60", "79", "500", dec!(0), "sales"),
        ("B", "720", "95", "1200", dec!(72), "sales"),
        ("B", "360", "92", "-50", dec!(0), "net_assets"),
        ("A", "500", "96", "800", dec!(80), "net_assets"),
    ] {
        // The examples give grades, not forms: take the row of the grade directly.
        let credit = credit_of(grade, amount, rate, net_assets);
        assert_eq!(
            credit.limit_wan, limit,
            "{grade} {amount} {rate} {net_assets}"
        );
        assert_eq!(
            credit.binding, binding,
            "{grade} {amount} {rate} {net_assets}"
        );
    }
}

/// Credit of a grade for amount, rate in per cent and net assets.
fn credit_of(
    grade: &str,
    amount: &str,
    rate: &str,
    net_assets: &str,
) -> crate::domain::review::Credit {
    use crate::evaluate::case::Case;
    use crate::evaluate::{credit, timeliness};
    let mut texts = vec![
        ("annual_amount", amount),
        ("due_amount", "100"),
        ("collected_amount", rate),
    ];
    if !net_assets.is_empty() {
        texts.push(("net_assets", net_assets));
    }
    let record = super::record("customer_score", &texts);
    let known = crate::domain::known::KnownFacts::default();
    let policy = crate::policy::Policy::built_in();
    let mut case = Case::new(&record, policy, super::day(super::TODAY), &known);
    let timely = timeliness::judge(&mut case);
    let amount = case.number("annual_amount");
    credit::judge(&mut case, grade, false, amount.as_ref(), timely.as_ref()).unwrap()
}

#[test]
fn missing_net_assets_halve_the_sales_method_and_are_pointed_out() {
    let (review, evaluation) = score(&[
        ("annual_amount", "450"),
        ("due_amount", "0"),
        ("year_end_receivable", "5"),
        ("premium", "16%"),
        ("strategic_level", "行业龙头"),
    ]);
    // A without net assets: 450 × 60 / 360 × 1 × 0.8 × 0.5 = 30.
    assert_eq!(review.grade.as_deref(), Some("A"));
    assert_eq!(review.credit.unwrap().limit_wan, dec!(30));
    assert!(evaluation.has("W-NA-MISSING") && evaluation.has("I-NO-ARCHIVE"));
}

#[test]
fn the_limit_is_floored_to_the_unit() {
    use crate::evaluate::credit::floor_to;
    assert_eq!(floor_to(dec!(49.999), Decimal::ONE), dec!(49));
    assert_eq!(floor_to(dec!(0.99), Decimal::ONE), dec!(0));
    assert_eq!(floor_to(dec!(49.999), dec!(5)), dec!(45));
    assert_eq!(floor_to(dec!(49.999), dec!(0)), dec!(49.999));
}

#[test]
fn a_business_term_that_is_over_holds_the_credit() {
    use crate::domain::known::{CustomerFacts, KnownFacts};
    let texts = [
        ("period", "2025"),
        ("customer_name", "河北样例光电有限公司"),
        ("first_trade_date", "2020-01-01"),
        ("annual_amount", "800"),
        ("due_amount", "100"),
        ("collected_amount", "99"),
        ("year_end_receivable", "5"),
        ("premium", "16%"),
        ("strategic_level", "行业龙头"),
        ("net_assets", "3000"),
    ];
    for (end, held) in [("2026-11-24", true), ("2026-11-25", false)] {
        let facts = CustomerFacts {
            term_end: Some(super::borrowed::borrowed(super::day(end))),
            ..CustomerFacts::default()
        };
        let known = KnownFacts {
            archive: true,
            customers: [("河北样例光电有限公司".to_owned(), facts)].into(),
            ..KnownFacts::default()
        };
        let (_, evaluation) = super::scored(&texts, &known, super::TODAY);
        assert_eq!(evaluation.has("W-CREDIT-HOLD"), held, "{end}");
    }
}
