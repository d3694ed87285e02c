//! What stands inside a cell of an .ods: paragraphs, a comment, pictures, controls.

use super::styles::OdsStyles;
use crate::grid::model::SymbolFont;
use crate::grid::refusal::Refusal;
use crate::grid::xml::{Xml, attribute, push_text};
use quick_xml::events::{BytesText, Event};

/// A cell's inside.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    pub text: String,
    pub symbol_runs: Vec<(usize, usize, SymbolFont)>,
    pub comment: String,
    pub pictures: usize,
    /// Ids of form controls that lie on the cell.
    pub controls: Vec<String>,
}

/// Where text goes.
#[derive(Clone, Copy, PartialEq)]
enum Into {
    Cell,
    Comment,
}

/// Reads up to the cell's end.
pub(super) fn read_cell(
    xml: &mut Xml<'_>,
    styles: &OdsStyles,
    covered: bool,
) -> Result<Paragraphs, Refusal> {
    let end = if covered {
        "covered-table-cell"
    } else {
        "table-cell"
    };
    let mut content = Paragraphs::default();
    let mut into = Into::Cell;
    let mut in_paragraph = false;
    let mut paragraphs = (0usize, 0usize);
    // How deep inside drawings, and inside a table within a drawing.
    let mut drawing = 0usize;
    let mut inner_tables = 0usize;
    let mut spans: Vec<(usize, Option<SymbolFont>)> = Vec::new();
    loop {
        let event = xml.next()?;
        match &event {
            Event::Start(e) => {
                let is_drawing = e.name().prefix().is_some_and(|p| p.as_ref() == "draw");
                match e.local_name().as_ref() {
                    "annotation" if drawing == 0 => into = Into::Comment,
                    "image" if is_drawing => {
                        content.pictures += 1;
                        drawing += 1;
                    }
                    "control" if is_drawing => {
                        if content.controls.len() < 1000 {
                            content.controls.extend(attribute(e, "control"));
                        }
                        drawing += 1;
                    }
                    _ if is_drawing => drawing += 1,
                    "table" => inner_tables += 1,
                    "p" | "h" if drawing == 0 => {
                        in_paragraph = true;
                        match into {
                            Into::Cell => {
                                if paragraphs.0 > 0 {
                                    push(&mut content, into, "\n")?;
                                }
                                paragraphs.0 += 1;
                            }
                            Into::Comment => {
                                if paragraphs.1 > 0 {
                                    push(&mut content, into, "\n")?;
                                }
                                paragraphs.1 += 1;
                            }
                        }
                    }
                    "span" => {
                        let style = attribute(e, "style-name").unwrap_or_default();
                        if spans.len() < 1000 {
                            spans.push((content.text.len(), styles.text_font(&style)));
                        }
                    }
                    // Repeated spaces, tabs and breaks are elements.
                    "s" if in_paragraph => {
                        let count = attribute(e, "c").and_then(|c| c.parse().ok()).unwrap_or(1);
                        push(&mut content, into, &" ".repeat(usize::min(count, 1000)))?;
                    }
                    "tab" if in_paragraph => push(&mut content, into, "\t")?,
                    "line-break" if in_paragraph => push(&mut content, into, "\n")?,
                    _ => {}
                }
            }
            Event::End(e) => {
                let is_drawing = e.name().prefix().is_some_and(|p| p.as_ref() == "draw");
                match e.local_name().as_ref() {
                    name if name == end && inner_tables == 0 => return Ok(content),
                    "annotation" => into = Into::Cell,
                    _ if is_drawing => drawing = drawing.saturating_sub(1),
                    "table" => inner_tables = inner_tables.saturating_sub(1),
                    "p" | "h" => in_paragraph = false,
                    "span" => {
                        if let Some((start, Some(font))) = spans.pop()
                            && content.text.len() > start
                        {
                            let end = content.text.len();
                            content.symbol_runs.push((start, end, font));
                        }
                    }
                    _ => {}
                }
            }
            Event::Eof => return Err(Refusal::damaged("content.xml: cell without an end")),
            _ if in_paragraph && drawing == 0 => match into {
                Into::Cell => push_text(&event, &mut content.text)?,
                Into::Comment => push_text(&event, &mut content.comment)?,
            },
            _ => {}
        }
    }
}

fn push(content: &mut Paragraphs, into: Into, text: &str) -> Result<(), Refusal> {
    let whole = match into {
        Into::Cell => &mut content.text,
        Into::Comment => &mut content.comment,
    };
    push_text(&Event::Text(BytesText::from_escaped(text)), whole)
}
