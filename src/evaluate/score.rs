//! Judging a 客户评分表: points, grade, and all that hangs on them (clause 1.1.3).

use super::amount;
use super::borrow;
use super::case::{Case, Figure, computed, per_cent};
use super::timeliness::{self, Timely};
use super::{class, credit, distance, reports, visits};
use crate::domain::decimal::plain;
use crate::domain::review::{Benefit, CustomerClass, ScoreReview, TraceInput};
use crate::policy::scoring::PointsRow;
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

/// The points of the four indicators; none where an input is missing.
pub(super) type Points = [Option<Decimal>; 4];

/// Judges the record.
pub(super) fn judge(case: &mut Case<'_>) -> ScoreReview {
    let amount = amount::twelve_months(case);
    let timely = timeliness::judge(case);
    let points: Points = [
        contract_amount(case, amount.as_ref(), timely.as_ref()),
        receivable(case),
        premium(case),
        strategic(case),
    ];
    let total = total(case, &points);
    let new_until = new_customer_until(case);
    let graded = grade(case, total, new_until);
    let class = class::judge(case, amount.as_ref(), new_until.is_some());
    let benefit = match (class, &graded.grade) {
        (Some(class), Some(grade)) => benefit(case, class, grade),
        _ => None,
    };
    let credit = graded.grade.as_deref().and_then(|grade| {
        credit::judge(
            case,
            grade,
            new_until.is_some(),
            amount.as_ref(),
            timely.as_ref(),
        )
    });
    let visits = match (class, &graded.grade) {
        (Some(class), Some(grade)) => visits::due(case, class, grade),
        _ => Vec::new(),
    };
    let reports = graded
        .grade
        .as_deref()
        .map(|grade| reports::due(case, grade))
        .unwrap_or_default();
    let distance =
        total.and_then(|t| distance::find(case, t, &points, amount.as_ref(), timely.as_ref()));
    if let Some(distance) = &distance
        && let Some(step) = case.trace.iter_mut().find(|s| s.figure == GRADE)
    {
        step.would_change.clone_from(&distance.words);
    }
    ScoreReview {
        class,
        indicator_points: points.map(|p| p.map(plain)),
        total_points: total,
        grade: graded.grade,
        reference_grade: graded.reference,
        new_customer_until: new_until,
        benefit,
        credit,
        visits,
        reports,
        distance,
        trace: std::mem::take(&mut case.trace),
    }
}

const GRADE: &str = "等级";

/// Indicator 1: amount on condition of timeliness (clause 1.1.3(1)).
fn contract_amount(
    case: &mut Case<'_>,
    amount: Option<&Figure>,
    timely: Option<&Timely>,
) -> Option<Decimal> {
    let (amount, timely) = (amount?, timely?);
    let rules = &case.policy.scoring;
    let row = rules
        .amount
        .iter()
        .find(|r| r.timeliness == timely.state && r.band.contains(amount.value))?;
    if let Some(code) = &row.code {
        let manual = !rules.gap_rows.value;
        let points = if manual {
            "不计分,请人工认定".to_owned()
        } else {
            format!("暂计{}分", plain(row.points))
        };
        case.find_named(
            code,
            "annual_amount",
            &row.cite.clause,
            &[
                ("amount", &plain(amount.value)),
                ("state", &timely.words),
                ("points", &points),
                ("band", &row.band.words("万元")),
            ],
        );
        if manual {
            return None;
        }
    }
    let better = rules
        .amount
        .iter()
        .filter(|r| r.points > row.points && !r.band.lies_below(amount.value))
        .min_by_key(|r| (r.timeliness != timely.state, r.points));
    let would = better.map_or(String::new(), |b| {
        format!(
            "{}且{}得{}分",
            b.band.words("万元"),
            b.timeliness.words(),
            plain(b.points)
        )
    });
    let mut inputs = amount.inputs.clone();
    inputs.push(computed(
        "是否及时回款",
        timely.state.words().to_owned(),
        None,
    ));
    inputs.extend(timely.inputs.iter().cloned());
    case.step(
        points_of(case, 0),
        plain(row.points),
        inputs,
        &row.cite,
        would,
    );
    Some(row.points)
}

/// Indicator 2: receivable at the end of the period; a prepayment counts as 0 (clause 1.1.3(2)).
fn receivable(case: &mut Case<'_>) -> Option<Decimal> {
    const KEY: &str = "year_end_receivable";
    let typed = case.number(KEY)?;
    let rows = &case.policy.scoring.receivable;
    let mut inputs = typed.inputs;
    let mut value = typed.value;
    if value < Decimal::ZERO {
        let prepaid = plain(-value);
        value = Decimal::ZERO;
        inputs.push(computed("预收款", prepaid.clone(), Some("万元")));
        let clause = rows.first().map_or("", |r| r.cite.clause.as_str());
        case.find("W-PREPAYMENT", KEY, clause, &[("prepaid", &prepaid)]);
    }
    by_rows(case, 1, KEY, value, inputs, rows, "万元")
}

/// Indicator 3: premium over the base price (clause 1.1.3(3)).
fn premium(case: &mut Case<'_>) -> Option<Decimal> {
    const KEY: &str = "premium";
    let typed = case.number(KEY)?;
    let rows = &case.policy.scoring.premium;
    by_rows(case, 2, KEY, typed.value, typed.inputs, rows, "%")
}

