//! The tables of complaints: steps that count from a step which is not taken, signs of 重大 that a
//! weaker sign hides, causes without a reply, states that cannot be reached or left.

use super::references::choices;
use super::{at_cell, hidden, rows};
use crate::domain::review::CustomerClass;
use crate::findings::Finding;
use crate::forms::Forms;
use crate::policy::Tables;
use crate::policy::complaints::{
    self, Circumstances, FROM_RECEIPT, FROM_REPLY, MAJOR, MINOR, SeveritySign, StepRow, UNDECIDED,
};
use crate::policy::table::RowReader;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn problems(tables: &Tables, forms: &Forms) -> Vec<Finding> {
    let causes = choices(forms, "customer_feedback", "causes");
    let mut found = steps(tables, &causes);
    found.extend(severity(tables));
    found.extend(replies(tables, &causes));
    found.extend(states(tables));
    found
}

/// Every kind of complaint is walked through: no step twice, and each counts from one that is taken.
fn steps(tables: &Tables, causes: &[String]) -> Vec<Finding> {
    let rows: Vec<RowReader<'_>> = rows(tables, "投诉步骤").collect();
    let steps: Vec<StepRow> = complaints::steps(&rows);
    let mut wishes: BTreeSet<&str> = steps
        .iter()
        .flat_map(|s| &s.wishes)
        .map(String::as_str)
        .filter(|w| *w != UNDECIDED)
        .collect();
    wishes.insert(UNDECIDED);
    // Whether a step of that name stands above at all; where none does, kinds::states says so.
    let mut above: BTreeSet<&str> = BTreeSet::new();
    let mut based: Vec<bool> = Vec::with_capacity(steps.len());
    for step in &steps {
        based.push(above.contains(step.base.as_str()));
        above.insert(&step.step);
    }
    let mut found = Vec::new();
    let mut said: BTreeSet<(usize, bool)> = BTreeSet::new();
    for cause in causes {
        for wish in &wishes {
            for (major, repeated) in [(false, false), (true, false), (false, true), (true, true)] {
                let one = [cause.clone()];
                let undecided = *wish == UNDECIDED;
                let circumstances = Circumstances {
                    major,
                    repeated,
                    causes: &one,
                    wish: (!undecided).then_some(*wish),
                    undecided,
                };
                let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
                for (index, ((step, row), based)) in steps.iter().zip(&rows).zip(&based).enumerate()
                {
                    if !step.holds(&circumstances) {
                        continue;
                    }
                    let when = format!("{cause}原因、客户要求{wish}、{}", words(major, repeated));
                    let base = step.base.as_str();
                    let counted = [FROM_RECEIPT, FROM_REPLY].contains(&base)
                        || taken.contains_key(base)
                        || !based;
                    if !counted && said.insert((index, false)) {
                        let facts = [("when", when.as_str())];
                        found.push(at_cell(row, "起算", "E-POLICY-STEP-BASE-GONE", &facts).done());
                    }
                    let first = taken.insert(&step.step, index);
                    if let Some(other) = first.and_then(|i| rows.get(i))
                        && said.insert((index, true))
                    {
                        let other = other.at("步骤").to_string();
                        let facts = [("when", when.as_str()), ("other", &other)];
                        found.push(at_cell(row, "步骤", "E-POLICY-STEP-TWICE", &facts).done());
                    }
                }
            }
        }
    }
    found
}

fn words(major: bool, repeated: bool) -> String {
    let severity = if major { MAJOR } else { MINOR };
    let again = if repeated { "且重复" } else { "" };
    format!("情节{severity}{again}")
}

