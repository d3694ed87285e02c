//! The share: its folders, the names in it, and who may watch it.

pub mod names;
