//! The policy: tables of a workbook, loaded and typed.
