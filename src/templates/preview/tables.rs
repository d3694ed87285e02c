//! The hidden sheet of a template: the policy's tables as data, from which the preview's formulas
//! look everything up, and the policy's version.

use super::super::look::{at, serial};
use crate::domain::decimal::{plain, round6};
use crate::domain::marker::TABLES_TOKEN;
use crate::domain::name::fold;
use crate::domain::review::CustomerClass;
use crate::forms::{FieldDefinition, FormDefinition};
use crate::policy::Policy;
use crate::policy::credit::NEW_CUSTOMER;
use crate::policy::kinds::banded::Band;
use crate::policy::scoring::{Timeliness, TimelySource};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use umya_spreadsheet::Worksheet;

/// Name of the sheet.
pub(super) const SHEET: &str = "审表";

/// An end that is not there. No figure of the preview reaches it, see [`super::steps`].
const ENDLESS: i64 = 1_000_000_000_000_000;

/// Column letters of a banded table's ends on the sheet; its values follow from E on.
const LOWER: &str = "A";
const LOWER_IN: &str = "B";
const UPPER: &str = "C";
const UPPER_IN: &str = "D";

/// A cell of the sheet.
enum Entry {
    Number(Decimal),
    Text(String),
}

impl From<Decimal> for Entry {
    fn from(value: Decimal) -> Self {
        Self::Number(value)
    }
}

impl From<bool> for Entry {
    fn from(value: bool) -> Self {
        Self::Number(u32::from(value).into())
    }
}

impl From<u32> for Entry {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}

impl From<&str> for Entry {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

/// The rows of one table on the sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    first: u32,
    last: u32,
}

impl Area {
    /// One of its columns, as formulas name it.
    pub fn column(self, letter: &str) -> String {
        let Self { first, last } = self;
        format!("'{SHEET}'!${letter}${first}:${letter}${last}")
    }

    /// 1 for the row whose interval holds `value`, 0 for the others, as an array.
    pub fn holding(self, value: &str) -> String {
        let [lower, lower_in, upper, upper_in] =
            [LOWER, LOWER_IN, UPPER, UPPER_IN].map(|letter| self.column(letter));
        format!(
            "(({value}>{lower})+({value}={lower})*{lower_in})*(({value}<{upper})+({value}={upper})*{upper_in})"
        )
    }
}

/// Where everything stands on the sheet.
pub(super) struct Tables {
    parameters: BTreeMap<&'static str, u32>,
    /// Spellings of a period behind its year: word (A, behind a `#`), 1 year, 2 and 3 its halves (B).
    pub periods: Area,
    /// Indicator 1: intervals, 1 timely or 0 overdue (E), row or 0 where it gives no points (F),
    /// points (G).
    pub amount: Area,
    /// Indicator 2: intervals, points (E).
    pub receivable: Area,
    /// Indicator 3: intervals, points (E).
    pub premium: Area,
    /// Indicator 4: word (A), points (B).
    pub levels: Area,
    /// 及时/拖欠: word (A), 1 timely or 0 overdue (B).
    pub ticks: Area,
    /// 未来发展潜力: word (A), 1 where it makes a 大客户 (B).
    pub potentials: Area,
    /// 人工类别: word (A), row of `classes` (B).
    pub manual: Area,
    /// The two classes' words (A): 大客户, 一般客户.
    pub classes: Area,
    /// Grades: intervals, row (E), label (F).
    pub grades: Area,
    /// Factor by rate: intervals, factor (E).
    pub factors: Area,
    /// Benefits: class (A), grade (B), row (C), shipping and price (D), visits (E).
    pub benefits: Area,
    /// Credit: grade (A), row (B), 1 where granted (C), coefficient (D), days (E), share of net
    /// assets (F), cap (G).
    pub credit: Area,
}

impl Tables {
    /// The cell of a parameter; a test holds the formulas to the names that [`parameters`] lists.
    pub fn parameter(&self, name: &str) -> String {
        let row = self.parameters.get(name);
        row.map_or_else(|| "#REF!".to_owned(), |row| format!("'{SHEET}'!$B${row}"))
    }

