//! A list: one record to a row. Tells records from blank lines, totals and notes, and fills down
//! what is written once for several rows (never amounts, never across a subtotal).

use super::read::{Read, Reader, nothing};
use super::record::{Missing, Reading, Record};
use crate::domain::cell::CellRef;
use crate::domain::judged::FieldReport;
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::forms::{FieldDefinition, FieldKind};
use crate::grid::CellValue;
use crate::recognise::{Block, Column, ListShape};
use std::collections::{BTreeMap, HashMap};

/// Words by which a row is a total.
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "本页小计",
    "本页合计",
    "累计",
    "总合计",
    "金额大写",
    "大写",
];
/// Words by which a row is a remark.
const REMARKS: &[&str] = &[
    "注", "备注", "说明", "制表", "制单", "填表", "审核", "批准", "复核", "编制", "主管", "打印",
];
/// Words for "as above".
const AS_ABOVE: &[&str] = &["同上", "〃", "″", "\"", "''", "同前", "ditto"];

/// Why a row is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Skipped {
    Blank,
    Unfilled,
    Total,
    Remark,
    Header,
}

impl Skipped {
    fn words(self) -> &'static str {
        match self {
            Self::Blank => "空行",
            Self::Unfilled => "只印了序号没填",
            Self::Total => "合计或小计",
            Self::Remark => "附注或签字",
            Self::Header => "重复的表头",
        }
    }
}

/// Reads a list: its records, and what is to be said of it as a whole.
pub(super) fn read<'f>(
    reader: &Reader<'_>,
    block: &Block<'f>,
    shape: &ListShape,
) -> (Vec<Record<'f>>, Vec<Finding>) {
    let rows = rows_of(reader, block, shape);
    let mut list = List {
        reader,
        block,
        shape,
        above: HashMap::new(),
        defaults: defaults(reader, block),
    };
    let mut records = Vec::new();
    let mut skipped: BTreeMap<Skipped, usize> = BTreeMap::new();
    for row in rows {
        match list.kind(row) {
            Some(why) => {
                *skipped.entry(why).or_default() += 1;
                if why == Skipped::Total {
                    list.above.clear();
                }
            }
            None => records.push(list.record(row)),
        }
    }
    let findings = list.said(&records, &skipped);
    (records, findings)
}

/// Rows below the header that hold anything.
fn rows_of(reader: &Reader<'_>, block: &Block<'_>, shape: &ListShape) -> Vec<u32> {
    let range = CellRef::new(shape.header.1 + 1, 0)
        ..=CellRef::new(block.rows.1, crate::domain::cell::LAST_COL);
    let mut rows: Vec<u32> = Vec::new();
    for at in reader.sheet.cells.range(range).map(|(at, _)| at) {
        if rows.last() != Some(&at.row) {
            rows.push(at.row);
        }
    }
    rows
}

/// Fields that stand once above the list (年度, 填表人 …), and the period in its title.
fn defaults<'a>(
    reader: &Reader<'a>,
    block: &Block<'_>,
) -> HashMap<usize, (CellRef, Option<String>)> {
    let mut found = HashMap::new();
    for hit in &block.labels {
        let Some(index) = hit.field_of(block.form_index) else {
            continue;
        };
        match hit.inline.as_deref().filter(|t| !t.is_empty()) {
            Some(text) => {
                found
                    .entry(index)
                    .or_insert((hit.at, Some(text.to_owned())));
            }
            None => {
                let right = CellRef::new(hit.at.row, hit.last_col + 1);
                if !reader.is_blank(right) {
                    found.entry(index).or_insert((right, None));
                }
            }
        }
    }
    if let Some((at, title)) = &block.title
        && let Some(index) = block
            .form
            .fields
            .iter()
            .position(|f| f.kind == FieldKind::Period)
        && let Some(period) = period_in(title)
    {
        found.entry(index).or_insert((*at, Some(period)));
    }
    found
}

/// `2025年度客户评分一览表` → `2025年度`.
fn period_in(title: &str) -> Option<String> {
    let folded = fold(title);
    let chars: Vec<char> = folded.chars().collect();
    let start = chars
        .windows(4)
        .position(|w| w.iter().all(char::is_ascii_digit) && w.first() == Some(&'2'))?;
    let rest: String = chars.get(start + 4..)?.iter().collect();
    let year: String = chars.get(start..start + 4)?.iter().collect();
    for half in ["年上半年", "上半年", "年下半年", "下半年"] {
        if rest.starts_with(half) {
            return Some(format!("{year}{}", half.trim_start_matches('年')));
        }
    }
    rest.starts_with('年').then_some(year)
}

struct List<'r, 'a, 'b, 'f> {
    reader: &'r Reader<'a>,
    block: &'b Block<'f>,
    shape: &'b ListShape,
    /// The last cell that was filled in, by column: what 同上 and blank cells below take.
    above: HashMap<u32, CellRef>,
    defaults: HashMap<usize, (CellRef, Option<String>)>,
}

