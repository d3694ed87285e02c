//! Where in a workbook which form stands, as card or list.
//!
//! By the template's token first, else by title and by the share of labels found, wherever they
//! stand. What can be read in two ways is asked about and not guessed.

mod header;
mod hits;
mod labels;
mod merges;
mod titles;

pub use header::{Column, ListShape};
pub use hits::Hit;
pub use labels::{Label, inline_pairs, label};
pub use merges::Merges;

use crate::domain::cell::CellRef;
use crate::domain::marker::{RESULT_TOKEN, TEMPLATE_TOKEN};
use crate::findings::Finding;
use crate::forms::{FormDefinition, Forms};
use crate::grid::{Sheet, Visibility, Workbook};
use hits::{SheetHits, Vocabulary, look};
use std::sync::OnceLock;
use titles::Titles;

/// Fewest different labels by which a form without a title is known.
const FEWEST_LABELS: usize = 3;

/// All forms that stand in a workbook.
#[derive(Debug)]
pub struct Recognised<'f> {
    /// By sheet, then row.
    pub blocks: Vec<Block<'f>>,
    /// What recognising itself has to say.
    pub findings: Vec<Finding>,
}

/// One form on a sheet: a card or a list.
#[derive(Debug)]
pub struct Block<'f> {
    /// The form.
    pub form: &'f FormDefinition,
    /// Its index among the forms.
    pub form_index: usize,
    /// Sheet position.
    pub sheet: usize,
    /// Where its title stands, and the title as typed.
    pub title: Option<(CellRef, String)>,
    /// First and last row.
    pub rows: (u32, u32),
    /// Labels of this form, in reading order. On a list only those outside the header.
    pub labels: Vec<Hit>,
    /// The list's columns; none on a card.
    pub list: Option<ListShape>,
}

struct Lexicon {
    vocabulary: Vocabulary,
    titles: Titles,
}

/// Finds every form in a workbook.
pub fn recognise<'f>(workbook: &Workbook, forms: &'f Forms) -> Recognised<'f> {
    static BUILT_IN: OnceLock<Lexicon> = OnceLock::new();
    let make = || Lexicon {
        vocabulary: Vocabulary::of(forms),
        titles: Titles::of(forms),
    };
    let own;
    let lexicon = if std::ptr::eq(forms, Forms::built_in()) {
        BUILT_IN.get_or_init(make)
    } else {
        own = make();
        &own
    };
    let mut recognised = Recognised {
        blocks: Vec::new(),
        findings: Vec::new(),
    };
    for sheet in &workbook.sheets {
        if sheet
            .token
            .as_deref()
            .is_some_and(|t| t.starts_with(RESULT_TOKEN))
            || is_instructions(sheet)
        {
            continue;
        }
        on_sheet(sheet, forms, lexicon, &mut recognised);
    }
    if recognised.blocks.iter().any(|b| is_shown(workbook, b)) {
        // A hidden sheet beside shown forms is a copy or a helper: said, not judged.
        let hidden: Vec<usize> = recognised
            .blocks
            .iter()
            .filter(|b| !is_shown(workbook, b))
            .map(|b| b.sheet)
            .collect();
        for index in hidden {
            if let Some(sheet) = workbook.sheets.get(index) {
                recognised.findings.push(
                    Finding::draft("I-SHEET-HIDDEN", &[])
                        .at(&sheet.name, None)
                        .done(),
                );
            }
        }
        recognised.blocks.retain(|b| is_shown(workbook, b));
    }
    if recognised.blocks.is_empty() && recognised.findings.is_empty() {
        recognised.findings.push(unknown(workbook, forms, lexicon));
    }
    recognised
}

fn is_shown(workbook: &Workbook, block: &Block<'_>) -> bool {
    workbook
        .sheets
        .get(block.sheet)
        .is_some_and(|s| s.visibility == Visibility::Visible)
}

/// Sheets that explain how to fill in a form, or show an example of it.
fn is_instructions(sheet: &Sheet) -> bool {
    let name = label(&sheet.name).key;
    ["填写说明", "填表说明", "说明", "示例", "样例", "范例"]
        .iter()
        .any(|word| name == *word || name.ends_with(word))
}

