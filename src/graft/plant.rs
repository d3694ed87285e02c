//! Puts the donor's sheets in: their parts, and their mention in the four patched parts.

use super::book::{Book, Patched};
use super::donor::{Chunk, Donor, DonorPart, DonorSheet};
use super::splice::{Edits, escape};
use super::styles::{self, Numbers};
use super::{Refusal, sheet_names};
use crate::opc::content_types::ContentTypes;
use crate::opc::names;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const WORKSHEET_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const STYLES_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
const RELATIONSHIPS_TYPE: &str = "application/vnd.openxmlformats-package.relationships+xml";
const PACKAGE_RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN_STRICT: &str = "http://purl.oclc.org/ooxml/spreadsheetml/main";

/// Namespaces and relationship types, transitional and strict. A strict workbook gets strict
/// sheets. The longer of two that begin alike stands first.
const STRICT: [(&str, &str); 5] = [
    (MAIN, MAIN_STRICT),
    (
        OFFICE,
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
        "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "http://purl.oclc.org/ooxml/drawingml/chart",
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://purl.oclc.org/ooxml/drawingml/main",
    ),
];

/// Places that Excel's schema puts before `definedNames`.
const BEFORE_NAMES: [&str; 3] = ["externalReferences", "functionGroups", "sheets"];

/// What the chunks' holes are filled with, and what new parts have to be told.
struct Planting<'d> {
    numbers: Numbers,
    /// Final sheet names, quoted and escaped.
    references: Vec<String>,
    strict: bool,
    /// Whether relationship parts need an override of their own.
    override_relationships: bool,
    taken: BTreeSet<String>,
    /// `(part, content type)` of new parts.
    overrides: Vec<(String, &'d str)>,
    added: Vec<(String, Vec<u8>)>,
}

/// Adds all sheets of a donor behind the last sheet.
pub(super) fn plant(book: &mut Book, donor: &Donor) -> Result<(), Refusal> {
    let outline = book.workbook.outline()?;
    let namespace = outline
        .root
        .attribute(
            &book.workbook.text,
            match outline.prefix.strip_suffix(':') {
                Some(prefix) => format!("xmlns:{prefix}"),
                None => "xmlns".to_owned(),
            }
            .as_str(),
        )
        .unwrap_or_default()
        .into_owned();
    let strict = namespace == MAIN_STRICT;
    let sheets = book.sheets(&outline)?;
    let mut lower: Vec<String> = sheets
        .iter()
        .map(|sheet| sheet.name.to_lowercase())
        .collect();
    let names: Vec<String> = donor
        .sheets
        .iter()
        .map(|sheet| sheet_names::free(&sheet.name, &mut lower))
        .collect();

    let mut overrides = Vec::new();
    let mut new_relationships = Vec::new();
    let mut taken = book.taken_names()?;
    ensure_styles(
        book,
        strict,
        &mut taken,
        &mut overrides,
        &mut new_relationships,
    )?;
    let styles_part = book
        .styles
        .as_mut()
        .ok_or_else(|| book.workbook.malformed())?;
    let numbers = styles::append(styles_part, &donor.styles)?;

    let types = ContentTypes::parse(&book.types.text)?;
    let mut planting = Planting {
        numbers,
        references: names
            .iter()
            .map(|name| escape(&sheet_names::quoted(name)))
            .collect(),
        strict,
        override_relationships: !types.has_default("rels"),
        taken,
        overrides,
        added: Vec::new(),
    };
    for sheet in &donor.sheets {
        let part = planting.sheet(sheet)?;
        new_relationships.push(("worksheet", part));
    }
    let Planting {
        overrides,
        added,
        references,
        ..
    } = planting;
    book.added.extend(added);
    patch_types(book, &overrides)?;
    let ids = patch_relationships(book, strict, &new_relationships)?;
    let ids = ids
        .get(ids.len() - donor.sheets.len()..)
        .unwrap_or_default();
    patch_workbook(book, donor, &names, &references, ids, strict)
}

