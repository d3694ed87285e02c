//! Points, grades, classes, new customers, visits and reports.

use super::{day, score, scored};
use crate::domain::known::KnownFacts;
use crate::domain::review::CustomerClass::{General, Major};
use rust_decimal::dec;

fn points(review: &crate::domain::review::ScoreReview) -> Vec<Option<&str>> {
    review
        .indicator_points
        .iter()
        .map(Option::as_deref)
        .collect()
}

#[test]
fn scenario_1_the_best_customer_is_a_and_visited_each_quarter() {
    let (review, evaluation) = score(&[
        ("annual_amount", "800"),
        ("due_amount", "100"),
        ("collected_amount", "99"),
        ("year_end_receivable", "5"),
        ("premium", "16%"),
        ("strategic_level", "行业龙头"),
        ("net_assets", "3000"),
    ]);
    assert_eq!(points(&review), [Some("25"); 4]);
    assert_eq!(review.total_points, Some(dec!(100)));
    assert_eq!(review.grade.as_deref(), Some("A"));
    assert_eq!(review.class, Some(Major));
    assert_eq!(
        (review.reference_grade, review.new_customer_until),
        (None, None)
    );
    let credit = review.credit.unwrap();
    assert_eq!((credit.limit_wan, credit.terms_days), (dec!(133), 60));
    assert_eq!(
        (credit.method.as_str(), credit.binding.as_str()),
        ("sales", "sales")
    );
    let benefit = review.benefit.unwrap();
    assert_eq!((benefit.rank, benefit.price_tier.as_str()), (1, "最优"));
    assert_eq!(benefit.shipping, "优先");
    let visits: Vec<_> = review
        .visits
        .iter()
        .map(|v| (v.role.as_str(), v.cycle.as_str(), v.due, v.provisional))
        .collect();
    assert_eq!(
        visits,
        [
            ("主管副总经理", "quarter", day("2027-03-31"), true),
            ("业务部经理", "quarter", day("2027-03-31"), true),
        ]
    );
    let reports: Vec<_> = review
        .reports
        .iter()
        .map(|r| (r.to.as_str(), r.period_end, r.due))
        .collect();
    assert_eq!(
        reports,
        [
            ("主管上级", day("2027-03-31"), day("2027-03-31")),
            ("业务部经理", day("2027-03-31"), day("2027-04-05")),
            ("主管副总经理", day("2027-03-31"), day("2027-04-07")),
        ]
    );
    assert_eq!(evaluation.warnings(), ["W-CALENDAR-YEAR"]);
    let distance = review.distance.unwrap();
    assert_eq!(distance.next_grade, None);
    assert_eq!(distance.points_above_below, Some(dec!(10)));
}

#[test]
fn scenario_3_a_hair_short_everywhere_is_b() {
    let (review, _) = score(&[
        ("annual_amount", "499.99"),
        ("due_amount", "100"),
        ("collected_amount", "97"),
        ("year_end_receivable", "10.01"),
        ("premium", "14.99%"),
        ("strategic_level", "行业龙头"),
        ("net_assets", "1200"),
    ]);
    assert_eq!(
        points(&review),
        [Some("20"), Some("20"), Some("20"), Some("25")]
    );
    assert_eq!(review.total_points, Some(dec!(85)));
    assert_eq!(review.grade.as_deref(), Some("B"));
    assert_eq!(review.credit.unwrap().limit_wan, dec!(49));
    let distance = review.distance.unwrap();
    assert_eq!(distance.next_grade.as_deref(), Some("A"));
    assert_eq!(distance.points_to_next, Some(dec!(5)));
    assert_eq!(distance.cheapest_indicator, Some(1));
    assert_eq!(distance.points_above_below, Some(dec!(15)));
    assert!(
        distance.words.contains("≥500万元且及时"),
        "{}",
        distance.words
    );
}

