//! A sheet of ours as plain data ([`SheetPlan`]), and its way to bytes: as a [`donor()`] for the
//! graft, or as a [`workbook()`] of its own.

mod chart;
pub mod copy;
mod donor;
mod entry;
mod names;
pub mod page;
pub mod palette;
pub mod plan;
mod styles;
pub mod table;
mod text;
mod workbook;
mod worksheet;

pub use copy::copy_of;
pub use donor::donor;
pub use plan::{
    BarChart, ChoiceList, Content, Entry, EntryRule, Highlight, Link, PlannedCell, Print,
    Protection, SheetPlan, Style,
};
pub use table::Table;
#[cfg(feature = "edges")]
pub(crate) use text::escaped;
pub use text::{half_widths, wrapped_lines};
pub use workbook::{SheetError, workbook};
pub use worksheet::DEFAULT_HEIGHT;
