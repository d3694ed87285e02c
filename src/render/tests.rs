//! The rendered sheets as text, and what must hold of every plan.

use super::samples;
use crate::domain::cell::CellRef;
use crate::domain::known::KnownFacts;
use crate::domain::review::Review;
use crate::domain::value::{Period, Value};
use crate::evaluate::evaluate;
use crate::extract::{FieldReading, Missing, Reading, Record};
use crate::forms::Forms;
use crate::judged::JudgedFile;
use crate::policy::Policy;
use crate::sheet::{Content, Link, SheetPlan, workbook};
use rust_decimal::dec;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A plan as text: one line a row, cells apart by `|`, links behind `→`.
fn as_text(plan: &SheetPlan) -> String {
    let mut cells: Vec<_> = plan
        .cells
        .iter()
        .filter(|c| c.content != Content::Blank && c.content != Content::Text(String::new()))
        .collect();
    cells.sort_by_key(|c| c.at);
    let mut out = format!(
        "# {}{}{}\n",
        plan.name,
        if plan.print.landscape { " 横向" } else { "" },
        if plan.print.one_page { " 一页" } else { "" }
    );
    let mut row = None;
    for cell in cells {
        if row != Some(cell.at.row) {
            if row.is_some() {
                out.push('\n');
            }
            row = Some(cell.at.row);
            let _ = write!(out, "{:>3}", cell.at.row + 1);
        }
        let shown = match &cell.content {
            Content::Text(text) => text.replace('\n', "⏎"),
            Content::Number(n) | Content::Share(n) => n.to_string(),
            Content::Date(day) => day.to_string(),
            Content::Blank => String::new(),
        };
        let _ = write!(out, " | [{:?}] {shown}", cell.style);
        match &cell.link {
            Some(Link::Cell { sheet, cell }) => {
                let _ = write!(out, " → {sheet}!{cell}");
            }
            Some(Link::OwnCell { sheet, cell }) => {
                let _ = write!(out, " → {sheet}!{cell}");
            }
            Some(Link::Own(name)) => {
                let _ = write!(out, " → {name}");
            }
            Some(other) => {
                let _ = write!(out, " → {other:?}");
            }
            None => {}
        }
    }
    let _ = writeln!(out, "\n脚 {}", plan.print.footer);
    out
}

