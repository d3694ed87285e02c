//! A simulation as a workbook: totals with the distribution of grades before and after, who
//! changes and why, what each change does by itself, the parameters with how many customers each
//! affects, and who could not be judged again.

use super::figures::or_dash;
use super::impact::COLUMN;
use super::{Customer, Simulation, Tried};
use crate::domain::cell::{CellRange, CellRef};
use crate::sheet::table::{Table, TableCell};
use crate::sheet::{BarChart, Content, Print, SheetPlan, Style};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Columns of the totals.
const WIDTHS: [f64; 6] = [24.0, 14.0, 14.0, 14.0, 14.0, 20.0];

/// The sheets.
pub fn plans(simulation: &Simulation) -> Vec<SheetPlan> {
    let mut plans = vec![
        totals(simulation),
        changed(simulation),
        impacts(simulation),
        parameters(simulation),
    ];
    if !simulation.skipped.is_empty() {
        plans.push(skipped(simulation));
    }
    plans
}

/// Customers by grade, in the order of the grades' names; forms without a grade by their status.
fn distribution(simulation: &Simulation) -> BTreeMap<String, (usize, usize)> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for customer in &simulation.customers {
        counts.entry(customer.before.grade_words()).or_default().0 += 1;
        counts.entry(customer.after.grade_words()).or_default().1 += 1;
    }
    counts
}

fn totals(simulation: &Simulation) -> SheetPlan {
    let last = (WIDTHS.len() - 1) as u32;
    let mut plan = SheetPlan {
        name: "模拟汇总".to_owned(),
        tab_rgb: Some("1B365D"),
        widths: WIDTHS.to_vec(),
        print: Print {
            one_page: true,
            footer: "制度模拟".to_owned(),
            ..Print::default()
        },
        ..SheetPlan::default()
    };
    let changed = simulation.changed().count();
    plan.across(
        0,
        0,
        last,
        Content::Text(format!(
            "制度模拟:「{}」→「{}」",
            simulation.from, simulation.to
        )),
        Style::Title,
    );
    plan.heights.insert(0, 34.0);
    plan.across(
        1,
        0,
        last,
        Content::Text(format!(
            "用档案里每家客户最近一期有效的评分表原件,按两份制度、同一天({})、同样的已知情况各审一遍;原来的审核不变。",
            simulation.day
        )),
        Style::Subtitle,
    );
    plan.heights.insert(1, 30.0);
    plan.across(
        2,
        0,
        last,
        Content::Text(lead(simulation, changed)),
        Style::Lead,
    );
    plan.heights.insert(2, 40.0);
    let mut row = 4;
    for (label, value) in lines(simulation) {
        plan.text(row, 0, label, Style::Label);
        plan.across(row, 1, last, Content::Text(value), Style::Value);
        row += 1;
    }
    row += 1;
    for (col, title) in ["等级", "现行(家)", "新制度(家)", "增减"]
        .iter()
        .enumerate()
    {
        plan.text(row, col as u32, *title, Style::Header);
    }
    row += 1;
    let counts = distribution(simulation);
    for (grade, (before, after)) in &counts {
        plan.text(row, 0, grade.as_str(), Style::ValueStrong);
        for (col, number) in [
            (1, *before as i64),
            (2, *after as i64),
            (3, *after as i64 - *before as i64),
        ] {
            plan.put(
                row,
                col,
                Content::Number(Decimal::from(number)),
                Style::ValueRight,
            );
        }
        row += 1;
    }
    chart(&mut plan, row + 1, &counts);
    plan
}

/// One bar before and one after for each grade, over two columns of figures of its own.
fn chart(plan: &mut SheetPlan, row: u32, counts: &BTreeMap<String, (usize, usize)>) {
    if counts.is_empty() {
        return;
    }
    let mut at = row;
    for (grade, (before, after)) in counts {
        for (word, count) in [("现行", before), ("新制度", after)] {
            plan.text(at, 4, format!("{grade} {word}"), Style::Value);
            let count = Content::Number(Decimal::from(*count as u64));
            plan.put(at, 5, count, Style::ValueRight);
            at += 1;
        }
    }
    let column = |col| CellRange::new(CellRef::new(row, col), CellRef::new(at - 1, col));
    plan.charts.push(BarChart {
        title: "等级分布(家):现行与新制度".to_owned(),
        categories: column(4),
        values: column(5),
        area: CellRange::new(
            CellRef::new(row, 0),
            CellRef::new((at - 1).max(row + 12), 3),
        ),
        most: None,
    });
}

