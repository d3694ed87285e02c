//! Each customer under review: the score that counts judged again as of the day of the review,
//! with the receivables of the register of that day where there is one, beside what the customer
//! has now.

use super::cycle::Cycle;
use super::memory::{Memory, Outcome};
use crate::archive::{Archive, ArchiveError, Entry, GradesInForce, ScoreOnFile, Wanted};
use crate::domain::decimal::round6;
use crate::domain::grading::{CollectionAdvice, GradedCustomer};
use crate::domain::known::KnownFacts;
use crate::domain::name::fold;
use crate::domain::review::{Review, ScoreReview};
use crate::domain::value::{Period, Value};
use crate::evaluate::collection;
use crate::extract::Record;
use crate::flow::again;
use crate::grid::{self, Limits};
use crate::policy::Policy;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The key of indicator 2's input.
const RECEIVABLE: &str = "year_end_receivable";

/// A review with all its customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Which review.
    pub cycle: Cycle,
    /// The register of its closing day, where it is in.
    pub register: Option<Register>,
    /// Customers with a grade, by name.
    pub customers: Vec<Assessed>,
    /// Customers under review whose grade cannot be told, and why.
    pub left: Vec<Left>,
}

/// The register of receivables of a closing day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// Archived version.
    pub id: String,
    /// Order of arrival.
    pub order: (u64, u64),
}

/// A customer with a grade.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessed {
    /// Name as typed.
    pub customer: String,
    /// Office that sent the score.
    pub office: String,
    /// Archived version that was judged again.
    pub id: String,
    /// Its order of arrival.
    pub order: (u64, u64),
    /// What came of it.
    pub score: ScoreReview,
    /// Contract amount of twelve months in 万元.
    pub amount_wan: Option<Decimal>,
    /// 及时 or 拖欠.
    pub timely: Option<String>,
    /// Receivable in 万元 at the closing day.
    pub receivable_wan: Option<Decimal>,
    /// What the score itself says of it, where the register says otherwise.
    pub typed_receivable_wan: Option<Decimal>,
    /// Premium as a fraction.
    pub premium: Option<Decimal>,
    /// 战略影响 as picked.
    pub strategic: Option<String>,
    /// What the customer has now.
    pub old: GradedCustomer,
    /// How it is made to pay (clause 2.4.3(4)).
    pub collection: Option<CollectionAdvice>,
}

/// A customer whose grade cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Name as typed.
    pub customer: String,
    /// Office.
    pub office: String,
    /// Why.
    pub why: String,
}

/// Assesses everybody whom a review covers.
pub fn assess(
    archive: &Archive,
    policy: &Policy,
    cycle: &Cycle,
    today: NaiveDate,
    limits: &Limits,
    memory: &mut Memory,
) -> Result<Assessment, ArchiveError> {
    memory.refresh(archive, policy, cycle, today)?;
    let receivables = receivables(archive, cycle)?;
    let before = archive.grades_in_force(cycle.day)?;
    let cards = archive.cards_on_file()?;
    let mut by_customer: BTreeMap<String, Vec<ScoreOnFile>> = BTreeMap::new();
    for score in archive.scores_on_file()? {
        by_customer
            .entry(fold(&score.customer))
            .or_default()
            .push(score);
    }
    // Who has credit by approval or by a card is under review, scored or not.
    for folded in before.keys().chain(cards.keys()) {
        by_customer.entry(folded.clone()).or_default();
    }
    let owed = |folded: &str| {
        let all = receivables.as_ref().map(|(_, owed)| owed);
        all.and_then(|owed| owed.get(folded).copied())
    };
    let mut left = Vec::new();
    let mut reviewed: Vec<(ScoreOnFile, GradedCustomer)> = Vec::new();
    let mut unknown: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for (folded, scores) in &by_customer {
        let old = old(folded, scores, &before, cycle);
        let card = cards.get(folded);
        let has = |limit: Option<Decimal>| limit.is_some_and(|limit| limit > Decimal::ZERO);
        // A card that nobody approved tells of credit where nothing else does.
        let by_card = old.limit_wan.is_none() && has(card.map(|card| card.limit_wan));
        if !cycle.year_end && !has(old.limit_wan) && !by_card {
            continue;
        }
        let best = cycle
            .periods()
            .into_iter()
            .find_map(|period| scores.iter().rfind(|s| s.period == Some(period)));
        if let Some(score) = best {
            if memory.of_score(&score.id, owed(folded)).is_none() {
                let of_file = unknown.entry(score.order.0).or_default();
                of_file.push(score.id.clone());
            }
            reviewed.push((score.clone(), old));
            continue;
        }
        let named = scores
            .last()
            .map(|s| (s.customer.clone(), s.office.clone()));
        let named = named.or_else(|| card.map(|c| (c.customer.clone(), c.office.clone())));
        let (customer, office) = named.unwrap_or_else(|| (old.customer.clone(), String::new()));
        left.push(Left {
            customer,
            office,
            why: format!("没有{}的客户评分表", cycle.words()),
        });
    }
    for ids in unknown.into_values() {
        let entries: Result<Vec<Entry>, _> = ids.iter().map(|id| archive.entry(id)).collect();
        let judging = Judging {
            archive,
            policy,
            cycle,
            today,
            limits,
            receivables: receivables.as_ref().map(|(_, owed)| owed),
        };
        judging.group(&entries?, memory)?;
    }
    let mut customers = Vec::new();
    for (score, old) in reviewed {
        let found = memory.of_score(&score.id, owed(&fold(&score.customer)));
        match found.map(|outcome| &outcome.found) {
            Some(Ok(assessed)) => {
                let mut assessed = assessed.as_ref().clone();
                assessed.old = old;
                customers.push(assessed);
            }
            Some(Err(why)) => left.push(Left {
                customer: score.customer,
                office: score.office,
                why: why.clone(),
            }),
            None => {}
        }
    }
    customers.sort_by_key(|c: &Assessed| fold(&c.customer));
    left.sort_by_key(|l| fold(&l.customer));
    advise(archive, policy, today, &mut customers, memory)?;
    Ok(Assessment {
        cycle: cycle.clone(),
        register: receivables.map(|(register, _)| register),
        customers,
        left,
    })
}

