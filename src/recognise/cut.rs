//! The rows of one form, cut into lists and cards.

use super::choose::Tally;
use super::header;
use super::regions::Cutter;
use super::scan::{Hit, Row};
use super::values::without_values;
use super::{Block, Header, UnitNoteAt};
use crate::domain::cell::{CellRef, column_letters};
use crate::forms::{FieldKind, FormDefinition};
use std::collections::BTreeSet;

/// How far below a header its first rows are looked for.
const BELOW_HEADER: u32 = 50;

impl<'f> Cutter<'_, '_, 'f> {
    /// Cuts the rows of one form into lists and cards.
    pub(super) fn cut(
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
