//! What cell formats mean for reading: number format, symbol font, strike-through, colour.

use crate::grid::format;
use crate::grid::limits::{Cap, within};
use crate::grid::model::{NumberFormat, ShownUnit, SymbolFont};
use crate::grid::refusal::Refusal;
use crate::grid::style::{CellStyle, indexed_colour, is_red, is_vivid, symbol_font};
use crate::grid::xml::{Xml, attribute, attributes, is_true, unescape};
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

/// The cell formats by their index.
#[derive(Debug, Default)]
pub(super) struct Styles {
    cell_formats: Vec<CellStyle>,
}

#[derive(Default, Clone, Copy)]
struct Font {
    symbol: Option<SymbolFont>,
    struck: bool,
    coloured: bool,
}

impl Styles {
    /// The format of that index; the plain one where there is none.
    pub(super) fn get(&self, index: usize) -> CellStyle {
        self.cell_formats.get(index).copied().unwrap_or_default()
    }

    /// Reads a styles part.
    pub(super) fn read(xml: &mut Xml<'_>, cap: usize) -> Result<Self, Refusal> {
        let mut styles = Self::default();
        let mut formats: BTreeMap<u32, (NumberFormat, Option<ShownUnit>)> = BTreeMap::new();
        let mut fonts: Vec<Font> = Vec::new();
        let mut fills: Vec<bool> = Vec::new();
        // The table that is being read, by the name of its element.
        let mut table = Table::None;
        loop {
            match xml.next()? {
                Event::Start(e) => match (e.local_name().as_ref(), table) {
                    ("numFmts", _) => table = Table::Formats,
                    ("fonts", Table::None) => table = Table::Fonts,
                    ("fills", Table::None) => table = Table::Fills,
                    ("cellXfs", _) => table = Table::Cells,
                    ("cellStyleXfs" | "dxfs" | "extLst", _) => table = Table::Other,
                    ("numFmt", Table::Formats) => {
                        let id = attribute(&e, "numFmtId").and_then(|v| v.parse().ok());
                        if let (Some(id), Some(code)) = (id, attribute(&e, "formatCode")) {
                            formats.insert(id, format::custom(&code));
                            within(formats.len(), cap, Cap::Styles)?;
                        }
                    }
                    ("font", Table::Fonts) => {
                        fonts.push(Font::default());
                        within(fonts.len(), cap, Cap::Styles)?;
                    }
                    ("name", Table::Fonts) => {
                        if let (Some(font), Some(name)) = (fonts.last_mut(), attribute(&e, "val")) {
                            font.symbol = symbol_font(&name);
                        }
                    }
                    ("strike", Table::Fonts) => {
                        if let Some(font) = fonts.last_mut() {
                            font.struck = flag(&e);
                        }
                    }
                    ("color", Table::Fonts) => {
                        if let Some(font) = fonts.last_mut() {
                            font.coloured = colour(&e).is_some_and(is_red);
                        }
                    }
                    ("fill", Table::Fills) => {
                        fills.push(false);
                        within(fills.len(), cap, Cap::Styles)?;
                    }
                    ("fgColor", Table::Fills) => {
                        if let Some(fill) = fills.last_mut() {
                            *fill = colour(&e).is_some_and(is_vivid);
                        }
                    }
                    ("xf", Table::Cells) => {
                        styles
                            .cell_formats
                            .push(cell_format(&e, &formats, &fonts, &fills));
                        within(styles.cell_formats.len(), cap, Cap::Styles)?;
                    }
                    _ => {}
                },
                Event::End(e) => {
                    if matches!(
                        e.local_name().as_ref(),
                        "numFmts"
                            | "fonts"
                            | "fills"
                            | "cellXfs"
                            | "cellStyleXfs"
                            | "dxfs"
                            | "extLst"
                    ) {
                        table = Table::None;
                    }
                }
                Event::Eof => return Ok(styles),
                _ => {}
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Table {
    None,
    Formats,
    Fonts,
    Fills,
    Cells,
    Other,
}

fn cell_format(
    xf: &BytesStart<'_>,
    formats: &BTreeMap<u32, (NumberFormat, Option<ShownUnit>)>,
    fonts: &[Font],
    fills: &[bool],
) -> CellStyle {
    let mut style = CellStyle::default();
    attributes(xf, |name, value| match name {
        "numFmtId" => {
            let id = value.parse().unwrap_or(0);
            (style.format, style.unit) = formats
                .get(&id)
                .copied()
                .unwrap_or_else(|| (format::built_in(id), None));
        }
        "fontId" => {
            let font = value
                .parse::<usize>()
                .ok()
                .and_then(|i| fonts.get(i).copied())
                .unwrap_or_default();
            style.symbol_font = font.symbol;
            style.struck = font.struck;
            style.coloured |= font.coloured;
        }
        "fillId" => {
            let fill = value.parse::<usize>().ok().and_then(|i| fills.get(i));
            style.coloured |= fill.copied().unwrap_or(false);
        }
        _ => {}
    });
    style
}

/// An element that is on when it stands there, unless its `val` says otherwise.
pub(super) fn flag(element: &BytesStart<'_>) -> bool {
    attribute(element, "val").is_none_or(|v| is_true(&v))
}

/// Red, green, blue of a colour element; none for theme and automatic colours, which belong to
/// the table's design rather than to somebody's marking.
fn colour(element: &BytesStart<'_>) -> Option<[u8; 3]> {
    let mut found = None;
    attributes(element, |name, value| match name {
        "rgb" => {
            let hex = unescape(value);
            let hex = hex.get(hex.len().saturating_sub(6)..).unwrap_or_default();
            found = u32::from_str_radix(hex, 16)
                .ok()
                .filter(|_| hex.len() == 6)
                .map(|c| [(c >> 16) as u8, (c >> 8) as u8, c as u8]);
        }
        "indexed" => {
            found = value.parse::<usize>().ok().and_then(indexed_colour);
        }
        _ => {}
    });
    found
}
