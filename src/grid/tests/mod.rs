//! Whole files read by [`read`](super::read).

mod corpus;
mod old_formats;