/// A sign that holds only where another holds already says nothing.
fn severity(tables: &Tables) -> Vec<Finding> {
    const SHEET: &str = "投诉情节";
    let signs: Vec<(RowReader<'_>, SeveritySign)> = rows(tables, SHEET)
        .filter_map(|row| complaints::sign(&row).map(|sign| (row, sign)))
        .collect();
    let mut found = Vec::new();
    for (index, (row, sign)) in signs.iter().enumerate() {
        let hider = signs
            .iter()
            .enumerate()
            .find(|(i, (_, other))| {
                // Of two equal rows the later one is the one too many.
                *i != index && implies(sign, other) && (!implies(other, sign) || *i < index)
            })
            .map(|(_, (other, _))| other);
        if let Some(other) = hider {
            found.push(hidden(row, other, "条件"));
        }
        if let SeveritySign::Customer(label) = sign {
            let known = [CustomerClass::Major, CustomerClass::General]
                .iter()
                .filter_map(|class| label.strip_prefix(class.words()))
                .any(|grade| rows(tables, "等级").any(|r| r.text("等级") == grade));
            if !known {
                let facts = [
                    ("word", label.as_str()),
                    ("place", "等级"),
                    ("meant", "写类别加等级,如 大客户A"),
                ];
                found.push(at_cell(row, "值", "E-POLICY-UNKNOWN", &facts).done());
            }
        }
    }
    found
}

/// Whether the first sign holds only where the second holds.
fn implies(one: &SeveritySign, other: &SeveritySign) -> bool {
    match (one, other) {
        (SeveritySign::ClaimedLoss(a), SeveritySign::ClaimedLoss(b)) => a >= b,
        (
            SeveritySign::Complaints { count: a, days: d },
            SeveritySign::Complaints { count: b, days: e },
        ) => a >= b && d <= e,
        (a, b) => a == b,
    }
}

/// Every complaint is answered by some day: each cause and severity has its row, and a limit.
fn replies(tables: &Tables, causes: &[String]) -> Vec<Finding> {
    const SHEET: &str = "回复期限";
    if tables.get(SHEET).is_none() {
        return Vec::new();
    }
    let row = |by: &str, word: &str| {
        rows(tables, SHEET).find(|r| r.text("依据") == by && r.text("取值") == word)
    };
    let severities = [MAJOR, MINOR].map(str::to_owned);
    let mut found = Vec::new();
    for (by, words) in [("情节", severities.as_slice()), ("原因", causes)] {
        for word in words.iter().filter(|w| row(by, w).is_none()) {
            let key = format!("{by} {word}");
            let facts = [("key", key.as_str()), ("column", "依据、取值")];
            found.push(
                Finding::draft("E-POLICY-KEY-MISSING", &facts)
                    .at(SHEET, None)
                    .done(),
            );
        }
        for row in rows(tables, SHEET).filter(|r| r.text("依据") == by) {
            if !words.iter().any(|w| w == row.text("取值")) {
                let facts = [
                    ("word", row.text("取值")),
                    ("place", by),
                    ("meant", &*format!("可写:{}", words.join("、"))),
                ];
                found.push(at_cell(&row, "取值", "E-POLICY-UNKNOWN", &facts).done());
            }
        }
    }
    for severity in &severities {
        let Some(own) = row("情节", severity).filter(|r| r.integer("工作日").is_none()) else {
            continue;
        };
        let open = causes
            .iter()
            .find(|c| row("原因", c).is_some_and(|r| r.integer("工作日").is_none()));
        if let Some(cause) = open {
            let facts = [("cause", cause.as_str())];
            found.push(at_cell(&own, "工作日", "E-POLICY-REPLY-OPEN", &facts).done());
        }
    }
    found
}

/// States are reached from the first, lead to an end, and every step has its state.
fn states(tables: &Tables) -> Vec<Finding> {
    const SHEET: &str = "投诉状态";
    let all: Vec<RowReader<'_>> = rows(tables, SHEET).collect();
    let Some(start) = all.first() else {
        return Vec::new();
    };
    let mut next: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut before: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &all {
        let state = row.text("状态").to_owned();
        for to in row.words("下一状态") {
            before.entry(to).or_default().push(state.clone());
        }
        next.insert(state, row.words("下一状态"));
    }
    let start = start.text("状态").to_owned();
    let reached = reach(&next, [start.clone()]);
    let ends = all
        .iter()
        .filter(|r| r.flag("了结"))
        .map(|r| r.text("状态").to_owned());
    let ending = reach(&before, ends);
    let mut found = Vec::new();
    for row in &all {
        let state = row.text("状态");
        if !reached.contains(state) {
            let facts = [("start", start.as_str())];
            found.push(at_cell(row, "状态", "E-POLICY-STATE-UNREACHED", &facts).done());
        }
        if !ending.contains(state) {
            found.push(at_cell(row, "下一状态", "E-POLICY-STATE-STUCK", &[]).done());
        }
    }
    let placed: BTreeSet<String> = all.iter().flat_map(|s| s.words("步骤")).collect();
    let mut said = BTreeSet::new();
    for row in rows(tables, "投诉步骤") {
        let step = row.text("步骤");
        if !placed.contains(step) && said.insert(step) {
            found.push(at_cell(&row, "步骤", "E-POLICY-STEP-STATE", &[]).done());
        }
    }
    found
}

/// What can be come to from some states, themselves included.
fn reach(
    ways: &BTreeMap<String, Vec<String>>,
    from: impl IntoIterator<Item = String>,
) -> BTreeSet<String> {
    let mut open: Vec<String> = from.into_iter().collect();
    let mut seen: BTreeSet<String> = open.iter().cloned().collect();
    while let Some(here) = open.pop() {
        for to in ways.get(&here).into_iter().flatten() {
            if seen.insert(to.clone()) {
                open.push(to.clone());
            }
        }
    }
    seen
}
