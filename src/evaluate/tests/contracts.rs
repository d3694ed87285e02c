//! Contracts against the credit range: domain section 4.2 "Use", scenario 11, ruling 9.22.

use super::{TODAY, day, record, value};
use crate::domain::contract::ContractReview;
use crate::domain::dealings::{
    ContractOnFile, ContractState, Dealings, LimitGranted, OpenDebt, Shipment,
};
use crate::domain::known::{Borrowed, CustomerFacts, Exact, KnownFacts};
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::evaluate::{Evaluation, evaluate};
use crate::extract::{FieldReading, Reading, Record};
use crate::policy::Policy;
use rust_decimal::{Decimal, dec};

const CUSTOMER: &str = "石家庄明远光学有限公司";

fn on_file<T>(value: T, form: &str) -> Borrowed<T> {
    Borrowed {
        value,
        form_title: form.to_owned(),
        version: "7-1".to_owned(),
        date: day("2026-11-01"),
    }
}

pub(super) fn limit(wan: Decimal) -> Option<Borrowed<LimitGranted>> {
    let granted = LimitGranted {
        approved: false,
        valid_until: None,
        limit_wan: Exact(wan),
        grade: Some("B".to_owned()),
        new_customer_until: None,
    };
    Some(on_file(granted, "客户评分表"))
}

/// A line of the register: contract, due day, amount, received.
fn debt(contract: &str, due: &str, amount: Decimal, received: Decimal) -> OpenDebt {
    OpenDebt {
        line: Some(7),
        contract_no: contract.into(),
        due: Some(day(due)),
        instalment: None,
        bill: None,
        honoured_on: None,
        amount_wan: Exact(amount),
        received_wan: Exact(received),
    }
}

fn contract(number: &str, amount: Decimal, prepaid: Decimal) -> ContractOnFile {
    ContractOnFile {
        contract_no: number.to_owned(),
        office: String::new(),
        signed_on: None,
        amount_wan: Exact(amount),
        prepaid_wan: Exact(prepaid),
        instalments: Vec::new(),
        group: None,
        payment_terms: None,
        credit_days: None,
        salesperson: None,
        special: false,
        reasons: Vec::new(),
        limit_wan: None,
        exposure_wan: None,
        terms: String::new(),
        state: ContractState::Normal,
    }
}

fn note(number: &str, contract: &str, wan: Decimal) -> Shipment {
    Shipment {
        note_no: number.to_owned(),
        contract_no: contract.to_owned(),
        shipped_on: None,
        amount_wan: Exact(wan),
        quantity: None,
    }
}

/// An archive with a register of 2026-10-31 that knows this of the customer.
pub(super) fn knowing(dealings: Dealings) -> KnownFacts {
    let mut known = KnownFacts {
        archive: true,
        register: Some(on_file(day("2026-10-31"), "应收账款账龄登记表")),
        ..KnownFacts::default()
    };
    let facts = CustomerFacts {
        dealings,
        ..CustomerFacts::default()
    };
    known.customers.insert(fold(CUSTOMER), facts);
    known
}

/// A contract HT-9 of that amount and prepayment (empty: none).
pub(super) fn form(amount: &str, prepayment: &str) -> Record<'static> {
    let mut texts = vec![
        ("contract_no", "HT-9"),
        ("customer_name", CUSTOMER),
        ("signed_on", "2026-11-20"),
        ("contract_amount", amount),
        ("salesperson", "林晓"),
    ];
    if !prepayment.is_empty() {
        texts.push(("prepayment", prepayment));
    }
    record("contract", &texts)
}

fn judged(record: &Record<'_>, known: &KnownFacts) -> (ContractReview, Evaluation) {
    let evaluation = evaluate(record, Policy::built_in(), day(TODAY), known);
    match &evaluation.review {
        Some(Review::Contract(review)) => ((**review).clone(), evaluation),
        other => panic!("{other:?}"),
    }
}

