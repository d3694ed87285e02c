//! Packages made part by part, grafted; one test for each peculiarity seen in real files.

mod maker;
mod package;
mod properties;
mod removal;
mod styles;
mod workbook;
