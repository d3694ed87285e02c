//! A table of the policy: a sheet as rows of cell texts, each remembering its cell.
//!
//! One [`Schema`] a sheet says which columns there are and what they may hold; the same schema
//! reads a workbook, writes one, and checks every cell. Nothing here knows what a row means.

use super::parse;
use crate::domain::cell::CellRef;
use serde::Deserialize;

/// The row index (from 0) of a table's header on the sheets that we write.
pub const HEADER_ROW: u32 = 3;

/// What a sheet of the policy workbook holds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Name of the sheet, and of the table.
    pub sheet: String,
    /// Title printed at the top.
    pub title: String,
    /// A line or two on what the table rules and how to edit it.
    pub purpose: String,
    /// Kind of table.
    pub kind: Kind,
    /// Columns in the order in which we write them.
    pub columns: Vec<Column>,
    /// Sheets that were added together after the first release, by the name of their group: a
    /// workbook with none of them is older and has the defaults.
    #[serde(default)]
    pub added: Option<String>,
    /// Blank rows below the table that are drawn and open like its own.
    pub spare: u32,
}

/// Kinds of table; each has its file in [`super::kinds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Names with a value each.
    Parameters,
    /// Intervals of a number.
    Banded,
    /// Rows found by their key.
    Lookup,
    /// Steps or states in order, with conditions.
    States,
    /// Days.
    Calendar,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Header as printed.
    pub header: String,
    /// What its cells may hold.
    pub kind: ColumnKind,
    /// Whether every row needs it.
    #[serde(default)]
    pub required: bool,
    /// The words that it may hold, for choices.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Width in characters.
    #[serde(default = "usual_width")]
    pub width: f64,
    /// Part of the key by which a row is found: the same key twice is an error.
    #[serde(default)]
    pub key: bool,
    /// What a manager should know before editing it; the unit, where it has one.
    #[serde(default)]
    pub note: String,
    /// What its numbers may be (see [`super::range`]); blank for any.
    #[serde(default)]
    pub range: String,
    /// What its words must name.
    #[serde(default)]
    pub refers: Option<Refers>,
    /// How its numbers go from better to worse rows.
    #[serde(default)]
    pub trend: Option<Trend>,
    /// Known to the program by its very words: locked on the sheet.
    #[serde(default)]
    pub locked: bool,
    /// Filled in by the program for people to read (影响客户数): written, never read.
    #[serde(default)]
    pub computed: bool,
    /// Added after the first release: a workbook without it is older and has nothing there.
    #[serde(default)]
    pub added: bool,
}

/// What the words of a column must name: something that another table, or a form, has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refers {
    /// A role of 组织-职务, in full; 主管上级 too, which a parameter defines.
    Role,
    /// A department of 组织-部门.
    Department,
    /// A department or a role.
    Owner,
    /// An office of 组织-办事处.
    Office,
    /// A person of 组织-人员, by 工号 or name; anyone while that table is empty.
    Person,
    /// A grade of 等级.
    Grade,
    /// A grade, or 新客户.
    GradeOrNew,
    /// A step of 投诉步骤.
    Step,
    /// A state of 投诉状态.
    State,
    /// 反馈类别 of 顾客反馈登记表.
    Cause,
    /// 客户要求 of 顾客反馈登记表, or 未定.
    Wish,
    /// 战略影响 of 客户评分表.
    Level,
    /// A kind of approval (事项 of 审批权限).
    Approval,
}

/// How the numbers of a column must go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Never falling: with the interval's rise, or down the rows.
    Rising,
    /// Never rising.
    Falling,
}

fn usual_width() -> f64 {
    14.0
}

/// What a column's cells may hold. The text of a cell is canonical: `500`, `95%`, `2026-01-01`, `是`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Any text.
    #[default]
    Text,
    /// Words parted by `、`.
    Words,
    /// One of the column's choices.
    Choice,
    /// A number.
    Number,
    /// A whole number from 0.
    Integer,
    /// A percentage: `15%`.
    Share,
    /// A number, or a percentage with its sign.
    Measure,
    /// A day: `2026-01-01`.
    Date,
    /// `是` or `否`.
    Flag,
    /// Months as numbers from 1 to 12, parted by `、`.
    Months,
    /// A day of every year: `12-31`.
    MonthDay,
    /// What the row's own column 类型 says (see [`value_kind`]).
    ByRow,
}

impl Schema {
    /// Index of the column of that header.
    pub fn column(&self, header: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.header == header)
    }
}

