//! The index behind one narrow interface: what the archive asks of it, in plain types.
//!
//! SQLite is the embedded default ([`sqlite`]). Several sites will point at one database server
//! some day; nothing above [`Index`] may know which it is.

mod lookup;
mod schema;
mod search;
pub(super) mod sqlite;
mod waiting;

use super::customers::News;
use super::error::ArchiveError;
use super::facts::{Facts, record_hash};
use super::hash::BlobHash;
use super::manifest::{Line, Tail};
use super::model::{Entry, EqualRecord, Filter, Repeat, SameBytes};
use super::policies::AdoptedPolicy;
use super::receivables::{REGISTER, debts};
use crate::domain::dealings::OpenDebt;
use crate::domain::grading::{GradeInForce, GradedCustomer};
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::domain::shared_text::SharedText;
use crate::domain::status::Status;
use crate::forms::Forms;
use crate::judged::{JudgedFile, JudgedRecord};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A manifest line with what the index shows of it.
#[derive(Debug, Clone)]
pub(super) struct IndexedLine {
    /// The line.
    pub line: Line,
    /// Its hash.
    pub hash: String,
    /// Its records; none for a repeat.
    pub entries: Vec<EntryRow>,
}

/// One record, or a submission without any, as the index holds it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EntryRow {
    pub n: u64,
    pub form: Option<String>,
    pub form_title: Option<String>,
    pub sheet: Option<String>,
    pub row: Option<u32>,
    pub customer: Option<String>,
    /// Customers that its lines name, each once, where the form itself names none.
    pub named: Vec<String>,
    pub grade: Option<String>,
    pub status: Status,
    pub carried_from: Option<String>,
    pub record_hash: Option<BlobHash>,
    pub facts: Facts,
    /// Lines of a register of receivables, each with its folded customer.
    pub debts: Vec<(SharedText, OpenDebt)>,
    /// What an approved form puts in force, each with its folded customer.
    pub given: Vec<(String, GradeInForce)>,
}

/// The positions of the records that [`entries_of`] makes entries of, from 1.
pub(super) fn numbers_of(judged: &JudgedFile) -> Vec<u64> {
    let all_carried = judged.records.iter().all(|r| r.carried_from.is_some());
    let own = |(at, record): (usize, &JudgedRecord)| {
        let counts = record.carried_from.is_none() || (all_carried && at == 0);
        counts.then_some(at as u64 + 1)
    };
    let numbers: Vec<u64> = judged.records.iter().enumerate().filter_map(own).collect();
    if numbers.is_empty() { vec![1] } else { numbers }
}

/// The entries of a file that was judged by these forms. A carried row is none of its own; where all rows are carried,
/// the first stands for the submission, so that it can be found at all.
pub(super) fn entries_of(judged: &JudgedFile, forms: &Forms) -> Vec<EntryRow> {
    let mut entries: Vec<EntryRow> = Vec::new();
    for n in numbers_of(judged) {
        let at = usize::try_from(n - 1).unwrap_or(usize::MAX);
        let Some(record) = judged.records.get(at) else {
            continue;
        };
        let grade = record.review.as_ref().and_then(Review::grade);
        entries.push(EntryRow {
            n,
            form: Some(record.form.clone()),
            form_title: Some(record.form_title.clone()),
            sheet: Some(record.sheet.clone()),
            row: record.row,
            customer: record.customer.clone(),
            named: named_in_lines(record, forms),
            grade: grade.map(str::to_owned),
            status: record.status,
            carried_from: record.carried_from.clone(),
            record_hash: Some(record_hash(&record.form, &record.fields)),
            facts: Facts::of(record, forms),
            debts: match forms.get(&record.form) {
                Some(form) if form.id == REGISTER => debts(form, record),
                _ => Vec::new(),
            },
            given: given(record),
        });
    }
    if entries.is_empty() {
        entries.push(EntryRow {
            n: 1,
            form: None,
            form_title: None,
            sheet: None,
            row: None,
            customer: None,
            named: Vec::new(),
            grade: None,
            status: judged.status,
            carried_from: None,
            record_hash: None,
            facts: Facts::default(),
            debts: Vec::new(),
            given: Vec::new(),
        });
    }
    entries
}

