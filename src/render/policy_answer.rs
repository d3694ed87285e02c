//! 审核结论 of a policy workbook: refused, waiting or approved; its version and first day; what it
//! changes; what happens next.

use super::context::RenderContext;
use super::page::{Page, Span, text};
use super::{CHANGES, CONCLUSION, DETAILS, verdict, wording};
use crate::domain::review::{PolicyReview, Review};
use crate::domain::value::iso;
use crate::findings::Severity;
use crate::judged::{JudgedFile, JudgedRecord};
use crate::sheet::{Link, SheetPlan, Style};

/// Eight equal columns of an A4 page in portrait, as on every 审核结论.
const WIDTHS: [f64; 8] = [11.5; 8];
/// The most lines of a kind on the page; the rest stands on a sheet of its own.
const MOST: usize = 12;

/// The sheet.
pub(super) fn plan(
    file: &JudgedFile,
    record: &JudgedRecord,
    context: &RenderContext<'_>,
) -> SheetPlan {
    let review = match &record.review {
        Some(Review::Policy(review)) => Some(review.as_ref()),
        _ => None,
    };
    let (verdict_style, tab) = wording::verdict_style(file.status);
    let mut page = Page::new(CONCLUSION, &WIDTHS, tab, context.footer(CONCLUSION));
    page.line(
        36.0,
        vec![
            text(0, 4, CONCLUSION, Style::Title),
            text(5, 7, verdict_words(file, review), verdict_style),
        ],
    );
    let in_force = context.policy;
    page.line(
        18.0,
        vec![text(
            0,
            7,
            format!(
                "制度参数 · 审核日 {} · 现行制度 {}({}起施行)",
                iso(context.review_date),
                in_force.version(),
                iso(in_force.cover.effective)
            ),
            Style::Subtitle,
        )],
    );
    page.gap(4.0);
    page.line(
        40.0,
        vec![text(0, 7, lead(file, review, context), Style::Lead)],
    );
    page.gap(6.0);
    facts(&mut page, record, review, context);
    to_mend(&mut page, file);
    changes(&mut page, context);
    next(&mut page, review, context);
    page.one_page();
    page.done()
}

/// The verdict on top of the page, told apart without colours.
fn verdict_words(file: &JudgedFile, review: Option<&PolicyReview>) -> String {
    match review.map(|r| r.decision.as_str()) {
        Some("approved") => "● 已批准".to_owned(),
        Some("proposed") => "▲ 等待批准".to_owned(),
        Some("same") => "● 没有改动".to_owned(),
        Some(_) => "● 可以使用".to_owned(),
        None => wording::marked_status(file.status),
    }
}

/// The first, answering sentence.
fn lead(file: &JudgedFile, review: Option<&PolicyReview>, context: &RenderContext<'_>) -> String {
    let current = context.policy.version();
    let Some(review) = review else {
        let errors = verdict::all(file)
            .iter()
            .filter(|(_, f)| f.severity == Severity::Error)
            .count();
        return format!("没有采纳:有 {errors} 处要改。现行制度「{current}」继续有效,不受影响。");
    };
    let (version, day) = (&review.version, iso(review.effective));
    match review.decision.as_str() {
        "approved" if review.effective <= context.review_date => {
            format!("已批准:制度「{version}」今天({day})起施行,代替「{current}」。")
        }
        "approved" => format!(
            "已批准:制度「{version}」自 {day} 起施行;到那天之前的审核仍按「{current}」办理。"
        ),
        "proposed" => format!(
            "检查没有问题,等待批准。制度「{version}」还没有生效,一切仍按「{current}」办理。"
        ),
        "same" => format!("内容与已经批准的制度「{version}」相同,没有要批准的。"),
        _ => format!("检查没有问题,制度「{version}」可以使用(拟自 {day} 起施行)。"),
    }
}

