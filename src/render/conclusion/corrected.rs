//! 更正影响: which version a form takes the place of, and what changed in consequence, for whom
//! (domain ruling 9.16).

use super::super::context::RenderContext;
use super::super::page::{Column, Page};
use crate::domain::correction::Effect;
use crate::sheet::Style;

/// What changed, before and after, and who has to look.
const EFFECTS: [Column; 5] = [
    Column::left(0, 1, "客户", Style::Value),
    Column::left(2, 3, "变了什么", Style::Value),
    Column::new(4, 4, "更正前", Style::Value),
    Column::new(5, 5, "更正后", Style::Value),
    Column::left(6, 7, "谁要看", Style::Value),
];
/// Rows that still fit on the page; all stand in 汇总/更正影响.xlsx.
const ROWS: usize = 10;

/// The section; nothing where the file corrects nothing.
pub(super) fn corrected(page: &mut Page, context: &RenderContext<'_>) {
    let corrections = &context.known.corrections;
    let [first, ..] = corrections.as_slice() else {
        return;
    };
    let replaced: Vec<&str> = corrections
        .iter()
        .take(5)
        .map(|c| c.replaces.as_str())
        .collect();
    let several = if corrections.len() > replaced.len() {
        format!("等 {} 份", corrections.len())
    } else {
        String::new()
    };
    page.section("更正影响");
    page.note(format!(
        "这份{}代替档案里的版本 {}{several},以后都按这份算。",
        first.form_title,
        replaced.join("、")
    ));
    page.titles(19.0, &EFFECTS);
    let all: Vec<&Effect> = corrections.iter().flat_map(|c| &c.effects).collect();
    // Who has to look goes first where not all fit.
    let (asks, tells): (Vec<&Effect>, Vec<&Effect>) =
        all.iter().partition(|effect| !effect.note.is_empty());
    for effect in asks.iter().chain(&tells).take(ROWS) {
        let [customer, what, before, after, note] = &EFFECTS;
        page.line(
            18.0,
            vec![
                customer.cell(effect.customer.as_str()),
                what.cell(effect.what.as_str()),
                before.cell(effect.before.as_deref().unwrap_or("(没有)")),
                after.cell(effect.after.as_deref().unwrap_or("(没有)")),
                note.cell(effect.note.as_str()),
            ],
        );
    }
    let counted: u32 = corrections.iter().map(|c| c.more).sum();
    let rest = all.len().saturating_sub(ROWS) + counted as usize;
    if rest > 0 {
        page.note(format!("另有 {rest} 处,见 汇总/更正影响.xlsx。"));
    }
}
