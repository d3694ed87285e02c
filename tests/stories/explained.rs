//! Each figure says which row of the policy gave it, and its link opens that very row: followed
//! here as a manager would, from the delivered workbook to the policy copy that it leads to.

use crate::forms::{Form, right_score, sample, text_of};
use crate::share::Share;
use calamine::{Data, Range, Reader};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

/// The sheet of a score's figures.
const SCORE: &str = "评分依据";
/// Columns of the sheets of figures.
const FIGURE: &str = "项目";
const RULE: &str = "制度依据";

fn range(bytes: &[u8], sheet: &str) -> Range<Data> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    book.worksheet_range(sheet)
        .unwrap_or_else(|e| panic!("no {sheet}: {e}"))
}

/// Zero-based row and column of an A1.
fn place(a1: &str) -> (u32, u32) {
    let letters = a1.trim_end_matches(|c: char| c.is_ascii_digit());
    let column = letters
        .bytes()
        .fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1);
    (a1[letters.len()..].parse::<u32>().unwrap() - 1, column - 1)
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let from = tag.split_once(&format!(" {name}=\""))?.1;
    from.split('"').next()
}

/// The links of a sheet, by their cell: the file and the place within it.
fn links(bytes: &[u8], sheet: &str) -> BTreeMap<(u32, u32), (String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        let entry = zip.by_name(name).map(|mut e| e.read_to_string(&mut text));
        entry.map_or(String::new(), |_| text)
    };
    let target = |rels: &str, id: &str| {
        let mut all = rels.split("<Relationship ");
        let tag = all.find(|tag| attribute(&format!(" {tag}"), "Id") == Some(id));
        attribute(&format!(" {}", tag.unwrap()), "Target")
            .unwrap()
            .to_owned()
    };
    let book = part("xl/workbook.xml");
    let mut sheets = book.split("<sheet ");
    let tag = sheets
        .find(|tag| attribute(&format!(" {tag}"), "name") == Some(sheet))
        .unwrap();
    let id = attribute(tag, "r:id").unwrap();
    let file = target(&part("xl/_rels/workbook.xml.rels"), id);
    let file = file.trim_start_matches("/xl/").to_owned();
    let (folder, name) = file.rsplit_once('/').unwrap();
    let rels = part(&format!("xl/{folder}/_rels/{name}.rels"));
    let text = part(&format!("xl/{file}"));
    text.split("<hyperlink ")
        .skip(1)
        .map(|tag| format!(" {tag}"))
        .filter_map(|tag| {
            let file = target(&rels, attribute(&tag, "r:id")?).replace("%20", " ");
            let place_in = attribute(&tag, "location")?.replace("&apos;", "'");
            Some((place(attribute(&tag, "ref")?), (file, place_in)))
        })
        .collect()
}

/// How a cell of the policy may be worded.
fn wordings(cell: &Data) -> Vec<String> {
    match cell {
        Data::Float(number) => vec![
            number.to_string(),
            format!("{}%", (number * 1e8).round() / 1e6),
        ],
        Data::Int(number) => vec![number.to_string()],
        other => vec![other.to_string()],
    }
}