    /// Writes the sheet.
    pub fn write(sheet: &mut Worksheet, form: &FormDefinition, policy: &Policy) -> Self {
        sheet
            .cell_mut("A1")
            .set_value_string(format!("{TABLES_TOKEN}{}", policy.version()));
        sheet.cell_mut("A2").set_value_string(
            "即时预览用的制度数据,由程序按制度参数生成,请勿改动;以审表结果为准。",
        );
        let mut pen = Pen { sheet, row: 3 };
        let mut named = BTreeMap::new();
        let rows = parameters(policy)
            .into_iter()
            .map(|(name, value)| (name, vec![name.into(), value]));
        pen.table("参数", rows, |name, row| {
            named.insert(name, row);
        });
        let scoring = &policy.scoring;
        let choices =
            |key: &str, value: &dyn Fn(&str) -> Option<Entry>| words(form.field(key), value);
        Self {
            parameters: named,
            periods: pen.rows("期间写法", periods()),
            amount: pen.rows(
                &scoring.indicators[0],
                (1..).zip(&scoring.amount).map(|(n, r)| {
                    let gives = scoring.gap_rows.value || r.code.is_none();
                    banded(
                        r.band,
                        [
                            (r.timeliness == Timeliness::Timely).into(),
                            u32::into(if gives { n } else { 0 }),
                            r.points.into(),
                        ],
                    )
                }),
            ),
            receivable: pen.rows(
                &scoring.indicators[1],
                scoring
                    .receivable
                    .iter()
                    .map(|r| banded(r.band, [r.points.into()])),
            ),
            premium: pen.rows(
                &scoring.indicators[2],
                scoring
                    .premium
                    .iter()
                    .map(|r| banded(r.band, [r.points.into()])),
            ),
            levels: pen.rows(
                &scoring.indicators[3],
                choices("strategic_level", &|word| {
                    let row = scoring.strategic.iter().find(|r| r.level == word)?;
                    Some(row.points.into())
                }),
            ),
            ticks: pen.rows(
                "回款",
                choices("timely", &|word| {
                    Timeliness::parse(word).map(|t| (t == Timeliness::Timely).into())
                }),
            ),
            potentials: pen.rows(
                "发展潜力",
                choices("potential", &|word| {
                    Some(
                        scoring
                            .major_potential
                            .value
                            .iter()
                            .any(|w| w == word)
                            .into(),
                    )
                }),
            ),
            manual: pen.rows(
                "人工类别",
                choices("manual_class", &|word| {
                    let row = CLASSES.iter().position(|c| c.words() == word)?;
                    Some((row as u32 + 1).into())
                }),
            ),
            classes: pen.rows("类别", CLASSES.map(|c| vec![c.words().into()])),
            grades: pen.rows(
                "等级",
                (1..)
                    .zip(&scoring.grades)
                    .map(|(n, r)| banded(r.band, [u32::into(n), r.label.as_str().into()])),
            ),
            factors: pen.rows(
                "回款系数",
                policy
                    .credit
                    .factors
                    .iter()
                    .map(|r| banded(r.band, [r.factor.into()])),
            ),
            benefits: pen.rows(
                "优惠与回访",
                (1..).zip(&policy.service.benefits).map(|(n, r)| {
                    let visits = r
                        .cycle
                        .map(|c| format!("{},每{}", r.visitors.join("、"), c.words()))
                        .unwrap_or_default();
                    vec![
                        r.class.map_or("", CustomerClass::words).into(),
                        r.grade.as_str().into(),
                        u32::into(n),
                        format!("{}、{}", r.shipping, r.price_tier).as_str().into(),
                        visits.as_str().into(),
                    ]
                }),
            ),
            credit: pen.rows(
                "信用额度",
                (1..).zip(&policy.credit.by_grade).map(|(n, r)| {
                    vec![
                        r.grade.as_str().into(),
                        u32::into(n),
                        r.granted.into(),
                        r.coefficient.into(),
                        r.days.into(),
                        r.net_asset_share.into(),
                        r.cap.into(),
                    ]
                }),
            ),
        }
    }
}

const CLASSES: [CustomerClass; 2] = [CustomerClass::Major, CustomerClass::General];

