//! What a score takes from the archive: twelve months, net assets.

use super::{day, scored};
use crate::domain::known::{Borrowed, CustomerFacts, Exact, KnownFacts};
use crate::domain::value::Period;
use rust_decimal::{Decimal, dec};

pub(super) fn borrowed<T>(value: T) -> Borrowed<T> {
    Borrowed {
        value,
        form_title: "客户概要信息登记表".to_owned(),
        version: "17-1".to_owned(),
        date: day("2026-03-05"),
    }
}

fn archive(change: impl FnOnce(&mut CustomerFacts)) -> KnownFacts {
    let mut facts = CustomerFacts::default();
    change(&mut facts);
    KnownFacts {
        archive: true,
        customers: [("河北样例光电有限公司".to_owned(), facts)].into(),
        ..KnownFacts::default()
    }
}

fn amount(value: Decimal) -> Borrowed<Exact> {
    borrowed(Exact(value))
}

#[test]
fn a_half_year_takes_twelve_months_where_the_archive_holds_them_else_its_double() {
    let half = [
        ("period", "2026H1"),
        ("customer_name", "河北样例光电有限公司"),
        ("first_trade_date", "2020-01-01"),
        ("annual_amount", "150"),
        ("due_amount", "100"),
        ("collected_amount", "99"),
    ];
    let (review, evaluation) = scored(&half, &KnownFacts::default(), super::TODAY);
    assert_eq!(review.indicator_points[0].as_deref(), Some("20"), "300");
    assert!(evaluation.has("I-HALF-YEAR") && evaluation.has("I-NO-ARCHIVE"));
    let known = archive(|f| {
        f.contract_amounts = vec![(Period::SecondHalf(2025), amount(dec!(350)))];
    });
    let (review, evaluation) = scored(&half, &known, super::TODAY);
    assert_eq!(review.indicator_points[0].as_deref(), Some("25"), "500");
    assert!(!evaluation.has("I-NO-ARCHIVE"));
    let step = review
        .trace
        .iter()
        .find(|s| s.figure == "12个月合同金额")
        .unwrap();
    assert_eq!(step.value, "500");
    assert!(
        step.inputs
            .iter()
            .any(|i| i.source.as_deref().is_some_and(|s| s.contains("17-1")))
    );
    let known = archive(|f| {
        f.contract_amounts = vec![
            (Period::Year(2025), amount(dec!(80))),
            (Period::FirstHalf(2025), amount(dec!(60))),
        ];
    });
    let (review, _) = scored(&half, &known, super::TODAY);
    assert_eq!(review.indicator_points[0].as_deref(), Some("15"), "170");
}

#[test]
fn net_assets_are_borrowed_with_their_source() {
    let known = archive(|f| f.net_assets_wan = Some(borrowed(Exact(dec!(900)))));
    let (review, evaluation) = scored(
        &[
            ("period", "2025"),
            ("customer_name", "河北样例光电有限公司"),
            ("first_trade_date", "2020-01-01"),
            ("annual_amount", "300"),
            ("due_amount", "100"),
            ("collected_amount", "92"),
            ("year_end_receivable", "5"),
            ("premium", "16%"),
            ("strategic_level", "行业龙头"),
        ],
        &known,
        super::TODAY,
    );
    assert!(evaluation.has("I-BORROWED") && !evaluation.has("W-NA-MISSING"));
    let step = review
        .trace
        .iter()
        .find(|s| s.figure == "净资产限额")
        .unwrap();
    assert!(step.inputs[0].source.as_deref().unwrap().contains("17-1"));
}
