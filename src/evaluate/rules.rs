//! Judging by the rule tables that managers wrote: each rule in turn, the first row that fits, a
//! trace that cites its cell, and what would have changed the outcome.

use super::case::{Case, computed};
use crate::calendar::Counted;
use crate::domain::decimal::{plain, round6};
use crate::domain::review::{ComplaintStep, RuleDue, RuleFigure, RulesReview, TraceInput};
use crate::domain::value::Value;
use crate::policy::rules::{
    Base, FormRules, Gives, Outcome, Rule, RuleRow, Source, Span, Test, unit_of,
};
use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;

/// What a rule came to.
#[derive(Debug, Clone, PartialEq)]
enum Came {
    Number(Decimal),
    Word(String),
    Day(NaiveDate),
    /// What it looks at is missing, or no row fits.
    Nothing,
}

/// Follows the rules of the record's form.
pub(super) fn judge(case: &mut Case<'_>) -> RulesReview {
    let none = FormRules::default();
    let rules = case.policy.rules_of(&case.record.form.id).unwrap_or(&none);
    let mut run = Run {
        case,
        rules: &rules.rules,
        came: Vec::new(),
        review: RulesReview::default(),
    };
    for rule in &rules.rules {
        let came = run.follow(rule);
        run.came.push(came);
    }
    let mut review = run.review;
    review.trace = std::mem::take(&mut case.trace);
    review
}

struct Run<'c, 'a, 'p> {
    case: &'c mut Case<'a>,
    rules: &'p [Rule],
    /// One a rule that was followed.
    came: Vec<Came>,
    review: RulesReview,
}

impl<'p> Run<'_, '_, 'p> {
    fn follow(&mut self, rule: &'p Rule) -> Came {
        let row = rule.rows.iter().find(|row| self.fits(&row.test));
        let came = match row {
            Some(row) => self.outcome(rule, row),
            None => {
                self.none_fits(rule);
                Came::Nothing
            }
        };
        let unit = match rule.gives {
            Gives::Points => Some("分"),
            Gives::Sum => Some(self.unit(&Source::Rule(self.came.len()))),
            _ => None,
        };
        let unit = unit.filter(|u| !u.is_empty()).map(str::to_owned);
        let value = match &came {
            Came::Number(n) if unit.as_deref() == Some("%") => {
                Some(plain(*n * Decimal::ONE_HUNDRED))
            }
            Came::Number(n) => Some(plain(*n)),
            Came::Word(word) => Some(word.clone()),
            Came::Day(_) | Came::Nothing => None,
        };
        match rule.gives {
            Gives::Grade => self.review.grade = value,
            Gives::Points | Gives::Sum | Gives::Word => self.review.figures.push(RuleFigure {
                name: rule.name.clone(),
                value,
                unit,
            }),
            Gives::Due | Gives::Step => {}
        }
        came
    }

    fn came(&self, at: usize) -> &Came {
        self.came.get(at).unwrap_or(&Came::Nothing)
    }

    /// The number of a source, rounded as comparisons need it.
    fn number(&self, source: &Source) -> Option<Decimal> {
        match source {
            Source::Field(key) => self.case.record.number(key).map(round6),
            Source::Rule(at) => match self.came(*at) {
                Came::Number(n) => Some(*n),
                _ => None,
            },
        }
    }

    /// The words of a source; none where nothing stands there.
    fn words(&self, source: &Source) -> Option<Vec<String>> {
        match source {
            Source::Field(key) => Some(match self.case.record.value(key)? {
                Value::Choices(words) => words.clone(),
                other => vec![other.normalised()],
            }),
            Source::Rule(at) => match self.came(*at) {
                Came::Word(word) => Some(vec![word.clone()]),
                Came::Number(n) => Some(vec![plain(*n)]),
                Came::Day(day) => Some(vec![day.to_string()]),
                Came::Nothing => None,
            },
        }
    }