/// The single values, by the names under which the formulas ask for them.
fn parameters(policy: &Policy) -> Vec<(&'static str, Entry)> {
    let scoring = &policy.scoring;
    let credit = &policy.credit;
    let unit = credit
        .round_unit
        .as_ref()
        .map_or(Decimal::ZERO, |u| u.value);
    let earliest = serial(policy.reading_rules().earliest_date);
    vec![
        ("half_scale", scoring.half_scale.value.into()),
        (
            "timely_rate_min",
            round6(scoring.timely_rate_min.value).into(),
        ),
        (
            "ticks_rule",
            (scoring.timely_source.value == TimelySource::Tick).into(),
        ),
        ("tick_factor", scoring.timely_tick_factor.value.into()),
        (
            "new_grade",
            scoring.new_customer_grade.value.as_str().into(),
        ),
        ("new_months", scoring.new_customer_months.value.into()),
        ("new_credit", NEW_CUSTOMER.into()),
        ("major_min", scoring.major_amount_min.value.into()),
        ("major_any", scoring.major_any.value.into()),
        ("manual_allowed", scoring.manual_class.value.into()),
        (
            "year_days",
            credit.year_days.as_ref().map_or(0, |d| d.value).into(),
        ),
        (
            "na_missing",
            credit
                .na_missing_factor
                .as_ref()
                .map_or(Decimal::ZERO, |f| f.value)
                .into(),
        ),
        ("unit", unit.into()),
        (
            "unit_millionths",
            (unit * Decimal::from(1_000_000)).round().into(),
        ),
        ("earliest", Decimal::from(earliest).into()),
    ]
}

/// What stands behind the year; `#` keeps an empty one from being a blank cell.
fn periods() -> Vec<Vec<Entry>> {
    const YEAR: &[&str] = &["", "年", "年度", "全年", "年全年"];
    const FIRST: &[&str] = &["上半年", "年上半年", "年度上半年", "H1", "-H1", "年1-6月"];
    const SECOND: &[&str] = &["下半年", "年下半年", "年度下半年", "H2", "-H2", "年7-12月"];
    (1u32..)
        .zip([YEAR, FIRST, SECOND])
        .flat_map(|(code, words)| {
            words
                .iter()
                .map(move |w| vec![Entry::Text(format!("#{w}")), code.into()])
        })
        .collect()
}

/// Every word by which a choice is known, with the value of its choice. Of a word that two choices
/// claim the first has it, and a choice's own word goes before others' further ones, as in reading.
fn words(
    field: Option<&FieldDefinition>,
    value: &dyn Fn(&str) -> Option<Entry>,
) -> Vec<Vec<Entry>> {
    let choices = field.map(|f| f.choices.as_slice()).unwrap_or_default();
    let own = choices.iter().map(|c| (&c.word, &c.word));
    let also = choices
        .iter()
        .flat_map(|c| c.also.iter().map(move |a| (a, &c.word)));
    let mut seen = std::collections::BTreeSet::new();
    own.chain(also)
        .filter(|(known_as, _)| seen.insert(fold(known_as)))
        .filter_map(|(known_as, word)| Some(vec![known_as.as_str().into(), value(word)?]))
        .collect()
}

fn banded<const N: usize>(band: Band, values: [Entry; N]) -> Vec<Entry> {
    let end = |bound: Option<crate::policy::kinds::banded::Bound>, none: i64| match bound {
        Some(bound) => [bound.value.into(), bound.closed.into()],
        None => [Decimal::from(none).into(), true.into()],
    };
    end(band.lower, -ENDLESS)
        .into_iter()
        .chain(end(band.upper, ENDLESS))
        .chain(values)
        .collect()
}

/// The nearest float, by its plain notation (`to_f64` may be off by the last bit).
fn float(value: Decimal) -> f64 {
    plain(value).parse().unwrap_or_default()
}

/// Writes tables one below the other.
struct Pen<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
}

impl Pen<'_> {
    fn rows(&mut self, title: &str, rows: impl IntoIterator<Item = Vec<Entry>>) -> Area {
        self.table(title, rows.into_iter().map(|row| ((), row)), |(), _| {})
    }

    /// A title, then the rows; `placed` hears which row each came to stand on.
    fn table<T>(
        &mut self,
        title: &str,
        rows: impl IntoIterator<Item = (T, Vec<Entry>)>,
        mut placed: impl FnMut(T, u32),
    ) -> Area {
        self.sheet
            .cell_mut(at(0, self.row).as_str())
            .set_value_string(title);
        let first = self.row + 1;
        let mut last = self.row;
        for (what, row) in rows {
            last += 1;
            for (col, entry) in (0..).zip(row) {
                let cell = self.sheet.cell_mut(at(col, last).as_str());
                match entry {
                    Entry::Number(value) => cell.set_value_number(float(value)),
                    Entry::Text(text) => cell.set_value_string(text),
                };
            }
            placed(what, last);
        }
        // A table without a row is one blank row, which nothing equals.
        let last = last.max(first);
        self.row = last + 2;
        Area { first, last }
    }
}
