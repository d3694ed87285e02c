//! 审表 (shenbiao): a company's written customer policy, run from a shared folder of workbooks.
//!
//! One flow, one direction:
//! intake → recognise → extract → validate → evaluate → render → graft → archive → deliver.
//! [`recognise`] to [`render`] are pure: values in, values out, no clock, no file system.

#![deny(clippy::unwrap_used)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

// Words of the trade: depend on nothing of ours but each other, downwards.
pub mod domain;
pub mod findings;
pub mod judged;

// Facts and file formats.
pub mod calendar;
pub mod forms;
pub mod graft;
pub mod grid;
pub mod normalise;
pub mod opc;
pub mod policy;

// The steps.
pub mod evaluate;
pub mod extract;
pub mod ledger;
pub mod recognise;
pub mod validate;

// Our own sheets, and what is generated from the same data.
pub mod reference;
pub mod render;
pub mod sheet;
#[cfg(feature = "edges")]
pub mod templates;

// The pure steps as one function.
pub mod flow;

// Edges: the only places that touch disk, clock, database, terminal.
#[cfg(feature = "edges")]
pub mod accounts;
#[cfg(feature = "edges")]
pub mod archive;
#[cfg(feature = "edges")]
pub mod cli;
#[cfg(feature = "edges")]
pub mod clock;
#[cfg(feature = "edges")]
pub mod complaints;
#[cfg(feature = "edges")]
pub mod deliver;
#[cfg(feature = "edges")]
pub mod development;
#[cfg(feature = "edges")]
pub mod disk;
#[cfg(feature = "edges")]
pub mod duties;
#[cfg(feature = "edges")]
pub mod grading;
#[cfg(feature = "edges")]
pub mod intake;
#[cfg(feature = "edges")]
pub mod satisfaction;
#[cfg(feature = "edges")]
pub mod share;
#[cfg(feature = "edges")]
pub mod simulate;
#[cfg(feature = "edges")]
pub mod watch;