    fn fits(&self, test: &Test) -> bool {
        match test {
            Test::Always => true,
            Test::Band(source, band) => self.number(source).is_some_and(|n| band.contains(n)),
            Test::Words(source, words) => self
                .words(source)
                .is_some_and(|said| said.iter().any(|w| words.contains(w))),
            Test::Blank(source) => self.words(source).is_none(),
            Test::Otherwise(source) => self.words(source).is_some(),
        }
    }

    fn outcome(&mut self, rule: &'p Rule, row: &'p RuleRow) -> Came {
        match &row.outcome {
            Outcome::Points(points) => {
                let change = self.other_rows(rule, row);
                self.step(rule, row, format!("{}分", plain(*points)), change);
                Came::Number(*points)
            }
            Outcome::Word(word) => {
                let change = self.next_bands(rule, row);
                let change = if change.is_empty() {
                    self.other_rows(rule, row)
                } else {
                    change
                };
                if rule.gives == Gives::Grade {
                    self.review.would_change.clone_from(&change);
                }
                self.step(rule, row, word.clone(), change);
                Came::Word(word.clone())
            }
            Outcome::Sum(parts) => self.sum(rule, row, parts),
            Outcome::Day {
                from,
                count,
                of,
                step,
            } => self.day(rule, row, from, (*count, *of), step.as_ref()),
        }
    }

    fn sum(&mut self, rule: &'p Rule, row: &RuleRow, parts: &[Source]) -> Came {
        let mut total = Decimal::ZERO;
        for part in parts {
            match self.number(part).and_then(|n| total.checked_add(n)) {
                Some(sum) => total = sum,
                None => return Came::Nothing,
            }
        }
        let total = round6(total);
        let inputs = parts.iter().map(|part| self.input(part)).collect();
        let unit = parts.first().map_or("", |part| self.unit(part));
        let value = shown(total, unit);
        self.case
            .step(rule.name.as_str(), value, inputs, &row.cite, "");
        Came::Number(total)
    }

    fn day(
        &mut self,
        rule: &Rule,
        row: &RuleRow,
        from: &Base,
        (count, of): (u32, Span),
        step: Option<&(String, Option<String>)>,
    ) -> Came {
        let (start, mut inputs) = match from {
            Base::Today => {
                let today = self.case.today;
                (
                    Some(today),
                    vec![computed("审核当天", today.to_string(), None)],
                )
            }
            Base::Field(key) => (self.case.record.date(key), vec![self.case.input(key)]),
            Base::Rule(at) => {
                let source = Source::Rule(*at);
                let day = match self.came(*at) {
                    Came::Day(day) => Some(*day),
                    _ => None,
                };
                (day, vec![self.input(&source)])
            }
        };
        let Some(start) = start else {
            return Came::Nothing;
        };
        if let Some(source) = row.test.source() {
            inputs.push(self.input(source));
        }
        let Some(counted) = self.counted(start, count, of) else {
            return Came::Nothing;
        };
        let provisional = self.case.provisional_count(&counted);
        let mark = if provisional { "(暂定)" } else { "" };
        let due = counted.due;
        let name = match step {
            Some(_) => format!("步骤:{}", rule.name),
            None => rule.name.clone(),
        };
        self.case.step(
            name,
            format!("{due}{mark}"),
            inputs,
            &row.cite,
            counted.words(),
        );
        match step {
            Some((owner, form)) => self.review.steps.push(ComplaintStep {
                step: rule.name.clone(),
                owner: owner.clone(),
                form: form.clone(),
                due,
                provisional,
                days: count,
                day_kind: of.id().to_owned(),
                clause: row.cite.clause.clone(),
                words: rule.name.clone(),
                counted: counted.words(),
                either_or: None,
            }),
            None => self.review.due_dates.push(RuleDue {
                name: rule.name.clone(),
                due,
                provisional,
                counted: counted.words(),
            }),
        }
        Came::Day(due)
    }

