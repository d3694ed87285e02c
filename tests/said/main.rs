//! Everything the program says, held by snapshots: helps, findings, documents, sheets. A change
//! of words shows as a diff, to be read before it is accepted (`cargo insta review`, or
//! `INSTA_UPDATE=always cargo test --test said`).
#![allow(clippy::unwrap_used)]

mod documents;
mod errors;
mod findings;
mod grids;
mod help;
mod program;
mod sheets;
