//! A row of a list → a record: merged cells, 同上 and blanks take what stands above.

use super::context::{Context, no_label};
use super::packed::Lines;
use super::parts;
use super::record::{FieldReading, Missing, Reading, Record};
use super::strangers::extra;
use crate::domain::cell::CellRef;
use crate::domain::name::fold;
use crate::domain::value::Period;
use crate::findings::{Finding, Severity};
use crate::forms::lexicon::is_measure;
use crate::forms::{FieldDefinition, FieldKind};
use crate::grid::Cell;
use crate::recognise::{Column, Header};
use std::collections::BTreeMap;

/// Key of a customer's own number.
const NUMBER: &str = "customer_no";

/// The rows of a list on their way to records.
pub(super) struct List<'a, 'w, 'f> {
    pub(super) context: &'a Context<'a, 'w, 'f>,
    header: &'a Header,
    /// Columns of each field.
    pub(super) fields: Vec<Vec<&'a Column>>,
    /// The part of the form whose lines the rows are; none where each is the form itself.
    part: Option<&'f str>,
    /// Readings of the list's head and foot.
    pub(super) shared: Vec<FieldReading>,
    /// The last value of each column, for 同上 and blanks.
    pub(super) last: BTreeMap<u32, (CellRef, &'w Cell)>,
    /// The row read before.
    before: u32,
}

impl<'a, 'w, 'f> List<'a, 'w, 'f> {
    /// The list below a header; `shared` are the readings of its head and foot, one a field.
    pub(super) fn of(
        context: &'a Context<'a, 'w, 'f>,
        header: &'a Header,
        part: Option<&'f str>,
        shared: Vec<FieldReading>,
    ) -> Self {
        let fields = (0..context.block.form.fields.len())
            .map(|i| {
                header
                    .columns
                    .iter()
                    .filter(|c| c.field == Some(i) && c.second.is_none())
                    .collect()
            })
            .collect();
        Self {
            context,
            header,
            fields,
            part,
            shared,
            last: BTreeMap::new(),
            before: header.last_row,
        }
    }

    /// Nothing is filled down across a total or an example.
    pub(super) fn break_off(&mut self) {
        self.last.clear();
    }

