//! `汇总/客户信用管理卡/<客户>.xlsx`: one sheet with the sections of domain F6.

use super::card::{CreditCard, Over};
use super::instalments::Claim;
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::dealings::ContractState;
use crate::domain::decimal::plain;
use crate::domain::name::fold;
use crate::domain::value::iso;
use crate::policy::Policy;
use crate::sheet::page::Page;
use crate::sheet::plan::{BarChart, Content, Print, SheetPlan, Style};
use crate::sheet::table::TableCell;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Name of the sheet.
const NAME: &str = "客户信用管理卡";
/// Colour of its tab.
const TAB: &str = "1B365D";
/// Widths of its columns.
const WIDTHS: [u32; 10] = [17, 12, 14, 12, 12, 11, 11, 11, 10, 20];

/// The sheet of one customer's card as of a day.
pub fn plans(card: &CreditCard, policy: &Policy, today: NaiveDate) -> Vec<SheetPlan> {
    let mut page = Page::new(
        &WIDTHS,
        SheetPlan {
            name: NAME.to_owned(),
            tab_rgb: Some(TAB),
            print: Print {
                landscape: true,
                footer: format!("{NAME} {}", card.customer),
                ..Print::default()
            },
            ..SheetPlan::default()
        },
    );
    let register = card.register.as_ref().map_or_else(
        || "还没有账龄登记表".to_owned(),
        |r| {
            format!(
                "回款按截至 {} 的账龄登记表(版本 {})",
                iso(r.value),
                r.version
            )
        },
    );
    let subtitle = format!(
        "截至 {today},按制度 {};{register}。由合同登记、发货单、账龄登记表、评分和审批自动过账(2.4.4(1)),\
         不用填写;金额单位:万元。",
        policy.version()
    );
    page.title(format!("{NAME} {}", card.customer), subtitle);
    head(&mut page, card, today);
    used(&mut page, card);
    contracts(&mut page, card, today);
    over(&mut page, card);
    gradings(&mut page, card);
    vec![page.done()]
}

/// Columns of the four pairs of label and value: the value stands over two.
fn pairs(page: &mut Page, pairs: [(&str, TableCell); 3]) {
    let places = [(0, 1, 2), (3, 4, 5), (6, 7, 9)];
    let cells = pairs
        .into_iter()
        .zip(places)
        .flat_map(|((label, value), (at, first, last))| {
            let label = TableCell::from(label).styled(Style::Label);
            [(at, at, label), (first, last, value)]
        });
    page.cells(cells.collect(), Style::Value);
}

fn head(page: &mut Page, card: &CreditCard, today: NaiveDate) {
    let strong = |text: String| TableCell::from(text).styled(Style::ValueStrong);
    let filed = card.filed.clone().unwrap_or_default();
    let words = |text: Option<String>| TableCell::from(text.unwrap_or_else(|| "未填".to_owned()));
    let offices: Vec<&str> = card.offices.iter().map(String::as_str).collect();
    let terms = match card.terms_days {
        Some(0) => "不授信".to_owned(),
        Some(days) => format!("{days} 天"),
        None => "未定".to_owned(),
    };
    let late = match card.overdue(today) {
        Some((days, sum)) => {
            let words = format!("{} 万元,最长 {days} 天", plain(sum));
            TableCell::from(words).styled(Style::Bad)
        }
        None => "无".into(),
    };
    let grade = card.grade.clone().unwrap_or_else(|| "未评".to_owned());
    pairs(
        page,
        [
            ("客户名称", strong(card.customer.clone())),
            ("客户编号", words(filed.customer_no)),
            ("办事处", offices.join("、").into()),
        ],
    );
    pairs(
        page,
        [
            ("等级", strong(grade)),
            ("信用额度", strong(format!("{} 万元", plain(card.limit)))),
            ("信用期限", strong(terms)),
        ],
    );
    pairs(
        page,
        [
            ("额度依据", card.granted_by.as_str().into()),
            (
                "结算方式",
                words(filed.settlement.or_else(|| card.payment.clone())),
            ),
            ("逾期未收", late),
        ],
    );
    if card.filed.is_some() {
        pairs(
            page,
            [
                ("担保方式", words(filed.guarantee)),
                ("有效期至", words(filed.valid_until)),
                ("登记卡", format!("版本 {}", filed.version).into()),
            ],
        );
    }
}

