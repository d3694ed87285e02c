//! `汇总/更正影响.xlsx`: every correction on file and what it brought about, newest first.

use crate::archive::CorrectionOnFile;
use crate::sheet::plan::{Link, SheetPlan, Style};
use crate::sheet::table::{Table, TableCell};

/// The workbook below 汇总.
pub const CORRECTIONS_FILE: &str = "更正影响.xlsx";
/// Rows that are shown; older ones are in the archive.
const SHOWN: usize = 5_000;

/// The sheet; `found` comes oldest first.
pub fn corrections_plans(found: &[CorrectionOnFile]) -> Vec<SheetPlan> {
    let mut table = Table::new("更正影响", "更正影响")
        .subtitle(
            "后交的一份代替了先前的一份,随之变了什么、关系到谁;最新的在最上面。由档案推算,不用填写。",
        )
        .note_if_empty("还没有更正过的表")
        .frozen_columns(1)
        .column("审核日期", 13.0, Style::ValueCentred)
        .column("表单", 22.0, Style::Value)
        .column("客户", 30.0, Style::Value)
        .column("变了什么", 30.0, Style::Value)
        .column("更正前", 26.0, Style::Value)
        .column("更正后", 26.0, Style::Value)
        .column("谁要看", 36.0, Style::Value)
        .column("办事处", 16.0, Style::Value)
        .column("版本", 14.0, Style::ValueCentred)
        .footer("更正影响");
    let mut rows = 0;
    for one in found.iter().rev() {
        let (entry, correction) = (&one.entry, &one.correction);
        let link = entry.delivered.as_ref().map(|delivered| Link::File {
            path: format!("../{delivered}"),
            place: "审核结论!A1".to_owned(),
        });
        for effect in &correction.effects {
            if rows == SHOWN {
                return vec![table.plan()];
            }
            rows += 1;
            let note = match effect.note.is_empty() {
                true => TableCell::from(""),
                false => TableCell::from(effect.note.as_str()).styled(Style::Caution),
            };
            table.row(vec![
                entry.review_date.into(),
                TableCell::from(correction.form_title.as_str()).leading_to(link.clone()),
                effect.customer.as_str().into(),
                effect.what.as_str().into(),
                effect.before.as_deref().unwrap_or("(没有)").into(),
                effect.after.as_deref().unwrap_or("(没有)").into(),
                note,
                entry.office.as_str().into(),
                format!("{} 代替 {}", entry.id, correction.replaces).into(),
            ]);
        }
    }
    vec![table.plan()]
}
