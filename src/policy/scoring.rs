//! The typed rules of clause 1.1.3: indicators, grades, classes, new customers.

use super::cite::{Cite, Cited};
use super::kinds::banded::{self, Band};
use super::{Typing, table::RowReader};
use crate::domain::decimal::plain;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// The rules that give points, grade and class.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoringRules {
    /// What the four indicators are called: the titles of their tables.
    pub indicators: [String; 4],
    /// Indicator 1: amount in 万元, by timeliness.
    pub amount: Vec<AmountRow>,
    /// Indicator 2: receivable in 万元.
    pub receivable: Vec<PointsRow>,
    /// Indicator 3: premium as a fraction.
    pub premium: Vec<PointsRow>,
    /// Indicator 4: level picked.
    pub strategic: Vec<LevelRow>,
    /// Grades, best first.
    pub grades: Vec<GradeRow>,
    /// Least rate that counts as timely, as a fraction.
    pub timely_rate_min: Cited<Decimal>,
    /// What decides timeliness.
    pub timely_source: Cited<TimelySource>,
    /// Factor of the sales method without a rate.
    pub timely_tick_factor: Cited<Decimal>,
    /// What a half-year is multiplied by.
    pub half_scale: Cited<Decimal>,
    /// Whether the rows for the cases that the source leaves open are used.
    pub gap_rows: Cited<bool>,
    /// Grade of a new customer.
    pub new_customer_grade: Cited<String>,
    /// Months for which a customer is new.
    pub new_customer_months: Cited<u32>,
    /// Least amount of a 大客户, in 万元.
    pub major_amount_min: Cited<Decimal>,
    /// Levels of potential that make a 大客户.
    pub major_potential: Cited<Vec<String>>,
    /// Whether one condition is enough.
    pub major_any: Cited<bool>,
    /// Whether people may override the class.
    pub manual_class: Cited<bool>,
}

/// What decides timeliness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelySource {
    /// The rate of collection.
    Rate,
    /// The tick on the form.
    Tick,
}

/// Whether the customer pays in time (the column 回款 of 指标1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeliness {
    /// 及时.
    Timely,
    /// 拖欠.
    Overdue,
}

impl Timeliness {
    /// The word of form and table.
    pub fn words(self) -> &'static str {
        match self {
            Self::Timely => "及时",
            Self::Overdue => "拖欠",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Timely, Self::Overdue]
            .into_iter()
            .find(|t| t.words() == word)
    }
}

/// What a review does to a customer's grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradeChange {
    /// 升.
    Up,
    /// 降.
    Down,
    /// 不变.
    Same,
}

impl GradeChange {
    /// The word of the form.
    pub fn words(self) -> &'static str {
        match self {
            Self::Up => "升",
            Self::Down => "降",
            Self::Same => "不变",
        }
    }
}

/// A row of indicator 1.
#[derive(Debug, Clone, PartialEq)]
pub struct AmountRow {
    /// Amount in 万元.
    pub band: Band,
    /// On condition of.
    pub timeliness: Timeliness,
    /// Points.
    pub points: Decimal,
    /// Warning to give where this row is used; such rows are not the source's.
    pub code: Option<String>,
    /// Its place.
    pub cite: Cite,
}

/// A row of indicators 2 and 3.
#[derive(Debug, Clone, PartialEq)]
pub struct PointsRow {
    /// Interval.
    pub band: Band,
    /// Points.
    pub points: Decimal,
    /// Warning to give where this row is used.
    pub code: Option<String>,
    /// Its place.
    pub cite: Cite,
}

/// A row of indicator 4.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelRow {
    /// The form's word.
    pub level: String,
    /// Points.
    pub points: Decimal,
    /// Its place.
    pub cite: Cite,
}

/// A grade.
#[derive(Debug, Clone, PartialEq)]
pub struct GradeRow {
    /// Label (A).
    pub label: String,
    /// Name (重要客户).
    pub name: String,
    /// Total points.
    pub band: Band,
    /// Warning to give where it comes out.
    pub code: Option<String>,
    /// Its place.
    pub cite: Cite,
}

impl ScoringRules {
    /// The grade of that many points.
    pub fn grade(&self, points: Decimal) -> Option<&GradeRow> {
        self.grades.iter().find(|g| g.band.contains(points))
    }

    /// What becomes of a customer of the one grade who gets the other; none where the policy knows
    /// either not (clause 2.4.5(3)).
    pub fn change(&self, old: &str, new: &str) -> Option<GradeChange> {
        let place = |label: &str| self.grades.iter().position(|g| g.label == label);
        Some(match place(new)?.cmp(&place(old)?) {
            Ordering::Less => GradeChange::Up,
            Ordering::Equal => GradeChange::Same,
            Ordering::Greater => GradeChange::Down,
        })
    }

