//! The built-in policy is whole, and broken tables are named at their cells.

use super::*;
use rust_decimal::Decimal;

#[test]
fn the_built_in_policy_is_without_faults() {
    let problems = match Policy::from_tables(Tables::built_in()) {
        Ok(policy) => policy.notes,
        Err(problems) => problems,
    };
    assert_eq!(problems, []);
}

#[test]
fn the_default_tables_say_what_reading_starts_with() {
    let read = Policy::built_in().reading_rules();
    assert_eq!(read.magnitude_max_wan, Decimal::from(100_000));
    assert_eq!(
        read.percent_bare_mode,
        crate::normalise::PercentBareMode::Auto
    );
    assert_eq!(read.percent_high, Decimal::ONE);
    assert_eq!(
        NaiveDate::from_ymd_opt(1949, 10, 1),
        Some(read.earliest_date)
    );
    assert_eq!((read.account_min_digits, read.account_max_digits), (8, 32));
    assert_eq!(read.term_notice_days, 90);
    assert_eq!(read.two_digit_year_ahead, 1);
    assert_eq!(read.net_assets_over_capital, Decimal::from(10));
    assert_eq!(read.ind4_roles, ["业务部经理", "主管副总经理", "总经理"]);
    assert_eq!(read.provinces.len(), 34);
    for word in ["/", "-", "无", "待定", "不详", "保密", "示例"] {
        assert!(read.placeholder_words.iter().any(|w| w == word), "{word}");
    }
    assert!(read.size_rules.iter().any(|r| r.industry == "工业"));
    assert!(read.exemptions.iter().all(|e| !e.freed.is_empty()));
}
