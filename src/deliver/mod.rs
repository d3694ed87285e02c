//! Where an answer goes, and how it gets there whole.

pub mod place;
