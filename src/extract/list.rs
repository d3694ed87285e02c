//! A list: each filled row below the header is a record.
//!
//! One file because what a row means depends on the rows above it.

use super::card::{self, extra, period_words};
use super::context::{Context, no_label};
use super::parts;
use super::record::{Extracted, FieldReading, Missing, Reading, Record};
use super::row_kind::{RowCells, RowKind, closes, kind};
use crate::domain::cell::{CellRange, CellRef, LAST_COL, LAST_ROW};
use crate::domain::name::fold;
use crate::domain::value::{Period, Value};
use crate::findings::{Finding, Severity};
use crate::forms::lexicon::is_measure;
use crate::forms::{FieldDefinition, FieldKind};
use crate::grid::{Cap, Cell, Limits};
use crate::recognise::{Column, Header, Hit, Span};
use std::collections::BTreeMap;

/// A cell of a row: where it stands and what it holds.
type At<'w> = Option<(CellRef, &'w Cell)>;

/// Reads a list's records; says in one line how many rows were read and skipped.
pub fn read<'f>(context: &Context<'_, '_, 'f>, done: &mut Extracted<'f>, limits: &Limits) {
    let Some(header) = context.block.header.first() else {
        return;
    };
    let rows = rows(context, header, context.block.last_row, limits.list_rows);
    if rows.len() > limits.list_rows {
        done.over = Some(Cap::Records);
        return;
    }
    let last_record = rows
        .iter()
        .rev()
        .find(|(_, k)| *k == RowKind::Record)
        .map_or(header.last_row, |(r, _)| *r);
    let outside: Vec<&Hit> = context
        .block
        .labels
        .iter()
        .filter(|h| h.range.first.row < header.first_row || h.range.first.row > last_record)
        .collect();
    let mut shared = card::labelled(context, &outside);
    let mut of_title = Vec::new();
    card::period_of_title(context, &mut shared.fields, &mut of_title);
    let mut list = List::of(context, header, None, shared.fields);
    let start = done.records.len();
    let mut readings = 0usize;
    for (row, what) in &rows {
        if done.records.len() > limits.records || readings > limits.readings {
            done.over = Some(Cap::Records);
            return;
        }
        match what {
            RowKind::Record => {
                let mut record = list.record(*row);
                let first = done.records.len() == start;
                let heads = shared
                    .findings
                    .iter()
                    .filter(|f| first || f.severity == Severity::Error);
                record
                    .findings
                    .extend(context.block.findings.iter().chain(heads).cloned());
                // Said once, and only where a row does without a period of its own.
                if takes_period_of_title(context, &record) {
                    record.findings.append(&mut of_title);
                }
                readings += super::readings_of(std::slice::from_ref(&record));
                done.records.push(record);
            }
            RowKind::Total | RowKind::Example => list.break_off(),
            _ => {}
        }
    }
    let count = done.records.len() - start;
    done.findings.push(account(context, header, &rows, count));
    if count == 0 {
        done.findings.push(empty(context, header, &rows));
    }
}

/// Whether a record's period is the one in the title.
fn takes_period_of_title(context: &Context<'_, '_, '_>, record: &Record<'_>) -> bool {
    let title = context.block.title_year.map(|(_, at)| at);
    let fields = record.definitions().zip(&record.fields);
    title.is_some()
        && fields
            .filter(|(field, _)| field.kind == FieldKind::Period)
            .any(|(_, read)| read.cell == title)
}

/// The rows below the header, down to `end`, with what each is; one more than `most` where there are more.
pub(super) fn rows(
    context: &Context<'_, '_, '_>,
    header: &Header,
    end: u32,
    most: usize,
) -> Vec<(u32, RowKind)> {
    let surface = context.surface;
    let mut rows = Vec::new();
    let mut own: Vec<(CellRange, &Cell)> = Vec::new();
    let mut after_total = false;
    let from = CellRef::new(header.last_row + 1, 0);
    let to = CellRef::new(end.min(LAST_ROW), LAST_COL);
    if from > to {
        return rows;
    }
    let mut cells = surface.sheet.cells.range(from..=to).peekable();
    while let Some((at, cell)) = cells.next() {
        if cell.uncached || !cell.value.is_blank() {
            own.push((surface.range(*at), cell));
        }
        if cells.peek().is_none_or(|(next, _)| next.row != at.row) {
            let columns = in_columns(context, header, at.row);
            let what = kind(
                &RowCells {
                    own: &own,
                    columns: &columns,
                },
                header,
                context.block.form,
                after_total,
            );
            after_total |= what == RowKind::Total && closes(&own);
            after_total &= what != RowKind::Record;
            rows.push((at.row, what));
            if rows.len() > most {
                break;
            }
            own.clear();
        }
    }
    rows
}

