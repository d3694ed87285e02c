//! Complaints as cases: scenarios 13 and 15 to their end, dates by hand from domain section 5,
//! approvals, delegation, reopening; and for any filings, what must always hold.

use super::{complaint, day, record};
use crate::domain::approval::{Decision, Verdict};
use crate::domain::complaint::{CaseFiling, ComplaintCase, Filed, reopened};
use crate::domain::known::{Borrowed, KnownFacts};
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::domain::value::Value;
use crate::evaluate::cases::stand;
use crate::evaluate::evaluate;
use crate::policy::Policy;
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

const CUSTOMER: &str = "河北样例光电有限公司";

/// What a form says of a case, as version `at` of the archive.
fn filed(
    at: usize,
    form: &str,
    texts: &[(&str, &str)],
    review: Option<Review>,
) -> Borrowed<CaseFiling> {
    let mut all = texts.to_vec();
    if form != "duty_done" {
        all.push(("customer_name", CUSTOMER));
    }
    let record = record(form, &all);
    let value = |key: &str| record.value(key).map(Value::normalised);
    Borrowed {
        value: CaseFiling::read(form, &value, review.as_ref()).unwrap(),
        form_title: record.form.title.clone(),
        version: format!("{at}-1"),
        date: day("2026-03-01"),
    }
}

/// A complaint of scenario 13, with what else the form says.
fn scenario_13(more: &[(&str, &str)]) -> Borrowed<CaseFiling> {
    let mut texts = vec![
        ("received_on", "2026-02-13"),
        ("causes", "产品"),
        ("wish", "赔偿"),
        ("claimed_loss", "60000"),
        ("severity", "重大"),
        ("filled_on", "2026-02-13"),
    ];
    texts.extend(more);
    feedback(1, &texts)
}

fn feedback(at: usize, texts: &[(&str, &str)]) -> Borrowed<CaseFiling> {
    let (review, _) = complaint(texts, &KnownFacts::default());
    filed(
        at,
        "customer_feedback",
        texts,
        Some(Review::Complaint(Box::new(review))),
    )
}

fn stands(filings: &[Borrowed<CaseFiling>], today: &str) -> ComplaintCase {
    let id = filings[0].value.case_id.clone();
    stand(&id, filings, Policy::built_in(), day(today))
}

fn next(case: &ComplaintCase) -> Option<(&str, &str, String)> {
    let step = case.next_step()?;
    Some((&step.step.step, &step.step.owner, step.step.due.to_string()))
}

fn due(case: &ComplaintCase, step: &str) -> String {
    let step = case.steps.iter().find(|s| s.step.step == step);
    step.unwrap().step.due.to_string()
}

const CASE: &str = "FK-20260213-01";

fn compensation(more: &[(&str, &str)]) -> Borrowed<CaseFiling> {
    let mut texts = vec![
        ("case_no", CASE),
        ("amount", "60000"),
        ("handled_by", "高工"),
        ("handled_on", "2026-02-24"),
    ];
    texts.extend(more);
    filed(2, "compensation_notice", &texts, None)
}

fn decided(
    at: usize,
    role: &str,
    verdict: Verdict,
    limit: Option<Decimal>,
) -> Borrowed<CaseFiling> {
    let mut filing = compensation(&[]);
    filing.version = format!("{at}-1");
    if let Filed::Compensation { decision, .. } = &mut filing.value.filed {
        *decision = Some(Decision {
            kind: "赔偿".to_owned(),
            verdict,
            limit_wan: limit,
            reason: None,
            decided_on: day("2026-02-25"),
            role: role.to_owned(),
            deputy: None,
            compared: String::new(),
        });
    }
    filing
}

