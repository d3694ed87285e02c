//! `[Content_Types].xml`: what kind each part is.

use super::names;
use super::problem::Problem;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// The name of the part that holds them.
pub const PART: &str = "[Content_Types].xml";

/// Content types by extension and by part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContentTypes {
    defaults: BTreeMap<String, String>,
    overrides: BTreeMap<String, String>,
}

impl ContentTypes {
    /// Reads the part's text.
    pub fn parse(xml: &str) -> Result<Self, Problem> {
        let unreadable = || Problem::Xml { part: PART.into() };
        let mut types = Self::default();
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event().map_err(|_| unreadable())? {
                Event::Start(element) | Event::Empty(element) => {
                    let (mut name, mut kind) = (None, None);
                    for attribute in element.attributes().with_checks(false) {
                        let attribute = attribute.map_err(|_| unreadable())?;
                        let value = attribute
                            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                            .map_err(|_| unreadable())?;
                        match attribute.key.as_ref() {
                            "Extension" | "PartName" => name = Some(value.into_owned()),
                            "ContentType" => kind = Some(value.into_owned()),
                            _ => {}
                        }
                    }
                    let (Some(name), Some(kind)) = (name, kind) else {
                        continue;
                    };
                    match element.local_name().as_ref() {
                        "Default" => types.defaults.insert(name.to_ascii_lowercase(), kind),
                        "Override" => types.overrides.insert(names::key(&name), kind),
                        _ => None,
                    };
                }
                Event::Eof => return Ok(types),
                _ => {}
            }
        }
    }

    /// The content type of a part: its override, else that of its extension.
    pub fn of(&self, part: &str) -> Option<&str> {
        let key = names::key(part);
        self.overrides
            .get(&key)
            .or_else(|| names::decoded_key(part).and_then(|decoded| self.overrides.get(&decoded)))
            .or_else(|| self.defaults.get(key.rsplit_once('.')?.1))
            .map(String::as_str)
    }

    /// Whether an extension has a default (`rels` lacks one in some packages).
    pub fn has_default(&self, extension: &str) -> bool {
        self.defaults.contains_key(&extension.to_ascii_lowercase())
    }

    /// Whether a part has an override.
    pub fn has_override(&self, part: &str) -> bool {
        self.overrides.contains_key(&names::key(part))
    }

    /// Keys ([`names::key`]) of the parts that have an override.
    pub fn overridden(&self) -> impl Iterator<Item = &str> {
        self.overrides.keys().map(String::as_str)
    }
}