fn rendered(file: &JudgedFile, known: &KnownFacts) -> String {
    super::render(file, &samples::context(known))
        .iter()
        .map(as_text)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn an_accepted_score() {
    insta::assert_snapshot!(rendered(&samples::accepted_score(), &samples::known()));
}

#[test]
fn a_returned_summary() {
    insta::assert_snapshot!(rendered(
        &samples::returned_summary(),
        &KnownFacts::default()
    ));
}

#[test]
fn an_incomplete_score() {
    insta::assert_snapshot!(rendered(&samples::incomplete_score(), &samples::known()));
}

#[test]
fn a_complaint() {
    insta::assert_snapshot!(rendered(&samples::complaint(), &samples::known()));
}

#[test]
fn a_list() {
    insta::assert_snapshot!(rendered(&samples::list(), &samples::known()));
}

#[test]
fn a_workbook_without_a_form() {
    insta::assert_snapshot!(rendered(&samples::unrecognised(), &KnownFacts::default()));
}

fn all() -> Vec<(&'static str, JudgedFile)> {
    vec![
        ("score", samples::accepted_score()),
        ("summary", samples::returned_summary()),
        ("incomplete", samples::incomplete_score()),
        ("complaint", samples::complaint()),
        ("list", samples::list()),
        ("unrecognised", samples::unrecognised()),
    ]
}

#[test]
fn every_sheet_bears_its_token_and_leaves_the_first_row_to_it() {
    let known = samples::known();
    for (name, file) in all() {
        for plan in super::render(&file, &samples::context(&known)) {
            let token = plan.token.clone().unwrap();
            assert!(token.starts_with(crate::domain::marker::RESULT_TOKEN));
            assert!(plan.cells.iter().all(|c| c.at.row > 0), "{name}");
            let places: BTreeSet<_> = plan.cells.iter().map(|c| c.at).collect();
            assert_eq!(places.len(), plan.cells.len(), "{name} {}", plan.name);
        }
    }
}

#[test]
fn merges_never_overlap() {
    let known = samples::known();
    for (name, file) in all() {
        for plan in super::render(&file, &samples::context(&known)) {
            for (n, a) in plan.merges.iter().enumerate() {
                for b in &plan.merges[n + 1..] {
                    let apart = a.last.row < b.first.row
                        || b.last.row < a.first.row
                        || a.last.col < b.first.col
                        || b.last.col < a.first.col;
                    assert!(apart, "{name} {}: {a} {b}", plan.name);
                }
            }
        }
    }
}

/// The text at a place of a plan.
fn text_at(plan: &SheetPlan, at: CellRef) -> &str {
    plan.cells
        .iter()
        .find_map(|cell| match &cell.content {
            Content::Text(text) if cell.at == at => Some(text.as_str()),
            _ => None,
        })
        .unwrap_or_default()
}

#[test]
fn each_customer_of_a_long_list_has_a_line_that_leads_to_his_block_and_back() {
    let known = samples::known();
    let file = samples::long_list(200);
    for plan in super::render(&file, &samples::context(&known)) {
        if plan.name != super::REASONS && plan.name != super::CREDIT {
            continue;
        }
        let to = |cell: &crate::sheet::PlannedCell| match &cell.link {
            Some(Link::OwnCell { sheet, cell }) if *sheet == plan.name => Some(*cell),
            _ => None,
        };
        let (back, lines): (Vec<_>, Vec<_>) = plan
            .cells
            .iter()
            .filter(|cell| to(cell).is_some())
            .partition(|cell| cell.content == Content::Text("↑ 回目录".to_owned()));
        assert_eq!((lines.len(), back.len()), (200, 200), "{}", plan.name);
        let first = lines.iter().map(|line| line.at.row).min().unwrap();
        for (line, back) in lines.iter().zip(&back) {
            let name = text_at(&plan, line.at);
            let block = to(line).unwrap();
            assert!(text_at(&plan, block).starts_with(name), "{name} {block}");
            assert_eq!((back.at.row, to(back).unwrap().row), (block.row, first - 1));
        }
        // A printer gets the 200 lines below their titles, not some 7 000 rows.
        let area = plan.print.area.unwrap();
        assert_eq!(area.last.row, lines.iter().map(|l| l.at.row).max().unwrap());
        assert_eq!(plan.print.title_rows, Some((first - 1, first - 1)));
    }
}

#[test]
fn what_holds_for_a_whole_column_is_told_once() {
    let known = samples::known();
    let file = samples::list_without_units();
    let plans = super::render(&file, &samples::context(&known));
    let details = plans.iter().find(|p| p.name == super::DETAILS).unwrap();
    let texts: Vec<&str> = details
        .cells
        .iter()
        .filter_map(|cell| match &cell.content {
            Content::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let count = |words: &str| texts.iter().filter(|t| t.contains(words)).count();
    assert_eq!(count("W-UNIT-NOTE"), 2, "one line a column: {texts:#?}");
    assert_eq!(count("这一栏共 3 格都是这样,另见 E6、E7。"), 1);
    assert_eq!(count("这一栏共 2 格都是这样,另见 F7。"), 1);
    assert_eq!(count("客户001(第5行)等 3 行"), 1);
    assert_eq!(count("提醒 2 条"), 1);
}

#[test]
fn without_a_limit_nothing_is_sold_on_credit() {
    // Domain section 7, #7: an overdue C has limit 0, though a C may have 30 days.
    let mut file = samples::accepted_score();
    let Some(Review::Score(review)) = &mut file.records[0].review else {
        panic!()
    };
    let credit = review.credit.as_mut().unwrap();
    (credit.limit_wan, credit.terms_days) = (dec!(0), 30);
    let known = samples::known();
    let plans = super::render(&file, &samples::context(&known));
    let conclusion = plans.iter().find(|p| p.name == super::CONCLUSION).unwrap();
    let label = conclusion
        .cells
        .iter()
        .find(|c| c.content == Content::Text("信用期限(天)".to_owned()))
        .unwrap()
        .at;
    let below = |rows: u32| text_at(conclusion, CellRef::new(label.row + rows, label.col));
    assert_eq!((below(1), below(2)), ("0", "款到发货"));
}

#[test]
fn one_record_has_no_contents_and_a_short_list_is_printed_whole() {
    let known = samples::known();
    for (file, contents) in [(samples::accepted_score(), false), (samples::list(), true)] {
        for plan in super::render(&file, &samples::context(&known)) {
            let said = plan
                .cells
                .iter()
                .any(|c| matches!(&c.content, Content::Text(t) if t.starts_with("目录:")));
            let scored = plan.name == super::REASONS || plan.name == super::CREDIT;
            assert_eq!(said, contents && scored, "{}", plan.name);
            assert_eq!(plan.print.area, None);
        }
    }
}

#[test]
fn the_conclusion_begins_with_the_answer_and_bears_the_case_number() {
    let known = samples::known();
    let plans = super::render(&samples::accepted_score(), &samples::context(&known));
    let text = as_text(&plans[0]);
    assert!(text.contains("建议:大客户B级(75分),额度24万元、45天;有1项请您定。"));
    assert!(text.contains("受理号 3f9a7c21be04 "));
    assert!(text.contains("[Value] 3f9a7c21be04"));
}

/// Scenario 13: 赔偿 6 万元 is for the 总经理 to approve.
#[test]
fn an_approval_that_the_policy_asks_for_waits_for_the_manager() {
    let known = samples::known();
    let (_, file) = really_evaluated().remove(1);
    let plans = super::render(&file, &samples::context(&known));
    let text = as_text(&plans[0]);
    assert!(text.contains("需您决定(1项)"), "{text}");
    assert!(
        text.contains("赔偿审批:须总经理批准,索赔金额60000元"),
        "{text}"
    );
    assert!(text.contains("有1项请您定"));
}

/// Example B of domain section 4.3 through evaluation: 24 万元, 45 days.
#[test]
fn an_evaluated_score_is_shown_with_its_figures() {
    let known = samples::known();
    let (_, file) = really_evaluated().remove(0);
    let plans = super::render(&file, &samples::context(&known));
    let text = as_text(&plans[0]);
    assert!(text.contains("额度24万元、45天"), "{text}");
    assert_eq!(plans.len(), 4);
}

#[test]
fn equal_input_gives_equal_bytes() {
    let known = samples::known();
    for (_, file) in all() {
        let bytes = |_| workbook(&super::render(&file, &samples::context(&known))).unwrap();
        assert_eq!(bytes(1), bytes(2));
    }
}

/// What evaluation really gives, for the eye: the worked example B of domain section 4.3 and
/// scenario 13 of section 7.
fn evaluated(form: &str, texts: &[(&str, Value)]) -> JudgedFile {
    let form = Forms::built_in().get(form).unwrap();
    let fields = form
        .fields
        .iter()
        .zip(3..)
        .map(|(field, row)| {
            let value = texts.iter().find(|(k, _)| *k == field.key).map(|(_, v)| v);
            FieldReading {
                key: field.key.clone(),
                cell: Some(CellRef::new(row, 1)),
                raw: value.map(Value::normalised),
                reading: value.map_or(Reading::Missing(Missing::Blank), |v| {
                    Reading::Value(v.clone())
                }),
            }
        })
        .collect();
    let record = Record {
        form,
        sheet: "Sheet1".to_owned(),
        sheet_index: 0,
        row: None,
        part: None,
        lines: crate::extract::Lines::default(),
        fields,
        extras: Vec::new(),
        findings: Vec::new(),
    };
    let known = samples::known();
    let judged = evaluate(
        &record,
        Policy::built_in(),
        samples::date(2026, 11, 25),
        &known,
    );
    let mut file = samples::accepted_score();
    let one = &mut file.records[0];
    one.form = form.id.clone();
    one.form_title = form.title.clone();
    one.sheet = "Sheet1".to_owned();
    one.findings = judged.findings;
    one.review = judged.review;
    file
}

fn really_evaluated() -> Vec<(&'static str, JudgedFile)> {
    let text = |t: &str| Value::Text(t.to_owned());
    let choice = |t: &str| Value::Choice(t.to_owned());
    let score = evaluated(
        "customer_score",
        &[
            ("period", Value::Period(Period::Year(2026))),
            ("customer_name", text("河北(石家庄)光电设备有限公司")),
            ("first_trade_date", Value::Date(samples::date(2020, 1, 1))),
            ("annual_amount", Value::Amount(dec!(300))),
            ("due_amount", Value::Amount(dec!(250))),
            ("collected_amount", Value::Amount(dec!(230))),
            ("year_end_receivable", Value::Amount(dec!(8))),
            ("net_assets", Value::Amount(dec!(900))),
            ("premium", Value::Percent(dec!(0.15))),
            ("strategic_level", choice("比较关键")),
            ("assessor", text("王强")),
            ("assessor_role", text("业务部经理")),
        ],
    );
    let complaint = evaluated(
        "customer_feedback",
        &[
            ("received_on", Value::Date(samples::date(2026, 2, 13))),
            ("customer_name", text("河北(石家庄)光电设备有限公司")),
            ("causes", Value::Choices(vec!["产品".to_owned()])),
            ("wish", choice("赔偿")),
            ("claimed_loss", Value::Amount(dec!(60000))),
            ("severity", choice("重大")),
        ],
    );
    vec![("real-score", score), ("real-complaint", complaint)]
}
