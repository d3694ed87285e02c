//! A form of ours filled in by the program: the blank form with its values typed into it, for
//! people to go on with.

use super::look::{at, serial};
use super::{BlankForm, Drawn, TemplateFailure, card, finished};
use crate::domain::decimal::plain;
use crate::domain::value::Value;
use crate::policy::Policy;
use crate::sheet::table::height_for;
use std::collections::BTreeMap;
use umya_spreadsheet::{Cell, XlsxError};

/// Points of the entries' font, rounded up.
const SIZE: u32 = 11;

/// What is filled in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FilledForm {
    /// Form id.
    pub form: String,
    /// Values by the keys of the fields.
    pub fields: BTreeMap<String, Value>,
    /// Lines, each with its values by key; all of one part.
    pub lines: Vec<BTreeMap<String, Value>>,
}

/// The form as a card, filled in; none where the policy has no such form.
pub fn filled_form(
    policy: &Policy,
    filled: &FilledForm,
) -> Option<Result<BlankForm, TemplateFailure>> {
    let form = policy.forms.get(&filled.form)?;
    let lines = u32::try_from(filled.lines.len()).unwrap_or(u32::MAX);
    let drawn = card::card_with(form, policy, lines).and_then(|drawn| fill(drawn, filled));
    Some(finished(policy, form, &form.title, drawn))
}

fn fill<'f>(mut drawn: Drawn<'f>, filled: &FilledForm) -> Result<Drawn<'f>, XlsxError> {
    let sheet = drawn.book.sheet_mut(0)?;
    for entry in &drawn.entries {
        let key = &entry.field.key;
        if let Some(value) = filled.fields.get(key) {
            write(sheet.cell_mut(entry.first.as_str()), value);
        }
        if entry.field.part.is_none() {
            continue;
        }
        let first: u32 = entry
            .first
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .parse()
            .unwrap_or(1);
        for (row, line) in (first..).zip(&filled.lines) {
            let Some(value) = line.get(key) else { continue };
            write(sheet.cell_mut(at(entry.col, row).as_str()), value);
            // Every word of a line is to be seen.
            let needed = height_for(&value.normalised(), card::width_of(entry.col), SIZE);
            let there = sheet.row_dimension_mut(row);
            if needed > there.height() {
                there.set_height(needed).set_custom_height(true);
            }
        }
    }
    Ok(drawn)
}

/// Numbers and days as such, everything else as text.
fn write(cell: &mut Cell, value: &Value) {
    match value {
        Value::Amount(number) | Value::Number(number) | Value::Percent(number) => {
            // A plain decimal always reads as a float; the sheet stores one in any case.
            cell.set_value_number(plain(*number).parse::<f64>().unwrap_or_default());
        }
        Value::Date(day) => {
            cell.set_value_number(serial(*day));
        }
        other => {
            cell.set_value_string(other.normalised());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{NoArchive, Submission, judge};
    use crate::grid::Limits;
    use rust_decimal::dec;

    /// What is typed in is what is read back: text, choice, amount, per cent, day, lines beyond
    /// the thirty of the blank form.
    #[test]
    fn a_filled_form_is_read_back_as_it_was_filled() {
        let policy = Policy::built_in();
        let text = |t: &str| Value::Text(t.to_owned());
        let line = |n: u32| {
            BTreeMap::from([
                (
                    "customer_name".to_owned(),
                    text(&format!("第{n}电气有限公司")),
                ),
                ("class".to_owned(), Value::Choice("大客户".into())),
                ("total_points".to_owned(), Value::Number(dec!(70.5))),
                ("customer_grade".to_owned(), Value::Choice("B".into())),
                ("credit_limit".to_owned(), Value::Amount(dec!(49))),
                ("credit_days".to_owned(), Value::Number(dec!(45))),
            ])
        };
        let day = chrono::NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        let filled = FilledForm {
            form: "credit_grade_list".into(),
            fields: BTreeMap::from([
                ("period".to_owned(), text("2025")),
                ("prepared_on".to_owned(), Value::Date(day)),
            ]),
            lines: (1..=45).map(line).collect(),
        };
        let bytes = filled_form(policy, &filled).unwrap().unwrap().bytes;
        assert_eq!(bytes, filled_form(policy, &filled).unwrap().unwrap().bytes);
        let submission = Submission {
            file_name: "表.xlsx",
            bytes: &bytes,
            office: "",
        };
        let today = chrono::NaiveDate::from_ymd_opt(2026, 1, 20).unwrap();
        let judged = judge(submission, policy, today, &Limits::default(), &NoArchive);
        let [record] = judged.file.records.as_slice() else {
            panic!("{:?}", judged.file);
        };
        // How the customers pay only an archive could tell.
        let codes: Vec<&str> = record.findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, ["I-NO-ARCHIVE"]);
        let read = |label: &str| -> Vec<&str> {
            let fields = record.fields.iter().filter(|f| f.label == label);
            fields.filter_map(|f| f.value.as_deref()).collect()
        };
        assert_eq!(read("编制日期"), ["2025-12-31"]);
        assert_eq!(read("客户名称").len(), 45);
        assert_eq!(read("客户名称")[44], "第45电气有限公司");
        assert_eq!(read("总分")[44], "70.5");
        assert_eq!(read("信用额度")[0], "49");
    }
}
