//! The grading cycle: which review is due, whom it covers, what the policy gives each customer,
//! and the forms that are laid ready for people to go on with (clauses 1.2.3(2), 2.4.5(3);
//! rulings 9.2, 9.14a to 9.14c; domain section 5, rules 6 and 7).
//!
//! Everything is drawn anew from archived versions: each customer's score is judged again as of
//! the day of the review, by the policy in force. Nothing here decides; approval does.

mod assess;
mod cycle;
mod forms;
mod summary;

pub use assess::{Assessed, Assessment, Left, assess};
pub use cycle::{Cycle, current};

use crate::archive::{Archive, ArchiveError};
use crate::evaluate::grading::{CHANGE_REVIEW, GRADE_LIST};
use crate::grid::Limits;
use crate::policy::Policy;
use crate::share::names;
use crate::sheet::SheetPlan;
use crate::templates::FilledForm;
use chrono::NaiveDate;

/// Below 汇总: the folder of reviews.
pub const FOLDER: &str = "升降级评审";

/// A workbook that is laid ready.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// Its way from 汇总, with `/`.
    pub path: String,
    /// What it holds.
    pub content: Content,
    /// Whether it is laid again where it is gone: what was handed in and decided is not.
    pub lasting: bool,
}

/// What a workbook holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A form for people to go on with.
    Form(Box<FilledForm>),
    /// Sheets to read.
    Sheets(Vec<SheetPlan>),
}

/// The workbooks of the review that is due.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reviews {
    /// What they were drawn from; equal marks give equal workbooks.
    pub mark: String,
    /// The folder of the review below 汇总: what lies there of ours and is not among the books is
    /// no longer needed. None where no review is due.
    pub folder: Option<String>,
    /// The workbooks.
    pub books: Vec<Book>,
}

/// What the reviews of a day are drawn from, in a word; none where no review is due yet.
pub fn mark(
    archive: &Archive,
    policy: &Policy,
    today: NaiveDate,
) -> Result<Option<String>, ArchiveError> {
    let Some(cycle) = current(policy, today) else {
        return Ok(None);
    };
    let scores = archive.scores_on_file()?;
    let reviews = archive.reviews_on_file()?;
    let register = archive.register_as_of(cycle.closing)?;
    let mut words = format!("{cycle:?} {} {}", policy.version(), cycle.is_final(today));
    for id in scores
        .iter()
        .map(|s| &s.id)
        .chain(reviews.iter().map(|r| &r.id))
        .chain(register.iter().map(|r| &r.id))
    {
        words.push(' ');
        words.push_str(id);
    }
    Ok(Some(crate::share::layout::hash(words.as_bytes())))
}

/// The workbooks of the review that is due on a day; none before the first.
pub fn reviews(
    archive: &Archive,
    policy: &Policy,
    today: NaiveDate,
    limits: &Limits,
) -> Result<Option<Reviews>, ArchiveError> {
    let (Some(cycle), Some(mark)) = (current(policy, today), mark(archive, policy, today)?) else {
        return Ok(None);
    };
    let assessment = assess(archive, policy, &cycle, today, limits)?;
    // A company that has not handed in a single score has nothing to review.
    if assessment.customers.is_empty() && assessment.left.is_empty() {
        return Ok(None);
    }
    let on_file = archive.reviews_on_file()?;
    let of_cycle = |form: &str, customer: &str| {
        on_file.iter().rfind(|r| {
            r.form == form
                && r.period == Some(cycle.period)
                && crate::domain::name::fold(&r.customer) == crate::domain::name::fold(customer)
        })
    };
    let list_on_file = on_file
        .iter()
        .rfind(|r| r.form == GRADE_LIST && r.period == Some(cycle.year_period()));
    // A company may have taken a form out of its policy.
    let has = |form: &str| policy.forms.get(form).is_some();
    let folder = format!("{FOLDER}/{}", cycle.words());
    let mut books = Vec::new();
    if cycle.year_end && has(GRADE_LIST) && !assessment.customers.is_empty() {
        books.push(Book {
            path: format!("客户信用等级分类表-{}.xlsx", cycle.year),
            content: Content::Form(Box::new(forms::list(&assessment, policy, today))),
            lasting: list_on_file.is_none(),
        });
    }
    for one in &assessment.customers {
        if has(CHANGE_REVIEW) && of_cycle(CHANGE_REVIEW, &one.customer).is_none() {
            books.push(Book {
                path: format!("{folder}/{}.xlsx", names::folder(&one.customer)),
                content: Content::Form(Box::new(forms::review(&assessment, one, policy))),
                lasting: true,
            });
        }
    }
    let standing = |customer: &str| of_cycle(CHANGE_REVIEW, customer).or(list_on_file);
    books.push(Book {
        path: format!("{folder}/评审一览.xlsx"),
        content: Content::Sheets(summary::plans(&assessment, policy, today, &standing)),
        lasting: true,
    });
    Ok(Some(Reviews {
        mark,
        folder: Some(folder),
        books,
    }))
}
