//! Each customer under review: the score that counts judged again as of the day of the review,
//! with the receivables of the register of that day where there is one, beside what the customer
//! has now.

use super::cycle::Cycle;
use crate::archive::{Archive, ArchiveError, Entry, GradesInForce, ScoreOnFile, Wanted};
use crate::domain::decimal::round6;
use crate::domain::grading::GradedCustomer;
use crate::domain::name::fold;
use crate::domain::review::{Review, ScoreReview};
use crate::domain::value::{Period, Value};
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
    /// Whether the receivables of its closing day are in.
    pub receivables_in: bool,
    /// Customers with a grade, by name.
    pub customers: Vec<Assessed>,
    /// Customers under review whose grade cannot be told, and why.
    pub left: Vec<Left>,
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
) -> Result<Assessment, ArchiveError> {
    let receivables = receivables(archive, cycle)?;
    let before = archive.grades_in_force(cycle.day)?;
    let mut by_customer: BTreeMap<String, Vec<ScoreOnFile>> = BTreeMap::new();
    for score in archive.scores_on_file()? {
        by_customer
            .entry(fold(&score.customer))
            .or_default()
            .push(score);
    }
    let mut left = Vec::new();
    let mut groups: BTreeMap<u64, Vec<(Entry, GradedCustomer)>> = BTreeMap::new();
    for (folded, scores) in &by_customer {
        let old = old(folded, scores, &before, cycle);
        if !cycle.year_end && old.limit_wan.is_none_or(|limit| limit <= Decimal::ZERO) {
            continue;
        }
        let best = cycle
            .periods()
            .into_iter()
            .find_map(|period| scores.iter().rfind(|s| s.period == Some(period)));
        match (best, scores.last()) {
            (Some(score), _) => {
                let entry = archive.entry(&score.id)?;
                groups.entry(entry.seq).or_default().push((entry, old));
            }
            (None, Some(score)) => left.push(Left {
                customer: score.customer.clone(),
                office: score.office.clone(),
                why: format!("没有{}的客户评分表", cycle.words()),
            }),
            (None, None) => {}
        }
    }
    let mut customers = Vec::new();
    for group in groups.into_values() {
        let judging = Judging {
            archive,
            policy,
            cycle,
            today,
            limits,
            receivables: receivables.as_ref(),
        };
        judging.group(group, &mut customers, &mut left)?;
    }
    customers.sort_by_key(|c: &Assessed| fold(&c.customer));
    left.sort_by_key(|l| fold(&l.customer));
    Ok(Assessment {
        cycle: cycle.clone(),
        receivables_in: receivables.is_some(),
        customers,
        left,
    })
}

/// What each customer owes by the register of the closing day; none where there is none.
fn receivables(
    archive: &Archive,
    cycle: &Cycle,
) -> Result<Option<BTreeMap<String, Decimal>>, ArchiveError> {
    let Some(entry) = archive.register_as_of(cycle.closing)? else {
        return Ok(None);
    };
    let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
    let judged = archive.judged(&entry)?.records.into_iter().nth(at);
    let Some(Review::Ageing(review)) = judged.and_then(|record| record.review) else {
        return Ok(None);
    };
    let owed = review.by_customer.iter();
    Ok(Some(
        owed.map(|c| (fold(&c.customer), c.total_wan)).collect(),
    ))
}

/// What a customer has: the grade in force, else that of the latest earlier score.
fn old(
    folded: &str,
    scores: &[ScoreOnFile],
    before: &GradesInForce,
    cycle: &Cycle,
) -> GradedCustomer {
    if let Some(given) = before.get(folded) {
        return given.value.graded.clone();
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
    fn group(
        &self,
        group: Vec<(Entry, GradedCustomer)>,
        customers: &mut Vec<Assessed>,
        left: &mut Vec<Left>,
    ) -> Result<(), ArchiveError> {
        let Some((first, _)) = group.first() else {
            return Ok(());
        };
        let bytes = self.archive.blob(first.submitted_sha256)?;
        let name = first.file.rsplit('/').next().unwrap_or_default();
        let workbook = match grid::read(&bytes, name, self.limits) {
            Ok(workbook) => workbook,
            Err(refusal) => {
                let why = format!("原件打不开:{refusal}");
                left.extend(group.iter().map(|(entry, _)| leave(entry, &why)));
                return Ok(());
            }
        };
        let reading = again::read(&workbook, self.policy, self.today, self.limits);
        let wanted = Wanted::of(reading.extracted(), &first.office, &first.file, self.today);
        let known = self.archive.known_facts(&wanted, &[], self.today)?;
        for (entry, old) in group {
            let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
            let Some(record) = reading.extracted().records.get(at) else {
                left.push(leave(&entry, "原件里找不到这一条记录"));
                continue;
            };
            let customer = entry.customer.clone().unwrap_or_default();
            let owed = self
                .receivables
                .and_then(|all| all.get(&fold(&customer)).copied());
            let replaced = owed.map(|owed| (RECEIVABLE, Value::Amount(owed)));
            let judged = reading.judged_as_of(at, &known, self.cycle.day, replaced);
            let status = judged.as_ref().map(|j| j.status);
            let score = match judged.and_then(|j| j.review) {
                Some(Review::Score(score)) => score,
                _ => {
                    let words = status.map_or("", |s| s.words());
                    let why = format!("按现行制度重评是「{words}」(版本 {})", entry.id);
                    left.push(leave(&entry, &why));
                    continue;
                }
            };
            if score.grade.is_none() || score.class.is_none() {
                left.push(leave(&entry, "评分表资料不全,评不出等级"));
                continue;
            }
            customers.push(assessed(&entry, record, *score, owed, old));
        }
        Ok(())
    }
}

fn leave(entry: &Entry, why: &str) -> Left {
    Left {
        customer: entry.customer.clone().unwrap_or_default(),
        office: entry.office.clone(),
        why: why.to_owned(),
    }
}

fn assessed(
    entry: &Entry,
    record: &Record<'_>,
    score: ScoreReview,
    owed: Option<Decimal>,
    old: GradedCustomer,
) -> Assessed {
    let step = |figure: &str| score.trace.iter().find(|s| s.figure == figure);
    let twelve = step("12个月合同金额").and_then(|s| s.value.parse().ok());
    let typed = record.number(RECEIVABLE).map(round6);
    Assessed {
        customer: entry.customer.clone().unwrap_or_default(),
        office: entry.office.clone(),
        id: entry.id.clone(),
        amount_wan: twelve.or_else(|| record.number("annual_amount").map(round6)),
        timely: step("是否及时回款").map(|s| s.value.clone()),
        receivable_wan: owed.or(typed),
        typed_receivable_wan: typed.filter(|typed| owed.is_some_and(|owed| owed != *typed)),
        premium: record.number("premium").map(round6),
        strategic: record.text("strategic_level").map(str::to_owned),
        score,
        old,
    }
}
