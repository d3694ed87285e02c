//! Contracts, goods and payments posted (clauses 2.4.3(4), 2.4.4(1)): 客户信用管理卡 of each
//! customer, and 应收账款账龄登记表 laid ready with the debts that the documents show.
//!
//! Everything is derived from archived versions each time: a correction corrects what followed from
//! it, and `archive rebuild` changes nothing.

mod card;
mod card_sheets;
mod effects;
mod effects_sheet;
mod figures;
mod instalments;
mod register;

#[cfg(test)]
mod tests;

pub use card::{CreditCard, Filed, cards};
pub use card_sheets::plans as card_plans;
pub use effects::corrections;
pub use effects_sheet::{CORRECTIONS_FILE, corrections_plans};
pub use instalments::{Basis, Claim, claims};
pub use register::{FILE, register};