/// Adds a styles part where there is none.
fn ensure_styles(
    book: &mut Book,
    strict: bool,
    taken: &mut BTreeSet<String>,
    overrides: &mut Vec<(String, &str)>,
    new_relationships: &mut Vec<(&'static str, String)>,
) -> Result<(), Refusal> {
    if book.styles.is_some() {
        return Ok(());
    }
    let related = book.related()?;
    let dangling = related
        .iter()
        .find(|one| one.is("styles"))
        .and_then(|one| one.part())
        .map(str::to_owned);
    let name = match dangling {
        // A relationship that leads nowhere now leads to the new part.
        Some(part) => part,
        None => {
            // Under its usual name where that is free: some readers look nowhere else.
            let usual = "xl/styles.xml";
            let part = if taken.contains(usual) {
                free_part(taken, "xl/styles", "xml")
            } else {
                usual.to_owned()
            };
            new_relationships.push(("styles", part.clone()));
            part
        }
    };
    let types = ContentTypes::parse(&book.types.text)?;
    if !types.has_override(&name) {
        overrides.push((name.clone(), STYLES_TYPE));
    }
    taken.insert(names::key(&name));
    let namespace = if strict { MAIN_STRICT } else { MAIN };
    book.styles = Some(Patched::new(name, styles::empty_part(namespace)));
    Ok(())
}

impl<'d> Planting<'d> {
    /// Makes a sheet's part and all below it; gives its name.
    fn sheet(&mut self, sheet: &'d DonorSheet) -> Result<String, Refusal> {
        let part = free_part(&mut self.taken, "xl/worksheets/sheet", "xml");
        let xml = self.fill(&sheet.xml)?;
        self.overrides.push((part.clone(), WORKSHEET_TYPE));
        self.added.push((part.clone(), xml.into_bytes()));
        self.below(&part, &sheet.parts, &sheet.external_links)?;
        Ok(part)
    }

    /// Makes the parts below a part, and its relationships.
    fn below(
        &mut self,
        source: &str,
        parts: &'d [DonorPart],
        external: &[(String, String)],
    ) -> Result<(), Refusal> {
        if parts.is_empty() && external.is_empty() {
            return Ok(());
        }
        let mut list = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"{PACKAGE_RELATIONSHIPS}\">"
        );
        let place = self.added.len();
        for part in parts {
            let name = free_part(&mut self.taken, &part.stem, &part.extension);
            let xml = self.fill(&part.xml)?;
            self.overrides.push((name.clone(), &part.content_type));
            self.added.push((name.clone(), xml.into_bytes()));
            let kind = self.spelt(&part.relationship);
            // Writing into a `String` cannot fail.
            let _ = write!(
                list,
                "<Relationship Id=\"{}\" Type=\"{}\" Target=\"{}\"/>",
                escape(&part.id),
                escape(&kind),
                escape(&names::relative(source, &name))
            );
            self.below(&name, &part.parts, &[])?;
        }
        let hyperlink = self.spelt(&format!("{OFFICE}/hyperlink"));
        for (id, target) in external {
            let _ = write!(
                list,
                "<Relationship Id=\"{}\" Type=\"{hyperlink}\" Target=\"{}\" TargetMode=\"External\"/>",
                escape(id),
                escape(target)
            );
        }
        list.push_str("</Relationships>");
        let name = names::relationships_of(source);
        if self.override_relationships {
            self.overrides.push((name.clone(), RELATIONSHIPS_TYPE));
        }
        self.added.insert(place, (name, list.into_bytes()));
        Ok(())
    }

    /// A URI or text in the receiver's vocabulary.
    fn spelt(&self, text: &str) -> String {
        let mut text = text.to_owned();
        if self.strict {
            for (transitional, strict) in STRICT {
                text = text.replace(transitional, strict);
            }
        }
        text
    }

    /// The chunks with their holes filled.
    fn fill(&self, chunks: &[Chunk]) -> Result<String, Refusal> {
        let hole = |what| Refusal::Donor { what };
        let length: usize = chunks
            .iter()
            .map(|chunk| match chunk {
                Chunk::Xml(xml) => xml.len(),
                _ => 6,
            })
            .sum();
        let mut text = String::with_capacity(length + length / 16);
        for chunk in chunks {
            match chunk {
                Chunk::Xml(xml) => text.push_str(xml),
                Chunk::Style(index) => {
                    let number = self.numbers.cell_formats.get(*index as usize);
                    let number = number.ok_or_else(|| hole("cell format out of range"))?;
                    let _ = write!(text, "{number}");
                }
                Chunk::Differential(index) => {
                    let number = self.numbers.differential.get(*index as usize);
                    let number = number.ok_or_else(|| hole("differential format out of range"))?;
                    let _ = write!(text, "{number}");
                }
                Chunk::SheetReference(index) => {
                    let reference = self.references.get(*index);
                    text.push_str(reference.ok_or_else(|| hole("sheet out of range"))?);
                }
            }
        }
        // Namespaces only stand in chunks, so the replacement cannot hit what filled a hole.
        Ok(if self.strict { self.spelt(&text) } else { text })
    }
}

