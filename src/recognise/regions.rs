//! A sheet's rows of labels, parted where one form ends and the next begins.

use super::Block;
use super::choose::{Choice, Tally, choose};
use super::scan::{Hit, Row};
use super::surface::Surface;
use super::values::Lie;
use crate::domain::cell::CellRef;
use crate::findings::Finding;
use crate::forms::{Forms, Judging};

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
}
