//! What a number of the policy may be: `0到100`, `1到7`, `≥0`, `>0`, `0%到100%`.
//!
//! Ranges stand in the schema of a column, and for a parameter in its own column 可选值, so that
//! a manager reads beside the value what is allowed.

use super::kinds::banded::{Band, Bound};
use super::parse;
use rust_decimal::Decimal;

/// The interval that a text names; none where it names none (blank, or a list of words).
pub fn parse(text: &str) -> Option<Band> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let number = |text: &str| parse::number(text).or_else(|| parse::share(text));
    let closed = |value: Decimal| {
        Some(Bound {
            value,
            closed: true,
        })
    };
    if let Some((low, high)) = text.split_once('到') {
        return Some(Band {
            lower: closed(number(low)?),
            upper: closed(number(high)?),
        });
    }
    let (sign, rest) = text.split_at_checked(text.chars().next()?.len_utf8())?;
    let value = number(rest)?;
    let bound = |closed| Some(Bound { value, closed });
    Some(match sign {
        "≥" => Band {
            lower: bound(true),
            upper: None,
        },
        ">" => Band {
            lower: bound(false),
            upper: None,
        },
        "≤" => Band {
            lower: None,
            upper: bound(true),
        },
        "<" => Band {
            lower: None,
            upper: bound(false),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn ranges_say_which_ends_are_in() {
        let week = parse("1到7").unwrap();
        assert!(week.contains(dec!(1)) && week.contains(dec!(7)));
        assert!(!week.contains(dec!(0)) && !week.contains(dec!(7.5)));
        let share = parse("0%到100%").unwrap();
        assert!(share.contains(dec!(0.95)) && !share.contains(dec!(1.0001)));
        assert!(!parse(">0").unwrap().contains(dec!(0)));
        assert!(parse("≥0").unwrap().contains(dec!(0)));
        for no_range in ["", "年、半年", "客户", "到"] {
            assert_eq!(parse(no_range), None, "{no_range}");
        }
    }
}