/// A part name that is not in use, with the lowest number that gives one. Marks it as used, its
/// relationships part included.
fn free_part(taken: &mut BTreeSet<String>, stem: &str, extension: &str) -> String {
    let mut number = 1_usize;
    loop {
        let part = format!("{stem}{number}.{extension}");
        let relationships = names::key(&names::relationships_of(&part));
        if !taken.contains(&relationships) && taken.insert(names::key(&part)) {
            taken.insert(relationships);
            return part;
        }
        number += 1;
    }
}

/// Every new part gets an override; defaults are neither added nor changed.
fn patch_types(book: &mut Book, overrides: &[(String, &str)]) -> Result<(), Refusal> {
    let outline = book.types.outline()?;
    let prefix = &outline.prefix;
    let mut children = String::new();
    for (part, kind) in overrides {
        let _ = write!(
            children,
            "<{prefix}Override PartName=\"/{}\" ContentType=\"{}\"/>",
            escape(part),
            escape(kind)
        );
    }
    let mut edits = Edits::default();
    edits.append(&book.types.text, &outline.root, &children);
    let text = edits.apply(&book.types.text);
    book.types.set(text);
    Ok(())
}

/// Adds relationships of the workbook; gives their ids.
fn patch_relationships(
    book: &mut Book,
    strict: bool,
    new: &[(&str, String)],
) -> Result<Vec<String>, Refusal> {
    let outline = book.relationships.outline()?;
    let used: BTreeSet<String> = book.related()?.into_iter().map(|one| one.id).collect();
    let highest = used
        .iter()
        .filter_map(|id| id.strip_prefix("rId")?.parse::<u32>().ok())
        .filter(|&number| number < 1_000_000)
        .max()
        .unwrap_or(0);
    let base = if strict {
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    } else {
        OFFICE
    };
    let prefix = &outline.prefix;
    let mut children = String::new();
    let mut ids = Vec::new();
    let mut number = highest;
    for (kind, part) in new {
        number += 1;
        while used.contains(&format!("rId{number}")) {
            number += 1;
        }
        let id = format!("rId{number}");
        let target = names::relative(&book.workbook.name, part);
        let _ = write!(
            children,
            "<{prefix}Relationship Id=\"{id}\" Type=\"{base}/{kind}\" Target=\"{}\"/>",
            escape(&target)
        );
        ids.push(id);
    }
    let mut edits = Edits::default();
    edits.append(&book.relationships.text, &outline.root, &children);
    let text = edits.apply(&book.relationships.text);
    book.relationships.set(text);
    Ok(ids)
}

