//! bytes + donor → bytes: adds sheets to a submitted package without touching what is not ours.
//! Knows no form and no policy; it could be a crate of its own.
//!
//! Every entry of the submitted package is copied as its bytes stand. Changed are only
//! `[Content_Types].xml`, the workbook part, its relationships and the styles part, and these by
//! cutting text in: what stood there stays. A styles part is added where there is none.
//!
//! Decided: a locked workbook structure does not keep our sheets out (the lock stays, and the
//! submitted sheets are as they were); the open tab stays; a signed or change-logged package is
//! refused.

mod book;
pub mod donor;
mod old;
mod plant;
mod refusal;
mod sheet_names;
mod splice;
mod styles;
#[cfg(test)]
mod tests;
mod token;
mod wording;

pub use donor::{CellFormat, Chunk, Donor, DonorName, DonorPart, DonorSheet, DonorStyles};
pub use refusal::Refusal;

use crate::opc::{Caps, Package};
use book::Book;

/// By what the sheets of an earlier grafting are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks<'m> {
    /// Defined names that point at them begin with this.
    pub name: &'m str,
    /// Text in their cell A1 begins with this.
    pub token: &'m str,
}

impl Marks<'static> {
    /// The marks of 审表's result sheets.
    pub const RESULTS: Self = Self {
        name: crate::domain::marker::RESULT_NAME,
        token: crate::domain::marker::RESULT_TOKEN,
    };
}

/// Adds the donor's sheets behind the last sheet of a submitted workbook; those of an earlier
/// grafting, known by their marks, are taken out first. The same input gives the same bytes.
///
/// # Errors
/// The package cannot be read, is signed, or has a peculiarity that is not patched safely.
pub fn graft(submitted: &[u8], donor: &Donor, marks: &Marks) -> Result<Vec<u8>, Refusal> {
    let package = Package::open(submitted, &Caps::default())?;
    let mut book = Book::read(&package)?;
    old::remove(&mut book, marks)?;
    plant::plant(&mut book, donor)?;
    book.finish()
}

/// Takes the sheets of an earlier grafting out; `None` where there are none. Records that are
/// not ours come back byte for byte, and the patched parts say again what they said before, but
/// for styles left over.
///
/// # Errors
/// As [`graft`]; and [`Refusal::NothingLeft`] where the workbook holds our sheets only.
pub fn remove(submitted: &[u8], marks: &Marks) -> Result<Option<Vec<u8>>, Refusal> {
    let package = Package::open(submitted, &Caps::default())?;
    let mut book = Book::read(&package)?;
    if !old::remove(&mut book, marks)? {
        return Ok(None);
    }
    let outline = book.workbook.outline()?;
    if book.sheets(&outline)?.is_empty() {
        return Err(Refusal::NothingLeft);
    }
    book.finish().map(Some)
}
