//! Which cells of a sheet hold labels or titles of our forms.

use super::labels::{inline_pairs, label};
use super::merges::Merges;
use super::titles::{TitleHit, Titles};
use crate::domain::cell::CellRef;
use crate::forms::Forms;
use crate::grid::{CellValue, Sheet};
use std::collections::HashMap;

/// A label is short; longer texts are values or sentences.
const LONGEST_LABEL: usize = 24;

/// A cell that holds a label of at least one form.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The cell (top left of its merge).
    pub at: CellRef,
    /// Last column of its merge.
    pub last_col: u32,
    /// Unit in its bracket.
    pub unit: Option<String>,
    /// The value that stands in the label's own cell behind the colon.
    pub inline: Option<String>,
    /// `(form index, field index)` of every form that has this label.
    pub fields: Vec<(usize, usize)>,
    /// For labels that name two fields at once (`地址、电话`): the second field of each form.
    pub second: Vec<(usize, usize)>,
}

impl Hit {
    /// The field of a form that this label names.
    pub fn field_of(&self, form: usize) -> Option<usize> {
        self.fields
            .iter()
            .find(|(f, _)| *f == form)
            .map(|(_, field)| *field)
    }

    /// The second field, where the label names two.
    pub fn second_of(&self, form: usize) -> Option<usize> {
        self.second
            .iter()
            .find(|(f, _)| *f == form)
            .map(|(_, field)| *field)
    }
}

/// All labels of all forms.
#[derive(Debug)]
pub struct Vocabulary {
    labels: HashMap<String, Vec<(usize, usize)>>,
}

impl Vocabulary {
    /// The labels and aliases of these forms; a form's own label goes before another's alias.
    pub fn of(forms: &Forms) -> Self {
        let mut labels: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (f, form) in forms.iter().enumerate() {
            let mut add = |text: &str, field: usize| {
                let places = labels.entry(label(text).key).or_default();
                if !places.iter().any(|(form, _)| *form == f) {
                    places.push((f, field));
                }
            };
            for (i, field) in form.fields.iter().enumerate() {
                add(&field.label, i);
            }
            for (i, field) in form.fields.iter().enumerate() {
                for alias in &field.aliases {
                    add(alias, i);
                }
            }
        }
        Self { labels }
    }

    /// The fields that a folded label names.
    pub fn fields(&self, key: &str) -> Option<&Vec<(usize, usize)>> {
        self.labels.get(key)
    }
}

/// Labels and titles of a sheet, in reading order.
#[derive(Debug, Default)]
pub struct SheetHits {
    /// Labels.
    pub labels: Vec<Hit>,
    /// Titles with their cells.
    pub titles: Vec<(CellRef, TitleHit)>,
}

/// Looks through a sheet once.
pub fn look(sheet: &Sheet, merges: &Merges, vocabulary: &Vocabulary, titles: &Titles) -> SheetHits {
    let mut found = SheetHits::default();
    for (at, cell) in &sheet.cells {
        let CellValue::Text(text) = &cell.value else {
            continue;
        };
        let chars = text.chars().count();
        if chars > 400 || merges.anchor(*at) != *at {
            continue;
        }
        let last_col = merges.last_col(*at);
        if chars <= LONGEST_LABEL {
            let folded = label(text);
            let hit = |fields: Vec<(usize, usize)>, second: Vec<(usize, usize)>| Hit {
                at: *at,
                last_col,
                unit: folded.unit.clone(),
                inline: None,
                fields,
                second,
            };
            if let Some(fields) = vocabulary.fields(&folded.key) {
                found.labels.push(hit(fields.clone(), Vec::new()));
                continue;
            }
            if let Some((first, second)) = two_labels(&folded.key, vocabulary) {
                found.labels.push(hit(first, second));
                continue;
            }
        }
        if let Some(title) = titles.find(text) {
            found.titles.push((*at, title));
            continue;
        }
        for (before, value) in inline_pairs(text) {
            let folded = label(before);
            if let Some(fields) = vocabulary.fields(&folded.key) {
                found.labels.push(Hit {
                    at: *at,
                    last_col,
                    unit: folded.unit,
                    inline: Some(value.to_owned()),
                    fields: fields.clone(),
                    second: Vec::new(),
                });
            }
        }
    }
    found
}

type Fields = Vec<(usize, usize)>;

/// `地址、电话`, `开户行及账号`: two labels in one.
fn two_labels(key: &str, vocabulary: &Vocabulary) -> Option<(Fields, Fields)> {
    for between in ["、", "及", "和", "/", "与"] {
        if let Some((first, second)) = key.split_once(between)
            && let (Some(a), Some(b)) = (vocabulary.fields(first), vocabulary.fields(second))
        {
            return Some((a.clone(), b.clone()));
        }
    }
    None
}
