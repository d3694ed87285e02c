//! A sheet's rows of labels, cut into cards and lists.
//!
//! One file because where a form ends is decided against where the next one begins.

use super::choose::{Choice, Tally, choose};
use super::header;
use super::scan::{Hit, Row};
use super::surface::Surface;
use super::values::{Lie, without_values};
use super::{Block, Header, UnitNoteAt};
use crate::domain::cell::{CellRef, column_letters};
use crate::findings::Finding;
use crate::forms::{FieldKind, FormDefinition, Forms, Judging};
use std::collections::BTreeSet;

/// How far below a header its first rows are looked for.
const BELOW_HEADER: u32 = 50;

/// What a sheet is cut with.
pub struct Cutter<'s, 'w, 'f> {
    /// The sheet.
    pub surface: &'s Surface<'w>,
    /// Its position in the workbook.
    pub sheet: usize,
    /// The forms.
    pub forms: &'f Forms,
    /// The form that our template's token names, for the whole sheet.
    pub marked: Option<usize>,
}

impl<'f> Cutter<'_, '_, 'f> {
    /// All blocks of the sheet, from the top.
    pub fn blocks(&self, rows: &[Row]) -> Vec<Block<'f>> {
        let starts = if self.marked.is_some() {
            Vec::new()
        } else {
            self.titles_with_labels(rows)
        };
        let mut blocks = Vec::new();
        let mut cuts = starts.clone();
        // What stands above the first title is its head, unless it is a form of its own.
        let lead = rows
            .get(..starts.first().copied().unwrap_or(0))
            .unwrap_or_default();
        let lead_alone = !lead.is_empty() && choose(lead, None, self.forms) != Choice::None;
        match cuts.first_mut() {
            Some(first) if !lead_alone => *first = 0,
            _ => cuts.insert(0, 0),
        }
        cuts.dedup();
        let ends: Vec<usize> = cuts.iter().skip(1).copied().chain([rows.len()]).collect();
        for (&from, to) in cuts.iter().zip(ends) {
            let region = rows.get(from..to).unwrap_or_default();
            let title = region
                .iter()
                .find_map(|r| r.title)
                .filter(|_| starts.iter().any(|s| (from..to).contains(s)) || self.marked.is_none());
            let last_row = rows.get(to).map_or(u32::MAX, |r| r.index.saturating_sub(1));
            self.region(region, title, last_row, 0, &mut blocks);
        }
        blocks
    }

    /// Indexes of title rows under which labels of that form stand.
    fn titles_with_labels(&self, rows: &[Row]) -> Vec<usize> {
        let lie = Lie::of(self.surface, rows, None);
        let titled: Vec<usize> = (0..rows.len())
            .filter(|i| {
                let title = rows.get(*i).and_then(|r| r.title);
                title.is_some_and(|(at, _, _)| !self.is_value(rows, *i, at, &lie))
            })
            .collect();
        titled
            .iter()
            .enumerate()
            .filter(|(n, i)| {
                let end = titled.get(n + 1).copied().unwrap_or(rows.len());
                rows.get(**i..end)
                    .unwrap_or_default()
                    .iter()
                    .map(|r| r.hits.len())
                    .sum::<usize>()
                    >= 1
            })
            .map(|(_, i)| *i)
            .collect()
    }

    /// Whether a title is the value of the label above it: what a look-up looks for, or what was
    /// typed where values stand below their labels.
    fn is_value(&self, rows: &[Row], index: usize, at: CellRef, lie: &Lie<'_, '_, '_>) -> bool {
        let of_lookup = |hit: &Hit| {
            hit.found.matches.iter().any(|m| {
                let form = self.forms.at(m.form);
                form.is_some_and(|f| f.judging == Judging::Lookup)
            })
        };
        let above = index.checked_sub(1).and_then(|i| rows.get(i));
        above.is_some_and(|row| {
            row.hits.iter().any(|hit| {
                hit.inline.is_none()
                    && hit.range.first.col == at.col
                    && hit.range.last.row + 1 == at.row
                    && (of_lookup(hit) || lie.is_downwards(row.index))
            })
        })
    }

    fn region(
        &self,
        rows: &[Row],
        title: Option<(CellRef, usize, bool)>,
        last_row: u32,
        depth: usize,
        blocks: &mut Vec<Block<'f>>,
    ) {
        if rows.is_empty() || depth > 20 {
            return;
        }
        let choice = match self.marked {
            Some(form) => Choice::Form(form),
            None => choose(rows, title.map(|t| (t.1, t.2)), self.forms),
        };
        let (form, findings) = match choice {
            Choice::None => return,
            Choice::Form(form) => (form, Vec::new()),
            Choice::Disagree(titled, form) => (form, self.disagreement(rows, title, titled, form)),
        };
        let Some(definition) = self.forms.at(form) else {
            return;
        };
        if self.marked.is_none()
            && let Some((at, above)) = self.other_form(rows, form)
        {
            let cut = rows.get(at).map_or(last_row, |r| r.index.saturating_sub(1));
            let (one, two) = rows.split_at(at);
            let (first, second) = if above { (None, title) } else { (title, None) };
            self.region(one, first, cut, depth + 1, blocks);
            self.region(two, second, last_row, depth + 1, blocks);
            return;
        }
        let mut made = self.cut(rows, form, definition, last_row);
        for block in &mut made {
            block.findings.extend(findings.iter().cloned());
            block.title_year = title.and_then(|(at, _, _)| Some((self.year_of_title(at)?, at)));
        }
        blocks.extend(made);
    }

    fn year_of_title(&self, at: CellRef) -> Option<i32> {
        let text = crate::domain::name::fold(&self.surface.cell(at)?.value.raw());
        let year = text.find('年')?;
        let digits = text.get(year.checked_sub(4)?..year)?;
        let rest = text.get(year..)?;
        // A half-year in the title is not a year.
        if rest.contains("半年") {
            return None;
        }
        digits.parse().ok().filter(|y| (1990..=2100).contains(y))
    }

    fn disagreement(
        &self,
        rows: &[Row],
        title: Option<(CellRef, usize, bool)>,
        titled: usize,
        by_labels: usize,
    ) -> Vec<Finding> {
        let name = |i| self.forms.at(i).map_or("", |f| f.title.as_str());
        let found: Vec<&str> = self.forms.at(by_labels).map_or(Vec::new(), |f| {
            Tally::of(rows, by_labels, f)
                .fields
                .iter()
                .filter_map(|i| f.fields.get(*i).map(|f| f.label.as_str()))
                .take(6)
                .collect()
        });
        let at = title.map(|t| t.0);
        let raw = at
            .and_then(|a| self.surface.cell(a))
            .map(|c| c.value.raw())
            .unwrap_or_default();
        vec![
            Finding::draft(
                "E-TITLE-LABELS",
                &[
                    ("titled", name(titled)),
                    ("labels", name(by_labels)),
                    ("found", &found.join("、")),
                ],
            )
            .at(&self.surface.sheet.name, at)
            .quoting(raw.trim())
            .done(),
        ]
    }

    /// Where rows that speak for another form begin; true if these are the rows above.
    fn other_form(&self, rows: &[Row], form: usize) -> Option<(usize, bool)> {
        let only = |row: &Row, form: usize| {
            row.hits
                .iter()
                .any(|h| h.found.matches.iter().any(|m| m.form == form && m.own))
        };
        let mine: Vec<usize> = (0..rows.len())
            .filter(|i| rows.get(*i).is_some_and(|r| only(r, form)))
            .collect();
        let (first, last) = (*mine.first()?, *mine.last()?);
        let foreign = |part: &[Row]| match choose(part, None, self.forms) {
            Choice::Form(other) => other != form,
            _ => false,
        };
        let below = rows.get(last + 1..).unwrap_or_default();
        if foreign(below) {
            // Shared labels (客户名称) at the seam go with what follows a gap.
            let seam = (last + 1..rows.len()).find(|i| {
                let gap = |i: usize| rows.get(i).map_or(0, |r| r.index);
                gap(*i) > gap(i - 1) + 1
            });
            let cut = seam
                .filter(|s| foreign(rows.get(*s..).unwrap_or_default()))
                .unwrap_or(last + 1);
            return Some((cut, false));
        }
        let above = rows.get(..first).unwrap_or_default();
        foreign(above).then_some((first, true))
    }

    /// Cuts the rows of one form into lists and cards.
    fn cut(
        &self,
        rows: &[Row],
        form: usize,
        definition: &'f FormDefinition,
        last_row: u32,
    ) -> Vec<Block<'f>> {
        let settled = without_values(self.surface, rows, form, definition);
        let rows = settled.as_ref();
        let headers = header::find(self.surface, rows, form, definition, self.forms.lexicon());
        let headers = self.without_strays(headers, rows, form, definition);
        if headers.is_empty() || !self.is_list(&headers, rows, form, definition, last_row) {
            return self.cards(rows, headers, form, definition, last_row);
        }
        let mut blocks = Vec::new();
        let first_header = headers.first().map_or(0, |h| h.first_row);
        let head: Vec<Row> = rows
            .iter()
            .filter(|r| r.index < first_header)
            .cloned()
            .collect();
        let mut head_from = rows.first().map_or(0, |r| r.index);
        if self.is_whole_card(&head, &headers, form, definition) {
            blocks.extend(self.cards(
                &head,
                Vec::new(),
                form,
                definition,
                first_header.saturating_sub(1),
            ));
            head_from = first_header;
        }
        let ends: Vec<u32> = headers
            .iter()
            .skip(1)
            .map(|h| h.first_row.saturating_sub(1))
            .chain([last_row])
            .collect();
        for (n, (header, end)) in headers.into_iter().zip(ends).enumerate() {
            let from = if n == 0 { head_from } else { header.first_row };
            let part: Vec<&Row> = rows
                .iter()
                .filter(|r| (from..=end).contains(&r.index))
                .collect();
            let mut block = self.block(&part, form, definition, from, end);
            block.labels.retain(|h| {
                h.range.first.row < header.first_row || h.range.first.row > header.last_row
            });
            // Below the header only `label:value` in one cell is a label; the rest are values.
            block
                .labels
                .retain(|h| h.range.first.row < header.first_row || h.inline.is_some());
            block.header = vec![header];
            block.list = true;
            blocks.push(block);
        }
        blocks
    }

    /// A band inside a card counts only if its fields stand nowhere else.
    fn without_strays(
        &self,
        headers: Vec<Header>,
        rows: &[Row],
        form: usize,
        definition: &FormDefinition,
    ) -> Vec<Header> {
        let names = |h: &Header| {
            h.columns
                .iter()
                .filter_map(|c| c.field)
                .collect::<BTreeSet<_>>()
        };
        let customer = self.customer(definition);
        let outside: BTreeSet<usize> = rows
            .iter()
            .filter(|r| {
                !headers
                    .iter()
                    .any(|h| (h.first_row..=h.last_row).contains(&r.index))
            })
            .flat_map(|r| header::sure_hits(r, form))
            .filter_map(|h| h.of_form(form).map(|m| m.field))
            .collect();
        let any_with_customer = headers
            .iter()
            .any(|h| customer.is_some_and(|c| names(h).contains(&c)));
        headers
            .into_iter()
            .filter(|h| {
                let fields = names(h);
                any_with_customer
                    || customer.is_none()
                    || fields.iter().filter(|f| outside.contains(f)).count() * 2 <= fields.len()
            })
            .collect()
    }

    fn customer(&self, definition: &FormDefinition) -> Option<usize> {
        let key = definition
            .customer_field
            .as_deref()
            .or(Some("customer_name"))?;
        definition.fields.iter().position(|f| f.key == key)
    }

    fn is_list(
        &self,
        headers: &[Header],
        rows: &[Row],
        form: usize,
        definition: &FormDefinition,
        last_row: u32,
    ) -> bool {
        if headers.iter().all(|h| h.part(definition).is_some()) {
            return false;
        }
        let customer = self.customer(definition);
        let sets: Vec<BTreeSet<usize>> = headers
            .iter()
            .map(|h| h.columns.iter().filter_map(|c| c.field).collect())
            .collect();
        let outside: BTreeSet<usize> = rows
            .iter()
            .filter(|r| {
                !headers
                    .iter()
                    .any(|h| (h.first_row..=h.last_row).contains(&r.index))
            })
            .flat_map(|r| {
                let inline = r.hits.iter().filter(|h| h.inline.is_some());
                header::sure_hits(r, form).into_iter().chain(inline)
            })
            .filter_map(|h| h.of_form(form))
            .map(|m| m.field)
            .filter(|f| {
                definition
                    .fields
                    .get(*f)
                    .is_some_and(|f| !f.margin && f.kind != FieldKind::Period)
            })
            .collect();
        let names_customer = sets
            .iter()
            .any(|s| customer.is_some_and(|c| s.contains(&c)));
        if !names_customer {
            // Customer stands apart: the header is a band of a card. A form without one goes by share.
            let most = sets.iter().map(BTreeSet::len).max().unwrap_or(0);
            return customer.is_none_or(|c| !outside.contains(&c)) && most > outside.len();
        }
        if headers.len() > 1 {
            let disjoint = sets
                .iter()
                .enumerate()
                .all(|(i, a)| sets.iter().skip(i + 1).all(|b| a.is_disjoint(b)));
            let one_row = headers.iter().enumerate().all(|(i, h)| {
                let end = headers
                    .get(i + 1)
                    .map_or(last_row, |n| n.first_row.saturating_sub(1));
                self.filled_rows(rows, h, end) <= 1
            });
            return !(disjoint && one_row);
        }
        let band = headers
            .first()
            .is_some_and(|h| self.filled_rows(rows, h, last_row) <= 1);
        let beside = sets.first().map_or(0, |s| outside.difference(s).count());
        !(band && beside >= 3)
    }

    /// Rows close below a header with something in two of its fields' columns and no label among
    /// them; whether there is none, one or more is what counts, so two are enough.
    fn filled_rows(&self, rows: &[Row], header: &Header, end: u32) -> usize {
        let lexicon = self.forms.lexicon();
        let in_cell = |row: &u32| {
            let found = rows.binary_search_by_key(row, |r| r.index);
            found
                .ok()
                .and_then(|at| rows.get(at))
                .is_some_and(|r| r.hits.iter().any(|h| h.inline.is_some()))
        };
        (header.last_row + 1..=end.min(header.last_row + BELOW_HEADER))
            .take_while(|row| {
                !in_cell(row)
                    && !header.columns.iter().any(|c| {
                        self.surface
                            .filled(CellRef::new(*row, c.col))
                            .is_some_and(|cell| {
                                lexicon
                                    .find(&cell.value.raw())
                                    .is_some_and(|f| f.matches.iter().any(|m| m.main))
                            })
                    })
            })
            .filter(|row| {
                header
                    .columns
                    .iter()
                    .filter(|c| {
                        // A remark merged over the columns fills none of them.
                        let at = CellRef::new(*row, c.col);
                        c.field.is_some()
                            && self.surface.range(at).first.col == c.col
                            && self.surface.filled(at).is_some()
                    })
                    .count()
                    >= 2
            })
            .take(2)
            .count()
    }

    fn is_whole_card(
        &self,
        head: &[Row],
        headers: &[Header],
        form: usize,
        definition: &FormDefinition,
    ) -> bool {
        let tally = Tally::of(head, form, definition);
        let customer = self.customer(definition);
        let in_header = |f: usize| {
            headers
                .iter()
                .any(|h| h.columns.iter().any(|c| c.field == Some(f)))
        };
        customer.is_some_and(|c| tally.fields.contains(&c) && in_header(c))
            && tally.fields.len() >= 3
    }

    /// One card, or several one below another: a new one begins where its first label comes again.
    fn cards(
        &self,
        rows: &[Row],
        headers: Vec<Header>,
        form: usize,
        definition: &'f FormDefinition,
        last_row: u32,
    ) -> Vec<Block<'f>> {
        let in_header = |r: &Row| {
            headers
                .iter()
                .any(|h| (h.first_row..=h.last_row).contains(&r.index))
        };
        let anchor = rows.iter().find_map(|r| {
            header::sure_hits(r, form)
                .into_iter()
                .chain(r.hits.iter().filter(|h| h.inline.is_some()))
                .find_map(|h| {
                    let m = h.of_form(form)?;
                    definition
                        .fields
                        .get(m.field)
                        .filter(|f| !f.margin && f.kind != FieldKind::Period)?;
                    Some((m.field, m.main))
                })
        });
        let mut starts: Vec<u32> = vec![rows.first().map_or(0, |r| r.index)];
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for row in rows.iter().filter(|r| !in_header(r)) {
            let fields: Vec<(usize, bool)> = row
                .hits
                .iter()
                .filter_map(|h| h.of_form(form))
                .map(|m| (m.field, m.main))
                .collect();
            let again = anchor.is_some_and(|(a, _)| {
                fields.iter().any(|f| f.0 == a) && seen.contains(&a) && seen.len() >= 3
            });
            let others = fields.iter().filter(|f| seen.contains(&f.0)).count();
            if again
                && (others >= 2 || fields.len() == 1 && self.repeats(rows, row.index, form, &seen))
            {
                starts.push(row.index);
                seen.clear();
            }
            seen.extend(fields.iter().map(|f| f.0));
        }
        let ends: Vec<u32> = starts
            .iter()
            .skip(1)
            .map(|s| s.saturating_sub(1))
            .chain([last_row])
            .collect();
        starts
            .iter()
            .zip(ends)
            .map(|(&from, end)| {
                let part: Vec<&Row> = rows
                    .iter()
                    .filter(|r| (from..=end).contains(&r.index))
                    .collect();
                let mut block = self.block(&part, form, definition, from, end);
                block.header = headers
                    .iter()
                    .filter(|h| (from..=end).contains(&h.first_row))
                    .cloned()
                    .collect();
                block.labels.retain(|l| {
                    !block.header.iter().any(|h| {
                        (h.first_row..=h.last_row).contains(&l.range.first.row)
                            && l.inline.is_none()
                    })
                });
                block
            })
            .collect()
    }

    /// Whether most labels from a row on have been seen before.
    fn repeats(&self, rows: &[Row], from: u32, form: usize, seen: &BTreeSet<usize>) -> bool {
        let later: BTreeSet<usize> = rows
            .iter()
            .filter(|r| r.index >= from)
            .flat_map(|r| &r.hits)
            .filter_map(|h| h.of_form(form).map(|m| m.field))
            .collect();
        later.len() >= 3 && later.intersection(seen).count() * 2 >= later.len()
    }

    fn block(
        &self,
        rows: &[&Row],
        form: usize,
        definition: &'f FormDefinition,
        first_row: u32,
        last_row: u32,
    ) -> Block<'f> {
        let labels: Vec<Hit> = rows
            .iter()
            .flat_map(|r| &r.hits)
            .filter(|h| h.of_form(form).is_some())
            .cloned()
            .collect();
        let right = rows
            .iter()
            .flat_map(|r| &r.hits)
            .map(|h| h.range.last.col)
            .max()
            .unwrap_or(0);
        let unit_note = rows
            .iter()
            .find_map(|r| r.unit_note.as_ref())
            .map(|(at, text, unit)| {
                let place = if at.col * 2 >= right {
                    "表右上角"
                } else {
                    "表上"
                };
                UnitNoteAt {
                    unit: unit.clone(),
                    words: format!(
                        "{place}({}{})注明「{text}」",
                        column_letters(at.col),
                        at.row + 1
                    ),
                }
            });
        Block {
            form: definition,
            form_index: form,
            sheet: self.sheet,
            first_row,
            last_row,
            labels,
            strangers: rows.iter().flat_map(|r| &r.strangers).cloned().collect(),
            header: Vec::new(),
            list: false,
            unit_note,
            title_year: None,
            template_version: None,
            findings: Vec::new(),
        }
    }
}
