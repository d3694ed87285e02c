//! Merging: of each item of the card the value that counts, those that contradict it, and how it
//! came to be (clause 2.4.2, 2.4.2(1) and (2)).

use super::posting::{Posting, Standing, standings};
use crate::domain::decimal::plain;
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::domain::value::Period;
use crate::forms::{FieldKind, Judging};
use crate::policy::Policy;
use crate::policy::customers::CardSource;
use chrono::NaiveDate;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// One customer, folded from its forms.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The name that counts: the newest.
    pub name: String,
    /// Names it had before (曾用名), each with the last day on which a form used it; newest first.
    pub former_names: Vec<(String, NaiveDate)>,
    /// Credit codes and registration numbers that its counting forms give, each once.
    pub codes: Vec<String>,
    /// Offices that sent its counting forms.
    pub offices: Vec<String>,
    /// Class, grade and limit of the latest scoring; none before the first.
    pub grading: Option<Grading>,
    /// Sections in the policy's order.
    pub sections: Vec<Section>,
    /// What changed, newest first.
    pub changes: Vec<Change>,
    /// Every form, newest first.
    pub history: Vec<(Posting, Standing)>,
    /// The day of the newest counting form.
    pub last_news: Option<NaiveDate>,
}

impl Card {
    /// Items on which forms contradict each other.
    pub fn conflicts(&self) -> impl Iterator<Item = &Item> {
        let items = self.sections.iter().flat_map(|section| &section.items);
        items.filter(|item| !item.others.is_empty())
    }

    /// Versions of a record that another office had sent before (撞单).
    pub fn rivals(&self) -> impl Iterator<Item = &Posting> {
        self.history
            .iter()
            .filter(|(_, standing)| *standing == Standing::Rival)
            .map(|(posting, _)| posting)
    }
}

/// What the latest scoring gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grading {
    /// Period scored.
    pub period: Option<Period>,
    /// 大客户 or 一般客户.
    pub class: Option<&'static str>,
    /// Grade.
    pub grade: Option<String>,
    /// Limit in 万元, plain.
    pub limit_wan: Option<String>,
    /// Last day of the new-customer year.
    pub new_customer_until: Option<NaiveDate>,
}

/// A section of the card.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its name (基础资料 …).
    pub name: String,
    /// Items with one value each.
    pub items: Vec<Item>,
    /// Tables, a line a form or a line of a form.
    pub tables: Vec<LineTable>,
}

/// An item of the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// The value that counts; none where no form gives one.
    pub value: Option<Candidate>,
    /// What other forms say instead.
    pub others: Vec<Candidate>,
}

/// A value with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Normalised.
    pub value: String,
    /// Unit.
    pub unit: Option<String>,
    /// Title of the form that gives it.
    pub form_title: String,
    /// The form's own day.
    pub day: NaiveDate,
    /// Archived version.
    pub version: String,
}

impl Candidate {
    /// Value with unit.
    pub fn words(&self) -> String {
        format!("{}{}", self.value, self.unit.as_deref().unwrap_or_default())
    }

    fn same(&self, other: &Self) -> bool {
        fold(&self.words()) == fold(&other.words())
    }
}

/// A table of the card.
#[derive(Debug, Clone, PartialEq)]
pub struct LineTable {
    /// Its name (销售实绩 …).
    pub name: String,
    /// Column names, with the unit where it has one.
    pub columns: Vec<String>,
    /// Lines: a value a column, then the form and version they stand in.
    pub lines: Vec<(Vec<Option<String>>, String, String)>,
}

/// A change of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The day of the form that changed it.
    pub day: NaiveDate,
    /// Item.
    pub item: String,
    /// Value before, with unit.
    pub from: String,
    /// Value since; none where the form took it back.
    pub to: Option<String>,
    /// Title of the form.
    pub form_title: String,
    /// Its version.
    pub version: String,
}

