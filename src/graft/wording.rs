//! Pieces of XML as texts: told by what they say, and spelt with a prefix.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// XML written without prefix, with one.
pub(super) fn prefixed(xml: &str, prefix: &str) -> String {
    if prefix.is_empty() {
        return xml.to_owned();
    }
    let mut spelt = String::with_capacity(xml.len() + 16 * prefix.len());
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        let behind = if rest.get(at + 1..).is_some_and(|r| r.starts_with('/')) {
            2
        } else {
            1
        };
        spelt.push_str(rest.get(..at + behind).unwrap_or_default());
        spelt.push_str(prefix);
        rest = rest.get(at + behind..).unwrap_or_default();
    }
    spelt.push_str(rest);
    spelt
}

/// What a piece of XML says, whatever its prefix, its order of attributes and of the children of
/// a font, and the form of its empty elements.
pub(super) fn meaning(xml: &str) -> String {
    fn open(tag: &BytesStart) -> String {
        let mut attributes: Vec<String> = tag
            .attributes()
            .with_checks(false)
            .flatten()
            .map(|attribute| format!(" {}={}", attribute.key.as_ref(), attribute.value))
            .collect();
        attributes.sort();
        format!("<{}{}", tag.local_name().as_ref(), attributes.concat())
    }
    /// Closes the innermost element into its parent.
    fn close(stack: &mut Vec<(String, Vec<String>)>) {
        if stack.len() < 2 {
            return;
        }
        let Some((mut tag, mut children)) = stack.pop() else {
            return;
        };
        if tag.starts_with("<font") {
            children.sort();
        }
        tag.push('>');
        tag.extend(children);
        tag.push('/');
        if let Some((_, siblings)) = stack.last_mut() {
            siblings.push(tag);
        }
    }
    let mut stack: Vec<(String, Vec<String>)> = vec![(String::new(), Vec::new())];
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => stack.push((open(&tag), Vec::new())),
            Ok(Event::Empty(tag)) => {
                stack.push((open(&tag), Vec::new()));
                close(&mut stack);
            }
            Ok(Event::End(_)) => close(&mut stack),
            Ok(Event::Text(text)) => {
                if let Some((_, children)) = stack.last_mut()
                    && !text.trim().is_empty()
                {
                    children.push(text.trim().to_owned());
                }
            }
            Ok(Event::Eof) => break,
            // Not well-formed: equal to nothing but itself.
            Err(_) => return xml.to_owned(),
            Ok(_) => {}
        }
    }
    stack
        .pop()
        .map(|(_, children)| children.concat())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_said_in_other_words_is_the_same() {
        assert_eq!(
            meaning("<font><b/><sz val=\"9\"/></font>"),
            meaning("<x:font><x:sz val=\"9\"></x:sz>\n<x:b/></x:font>")
        );
        assert_eq!(
            meaning("<alignment horizontal=\"left\" wrapText=\"1\"/>"),
            meaning("<alignment wrapText='1' horizontal='left'></alignment>")
        );
        assert_ne!(meaning("<font><b/></font>"), meaning("<font><i/></font>"));
    }

    #[test]
    fn prefixes_are_added_to_tags_only() {
        assert_eq!(
            prefixed("<a b=\"c>d\"><e/></a>", "x:"),
            "<x:a b=\"c>d\"><x:e/></x:a>"
        );
    }
}
