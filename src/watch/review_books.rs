//! Which workbooks of reviews and plans 汇总 is to hold, and their bytes: the grading cycle and the
//! progress of development plans and the register of complaints as the watcher asks for them.

use super::flow_judge::failing;
use super::ports::PortFailure;
use crate::accounts;
use crate::archive::Archive;
use crate::complaints;
use crate::development;
use crate::forms::Judging;
use crate::grading::{self, Book, Content, Memory, Reviews};
use crate::grid::Limits;
use crate::policy::Policy;
use crate::satisfaction;
use crate::share::layout::hash;
use crate::templates::filled_form;
use chrono::NaiveDate;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is due on a day; none where nothing is, or where nothing that it is drawn from has changed
/// since `mark`.
pub(super) fn due(
    archive: &Archive,
    policy: &Policy,
    today: NaiveDate,
    limits: &Limits,
    memory: &mut Memory,
    mark: Option<&str>,
) -> Result<Option<Reviews>, PortFailure> {
    let review = grading::mark(archive, policy, today);
    let review = review.map_err(failing("查等级评审的依据"))?;
    // As long as no form of any kind came, nothing below can be another.
    let forms = policy.forms.iter().filter(|f| f.judging != Judging::Lookup);
    let drawn: Vec<&str> = forms.map(|form| form.id.as_str()).collect();
    let latest = archive.latest_of(&drawn);
    let latest = latest.map_err(failing("查各种表最近的一份"))?;
    if review.is_none() && latest.iter().all(Option::is_none) {
        return Ok(None);
    }
    // Days left and days late change from day to day.
    let words = format!("{review:?} {latest:?} {today} {}", policy.version());
    let now = hash(words.as_bytes());
    if Some(now.as_str()) == mark {
        return Ok(None);
    }
    let targets = development::targets(archive, policy);
    let targets = targets.map_err(failing("查新客户开发计划"))?;
    let accounts = archive.accounts(today);
    let accounts = accounts.map_err(failing("把合同和回款过账"))?;
    let owed = accounts.register.is_some()
        || accounts
            .customers
            .iter()
            .any(|c| !c.dealings.shipments.is_empty());
    let cases = complaints::cases(archive, policy, today);
    let cases = cases.map_err(failing("查投诉案件"))?;
    let surveys = satisfaction::surveys(archive, policy);
    let surveys = surveys.map_err(failing("查客户意见调查"))?;
    let audit = complaints::audit(archive, &cases, policy, today);
    let audit = audit.map_err(failing("查投诉案件"))?;
    let made = catch_unwind(AssertUnwindSafe(|| {
        grading::reviews(archive, policy, today, limits, memory)
    }));
    let Ok(made) = made else {
        tracing::error!("做评审表时程序出了内部故障");
        return Ok(None);
    };
    let mut reviews = made
        .map_err(failing("用档案里的客户做评审表"))?
        .unwrap_or_default();
    reviews.mark = now;
    if !targets.is_empty() {
        reviews.books.push(Book {
            path: development::FILE.to_owned(),
            content: Content::Sheets(development::plans(&targets, policy, today)),
            lasting: true,
        });
    }
    if owed {
        let register = accounts::register(archive, policy, &accounts, today);
        if let Some(form) = register.map_err(failing("把合同和回款过账"))? {
            reviews.books.push(Book {
                path: accounts::FILE.to_owned(),
                content: Content::Form(Box::new(form)),
                lasting: true,
            });
        }
    }
    if !cases.is_empty() {
        reviews.books.push(Book {
            path: complaints::FILE.to_owned(),
            content: Content::Sheets(complaints::plans(&cases, today)),
            lasting: true,
        });
    }
    reviews.books.extend(audit);
    if !surveys.is_empty() {
        reviews.books.push(Book {
            path: satisfaction::FILE.to_owned(),
            content: Content::Sheets(satisfaction::plans(&surveys, &cases, policy)),
            lasting: true,
        });
    }
    Ok(Some(reviews))
}

/// The bytes of a workbook.
pub(super) fn bytes(policy: &Policy, book: &Book) -> Result<Vec<u8>, PortFailure> {
    match &book.content {
        Content::Form(filled) => match filled_form(policy, filled) {
            Some(made) => made.map(|form| form.bytes).map_err(failing("填评审的表")),
            // Only forms of the policy are laid.
            None => Ok(Vec::new()),
        },
        Content::Sheets(plans) => crate::sheet::workbook(plans).map_err(failing("写评审一览")),
    }
}
