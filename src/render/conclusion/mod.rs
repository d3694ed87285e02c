//! 审核结论: the one page that a manager reads first and prints.
//!
//! The first sentence is the answer; then the key figures, what he must decide apart from what
//! the staff must supply, what changed since last time, what nobody has verified, what comes
//! next, and room to sign. One A4 page, legible in black and white.

mod asked;
mod background;
mod corrected;
mod next;
mod records;
mod sign;

use super::context::RenderContext;
use super::page::{Page, text};
use super::verdict;
use super::wording;
use super::{CONCLUSION, DETAILS};
use crate::domain::decimal::plain;
use crate::domain::review::{ComplaintReview, Review, ScoreReview};
use crate::domain::status::Status;
use crate::domain::value::iso;
use crate::findings::Severity;
use crate::forms::Forms;
use crate::judged::{JudgedFile, JudgedRecord};
use crate::sheet::{Link, SheetPlan, Style};

/// Eight equal columns of an A4 page in portrait.
const WIDTHS: [f64; 8] = [11.5; 8];

/// The most records of a list that still fit on one page.
const ONE_PAGE_RECORDS: usize = 24;

/// The sheet.
pub(super) fn plan(file: &JudgedFile, context: &RenderContext<'_>) -> SheetPlan {
    let (verdict_style, tab) = wording::verdict_style(file.status);
    let mut page = Page::new(CONCLUSION, &WIDTHS, tab, context.footer(CONCLUSION));
    page.line(
        36.0,
        vec![
            text(0, 4, CONCLUSION, Style::Title),
            text(5, 7, wording::marked_status(file.status), verdict_style),
        ],
    );
    page.line(
        18.0,
        vec![text(0, 7, subtitle(file, context), Style::Subtitle)],
    );
    page.gap(4.0);
    page.line(40.0, vec![text(0, 7, verdict::lead(file), Style::Lead)]);
    page.gap(6.0);
    facts(&mut page, file, context);
    match file.records.as_slice() {
        [] => {
            asked::asked(&mut page, file);
            if file.status == Status::Unrecognised {
                known_forms(&mut page, &context.policy.forms);
            }
        }
        [record] => {
            figures(&mut page, record);
            asked::asked(&mut page, file);
            corrected::corrected(&mut page, context);
            background::compared(&mut page, record, context);
            background::unverified(&mut page, file, context);
            next::next(&mut page, record);
        }
        many => {
            records::counts(&mut page, many);
            asked::asked(&mut page, file);
            records::table(&mut page, file, context);
            corrected::corrected(&mut page, context);
            background::unverified(&mut page, file, context);
        }
    }
    if needs_signature(file) {
        let with_limit = file
            .records
            .iter()
            .any(|r| matches!(r.review, Some(Review::Score(_) | Review::Contract(_))));
        sign::sign(&mut page, context, with_limit);
    }
    page.note(closing(file));
    if file.records.len() <= ONE_PAGE_RECORDS {
        page.one_page();
    }
    page.done()
}

/// A file that goes back to the staff is not signed.
fn needs_signature(file: &JudgedFile) -> bool {
    file.status.is_accepted() && file.records.iter().any(|r| r.review.is_some())
}

fn subtitle(file: &JudgedFile, context: &RenderContext<'_>) -> String {
    let mut titles: Vec<&str> = Vec::new();
    for record in &file.records {
        if !titles.contains(&record.form_title.as_str()) {
            titles.push(&record.form_title);
        }
    }
    let forms = if titles.is_empty() {
        String::new()
    } else {
        format!("{} · ", titles.join("、"))
    };
    format!(
        "{forms}审核日 {} · 依据制度 {}({}起施行)",
        iso(context.review_date),
        context.policy.version(),
        iso(context.policy.cover.effective)
    )
}

