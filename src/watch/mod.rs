//! The watcher: takes in what arrives, has it judged and archived, delivers the answers.

mod adopted;
mod card_maker;
mod cards;
mod changed;
mod claim;
mod corrected;
mod credit_cards;
mod duties;
mod evidence;
#[cfg(test)]
mod fakes;
pub mod flow_judge;
mod hand_over;
pub mod journal;
pub mod keeper;
pub mod look;
pub mod overview;
mod pending;
mod pending_back;
mod pending_sheet;
mod pending_shown;
pub mod policy_book;
mod policy_shown;
pub mod ports;
pub mod process;
mod replaced;
pub mod reproduced;
mod review_books;
pub mod reviews;
pub mod run;
mod shelf;
pub mod state;
mod subjects;
#[cfg(test)]
mod tests;

pub use claim::Taken;
