//! Blank forms, generated from the form definitions with umya-spreadsheet.
//!
//! A template looks like the company's printed form: title, label/value pairs two to a row,
//! drop-down lists, input hints, unlocked input cells on a protected sheet, print set-up on A4.
//! Its hidden first row carries the token by which recognition knows it again. The score form
//! shows what the program would say of it while it is filled in ([`preview`]).

mod card;
mod filled;
mod finish;
mod lines;
mod look;
mod preview;
mod rules;
mod table;

pub use filled::{FilledForm, filled_form};

use crate::forms::{FieldDefinition, FormDefinition};
use crate::policy::Policy;

/// A generated blank form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankForm {
    /// File name (`客户评分表.xlsx`, `客户评分表(清单).xlsx`).
    pub file_name: String,
    /// The workbook.
    pub bytes: Vec<u8>,
}

/// A blank form could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the blank form {form} could not be written")]
pub struct TemplateFailure {
    /// Title of the form.
    pub form: String,
    /// What umya-spreadsheet says.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// All blank forms of a policy: each as a card, and as a list where its definition says so.
/// The policy's version is printed in the footer and kept in the token.
pub fn blank_forms(policy: &Policy) -> Result<Vec<BlankForm>, TemplateFailure> {
    let mut all = Vec::new();
    for form in policy.forms.iter() {
        all.push(finished(
            policy,
            form,
            &form.title,
            card::card(form, policy),
        )?);
        if form.list_template {
            let name = format!("{}(清单)", form.title);
            all.push(finished(policy, form, &name, table::list(form, policy))?);
        }
    }
    Ok(all)
}

/// A drawn form, before it is written.
struct Drawn<'f> {
    book: umya_spreadsheet::Workbook,
    entries: Vec<Entry<'f>>,
}

/// Where a field is filled in.
struct Entry<'f> {
    field: &'f FieldDefinition,
    /// Column index of its first cell.
    col: u32,
    /// Address of its first cell.
    first: String,
    /// Its cells: the first of a card's merge, a list's whole column.
    range: String,
}

fn finished(
    policy: &Policy,
    form: &FormDefinition,
    name: &str,
    drawn: Result<Drawn<'_>, umya_spreadsheet::XlsxError>,
) -> Result<BlankForm, TemplateFailure> {
    let failure = |source: Box<dyn std::error::Error + Send + Sync>| TemplateFailure {
        form: form.title.clone(),
        source,
    };
    let drawn = drawn.map_err(|e| failure(e.to_string().into()))?;
    let mut bytes = Vec::new();
    umya_spreadsheet::writer::xlsx::write_writer(&drawn.book, &mut bytes)
        .map_err(|e| failure(e.to_string().into()))?;
    let rules = rules::element(form, policy, &drawn.entries);
    let bytes = finish::finished(&bytes, &rules).map_err(failure)?;
    Ok(BlankForm {
        file_name: format!("{name}.xlsx"),
        bytes,
    })
}
