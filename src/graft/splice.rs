//! XML as text with known places: parts are patched by cutting in and out, never written anew,
//! so that whatever stands around the cut stays as it was.

use super::Refusal;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::ops::Range;

/// An element by its places in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    /// From `<` of its start tag to `>` of its end tag.
    pub span: Range<usize>,
    /// Its start tag.
    pub tag: Range<usize>,
    /// What stands between its tags; empty behind the tag of an element without content.
    pub inner: Range<usize>,
    /// Written as `<a/>`.
    pub closed: bool,
}

/// The root element and its children.
#[derive(Debug, Clone)]
pub(super) struct Outline {
    /// Prefix of the root with its colon, or nothing; children of the same vocabulary bear it too.
    pub prefix: String,
    /// The root.
    pub root: Element,
    /// Its children, in order.
    pub children: Vec<Element>,
}

/// A list longer than this is no list that Excel would write (64,000 cell formats are the most);
/// it would only cost memory.
const LONGEST_LIST: usize = 300_000;

fn malformed(part: &str) -> Refusal {
    Refusal::Malformed {
        part: part.to_owned(),
    }
}

/// Elements at the top of a stretch of XML, without descending.
pub(super) fn elements(
    part: &str,
    text: &str,
    within: Range<usize>,
) -> Result<Vec<Element>, Refusal> {
    let mut found = Vec::new();
    let mut reader = Reader::from_str(text.get(within.clone()).unwrap_or_default());
    let place = |reader: &Reader<&[u8]>| {
        within.start + usize::try_from(reader.buffer_position()).unwrap_or(0)
    };
    loop {
        let start = place(&reader);
        if found.len() > LONGEST_LIST {
            return Err(malformed(part));
        }
        match reader.read_event().map_err(|_| malformed(part))? {
            Event::Empty(_) => {
                let end = place(&reader);
                found.push(Element {
                    span: start..end,
                    tag: start..end,
                    inner: end..end,
                    closed: true,
                });
            }
            Event::Start(tag) => {
                let inner_start = place(&reader);
                let inner = reader
                    .read_to_end(tag.name())
                    .map_err(|_| malformed(part))?;
                let length = usize::try_from(inner.end - inner.start).unwrap_or(0);
                found.push(Element {
                    span: start..place(&reader),
                    tag: start..inner_start,
                    inner: inner_start..inner_start + length,
                    closed: false,
                });
            }
            Event::DocType(_) => return Err(malformed(part)),
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

impl Outline {
    /// Reads a part. A document type (which could hide entities) is refused.
    pub(super) fn read(part: &str, text: &str) -> Result<Self, Refusal> {
        let top = elements(part, text, 0..text.len())?;
        let [root] = top.as_slice() else {
            return Err(malformed(part));
        };
        let name = root.name(text);
        let prefix = name
            .find(':')
            .and_then(|colon| name.get(..=colon))
            .unwrap_or_default();
        Ok(Self {
            prefix: prefix.to_owned(),
            children: elements(part, text, root.inner.clone())?,
            root: root.clone(),
        })
    }

    /// The first child of that local name in the root's own vocabulary. Elements of the same
    /// name further down (in `mc:AlternateContent`, in `extLst`) are others.
    pub(super) fn child(&self, text: &str, local: &str) -> Option<&Element> {
        self.children
            .iter()
            .find(|child| child.name(text).strip_prefix(&*self.prefix) == Some(local))
    }
}

impl Element {
    /// Its qualified name.
    pub(super) fn name<'t>(&self, text: &'t str) -> &'t str {
        let tag = text.get(self.tag.clone()).unwrap_or_default();
        let tag = tag.trim_start_matches('<');
        tag.split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
            .next()
            .unwrap_or_default()
    }

    /// Its name without prefix.
    pub(super) fn local<'t>(&self, text: &'t str) -> &'t str {
        let name = self.name(text);
        name.rsplit(':').next().unwrap_or(name)
    }

    /// Attributes: qualified name and the place of the value between its quotes.
    pub(super) fn attributes<'t>(&self, text: &'t str) -> Vec<(&'t str, Range<usize>)> {
        let mut found = Vec::new();
        let Some(tag) = text.get(self.tag.clone()) else {
            return found;
        };
        let mut at = 1 + self.name(text).len();
        while let Some(rest) = tag.get(at..) {
            let Some(equals) = rest.find('=') else { break };
            let name = rest.get(..equals).unwrap_or_default().trim();
            let behind = rest.get(equals + 1..).unwrap_or_default();
            let Some(open) = behind.find(['"', '\'']) else {
                break;
            };
            let quote = behind.get(open..=open).unwrap_or("\"");
            let value_start = at + equals + 1 + open + 1;
            let Some(length) = tag.get(value_start..).and_then(|rest| rest.find(quote)) else {
                break;
            };
            let start = self.tag.start + value_start;
            found.push((name, start..start + length));
            at = value_start + length + 1;
        }
        found
    }

    /// An attribute's value, entities resolved.
    pub(super) fn attribute<'t>(&self, text: &'t str, name: &str) -> Option<Cow<'t, str>> {
        let place = self.attribute_place(text, name)?;
        unescape(text.get(place)?)
    }

    /// Where an attribute's value stands.
    pub(super) fn attribute_place(&self, text: &str, name: &str) -> Option<Range<usize>> {
        self.attributes(text)
            .into_iter()
            .find(|(found, _)| *found == name)
            .map(|(_, place)| place)
    }
}

