//! Routes, deadlines, severity and numbering of complaints.

use super::{complaint, day};
use crate::domain::known::{CustomerFacts, KnownFacts, PastComplaint, PreviousGrading};
use crate::domain::review::ComplaintReview;

fn steps(review: &ComplaintReview) -> Vec<&str> {
    review.steps.iter().map(|s| s.step.as_str()).collect()
}

fn due(review: &ComplaintReview, step: &str) -> chrono::NaiveDate {
    review.steps.iter().find(|s| s.step == step).unwrap().due
}

#[test]
fn scenario_13_a_claim_of_60_000_yuan_is_major_and_answered_by_letter() {
    let (review, evaluation) = complaint(
        &[
            ("received_on", "2026-02-13"),
            ("causes", "产品"),
            ("wish", "赔偿"),
            ("claimed_loss", "60000"),
            ("severity", "重大"),
        ],
        &KnownFacts::default(),
    );
    assert_eq!(review.severity, "major");
    assert_eq!(review.case_id, "FK-20260213-01");
    assert_eq!(
        steps(&review),
        [
            "register",
            "escalate",
            "order_check",
            "tech_opinion",
            "tech_dispatch",
            "compensate",
            "visit",
            "reply",
            "corrective_action"
        ]
    );
    for (step, date) in [
        ("register", "2026-02-13"),
        ("escalate", "2026-02-13"),
        ("tech_opinion", "2026-02-25"),
        ("tech_dispatch", "2026-02-26"),
        ("compensate", "2026-02-27"),
        ("visit", "2026-02-25"),
        ("corrective_action", "2026-02-27"),
    ] {
        assert_eq!(due(&review, step), day(date), "{step}");
    }
    // major_reply_workdays 3 from the receipt: 02-14, 02-24, 02-25.
    assert_eq!(review.reply_by, day("2026-02-25"));
    assert_eq!(review.reply_means, "letter");
    let visit = review.visit.as_ref().unwrap();
    assert_eq!(
        (visit.role.as_str(), visit.due),
        ("办事处主任", day("2026-02-25"))
    );
    let dispatch = review
        .steps
        .iter()
        .find(|s| s.step == "tech_dispatch")
        .unwrap();
    assert_eq!(dispatch.form.as_deref(), Some("compensation_notice"));
    let pay = review
        .steps
        .iter()
        .find(|s| s.step == "compensate")
        .unwrap();
    assert_eq!((pay.owner.as_str(), pay.form.as_deref()), ("财务部", None));
    assert!(pay.words.contains("总经理批准"), "{}", pay.words);
    assert_eq!((pay.days, pay.day_kind.as_str()), (1, "workday"));
    assert!(dispatch.counted.contains("02-26"), "{}", dispatch.counted);
    assert!(!evaluation.has("W-SEVERITY-DIFFERS"));
}

#[test]
fn scenario_15_a_late_delivery_is_answered_the_next_working_day() {
    let (review, _) = complaint(
        &[
            ("received_on", "2026-11-20"),
            ("causes", "交期"),
            ("severity", "一般"),
        ],
        &KnownFacts::default(),
    );
    assert_eq!(review.severity, "minor");
    assert_eq!(
        steps(&review),
        ["register", "urge_production", "visit", "reply"]
    );
    assert_eq!(due(&review, "urge_production"), day("2026-11-23"));
    assert_eq!(due(&review, "visit"), day("2026-11-25"));
    assert_eq!(review.reply_by, day("2026-11-23"));
    assert_eq!(review.reply_means, "any");
}

#[test]
fn a_suggestion_alone_is_registered_and_answered_without_a_visit() {
    let (review, _) = complaint(
        &[
            ("received_on", "2026-11-20"),
            ("causes", "建议"),
            ("severity", "一般"),
        ],
        &KnownFacts::default(),
    );
    assert_eq!(steps(&review), ["register", "reply"]);
    assert_eq!(review.visit, None);
    // minor_reply_workdays 5.
    assert_eq!(review.reply_by, day("2026-11-27"));
}

#[test]
fn several_causes_take_all_their_steps_and_the_earliest_reply() {
    let (review, _) = complaint(
        &[
            ("received_on", "2026-05-08"),
            ("causes", "产品、态度、其他"),
            ("wish", "换货"),
            ("severity", "一般"),
        ],
        &KnownFacts::default(),
    );
    assert_eq!(
        steps(&review),
        [
            "register",
            "order_check",
            "tech_opinion",
            "tech_dispatch",
            "exchange",
            "handle_internal",
            "decide",
            "visit",
            "reply"
        ]
    );
    assert_eq!(due(&review, "exchange"), day("2026-05-14"));
    assert_eq!(review.reply_by, day("2026-05-12"));
    let exchange = review.steps.iter().find(|s| s.step == "exchange").unwrap();
    assert_eq!(exchange.form.as_deref(), Some("production_notice"));
    assert_eq!(exchange.either_or, None);
}

#[test]
fn an_undecided_wish_lists_exchange_and_compensation_as_alternatives() {
    for wish in [None, Some("维修"), Some("解释")] {
        let mut texts = vec![
            ("received_on", "2026-05-08"),
            ("causes", "产品"),
            ("severity", "一般"),
        ];
        texts.extend(wish.map(|w| ("wish", w)));
        let (review, _) = complaint(&texts, &KnownFacts::default());
        let marked: Vec<_> = review
            .steps
            .iter()
            .filter(|s| s.either_or.is_some())
            .map(|s| s.step.as_str())
            .collect();
        assert_eq!(marked, ["exchange", "compensate"], "{wish:?}");
        assert_eq!(
            steps(&review)
                .iter()
                .filter(|s| **s == "tech_dispatch")
                .count(),
            1
        );
        assert!(!steps(&review).contains(&"refund"));
    }
}

