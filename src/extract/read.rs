//! One cell for one field: hands it to `normalise` with everything that tells how to read it.

use super::notes::SheetUnit;
use super::record::{FieldReading, Missing, Reading};
use crate::domain::cell::CellRef;
use crate::findings::Finding;
use crate::forms::{FieldDefinition, FieldKind};
use crate::grid::{Cell, CellValue, CheckBox, DateSystem, NumberFormat, Sheet};
use crate::normalise::{self, CellInput, ReadingRules, UnitNote};
use crate::recognise::Merges;
use chrono::NaiveDate;

/// What reading a sheet needs.
pub(super) struct Reader<'a> {
    pub sheet: &'a Sheet,
    pub merges: &'a Merges,
    pub dates: DateSystem,
    pub note: Option<&'a SheetUnit>,
    pub rules: &'a ReadingRules,
    pub today: NaiveDate,
}

/// A field read, with the findings made on the way.
pub(super) struct Read {
    pub reading: FieldReading,
    pub findings: Vec<Finding>,
}

impl Reader<'_> {
    /// The cell at a place, following a merge to its top left.
    pub fn cell(&self, at: CellRef) -> Option<&Cell> {
        self.sheet.cells.get(&self.merges.anchor(at))
    }

    /// Whether nothing stands at a place.
    pub fn is_blank(&self, at: CellRef) -> bool {
        self.cell(at).is_none_or(|cell| cell.value.is_blank())
    }

    /// Reads a cell for a field; ticks of form controls on it count as its text.
    pub fn field(&self, field: &FieldDefinition, at: CellRef, unit: Option<&str>) -> Read {
        let at = self.merges.anchor(at);
        let ticked = self.ticked(field, at);
        match (ticked, self.cell(at)) {
            (Some(text), _) => self.input(field, at, &text_cell(text), unit),
            (None, Some(cell)) => self.input(field, at, cell, unit),
            (None, None) => Read {
                reading: nothing(field, Some(at), Missing::Blank),
                findings: Vec::new(),
            },
        }
    }

    /// Reads a part of a cell's text for a field (label and value in one cell).
    pub fn part(
        &self,
        field: &FieldDefinition,
        at: CellRef,
        text: &str,
        unit: Option<&str>,
    ) -> Read {
        self.input(field, at, &text_cell(text.to_owned()), unit)
    }

    fn input(&self, field: &FieldDefinition, at: CellRef, cell: &Cell, unit: Option<&str>) -> Read {
        let note = self.note.map(|n| UnitNote {
            unit: &n.unit,
            words: &n.words,
        });
        let signed = signature(field, cell);
        let cell = signed.as_ref().unwrap_or(cell);
        let input = CellInput {
            cell,
            dates: self.dates,
            label_unit: unit,
            note,
        };
        let outcome = normalise::field(field, &input, self.rules, self.today);
        let raw = Some(cell.value.raw()).filter(|raw| !raw.trim().is_empty());
        let reading = FieldReading {
            key: field.key.clone(),
            cell: Some(at),
            raw,
            reading: outcome.reading.clone(),
        };
        Read {
            reading,
            findings: outcome.findings_at(&self.sheet.name, Some(at)),
        }
    }

    /// The ticks of form controls over a cell, written as people type them: `☑是 □否`.
    fn ticked(&self, field: &FieldDefinition, at: CellRef) -> Option<String> {
        if !matches!(
            field.kind,
            FieldKind::Choice | FieldKind::Choices | FieldKind::Flag
        ) {
            return None;
        }
        let area = self.merges.at(at);
        let lies_here = |b: &&CheckBox| area.map_or(b.at == at, |area| area.contains(b.at));
        let boxes: Vec<&CheckBox> = self.sheet.check_boxes.iter().filter(lies_here).collect();
        if boxes.is_empty() {
            return None;
        }
        let words: Vec<String> = boxes
            .iter()
            .map(|b| format!("{}{}", if b.ticked { '☑' } else { '□' }, b.label.trim()))
            .collect();
        Some(words.join(" "))
    }
}

/// A field for which there is nothing to read.
pub(super) fn nothing(
    field: &FieldDefinition,
    cell: Option<CellRef>,
    why: Missing,
) -> FieldReading {
    FieldReading {
        key: field.key.clone(),
        cell,
        raw: None,
        reading: Reading::Missing(why),
    }
}

fn text_cell(text: String) -> Cell {
    Cell {
        value: CellValue::Text(text),
        formula: false,
        external: false,
        uncached: false,
        format: NumberFormat::General,
        shown_unit: None,
        symbol_font: None,
        symbol_runs: Vec::new(),
        struck: false,
        coloured: false,
    }
}

/// `王强 2026.3.5`, `王强(签字)`: the name alone, for the fields at a form's foot. A claim, no proof.
fn signature(field: &FieldDefinition, cell: &Cell) -> Option<Cell> {
    let CellValue::Text(text) = &cell.value else {
        return None;
    };
    if !field.margin || field.kind != FieldKind::Text || field.key == "customer_no" {
        return None;
    }
    let mut name = text.trim();
    if let Some(at) = name.find(|c: char| c.is_numeric()) {
        name = name[..at].trim_end();
    }
    for seal in [
        "(签字)",
        "(盖章)",
        "(签名)",
        "(签章)",
        "（签字）",
        "（盖章）",
        "（签名）",
        "（签章）",
    ] {
        name = name.trim_end_matches(seal).trim_end();
    }
    (!name.is_empty() && name != text).then(|| text_cell(name.to_owned()))
}