/// What a record puts in force; until it is approved a form gives nobody a grade.
fn given(record: &JudgedRecord) -> Vec<(String, GradeInForce)> {
    let Some(Review::Grading(review)) = &record.review else {
        return Vec::new();
    };
    let Some(from) = review.in_force_from else {
        return Vec::new();
    };
    let in_force = |graded: &GradedCustomer| GradeInForce {
        graded: graded.clone(),
        from,
        until: review.in_force_until,
        period: review.period,
    };
    let graded = review.graded.iter();
    graded
        .map(|graded| (fold(&graded.customer), in_force(graded)))
        .collect()
}

/// The customers that the lines of a record name: of a register with figures all of them, else
/// those of the lines whose readings the document lists.
fn named_in_lines(record: &JudgedRecord, forms: &Forms) -> Vec<String> {
    let form = forms.get(&record.form);
    let label = form
        .filter(|form| form.customer_field.is_none())
        .and_then(|form| form.field("customer_name"))
        .filter(|field| field.part.is_some())
        .map(|field| &field.label);
    let Some(label) = label else {
        return Vec::new();
    };
    let of_review = match &record.review {
        Some(Review::Ageing(review)) => review.by_customer.as_slice(),
        _ => &[],
    };
    let read = record
        .fields
        .iter()
        .filter(|f| !f.extra && f.label == *label);
    let names = of_review.iter().map(|c| c.customer.as_str());
    let names = names.chain(read.filter_map(|f| f.value.as_deref()));
    let mut seen = BTreeSet::new();
    names
        .filter(|name| seen.insert(fold(name)))
        .map(str::to_owned)
        .collect()
}

/// A record's facts with where they stand, for borrowing. Accepted and not carried.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FactRow {
    pub id: String,
    /// Order of arrival: submission, then record.
    pub order: (u64, u64),
    pub form: String,
    pub form_title: String,
    pub customer: String,
    pub office: String,
    /// Approving role in whose folder the file lay.
    pub role: Option<String>,
    /// Owner of the file, where the system told.
    pub owner: Option<String>,
    pub review_date: NaiveDate,
    pub facts: Facts,
}

/// A grade that an approved form put in force, with the record that did.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GivenRow {
    pub id: String,
    pub order: (u64, u64),
    pub form_title: String,
    pub review_date: NaiveDate,
    pub folded: String,
    pub given: GradeInForce,
}

/// A line of a register of receivables, with the record that it stands in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DebtRow {
    /// [`FactRow::order`] of the register.
    pub order: (u64, u64),
    pub debt: OpenDebt,
}

