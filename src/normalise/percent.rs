//! Percentages as people write them → an exact fraction (domain section 3.7).

use super::chinese_number;
use super::quantity::{NotANumber, plain, span, without_approximation};
use super::squeeze::squeeze;
use rust_decimal::{Decimal, dec};

/// A percentage as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// A fraction where `certain`, else the bare number as typed.
    pub number: Decimal,
    /// The text itself says what it means (`%`, `‰`, 百分之, 个点, 平价).
    pub certain: bool,
    /// Word of approximation.
    pub approximation: Option<String>,
}

/// Reads a text as a percentage.
pub(crate) fn parse(text: &str) -> Result<Written, NotANumber> {
    let (bare, approximation) = without_approximation(&squeeze(text));
    let (bare, down) = direction(&bare);
    let (bare, inner) = without_approximation(bare);
    let approximation = approximation.or(inner);
    let written = |number: Decimal, certain: bool| Written {
        number: if down { -number } else { number },
        certain,
        approximation: approximation.clone(),
    };
    if matches!(bare.as_str(), "平价" | "持平" | "无溢价" | "不溢价") {
        return Ok(written(Decimal::ZERO, true));
    }
    if let Some(spoken) = bare
        .strip_prefix("百分之")
        .or(bare.strip_prefix("负百分之"))
    {
        let value = spoken_number(spoken).ok_or(NotANumber::Invalid)? / dec!(100);
        let value = if bare.starts_with('负') {
            -value
        } else {
            value
        };
        return Ok(written(value, true));
    }
    if span(&bare).is_some() {
        return Err(NotANumber::Span);
    }
    for (mark, per) in [
        ("%", dec!(100)),
        ("‰", dec!(1000)),
        ("个百分点", dec!(100)),
        ("百分点", dec!(100)),
        ("个点", dec!(100)),
    ] {
        if let Some(number) = bare.strip_suffix(mark) {
            let value = match plain(number) {
                Ok(p) => p.value,
                Err(why) => spoken_number(number).ok_or(why)?,
            };
            return Ok(written(value / per, true));
        }
    }
    Ok(written(plain(&bare)?.value, false))
}

/// 下浮/降/低 → minus; 上浮/溢价/高出 → plus; the word taken off.
fn direction(text: &str) -> (&str, bool) {
    for word in [
        "下浮",
        "下调",
        "低于基准价",
        "低于",
        "低",
        "降价",
        "降",
        "折让",
    ] {
        if let Some(rest) = text.strip_prefix(word) {
            return (rest, true);
        }
    }
    for word in [
        "上浮",
        "上调",
        "高出",
        "高于基准价",
        "高于",
        "溢价率",
        "溢价",
        "加价",
    ] {
        if let Some(rest) = text.strip_prefix(word)
            && !rest.is_empty()
        {
            return (rest, false);
        }
    }
    (text, false)
}

/// 十五, 十五点五, 15.
fn spoken_number(text: &str) -> Option<Decimal> {
    if let Ok(p) = plain(text) {
        return Some(p.value);
    }
    let (whole, fraction) = text.split_once('点').unwrap_or((text, ""));
    let whole = Decimal::from(chinese_number::counted(whole)?);
    if fraction.is_empty() {
        return Some(whole);
    }
    let digits = chinese_number::spelled(fraction)?;
    let fraction: Decimal = format!("0.{digits}").parse().ok()?;
    whole.checked_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_hold() {
        for (text, number, certain) in [
            ("15%", dec!(0.15), true),
            ("15％", dec!(0.15), true),
            ("百分之十五", dec!(0.15), true),
            ("百分之十五点五", dec!(0.155), true),
            ("-2%", dec!(-0.02), true),
            ("－2％", dec!(-0.02), true),
            ("150%", dec!(1.5), true),
            ("15‰", dec!(0.015), true),
            ("下浮3%", dec!(-0.03), true),
            ("上浮3%", dec!(0.03), true),
            ("平价", dec!(0), true),
            ("8个点", dec!(0.08), true),
            ("八个点", dec!(0.08), true),
            ("约15%", dec!(0.15), true),
            ("高出5%", dec!(0.05), true),
            ("0.15", dec!(0.15), false),
            ("15", dec!(15), false),
            ("1", dec!(1), false),
        ] {
            let got = parse(text).unwrap();
            assert_eq!((got.number, got.certain), (number, certain), "{text}");
        }
        assert_eq!(parse("5%-8%"), Err(NotANumber::Span));
        assert_eq!(parse("5-8%"), Err(NotANumber::Span));
        assert_eq!(parse("较高"), Err(NotANumber::Invalid));
    }
}
