//! The answering first sentence, and what is asked of whom.

use super::{ruled, wording};
use crate::domain::decimal::plain;
use crate::domain::review::{ComplaintReview, Review, ScoreReview, TraceStep};
use crate::domain::status::Status;
use crate::domain::value::iso;
use crate::findings::{Asks, Finding, Severity};
use crate::forms::LOOKUP_FORM;
use crate::judged::{JudgedFile, JudgedRecord};

/// A finding with the record that it belongs to (none for the file's own).
pub(super) type Found<'a> = (Option<&'a JudgedRecord>, &'a Finding);

/// All findings: the file's own, then the records' in order.
pub(super) fn all(file: &JudgedFile) -> Vec<Found<'_>> {
    let own = file.findings.iter().map(|f| (None, f));
    let of_records = file
        .records
        .iter()
        .flat_map(|record| record.findings.iter().map(move |f| (Some(record), f)));
    own.chain(of_records).collect()
}

/// What a manager has to decide. A returned record is not his yet, but for what only he can say.
pub(super) fn to_decide(file: &JudgedFile) -> Vec<Found<'_>> {
    all(file)
        .into_iter()
        .filter(|(_, finding)| finding.asks() == Asks::Manager)
        .collect()
}

/// Approvals that the policy asks for: evaluation names the approver in a figure that ends in
/// 审批 (`赔偿审批` → `总经理`).
pub(super) fn approvals(file: &JudgedFile) -> Vec<(&JudgedRecord, &TraceStep)> {
    file.records
        .iter()
        .flat_map(|record| {
            let trace = record.review.as_ref().map_or(&[][..], Review::trace);
            trace.iter().map(move |step| (record, step))
        })
        .filter(|(_, step)| step.figure.ends_with("审批"))
        .collect()
}

/// How many things wait for a manager.
fn decisions(file: &JudgedFile) -> usize {
    to_decide(file).len() + approvals(file).len()
}

/// What the staff have to supply or mend, errors first.
pub(super) fn to_mend(file: &JudgedFile) -> Vec<Found<'_>> {
    let mut found: Vec<Found<'_>> = all(file)
        .into_iter()
        .filter(|(_, finding)| finding.asks() == Asks::Staff)
        .collect();
    found.sort_by_key(|(_, finding)| finding.severity);
    found
}

/// The first sentence: the answer.
pub(super) fn lead(file: &JudgedFile) -> String {
    match file.records.as_slice() {
        [] => without_record(file),
        [record] => one_record(file, record),
        records => several(file, records),
    }
}

fn without_record(file: &JudgedFile) -> String {
    let worst = file.findings.iter().min_by_key(|f| f.severity);
    match worst {
        Some(finding) => finding.message.clone(),
        None if file.status == Status::Unrecognised => {
            "没有认出可以审核的表单,文件未审核;请用「空白表单」里的表重填,或把表名写全后重交。"
                .to_owned()
        }
        None => format!("{}。", file.status.words()),
    }
}

fn one_record(file: &JudgedFile, record: &JudgedRecord) -> String {
    if record.status == Status::Returned {
        return returned(file);
    }
    let answer = match &record.review {
        Some(Review::Score(review))
            if record.status == Status::Incomplete || review.grade.is_none() =>
        {
            return incomplete(file, review);
        }
        Some(Review::Score(review)) => score(review),
        Some(Review::Complaint(review)) => complaint(review),
        Some(Review::Ageing(review)) => super::ageing::lead(review),
        Some(Review::Contract(review)) => super::exposure::lead(review),
        Some(Review::Grading(review)) => super::grading::lead(review),
        Some(Review::Rules(review)) if record.status != Status::Incomplete => {
            ruled::lead(record, review)
        }
        _ if record.status == Status::Incomplete => {
            return "资料不全,暂不能下结论;补齐下面所列各项,直接重投这个文件即可。".to_owned();
        }
        _ if record.form == LOOKUP_FORM => {
            "查询单填对了,放进收件箱查到的记录列在《查询结果》".to_owned()
        }
        _ => accepted(record),
    };
    let decide = decisions(file);
    if decide == 0 {
        format!("{answer};没有要您决定的事。")
    } else {
        format!("{answer};有{decide}项请您定。")
    }
}

