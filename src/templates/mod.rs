//! Blank forms, generated from the form definitions with umya-spreadsheet.
//!
//! A template looks like the company's printed form: title, label/value pairs two to a row,
//! drop-down lists, input hints, unlocked input cells on a protected sheet, print set-up on A4.
//! Its hidden first row carries the token by which recognition knows it again.

mod card;
mod finish;
mod look;
mod table;

use crate::forms::FormDefinition;
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
    let policy_version = policy.version();
    let mut all = Vec::new();
    for form in policy.forms.iter() {
        all.push(finished(
            form,
            &form.title,
            card::card(form, policy_version),
        )?);
        if form.list_template {
            let name = format!("{}(清单)", form.title);
            all.push(finished(form, &name, table::list(form, policy_version))?);
        }
    }
    Ok(all)
}

fn finished(
    form: &FormDefinition,
    name: &str,
    book: Result<umya_spreadsheet::Workbook, umya_spreadsheet::XlsxError>,
) -> Result<BlankForm, TemplateFailure> {
    let failure = |source: Box<dyn std::error::Error + Send + Sync>| TemplateFailure {
        form: form.title.clone(),
        source,
    };
    let book = book.map_err(|e| failure(e.to_string().into()))?;
    let mut bytes = Vec::new();
    umya_spreadsheet::writer::xlsx::write_writer(&book, &mut bytes)
        .map_err(|e| failure(e.to_string().into()))?;
    let bytes = finish::finished(&bytes).map_err(failure)?;
    Ok(BlankForm {
        file_name: format!("{name}.xlsx"),
        bytes,
    })
}
