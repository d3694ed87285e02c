//! Form definitions: data that drives recogniser, reader, validator, templates, docs and add-in.
//!
//! One TOML file per form in `defs/`. A form is added by adding its file and a line in
//! [`registry`]; nothing else changes.

pub mod definition;
pub mod label;
pub mod lexicon;
pub mod registry;

pub use definition::{Choice, FieldDefinition, FieldKind, FormDefinition, Judging, Required, Unit};
pub use lexicon::Lexicon;
pub use registry::Forms;
