//! A card: for each label the cell that holds its value: in the label's own cell behind the
//! colon, to the right, or below.

use super::read::{Read, Reader, nothing};
use super::record::{Missing, Record};
use crate::domain::cell::CellRef;
use crate::domain::judged::FieldReport;
use crate::domain::name::fold;
use crate::grid::CellValue;
use crate::recognise::{Block, Hit, label};
use std::collections::{BTreeSet, HashMap};

/// How far to the right of a label its value may lie when columns are left empty between.
const REACH: u32 = 3;
/// Longest text that is taken for a label which is not ours.
const LONGEST_EXTRA: usize = 14;

/// Reads a card.
pub(super) fn read<'f>(reader: &Reader<'_>, block: &Block<'f>) -> Record<'f> {
    let hits: Vec<&Hit> = block
        .labels
        .iter()
        .filter(|hit| !answers_its_neighbour(reader, block, hit))
        .collect();
    let labels: BTreeSet<CellRef> = hits
        .iter()
        .filter(|h| h.inline.is_none())
        .map(|h| h.at)
        .collect();
    let mut used: BTreeSet<CellRef> = hits.iter().map(|h| h.at).collect();
    used.extend(block.title.iter().map(|(at, _)| *at));
    let mut reads: HashMap<usize, Read> = HashMap::new();
    for hit in hits {
        let (Some(index), second) = (
            hit.field_of(block.form_index),
            hit.second_of(block.form_index),
        ) else {
            continue;
        };
        for (index, read, place) in read_hit(reader, block, hit, index, second, &labels) {
            used.extend(place);
            // A label that stands twice: the first one that is filled in counts.
            let filled = |r: &Read| !matches!(r.reading.reading, super::Reading::Missing(_));
            if reads
                .get(&index)
                .is_none_or(|earlier| !filled(earlier) && filled(&read))
            {
                reads.insert(index, read);
            }
        }
    }
    let mut record = Record {
        form: block.form,
        sheet: reader.sheet.name.clone(),
        sheet_index: block.sheet,
        row: None,
        fields: Vec::new(),
        extras: extras(reader, block, &labels, &used),
        findings: Vec::new(),
    };
    for (index, definition) in block.form.fields.iter().enumerate() {
        match reads.remove(&index) {
            Some(read) => {
                record.fields.push(read.reading);
                record.findings.extend(read.findings);
            }
            None => record
                .fields
                .push(nothing(definition, None, Missing::NoLabel)),
        }
    }
    record
}

/// A word that is a label elsewhere but here the choice that the label on its left offers:
/// `反馈方式 | 电话`.
fn answers_its_neighbour(reader: &Reader<'_>, block: &Block<'_>, hit: &Hit) -> bool {
    let left = block
        .labels
        .iter()
        .find(|h| h.at.row == hit.at.row && h.last_col + 1 == hit.at.col);
    let Some(field) = left.and_then(|h| block.form.fields.get(h.field_of(block.form_index)?))
    else {
        return false;
    };
    let text = reader
        .cell(hit.at)
        .map(|c| fold(&c.value.raw()))
        .unwrap_or_default();
    field.choices.iter().any(|choice| {
        std::iter::once(&choice.word)
            .chain(&choice.also)
            .any(|word| fold(word) == text)
    })
}

type Found = (usize, Read, Option<CellRef>);

fn read_hit(
    reader: &Reader<'_>,
    block: &Block<'_>,
    hit: &Hit,
    index: usize,
    second: Option<usize>,
    labels: &BTreeSet<CellRef>,
) -> Vec<Found> {
    let Some(field) = block.form.fields.get(index) else {
        return Vec::new();
    };
    let unit = hit.unit.as_deref();
    if let Some(inline) = hit.inline.as_deref().filter(|text| !text.is_empty()) {
        return vec![(index, reader.part(field, hit.at, inline, unit), None)];
    }
    let place = place_of(reader, block, hit, labels);
    if let Some(second_index) = second
        && let Some(second_field) = block.form.fields.get(second_index)
        && let Some(cell) = reader.cell(place)
    {
        let text = cell.value.raw();
        let (first_text, second_text) = split_at_digits(&text);
        return vec![
            (
                index,
                reader.part(field, place, first_text, None),
                Some(place),
            ),
            (
                second_index,
                reader.part(second_field, place, second_text, None),
                Some(place),
            ),
        ];
    }
    vec![(index, reader.field(field, place, unit), Some(place))]
}

