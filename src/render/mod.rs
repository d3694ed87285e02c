//! A judged file → plans of the result sheets.

pub mod policy_workbook;