/// How far the limit is used, with a chart: the limit, the exposure, and what it is made of.
fn used(page: &mut Page, card: &CreditCard) {
    let (share, style) = match card.used() {
        Some(share) if share > Decimal::ONE => (percent(share), Style::Bad),
        Some(share) => (percent(share), Style::ValueStrong),
        None if card.exposure > Decimal::ZERO => ("没有额度而有敞口".to_owned(), Style::Bad),
        None => ("没有额度".to_owned(), Style::ValueStrong),
    };
    page.wide("额度使用", Style::Section, 11);
    let header = |text: &str| TableCell::from(text).styled(Style::Header);
    page.cells(
        vec![(0, 1, header("项目")), (2, 2, header("金额"))],
        Style::Value,
    );
    let first = page.row;
    let mut line = |name: &str, amount: Decimal, style: Style| {
        let name = TableCell::from(name).styled(style);
        let amount = TableCell::from(amount).styled(Style::ValueRight);
        page.cells(vec![(0, 1, name), (2, 2, amount)], Style::Value);
    };
    line("信用额度", card.limit, Style::ValueStrong);
    line("信用敞口", card.exposure, Style::ValueStrong);
    for part in &card.parts {
        let sign = if part.deducted { "减:" } else { "其中:" };
        let sign = if part.counts { sign } else { "不计入:" };
        // The contract at hand is nobody's here.
        if part.id != "this_contract" {
            line(
                &format!("{sign}{}", part.name),
                part.amount_wan,
                Style::Value,
            );
        }
    }
    let last = page.row - 1;
    page.cells(
        vec![
            (0, 1, TableCell::from("使用率").styled(Style::Label)),
            (2, 2, TableCell::from(share).styled(style)),
        ],
        Style::Value,
    );
    let column = |col| CellRange::new(CellRef::new(first, col), CellRef::new(last, col));
    page.plan.charts.push(BarChart {
        title: "额度使用(万元)".to_owned(),
        categories: column(0),
        values: column(2),
        area: CellRange::new(CellRef::new(first - 1, 3), CellRef::new(last + 1, 9)),
        most: None,
    });
}

fn percent(share: Decimal) -> String {
    format!("{}%", plain((share * Decimal::ONE_HUNDRED).round_dp(1)))
}

/// One row a claim, below a row that tells of its contract.
fn contracts(page: &mut Page, card: &CreditCard, today: NaiveDate) {
    page.wide("合同与回款", Style::Section, 11);
    let headers = [
        "合同编号",
        "签订日期",
        "期次",
        "发货日期",
        "应收日期",
        "金额",
        "已收",
        "欠款余额",
        "逾期天数",
        "状态",
    ];
    header(page, &headers.map(|h| (h, 1)));
    if card.contracts.is_empty() && card.claims.is_empty() {
        page.wide("还没有合同", Style::Value, 10);
        return;
    }
    for contract in &card.contracts {
        let value = &contract.value;
        let terms = value.payment_terms.as_deref().unwrap_or("未写");
        let days = value
            .credit_days
            .map_or_else(String::new, |days| format!(",信用天数 {days}"));
        let open = value.state.is_open();
        let style = if open { Style::Value } else { Style::Caution };
        page.cells(
            vec![
                (0, 0, strong(&value.contract_no)),
                (1, 1, centred(value.signed_on.into())),
                (2, 4, format!("付款条件:{terms}{days}").into()),
                (5, 5, right(value.amount_wan.0)),
                (6, 8, TableCell::from("")),
                (9, 9, TableCell::from(value.state.words()).styled(style)),
            ],
            Style::Value,
        );
        let number = fold(&value.contract_no);
        let own = card.claims.iter();
        for one in own.filter(|c| fold(&c.contract_no) == number) {
            claim(page, one, today);
        }
    }
    let known = |claim: &&Claim| {
        let number = fold(&claim.contract_no);
        let mut contracts = card.contracts.iter();
        !contracts.any(|c| fold(&c.value.contract_no) == number)
    };
    let others: Vec<&Claim> = card.claims.iter().filter(known).collect();
    if !others.is_empty() {
        page.wide("没有登记合同的账款和发货", Style::Label, 10);
        others.iter().for_each(|one| claim(page, one, today));
    }
    let sum = |of: fn(&Claim) -> Decimal| right(card.claims.iter().map(of).sum());
    let cells = vec![
        (0, 4, TableCell::from("合计").styled(Style::Label)),
        (5, 5, sum(|c| c.amount)),
        (6, 6, sum(|c| c.received)),
        (7, 7, sum(Claim::balance)),
        (8, 9, TableCell::from("")),
    ];
    page.cells(cells, Style::Value);
}

