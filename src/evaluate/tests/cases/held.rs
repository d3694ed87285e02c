//! Forms held against their case, reopening, replies by letter; satisfaction.

use super::super::{day, record};
use super::{CASE, CUSTOMER, feedback, scenario_13};
use crate::domain::complaint::{CaseFiling, reopened};
use crate::domain::known::{Borrowed, KnownFacts};
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::evaluate::evaluate;
use crate::policy::Policy;

/// What a form at hand is told of its case.
fn said(form: &str, texts: &[(&str, &str)], known: &KnownFacts) -> (Vec<String>, Option<Review>) {
    let evaluation = evaluate(
        &record(form, texts),
        Policy::built_in(),
        day("2026-03-02"),
        known,
    );
    let codes = evaluation.findings.iter().map(|f| f.code.clone()).collect();
    (codes, evaluation.review)
}

fn knowing(filings: &[Borrowed<CaseFiling>]) -> KnownFacts {
    let mut known = KnownFacts {
        archive: true,
        ..KnownFacts::default()
    };
    for filing in filings {
        let key = fold(&filing.value.case_id);
        known.cases.entry(key).or_default().push(filing.clone());
    }
    known
}

#[test]
fn forms_are_held_against_their_case() {
    let known = knowing(&[scenario_13(&[("contract_no", "HT-1")])]);
    let money = [
        ("case_no", CASE),
        ("customer_name", CUSTOMER),
        ("amount", "60000"),
        ("handled_by", "高工"),
        ("handled_on", "2026-02-24"),
    ];
    let (codes, review) = said("compensation_notice", &money, &known);
    assert_eq!(codes, ["I-COMPENSATION-APPROVAL"]);
    let Some(Review::Rules(review)) = review else {
        panic!()
    };
    assert_eq!(review.case.as_ref().unwrap().awaits, ["总经理"]);
    assert_eq!(review.steps.first().unwrap().step, "escalate");
    let (codes, _) = said("compensation_notice", &money, &knowing(&[]));
    assert!(codes.contains(&"W-REF-PENDING".to_owned()), "{codes:?}");
    let other = [
        ("case_no", CASE),
        ("customer_name", "别家公司"),
        ("urgency", "急"),
    ];
    let (codes, _) = said("production_notice", &other, &known);
    assert_eq!(codes, ["E-CASE-CUSTOMER", "E-NOTICE-NOT-URGENT"]);
    // An order's number is no case.
    let order = [
        ("case_no", "DD-7"),
        ("customer_name", CUSTOMER),
        ("urgency", "急"),
    ];
    assert!(said("production_notice", &order, &known).0.is_empty());
    let visit = [
        ("case_no", CASE),
        ("customer_name", CUSTOMER),
        ("visited_by", "林晓"),
        ("visitor_role", "业务员"),
        ("means", "电话"),
    ];
    let (codes, _) = said("customer_visit", &visit, &known);
    assert_eq!(codes, ["E-VISIT-DELEGATED", "E-VISIT-AFAR"]);
}

#[test]
fn a_grave_complaint_is_answered_by_letter() {
    let texts = [
        ("received_on", "2026-02-13"),
        ("causes", "产品"),
        ("severity", "重大"),
        ("replied_on", "2026-02-25"),
    ];
    for (means, refused) in [("函", false), ("电话", true), ("", true)] {
        let mut all = texts.to_vec();
        if !means.is_empty() {
            all.push(("reply_means", means));
        }
        let (codes, _) = said("customer_feedback", &all, &KnownFacts::default());
        assert_eq!(
            codes.contains(&"E-REPLY-LETTER".to_owned()),
            refused,
            "{means}"
        );
    }
}

/// A suggestion needs no visit: registered and answered, it is closed.
fn suggestion(received: &str, number: &str) -> Borrowed<CaseFiling> {
    let texts = [
        ("case_no", number),
        ("received_on", received),
        ("causes", "建议"),
        ("severity", "一般"),
        ("filled_on", received),
        ("replied_on", received),
        ("reply_means", "电话"),
    ];
    feedback(1, &texts)
}

