//! `docs/policy.md`: the sheets of the policy workbook, their columns and the built-in rows, each
//! with its clause and whether the source gave it or it is ours by default.

use super::row;
use crate::policy::table::{Column, ColumnKind, Refers, Schema, Table, Trend};
use crate::policy::{OURS, Tables};

/// Longer tables of plain words are counted, not printed.
const MOST_ROWS: usize = 40;

/// The reference of the policy as Markdown.
pub fn policy(tables: &Tables) -> String {
    let mut page = String::from(
        "# 制度参数\n\n\
         由 `src/policy/defaults/` 生成,请勿手改;改了默认表以后运行\n\
         `UPDATE_DOCS=1 cargo test --test properties` 更新。\n\n\
         制度参数.xlsx 一张表一类规则,用 `shenbiao policy new` 写出,`shenbiao policy check` 检查。\n\
         来源:原文=办法里写明;默认=原文缺失,程序的默认值,待公司确认;公司=公司已确认;公告=国家公告。\n\n",
    );
    page.push_str(&row(["表", "种类", "行数", "其中待确认"]));
    page.push_str("|---|---|---|---|\n");
    for table in &tables.tables {
        page.push_str(&row([
            format!("[{0}](#{0})", table.sheet).as_str(),
            kind_words(table.schema),
            &table.rows.len().to_string(),
            &waiting(table).to_string(),
        ]));
    }
    for table in &tables.tables {
        page.push_str(&section(table));
    }
    page
}

fn waiting(table: &Table) -> usize {
    table.readers().filter(|r| r.text("来源") == OURS).count()
}

fn kind_words(schema: &Schema) -> &'static str {
    use crate::policy::table::Kind;
    match schema.kind {
        Kind::Parameters => "参数",
        Kind::Banded => "区间表",
        Kind::Lookup => "查找表",
        Kind::States => "步骤表",
        Kind::Calendar => "日历",
    }
}

fn section(table: &Table) -> String {
    let schema = table.schema;
    let mut out = format!(
        "\n## {}\n\n{}。{}\n\n",
        table.sheet, schema.title, schema.purpose
    );
    out.push_str(&row(["列", "填什么", "必填", "说明"]));
    out.push_str("|---|---|---|---|\n");
    for column in &schema.columns {
        let required = match (column.key, column.required) {
            (true, true) => "是(键)",
            (true, false) => "键",
            (false, true) => "是",
            (false, false) => "",
        };
        out.push_str(&row([
            column.header.as_str(),
            &what(column),
            required,
            &remarks(column),
        ]));
    }
    out.push('\n');
    if table.rows.is_empty() {
        out.push_str("默认没有行,由公司填写。\n");
    } else if table.rows.len() > MOST_ROWS && table.schema.columns.len() < 8 {
        out.push_str(&format!(
            "默认 {} 行,见工作簿里的这张表。\n",
            table.rows.len()
        ));
    } else {
        out.push_str(&rows(table));
    }
    out
}

fn rows(table: &Table) -> String {
    let shown: Vec<&Column> = table
        .schema
        .columns
        .iter()
        .filter(|c| !c.computed)
        .collect();
    let mut out = row(shown.iter().map(|c| c.header.as_str()));
    out.push_str(&format!("{}|\n", "|---".repeat(shown.len())));
    for reader in table.readers() {
        out.push_str(&row(shown.iter().map(|c| reader.text(&c.header))));
    }
    out
}

fn what(column: &Column) -> String {
    let kind = match column.kind {
        ColumnKind::Text => "文字",
        ColumnKind::Words => "词,顿号隔开",
        ColumnKind::Choice => "选项",
        ColumnKind::Number => "数字",
        ColumnKind::Integer => "整数",
        ColumnKind::Share => "百分数",
        ColumnKind::Measure => "数字或百分数",
        ColumnKind::Date => "日期",
        ColumnKind::Flag => "是/否",
        ColumnKind::Months => "月份,顿号隔开",
        ColumnKind::MonthDay => "月-日",
        ColumnKind::ByRow => "按本行的类型",
    };
    let mut out = kind.to_owned();
    if !column.choices.is_empty() {
        out.push_str(&format!(":{}", column.choices.join("、")));
    }
    if !column.range.is_empty() {
        out.push_str(&format!(",{}", column.range));
    }
    if let Some(refers) = column.refers {
        out.push_str(&format!(",{}", refers_words(refers)));
    }
    out
}

fn refers_words(refers: Refers) -> &'static str {
    match refers {
        Refers::Role => "组织-职务里的职务",
        Refers::Department => "组织-部门里的部门",
        Refers::Owner => "部门或职务",
        Refers::Office => "组织-办事处里的办事处",
        Refers::Person => "组织-人员里的工号或姓名",
        Refers::Grade => "等级",
        Refers::GradeOrNew => "等级或「新客户」",
        Refers::Step => "投诉步骤里的步骤",
        Refers::State => "投诉状态里的状态",
        Refers::Cause => "反馈类别",
        Refers::Wish => "客户要求或「未定」",
        Refers::Level => "战略影响的级别",
        Refers::Approval => "审批权限里的事项",
    }
}

fn remarks(column: &Column) -> String {
    let mut parts: Vec<&str> = Vec::new();
    if !column.note.is_empty() {
        parts.push(&column.note);
    }
    match column.trend {
        Some(Trend::Rising) => parts.push("只升不降"),
        Some(Trend::Falling) => parts.push("只降不升"),
        None => {}
    }
    if column.computed {
        parts.push("程序填写,读入时不看");
    }
    parts.join(";")
}
