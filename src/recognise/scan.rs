//! One pass over a sheet: every cell that could be a label, a title or a note on units.

use super::surface::Surface;
use crate::domain::cell::{CellRange, CellRef, LAST_COL, LAST_ROW};
use crate::domain::name::is_blank;
use crate::forms::label::unit_note;
use crate::forms::lexicon::{Found, Lexicon, Match};
use crate::grid::CellValue;
use std::collections::HashMap;

/// Texts longer than this are no titles.
const LONGEST_TITLE: usize = 60;
/// A word that stands more often than this in one column is what people fill in (催收部门 says
/// 办事处 on every line of a register): a file has fewer records, so it is no label.
const MOST_ALIKE: usize = 2_000;
/// A row with more filled cells than this holds no title.
const MOST_BESIDE_TITLE: usize = 4;

/// A cell, or a part of one, that says a label.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The cell or its merge.
    pub range: CellRange,
    /// What the label says.
    pub found: Found,
    /// Where the value stands in the cell's own text (byte range), for `label:value` in one cell.
    pub inline: Option<(usize, usize)>,
    /// Whether row or column is hidden.
    pub hidden: bool,
}

impl Hit {
    /// Its meaning in a form.
    pub fn of_form(&self, form: usize) -> Option<&Match> {
        self.found.matches.iter().find(|m| m.form == form)
    }
}

/// `label:value` in one cell whose label is no form's.
#[derive(Debug, Clone)]
pub struct Stranger {
    /// The cell.
    pub at: CellRef,
    /// Label as typed.
    pub label: String,
    /// Value as typed.
    pub value: String,
}

/// A row with something to recognise.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Index from 0.
    pub index: u32,
    /// Filled cells.
    pub filled: usize,
    /// Labels, by column.
    pub hits: Vec<Hit>,
    /// Labels of others, with their values in the same cell.
    pub strangers: Vec<Stranger>,
    /// A title of a form: cell, form, whether in full.
    pub title: Option<(CellRef, usize, bool)>,
    /// Its text, if the row holds little else and reads like some form's title.
    pub heading: Option<String>,
    /// A note on units: cell, text, unit.
    pub unit_note: Option<(CellRef, String, String)>,
}

impl Row {
    /// How much it says: labels, titles, notes.
    pub fn says(&self) -> usize {
        self.hits.len()
            + self.strangers.len()
            + usize::from(self.title.is_some())
            + usize::from(self.heading.is_some())
            + usize::from(self.unit_note.is_some())
    }
}

/// How often a word that could be a label stands in a column.
type Alike<'w> = HashMap<(u32, &'w str), usize>;

/// Scans a sheet; rows that say nothing are left out. Ends where more than `most` is said.
pub fn scan(surface: &Surface<'_>, lexicon: &Lexicon, most: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut alike = Alike::new();
    let mut said = 0usize;
    let mut row = Row::default();
    let mut texts: Vec<(CellRef, &str)> = Vec::new();
    let on_sheet =
        |(at, _): &(&CellRef, &crate::grid::Cell)| at.row <= LAST_ROW && at.col <= LAST_COL;
    let mut cells = surface.sheet.cells.iter().filter(on_sheet).peekable();
    while let Some((at, cell)) = cells.next() {
        if !cell.value.is_blank() || cell.uncached {
            row.filled += 1;
            if let CellValue::Text(text) = &cell.value {
                texts.push((*at, text));
            }
        }
        if cells.peek().is_none_or(|(next, _)| next.row != at.row) {
            row.index = at.row;
            said = said.saturating_sub(read_row(surface, lexicon, &texts, &mut row, &mut alike));
            let done = std::mem::take(&mut row);
            if done.says() > 0 {
                said += done.says();
                rows.push(done);
            }
            if said > most {
                return rows;
            }
            texts.clear();
        }
    }
    drop_alike(surface, &mut rows, &alike);
    rows
}

/// Takes out what turned out to be filled in.
fn drop_alike(surface: &Surface<'_>, rows: &mut Vec<Row>, alike: &Alike<'_>) {
    if alike.values().all(|count| *count <= MOST_ALIKE) {
        return;
    }
    for row in rows.iter_mut() {
        row.hits.retain(|hit| {
            let at = hit.range.first;
            let text = match surface.sheet.cells.get(&at).map(|cell| &cell.value) {
                Some(CellValue::Text(text)) if hit.inline.is_none() => text,
                _ => return true,
            };
            let count = alike.get(&(at.col, &**text)).copied().unwrap_or(0);
            count <= MOST_ALIKE
        });
    }
    rows.retain(|row| row.says() > 0);
}

