//! Workbooks of the OOXML kind (.xlsx, .xlsm and their like), part by part.
//!
//! Cells are read here in one pass rather than through calamine: its stream gives a cell's value
//! *or* its formula *or* its style, knows neither hidden rows nor runs in symbol fonts, refuses a
//! whole sheet for one unknown error value, and would inflate and parse every part a second time.
//! That both read the same values is held by a test over many real workbooks.

mod comments;
mod controls;
mod drawings;
mod sheet;
mod strings;
mod styles;
mod workbook;

use self::controls::{ControlRef, VmlControl};
use self::styles::Styles;
use super::limits::{Budget, Cap};
use super::model::{CheckBox, FileKind, Sheet, Workbook};
use super::refusal::Refusal;
use crate::domain::cell::CellRef;
use crate::domain::marker::{POLICY_TOKEN, RESULT_TOKEN, TABLES_TOKEN, TEMPLATE_TOKEN};
use crate::findings::Finding;
use crate::grid::xml::Xml;
use crate::opc::{Package, Problem, Relationship};
use std::io::BufRead;

/// The opened package with what is left of the budget.
struct Reading<'p, 'l> {
    package: &'p Package<'p>,
    budget: Budget<'l>,
}

impl<'p> Reading<'p, '_> {
    /// Reads one part by `read`, under the budget.
    fn part<T>(
        &mut self,
        name: &str,
        lenient: bool,
        read: impl FnOnce(&mut Xml<'_>, &mut Budget<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let source: Box<dyn BufRead + '_> = Box::new(self.package.stream(name)?);
        let mut xml = Xml::new(name, source, &self.budget);
        if lenient {
            xml = xml.lenient();
        }
        let result = read(&mut xml, &mut self.budget);
        xml.settle(&mut self.budget);
        result
    }

    /// The part that a relationship of that kind leads to.
    fn one<'r>(relationships: &'r [Relationship], kind: &str) -> Option<&'r str> {
        relationships
            .iter()
            .filter(|r| is_kind(r, kind))
            .find_map(Relationship::part)
    }
}

/// Whether a relationship's type ends so: office's own, strict, Microsoft's later additions.
fn is_kind(relationship: &Relationship, kind: &str) -> bool {
    relationship
        .kind
        .rsplit_once('/')
        .is_some_and(|(_, last)| last == kind)
}

/// Reads an OOXML workbook.
pub(super) fn read(package: &Package<'_>, budget: Budget<'_>) -> Result<Workbook, Refusal> {
    let mut reading = Reading { package, budget };
    let part = package.workbook_part()?;
    let kind = match package.content_type(&part)? {
        Some(t) if t.to_ascii_lowercase().contains("macroenabled") => FileKind::Xlsm,
        _ => FileKind::Xlsx,
    };
    let book = reading.part(&part, false, workbook::read)?;
    let relationships = package.relationships(&part)?;

    let styles = match Reading::one(&relationships, "styles").filter(|p| package.contains(p)) {
        Some(styles) => {
            let cap = reading.budget.limits.styles;
            reading.part(styles, false, |xml, _| Styles::read(xml, cap))?
        }
        None => Styles::default(),
    };
    let strings =
        match Reading::one(&relationships, "sharedStrings").filter(|p| package.contains(p)) {
            Some(strings) => reading.part(strings, false, |xml, b| strings::read_shared(xml, b))?,
            None => Vec::new(),
        };
    let shared = sheet::Shared {
        strings: &strings,
        styles: &styles,
        cell_pictures: relationships.iter().any(|r| is_kind(r, "richValueRel")),
    };

    let mut notes = Vec::new();
    let mut sheets = Vec::with_capacity(book.sheets.len());
    for (index, entry) in book.sheets.iter().enumerate() {
        let mut sheet = Sheet {
            name: entry.name.clone(),
            index,
            visibility: entry.visibility,
            ..Sheet::default()
        };
        let relationship = relationships.iter().find(|r| r.id == entry.relationship);
        match relationship.and_then(Relationship::part) {
            // Chart, dialogue and macro sheets have a place in the order and no cells.
            Some(part) if relationship.is_some_and(|r| is_kind(r, "worksheet")) => {
                read_sheet(&mut reading, part, &shared, &mut sheet, &mut notes)?;
            }
            Some(_) => {}
            // A module sheet of Excel 5 stands there with an empty id.
            None if entry.relationship.is_empty() => {}
            None => return Err(Refusal::damaged(format!("{part}: sheet without a part"))),
        }
        sheet.token = token(&sheet, &book.marked);
        sheets.push(sheet);
    }
    let signed = package.is_signed();
    if signed {
        notes.push(Finding::draft("I-FILE-SIGNED", &[]).done());
    }
    Ok(Workbook {
        kind,
        dates: book.dates,
        sheets,
        notes,
        signed,
        structure_locked: book.structure_locked,
    })
}

