//! Whole files read by [`read`](super::read).

mod corpus;