/// A customer with a limit of 20 and 12 owed, not yet due (#5 of domain section 7).
fn owing_12() -> Dealings {
    Dealings {
        limit: limit(dec!(20)),
        debts: vec![on_file(
            debt("HT-1", "2026-12-31", dec!(15), dec!(3)),
            "应收账款账龄登记表",
        )],
        ..Dealings::default()
    }
}

/// 12 + 8 = 20 = limit: normal. 12 + 8.01 = 20.01 > 20: special, 总经理. With 0.01 prepaid
/// 12 + 8.00 = 20 again.
#[test]
fn scenario_11_the_limit_itself_is_within() {
    let known = knowing(owing_12());
    let (review, evaluation) = judged(&form("8", ""), &known);
    assert_eq!(
        (review.exposure_wan, review.limit_wan),
        (Some(dec!(20)), Some(dec!(20)))
    );
    assert_eq!((review.special, &review.approver), (Some(false), &None));
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);

    let (review, evaluation) = judged(&form("8.01", ""), &known);
    assert_eq!(review.exposure_wan, Some(dec!(20.01)));
    assert_eq!(review.special, Some(true));
    assert_eq!(review.approver.as_deref(), Some("总经理"));
    assert_eq!(
        review.reasons,
        ["信用敞口20.01万元,信用额度20万元,超出0.01万元"]
    );
    assert_eq!(evaluation.warnings(), ["W-CONTRACT-SPECIAL"]);

    let (review, _) = judged(&form("8.01", "0.01"), &known);
    assert_eq!(
        (review.exposure_wan, review.special),
        (Some(dec!(20)), Some(false))
    );
}

/// Due 2026-10-26, today 2026-11-25: 5 + 25 = 30 days are allowed; due a day earlier it is 31.
#[test]
fn a_debt_overdue_for_more_than_thirty_days_blocks() {
    let with_due = |due: &str, received| {
        knowing(Dealings {
            limit: limit(dec!(200)),
            debts: vec![on_file(debt("HT-1", due, dec!(15), received), "账龄")],
            ..Dealings::default()
        })
    };
    let special = |known: &KnownFacts| judged(&form("8", ""), known).0.special;
    assert_eq!(special(&with_due("2026-10-26", dec!(3))), Some(false));
    let late = with_due("2026-10-25", dec!(3));
    let (review, _) = judged(&form("8", ""), &late);
    assert_eq!(review.special, Some(true));
    assert_eq!(review.reasons, ["HT-1欠12万元已逾期31天(超过30天)"]);
    // Paid, it is no debt.
    assert_eq!(special(&with_due("2026-10-25", dec!(15))), Some(false));
    // Prepaid in full, a contract never triggers.
    let (review, _) = judged(&form("8", "8"), &late);
    assert_eq!((review.special, review.reasons.len()), (Some(false), 0));
}

#[test]
fn a_business_term_that_is_over_makes_it_special_from_the_next_day_on() {
    let with_end = |end: &str| {
        let mut known = knowing(Dealings {
            limit: limit(dec!(200)),
            ..Dealings::default()
        });
        let facts = known.customers.get_mut(&fold(CUSTOMER)).unwrap();
        facts.term_end = Some(on_file(day(end), "客户概要信息登记表"));
        known
    };
    let (review, _) = judged(&form("8", ""), &with_end("2026-11-25"));
    assert_eq!(review.special, Some(false));
    let (review, _) = judged(&form("8", ""), &with_end("2026-11-24"));
    assert_eq!(review.reasons, ["客户的经营期限2026-11-24已到期"]);
    let (review, _) = judged(&form("8", "8"), &with_end("2026-11-24"));
    assert_eq!(review.special, Some(false));
}

