//! Generated documents: findings, forms, policy tables.
