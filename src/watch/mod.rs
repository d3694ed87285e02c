//! The watcher: takes in what arrives, has it judged and archived, delivers the answers.

mod card_maker;
mod cards;
mod changed;
mod claim;
mod evidence;
#[cfg(test)]
mod fakes;
pub mod flow_judge;
mod hand_over;
pub mod journal;
pub mod keeper;
pub mod look;
pub mod overview;
pub mod policy_book;
mod policy_shown;
pub mod ports;
pub mod process;
mod review_books;
pub mod reviews;
pub mod run;
mod shelf;
pub mod state;
#[cfg(test)]
mod tests;

pub use claim::Taken;