/// Reads a row; gives how many earlier labels turned out to be filled in.
fn read_row<'w>(
    surface: &Surface<'_>,
    lexicon: &Lexicon,
    texts: &[(CellRef, &'w str)],
    row: &mut Row,
    alike: &mut Alike<'w>,
) -> usize {
    let mut dropped = 0;
    for &(at, text) in texts {
        if text.contains("单位")
            && row.unit_note.is_none()
            && let Some(unit) = text.split_whitespace().chain([text]).find_map(unit_note)
        {
            row.unit_note = Some((at, text.trim().to_owned(), unit));
            continue;
        }
        let whole = lexicon
            .may_be_label(text)
            .then(|| lexicon.find(text))
            .flatten();
        if let Some(found) = whole {
            let count = alike.entry((at.col, text)).or_default();
            *count += 1;
            if *count > MOST_ALIKE {
                dropped += if *count == MOST_ALIKE + 1 {
                    MOST_ALIKE
                } else {
                    0
                };
                continue;
            }
            row.hits.push(Hit {
                range: surface.range(at),
                found,
                inline: None,
                hidden: surface.is_hidden(at),
            });
        } else if text.contains([':', '：']) || text.contains('\n') {
            inline(surface, lexicon, at, text, row);
        }
    }
    if row.filled <= MOST_BESIDE_TITLE
        && let Some(&(at, text)) = texts.first()
        && text.chars().count() <= LONGEST_TITLE
        && row.hits.first().is_none_or(|h| h.range.first != at)
    {
        for &(at, text) in texts.iter().take(2) {
            let beside_label = row
                .hits
                .iter()
                .any(|h| h.range.first.col < at.col && h.inline.is_none());
            if !beside_label && let Some((form, whole)) = lexicon.title(text) {
                row.title = Some((at, form, whole));
                row.hits.retain(|h| h.range.first != at);
                row.strangers.retain(|s| s.at != at);
                return dropped;
            }
        }
        if row.hits.is_empty() && reads_like_a_title(text) {
            row.heading = Some(text.trim().to_owned());
        }
    }
    dropped
}

fn reads_like_a_title(text: &str) -> bool {
    let folded = crate::domain::name::fold(text);
    let count = folded.chars().count();
    (4..=30).contains(&count)
        && ["表", "单", "卡", "报告", "计划", "书", "函", "台账", "清单"]
            .iter()
            .any(|e| folded.ends_with(e))
}

/// All `label:value` pairs of one cell: `审核:王强 2026.3.5`, `制表:张三  审核:李四`.
fn inline(surface: &Surface<'_>, lexicon: &Lexicon, at: CellRef, text: &str, row: &mut Row) {
    if text.len() > 2_000 {
        return;
    }
    // (label start, value start, label)
    let mut pairs: Vec<(usize, usize, Option<Found>)> = Vec::new();
    let mut from = 0;
    for (colon, sign) in text.char_indices().filter(|(_, c)| matches!(c, ':' | '：')) {
        if colon < from {
            continue;
        }
        let value_start = colon + sign.len_utf8();
        let head = text.get(from..colon).unwrap_or_default();
        let first = pairs.is_empty();
        if let Some((start, found)) = label_before(lexicon, head, first) {
            pairs.push((from + start, value_start, Some(found)));
            from = value_start;
        } else if first && is_strange_label(head) {
            pairs.push((from, value_start, None));
            from = value_start;
        } else if !first
            && let Some(gap) = head.rfind(char::is_whitespace)
            && head.get(..gap).is_some_and(|h| !h.trim().is_empty())
            && is_strange_label(head.get(gap..).unwrap_or_default())
        {
            pairs.push((from + gap, value_start, None));
            from = value_start;
        }
    }
    if pairs.is_empty()
        && let Some((head, _)) = text.split_once('\n')
        && let Some(found) = lexicon
            .find(head)
            .filter(|f| f.matches.iter().any(|m| m.main))
    {
        pairs.push((0, head.len() + 1, Some(found)));
    }
    let ends: Vec<usize> = pairs
        .iter()
        .skip(1)
        .map(|p| p.0)
        .chain([text.len()])
        .collect();
    for ((start, value_start, found), end) in pairs.into_iter().zip(ends) {
        match found {
            Some(found) => row.hits.push(Hit {
                range: surface.range(at),
                found,
                inline: Some((value_start, end)),
                hidden: surface.is_hidden(at),
            }),
            None => {
                let label = text.get(start..value_start).unwrap_or_default();
                let label = label.trim().trim_end_matches([':', '：']).trim().to_owned();
                let value = text
                    .get(value_start..end)
                    .unwrap_or_default()
                    .trim()
                    .to_owned();
                row.strangers.push(Stranger { at, label, value });
            }
        }
    }
}

/// The label that ends a text. The first in a cell must begin it; a later one must stand behind a gap.
fn label_before(lexicon: &Lexicon, head: &str, first: bool) -> Option<(usize, Found)> {
    if first {
        if !lexicon.may_be_label(head) {
            return None;
        }
        return lexicon.find(head).map(|f| (0, f));
    }
    let starts = head.char_indices().filter(|(i, c)| {
        !is_blank(*c)
            && (*i == 0
                || head
                    .get(..*i)
                    .and_then(|h| h.chars().next_back())
                    .is_some_and(|p| {
                        is_blank(p)
                            || ",，;；、/|。)）".contains(p)
                            || p.is_ascii_digit()
                            || p == '日'
                    }))
    });
    for (start, _) in starts {
        let part = head.get(start..)?;
        if lexicon.may_be_label(part)
            && let Some(found) = lexicon.find(part)
        {
            return Some((start, found));
        }
    }
    None
}

fn is_strange_label(head: &str) -> bool {
    let folded = crate::domain::name::fold(head);
    let count = folded.chars().count();
    (2..=10).contains(&count)
        && folded
            .chars()
            .all(|c| !c.is_ascii() || c.is_ascii_alphabetic() || "()/".contains(c))
        && !folded.starts_with("http")
        && !is_note_word(&folded)
}

/// Words that begin a note and are no labels.
pub fn is_note_word(folded: &str) -> bool {
    [
        "注",
        "备注说明",
        "说明",
        "填表说明",
        "填写说明",
        "提示",
        "金额大写",
        "大写金额",
        "附表",
        "附件",
        "单位",
        "例如",
        "如",
        "例",
    ]
    .iter()
    .any(|w| {
        folded == *w
            || folded.strip_prefix(w).is_some_and(|r| {
                r.chars()
                    .all(|c| c.is_ascii_digit() || "一二三四五".contains(c))
            })
    })
}
