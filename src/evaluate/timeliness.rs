//! Timeliness and the factor that it gives the sales method (domain ruling 9.8).

use super::case::{Case, computed, per_cent};
use crate::domain::decimal::{plain, round6};
use crate::domain::review::TraceInput;
use crate::policy::Cite;
use crate::policy::scoring::{Timeliness, TimelySource};
use rust_decimal::Decimal;

/// How the customer pays, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Timely {
    pub state: Timeliness,
    /// Factor of the sales method.
    pub factor: Decimal,
    pub factor_cite: Cite,
    pub inputs: Vec<TraceInput>,
    /// How it was found, for messages.
    pub words: String,
}

const DUE: &str = "due_amount";
const COLLECTED: &str = "collected_amount";
const TICK: &str = "timely";

/// Timeliness of the record; none where neither amounts nor the tick say anything.
pub(super) fn judge(case: &mut Case<'_>) -> Option<Timely> {
    let rules = &case.policy.scoring;
    let tick = case.record.text(TICK).and_then(Timeliness::parse);
    let due = case.number(DUE);
    let collected = case.number(COLLECTED);
    let by_rate = match (&due, &collected) {
        (Some(due), _) if due.value.is_zero() => Some(nothing_due(case)),
        (Some(due), Some(collected)) => {
            rate(due.value, collected.value).map(|r| with_rate(case, r, due.value, collected.value))
        }
        _ => None,
    };
    let by_tick = tick.map(|state| with_tick(case, state));
    let timely = match (by_rate, by_tick) {
        (Some(rated), Some(ticked)) => {
            let ticks_rule = rules.timely_source.value == TimelySource::Tick;
            if rated.state != ticked.state {
                let kept = if ticks_rule { &ticked } else { &rated };
                let decides = if ticks_rule { "勾选" } else { "回款率" };
                case.find(
                    "W-TIMELY-MISMATCH",
                    TICK,
                    &rules.timely_source.cite.clause,
                    &[
                        ("tick", ticked.state.words()),
                        ("rated", &rated.words),
                        ("decides", decides),
                        ("kept", kept.state.words()),
                    ],
                );
            }
            // The tick decides the state only; how much was collected still gives the factor,
            // unless the tick says 拖欠.
            match (ticks_rule, ticked.state == rated.state) {
                (true, false) => ticked,
                _ => rated,
            }
        }
        (Some(rated), None) => rated,
        (None, Some(ticked)) => {
            case.find(
                "W-TIMELY-TICK",
                TICK,
                &rules.timely_source.cite.clause,
                &[
                    ("tick", ticked.state.words()),
                    ("factor", &plain(ticked.factor)),
                ],
            );
            ticked
        }
        (None, None) => return None,
    };
    if due.as_ref().is_some_and(|d| d.value.is_zero()) {
        case.find(
            "W-DUE-ZERO",
            DUE,
            &rules.timely_tick_factor.cite.clause,
            &[("factor", &plain(timely.factor))],
        );
    }
    let cite = rules.timely_rate_min.cite.clone();
    case.step(
        "是否及时回款",
        timely.state.words(),
        timely.inputs.clone(),
        &cite,
        format!(
            "回款率达到{}为及时;现在是:{}",
            per_cent(rules.timely_rate_min.value),
            timely.words
        ),
    );
    Some(timely)
}

/// Collected over due, rounded to 6 places; none where nothing was due.
fn rate(due: Decimal, collected: Decimal) -> Option<Decimal> {
    collected.checked_div(due).map(round6)
}

fn with_rate(case: &Case<'_>, rate: Decimal, due: Decimal, collected: Decimal) -> Timely {
    let least = round6(case.policy.scoring.timely_rate_min.value);
    let state = if rate >= least {
        Timeliness::Timely
    } else {
        Timeliness::Overdue
    };
    let row = case
        .policy
        .credit
        .factors
        .iter()
        .find(|f| f.band.contains(rate));
    let only = if state == Timeliness::Timely {
        ""
    } else {
        "只"
    };
    Timely {
        state,
        factor: row.map_or(Decimal::ZERO, |r| r.factor),
        factor_cite: row.map_or_else(
            || case.policy.scoring.timely_rate_min.cite.clone(),
            |r| r.cite.clone(),
        ),
        inputs: vec![
            case.input(DUE),
            case.input(COLLECTED),
            computed("回款率", per_cent(rate).replace('%', ""), Some("%")),
        ],
        words: format!(
            "到期{}万元{only}按期收回{}万元({},要求{})",
            plain(due),
            plain(collected),
            per_cent(rate.round_dp(4)),
            per_cent(least)
        ),
    }
}

fn nothing_due(case: &Case<'_>) -> Timely {
    let factor = &case.policy.scoring.timely_tick_factor;
    Timely {
        state: Timeliness::Timely,
        factor: factor.value,
        factor_cite: factor.cite.clone(),
        inputs: vec![case.input(DUE)],
        words: "本期没有到期应收".to_owned(),
    }
}

fn with_tick(case: &Case<'_>, state: Timeliness) -> Timely {
    let factor = &case.policy.scoring.timely_tick_factor;
    Timely {
        state,
        factor: match state {
            Timeliness::Timely => factor.value,
            Timeliness::Overdue => Decimal::ZERO,
        },
        factor_cite: factor.cite.clone(),
        inputs: vec![case.input(TICK)],
        words: format!("表上选的是「{}」", state.words()),
    }
}
