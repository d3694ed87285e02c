//! Where floats end: a stored number becomes the decimal that Excel shows.
//!
//! Excel shows 15 significant digits of a binary float; more are noise (`0.30000000000000004`)
//! or, before the point, already lost. Nothing beyond this file sees an `f64`.

use super::model::CellValue;
use rust_decimal::Decimal;
use std::fmt::Write;
use std::str::FromStr;

/// The significant digits that Excel keeps.
const DIGITS: usize = 15;
/// From here on a float no longer holds every whole number that Excel would show.
const TOO_LONG: f64 = 1e15;
/// Decimals below this power of ten are shown with an exponent.
const SMALLEST_PLAIN: i32 = -9;

/// The value of a number as it stands in the file's XML, `None` if the text is no number.
pub(super) fn from_text(text: &str) -> Option<CellValue> {
    let text = text.trim();
    if let Some(value) = short_decimal(text) {
        return Some(shown_plainly(value));
    }
    // `f64::from_str` also takes "inf" and "nan", which are no numbers in a workbook.
    if !text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'))
    {
        return None;
    }
    text.parse::<f64>().ok().map(from_float)
}

/// The value of a float. One that no decimal can hold (1E+300) becomes its text, so that the
/// field's own reading refuses it; not-a-number becomes Excel's `#NUM!`.
pub(super) fn from_float(float: f64) -> CellValue {
    if !float.is_finite() {
        return CellValue::Error("#NUM!".to_owned());
    }
    if float == 0.0 {
        return whole(0);
    }
    if float.fract() == 0.0 && float.abs() < TOO_LONG {
        return whole(float as i64);
    }
    let scientific = format!("{float:.*e}", DIGITS - 1);
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return CellValue::Text(scientific.into());
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits_lost = float.abs() >= TOO_LONG;
    match decimal(mantissa, exponent) {
        Some(value) => CellValue::Number {
            value,
            exponent: (digits_lost || exponent < SMALLEST_PLAIN)
                .then(|| Box::new(general_scientific(float).into())),
            digits_lost,
        },
        None => CellValue::Text(general_scientific(float).into()),
    }
}

fn shown_plainly(value: Decimal) -> CellValue {
    CellValue::Number {
        value,
        exponent: None,
        digits_lost: false,
    }
}

fn whole(number: i64) -> CellValue {
    shown_plainly(Decimal::from(number))
}

/// A plain decimal of at most 15 digits, exact without the way over a float: a float keeps 15
/// digits, so the result is the same.
fn short_decimal(text: &str) -> Option<Decimal> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = unsigned.bytes().filter(u8::is_ascii_digit).count();
    let points = unsigned.bytes().filter(|&b| b == b'.').count();
    if digits == 0 || digits > DIGITS || points > 1 || digits + points != unsigned.len() {
        return None;
    }
    let value = Decimal::from_str(text).ok()?.normalize();
    // "-0" is 0.
    Some(if value.is_zero() {
        Decimal::ZERO
    } else {
        value
    })
}

/// `mantissa` × 10^`exponent`; places beyond a decimal's 28 are rounded away.
fn decimal(mantissa: &str, exponent: i32) -> Option<Decimal> {
    let negative = mantissa.starts_with('-');
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_end_matches('0');
    let number: i128 = significant.parse().ok()?;
    // The point stands behind the first digit.
    let scale = significant.len() as i32 - 1 - exponent;
    let mut value = if scale <= 0 {
        let power = 10i128.checked_pow(scale.unsigned_abs())?;
        Decimal::try_from_i128_with_scale(number.checked_mul(power)?, 0).ok()?
    } else if scale <= 28 {
        Decimal::try_from_i128_with_scale(number, scale as u32).ok()?
    } else {
        let dropped = 10i128.checked_pow((scale - 28) as u32).unwrap_or(i128::MAX);
        let rounded = number.checked_add(dropped / 2)? / dropped;
        Decimal::try_from_i128_with_scale(rounded, 28).ok()?
    };
    value.set_sign_negative(negative && !value.is_zero());
    Some(value.normalize())
}

