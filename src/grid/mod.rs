//! Bytes → cells. The one user of calamine; floats end here (15 digits, then `Decimal`).
//!
//! What a file is, its first bytes decide ([`sniff`]). OOXML is read in one pass under caps
//! (`ooxml`); .xls, .xlsb and .ods by calamine (`legacy`), at the edge in a child process that
//! limits its own memory (`isolated`); .csv as text (`delimited`).

mod compound;
mod delimited;
mod format;
mod limits;
pub mod model;
mod number;
mod ooxml;
mod refusal;
mod sniff;
#[cfg(test)]
mod tests;

pub use limits::{Cap, Isolation, Limits};
pub use model::{
    Cell, CellValue, CheckBox, DateSystem, FileKind, NumberFormat, Sheet, ShownUnit, SymbolFont,
    Visibility, Workbook,
};
pub use refusal::{OtherKind, Refusal};

use crate::opc::Package;
use limits::Budget;
use sniff::{Content, ZipContent};

/// Reads a submitted file.
///
/// The name serves to tell .csv and encrypted forms; everything else is told by the bytes.
///
/// # Errors
/// A [`Refusal`] says why the file cannot be read; [`Refusal::finding`] puts it in words.
pub fn read(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Workbook, Refusal> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Cap::FileBytes.into());
    }
    let mut budget = Budget::new(limits);
    match sniff::content(bytes, file_name)? {
        Content::Csv => delimited::read(bytes, file_name, &mut budget),
        Content::Xls => Err(Refusal::Other(OtherKind::Unknown)),
        Content::Zip => {
            let package = Package::open(bytes, &sniff::package_caps(limits))?;
            match sniff::zip_content(&package)? {
                ZipContent::Ooxml => ooxml::read(&package, budget),
                ZipContent::Xlsb | ZipContent::Ods => Err(Refusal::Other(OtherKind::Unknown)),
            }
        }
    }
}
