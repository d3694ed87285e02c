//! Checks of 客户管理卡 (domain F4): its ratios are those of its own figures.

use super::Subject;
use crate::domain::decimal::plain;
use crate::findings::Finding;
use rust_decimal::Decimal;

/// How far a typed ratio may lie from the computed one (domain F4).
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// 资产负债率 is 负债总额 by 资产总额.
pub(super) fn debt_ratio(s: &Subject<'_, '_>) -> Vec<Finding> {
    ratio(s, ["total_liabilities", "total_assets"])
}

/// 流动比率 is 流动资产 by 流动负债.
pub(super) fn current_ratio(s: &Subject<'_, '_>) -> Vec<Finding> {
    ratio(s, ["current_assets", "current_liabilities"])
}

/// The field is the first by the second; nothing is said where one of them is not filled in.
fn ratio(s: &Subject<'_, '_>, of: [&str; 2]) -> Vec<Finding> {
    let number = |key| s.record.number(key);
    let (Some(typed), Some(above), Some(below)) =
        (number(&s.field.key), number(of[0]), number(of[1]))
    else {
        return Vec::new();
    };
    let Some(ratio) = above.checked_div(below) else {
        return Vec::new();
    };
    if (typed - ratio).abs() <= TOLERANCE {
        return Vec::new();
    }
    let label = |key: &str| s.record.form.field(key).map_or("", |f| f.label.as_str());
    s.say(
        "E-CARD-RATIO",
        &[
            ("above", label(of[0])),
            ("below", label(of[1])),
            ("ratio", &plain(ratio.round_dp(4))),
        ],
    )
}
