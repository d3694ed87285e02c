//! The lines of a record, packed: a register of 100 000 lines takes some 25 MB instead of 400.
//!
//! Lines are read once and then gone through from the first to the last, a few times; each is
//! unpacked when its turn comes. What is packed comes back equal (a property).

use super::record::{FieldReading, Missing, Reading, Record};
use crate::domain::cell::CellRef;
use crate::domain::value::{Period, TermEnd, Value};
use crate::findings::Finding;
use crate::forms::FormDefinition;
use crate::judged::FieldReport;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// The lines of one record, by part and row.
#[derive(Debug, Clone, Default)]
pub struct Lines<'f> {
    /// What all lines share: the form, the sheet and its position.
    shared: Option<(&'f FormDefinition, String, usize)>,
    bytes: Vec<u8>,
    /// Where each line begins.
    starts: Vec<usize>,
}

/// Bits of a reading's first byte, above its kind.
const HAS_CELL: u8 = 0x10;
/// The cell stands in the line's row.
const IN_ROW: u8 = 0x20;
const HAS_RAW: u8 = 0x40;
/// What stood there is what was made of it.
const RAW_IS_VALUE: u8 = 0x80;

impl<'f> Lines<'f> {
    /// Packs a line; its findings are given back, for they belong to the record. All lines are of
    /// one form and one sheet.
    pub fn push(&mut self, line: Record<'f>) -> Vec<Finding> {
        let form = line.form;
        self.starts.push(self.bytes.len());
        self.shared
            .get_or_insert((form, line.sheet, line.sheet_index));
        let mut out = Writer(&mut self.bytes);
        let part = line
            .part
            .and_then(|part| form.parts().iter().position(|p| *p == part));
        out.count(part.map_or(0, |at| at + 1));
        out.count(line.row.map_or(0, |row| row as usize + 1));
        out.count(line.fields.len());
        let mut next = 0;
        for reading in &line.fields {
            // They come in the definition's order, so the place is nearly always the next one.
            let is = |at: &usize| form.fields.get(*at).is_some_and(|f| f.key == reading.key);
            let at = (next..form.fields.len()).find(is);
            let at = at.or_else(|| (0..next).find(is)).unwrap_or(usize::MAX >> 1);
            next = at.saturating_add(1);
            out.count(at);
            out.reading(reading, line.row);
        }
        out.count(line.extras.len());
        for extra in &line.extras {
            out.text(&extra.label);
            out.option(extra.cell.as_ref(), |out, at| out.cell(*at));
            out.option(extra.raw.as_ref(), |out, raw| out.text(raw));
            out.option(extra.value.as_ref(), |out, value| out.text(value));
            out.option(extra.unit.as_ref(), |out, unit| out.text(unit));
        }
        line.findings
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The line at a position, from 0.
    pub fn get(&self, at: usize) -> Option<Record<'f>> {
        let (form, sheet, sheet_index) = self.shared.as_ref()?;
        let from = *self.starts.get(at)?;
        let to = self.starts.get(at + 1).copied();
        let mut input = Reader(self.bytes.get(from..to.unwrap_or(self.bytes.len()))?);
        let part = match input.count()? {
            0 => None,
            n => Some(*form.parts().get(n - 1)?),
        };
        let row = match input.count()? {
            0 => None,
            n => Some(u32::try_from(n - 1).ok()?),
        };
        let count = input.count()?;
        let mut fields = Vec::with_capacity(count);
        for _ in 0..count {
            let key = form.fields.get(input.count()?)?.key.clone();
            fields.push(input.reading(key, row)?);
        }
        let count = input.count()?;
        let mut extras = Vec::with_capacity(count);
        for _ in 0..count {
            extras.push(FieldReport {
                label: input.text()?,
                cell: input.option(Reader::cell)?,
                raw: input.option(Reader::text)?,
                value: input.option(Reader::text)?,
                unit: input.option(Reader::text)?,
                extra: true,
                line: None,
            });
        }
        Some(Record {
            form,
            sheet: sheet.clone(),
            sheet_index: *sheet_index,
            row,
            part,
            fields,
            lines: Self::default(),
            extras,
            findings: Vec::new(),
        })
    }

    /// The parts that have lines.
    pub fn parts(&self) -> BTreeSet<&'f str> {
        self.iter().filter_map(|line| line.part).collect()
    }

    /// All lines, unpacked one by one.
    pub fn iter(&self) -> impl Iterator<Item = Record<'f>> + Clone {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

impl<'f> FromIterator<Record<'f>> for Lines<'f> {
    /// The lines without their findings.
    fn from_iter<I: IntoIterator<Item = Record<'f>>>(records: I) -> Self {
        let mut lines = Self::default();
        for record in records {
            lines.push(record);
        }
        lines
    }
}

struct Writer<'b>(&'b mut Vec<u8>);

