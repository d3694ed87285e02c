//! `汇总/客户管理卡/<客户>.xlsx`: the card, its contradictions, its changes and the forms behind it.

use super::card::{Candidate, Card, Item, LineTable};
use super::posting::Standing;
use crate::domain::cell::{CellRange, CellRef};
use crate::sheet::plan::{Content, Link, Print, SheetPlan, Style};
use crate::sheet::table::{Table, TableCell, height_for};

/// Colour of the card's tab.
const TAB: &str = "1B365D";
/// Colour of the tab of what people must settle.
const TAB_ASKED: &str = "B7791F";
/// Widths of the four columns of the card: two pairs of label and value.
const WIDTHS: [f64; 4] = [15.0, 31.0, 15.0, 31.0];

/// The sheets of one customer's card. `way` leads from the card to the share's root (`../..`).
pub fn plans(card: &Card, way: &str) -> Vec<SheetPlan> {
    let mut plans = vec![front(card)];
    if card.conflicts().next().is_some() || card.rivals().next().is_some() {
        plans.push(questions(card));
    }
    plans.push(changes(card));
    plans.push(history(card, way));
    plans
}

/// A page drawn from the top down.
struct Page {
    plan: SheetPlan,
    row: u32,
}

impl Page {
    fn wide(&mut self, text: impl Into<String>, style: Style, points: u32) {
        let text = text.into();
        let width: f64 = WIDTHS.iter().sum();
        let height = height_for(&text, width, points);
        self.plan.heights.insert(self.row, height);
        self.plan.across(self.row, 0, 3, Content::Text(text), style);
        self.row += 1;
    }

    /// Pairs of label and value, two to a row; an odd last one has the row for itself.
    fn pairs(&mut self, pairs: &[(String, Content, Style)]) {
        for two in pairs.chunks(2) {
            let mut height: f64 = 22.0;
            for (at, (label, value, style)) in two.iter().enumerate() {
                let first = at as u32 * 2;
                let last = if two.len() == 1 { 3 } else { first + 1 };
                let width: f64 = WIDTHS
                    .iter()
                    .skip(first as usize + 1)
                    .take((last - first) as usize)
                    .sum();
                if let Content::Text(text) = value {
                    height = height.max(height_for(text, width, 10));
                }
                height = height.max(height_for(label, WIDTHS[0], 10));
                self.plan.text(self.row, first, label.clone(), Style::Label);
                self.plan
                    .across(self.row, first + 1, last, value.clone(), *style);
            }
            self.plan.heights.insert(self.row, height);
            self.row += 1;
        }
    }
}

fn text(value: impl Into<String>) -> Content {
    Content::Text(value.into())
}

fn front(card: &Card) -> SheetPlan {
    let mut page = Page {
        plan: SheetPlan {
            name: "客户管理卡".to_owned(),
            tab_rgb: Some(TAB),
            widths: WIDTHS.to_vec(),
            print: Print {
                footer: format!("客户管理卡 {}", card.name),
                ..Print::default()
            },
            ..SheetPlan::default()
        },
        row: 0,
    };
    page.wide("客户管理卡", Style::Title, 16);
    page.plan.heights.insert(0, 34.0);
    page.wide(
        "由各张登记表合并而成,不用填写:要改哪一栏,改好那张表重新交即可。标黄的栏各表说法不一,见「待核对」。",
        Style::Subtitle,
        9,
    );
    page.plan.freeze = Some(CellRef::new(page.row, 0));
    page.pairs(&head(card));
    for section in &card.sections {
        let filled: Vec<&Item> = section
            .items
            .iter()
            .filter(|item| item.value.is_some())
            .collect();
        let blank: Vec<&str> = section
            .items
            .iter()
            .filter(|item| item.value.is_none())
            .map(|item| item.name.as_str())
            .collect();
        page.wide(section.name.clone(), Style::Section, 11);
        let pairs: Vec<(String, Content, Style)> = filled
            .iter()
            .filter_map(|item| {
                let value = item.value.as_ref()?;
                let style = if item.others.is_empty() {
                    Style::Value
                } else {
                    Style::Caution
                };
                Some((item.name.clone(), text(value.words()), style))
            })
            .collect();
        page.pairs(&pairs);
        for table in section.tables.iter().filter(|t| !t.lines.is_empty()) {
            page.wide(format!("{}:{}", table.name, told(table)), Style::Value, 10);
        }
        if !blank.is_empty() {
            page.wide(format!("还没有:{}", blank.join("、")), Style::Note, 9);
        }
    }
    page.plan.print.area = Some(CellRange::new(
        CellRef::new(0, 0),
        CellRef::new(page.row.saturating_sub(1), 3),
    ));
    page.plan
}

/// The lines of a table in words, one a line.
fn told(table: &LineTable) -> String {
    let mut text = String::new();
    for (values, ..) in &table.lines {
        let parts: Vec<String> = table
            .columns
            .iter()
            .zip(values)
            .filter_map(|(column, value)| Some(format!("{column} {}", value.as_deref()?)))
            .collect();
        text.push('\n');
        text.push_str(&parts.join(",  "));
    }
    text
}

