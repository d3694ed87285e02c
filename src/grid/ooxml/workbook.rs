//! The workbook part: sheets and their states, date system, locks, our hidden names.

use crate::domain::marker::{
    POLICY_NAME, POLICY_TOKEN, RESULT_NAME, RESULT_TOKEN, TEMPLATE_NAME, TEMPLATE_TOKEN,
};
use crate::grid::limits::{Budget, Cap, within};
use crate::grid::model::{DateSystem, Visibility};
use crate::grid::refusal::Refusal;
use crate::grid::xml::{Xml, attribute, attributes, is_true, push_text, unescape};
use quick_xml::events::Event;

/// What the workbook part says.
#[derive(Debug, Default)]
pub(super) struct WorkbookPart {
    pub sheets: Vec<SheetEntry>,
    pub dates: DateSystem,
    pub structure_locked: bool,
    /// Sheets that one of our hidden names points at, with the token that the name stands for.
    pub marked: Vec<(String, &'static str)>,
}

/// A `sheet` element.
#[derive(Debug, Default, Clone)]
pub(super) struct SheetEntry {
    pub name: String,
    pub relationship: String,
    pub visibility: Visibility,
}

/// Reads the workbook part.
pub(super) fn read(xml: &mut Xml<'_>, budget: &mut Budget<'_>) -> Result<WorkbookPart, Refusal> {
    let part = xml.part();
    let mut workbook = WorkbookPart::default();
    let mut seen_root = false;
    let mut token = None;
    let mut target = String::new();
    loop {
        let event = xml.next()?;
        match &event {
            Event::Start(e) => match e.local_name().as_ref() {
                "workbook" => seen_root = true,
                "workbookPr" if attribute(e, "date1904").is_some_and(|v| is_true(&v)) => {
                    workbook.dates = DateSystem::From1904;
                }
                "workbookProtection" => {
                    workbook.structure_locked =
                        attribute(e, "lockStructure").is_some_and(|v| is_true(&v));
                }
                "sheet" => {
                    let mut sheet = SheetEntry::default();
                    attributes(e, |name, value| match name {
                        "name" => sheet.name = unescape(value),
                        "id" => sheet.relationship = unescape(value),
                        "state" => {
                            sheet.visibility = match value {
                                "hidden" => Visibility::Hidden,
                                "veryHidden" => Visibility::VeryHidden,
                                _ => Visibility::Visible,
                            }
                        }
                        _ => {}
                    });
                    budget.text(&sheet.name)?;
                    budget.text(&sheet.relationship)?;
                    workbook.sheets.push(sheet);
                    within(workbook.sheets.len(), budget.limits.sheets, Cap::Sheets)?;
                }
                "definedName" => {
                    target.clear();
                    token = attribute(e, "name").as_deref().and_then(token_of);
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "definedName" => {
                if let (Some(token), Some(sheet)) = (token.take(), sheet_of(&target)) {
                    budget.filled()?;
                    budget.text(&sheet)?;
                    workbook.marked.push((sheet, token));
                }
            }
            Event::Eof if seen_root => return Ok(workbook),
            Event::Eof => return Err(Refusal::damaged(format!("{part}: no workbook in it"))),
            _ if token.is_some() => push_text(&event, &mut target)?,
            _ => {}
        }
    }
}

/// The token that one of our hidden names stands for.
fn token_of(name: &str) -> Option<&'static str> {
    if name.starts_with(RESULT_NAME) {
        Some(RESULT_TOKEN)
    } else if name.starts_with(TEMPLATE_NAME) {
        Some(TEMPLATE_TOKEN)
    } else if name.starts_with(POLICY_NAME) {
        Some(POLICY_TOKEN)
    } else {
        None
    }
}

/// The sheet of `'审核结论 (2)'!$A$1`.
fn sheet_of(target: &str) -> Option<String> {
    let (sheet, _) = target.trim().trim_start_matches('=').rsplit_once('!')?;
    let bare = sheet
        .strip_prefix('\'')
        .and_then(|s| s.strip_suffix('\''))
        .map_or_else(|| sheet.to_owned(), |s| s.replace("''", "'"));
    (!bare.is_empty() && bare != "#REF").then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::sheet_of;

    #[test]
    fn the_sheet_of_a_name_is_read() {
        assert_eq!(sheet_of("Sheet1!$A$1").as_deref(), Some("Sheet1"));
        assert_eq!(
            sheet_of("'审核 ''结论'!$A$1").as_deref(),
            Some("审核 '结论")
        );
        assert_eq!(sheet_of("#REF!$A$1"), None);
        assert_eq!(sheet_of("42"), None);
    }
}
