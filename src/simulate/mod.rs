//! What a new policy would change for the customers in the archive: each customer's score that
//! counts is judged again, from the stored workbook, by the policy in force and by the new one,
//! on the same day and with the same known facts. What differs is the new policy's doing.

mod figures;
mod impact;
mod sheets;
#[cfg(test)]
mod tests;

pub use figures::{Figures, why};
pub use impact::{Impact, Parameter, Tried};
pub use sheets::plans;

use crate::archive::{Archive, ArchiveError, Entry};
use crate::domain::known::KnownFacts;
use crate::flow::again::{self, Reading};
use crate::grid::{self, Limits, Workbook};
use crate::policy::diff::{Alone, alone};
use crate::policy::{Policy, PolicyDiff, diff};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The form whose records make the portfolio.
const FORM: &str = "customer_score";

/// What is simulated.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The policy in force.
    pub in_force: &'a Policy,
    /// The new one.
    pub new: &'a Policy,
    /// The day of both reviews: the new policy's first day, or today where that is later.
    pub day: NaiveDate,
}

impl<'a> Question<'a> {
    /// Compares two policies on the first day on which both could be in force.
    pub fn new(in_force: &'a Policy, new: &'a Policy, today: NaiveDate) -> Self {
        Self {
            in_force,
            new,
            day: today.max(new.cover.effective),
        }
    }
}

/// One customer judged by both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Customer {
    /// Name as typed.
    pub customer: String,
    /// Office that sent the form.
    pub office: String,
    /// Archived version that was judged again.
    pub id: String,
    /// Grade that the archive holds.
    pub archived_grade: Option<String>,
    /// By the policy in force.
    pub before: Figures,
    /// By the new policy.
    pub after: Figures,
    /// Why they differ; empty where they do not.
    pub why: Vec<String>,
}

impl Customer {
    /// Whether anything changes.
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}

/// A customer whose form could not be judged again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Name as typed.
    pub customer: String,
    /// Archived version.
    pub id: String,
    /// Why.
    pub why: String,
}

/// What the new policy would change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Simulation {
    /// Version in force.
    pub from: String,
    /// Version of the new policy.
    pub to: String,
    /// Day of both reviews.
    pub day: NaiveDate,
    /// All customers, by name.
    pub customers: Vec<Customer>,
    /// Each change of the policy with how many customers it affects by itself.
    pub impacts: Vec<Impact>,
    /// Every parameter of the new policy; those that differ with how many customers they affect.
    pub parameters: Vec<Parameter>,
    /// Customers that could not be judged again.
    pub skipped: Vec<Skipped>,
}

impl Simulation {
    /// Customers for whom something changes.
    pub fn changed(&self) -> impl Iterator<Item = &Customer> {
        self.customers.iter().filter(|c| c.changes())
    }
}

/// The entries of one submission.
type Group = Vec<Entry>;

/// Judges the whole portfolio by both policies, in as many threads as the machine has cores.
/// `told` hears how many customers were done, from several threads.
pub fn simulate(
    archive: &Archive,
    question: &Question<'_>,
    limits: &Limits,
    told: &(dyn Fn(usize) + Sync),
) -> Result<Simulation, ArchiveError> {
    let changes = diff(&question.in_force.tables, &question.new.tables);
    let variants = alone(&question.in_force.tables, &question.new.tables, &changes);
    let mut groups: BTreeMap<u64, Group> = BTreeMap::new();
    for entry in archive.portfolio(FORM)? {
        groups.entry(entry.seq).or_default().push(entry);
    }
    let groups: Vec<Group> = groups.into_values().collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let gathered = Mutex::new(Gathered::new(variants.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads.min(groups.len()).max(1) {
            scope.spawn(|| {
                let mut own = Gathered::new(variants.len());
                while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                    own.judge(archive, question, &variants, group, limits);
                    told(group.len());
                }
                let mut all = gathered.lock().unwrap_or_else(PoisonError::into_inner);
                all.take(own);
            });
        }
    });
    let mut all = gathered
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    all.customers
        .sort_by(|a, b| (&a.customer, &a.id).cmp(&(&b.customer, &b.id)));
    all.skipped
        .sort_by(|a, b| (&a.customer, &a.id).cmp(&(&b.customer, &b.id)));
    Ok(Simulation {
        from: question.in_force.version().to_owned(),
        to: question.new.version().to_owned(),
        day: question.day,
        impacts: impact::of(&changes, &variants, &all.affected),
        parameters: impact::parameters(
            &question.in_force.tables,
            &question.new.tables,
            &changes,
            &variants,
            &all.affected,
        ),
        customers: all.customers,
        skipped: all.skipped,
    })
}

