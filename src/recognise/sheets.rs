//! Which sheets are looked at, and what is said when none holds a form.

use super::choose::nearest;
use super::regions::Cutter;
use super::scan::{Row, scan};
use super::surface::Surface;
use super::{Block, Recognised};
use crate::domain::marker::{POLICY_TOKEN, TemplateMark};
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::forms::Forms;
use crate::grid::{Cap, CellValue, Sheet, Visibility, Workbook};

struct Seen<'f> {
    blocks: Vec<Block<'f>>,
    rows: Vec<Row>,
    hidden: bool,
    example: bool,
}

/// See [`super::recognise`].
pub fn recognise<'f>(workbook: &Workbook, forms: &'f Forms, most_labels: usize) -> Recognised<'f> {
    let mut seen: Vec<(usize, Seen<'f>)> = Vec::new();
    let mut labels = 0usize;
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let token = sheet.token.as_deref().unwrap_or_default();
        if sheet.is_ours() || token.starts_with(POLICY_TOKEN) {
            continue;
        }
        let surface = Surface::of(sheet);
        let rows = scan(&surface, forms.lexicon(), most_labels - labels);
        labels += rows.iter().map(Row::says).sum::<usize>();
        if labels > most_labels {
            return Recognised {
                over: Some(Cap::Labels),
                ..Recognised::default()
            };
        }
        let template = TemplateMark::read(token);
        let marked = template.and_then(|t| forms.iter().position(|f| f.id == t.form));
        let mut blocks = Cutter {
            surface: &surface,
            sheet: index,
            forms,
            marked,
        }
        .blocks(&rows);
        let version = template.map(|t| t.policy_version).filter(|v| !v.is_empty());
        for block in &mut blocks {
            block.template_version = version.map(str::to_owned);
        }
        seen.push((
            index,
            Seen {
                blocks,
                rows,
                hidden: sheet.visibility != Visibility::Visible,
                example: is_example(sheet),
            },
        ));
    }
    let mut done = Recognised::default();
    let plain = seen
        .iter()
        .any(|(_, s)| !s.blocks.is_empty() && !s.hidden && !s.example);
    let unknown = seen.iter().all(|(_, s)| s.blocks.is_empty());
    if unknown {
        done.findings.push(no_form(workbook, &seen, forms));
        return done;
    }
    for (index, sheet_seen) in seen {
        let Some(sheet) = workbook.sheets.get(index) else {
            continue;
        };
        let Some(title) = sheet_seen.blocks.first().map(|b| b.form.title.clone()) else {
            continue;
        };
        let note = |code| {
            Finding::draft(code, &[("form", &title)])
                .at(&sheet.name, None)
                .done()
        };
        if plain && sheet_seen.hidden {
            done.findings.push(note("I-SHEET-HIDDEN"));
        } else if plain && sheet_seen.example {
            done.findings.push(note("I-SHEET-EXAMPLE"));
        } else {
            if sheet_seen.hidden {
                done.findings.push(note("I-SHEET-HIDDEN-READ"));
            }
            done.blocks.extend(sheet_seen.blocks);
        }
    }
    done
}

/// Sheets of instructions or examples, by their name or their first words.
fn is_example(sheet: &Sheet) -> bool {
    let says = |text: &str| {
        let folded = fold(text);
        [
            "示例",
            "样例",
            "范例",
            "例表",
            "样表",
            "填写说明",
            "填表说明",
            "使用说明",
            "填报说明",
            "填表须知",
            "说明",
        ]
        .iter()
        .any(|w| {
            folded == *w
                || folded.starts_with(w) && folded.chars().count() <= 10
                || folded.ends_with(w) && folded.chars().count() <= 14
        }) || folded.trim_end_matches([')', '】']).ends_with("(示例")
    };
    says(&sheet.name)
        || sheet
            .cells
            .values()
            .find(|c| !c.value.is_blank())
            .is_some_and(|c| matches!(&c.value, CellValue::Text(t) if says(t)))
}

/// No sheet holds a form: says what was found and which form comes nearest.
fn no_form(workbook: &Workbook, seen: &[(usize, Seen<'_>)], forms: &Forms) -> Finding {
    let sheets: Vec<&Sheet> = workbook.sheets.iter().filter(|s| !s.is_ours()).collect();
    let filled = |s: &Sheet| s.cells.values().any(|c| !c.value.is_blank() || c.uncached);
    let first = sheets.first().map_or("", |s| s.name.as_str());
    if !sheets.iter().any(|s| filled(s)) {
        let pictures: usize = sheets.iter().map(|s| s.pictures).sum();
        return if pictures > 0 {
            Finding::draft("E-FORM-PICTURE", &[("count", &pictures.to_string())])
                .at(first, None)
                .done()
        } else {
            Finding::draft("E-FORM-BLANK", &[]).at(first, None).done()
        };
    }
    let best = seen
        .iter()
        .filter_map(|(i, s)| nearest(&s.rows, forms).map(|n| (i, n)))
        .max_by_key(|(i, (_, t))| (t.own * 10 + t.fields.len(), std::cmp::Reverse(**i)));
    let titles: Vec<&str> = forms.iter().map(|f| f.title.as_str()).collect();
    let Some((index, (form, tally))) = best else {
        let names: Vec<&str> = sheets.iter().map(|s| s.name.as_str()).take(5).collect();
        return Finding::draft(
            "E-FORM-UNKNOWN",
            &[
                (
                    "found",
                    &format!("工作表「{}」里没有一个认得的标签", names.join("」「")),
                ),
                ("nearest", &format!("程序能审的有:{}", titles.join("、"))),
            ],
        )
        .at(first, None)
        .done();
    };
    let definition = forms.at(form);
    let label = |i: &usize| {
        definition
            .and_then(|d| d.fields.get(*i))
            .map(|f| f.label.as_str())
    };
    let found: Vec<&str> = tally.fields.iter().filter_map(label).take(8).collect();
    let missing: Vec<&str> = definition
        .map(|d| {
            d.fields
                .iter()
                .enumerate()
                .filter(|(i, f)| {
                    !f.margin
                        && f.required == crate::forms::Required::Yes
                        && !tally.fields.contains(i)
                })
                .map(|(_, f)| f.label.as_str())
                .take(6)
                .collect()
        })
        .unwrap_or_default();
    let title = definition.map_or("", |d| d.title.as_str());
    let mut words = format!("只认出「{}」", found.join("」「"));
    if !missing.is_empty() {
        words.push_str(&format!(",没找到「{}」", missing.join("」「")));
    }
    let name = workbook.sheets.get(*index).map_or("", |s| s.name.as_str());
    let nearest = format!("最接近的是:{title}");
    Finding::draft(
        "E-FORM-UNKNOWN",
        &[("found", &words), ("nearest", &nearest)],
    )
    .at(name, None)
    .done()
}