fn lead(simulation: &Simulation, changed: usize) -> String {
    match (simulation.customers.len(), changed) {
        (0, _) => "档案里还没有通过的评分表,没有客户可以试算。".to_owned(),
        (all, 0) => format!("试算 {all} 家客户,没有一家的等级、类别、额度、次序或回访会变。"),
        (all, changed) => format!("试算 {all} 家客户,{changed} 家会变,逐家见《客户变化》。"),
    }
}

/// Totals in words.
fn lines(simulation: &Simulation) -> Vec<(&'static str, String)> {
    let changed: Vec<&Customer> = simulation.changed().collect();
    let count = |differs: &dyn Fn(&Customer) -> bool| {
        format!("{} 家", changed.iter().filter(|c| differs(c)).count())
    };
    let rank = |c: &Customer| (c.before.rank, c.after.rank);
    let limit = |after: bool| -> Decimal {
        simulation
            .customers
            .iter()
            .filter_map(|c| {
                if after {
                    c.after.limit_wan
                } else {
                    c.before.limit_wan
                }
            })
            .sum()
    };
    let mut lines = vec![
        ("等级会变", count(&|c| c.before.grade != c.after.grade)),
        ("类别会变", count(&|c| c.before.class != c.after.class)),
        (
            "信用额度会变",
            format!(
                "{};额度合计 {} → {} 万元",
                count(&|c| c.before.limit_wan != c.after.limit_wan),
                or_dash(Some(limit(false))),
                or_dash(Some(limit(true)))
            ),
        ),
        (
            "优先次序会变",
            format!(
                "{}(提前 {},推后 {})",
                count(&|c| rank(c).0 != rank(c).1),
                count(&|c| matches!(rank(c), (Some(a), Some(b)) if b < a)),
                count(&|c| matches!(rank(c), (Some(a), Some(b)) if b > a)),
            ),
        ),
        ("回访会变", count(&|c| c.before.visits != c.after.visits)),
    ];
    let turned = changed
        .iter()
        .filter(|c| c.before.status.is_accepted() && !c.after.status.is_accepted())
        .count();
    if turned > 0 {
        lines.push(("不再通过", format!("{turned} 家,照新制度要退回或资料不全")));
    }
    if !simulation.skipped.is_empty() {
        lines.push((
            "没能试算",
            format!("{} 家,原因见《未试算》", simulation.skipped.len()),
        ));
    }
    lines
}

/// Before and after stand in columns of their own where they are sorted or summed, else in one
/// cell: so the row is legible on A4.
fn changed(simulation: &Simulation) -> SheetPlan {
    let mut table = Table::new("客户变化", "客户变化")
        .subtitle("会变的客户一家一行,是同一天按两份制度审的结果;变了的加底色,写着「现行 → 新」。")
        .note_if_empty("没有客户会变。")
        .column("客户", 22.0, Style::Value)
        .column("办事处", 10.0, Style::Value)
        .column("档案等级", 7.0, Style::ValueCentred)
        .column("现行等级", 7.0, Style::ValueCentred)
        .column("新等级", 7.0, Style::ValueCentred)
        .column("得分", 11.0, Style::ValueCentred)
        .column("类别", 12.0, Style::ValueCentred)
        .column("现行额度(万元)", 11.5, Style::ValueRight)
        .column("新额度(万元)", 11.5, Style::ValueRight)
        .column("次序", 8.0, Style::ValueCentred)
        .column("回访", 24.0, Style::Value)
        .column("为什么", 38.0, Style::Value)
        .column("档案号", 7.0, Style::ValueCentred)
        .frozen_columns(1)
        .footer("制度模拟:客户变化");
    for customer in simulation.changed() {
        table.row(row(customer));
    }
    table.plan()
}

fn row(customer: &Customer) -> Vec<TableCell> {
    let (before, after) = (&customer.before, &customer.after);
    let marked = |cell: TableCell, changed: bool| {
        if changed {
            cell.styled(Style::Caution)
        } else {
            cell
        }
    };
    let number = |number: Option<Decimal>| match number {
        Some(number) => TableCell::from(number),
        None => "—".into(),
    };
    // What stands in one cell, by the two policies.
    let both = |before: String, after: String, between: &str| {
        if before == after {
            return TableCell::from(after);
        }
        TableCell::from(format!("{before}{between}{after}")).styled(Style::Caution)
    };
    let class = |figures: &super::Figures| {
        figures
            .class
            .map_or_else(|| "—".to_owned(), |c| c.words().to_owned())
    };
    let archived = match customer.archived_grade.as_deref() {
        Some("N") => "未达C级",
        Some(grade) => grade,
        None => "—",
    };
    let rank = |figures: &super::Figures| or_dash(figures.rank.map(Decimal::from));
    let visits = |figures: &super::Figures| match figures.visit_words() {
        none if none.is_empty() => "不回访".to_owned(),
        words => words,
    };
    vec![
        customer.customer.as_str().into(),
        customer.office.as_str().into(),
        archived.into(),
        before.grade_words().into(),
        marked(
            after.grade_words().into(),
            before.grade_words() != after.grade_words(),
        ),
        both(
            or_dash(before.total_points),
            or_dash(after.total_points),
            " → ",
        ),
        both(class(before), class(after), "\n→ "),
        number(before.limit_wan),
        marked(number(after.limit_wan), before.limit_wan != after.limit_wan),
        both(rank(before), rank(after), " → "),
        both(visits(before), visits(after), "\n→ "),
        customer.why.join("\n").into(),
        customer.id.as_str().into(),
    ]
}