#[test]
fn a_return_is_refunded_by_the_finance_department() {
    let (review, _) = complaint(
        &[
            ("received_on", "2026-09-24"),
            ("causes", "产品"),
            ("wish", "退货"),
            ("severity", "一般"),
        ],
        &KnownFacts::default(),
    );
    let refund = review.steps.iter().find(|s| s.step == "refund").unwrap();
    assert_eq!(
        (refund.owner.as_str(), refund.form.as_deref()),
        ("财务部", None)
    );
    assert_eq!(refund.due, day("2026-10-09"));
    assert!(!steps(&review).contains(&"exchange"));
}

#[test]
fn the_stricter_severity_wins_with_a_warning() {
    for (typed, extra, severity, differs) in [
        ("一般", ("claimed_loss", "50000"), "major", true),
        ("一般", ("claimed_loss", "49999.99"), "minor", false),
        ("一般", ("safety", "是"), "major", true),
        ("一般", ("line_stop", "是"), "major", true),
        ("一般", ("safety", "否"), "minor", false),
        ("重大", ("claimed_loss", "100"), "major", true),
    ] {
        let (review, evaluation) = complaint(
            &[
                ("received_on", "2026-11-20"),
                ("causes", "态度"),
                ("severity", typed),
                extra,
            ],
            &KnownFacts::default(),
        );
        assert_eq!(review.severity, severity, "{typed} {extra:?}");
        assert_eq!(
            evaluation.has("W-SEVERITY-DIFFERS"),
            differs,
            "{typed} {extra:?}"
        );
    }
}

fn past(id: &str, received: &str, causes: &[&str]) -> PastComplaint {
    PastComplaint {
        case_id: id.to_owned(),
        received: day(received),
        causes: causes.iter().map(|c| (*c).to_owned()).collect(),
    }
}

fn archive(facts: CustomerFacts) -> KnownFacts {
    KnownFacts {
        archive: true,
        customers: [("河北样例光电有限公司".to_owned(), facts)].into(),
        ..KnownFacts::default()
    }
}

#[test]
fn repeated_causes_ask_for_corrective_action_and_three_complaints_are_major() {
    let texts = [
        ("received_on", "2026-11-20"),
        ("causes", "态度"),
        ("severity", "一般"),
    ];
    let mut facts = CustomerFacts {
        complaints: vec![past("FK-20260822-01", "2026-08-22", &["态度"])],
        ..CustomerFacts::default()
    };
    let (review, _) = complaint(&texts, &archive(facts.clone()));
    assert!(
        steps(&review).contains(&"corrective_action"),
        "the second within 90 days"
    );
    assert_eq!(review.severity, "minor");
    facts.complaints[0].received = day("2026-08-21");
    let (review, _) = complaint(&texts, &archive(facts.clone()));
    assert!(
        !steps(&review).contains(&"corrective_action"),
        "91 days ago"
    );
    facts.complaints = vec![
        past("FK-20260901-01", "2026-09-01", &["产品"]),
        past("FK-20261001-01", "2026-10-01", &["交期"]),
    ];
    let (review, evaluation) = complaint(&texts, &archive(facts));
    assert_eq!(review.severity, "major");
    assert!(evaluation.has("W-SEVERITY-DIFFERS"));
}

#[test]
fn a_complaint_of_a_major_customer_of_grade_a_is_major() {
    let facts = CustomerFacts {
        previous: Some(PreviousGrading {
            version: "9-1".to_owned(),
            review_date: day("2026-01-15"),
            period: None,
            class: Some("major".to_owned()),
            grade: Some("A".to_owned()),
            total_points: None,
            limit_wan: None,
            receivable_wan: None,
        }),
        ..CustomerFacts::default()
    };
    let texts = [
        ("received_on", "2026-11-20"),
        ("causes", "态度"),
        ("severity", "一般"),
    ];
    let (review, _) = complaint(&texts, &archive(facts));
    assert_eq!(review.severity, "major");
}

#[test]
fn receipt_on_a_rest_day_counts_from_the_next_working_day_and_numbers_go_on() {
    let known = KnownFacts {
        case_ids: ["FK-20260919-01", "FK-20260919-07", "FK-20260918-09"]
            .map(str::to_owned)
            .into(),
        ..KnownFacts::default()
    };
    let (review, evaluation) = complaint(
        &[
            ("received_on", "2026-09-19"),
            ("causes", "产品"),
            ("severity", "一般"),
        ],
        &known,
    );
    assert_eq!(review.case_id, "FK-20260919-08");
    assert_eq!(due(&review, "register"), day("2026-09-20"));
    assert_eq!(due(&review, "tech_opinion"), day("2026-09-23"));
    assert_eq!(due(&review, "compensate"), day("2026-09-28"));
    assert!(evaluation.has("I-RECEIVED-RESTDAY") && evaluation.has("I-CASE-NUMBERED"));
    let (review, _) = complaint(
        &[
            ("case_no", "FK-20260101-03"),
            ("received_on", "2026-09-19"),
            ("causes", "产品"),
            ("severity", "一般"),
        ],
        &known,
    );
    assert_eq!(review.case_id, "FK-20260101-03");
}
