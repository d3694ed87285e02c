//! Tests of the archive as a whole, on a real disk in a temporary folder.

mod gradings;
mod known;
mod many;
mod sample;
mod searching;
mod sheets;
mod storing;