#[test]
fn scenario_5_on_every_edge_is_b_and_visited_half_yearly() {
    let (review, _) = score(&[
        ("annual_amount", "200"),
        ("due_amount", "100"),
        ("collected_amount", "95"),
        ("year_end_receivable", "50"),
        ("premium", "5%"),
        ("strategic_level", "一般"),
        ("net_assets", "1000"),
    ]);
    assert_eq!(
        points(&review),
        [Some("20"), Some("20"), Some("15"), Some("15")]
    );
    assert_eq!(review.grade.as_deref(), Some("B"));
    assert_eq!(review.class, Some(Major));
    assert_eq!(review.credit.unwrap().limit_wan, dec!(20));
    assert_eq!(review.benefit.unwrap().rank, 2);
    assert!(review.visits.iter().all(|v| v.cycle == "half_year"));
    assert_eq!(review.visits[0].due, day("2027-06-30"));
    // Reports of B: 2, 5, 8, 11; the last working day of November 2026 is the 30th.
    assert_eq!(review.reports[0].due, day("2026-11-30"));
    assert_eq!(review.reports[1].due, day("2026-12-03"));
    assert_eq!(review.reports[2].due, day("2026-12-07"));
}

#[test]
fn scenario_7_large_but_overdue_falls_to_the_lowest_row_and_is_pointed_out() {
    let (review, evaluation) = score(&[
        ("annual_amount", "600"),
        ("due_amount", "100"),
        ("collected_amount", "72"),
        ("year_end_receivable", "120"),
        ("premium", "15%"),
        ("strategic_level", "行业龙头"),
        ("net_assets", "4000"),
    ]);
    assert_eq!(
        points(&review),
        [Some("5"), Some("5"), Some("25"), Some("25")]
    );
    assert_eq!(review.grade.as_deref(), Some("C"));
    assert!(evaluation.has("W-IND1-LARGE-OVERDUE"));
    let credit = review.credit.unwrap();
    assert_eq!(
        (credit.limit_wan, credit.binding.as_str()),
        (dec!(0), "sales")
    );
    // 600 × 30 × 0.5 ÷ 360: what the limit would be if the customer paid on time.
    let sales = review.trace.iter().find(|s| s.figure == "销售额法额度");
    assert_eq!(sales.unwrap().would_change, "回款系数为1时是25万元");
    // Nobody is advised to sell less: with the same amount paid on time the row gives 25.
    let amount = review.trace.iter().find(|s| s.value == "5").unwrap();
    assert_eq!(amount.would_change, "≥500万元且及时得25分");
    // 10 points to B: indicator 2 gains just 10 (100 or less gives 15), indicator 1 gains 20.
    let distance = review.distance.unwrap();
    assert_eq!(distance.points_to_next, Some(dec!(10)));
    assert_eq!(distance.cheapest_indicator, Some(2));
    assert!(
        distance.words.contains(">50万元且≤100万元即可(+10分)"),
        "{}",
        distance.words
    );
    assert_eq!(review.benefit.unwrap().rank, 4);
    let visits: Vec<_> = review
        .visits
        .iter()
        .map(|v| (v.role.as_str(), v.due))
        .collect();
    assert_eq!(visits, [("业务部经理", day("2027-12-31"))]);
}

#[test]
fn scenario_9_below_c_gets_no_credit_and_is_flagged() {
    let (review, evaluation) = score(&[
        ("annual_amount", "20"),
        ("due_amount", "100"),
        ("collected_amount", "60"),
        ("year_end_receivable", "30"),
        ("premium", "0%"),
        ("strategic_level", "零星"),
        ("net_assets", "100"),
    ]);
    assert_eq!(
        points(&review),
        [Some("5"), Some("20"), Some("5"), Some("5")]
    );
    assert_eq!(review.total_points, Some(dec!(35)));
    assert_eq!(review.grade.as_deref(), Some("N"));
    assert_eq!(review.class, Some(General));
    let credit = review.credit.unwrap();
    assert_eq!((credit.limit_wan, credit.terms_days), (dec!(0), 0));
    assert_eq!(credit.binding, "none");
    assert_eq!(review.benefit.unwrap().rank, 6);
    assert!(evaluation.has("W-BELOW-C"));
    assert!(!evaluation.has("W-NA-MISSING"));
    // N takes C's reports: monthly, the present month not over.
    assert_eq!(review.reports[0].period_end, day("2026-11-30"));
    let distance = review.distance.unwrap();
    assert_eq!(distance.next_grade.as_deref(), Some("C"));
    assert_eq!(distance.points_to_next, Some(dec!(5)));
    // Indicator 2 gains 5 (to 25) and is cheapest: 1 gains at least 10, 3 and 4 gain 10.
    assert_eq!(distance.cheapest_indicator, Some(2));
    assert_eq!(distance.points_above_below, None);
}

