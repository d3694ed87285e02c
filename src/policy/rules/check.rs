//! Whether rules give every record exactly one outcome, and whether every row can be reached.

use super::cells::{Nature, Read, fault, may_be_blank, nature};
use super::{BLANK, Gives, Outcome, Rule, Source, Test};
use crate::domain::decimal::plain;
use crate::findings::Finding;
use crate::forms::FormDefinition;
use crate::policy::kinds::banded::{self, Band};
use crate::policy::table::RowReader;
use rust_decimal::Decimal;

/// What is wrong with the rules of a form.
pub(super) fn problems(form: &FormDefinition, rules: &[Read<'_>]) -> Vec<Finding> {
    let all: Vec<&Rule> = rules.iter().map(|r| &r.rule).collect();
    let mut found = Vec::new();
    for read in rules {
        // A rule of which rows were left out has had its faults said.
        if !read.lost {
            found.extend(one(form, &all, read));
        }
    }
    let mut grades = rules.iter().filter(|r| r.rule.gives == Gives::Grade);
    if let (Some(first), Some(second)) = (grades.next(), grades.next())
        && let Some(row) = second.rows.first()
    {
        let why = format!(
            "是第二个等级,前面已有「{}」;别的定档请用「结论」",
            first.rule.name
        );
        found.push(fault(row, "得出", &why));
    }
    found
}

/// Rows of one rule that follow each other and look at one source.
struct Block<'r, 't> {
    source: Option<&'r Source>,
    rows: Vec<(&'r Test, RowReader<'t>)>,
}

fn blocks<'r, 't>(read: &'r Read<'t>) -> Vec<Block<'r, 't>> {
    let mut blocks: Vec<Block<'r, 't>> = Vec::new();
    for (rule_row, row) in read.rule.rows.iter().zip(&read.rows) {
        let source = rule_row.test.source();
        match blocks.last_mut() {
            Some(block) if block.source == source => block.rows.push((&rule_row.test, *row)),
            _ => blocks.push(Block {
                source,
                rows: vec![(&rule_row.test, *row)],
            }),
        }
    }
    blocks
}

fn one(form: &FormDefinition, all: &[&Rule], read: &Read<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let name = read.rule.name.as_str();
    // The row after which nothing is left over.
    let mut closing: Option<RowReader<'_>> = None;
    let blocks = blocks(read);
    let count = blocks.len();
    for (index, block) in blocks.iter().enumerate() {
        if let (Some(closing), Some((_, row))) = (closing, block.rows.first()) {
            found.push(never(row, &closing));
            break;
        }
        let last = index + 1 == count;
        let (left, more) = covered(form, all, block, name, last && read.rule.gives.is_total());
        found.extend(more);
        if !left {
            closing = block.rows.last().map(|(_, row)| *row);
        }
    }
    if read.rule.gives == Gives::Grade {
        found.extend(out_of_reach(form, all, read));
    }
    found
}

/// A row that is never reached.
fn never(row: &RowReader<'_>, closing: &RowReader<'_>) -> Finding {
    let place = closing.at("规则").to_string();
    Finding::draft("E-POLICY-HIDDEN", &[("other", &place)])
        .at(row.sheet(), Some(row.at("规则")))
        .of_field("规则")
        .quoting(row.text("规则"))
        .done()
}

/// Whether a block leaves anything over, and what is wrong with it; `must` not.
fn covered(
    form: &FormDefinition,
    all: &[&Rule],
    block: &Block<'_, '_>,
    name: &str,
    must: bool,
) -> (bool, Vec<Finding>) {
    let mut found = Vec::new();
    let Some(source) = block.source else {
        if let [(_, first), (_, second), ..] = block.rows.as_slice() {
            found.push(never(second, first));
        }
        return (false, found);
    };
    let nature = nature(form, all, source);
    let share = nature == Nature::Number { share: true };
    let mut bands: Vec<(Band, RowReader<'_>)> = Vec::new();
    let mut words: Vec<(&str, &RowReader<'_>)> = Vec::new();
    let (mut blank, mut rest): (Option<&RowReader<'_>>, Option<&RowReader<'_>>) = (None, None);
    for (test, row) in &block.rows {
        if let Some(rest) = rest
            && !matches!(test, Test::Blank(_))
        {
            found.push(never(row, rest));
            continue;
        }
        match test {
            Test::Band(_, band) => bands.push((*band, *row)),
            Test::Words(_, own) => {
                for word in own {
                    match words.iter().find(|(w, _)| w == word) {
                        Some((_, first)) => found.push(never(row, first)),
                        None => words.push((word, row)),
                    }
                }
            }
            Test::Blank(_) => match blank {
                Some(first) => found.push(never(row, first)),
                None => blank = Some(row),
            },
            Test::Otherwise(_) => rest = Some(row),
            Test::Always => {}
        }
    }
    let no_bands = bands.is_empty();
    let place = block.rows.last().map(|(_, row)| *row);
    let sheet = place.map_or("", |row| row.sheet());
    let of_bands = banded::row_problems(sheet, share, name, bands);
    let gap = |f: &Finding| f.code == "E-POLICY-GAP";
    let (gaps, others): (Vec<Finding>, Vec<Finding>) = of_bands.into_iter().partition(gap);
    found.extend(others);
    let mut left = false;
    if rest.is_none() {
        let missing: Vec<String> = match &nature {
            Nature::Number { .. } if no_bands => vec!["的任何数".to_owned()],
            Nature::Number { .. } => {
                left = !gaps.is_empty();
                if must {
                    found.extend(gaps);
                }
                Vec::new()
            }
            Nature::Words(Some(listed)) => listed
                .iter()
                .filter(|w| !words.iter().any(|(have, _)| have == w))
                .map(|w| format!("的「{w}」"))
                .collect(),
            Nature::Words(None) | Nature::Day => vec!["的其余的值(要一行「其他」)".to_owned()],
        };
        if !missing.is_empty() {
            left = true;
            if let (true, Some(row)) = (must, place) {
                let missing = missing.join("、");
                found.push(uncovered(&row, source_name(form, all, source), &missing));
            }
        }
    }
    let blank_left = blank.is_none()
        && matches!(source, Source::Field(key) if form.field(key).is_some_and(may_be_blank));
    if blank_left {
        left = true;
        if let (true, Some(row)) = (must, place) {
            let what = format!("空着的时候(要一行「{BLANK}」,或把它设成必填)");
            found.push(uncovered(&row, source_name(form, all, source), &what));
        }
    }
    (left, found)
}

fn source_name<'a>(form: &'a FormDefinition, all: &[&'a Rule], source: &'a Source) -> &'a str {
    match source {
        Source::Field(key) => form.field(key).map_or(key, |f| &f.label),
        Source::Rule(at) => all.get(*at).map_or("", |r| &r.name),
    }
}

fn uncovered(row: &RowReader<'_>, source: &str, missing: &str) -> Finding {
    Finding::draft(
        "E-POLICY-RULE-LEFT",
        &[
            ("rule", row.text("规则")),
            ("source", source),
            ("missing", missing),
        ],
    )
    .at(row.sheet(), Some(row.at("取值")))
    .of_field("取值")
    .quoting(row.text("取值"))
    .done()
}

/// Grades whose points cannot be scored: the band begins above the most that can come out.
fn out_of_reach(form: &FormDefinition, all: &[&Rule], read: &Read<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (rule_row, row) in read.rule.rows.iter().zip(&read.rows) {
        let Test::Band(source, band) = &rule_row.test else {
            continue;
        };
        let (Some(lower), Some(most)) = (band.lower, most(form, all, source)) else {
            continue;
        };
        if lower.value > most || lower.value == most && !lower.closed {
            let why = format!(
                "要「{}」{},可最多只有 {}",
                source_name(form, all, source),
                band.words(""),
                plain(most)
            );
            found.push(fault(row, "下限", &why));
        }
    }
    found
}

/// The most that a source can come to; none where nothing bounds it.
fn most(form: &FormDefinition, all: &[&Rule], source: &Source) -> Option<Decimal> {
    let rule = match source {
        Source::Field(key) => {
            let field = form.field(key)?;
            return field.max;
        }
        Source::Rule(at) => all.get(*at)?,
    };
    let of_row = |outcome: &Outcome| match outcome {
        Outcome::Points(points) => Some(*points),
        Outcome::Sum(parts) => parts.iter().try_fold(Decimal::ZERO, |sum, part| {
            sum.checked_add(most(form, all, part)?)
        }),
        _ => None,
    };
    let all_rows: Option<Vec<Decimal>> = rule.rows.iter().map(|r| of_row(&r.outcome)).collect();
    all_rows?.into_iter().max()
}
