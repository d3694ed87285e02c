//! Bytes → cells. The one user of calamine; floats end here (15 digits, then `Decimal`).
//!
//! What a file is, its first bytes decide ([`sniff`]). OOXML is read in one pass under caps
//! (`ooxml`); .xls, .xlsb and .ods by calamine (`legacy`), at the edge in a child process that
//! limits its own memory (`isolated`); .csv as text (`delimited`). A package that Office's own
//! password opens is opened first (`sealed`).

mod biff;
mod biff12;
mod cells;
mod compound;
mod delimited;
mod format;
#[cfg(feature = "edges")]
pub mod isolated;
mod legacy;
mod limits;
pub mod model;
mod number;
mod ods;
mod ooxml;
mod refusal;
mod sealed;
mod sniff;
mod style;
#[cfg(test)]
mod tests;
mod xml;

pub use cells::Cells;
pub use limits::{Cap, Isolation, Limits};
pub use model::{
    Cell, CellValue, CheckBox, DateSystem, FileKind, NumberFormat, Sheet, ShownUnit, SymbolFont,
    SymbolRuns, Visibility, Workbook,
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
    let mut workbook = cells(bytes, file_name, limits)?;
    workbook.sheets.iter_mut().for_each(Sheet::forget_preview);
    Ok(workbook)
}

fn cells(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Workbook, Refusal> {
    let mut budget = Budget::new(limits);
    match sniff::content(bytes, file_name)? {
        Content::Csv => delimited::read(bytes, file_name, &mut budget),
        Content::Xls => match aside(bytes, file_name, limits) {
            Some(result) => result,
            None => legacy::read_xls(bytes, budget),
        },
        Content::Zip => read_zip(bytes, file_name, budget),
        Content::Sealed => {
            let package = sealed::open(bytes, limits)?;
            let mut workbook = read_zip(&package, file_name, budget)?;
            workbook.kind = FileKind::Sealed;
            workbook.notes.push(sealed::note());
            Ok(workbook)
        }
    }
}

/// Reads a zip package of any kind.
fn read_zip(bytes: &[u8], file_name: &str, budget: Budget<'_>) -> Result<Workbook, Refusal> {
    let limits = budget.limits;
    let package = Package::open(bytes, &sniff::package_caps(limits))?;
    match sniff::zip_content(&package)? {
        ZipContent::Ooxml => ooxml::read(&package, budget),
        ZipContent::Xlsb => match aside(bytes, file_name, limits) {
            Some(result) => result,
            None => legacy::read_xlsb(&package, budget),
        },
        ZipContent::Ods => ods::read(&package, budget),
    }
}

/// Has a child process read the file, where the limits say so.
#[cfg(feature = "edges")]
fn aside(bytes: &[u8], file_name: &str, limits: &Limits) -> Option<Result<Workbook, Refusal>> {
    match &limits.isolation {
        Isolation::InProcess => None,
        Isolation::Child(program) => Some(isolated::read(program, bytes, file_name, limits)),
    }
}

/// Without the edges there is nobody to start.
#[cfg(not(feature = "edges"))]
fn aside(_: &[u8], _: &str, _: &Limits) -> Option<Result<Workbook, Refusal>> {
    None
}
