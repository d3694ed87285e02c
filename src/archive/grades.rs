//! Grades as the archive has them: which approved form put which grade in force, which reviews
//! are on file, which scores a review may go by (clauses 1.2.3(2), 2.4.5(3); ruling 9.16).

use super::error::ArchiveError;
use super::index::{FactRow, GivenRow, Index};
use super::known::effective;
use super::model::Entry;
use super::receivables::{CONTRACT, REGISTER};
use super::store::Archive;
use crate::domain::grading::{GradeInForce, Outcome};
use crate::domain::known::Borrowed;
use crate::domain::name::fold;
use crate::domain::value::Period;
use crate::evaluate::grading::{CHANGE_REVIEW, CREDIT_CARD, GRADE_LIST};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Form id of scores.
pub(super) const SCORE: &str = "customer_score";

/// Grades in force by folded customer name.
pub type GradesInForce = BTreeMap<String, Borrowed<GradeInForce>>;

/// A score that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreOnFile {
    /// Archived version.
    pub id: String,
    /// Order of arrival.
    pub order: (u64, u64),
    /// Customer as typed.
    pub customer: String,
    /// Office.
    pub office: String,
    /// Period that it covers.
    pub period: Option<Period>,
    /// Grade.
    pub grade: Option<String>,
    /// Limit in 万元, plain.
    pub limit_wan: Option<String>,
}

/// A list or review that was accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewOnFile {
    /// Archived version.
    pub id: String,
    /// Form id.
    pub form: String,
    /// Customer; empty for a list.
    pub customer: String,
    /// Period that it reviews.
    pub period: Option<Period>,
    /// First day on which its grades are in force; none until they are approved.
    pub in_force_from: Option<NaiveDate>,
    /// Order of arrival.
    pub order: (u64, u64),
    /// Title of the form.
    pub form_title: String,
    /// Day on which it was judged.
    pub date: NaiveDate,
    /// What became of that very version.
    pub outcome: Outcome,
    /// [`crate::domain::grading::GradingReview::terms`].
    pub terms: String,
}

/// A customer's credit card that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct CardOnFile {
    /// Archived version.
    pub id: String,
    /// Customer as typed.
    pub customer: String,
    /// Office.
    pub office: String,
    /// The limit that it registers, in 万元.
    pub limit_wan: Decimal,
}

/// A customer's first contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstContract {
    /// The day on which it was signed.
    pub signed_on: NaiveDate,
    /// Archived version that tells of it.
    pub version: String,
}

impl Archive {
    /// The records of a form that count (domain ruling 9.16), in order of arrival.
    pub fn records_that_count(&self, form: &str) -> Result<Vec<Entry>, ArchiveError> {
        let rows = effective(self.ask(|index| index.facts_of_form(form))?);
        rows.iter().map(|row| self.entry(&row.id)).collect()
    }

    /// Of each customer (folded name) the first contract that is on file: a registered contract,
    /// or the day that a score names.
    pub fn first_contracts(&self) -> Result<BTreeMap<String, FirstContract>, ArchiveError> {
        let mut rows = effective(self.ask(|index| index.facts_of_form(CONTRACT))?);
        rows.extend(effective(self.ask(|index| index.facts_of_form(SCORE))?));
        let mut first: BTreeMap<String, FirstContract> = BTreeMap::new();
        for row in rows {
            let registered = row.facts.contract.as_ref().and_then(|c| c.signed_on);
            let Some(signed_on) = registered.or(row.facts.first_trade) else {
                continue;
            };
            let found = FirstContract {
                signed_on,
                version: row.id.clone(),
            };
            let held = first
                .entry(fold(&row.customer))
                .or_insert_with(|| found.clone());
            if signed_on < held.signed_on {
                *held = found;
            }
        }
        Ok(first)
    }

    /// The grades in force on a day, from forms reviewed up to then.
    pub fn grades_in_force(&self, on: NaiveDate) -> Result<GradesInForce, ArchiveError> {
        self.ask(|index| in_force(index, on))
    }

