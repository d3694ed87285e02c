//! What staff live through, told with the real program: one story a test, one theme a file.
#![allow(clippy::unwrap_used)]

mod ageing;
mod approvals;
mod archive;
mod commands;
mod complaints;
mod contracts;
mod corrections;
mod customers;
mod duties;
mod edited_policy;
mod explained;
mod forms;
mod grading;
mod inbox;
mod lists;
mod owner_files;
#[path = "../support/package.rs"]
#[allow(dead_code)]
mod package;
mod policies;
mod posting;
mod reading;
mod results;
mod samples;
mod scenarios;
mod share;
mod speaking;
mod suppliers;
mod turned_back;
mod two_years_credit;
mod two_years_grading;
