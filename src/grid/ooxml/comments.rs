//! Comments: notes of the old kind and threads of the new.

use super::sheet::a1;
use super::strings::read_rich;
use crate::domain::cell::CellRef;
use crate::grid::limits::Budget;
use crate::grid::refusal::Refusal;
use crate::grid::xml::{Xml, attribute, push_text};
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// Comments by their cell; the parts of a thread stand below each other.
pub(super) type Comments = BTreeMap<CellRef, String>;

/// Reads a `comments` part (old notes).
pub(super) fn read_notes(xml: &mut Xml<'_>, budget: &mut Budget<'_>) -> Result<Comments, Refusal> {
    read(xml, budget, "comment")
}

/// Reads a `threadedComments` part.
pub(super) fn read_threads(
    xml: &mut Xml<'_>,
    budget: &mut Budget<'_>,
) -> Result<Comments, Refusal> {
    read(xml, budget, "threadedComment")
}

fn read(xml: &mut Xml<'_>, budget: &mut Budget<'_>, element: &str) -> Result<Comments, Refusal> {
    let mut comments = Comments::new();
    let mut at: Option<CellRef> = None;
    loop {
        let is_text = match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                name if name == element => {
                    at = attribute(&e, "ref")
                        .as_deref()
                        .and_then(a1)
                        .map(|(row, col)| CellRef::new(row, col));
                    false
                }
                "text" => true,
                _ => false,
            },
            Event::Eof => return Ok(comments),
            _ => false,
        };
        if is_text {
            // A note's text has runs, a thread's is plain.
            let text = if element == "comment" {
                read_rich(xml, "text")?.text
            } else {
                read_plain(xml)?.into()
            };
            budget.filled()?;
            budget.text(&text)?;
            if let Some(at) = at {
                let whole = comments.entry(at).or_default();
                if !whole.is_empty() {
                    whole.push('\n');
                }
                whole.push_str(text.trim());
            }
        }
    }
}

/// The text up to the end of the `text` element.
fn read_plain(xml: &mut Xml<'_>) -> Result<String, Refusal> {
    let mut text = String::new();
    loop {
        match xml.next()? {
            Event::End(_) | Event::Eof => return Ok(text),
            event => push_text(&event, &mut text)?,
        }
    }
}
