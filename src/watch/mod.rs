//! The watcher: takes in what arrives, has it judged and archived, delivers the answers.

pub mod journal;
pub mod ports;
pub mod state;
