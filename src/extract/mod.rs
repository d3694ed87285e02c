//! A recognised form → typed fields, each with its cell and its raw text.

pub mod record;

pub use record::{Extracted, FieldReading, Missing, Reading, Record};
