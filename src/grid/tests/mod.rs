//! Whole files read by [`read`](super::read).

mod corpus;
mod mutations;
mod old_formats;
#[path = "../../../tests/support/package.rs"]
mod package;
mod sealed;
mod xlsx;