/// Register: 15−3 = 12 owed; 10−10 paid by a commercial bill that is due 2026-12-15, and 6−6 by a
/// bank bill; retention 2 due 2027-06-30; 18−20 = −2 prepaid.
/// HT-5 shipped 4+3 = 7, registers held 5 of it at most: 2. HT-6: credit 30−6 = 24, shipped 4, so
/// 20 to come. HT-7 is refused and does not count. This contract: 8−1 = 7.
/// 12 + 2 (retention) + 2 + 4 (HT-6 shipped) + 7 + 20 + 10 = 57; bank bill and prepayment apart.
#[test]
fn each_document_counts_once_by_the_rows_of_the_policy() {
    let mut commercial = debt("HT-2", "2026-12-15", dec!(10), dec!(10));
    commercial.bill = Some("商业承兑".into());
    commercial.honoured_on = Some(day("2026-12-15"));
    let mut bank = debt("HT-3", "2026-09-30", dec!(6), dec!(6));
    bank.bill = Some("银行承兑".into());
    let mut retention = debt("HT-4", "2027-06-30", dec!(2), dec!(0));
    retention.instalment = Some("质保金".into());
    let ahead = debt("HT-8", "2026-12-01", dec!(18), dec!(20));
    let owed = debt("HT-1", "2026-12-31", dec!(15), dec!(3));
    let refused = ContractOnFile {
        state: ContractState::Refused,
        ..contract("HT-7", dec!(50), dec!(0))
    };
    let dealings = Dealings {
        limit: limit(dec!(57)),
        debts: [owed, commercial, bank, retention, ahead]
            .map(|d| on_file(d, "应收账款账龄登记表"))
            .to_vec(),
        registered: [("ht-5".to_owned(), Exact(dec!(5)))].into(),
        contracts: [
            contract("HT-6", dec!(30), dec!(6)),
            refused,
            contract("HT-9", dec!(99), dec!(0)),
        ]
        .map(|c| on_file(c, "合同登记表"))
        .to_vec(),
        decisions: Vec::new(),
        shipments: [
            note("FH-1", "HT-5", dec!(4)),
            note("FH-2", "HT-5", dec!(3)),
            note("FH-3", "HT-6", dec!(4)),
        ]
        .map(|n| on_file(n, "发货单"))
        .to_vec(),
    };
    let (review, _) = judged(&form("8", "1"), &knowing(dealings));
    let amounts: Vec<(&str, Decimal)> = review
        .components
        .iter()
        .map(|c| (c.id.as_str(), c.amount_wan))
        .collect();
    assert_eq!(
        amounts,
        [
            ("receivable", dec!(12)),
            ("retention", dec!(2)),
            ("shipped_uninvoiced", dec!(6)),
            ("this_contract", dec!(7)),
            ("open_contracts", dec!(20)),
            ("commercial_bills", dec!(10)),
            ("bank_bills", dec!(6)),
            ("prepayments", dec!(2)),
        ]
    );
    assert_eq!(review.exposure_wan, Some(dec!(57)));
    assert_eq!(review.special, Some(false));
    // Every figure names its documents with their versions.
    let receivable = &review.trace[0];
    assert_eq!(receivable.value, "12");
    let source = receivable.inputs[0].source.as_deref().unwrap();
    assert!(
        source.contains("应收账款账龄登记表(版本 7-1,2026-11-01) 第7行"),
        "{source}"
    );
}

/// 预付 20 of the plan, not the field, is what comes before delivery: 100 − 20 = 80.
#[test]
fn the_payment_plan_says_what_is_prepaid() {
    let mut record = form("100", "");
    let plan = [
        ("预付", "20", "2026-12-01"),
        ("到货", "70", "2027-01-15"),
        ("质保金", "10", "2028-01-15"),
    ];
    for (n, (event, amount, due)) in plan.into_iter().enumerate() {
        record.lines.push(line(
            &record,
            n as u32,
            &[
                ("instalment_event", event),
                ("instalment_amount", amount),
                ("instalment_due", due),
            ],
        ));
    }
    let (review, _) = judged(&record, &knowing(Dealings::default()));
    assert_eq!(
        (review.prepaid_wan, review.credit_wan),
        (dec!(20), dec!(80))
    );
    assert_eq!(review.exposure_wan, Some(dec!(80)));
    assert_eq!(review.instalments.len(), 3);
    let own = review
        .trace
        .iter()
        .find(|s| s.figure == "本合同的信用部分")
        .unwrap();
    assert!(own.inputs.iter().all(|i| i.cell.is_some()), "{own:?}");
}

