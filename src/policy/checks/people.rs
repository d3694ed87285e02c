//! People and offices: who takes over from whom, who stands in for whom, without circles and
//! without anybody standing in for himself.

use super::{at_cell, rows};
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::policy::Tables;
use crate::policy::table::RowReader;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn problems(tables: &Tables) -> Vec<Finding> {
    let people = People::of(tables);
    let mut found = successors_of_people(&people);
    found.extend(successors_of_offices(tables));
    found.extend(deputies(tables, &people));
    found
}

/// The rows of 组织-人员, found by 工号 or name.
struct People<'t> {
    rows: Vec<RowReader<'t>>,
    by_number: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl<'t> People<'t> {
    fn of(tables: &'t Tables) -> Self {
        let rows: Vec<RowReader<'t>> = rows(tables, "组织-人员").collect();
        let index = |header: &str| {
            let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (at, row) in rows.iter().enumerate() {
                index.entry(fold(row.text(header))).or_default().push(at);
            }
            index
        };
        Self {
            by_number: index("工号"),
            by_name: index("姓名"),
            rows,
        }
    }

    /// Those that a 工号, or else a name, stands for.
    fn named(&self, word: &str) -> &[usize] {
        let word = fold(word);
        self.by_number
            .get(&word)
            .or_else(|| self.by_name.get(&word))
            .map_or(&[], Vec::as_slice)
    }
}

fn successors_of_people(people: &People<'_>) -> Vec<Finding> {
    const COLUMN: &str = "接手人";
    let next: Vec<Option<usize>> = people
        .rows
        .iter()
        .map(|row| match people.named(row.text(COLUMN)) {
            [one] if !row.text(COLUMN).is_empty() => Some(*one),
            _ => None,
        })
        .collect();
    let circles = on_circles(&next);
    let mut found = Vec::new();
    for (at, row) in people.rows.iter().enumerate() {
        if row.text(COLUMN).is_empty() {
            continue;
        }
        let fault = |why: &str| at_cell(row, COLUMN, "E-POLICY-SUCCESSOR", &[("why", why)]).done();
        match people.named(row.text(COLUMN)) {
            // Unknown people are named by the check of references.
            [] => {}
            [one] if *one == at => found.push(fault("就是本人,不能接自己的手")),
            [_] if circles.contains(&at) => found.push(fault("接来接去又回到本人,成了一个圈")),
            [one] => {
                let gone = people.rows.get(*one).is_some_and(|other| {
                    let ends = row.date("在职止").zip(other.date("在职止"));
                    ends.is_some_and(|(left, earlier)| earlier <= left)
                        && other.text(COLUMN).is_empty()
                });
                if gone {
                    found.push(fault("在那之前已经离职,也没有写接手人"));
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
    let index: BTreeMap<String, usize> = offices
        .iter()
        .enumerate()
        .rev()
        .map(|(at, row)| (fold(row.text("办事处")), at))
        .collect();
    let next: Vec<Option<usize>> = offices
        .iter()
        .map(|row| {
            row.some_text(COLUMN)
                .and_then(|t| index.get(&fold(&t)).copied())
        })
        .collect();
    let circles = on_circles(&next);
    let mut found = Vec::new();
    for (at, row) in offices.iter().enumerate() {
        let fault = |why: &str| at_cell(row, COLUMN, "E-POLICY-SUCCESSOR", &[("why", why)]).done();
        let Some(successor) = next.get(at).copied().flatten().and_then(|i| offices.get(i)) else {
            continue;
        };
        if circles.contains(&at) {
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

/// Those from which following `next` comes back to them.
fn on_circles(next: &[Option<usize>]) -> BTreeSet<usize> {
    let step = |at: usize| next.get(at).copied().flatten();
    let mut circles = BTreeSet::new();
    // In which walk each was passed; a walk that meets itself has found a circle.
    let mut passed: BTreeMap<usize, usize> = BTreeMap::new();
    for start in 0..next.len() {
        let mut here = Some(start);
        while let Some(at) = here {
            match passed.get(&at) {
                Some(walk) if *walk == start => {
                    let mut on = at;
                    while circles.insert(on) {
                        match step(on) {
                            Some(following) => on = following,
                            None => break,
                        }
                    }
                    break;
                }
                Some(_) => break,
                None => {
                    passed.insert(at, start);
                }
            }
            here = step(at);
        }
    }
    circles
}

/// A row of 组织-代理, with what is asked of it more than once.
struct Standing<'t> {
    row: RowReader<'t>,
    /// Role stood in for, folded.
    role: String,
    /// Roles that the deputy holds himself: as the row says, and as 组织-人员 says.
    holds: BTreeSet<String>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Standing<'_> {
    fn overlaps(&self, other: &Self) -> bool {
        let before =
            |a: &Self, b: &Self| a.until.zip(b.from).is_some_and(|(end, start)| end < start);
        !before(self, other) && !before(other, self)
    }
}

/// Nobody represents himself, alone or by a circle of deputies (realforms: 授权代理).
fn deputies(tables: &Tables, people: &People<'_>) -> Vec<Finding> {
    const COLUMN: &str = "所代职务";
    let all: Vec<Standing<'_>> = rows(tables, "组织-代理")
        .map(|row| {
            let persons = people.named(row.text("代理人")).iter();
            let held = persons.filter_map(|i| people.rows.get(*i));
            Standing {
                role: fold(row.text(COLUMN)),
                holds: held
                    .map(|p| fold(p.text("职务")))
                    .chain([fold(row.text("代理人职务"))])
                    .filter(|r| !r.is_empty())
                    .collect(),
                from: row.date("起"),
                until: row.date("止"),
                row,
            }
        })
        .collect();
    let mut by_role: BTreeMap<&str, Vec<&Standing<'_>>> = BTreeMap::new();
    for one in &all {
        by_role.entry(&one.role).or_default().push(one);
    }
    let mut found = Vec::new();
    for one in &all {
        let row = &one.row;
        let fault = |header: &str, why: &str| {
            at_cell(row, header, "E-POLICY-DEPUTY", &[("why", why)]).done()
        };
        if people.named(row.text("代理人")).len() > 1 {
            found.push(fault("代理人", "有几个同名的人,请写工号"));
        }
        if one.holds.contains(&one.role) {
            found.push(fault(COLUMN, "就是代理人自己的职务,自己不能代自己"));
            continue;
        }
        // From the roles that the deputy holds, over those who stand in for them at the same
        // time, back to the role stood in for: then a matter could wander round for ever.
        let mut seen: BTreeSet<&str> = one.holds.iter().map(String::as_str).collect();
        let mut open: Vec<&str> = seen.iter().copied().collect();
        while let Some(held) = open.pop() {
            for other in by_role.get(held).into_iter().flatten() {
                if other.overlaps(one) {
                    for role in &other.holds {
                        if seen.insert(role) {
                            open.push(role);
                        }
                    }
                }
            }
        }
        if seen.contains(one.role.as_str()) {
            found.push(fault(COLUMN, "的人同一时间又由代理人一方代理,成了一个圈"));
        }
    }
    found
}