/// How many customers would be judged.
pub fn portfolio_size(archive: &Archive) -> Result<usize, ArchiveError> {
    Ok(archive.portfolio(FORM)?.len())
}

/// What differs between the two policies of a question.
pub fn changes(question: &Question<'_>) -> PolicyDiff {
    diff(&question.in_force.tables, &question.new.tables)
}

/// Results of some customers.
struct Gathered {
    customers: Vec<Customer>,
    skipped: Vec<Skipped>,
    /// For each change alone, how many customers it affects.
    affected: Vec<usize>,
}

impl Gathered {
    fn new(variants: usize) -> Self {
        Self {
            customers: Vec::new(),
            skipped: Vec::new(),
            affected: vec![0; variants],
        }
    }

    fn take(&mut self, other: Self) {
        self.customers.extend(other.customers);
        self.skipped.extend(other.skipped);
        for (all, own) in self.affected.iter_mut().zip(other.affected) {
            *all += own;
        }
    }

    fn judge(
        &mut self,
        archive: &Archive,
        question: &Question<'_>,
        variants: &[Alone],
        group: &[Entry],
        limits: &Limits,
    ) {
        let Some(first) = group.first() else {
            return;
        };
        let (workbook, known) = match stored(archive, first, limits) {
            Ok(stored) => stored,
            Err(why) => {
                self.skipped.extend(group.iter().map(|e| skipped(e, &why)));
                return;
            }
        };
        let before = again::read(&workbook, question.in_force, question.day, limits);
        let after = Other::of(&workbook, question, question.new, limits);
        let alone: Vec<Option<Other<'_>>> = variants
            .iter()
            .map(|variant| {
                let policy = variant.policy.as_ref()?;
                Some(Other::of(&workbook, question, policy, limits))
            })
            .collect();
        for entry in group {
            let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
            let (Some(old), Some(new)) =
                (before.judged(at, &known), after.judged(&before, at, &known))
            else {
                let why = "原件里找不到这一条记录";
                self.skipped.push(skipped(entry, why));
                continue;
            };
            let was = Figures::of(&old);
            for (count, other) in self.affected.iter_mut().zip(&alone) {
                let judged = other.as_ref().and_then(|o| o.judged(&before, at, &known));
                *count += usize::from(judged.is_some_and(|j| Figures::of(&j) != was));
            }
            let after = Figures::of(&new);
            self.customers.push(Customer {
                customer: entry.customer.clone().unwrap_or_default(),
                office: entry.office.clone(),
                id: entry.id.clone(),
                archived_grade: entry.grade.clone(),
                why: if was == after {
                    Vec::new()
                } else {
                    why(&old, &new)
                },
                before: was,
                after,
            });
        }
    }
}

/// A policy beside the one in force: it uses that one's reading where both read alike.
enum Other<'p> {
    Same(&'p Policy),
    Own(Reading<'p>),
}

impl<'p> Other<'p> {
    fn of(
        workbook: &Workbook,
        question: &Question<'_>,
        policy: &'p Policy,
        limits: &Limits,
    ) -> Self {
        if again::reads_alike(question.in_force, policy) {
            Self::Same(policy)
        } else {
            Self::Own(again::read(workbook, policy, question.day, limits))
        }
    }

    fn judged(
        &self,
        before: &Reading<'_>,
        at: usize,
        known: &KnownFacts,
    ) -> Option<crate::judged::JudgedRecord> {
        match self {
            Self::Same(policy) => before.judged_by(policy, at, known),
            Self::Own(reading) => reading.judged(at, known),
        }
    }
}

/// The stored workbook and what was known when it was judged.
fn stored(
    archive: &Archive,
    entry: &Entry,
    limits: &Limits,
) -> Result<(Workbook, KnownFacts), String> {
    let bytes = archive
        .blob(entry.submitted_sha256)
        .map_err(|error| format!("原件读不出:{error}"))?;
    let name = entry.file.rsplit('/').next().unwrap_or_default();
    let workbook =
        grid::read(&bytes, name, limits).map_err(|refusal| format!("原件打不开:{refusal}"))?;
    let known = archive
        .circumstances(entry)
        .map_err(|error| format!("审核记录读不出:{error}"))?
        .map(|c| c.known)
        .unwrap_or_default();
    Ok((workbook, known))
}

fn skipped(entry: &Entry, why: &str) -> Skipped {
    Skipped {
        customer: entry.customer.clone().unwrap_or_default(),
        id: entry.id.clone(),
        why: why.to_owned(),
    }
}
