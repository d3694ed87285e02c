//! The words for ids and codes that reviews hold.

use crate::domain::cell::CellRef;
use crate::domain::review::ScoreReview;
use crate::domain::status::Status;
use crate::domain::value::iso;
use crate::findings::{Finding, Severity};
use crate::forms::{Forms, HANDBOOK};
use crate::judged::JudgedRecord;
use crate::sheet::{Link, Style};
use chrono::NaiveDate;

/// A form's title; its id where none is known.
pub(super) fn form_title(forms: &Forms, id: &str) -> String {
    forms
        .get(id)
        .map(|form| form.title.clone())
        .or_else(|| {
            HANDBOOK
                .iter()
                .find(|(known, _)| *known == id)
                .map(|(_, title)| (*title).to_owned())
        })
        .unwrap_or_else(|| id.to_owned())
}

/// A day, with 暂定 where the calendar of its year is not yet published.
pub(super) fn day(day: NaiveDate, provisional: bool) -> String {
    if provisional {
        format!("{}(暂定)", iso(day))
    } else {
        iso(day)
    }
}

/// What bound a limit (domain ruling 9.11).
pub(super) fn binding(id: &str) -> &str {
    match id {
        "sales" => "年合同额",
        "net_assets" => "净资产",
        "cap" => "等级封顶额",
        "none" => "不给额度",
        other => other,
    }
}

/// A method of the credit limit.
pub(super) fn method(id: &str) -> &str {
    match id {
        "sales" => "销售额法",
        other => other,
    }
}

/// A visit's cycle.
pub(super) fn cycle(id: &str) -> &str {
    match id {
        "quarter" => "每季度",
        "half_year" => "每半年",
        "year" => "每年",
        other => other,
    }
}

/// A complaint's severity.
pub(super) fn complaint_severity(id: &str) -> &str {
    match id {
        "major" => "重大",
        "minor" => "一般",
        other => other,
    }
}

/// How a complaint is answered.
pub(super) fn reply_means(id: &str) -> &str {
    match id {
        "letter" => "须用信函",
        "any" => "信函或电话",
        other => other,
    }
}

/// What is counted in a deadline.
pub(super) fn day_kind(id: &str) -> &str {
    match id {
        "workday" => "个工作日",
        "calendar" => "天",
        "month" => "个月",
        other => other,
    }
}

/// A grade as people say it.
pub(super) fn grade(grade: &str) -> String {
    if grade == "N" {
        "未达C级".to_owned()
    } else {
        format!("{grade}级")
    }
}

/// Class and grade as people say them (大客户A级).
pub(super) fn class_and_grade(review: &ScoreReview) -> String {
    let class = review.class.map(|c| c.words());
    match (class, review.grade.as_deref()) {
        (class, Some(grade)) => format!("{}{}", class.unwrap_or_default(), self::grade(grade)),
        (Some(class), None) => format!("{class},等级未定"),
        (None, None) => "等级未定".to_owned(),
    }
}

/// The points of the four indicators (25 / 20 / 缺 / 5).
pub(super) fn four_points(review: &ScoreReview) -> String {
    let points: Vec<&str> = review
        .indicator_points
        .iter()
        .map(|p| p.as_deref().unwrap_or("缺"))
        .collect();
    points.join(" / ")
}

/// A class word of the archive.
pub(super) fn class(id: &str) -> &str {
    match id {
        "major" => "大客户",
        "general" => "一般客户",
        other => other,
    }
}

/// A sign before the status, told apart without colours.
pub(super) fn marked_status(status: Status) -> String {
    let sign = match status {
        Status::Accepted => "●",
        Status::AcceptedWithWarnings | Status::Incomplete => "▲",
        Status::Returned | Status::Unrecognised => "■",
    };
    format!("{sign} {}", status.words())
}

/// The style of a status in a table.
pub(super) fn status_style(status: Status) -> Style {
    match status {
        Status::Accepted => Style::Good,
        Status::AcceptedWithWarnings | Status::Incomplete => Style::Caution,
        Status::Returned | Status::Unrecognised => Style::Bad,
    }
}

/// The style of a status as the page's verdict, and the colour of its tab.
pub(super) fn verdict_style(status: Status) -> (Style, &'static str) {
    match status {
        Status::Accepted => (Style::VerdictGood, "2E7D4F"),
        Status::AcceptedWithWarnings | Status::Incomplete => (Style::VerdictCaution, "C98A00"),
        Status::Returned | Status::Unrecognised => (Style::VerdictBad, "A61B1B"),
    }
}

/// A sign before the severity.
pub(super) fn marked_severity(severity: Severity) -> String {
    let sign = match severity {
        Severity::Error => "■",
        Severity::Warning => "▲",
        Severity::Info => "○",
    };
    format!("{sign} {}", severity.words())
}

/// The style of a severity.
pub(super) fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::Bad,
        Severity::Warning => Style::Caution,
        Severity::Info => Style::ValueCentred,
    }
}

/// The link to the cell that a finding concerns.
pub(super) fn place_of(finding: &Finding) -> Option<Link> {
    link_to(finding.sheet.as_deref()?, finding.cell?)
}

/// The link to a cell of the submitted workbook.
pub(super) fn link_to(sheet: &str, cell: CellRef) -> Option<Link> {
    (!sheet.is_empty()).then(|| Link::Cell {
        sheet: sheet.to_owned(),
        cell,
    })
}

/// The normalised value of a record's field by label, if it holds anything.
pub(super) fn field<'a>(record: &'a JudgedRecord, labels: &[&str]) -> Option<&'a str> {
    record
        .fields
        .iter()
        .filter(|f| labels.contains(&f.label.as_str()))
        .find_map(|f| f.value.as_deref().filter(|v| !v.is_empty()))
}

/// Names a record in a list: its customer and row.
pub(super) fn record_name(record: &JudgedRecord) -> String {
    let customer = record.customer.as_deref().unwrap_or("(未写名称)");
    match record.row {
        Some(row) => format!("{customer}(第{row}行)"),
        None => customer.to_owned(),
    }
}

/// At most `most` characters, with `…` where there were more.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
    out.push('…');
    out
}

/// A place in words: `B5`, or `Sheet1!B5` where several sheets are at hand.
pub(super) fn place_words(sheet: Option<&str>, cell: Option<CellRef>, with_sheet: bool) -> String {
    match (sheet, cell) {
        (Some(sheet), Some(cell)) if with_sheet => format!("{sheet}!{cell}"),
        (_, Some(cell)) => cell.to_string(),
        (Some(sheet), None) if with_sheet => sheet.to_owned(),
        _ => String::new(),
    }
}
