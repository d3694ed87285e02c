//! 信用敞口: what a customer owes with this contract, beside the limit; the reasons of a special
//! contract; the 付款计划; the whole 集团. Also what 审核结论 says of a contract.

use super::EXPOSURE;
use super::context::RenderContext;
use super::page::{Column, Page, Span, content, text};
use super::{reasons, wording};
use crate::domain::contract::{ContractReview, ExposurePart};
use crate::domain::dealings::ContractState;
use crate::domain::decimal::plain;
use crate::domain::value::iso;
use crate::judged::JudgedRecord;
use crate::sheet::{Content, SheetPlan, Style};
use rust_decimal::Decimal;

/// The rows of the policy's table.
const PARTS: [Column; 5] = [
    Column::left(0, 1, "项目", Style::Value),
    Column::new(2, 2, "金额(万元)", Style::ValueRight),
    Column::new(3, 3, "计入", Style::ValueCentred),
    Column::new(4, 4, "单据", Style::ValueCentred),
    Column::left(5, 8, "怎么算", Style::Value),
];

const PLAN: [Column; 4] = [
    Column::left(0, 0, "期次", Style::Value),
    Column::new(1, 1, "事件", Style::ValueCentred),
    Column::new(2, 2, "金额(万元)", Style::ValueRight),
    Column::new(3, 4, "到期日", Style::ValueCentred),
];

const MEMBERS: [Column; 2] = [
    Column::left(0, 1, "集团内客户", Style::Value),
    Column::new(2, 2, "敞口(万元)", Style::ValueRight),
];

/// Normal or special, in one word, for a table of records.
pub(super) fn short(review: &ContractReview) -> String {
    match review.special {
        Some(true) => "特殊合同".to_owned(),
        Some(false) => "正常".to_owned(),
        None => "—".to_owned(),
    }
}

/// `建议:正常合同,敞口 20 万元,额度 20 万元`; of a special one why, and who approves.
pub(super) fn lead(review: &ContractReview) -> String {
    let (Some(exposure), Some(limit)) = (review.exposure_wan, review.limit_wan) else {
        return match review.special {
            Some(false) => "全额预付的合同,不占用信用额度".to_owned(),
            _ => format!(
                "本合同信用部分{}万元;没有档案可查,额度和敞口还没有核对",
                plain(review.credit_wan)
            ),
        };
    };
    if review.credit_wan.is_zero() {
        return format!("正常合同:全额预付,不占用信用额度(额度{}万元)", plain(limit));
    }
    let sums = format!("敞口{}万元、额度{}万元", plain(exposure), plain(limit));
    match review.state {
        Some(ContractState::Normal) | None => format!("正常合同:{sums},不用另批"),
        Some(ContractState::Waiting) => format!(
            "特殊合同,须{}批准:{};批准前不得赊销发货",
            review.approver.as_deref().unwrap_or_default(),
            review.reasons.join(";")
        ),
        Some(state) => match &review.decision {
            Some(decision) => format!("{}:{};{sums}", state.words(), decision.words()),
            None => format!("{}:{sums}", state.words()),
        },
    }
}

/// The big figures.
pub(super) fn tiles(review: &ContractReview) -> Vec<(String, String, String)> {
    let wan = |figure: Option<Decimal>| figure.map_or_else(|| "—".to_owned(), plain);
    let tile = |label: &str, figure: String, remark: String| (label.to_owned(), figure, remark);
    let kind = match review.special {
        Some(true) => "特殊",
        Some(false) => "正常",
        None => "—",
    };
    let left = match (review.limit_wan, review.exposure_wan) {
        (Some(limit), Some(exposure)) if exposure > limit => {
            format!("超出 {}", plain(exposure - limit))
        }
        (Some(limit), Some(exposure)) => format!("还可用 {}", plain(limit - exposure)),
        _ => String::new(),
    };
    let approver = review
        .approver
        .as_ref()
        .map_or_else(|| "不用另批".to_owned(), |who| format!("{who}批"));
    vec![
        tile("合同", kind.to_owned(), approver),
        tile("信用敞口(万元)", wan(review.exposure_wan), left),
        tile(
            "信用额度(万元)",
            wan(review.limit_wan),
            match &review.group {
                Some(group) => format!("集团敞口 {}", plain(group.exposure_wan)),
                None => String::new(),
            },
        ),
        tile(
            "本合同赊销(万元)",
            plain(review.credit_wan),
            format!(
                "合同额 {},预付 {}",
                plain(review.amount_wan),
                plain(review.prepaid_wan)
            ),
        ),
    ]
}