/// What the cover says, and how it came.
fn facts(
    page: &mut Page,
    record: &JudgedRecord,
    review: Option<&PolicyReview>,
    context: &RenderContext<'_>,
) {
    let cover = |item: &str| {
        wording::field(record, &[item]).map_or_else(|| "(没有写)".to_owned(), str::to_owned)
    };
    let mut pairs = vec![
        ("版本", cover("版本")),
        ("生效日期", cover("生效日期")),
        ("编制人", cover("编制人")),
        ("批准人", cover("批准人")),
    ];
    if let Some(role) = review.and_then(|r| r.role.as_deref()) {
        pairs.push(("由谁批准", format!("{role}(以 审批/{role}/ 收到为准)")));
    }
    if let Some(proposal) = review.and_then(|r| r.proposal.as_deref()) {
        pairs.push(("原提议", proposal.to_owned()));
    }
    pairs.push(("文件", context.file_name.clone()));
    pairs.push(("受理号", context.case_number().to_owned()));
    page.pairs(pairs);
    let whole = |label: &str, value: String| {
        vec![
            text(0, 0, label, Style::Label),
            text(1, 7, value, Style::Value),
        ]
    };
    page.line(19.0, whole("修改说明", cover("修改说明")));
    if let Some(review) = review.filter(|r| !r.compared.is_empty()) {
        page.line(19.0, whole("四眼核对", review.compared.clone()));
    }
}

/// What must be mended, each with its cell.
fn to_mend(page: &mut Page, file: &JudgedFile) {
    let found: Vec<_> = verdict::all(file)
        .into_iter()
        .map(|(_, finding)| finding)
        .filter(|f| f.severity == Severity::Error)
        .collect();
    if found.is_empty() {
        return;
    }
    page.section(format!("要改的({}处)", found.len()));
    for finding in found.iter().take(MOST) {
        let link = wording::place_of(finding);
        let place = wording::place_words(finding.sheet.as_deref(), finding.cell, true);
        let words = wording::shortened(&format!("{} {}", finding.message, finding.fix), 200);
        page.tick_line(words, &place, link);
    }
    if found.len() > MOST {
        let words = format!("另有 {} 处,见《{DETAILS}》", found.len() - MOST);
        page.line(20.0, vec![to_sheet(words, DETAILS)]);
    }
}

/// What it changes against the policy in force.
fn changes(page: &mut Page, context: &RenderContext<'_>) {
    let Some(diff) = context.changes else {
        return;
    };
    page.section(format!("与现行制度「{}」相比", diff.from));
    let lines = diff.lines();
    for line in lines.iter().take(MOST) {
        page.line(
            19.0,
            vec![text(0, 7, wording::shortened(line, 160), Style::Value)],
        );
    }
    if !diff.is_empty() {
        let more = match lines.len().saturating_sub(MOST) {
            0 => format!("逐格对照见《{CHANGES}》"),
            more => format!("另有 {more} 处,逐格对照见《{CHANGES}》"),
        };
        page.line(19.0, vec![to_sheet(more, CHANGES)]);
    }
}

/// What happens next, who does it.
fn next(page: &mut Page, review: Option<&PolicyReview>, context: &RenderContext<'_>) {
    page.section("接下来");
    let mut duty = |who: &str, what: String| {
        page.line(
            19.0,
            vec![
                text(0, 1, who, Style::Label),
                text(2, 7, what, Style::Value),
            ],
        );
    };
    let Some(review) = review else {
        duty(
            "编制人",
            format!("照上面和《{DETAILS}》改好,直接保存本文件;或改好后重新放进原来的文件夹。"),
        );
        duty(
            "其他人",
            format!("不受影响,一切仍按「{}」办理。", context.policy.version()),
        );
        return;
    };
    match review.decision.as_str() {
        "approved" => {
            let day = iso(review.effective);
            duty(
                "程序",
                format!(
                    "{day} 起的审核按这一版;同一天 制度参数.xlsx 换成这一版,空白表单 重新生成。"
                ),
            );
            duty(
                "业务员",
                "用旧的空白表单填的表照收;请从空白表单取新的一份。".to_owned(),
            );
            duty("以前的审核", "不重算,仍写着当时的制度版本。".to_owned());
        }
        "proposed" => {
            let first = review.approvers.first().map_or("", String::as_str);
            duty(
                &review.approvers.join("、"),
                format!(
                    "审定后把本文件原样放进 审批/{first}/,收到即为批准;不同意就不用放,不会自动生效。"
                ),
            );
            duty(
                "程序",
                "用档案里的客户试算一遍,结果放在本文件旁边的「….模拟.xlsx」,每个参数影响几家客户见其中《参数影响》。".to_owned(),
            );
        }
        "same" => duty("各位", "不用再办。".to_owned()),
        _ => duty(
            "编制人",
            "要让它生效,请有权的人把它放进 审批/<职务>/。".to_owned(),
        ),
    }
}

fn to_sheet(words: String, sheet: &str) -> Span {
    text(0, 7, words, Style::Linked).to(Some(Link::Own(sheet.to_owned())))
}
