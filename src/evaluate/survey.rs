//! Judging a 客户意见调查表: Σ(weight × mark / 5) over the items that were marked (clause 3.2(1),
//! domain F11). Weights that nobody agreed on are equal.

use super::case::Case;
use crate::domain::decimal::{plain, round6};
use crate::domain::review::{RuleFigure, RulesReview, TraceInput};
use crate::domain::value::Value;
use crate::validate::{SURVEY_ITEMS, weight_of};
use rust_decimal::Decimal;

/// What the figure is called.
pub const SATISFACTION: &str = "满意度";
/// The best mark.
const BEST: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// Judges; without a mark there is no figure (validation has said so).
pub(super) fn judge(case: &mut Case<'_>) -> RulesReview {
    let mut review = RulesReview::default();
    let marks: Vec<(&str, Decimal)> = SURVEY_ITEMS
        .iter()
        .filter_map(|item| Some((*item, case.record.text(item)?.parse().ok()?)))
        .collect();
    let weights: Vec<Option<Decimal>> = marks
        .iter()
        .map(|(item, _)| case.record.number(&weight_of(item)))
        .collect();
    let agreed = weights.iter().all(Option::is_some);
    let mut sum = Decimal::ZERO;
    let mut whole = Decimal::ZERO;
    let mut inputs: Vec<TraceInput> = Vec::new();
    for ((item, mark), weight) in marks.iter().zip(&weights) {
        let weight = weight.filter(|_| agreed).unwrap_or(Decimal::ONE);
        sum += weight * *mark;
        whole += weight;
        inputs.push(case.input(item));
        if agreed {
            inputs.push(case.input(&weight_of(item)));
        }
    }
    let share = whole
        .checked_mul(BEST)
        .and_then(|most| sum.checked_div(most))
        .map(round6);
    let Some((share, floor)) = share.zip(case.policy.service.satisfaction_min.clone()) else {
        return review;
    };
    let per_cent = plain(round6(share * Decimal::ONE_HUNDRED));
    let least = plain(floor.value * Decimal::ONE_HUNDRED);
    let how = match (agreed, marks.len() == SURVEY_ITEMS.len()) {
        (true, true) => "权重×分数÷5之和",
        (true, false) => "权重×分数÷5之和,除以打了分的各项权重之和",
        (false, _) => "没有写权重,各项相同",
    };
    case.step(
        SATISFACTION,
        format!("{per_cent}%"),
        inputs,
        &floor.cite,
        how,
    );
    review.figures.push(RuleFigure {
        name: SATISFACTION.to_owned(),
        value: Some(per_cent.clone()),
        unit: Some("%".to_owned()),
    });
    if share < floor.value {
        let facts = [("figure", per_cent.as_str()), ("least", &least)];
        case.find("W-SATISFACTION-LOW", "surveyed_on", "3.2(1)", &facts);
    }
    if matches!(case.record.value("complained"), Some(Value::Flag(true))) {
        case.find("I-SURVEY-COMPLAINT", "complained", "3.2(1)", &[]);
    }
    review.trace = std::mem::take(&mut case.trace);
    review
}
