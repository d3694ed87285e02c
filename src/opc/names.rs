//! Part names: one spelling for comparison, and targets resolved against their source.
//!
//! Packages in the wild hold backslashes, leading slashes, other letter case than the
//! relationships, and percent signs; all these mean the same part.

use std::fmt::Write as _;

/// A name for comparison: `/` as separator, none at the front, ASCII letters in lower case.
pub fn key(name: &str) -> String {
    let mut key = name.replace('\\', "/");
    key.make_ascii_lowercase();
    key.trim_start_matches('/').to_owned()
}

/// The same with `%20` and the like decoded.
pub fn decoded_key(name: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    Some(key(std::str::from_utf8(&bytes).ok()?))
}

/// The folder of a part, with its `/` at the end; empty at the root.
pub fn folder(part: &str) -> &str {
    match part.rfind('/') {
        Some(slash) => part.get(..=slash).unwrap_or_default(),
        None => "",
    }
}

/// The part that a relationship target means, seen from its source part (`""`: the package).
/// Absolute targets count from the root; `.` and `..` are followed; a fragment is left out.
pub fn resolve(source: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let target = target.split('#').next().unwrap_or_default();
    let mut steps: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder(source)
            .split('/')
            .filter(|s| !s.is_empty())
            .collect()
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Target by which `source` refers to `part`: relative, as Excel writes it.
pub fn relative(source: &str, part: &str) -> String {
    let from: Vec<&str> = folder(source)
        .split('/')
        .filter(|s| !s.is_empty())
        .collect();
    let to: Vec<&str> = part.split('/').collect();
    let shared = from
        .iter()
        .zip(to.iter().take(to.len().saturating_sub(1)))
        .take_while(|(a, b)| a == b)
        .count();
    let mut target = String::new();
    for _ in shared..from.len() {
        target.push_str("../");
    }
    let _ = write!(target, "{}", to.get(shared..).unwrap_or_default().join("/"));
    target
}

/// The relationships part of a part (`""`: of the package).
pub fn relationships_of(part: &str) -> String {
    let folder = folder(part);
    let file = part.get(folder.len()..).unwrap_or_default();
    format!("{folder}_rels/{file}.rels")
}

/// The part whose relationships a `.rels` part holds; `None` if it is no such part.
pub fn source_of(relationships: &str) -> Option<String> {
    let folder_of = folder(relationships);
    let file = relationships.get(folder_of.len()..)?;
    let stem = file.len().checked_sub(5)?;
    if !file.get(stem..)?.eq_ignore_ascii_case(".rels") {
        return None;
    }
    let parent = folder_of.len().checked_sub(6)?;
    if !folder_of.get(parent..)?.eq_ignore_ascii_case("_rels/") {
        return None;
    }
    Some(format!("{}{}", folder_of.get(..parent)?, file.get(..stem)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_followed_wherever_they_point() {
        assert_eq!(
            resolve("xl/workbook.xml", "worksheets/a.xml"),
            "xl/worksheets/a.xml"
        );
        assert_eq!(
            resolve("xl/workbook.xml", "/xl/styles.xml"),
            "xl/styles.xml"
        );
        assert_eq!(
            resolve("xl/worksheets/s.xml", "../drawings/d.xml#x"),
            "xl/drawings/d.xml"
        );
        assert_eq!(resolve("", "xl\\workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolve("a/b.xml", "../../../c.xml"), "c.xml");
        assert_eq!(resolve("a/b.xml", "./c.xml"), "a/c.xml");
    }

    #[test]
    fn relative_targets_lead_back() {
        for (source, part) in [
            ("xl/workbook.xml", "xl/worksheets/sheet9.xml"),
            ("workbook.xml", "xl/worksheets/sheet9.xml"),
            ("x/y/book.xml", "xl/worksheets/sheet9.xml"),
            ("xl/worksheets/sheet9.xml", "xl/drawings/drawing1.xml"),
        ] {
            assert_eq!(resolve(source, &relative(source, part)), part);
        }
        assert_eq!(
            relative("xl/workbook.xml", "xl/worksheets/s.xml"),
            "worksheets/s.xml"
        );
        assert_eq!(
            relative("xl/worksheets/s.xml", "xl/drawings/d.xml"),
            "../drawings/d.xml"
        );
    }

    #[test]
    fn relationship_parts_and_their_sources() {
        assert_eq!(relationships_of(""), "_rels/.rels");
        assert_eq!(
            relationships_of("xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels"
        );
        assert_eq!(
            source_of("xl/_rels/workbook.xml.rels").as_deref(),
            Some("xl/workbook.xml")
        );
        assert_eq!(source_of("_rels/.rels").as_deref(), Some(""));
        assert_eq!(source_of("xl/workbook.xml"), None);
    }
}