/// Rest 2026-02-15 to 02-23, work on 02-14 and 02-28. From 02-13: 02-14, 02-24, 02-25 are three
/// working days. The opinion comes a day early, on 02-24: the hand-over is due on 02-25 instead of
/// 02-26 (ruling 20). Handed over late, on 02-26: the payment is due on 02-27.
#[test]
fn scenario_13_goes_on_from_what_really_happened() {
    let case = stands(&[scenario_13(&[])], "2026-02-13");
    assert_eq!(case.state_words, ["判定情节", "走访"]);
    assert_eq!(
        next(&case),
        Some(("escalate", "主管副总经理", "2026-02-13".to_owned()))
    );
    assert_eq!(due(&case, "tech_opinion"), "2026-02-25");
    assert_eq!(due(&case, "compensate"), "2026-02-27");

    let passed = scenario_13(&[
        ("passed_to", "主管副总经理、技术部"),
        ("passed_on", "2026-02-13"),
    ]);
    let case = stands(&[passed.clone()], "2026-02-13");
    // The table leads from S1 to R at once: the reply has its own clock.
    assert_eq!(case.states, ["V", "R", "P2"]);
    assert_eq!(
        next(&case),
        Some(("tech_opinion", "技术部", "2026-02-25".to_owned()))
    );

    let given = compensation(&[]);
    let case = stands(&[passed.clone(), given], "2026-02-24");
    assert_eq!(due(&case, "tech_dispatch"), "2026-02-25");
    assert_eq!(next(&case).unwrap().0, "tech_dispatch");

    let handed = compensation(&[("signed_for_on", "2026-02-26")]);
    let case = stands(&[passed.clone(), handed.clone()], "2026-02-26");
    assert_eq!(due(&case, "compensate"), "2026-02-27");
    let dispatch = case
        .steps
        .iter()
        .find(|s| s.step.step == "tech_dispatch")
        .unwrap();
    assert_eq!(
        (dispatch.done_on, dispatch.late),
        (Some(day("2026-02-26")), 1)
    );
    // 6 万元 is above 5: 总经理 (domain F14).
    assert_eq!(case.awaits, ["总经理"]);

    // Paid, but nobody approved it.
    let paid = compensation(&[("signed_for_on", "2026-02-26"), ("paid_on", "2026-02-27")]);
    let case = stands(&[passed.clone(), paid.clone()], "2026-02-27");
    assert!(case.problems[0].contains("没有批准"), "{:?}", case.problems);
    // 主管副总经理 may not decide of so much.
    let case = stands(
        &[
            passed.clone(),
            paid.clone(),
            decided(3, "主管副总经理", Verdict::Approved, None),
        ],
        "2026-02-27",
    );
    assert_eq!(case.awaits, ["总经理"]);
    let case = stands(
        &[
            passed.clone(),
            paid.clone(),
            decided(3, "总经理", Verdict::Refused, None),
        ],
        "2026-02-27",
    );
    assert!(
        case.steps
            .iter()
            .any(|s| s.step.step == "compensate" && s.done_on.is_none())
    );
    let lower = decided(3, "总经理", Verdict::Revised, Some(dec!(5)));
    let case = stands(&[passed, paid.clone(), lower], "2026-02-27");
    assert!(
        case.steps
            .iter()
            .any(|s| s.step.step == "compensate" && s.done_on.is_none())
    );

    let answered = scenario_13(&[
        ("passed_to", "主管副总、技术部"),
        ("passed_on", "2026-02-13"),
        ("visited_by", "周主任"),
        ("visited_on", "2026-02-25"),
        ("outcome", "赔付六万元"),
        ("reply_means", "函"),
        ("replied_on", "2026-02-25"),
    ]);
    let approved = decided(3, "总经理", Verdict::Approved, None);
    let action = |more: &[(&str, &str)]| {
        let mut texts = vec![
            ("case_no", CASE),
            ("kind", "纠正"),
            ("planned_on", "2026-03-06"),
        ];
        texts.extend(more);
        filed(4, "corrective_action", &texts, None)
    };
    // Five working days from 02-13: 02-14, 02-24 … 02-27.
    let almost = [answered.clone(), paid.clone(), approved.clone()];
    let case = stands(&almost, "2026-02-27");
    assert_eq!(
        next(&case),
        Some(("corrective_action", "技术部", "2026-02-27".to_owned()))
    );
    assert_eq!(case.states, ["P6"]);
    // Planned, and once looked at of no use: still open.
    for more in [
        &[][..],
        &[("verified", "无效"), ("verified_on", "2026-03-05")],
    ] {
        let case = stands(&[&almost[..], &[action(more)]].concat(), "2026-03-02");
        assert_eq!(next(&case).unwrap().2, "2026-03-06");
        assert!(!case.is_closed());
    }
    let works = action(&[("verified", "有效"), ("verified_on", "2026-03-06")]);
    let case = stands(&[&almost[..], &[works]].concat(), "2026-03-06");
    assert_eq!(case.closed_on, Some(day("2026-03-06")));
    assert_eq!(
        (
            case.state_words,
            next(&stands(&almost, "2026-02-27")).is_some()
        ),
        (vec!["关闭".to_owned()], true)
    );
}