/// Splits a sheet at its titles and finds the form of each part.
fn on_sheet<'f>(
    sheet: &Sheet,
    forms: &'f Forms,
    lexicon: &Lexicon,
    recognised: &mut Recognised<'f>,
) {
    let merges = Merges::of(sheet);
    let found = look(sheet, &merges, &lexicon.vocabulary, &lexicon.titles);
    let last_row = sheet.cells.keys().next_back().map_or(0, |at| at.row);
    let from_template = sheet
        .token
        .as_deref()
        .and_then(|token| token.strip_prefix(TEMPLATE_TOKEN))
        .and_then(|rest| rest.split('#').next())
        .and_then(|id| forms.iter().position(|f| f.id == id));
    for part in parts(&found, last_row, from_template) {
        let labels: Vec<&Hit> = found
            .labels
            .iter()
            .filter(|h| (part.rows.0..=part.rows.1).contains(&h.at.row))
            .collect();
        let counts: Vec<usize> = (0..forms.iter().count())
            .map(|form| distinct(&labels, form))
            .collect();
        let best = counts.iter().copied().max().unwrap_or(0);
        let form_index = match part.form {
            Some(form) if from_template.is_some() => form,
            Some(form) => {
                let own = counts.get(form).copied().unwrap_or(0);
                if own == 0 && best < FEWEST_LABELS {
                    continue; // a heading that only mentions a form
                }
                if own < 2 && best >= FEWEST_LABELS + 2 {
                    recognised
                        .findings
                        .push(disagree(sheet, &part, forms, &counts));
                    continue;
                }
                form
            }
            None => match by_labels(&counts, &labels, forms) {
                Choice::One(form) => form,
                Choice::None => continue,
                Choice::Several(several) => {
                    recognised
                        .findings
                        .push(several_fit(sheet, forms, &several));
                    continue;
                }
            },
        };
        let Some(form) = forms.iter().nth(form_index) else {
            continue;
        };
        let own: Vec<Hit> = labels
            .into_iter()
            .filter(|h| h.field_of(form_index).is_some())
            .cloned()
            .collect();
        let title = part.title.map(|at| {
            let text = sheet
                .cells
                .get(&at)
                .map(|c| c.value.raw())
                .unwrap_or_default();
            (at, text)
        });
        let (list, labels) = header::find(sheet, &merges, form, form_index, own, part.rows);
        if list.is_some() {
            let block = Block {
                form,
                form_index,
                sheet: sheet.index,
                title,
                rows: part.rows,
                labels,
                list,
            };
            recognised.blocks.push(block);
            continue;
        }
        for (rows, labels) in cards(form_index, labels, part.rows) {
            let title = title.clone();
            recognised.blocks.push(Block {
                form,
                form_index,
                sheet: sheet.index,
                title,
                rows,
                labels,
                list: None,
            });
        }
    }
}

/// A stretch of rows under one title.
struct Part {
    rows: (u32, u32),
    form: Option<usize>,
    title: Option<CellRef>,
}

fn parts(found: &SheetHits, last_row: u32, from_template: Option<usize>) -> Vec<Part> {
    if let Some(form) = from_template {
        let title = found.titles.first().map(|(at, _)| *at);
        return vec![Part {
            rows: (0, last_row),
            form: Some(form),
            title,
        }];
    }
    let mut parts: Vec<Part> = Vec::new();
    for (at, title) in &found.titles {
        let labels_between = |from: u32| {
            found
                .labels
                .iter()
                .any(|h| h.at.row >= from && h.at.row < at.row)
        };
        if let Some(last) = parts.last_mut() {
            // A title that follows another without a label between (a heading said twice) does not
            // begin a new form; of the two the longer one tells the form.
            if !labels_between(last.rows.0) || last.title.is_some_and(|t| t.row == at.row) {
                if last.form != Some(title.form) && strength(found, last) < title.strength {
                    last.form = Some(title.form);
                    last.title = Some(*at);
                }
                continue;
            }
            last.rows.1 = at.row.saturating_sub(1);
        }
        let first = if parts.is_empty() { 0 } else { at.row };
        parts.push(Part {
            rows: (first, last_row),
            form: Some(title.form),
            title: Some(*at),
        });
    }
    if parts.is_empty() {
        parts.push(Part {
            rows: (0, last_row),
            form: None,
            title: None,
        });
    }
    parts
}

fn strength(found: &SheetHits, part: &Part) -> usize {
    found
        .titles
        .iter()
        .find(|(at, _)| Some(*at) == part.title)
        .map_or(0, |(_, title)| title.strength)
}

/// How many different fields of a form these labels name.
fn distinct(labels: &[&Hit], form: usize) -> usize {
    let mut fields: Vec<usize> = labels.iter().filter_map(|h| h.field_of(form)).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.len()
}

enum Choice {
    One(usize),
    None,
    Several(Vec<usize>),
}

