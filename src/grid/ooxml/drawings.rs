//! Pictures on a sheet: how many, so that a photograph in place of figures is noticed.

use crate::grid::refusal::Refusal;
use crate::grid::xml::Xml;
use quick_xml::events::Event;

/// Counts the pictures of a drawing part; the fall-backs for older programs are not counted twice.
pub(super) fn count_pictures(xml: &mut Xml<'_>) -> Result<usize, Refusal> {
    let mut pictures = 0usize;
    let mut fallback = 0usize;
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "Fallback" => fallback += 1,
                "pic" if fallback == 0 => pictures += 1,
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "Fallback" => {
                fallback = fallback.saturating_sub(1);
            }
            Event::Eof => return Ok(pictures),
            _ => {}
        }
    }
}