/// Who sent what, and how to find it again.
fn facts(page: &mut Page, file: &JudgedFile, context: &RenderContext<'_>) {
    let first = file.records.first();
    let single = file.records.len() == 1;
    let office = if context.office.is_empty() {
        match first.and_then(|r| wording::field(r, &["办事处"])) {
            Some(typed) => format!("{typed}(表内所填)"),
            None => "收件箱根目录".to_owned(),
        }
    } else {
        context.office.clone()
    };
    let back = match context.known.returned_before {
        0 => "没有".to_owned(),
        n => format!("{n} 次"),
    };
    let phone_label = format!("{}电话", context.subject(file));
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if single {
        let customer = first.and_then(|r| r.customer.clone());
        pairs.push((
            context.subject(file),
            customer.unwrap_or_else(|| "未读到".to_owned()),
        ));
        let period = first.and_then(|r| wording::field(r, &["年度", "期间", "年度(期间)"]));
        match period {
            Some(period) => pairs.push(("期间", period.to_owned())),
            None => pairs.push((
                "表单",
                first.map(|r| r.form_title.clone()).unwrap_or_default(),
            )),
        }
    }
    pairs.push(("办事处", office));
    if first.is_some() {
        pairs.push(("填表人", filled_in_by(first)));
        if single
            && let Some(phone) =
                first.and_then(|r| wording::field(r, &["电话", "电话号码", "联系电话"]))
        {
            pairs.push((&phone_label, phone.to_owned()));
        }
    }
    pairs.push(("此前退回", back));
    pairs.push(("文件", context.file_name.clone()));
    pairs.push(("受理号", context.case_number().to_owned()));
    page.pairs(pairs);
}

/// Who filled it in, with his phone where he wrote one beside his name.
fn filled_in_by(record: Option<&JudgedRecord>) -> String {
    const LABELS: [&str; 4] = ["填表人", "业务员", "接收人", "经办人"];
    let Some(record) = record else {
        return "未填".to_owned();
    };
    let Some(name) = wording::field(record, &LABELS) else {
        return "未填".to_owned();
    };
    let raw = record
        .fields
        .iter()
        .find(|f| LABELS.contains(&f.label.as_str()) && f.value.as_deref() == Some(name))
        .and_then(|f| f.raw.as_deref())
        .unwrap_or_default();
    // Seven digits and more beside the name are a phone and no date.
    if raw.chars().filter(char::is_ascii_digit).count() >= 7 {
        wording::shortened(raw.trim(), 40)
    } else {
        name.to_owned()
    }
}

/// The forms that would have been recognised.
fn known_forms(page: &mut Page, forms: &Forms) {
    page.section("程序认得的表单");
    for form in forms.iter() {
        page.line(
            19.0,
            vec![
                text(0, 2, form.title.as_str(), Style::Label),
                text(3, 7, form.purpose.as_str(), Style::Value),
            ],
        );
    }
}

/// The strip of big figures.
fn figures(page: &mut Page, record: &JudgedRecord) {
    let tiles = match &record.review {
        Some(Review::Score(review)) => score_tiles(review),
        Some(Review::Complaint(review)) => complaint_tiles(review),
        Some(Review::Rules(review)) => made(super::ruled::tiles(review)),
        Some(Review::Ageing(review)) => made(super::ageing::tiles(review)),
        Some(Review::Contract(review)) => made(super::exposure::tiles(review)),
        Some(Review::Grading(review)) => made(super::grading::tiles(review)),
        Some(Review::Policy(_)) | None => record_tiles(record),
    };
    tiles_line(page, &tiles);
}

/// One big figure: label above, figure, remark below.
pub(super) struct Tile {
    label: String,
    figure: String,
    remark: String,
}

fn tile(label: &str, figure: String, remark: String) -> Tile {
    Tile {
        label: label.to_owned(),
        figure,
        remark,
    }
}

fn made(tiles: Vec<(String, String, String)>) -> Vec<Tile> {
    tiles
        .into_iter()
        .map(|(label, figure, remark)| tile(&label, figure, remark))
        .collect()
}

/// Four tiles beside each other.
pub(super) fn tiles_line(page: &mut Page, tiles: &[Tile]) {
    page.gap(8.0);
    let each = |pick: fn(&Tile) -> &String, style: Style| {
        tiles
            .iter()
            .take(4)
            .enumerate()
            .map(|(at, tile)| {
                let first = at as u32 * 2;
                text(first, first + 1, pick(tile).clone(), style)
            })
            .collect()
    };
    page.line(16.0, each(|t| &t.label, Style::FigureLabel));
    page.line(34.0, each(|t| &t.figure, Style::Figure));
    page.line(16.0, each(|t| &t.remark, Style::FigureLabel));
}

