//! Findings over read records: required, checks, cross-checks.