impl Assessment {
    /// Whether the receivables of the closing day are in.
    pub fn receivables_in(&self) -> bool {
        self.register.is_some()
    }
}

/// How each customer is made to pay, by the grade that it would get.
fn advise(
    archive: &Archive,
    policy: &Policy,
    today: NaiveDate,
    customers: &mut [Assessed],
    memory: &mut Memory,
) -> Result<(), ArchiveError> {
    let names: Vec<String> = customers.iter().map(|one| one.customer.clone()).collect();
    let known = memory.paying(archive, &names, today)?;
    for one in customers {
        let paying = known.get(&fold(&one.customer)).and_then(Option::as_ref);
        let days = paying.and_then(|paying| collection::days_overdue(paying, today));
        let (grade, timely) = (one.score.grade.as_deref(), one.timely.as_deref());
        let row = collection::row(&policy.grading, grade, timely, days);
        one.collection = row.map(|row| collection::of_row(&one.customer, row, days));
    }
    Ok(())
}

/// What customers owe in 万元, by folded name.
type Owed = BTreeMap<String, Decimal>;

/// What each customer owes by the register of the closing day; none where there is none.
fn receivables(archive: &Archive, cycle: &Cycle) -> Result<Option<(Register, Owed)>, ArchiveError> {
    let Some(entry) = archive.register_as_of(cycle.closing)? else {
        return Ok(None);
    };
    let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
    let judged = archive.judged(&entry)?.records.into_iter().nth(at);
    let Some(Review::Ageing(review)) = judged.and_then(|record| record.review) else {
        return Ok(None);
    };
    let owed = review.by_customer.iter();
    let owed = owed.map(|c| (fold(&c.customer), c.total_wan)).collect();
    let register = Register {
        order: (entry.seq, entry.n),
        id: entry.id,
    };
    Ok(Some((register, owed)))
}

/// What a customer has: the grade in force, else that of the latest earlier score.
fn old(
    folded: &str,
    scores: &[ScoreOnFile],
    before: &GradesInForce,
    cycle: &Cycle,
) -> GradedCustomer {
    if let Some(given) = before.get(folded) {
        let over = given.value.until.is_some_and(|until| until < cycle.day);
        let mut has = given.value.graded.clone();
        // The grade stays; what was granted until a day is over after it.
        if over {
            has.limit_wan = Some(Decimal::ZERO);
        }
        return has;
    }
    let ends = |period: Period| match period {
        Period::FirstHalf(year) => (year, 6),
        Period::SecondHalf(year) | Period::Year(year) => (year, 12),
    };
    let earlier = scores
        .iter()
        .filter(|s| s.period.is_some_and(|p| ends(p) < ends(cycle.period)))
        .max_by_key(|s| (s.period.map(ends), s.order));
    let number = |text: &Option<String>| text.as_deref().and_then(|t| t.parse().ok());
    earlier.map_or_else(GradedCustomer::default, |score| GradedCustomer {
        customer: score.customer.clone(),
        grade: score.grade.clone(),
        credit_grade: score.grade.clone(),
        limit_wan: number(&score.limit_wan),
        ..GradedCustomer::default()
    })
}