/// 2026-11-20 is a Friday: one working day later Monday 11-23, three later Wednesday 11-25.
#[test]
fn scenario_15_urges_answers_visits_and_closes() {
    let late = |more: &[(&str, &str)]| {
        let mut texts = vec![
            ("received_on", "2026-11-20"),
            ("causes", "交期"),
            ("severity", "一般"),
            ("filled_on", "2026-11-20"),
        ];
        texts.extend(more);
        feedback(1, &texts)
    };
    let case = stands(&[late(&[])], "2026-11-20");
    assert_eq!(
        next(&case),
        Some(("urge_production", "业务部", "2026-11-23".to_owned()))
    );
    assert_eq!(due(&case, "visit"), "2026-11-25");
    assert_eq!(due(&case, "reply"), "2026-11-23");
    // Tuesday: a working day late, which goes to 业务部经理; Thursday 11-26 is the third; Tuesday
    // 12-01 the sixth (11-24, 25, 26, 27, 30, 12-01).
    for (today, days, role) in [
        ("2026-11-24", 1, "业务部经理"),
        ("2026-11-25", 2, "业务部经理"),
        ("2026-11-26", 3, "主管副总经理"),
        ("2026-11-30", 5, "主管副总经理"),
        ("2026-12-01", 6, "总经理"),
    ] {
        let case = stands(&[late(&[])], today);
        let step = case.next_step().unwrap();
        assert_eq!(
            (step.late, step.escalated_to.as_deref()),
            (days, Some(role)),
            "{today}"
        );
    }
    let answered = late(&[
        ("outcome", "12月2日发货"),
        ("reply_means", "电话"),
        ("replied_on", "2026-11-23"),
    ]);
    let case = stands(&[answered.clone()], "2026-11-23");
    // What was answered was urged.
    assert_eq!(
        next(&case),
        Some(("visit", "办事处主任", "2026-11-25".to_owned()))
    );
    let visit = |role: &str, means: &str| {
        filed(
            2,
            "customer_visit",
            &[
                ("case_no", "FK-20261120-01"),
                ("visited_by", "周主任"),
                ("visitor_role", role),
                ("means", means),
                ("visited_on", "2026-11-24"),
            ],
            None,
        )
    };
    for (role, means, closed) in [
        ("办事处主任", "走访", true),
        ("业务员", "走访", false),
        ("办事处主任", "电话", false),
    ] {
        let case = stands(&[answered.clone(), visit(role, means)], "2026-11-24");
        assert_eq!(case.is_closed(), closed, "{role} {means}");
    }
}

/// National Day 2026: rest 10-01 to 10-07, work on Saturday 10-10. Received 09-30 Wednesday:
/// opinion 10-08, 10-09, 10-10; hand-over Monday 10-12; exchange 10-13 (domain section 5, rule 9).
#[test]
fn an_exchange_over_national_day_is_chosen_by_the_return_report() {
    let texts = [
        ("received_on", "2026-09-30"),
        ("causes", "产品"),
        ("severity", "一般"),
        ("filled_on", "2026-09-30"),
    ];
    let complaint = feedback(1, &texts);
    let case = stands(&[complaint.clone()], "2026-09-30");
    assert_eq!(due(&case, "tech_opinion"), "2026-10-10");
    assert_eq!(due(&case, "tech_dispatch"), "2026-10-12");
    assert_eq!(
        (due(&case, "exchange"), due(&case, "compensate")),
        ("2026-10-13".to_owned(), "2026-10-13".to_owned())
    );
    let report = |treatment: &str, liability: &str| {
        filed(
            2,
            "return_report",
            &[
                ("case_no", "FK-20260930-01"),
                ("returned_quantity", "20"),
                ("liability", liability),
                ("treatment", treatment),
                ("handled_on", "2026-10-09"),
                ("signed_for_on", "2026-10-10"),
            ],
            None,
        )
    };
    let steps = |case: &ComplaintCase| -> Vec<String> {
        let all = case.steps.iter().map(|s| s.step.step.clone());
        all.filter(|s| ["exchange", "refund", "compensate"].contains(&s.as_str()))
            .collect()
    };
    let case = stands(&[complaint.clone(), report("换货", "生产")], "2026-10-10");
    assert_eq!(steps(&case), ["exchange"]);
    assert_eq!(due(&case, "exchange"), "2026-10-12");
    let refund = stands(&[complaint.clone(), report("退货", "生产")], "2026-10-10");
    assert_eq!(steps(&refund), ["refund"]);
    let theirs = stands(
        &[complaint.clone(), report("返修", "客户使用")],
        "2026-10-10",
    );
    assert_eq!(steps(&theirs), [] as [&str; 0]);
    let notice = filed(
        3,
        "production_notice",
        &[
            ("case_no", "FK-20260930-01"),
            ("issued_on", "2026-10-12"),
            ("urgency", "特急"),
        ],
        None,
    );
    let case = stands(&[complaint, report("换货", "生产"), notice], "2026-10-12");
    let exchange = case
        .steps
        .iter()
        .find(|s| s.step.step == "exchange")
        .unwrap();
    assert_eq!(
        (exchange.done_on, exchange.late),
        (Some(day("2026-10-12")), 0)
    );
}

