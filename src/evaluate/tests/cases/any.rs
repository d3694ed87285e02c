//! Whatever is filed of a case: it is where the policy's table lets it be, one step is next, and
//! the order of arrival makes no difference.

use super::super::day;
use super::{feedback, filed};
use crate::domain::complaint::CaseFiling;
use crate::domain::known::Borrowed;
use crate::evaluate::cases::stand;
use crate::policy::Policy;
use proptest::prelude::*;

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
