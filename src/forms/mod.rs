//! Form definitions: data that drives recogniser, reader, validator, templates, docs and add-in.
//!
//! The built-in forms are one TOML file each in `defs/`; they are where the sheets 表单, 字段,
//! 可选值 and 字段关系 of a new policy come from. What rules is the policy's own forms, read from
//! those sheets.

pub mod checks;
pub mod definition;
pub mod handbook;
pub mod label;
pub mod lexicon;
pub mod registry;
pub mod relation;
pub mod words;

pub use definition::{Choice, FieldDefinition, FieldKind, FormDefinition, Judging, Required, Unit};
pub use handbook::HANDBOOK;
pub use lexicon::Lexicon;
pub use registry::Forms;
pub use relation::{Relation, RelationKind};

/// Form id of look-ups.
pub const LOOKUP_FORM: &str = "archive_query";
