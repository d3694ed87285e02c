//! The bundled samples, inside the program so that `demo` needs nothing beside it.

use chrono::NaiveDate;
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "samples/"]
#[exclude = "make/*"]
#[exclude = "制度/*"]
#[exclude = "expected.tsv"]
struct Samples;

/// Relative path (with `/`) and bytes of each sample, by path.
pub fn all() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = Samples::iter()
        .filter_map(|path| {
            Samples::get(&path).map(|file| (path.into_owned(), file.data.into_owned()))
        })
        .collect();
    files.sort();
    files
}

/// The day on which the samples are judged.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 10).expect("10 March 2026 is a day")
}
