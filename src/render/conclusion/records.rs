//! A workbook of several records: how many of which status, and one line each.

use super::super::context::RenderContext;
use super::super::page::{Column, Page};
use super::super::wording;
use super::{Tile, tile, tiles_line, to_details};
use crate::domain::cell::CellRef;
use crate::domain::decimal::plain;
use crate::domain::review::Review;
use crate::domain::status::Status;
use crate::findings::Severity;
use crate::judged::{JudgedFile, JudgedRecord};
use crate::sheet::Style;

/// The strip of counts.
pub(super) fn counts(page: &mut Page, records: &[JudgedRecord]) {
    let count = |wanted: &[Status]| {
        records
            .iter()
            .filter(|r| wanted.contains(&r.status))
            .count()
    };
    let one = |label: &str, n: usize, remark: &str| -> Tile {
        tile(label, n.to_string(), remark.to_owned())
    };
    tiles_line(
        page,
        &[
            one("记录", records.len(), "条"),
            one(
                "● 通过",
                count(&[Status::Accepted, Status::AcceptedWithWarnings]),
                "已收下,不用再交",
            ),
            one("▲ 资料不全", count(&[Status::Incomplete]), "补齐后重交"),
            one(
                "■ 退回",
                count(&[Status::Returned, Status::Unrecognised]),
                "改好后重交",
            ),
        ],
    );
}

/// A line a record.
const TABLE: [Column; 5] = [
    Column::new(0, 0, "位置", Style::Linked),
    Column::left(1, 3, "客户", Style::Value),
    Column::new(4, 5, "状态", Style::ValueCentred),
    Column::new(6, 6, "等级/额度", Style::ValueCentred),
    Column::new(7, 7, "问题", Style::Linked),
];

/// One line a record, in the order of the workbook.
pub(super) fn table(page: &mut Page, file: &JudgedFile, context: &RenderContext<'_>) {
    let records = &file.records;
    page.section("各条结果(额度单位:万元;→ 前为上期等级)");
    let header = page.row();
    let [at_row, customers, status, outcome, problems] = &TABLE;
    page.line(
        20.0,
        vec![
            at_row.title(),
            customers.styled(context.subject(file), Style::HeaderLeft),
            status.title(),
            outcome.title(),
            problems.title(),
        ],
    );
    let forms: std::collections::BTreeSet<&str> = records.iter().map(|r| r.form.as_str()).collect();
    for record in records {
        let place = match record.row {
            Some(row) => format!("第{row}行"),
            None => wording::shortened(&record.sheet, 8),
        };
        let at = CellRef::new(record.row.map_or(0, |r| r.saturating_sub(1)), 0);
        let customer = record.customer.as_deref().unwrap_or("(未写名称)");
        let customer = if forms.len() > 1 {
            format!("{customer} · {}", record.form_title)
        } else {
            customer.to_owned()
        };
        let carried = if record.carried_from.is_some() {
            "(沿用上次)"
        } else {
            ""
        };
        let result = match &record.review {
            Some(Review::Score(review)) => match (&review.grade, &review.credit) {
                (Some(grade), Some(credit)) => {
                    let before = context.previous(record).and_then(|p| p.grade.as_deref());
                    let change = match before {
                        Some(before) if before != grade => format!("{before}→"),
                        _ => String::new(),
                    };
                    format!("{change}{grade} / {}", plain(credit.limit_wan))
                }
                (Some(grade), None) => grade.clone(),
                _ => "—".to_owned(),
            },
            Some(Review::Complaint(review)) => {
                wording::complaint_severity(&review.severity).to_owned()
            }
            Some(Review::Rules(review)) => review.grade.clone().unwrap_or_else(|| "—".to_owned()),
            Some(Review::Grading(review)) => super::super::grading::short(review),
            Some(Review::Contract(review)) => super::super::exposure::short(review),
            Some(Review::Policy(_) | Review::Ageing(_)) | None => "—".to_owned(),
        };
        let count = record
            .findings
            .iter()
            .filter(|f| f.severity != Severity::Info)
            .count();
        page.line(
            19.0,
            vec![
                at_row.cell(place).to(wording::link_to(&record.sheet, at)),
                customers.cell(format!("{customer}{carried}")),
                status.styled(
                    wording::marked_status(record.status),
                    wording::status_style(record.status),
                ),
                outcome.cell(result),
                if count == 0 {
                    problems.styled("无", Style::ValueCentred)
                } else {
                    problems.cell(format!("{count} 条")).to(to_details())
                },
            ],
        );
    }
    if records.len() > super::ONE_PAGE_RECORDS {
        page.plan_mut().print.title_rows = Some((header, header));
    }
}
