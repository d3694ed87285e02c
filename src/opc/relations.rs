//! Relationships: how a part leads to another.

use super::names;
use super::problem::Problem;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Where a relationship leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A part of the package, by its resolved name without leading slash.
    Part(String),
    /// Something outside, as written.
    External(String),
}

/// One relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// Its id.
    pub id: String,
    /// Its type, a URI.
    pub kind: String,
    /// Where it leads.
    pub target: Target,
}

const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships/";

impl Relationship {
    /// Whether it is an office relationship of that kind (`worksheet`, `styles` …), in
    /// transitional or strict spelling.
    pub fn is(&self, kind: &str) -> bool {
        self.kind
            .strip_prefix(TRANSITIONAL)
            .or_else(|| self.kind.strip_prefix(STRICT))
            == Some(kind)
    }

    /// Whether its type is spelt as in strict OOXML.
    pub fn is_strict(&self) -> bool {
        self.kind.starts_with(STRICT)
    }

    /// The part it leads to; `None` for something outside.
    pub fn part(&self) -> Option<&str> {
        match &self.target {
            Target::Part(part) => Some(part),
            Target::External(_) => None,
        }
    }
}

/// Reads a relationships part; `source` is the part it belongs to (`""`: the package).
pub fn parse(source: &str, xml: &str) -> Result<Vec<Relationship>, Problem> {
    let unreadable = || Problem::Xml {
        part: names::relationships_of(source),
    };
    let mut found = Vec::new();
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| unreadable())? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == "Relationship" =>
            {
                let (mut id, mut kind, mut target, mut external) =
                    (String::new(), String::new(), None, false);
                for attribute in element.attributes().with_checks(false) {
                    let attribute = attribute.map_err(|_| unreadable())?;
                    let value = attribute
                        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                        .map_err(|_| unreadable())?;
                    match attribute.key.as_ref() {
                        "Id" => id = value.into_owned(),
                        "Type" => kind = value.into_owned(),
                        "Target" => target = Some(value.into_owned()),
                        "TargetMode" => external = value.eq_ignore_ascii_case("External"),
                        _ => {}
                    }
                }
                let target = target.ok_or_else(unreadable)?;
                let target = if external {
                    Target::External(target)
                } else {
                    Target::Part(names::resolve(source, &target))
                };
                found.push(Relationship { id, kind, target });
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}
