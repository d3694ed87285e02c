//! Days as people write them and as Excel stores them (domain section 3.5).

use super::chinese_number;
use super::rules::ReadingRules;
use super::squeeze::{squeeze, tidy};
use crate::grid::DateSystem;
use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::prelude::{Decimal, ToPrimitive};

/// A day as written, with what was odd about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    /// The day.
    pub day: NaiveDate,
    /// What was supplied or dropped in reading it.
    pub oddity: Option<Oddity>,
    /// A time of day stood behind it.
    pub timed: bool,
}

/// What was supplied in reading a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// The century.
    TwoDigitYear,
    /// 民国 114 = 2025.
    Republican,
    /// Day and month before the year, and only one order makes sense.
    YearLast,
}

/// Why a text is no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotADay {
    /// A printed frame that nobody filled in: `2026年 月 日`.
    EmptyFrame,
    /// Year and month only.
    MonthOnly(i32, u32),
    /// Month and day without a year: the days it may be, nearest first.
    NoYear(Vec<NaiveDate>),
    /// Two orders of day and month make sense.
    TwoOrders(Vec<NaiveDate>),
    /// No such day, or no date at all.
    Invalid,
}

/// A stored serial number as a day. Whole days only; the fraction is the time.
pub(crate) fn from_serial(serial: Decimal, system: DateSystem) -> Option<NaiveDate> {
    let days = serial.trunc().to_i64()?;
    let (epoch, days) = match system {
        // Lotus counted a 29 February 1900; serial 60 is that day and does not exist.
        DateSystem::From1900 => match days {
            1..=59 => (NaiveDate::from_ymd_opt(1899, 12, 31)?, days),
            61..=2_958_465 => (NaiveDate::from_ymd_opt(1899, 12, 30)?, days),
            _ => return None,
        },
        DateSystem::From1904 => match days {
            1..=2_957_003 => (NaiveDate::from_ymd_opt(1904, 1, 1)?, days),
            _ => return None,
        },
    };
    epoch.checked_add_days(Days::new(days.unsigned_abs()))
}

/// Reads a text as a day.
pub(crate) fn parse(
    text: &str,
    rules: &ReadingRules,
    today: NaiveDate,
) -> Result<Written, NotADay> {
    let tidied = tidy(text).replace('曰', "日").replace('_', " ");
    let (date_part, timed) = without_time(&tidied);
    let bare = without_weekday(&squeeze(date_part));
    let written = |day, oddity| Written { day, oddity, timed };

    if is_empty_frame(&bare) {
        return Err(NotADay::EmptyFrame);
    }
    if let Some(rest) = bare.strip_prefix("民国") {
        let (y, m, d) = three(&parts(rest)?).ok_or(NotADay::Invalid)?;
        let day = ymd(y.value + 1911, m.value, d.value).ok_or(NotADay::Invalid)?;
        return Ok(written(day, Some(Oddity::Republican)));
    }
    let bare = bare.strip_prefix("公元").unwrap_or(&bare);
    let parts = parts(bare)?;
    match parts.as_slice() {
        [one] if one.digits == 8 => {
            let (y, md) = (one.value / 10_000, one.value % 10_000);
            ymd(y, md / 100, md % 100)
                .map(|day| written(day, None))
                .ok_or(NotADay::Invalid)
        }
        [y, m] if y.digits == 4 => {
            let month = u32::try_from(m.value).unwrap_or(0);
            if (1..=12).contains(&month) {
                Err(NotADay::MonthOnly(y.value, month))
            } else {
                Err(NotADay::Invalid)
            }
        }
        [m, d] if m.digits <= 2 && d.digits <= 2 && m.until != '年' => {
            let choices: Vec<NaiveDate> = [today.year(), today.year() - 1]
                .into_iter()
                .filter_map(|y| ymd(y, m.value, d.value))
                .collect();
            Err(if choices.is_empty() {
                NotADay::Invalid
            } else {
                NotADay::NoYear(choices)
            })
        }
        [y, m, d] if y.digits == 4 => ymd(y.value, m.value, d.value)
            .map(|day| written(day, None))
            .ok_or(NotADay::Invalid),
        [a, b, y] if y.digits == 4 && a.digits <= 2 && b.digits <= 2 => {
            one_of_two_orders(y.value, a.value, b.value)
                .map(|day| written(day, Some(Oddity::YearLast)))
        }
        [y, m, d] if y.digits == 2 && m.digits <= 2 && d.digits <= 2 => {
            let day = ymd(full_year(y.value, rules, today), m.value, d.value);
            if y.until == '/' && d.digits == 2 {
                // 03/04/05 is written in two orders all over the world.
                let other = ymd(full_year(d.value, rules, today), m.value, y.value);
                if let (Some(a), Some(b)) = (day, other)
                    && a != b
                {
                    return Err(NotADay::TwoOrders(vec![a, b]));
                }
            }
            day.map(|day| written(day, Some(Oddity::TwoDigitYear)))
                .ok_or(NotADay::Invalid)
        }
        _ => Err(NotADay::Invalid),
    }
}