fn head(card: &Card) -> Vec<(String, Content, Style)> {
    let grading = card.grading.as_ref();
    let blank = || "未评".to_owned();
    let words = |label: &str, value: String| (label.to_owned(), text(value), Style::ValueStrong);
    let mut head = vec![words("客户名称", card.name.clone())];
    if !card.former_names.is_empty() {
        let former: Vec<String> = card
            .former_names
            .iter()
            .map(|(name, day)| format!("{name}(至 {day})"))
            .collect();
        head.push(words("曾用名", former.join("、")));
    }
    head.push(words("信用代码", card.codes.join("、")));
    head.push(words("办事处", card.offices.join("、")));
    head.push(words(
        "客户类别",
        grading
            .and_then(|g| g.class)
            .map_or_else(blank, str::to_owned),
    ));
    head.push(words(
        "等级",
        grading.and_then(|g| g.grade.clone()).unwrap_or_else(blank),
    ));
    head.push(words(
        "信用额度(万元)",
        grading
            .and_then(|g| g.limit_wan.clone())
            .unwrap_or_else(blank),
    ));
    head.push(words(
        "评分期间",
        grading
            .and_then(|g| g.period)
            .map_or_else(blank, |p| p.to_string()),
    ));
    if let Some(until) = grading.and_then(|g| g.new_customer_until) {
        head.push(words("新客户至", until.to_string()));
    }
    head.push(words(
        "最近更新",
        card.last_news
            .map_or_else(String::new, |day| day.to_string()),
    ));
    head
}

fn questions(card: &Card) -> SheetPlan {
    let mut table = Table::new("待核对", format!("{} 待核对", card.name))
        .subtitle(
            "各表说法不一的栏,和两个办事处都报来的表。核实后把错的那张表改好重交,这里就不再列。",
        )
        .tab(TAB_ASKED)
        .column("栏目", 16.0, Style::Value)
        .column("卡上采用", 28.0, Style::Value)
        .column("出自", 30.0, Style::Value)
        .column("另有说法", 28.0, Style::Value)
        .column("出自", 30.0, Style::Value)
        .footer(format!("待核对 {}", card.name));
    for item in card.conflicts() {
        for other in &item.others {
            let Some(value) = &item.value else { continue };
            table.row(vec![
                item.name.as_str().into(),
                value.words().into(),
                source(value).into(),
                TableCell::from(other.words()).styled(Style::Caution),
                source(other).into(),
            ]);
        }
    }
    for rival in card.rivals() {
        table.row(vec![
            "撞单".into(),
            "先报的办事处那一份".into(),
            "".into(),
            TableCell::from(format!("{}又报来一份", rival.office)).styled(Style::Caution),
            format!(
                "{} {}(版本 {})",
                rival.form_title, rival.review_date, rival.id
            )
            .into(),
        ]);
    }
    table.plan()
}

fn source(candidate: &Candidate) -> String {
    format!(
        "{} {}(版本 {})",
        candidate.form_title, candidate.day, candidate.version
    )
}

fn changes(card: &Card) -> SheetPlan {
    let mut table = Table::new("变更记录", format!("{} 变更记录", card.name))
        .subtitle("各栏先后改成了什么、凭哪张表改的;最新的在最上面。")
        .note_if_empty("还没有变更")
        .column("日期", 13.0, Style::ValueCentred)
        .column("栏目", 16.0, Style::Value)
        .column("原来", 34.0, Style::Value)
        .column("改成", 34.0, Style::Value)
        .column("凭", 24.0, Style::Value)
        .column("版本", 10.0, Style::ValueCentred)
        .footer(format!("变更记录 {}", card.name));
    for change in &card.changes {
        table.row(vec![
            change.day.into(),
            change.item.as_str().into(),
            change.from.as_str().into(),
            change.to.as_deref().unwrap_or("(空)").into(),
            change.form_title.as_str().into(),
            change.version.as_str().into(),
        ]);
    }
    table.plan()
}

fn history(card: &Card, way: &str) -> SheetPlan {
    let mut table = Table::new("历次表单", format!("{} 历次表单", card.name))
        .subtitle("这位客户交来过的全部表单;点表单名打开审核结果。")
        .column("审核日期", 13.0, Style::ValueCentred)
        .column("表单", 28.0, Style::Value)
        .column("客户名称", 30.0, Style::Value)
        .column("办事处", 18.0, Style::Value)
        .column("等级", 8.0, Style::ValueCentred)
        .column("说明", 26.0, Style::Value)
        .column("版本", 10.0, Style::ValueCentred)
        .footer(format!("历次表单 {}", card.name));
    for (posting, standing) in &card.history {
        let link = match (standing, &posting.delivered) {
            (Standing::Replaced, _) | (_, None) => None,
            (_, Some(delivered)) => Some(Link::File {
                path: format!("{way}/{delivered}"),
                place: "审核结论!A1".to_owned(),
            }),
        };
        let grade = posting.review.as_ref().and_then(|review| review.grade());
        table.row(vec![
            posting.review_date.into(),
            TableCell::from(posting.form_title.as_str()).leading_to(link),
            posting.customer.as_str().into(),
            posting.office.as_str().into(),
            grade.unwrap_or_default().into(),
            match standing {
                Standing::Counts => "",
                Standing::Replaced => "已被后来的一份代替",
                Standing::Rival => "别的办事处先报过,未采用",
            }
            .into(),
            posting.id.as_str().into(),
        ]);
    }
    table.plan()
}
