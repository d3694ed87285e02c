//! What a sheet says about itself: its unit, comments, colours, and text struck through.

use crate::domain::cell::CellRef;
use crate::findings::Finding;
use crate::grid::{CellValue, Sheet};

/// How many comments are quoted.
const QUOTED: usize = 3;

/// A note on units that stands for a whole sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetUnit {
    /// The unit alone.
    pub unit: String,
    /// Where it stands and what it says.
    pub words: String,
}

/// `单位:元` (also `金额单位:万元`, in brackets) above or within the rows of a form.
pub(super) fn unit_note(sheet: &Sheet, rows: (u32, u32)) -> Option<SheetUnit> {
    let rows = CellRef::new(0, 0)..=CellRef::new(rows.1, crate::domain::cell::LAST_COL);
    sheet.cells.range(rows).find_map(|(at, cell)| {
        let CellValue::Text(text) = &cell.value else {
            return None;
        };
        if text.chars().count() > 16 {
            return None;
        }
        let folded = crate::domain::name::fold(text);
        let inside = folded.trim_start_matches('(').trim_end_matches(')');
        let unit = ["单位:", "金额单位:", "货币单位:", "单位"]
            .iter()
            .find_map(|lead| inside.strip_prefix(lead))?;
        let unit = unit.trim_start_matches("人民币");
        ["元", "千元", "万元", "百万元", "亿元"]
            .contains(&unit)
            .then(|| SheetUnit {
                unit: unit.to_owned(),
                words: format!("表上方({at})注明「{}」", text.trim()),
            })
    })
}

/// Comments and colours: shown to the manager, approve nothing, are never judged.
pub(super) fn of_sheet(sheet: &Sheet) -> Vec<Finding> {
    let mut notes = Vec::new();
    if let Some((first, _)) = sheet.comments.first() {
        let quoted: Vec<String> = sheet
            .comments
            .iter()
            .take(QUOTED)
            .map(|(at, text)| format!("{at}「{}」", text.trim().replace('\n', " ")))
            .collect();
        let facts = [
            ("count", sheet.comments.len().to_string()),
            ("quoted", quoted.join(";")),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        notes.push(
            Finding::draft("I-COMMENTS", &facts)
                .at(&sheet.name, Some(*first))
                .done(),
        );
    }
    let coloured = sheet
        .cells
        .values()
        .filter(|c| c.coloured && !c.value.is_blank())
        .count();
    if coloured > 0 && sheet.token.is_none() {
        notes.push(
            Finding::draft("I-COLOURS", &[("count", &coloured.to_string())])
                .at(&sheet.name, None)
                .done(),
        );
    }
    notes
}
