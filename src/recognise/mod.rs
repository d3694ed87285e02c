//! Where in a workbook which form stands, as card or list.
//!
//! A form is known by our template's token, else by its title and by the share of its labels,
//! wherever they stand. Recognition gives the places of labels; values are read by `extract`.

mod choose;
mod cut;
mod header;
mod regions;
mod scan;
mod sheets;
mod surface;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod values;

pub use scan::{Hit, Stranger, is_note_word};
pub use surface::Surface;
pub use values::{REACH, columns_of_values, ends_in_colon};

use crate::domain::cell::{CellRange, CellRef};
use crate::findings::Finding;
use crate::forms::{FormDefinition, Forms};
use crate::grid::{Cap, Limits, Workbook};

/// What was found in a workbook.
#[derive(Debug, Clone, Default)]
pub struct Recognised<'f> {
    /// By sheet position, then place.
    pub blocks: Vec<Block<'f>>,
    /// What is said of the file as a whole: no form found, sheets passed over.
    pub findings: Vec<Finding>,
    /// Set where there was too much to look at; then the rest is empty.
    pub over: Option<Cap>,
}

/// One card, or one list.
#[derive(Debug, Clone)]
pub struct Block<'f> {
    /// The form.
    pub form: &'f FormDefinition,
    /// Its index in the lexicon.
    pub form_index: usize,
    /// Position in `Workbook::sheets`.
    pub sheet: usize,
    /// First row of the block, its title and head among it.
    pub first_row: u32,
    /// Last row that may belong to it.
    pub last_row: u32,
    /// Labels outside of a list's header: a card's own, or a list's head and foot.
    pub labels: Vec<Hit>,
    /// Labels that are not ours with their value in one cell.
    pub strangers: Vec<Stranger>,
    /// Header rows with values below: none on an ordinary card, one on a list.
    pub header: Vec<Header>,
    /// Whether each row below the header is a record.
    pub list: bool,
    /// Note on units.
    pub unit_note: Option<UnitNoteAt>,
    /// Year in the title, with the title's cell.
    pub title_year: Option<(i32, CellRef)>,
    /// Version of the policy that our template was made from, where it came from one.
    pub template_version: Option<String>,
    /// What must be asked about the block as a whole; goes to each record.
    pub findings: Vec<Finding>,
}

/// A note on units.
#[derive(Debug, Clone)]
pub struct UnitNoteAt {
    /// Unit alone.
    pub unit: String,
    /// Where it stands and what it says.
    pub words: String,
}

/// A header: one row of labels or two, values below.
#[derive(Debug, Clone)]
pub struct Header {
    /// First row.
    pub first_row: u32,
    /// Last row.
    pub last_row: u32,
    /// Its columns, from the left.
    pub columns: Vec<Column>,
}

impl Header {
    /// The part of the form whose lines stand below: that of most of its fields.
    pub fn part<'f>(&self, form: &'f FormDefinition) -> Option<&'f str> {
        let fields: Vec<Option<&str>> = self
            .columns
            .iter()
            .filter_map(|c| form.fields.get(c.field?))
            .map(|f| f.part.as_deref())
            .collect();
        form.parts()
            .into_iter()
            .find(|part| fields.iter().filter(|p| **p == Some(part)).count() * 2 > fields.len())
    }
}

/// A column below a header.
#[derive(Debug, Clone)]
pub struct Column {
    /// Column index.
    pub col: u32,
    /// Label cell.
    pub label: CellRange,
    /// Label as typed, group and word joined.
    pub text: String,
    /// The field, if it is one of the form's.
    pub field: Option<usize>,
    /// The second field, where one column holds two.
    pub second: Option<usize>,
    /// Whether it is the form's own label.
    pub main: bool,
    /// Unit in the label.
    pub unit: Option<String>,
    /// Year or month that it stands for, where the same label stands for several.
    pub span: Option<Span>,
    /// Whether it is hidden.
    pub hidden: bool,
}

/// What a column of several of the same label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// A year.
    Year(i32),
    /// A month, 1 to 12.
    Month(u32),
    /// Begin or end of a period that the label does not mean.
    Other,
}

/// Finds the forms of a workbook, under the default cap on labels.
pub fn recognise<'f>(workbook: &Workbook, forms: &'f Forms) -> Recognised<'f> {
    recognise_within(workbook, forms, &Limits::default())
}

/// Finds the forms of a workbook. Of the limits, [`Limits::labels`] counts here.
pub fn recognise_within<'f>(
    workbook: &Workbook,
    forms: &'f Forms,
    limits: &Limits,
) -> Recognised<'f> {
    sheets::recognise(workbook, forms, limits.labels)
}
