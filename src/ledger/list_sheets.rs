//! `汇总/客户资料.xlsx`: every customer in a line, whose record is stale, and what people must
//! settle: contradictions, two offices with one customer, names that may be one customer.

use super::card::Card;
use super::likeness::alike;
use crate::policy::Policy;
use crate::sheet::plan::{Link, SheetPlan, Style};
use crate::sheet::table::{Table, TableCell};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Colour of the tab of what people must settle.
const TAB_ASKED: &str = "B7791F";

/// A customer's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardLine {
    /// Name that counts.
    pub name: String,
    /// Former names.
    pub former_names: Vec<String>,
    /// Codes.
    pub codes: Vec<String>,
    /// Offices.
    pub offices: Vec<String>,
    /// Class, in words.
    pub class: Option<String>,
    /// Grade.
    pub grade: Option<String>,
    /// Limit in 万元, plain.
    pub limit_wan: Option<String>,
    /// Day of the newest form.
    pub last_news: Option<NaiveDate>,
    /// Items on which forms contradict each other, in words.
    pub conflicts: Vec<String>,
    /// Forms that another office sent as well, in words.
    pub rivals: Vec<String>,
    /// Where the card lies, seen from 汇总.
    pub file: String,
}

impl CardLine {
    /// The line of a card that lies at `file`.
    pub fn of(card: &Card, file: String) -> Self {
        let grading = card.grading.as_ref();
        Self {
            name: card.name.clone(),
            former_names: card.former_names.iter().map(|(n, _)| n.clone()).collect(),
            codes: card.codes.clone(),
            offices: card.offices.clone(),
            class: grading.and_then(|g| g.class).map(str::to_owned),
            grade: grading.and_then(|g| g.grade.clone()),
            limit_wan: grading.and_then(|g| g.limit_wan.clone()),
            last_news: card.last_news,
            conflicts: card
                .conflicts()
                .filter_map(|item| {
                    let value = item.value.as_ref()?;
                    let others: Vec<String> = item
                        .others
                        .iter()
                        .map(|o| format!("{}写 {}", o.form_title, o.words()))
                        .collect();
                    Some(format!(
                        "{}:{}写 {},{}",
                        item.name,
                        value.form_title,
                        value.words(),
                        others.join(",")
                    ))
                })
                .collect(),
            rivals: card
                .rivals()
                .map(|rival| format!("{}:{}又报来一份", rival.form_title, rival.office))
                .collect(),
            file,
        }
    }
}

/// The sheets, for the customers in the order of their names, as of `today`.
pub fn plans(lines: &[CardLine], policy: &Policy, today: NaiveDate) -> Vec<SheetPlan> {
    let mut lines: Vec<&CardLine> = lines.iter().collect();
    lines.sort_by(|a, b| a.name.cmp(&b.name));
    vec![overview(&lines, policy, today), questions(&lines, policy)]
}

/// The day before which a record is stale (`info_stale_days`).
fn stale_before(policy: &Policy, today: NaiveDate) -> Option<NaiveDate> {
    let days = policy.customers.stale_days.as_ref()?.value;
    today.checked_sub_days(Days::new(days.into()))
}

fn card_link(line: &CardLine) -> Option<Link> {
    Some(Link::File {
        path: line.file.clone(),
        place: "客户管理卡!A1".to_owned(),
    })
}

