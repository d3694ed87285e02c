//! A sheet of ours as plain data, and its way to bytes. The one user of umya-spreadsheet.

pub mod plan;

pub use plan::{Content, Link, PlannedCell, Print, SheetPlan, Style};