/// Exchange and compensation both ask for 主管副总经理 beside the amount's own approval.
#[test]
fn exchange_and_compensation_both_need_an_approval_of_their_own() {
    let report = filed(
        5,
        "return_report",
        &[
            ("case_no", CASE),
            ("returned_quantity", "20"),
            ("liability", "生产"),
            ("treatment", "换货"),
            ("handled_on", "2026-02-24"),
            ("signed_for_on", "2026-02-25"),
        ],
        None,
    );
    let mut small = compensation(&[("signed_for_on", "2026-02-25"), ("paid_on", "2026-02-26")]);
    if let Filed::Compensation { amount_wan, .. } = &mut small.value.filed {
        *amount_wan = dec!(0.5);
    }
    let alone = stands(&[scenario_13(&[]), small.clone()], "2026-02-26");
    assert_eq!(alone.awaits, [] as [&str; 0]);
    let both = stands(&[scenario_13(&[]), small, report], "2026-02-26");
    assert_eq!(both.awaits, ["主管副总经理"]);
}

#[test]
fn a_form_without_its_complaint_waits_for_it() {
    let case = stands(&[compensation(&[])], "2026-03-02");
    assert_eq!(case.received, None);
    // Filed on 03-01, a Sunday.
    assert_eq!(
        next(&case),
        Some(("register", "业务部", "2026-03-02".to_owned()))
    );
    let strange = {
        let mut other = compensation(&[]);
        other.value.customer = Some("别家公司".to_owned());
        other
    };
    let case = stands(&[scenario_13(&[]), strange], "2026-03-02");
    assert!(case.problems[0].contains("别家公司"), "{:?}", case.problems);
    assert_eq!(case.awaits, [] as [&str; 0]);
}

#[test]
fn a_duty_done_by_hand_closes_its_step() {
    let done = filed(
        2,
        "duty_done",
        &[
            ("item_no", "FK-20260213-01/escalate"),
            ("done_on", "2026-02-14"),
        ],
        None,
    );
    let case = stands(&[scenario_13(&[]), done], "2026-02-14");
    let step = case
        .steps
        .iter()
        .find(|s| s.step.step == "escalate")
        .unwrap();
    assert_eq!((step.done_on, step.late), (Some(day("2026-02-14")), 1));
}

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
    let (id, codes) = again("2026-03-05", &knowing(&[first.clone()]));
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

