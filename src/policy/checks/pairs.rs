//! Two values that must agree: the least and the most, the sizes of an enterprise, and the ends
//! of indicator 1 that the clause words as one (ind1_t3 and ind1_t4).

use super::{at_cell, rows};
use crate::findings::Finding;
use crate::policy::Tables;
use crate::policy::kinds::banded::Band;
use crate::policy::table::RowReader;
use rust_decimal::Decimal;

pub(super) fn problems(tables: &Tables) -> Vec<Finding> {
    let mut found: Vec<Finding> = rows(tables, "企业规模").flat_map(|r| sizes(&r)).collect();
    found.extend(digits(tables));
    found.extend(amount_ends(tables));
    found
}

/// 大型 above 中型 above 小型.
fn sizes(row: &RowReader<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for what in ["人数", "收入"] {
        let names = ["大型", "中型", "小型"].map(|size| format!("{size}{what}"));
        let filled = names.iter().filter(|n| row.integer(n).is_some()).count();
        if filled != 0
            && filled != names.len()
            && let Some(blank) = names.iter().find(|n| row.text(n).is_empty())
        {
            found.push(at_cell(row, blank, "E-POLICY-BLANK", &[]).done());
        }
        for pair in names.windows(2) {
            if let [larger, smaller] = pair
                && let (Some(most), Some(least)) = (row.integer(larger), row.integer(smaller))
                && most <= least
            {
                found.push(order(row, smaller, larger, row.text(larger)));
            }
        }
    }
    found
}

/// The fewest digits of an account are no more than the most.
fn digits(tables: &Tables) -> Option<Finding> {
    let row = |name: &str| rows(tables, "参数").find(|r| r.text("参数名") == name);
    let (least, most) = (row("account_digits_min")?, row("account_digits_max")?);
    (least.integer("值")? > most.integer("值")?)
        .then(|| order(&least, "值", most.text("中文名"), most.text("值")))
}

fn order(row: &RowReader<'_>, header: &str, other: &str, value: &str) -> Finding {
    at_cell(
        row,
        header,
        "E-POLICY-ORDER",
        &[("other", other), ("was", value)],
    )
    .done()
}

/// The amount below which an overdue customer has the clause's own row is the one below which a
/// timely one has none (domain 1.1.3(1): must be equal, or a warning).
fn amount_ends(tables: &Tables) -> Option<Finding> {
    // A row with a warning of its own is not the clause's.
    let own = |word: &str| -> Vec<RowReader<'_>> {
        rows(tables, "指标1")
            .filter(|r| r.text("回款") == word && r.text("提醒代码").is_empty())
            .collect()
    };
    let least: Decimal = own("及时")
        .iter()
        .filter_map(|r| Band::read(r).lower.map(|b| b.value))
        .min()?;
    let (row, most) = own("拖欠")
        .into_iter()
        .filter_map(|r| Band::read(&r).upper.map(|b| (r, b.value)))
        .max_by_key(|(_, value)| *value)?;
    (most != least).then(|| {
        let least = crate::domain::decimal::plain(least);
        at_cell(&row, "上限", "W-POLICY-IND1-ENDS", &[("other", &least)]).done()
    })
}
