//! What must not break: hostile files, failing disks, sudden ends.

#![allow(clippy::unwrap_used)]

mod archive;
mod big_register;
mod hostile_files;
#[path = "../support/package.rs"]
mod package;