/// The kind that a word of the column 类型 stands for.
pub fn value_kind(word: &str) -> Option<ColumnKind> {
    Some(match word {
        "数值" => ColumnKind::Number,
        "整数" => ColumnKind::Integer,
        "比例" => ColumnKind::Share,
        "文字" => ColumnKind::Text,
        "选项" => ColumnKind::Choice,
        "词表" => ColumnKind::Words,
        "是否" => ColumnKind::Flag,
        "日期" => ColumnKind::Date,
        "月份" => ColumnKind::Months,
        "月日" => ColumnKind::MonthDay,
        "职务" | "等级" => ColumnKind::Text,
        _ => return None,
    })
}

/// A table as loaded: its schema and its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Which table.
    pub schema: &'static Schema,
    /// The sheet it stands on: the schema's own, but for schemas that serve many sheets.
    pub sheet: String,
    /// Rows in the sheet's order; blank rows are passed over.
    pub rows: Vec<Row>,
}

/// A row: one cell for each column of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// In the schema's order.
    pub cells: Vec<TableCell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCell {
    /// Canonical text; empty where nothing stands.
    pub text: String,
    /// Where it stands on the sheet.
    pub at: CellRef,
}

impl Table {
    /// A table with its rows laid out as we write them: header in [`HEADER_ROW`], no blank rows.
    pub fn laid_out(schema: &'static Schema, rows: &[Vec<String>]) -> Self {
        Self::laid_out_on(schema, &schema.sheet, rows)
    }

    /// The same on a sheet of another name.
    pub fn laid_out_on(schema: &'static Schema, sheet: &str, rows: &[Vec<String>]) -> Self {
        let rows = rows
            .iter()
            .enumerate()
            .map(|(n, texts)| Row {
                cells: (0..schema.columns.len())
                    .map(|col| TableCell {
                        text: texts.get(col).cloned().unwrap_or_default(),
                        at: CellRef::new(HEADER_ROW + 1 + n as u32, col as u32),
                    })
                    .collect(),
            })
            .collect();
        Self {
            schema,
            sheet: sheet.to_owned(),
            rows,
        }
    }

    /// The rows with typed access to their cells.
    pub fn readers(&self) -> impl Iterator<Item = RowReader<'_>> {
        self.rows.iter().map(|row| RowReader { table: self, row })
    }
}

/// Typed access to one row. A cell that is blank or of the wrong type gives none: what is wrong
/// with it has been said by [`Table::problems`] already.
#[derive(Debug, Clone, Copy)]
pub struct RowReader<'t> {
    table: &'t Table,
    pub(super) row: &'t Row,
}

impl<'t> RowReader<'t> {
    /// The cell under a header.
    pub fn cell(&self, header: &str) -> Option<&'t TableCell> {
        self.row.cells.get(self.table.schema.column(header)?)
    }

    /// Where the row's cell under that header stands; the row's first cell if there is none.
    pub fn at(&self, header: &str) -> CellRef {
        self.cell(header)
            .or(self.row.cells.first())
            .map_or(CellRef::new(HEADER_ROW + 1, 0), |c| c.at)
    }

    /// The sheet's name.
    pub fn sheet(&self) -> &'t str {
        &self.table.sheet
    }

    /// Text; empty where blank.
    pub fn text(&self, header: &str) -> &'t str {
        self.cell(header).map_or("", |c| c.text.as_str())
    }

    /// Text, if there is any.
    pub fn some_text(&self, header: &str) -> Option<String> {
        Some(self.text(header))
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
    }

    /// Words parted by `、`.
    pub fn words(&self, header: &str) -> Vec<String> {
        parse::words(self.text(header))
    }

    /// A number.
    pub fn number(&self, header: &str) -> Option<rust_decimal::Decimal> {
        parse::number(self.text(header))
    }

    /// A whole number.
    pub fn integer(&self, header: &str) -> Option<u32> {
        parse::integer(self.text(header))
    }

    /// A share as a fraction.
    pub fn share(&self, header: &str) -> Option<rust_decimal::Decimal> {
        parse::share(self.text(header))
    }

    /// A day.
    pub fn date(&self, header: &str) -> Option<chrono::NaiveDate> {
        parse::date(self.text(header))
    }

    /// 是 (blank is 否).
    pub fn flag(&self, header: &str) -> bool {
        parse::flag(self.text(header)).unwrap_or(false)
    }

    /// The row as a source of a figure: the cell under `header`, what the row says in `words`.
    pub fn cite(&self, header: &str, words: String) -> super::Cite {
        super::Cite {
            sheet: self.table.sheet.clone(),
            cell: self.at(header),
            words,
            clause: self.text("条款").to_owned(),
            to_confirm: self.text("来源") == super::OURS,
        }
    }
}