fn by_rows(
    case: &mut Case<'_>,
    indicator: usize,
    key: &str,
    value: Decimal,
    inputs: Vec<TraceInput>,
    rows: &[PointsRow],
    unit: &str,
) -> Option<Decimal> {
    let row = rows.iter().find(|r| r.band.contains(value))?;
    if let Some(code) = &row.code {
        let shown = if unit == "%" {
            per_cent(value)
        } else {
            plain(value)
        };
        case.find_named(
            code,
            key,
            &row.cite.clause,
            &[("amount", &shown), ("points", &plain(row.points))],
        );
    }
    let would = rows
        .iter()
        .filter(|r| r.points > row.points)
        .min_by_key(|r| r.points)
        .map_or(String::new(), |b| {
            format!("{}得{}分", b.band.words(unit), plain(b.points))
        });
    let figure = points_of(case, indicator);
    case.step(figure, plain(row.points), inputs, &row.cite, would);
    Some(row.points)
}

/// Indicator 4: the level that a manager picked (clause 1.1.3(4)).
fn strategic(case: &mut Case<'_>) -> Option<Decimal> {
    const KEY: &str = "strategic_level";
    let level = case.record.text(KEY)?;
    let rows = &case.policy.scoring.strategic;
    let row = rows.iter().find(|r| r.level == level)?;
    let would = rows
        .iter()
        .filter(|r| r.points > row.points)
        .min_by_key(|r| r.points)
        .map_or(String::new(), |b| {
            format!("{}得{}分", b.level, plain(b.points))
        });
    let inputs = vec![
        case.input(KEY),
        case.input("assessor"),
        case.input("assessor_role"),
    ];
    case.step(
        points_of(case, 3),
        plain(row.points),
        inputs,
        &row.cite,
        would,
    );
    Some(row.points)
}

/// What the points of an indicator (0 to 3) are called.
fn points_of(case: &Case<'_>, indicator: usize) -> String {
    let titles = &case.policy.scoring.indicators;
    format!("{} 得分", titles.get(indicator).map_or("", String::as_str))
}

fn total(case: &mut Case<'_>, points: &Points) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    let mut inputs = Vec::new();
    for (number, points) in (1..).zip(points) {
        let points = (*points)?;
        sum += points;
        inputs.push(computed(
            &format!("指标{number}得分"),
            plain(points),
            Some("分"),
        ));
    }
    let cite = case.policy.scoring.grades.first()?.cite.clone();
    let sum_cite = crate::policy::Cite {
        words: "四项指标得分之和".to_owned(),
        to_confirm: false,
        ..cite
    };
    case.step("总分", plain(sum), inputs, &sum_cite, "");
    Some(sum)
}

/// The last day of the new-customer year, if it is not over (clause 1.1.3 note 2, ruling 9.9).
fn new_customer_until(case: &mut Case<'_>) -> Option<NaiveDate> {
    let (first, input) = borrow::first_contract(case)?;
    let months = case.policy.scoring.new_customer_months.clone();
    let until = crate::calendar::add_months(first, months.value)?.checked_sub_days(Days::new(1))?;
    if case.today > until {
        return None;
    }
    case.step(
        "新客户期至",
        until.to_string(),
        vec![input],
        &months.cite,
        format!("从{}起按得分定级", until.succ_opt().unwrap_or(until)),
    );
    Some(until)
}

struct Graded {
    grade: Option<String>,
    reference: Option<String>,
}

/// The grade of the points, unless the customer is new.
fn grade(case: &mut Case<'_>, total: Option<Decimal>, new_until: Option<NaiveDate>) -> Graded {
    let rules = &case.policy.scoring;
    let scored = total.and_then(|t| rules.grade(t));
    let inputs = total
        .map(|t| vec![computed("总分", plain(t), Some("分"))])
        .unwrap_or_default();
    if let Some(until) = new_until {
        let grade = rules.new_customer_grade.clone();
        let reference = scored.map(|g| g.label.clone());
        case.find(
            "I-NEW-CUSTOMER",
            "first_trade_date",
            &grade.cite.clause,
            &[
                ("until", &until.to_string()),
                ("grade", &grade.value),
                (
                    "reference",
                    &match (total, &reference) {
                        (Some(t), Some(r)) => format!("参考分{}分,按得分是{r}级", plain(t)),
                        _ => "资料不全,没有参考分".to_owned(),
                    },
                ),
            ],
        );
        case.step(GRADE, &grade.value, inputs, &grade.cite, "");
        return Graded {
            grade: Some(grade.value),
            reference,
        };
    }
    let Some(row) = scored else {
        return Graded {
            grade: None,
            reference: None,
        };
    };
    if let Some(code) = &row.code {
        let points = total.map(plain).unwrap_or_default();
        case.find_named(
            code,
            "customer_name",
            &row.cite.clause,
            &[
                ("points", &points),
                ("grade", &row.label),
                ("name", &row.name),
                ("band", &row.band.words("分")),
            ],
        );
    }
    case.step(GRADE, &row.label, inputs, &row.cite, "");
    Graded {
        grade: Some(row.label.clone()),
        reference: None,
    }
}

/// The benefits of class and grade (clause 1.2.2).
fn benefit(case: &mut Case<'_>, class: CustomerClass, grade: &str) -> Option<Benefit> {
    let row = case.policy.service.benefit(class, grade)?;
    if let Some(code) = &row.code {
        case.find_named(
            code,
            "customer_name",
            &row.cite.clause,
            &[
                ("class", class.words()),
                ("grade", grade),
                ("rank", &row.rank.to_string()),
                ("shipping", &row.shipping),
                ("price", &row.price_tier),
            ],
        );
    }
    let inputs = vec![
        computed("客户类别", class.words().to_owned(), None),
        computed(GRADE, grade.to_owned(), None),
    ];
    case.step(
        "发货与价格",
        format!("{}、{}", row.shipping, row.price_tier),
        inputs,
        &row.cite,
        "",
    );
    Some(Benefit {
        rank: row.rank,
        price_tier: row.price_tier.clone(),
        shipping: row.shipping.clone(),
    })
}
