//! Generated documents: the table of findings, the form reference and
//! the policy reference, from the same data that
//! the program runs on. Pure: gives Markdown, writes nothing; a test holds docs/ to it.

mod findings;
mod forms;
mod policy;

pub use findings::findings;
pub use forms::forms;
pub use policy::policy;

/// A cell of a Markdown table: no line breaks, no bare bars.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// A row of a Markdown table.
fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::from("|");
    for text in cells {
        line.push(' ');
        line.push_str(&cell(text));
        line.push_str(" |");
    }
    line.push('\n');
    line
}