fn ymd(year: i32, month: i32, day: i32) -> Option<NaiveDate> {
    if !(1..=9999).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(year, month.try_into().ok()?, day.try_into().ok()?)
}

fn full_year(two_digits: i32, rules: &ReadingRules, today: NaiveDate) -> i32 {
    if 2000 + two_digits <= today.year() + rules.two_digit_year_ahead {
        2000 + two_digits
    } else {
        1900 + two_digits
    }
}

fn one_of_two_orders(year: i32, a: i32, b: i32) -> Result<NaiveDate, NotADay> {
    match (ymd(year, a, b), ymd(year, b, a)) {
        (Some(x), Some(y)) if x != y => Err(NotADay::TwoOrders(vec![x, y])),
        (Some(day), _) | (None, Some(day)) => Ok(day),
        (None, None) => Err(NotADay::Invalid),
    }
}

/// One number of a date and the sign behind it (`\0` at the end).
#[derive(Debug, Clone, Copy)]
struct Part {
    value: i32,
    digits: usize,
    until: char,
}

fn three(parts: &[Part]) -> Option<(Part, Part, Part)> {
    match parts {
        [a, b, c] => Some((*a, *b, *c)),
        _ => None,
    }
}

/// Splits at 年 月 日 and the usual signs; Chinese numerals become numbers.
fn parts(text: &str) -> Result<Vec<Part>, NotADay> {
    let mut found = Vec::new();
    let mut run = String::new();
    let push = |run: &mut String, until: char, found: &mut Vec<Part>| -> Result<(), NotADay> {
        let text = std::mem::take(run);
        let digits = if text.chars().all(|c| c.is_ascii_digit()) {
            text
        } else if let Some(spelled) = chinese_number::spelled(&text) {
            spelled
        } else {
            chinese_number::counted(&text)
                .ok_or(NotADay::Invalid)?
                .to_string()
        };
        if digits.is_empty() || digits.len() > 8 {
            return Err(NotADay::Invalid);
        }
        found.push(Part {
            value: digits.parse().map_err(|_| NotADay::Invalid)?,
            digits: digits.len(),
            until,
        });
        Ok(())
    };
    for c in text.chars() {
        if "年月日号-/.,、".contains(c) {
            push(&mut run, c, &mut found)?;
        } else {
            run.push(c);
        }
    }
    if !run.is_empty() {
        push(&mut run, '\0', &mut found)?;
    }
    // 年, 月 and 日 stand only behind their own part; other signs must be the same throughout.
    let signs: Vec<char> = found.iter().map(|p| p.until).collect();
    let ordered = signs.iter().enumerate().all(|(i, c)| match c {
        '年' => i == 0,
        '月' => i == 0 || signs.first() == Some(&'年') && i == 1,
        '日' | '号' => i + 1 == signs.len(),
        '\0' => i + 1 == signs.len(),
        _ => i + 1 < signs.len(),
    });
    if ordered {
        Ok(found)
    } else {
        Err(NotADay::Invalid)
    }
}

/// `2026年 月 日`, `年 月 日`, `/  /`: a frame without month and day.
fn is_empty_frame(bare: &str) -> bool {
    let rest = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let year_digits = bare.len() - rest.len();
    if rest.is_empty() || !rest.chars().all(|c| "年月日/-.".contains(c)) {
        return false;
    }
    match year_digits {
        0 => true,
        2 | 4 => rest.starts_with('年') && rest.contains('月') || rest.contains("月日"),
        _ => false,
    }
}

/// Takes a time of day off the end.
fn without_time(text: &str) -> (&str, bool) {
    let marks = [':', '时', '点'];
    let Some(mark) = text.find(marks) else {
        return (text, false);
    };
    let before = text.get(..mark).unwrap_or_default();
    let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let hours = before.len() - head.len();
    if !(1..=2).contains(&hours) {
        return (text, false);
    }
    let head = head.trim_end();
    let head = ["上午", "下午", "中午", "晚上", "T", "t"]
        .iter()
        .find_map(|w| head.strip_suffix(w))
        .unwrap_or(head)
        .trim_end();
    if head.is_empty() {
        return (text, false);
    }
    (head, true)
}

