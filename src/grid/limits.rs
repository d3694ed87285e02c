//! How much of a submitted file is read before it is refused.
//!
//! The caps are absolute, never a compression ratio: an honest register packs 20 to 1, and a
//! hostile file may pack badly. Sizes are counted on what really comes out of the inflater;
//! what a header declares is not believed. Together they keep a reading under 300 MB.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Caps on one submitted file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file as submitted.
    pub file_bytes: u64,
    /// Entries of the zip directory.
    pub entries: usize,
    /// Inflated bytes of one part that is read.
    pub part_bytes: u64,
    /// Inflated bytes of all parts that are read, together.
    pub total_bytes: u64,
    /// Bytes of one piece of mark-up (a text, a tag): what must lie in memory at once.
    pub markup_bytes: u64,
    /// Sheets.
    pub sheets: usize,
    /// Cells that are passed over, the empty ones (styled only) among them.
    pub cells: usize,
    /// Cells that hold something and are kept.
    pub filled_cells: usize,
    /// The same where a child reads and sends them back as text.
    pub child_cells: usize,
    /// Characters of one cell (Excel itself ends at 32 767 UTF-16 units).
    pub cell_chars: usize,
    /// Bytes of the text of all cells together, what it costs to keep them among it.
    pub text_bytes: usize,
    /// Entries of the table of shared strings.
    pub shared_strings: usize,
    /// Entries of each table of styles (Excel itself ends at 65 490 cell formats).
    pub styles: usize,
    /// Merged regions of all sheets together.
    pub merges: usize,
    /// Hidden rows and columns of all sheets together, while they are read.
    pub hidden: usize,
    /// Cells that read like labels, all sheets together: what stands where is decided by looking
    /// at labels in pairs.
    pub labels: usize,
    /// Rows of one list that hold something, from the header on.
    pub list_rows: usize,
    /// Rows of the tables of one card (the lines of a register), likewise.
    pub lines: usize,
    /// Records of a file.
    pub records: usize,
    /// Fields, further columns and findings of all records of a file together.
    pub readings: usize,
    /// Findings that are listed one by one; of the records beyond, the gravest ones only.
    pub findings: usize,
    /// Seconds that the child process for old formats may take.
    pub child_seconds: u64,
    /// Address space of that child in bytes.
    pub child_memory: u64,
    /// Who reads the formats that cannot be streamed.
    #[serde(skip)]
    pub isolation: Isolation,
}

/// Who reads .xls, .xlsb and .ods, which cannot be read piece by piece.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Isolation {
    /// This process, under the caps alone (the add-in; tests).
    #[default]
    InProcess,
    /// A child process of this program (`<program> __read-grid`) that limits its own memory.
    Child(PathBuf),
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 48 << 20,
            entries: 10_000,
            part_bytes: 384 << 20,
            total_bytes: 768 << 20,
            markup_bytes: 1 << 20,
            sheets: 1_000,
            cells: 6_000_000,
            filled_cells: 2_400_000,
            child_cells: 400_000,
            cell_chars: 32_767,
            text_bytes: 64 << 20,
            shared_strings: 400_000,
            styles: 70_000,
            merges: 20_000,
            hidden: 4_000_000,
            labels: 20_000,
            list_rows: 20_000,
            lines: 150_000,
            records: 1_000,
            readings: 250_000,
            findings: 20_000,
            child_seconds: 60,
            child_memory: 288 << 20,
            isolation: Isolation::InProcess,
        }
    }
}

impl Limits {
    /// The default caps, with old formats read by a child of the program at `program`.
    pub fn with_child(program: PathBuf) -> Self {
        Self {
            isolation: Isolation::Child(program),
            ..Self::default()
        }
    }
}

/// Bytes that a text of its own takes beside its letters: counts and the allocator's share.
const TEXT_COST: usize = 32;

/// What has been used up so far in one reading.
#[derive(Debug)]
pub(super) struct Budget<'l> {
    pub limits: &'l Limits,
    inflated: u64,
    cells: usize,
    filled: usize,
    text: usize,
    merges: usize,
    hidden: usize,
}

/// A cap that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cap {
    /// [`Limits::file_bytes`].
    FileBytes,
    /// [`Limits::entries`].
    Entries,
    /// [`Limits::part_bytes`] or [`Limits::total_bytes`].
    Inflated,
    /// [`Limits::markup_bytes`].
    Markup,
    /// [`Limits::sheets`].
    Sheets,
    /// [`Limits::cells`] or [`Limits::filled_cells`].
    Cells,
    /// [`Limits::cell_chars`].
    CellChars,
    /// [`Limits::text_bytes`].
    Text,
    /// [`Limits::shared_strings`].
    SharedStrings,
    /// [`Limits::styles`].
    Styles,
    /// [`Limits::merges`].
    Merges,
    /// [`Limits::labels`].
    Labels,
    /// [`Limits::list_rows`], [`Limits::lines`], [`Limits::records`] or [`Limits::readings`].
    Records,
    /// [`Limits::child_seconds`].
    Time,
    /// [`Limits::child_memory`].
    Memory,
}

impl<'l> Budget<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            inflated: 0,
            cells: 0,
            filled: 0,
            text: 0,
            merges: 0,
            hidden: 0,
        }
    }

    /// Bytes that the next part may unfold to.
    pub(super) fn part_allowance(&self) -> u64 {
        self.limits
            .part_bytes
            .min(self.limits.total_bytes.saturating_sub(self.inflated))
    }

    pub(super) fn inflated(&mut self, bytes: u64) {
        self.inflated = self.inflated.saturating_add(bytes);
    }

    /// One more cell passed over.
    pub(super) fn cell(&mut self) -> Result<(), Cap> {
        self.cells += 1;
        within(self.cells, self.limits.cells, Cap::Cells)
    }

    /// One more cell kept.
    pub(super) fn filled(&mut self) -> Result<(), Cap> {
        self.filled += 1;
        within(self.filled, self.limits.filled_cells, Cap::Cells)
    }

    /// A text kept; its length counts alone, and in the sum with what keeping it costs.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Cap> {
        self.text += text.len() + TEXT_COST;
        within(self.text, self.limits.text_bytes, Cap::Text)?;
        // A character is four bytes at most, so short texts need no counting.
        if text.len() > self.limits.cell_chars {
            let units = text.chars().map(char::len_utf16).sum();
            within(units, self.limits.cell_chars, Cap::CellChars)?;
        }
        Ok(())
    }

    /// Memory kept beside texts (runs of rich text, names), counted like text.
    pub(super) fn bytes(&mut self, bytes: usize) -> Result<(), Cap> {
        self.text = self.text.saturating_add(bytes);
        within(self.text, self.limits.text_bytes, Cap::Text)
    }

    /// Rows or columns found hidden.
    pub(super) fn hidden(&mut self, count: usize) -> Result<(), Cap> {
        self.hidden = self.hidden.saturating_add(count);
        within(self.hidden, self.limits.hidden, Cap::Cells)
    }

    pub(super) fn merge(&mut self) -> Result<(), Cap> {
        self.merges += 1;
        within(self.merges, self.limits.merges, Cap::Merges)
    }
}

/// The cap as an error once `used` passes it.
pub(super) fn within(used: usize, allowed: usize, cap: Cap) -> Result<(), Cap> {
    if used > allowed { Err(cap) } else { Ok(()) }
}
