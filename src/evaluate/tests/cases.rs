//! Complaints as cases: scenarios 13 and 15 to their end, dates by hand from domain section 5,
//! approvals and delegation.

mod any;
mod held;

use super::{complaint, day, record};
use crate::domain::approval::{Decision, Verdict};
use crate::domain::complaint::{CaseFiling, ComplaintCase, Filed};
use crate::domain::known::{Borrowed, KnownFacts};
use crate::domain::review::Review;
use crate::domain::value::Value;
use crate::evaluate::cases::stand;
use crate::policy::Policy;
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
    let case = stands(std::slice::from_ref(&passed), "2026-02-13");
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
    let case = stands(std::slice::from_ref(&answered), "2026-11-23");
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
    let case = stands(std::slice::from_ref(&complaint), "2026-09-30");
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