/// Without a title: the form most of whose labels are there, if it is clearly the one.
fn by_labels(counts: &[usize], labels: &[&Hit], forms: &Forms) -> Choice {
    let best = counts.iter().copied().max().unwrap_or(0);
    if best < FEWEST_LABELS {
        return Choice::None;
    }
    let several: Vec<usize> = (0..counts.len())
        .filter(|form| counts.get(*form) == Some(&best))
        .collect();
    match several.as_slice() {
        [one] => {
            // Names, dates and signatures stand on any sheet of paper: something of the form's own
            // must be among the labels.
            let own = labels
                .iter()
                .filter(|h| h.field_of(*one).is_some())
                .any(|h| h.fields.len() == 1);
            let enough = forms
                .iter()
                .nth(*one)
                .is_some_and(|f| best * 4 >= f.fields.len());
            if own && enough {
                Choice::One(*one)
            } else {
                Choice::None
            }
        }
        _ if best >= FEWEST_LABELS + 2 => Choice::Several(several),
        _ => Choice::None,
    }
}

/// One form after another under one title: a new card begins where the first label comes again.
fn cards(form: usize, labels: Vec<Hit>, rows: (u32, u32)) -> Vec<((u32, u32), Vec<Hit>)> {
    let Some(first) = labels.first().and_then(|h| h.field_of(form)) else {
        return vec![(rows, labels)];
    };
    let mut cards: Vec<(u32, Vec<Hit>)> = Vec::new();
    for hit in labels {
        match cards.last_mut() {
            Some((start, card)) if hit.field_of(form) != Some(first) || hit.at.row < *start + 3 => {
                card.push(hit)
            }
            _ => cards.push((hit.at.row, vec![hit])),
        }
    }
    let starts: Vec<u32> = cards.iter().map(|(start, _)| *start).collect();
    cards
        .into_iter()
        .enumerate()
        .map(|(i, (start, card))| {
            let first = if i == 0 { rows.0 } else { start };
            let last = starts
                .get(i + 1)
                .map_or(rows.1, |next| next.saturating_sub(1));
            ((first, last), card)
        })
        .collect()
}

fn title_of(forms: &Forms, form: usize) -> &str {
    forms.iter().nth(form).map_or("", |f| f.title.as_str())
}

fn disagree(sheet: &Sheet, part: &Part, forms: &Forms, counts: &[usize]) -> Finding {
    let by_label = (0..counts.len())
        .max_by_key(|f| counts.get(*f))
        .unwrap_or(0);
    let facts = [
        ("by_title", part.form.map_or("", |f| title_of(forms, f))),
        ("by_labels", title_of(forms, by_label)),
    ];
    Finding::draft("E-FORM-DISAGREES", &facts)
        .at(&sheet.name, part.title)
        .done()
}

fn several_fit(sheet: &Sheet, forms: &Forms, several: &[usize]) -> Finding {
    let names: Vec<&str> = several.iter().map(|f| title_of(forms, *f)).collect();
    Finding::draft("E-FORM-AMBIGUOUS", &[("forms", &names.join("、"))])
        .at(&sheet.name, None)
        .done()
}

/// Nothing of ours: says what was looked for, what is nearest, and what a picture is.
fn unknown(workbook: &Workbook, forms: &Forms, lexicon: &Lexicon) -> Finding {
    let all: Vec<&str> = forms.iter().map(|f| f.title.as_str()).collect();
    let all = all.join("、");
    let empty = workbook
        .sheets
        .iter()
        .all(|s| s.cells.values().all(|c| c.value.is_blank()));
    let pictures: usize = workbook.sheets.iter().map(|s| s.pictures).sum();
    let first = workbook.sheets.first().map_or("", |s| s.name.as_str());
    if empty {
        let seen = if pictures > 0 {
            "表内是图片,程序读不到字"
        } else {
            "工作簿里没有填写任何内容"
        };
        return Finding::draft("E-FORM-UNKNOWN", &[("seen", seen), ("forms", &all)])
            .at(first, None)
            .done();
    }
    let mut best: Option<(usize, usize)> = None;
    for sheet in &workbook.sheets {
        let found = look(
            sheet,
            &Merges::of(sheet),
            &lexicon.vocabulary,
            &lexicon.titles,
        );
        let labels: Vec<&Hit> = found.labels.iter().collect();
        for form in 0..forms.iter().count() {
            let count = distinct(&labels, form);
            if count > best.map_or(0, |(_, most)| most) {
                best = Some((form, count));
            }
        }
    }
    let seen = match best {
        Some((form, count)) => {
            format!(
                "与「{}」最像,但只找到其中 {count} 个栏目",
                title_of(forms, form)
            )
        }
        None => "没有找到制度里任何一张表的标题或栏目".to_owned(),
    };
    Finding::draft("E-FORM-UNKNOWN", &[("seen", &seen), ("forms", &all)])
        .at(first, None)
        .done()
}