#[test]
fn a_missing_indicator_gives_no_grade_and_null_figures() {
    let (review, _) = score(&[
        ("annual_amount", "800"),
        ("due_amount", "100"),
        ("collected_amount", "99"),
        ("premium", "16%"),
        ("strategic_level", "行业龙头"),
        ("net_assets", "3000"),
    ]);
    assert_eq!(points(&review), [Some("25"), None, Some("25"), Some("25")]);
    assert_eq!((review.total_points, review.grade), (None, None));
    assert_eq!(review.class, Some(Major));
    assert!(review.credit.is_none() && review.benefit.is_none());
    assert!(review.visits.is_empty() && review.reports.is_empty());
}

#[test]
fn a_new_customer_is_c_for_a_year_whatever_the_score() {
    for (first, today, until) in [
        ("2026-03-31", "2027-03-30", Some("2027-03-30")),
        ("2026-03-31", "2027-03-31", None),
        ("2025-03-01", "2026-02-28", Some("2026-02-28")),
        ("2024-02-29", "2025-02-27", Some("2025-02-27")),
        ("2024-02-29", "2025-02-28", None),
    ] {
        let (review, _) = scored(
            &[
                ("period", "2025"),
                ("customer_name", "新客户有限公司"),
                ("first_trade_date", first),
                ("annual_amount", "800"),
                ("due_amount", "100"),
                ("collected_amount", "99"),
                ("year_end_receivable", "5"),
                ("premium", "16%"),
                ("strategic_level", "行业龙头"),
                ("net_assets", "3000"),
            ],
            &KnownFacts::default(),
            today,
        );
        assert_eq!(review.new_customer_until, until.map(day), "{first} {today}");
        if until.is_some() {
            assert_eq!(review.grade.as_deref(), Some("C"));
            assert_eq!(review.reference_grade.as_deref(), Some("A"));
            let credit = review.credit.unwrap();
            assert_eq!((credit.limit_wan, credit.terms_days), (dec!(0), 0));
            assert_eq!(credit.binding, "none");
        } else {
            assert_eq!(review.grade.as_deref(), Some("A"));
            assert_eq!(review.reference_grade, None);
        }
    }
}

#[test]
fn a_new_customer_without_indicators_is_still_graded() {
    let (review, evaluation) = score(&[("first_trade_date", "2026-10-01")]);
    assert_eq!(review.grade.as_deref(), Some("C"));
    assert_eq!(review.reference_grade, None);
    assert_eq!(review.class, Some(General));
    assert_eq!(review.credit.unwrap().binding, "none");
    assert!(evaluation.has("W-BENEFIT-DEFAULT"));
}

#[test]
fn small_but_timely_gets_the_middle_points() {
    let (review, evaluation) = score(&[
        ("annual_amount", "49.999999"),
        ("due_amount", "10"),
        ("collected_amount", "10"),
    ]);
    assert_eq!(review.indicator_points[0].as_deref(), Some("10"));
    assert!(evaluation.has("W-IND1-SMALL-TIMELY"));
}

#[test]
fn the_rate_decides_against_the_tick_and_nothing_due_is_timely() {
    let (review, evaluation) = score(&[
        ("annual_amount", "600"),
        ("due_amount", "100"),
        ("collected_amount", "80"),
        ("timely", "及时"),
    ]);
    assert_eq!(review.indicator_points[0].as_deref(), Some("5"));
    assert!(evaluation.has("W-TIMELY-MISMATCH"));
    let (review, evaluation) = score(&[("annual_amount", "600"), ("due_amount", "0")]);
    assert_eq!(review.indicator_points[0].as_deref(), Some("25"));
    assert!(evaluation.has("W-DUE-ZERO"));
    let (review, evaluation) = score(&[("annual_amount", "600"), ("timely", "及时")]);
    assert_eq!(review.indicator_points[0].as_deref(), Some("25"));
    assert!(evaluation.has("W-TIMELY-TICK"));
    let (review, _) = score(&[("annual_amount", "600")]);
    assert_eq!(review.indicator_points[0], None);
}