/// What the archive asks of its index.
pub(super) trait Index: Send {
    /// How far the manifest is indexed.
    fn tail(&self) -> Result<Tail, ArchiveError>;
    /// Adds lines in one transaction, or none of them; `before_commit` may still stop it.
    fn add(
        &mut self,
        lines: &[IndexedLine],
        tail: &Tail,
        before_commit: &mut dyn FnMut() -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError>;
    /// Empties it.
    fn clear(&mut self) -> Result<(), ArchiveError>;
    /// Entries that fit, newest first.
    fn list(&self, filter: &Filter) -> Result<Vec<Entry>, ArchiveError>;
    /// How many entries fit, counted up to a cap.
    fn count(&self, filter: &Filter, cap: u64) -> Result<u64, ArchiveError>;
    /// One entry by submission and record.
    fn entry(&self, seq: u64, n: u64) -> Result<Option<Entry>, ArchiveError>;
    /// The newest submission whose bytes have a hash that begins so (lower-case hex).
    fn with_prefix(&self, hex: &str) -> Result<Option<u64>, ArchiveError>;
    /// All entries of a submission.
    fn entries_of_submission(&self, seq: u64) -> Result<Vec<Entry>, ArchiveError>;
    /// The submission of a claim.
    fn claim(&self, claim: &str) -> Result<Option<u64>, ArchiveError>;
    /// Whether a repeat of that claim is noted.
    fn repeat_noted(&self, claim: &str) -> Result<bool, ArchiveError>;
    /// Submissions of the same bytes, newest first, at most 20.
    fn same_bytes(&self, hash: BlobHash) -> Result<Vec<SameBytes>, ArchiveError>;
    /// Accepted records of that hash from that office, newest first, at most 20.
    fn equal_records(&self, office: &str, hash: BlobHash)
    -> Result<Vec<EqualRecord>, ArchiveError>;
    /// Accepted records of a customer (folded name), oldest first, up to a review date.
    fn facts_of_customer(
        &self,
        folded: &str,
        until: NaiveDate,
    ) -> Result<Vec<FactRow>, ArchiveError>;
    /// Accepted records of a form, oldest first.
    fn facts_of_form(&self, form: &str) -> Result<Vec<FactRow>, ArchiveError>;
    /// Accepted versions of the record with that form and key, oldest first.
    fn facts_of_record(&self, form: &str, record_key: &str) -> Result<Vec<FactRow>, ArchiveError>;
    /// Submission and record of the latest accepted entry of a form.
    fn latest_of(&self, form: &str) -> Result<Option<(u64, u64)>, ArchiveError>;
    /// Forms that grade customers and wait for an approving role, oldest first.
    fn waiting(&self) -> Result<Vec<FactRow>, ArchiveError>;
    /// What approved forms put in force for a customer (folded name), or for all, in order of
    /// arrival.
    fn given(&self, folded: Option<&str>) -> Result<Vec<GivenRow>, ArchiveError>;
    /// Accepted registers of receivables, oldest first, up to a review date.
    fn registers(&self, until: NaiveDate) -> Result<Vec<FactRow>, ArchiveError>;
    /// The lines of a customer (folded name) in all registers, by register and row.
    fn debts_of_customer(&self, folded: &str) -> Result<Vec<DebtRow>, ArchiveError>;
    /// How many lines a register has.
    fn debts_in(&self, seq: u64, n: u64) -> Result<u64, ArchiveError>;
    /// Folded names of the customers of accepted records after a submission, at least `most` of
    /// them where there are so many, and how far that goes.
    fn customers_since(&self, after: u64, most: usize) -> Result<News, ArchiveError>;
    /// Accepted records after a submission that corrected an earlier version, oldest first, as
    /// submission and record; and how far that goes.
    fn corrections_since(&self, after: u64) -> Result<(u64, Vec<(u64, u64)>), ArchiveError>;
    /// Folded names of customers whose accepted records hold that identifier, newest first.
    fn customers_with(&self, identifier: &str) -> Result<Vec<String>, ArchiveError>;
    /// Case numbers that hold a text.
    fn case_ids(&self, part: &str) -> Result<Vec<String>, ArchiveError>;
    /// How often files of that path were turned away since the last time one was accepted.
    fn turned_away(&self, office: &str, file_name: &str) -> Result<u32, ArchiveError>;
    /// The folded names of the different customers that fit, at most `cap`.
    fn customers(&self, filter: &Filter, cap: u64) -> Result<Vec<String>, ArchiveError>;
    /// All entries of one customer (folded name), newest first.
    fn history(&self, folded: &str, limit: u64) -> Result<Vec<Entry>, ArchiveError>;
    /// All repeats, oldest first.
    fn all_repeats(&self) -> Result<Vec<Repeat>, ArchiveError>;
    /// Repeats of a submission, oldest first.
    fn repeats(&self, seq: u64) -> Result<Vec<Repeat>, ArchiveError>;
    /// Policies put in force, in the order in which they came.
    fn policies(&self) -> Result<Vec<AdoptedPolicy>, ArchiveError>;
    /// Hash of each line, in order, to `each`.
    fn line_hashes(&self, each: &mut dyn FnMut(u64, &str)) -> Result<(), ArchiveError>;
}

/// `<submission>-<n>`.
pub(super) fn entry_id(seq: u64, n: u64) -> String {
    format!("{seq}-{n}")
}

/// Submission and record of an id.
pub(super) fn parse_id(id: &str) -> Option<(u64, u64)> {
    let (seq, n) = id.trim().split_once('-')?;
    Some((seq.parse().ok()?, n.parse().ok()?))
}

/// The customer's name as it is compared.
pub(super) fn folded_customer(row: &EntryRow) -> Option<String> {
    row.customer
        .as_deref()
        .map(fold)
        .filter(|name| !name.is_empty())
}