/// Where the value of a label lies. Right of it if something stands there before the next label;
/// else below, if something stands there that is no label's and no other label's value; else the
/// empty cell to the right, for that is where it is to be filled in.
fn place_of(
    reader: &Reader<'_>,
    block: &Block<'_>,
    hit: &Hit,
    labels: &BTreeSet<CellRef>,
) -> CellRef {
    let right = CellRef::new(hit.at.row, hit.last_col + 1);
    let mut right_is_label = false;
    let mut col = right.col;
    for step in 0..=REACH {
        let at = reader.merges.anchor(CellRef::new(hit.at.row, col));
        if labels.contains(&at) || is_inline_label(block, at) {
            right_is_label = step == 0;
            break;
        }
        if !reader.is_blank(at) {
            return at;
        }
        col = reader.merges.last_col(at) + 1;
    }
    let below = reader
        .merges
        .anchor(CellRef::new(reader.merges.last_row(hit.at) + 1, hit.at.col));
    // A merged cell beside a label is drawn for its value, filled in or not.
    let right_is_drawn = reader.merges.last_col(right) > right.col;
    // Something wider than the label is a line of text of its own.
    let below_is_wider = reader.merges.last_col(below) > hit.last_col;
    let below_is_free = !right_is_drawn
        && !below_is_wider
        && !labels.contains(&below)
        && !is_inline_label(block, below)
        && below.row <= block.rows.1;
    if below_is_free {
        let left_label = (0..below.col)
            .rev()
            .map(|c| reader.merges.anchor(CellRef::new(below.row, c)));
        let nearest = left_label
            .filter(|at| !reader.is_blank(*at))
            .find(|at| *at != below);
        let belongs_elsewhere = nearest.is_some_and(|at| labels.contains(&at) && at != hit.at);
        if !reader.is_blank(below) && !belongs_elsewhere {
            return below;
        }
        if right_is_label && !belongs_elsewhere {
            return below;
        }
    }
    right
}

fn is_inline_label(block: &Block<'_>, at: CellRef) -> bool {
    block
        .labels
        .iter()
        .any(|h| h.at == at && h.inline.is_some())
}

/// `河北省保定市示范街6号 0312-8888888`: at the first run of seven digits or more.
fn split_at_digits(text: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_numeric() || matches!(c, '-' | ' ' | '(' | ')' | '－');
    let mut start = None;
    let mut digits = 0;
    for (at, c) in text.char_indices() {
        if is_part(c) {
            if start.is_none() && c != ' ' {
                start = Some(at);
            }
            digits += usize::from(c.is_numeric());
        } else {
            (start, digits) = (None, 0);
        }
        if digits >= 7
            && let Some(at) = start
        {
            let before =
                text[..at].trim_end_matches(|c: char| c.is_whitespace() || ",,;、/(".contains(c));
            return (before, text[at..].trim());
        }
    }
    (text.trim(), "")
}

/// Labels that are not ours, with what stands beside them: kept, shown, archived.
fn extras(
    reader: &Reader<'_>,
    block: &Block<'_>,
    labels: &BTreeSet<CellRef>,
    used: &BTreeSet<CellRef>,
) -> Vec<FieldReport> {
    let mut found = Vec::new();
    let mut taken = used.clone();
    let rows =
        CellRef::new(block.rows.0, 0)..=CellRef::new(block.rows.1, crate::domain::cell::LAST_COL);
    for (at, cell) in reader.sheet.cells.range(rows) {
        let CellValue::Text(text) = &cell.value else {
            continue;
        };
        let text = text.trim();
        if taken.contains(at) || text.is_empty() || text.chars().count() > LONGEST_EXTRA {
            continue;
        }
        let right = reader
            .merges
            .anchor(CellRef::new(at.row, reader.merges.last_col(*at) + 1));
        let is_wordy = text.chars().any(char::is_alphabetic) && !text.starts_with(['注', '单']);
        if is_wordy
            && !labels.contains(&right)
            && !taken.contains(&right)
            && !reader.is_blank(right)
        {
            let value = reader.cell(right).map(|c| c.value.raw());
            found.push(FieldReport {
                label: text.trim_end_matches([':', '：']).to_owned(),
                cell: Some(right),
                raw: value.clone(),
                value,
                unit: label(text).unit,
                extra: true,
            });
            taken.insert(right);
            taken.insert(*at);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::split_at_digits;

    #[test]
    fn two_things_in_one_cell_come_apart_at_the_digits() {
        assert_eq!(
            split_at_digits("河北省保定市示范街6号 0312-8888888"),
            ("河北省保定市示范街6号", "0312-8888888")
        );
        assert_eq!(
            split_at_digits("工行裕华支行0402020909300012345"),
            ("工行裕华支行", "0402020909300012345")
        );
        assert_eq!(split_at_digits("只有地址"), ("只有地址", ""));
    }
}
