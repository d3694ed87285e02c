//! The contract amount of twelve months (domain ruling 9.2). A half-year takes the last twelve
//! months where the archive holds the other half, else its own amount times `ind1_half_scale`.

use super::borrow::source;
use super::case::{Case, Figure, computed};
use crate::domain::decimal::{plain, round6};
use crate::domain::known::{Borrowed, Exact};
use crate::domain::review::TraceInput;
use crate::domain::value::{Period, Value};
use crate::policy::Cite;
use rust_decimal::Decimal;

const KEY: &str = "annual_amount";
/// What the figure is called in the trace.
pub(super) const TWELVE_MONTHS: &str = "12个月合同金额";

/// The period of the form.
pub(super) fn period(case: &Case<'_>) -> Option<Period> {
    match case.record.value("period")? {
        Value::Period(period) => Some(*period),
        _ => None,
    }
}

/// The amount in 万元 that indicator 1, class and credit use; none where the form has none.
pub(super) fn twelve_months(case: &mut Case<'_>) -> Option<Figure> {
    let own = case.number(KEY)?;
    let Some(half) = period(case).filter(|p| p.is_half()) else {
        return Some(own);
    };
    let scale = case.policy.scoring.half_scale.clone();
    match other_half(case, half, own.value) {
        Some((total, borrowed, words)) => {
            case.find(
                "I-HALF-YEAR",
                KEY,
                &scale.cite.clause,
                &[("amount", &plain(total)), ("how", &words)],
            );
            let mut inputs = own.inputs;
            inputs.push(TraceInput {
                source: Some(source(&borrowed)),
                ..computed("档案里的合同金额", plain(borrowed.value.0), Some("万元"))
            });
            Some(twelve(case, total, inputs, &scale.cite))
        }
        None => {
            case.unknown_without_archive("另一个半年的合同金额");
            let total = round6(own.value * scale.value);
            let words = format!("半年数×{}", plain(scale.value));
            case.find(
                "I-HALF-YEAR",
                KEY,
                &scale.cite.clause,
                &[("amount", &plain(total)), ("how", &words)],
            );
            Some(twelve(case, total, own.inputs, &scale.cite))
        }
    }
}

fn twelve(case: &mut Case<'_>, total: Decimal, inputs: Vec<TraceInput>, cite: &Cite) -> Figure {
    case.step(TWELVE_MONTHS, plain(total), inputs.clone(), cite, "");
    let mut onward = vec![computed(TWELVE_MONTHS, plain(total), Some("万元"))];
    onward.extend(inputs);
    Figure {
        value: total,
        inputs: onward,
    }
}

/// The twelve months that end with the half, from what the archive holds.
fn other_half(
    case: &Case<'_>,
    half: Period,
    own: Decimal,
) -> Option<(Decimal, Borrowed<Exact>, String)> {
    let amounts = &case.facts?.contract_amounts;
    let held = |period: Period| {
        amounts
            .iter()
            .filter(|(p, _)| *p == period)
            .map(|(_, b)| b)
            .max_by_key(|b| b.date)
    };
    let plus = |other: &Borrowed<Exact>, words: &str| {
        (round6(own + other.value.0), other.clone(), words.to_owned())
    };
    match half {
        Period::FirstHalf(year) => {
            if let Some(other) = held(Period::SecondHalf(year - 1)) {
                return Some(plus(other, "加档案里上一年下半年的合同金额"));
            }
            let full = held(Period::Year(year - 1))?;
            let first = held(Period::FirstHalf(year - 1))?;
            let rest = full.value.0 - first.value.0;
            let mut other = full.clone();
            other.value = Exact(rest);
            Some(plus(&other, "加档案里上一年全年减上半年的合同金额"))
        }
        Period::SecondHalf(year) => {
            if let Some(full) = held(Period::Year(year)) {
                return Some((
                    round6(full.value.0),
                    full.clone(),
                    "用档案里全年的合同金额".to_owned(),
                ));
            }
            let other = held(Period::FirstHalf(year))?;
            Some(plus(other, "加档案里上半年的合同金额"))
        }
        Period::Year(_) => None,
    }
}
