//! What is said of a sheet beside its fields: comments, colours, pictures.

use crate::findings::Finding;
use crate::grid::Sheet;

/// More comments than this are not shown one by one.
const MOST_COMMENTS: usize = 20;

/// Comments, colours and pictures of a sheet.
pub fn of_sheet(sheet: &Sheet, findings: &mut Vec<Finding>) {
    for (at, text) in sheet.comments.iter().take(MOST_COMMENTS) {
        let text = text.trim();
        if !text.is_empty() {
            findings.push(
                Finding::draft("I-COMMENT", &[])
                    .at(&sheet.name, Some(*at))
                    .quoting(text)
                    .done(),
            );
        }
    }
    let coloured = || {
        sheet
            .cells
            .iter()
            .filter(|(_, c)| c.coloured && !c.value.is_blank())
    };
    if let Some((at, _)) = coloured().next() {
        let count = coloured().count().to_string();
        findings.push(
            Finding::draft("I-COLOURS", &[("count", &count)])
                .at(&sheet.name, Some(*at))
                .done(),
        );
    }
    if sheet.pictures > 0 {
        let count = sheet.pictures.to_string();
        findings.push(
            Finding::draft("I-PICTURES", &[("count", &count)])
                .at(&sheet.name, None)
                .done(),
        );
    }
}
