//! The catalogue of findings, read once from `catalogue.toml`.

use super::{Asks, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What the catalogue says of one code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueEntry {
    /// Its usual severity, from the first letter of the code.
    #[serde(skip, default = "worst")]
    pub severity: Severity,
    /// When it is given, for the reference (Chinese).
    pub meaning: String,
    /// Message with `{facts}`.
    pub message: String,
    /// How to mend it, with `{facts}`.
    pub fix: String,
    /// Clause, where it is always the same.
    #[serde(default)]
    pub clause: Option<String>,
    /// Whom it asks to act, where the severity does not say it (an error asks the staff).
    #[serde(default)]
    pub asks: Option<Asks>,
}

fn worst() -> Severity {
    Severity::Error
}

/// All entries by code, in the order of the alphabet.
pub fn catalogue() -> &'static BTreeMap<String, CatalogueEntry> {
    static CATALOGUE: OnceLock<BTreeMap<String, CatalogueEntry>> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let mut entries: BTreeMap<String, CatalogueEntry> =
            toml::from_str(include_str!("catalogue.toml"))
                .expect("catalogue.toml is checked by a test");
        for (code, entry) in &mut entries {
            entry.severity = match code.as_bytes().first() {
                Some(b'W') => Severity::Warning,
                Some(b'I') => Severity::Info,
                _ => Severity::Error,
            };
        }
        entries
    })
}

/// The entry of a code that the program itself names.
pub fn entry(code: &'static str) -> &'static CatalogueEntry {
    catalogue().get(code).unwrap_or_else(|| {
        // A code without an entry is caught by the architecture test; a submission must not fail for it.
        catalogue()
            .get("E-INTERNAL")
            .expect("catalogue.toml has E-INTERNAL")
    })
}

/// Replaces `{name}` by the fact of that name, and by nothing where none is given.
pub(super) fn fill(template: &str, facts: &[(String, String)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let Some(close) = after.find('}') else {
            out.push_str(&rest[open..]);
            return out;
        };
        let name = &after[..close];
        if let Some((_, text)) = facts.iter().find(|(k, _)| k == name) {
            out.push_str(text);
        }
        rest = &after[close + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_has_all_its_texts() {
        for (code, entry) in catalogue() {
            assert!(
                ["E-", "W-", "I-"].iter().any(|p| code.starts_with(p)),
                "{code}"
            );
            for text in [&entry.meaning, &entry.message, &entry.fix] {
                assert!(!text.trim().is_empty(), "{code}");
                assert_eq!(
                    text.matches('{').count(),
                    text.matches('}').count(),
                    "{code}"
                );
            }
        }
    }

    #[test]
    fn facts_fill_their_places_and_nothing_else() {
        let facts = [("cell".to_owned(), "B5".to_owned())];
        assert_eq!(fill("{cell}「{field}」", &facts), "B5「」");
        assert_eq!(fill("a{b", &facts), "a{b");
    }
}
