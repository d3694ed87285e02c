//! What somebody wrote into the 签批栏 of 审核结论, taken up as the form's own approval block
//! (domain ruling 9.25): the row of the role in whose folder the workbook lay.

use crate::domain::cell::CellRef;
use crate::domain::reading::Reading;
use crate::extract::{Extracted, Record};
use crate::forms::label::label;
use crate::grid::{Sheet, Workbook};
use crate::normalise::{self, CellInput};
use crate::policy::Policy;
use crate::render::CONCLUSION;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Keys of the approval block's fields; the 签批栏 prints their labels.
const KEYS: [&str; 4] = [
    "approval",
    "approved_limit",
    "approval_reason",
    "approved_on",
];
/// The title of the column of roles.
const ROLES: &str = "职务";

/// Fills the approval block of the workbook's only record that has one from the 签批栏, where the
/// form itself leaves it blank. Without a role any row counts, as the claim that it is.
pub(super) fn take_up(
    workbook: &Workbook,
    extracted: &mut Extracted<'_>,
    policy: &Policy,
    role: Option<&str>,
    today: NaiveDate,
) {
    let mut with_block = extracted
        .records
        .iter_mut()
        .filter(|r| r.field(KEYS[0]).is_some());
    let (Some(record), None) = (with_block.next(), with_block.next()) else {
        return;
    };
    let filled = |key: &&str| record.field(key).is_some_and(|f| f.raw.is_some());
    if KEYS.iter().any(filled) {
        return;
    }
    for sheet in workbook.sheets.iter().filter(|s| s.is_ours()) {
        if sheet.name.starts_with(CONCLUSION)
            && let Some(row) = signed_row(sheet, record, policy, role)
        {
            read_row(sheet, &row, record, workbook, policy, today);
            return;
        }
    }
}

/// The cells of a row of the 签批栏 by field: the role's, or the first in which a verdict stands.
fn signed_row(
    sheet: &Sheet,
    record: &Record<'_>,
    policy: &Policy,
    role: Option<&str>,
) -> Option<BTreeMap<&'static str, CellRef>> {
    let text = |at: CellRef| sheet.cell(at).map(|c| label(&c.value.raw()).text);
    let head = sheet
        .cells
        .keys()
        .copied()
        .find(|at| text(*at).as_deref() == Some(ROLES))?;
    let columns: Vec<(&'static str, u32)> = KEYS
        .into_iter()
        .filter_map(|key| {
            let wanted = label(&record.form.field(key)?.label).text;
            let titles = sheet.cells.range(head..CellRef::new(head.row + 1, 0));
            let found = titles
                .map(|(at, _)| *at)
                .find(|at| text(*at).as_deref() == Some(&wanted))?;
            Some((key, found.col))
        })
        .collect();
    let organisation = &policy.organisation;
    let wanted = role
        .and_then(|r| organisation.role(r))
        .map(|r| r.name.as_str());
    (head.row + 1..)
        .map_while(|row| {
            let cell = sheet.cell(CellRef::new(row, head.col))?;
            let named = organisation.role(&cell.value.raw())?;
            Some((row, named.name.as_str()))
        })
        .filter(|(_, name)| wanted.is_none_or(|w| w == *name))
        .map(|(row, _)| {
            columns
                .iter()
                .map(|(key, col)| (*key, CellRef::new(row, *col)))
                .collect::<BTreeMap<_, _>>()
        })
        .find(|cells| {
            let verdict = cells.get(KEYS[0]).and_then(|at| sheet.cell(*at));
            verdict.is_some_and(|cell| !is_untouched(&cell.value.raw()))
        })
}

/// The boxes as they are printed, none of them ticked.
fn is_untouched(text: &str) -> bool {
    let rest = text
        .replace("改批额度", "")
        .replace("不同意", "")
        .replace("同意", "");
    rest.chars().all(|c| c == '□' || c.is_whitespace())
        && (text.contains('□') || text.trim().is_empty())
}

fn read_row(
    sheet: &Sheet,
    cells: &BTreeMap<&'static str, CellRef>,
    record: &mut Record<'_>,
    workbook: &Workbook,
    policy: &Policy,
    today: NaiveDate,
) {
    for (key, at) in cells {
        let (Some(definition), Some(cell)) = (record.form.field(key), sheet.cell(*at)) else {
            continue;
        };
        let input = CellInput {
            cell,
            dates: workbook.dates,
            label_unit: None,
            note: None,
        };
        let outcome = normalise::field(definition, &input, policy.reading_rules(), today);
        let reading = outcome.reading.clone();
        if matches!(reading, Reading::Missing(_)) {
            continue;
        }
        record
            .findings
            .extend(outcome.findings_at(&sheet.name, Some(*at)));
        if let Some(field) = record.fields.iter_mut().find(|f| f.key == *key) {
            field.raw = Some(cell.value.raw());
            field.reading = reading;
        }
    }
}