/// Folds the accepted records of one customer, in order of arrival, into its card. None where no
/// form that feeds a card is among them (a supplier's).
pub fn merge(postings: &[Posting], policy: &Policy) -> Option<Card> {
    let feeds = |p: &Posting| policy.customers.sources.iter().any(|s| s.form == p.form);
    if !postings.iter().any(feeds) {
        return None;
    }
    let dated = Dated::all(postings, policy);
    let counting: Vec<&Dated<'_>> = dated.iter().filter(|d| d.counts()).collect();
    let newest = counting.iter().max_by_key(|d| d.age())?;
    let name = newest.posting.customer.clone();
    let mut items: Vec<Item> = Vec::new();
    let mut sections: Vec<Section> = Vec::new();
    for group in groups(policy) {
        let Some(first) = group.first() else { continue };
        let at = match sections.iter().position(|s| s.name == first.section) {
            Some(at) => at,
            None => {
                sections.push(Section {
                    name: first.section.clone(),
                    items: Vec::new(),
                    tables: Vec::new(),
                });
                sections.len() - 1
            }
        };
        let Some(section) = sections.get_mut(at) else {
            continue;
        };
        match &first.table {
            Some(table) => section.tables.push(lines(table, &group, &counting)),
            None => {
                let item = item(&group, &counting, policy);
                section.items.push(item.clone());
                items.push(item);
            }
        }
    }
    let mut history: Vec<&Dated<'_>> = dated.iter().collect();
    history.sort_by_key(|d| Reverse((d.day, d.age())));
    Some(Card {
        former_names: former_names(&name, &counting),
        codes: codes(&counting, policy),
        offices: counting
            .iter()
            .map(|d| d.posting.office.clone())
            .filter(|office| !office.is_empty())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        grading: grading(&counting, policy),
        sections,
        changes: changes(&dated, policy),
        history: history
            .into_iter()
            .map(|d| (d.posting.clone(), d.standing))
            .collect(),
        last_news: counting.iter().map(|d| d.day).max(),
        name,
    })
}

/// A record with its own day and its standing.
struct Dated<'p> {
    posting: &'p Posting,
    /// The form's own day; never before that of an earlier version of the same record.
    day: NaiveDate,
    standing: Standing,
}

impl<'p> Dated<'p> {
    fn all(postings: &'p [Posting], policy: &Policy) -> Vec<Self> {
        let keys = postings
            .iter()
            .map(|p| (p.form.as_str(), p.record_key.as_str(), p.office.as_str()));
        let mut latest: BTreeMap<(&str, &str), NaiveDate> = BTreeMap::new();
        postings
            .iter()
            .zip(standings(keys))
            .map(|(posting, standing)| {
                let own = own_day(posting, policy);
                let day = match standing {
                    Standing::Rival => own,
                    _ => {
                        let key = (posting.form.as_str(), posting.record_key.as_str());
                        let latest = latest.entry(key).or_insert(own);
                        *latest = own.max(*latest);
                        *latest
                    }
                };
                Self {
                    posting,
                    day,
                    standing,
                }
            })
            .collect()
    }

    fn counts(&self) -> bool {
        self.standing == Standing::Counts
    }

    /// What makes a record the newer one: its day; then its own words, never its arrival.
    fn age(&self) -> (NaiveDate, &str, &str) {
        let posting = self.posting;
        (self.day, &posting.form, &posting.record_key)
    }

    fn candidate(&self, source: &CardSource) -> Option<Candidate> {
        if self.posting.form != source.form {
            return None;
        }
        let report = self.posting.report(&source.field)?;
        Some(Candidate {
            value: report.value.clone()?,
            unit: report.unit.clone(),
            form_title: self.posting.form_title.clone(),
            day: self.day,
            version: self.posting.id.clone(),
        })
    }
}

/// The day that the policy names for this form, or the review date.
fn own_day(posting: &Posting, policy: &Policy) -> NaiveDate {
    policy
        .customers
        .sources
        .iter()
        .find(|source| source.form == posting.form && source.dated_by.is_some())
        .and_then(|source| posting.value(source.dated_by.as_deref()?)?.parse().ok())
        .unwrap_or(posting.review_date)
}

