//! Styles of .ods: hidden tables, symbol fonts, strike-through, fills, printed units.

use crate::grid::format;
use crate::grid::limits::{Cap, within};
use crate::grid::model::{NumberFormat, ShownUnit, SymbolFont};
use crate::grid::refusal::Refusal;
use crate::grid::style::{CellStyle, is_red, is_vivid, symbol_font};
use crate::grid::xml::{attribute, push_text};
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};

/// Styles with longer names, which no program writes, are passed over.
const LONGEST_NAME: usize = 256;

/// The automatic styles of a content part, by name.
#[derive(Debug, Default)]
pub(super) struct OdsStyles {
    cells: HashMap<String, CellStyle>,
    texts: HashMap<String, Option<SymbolFont>>,
    hidden_tables: HashSet<String>,
    numbers: HashMap<String, (NumberFormat, Option<ShownUnit>)>,
    /// The style at hand.
    current: Option<(Family, String)>,
    /// The number style at hand, spelt as Excel would.
    number: Option<(String, String)>,
    literal: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Family {
    Table,
    Cell,
    Text,
}

impl OdsStyles {
    /// What a cell style means.
    pub(super) fn cell(&self, name: &str) -> CellStyle {
        self.cells.get(name).copied().unwrap_or_default()
    }

    /// The symbol font of a text style.
    pub(super) fn text_font(&self, name: &str) -> Option<SymbolFont> {
        self.texts.get(name).copied().flatten()
    }

    /// Whether tables of that style are hidden.
    pub(super) fn hides_table(&self, name: &str) -> bool {
        self.hidden_tables.contains(name)
    }

    /// Takes a start tag.
    pub(super) fn start(&mut self, element: &BytesStart<'_>, cap: usize) -> Result<(), Refusal> {
        match element.local_name().as_ref() {
            "style" => {
                let family = match attribute(element, "family").as_deref() {
                    Some("table") => Family::Table,
                    Some("table-cell") => Family::Cell,
                    Some("text") => Family::Text,
                    _ => return Ok(()),
                };
                let name = attribute(element, "name").unwrap_or_default();
                if name.len() > LONGEST_NAME {
                    return Ok(());
                }
                if family == Family::Cell {
                    let mut style = CellStyle::default();
                    if let Some(number) = attribute(element, "data-style-name")
                        && let Some(&(format, unit)) = self.numbers.get(&number)
                    {
                        (style.format, style.unit) = (format, unit);
                    }
                    self.cells.insert(name.clone(), style);
                    within(self.cells.len(), cap, Cap::Styles)?;
                }
                self.current = Some((family, name));
            }
            "number-style" | "currency-style" | "percentage-style" | "date-style"
            | "time-style" => {
                let name = attribute(element, "name").unwrap_or_default();
                within(self.numbers.len() + self.texts.len(), cap, Cap::Styles)?;
                if name.len() > LONGEST_NAME {
                    return Ok(());
                }
                self.number = Some((name, String::new()));
            }
            "table-properties" => {
                if let Some((Family::Table, name)) = &self.current
                    && attribute(element, "display").as_deref() == Some("false")
                {
                    self.hidden_tables.insert(name.clone());
                }
            }
            "table-cell-properties" => {
                let fill = attribute(element, "background-color").and_then(|c| rgb(&c));
                if let Some(style) = self.current_cell() {
                    style.coloured |= fill.is_some_and(is_vivid);
                }
            }
            "text-properties" => {
                within(self.texts.len(), cap, Cap::Styles)?;
                self.text_properties(element);
            }
            // Spelt as the format code would be.
            "number" | "scientific-number" | "fraction" => self.spell("0"),
            "year" => self.spell("yyyy"),
            "month" => self.spell("m"),
            "day" => self.spell("d"),
            "hours" => self.spell("h"),
            "minutes" | "seconds" => self.spell("s"),
            "text" if self.number.is_some() => {
                self.literal = true;
                self.spell("\"");
            }
            _ => {}
        }
        Ok(())
    }

    fn text_properties(&mut self, element: &BytesStart<'_>) {
        let font = attribute(element, "font-name")
            .or_else(|| attribute(element, "font-family"))
            .and_then(|name| symbol_font(name.trim_matches('\'')));
        if let Some((Family::Text, name)) = &self.current {
            self.texts.insert(name.clone(), font);
        }
        let line = attribute(element, "text-line-through-style");
        let red = attribute(element, "color").and_then(|c| rgb(&c));
        if let Some(style) = self.current_cell() {
            style.symbol_font = font;
            style.struck = line.is_some_and(|l| l != "none");
            style.coloured |= red.is_some_and(is_red);
        }
    }

    fn current_cell(&mut self) -> Option<&mut CellStyle> {
        match &self.current {
            Some((Family::Cell, name)) => self.cells.get_mut(name),
            _ => None,
        }
    }

    fn spell(&mut self, code: &str) {
        if let Some((_, spelt)) = &mut self.number
            && spelt.len() < 256
        {
            spelt.push_str(code);
        }
    }

    /// Takes the text between tags.
    pub(super) fn text(&mut self, event: &Event<'_>) {
        if self.literal {
            let mut text = String::new();
            // A text that cannot be read prints no unit that is known here.
            let _ = push_text(event, &mut text);
            self.spell(&text.replace('"', ""));
        }
    }

    /// Takes an end tag.
    pub(super) fn end(&mut self, name: &str) {
        match name {
            "style" => self.current = None,
            "text" if self.literal => {
                self.literal = false;
                self.spell("\"");
            }
            "number-style" | "currency-style" | "percentage-style" | "date-style"
            | "time-style" => {
                if let Some((name, code)) = self.number.take() {
                    self.numbers.insert(name, format::custom(&code));
                }
            }
            _ => {}
        }
    }
}

/// `#ffff00`.
fn rgb(text: &str) -> Option<[u8; 3]> {
    let hex = text.strip_prefix('#').filter(|h| h.len() == 6)?;
    let colour = u32::from_str_radix(hex, 16).ok()?;
    Some([(colour >> 16) as u8, (colour >> 8) as u8, colour as u8])
}