fn returned(file: &JudgedFile) -> String {
    let mend = to_mend(file);
    let errors = mend
        .iter()
        .filter(|(_, f)| f.severity == Severity::Error)
        .count();
    let mut cells: Vec<String> = Vec::new();
    // What need not be mended for it to pass stands below, not among these.
    for (_, finding) in mend.iter().filter(|(_, f)| f.severity == Severity::Error) {
        if let Some(cell) = finding.cell {
            let cell = cell.to_string();
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
    }
    let more = if cells.len() > 6 { " 等" } else { "" };
    cells.truncate(6);
    let places = if cells.is_empty() {
        String::new()
    } else {
        format!("({}{more})", cells.join("、"))
    };
    format!(
        "退回修改:有{}处要改{places};就在这个文件里改好、保存即可重审,别处不用动。",
        errors.max(1)
    )
}

fn incomplete(file: &JudgedFile, review: &ScoreReview) -> String {
    let mut missing: Vec<&str> = Vec::new();
    for (_, finding) in to_mend(file) {
        if let Some(label) = finding.field.as_deref()
            && !missing.contains(&label)
        {
            missing.push(label);
        }
    }
    let known = review.indicator_points.iter().flatten().count();
    let what = if missing.is_empty() {
        String::new()
    } else {
        format!("缺{},", missing.join("、"))
    };
    format!("资料不全:{what}四项指标已算出{known}项,暂不定等级和额度;补齐后直接重投这个文件即可。")
}

fn score(review: &ScoreReview) -> String {
    let class = review.class.map(|c| c.words()).unwrap_or_default();
    let grade = review.grade.as_deref().unwrap_or_default();
    let credit = match &review.credit {
        Some(credit) if credit.limit_wan.is_zero() => "不给信用额度,款到发货".to_owned(),
        Some(credit) => format!(
            "额度{}万元、{}天",
            plain(credit.limit_wan),
            credit.terms_days
        ),
        None => String::new(),
    };
    if let Some(until) = review.new_customer_until {
        let reference = match (&review.reference_grade, review.total_points) {
            (Some(grade), Some(points)) => {
                format!(",参考分{}分({})", plain(points), wording::grade(grade))
            }
            _ => String::new(),
        };
        return format!(
            "建议:新客户,{}前按{}{reference},{credit}",
            iso(until),
            wording::grade(grade)
        );
    }
    let points = review
        .total_points
        .map(|p| format!("({}分)", plain(p)))
        .unwrap_or_default();
    format!("建议:{class}{}{points},{credit}", wording::grade(grade))
}

fn complaint(review: &ComplaintReview) -> String {
    let visit = review
        .visit
        .as_ref()
        .map(|v| format!(",{}{}前上门走访", v.role, iso(v.due)))
        .unwrap_or_default();
    format!(
        "{}投诉({}):{}前{}答复客户{visit},共{}步",
        wording::complaint_severity(&review.severity),
        review.causes.join("、"),
        iso(review.reply_by),
        if review.reply_means == "letter" {
            "以信函"
        } else {
            "以信函或电话"
        },
        review.steps.len()
    )
}

fn accepted(record: &JudgedRecord) -> String {
    let ours = record.fields.iter().filter(|f| !f.extra).count();
    let read = record
        .fields
        .iter()
        .filter(|f| !f.extra && f.value.is_some())
        .count();
    let warnings = record
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Warning)
        .count();
    let notes = if warnings == 0 {
        String::new()
    } else {
        format!(",其中{warnings}条提醒请看校验明细")
    };
    format!(
        "{}通过,已入档:{ours}项读到{read}项{notes}",
        record.form_title
    )
}

fn several(file: &JudgedFile, records: &[JudgedRecord]) -> String {
    let mut parts = Vec::new();
    for status in [
        Status::Accepted,
        Status::AcceptedWithWarnings,
        Status::Incomplete,
        Status::Returned,
        Status::Unrecognised,
    ] {
        let count = records.iter().filter(|r| r.status == status).count();
        if count > 0 {
            parts.push(format!("{}{count}条", status.words()));
        }
    }
    let decide = decisions(file);
    let next = if file.status.is_accepted() {
        if decide == 0 {
            "没有要您决定的事".to_owned()
        } else {
            format!("有{decide}项请您定")
        }
    } else {
        "只改退回和资料不全的几条,其余已收下,不用动".to_owned()
    };
    format!("共{}条:{};{next}。", records.len(), parts.join(","))
}
