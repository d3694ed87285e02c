//! Form controls that can be ticked: check boxes and option buttons.
//!
//! The state stands in a control's own part (`ctrlProps`), caption and place in the sheet's VML
//! drawing; older files have everything in the VML. ActiveX controls keep their state in a
//! binary of their own, which is not read: they are counted, so that nobody takes them for blank.

use crate::domain::cell::CellRef;
use crate::grid::limits::{Cap, within};
use crate::grid::model::CheckBox;
use crate::grid::refusal::Refusal;
use crate::grid::xml::{Xml, attribute, push_text};
use quick_xml::events::{BytesStart, Event};

/// More controls than this on one sheet are no form.
pub(super) const MOST_CONTROLS: usize = 20_000;

/// A `control` element of a worksheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ControlRef {
    pub shape: u32,
    pub relationship: String,
    /// Its top left cell, where the worksheet says.
    pub at: Option<CellRef>,
}

impl ControlRef {
    pub(super) fn read(element: &BytesStart<'_>) -> Option<Self> {
        Some(Self {
            shape: attribute(element, "shapeId")?.trim().parse().ok()?,
            relationship: attribute(element, "id")?,
            at: None,
        })
    }
}

/// What a `ctrlProps` part says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ControlState {
    /// Check box or option button, not a list or a spinner.
    pub tickable: bool,
    pub radio: bool,
    pub ticked: bool,
}

/// Reads a `ctrlProps` part.
pub(super) fn read_state(xml: &mut Xml<'_>) -> Result<Option<ControlState>, Refusal> {
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "formControlPr" => {
                let kind = attribute(&e, "objectType").unwrap_or_default();
                return Ok(Some(ControlState {
                    tickable: matches!(kind.as_str(), "CheckBox" | "Radio"),
                    radio: kind == "Radio",
                    ticked: attribute(&e, "checked").is_some_and(|c| c == "Checked"),
                }));
            }
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// A shape of a VML drawing that is a check box or an option button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VmlControl {
    /// Number at the end of its id (`_x0000_s1025`), which a `control` refers to.
    pub shape: Option<u32>,
    pub check_box: CheckBox,
}

/// Reads the check boxes and option buttons of a VML drawing.
pub(super) fn read_vml(xml: &mut Xml<'_>) -> Result<Vec<VmlControl>, Refusal> {
    let mut found = Vec::new();
    let mut shape = None;
    let mut caption = String::new();
    let mut kind = String::new();
    let mut anchor = String::new();
    let mut checked = String::new();
    let mut in_caption = false;
    let mut in_data = false;
    let mut field = Field::None;
    loop {
        let event = xml.next()?;
        match &event {
            Event::Start(e) => match e.local_name().as_ref() {
                "shape" => {
                    shape = attribute(e, "id").as_deref().and_then(shape_number);
                    caption.clear();
                }
                "textbox" => in_caption = true,
                "ClientData" => {
                    kind = attribute(e, "ObjectType").unwrap_or_default();
                    anchor.clear();
                    checked.clear();
                    in_data = true;
                }
                "Anchor" if in_data => field = Field::Anchor,
                "Checked" if in_data => {
                    field = Field::Checked;
                    checked.clear();
                }
                _ => field = Field::None,
            },
            Event::End(e) => match e.local_name().as_ref() {
                "textbox" => in_caption = false,
                "Checked" => {
                    // The element alone, without a number, means ticked.
                    if checked.trim().is_empty() {
                        checked.push('1');
                    }
                    field = Field::None;
                }
                "ClientData" => {
                    in_data = false;
                    let radio = kind.eq_ignore_ascii_case("Radio");
                    if radio || kind.eq_ignore_ascii_case("Checkbox") {
                        within(found.len(), MOST_CONTROLS, Cap::Cells)?;
                        found.push(VmlControl {
                            shape,
                            check_box: CheckBox {
                                at: anchor_cell(&anchor).unwrap_or(CellRef::new(0, 0)),
                                label: caption.split_whitespace().collect::<Vec<_>>().join(" "),
                                ticked: checked.trim() == "1",
                                radio,
                            },
                        });
                    }
                }
                "shape" => shape = None,
                _ => field = Field::None,
            },
            Event::Eof => return Ok(found),
            _ if in_caption => push_or_skip(&event, &mut caption),
            _ => match field {
                Field::Anchor => push_or_skip(&event, &mut anchor),
                Field::Checked => push_or_skip(&event, &mut checked),
                Field::None => {}
            },
        }
    }
}

/// VML is HTML-like: `&nbsp;` and its kind are passed over.
fn push_or_skip(event: &Event<'_>, into: &mut String) {
    let _ = push_text(event, into);
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    None,
    Anchor,
    Checked,
}

fn shape_number(id: &str) -> Option<u32> {
    let digits = id.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// Column and row of the top left: `1, 15, 3, 2, …` is left column, offset, top row, offset.
fn anchor_cell(anchor: &str) -> Option<CellRef> {
    let mut numbers = anchor.split(',').map(|n| n.trim().parse::<u32>());
    let col = numbers.next()?.ok()?;
    numbers.next()?.ok()?;
    let row = numbers.next()?.ok()?;
    (col <= crate::domain::cell::LAST_COL && row <= crate::domain::cell::LAST_ROW)
        .then(|| CellRef::new(row, col))
}