    /// The scores that count, in order of arrival.
    pub fn scores_on_file(&self) -> Result<Vec<ScoreOnFile>, ArchiveError> {
        let rows = effective(self.ask(|index| index.facts_of_form(SCORE))?);
        Ok(rows
            .into_iter()
            .map(|row| ScoreOnFile {
                id: row.id,
                order: row.order,
                customer: row.customer,
                office: row.office,
                period: row.facts.period,
                grade: row.facts.grade,
                limit_wan: row.facts.limit_wan,
            })
            .collect())
    }

    /// Accepted lists and reviews, in order of arrival.
    pub fn reviews_on_file(&self) -> Result<Vec<ReviewOnFile>, ArchiveError> {
        let rows = self.ask(decisive)?.into_iter();
        let review = |row: FactRow| {
            let grading = row.facts.grading?;
            Some(ReviewOnFile {
                id: row.id,
                form: row.form,
                customer: row.customer,
                period: row.facts.period,
                in_force_from: row.facts.in_force_from,
                order: row.order,
                form_title: row.form_title,
                date: row.review_date,
                outcome: grading.outcome,
                terms: grading.terms,
            })
        };
        Ok(rows.filter_map(review).collect())
    }

    /// Credit cards that count, by folded customer name.
    pub fn cards_on_file(&self) -> Result<BTreeMap<String, CardOnFile>, ArchiveError> {
        let rows = effective(self.ask(|index| index.facts_of_form(CREDIT_CARD))?);
        let card = |row: FactRow| {
            let card = CardOnFile {
                id: row.id,
                customer: row.customer,
                office: row.office,
                limit_wan: row.facts.grading?.limit_wan.0,
            };
            Some((fold(&card.customer), card))
        };
        Ok(rows.into_iter().filter_map(card).collect())
    }

    /// The latest accepted record of each of these forms, by submission and record: as long as it
    /// is the same, nothing of them changed.
    pub fn latest_of(&self, forms: &[&str]) -> Result<Vec<Option<(u64, u64)>>, ArchiveError> {
        let forms = forms.iter();
        self.ask(|index| forms.map(|form| index.latest_of(form)).collect())
    }

    /// The register of receivables as of that very day that counts.
    pub fn register_as_of(&self, day: NaiveDate) -> Result<Option<Entry>, ArchiveError> {
        let rows = effective(self.ask(|index| index.facts_of_form(REGISTER))?);
        let found = rows.into_iter().rfind(|row| row.facts.as_of == Some(day));
        found.map(|row| self.entry(&row.id)).transpose()
    }
}

/// Lists and reviews in order of arrival. Which office sent them decides nothing: they count when
/// the holder of a role approved them.
pub(super) fn decisive(index: &dyn Index) -> Result<Vec<FactRow>, ArchiveError> {
    let mut rows = index.facts_of_form(GRADE_LIST)?;
    rows.extend(index.facts_of_form(CHANGE_REVIEW)?);
    rows.sort_by_key(|row| row.order);
    Ok(rows)
}

/// Of each customer the grade that came into force last; of two on one day the later arrival.
pub(super) fn in_force(index: &dyn Index, on: NaiveDate) -> Result<GradesInForce, ArchiveError> {
    Ok(latest(index.given(None)?, on))
}

/// The same of one customer, under whichever of these folded names it came last.
pub(super) fn in_force_of(
    index: &dyn Index,
    names: &BTreeSet<String>,
    on: NaiveDate,
) -> Result<Option<Borrowed<GradeInForce>>, ArchiveError> {
    let mut rows = Vec::new();
    for name in names {
        rows.extend(index.given(Some(name))?);
    }
    rows.retain(|row| row.review_date <= on && row.given.from <= on);
    let last = rows
        .into_iter()
        .max_by_key(|row| (row.given.from, row.order));
    Ok(last.map(as_borrowed))
}

/// What a row gives, with its source.
fn as_borrowed(row: GivenRow) -> Borrowed<GradeInForce> {
    Borrowed {
        value: row.given,
        form_title: row.form_title,
        version: row.id,
        date: row.review_date,
    }
}

fn latest(mut rows: Vec<GivenRow>, on: NaiveDate) -> GradesInForce {
    rows.retain(|row| row.review_date <= on && row.given.from <= on);
    rows.sort_by_key(|row| (row.given.from, row.order));
    let rows = rows.into_iter();
    rows.map(|row| (row.folded.clone(), as_borrowed(row)))
        .collect()
}
