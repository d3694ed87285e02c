//! Files arriving: known by their names, waited for until they stand still, found by a scan.

pub mod names;
pub mod scan;
pub mod settle;
pub mod wake;
