//! Claims of contracts written by hand. Expected values follow from the clauses and are worked out
//! in the comments.

use super::instalments::{Basis, Claim, claims};
use crate::domain::dealings::{
    ContractOnFile, ContractState, Dealings, Instalment, OpenDebt, Shipment,
};
use crate::domain::known::{Borrowed, Exact};
use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on_file<T>(value: T) -> Borrowed<T> {
    Borrowed {
        value,
        form_title: String::new(),
        version: String::new(),
        date: day("2026-03-10"),
    }
}

fn contract(amount: Decimal, days: Option<u32>, plan: &[(&str, &str, Decimal)]) -> ContractOnFile {
    ContractOnFile {
        contract_no: "HT-1".into(),
        office: String::new(),
        signed_on: Some(day("2026-01-05")),
        amount_wan: Exact(amount),
        prepaid_wan: Exact(Decimal::ZERO),
        instalments: plan
            .iter()
            .map(|(event, due, amount)| Instalment {
                label: None,
                event: (*event).to_owned(),
                due: due.parse().ok(),
                amount_wan: Exact(*amount),
            })
            .collect(),
        group: None,
        payment_terms: None,
        credit_days: days,
        salesperson: None,
        special: false,
        reasons: Vec::new(),
        limit_wan: None,
        exposure_wan: None,
        terms: String::new(),
        state: ContractState::Normal,
    }
}

fn note(number: &str, on: &str, amount: Decimal) -> Borrowed<Shipment> {
    on_file(Shipment {
        note_no: number.into(),
        contract_no: "HT-1".into(),
        shipped_on: Some(day(on)),
        amount_wan: Exact(amount),
        quantity: None,
    })
}

fn told(claims: &[Claim]) -> Vec<(Option<&str>, Option<String>, Decimal, Basis)> {
    let words = |c: &Claim| c.due.map(|d| d.to_string());
    claims
        .iter()
        .map(|c| (c.instalment.as_deref(), words(c), c.amount, c.basis))
        .collect()
}

/// Two notes of 4 and 3 of a contract of 10, 30 days: what left on 02-01 is due on 03-03 (27 days
/// of February and 3 of March), what left on 03-01 on 03-31; 3 are still to come, with no day.
#[test]
fn each_delivery_is_due_by_its_own_day() {
    let dealings = Dealings {
        contracts: vec![on_file(contract(dec!(10), Some(30), &[]))],
        shipments: vec![
            note("B", "2026-03-01", dec!(3)),
            note("A", "2026-02-01", dec!(4)),
        ],
        ..Dealings::default()
    };
    assert_eq!(
        told(&claims(&dealings, None)),
        [
            (None, Some("2026-03-03".into()), dec!(4), Basis::Delivered),
            (None, Some("2026-03-31".into()), dec!(3), Basis::Delivered),
            (None, None, dec!(3), Basis::Agreed),
        ]
    );
}

/// Of a contract of 10 a register once held 4, of which the latest still has 1 (0.25 collected, by
/// a 商业承兑 that is not honoured on 02-28): 3 were settled. 6 left, so 2 are delivered and not
/// entered: behind the first 4 come the rest of 到货 (3 + 3 = 6), then 验收 without a day.
#[test]
fn what_a_register_has_held_is_not_claimed_again() {
    let plan = [
        ("预付", "2026-01-10", dec!(3)),
        ("到货", "", dec!(3)),
        ("验收", "", dec!(3)),
        ("质保金", "2027-01-10", dec!(1)),
    ];
    let debt = OpenDebt {
        line: Some(5),
        contract_no: "ht-1".into(),
        due: Some(day("2026-02-20")),
        instalment: Some("到货".into()),
        bill: Some("商业承兑".into()),
        honoured_on: None,
        amount_wan: Exact(dec!(1)),
        received_wan: Exact(dec!(0.25)),
    };
    let dealings = Dealings {
        contracts: vec![on_file(contract(dec!(10), None, &plan))],
        debts: vec![on_file(debt)],
        registered: [("ht-1".to_owned(), Exact(dec!(4)))].into(),
        shipments: vec![note("A", "2026-02-01", dec!(6))],
        ..Dealings::default()
    };
    let claims = claims(&dealings, Some(day("2026-02-28")));
    assert_eq!(
        told(&claims),
        [
            (
                Some("到货"),
                Some("2026-02-20".into()),
                dec!(1),
                Basis::Entered
            ),
            (None, None, dec!(3), Basis::Settled),
            (Some("到货"), None, dec!(2), Basis::Delivered),
            (Some("验收"), None, dec!(3), Basis::Agreed),
            (
                Some("质保金"),
                Some("2027-01-10".into()),
                dec!(1),
                Basis::Agreed
            ),
        ]
    );
    // The bill is no money yet: 1 is owed, 18 days late on 03-10 (8 of February, 10 of March).
    assert_eq!(claims[0].balance(), dec!(1));
    assert_eq!(claims[0].days_overdue(day("2026-03-10")), Some(18));
    assert_eq!(claims[0].days_overdue(day("2026-02-20")), None);
}

/// A contract that was refused gives no claim; what left all the same is claimed.
#[test]
fn a_refused_contract_gives_no_claim_beyond_deliveries() {
    let refused = ContractOnFile {
        state: ContractState::Refused,
        ..contract(dec!(10), Some(30), &[])
    };
    let mut dealings = Dealings {
        contracts: vec![on_file(refused)],
        ..Dealings::default()
    };
    assert_eq!(claims(&dealings, None), []);
    dealings.shipments.push(note("A", "2026-02-01", dec!(2)));
    let due = Some("2026-03-03".to_owned());
    assert_eq!(
        told(&claims(&dealings, None)),
        [(None, due, dec!(2), Basis::Delivered)]
    );
}

proptest! {
    /// Whatever was delivered and entered, the claims of a contract come to its amount, or to what
    /// was delivered or entered where that is more; each part counts once, in whatever order the
    /// notes arrived.
    #[test]
    fn the_claims_add_up(
        amount in 1i64..1000,
        parts in prop::collection::vec(0i64..400, 0..4),
        sent in prop::collection::vec((1u32..28, 1i64..400), 0..5),
        held in 0i64..1200,
    ) {
        let plan: Vec<(&str, &str, Decimal)> =
            parts.iter().map(|p| ("到货", "", Decimal::from(*p))).collect();
        let mut shipments: Vec<_> = (1..)
            .zip(&sent)
            .map(|(n, (d, wan))| note(&n.to_string(), &format!("2026-02-{d:02}"), (*wan).into()))
            .collect();
        let mut dealings = Dealings {
            contracts: vec![on_file(contract(amount.into(), Some(30), &plan))],
            registered: [("ht-1".to_owned(), Exact(held.into()))].into(),
            shipments: shipments.clone(),
            ..Dealings::default()
        };
        let found = claims(&dealings, None);
        let sum: Decimal = found.iter().map(|c| c.amount).sum();
        let delivered: i64 = sent.iter().map(|(_, wan)| wan).sum();
        prop_assert_eq!(sum, Decimal::from(amount.max(delivered).max(held)));
        let waiting: Decimal = found
            .iter()
            .filter(|c| c.basis == Basis::Delivered)
            .map(|c| c.amount)
            .sum();
        prop_assert_eq!(waiting, Decimal::from((delivered - held).max(0)));
        shipments.reverse();
        dealings.shipments = shipments;
        prop_assert_eq!(claims(&dealings, None), found);
    }
}
