//! The grading cycle: which review is due, whom it covers, what the policy gives each customer,
//! and the forms that are laid ready for people to go on with (clauses 1.2.3(2), 2.4.5(3);
//! rulings 9.2, 9.14a to 9.14c; domain section 5, rules 6 and 7).
//!
//! Everything is drawn anew from archived versions: each customer's score is judged again as of
//! the day of the review, by the policy in force. Nothing here decides; approval does.

mod assess;
mod cycle;
mod forms;
mod memory;
mod stale;
mod summary;

pub use assess::{Assessed, Assessment, Left, assess};
pub use cycle::{Cycle, current};
pub use memory::Memory;
pub use stale::{Changed, Stale};

use crate::archive::{Archive, ArchiveError, ReviewOnFile};
use crate::domain::grading::Outcome;
use crate::domain::name::fold;
use crate::evaluate::grading::{CHANGE_REVIEW, CREDIT_CARD, GRADE_LIST};
use crate::grid::Limits;
use crate::policy::Policy;
use crate::share::names;
use crate::sheet::SheetPlan;
use crate::templates::FilledForm;
use chrono::NaiveDate;
use stale::Approved;
use std::collections::BTreeMap;
use summary::Progress;

/// Below 汇总: the folder of reviews.
pub const FOLDER: &str = "升降级评审";

/// Forms that a review is drawn from.
const DRAWN_FROM: [&str; 7] = [
    "customer_score",
    "customer_summary",
    "contract",
    "ar_ageing",
    GRADE_LIST,
    CHANGE_REVIEW,
    CREDIT_CARD,
];

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
    let latest = archive.latest_of(&DRAWN_FROM)?;
    let is_final = cycle.is_final(today);
    let words = format!("{cycle:?} {} {is_final} {latest:?}", policy.version());
    Ok(Some(crate::share::layout::hash(words.as_bytes())))
}

/// What is on file of a review: of each customer, and of all.
struct Standing<'a> {
    /// By folded name, the review that tells how the customer stands, and when the form first came.
    reviews: BTreeMap<String, (&'a ReviewOnFile, Order)>,
    /// The same of the year's list.
    list: Option<(&'a ReviewOnFile, Order)>,
}

/// Order of arrival.
type Order = (u64, u64);

impl<'a> Standing<'a> {
    fn of(on_file: &'a [ReviewOnFile], cycle: &Cycle) -> Self {
        let of_period = |form: &'static str, period| {
            let found = on_file.iter();
            found.filter(move |r| r.form == form && r.period == Some(period))
        };
        let mut by_customer: BTreeMap<String, Vec<&ReviewOnFile>> = BTreeMap::new();
        for review in of_period(CHANGE_REVIEW, cycle.period) {
            let customer = fold(&review.customer);
            by_customer.entry(customer).or_default().push(review);
        }
        let lists: Vec<&ReviewOnFile> = of_period(GRADE_LIST, cycle.year_period()).collect();
        let reviews = by_customer.into_iter();
        Self {
            reviews: reviews
                .filter_map(|(customer, all)| Some((customer, standing(&all)?)))
                .collect(),
            list: standing(&lists),
        }
    }

    /// A customer's own review, else the year's list.
    fn of_customer(&self, customer: &str) -> Option<(&'a ReviewOnFile, Order)> {
        self.reviews.get(&fold(customer)).copied().or(self.list)
    }
}

/// The version that tells how a form stands: the latest; where that very form was decided before it
/// was handed in again, the decision. With it, when the form first came.
fn standing<'a>(versions: &[&'a ReviewOnFile]) -> Option<(&'a ReviewOnFile, Order)> {
    let latest = *versions.last()?;
    let alike = || versions.iter().filter(|r| r.terms == latest.terms);
    let decided = alike().rfind(|r| matches!(r.outcome, Outcome::Approved | Outcome::Rejected));
    let first = alike().map(|r| r.order).min()?;
    Some((decided.copied().unwrap_or(latest), first))
}

/// The workbooks of the review that is due on a day; none before the first.
pub fn reviews(
    archive: &Archive,
    policy: &Policy,
    today: NaiveDate,
    limits: &Limits,
    memory: &mut Memory,
) -> Result<Option<Reviews>, ArchiveError> {
    let (Some(cycle), Some(mark)) = (current(policy, today), mark(archive, policy, today)?) else {
        return Ok(None);
    };
    let assessment = assess(archive, policy, &cycle, today, limits, memory)?;
    // A company that has not handed in a single score has nothing to review.
    if assessment.customers.is_empty() && assessment.left.is_empty() {
        return Ok(None);
    }
    let on_file = archive.reviews_on_file()?;
    let standing = Standing::of(&on_file, &cycle);
    let mut approved = Approved::new(archive, policy);
    let mut stale: BTreeMap<String, Stale> = BTreeMap::new();
    for one in &assessment.customers {
        if let Some((review, handed_in)) = standing.of_customer(&one.customer)
            && let Some(found) = approved.stale(&assessment, one, review, handed_in)?
        {
            stale.insert(fold(&one.customer), found);
        }
    }
    // A company may have taken a form out of its policy.
    let has = |form: &str| policy.forms.get(form).is_some();
    let folder = format!("{FOLDER}/{}", cycle.words());
    let mut books = Vec::new();
    if cycle.year_end && has(GRADE_LIST) && !assessment.customers.is_empty() {
        books.push(Book {
            path: format!("客户信用等级分类表-{}.xlsx", cycle.year),
            content: Content::Form(Box::new(forms::list(&assessment, policy, today))),
            lasting: standing.list.is_none(),
        });
    }
    for one in &assessment.customers {
        // What was decided on figures that are no longer right can be decided anew.
        let folded = fold(&one.customer);
        let open = !standing.reviews.contains_key(&folded) || stale.contains_key(&folded);
        if has(CHANGE_REVIEW) && open {
            books.push(Book {
                path: format!("{folder}/{}.xlsx", names::folder(&one.customer)),
                content: Content::Form(Box::new(forms::review(&assessment, one, policy))),
                lasting: true,
            });
        }
    }
    let of_customer = |customer: &str| Progress {
        review: standing.of_customer(customer).map(|(review, _)| review),
        stale: stale.get(&fold(customer)),
    };
    books.push(Book {
        path: format!("{folder}/评审一览.xlsx"),
        content: Content::Sheets(summary::plans(&assessment, policy, today, &of_customer)),
        lasting: true,
    });
    Ok(Some(Reviews {
        mark,
        folder: Some(folder),
        books,
    }))
}
