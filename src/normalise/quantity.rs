//! Numbers as people write them: signs, thousands commas, brackets, `约` and spans.
//!
//! Shared by amounts, counts and percentages; knows no unit.

use rust_decimal::Decimal;
use std::str::FromStr;

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotANumber {
    /// Two numbers, a span (`500-800`).
    Span,
    /// Commas that do not group by three (`1,23,456`).
    Grouping,
    /// Anything else (`12.3.4`).
    Invalid,
}

/// A plain number with what was odd about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plain {
    /// The exact value.
    pub value: Decimal,
    /// Grouped by four instead of three.
    pub grouped_by_four: bool,
}

/// Reads a number that stands alone, already squeezed: `-1,250.5`, `+3`, `.5`.
pub(crate) fn plain(text: &str) -> Result<Plain, NotANumber> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or_default()),
        Some(b'+') => (false, text.get(1..).unwrap_or_default()),
        _ => (false, text),
    };
    let shaped = digits
        .chars()
        .all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    if !shaped || !digits.chars().any(|c| c.is_ascii_digit()) {
        return Err(if is_span(text) {
            NotANumber::Span
        } else {
            NotANumber::Invalid
        });
    }
    let mut parts = digits.split('.');
    let whole = parts.next().unwrap_or_default();
    let fraction = parts.next();
    if parts.next().is_some() {
        return Err(NotANumber::Invalid);
    }
    if fraction.is_some_and(|f| f.contains(',')) {
        return Err(NotANumber::Grouping);
    }
    let grouped_by_four = grouping(whole)?;
    let mut plain_text = whole.replace(',', "");
    if let Some(fraction) = fraction {
        plain_text.push('.');
        plain_text.push_str(fraction);
    }
    let value =
        Decimal::from_str(plain_text.trim_end_matches('.')).map_err(|_| NotANumber::Invalid)?;
    Ok(Plain {
        value: if negative { -value } else { value },
        grouped_by_four,
    })
}

/// Checks the commas of the whole part; true if they stand every four digits.
fn grouping(whole: &str) -> Result<bool, NotANumber> {
    let groups: Vec<&str> = whole.split(',').collect();
    let Some((first, rest)) = groups.split_first() else {
        return Ok(false);
    };
    if rest.is_empty() {
        return Ok(false);
    }
    let all = |n: usize| (1..=n).contains(&first.len()) && rest.iter().all(|g| g.len() == n);
    if all(3) {
        Ok(false)
    } else if all(4) {
        Ok(true)
    } else {
        Err(NotANumber::Grouping)
    }
}

/// Two numbers joined by a dash, a tilde, 至 or 到.
pub(crate) fn is_span(text: &str) -> bool {
    span(text).is_some()
}

/// The two ends of a span, as typed.
pub(crate) fn span(text: &str) -> Option<(&str, &str)> {
    let at = text
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '-' | '~' | '至' | '到'))?;
    let (left, right) = (text.get(..at.0)?, text.get(at.0 + at.1.len_utf8()..)?);
    let starts_with_digit = |t: &str| t.chars().next().is_some_and(|c| c.is_ascii_digit());
    (starts_with_digit(left) && starts_with_digit(right)).then_some((left, right))
}

/// Words of approximation before or behind a number, taken off; gives the bare text and the word.
pub(crate) fn without_approximation(text: &str) -> (String, Option<String>) {
    const BEFORE: &[&str] = &[
        "大约", "大概", "约为", "约", "近", "将近", "接近", "估计", "预计", "超过", "超", "不到",
        "不足", "至少", "最多", ">=", "<=", "≥", "≤", ">", "<", "≈", "逾",
    ];
    const BEHIND: &[&str] = &[
        "左右", "上下", "以上", "以下", "以内", "多", "余", "不到", "有余", "出头", "起",
    ];
    let mut bare = text.to_owned();
    let mut said: Option<String> = None;
    loop {
        let before = BEFORE.iter().find(|w| bare.starts_with(*w));
        let behind = BEHIND.iter().find(|w| bare.ends_with(*w));
        let word = match (before, behind) {
            (Some(w), _) => {
                bare = bare.get(w.len()..).unwrap_or_default().to_owned();
                w
            }
            (None, Some(w)) => {
                bare = bare
                    .get(..bare.len() - w.len())
                    .unwrap_or_default()
                    .to_owned();
                w
            }
            (None, None) => return (bare, said),
        };
        said.get_or_insert_with(|| (*word).to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn plain_numbers() {
        for (text, value) in [
            ("1,234.50", dec!(1234.50)),
            ("-2", dec!(-2)),
            ("+3", dec!(3)),
            (".5", dec!(0.5)),
            ("5.", dec!(5)),
            ("1,234,567", dec!(1234567)),
        ] {
            assert_eq!(plain(text).map(|p| p.value), Ok(value), "{text}");
        }
        assert!(plain("123,4567").is_ok_and(|p| p.grouped_by_four));
        for (text, why) in [
            ("1,23,456", NotANumber::Grouping),
            ("12,5", NotANumber::Grouping),
            ("12.3.4", NotANumber::Invalid),
            ("500-800", NotANumber::Span),
            ("500至800", NotANumber::Span),
            ("", NotANumber::Invalid),
            (",", NotANumber::Invalid),
            ("-", NotANumber::Invalid),
            ("1e5", NotANumber::Invalid),
            ("99999999999999999999999999999999", NotANumber::Invalid),
        ] {
            assert_eq!(plain(text), Err(why), "{text}");
        }
    }

    #[test]
    fn approximations_are_taken_off_and_told() {
        for (text, bare, word) in [
            ("约500万", "500万", Some("约")),
            ("500万左右", "500万", Some("左右")),
            ("500万以上", "500万", Some("以上")),
            ("近500万", "500万", Some("近")),
            ("500万", "500万", None),
        ] {
            let (got, said) = without_approximation(text);
            assert_eq!((got.as_str(), said.as_deref()), (bare, word));
        }
    }
}
