//! The text of a sheet's cell A1, read from as little of the package as possible: it tells our
//! own sheets when their defined name was lost.

use crate::opc::Package;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a sheet part is looked at for its first cell.
const HEAD: usize = 128 << 10;

enum First {
    Text(String),
    Shared(usize),
    Other,
}

/// Of the given worksheet parts those whose A1 holds text that begins with `prefix`. A part
/// that cannot be read is none of them.
pub(super) fn with_prefix(
    package: &Package,
    shared_strings: Option<&str>,
    parts: &[&str],
    prefix: &str,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut shared: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for part in parts {
        match first_cell(package, part) {
            First::Text(text) if text.starts_with(prefix) => {
                found.insert((*part).to_owned());
            }
            First::Shared(index) => shared.entry(index).or_default().push(part),
            _ => {}
        }
    }
    if let (Some(strings), false) = (shared_strings, shared.is_empty()) {
        let wanted = shared.keys().copied().collect();
        for (index, text) in shared_texts(package, strings, &wanted) {
            if text.starts_with(prefix) {
                let parts = shared.remove(&index).unwrap_or_default();
                found.extend(parts.into_iter().map(str::to_owned));
            }
        }
    }
    found
}

/// Reads the first cell of a worksheet part, if that is A1.
fn first_cell(package: &Package, part: &str) -> First {
    let mut head = Vec::new();
    let read = package.scan(part, |piece| {
        head.extend_from_slice(piece);
        head.len() < HEAD
    });
    if read.is_err() {
        return First::Other;
    }
    let text = String::from_utf8_lossy(&head);
    let Some(start) = text.find("sheetData") else {
        return First::Other;
    };
    // From the `<` of sheetData's first child on; its own tag would never be closed here.
    let Some(open) = text.get(start..).and_then(|rest| rest.find('<')) else {
        return First::Other;
    };
    let mut reader = Reader::from_str(text.get(start + open..).unwrap_or_default());
    let mut kind = None;
    let (mut value, mut inline, mut inside) = (String::new(), String::new(), "");
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "row" => {}
                "c" => {
                    let attribute = |name: &str| {
                        tag.attributes()
                            .with_checks(false)
                            .flatten()
                            .find(|attribute| attribute.key.as_ref() == name)
                            .map(|attribute| attribute.value.into_owned())
                    };
                    if attribute("r").is_some_and(|place| place != "A1") {
                        return First::Other;
                    }
                    kind = Some(attribute("t").unwrap_or_default());
                }
                "v" => inside = "v",
                "t" => inside = "t",
                "rPh" => {
                    let _ = reader.read_to_end(tag.name());
                }
                _ => {}
            },
            Ok(Event::Text(piece)) => match inside {
                "v" => value.push_str(&piece),
                "t" => inline.push_str(&piece),
                _ => {}
            },
            Ok(Event::GeneralRef(reference)) if inside == "t" => {
                push_reference(&mut inline, &reference);
            }
            Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                "v" | "t" => inside = "",
                "c" | "row" => break,
                _ => {}
            },
            Ok(Event::Empty(tag)) if tag.local_name().as_ref() == "c" => return First::Other,
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    match kind.as_deref() {
        Some("s") => value.trim().parse().map_or(First::Other, First::Shared),
        Some("inlineStr") => First::Text(inline),
        Some("str") => First::Text(value),
        _ => First::Other,
    }
}

/// Some programs write Chinese text as numbers of characters (`&#23457;`).
fn push_reference(text: &mut String, reference: &BytesRef) {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => text.push(c),
        // Another entity is no part of a token.
        Ok(None) | Err(_) => text.push('&'),
    }
}

/// The wanted items of a shared-strings part, which may be far larger than should be kept:
/// it is read as it is inflated, no further than the last item wanted.
fn shared_texts(
    package: &Package,
    part: &str,
    wanted: &BTreeSet<usize>,
) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    let last = wanted.last().copied().unwrap_or(0);
    let mut items = Items::default();
    let read = package.scan(part, |piece| {
        items.feed(piece, |index, item| {
            if wanted.contains(&index) {
                found.insert(index, text_of(item));
            }
        });
        items.next <= last
    });
    if read.is_err() {
        return BTreeMap::new();
    }
    found
}

/// An item longer than this is not ours, and is not kept.
const LONGEST: usize = 4096;

/// Splits shared strings into items (`si`) while they stream by.
#[derive(Default)]
struct Items {
    /// Index of the item that comes next.
    next: usize,
    /// Inside a tag: its bytes behind `<`.
    tag: Option<Vec<u8>>,
    /// Inside an item: its content so far.
    item: Option<Vec<u8>>,
}

impl Items {
    fn feed(&mut self, piece: &[u8], mut each: impl FnMut(usize, &[u8])) {
        for &byte in piece {
            if let Some(item) = &mut self.item
                && item.len() < LONGEST
            {
                item.push(byte);
            }
            match (&mut self.tag, byte) {
                (None, b'<') => self.tag = Some(Vec::new()),
                (None, _) => {}
                (Some(tag), b'>') => {
                    let tag = std::mem::take(tag);
                    self.tag = None;
                    let closing = tag.first() == Some(&b'/');
                    let empty = tag.last() == Some(&b'/');
                    let name = tag
                        .split(|c| c.is_ascii_whitespace() || *c == b'/')
                        .find(|word| !word.is_empty())
                        .unwrap_or_default();
                    let local = name.rsplit(|c| *c == b':').next().unwrap_or_default();
                    if local == b"si" {
                        if closing || empty {
                            let item = self.item.take().unwrap_or_default();
                            each(self.next, &item);
                            self.next += 1;
                        } else {
                            self.item = Some(Vec::new());
                        }
                    }
                }
                (Some(tag), byte) => {
                    if tag.len() < 64 {
                        tag.push(byte);
                    }
                }
            }
        }
    }
}

/// Text of an item's `t` elements.
fn text_of(item: &[u8]) -> String {
    let item = String::from_utf8_lossy(item);
    let mut reader = Reader::from_str(&item);
    let (mut text, mut inside) = (String::new(), false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "t" => inside = true,
                "rPh" => {
                    let _ = reader.read_to_end(tag.name());
                }
                _ => {}
            },
            Ok(Event::Text(piece)) if inside => text.push_str(&piece),
            Ok(Event::GeneralRef(reference)) if inside => push_reference(&mut text, &reference),
            Ok(Event::End(_)) => inside = false,
            Ok(Event::Eof) | Err(_) => return text,
            Ok(_) => {}
        }
    }
}
