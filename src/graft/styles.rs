//! Styles: the donor's are appended to the receiver's, and where an equal one is there already,
//! that one is taken. Nothing of the receiver's is changed or renumbered.

use super::Refusal;
use super::book::Patched;
use super::donor::{CellFormat, DonorStyles};
use super::splice::{Edits, Element, Outline, elements, escape};
use super::wording::{meaning, prefixed};
use std::collections::BTreeMap;

/// Cell formats that a workbook may hold in Excel.
const MOST_CELL_FORMATS: usize = 64_000;
/// Lists longer than this are searched for equal text only, not for equal meaning.
const LONG_LIST: usize = 2_000;

/// Children of a `styleSheet`, in the order of the schema.
const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// A styles part with nothing but the defaults, for a package that has none.
pub(super) fn empty_part(namespace: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"{namespace}\">\
         <fonts count=\"1\">{DEFAULT_FONT}</fonts><fills count=\"2\">{DEFAULT_FILLS}</fills>\
         <borders count=\"1\">{DEFAULT_BORDER}</borders>\
         <cellStyleXfs count=\"1\">{DEFAULT_STYLE_XF}</cellStyleXfs>\
         <cellXfs count=\"1\">{DEFAULT_XF}</cellXfs>\
         <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>\
         </styleSheet>"
    )
}

const DEFAULT_FONT: &str =
    "<font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>";
const DEFAULT_FILLS: &str = "<fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>";
const DEFAULT_BORDER: &str = "<border><left/><right/><top/><bottom/><diagonal/></border>";
const DEFAULT_STYLE_XF: &str = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>";
const DEFAULT_XF: &str = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>";

/// Numbers in the receiver by the donor's index.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    pub cell_formats: Vec<u32>,
    pub differential: Vec<u32>,
}

/// Appends what is missing to a styles part, and tells the numbers.
pub(super) fn append(part: &mut Patched, donor: &DonorStyles) -> Result<Numbers, Refusal> {
    let mut outline = part.outline()?;
    if outline.root.closed {
        // An empty root is opened first, so that lists have a place.
        let mut edits = Edits::default();
        edits.append(&part.text, &outline.root, "\n");
        let opened = edits.apply(&part.text);
        part.set(opened);
        outline = part.outline()?;
    }
    let text = part.text.as_str();
    let name = part.name.as_str();
    let lists = Lists {
        name,
        text,
        outline: &outline,
    };
    let mut edits = Edits::default();

    let number_formats = lists.number_formats(&donor.number_formats, &mut edits)?;
    let fonts = lists.merge("fonts", DEFAULT_FONT, &donor.fonts, &mut edits)?;
    let fills = lists.merge("fills", DEFAULT_FILLS, &donor.fills, &mut edits)?;
    let borders = lists.merge("borders", DEFAULT_BORDER, &donor.borders, &mut edits)?;
    if outline.child(text, "cellStyleXfs").is_none() {
        let list = format!("<cellStyleXfs count=\"1\">{DEFAULT_STYLE_XF}</cellStyleXfs>");
        let list = prefixed(&list, &outline.prefix);
        edits.insert(lists.place_of("cellStyleXfs"), list);
    }

    let lacking = Refusal::Donor {
        what: "cell format without its font, fill, border or number format",
    };
    let mut wanted = Vec::with_capacity(donor.cell_formats.len());
    for format in &donor.cell_formats {
        let number = |list: &[u32], index: u32| list.get(index as usize).copied();
        let number_format = match number_formats.get(&format.number_format) {
            Some(&id) => Some(id),
            None if format.number_format < 164 => Some(format.number_format),
            None => None,
        };
        let (Some(number_format), Some(font), Some(fill), Some(border)) = (
            number_format,
            number(&fonts, format.font),
            number(&fills, format.fill),
            number(&borders, format.border),
        ) else {
            return Err(lacking);
        };
        wanted.push(CellFormat {
            number_format,
            font,
            fill,
            border,
            children: format.children.clone(),
        });
    }
    let cell_formats = lists.cell_formats(&wanted, &mut edits)?;
    let differential = lists.merge("dxfs", "", &donor.differential_formats, &mut edits)?;

    if !edits.is_empty() {
        let changed = edits.apply(text);
        part.set(changed);
    }
    Ok(Numbers {
        cell_formats,
        differential,
    })
}

/// The lists of a styles part.
struct Lists<'t> {
    name: &'t str,
    text: &'t str,
    outline: &'t Outline,
}