/// Excel's General for numbers that are too long: `6.22202E+18`, `1E+15`.
fn general_scientific(float: f64) -> String {
    let text = format!("{float:.5e}");
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return text;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa = if mantissa.contains('.') {
        mantissa.trim_end_matches('0').trim_end_matches('.')
    } else {
        mantissa
    };
    let mut shown = mantissa.to_owned();
    let sign = if exponent < 0 { '-' } else { '+' };
    // Writing to a string cannot fail.
    let _ = write!(shown, "E{sign}{:02}", exponent.abs());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decimal::plain;
    use proptest::prelude::*;

    fn number(text: &str) -> (String, String, bool) {
        match from_text(text) {
            Some(
                read @ CellValue::Number {
                    value, digits_lost, ..
                },
            ) => (plain(value), read.raw(), digits_lost),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn numbers_are_rounded_to_the_digits_that_excel_shows() {
        for (stored, value) in [
            ("0.30000000000000004", "0.3"),
            ("0.1", "0.1"),
            ("1250.5", "1250.5"),
            ("1.1000000000000001", "1.1"),
            ("33.299999999999997", "33.3"),
            ("45717", "45717"),
            ("-12.5", "-12.5"),
            ("-0", "0"),
            ("5E6", "5000000"),
            ("1.5e-3", "0.0015"),
            ("123456789012345", "123456789012345"),
            ("0.33333333333333331", "0.333333333333333"),
            ("999999999999999.9", "1000000000000000"),
        ] {
            let (read, shown, _) = number(stored);
            assert_eq!(read, value, "{stored}");
            if read != "1000000000000000" {
                assert_eq!(shown, value, "{stored}");
            }
        }
    }

    #[test]
    fn a_long_account_number_is_said_to_be_damaged() {
        assert_eq!(
            number("6222021234567890123"),
            (
                "6222021234567890000".to_owned(),
                "6.22202E+18".to_owned(),
                true
            )
        );
        assert_eq!(number("1E15").1, "1E+15");
        assert!(!number("123456789012345").2);
        assert!(number("1234567890123456").2);
    }

    #[test]
    fn huge_and_tiny_exponents_do_no_harm() {
        assert_eq!(from_text("1E+300"), Some(CellValue::Text("1E+300".into())));
        assert_eq!(
            from_text("-1.5E+29"),
            Some(CellValue::Text("-1.5E+29".into()))
        );
        assert_eq!(number("1E-300"), ("0".into(), "1E-300".into(), false));
        assert_eq!(number("1E-10").1, "1E-10");
        assert_eq!(number("-1.23E-20").0, "-0.0000000000000000000123");
        for no_number in ["", "abc", "1,5", "NaN", "inf", "0x10", "--1", "1e", "."] {
            assert_eq!(from_text(no_number), None, "{no_number}");
        }
        assert_eq!(from_text("1E+999"), Some(CellValue::Error("#NUM!".into())));
        assert_eq!(from_float(f64::NAN), CellValue::Error("#NUM!".into()));
    }

    proptest! {
        #[test]
        fn whatever_excel_shows_comes_back(digits in 1u64..1_000_000_000_000_000, scale in 0u32..10, negative: bool) {
            let mut exact = Decimal::from_i128_with_scale(i128::from(digits), scale).normalize();
            exact.set_sign_negative(negative);
            let float: f64 = exact.to_string().parse().unwrap();
            // By the text and by the float, whatever the writer's notation.
            for text in [exact.to_string(), format!("{float:e}"), format!("{float:?}"), format!("{float:.17e}")] {
                let Some(CellValue::Number { value, digits_lost, .. }) = from_text(&text) else {
                    panic!("{text}");
                };
                prop_assert_eq!(value, exact);
                prop_assert!(!digits_lost);
            }
        }

        #[test]
        fn any_float_is_read_without_panic(bits: u64) {
            let float = f64::from_bits(bits);
            let read = from_float(float);
            if let CellValue::Number { value, .. } = read {
                prop_assert!(!read.raw().is_empty());
                // No further off than half a unit in the 15th digit, or the 28th place.
                let back: f64 = value.to_string().parse().unwrap();
                prop_assert!((back - float).abs() <= float.abs() * 1e-14 + 1e-28);
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
            let _ = from_text(&text);
        }

        #[test]
        fn any_number_like_text_is_read_without_panic(text in "[-+]?[0-9]{0,40}[.]?[0-9]{0,40}([eE][-+]?[0-9]{0,6})?") {
            let _ = from_text(&text);
        }
    }
}