    /// The record of a row, with a reading for each field of the form itself or of the part.
    pub(super) fn record(&mut self, row: u32) -> Record<'f> {
        if row > self.before + 1 && self.before > self.header.last_row && !self.is_bridged(row) {
            self.last.clear();
        }
        self.before = row;
        let form = self.context.block.form;
        let mut findings = Vec::new();
        let mut readings: Vec<FieldReading> = Vec::with_capacity(form.fields.len());
        let period = self.period(row);
        for (index, field) in form.fields.iter().enumerate() {
            let reading = self.field(row, index, field, period, &mut findings);
            readings.push(reading);
        }
        self.two_in_one(row, &mut readings, &mut findings);
        ask_once_of_struck(&mut findings);
        let mut definitions = form.fields.iter();
        readings.retain(|_| {
            let part = definitions.next().and_then(|f| f.part.as_deref());
            part == self.part
        });
        let extras = self
            .header
            .columns
            .iter()
            .filter(|c| c.field.is_none() && !is_number_column(&c.text))
            .filter_map(|c| {
                let at = self.context.surface.range(CellRef::new(row, c.col)).first;
                let cell = self
                    .context
                    .surface
                    .filled(at)
                    .filter(|_| at.row > self.header.last_row)?;
                Some(extra(&c.text, at, Some(cell.value.raw().trim().to_owned())))
            })
            .collect();
        Record {
            form,
            sheet: self.context.surface.sheet.name.clone(),
            sheet_index: self.context.surface.sheet.index,
            row: Some(row),
            part: self.part,
            fields: readings,
            lines: Lines::default(),
            extras,
            findings,
        }
    }

    /// Whether the rows between the last record and this one hold nothing that parts them.
    fn is_bridged(&self, row: u32) -> bool {
        (self.before + 1..row).all(|r| {
            self.header.columns.iter().any(|c| {
                let range = self.context.surface.range(CellRef::new(r, c.col));
                range.first.row <= self.before && range.last.row >= row
            })
        })
    }

    fn field(
        &mut self,
        row: u32,
        index: usize,
        field: &'f FieldDefinition,
        period: Option<Period>,
        findings: &mut Vec<Finding>,
    ) -> FieldReading {
        let columns = self.fields.get(index).cloned().unwrap_or_default();
        let column = match columns.as_slice() {
            [] => return self.shared_or_none(index, field),
            [only] if only.span.is_none() => only,
            several => match self.by_period(row, several, field, period, findings) {
                Ok(column) => column,
                Err(reading) => return reading,
            },
        };
        let at = CellRef::new(row, column.col);
        let range = self.context.surface.range(at);
        let cell = self
            .context
            .surface
            .filled(range.first)
            .filter(|_| range.first.row > self.header.last_row);
        if range.first.row != row && range.first.row > self.header.last_row {
            return self.merged_from_above(field, column, range.first, cell, at, findings);
        }
        if let Some(cell) = cell {
            if cell.struck {
                let raw = cell.value.raw();
                findings.push(self.context.finding(
                    "E-STRUCK-ROW",
                    &[],
                    field,
                    Some(range.first),
                    raw.trim(),
                ));
            }
            if !is_measure(field.kind) && is_ditto(&cell.value.raw()) {
                return self.ditto(field, column, range.first, cell, findings);
            }
            self.last.insert(column.col, (range.first, cell));
            return self.context.field(
                field,
                range.first,
                Some(cell),
                column.unit.as_deref(),
                findings,
            );
        }
        if field.key == NUMBER && self.names_a_customer(row) {
            // Nor do the rows below that go on with this customer.
            self.last.remove(&column.col);
        }
        if self.goes_down(field)
            && let Some(&(source, above)) = self.last.get(&column.col)
        {
            findings.push(self.filled_down(field, at, "空着", source, above));
            return self.context.field(
                field,
                source,
                Some(above),
                column.unit.as_deref(),
                findings,
            );
        }
        let shared = self.shared_or_none(index, field);
        if shared.cell.is_some() && (field.margin || field.kind == FieldKind::Period) {
            return shared;
        }
        self.context
            .field(field, at, None, column.unit.as_deref(), findings)
    }

    fn shared_or_none(&self, index: usize, field: &FieldDefinition) -> FieldReading {
        self.shared
            .get(index)
            .cloned()
            .unwrap_or_else(|| no_label(field))
    }

    /// Blank cells of what names a row's owner take the value above; a customer that is named
    /// has forgotten what stood above by then, and takes no other one's number.
    fn goes_down(&self, field: &FieldDefinition) -> bool {
        let form = self.context.block.form;
        form.customer_field.as_deref() == Some(field.key.as_str())
            || field.kind == FieldKind::Period
            || matches!(field.key.as_str(), "office" | NUMBER | "customer_name")
    }

    /// Whether the row itself writes a customer's name.
    fn names_a_customer(&self, row: u32) -> bool {
        let form = self.context.block.form;
        let named = form.fields.iter().position(|f| f.key == "customer_name");
        let columns = named.and_then(|index| self.fields.get(index));
        columns.into_iter().flatten().any(|column| {
            let cell = self.context.surface.filled(CellRef::new(row, column.col));
            cell.is_some_and(|cell| !is_ditto(&cell.value.raw()))
        })
    }

    fn filled_down(
        &self,
        field: &FieldDefinition,
        at: CellRef,
        how: &str,
        source: CellRef,
        above: &Cell,
    ) -> Finding {
        let raw = self
            .context
            .surface
            .cell(at)
            .map(|c| c.value.raw())
            .unwrap_or_default();
        let (source, read) = (source.to_string(), above.value.raw());
        let facts = [
            ("how", how),
            ("source", source.as_str()),
            ("read", read.trim()),
        ];
        self.context
            .finding("I-FILLED-DOWN", &facts, field, Some(at), raw.trim())
    }

    fn merged_from_above(
        &mut self,
        field: &'f FieldDefinition,
        column: &Column,
        source: CellRef,
        cell: Option<&'w Cell>,
        at: CellRef,
        findings: &mut Vec<Finding>,
    ) -> FieldReading {
        let unit = column.unit.as_deref();
        match cell {
            Some(cell) if is_measure(field.kind) => {
                let raw = cell.value.raw();
                findings.push(self.context.finding(
                    "E-MERGED-MEASURE",
                    &[],
                    field,
                    Some(source),
                    raw.trim(),
                ));
                FieldReading {
                    key: field.key.clone(),
                    cell: Some(at),
                    raw: None,
                    reading: Reading::Missing(Missing::Blank),
                }
            }
            Some(cell) => {
                self.last.insert(column.col, (source, cell));
                let mut said = Vec::new();
                let reading = self
                    .context
                    .field(field, source, Some(cell), unit, &mut said);
                // What is odd about a merged cell was said of its first row; errors hold for each.
                findings.extend(said.into_iter().filter(|f| f.severity == Severity::Error));
                reading
            }
            None => self.context.field(field, at, None, unit, findings),
        }
    }

    fn ditto(
        &mut self,
        field: &'f FieldDefinition,
        column: &Column,
        at: CellRef,
        cell: &Cell,
        findings: &mut Vec<Finding>,
    ) -> FieldReading {
        let raw = cell.value.raw();
        let Some(&(source, above)) = self.last.get(&column.col) else {
            findings.push(self.context.finding(
                "E-SAME-AS-NOTHING",
                &[],
                field,
                Some(at),
                raw.trim(),
            ));
            return FieldReading {
                key: field.key.clone(),
                cell: Some(at),
                raw: Some(raw.trim().to_owned()),
                reading: Reading::Unreadable,
            };
        };
        findings.push(self.filled_down(
            field,
            at,
            &format!("写的是「{}」", raw.trim()),
            source,
            above,
        ));
        let mut said = Vec::new();
        let reading = self.context.field(
            field,
            source,
            Some(above),
            column.unit.as_deref(),
            &mut said,
        );
        findings.extend(said.into_iter().filter(|f| f.severity == Severity::Error));
        reading
    }

    /// Columns whose label names two fields.
    fn two_in_one(&self, row: u32, readings: &mut [FieldReading], findings: &mut Vec<Finding>) {
        let fields = &self.context.block.form.fields;
        for column in &self.header.columns {
            let (Some(first), Some(second)) = (column.field, column.second) else {
                continue;
            };
            let (Some(one), Some(two)) = (fields.get(first), fields.get(second)) else {
                continue;
            };
            let at = self
                .context
                .surface
                .range(CellRef::new(row, column.col))
                .first;
            let cell = self
                .context
                .surface
                .filled(at)
                .filter(|_| at.row > self.header.last_row);
            let halves = cell.and_then(|c| parts::split(&c.value.raw(), one.kind, two.kind));
            let cells = match (&halves, cell) {
                (Some((a, b)), Some(cell)) => [
                    Some(parts::with_text(cell, a)),
                    Some(parts::with_text(cell, b)),
                ],
                (None, Some(cell)) => [Some(cell.clone()), None],
                _ => [None, None],
            };
            for ((index, field), cell) in [(first, one), (second, two)].into_iter().zip(cells) {
                if let Some(slot) = readings.get_mut(index).filter(|s| s.raw.is_none()) {
                    *slot = self.context.field(
                        field,
                        at,
                        cell.as_ref(),
                        column.unit.as_deref(),
                        findings,
                    );
                }
            }
        }
    }
}

/// A struck row is one question, not one for each of its cells.
fn ask_once_of_struck(findings: &mut Vec<Finding>) {
    let mut asked = false;
    findings.retain(|f| f.code != "E-STRUCK-ROW" || !std::mem::replace(&mut asked, true));
}

fn is_ditto(raw: &str) -> bool {
    matches!(
        raw.trim(),
        "同上"
            | "〃"
            | "″"
            | "\""
            | "''"
            | "”"
            | "“"
            | "同"
            | "同前"
            | "上同"
            | "々"
            | "仝上"
            | "仝"
            | "同 上"
            | "′′"
            | "＂"
    )
}

fn is_number_column(text: &str) -> bool {
    matches!(
        fold(text).as_str(),
        "序号" | "序" | "no" | "no." | "项次" | "行次" | "#"
    )
}
