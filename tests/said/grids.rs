//! A sheet as text: a line a row, each cell with its column. Read by another library than the
//! one that wrote it.

use shenbiao::domain::cell::CellRef;
use shenbiao::forms::Forms;
use std::fmt::Write as _;
use std::io::Cursor;

fn open(bytes: &[u8]) -> calamine::Xlsx<Cursor<&[u8]>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

/// The sheets' names.
pub fn names(bytes: &[u8]) -> Vec<String> {
    calamine::Reader::sheet_names(&open(bytes))
}

/// The list of all forms, wherever it is told, as one word.
pub fn all_forms(text: &str) -> String {
    let titles: Vec<&str> = Forms::built_in().iter().map(|f| f.title.as_str()).collect();
    text.replace(&titles.join("、"), "(各表)")
}

/// What differs from run to run put in words: the hour of receipt, who the files belong to, and
/// the number that follows from a file's bytes.
fn settled(text: &str) -> String {
    let hour = |c: char| c.is_ascii_digit() || "-: ".contains(c);
    if text.len() == "2026-11-25 09:33".len() && text.contains(' ') && text.chars().all(hour) {
        return "(收到的时间)".to_owned();
    }
    let digit = |c: char| c.is_ascii_hexdigit();
    if text.len() == 12 && text.chars().all(digit) {
        return "(受理号)".to_owned();
    }
    match text.split_once("与文件所有者「") {
        Some((before, after)) => {
            let after = after.split_once('」').map_or("", |(_, rest)| rest);
            format!("{before}与文件所有者「(某人)」{after}")
        }
        None => all_forms(text).replace('\n', "⏎"),
    }
}

/// One sheet.
pub fn sheet(bytes: &[u8], name: &str) -> String {
    let range = calamine::Reader::worksheet_range(&mut open(bytes), name).unwrap();
    let (top, left) = range.start().unwrap_or_default();
    let (mut out, mut below) = (String::new(), false);
    for (number, row) in range.rows().enumerate() {
        let mut cells: Vec<String> = row
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.to_string().is_empty())
            .map(|(column, value)| {
                let at = CellRef::new(top + number as u32, left + column as u32).to_string();
                let text = settled(&value.to_string());
                format!("{at}: {text}")
            })
            .collect();
        // A form that is added is no change of these words, and what follows the list of forms
        // stands wherever that leaves room.
        let lists_a_form = Forms::built_in()
            .iter()
            .any(|form| cells.len() == 2 && cells[0].ends_with(&format!(": {}", form.title)));
        below |= lists_a_form;
        if below && !lists_a_form {
            let moved = cells.iter().filter_map(|cell| cell.split_once(": "));
            cells = moved.map(|(_, text)| format!("…: {text}")).collect();
        }
        if !cells.is_empty() && !lists_a_form {
            let _ = writeln!(out, "{}", cells.join(" │ "));
        }
    }
    out
}

/// The sheets that a result has and the submitted workbook has not, one after the other.
pub fn added(result: &[u8], submitted: &[String]) -> String {
    names(result)
        .iter()
        .filter(|name| !submitted.contains(name))
        .map(|name| format!("== {name}\n{}\n", sheet(result, name)))
        .collect()
}