/// Text with its entities resolved; `None` where one is unknown.
pub(super) fn unescape(raw: &str) -> Option<Cow<'_, str>> {
    quick_xml::escape::unescape(raw).ok()
}

/// Text for use in XML, also between double quotes; characters that XML cannot hold are left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => {
                escaped.push(c);
            }
            _ => {}
        }
    }
    escaped
}

/// Changes to a text, collected and made at once.
#[derive(Debug, Default)]
pub(super) struct Edits {
    edits: Vec<(Range<usize>, String)>,
}

impl Edits {
    /// Puts text in place of a stretch.
    pub(super) fn replace(&mut self, place: Range<usize>, with: impl Into<String>) {
        self.edits.push((place, with.into()));
    }

    /// Cuts a stretch out.
    pub(super) fn cut(&mut self, place: Range<usize>) {
        self.replace(place, "");
    }

    /// Puts text in at a place.
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// Puts children at an element's end, opening `<a/>` where needed.
    pub(super) fn append(&mut self, text: &str, element: &Element, children: &str) {
        if children.is_empty() {
            return;
        }
        if element.closed {
            let slash = element.tag.end.saturating_sub(2);
            self.replace(
                slash..element.tag.end,
                format!(">{children}</{}>", element.name(text)),
            );
        } else {
            self.insert(element.inner.end, children);
        }
    }

    /// Whether there is nothing to change.
    pub(super) fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The changed text. Edits of one place stand in the order in which they were made.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.edits
            .sort_by_key(|(place, _)| (place.start, place.end));
        let added: usize = self.edits.iter().map(|(_, with)| with.len()).sum();
        let mut changed = String::with_capacity(text.len() + added);
        let mut at = 0;
        for (place, with) in &self.edits {
            changed.push_str(text.get(at..place.start).unwrap_or_default());
            changed.push_str(with);
            at = at.max(place.end);
        }
        changed.push_str(text.get(at..).unwrap_or_default());
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<?xml version=\"1.0\"?>\n<!-- <x:a> --><x:book xmlns:x='ns' at = \"1 &lt; 2\"><x:a n='1'/><mc:Alt><x:b/></mc:Alt><x:b k=\"a>b\" >t</x:b></x:book>";

    #[test]
    fn children_are_those_at_the_first_depth() {
        let outline = Outline::read("p", TEXT).unwrap();
        assert_eq!(outline.prefix, "x:");
        let names: Vec<&str> = outline.children.iter().map(|e| e.name(TEXT)).collect();
        assert_eq!(names, ["x:a", "mc:Alt", "x:b"]);
        let b = outline.child(TEXT, "b").unwrap();
        assert_eq!(&TEXT[b.inner.clone()], "t");
        assert_eq!(b.attribute(TEXT, "k").unwrap(), "a>b");
        assert_eq!(outline.root.attribute(TEXT, "at").unwrap(), "1 < 2");
        assert_eq!(outline.root.attribute(TEXT, "xmlns:x").unwrap(), "ns");
    }

    #[test]
    fn cuts_and_insertions_leave_the_rest_as_it_was() {
        let outline = Outline::read("p", TEXT).unwrap();
        let mut edits = Edits::default();
        edits.append(TEXT, outline.child(TEXT, "a").unwrap(), "<x:c/>");
        edits.append(TEXT, outline.child(TEXT, "b").unwrap(), "<x:d/>");
        edits.cut(outline.children[1].span.clone());
        let changed = edits.apply(TEXT);
        assert!(changed.ends_with("<x:a n='1'><x:c/></x:a><x:b k=\"a>b\" >t<x:d/></x:b></x:book>"));
    }

    #[test]
    fn a_document_type_is_refused() {
        assert!(Outline::read("p", "<!DOCTYPE a [<!ENTITY e 'x'>]><a/>").is_err());
        assert!(Outline::read("p", "<a><b></a>").is_err());
        assert!(Outline::read("p", "<a/><b/>").is_err());
        assert!(Outline::read("p", "").is_err());
    }
}
