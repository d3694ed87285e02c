//! What must hold of every input.

use super::score;
use crate::domain::decimal::plain;
use crate::policy::Policy;
use crate::policy::scoring::Timeliness;
use proptest::prelude::*;
use rust_decimal::Decimal;

/// An amount in 万元 with up to 6 places.
fn amount(max: i64) -> impl Strategy<Value = Decimal> {
    (0..=max * 1_000_000).prop_map(|n| Decimal::new(n, 6))
}

fn total(
    amount: Decimal,
    rate: Decimal,
    receivable: Decimal,
    premium: Decimal,
    level: &str,
) -> (Decimal, String, Decimal) {
    let (review, _) = score(&[
        ("annual_amount", &plain(amount)),
        ("due_amount", "100"),
        ("collected_amount", &plain(rate)),
        ("year_end_receivable", &plain(receivable)),
        ("premium", &format!("{}%", plain(premium))),
        ("strategic_level", level),
        ("net_assets", "5000"),
    ]);
    (
        review.total_points.unwrap(),
        review.grade.unwrap(),
        review.credit.unwrap().limit_wan,
    )
}

const LEVELS: [&str; 4] = ["零星", "一般", "比较关键", "行业龙头"];

proptest! {
    #[test]
    fn every_number_has_exactly_one_row(n in -2_000_000_000i64..2_000_000_000, scale in 0u32..8) {
        let value = Decimal::new(n, scale);
        let rules = &Policy::built_in().scoring;
        for state in [Timeliness::Timely, Timeliness::Overdue] {
            let rows = rules.amount.iter().filter(|r| r.timeliness == state && r.band.contains(value));
            prop_assert_eq!(rows.count(), 1);
        }
        for rows in [&rules.receivable, &rules.premium] {
            prop_assert_eq!(rows.iter().filter(|r| r.band.contains(value)).count(), 1);
        }
        prop_assert_eq!(rules.grades.iter().filter(|g| g.band.contains(value)).count(), 1);
        let factors = &Policy::built_in().credit.factors;
        prop_assert_eq!(factors.iter().filter(|f| f.band.contains(value)).count(), 1);
    }

    #[test]
    fn a_better_input_never_lowers_points_grade_or_limit(
        a in amount(1000), b in amount(1000),
        rate_a in amount(100), rate_b in amount(100),
        ar_a in amount(200), ar_b in amount(200),
        p_a in -20i64..40, p_b in -20i64..40,
        l_a in 0usize..4, l_b in 0usize..4,
    ) {
        let worse = total(a.min(b), rate_a.min(rate_b), ar_a.max(ar_b), Decimal::from(p_a.min(p_b)), LEVELS[l_a.min(l_b)]);
        let better = total(a.max(b), rate_a.max(rate_b), ar_a.min(ar_b), Decimal::from(p_a.max(p_b)), LEVELS[l_a.max(l_b)]);
        prop_assert!(better.0 >= worse.0, "{worse:?} {better:?}");
        let rank = |g: &str| Policy::built_in().scoring.grades.iter().position(|r| r.label == g);
        prop_assert!(rank(&better.1) <= rank(&worse.1), "{worse:?} {better:?}");
        prop_assert!(better.2 >= worse.2, "{worse:?} {better:?}");
    }

    #[test]
    fn a_limit_is_a_multiple_of_the_unit_and_never_above_the_cap(
        amount in amount(5000), rate in amount(100), premium in 0i64..30, level in 0usize..4,
    ) {
        let (_, grade, limit) = total(amount, rate, Decimal::ONE, Decimal::from(premium), LEVELS[level]);
        let rules = &Policy::built_in().credit;
        prop_assert!(limit <= rules.row(&grade).unwrap().cap);
        prop_assert!((limit % rules.round_unit.as_ref().unwrap().value).is_zero());
        prop_assert!(limit >= Decimal::ZERO);
    }
}
