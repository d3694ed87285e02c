//! What must always hold: generated documents are fresh.

#![allow(clippy::unwrap_used)]

mod generated_docs;
mod reading;