#[test]
fn a_closed_case_is_reopened_under_its_number_twice() {
    let first = suggestion("2026-03-02", "FK-A");
    let again = |received: &str, known: &KnownFacts| {
        let texts = [
            ("case_no", "FK-A"),
            ("customer_name", CUSTOMER),
            ("received_on", received),
            ("causes", "建议"),
            ("severity", "一般"),
        ];
        let (codes, review) = said("customer_feedback", &texts, known);
        let Some(Review::Complaint(review)) = review else {
            panic!()
        };
        (review.case_id, codes)
    };
    let (id, codes) = again("2026-03-05", &knowing(std::slice::from_ref(&first)));
    assert_eq!(id, "FK-A-R1");
    assert!(codes.contains(&"I-CASE-REOPENED".to_owned()));
    let second = suggestion("2026-03-05", "FK-A-R1");
    let (id, _) = again("2026-03-09", &knowing(&[first.clone(), second]));
    assert_eq!(id, "FK-A-R2");
    // The same complaint again is a version of it.
    let (id, codes) = again("2026-03-02", &knowing(&[first]));
    assert_eq!(
        (id.as_str(), codes.contains(&"I-CASE-REOPENED".to_owned())),
        ("FK-A", false)
    );
    // Not closed yet.
    let open = feedback(
        1,
        &[
            ("case_no", "FK-A"),
            ("received_on", "2026-03-02"),
            ("causes", "态度"),
            ("severity", "一般"),
        ],
    );
    let (id, codes) = again("2026-03-05", &knowing(&[open]));
    assert_eq!(id, "FK-A");
    assert!(codes.contains(&"W-CASE-STILL-OPEN".to_owned()), "{codes:?}");
    assert_eq!(reopened("FK-A", 3), "FK-A-R3");
}

/// Marks 5 4 4 5 4 3 4, weights 25 20 15 15 10 10 5: 25 + 16 + 12 + 15 + 8 + 6 + 4 = 86 %.
#[test]
fn satisfaction_is_weighed() {
    let keys = crate::validate::SURVEY_ITEMS;
    let weigh = |marks: &[&str], weights: &[&str]| {
        let names: Vec<String> = keys.iter().map(|k| crate::validate::weight_of(k)).collect();
        let mut texts = vec![("surveyed_on", "2026-03-02")];
        texts.extend(
            keys.iter()
                .copied()
                .zip(marks.iter().copied())
                .filter(|(_, m)| !m.is_empty()),
        );
        texts.extend(
            names
                .iter()
                .map(String::as_str)
                .zip(weights.iter().copied()),
        );
        let (codes, review) = said("opinion_survey", &texts, &KnownFacts::default());
        let Some(Review::Rules(review)) = review else {
            panic!()
        };
        (review.figures[0].value.clone().unwrap(), codes)
    };
    let weights = ["25%", "20%", "15%", "15%", "10%", "10%", "5%"];
    let (figure, codes) = weigh(&["5", "4", "4", "5", "4", "3", "4"], &weights);
    assert_eq!((figure.as_str(), codes.len()), ("86", 0));
    // 80 % is the line: at it nothing is said, below it is.
    assert_eq!(weigh(&["4"; 7], &weights), ("80".to_owned(), vec![]));
    let (figure, codes) = weigh(&["4", "4", "4", "4", "4", "4", "3"], &weights);
    assert_eq!(
        (figure.as_str(), codes),
        ("79", vec!["W-SATISFACTION-LOW".to_owned()])
    );
    // No weights: (5 + 4 + 3) / 15 = 80 %; what was not marked counts nowhere.
    assert_eq!(weigh(&["5", "", "4", "", "", "", "3"], &[]).0, "80");
    // Weights of what was marked: (25 × 5 + 15 × 3) / (40 × 5) = 85 %.
    assert_eq!(weigh(&["5", "", "3"], &weights).0, "85");
}