fn without_weekday(text: &str) -> String {
    for word in ["星期", "周", "礼拜"] {
        if let Some(at) = text.find(word) {
            let tail = text.get(at + word.len()..).unwrap_or_default();
            let tail = tail.trim_end_matches(')');
            if tail.chars().count() == 1 {
                let head = text.get(..at).unwrap_or_default();
                return head.trim_end_matches('(').to_owned();
            }
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::iso;
    use crate::policy::Policy;
    use proptest::prelude::*;
    use rust_decimal::dec;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn read(text: &str) -> Result<Written, NotADay> {
        parse(text, Policy::built_in().reading_rules(), day(2026, 3, 10))
    }

    #[test]
    fn good_days() {
        for (text, expected, oddity) in [
            ("2025-03-01", day(2025, 3, 1), None),
            ("2025/3/1", day(2025, 3, 1), None),
            ("2025.3.1", day(2025, 3, 1), None),
            ("２０２５年３月１日", day(2025, 3, 1), None),
            ("2025年3月1号", day(2025, 3, 1), None),
            ("2025 年 3 月 1 日", day(2025, 3, 1), None),
            ("20250301", day(2025, 3, 1), None),
            ("二〇二五年三月一日", day(2025, 3, 1), None),
            ("二零二四年十二月三十一日", day(2024, 12, 31), None),
            ("2024-02-29", day(2024, 2, 29), None),
            ("2025年3月1曰", day(2025, 3, 1), None),
            ("2025年3月1", day(2025, 3, 1), None),
            ("2026-03-05(星期四)", day(2026, 3, 5), None),
            ("民国114年3月1日", day(2025, 3, 1), Some(Oddity::Republican)),
            ("25.3.1", day(2025, 3, 1), Some(Oddity::TwoDigitYear)),
            ("98.3.1", day(1998, 3, 1), Some(Oddity::TwoDigitYear)),
            ("27-3-1", day(2027, 3, 1), Some(Oddity::TwoDigitYear)),
            ("28-3-1", day(1928, 3, 1), Some(Oddity::TwoDigitYear)),
            ("25/12/2025", day(2025, 12, 25), Some(Oddity::YearLast)),
        ] {
            let got = read(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
            assert_eq!((got.day, got.oddity), (expected, oddity), "{text}");
            assert!(!got.timed, "{text}");
        }
        for text in [
            "2026-03-05 14:30",
            "2026年3月5日14时30分",
            "2026-03-05T00:00:00",
            "2026/3/5 下午2:15",
        ] {
            let got = read(text).unwrap();
            assert_eq!((got.day, got.timed), (day(2026, 3, 5), true), "{text}");
        }
    }

    #[test]
    fn bad_days() {
        for text in [
            "2025-02-29",
            "2025-13-01",
            "2025年2月30日",
            "很久以前",
            "2025",
            "114年3月1日",
            "2025-03-01-05",
            "2025年3月5月",
            "45717",
            "2025-0-1",
            "2025-三x-1",
        ] {
            assert_eq!(read(text), Err(NotADay::Invalid), "{text}");
        }
        assert_eq!(read("2025-3"), Err(NotADay::MonthOnly(2025, 3)));
        assert_eq!(read("2025年3月"), Err(NotADay::MonthOnly(2025, 3)));
        assert_eq!(
            read("03/04/2025"),
            Err(NotADay::TwoOrders(vec![day(2025, 3, 4), day(2025, 4, 3)]))
        );
        assert_eq!(
            read("3月5日"),
            Err(NotADay::NoYear(vec![day(2026, 3, 5), day(2025, 3, 5)]))
        );
        for text in [
            "2026年 月 日",
            "  年  月  日",
            "20  年 月 日",
            "____年__月__日",
            " / / ",
        ] {
            assert_eq!(read(text), Err(NotADay::EmptyFrame), "{text}");
        }
    }

    #[test]
    fn serials_of_both_systems() {
        use DateSystem::{From1900, From1904};
        for (serial, system, expected) in [
            (dec!(45717), From1900, Some(day(2025, 3, 1))),
            (dec!(44255), From1900, Some(day(2021, 2, 28))),
            (dec!(44255), From1904, Some(day(2025, 3, 1))),
            (dec!(40179), From1900, Some(day(2010, 1, 1))),
            (dec!(38717), From1904, Some(day(2010, 1, 1))),
            (dec!(45351), From1900, Some(day(2024, 2, 29))),
            (dec!(43889), From1904, Some(day(2024, 2, 29))),
            (dec!(46349), From1900, Some(day(2026, 11, 23))),
            (dec!(44887), From1904, Some(day(2026, 11, 23))),
            (dec!(47484), From1900, Some(day(2030, 1, 1))),
            (dec!(46022), From1904, Some(day(2030, 1, 1))),
            (dec!(59), From1900, Some(day(1900, 2, 28))),
            (dec!(60), From1900, None),
            (dec!(61), From1900, Some(day(1900, 3, 1))),
            (dec!(45717.5), From1900, Some(day(2025, 3, 1))),
            (dec!(0), From1900, None),
            (dec!(-5), From1900, None),
            (dec!(2958465), From1900, Some(day(9999, 12, 31))),
            (dec!(2958466), From1900, None),
        ] {
            assert_eq!(from_serial(serial, system), expected, "{serial} {system:?}");
        }
    }

    proptest! {
        #[test]
        fn a_printed_day_reads_back(days in 0u64..40_000, style in 0usize..5) {
            let d = day(1950, 1, 1).checked_add_days(Days::new(days)).unwrap();
            let text = match style {
                0 => iso(d),
                1 => format!("{}/{}/{}", d.year(), d.month(), d.day()),
                2 => format!("{}.{}.{}", d.year(), d.month(), d.day()),
                3 => format!("{}年{}月{}日", d.year(), d.month(), d.day()),
                _ => format!("{:04}{:02}{:02}", d.year(), d.month(), d.day()),
            };
            prop_assert_eq!(read(&text).map(|w| w.day), Ok(d));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,30}") {
            let _ = read(&text);
        }
    }
}