/// The cell in each column of the header, merges followed to their first cell.
fn in_columns<'w>(context: &Context<'_, 'w, '_>, header: &Header, row: u32) -> Vec<At<'w>> {
    header
        .columns
        .iter()
        .map(|c| {
            let first = context.surface.range(CellRef::new(row, c.col)).first;
            let cell = context.surface.sheet.cells.get(&first)?;
            (first.row > header.last_row && (cell.uncached || !cell.value.is_blank()))
                .then_some((first, cell))
        })
        .collect()
}

/// A struck row is one question, not one for each of its cells.
fn ask_once_of_struck(findings: &mut Vec<Finding>) {
    let mut asked = false;
    findings.retain(|f| f.code != "E-STRUCK-ROW" || !std::mem::replace(&mut asked, true));
}

/// The rows of a list on their way to records.
pub(super) struct List<'a, 'w, 'f> {
    context: &'a Context<'a, 'w, 'f>,
    header: &'a Header,
    /// Columns of each field.
    fields: Vec<Vec<&'a Column>>,
    /// The part of the form whose lines the rows are; none where each is the form itself.
    part: Option<&'f str>,
    /// Readings of the list's head and foot.
    shared: Vec<FieldReading>,
    /// The last value of each column, for 同上 and blanks.
    last: BTreeMap<u32, (CellRef, &'w Cell)>,
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
            lines: Vec::new(),
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

    /// The period of a row: its own column's, or the head's.
    fn period(&self, row: u32) -> Option<Period> {
        let index = self
            .context
            .block
            .form
            .fields
            .iter()
            .position(|f| f.kind == FieldKind::Period)?;
        let field = self.context.block.form.fields.get(index)?;
        let own = self.fields.get(index)?.first().and_then(|c| {
            let at = self.context.surface.range(CellRef::new(row, c.col)).first;
            let cell = self
                .context
                .surface
                .filled(at)
                .map(|cell| (at, cell))
                .or(self.last.get(&c.col).copied())?;
            match self
                .context
                .field(field, cell.0, Some(cell.1), None, &mut Vec::new())
                .reading
            {
                Reading::Value(Value::Period(p)) => Some(p),
                _ => None,
            }
        });
        own.or_else(|| match self.shared.get(index)?.reading {
            Reading::Value(Value::Period(p)) => Some(p),
            _ => None,
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

    /// Blank cells of what names a row's owner take the value above.
    fn goes_down(&self, field: &FieldDefinition) -> bool {
        let form = self.context.block.form;
        form.customer_field.as_deref() == Some(field.key.as_str())
            || field.kind == FieldKind::Period
            || matches!(
                field.key.as_str(),
                "office" | "customer_no" | "customer_name"
            )
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

    /// Of several columns for one field, the one that the form's period names.
    fn by_period<'c>(
        &self,
        row: u32,
        columns: &[&'c Column],
        field: &'f FieldDefinition,
        period: Option<Period>,
        findings: &mut Vec<Finding>,
    ) -> Result<&'c Column, FieldReading> {
        let all: Vec<String> = columns.iter().map(|c| c.text.clone()).collect();
        let words = period.map_or("没写期间".to_owned(), period_words);
        let facts = |at: &str| {
            vec![
                ("columns".to_owned(), all.join("、")),
                ("period".to_owned(), words.clone()),
                ("at".to_owned(), at.to_owned()),
            ]
        };
        let fits: Vec<&&Column> = columns
            .iter()
            .filter(|c| matches!((c.span, period), (Some(Span::Year(y)), Some(Period::Year(p))) if y == p))
            .collect();
        let first = columns.first().map(|c| CellRef::new(row, c.col));
        if let [only] = fits.as_slice() {
            if columns.len() > 1 {
                let facts = facts("");
                let facts: Vec<(&str, &str)> = facts
                    .iter()
                    .map(|(k, v)| (k.as_str(), v.as_str()))
                    .collect();
                findings.push(self.context.finding(
                    "I-PERIOD-COLUMN",
                    &facts,
                    field,
                    Some(CellRef::new(row, only.col)),
                    &only.text,
                ));
            }
            return Ok(only);
        }
        // The same label twice and no years: equal values are one value.
        if columns.iter().all(|c| c.span.is_none()) {
            let texts: Vec<String> = columns
                .iter()
                .filter_map(|c| {
                    self.context
                        .surface
                        .filled(CellRef::new(row, c.col))
                        .map(|c| fold(&c.value.raw()))
                })
                .collect();
            let same = texts.windows(2).all(|w| matches!(w, [a, b] if a == b));
            if same {
                let filled = |c: &&&'c Column| {
                    self.context
                        .surface
                        .filled(CellRef::new(row, c.col))
                        .is_some()
                };
                return columns
                    .iter()
                    .find(filled)
                    .or(columns.first())
                    .copied()
                    .ok_or_else(|| no_label(field));
            }
            let places: Vec<String> = columns
                .iter()
                .map(|c| CellRef::new(row, c.col).to_string())
                .collect();
            findings.push(self.context.finding(
                "E-LABEL-TWICE",
                &[("places", &places.join("、"))],
                field,
                first,
                &texts.join("/"),
            ));
        } else {
            let facts = facts("");
            let facts: Vec<(&str, &str)> = facts
                .iter()
                .map(|(k, v)| (k.as_str(), v.as_str()))
                .collect();
            findings.push(self.context.finding(
                "E-PERIOD-COLUMN",
                &facts,
                field,
                first,
                &all.join("、"),
            ));
        }
        Err(FieldReading {
            key: field.key.clone(),
            cell: first,
            raw: None,
            reading: Reading::Unreadable,
        })
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

/// The one line of every list.
fn account(
    context: &Context<'_, '_, '_>,
    header: &Header,
    rows: &[(u32, RowKind)],
    count: usize,
) -> Finding {
    let mut kinds: BTreeMap<RowKind, usize> = BTreeMap::new();
    for (_, what) in rows
        .iter()
        .filter(|(_, k)| !matches!(k, RowKind::Record | RowKind::Blank))
    {
        *kinds.entry(*what).or_default() += 1;
    }
    let skipped: usize = kinds.values().sum();
    let why: Vec<String> = kinds
        .iter()
        .map(|(k, n)| format!("{n} 行{}", k.words()))
        .collect();
    let skipped = if skipped == 0 {
        ",没有跳过的行".to_owned()
    } else {
        format!(",跳过 {skipped} 行:{}", why.join(","))
    };
    let hidden = &context.surface.sheet.hidden_rows;
    let hidden_count = rows
        .iter()
        .filter(|(r, k)| *k == RowKind::Record && hidden.contains(r))
        .count();
    let hidden = if hidden_count > 0 {
        format!("有 {hidden_count} 行被隐藏或筛选掉,也一并审核了。")
    } else {
        String::new()
    };
    let facts = [
        ("hidden", hidden.as_str()),
        ("form", context.block.form.title.as_str()),
        ("count", &count.to_string()),
        ("skipped", &skipped),
    ];
    let at = header.columns.first().map(|c| c.label.first);
    Finding::draft("I-LIST-ROWS", &facts)
        .at(&context.surface.sheet.name, at)
        .done()
}

fn empty(context: &Context<'_, '_, '_>, header: &Header, rows: &[(u32, RowKind)]) -> Finding {
    let unfilled = rows.iter().filter(|(_, k)| *k == RowKind::Unfilled).count();
    let skipped = if unfilled > 0 {
        format!("({unfilled} 行只印了序号或公式)")
    } else {
        String::new()
    };
    let facts = [
        ("row", (header.last_row + 1).to_string()),
        ("next", (header.last_row + 2).to_string()),
        ("form", context.block.form.title.clone()),
        ("skipped", skipped),
    ];
    let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let at = header.columns.first().map(|c| c.label.first);
    Finding::draft("E-LIST-EMPTY", &facts)
        .at(&context.surface.sheet.name, at)
        .done()
}
