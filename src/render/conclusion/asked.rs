//! 需您决定 and 业务员需补: who is asked for what, each with the cell.

use super::super::page::{Page, text};
use super::super::verdict::{self, Found};
use super::super::wording;
use super::{is_back, several_sheets, to_details};
use crate::judged::JudgedFile;
use crate::sheet::Style;

/// The most items of a kind on the page; the rest is counted and stands in 校验明细.
const MOST: usize = 7;

/// Draws both lists; the staff's first where the file goes back to them.
pub(super) fn asked(page: &mut Page, file: &JudgedFile) {
    let decide = verdict::to_decide(file);
    let mend = verdict::to_mend(file);
    if is_back(file.status) {
        mending(page, file, &mend);
        deciding(page, file, &decide);
    } else {
        deciding(page, file, &decide);
        mending(page, file, &mend);
    }
}

fn deciding(page: &mut Page, file: &JudgedFile, found: &[Found<'_>]) {
    let approvals = verdict::approvals(file);
    let count = found.len() + approvals.len();
    if count == 0 && is_back(file.status) {
        return;
    }
    page.section(format!("需您决定({count}项)"));
    for (record, step) in approvals.iter().take(MOST) {
        let input = step.inputs.first();
        let amount = input.map_or_else(String::new, |input| {
            format!(
                ",{}{}{}",
                input.label,
                input.value,
                input.unit.as_deref().unwrap_or_default()
            )
        });
        let cell = input.and_then(|input| input.cell);
        let link = cell.and_then(|cell| wording::link_to(&record.sheet, cell));
        let words = format!(
            "{}:须{}批准{amount}({})",
            step.figure, step.value, step.clause
        );
        let place = cell.map(|cell| cell.to_string()).unwrap_or_default();
        page.tick_line(words, &place, link);
    }
    if !found.is_empty() || approvals.is_empty() {
        list(page, file, found, "没有要您决定的事。");
    }
}

fn mending(page: &mut Page, file: &JudgedFile, found: &[Found<'_>]) {
    if found.is_empty() && (!is_back(file.status) || file.records.is_empty()) {
        // Without a record the page's first sentence and this list say what happened.
        if file.findings.is_empty() || !is_back(file.status) {
            return;
        }
    }
    page.section(format!("业务员需补({}项)", found.len()));
    list(page, file, found, "没有要补的。");
}

fn list(page: &mut Page, file: &JudgedFile, found: &[Found<'_>], none: &str) {
    if found.is_empty() {
        page.line(20.0, vec![text(0, 7, none, Style::Value)]);
        return;
    }
    let with_sheet = several_sheets(file);
    let with_record = file.records.len() > 1;
    for (record, finding) in found.iter().take(MOST) {
        let who = match record {
            Some(record) if with_record => format!("{}:", wording::record_name(record)),
            _ => String::new(),
        };
        // Without a record the page's first sentence has said already what is the matter.
        let said = file.records.is_empty() && found.len() == 1;
        let words = if said {
            finding.fix.clone()
        } else {
            format!(
                "{who}{}{}{}",
                finding.message,
                if finding.message.ends_with(['。', '!', '?']) {
                    " "
                } else {
                    ";"
                },
                finding.fix
            )
        };
        let place = wording::place_words(finding.sheet.as_deref(), finding.cell, with_sheet);
        let link = wording::place_of(finding);
        let style = if link.is_some() {
            Style::Linked
        } else {
            Style::ValueCentred
        };
        page.line(
            20.0,
            vec![
                text(0, 0, "□", Style::ValueCentred),
                text(1, 6, wording::shortened(&words, 160), Style::Value),
                text(
                    7,
                    7,
                    if place.is_empty() {
                        "—".to_owned()
                    } else {
                        place
                    },
                    style,
                )
                .to(link),
            ],
        );
    }
    if found.len() > MOST {
        page.line(
            20.0,
            vec![
                text(
                    0,
                    7,
                    format!("另有 {} 项,见《校验明细》", found.len() - MOST),
                    Style::Linked,
                )
                .to(to_details()),
            ],
        );
    }
}