fn score_tiles(review: &ScoreReview) -> Vec<Tile> {
    let open = || "—".to_owned();
    let class = review.class.map_or("类别未定", |c| c.words());
    let grade = match review.grade.as_deref() {
        Some("N") => "未达C".to_owned(),
        Some(grade) => grade.to_owned(),
        None => open(),
    };
    let rank = match &review.benefit {
        Some(benefit) => format!("{class} · 优先级 {}", benefit.rank),
        None => class.to_owned(),
    };
    let distance = match &review.distance {
        Some(d) => match (&d.next_grade, d.points_to_next) {
            (Some(next), Some(points)) => {
                format!("差 {} 分到{}", plain(points), wording::grade(next))
            }
            _ => "已是最高一级".to_owned(),
        },
        None => String::new(),
    };
    let points = wording::four_points(review);
    let total = review.total_points.map_or_else(open, plain);
    let (limit, terms, how) = match &review.credit {
        Some(credit) => (
            plain(credit.limit_wan),
            // Without a limit nothing is sold on credit, whatever the grade's days are.
            match credit.limit_wan.is_zero() {
                true => "0".to_owned(),
                false => credit.terms_days.to_string(),
            },
            if credit.binding == "none" {
                wording::binding(&credit.binding).to_owned()
            } else {
                format!("由{}决定", wording::binding(&credit.binding))
            },
        ),
        None => (open(), open(), String::new()),
    };
    let terms_remark = match review.credit.as_ref().map(|c| c.limit_wan.is_zero()) {
        Some(true) => "款到发货".to_owned(),
        Some(false) => "赊销".to_owned(),
        None => String::new(),
    };
    let total_remark = if review.total_points.is_some() {
        format!("{points} 四项")
    } else {
        points
    };
    vec![
        tile("等级", grade, rank),
        tile(
            "总分",
            total,
            if distance.is_empty() {
                total_remark
            } else {
                distance
            },
        ),
        tile("信用额度(万元)", limit, how),
        tile("信用期限(天)", terms, terms_remark),
    ]
}

fn complaint_tiles(review: &ComplaintReview) -> Vec<Tile> {
    let short = |day: chrono::NaiveDate| day.format("%m-%d").to_string();
    let visit = match &review.visit {
        Some(visit) => tile(
            "走访期限",
            short(visit.due),
            format!("{}亲自上门", visit.role),
        ),
        None => tile("走访期限", "不需".to_owned(), "只是建议".to_owned()),
    };
    vec![
        tile(
            "情节",
            wording::complaint_severity(&review.severity).to_owned(),
            review.causes.join("、"),
        ),
        tile(
            "答复期限",
            short(review.reply_by),
            wording::reply_means(&review.reply_means).to_owned(),
        ),
        visit,
        tile(
            "要办的事",
            format!("{} 步", review.steps.len()),
            review.case_id.clone(),
        ),
    ]
}

fn record_tiles(record: &JudgedRecord) -> Vec<Tile> {
    let count = |severity: Severity| {
        record
            .findings
            .iter()
            .filter(|f| f.severity == severity)
            .count()
            .to_string()
    };
    let ours = record.fields.iter().filter(|f| !f.extra).count();
    let read = record
        .fields
        .iter()
        .filter(|f| !f.extra && f.value.is_some())
        .count();
    let extra = record.fields.iter().filter(|f| f.extra).count();
    vec![
        tile("错误", count(Severity::Error), "须改好才能通过".to_owned()),
        tile("提醒", count(Severity::Warning), "请看一眼".to_owned()),
        tile("读到", read.to_string(), format!("本表共 {ours} 项")),
        tile("附加", extra.to_string(), "不是本表的栏目,照存".to_owned()),
    ]
}

/// The last line of the page.
fn closing(file: &JudgedFile) -> String {
    let details = format!("逐条说明见《{DETAILS}》,点单元格地址可直接跳到原处。");
    if file.status.is_accepted() {
        format!("{details}原表未作任何改动;本页由程序按制度生成,不代替批准。")
    } else {
        format!("{details}原表未作任何改动;改好后保存在原处即为重交,本页会自动换新。")
    }
}

/// A link to 校验明细.
fn to_details() -> Option<Link> {
    Some(Link::Own(DETAILS.to_owned()))
}

/// Whether the file holds records on more than one sheet.
fn several_sheets(file: &JudgedFile) -> bool {
    let mut sheets = file.records.iter().map(|r| r.sheet.as_str());
    let first = sheets.next();
    sheets.any(|s| Some(s) != first)
}

/// Whether a status asks for mending.
fn is_back(status: Status) -> bool {
    !status.is_accepted()
}
