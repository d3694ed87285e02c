//! People and offices: who takes over from whom, who stands in for whom, without circles and
//! without anybody standing in for himself.

use super::{at_cell, rows};
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::policy::Tables;
use crate::policy::table::RowReader;
use std::collections::BTreeSet;

pub(super) fn problems(tables: &Tables) -> Vec<Finding> {
    let mut found = successors_of_people(tables);
    found.extend(successors_of_offices(tables));
    found.extend(deputies(tables));
    found
}

fn people(tables: &Tables) -> Vec<RowReader<'_>> {
    rows(tables, "组织-人员").collect()
}

/// The rows of people that a 工号 or a name stands for.
fn named<'a, 't>(people: &'a [RowReader<'t>], word: &str) -> Vec<&'a RowReader<'t>> {
    let wanted = fold(word);
    let by = |header: &str| -> Vec<&RowReader<'t>> {
        people
            .iter()
            .filter(|p| fold(p.text(header)) == wanted)
            .collect()
    };
    let numbered = by("工号");
    if numbered.is_empty() {
        by("姓名")
    } else {
        numbered
    }
}

fn successors_of_people(tables: &Tables) -> Vec<Finding> {
    const COLUMN: &str = "接手人";
    let people = people(tables);
    let mut found = Vec::new();
    for row in people.iter().filter(|r| !r.text(COLUMN).is_empty()) {
        let fault = |why: &str| at_cell(row, COLUMN, "E-POLICY-SUCCESSOR", &[("why", why)]).done();
        match named(&people, row.text(COLUMN)).as_slice() {
            // Unknown people are named by the check of references.
            [] => {}
            [one] if one.text("工号") == row.text("工号") => {
                found.push(fault("就是本人,不能接自己的手"));
            }
            [one] => {
                let gone = row.date("在职止").zip(one.date("在职止"));
                if gone.is_some_and(|(left, other)| other <= left) && one.text(COLUMN).is_empty() {
                    found.push(fault("在那之前已经离职,也没有写接手人"));
                } else if circle(row, |r| match named(&people, r.text(COLUMN)).as_slice() {
                    [next] => Some(**next),
                    _ => None,
                }) {
                    found.push(fault("接来接去又回到本人,成了一个圈"));
                }
            }
            _ => found.push(fault("有几个同名的人,请写工号")),
        }
    }
    found
}

fn successors_of_offices(tables: &Tables) -> Vec<Finding> {
    const COLUMN: &str = "并入";
    let offices: Vec<RowReader<'_>> = rows(tables, "组织-办事处").collect();
    let next = |row: &RowReader<'_>| {
        let wanted = fold(row.text(COLUMN));
        offices
            .iter()
            .find(|o| !wanted.is_empty() && fold(o.text("办事处")) == wanted)
            .copied()
    };
    let mut found = Vec::new();
    for row in &offices {
        let fault = |why: &str| at_cell(row, COLUMN, "E-POLICY-SUCCESSOR", &[("why", why)]).done();
        let Some(successor) = next(row) else { continue };
        if circle(row, next) {
            found.push(fault("并来并去又回到本处,成了一个圈"));
        } else if let (Some(end), Some(gone)) = (row.date("止"), successor.date("止"))
            && gone <= end
            && successor.text(COLUMN).is_empty()
        {
            found.push(fault("在那之前已经撤销,也没有写并入何处"));
        }
    }
    found
}

/// Whether following `next` from a row comes back to it.
fn circle<'t>(row: &RowReader<'t>, next: impl Fn(&RowReader<'t>) -> Option<RowReader<'t>>) -> bool {
    let start = row.at("");
    let mut seen = BTreeSet::new();
    let mut here = next(row);
    while let Some(row) = here {
        if row.at("") == start {
            return true;
        }
        if !seen.insert(row.at("")) {
            return false;
        }
        here = next(&row);
    }
    false
}

/// Nobody represents himself, alone or by a circle of deputies (realforms: 授权代理).
fn deputies(tables: &Tables) -> Vec<Finding> {
    const COLUMN: &str = "所代职务";
    let people = people(tables);
    let deputies: Vec<RowReader<'_>> = rows(tables, "组织-代理").collect();
    // The roles that a deputy holds himself: as the row says, and as 组织-人员 says.
    let holds = |row: &RowReader<'_>| -> BTreeSet<String> {
        named(&people, row.text("代理人"))
            .iter()
            .map(|p| fold(p.text("职务")))
            .chain([fold(row.text("代理人职务"))])
            .filter(|r| !r.is_empty())
            .collect()
    };
    let overlap = |a: &RowReader<'_>, b: &RowReader<'_>| {
        let before = |x: &RowReader<'_>, y: &RowReader<'_>| {
            x.date("止")
                .zip(y.date("起"))
                .is_some_and(|(end, start)| end < start)
        };
        !before(a, b) && !before(b, a)
    };
    let mut found = Vec::new();
    for row in &deputies {
        let fault = |why: &str| at_cell(row, COLUMN, "E-POLICY-DEPUTY", &[("why", why)]).done();
        let role = fold(row.text(COLUMN));
        if holds(row).contains(&role) {
            found.push(fault("就是代理人自己的职务,自己不能代自己"));
            continue;
        }
        if named(&people, row.text("代理人")).len() > 1 {
            let facts = [("why", "有几个同名的人,请写工号")];
            found.push(at_cell(row, "代理人", "E-POLICY-DEPUTY", &facts).done());
        }
        // From the role stood in for, over those who stand in for the deputy's own role at the
        // same time, back to the first: then a matter could wander round for ever.
        let mut seen: BTreeSet<String> = holds(row);
        let mut open: Vec<String> = seen.iter().cloned().collect();
        while let Some(held) = open.pop() {
            let above = deputies
                .iter()
                .filter(|d| fold(d.text(COLUMN)) == held && overlap(d, row));
            for role in above.flat_map(holds) {
                if seen.insert(role.clone()) {
                    open.push(role);
                }
            }
        }
        if seen.contains(&role) {
            found.push(fault("的人同一时间又由代理人一方代理,成了一个圈"));
        }
    }
    found
}