/// The sources of each item, and of each table, in the policy's order.
fn groups(policy: &Policy) -> Vec<Vec<&CardSource>> {
    let mut groups: Vec<Vec<&CardSource>> = Vec::new();
    for source in policy.customers.shown() {
        let same = |first: &CardSource| {
            first.section == source.section
                && first.table == source.table
                && (source.table.is_some() || first.item == source.item)
        };
        match groups
            .iter_mut()
            .find(|group| group.first().is_some_and(|first| same(first)))
        {
            Some(group) => group.push(source),
            None => groups.push(vec![source]),
        }
    }
    groups
}

fn item(group: &[&CardSource], counting: &[&Dated<'_>], policy: &Policy) -> Item {
    let mut of_forms: Vec<(usize, Candidate)> = group
        .iter()
        .filter_map(|source| {
            let mut found = counting
                .iter()
                .filter_map(|dated| Some((dated.age(), dated.candidate(source)?)))
                .collect::<Vec<_>>();
            found.sort_by_key(|(age, _)| *age);
            let (_, newest) = found.pop()?;
            Some((policy.customers.rank(&newest.form_title), newest))
        })
        .collect();
    // The policy's order of forms; among those it does not list, the newest.
    of_forms.sort_by_key(|(rank, candidate)| (*rank, Reverse(candidate.day)));
    let mut of_forms = of_forms.into_iter().map(|(_, candidate)| candidate);
    let value = of_forms.next();
    Item {
        name: group.first().map(|s| s.item.clone()).unwrap_or_default(),
        others: of_forms
            .filter(|other| value.as_ref().is_some_and(|value| !value.same(other)))
            .collect(),
        value,
    }
}

fn lines(name: &str, group: &[&CardSource], counting: &[&Dated<'_>]) -> LineTable {
    let mut columns: Vec<(&str, Option<&str>)> = Vec::new();
    for source in group {
        if !columns.iter().any(|(item, _)| *item == source.item) {
            columns.push((&source.item, None));
        }
    }
    let mut found: Vec<(NaiveDate, u32, Vec<Option<String>>, &Posting)> = Vec::new();
    for dated in counting {
        let mut of_line: BTreeMap<u32, Vec<Option<String>>> = BTreeMap::new();
        for source in group.iter().filter(|s| s.form == dated.posting.form) {
            let Some(at) = columns.iter().position(|(item, _)| *item == source.item) else {
                continue;
            };
            for report in &dated.posting.fields {
                if report.extra || report.label != source.field || report.value.is_none() {
                    continue;
                }
                let line = of_line
                    .entry(report.line.unwrap_or_default())
                    .or_insert_with(|| vec![None; columns.len()]);
                if let Some(cell) = line.get_mut(at) {
                    cell.clone_from(&report.value);
                }
                if let Some((_, unit)) = columns.get_mut(at)
                    && unit.is_none()
                {
                    *unit = report.unit.as_deref();
                }
            }
        }
        for (line, values) in of_line {
            found.push((dated.day, line, values, dated.posting));
        }
    }
    // By what stands in the first column (a year, a day, a name), then by age.
    found.sort_by(|a, b| {
        let first = |line: &Vec<Option<String>>| line.first().cloned().flatten();
        (first(&a.2), a.0, a.1, &a.2).cmp(&(first(&b.2), b.0, b.1, &b.2))
    });
    LineTable {
        name: name.to_owned(),
        columns: columns
            .iter()
            .map(|(item, unit)| match unit {
                Some(unit) => format!("{item}({unit})"),
                None => (*item).to_owned(),
            })
            .collect(),
        lines: found
            .into_iter()
            .map(|(_, _, values, posting)| (values, posting.form_title.clone(), posting.id.clone()))
            .collect(),
    }
}

fn former_names(name: &str, counting: &[&Dated<'_>]) -> Vec<(String, NaiveDate)> {
    let now = fold(name);
    let mut last: BTreeMap<String, (NaiveDate, &str)> = BTreeMap::new();
    for dated in counting {
        let typed = dated.posting.customer.as_str();
        let folded = fold(typed);
        if folded != now {
            let entry = last.entry(folded).or_insert((dated.day, typed));
            if (dated.day, typed) > *entry {
                *entry = (dated.day, typed);
            }
        }
    }
    let mut names: Vec<(String, NaiveDate)> = last
        .into_values()
        .map(|(day, name)| (name.to_owned(), day))
        .collect();
    names.sort_by(|a, b| (b.1, &b.0).cmp(&(a.1, &a.0)));
    names
}

fn codes(counting: &[&Dated<'_>], policy: &Policy) -> Vec<String> {
    counting
        .iter()
        .flat_map(|dated| codes_of(dated.posting, policy))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// The credit codes and registration numbers that a record gives for its customer.
pub(super) fn codes_of(posting: &Posting, policy: &Policy) -> Vec<String> {
    let Some(form) = policy.forms.get(&posting.form) else {
        return Vec::new();
    };
    form.fields
        .iter()
        .filter(|field| field.kind == FieldKind::RegistrationCode)
        .filter_map(|field| posting.value(&field.label))
        .map(str::to_owned)
        .collect()
}

fn grading(counting: &[&Dated<'_>], policy: &Policy) -> Option<Grading> {
    let scored = counting.iter().filter_map(|dated| {
        let Some(Review::Score(score)) = &dated.posting.review else {
            return None;
        };
        let form = policy.forms.get(&dated.posting.form)?;
        if form.judging != Judging::Score {
            return None;
        }
        let label = &form.field("period")?.label;
        let period = dated.posting.value(label).and_then(Period::parse);
        Some(((period.map(Period::last_month), dated.age()), period, score))
    });
    let (_, period, score) = scored.max_by_key(|(age, ..)| *age)?;
    Some(Grading {
        period,
        class: score.class.map(|class| class.words()),
        grade: score.grade.clone(),
        limit_wan: score.credit.as_ref().map(|credit| plain(credit.limit_wan)),
        new_customer_until: score.new_customer_until,
    })
}

/// The forms played once more, oldest first: what each changed of the items.
fn changes(dated: &[Dated<'_>], policy: &Policy) -> Vec<Change> {
    let mut played: Vec<&Dated<'_>> = dated
        .iter()
        .filter(|d| d.standing != Standing::Rival)
        .collect();
    // Within one day by the record, and within a record by arrival: sorting is stable.
    played.sort_by_key(|d| d.age());
    let mut found = Vec::new();
    for group in groups(policy) {
        if group.first().is_none_or(|first| first.table.is_some()) {
            continue;
        }
        let mut said: BTreeMap<(&str, &str), &Dated<'_>> = BTreeMap::new();
        let mut now: Option<Candidate> = None;
        for dated in &played {
            if !group.iter().any(|s| s.form == dated.posting.form) {
                continue;
            }
            let key = (
                dated.posting.form.as_str(),
                dated.posting.record_key.as_str(),
            );
            said.insert(key, dated);
            let counting: Vec<&Dated<'_>> = said.values().copied().collect();
            let Item { name, value, .. } = item(&group, &counting, policy);
            let same = match (&now, &value) {
                (Some(now), Some(value)) => now.same(value),
                (None, _) => true,
                (Some(_), None) => false,
            };
            if let (false, Some(before)) = (same, &now) {
                found.push(Change {
                    day: dated.day,
                    item: name,
                    from: before.words(),
                    to: value.as_ref().map(Candidate::words),
                    form_title: dated.posting.form_title.clone(),
                    version: dated.posting.id.clone(),
                });
            }
            now = value;
        }
    }
    found.sort_by(|a, b| (b.day, &a.item).cmp(&(a.day, &b.item)));
    found
}