/// Any of the forms of a case with any days.
fn filings() -> impl Strategy<Value = Vec<Borrowed<CaseFiling>>> {
    let days = || (0u64..40).prop_map(|n| (day("2026-09-20") + chrono::Days::new(n)).to_string());
    let maybe = move || proptest::option::of(days());
    let head = (
        days(),
        proptest::sample::subsequence(vec!["产品", "态度", "交期", "其他", "建议"], 1..=3),
        proptest::sample::select(vec!["重大", "一般"]),
        proptest::option::of(proptest::sample::select(vec![
            "换货", "退货", "赔偿", "维修",
        ])),
        (maybe(), maybe(), maybe()),
    )
        .prop_map(
            |(received, causes, severity, wish, (passed, visited, replied))| {
                let causes = causes.join("、");
                let mut texts = vec![
                    ("case_no", "FK-X"),
                    ("received_on", received.as_str()),
                    ("filled_on", received.as_str()),
                    ("causes", &causes),
                    ("severity", severity),
                    ("reply_means", "函"),
                    ("outcome", "办了"),
                    ("visited_by", "周主任"),
                    ("passed_to", "主管副总经理、技术部"),
                ];
                texts.extend(wish.map(|w| ("wish", w)));
                texts.extend(passed.as_deref().map(|d| ("passed_on", d)));
                texts.extend(visited.as_deref().map(|d| ("visited_on", d)));
                texts.extend(replied.as_deref().map(|d| ("replied_on", d)));
                feedback(1, &texts)
            },
        );
    let others = (
        proptest::option::of((
            proptest::sample::select(vec!["换货", "返修", "退货"]),
            days(),
            days(),
        )),
        proptest::option::of((
            proptest::sample::select(vec!["5000", "60000"]),
            days(),
            maybe(),
            maybe(),
        )),
        proptest::option::of(days()),
        proptest::option::of((
            days(),
            proptest::option::of(proptest::sample::select(vec!["有效", "无效"])),
        )),
        proptest::collection::vec(
            (
                proptest::sample::select(vec!["refund", "order_check", "decide", "tech_opinion"]),
                days(),
            ),
            0..3,
        ),
    )
        .prop_map(|(back, money, notice, action, duties)| {
            let mut all = Vec::new();
            if let Some((treatment, opinion, handed)) = back {
                all.push(filed(
                    2,
                    "return_report",
                    &[
                        ("case_no", "FK-X"),
                        ("liability", "生产"),
                        ("treatment", treatment),
                        ("handled_on", &opinion),
                        ("signed_for_on", &handed),
                    ],
                    None,
                ));
            }
            if let Some((amount, opinion, handed, paid)) = money {
                let mut texts = vec![
                    ("case_no", "FK-X"),
                    ("amount", amount),
                    ("handled_on", opinion.as_str()),
                ];
                texts.extend(handed.as_deref().map(|d| ("signed_for_on", d)));
                texts.extend(paid.as_deref().map(|d| ("paid_on", d)));
                all.push(filed(3, "compensation_notice", &texts, None));
            }
            if let Some(on) = notice {
                all.push(filed(
                    4,
                    "production_notice",
                    &[("case_no", "FK-X"), ("issued_on", &on)],
                    None,
                ));
            }
            if let Some((planned, verified)) = action {
                let mut texts = vec![("case_no", "FK-X"), ("planned_on", planned.as_str())];
                texts.extend(verified.map(|v| ("verified", v)));
                texts.extend(verified.map(|_| ("verified_on", planned.as_str())));
                all.push(filed(5, "corrective_action", &texts, None));
            }
            for (at, (step, on)) in duties.iter().enumerate() {
                let number = format!("FK-X/{step}");
                all.push(filed(
                    6 + at,
                    "duty_done",
                    &[("item_no", &number), ("done_on", on)],
                    None,
                ));
            }
            all
        });
    (proptest::option::weighted(0.9, head), others)
        .prop_map(|(head, others)| head.into_iter().chain(others).collect::<Vec<_>>())
        .prop_filter("some form", |all| !all.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// An open case has one next step with an owner and a day, and is in states that the table's
    /// ways lead to; a closed one has nothing left and is at the table's end.
    #[test]
    fn a_case_is_where_the_table_lets_it_be(filings in filings()) {
        let policy = Policy::built_in();
        let case = stand("FK-X", &filings, policy, day("2026-11-25"));
        let states = &policy.complaints.states;
        let open: Vec<_> = case.steps.iter().filter(|s| s.done_on.is_none()).collect();
        prop_assert_eq!(case.next.is_some(), !open.is_empty());
        prop_assert_eq!(case.is_closed(), open.is_empty());
        prop_assert!(!case.states.is_empty());
        if let Some(next) = case.next_step() {
            prop_assert!(!next.step.owner.is_empty());
            prop_assert!(next.done_on.is_none() && next.reached);
            // None that the table's ways have reached is due before it.
            let earlier = open.iter().any(|s| s.reached && s.step.due < next.step.due);
            prop_assert!(!earlier);
            prop_assert!(case.states.contains(&next.state), "{} not in {:?}", next.state, case.states);
        } else {
            let row = states.iter().find(|s| s.state == case.states[0]).unwrap();
            prop_assert!(row.closed);
        }
        // A way from the first state to each, over states in which nothing is left to do.
        for state in &case.states {
            let mut seen = vec![states[0].state.clone()];
            let mut at = 0;
            while at < seen.len() && !seen.contains(state) {
                let row = states.iter().find(|s| s.state == seen[at]).unwrap();
                if !open.iter().any(|s| row.steps.contains(&s.step.step)) {
                    for after in &row.next {
                        if !seen.contains(after) {
                            seen.push(after.clone());
                        }
                    }
                }
                at += 1;
            }
            prop_assert!(seen.contains(state), "{state} cannot be reached");
        }
        // Each step stands once, and every step of an open compensation awaits what it must.
        let mut names: Vec<&str> = case.steps.iter().map(|s| s.step.step.as_str()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        prop_assert_eq!(names.len(), count);
    }

    /// In what order the forms came makes no difference.
    #[test]
    fn the_order_of_arrival_makes_no_difference(
        (filings, shuffled) in filings().prop_flat_map(|all| {
            (Just(all.clone()), Just(all).prop_shuffle())
        })
    ) {
        let policy = Policy::built_in();
        let today = day("2026-11-25");
        prop_assert_eq!(
            stand("FK-X", &filings, policy, today),
            stand("FK-X", &shuffled, policy, today)
        );
    }
}
