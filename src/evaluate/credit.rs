//! Credit limit and terms by the sales method (domain section 4, rulings 9.6 and 9.11).

use super::borrow;
use super::case::{Case, Figure, computed};
use super::timeliness::Timely;
use crate::domain::decimal::{plain, round6};
use crate::domain::review::Credit;
use crate::policy::Cite;
use crate::policy::credit::{CreditRow, NEW_CUSTOMER};
use rust_decimal::Decimal;

/// The method's name in the contract.
const METHOD: &str = "sales";
/// What the figures are called in the trace.
const SALES: &str = "销售额法额度";
const ASSETS: &str = "净资产限额";

/// Limit and terms of a grade; none where an input is missing.
pub(super) fn judge(
    case: &mut Case<'_>,
    grade: &str,
    new_customer: bool,
    amount: Option<&Figure>,
    timely: Option<&Timely>,
) -> Option<Credit> {
    let rules = &case.policy.credit;
    let row = rules.row(if new_customer { NEW_CUSTOMER } else { grade })?;
    let credit = |limit: Decimal, binding: &str| Credit {
        limit_wan: limit,
        terms_days: row.days,
        method: METHOD.to_owned(),
        binding: binding.to_owned(),
    };
    if !row.granted {
        let inputs = vec![computed("等级", row.grade.clone(), None)];
        let would = format!("不授信:{}", row.payment);
        case.step("信用额度", "0", inputs, &row.cite, would);
        return Some(credit(Decimal::ZERO, "none"));
    }
    let net_assets = borrow::net_assets(case);
    let sales = sales(case, row, amount?, timely?, net_assets.is_none())?;
    let assets = net_assets.map(|na| assets(case, row, &na));
    // The first of sales, net assets, cap that equals the least, before flooring (ruling 9.11).
    let mut candidates = vec![("sales", SALES, sales)];
    candidates.extend(assets.map(|a| ("net_assets", ASSETS, a)));
    candidates.push(("cap", "封顶", row.cap));
    let (binding, bound_words, least) = candidates
        .iter()
        .copied()
        .reduce(|best, next| if next.2 < best.2 { next } else { best })?;
    let unit = rules.round_unit.as_ref()?;
    let limit = floor_to(least, unit.value);
    let inputs = candidates
        .iter()
        .map(|(_, label, value)| computed(label, plain(*value), Some("万元")))
        .collect();
    case.step(
        "信用额度",
        plain(limit),
        inputs,
        &unit.cite,
        format!("由「{bound_words}」决定,取三者最小再向下取整"),
    );
    let grade_input = vec![computed("等级", row.grade.clone(), None)];
    case.step("信用天数", row.days.to_string(), grade_input, &row.cite, "");
    term_expired(case);
    Some(credit(limit, binding))
}

/// amount × days × coefficient × factor (× factor for missing net assets) ÷ 360, divided last.
fn sales(
    case: &mut Case<'_>,
    row: &CreditRow,
    amount: &Figure,
    timely: &Timely,
    without_assets: bool,
) -> Option<Decimal> {
    let rules = &case.policy.credit;
    let year_days = rules.year_days.as_ref()?;
    let missing = rules.na_missing_factor.as_ref()?;
    let mut product = amount.value * Decimal::from(row.days) * row.coefficient;
    let mut inputs = amount.inputs.clone();
    inputs.push(computed("信用天数", row.days.to_string(), Some("天")));
    inputs.push(computed("系数", plain(row.coefficient), None));
    inputs.push(computed("回款系数", plain(timely.factor), None));
    let mut cite = Cite {
        words: format!("{};{}", row.cite.words, timely.factor_cite.words),
        to_confirm: row.cite.to_confirm || timely.factor_cite.to_confirm,
        ..row.cite.clone()
    };
    if without_assets {
        product *= missing.value;
        inputs.push(computed("缺净资产折扣", plain(missing.value), None));
        cite.words = format!("{};{}", cite.words, missing.cite.words);
        case.find(
            "W-NA-MISSING",
            "net_assets",
            &missing.cite.clause,
            &[("factor", &plain(missing.value))],
        );
    }
    let year = Decimal::from(year_days.value);
    let sales = round6((product * timely.factor).checked_div(year)?);
    let would = if timely.factor < Decimal::ONE {
        let full = product.checked_div(year)?.round_dp(2);
        format!("回款系数为1时是{}万元", plain(full))
    } else {
        String::new()
    };
    case.step(SALES, plain(sales), inputs, &cite, would);
    Some(sales)
}

fn assets(case: &mut Case<'_>, row: &CreditRow, net_assets: &Figure) -> Decimal {
    let value = round6(net_assets.value * row.net_asset_share).max(Decimal::ZERO);
    let mut inputs = net_assets.inputs.clone();
    inputs.push(computed(
        "净资产比例",
        plain(row.net_asset_share * Decimal::ONE_HUNDRED),
        Some("%"),
    ));
    let would = if net_assets.value < Decimal::ZERO {
        "净资产为负,按 0 计"
    } else {
        ""
    };
    case.step(ASSETS, plain(value), inputs, &row.cite, would);
    value
}

/// The greatest multiple of the unit that is not above the value; a unit of 0 rounds nothing.
pub(super) fn floor_to(value: Decimal, unit: Decimal) -> Decimal {
    match value.checked_div(unit) {
        Some(units) if unit > Decimal::ZERO => units.floor() * unit,
        _ => value,
    }
}

/// A business term that is over by the archive makes any contract a special one (section 4.2).
fn term_expired(case: &mut Case<'_>) {
    let Some(term) = case.facts.and_then(|f| f.term_end.as_ref()) else {
        return;
    };
    if term.value < case.today {
        case.find(
            "W-CREDIT-HOLD",
            "customer_name",
            "2.3.1",
            &[
                ("end", &term.value.to_string()),
                ("version", &term.version),
                ("date", &term.date.to_string()),
            ],
        );
    }
}