fn overview(lines: &[&CardLine], policy: &Policy, today: NaiveDate) -> SheetPlan {
    let days = policy.customers.stale_days.as_ref().map_or(0, |d| d.value);
    let mut table = Table::new("客户一览", "客户资料")
        .subtitle(format!(
            "截至 {today},按制度 {};超过 {days} 天没有新资料的标黄(1.1.1)。点客户名称打开客户管理卡。",
            policy.version()
        ))
        .note_if_empty("还没有客户")
        .frozen_columns(1)
        .column("客户名称", 34.0, Style::Value)
        .column("信用代码", 22.0, Style::Value)
        .column("办事处", 18.0, Style::Value)
        .column("类别", 11.0, Style::ValueCentred)
        .column("等级", 8.0, Style::ValueCentred)
        .column("额度(万元)", 12.0, Style::ValueRight)
        .column("最近更新", 13.0, Style::ValueCentred)
        .column("多少天没更新", 12.0, Style::ValueRight)
        .column("曾用名", 26.0, Style::Value)
        .column("待核对", 10.0, Style::ValueCentred)
        .footer("客户资料");
    let before = stale_before(policy, today);
    for line in lines {
        let stale = line.last_news.is_some_and(|day| Some(day) < before);
        let age = line.last_news.map(|day| (today - day).num_days().max(0));
        let age = age.map(|days| TableCell::from(Decimal::from(days)));
        let open = line.conflicts.len() + line.rivals.len();
        let limit: Option<Decimal> = line.limit_wan.as_deref().and_then(|l| l.parse().ok());
        table.row(vec![
            TableCell::from(line.name.as_str()).leading_to(card_link(line)),
            line.codes.join("、").into(),
            line.offices.join("、").into(),
            line.class.as_deref().into(),
            line.grade.as_deref().into(),
            limit.into(),
            line.last_news.into(),
            match age {
                Some(age) if stale => age.styled(Style::Caution),
                age => age.into(),
            },
            line.former_names.join("、").into(),
            match open {
                0 => "".into(),
                open => TableCell::from(Decimal::from(open)).styled(Style::Caution),
            },
        ]);
    }
    table.plan()
}

fn questions(lines: &[&CardLine], policy: &Policy) -> SheetPlan {
    let mut table = Table::new("待核对", "客户资料待核对")
        .subtitle(
            "疑似同一客户:确是同一家的,在各表里填同一个信用代码,程序就并成一张卡,旧名记作曾用名;不是的不用管。\
             各表不一:把错的那张表改好重交。撞单:先报的办事处那份算数,由业务部经理定夺。",
        )
        .note_if_empty("没有要核对的")
        .tab(TAB_ASKED)
        .column("事项", 14.0, Style::ValueCentred)
        .column("客户名称", 34.0, Style::Value)
        .column("说明", 76.0, Style::Value)
        .footer("客户资料待核对");
    let names: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let mut names = vec![line.name.clone()];
            names.extend(line.former_names.iter().cloned());
            names
        })
        .collect();
    let common = policy.customers.common_words.as_ref();
    for pair in alike(&names, common.map_or(&[][..], |c| &c.value)) {
        let (Some(one), Some(other)) = (lines.get(pair.one), lines.get(pair.other)) else {
            continue;
        };
        let words = format!(
            "与「{}」(信用代码 {})的名称相近,是不是同一家?",
            other.name,
            if other.codes.is_empty() {
                "未填".to_owned()
            } else {
                other.codes.join("、")
            }
        );
        table.row(vec![
            "疑似同一客户".into(),
            TableCell::from(one.name.as_str()).leading_to(card_link(one)),
            words.into(),
        ]);
    }
    for line in lines {
        let mut say = |what: &str, words: &str| {
            table.row(vec![
                what.into(),
                TableCell::from(line.name.as_str()).leading_to(card_link(line)),
                words.into(),
            ]);
        };
        line.rivals.iter().for_each(|words| say("撞单", words));
        if line.codes.len() > 1 {
            let words = format!(
                "各表填了 {} 个信用代码:{}",
                line.codes.len(),
                line.codes.join("、")
            );
            say("信用代码不一", &words);
        }
        if !line.former_names.is_empty() {
            let words = format!(
                "同一信用代码先后用过:{}、{}。是改名还是套用旧表没改?",
                line.name,
                line.former_names.join("、")
            );
            say("名称变更", &words);
        }
        line.conflicts
            .iter()
            .for_each(|words| say("各表不一", words));
    }
    table.plan()
}