fn impacts(simulation: &Simulation) -> SheetPlan {
    let mut table = Table::new("逐项影响", "逐项影响")
        .subtitle(
            "制度里每一处改动单独试算,会影响几家客户;几行分不开的(如共用端点的区间)合在一起算。",
        )
        .note_if_empty("两份制度的规则没有不同。")
        .column("工作表", 16.0, Style::Value)
        .column("哪一条", 36.0, Style::Value)
        .column("改动", 44.0, Style::Value)
        .column(COLUMN, 12.0, Style::ValueRight)
        .column("说明", 26.0, Style::Value)
        .footer("制度模拟:逐项影响");
    for impact in &simulation.impacts {
        let count = impact.customers.map_or_else(
            || TableCell::from("—"),
            |n| TableCell::from(Decimal::from(n as u64)),
        );
        let note = match (impact.customers, impact.together) {
            (None, _) => "不能单独试算".to_owned(),
            (Some(_), 1) => String::new(),
            (Some(_), rows) => format!("与同表共 {rows} 行合算"),
        };
        table.row(vec![
            impact.sheet.as_str().into(),
            impact.row.as_str().into(),
            impact.change.as_str().into(),
            count,
            note.into(),
        ]);
    }
    table.plan()
}

/// The policy's parameters as their sheets have them, with the column that a simulation answers.
fn parameters(simulation: &Simulation) -> SheetPlan {
    let mut table = Table::new("参数影响", "参数影响")
        .subtitle(
            "新制度的全部参数。改了的加底色,「影响客户数」是单改这一项会变的客户;空着的是没有改的,不影响谁。",
        )
        .column("工作表", 9.0, Style::Value)
        .column("参数名", 22.0, Style::Value)
        .column("中文名", 28.0, Style::ValueStrong)
        .column("现行", 14.0, Style::ValueRight)
        .column("新制度", 14.0, Style::ValueRight)
        .column("单位", 7.0, Style::ValueCentred)
        .column(COLUMN, 11.0, Style::ValueRight)
        .column("条款", 10.0, Style::Value)
        .column("来源", 7.0, Style::ValueCentred)
        .column("备注", 32.0, Style::Value)
        .frozen_columns(3)
        .footer("制度模拟:参数影响");
    for parameter in &simulation.parameters {
        let after = TableCell::from(parameter.after.as_str());
        let differs = parameter.before.as_ref() != Some(&parameter.after);
        table.row(vec![
            parameter.sheet.as_str().into(),
            parameter.name.as_str().into(),
            parameter.title.as_str().into(),
            parameter.before.as_deref().unwrap_or("—").into(),
            if differs {
                after.styled(Style::Caution)
            } else {
                after
            },
            parameter.unit.as_str().into(),
            parameter.tried.map_or_else(|| Content::Blank.into(), count),
            parameter.clause.as_str().into(),
            parameter.source.as_str().into(),
            parameter.remark.as_str().into(),
        ]);
    }
    table.plan()
}

/// How many customers a change affects; in words where it is not by itself.
fn count(tried: Tried) -> TableCell {
    match (tried.customers, tried.together) {
        (None, _) => "不能单独试算".into(),
        (Some(customers), 1) => Decimal::from(customers as u64).into(),
        (Some(customers), rows) => format!("{customers}(与同表共 {rows} 行合算)").into(),
    }
}

fn skipped(simulation: &Simulation) -> SheetPlan {
    let mut table = Table::new("未试算", "未试算")
        .subtitle("这些客户的评分表没能按两份制度重审,上面的数不含它们。")
        .column("客户", 34.0, Style::Value)
        .column("档案号", 10.0, Style::ValueCentred)
        .column("原因", 70.0, Style::Value)
        .footer("制度模拟:未试算");
    for one in &simulation.skipped {
        table.row(vec![
            one.customer.as_str().into(),
            one.id.as_str().into(),
            one.why.as_str().into(),
        ]);
    }
    table.plan()
}
