//! What later reviews borrow from earlier ones (domain rulings 9.15, 9.16).

use super::sample::{day, folder, open, record, returned, score, submission};
use crate::archive::{Archive, Wanted};
use crate::domain::known::{CustomerFacts, KnownFacts};
use crate::domain::value::Period;
use crate::judged::JudgedRecord;
use rust_decimal::Decimal;

fn summary(customer: &str, net_assets: Option<&str>, account: &str) -> JudgedRecord {
    let mut values = vec![
        ("customer_name", customer),
        ("account_rmb", account),
        ("business_term", "2010-01-01至2030-01-01"),
    ];
    if let Some(text) = net_assets {
        values.push(("net_assets", text));
    }
    record("customer_summary", &values)
}

fn commit(archive: &Archive, file: &str, date: &str, records: Vec<JudgedRecord>) {
    archive.commit(&[submission(file, date, records)]).unwrap();
}

fn known(archive: &Archive, customer: &str, period: Option<Period>) -> KnownFacts {
    let wanted = Wanted {
        customers: vec![(customer.to_owned(), period)],
        ..Wanted::default()
    };
    archive
        .known_facts(&wanted, &[], day("2026-11-24"))
        .unwrap()
}

fn facts(archive: &Archive, customer: &str, period: Option<Period>) -> CustomerFacts {
    let mut known = known(archive, customer, period);
    known
        .customers
        .remove(&crate::domain::name::fold(customer))
        .unwrap_or_default()
}

fn net_assets(archive: &Archive, customer: &str) -> Option<(Decimal, String)> {
    let borrowed = facts(archive, customer, None).net_assets_wan?;
    Some((borrowed.value.0, borrowed.version))
}

#[test]
fn net_assets_come_from_the_latest_accepted_summary_of_the_first_office() {
    let dir = folder();
    let archive = open(dir.path());
    commit(
        &archive,
        "石家庄/1.xlsx",
        "2026-03-01",
        vec![summary("甲(河北)公司", Some("900"), "1")],
    );
    commit(
        &archive,
        "石家庄/2.xlsx",
        "2026-04-01",
        vec![summary("甲（河北）公司", Some("1200"), "1")],
    );
    commit(
        &archive,
        "邯郸/3.xlsx",
        "2026-05-01",
        vec![summary("甲（河北）公司", Some("1"), "1")],
    );
    commit(
        &archive,
        "石家庄/4.xlsx",
        "2026-06-01",
        vec![returned(summary("甲(河北)公司", Some("2"), "1"))],
    );
    let expected = (Decimal::from(1200), "2-1".to_owned());
    assert_eq!(net_assets(&archive, "甲 (河北) 公司"), Some(expected));
    // A version reviewed after today is not known yet.
    let wanted = Wanted {
        customers: vec![("甲(河北)公司".into(), None)],
        ..Wanted::default()
    };
    let early = archive
        .known_facts(&wanted, &[], day("2026-03-15"))
        .unwrap();
    let early = &early.customers["甲(河北)公司"];
    assert_eq!(early.net_assets_wan.as_ref().unwrap().version, "1-1");
    assert_eq!(early.term_end.as_ref().unwrap().value, day("2030-01-01"));
}

#[test]
fn amounts_stand_by_period_and_the_previous_grading_is_of_an_earlier_one() {
    let dir = folder();
    let archive = open(dir.path());
    commit(
        &archive,
        "a.xlsx",
        "2026-01-10",
        vec![score("甲公司", "2024", "100", "C")],
    );
    commit(
        &archive,
        "b.xlsx",
        "2026-02-10",
        vec![score("甲公司", "2025", "200", "B")],
    );
    commit(
        &archive,
        "c.xlsx",
        "2026-03-10",
        vec![score("甲公司", "2025", "250", "A")],
    );
    let facts = facts(&archive, "甲公司", Some(Period::Year(2025)));
    let amounts: Vec<_> = facts
        .contract_amounts
        .iter()
        .map(|(period, amount)| (*period, amount.value.0))
        .collect();
    assert_eq!(
        amounts,
        [
            (Period::Year(2024), Decimal::from(100)),
            (Period::Year(2025), Decimal::from(250))
        ]
    );
    let previous = facts.previous.unwrap();
    assert_eq!(previous.version, "1-1");
    assert_eq!(previous.grade.as_deref(), Some("C"));
    assert_eq!(previous.limit_wan.as_deref(), Some("49"));
    assert_eq!(previous.receivable_wan.as_deref(), Some("5"));
    assert_eq!(facts.first_contract.unwrap().value, day("2020-05-01"));
}

