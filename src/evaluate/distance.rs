//! What would lift or lower the grade (domain ruling 9.12).

use super::case::{Case, Figure};
use super::score::Points;
use super::timeliness::Timely;
use crate::domain::decimal::plain;
use crate::domain::review::GradeDistance;
use crate::policy::scoring::{AmountRow, LevelRow, PointsRow};
use rust_decimal::Decimal;

/// A way to more points with one indicator alone.
struct Way<'p> {
    indicator: u8,
    gain: Decimal,
    target: Target<'p>,
}

/// The row that the indicator would have to reach; worded only for the one that is named.
enum Target<'p> {
    Amount(&'p AmountRow),
    Band(&'p PointsRow, &'static str),
    Level(&'p LevelRow),
}

impl Way<'_> {
    fn words(&self) -> String {
        let target = match &self.target {
            Target::Amount(row) => {
                format!("{}且{}", row.band.words("万元"), row.timeliness.words())
            }
            Target::Band(row, unit) => row.band.words(unit),
            Target::Level(row) => format!("「{}」", row.level),
        };
        format!(
            "指标{}做到{target}即可(+{}分)",
            self.indicator,
            plain(self.gain)
        )
    }
}

/// How far the points are from the grades above and below; none if no grade has these points.
pub(super) fn find(
    case: &Case<'_>,
    total: Decimal,
    points: &Points,
    amount: Option<&Figure>,
    timely: Option<&Timely>,
) -> Option<GradeDistance> {
    let grades = &case.policy.scoring.grades;
    let at = grades.iter().position(|g| g.band.contains(total))?;
    let own = grades.get(at)?;
    // Grades stand best first; the bottom one has no lower end.
    let next = at.checked_sub(1).and_then(|i| grades.get(i));
    let above_below = own.band.lower.map(|b| total - b.value);
    let Some(next) = next else {
        let words = above_below.map_or(String::new(), |a| {
            format!("已是最高等级,高出下限{}分", plain(a))
        });
        return Some(GradeDistance {
            next_grade: None,
            points_to_next: None,
            cheapest_indicator: None,
            words,
            points_above_below: above_below,
        });
    };
    let cut = next.band.lower.map_or(total, |b| b.value);
    let missing = cut - total;
    let way = ways(case, points, amount, timely)
        .into_iter()
        .filter(|w| next.band.lower.is_none() || total + w.gain >= cut)
        .min_by_key(|w| (w.gain, w.indicator));
    let mut words = format!("差{}分到{}级:", plain(missing), next.label);
    match &way {
        Some(way) => words.push_str(&way.words()),
        None => words.push_str("任何单项都不够"),
    }
    if let Some(above) = above_below {
        words.push_str(&format!(";高出本级下限{}分", plain(above)));
    }
    Some(GradeDistance {
        next_grade: Some(next.label.clone()),
        points_to_next: Some(missing),
        cheapest_indicator: way.map(|w| w.indicator),
        words,
        points_above_below: above_below,
    })
}

/// Every better row of every indicator. Where rows of indicator 1 give the same points, the one
/// that keeps the customer's timeliness is named; nobody is advised to sell less.
fn ways<'p>(
    case: &Case<'p>,
    points: &Points,
    sold: Option<&Figure>,
    timely: Option<&Timely>,
) -> Vec<Way<'p>> {
    let rules = &case.policy.scoring;
    let mut ways = Vec::new();
    let mut add = |indicator: u8, now: Option<Decimal>, then: Decimal, target: Target<'p>| {
        if let Some(gain) = now.map(|n| then - n).filter(|g| *g > Decimal::ZERO) {
            ways.push(Way {
                indicator,
                gain,
                target,
            });
        }
    };
    let [one, two, three, four] = *points;
    let less = |row: &AmountRow| sold.is_some_and(|sold| row.band.lies_below(sold.value));
    let mut amount: Vec<_> = rules
        .amount
        .iter()
        .filter(|row| row.code.is_none() && !less(row))
        .collect();
    amount.sort_by_key(|r| timely.is_some_and(|t| t.state != r.timeliness));
    for row in amount {
        add(1, one, row.points, Target::Amount(row));
    }
    for row in &rules.receivable {
        add(2, two, row.points, Target::Band(row, "万元"));
    }
    for row in &rules.premium {
        add(3, three, row.points, Target::Band(row, "%"));
    }
    for row in &rules.strategic {
        add(4, four, row.points, Target::Level(row));
    }
    ways
}
