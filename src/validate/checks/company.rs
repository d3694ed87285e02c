//! Checks of a customer's own particulars (form 客户概要信息登记表, clause 2.4.2).

use super::Subject;
use crate::domain::decimal::plain;
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::normalise::SizeRule;
use rust_decimal::Decimal;

/// A name that ends like no company, works, institute …: a warning.
pub(super) fn customer_name(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(name) = s.text() else {
        return Vec::new();
    };
    let folded = fold(name);
    let bare = match folded.rfind('(') {
        // …事务所(普通合伙): the bracket is no part of the ending.
        Some(at) if folded.ends_with(')') => folded.get(..at).unwrap_or(&folded),
        _ => &folded,
    };
    let known = |text: &str| {
        let endings = &s.rules().name_endings;
        endings.iter().any(|e| text.ends_with(&fold(e)))
    };
    if known(&folded) || known(bare) {
        Vec::new()
    } else {
        s.say("W-NAME-ENDING", &[])
    }
}

/// An address that does not begin with a province: a warning.
pub(super) fn address_province(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(address) = s.text() else {
        return Vec::new();
    };
    let head: String = fold(address).chars().take(8).collect();
    if s.rules()
        .provinces
        .iter()
        .any(|p| head.contains(p.as_str()))
    {
        Vec::new()
    } else {
        s.say("W-ADDRESS-PROVINCE", &[])
    }
}

/// A registry whose name is none of the kinds known: a warning.
pub(super) fn registry_office(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(registry) = s.text().map(fold) else {
        return Vec::new();
    };
    let words = &s.rules().registry_words;
    if words.iter().any(|w| registry.contains(&fold(w))) {
        Vec::new()
    } else {
        s.say("W-REGISTRY", &[("words", &words.join("、"))])
    }
}

/// Net assets many times the registered capital: a warning.
pub(super) fn net_assets_against_capital(s: &Subject<'_, '_>) -> Vec<Finding> {
    let (Some(assets), Some(capital)) = (
        s.record.number(&s.field.key),
        s.record.number("registered_capital"),
    ) else {
        return Vec::new();
    };
    let times = s.rules().net_assets_over_capital;
    let bound = capital.checked_mul(times).unwrap_or(Decimal::MAX);
    if capital <= Decimal::ZERO || assets <= bound {
        return Vec::new();
    }
    s.say(
        "W-NET-ASSETS-HIGH",
        &[
            ("assets", &plain(assets)),
            ("capital", &plain(capital)),
            ("times", &plain(times)),
        ],
    )
}

const SIZES: [&str; 4] = ["大型", "中型", "小型", "微型"];

/// 企业规模 against 雇员人数 and 营业收入, by the bands of its industry: a warning. An industry that
/// no row of the policy names is not compared.
pub(super) fn size_against_figures(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(stated) = s.text().and_then(|t| SIZES.iter().position(|w| *w == t)) else {
        return Vec::new();
    };
    let industry = fold(s.record.text("industry").unwrap_or_default());
    let Some(rule) = s
        .rules()
        .size_rules
        .iter()
        .find(|r| r.words.iter().any(|w| industry.contains(&fold(w))))
    else {
        return Vec::new();
    };
    let employees = s.record.number("employees");
    let revenue = s.record.number("revenue");
    let Some((reached, certain)) = size_of(rule, employees, revenue) else {
        return Vec::new();
    };
    // With one figure only, it bounds the size from above.
    let contradicts = if certain {
        stated != reached
    } else {
        stated < reached
    };
    if !contradicts {
        return Vec::new();
    }
    let reached = SIZES.get(reached).copied().unwrap_or_default();
    let mut figures = Vec::new();
    if let Some(n) = employees {
        figures.push(format!("雇员 {} 人", plain(n)));
    }
    if let Some(n) = revenue {
        figures.push(format!("营业收入 {} 万元", plain(n)));
    }
    s.say(
        "W-SIZE-MISMATCH",
        &[
            ("stated", SIZES.get(stated).copied().unwrap_or_default()),
            ("figures", &figures.join("、")),
            ("industry", &rule.industry),
            ("reached", reached),
        ],
    )
}

/// Index into [`SIZES`] and whether all figures that the industry is measured by were at hand.
fn size_of(
    rule: &SizeRule,
    employees: Option<Decimal>,
    revenue: Option<Decimal>,
) -> Option<(usize, bool)> {
    let measure = |bounds: &Option<[u32; 3]>, figure: Option<Decimal>| {
        let (bounds, figure) = (bounds.as_ref()?, figure?);
        Some(
            bounds
                .iter()
                .position(|b| figure >= Decimal::from(*b))
                .unwrap_or(3),
        )
    };
    let by_employees = measure(&rule.employees, employees);
    let by_revenue = measure(&rule.revenue_wan, revenue);
    let certain = (rule.employees.is_none() || by_employees.is_some())
        && (rule.revenue_wan.is_none() || by_revenue.is_some());
    // All bounds of a size must be reached, so that the smaller one counts.
    by_employees
        .into_iter()
        .chain(by_revenue)
        .max()
        .map(|size| (size, certain))
}
