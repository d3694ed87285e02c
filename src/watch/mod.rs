//! The watcher: takes in what arrives, has it judged and archived, delivers the answers.

mod changed;
mod claim;
mod hand_over;
pub mod journal;
pub mod look;
mod policy_shown;
pub mod ports;
pub mod process;
pub mod state;

pub use claim::Taken;
pub use policy_shown::POLICY_IN_FORCE;
