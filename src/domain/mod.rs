//! The words of the trade: values, cells, grades, reviews and what is known of a customer.
//!
//! Depends on nothing of ours. Holds no rule and no parameter: those live in the policy.

pub mod ageing;
pub mod approval;
pub mod cell;
pub mod complaint;
pub mod contract;
pub mod correction;
pub mod dealings;
pub mod decimal;
pub mod duty;
pub mod grading;
pub mod known;
pub mod marker;
pub mod name;
pub mod reading;
pub mod review;
pub mod shared_text;
pub mod status;
pub mod value;
