//! 经营期限: a span of days, open at its end or not (domain section 3.6).

use super::chinese_number;
use super::date::{self, NotADay};
use super::rules::ReadingRules;
use super::squeeze::squeeze;
use crate::domain::value::TermEnd;
use chrono::NaiveDate;

/// A term as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Written {
    /// From a day (if stated) to a day or for ever.
    Span {
        start: Option<NaiveDate>,
        end: TermEnd,
    },
    /// A number of years from the day of registration.
    Years(u32),
}

/// Why a text is no term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotATerm {
    /// A printed frame that nobody filled in.
    EmptyFrame,
    /// One of the days is none: its text and why.
    Day(String, NotADay),
    /// Neither a span nor an open end.
    Invalid,
}

const OPEN: &[&str] = &[
    "长期",
    "长期有效",
    "无固定期限",
    "无固定期",
    "永久",
    "永续",
    "永久存续",
    "无限期",
    "不限",
    "不约定期限",
    "--",
];

/// Reads a text as a term.
pub(crate) fn parse(
    text: &str,
    rules: &ReadingRules,
    today: NaiveDate,
) -> Result<Written, NotATerm> {
    let trimmed = text.trim();
    let bare = squeeze(text).replace('_', "");
    let bare = bare.trim_matches(['(', ')', '。']);
    if OPEN.contains(&bare) || trimmed == "—" {
        return Ok(Written::Span {
            start: None,
            end: TermEnd::Open,
        });
    }
    if let Some(years) = bare.strip_suffix('年')
        && let Some(n) = number(years)
        && (1..=200).contains(&n)
    {
        return Ok(Written::Years(n));
    }
    let inner = bare
        .trim_start_matches(['自', '从', '由'])
        .trim_end_matches('止');
    let (left, right) = split(inner).ok_or(NotATerm::Invalid)?;
    let left = left.trim_end_matches('起');
    if right.is_empty() {
        return Err(NotATerm::Invalid);
    }
    let day = |part: &str| match date::parse(part, rules, today) {
        Ok(written) => Ok(written.day),
        Err(why) => Err(NotATerm::Day(part.to_owned(), why)),
    };
    let start = if left.is_empty() {
        None
    } else {
        match day(left) {
            Ok(d) => Some(d),
            Err(NotATerm::Day(_, NotADay::EmptyFrame)) => {
                return if matches!(day(right), Err(NotATerm::Day(_, NotADay::EmptyFrame))) {
                    Err(NotATerm::EmptyFrame)
                } else {
                    Err(NotATerm::Invalid)
                };
            }
            Err(why) => return Err(why),
        }
    };
    let end = if OPEN.contains(&right) {
        TermEnd::Open
    } else {
        TermEnd::On(day(right)?)
    };
    Ok(Written::Span { start, end })
}

/// The two sides of a span. A plain dash joins only days that hold no dash themselves.
fn split(text: &str) -> Option<(&str, &str)> {
    for mark in ["至", "到", "~", "--"] {
        if let Some(sides) = text.split_once(mark) {
            return Some(sides);
        }
    }
    let (left, right) = text.split_once('-')?;
    (!left.is_empty() && !right.contains('-')).then_some((left, right))
}

fn number(text: &str) -> Option<u32> {
    text.parse()
        .ok()
        .or_else(|| chinese_number::counted(text)?.try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn read(text: &str) -> Result<Written, NotATerm> {
        parse(text, Policy::built_in().reading_rules(), day(2026, 3, 10))
    }

    #[test]
    fn the_vectors_hold() {
        let span = |start, end| Ok(Written::Span { start, end });
        let both = span(Some(day(2010, 1, 1)), TermEnd::On(day(2030, 1, 1)));
        for text in [
            "2010-01-01至2030-01-01",
            "2010.1.1-2030.1.1",
            "2010年1月1日-2030年1月1日",
            "2010-01-01~2030-01-01",
            "自2010年1月1日起至2030年1月1日止",
            "2010-01-01 到 2030-01-01",
            "2010/1/1－2030/1/1",
        ] {
            assert_eq!(read(text), both, "{text}");
        }
        assert_eq!(
            read("2030-01-01至2010-01-01"),
            span(Some(day(2030, 1, 1)), TermEnd::On(day(2010, 1, 1)))
        );
        for text in ["长期", "无固定期限", "永久", "—", "长 期", "(长期)"] {
            assert_eq!(read(text), span(None, TermEnd::Open), "{text}");
        }
        assert_eq!(
            read("2010年1月1日至长期"),
            span(Some(day(2010, 1, 1)), TermEnd::Open)
        );
        assert_eq!(
            read("至2030-01-01"),
            span(None, TermEnd::On(day(2030, 1, 1)))
        );
        assert_eq!(read("20年"), Ok(Written::Years(20)));
        assert_eq!(read("二十年"), Ok(Written::Years(20)));
        assert_eq!(read("  年 月 日至  年 月 日"), Err(NotATerm::EmptyFrame));
        assert_eq!(read("2010-01-01-2030-01-01"), Err(NotATerm::Invalid));
        assert_eq!(read("很久"), Err(NotATerm::Invalid));
        assert_eq!(
            read("2010-01-01至2030-02-30"),
            Err(NotATerm::Day("2030-02-30".into(), NotADay::Invalid))
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,30}") {
            let _ = read(&text);
        }
    }
}