impl Lists<'_> {
    fn children(&self, list: Option<&Element>) -> Result<Vec<Element>, Refusal> {
        match list {
            Some(list) => elements(self.name, self.text, list.inner.clone()),
            None => Ok(Vec::new()),
        }
    }

    fn slice(&self, element: &Element) -> &str {
        self.text.get(element.span.clone()).unwrap_or_default()
    }

    /// Numbers of the wanted children in a list, missing ones appended; `defaults` stand first
    /// in a list that is not there at all.
    fn merge(
        &self,
        local: &str,
        defaults: &str,
        wanted: &[String],
        edits: &mut Edits,
    ) -> Result<Vec<u32>, Refusal> {
        let list = self.outline.child(self.text, local);
        let present = self.children(list)?;
        let mut texts: Vec<&str> = present.iter().map(|child| self.slice(child)).collect();
        let default_children = elements(self.name, defaults, 0..defaults.len())?;
        if list.is_none() {
            texts.extend(
                default_children
                    .iter()
                    .filter_map(|child| defaults.get(child.span.clone())),
            );
        }
        let spelt: Vec<String> = wanted
            .iter()
            .map(|child| prefixed(child, &self.outline.prefix))
            .collect();
        let mut exact: BTreeMap<&str, usize> = BTreeMap::new();
        for (i, child) in texts.iter().enumerate() {
            exact.entry(child).or_insert(i);
        }
        // Other programs spell the same in other words; only made when it is needed.
        let mut meanings: Option<BTreeMap<String, usize>> = None;
        let mut count = texts.len();
        let mut numbers = Vec::with_capacity(wanted.len());
        let mut fresh = String::new();
        for child in &spelt {
            if let Some(&number) = exact.get(child.as_str()) {
                numbers.push(number);
                continue;
            }
            if texts.len() <= LONG_LIST {
                let meanings = meanings.get_or_insert_with(|| {
                    let mut map = BTreeMap::new();
                    for (i, child) in texts.iter().enumerate() {
                        map.entry(meaning(child)).or_insert(i);
                    }
                    map
                });
                if let Some(&number) = meanings.get(&meaning(child)) {
                    numbers.push(number);
                    continue;
                }
            }
            exact.insert(child, count);
            numbers.push(count);
            fresh.push_str(child);
            count += 1;
        }
        match list {
            Some(list) if !fresh.is_empty() => self.extend_list(list, count, &fresh, edits),
            None if count > 0 => {
                let prefix = &self.outline.prefix;
                let defaults = prefixed(defaults, prefix);
                let list = format!(
                    "<{prefix}{local} count=\"{count}\">{defaults}{fresh}</{prefix}{local}>"
                );
                edits.insert(self.place_of(local), list);
            }
            _ => {}
        }
        Ok(numbers
            .into_iter()
            .map(|number| u32::try_from(number).unwrap_or(u32::MAX))
            .collect())
    }

    /// Ids of the donor's number formats in the receiver.
    fn number_formats(
        &self,
        wanted: &[(u32, String)],
        edits: &mut Edits,
    ) -> Result<BTreeMap<u32, u32>, Refusal> {
        let list = self.outline.child(self.text, "numFmts");
        let present = self.children(list)?;
        let mut by_code: BTreeMap<String, u32> = BTreeMap::new();
        let mut highest = 163;
        for format in &present {
            let id = format
                .attribute(self.text, "numFmtId")
                .and_then(|id| id.parse::<u32>().ok());
            if let Some(id) = id {
                highest = highest.max(id);
                if let Some(code) = format.attribute(self.text, "formatCode") {
                    by_code.entry(code.into_owned()).or_insert(id);
                }
            }
        }
        let prefix = &self.outline.prefix;
        let mut fresh = String::new();
        let mut count = present.len();
        let mut ids = BTreeMap::new();
        for (donor_id, code) in wanted {
            let id = match by_code.get(code) {
                Some(&id) => id,
                None => {
                    highest = highest.checked_add(1).ok_or_else(|| Refusal::Malformed {
                        part: self.name.to_owned(),
                    })?;
                    let code_text = escape(code);
                    fresh.push_str(&format!(
                        "<{prefix}numFmt numFmtId=\"{highest}\" formatCode=\"{code_text}\"/>"
                    ));
                    by_code.insert(code.clone(), highest);
                    count += 1;
                    highest
                }
            };
            ids.insert(*donor_id, id);
        }
        match list {
            _ if fresh.is_empty() => {}
            Some(list) => self.extend_list(list, count, &fresh, edits),
            None => {
                let list = format!("<{prefix}numFmts count=\"{count}\">{fresh}</{prefix}numFmts>");
                edits.insert(self.place_of("numFmts"), list);
            }
        }
        Ok(ids)
    }

    /// Numbers of the wanted cell formats; an equal one is taken again.
    fn cell_formats(&self, wanted: &[CellFormat], edits: &mut Edits) -> Result<Vec<u32>, Refusal> {
        let list = self.outline.child(self.text, "cellXfs");
        let present = self.children(list)?;
        let mut known: Vec<(CellFormat, usize)> = Vec::new();
        for (i, element) in present.iter().enumerate() {
            if let Some(format) = self.read_cell_format(element, wanted) {
                known.push((format, i));
            }
        }
        let defaults = if list.is_none() { 1 } else { 0 };
        let mut count = present.len() + defaults;
        let prefix = &self.outline.prefix;
        let mut fresh = String::new();
        let mut numbers = Vec::with_capacity(wanted.len());
        for format in wanted {
            let children = meaning(&format.children);
            let same = known.iter().find(|(one, _)| {
                (one.number_format, one.font, one.fill, one.border)
                    == (
                        format.number_format,
                        format.font,
                        format.fill,
                        format.border,
                    )
                    && one.children == children
            });
            if let Some(&(_, number)) = same {
                numbers.push(number);
                continue;
            }
            fresh.push_str(&spell_cell_format(format, prefix));
            let mut format = format.clone();
            format.children = children;
            known.push((format, count));
            numbers.push(count);
            count += 1;
        }
        if count > MOST_CELL_FORMATS {
            return Err(Refusal::StylesFull { count });
        }
        match list {
            Some(list) if !fresh.is_empty() => self.extend_list(list, count, &fresh, edits),
            Some(_) => {}
            None => {
                let default = prefixed(DEFAULT_XF, prefix);
                let list = format!(
                    "<{prefix}cellXfs count=\"{count}\">{default}{fresh}</{prefix}cellXfs>"
                );
                edits.insert(self.place_of("cellXfs"), list);
            }
        }
        Ok(numbers
            .into_iter()
            .map(|number| u32::try_from(number).unwrap_or(u32::MAX))
            .collect())
    }

    /// A cell format of the receiver, its children by meaning; `None` where it cannot equal any
    /// of the wanted.
    fn read_cell_format(&self, element: &Element, wanted: &[CellFormat]) -> Option<CellFormat> {
        let mut format = CellFormat::default();
        for (name, place) in element.attributes(self.text) {
            let value = self.text.get(place)?;
            match name {
                "numFmtId" => format.number_format = value.parse().ok()?,
                "fontId" => format.font = value.parse().ok()?,
                "fillId" => format.fill = value.parse().ok()?,
                "borderId" => format.border = value.parse().ok()?,
                "xfId" if value == "0" => {}
                apply if apply.starts_with("apply") && matches!(value, "1" | "true") => {}
                _ => return None,
            }
        }
        wanted.iter().find(|one| {
            (one.number_format, one.font, one.fill, one.border)
                == (
                    format.number_format,
                    format.font,
                    format.fill,
                    format.border,
                )
        })?;
        format.children = meaning(self.text.get(element.inner.clone())?);
        Some(format)
    }

    fn extend_list(&self, list: &Element, count: usize, fresh: &str, edits: &mut Edits) {
        if let Some(place) = list.attribute_place(self.text, "count") {
            edits.replace(place, count.to_string());
        }
        edits.append(self.text, list, fresh);
    }

    /// Behind the last list that comes before it.
    fn place_of(&self, local: &str) -> usize {
        let rank = ORDER.iter().position(|one| *one == local).unwrap_or(0);
        ORDER
            .get(..rank)
            .unwrap_or_default()
            .iter()
            .rev()
            .find_map(|before| self.outline.child(self.text, before))
            .map_or(self.outline.root.inner.start, |before| before.span.end)
    }
}

fn spell_cell_format(format: &CellFormat, prefix: &str) -> String {
    let CellFormat {
        number_format,
        font,
        fill,
        border,
        children,
    } = format;
    let mut applied = String::new();
    for (child, flag) in [
        ("<alignment", "applyAlignment"),
        ("<protection", "applyProtection"),
    ] {
        if children.contains(child) {
            applied.push_str(&format!(" {flag}=\"1\""));
        }
    }
    let head = format!(
        "<{prefix}xf numFmtId=\"{number_format}\" fontId=\"{font}\" fillId=\"{fill}\" \
         borderId=\"{border}\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" \
         applyFill=\"1\" applyBorder=\"1\"{applied}"
    );
    if children.is_empty() {
        format!("{head}/>")
    } else {
        format!("{head}>{}</{prefix}xf>", prefixed(children, prefix))
    }
}