/// What judging a workbook again needs.
struct Judging<'a> {
    archive: &'a Archive,
    policy: &'a Policy,
    cycle: &'a Cycle,
    today: NaiveDate,
    limits: &'a Limits,
    receivables: Option<&'a BTreeMap<String, Decimal>>,
}

impl Judging<'_> {
    /// The customers of one stored workbook.
    fn group(&self, group: &[Entry], memory: &mut Memory) -> Result<(), ArchiveError> {
        let Some(first) = group.first() else {
            return Ok(());
        };
        let mut keep = |entry: &Entry, found: Result<Box<Assessed>, String>| {
            let folded = fold(entry.customer.as_deref().unwrap_or_default());
            let owed = self.owed(&folded);
            let outcome = Outcome {
                owed,
                found,
                folded,
            };
            memory.keep(entry.id.clone(), outcome);
        };
        let bytes = self.archive.blob(first.submitted_sha256)?;
        let name = first.file.rsplit('/').next().unwrap_or_default();
        let workbook = match grid::read(&bytes, name, self.limits) {
            Ok(workbook) => workbook,
            Err(refusal) => {
                for entry in group {
                    keep(entry, Err(format!("原件打不开:{refusal}")));
                }
                return Ok(());
            }
        };
        let reading = again::read(&workbook, self.policy, self.today, self.limits);
        let wanted = Wanted::of(reading.extracted(), &first.office, &first.file, self.today);
        let known = self.archive.known_facts(&wanted, &[], self.today)?;
        for entry in group {
            keep(entry, self.one(entry, &reading, &known));
        }
        Ok(())
    }

    /// What the customer owes by the register of the closing day.
    fn owed(&self, folded: &str) -> Option<Decimal> {
        self.receivables?.get(folded).copied()
    }

    /// One of them: its figures, or why there are none.
    fn one(
        &self,
        entry: &Entry,
        reading: &again::Reading<'_>,
        known: &KnownFacts,
    ) -> Result<Box<Assessed>, String> {
        let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
        let record = reading.extracted().records.get(at);
        let record = record.ok_or("原件里找不到这一条记录")?;
        let owed = self.owed(&fold(entry.customer.as_deref().unwrap_or_default()));
        let replaced = owed.map(|owed| (RECEIVABLE, Value::Amount(owed)));
        // Of a list with thousands of rows, each is judged with what is known of its own customer.
        let known = known.of_customer(record.customer().unwrap_or_default());
        let judged = reading.judged_as_of(at, &known, self.cycle.day, replaced);
        let status = judged.as_ref().map(|j| j.status);
        let Some(Review::Score(score)) = judged.and_then(|j| j.review) else {
            let words = status.map_or("", |s| s.words());
            return Err(format!("按现行制度重评是「{words}」(版本 {})", entry.id));
        };
        if score.grade.is_none() || score.class.is_none() {
            return Err("评分表资料不全,评不出等级".to_owned());
        }
        Ok(Box::new(assessed(entry, record, *score, owed)))
    }
}

fn assessed(
    entry: &Entry,
    record: &Record<'_>,
    score: ScoreReview,
    owed: Option<Decimal>,
) -> Assessed {
    let step = |figure: &str| score.trace.iter().find(|s| s.figure == figure);
    let twelve = step("12个月合同金额").and_then(|s| s.value.parse().ok());
    let typed = record.number(RECEIVABLE).map(round6);
    Assessed {
        customer: entry.customer.clone().unwrap_or_default(),
        office: entry.office.clone(),
        id: entry.id.clone(),
        order: (entry.seq, entry.n),
        amount_wan: twelve.or_else(|| record.number("annual_amount").map(round6)),
        timely: step("是否及时回款").map(|s| s.value.clone()),
        receivable_wan: owed.or(typed),
        typed_receivable_wan: typed.filter(|typed| owed.is_some_and(|owed| owed != *typed)),
        premium: record.number("premium").map(round6),
        strategic: record.text("strategic_level").map(str::to_owned),
        score,
        old: GradedCustomer::default(),
        collection: None,
    }
}