impl<'f> List<'_, '_, '_, 'f> {
    fn own_columns(&self) -> impl Iterator<Item = (&Column, usize, &'f FieldDefinition)> {
        self.shape
            .columns
            .iter()
            .filter_map(|c| Some((c, c.field?, self.block.form.fields.get(c.field?)?)))
    }

    /// Why a row is no record; none if it is one.
    fn kind(&self, row: u32) -> Option<Skipped> {
        if self.shape.repeated.contains(&row) {
            return Some(Skipped::Header);
        }
        let all: Vec<(CellRef, String)> = self
            .reader
            .sheet
            .cells
            .range(CellRef::new(row, 0)..=CellRef::new(row, crate::domain::cell::LAST_COL))
            .filter(|(_, cell)| !cell.value.is_blank())
            .map(|(at, cell)| (*at, fold(&cell.value.raw())))
            .collect();
        if all.is_empty() {
            return Some(Skipped::Blank);
        }
        let first_words = all
            .iter()
            .map(|(_, text)| text.trim_start_matches(|c: char| c.is_ascii_digit()));
        if first_words
            .clone()
            .take(3)
            .any(|text| is_word(text, TOTALS))
        {
            return Some(Skipped::Total);
        }
        let lead = all.first().map_or("", |(_, text)| text.as_str());
        if is_word(lead, REMARKS) && (all.len() <= 2 || lead.contains(':')) {
            return Some(Skipped::Remark);
        }
        if self
            .own_columns()
            .all(|(column, ..)| self.unfilled(CellRef::new(row, column.col)))
        {
            // One lone text below a list is a remark, whatever it begins with.
            let wordy = all
                .iter()
                .any(|(_, text)| text.chars().any(char::is_alphabetic));
            return Some(if wordy && all.len() == 1 {
                Skipped::Remark
            } else {
                Skipped::Unfilled
            });
        }
        None
    }

    /// Blank, or a formula that gives nothing: "" or 0 filled down beforehand.
    fn unfilled(&self, at: CellRef) -> bool {
        // A merge that began above holds the value of the record above, not of this row alone.
        if self.reader.merges.anchor(at).row != at.row {
            return true;
        }
        self.reader.sheet.cells.get(&at).is_none_or(|cell| {
            cell.value.is_blank()
                || cell.formula
                    && matches!(&cell.value, CellValue::Number { value, .. } if value.is_zero())
        })
    }

    fn record(&mut self, row: u32) -> Record<'f> {
        let form = self.block.form;
        let mut reads: HashMap<usize, Read> = HashMap::new();
        let columns: Vec<(u32, usize, &FieldDefinition, Option<String>)> = self
            .own_columns()
            .map(|(c, index, field)| (c.col, index, field, c.unit.clone()))
            .collect();
        for (col, index, field, unit) in columns {
            let read = self.cell(CellRef::new(row, col), index, field, unit.as_deref());
            reads.insert(index, read);
        }
        let mut record = Record {
            form,
            sheet: self.reader.sheet.name.clone(),
            sheet_index: self.block.sheet,
            row: Some(row),
            fields: Vec::new(),
            extras: self.extras(row),
            findings: Vec::new(),
        };
        for (index, field) in form.fields.iter().enumerate() {
            let read = reads.remove(&index).or_else(|| self.default(index, field));
            match read {
                Some(read) => {
                    record.fields.push(read.reading);
                    record.findings.extend(read.findings);
                }
                None => record.fields.push(nothing(field, None, Missing::NoLabel)),
            }
        }
        for (index, at) in &self.shape.doubled {
            if let Some(field) = form.fields.get(*index) {
                let draft = Finding::draft("E-COLUMN-TWICE", &[])
                    .at(&record.sheet, Some(*at))
                    .of_field(&field.label);
                record.findings.push(draft.done());
            }
        }
        let struck = self.own_columns().map(|(c, ..)| CellRef::new(row, c.col));
        let struck: Vec<CellRef> = struck
            .filter(|at| {
                self.reader
                    .sheet
                    .cells
                    .get(at)
                    .is_some_and(|c| c.struck && !c.value.is_blank())
            })
            .collect();
        if let Some(first) = struck.first() {
            let row_number = (row + 1).to_string();
            record.findings.push(
                Finding::draft("E-STRUCK-ROW", &[("row", &row_number)])
                    .at(&record.sheet, Some(*first))
                    .done(),
            );
        }
        record
    }

    /// A cell of a record, filled down where the list means it so.
    fn cell(
        &mut self,
        at: CellRef,
        index: usize,
        field: &FieldDefinition,
        unit: Option<&str>,
    ) -> Read {
        let amount = matches!(
            field.kind,
            FieldKind::Amount | FieldKind::Number | FieldKind::Integer | FieldKind::Percent
        );
        let anchor = self.reader.merges.anchor(at);
        let text = self
            .reader
            .cell(at)
            .map(|c| fold(&c.value.raw()))
            .unwrap_or_default();
        if amount {
            if anchor.row != at.row {
                // An amount merged over several rows belongs to the first of them only.
                return Read {
                    reading: nothing(field, Some(at), Missing::Blank),
                    findings: Vec::new(),
                };
            }
            return self.reader.field(field, at, unit);
        }
        let is_customer = self.block.form.customer_field.as_deref() == Some(field.key.as_str());
        if AS_ABOVE.contains(&text.as_str()) || (text.is_empty() && is_customer) {
            if let Some(source) = self.above.get(&at.col).copied() {
                return self.reader.field(field, source, unit);
            }
        } else if !text.is_empty() {
            self.above.insert(at.col, anchor);
        } else if let Some(read) = self.default(index, field) {
            return read;
        }
        self.reader.field(field, at, unit)
    }

    fn default(&self, index: usize, field: &FieldDefinition) -> Option<Read> {
        let (at, text) = self.defaults.get(&index)?;
        Some(match text {
            Some(text) => self.reader.part(field, *at, text, None),
            None => self.reader.field(field, *at, None),
        })
    }

    /// Columns that are not the form's, but for running numbers.
    fn extras(&self, row: u32) -> Vec<FieldReport> {
        let own = |c: &&Column| {
            c.field.is_none() && !["序号", "no", "no.", "编号"].contains(&fold(&c.text).as_str())
        };
        self.shape
            .columns
            .iter()
            .filter(own)
            .filter_map(|column| {
                let at = CellRef::new(row, column.col);
                let raw = self
                    .reader
                    .cell(at)
                    .map(|c| c.value.raw())
                    .filter(|raw| !raw.trim().is_empty())?;
                Some(FieldReport {
                    label: column.text.clone(),
                    cell: Some(at),
                    raw: Some(raw.clone()),
                    value: Some(raw),
                    unit: column.unit.clone(),
                    extra: true,
                })
            })
            .collect()
    }

    /// One line on what was read and skipped, and on hidden rows; an error for a list of nothing.
    fn said(&self, records: &[Record<'_>], skipped: &BTreeMap<Skipped, usize>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let sheet = &self.reader.sheet.name;
        let header = self
            .shape
            .columns
            .first()
            .map(|c| CellRef::new(self.shape.header.0, c.col));
        let hidden = records
            .iter()
            .filter_map(|r| r.row)
            .filter(|row| self.reader.sheet.hidden_rows.contains(row))
            .count();
        if hidden > 0 {
            findings.push(
                Finding::draft("I-HIDDEN-ROWS", &[("count", &hidden.to_string())])
                    .at(sheet, header)
                    .done(),
            );
        }
        if records.is_empty() {
            findings.push(
                Finding::draft("E-LIST-EMPTY", &[("form", &self.block.form.title)])
                    .at(sheet, header)
                    .done(),
            );
            return findings;
        }
        let total: usize = skipped.values().sum();
        let why: Vec<String> = skipped
            .iter()
            .map(|(why, count)| format!("{}{count}行", why.words()))
            .collect();
        let why = if why.is_empty() {
            String::new()
        } else {
            format!("({})", why.join("、"))
        };
        let facts = [
            ("form", self.block.form.title.clone()),
            ("read", records.len().to_string()),
            ("skipped", total.to_string()),
            ("why", why),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        findings.push(
            Finding::draft("I-LIST-ROWS", &facts)
                .at(sheet, header)
                .done(),
        );
        debug_assert!(records.iter().all(|r| {
            r.fields
                .iter()
                .any(|f| !matches!(f.reading, Reading::Missing(Missing::NoLabel)))
        }));
        findings
    }
}

/// Whether a text is one of these words, or begins with one and a colon, bracket or blank.
fn is_word(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        text.strip_prefix(word).is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with([':', '(', '、', ',', '1', '人', '日'])
                || *word == "注" && rest.len() > 3
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_in_a_title_is_found() {
        assert_eq!(period_in("2025年度客户评分一览表").as_deref(), Some("2025"));
        assert_eq!(
            period_in("客户评分表(2025年上半年)").as_deref(),
            Some("2025上半年")
        );
        assert_eq!(period_in("客户评分表"), None);
    }

    #[test]
    fn totals_and_remarks_are_known_by_their_first_word() {
        for text in ["合计", "小计:", "本页小计"] {
            assert!(is_word(text, TOTALS), "{text}");
        }
        assert!(is_word("注:质保金未到期", REMARKS));
        assert!(!is_word("合计电器有限公司", TOTALS));
    }
}
