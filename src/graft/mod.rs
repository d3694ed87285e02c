//! bytes + donor → bytes: adds sheets to a submitted package without touching what is not ours.
//! Knows no form and no policy; it could be a crate of its own.

pub mod donor;

pub use donor::{Chunk, Donor, DonorName, DonorPart, DonorSheet, DonorStyles};