/// Lists the sheets behind the others, and their names. The open tab stays.
fn patch_workbook(
    book: &mut Book,
    donor: &Donor,
    names: &[String],
    references: &[String],
    ids: &[String],
    strict: bool,
) -> Result<(), Refusal> {
    let outline = book.workbook.outline()?;
    let sheets = book.sheets(&outline)?;
    let text = &book.workbook.text;
    let prefix = &outline.prefix;
    let list = outline
        .child(text, "sheets")
        .ok_or_else(|| book.workbook.malformed())?;

    let used: BTreeSet<u32> = sheets.iter().map(|sheet| sheet.sheet_id).collect();
    let mut next = used.last().copied().unwrap_or(0);
    // The namespace is declared on each element: the root may not declare it, or under another
    // prefix, or for another namespace.
    let office = if strict {
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    } else {
        OFFICE
    };
    let mut children = String::new();
    for ((sheet, name), id) in donor.sheets.iter().zip(names).zip(ids) {
        next += 1;
        // Excel takes ids up to 65,534 only.
        if next > 65_534 {
            next = (1..=65_534)
                .find(|id| !used.contains(id) && !children.contains(&format!("sheetId=\"{id}\"")))
                .ok_or_else(|| book.workbook.malformed())?;
        }
        let state = if sheet.hidden {
            " state=\"hidden\""
        } else {
            ""
        };
        let _ = write!(
            children,
            "<{prefix}sheet xmlns:r=\"{office}\" name=\"{}\" sheetId=\"{next}\"{state} r:id=\"{id}\"/>",
            escape(name)
        );
    }
    let mut edits = Edits::default();
    edits.append(text, list, &children);

    let mut global: BTreeSet<String> = book
        .names(&outline)?
        .into_iter()
        .filter(|name| name.sheet.is_none())
        .map(|name| name.name.to_lowercase())
        .collect();
    let mut children = String::new();
    for name in &donor.names {
        let mut spelt = name.name.clone();
        let mut local = String::new();
        match name.sheet {
            Some(sheet) if sheet < donor.sheets.len() => {
                local = format!(" localSheetId=\"{}\"", sheets.len() + sheet);
            }
            Some(_) => {
                return Err(Refusal::Donor {
                    what: "name local to a sheet out of range",
                });
            }
            None => {
                let mut number = 2;
                while !global.insert(spelt.to_lowercase()) {
                    spelt = format!("{}_{number}", name.name);
                    number += 1;
                }
            }
        }
        let mut refers_to = String::new();
        for chunk in &name.refers_to {
            match chunk {
                Chunk::Xml(xml) => refers_to.push_str(xml),
                Chunk::SheetReference(index) => {
                    refers_to.push_str(references.get(*index).ok_or(Refusal::Donor {
                        what: "sheet out of range",
                    })?);
                }
                Chunk::Style(_) | Chunk::Differential(_) => {
                    return Err(Refusal::Donor {
                        what: "style in a name",
                    });
                }
            }
        }
        let hidden = if name.hidden { " hidden=\"1\"" } else { "" };
        let _ = write!(
            children,
            "<{prefix}definedName name=\"{}\"{local}{hidden}>{refers_to}</{prefix}definedName>",
            escape(&spelt)
        );
    }
    match outline.child(text, "definedNames") {
        // The blank remembers that the element was there, empty (see `old`).
        Some(list) if list.closed && !children.is_empty() => {
            let tag = text.get(list.tag.clone()).unwrap_or_default();
            let start = tag.trim_end_matches("/>");
            let name = list.name(text);
            edits.replace(list.span.clone(), format!("{start} >{children}</{name}>"));
        }
        Some(list) => edits.append(text, list, &children),
        None if !children.is_empty() => {
            let behind = BEFORE_NAMES
                .iter()
                .find_map(|local| outline.child(text, local))
                .map_or(list.span.end, |before| before.span.end);
            edits.insert(
                behind,
                format!("<{prefix}definedNames>{children}</{prefix}definedNames>"),
            );
        }
        None => {}
    }
    let text = edits.apply(text);
    book.workbook.set(text);
    Ok(())
}
