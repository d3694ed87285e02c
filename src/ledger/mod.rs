//! The customer database (clause 2.4.2): what the archived forms say of a customer, folded into
//! one card.
//!
//! Everything is derived from archived versions and nothing is kept: the same versions give the
//! same card, in whatever order forms of different records arrived (domain ruling 9.16).

mod card;
mod card_sheets;
mod likeness;
mod list_sheets;
mod posting;
#[cfg(test)]
mod tests;

pub use card::{Candidate, Card, Change, Grading, Item, LineTable, Section, merge};
pub use card_sheets::plans as card_plans;
pub use likeness::{Alike, alike};
pub use list_sheets::{CardLine, plans as list_plans};
pub use posting::{Posting, Standing, standings};
