//! A right record → a review: figures with their reasons.