    /// The row of a grade's label.
    pub fn grade_row(&self, label: &str) -> Option<&GradeRow> {
        self.grades.iter().find(|g| g.label == label)
    }
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> ScoringRules {
    let amount = rows(typing, "指标1", &["回款"], amount_row);
    let receivable = rows(typing, "指标2", &[], |r| points_row(r, "万元"));
    let premium = rows(typing, "指标3", &[], |r| points_row(r, "%"));
    let strategic = typing
        .table("指标4")
        .map(|t| t.readers().map(|r| level_row(&r)).collect())
        .unwrap_or_default();
    let grades = rows(typing, "等级", &[], grade_row);
    let indicators = ["指标1", "指标2", "指标3", "指标4"].map(|sheet| {
        let table = typing.table(sheet);
        table.map_or_else(|| sheet.to_owned(), |t| t.schema.title.clone())
    });
    let absent = || Cite {
        sheet: "参数".to_owned(),
        cell: crate::domain::cell::CellRef::new(0, 0),
        words: String::new(),
        clause: String::new(),
        to_confirm: false,
    };
    fn or<T>(value: T, cite: Cite) -> Cited<T> {
        Cited { value, cite }
    }
    let mut rules = ScoringRules {
        indicators,
        amount,
        receivable,
        premium,
        strategic,
        grades,
        timely_rate_min: or(Decimal::ZERO, absent()),
        timely_source: or(TimelySource::Rate, absent()),
        timely_tick_factor: or(Decimal::ZERO, absent()),
        half_scale: or(Decimal::ONE, absent()),
        gap_rows: or(true, absent()),
        new_customer_grade: or(String::new(), absent()),
        new_customer_months: or(0, absent()),
        major_amount_min: or(Decimal::ZERO, absent()),
        major_potential: or(Vec::new(), absent()),
        major_any: or(true, absent()),
        manual_class: or(true, absent()),
    };
    typing.asking("参数", |ask| {
        rules.timely_rate_min = ask.share("timely_rate_min");
        rules.timely_source = ask.choice(
            "timely_source",
            &[("回款率", TimelySource::Rate), ("勾选", TimelySource::Tick)],
            TimelySource::Rate,
        );
        rules.timely_tick_factor = ask.number("timely_tick_factor");
        rules.half_scale = ask.number("ind1_half_scale");
        rules.gap_rows = ask.choice("ind1_gap_mode", &[("按表", true), ("人工", false)], true);
        rules.new_customer_grade = ask.text("new_customer_grade");
        rules.new_customer_months = ask.integer("new_customer_months");
    });
    typing.asking("客户分类", |ask| {
        rules.major_amount_min = ask.number("major_annual_amount_min");
        rules.major_potential = ask.words("major_potential_levels");
        rules.major_any = ask.choice("major_rule", &[("任一", true), ("全部", false)], true);
        rules.manual_class = ask.flag("class_manual_override");
    });
    if let Some(grades) = typing.table("等级") {
        let needed = [rules.new_customer_grade.value.clone()];
        let found = super::kinds::lookup::uncovered_problems(grades, "等级", &needed);
        typing.add(found);
    }
    rules
}

/// The rows of a banded table, which must cover every number once for each word of `groups`.
pub(super) fn rows<T>(
    typing: &mut Typing<'_, '_>,
    sheet: &str,
    groups: &[&str],
    read: impl Fn(&RowReader<'_>) -> T,
) -> Vec<T> {
    let Some(table) = typing.table(sheet) else {
        return Vec::new();
    };
    typing.add(banded::coverage_problems(table, groups));
    table.readers().map(|r| read(&r)).collect()
}

fn amount_row(row: &RowReader<'_>) -> AmountRow {
    let band = Band::read(row);
    let points = row.number("得分").unwrap_or_default();
    let timeliness = Timeliness::parse(row.text("回款")).unwrap_or(Timeliness::Overdue);
    let words = format!(
        "{}且{} → {}分",
        band.words("万元"),
        timeliness.words(),
        plain(points)
    );
    AmountRow {
        band,
        timeliness,
        points,
        code: row.some_text("提醒代码"),
        cite: row.cite("得分", words),
    }
}

fn points_row(row: &RowReader<'_>, unit: &str) -> PointsRow {
    let band = Band::read(row);
    let points = row.number("得分").unwrap_or_default();
    PointsRow {
        band,
        points,
        code: row.some_text("提醒代码"),
        cite: row.cite(
            "得分",
            format!("{} → {}分", band.words(unit), plain(points)),
        ),
    }
}

fn level_row(row: &RowReader<'_>) -> LevelRow {
    let points = row.number("得分").unwrap_or_default();
    let level = row.text("级别").to_owned();
    LevelRow {
        points,
        cite: row.cite("得分", format!("{level} → {}分", plain(points))),
        level,
    }
}

fn grade_row(row: &RowReader<'_>) -> GradeRow {
    let band = Band::read(row);
    let label = row.text("等级").to_owned();
    let name = row.text("名称").to_owned();
    GradeRow {
        band,
        code: row.some_text("提醒代码"),
        cite: row.cite("等级", format!("{} → {label} {name}", band.words("分"))),
        label,
        name,
    }
}