#[test]
fn a_rate_a_hair_below_the_edge_is_overdue_only_after_rounding_to_6_places() {
    for (collected, points) in [("94.99996", "25"), ("94.9999", "5")] {
        let (review, _) = score(&[
            ("annual_amount", "600"),
            ("due_amount", "100"),
            ("collected_amount", collected),
        ]);
        assert_eq!(
            review.indicator_points[0].as_deref(),
            Some(points),
            "{collected}"
        );
    }
}

#[test]
fn a_prepayment_counts_as_no_receivable() {
    let (review, evaluation) = score(&[("year_end_receivable", "-12.5")]);
    assert_eq!(review.indicator_points[1].as_deref(), Some("25"));
    assert!(evaluation.has("W-PREPAYMENT"));
    let message = &evaluation
        .findings
        .iter()
        .find(|f| f.code == "W-PREPAYMENT")
        .unwrap()
        .message;
    assert!(message.contains("12.5 万元"), "{message}");
}

#[test]
fn every_edge_of_every_indicator_is_on_its_side() {
    for (key, value, index, expected) in [
        ("year_end_receivable", "10", 1, "25"),
        ("year_end_receivable", "10.000001", 1, "20"),
        ("year_end_receivable", "100", 1, "15"),
        ("year_end_receivable", "100.01", 1, "5"),
        ("premium", "15%", 2, "25"),
        ("premium", "14.9999%", 2, "20"),
        ("premium", "10%", 2, "20"),
        ("premium", "0%", 2, "5"),
        ("premium", "-0.0001%", 2, "0"),
        ("strategic_level", "比较关键", 3, "20"),
    ] {
        let (review, _) = score(&[(key, value)]);
        assert_eq!(
            review.indicator_points[index].as_deref(),
            Some(expected),
            "{key} {value}"
        );
    }
}

#[test]
fn potential_or_people_make_a_major_customer() {
    let (review, _) = score(&[("annual_amount", "10"), ("potential", "高")]);
    assert_eq!(review.class, Some(Major));
    let (review, _) = score(&[("annual_amount", "199.99"), ("potential", "中")]);
    assert_eq!(review.class, Some(General));
    let (review, evaluation) = score(&[
        ("annual_amount", "800"),
        ("manual_class", "一般客户"),
        ("manual_class_reason", "关联企业代开"),
        ("manual_class_approver", "李明"),
    ]);
    assert_eq!(review.class, Some(General));
    assert!(evaluation.has("I-CLASS-MANUAL"));
    let (review, _) = score(&[("annual_amount", "800"), ("manual_class", "一般客户")]);
    assert_eq!(
        review.class,
        Some(Major),
        "no reason, no approver: not overridden"
    );
}

#[test]
fn every_figure_names_its_policy_row_and_clause() {
    let (review, _) = score(&[
        ("annual_amount", "800"),
        ("due_amount", "100"),
        ("collected_amount", "99"),
        ("year_end_receivable", "5"),
        ("premium", "16%"),
        ("strategic_level", "行业龙头"),
        ("net_assets", "3000"),
    ]);
    let figures: Vec<_> = review.trace.iter().map(|s| s.figure.as_str()).collect();
    for figure in [
        "是否及时回款",
        "指标1 提货金额 得分",
        "总分",
        "等级",
        "客户类别",
        "发货与价格",
        "销售额法额度",
        "净资产限额",
        "信用额度",
        "信用天数",
        "回访",
    ] {
        assert!(figures.contains(&figure), "{figure} not in {figures:?}");
    }
    for step in &review.trace {
        assert!(step.policy_row.contains('!'), "{}", step.figure);
        assert!(!step.clause.is_empty(), "{}", step.figure);
        assert!(!step.inputs.is_empty(), "{}", step.figure);
    }
    let one = review
        .trace
        .iter()
        .find(|s| s.figure.starts_with("指标1"))
        .unwrap();
    assert_eq!(one.policy_row, "指标1!F5 ≥500万元且及时 → 25分");
    assert!(one.to_confirm);
    assert_eq!(one.inputs[0].label, "年度合同金额");
    assert!(one.inputs[0].cell.is_some());
}