impl Writer<'_> {
    /// Seven bits a byte, the lowest first.
    fn wide(&mut self, mut number: u128) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn count(&mut self, number: usize) {
        self.wide(number as u128);
    }

    /// The sign in the lowest bit.
    fn signed(&mut self, number: i128) {
        self.wide(((number << 1) ^ (number >> 127)) as u128);
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn option<T>(&mut self, value: Option<&T>, write: impl FnOnce(&mut Self, &T)) {
        self.0.push(u8::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn cell(&mut self, at: CellRef) {
        self.count(at.row as usize);
        self.count(at.col as usize);
    }

    fn decimal(&mut self, number: Decimal) {
        self.0.push(number.scale() as u8);
        self.signed(number.mantissa());
    }

    fn day(&mut self, day: NaiveDate) {
        self.signed(day.num_days_from_ce().into());
    }

    fn reading(&mut self, reading: &FieldReading, row: Option<u32>) {
        let value = match &reading.reading {
            Reading::Value(value) => Some(value),
            _ => None,
        };
        let mut flags = match &reading.reading {
            Reading::Missing(Missing::NoLabel) => 0,
            Reading::Missing(Missing::Blank) => 1,
            Reading::Missing(Missing::Placeholder) => 2,
            Reading::Unreadable => 3,
            Reading::Value(value) => match value {
                Value::Text(_) => 4,
                Value::Choice(_) => 5,
                Value::Choices(_) => 6,
                Value::Flag(_) => 7,
                Value::Date(_) => 8,
                Value::Period(_) => 9,
                Value::Amount(_) => 10,
                Value::Number(_) => 11,
                Value::Percent(_) => 12,
                Value::Term { .. } => 13,
            },
        };
        let in_row = reading.cell.is_some_and(|at| Some(at.row) == row);
        let same = match (&reading.raw, value) {
            (Some(raw), Some(value)) => *raw == value.normalised(),
            _ => false,
        };
        for (set, flag) in [
            (reading.cell.is_some(), HAS_CELL),
            (in_row, IN_ROW),
            (reading.raw.is_some(), HAS_RAW),
            (same, RAW_IS_VALUE),
        ] {
            flags |= if set { flag } else { 0 };
        }
        self.0.push(flags);
        match reading.cell {
            Some(at) if in_row => self.count(at.col as usize),
            Some(at) => self.cell(at),
            None => {}
        }
        if let Some(raw) = reading.raw.as_ref().filter(|_| !same) {
            self.text(raw);
        }
        if let Some(value) = value {
            self.value(value);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) | Value::Choice(text) => self.text(text),
            Value::Choices(words) => {
                self.count(words.len());
                words.iter().for_each(|word| self.text(word));
            }
            Value::Flag(yes) => self.0.push(u8::from(*yes)),
            Value::Date(day) => self.day(*day),
            Value::Period(period) => {
                self.0.push(match period {
                    Period::Year(_) => 0,
                    Period::FirstHalf(_) => 1,
                    Period::SecondHalf(_) => 2,
                });
                self.signed(period.year().into());
            }
            Value::Amount(n) | Value::Number(n) | Value::Percent(n) => self.decimal(*n),
            Value::Term { start, end } => {
                self.option(start.as_ref(), |out, day| out.day(*day));
                let end = match end {
                    TermEnd::On(day) => Some(day),
                    TermEnd::Open => None,
                };
                self.option(end, |out, day| out.day(*day));
            }
        }
    }
}

struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn wide(&mut self) -> Option<u128> {
        let (mut number, mut shift) = (0u128, 0u32);
        loop {
            let byte = self.byte()?;
            number |= u128::from(byte & 0x7F).checked_shl(shift)?;
            shift += 7;
            if byte < 0x80 {
                return Some(number);
            }
        }
    }

    fn count(&mut self) -> Option<usize> {
        self.wide()?.try_into().ok()
    }

    fn signed(&mut self) -> Option<i128> {
        let number = self.wide()?;
        Some((number >> 1) as i128 ^ -((number & 1) as i128))
    }

    fn text(&mut self) -> Option<String> {
        let length = self.count()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok().map(str::to_owned)
    }

    fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            _ => read(self).map(Some),
        }
    }

    fn cell(&mut self) -> Option<CellRef> {
        let (row, col) = (self.count()?, self.count()?);
        Some(CellRef::new(row.try_into().ok()?, col.try_into().ok()?))
    }

    fn decimal(&mut self) -> Option<Decimal> {
        let scale = self.byte()?.into();
        Decimal::try_from_i128_with_scale(self.signed()?, scale).ok()
    }

    fn day(&mut self) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(self.signed()?.try_into().ok()?)
    }

    fn reading(&mut self, key: String, row: Option<u32>) -> Option<FieldReading> {
        let flags = self.byte()?;
        let cell = match (flags & HAS_CELL != 0, flags & IN_ROW != 0) {
            (false, _) => None,
            (true, true) => Some(CellRef::new(row?, self.count()?.try_into().ok()?)),
            (true, false) => Some(self.cell()?),
        };
        let own = flags & HAS_RAW != 0 && flags & RAW_IS_VALUE == 0;
        let raw = if own { Some(self.text()?) } else { None };
        let reading = match flags & 0x0F {
            0 => Reading::Missing(Missing::NoLabel),
            1 => Reading::Missing(Missing::Blank),
            2 => Reading::Missing(Missing::Placeholder),
            3 => Reading::Unreadable,
            kind => Reading::Value(self.value(kind)?),
        };
        let raw = match &reading {
            Reading::Value(value) if flags & RAW_IS_VALUE != 0 => Some(value.normalised()),
            _ => raw,
        };
        Some(FieldReading {
            key,
            cell,
            raw,
            reading,
        })
    }

    fn value(&mut self, kind: u8) -> Option<Value> {
        Some(match kind {
            4 => Value::Text(self.text()?),
            5 => Value::Choice(self.text()?),
            6 => {
                let count = self.count()?;
                let words: Option<Vec<String>> = (0..count).map(|_| self.text()).collect();
                Value::Choices(words?)
            }
            7 => Value::Flag(self.byte()? != 0),
            8 => Value::Date(self.day()?),
            9 => {
                let kind = self.byte()?;
                let year = self.signed()?.try_into().ok()?;
                Value::Period(match kind {
                    0 => Period::Year(year),
                    1 => Period::FirstHalf(year),
                    _ => Period::SecondHalf(year),
                })
            }
            10 => Value::Amount(self.decimal()?),
            11 => Value::Number(self.decimal()?),
            12 => Value::Percent(self.decimal()?),
            13 => Value::Term {
                start: self.option(Self::day)?,
                end: match self.option(Self::day)? {
                    Some(day) => TermEnd::On(day),
                    None => TermEnd::Open,
                },
            },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Forms;
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    fn day() -> impl Strategy<Value = NaiveDate> {
        (1i32..3_000_000).prop_filter_map("a day", NaiveDate::from_num_days_from_ce_opt)
    }

    fn decimal() -> impl Strategy<Value = Decimal> {
        (any::<i64>(), 0u32..=28)
            .prop_map(|(n, scale)| Decimal::from_i128_with_scale(n.into(), scale))
    }

    fn value() -> impl Strategy<Value = Value> {
        let text = || "\\PC{0,12}";
        prop_oneof![
            text().prop_map(Value::Text),
            text().prop_map(Value::Choice),
            vec(text(), 0..4).prop_map(Value::Choices),
            any::<bool>().prop_map(Value::Flag),
            day().prop_map(Value::Date),
            (0u8..3, -10i32..3000).prop_map(|(kind, year)| Value::Period(match kind {
                0 => Period::Year(year),
                1 => Period::FirstHalf(year),
                _ => Period::SecondHalf(year),
            })),
            decimal().prop_map(Value::Amount),
            decimal().prop_map(Value::Number),
            decimal().prop_map(Value::Percent),
            (option::of(day()), option::of(day())).prop_map(|(start, end)| Value::Term {
                start,
                end: end.map_or(TermEnd::Open, TermEnd::On),
            }),
        ]
    }

    fn cell() -> impl Strategy<Value = CellRef> {
        (0u32..1_048_576, 0u32..16_384).prop_map(|(row, col)| CellRef::new(row, col))
    }

    fn reading() -> impl Strategy<Value = (Option<CellRef>, Option<String>, Reading)> {
        let what = prop_oneof![
            Just(Reading::Missing(Missing::NoLabel)),
            Just(Reading::Missing(Missing::Blank)),
            Just(Reading::Missing(Missing::Placeholder)),
            Just(Reading::Unreadable),
            value().prop_map(Reading::Value),
        ];
        (
            option::of(cell()),
            option::of("\\PC{0,8}"),
            what,
            any::<bool>(),
        )
            .prop_map(|(cell, raw, reading, as_is)| match &reading {
                Reading::Value(value) if as_is => (cell, Some(value.normalised()), reading),
                _ => (cell, raw, reading),
            })
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(
            lines in vec((option::of(0u32..1_048_576), vec(reading(), 0..24), vec(("\\PC{1,6}", option::of("\\PC{0,6}")), 0..3)), 0..5),
        ) {
            let form = Forms::built_in().get("ar_ageing").unwrap();
            let records: Vec<Record<'_>> = lines.into_iter().map(|(row, readings, extras)| Record {
                form,
                sheet: "账".to_owned(),
                sheet_index: 2,
                row,
                part: Some("账款"),
                fields: form.fields.iter().zip(readings).map(|(field, (cell, raw, reading))| FieldReading {
                    key: field.key.clone(),
                    cell: cell.map(|at| CellRef::new(row.unwrap_or(at.row), at.col)),
                    raw,
                    reading,
                }).collect(),
                lines: Lines::default(),
                extras: extras.into_iter().map(|(label, raw)| super::super::strangers::extra(&label, CellRef::new(1, 2), raw)).collect(),
                findings: Vec::new(),
            }).collect();
            let packed: Lines<'_> = records.iter().cloned().collect();
            prop_assert_eq!(packed.len(), records.len());
            for (was, is) in records.iter().zip(packed.iter()) {
                prop_assert_eq!(&was.fields, &is.fields);
                prop_assert_eq!(&was.extras, &is.extras);
                prop_assert_eq!((was.row, was.part, &was.sheet, was.sheet_index), (is.row, is.part, &is.sheet, is.sheet_index));
            }
        }
    }
}
