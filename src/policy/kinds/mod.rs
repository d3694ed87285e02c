//! The kinds of table that the code knows; their contents are the policy's.

pub mod banded;
pub mod calendar;
pub mod lookup;
pub mod parameters;
pub mod states;
