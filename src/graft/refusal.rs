//! Why a package is not grafted. The owner then gets the file as it came and a result workbook
//! beside it.

use crate::opc::{Problem, TooBig};
use thiserror::Error;

/// Why sheets cannot be added to a package. Holds facts; the edge finds the words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The package cannot be read.
    #[error(transparent)]
    Package(#[from] Problem),
    /// The package is signed; an added sheet would break the signature.
    #[error("the package is digitally signed")]
    Signed,
    /// A workbook in the old sharing mode, whose change log lists all sheets.
    #[error("the workbook is shared with a change log")]
    Shared,
    /// The main part is no XML workbook (a binary workbook, a document of another kind).
    #[error("the main part is of kind {content_type}")]
    NotAWorkbook {
        /// Its content type.
        content_type: String,
    },
    /// Several entries bear the name of a part that would be changed; readers differ on which
    /// of them counts.
    #[error("several entries are called {part}")]
    Ambiguous {
        /// The name.
        part: String,
    },
    /// A part that would be changed is in UTF-16 or an encoding of older days.
    #[error("{part} is not in UTF-8")]
    Encoding {
        /// The part.
        part: String,
    },
    /// A part that would be changed is no well-formed XML, or lacks what it must have.
    #[error("{part} is malformed")]
    Malformed {
        /// The part.
        part: String,
    },
    /// The styles part has no room for more cell formats.
    #[error("{count} cell formats, no room for more")]
    StylesFull {
        /// Cell formats there are.
        count: usize,
    },
    /// The result would outgrow a plain zip directory.
    #[error(transparent)]
    TooBig(#[from] TooBig),
    /// Without our sheets the workbook would have none.
    #[error("no sheet would be left")]
    NothingLeft,
    /// The donor contradicts itself: an index without a target. A fault of ours.
    #[error("donor: {what}")]
    Donor {
        /// What is wrong with it.
        what: &'static str,
    },
}