fn claim(page: &mut Page, claim: &Claim, today: NaiveDate) {
    let days = claim.days_overdue(today);
    let late = days.map(|days| TableCell::from(Decimal::from(days)).styled(Style::Bad));
    page.cells(
        vec![
            (0, 0, claim.contract_no.as_str().into()),
            (1, 1, TableCell::from("")),
            (2, 2, claim.instalment.as_deref().into()),
            (3, 3, centred(claim.shipped_on.into())),
            (4, 4, centred(claim.due.into())),
            (5, 5, right(claim.amount)),
            (6, 6, right(claim.received)),
            (7, 7, right(claim.balance())),
            (8, 8, late.into()),
            (9, 9, claim.basis.words().into()),
        ],
        Style::Value,
    );
}

fn over(page: &mut Page, card: &CreditCard) {
    page.wide("超限记录(2.3.1(2))", Style::Section, 11);
    header(
        page,
        &[
            ("合同编号", 1),
            ("日期", 1),
            ("超出额度", 1),
            ("原因", 4),
            ("审批人", 1),
            ("结果", 2),
        ],
    );
    if card.over.is_empty() {
        page.wide("没有超过额度的合同", Style::Value, 10);
    }
    for Over {
        contract,
        beyond,
        decision,
    } in &card.over
    {
        let value = &contract.value;
        let decided = decision.as_ref().map(|d| &d.value.decision);
        let by = decided.map(|d| match &d.deputy {
            Some(deputy) => format!("{}({deputy}代)", d.role),
            None => d.role.clone(),
        });
        let result = decided.map_or_else(
            || value.state.words().to_owned(),
            |d| format!("{};{}", value.state.words(), d.words()),
        );
        let style = match value.state {
            ContractState::Normal | ContractState::Approved => Style::Value,
            ContractState::Waiting | ContractState::Revise => Style::Caution,
            ContractState::Refused => Style::Bad,
        };
        page.cells(
            vec![
                (0, 0, value.contract_no.as_str().into()),
                (
                    1,
                    1,
                    centred(value.signed_on.unwrap_or(contract.date).into()),
                ),
                (2, 2, beyond.map(right).into()),
                (3, 6, value.reasons.join(";").into()),
                (7, 7, by.unwrap_or_else(|| "待审批".to_owned()).into()),
                (8, 9, TableCell::from(result).styled(style)),
            ],
            Style::Value,
        );
    }
}

fn gradings(page: &mut Page, card: &CreditCard) {
    page.wide("评审记录(2.4.3(4)、2.4.5(3))", Style::Section, 11);
    header(
        page,
        &[
            ("日期", 1),
            ("评审期间", 1),
            ("等级", 1),
            ("额度", 1),
            ("期限(天)", 1),
            ("依据", 3),
            ("效力", 2),
        ],
    );
    if card.gradings.is_empty() {
        page.wide("还没有评过", Style::Value, 10);
    }
    for one in &card.gradings {
        let graded = &one.graded;
        let force = if one.approved {
            format!("已批准,{} 起执行", one.day)
        } else {
            "评分".to_owned()
        };
        page.cells(
            vec![
                (0, 0, centred(one.day.into())),
                (1, 1, one.period.map(|p| p.to_string()).into()),
                (2, 2, centred(graded.grade.as_deref().into())),
                (3, 3, graded.limit_wan.map(right).into()),
                (4, 4, graded.terms_days.map(|d| right(d.into())).into()),
                (
                    5,
                    7,
                    format!("{}(版本 {})", one.form_title, one.version).into(),
                ),
                (8, 9, force.into()),
            ],
            Style::Value,
        );
    }
}

/// A header row: words, each with how many columns it stands over.
fn header(page: &mut Page, headers: &[(&str, u32)]) {
    let mut first = 0;
    let mut cells = Vec::new();
    for (words, columns) in headers {
        cells.push((first, first + columns - 1, TableCell::from(*words)));
        first += columns;
    }
    page.cells(cells, Style::Header);
}

fn strong(text: &str) -> TableCell {
    TableCell::from(text).styled(Style::ValueStrong)
}

fn centred(cell: TableCell) -> TableCell {
    match cell.content {
        Content::Blank => cell,
        _ => cell.styled(Style::ValueCentred),
    }
}

fn right(amount: Decimal) -> TableCell {
    TableCell::from(amount).styled(Style::ValueRight)
}
