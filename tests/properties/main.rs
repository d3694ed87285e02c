//! What must always hold: generated documents are fresh.

mod generated_docs;
