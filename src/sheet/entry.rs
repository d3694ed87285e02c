//! What people may type on a sheet of ours: drop-downs, limits of numbers, protection against slips,
//! and the colour of what still waits for someone.

use super::palette::{Kind, palette};
use super::plan::{ChoiceList, Entry, EntryRule, Highlight, SheetPlan, Style};
use super::text::escaped;
use super::worksheet::Sink;
use crate::domain::cell::{CellRange, column_letters};
use crate::domain::decimal::plain;
use rust_decimal::Decimal;
use std::fmt::Write as _;

/// Columns right of a protected table that stay open for remarks.
pub(super) const FREE_COLUMNS: u32 = 4;

/// Protection without a password: rows and columns may be sized, added, sorted and filtered.
pub(super) const PROTECTED: &str = "<sheetProtection sheet=\"1\" objects=\"1\" scenarios=\"1\" formatCells=\"0\" formatColumns=\"0\" formatRows=\"0\" insertColumns=\"0\" insertRows=\"0\" insertHyperlinks=\"0\" deleteRows=\"0\" sort=\"0\" autoFilter=\"0\"/>";

/// Longest message that Excel shows beside a cell.
const LONGEST_MESSAGE: usize = 250;

/// The cell format of an open cell that the plan does not put.
pub(super) fn open_plain() -> u32 {
    palette().open(palette().format(Style::Plain, Kind::General).0)
}

/// The element of conditional formats.
pub(super) fn highlights(plan: &SheetPlan, out: &mut String) {
    for (at, Highlight { area, column, word }) in plan.highlights.iter().enumerate() {
        // Only where something stands: an end that reaches to infinity is blank.
        let formula = format!(
            "AND(${}{}=\"{}\",{}<>\"\")",
            column_letters(*column),
            area.first.row + 1,
            word.replace('"', "\"\""),
            area.first
        );
        let _ = write!(
            out,
            "<conditionalFormatting sqref=\"{area}\"><cfRule type=\"expression\" dxfId=\"0\" priority=\"{}\"><formula>{}</formula></cfRule></conditionalFormatting>",
            at + 1,
            escaped(&formula)
        );
    }
}

/// The element of data validations.
pub(super) fn validations(plan: &SheetPlan, names: &[&str], sink: &mut impl Sink) {
    // Words of a sheet that is not among the plans cannot be offered.
    let position = |entry: &Entry| match entry {
        Entry::From { sheet, .. } => names.iter().position(|n| n == sheet),
        _ => Some(0),
    };
    let entries: Vec<(&EntryRule, usize)> = plan
        .entries
        .iter()
        .filter_map(|rule| position(&rule.entry).map(|at| (rule, at)))
        .collect();
    let count = plan.choices.len() + entries.len();
    if count == 0 {
        return;
    }
    let _ = write!(sink.xml(), "<dataValidations count=\"{count}\">");
    for list in &plan.choices {
        choice(list, sink.xml());
    }
    for (rule, at) in entries {
        entry(rule, at, sink);
    }
    sink.xml().push_str("</dataValidations>");
}

fn choice(list: &ChoiceList, out: &mut String) {
    out.push_str("<dataValidation type=\"list\"");
    messages("", &list.prompt, out);
    let words = escaped(&list.words.join(","));
    let _ = write!(
        out,
        " sqref=\"{}\"><formula1>&quot;{words}&quot;</formula1></dataValidation>",
        list.area
    );
}

fn messages(error: &str, prompt: &str, out: &mut String) {
    out.push_str(" allowBlank=\"1\" showInputMessage=\"1\" showErrorMessage=\"1\"");
    for (name, text) in [("error", error), ("prompt", prompt)] {
        if !text.is_empty() {
            let text: String = text.chars().take(LONGEST_MESSAGE).collect();
            let _ = write!(out, " {name}=\"{}\"", escaped(&text));
        }
    }
}

fn entry(rule: &EntryRule, sheet: usize, sink: &mut impl Sink) {
    let area = rule.area;
    match &rule.entry {
        Entry::Number { least, most, whole } => {
            let kind = if *whole { "whole" } else { "decimal" };
            let (operator, first, second) = comparison(*least, *most);
            let out = sink.xml();
            let _ = write!(
                out,
                "<dataValidation type=\"{kind}\" operator=\"{operator}\""
            );
            messages(&rule.prompt, &rule.prompt, out);
            let _ = write!(out, " sqref=\"{area}\"><formula1>{first}</formula1>");
            if let Some(second) = second {
                let _ = write!(out, "<formula2>{second}</formula2>");
            }
            out.push_str("</dataValidation>");
        }
        Entry::Day => {
            let out = sink.xml();
            // From 1950 on; no day of a policy lies before.
            out.push_str("<dataValidation type=\"date\" operator=\"greaterThan\"");
            messages(&rule.prompt, &rule.prompt, out);
            let _ = write!(
                out,
                " sqref=\"{area}\"><formula1>18264</formula1></dataValidation>"
            );
        }
        Entry::From { words, .. } => {
            let out = sink.xml();
            out.push_str("<dataValidation type=\"list\" errorStyle=\"warning\"");
            messages(&rule.prompt, &rule.prompt, out);
            let _ = write!(out, " sqref=\"{area}\"><formula1>");
            sink.sheet_reference(sheet);
            let _ = write!(
                sink.xml(),
                "!{}</formula1></dataValidation>",
                absolute(*words)
            );
        }
    }
}

fn absolute(area: CellRange) -> String {
    format!(
        "{}:{}",
        super::chart::absolute(area.first),
        super::chart::absolute(area.last)
    )
}

/// Operator and formulas; a band without ends asks for any number.
fn comparison(
    least: Option<(Decimal, bool)>,
    most: Option<(Decimal, bool)>,
) -> (&'static str, String, Option<String>) {
    const HUGE: &str = "1000000000000";
    match (least, most) {
        // An open end among two is left to the check: a validation knows closed ones only.
        (Some((low, _)), Some((high, _))) => ("between", plain(low), Some(plain(high))),
        (Some((low, true)), None) => ("greaterThanOrEqual", plain(low), None),
        (Some((low, false)), None) => ("greaterThan", plain(low), None),
        (None, Some((high, true))) => ("lessThanOrEqual", plain(high), None),
        (None, Some((high, false))) => ("lessThan", plain(high), None),
        (None, None) => ("between", format!("-{HUGE}"), Some(HUGE.to_owned())),
    }
}