fn line(record: &Record<'static>, row: u32, texts: &[(&str, &str)]) -> Record<'static> {
    let fields = texts
        .iter()
        .map(|(key, text)| FieldReading {
            key: (*key).to_owned(),
            cell: Some(crate::domain::cell::CellRef::new(20 + row, 3)),
            raw: Some((*text).to_owned()),
            reading: Reading::Value(value(record.form.field(key).unwrap().kind, text)),
        })
        .collect();
    Record {
        form: record.form,
        sheet: record.sheet.clone(),
        sheet_index: 0,
        row: Some(20 + row),
        part: Some("付款计划"),
        fields,
        lines: crate::extract::Lines::default(),
        extras: Vec::new(),
        findings: Vec::new(),
    }
}

/// Nobody gets credit before he was graded: 0.01 on credit is beyond a limit of 0.
#[test]
fn a_customer_that_was_never_graded_has_no_limit() {
    let (review, evaluation) = judged(&form("0.01", ""), &knowing(Dealings::default()));
    assert_eq!(
        (review.limit_wan, review.special),
        (Some(dec!(0)), Some(true))
    );
    assert!(evaluation.has("I-CONTRACT-NO-LIMIT"));
}

#[test]
fn without_an_archive_it_says_what_could_not_be_known() {
    let (review, evaluation) = judged(&form("8", "1"), &KnownFacts::default());
    assert_eq!(
        (review.limit_wan, review.exposure_wan, review.special),
        (None, None, None)
    );
    assert_eq!(review.credit_wan, dec!(7));
    assert!(evaluation.has("I-NO-ARCHIVE"), "{:?}", evaluation.findings);
    // Prepaid in full it is normal whatever the archive would say.
    let (review, _) = judged(&form("8", "8"), &KnownFacts::default());
    assert_eq!(review.special, Some(false));
}

/// This customer 12 + 8 = 20; its sister owes 30 and has a contract of 5 to deliver: 35. Together
/// 55, while the limit of 20 is asked of this customer alone.
#[test]
fn the_group_stands_beside_the_single_limit() {
    let mut known = knowing(owing_12());
    let sister = "石家庄明远电子有限公司";
    known
        .groups
        .insert("明远集团".to_owned(), vec![sister.to_owned()]);
    let facts = CustomerFacts {
        dealings: Dealings {
            debts: vec![on_file(
                debt("HT-30", "2026-12-31", dec!(30), dec!(0)),
                "账龄",
            )],
            contracts: vec![on_file(contract("HT-31", dec!(5), dec!(0)), "合同登记表")],
            ..Dealings::default()
        },
        ..CustomerFacts::default()
    };
    known.customers.insert(fold(sister), facts);
    let mut texts = form("8", "");
    let own = record(
        "contract",
        &[("group", "明远集团"), ("payer", "明远集团财务公司")],
    );
    for key in ["group", "payer"] {
        let at = texts.fields.iter().position(|f| f.key == key).unwrap();
        texts.fields[at] = own.field(key).unwrap().clone();
    }
    let (review, _) = judged(&texts, &known);
    let group = review.group.unwrap();
    assert_eq!((group.exposure_wan, group.members.len()), (dec!(55), 2));
    assert_eq!(review.special, Some(false));
    assert_eq!(review.payer.as_deref(), Some("明远集团财务公司"));
}