    /// So many working days, calendar days or months after a day; the last two roll on to a
    /// working day.
    fn counted(&self, start: NaiveDate, count: u32, of: Span) -> Option<Counted> {
        let calendar = &self.case.policy.calendar;
        Some(match of {
            Span::Workdays => calendar.after(start, count),
            Span::Days => calendar.calendar_days_from(start, count.checked_add(1)?),
            Span::Months => {
                let day = start.checked_add_months(Months::new(count))?;
                Counted {
                    start,
                    ..calendar.calendar_days_from(day, 1)
                }
            }
        })
    }

    fn step(&mut self, rule: &Rule, row: &RuleRow, value: String, change: String) {
        let inputs = row.test.source().map(|s| self.input(s));
        let inputs = inputs.into_iter().collect();
        self.case
            .step(rule.name.as_str(), value, inputs, &row.cite, change);
    }

    fn input(&self, source: &Source) -> TraceInput {
        match source {
            Source::Field(key) => self.case.input(key),
            Source::Rule(at) => {
                let name = self.rules.get(*at).map_or("", |r| r.name.as_str());
                let unit = Some(self.unit(source)).filter(|u| !u.is_empty());
                let value = match self.came(*at) {
                    Came::Number(n) if unit == Some("%") => plain(*n * Decimal::ONE_HUNDRED),
                    Came::Number(n) => plain(*n),
                    Came::Word(word) => word.clone(),
                    Came::Day(day) => day.to_string(),
                    Came::Nothing => "没有".to_owned(),
                };
                computed(name, value, unit)
            }
        }
    }