#[test]
fn an_account_under_another_customer_is_told_until_it_is_corrected() {
    let dir = folder();
    let archive = open(dir.path());
    let account = "0402020909300012345";
    let wanted = Wanted {
        identifiers: vec![(account.into(), "乙公司".into())],
        ..Wanted::default()
    };
    let other = |pending: &[_]| {
        let known = archive
            .known_facts(&wanted, pending, day("2026-11-24"))
            .unwrap();
        known.identifiers.get(account).cloned()
    };
    let first = submission(
        "a.xlsx",
        "2026-01-10",
        vec![summary("甲公司", None, account)],
    );
    assert_eq!(other(&[]), None);
    assert_eq!(
        other(std::slice::from_ref(&first)).as_deref(),
        Some("甲公司")
    );
    archive.commit(&[first]).unwrap();
    assert_eq!(other(&[]).as_deref(), Some("甲公司"));
    commit(
        &archive,
        "b.xlsx",
        "2026-02-10",
        vec![summary("甲公司", None, "99")],
    );
    assert_eq!(other(&[]), None);
}

#[test]
fn a_file_of_that_name_was_returned_twice_since_it_was_last_accepted() {
    let dir = folder();
    let archive = open(dir.path());
    let bad = |amount| vec![returned(score("甲公司", "2025", amount, "C"))];
    commit(&archive, "石家庄/a.xlsx", "2026-01-10", bad("1"));
    commit(
        &archive,
        "石家庄/a.xlsx",
        "2026-01-11",
        vec![score("甲公司", "2025", "2", "C")],
    );
    commit(&archive, "石家庄/a.xlsx", "2026-01-12", bad("3"));
    commit(&archive, "石家庄/a.xlsx", "2026-01-13", bad("4"));
    commit(&archive, "邯郸/a.xlsx", "2026-01-14", bad("5"));
    let wanted = Wanted {
        office: "石家庄".into(),
        file: "石家庄/a.xlsx".into(),
        ..Wanted::default()
    };
    let known = archive
        .known_facts(&wanted, &[], day("2026-11-24"))
        .unwrap();
    assert_eq!(known.returned_before, 2);
}

#[test]
fn a_corrected_complaint_keeps_its_number_and_does_not_repeat_itself() {
    use crate::domain::review::{ComplaintReview, Review};
    let dir = folder();
    let archive = open(dir.path());
    let mut complaint = record(
        "customer_feedback",
        &[
            ("customer_name", "甲公司"),
            ("received_on", "2026-09-19"),
            ("symptom", "开裂"),
        ],
    );
    complaint.review = Some(Review::Complaint(Box::new(ComplaintReview {
        case_id: "FK-20260919-01".into(),
        severity: "minor".into(),
        causes: vec!["产品".into()],
        steps: Vec::new(),
        visit: None,
        reply_by: day("2026-09-28"),
        repeated: false,
        case: None,
        reply_means: "any".into(),
        trace: Vec::new(),
    })));
    let key =
        crate::archive::facts::Facts::of(&complaint, crate::forms::Forms::built_in()).record_key;
    commit(&archive, "石家庄/a.xlsx", "2026-09-20", vec![complaint]);
    let ask = |office: &str, complaints: Vec<String>| {
        let wanted = Wanted {
            customers: vec![("甲公司".into(), None)],
            received: vec![day("2026-09-19")],
            complaints,
            office: office.into(),
            ..Wanted::default()
        };
        archive
            .known_facts(&wanted, &[], day("2026-11-24"))
            .unwrap()
    };
    let other = ask("石家庄", vec!["another".into()]);
    assert_eq!(other.customers["甲公司"].complaints.len(), 1);
    assert!(other.case_ids.contains("FK-20260919-01"));
    let same = ask("石家庄", vec![key.clone()]);
    assert!(!same.customers.contains_key("甲公司"));
    assert_eq!(same.cases_by_record[&key], "FK-20260919-01");
    assert_eq!(
        ask("邯郸", vec![key]).customers["甲公司"].complaints.len(),
        1
    );
}
