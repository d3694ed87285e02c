//! Typed values of form fields.

use crate::domain::decimal::plain;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The period that a score or review covers (domain ruling 9.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Period {
    /// A calendar year.
    Year(i32),
    /// January to June.
    FirstHalf(i32),
    /// July to December.
    SecondHalf(i32),
}

impl Period {
    /// The calendar year that holds the period.
    pub fn year(self) -> i32 {
        match self {
            Self::Year(y) | Self::FirstHalf(y) | Self::SecondHalf(y) => y,
        }
    }

    /// `2025`, `2025H1`, `2025H2`, as the values print.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, half) = match text.split_once('H') {
            Some((year, half)) => (year, Some(half)),
            None => (text, None),
        };
        let year = year.parse().ok()?;
        match half {
            None => Some(Self::Year(year)),
            Some("1") => Some(Self::FirstHalf(year)),
            Some("2") => Some(Self::SecondHalf(year)),
            Some(_) => None,
        }
    }

    /// Its last month, for order: a year ends with its second half; the half comes first.
    pub fn last_month(self) -> (i32, u8, u8) {
        match self {
            Self::FirstHalf(year) => (year, 6, 0),
            Self::SecondHalf(year) => (year, 12, 0),
            Self::Year(year) => (year, 12, 1),
        }
    }

    /// Whether it is half a year.
    pub fn is_half(self) -> bool {
        !matches!(self, Self::Year(_))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(y) => write!(f, "{y}"),
            Self::FirstHalf(y) => write!(f, "{y}H1"),
            Self::SecondHalf(y) => write!(f, "{y}H2"),
        }
    }
}

/// The end of a business term (经营期限).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TermEnd {
    /// A last day.
    On(NaiveDate),
    /// 长期, 无固定期限, 永久.
    Open,
}

/// A value read from a cell, normalised for its field. Amounts stand in the field's own unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Any text, and codes, phones, accounts in normal form.
    Text(String),
    /// The list's own word for a choice.
    Choice(String),
    /// The list's own words, where several may be picked.
    Choices(Vec<String>),
    /// 是/否.
    Flag(bool),
    /// A day.
    Date(NaiveDate),
    /// A year or half-year.
    Period(Period),
    /// Money in the field's unit (万元 or 元), renminbi unless the field's currency says otherwise.
    Amount(Decimal),
    /// A plain number or count.
    Number(Decimal),
    /// A percentage as a fraction: 15 % is 0.15.
    Percent(Decimal),
    /// A span of days whose start may be unknown.
    Term {
        /// First day, if stated.
        start: Option<NaiveDate>,
        /// Last day, or open.
        end: TermEnd,
    },
}

impl Value {
    /// The normalised text of the JSON contract: ISO dates, plain numbers, 15 for 15 %.
    pub fn normalised(&self) -> String {
        match self {
            Self::Text(t) | Self::Choice(t) => t.clone(),
            Self::Choices(words) => words.join("、"),
            Self::Flag(yes) => if *yes { "是" } else { "否" }.to_owned(),
            Self::Date(d) => iso(*d),
            Self::Period(p) => p.to_string(),
            Self::Amount(n) | Self::Number(n) => plain(*n),
            Self::Percent(fraction) => plain(*fraction * Decimal::ONE_HUNDRED),
            Self::Term { start, end } => {
                let from = start.map(iso).unwrap_or_default();
                match end {
                    TermEnd::On(day) => format!("{from}至{}", iso(*day)),
                    TermEnd::Open => format!("{from}至长期"),
                }
            }
        }
    }
}

/// A date in ISO 8601: `2026-03-05`.
pub fn iso(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}
