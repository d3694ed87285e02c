//! Texts: the table of shared strings, inline strings, and their runs in symbol fonts.

use super::styles::flag;
use crate::domain::shared_text::SharedText;
use crate::grid::limits::{Budget, Cap, within};
use crate::grid::model::SymbolFont;
use crate::grid::refusal::Refusal;
use crate::grid::style::symbol_font;
use crate::grid::xml::{Xml, attribute, push_text};
use quick_xml::events::Event;

/// A text with what its runs say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RichText {
    pub text: SharedText,
    /// Runs of rich text, none for a plain string.
    pub runs: Vec<Run>,
}

/// A stretch of text with properties of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// First byte of the text.
    pub start: usize,
    /// Byte behind the last.
    pub end: usize,
    /// Its font: none where the run names none (the cell's own then), and
    /// `Some(None)` for an ordinary font.
    pub font: Option<Option<SymbolFont>>,
    /// Struck through.
    pub struck: bool,
}

impl RichText {
    /// Whether anything about the runs must be kept.
    fn drop_plain_runs(&mut self) {
        let plain = self
            .runs
            .iter()
            .all(|r| !r.struck && !matches!(r.font, Some(Some(_))));
        // Ordinary fonts matter where the cell's own font is a symbol font; such cells are rare,
        // but a `Some(None)` costs little, so it is kept if any run names a font at all.
        if plain && self.runs.iter().all(|r| r.font.is_none()) {
            self.runs = Vec::new();
        }
    }
}

/// Reads the table of shared strings.
pub(super) fn read_shared(
    xml: &mut Xml<'_>,
    budget: &Budget<'_>,
) -> Result<Vec<RichText>, Refusal> {
    let mut strings = Vec::new();
    let mut bytes = 0usize;
    loop {
        let entry = match xml.next()? {
            Event::Start(e) => e.local_name().as_ref() == "si",
            Event::Eof => return Ok(strings),
            _ => false,
        };
        if entry {
            let string = read_rich(xml, "si")?;
            bytes += string.text.len() + string.runs.len() * size_of::<Run>();
            within(bytes, budget.limits.text_bytes, Cap::Text)?;
            strings.push(string);
            within(
                strings.len(),
                budget.limits.shared_strings,
                Cap::SharedStrings,
            )?;
        }
    }
}

/// Reads what stands in an element (`si`, `is`, `text`) up to its end: `<t>` and the `<t>` of the
/// runs, without the phonetic hints.
pub(super) fn read_rich(xml: &mut Xml<'_>, element: &str) -> Result<RichText, Refusal> {
    let mut rich = RichText::default();
    let mut text = String::new();
    let mut in_text = false;
    let mut phonetic = false;
    let mut run: Option<Run> = None;
    loop {
        let event = xml.next()?;
        match &event {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => in_text = !phonetic,
                "rPh" => phonetic = true,
                "r" => {
                    run = Some(Run {
                        start: text.len(),
                        end: text.len(),
                        font: None,
                        struck: false,
                    });
                }
                "rFont" => {
                    if let Some(run) = &mut run {
                        run.font = attribute(e, "val").map(|name| symbol_font(&name));
                    }
                }
                "strike" => {
                    if let Some(run) = &mut run {
                        run.struck = flag(e);
                    }
                }
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => phonetic = false,
                "r" => {
                    if let Some(mut run) = run.take() {
                        run.end = text.len();
                        if run.end > run.start {
                            rich.runs.push(run);
                        }
                    }
                }
                name if name == element => {
                    // Escapes change lengths; a text with runs and escapes is rare enough to
                    // be unescaped run by run.
                    unescape_rich(&mut text, &mut rich.runs);
                    rich.text = text.into();
                    rich.drop_plain_runs();
                    return Ok(rich);
                }
                _ => {}
            },
            Event::Eof => return Err(Refusal::damaged("text without an end")),
            _ if in_text => push_text(&event, &mut text)?,
            _ => {}
        }
    }
}

fn unescape_rich(text: &mut String, runs: &mut [Run]) {
    if !text.contains("_x") {
        return;
    }
    if runs.is_empty() {
        *text = unescape_controls(text);
        return;
    }
    let mut plain = String::with_capacity(text.len());
    for run in runs {
        let part = unescape_controls(text.get(run.start..run.end).unwrap_or_default());
        run.start = plain.len();
        plain.push_str(&part);
        run.end = plain.len();
    }
    *text = plain;
}

/// Excel writes characters that XML cannot hold as `_x000D_`.
pub(super) fn unescape_controls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let escape = &rest[at..];
        let code = escape
            .get(2..6)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .filter(|_| escape.as_bytes().get(6) == Some(&b'_'))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code {
            // An unpaired half of a surrogate has no character of its own.
            Some(code) => {
                if let Some(c) = char::from_u32(code) {
                    out.push(c);
                }
                rest = escape.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = escape.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_control_characters_are_read() {
        assert_eq!(unescape_controls("a_x000D_b"), "a\rb");
        assert_eq!(unescape_controls("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescape_controls("max_xy 甲_x甲"), "max_xy 甲_x甲");
        assert_eq!(unescape_controls("_xD800_"), "");
    }
}
