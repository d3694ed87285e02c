//! Stories: what colleagues would tell, played with the real program on real workbooks.

#![allow(clippy::unwrap_used)]

mod samples;
