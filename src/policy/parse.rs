//! Canonical texts of cells → values.

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Numbers of people are smaller; beyond, sums and shares could overflow.
const MOST: Decimal = Decimal::from_parts(0xA4C6_8000, 0x0003_8D7E, 0, false, 0);

/// A plain number of at most 10^15.
pub fn number(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text)
        .ok()
        .filter(|n| n.abs() <= MOST)
}

/// A whole number from 0.
pub fn integer(text: &str) -> Option<u32> {
    text.parse().ok()
}

/// `15%` as the fraction 0.15.
pub fn share(text: &str) -> Option<Decimal> {
    number(text.strip_suffix('%')?)?.checked_div(Decimal::ONE_HUNDRED)
}

/// An ISO date.
pub fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// Months from 1 to 12, at least one, none twice.
pub fn months(text: &str) -> Option<Vec<u32>> {
    let months: Option<Vec<u32>> = words(text)
        .iter()
        .map(|w| w.parse().ok().filter(|m| (1..=12).contains(m)))
        .collect();
    months.filter(|found| {
        let once: std::collections::BTreeSet<&u32> = found.iter().collect();
        !found.is_empty() && once.len() == found.len()
    })
}

/// Month and day of every year, `12-31`; 02-29 is none, as not every year has it.
pub fn month_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    NaiveDate::from_ymd_opt(2025, month, day).map(|_| (month, day))
}

/// 是/否.
pub fn flag(text: &str) -> Option<bool> {
    match text {
        "是" => Some(true),
        "否" => Some(false),
        _ => None,
    }
}

/// Words parted by `、`, `,`, `;` or a line break.
pub fn words(text: &str) -> Vec<String> {
    text.split(['、', ',', ',', ';', ';', '\n'])
        .map(str::trim)
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}