/// Reads a worksheet and the parts that hang on it.
fn read_sheet(
    reading: &mut Reading<'_, '_>,
    part: &str,
    shared: &sheet::Shared<'_>,
    sheet: &mut Sheet,
    notes: &mut Vec<Finding>,
) -> Result<(), Refusal> {
    let controls = reading.part(part, false, |xml, b| sheet::read(xml, shared, b, sheet))?;
    let relationships = reading.package.relationships(part)?;
    let mut vml: Vec<VmlControl> = Vec::new();
    let mut threads = comments::Comments::new();
    let mut old = comments::Comments::new();
    for relationship in &relationships {
        let Some(target) = relationship.part().filter(|p| reading.package.contains(p)) else {
            continue;
        };
        if is_kind(relationship, "comments") {
            old = reading.part(target, false, comments::read_notes)?;
        } else if is_kind(relationship, "threadedComment") {
            threads = reading.part(target, false, comments::read_threads)?;
        } else if is_kind(relationship, "drawing") {
            sheet.pictures +=
                reading.part(target, false, |xml, _| drawings::count_pictures(xml))?;
        } else if is_kind(relationship, "vmlDrawing") {
            // A drawing that cannot be read loses captions, not the form.
            match reading.part(target, true, |xml, _| controls::read_vml(xml)) {
                Ok(found) => vml.extend(found),
                Err(Refusal::Limit(cap)) => return Err(cap.into()),
                Err(_) => {}
            }
        }
    }
    // A thread's note of the old kind only says that there is a thread.
    old.extend(threads);
    sheet.comments = old.into_iter().collect();
    tick(reading, &controls, &relationships, vml, sheet, notes)
}

/// Puts the states of the controls and their captions together.
fn tick(
    reading: &mut Reading<'_, '_>,
    controls: &[ControlRef],
    relationships: &[Relationship],
    mut vml: Vec<VmlControl>,
    sheet: &mut Sheet,
    notes: &mut Vec<Finding>,
) -> Result<(), Refusal> {
    let mut active_x = 0usize;
    for control in controls {
        let Some(relationship) = relationships.iter().find(|r| r.id == control.relationship) else {
            continue;
        };
        if is_kind(relationship, "control") {
            active_x += 1;
            continue;
        }
        let Some(part) = relationship
            .part()
            .filter(|p| is_kind(relationship, "ctrlProp") && reading.package.contains(p))
        else {
            continue;
        };
        let state = reading.part(part, false, |xml, _| controls::read_state(xml))?;
        if let Some(state) = state.filter(|s| s.tickable) {
            match vml.iter_mut().find(|v| v.shape == Some(control.shape)) {
                Some(drawn) => {
                    drawn.check_box.ticked = state.ticked;
                    drawn.check_box.radio = state.radio;
                }
                None => vml.push(VmlControl {
                    shape: Some(control.shape),
                    check_box: CheckBox {
                        at: control.at.unwrap_or(CellRef::new(0, 0)),
                        label: String::new(),
                        ticked: state.ticked,
                        radio: state.radio,
                    },
                }),
            }
        }
    }
    for drawn in vml {
        reading.budget.filled()?;
        reading.budget.text(&drawn.check_box.label)?;
        sheet.check_boxes.push(drawn.check_box);
    }
    if active_x > 0 {
        notes.push(
            Finding::draft("W-CONTROL-ACTIVEX", &[("count", &active_x.to_string())])
                .at(&sheet.name, None)
                .done(),
        );
    }
    Ok(())
}

/// Our token: in A1, else by a hidden name that points at the sheet.
fn token(sheet: &Sheet, marked: &[(String, &'static str)]) -> Option<String> {
    token_in_a1(sheet).or_else(|| {
        marked
            .iter()
            .find(|(name, _)| *name == sheet.name)
            .map(|(_, token)| (*token).to_owned())
    })
}

/// One of our tokens in A1.
pub(super) fn token_in_a1(sheet: &Sheet) -> Option<String> {
    let text = match &sheet.cells.get(&CellRef::new(0, 0))?.value {
        super::model::CellValue::Text(text) => text.trim(),
        _ => return None,
    };
    [RESULT_TOKEN, TEMPLATE_TOKEN, POLICY_TOKEN, TABLES_TOKEN]
        .iter()
        .any(|token| text.starts_with(token))
        .then(|| text.to_owned())
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        use crate::opc::Over;
        match problem {
            Problem::Encrypted { .. } => Self::Encrypted,
            Problem::Cap { what, .. } => Self::Limit(match what {
                Over::File => Cap::FileBytes,
                Over::Entries => Cap::Entries,
                Over::Part(_) | Over::Total => Cap::Inflated,
            }),
            other => Self::damaged(other.to_string()),
        }
    }
}
