//! A stream of XML events that stops at the caps.
//!
//! Bytes are counted as they come out of the inflater, and each piece of mark-up must end within
//! [`Limits::markup_bytes`](crate::grid::Limits::markup_bytes), so neither a gigabyte in one
//! string nor a gigabyte of zeros is ever held in memory. Document types are refused, and with
//! them every entity of the sender's own.

use crate::grid::limits::{Budget, Cap};
use crate::grid::refusal::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{self, BufRead, Read};

/// One part being read.
pub(super) struct Xml<'p> {
    reader: Reader<Gauge<'p>>,
    buffer: Vec<u8>,
    part: &'p str,
}

/// Counts what is read and stops at the caps.
struct Gauge<'p> {
    inner: Box<dyn BufRead + 'p>,
    read: u64,
    allowed: u64,
    since_event: u64,
    markup: u64,
    tripped: Option<Cap>,
}

impl Gauge<'_> {
    fn check(&mut self) -> io::Result<()> {
        let cap = if self.read > self.allowed {
            Cap::Inflated
        } else if self.since_event > self.markup {
            Cap::Markup
        } else {
            return Ok(());
        };
        self.tripped = Some(cap);
        Err(io::Error::other("over a limit"))
    }
}

impl Read for Gauge<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let n = self.inner.read(into)?;
        self.read += n as u64;
        self.since_event += n as u64;
        Ok(n)
    }
}

impl BufRead for Gauge<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.read += n as u64;
        self.since_event += n as u64;
        self.inner.consume(n);
    }
}

impl<'p> Xml<'p> {
    /// Reads the part of that name from `source`.
    pub(super) fn new(part: &'p str, source: Box<dyn BufRead + 'p>, budget: &Budget<'_>) -> Self {
        let mut reader = Reader::from_reader(Gauge {
            inner: source,
            read: 0,
            allowed: budget.part_allowance(),
            since_event: 0,
            markup: budget.limits.markup_bytes,
            tripped: None,
        });
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::with_capacity(1024),
            part,
        }
    }

    /// Passes over end tags that do not match: VML is often written by hand.
    pub(super) fn lenient(mut self) -> Self {
        let config = self.reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        self
    }

    /// The next event; [`Event::Eof`] at the end, for ever after.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Refusal> {
        self.buffer.clear();
        self.reader.get_mut().since_event = 0;
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::DocType(_)) => Err(Refusal::damaged(format!("{}: doctype", self.part))),
            Ok(event) => Ok(event),
            Err(error) => Err(match self.reader.get_ref().tripped {
                Some(cap) => Refusal::Limit(cap),
                None => Refusal::damaged(format!("{}: {error}", self.part)),
            }),
        }
    }

    /// Books what was read on the budget.
    pub(super) fn settle(self, budget: &mut Budget<'_>) {
        budget.inflated(self.reader.get_ref().read);
    }

    /// The part's name, for messages.
    pub(super) fn part(&self) -> &'p str {
        self.part
    }
}

/// The longest text that is put together from pieces; far beyond any cell, which has a cap of
/// its own once it is whole.
const MOST_TEXT: usize = 1 << 20;

/// Adds the text of an event to `into`; other events add nothing.
pub(super) fn push_text(event: &Event<'_>, into: &mut String) -> Result<(), Refusal> {
    if into.len() > MOST_TEXT {
        return Err(Cap::CellChars.into());
    }
    match event {
        Event::Text(text) => into.push_str(&text.xml10_content()),
        Event::CData(text) => into.push_str(&text.xml10_content()),
        Event::GeneralRef(entity) => match entity.resolve_char_ref() {
            Ok(Some(c)) => into.push(c),
            Ok(None) => match quick_xml::escape::resolve_xml_entity(entity.as_ref()) {
                Some(known) => into.push_str(known),
                None => return Err(Refusal::damaged("foreign entity")),
            },
            Err(_) => return Err(Refusal::damaged("bad character reference")),
        },
        _ => {}
    }
    Ok(())
}

/// Calls `each` with the local name and the raw value of every attribute.
pub(super) fn attributes(element: &BytesStart<'_>, mut each: impl FnMut(&str, &str)) {
    let mut list = element.attributes();
    list.with_checks(false);
    for attribute in list.flatten() {
        each(attribute.key.local_name().as_ref(), &attribute.value);
    }
}

/// The unescaped value of one attribute, by local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut list = element.attributes();
    list.with_checks(false);
    list.flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .map(|a| unescape(&a.value))
}

/// An attribute's text with its entities resolved; a foreign one stays as it is written.
pub(super) fn unescape(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), |v| v.into_owned())
}

/// An XML Schema boolean.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "on" | "t")
}
