//! What became of a cell that was read for a field.

use crate::domain::value::Value;

/// What was made of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A value.
    Value(Value),
    /// Nothing to read.
    Missing(Missing),
    /// Something that cannot be read as the field's kind; a finding says why.
    Unreadable,
}

/// Why there is nothing to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The form has no such label.
    NoLabel,
    /// The cell is blank, or an empty frame such as `2026年 月 日` or unticked boxes.
    Blank,
    /// `/`, `无`, `详见附件` and the like.
    Placeholder,
}
