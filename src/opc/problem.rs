//! Why a package cannot be read.

use thiserror::Error;

/// Why a package, or a part of it, cannot be read. Holds facts; the edge finds the words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// No end-of-directory record: no zip at all, or cut off.
    #[error("no zip directory found")]
    NotAZip,
    /// The zip structure contradicts itself.
    #[error("zip structure damaged: {what}")]
    Damaged {
        /// What was found.
        what: &'static str,
    },
    /// An entry's data do not match their checksum or length.
    #[error("data of {part} do not match their checksum")]
    Checksum {
        /// The entry.
        part: String,
    },
    /// An entry's data cannot be inflated.
    #[error("data of {part} cannot be inflated")]
    Inflate {
        /// The entry.
        part: String,
    },
    /// An entry is encrypted by the zip's own means.
    #[error("{part} is encrypted")]
    Encrypted {
        /// The entry.
        part: String,
    },
    /// An entry uses a compression method that packages may not use.
    #[error("{part} is compressed by method {method}")]
    Method {
        /// The entry.
        part: String,
        /// The zip method's number.
        method: u16,
    },
    /// A part that is needed is not there.
    #[error("part missing: {part}")]
    Missing {
        /// The part, or what it is for.
        part: String,
    },
    /// Over a cap.
    #[error("{what} over the cap of {cap}")]
    Cap {
        /// What is too big.
        what: Over,
        /// The cap (bytes, or entries).
        cap: u64,
    },
    /// A part that should be XML is not, or is in an encoding that cannot be read.
    #[error("{part} is not readable XML")]
    Xml {
        /// The part.
        part: String,
    },
}

/// What is over its cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Over {
    /// The file itself.
    File,
    /// The number of entries.
    Entries,
    /// One part, inflated (its name).
    Part(String),
    /// All parts inflated so far, together.
    Total,
}

impl std::fmt::Display for Over {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File => f.write_str("the file"),
            Self::Entries => f.write_str("the number of entries"),
            Self::Part(part) => write!(f, "part {part}"),
            Self::Total => f.write_str("all parts together"),
        }
    }
}