/// Follows every figure of the version's trace, from their sheet of the workbook at `path`, to
/// its row. Gives how many were followed.
#[track_caller]
fn followed(share: &Share, id: &str, path: &str, sheet_of_figures: &str) -> usize {
    let shown = share.archive(&["show", id]).ends_with(0).json();
    let version = shown["policy_version"].as_str().unwrap();
    let trace: Vec<&Value> = shown["review"]["trace"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    let bytes = share.read(path);
    let reasons = range(&bytes, sheet_of_figures);
    let links = links(&bytes, sheet_of_figures);
    let start = reasons.start().unwrap();
    let header = |name: &str| {
        let mut cells = reasons.used_cells();
        let (_, column, _) = cells
            .find(|(_, _, cell)| *cell == name)
            .unwrap_or_else(|| panic!("no {name}"));
        column as u32 + start.1
    };
    let (figure_at, rule_at) = (header(FIGURE), header(RULE));
    let mut opened: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for step in &trace {
        let word = |key: &str| step[key].as_str().unwrap().to_owned();
        let (figure, rule) = (word("figure"), word("policy_row"));
        assert!(!rule.is_empty(), "{figure} cites no row");
        let (sheet, rest) = rule.split_once('!').unwrap();
        let (cell, words) = rest.split_once(' ').unwrap();
        // The figure's own line on the sheet, and the link behind its rule.
        let line = (start.0..=reasons.end().unwrap().0)
            .find(|row| {
                let text = |column| reasons.get_value((*row, column)).map(|c| c.to_string());
                text(figure_at).as_deref() == Some(figure.as_str())
                    && text(rule_at).as_deref() == Some(rule.as_str())
            })
            .unwrap_or_else(|| panic!("no line of {figure} with {rule}"));
        let (file, location) = links
            .get(&(line, rule_at))
            .unwrap_or_else(|| panic!("{figure}: {rule} leads nowhere"));
        assert_eq!(*location, format!("'{sheet}'!{cell}"), "{figure}");
        // It leads to the policy of the review, readable from where the workbook lies.
        let folder = Path::new(path).parent().unwrap();
        assert!(
            file.ends_with(&format!("制度参数 {version}.xlsx")),
            "{file}"
        );
        let policy = opened
            .entry(file.clone())
            .or_insert_with(|| std::fs::read(share.root().join(folder).join(file)).unwrap());
        // The row that stands there is the rule: what it holds is what the figure says of it.
        let table = range(policy, sheet);
        let (row, column) = place(cell);
        let held = |column: u32| table.get_value((row, column)).cloned().unwrap_or_default();
        assert!(
            !held(column).to_string().is_empty(),
            "{rule} is a blank cell"
        );
        let columns = table.start().unwrap().1..=table.end().unwrap().1;
        let head = columns
            .clone()
            .find(|c| {
                let text = table.get_value((3, *c)).map(|v| v.to_string());
                text.as_deref() == Some("条款")
            })
            .unwrap();
        assert_eq!(held(head).to_string(), word("clause"), "{rule}");
        let said = columns.take_while(|c| *c < head).filter(|c| {
            let mut all = wordings(&held(*c)).into_iter();
            all.any(|text| !text.is_empty() && words.contains(&text))
        });
        // A sum has no row of its own: it leads to the grades that it is held to.
        let said = said.count() + usize::from(words == "四项指标得分之和");
        assert!(said > 0, "{rule}: nothing of it stands in that row");
    }
    trace.len()
}

/// The built-in policy with blank rows put between its rules, so that they stand elsewhere.
fn spread_out(share: &Share) -> Vec<u8> {
    let bytes = Cursor::new(share.read("制度参数.xlsx"));
    let mut book = umya_spreadsheet::reader::xlsx::read_reader(bytes, true).unwrap();
    for (sheet, row) in [("等级", 6), ("指标2", 5), ("信用额度", 5), ("参数", 10)] {
        let page = book.sheet_by_name_mut(sheet).unwrap();
        page.insert_new_row(row, 2);
    }
    let cover = book.sheet_by_name_mut("封面").unwrap();
    for (item, text) in [
        ("版本", "2026-2"),
        ("生效日期", "2026-03-10"),
        ("编制人", "李华"),
    ] {
        let row = (1..30).find(|row| cover.value((1, *row)) == item).unwrap();
        cover.cell_mut((2, row)).set_value(text);
    }
    let mut saved = Cursor::new(Vec::new());
    umya_spreadsheet::writer::xlsx::write_writer(&book, &mut saved).unwrap();
    saved.into_inner()
}

#[test]
fn every_figure_leads_to_the_row_that_gave_it() {
    const CUSTOMER: &str = "石家庄明远光学有限公司";
    let share = Share::laid_out();
    share
        .drop_in("甲.xlsx", right_score(CUSTOMER).saved())
        .watched(0);
    let first = format!("审核结果/{CUSTOMER}/甲.xlsx");
    assert!(followed(&share, "1-1", &first, SCORE) > 10);
    share
        .save("审批/总经理/新制度.xlsx", spread_out(&share))
        .watched(0);
    // The same card by the policy whose rows stand elsewhere.
    share
        .drop_in("乙.xlsx", right_score("石家庄样例光学厂").saved())
        .watched(0);
    let second = "审核结果/石家庄样例光学厂/乙.xlsx";
    let versions = share.versions();
    let id = versions.last().unwrap()["id"].as_str().unwrap().to_owned();
    assert!(followed(&share, &id, second, SCORE) > 10);
    let grade = |path: &str| {
        let text = text_of(&share.read(path), "评分依据");
        let mut lines = text.lines().filter(|l| l.starts_with("等级!"));
        lines
            .rfind(|l| l.contains("B 较重要客户"))
            .map(str::to_owned)
    };
    let (before, after) = (grade(&first).unwrap(), grade(second).unwrap());
    assert_eq!(before.replace("等级!A6", "等级!A8"), after);
    // What was judged by the first policy still leads to the first.
    followed(&share, "1-1", &first, SCORE);
    // A complaint's steps and days.
    let complaint = sample("石家庄办事处/顾客反馈登记表-恒光电子.xlsx");
    share.drop_in("诉.xlsx", complaint).watched(0);
    let versions = share.versions();
    let last = versions.last().unwrap();
    let (id, customer) = (
        last["id"].as_str().unwrap(),
        last["customer"].as_str().unwrap(),
    );
    let path = format!("审核结果/{customer}/诉.xlsx");
    assert!(followed(&share, id, &path, "投诉流转") > 3);
}

#[test]
fn the_figures_of_a_rule_table_lead_to_its_rows() {
    let share = Share::with_policy(&sample("制度/制度参数-供应商评价.xlsx"));
    let filled = Form::open(&share.read("空白表单/供应商评价表.xlsx"))
        .with_all(&crate::suppliers::RIGHT)
        .saved();
    share.drop_in("供.xlsx", filled).watched(0);
    let path = "审核结果/河北样例电子有限公司/供.xlsx";
    assert!(followed(&share, "1-1", path, SCORE) >= 7);
}
