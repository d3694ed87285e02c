//! What the archive knows of duties: which grades customers had since when, and what was done.

use super::error::ArchiveError;
use super::index::{FactRow, GivenRow};
use super::known::effective;
use super::store::Archive;
pub use crate::domain::complaint::{DONE as DUTY_DONE, VISIT};
use crate::domain::duty::Done;
use crate::domain::review::CustomerClass;
use crate::evaluate::grading::{CHANGE_REVIEW, GRADE_LIST};
use chrono::NaiveDate;

/// Form id of scores.
const SCORE: &str = "customer_score";
/// Form id of a month's contacts.
pub const CONTACTS: &str = "contact_report";
/// Form id of a survey.
pub const SURVEY: &str = "opinion_survey";

/// A customer's grade from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeOnFile {
    /// Customer as typed.
    pub customer: String,
    /// Office that sent it; empty at the root.
    pub office: String,
    /// First day.
    pub from: NaiveDate,
    /// Class.
    pub class: CustomerClass,
    /// Grade.
    pub grade: String,
    /// Archived version that gave it.
    pub version: String,
}

/// What was done, and the version that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneOnFile {
    /// Form id.
    pub form: String,
    /// Customer; empty where the form names none.
    pub customer: String,
    /// Office; the form's own word before the folder's.
    pub office: String,
    /// What.
    pub done: Done,
    /// Archived version.
    pub version: String,
}

/// A year's list that was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegradeOnFile {
    /// The year.
    pub year: i32,
    /// The day of the approval.
    pub on: NaiveDate,
    /// Archived version.
    pub version: String,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DutiesOnFile {
    /// Gradings, in order of arrival.
    pub gradings: Vec<GradeOnFile>,
    /// What was done, in order of arrival.
    pub done: Vec<DoneOnFile>,
    /// Approved lists of a year.
    pub regrades: Vec<RegradeOnFile>,
    /// The day of the first of these forms.
    pub live_from: Option<NaiveDate>,
}

impl Archive {
    /// What was graded and done in reviews up to a day.
    pub fn duties_on_file(&self, today: NaiveDate) -> Result<DutiesOnFile, ArchiveError> {
        let mut found = DutiesOnFile::default();
        for row in self.rows(SCORE, today, &mut found.live_from)? {
            found.gradings.extend(scored(&row));
        }
        // A decision is no version of the list that it decides, but it is what counts here.
        for form in [GRADE_LIST, CHANGE_REVIEW] {
            let rows = self.ask(|index| index.facts_of_form(form))?;
            for row in rows.iter().filter(|row| row.review_date <= today) {
                let earliest = found.live_from.into_iter().chain([row.review_date]).min();
                found.live_from = earliest;
                if form == GRADE_LIST
                    && let (Some(crate::domain::value::Period::Year(year)), Some(_)) =
                        (row.facts.period, row.facts.in_force_from)
                {
                    found.regrades.push(RegradeOnFile {
                        year,
                        on: row.review_date,
                        version: row.id.clone(),
                    });
                }
            }
        }
        let given = self.ask(|index| index.given(None))?.into_iter();
        let given = given.filter(|row| row.review_date <= today);
        found.gradings.extend(given.filter_map(approved));
        for form in [VISIT, DUTY_DONE, CONTACTS, SURVEY] {
            for row in self.rows(form, today, &mut found.live_from)? {
                if let Some(done) = row.facts.done {
                    found.done.push(DoneOnFile {
                        form: form.to_owned(),
                        customer: row.customer,
                        office: done.office.clone().unwrap_or(row.office),
                        done,
                        version: row.id,
                    });
                }
            }
        }
        Ok(found)
    }

    fn rows(
        &self,
        form: &str,
        today: NaiveDate,
        first: &mut Option<NaiveDate>,
    ) -> Result<Vec<FactRow>, ArchiveError> {
        let mut rows = effective(self.ask(|index| index.facts_of_form(form))?);
        rows.retain(|row| row.review_date <= today);
        let earliest = rows.iter().map(|row| row.review_date).min();
        *first = first.iter().copied().chain(earliest).min();
        Ok(rows)
    }
}

/// The grade that a score gives, from the day of its review on.
fn scored(row: &FactRow) -> Option<GradeOnFile> {
    let class = row.facts.class.clone().map(serde_json::Value::String)?;
    Some(GradeOnFile {
        customer: row.customer.clone(),
        office: row.office.clone(),
        from: row.review_date,
        class: serde_json::from_value(class).ok()?,
        grade: row.facts.grade.clone()?,
        version: row.id.clone(),
    })
}

/// The grade that an approved form gives, from the day on which it is in force.
fn approved(row: GivenRow) -> Option<GradeOnFile> {
    let graded = row.given.graded;
    Some(GradeOnFile {
        customer: graded.customer,
        office: String::new(),
        from: row.given.from,
        class: graded.class?,
        grade: graded.grade?,
        version: row.id,
    })
}
