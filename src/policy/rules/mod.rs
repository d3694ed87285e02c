//! Rule tables that managers write for forms of their own: points, totals, a grade, conclusions,
//! days and steps from the fields of a form.
//!
//! Rows of one name are one rule; the first row that fits counts. [`read`] makes rules of rows,
//! [`check`] asks whether every record gets exactly one outcome. `evaluate::rules` follows them.

mod cells;
mod check;

use super::cite::Cite;
use super::kinds::banded::Band;
use super::table::{RowReader, Table};
use super::{Typing, form_sheets, schema};
use crate::domain::name::fold;
use crate::forms::{FormDefinition, Forms, Judging};
use rust_decimal::Decimal;

/// The word of 取值 for a field that is blank.
pub const BLANK: &str = "空";
/// The word of 取值 for all that no row above names.
pub const OTHERWISE: &str = "其他";

/// The rules of one form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FormRules {
    /// Id of the form.
    pub form: String,
    /// In the order in which they are followed.
    pub rules: Vec<Rule>,
}

/// One rule: rows of one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Name of what it gives (质量得分), or what is to be done.
    pub name: String,
    /// What it gives.
    pub gives: Gives,
    /// The first that fits counts.
    pub rows: Vec<RuleRow>,
}

/// What a rule gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Points.
    Points,
    /// The sum of fields and earlier figures.
    Sum,
    /// The grade of the record.
    Grade,
    /// A word.
    Word,
    /// A day.
    Due,
    /// A step on the record's way.
    Step,
}

impl Gives {
    /// The words of the column 得出.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("得分", Self::Points),
        ("合计", Self::Sum),
        ("等级", Self::Grade),
        ("结论", Self::Word),
        ("期限", Self::Due),
        ("步骤", Self::Step),
    ];

    /// Whether every record must get an outcome.
    pub fn is_total(self) -> bool {
        !matches!(self, Self::Due | Self::Step)
    }
}

/// A row of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleRow {
    /// When it fits.
    pub test: Test,
    /// What it gives.
    pub outcome: Outcome,
    /// Its place.
    pub cite: Cite,
}

/// When a row fits.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Always.
    Always,
    /// A number within a band.
    Band(Source, Band),
    /// One of some words.
    Words(Source, Vec<String>),
    /// Nothing stands there.
    Blank(Source),
    /// Whatever stands there.
    Otherwise(Source),
}

impl Test {
    /// What it looks at.
    pub fn source(&self) -> Option<&Source> {
        match self {
            Self::Always => None,
            Self::Band(of, _) | Self::Words(of, _) | Self::Blank(of) | Self::Otherwise(of) => {
                Some(of)
            }
        }
    }

    /// `合格率≥98%`, `价格水平是「低于市场」`, for a source of that name whose numbers are in that
    /// unit; empty for always.
    pub fn words(&self, name: &str, unit: &str) -> String {
        match self {
            Self::Always => String::new(),
            Self::Band(_, band) => format!("{name}{}", band.words(unit)),
            Self::Words(_, words) => format!("{name}是「{}」", words.join("、")),
            Self::Blank(_) => format!("{name}空着"),
            Self::Otherwise(_) => format!("{name}是其他"),
        }
    }
}

/// What a row looks at or adds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A field by key.
    Field(String),
    /// An earlier rule by its position.
    Rule(usize),
}

/// What a row gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Points.
    Points(Decimal),
    /// A grade or a conclusion.
    Word(String),
    /// The sum of these.
    Sum(Vec<Source>),
    /// A day, and for a step who does it and with which form.
    Day {
        /// From which day.
        from: Base,
        /// How many.
        count: u32,
        /// Of what.
        of: Span,
        /// For a step: owner and form.
        step: Option<(String, Option<String>)>,
    },
}

/// From which day it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// The day of the review.
    Today,
    /// A day in a field, by key.
    Field(String),
    /// The day that an earlier rule gave.
    Rule(usize),
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Working days.
    Workdays,
    /// Calendar days; a rest day rolls on.
    Days,
    /// Months; a rest day rolls on.
    Months,
}

impl Span {
    /// The words of the column 加什么.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("工作日", Self::Workdays),
        ("日历日", Self::Days),
        ("月", Self::Months),
    ];

    /// As the JSON document calls it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Workdays => "workday",
            Self::Days => "calendar",
            Self::Months => "month",
        }
    }
}

/// The unit in which a source's numbers are shown; empty where it has none.
pub fn unit_of(form: &FormDefinition, rules: &[&Rule], source: &Source) -> &'static str {
    let rule = match source {
        Source::Field(key) => {
            let unit = form.field(key).and_then(|f| f.unit);
            return unit.map_or("", |u| u.words());
        }
        Source::Rule(at) => rules.get(*at),
    };
    let Some(rule) = rule else { return "" };
    match (rule.gives, rule.rows.first().map(|r| &r.outcome)) {
        (Gives::Points, _) => "分",
        (Gives::Sum, Some(Outcome::Sum(parts))) => {
            let mut units = parts.iter().map(|part| unit_of(form, rules, part));
            let first = units.next().unwrap_or("");
            if units.all(|unit| unit == first) {
                first
            } else {
                ""
            }
        }
        _ => "",
    }
}

/// The rules of every form that is judged by rule tables.
pub(super) fn read(typing: &mut Typing<'_, '_>, forms: &Forms) -> Vec<FormRules> {
    let mut all = Vec::new();
    for form in forms.iter().filter(|f| f.judging == Judging::Rules) {
        let mut found = Vec::new();
        let mut rows: Vec<RowReader<'_>> = Vec::new();
        for sheet in &form.rule_tables {
            match rule_table(typing, sheet) {
                Some(table) => rows.extend(table.readers()),
                None => found.push(form_sheets::no_rule_table(typing, form, sheet)),
            }
        }
        let rules = cells::rules(form, forms, &rows, &mut found);
        found.extend(check::problems(form, &rules));
        typing.add(found);
        all.push(FormRules {
            form: form.id.clone(),
            rules: rules.into_iter().map(|r| r.rule).collect(),
        });
    }
    all
}

/// The table on a sheet that a form names; none where it is not there, or is one of ours.
fn rule_table<'t>(typing: &Typing<'t, '_>, sheet: &str) -> Option<&'t Table> {
    let schema = schema::rule_schema();
    let wanted = fold(sheet);
    typing
        .tables
        .tables
        .iter()
        .find(|t| fold(&t.sheet) == wanted && t.schema.sheet == schema.sheet)
        .filter(|t| t.sheet != schema.sheet)
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