    fn unit(&self, source: &Source) -> &'static str {
        let rules: Vec<&Rule> = self.rules.iter().collect();
        unit_of(self.case.record.form, &rules, source)
    }

    fn name(&self, source: &'p Source) -> &str {
        match source {
            Source::Field(key) => self
                .case
                .record
                .form
                .field(key)
                .map_or(key.as_str(), |f| f.label.as_str()),
            Source::Rule(at) => self.rules.get(*at).map_or("", |r| &r.name),
        }
    }

    /// What the other rows that look at the same source would give.
    fn other_rows(&self, rule: &'p Rule, row: &RuleRow) -> String {
        const MOST: usize = 4;
        let same = |other: &&RuleRow| {
            other.test.source() == row.test.source() && other.outcome != row.outcome
        };
        let others: Vec<String> = rule
            .rows
            .iter()
            .filter(same)
            .filter_map(|other| {
                let source = other.test.source()?;
                let when = other.test.words(self.name(source), self.unit(source));
                let what = match &other.outcome {
                    Outcome::Points(points) => format!("{}分", plain(*points)),
                    Outcome::Word(word) => format!("「{word}」"),
                    _ => return None,
                };
                Some(format!("{when}得{what}"))
            })
            .take(MOST)
            .collect();
        others.join(";")
    }

    /// How far a number is from the bands beside its own, and which single rule reaches the upper.
    fn next_bands(&self, rule: &'p Rule, row: &RuleRow) -> String {
        let Test::Band(source, own) = &row.test else {
            return String::new();
        };
        let Some(value) = self.number(source) else {
            return String::new();
        };
        let unit = self.unit(source);
        // The band that begins where the own one ends, and the one that ends where it begins.
        let beside = |upper: bool| {
            rule.rows.iter().find_map(|other| {
                let (Test::Band(of, band), Outcome::Word(word)) = (&other.test, &other.outcome)
                else {
                    return None;
                };
                let (end, meets) = if upper {
                    (own.upper?, band.lower?)
                } else {
                    (own.lower?, band.upper?)
                };
                (of == source && end.value == meets.value).then_some((meets, word))
            })
        };
        let mut words = Vec::new();
        if let Some((bound, word)) = beside(true) {
            let missing = bound.value.saturating_sub(value);
            let more = if bound.closed { "再多" } else { "再多出" };
            let mut line = format!("{more}{}到「{word}」", shown(missing, unit));
            match self.cheapest(source, missing, bound.closed) {
                Some(way) => line.push_str(&format!(":{way}")),
                None if self.is_sum(source) => line.push_str(":任何单项都不够"),
                None => {}
            }
            words.push(line);
        }
        if let (Some((_, word)), Some(lower)) = (beside(false), own.lower) {
            let spare = shown(value.saturating_sub(lower.value), unit);
            words.push(format!("比「{word}」的线高{spare}"));
        }
        words.join(";")
    }

    fn is_sum(&self, source: &Source) -> bool {
        matches!(source, Source::Rule(at)
            if self.rules.get(*at).is_some_and(|r| r.gives == Gives::Sum))
    }

    /// The part of a sum that alone, with the fewest points more, makes up what is missing.
    fn cheapest(&self, source: &'p Source, missing: Decimal, reached: bool) -> Option<String> {
        let Source::Rule(at) = source else {
            return None;
        };
        let parts = self
            .rules
            .get(*at)?
            .rows
            .iter()
            .find_map(|r| match &r.outcome {
                Outcome::Sum(parts) => Some(parts),
                _ => None,
            })?;
        let mut best: Option<(Decimal, String)> = None;
        for part in parts {
            let Source::Rule(index) = part else { continue };
            let (Some(rule), Some(now)) = (self.rules.get(*index), self.number(part)) else {
                continue;
            };
            for row in &rule.rows {
                let (Outcome::Points(points), Some(of)) = (&row.outcome, row.test.source()) else {
                    continue;
                };
                let gain = points.saturating_sub(now);
                let enough = gain > missing || reached && gain == missing;
                if enough && best.as_ref().is_none_or(|(least, _)| gain < *least) {
                    let when = row.test.words(self.name(of), self.unit(of));
                    best = Some((gain, format!("{when}即可(+{}分)", plain(gain))));
                }
            }
        }
        best.map(|(_, words)| words)
    }

    /// Says that no row fits, unless what the rule looks at is missing and that has been said.
    fn none_fits(&mut self, rule: &'p Rule) {
        if !rule.gives.is_total() {
            return;
        }
        let looked_at: Vec<&Source> = rule.rows.iter().filter_map(|r| r.test.source()).collect();
        if looked_at.iter().any(|s| self.words(s).is_none()) {
            return;
        }
        let Some(source) = looked_at.last().copied() else {
            return;
        };
        let value = match (self.number(source), self.words(source)) {
            (Some(number), _) => shown(number, self.unit(source)),
            (None, words) => words.unwrap_or_default().join("、"),
        };
        let nearest = self.nearest(rule, source);
        let sheet = rule.rows.first().map_or("", |r| r.cite.sheet.as_str());
        let name = self.name(source).to_owned();
        let facts = [
            ("rule", rule.name.as_str()),
            ("table", sheet),
            ("source", &name),
            ("read", &value),
            ("nearest", &nearest),
        ];
        let key = match source {
            Source::Field(key) => key.as_str(),
            Source::Rule(_) => "",
        };
        self.case.find("E-RULE-NO-ROW", key, "", &facts);
    }

    /// The row whose end lies nearest to the number, else the first rows' words.
    fn nearest(&self, rule: &'p Rule, source: &Source) -> String {
        let unit = self.unit(source);
        let mut best: Option<(Decimal, &RuleRow)> = None;
        if let Some(value) = self.number(source) {
            for row in &rule.rows {
                let Test::Band(of, band) = &row.test else {
                    continue;
                };
                for bound in [band.lower, band.upper].into_iter().flatten() {
                    let away = bound.value.saturating_sub(value).abs();
                    if of == source && best.is_none_or(|(least, _)| away < least) {
                        best = Some((away, row));
                    }
                }
            }
        }
        let row = best.map(|(_, row)| row).or(rule.rows.first());
        row.map_or_else(String::new, |row| {
            let name = row.test.source().map_or("", |s| self.name(s));
            format!(
                "{}!{} {}",
                row.cite.sheet,
                row.cite.cell,
                row.test.words(name, unit)
            )
        })
    }
}

/// A number with its unit; shares in per cent.
fn shown(value: Decimal, unit: &str) -> String {
    if unit == "%" {
        format!("{}%", plain(value * Decimal::ONE_HUNDRED))
    } else {
        format!("{}{unit}", plain(value))
    }
}