/// The sheet: a block for each contract.
pub(super) fn plan(
    contracts: &[(&JudgedRecord, &ContractReview)],
    context: &RenderContext<'_>,
) -> SheetPlan {
    // As wide as 评分依据, whose table of reasons stands below.
    let mut page = Page::new(
        EXPOSURE,
        &reasons::WIDTHS,
        "1B365D",
        context.footer(EXPOSURE),
    )
    .landscape();
    let last = page.last_col();
    page.line(34.0, vec![text(0, last, EXPOSURE, Style::Title)]);
    page.line(
        18.0,
        vec![text(
            0,
            last,
            format!(
                "每次都从单据重新加总 · 审核日 {} · 依据制度 {}",
                iso(context.review_date),
                context.policy.version()
            ),
            Style::Subtitle,
        )],
    );
    for (record, review) in contracts {
        page.section(format!(
            "{} · {} · {}",
            wording::record_name(record),
            review.contract_no,
            review.state.map_or("额度未核对", ContractState::words)
        ));
        components(&mut page, review, context);
        standing(&mut page, review);
        instalments(&mut page, review);
        members(&mut page, review);
        reasons::trace(&mut page, record, &review.trace, context);
    }
    page.done()
}

fn amount(column: u32, value: Decimal, style: Style) -> Span {
    content(column, column, Content::Number(value), style)
}

fn components(page: &mut Page, review: &ContractReview, context: &RenderContext<'_>) {
    if review.components.is_empty() {
        return;
    }
    page.titles(20.0, &PARTS);
    let [name, _, counts, documents, how] = &PARTS;
    for part in &review.components {
        let row = &context.policy.receivables.exposure;
        let words = row
            .iter()
            .find(|row| row.id == part.id)
            .map_or("", |row| row.cite.words.as_str());
        page.line(
            19.0,
            vec![
                name.cell(part.name.as_str()),
                amount(2, part.amount_wan, Style::ValueRight),
                counts.cell(counted(part)),
                documents.cell(match part.documents {
                    0 => "—".to_owned(),
                    n => n.to_string(),
                }),
                how.cell(words),
            ],
        );
    }
    for (label, value) in [
        ("信用敞口", review.exposure_wan),
        ("信用额度", review.limit_wan),
    ] {
        if let Some(value) = value {
            page.line(
                20.0,
                vec![
                    text(0, 1, label, Style::HeaderLeft),
                    amount(2, value, Style::ValueRight),
                ],
            );
        }
    }
}

fn counted(part: &ExposurePart) -> &'static str {
    match (part.counts, part.deducted) {
        (false, _) => "否",
        (true, true) => "减",
        (true, false) => "加",
    }
}

/// Why it is special, which register was used, who pays.
fn standing(page: &mut Page, review: &ContractReview) {
    let last = page.last_col();
    let mut row = |label: &str, words: String| {
        page.line(
            20.0,
            vec![
                text(0, 1, label, Style::Label),
                text(2, last, words, Style::Value),
            ],
        );
    };
    if !review.reasons.is_empty() {
        row("为什么要批", review.reasons.join(";"));
    }
    if let Some(approver) = &review.approver {
        row("由谁批", format!("{approver};只批这一份合同,不提高额度"));
    }
    if let Some(decision) = &review.decision {
        row(
            "审批",
            format!("{}({})", decision.words(), decision.compared),
        );
    }
    if review.limit_wan.is_some() {
        let used = review.register.clone();
        row(
            "账龄登记表",
            used.unwrap_or_else(|| "档案里还没有,未收账款按 0 计".to_owned()),
        );
    }
    if let Some(payer) = &review.payer {
        row(
            "付款方",
            format!("{payer}(不是客户本身;敞口仍记在客户名下)"),
        );
    }
}

fn instalments(page: &mut Page, review: &ContractReview) {
    if review.instalments.is_empty() {
        return;
    }
    page.gap(6.0);
    page.titles(20.0, &PLAN);
    let [label, event, _, due] = &PLAN;
    for one in &review.instalments {
        page.line(
            19.0,
            vec![
                label.cell(one.label.as_deref().unwrap_or("—")),
                event.cell(one.event.as_str()),
                amount(2, one.amount_wan.0, Style::ValueRight),
                due.cell(one.due.map_or_else(|| "待事件发生".to_owned(), iso)),
            ],
        );
    }
}

fn members(page: &mut Page, review: &ContractReview) {
    let Some(group) = &review.group else {
        return;
    };
    page.gap(6.0);
    page.titles(20.0, &MEMBERS);
    let [name, _] = &MEMBERS;
    for one in &group.members {
        page.line(
            19.0,
            vec![
                name.cell(one.customer.as_str()),
                amount(2, one.exposure_wan, Style::ValueRight),
            ],
        );
    }
    page.line(
        20.0,
        vec![
            text(0, 1, format!("集团 {}", group.name), Style::HeaderLeft),
            amount(2, group.exposure_wan, Style::ValueRight),
        ],
    );
}
