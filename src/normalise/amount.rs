//! Money as people write it → exact yuan (domain section 3.7).

use super::chinese_number;
use super::quantity::{NotANumber, plain, span, without_approximation};
use super::squeeze::squeeze;
use rust_decimal::{Decimal, dec};

/// Money as written: the number, and the unit and currency if the text names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// The number, in `unit` where one is given, else in whatever unit the place implies.
    pub number: Decimal,
    /// Yuan per unit.
    pub unit: Option<Decimal>,
    /// The unit's word (`万元`).
    pub unit_words: String,
    /// A currency other than renminbi.
    pub currency: Option<String>,
    /// Word of approximation.
    pub approximation: Option<String>,
    /// Grouped by four.
    pub grouped_by_four: bool,
}

const UNITS: &[(&str, Decimal)] = &[
    ("万亿", dec!(1000000000000)),
    ("千亿", dec!(100000000000)),
    ("百亿", dec!(10000000000)),
    ("十亿", dec!(1000000000)),
    ("亿", dec!(100000000)),
    ("億", dec!(100000000)),
    ("千万", dec!(10000000)),
    ("百万", dec!(1000000)),
    ("十万", dec!(100000)),
    ("万", dec!(10000)),
    ("萬", dec!(10000)),
    ("千", dec!(1000)),
    ("百", dec!(100)),
];

const CURRENCIES: &[(&str, &str)] = &[
    ("美元", "美元"),
    ("美金", "美元"),
    ("usd", "美元"),
    ("us$", "美元"),
    ("$", "美元"),
    ("欧元", "欧元"),
    ("eur", "欧元"),
    ("€", "欧元"),
    ("港币", "港币"),
    ("港元", "港币"),
    ("hkd", "港币"),
    ("日元", "日元"),
    ("jpy", "日元"),
    ("英镑", "英镑"),
    ("gbp", "英镑"),
    ("£", "英镑"),
    ("台币", "台币"),
    ("twd", "台币"),
    ("韩元", "韩元"),
    ("krw", "韩元"),
];

/// The currency that a text names, if it is not renminbi.
pub fn foreign_currency(text: &str) -> Option<&'static str> {
    let lower = squeeze(text).to_lowercase();
    CURRENCIES
        .iter()
        .find(|(word, _)| lower.contains(word))
        .map(|(_, name)| *name)
}

/// Yuan per unit of a unit's word (`元` → 1, `万元` → 10 000), if it is one.
pub(crate) fn unit_value(words: &str) -> Option<Decimal> {
    let words = squeeze(words);
    let bare = words.trim_start_matches("人民币").trim_matches(['(', ')']);
    match bare.strip_suffix(['元', '圆']) {
        Some("") => Some(Decimal::ONE),
        Some(scale) => scale_value(scale),
        None => scale_value(bare),
    }
}

fn scale_value(scale: &str) -> Option<Decimal> {
    UNITS.iter().find(|(w, _)| *w == scale).map(|(_, v)| *v)
}

/// Reads a text as money. Blank and placeholders are sorted out before.
pub(crate) fn parse(text: &str) -> Result<Written, NotANumber> {
    let mut bare = squeeze(text).to_lowercase();
    let mut currency = None;
    for (word, name) in CURRENCIES {
        if bare.contains(word) {
            currency = Some((*name).to_owned());
            bare = bare.replace(word, "");
        }
    }
    for word in ["人民币", "rmb", "cny", "¥", "￥", ":"] {
        bare = bare.replace(word, "");
    }
    let bare = bare
        .trim_end_matches("()")
        .trim_end_matches(['整', '正', '。', '.']);
    let (bare, approximation) = without_approximation(bare);
    let (bare, negative) = unwrap_negative(&bare);
    // 约 and 左右 may stand inside of brackets or before a sign.
    let (bare, inner) = without_approximation(&bare);
    let approximation = approximation.or(inner);

    let written = |number: Decimal, unit: Option<(Decimal, String)>, four: bool| {
        let (unit, unit_words) = unit.map_or((None, String::new()), |(v, w)| (Some(v), w));
        Written {
            number: if negative { -number } else { number },
            unit,
            unit_words,
            currency: currency.clone(),
            approximation: approximation.clone(),
            grouped_by_four: four,
        }
    };

    if chinese_number::has_digits(&bare) && !bare.chars().any(|c| c.is_ascii_digit()) {
        let yuan = chinese_number::money(&bare).ok_or(NotANumber::Invalid)?;
        return Ok(written(yuan, Some((Decimal::ONE, "元".to_owned())), false));
    }
    if span(&bare).is_some() {
        return Err(NotANumber::Span);
    }
    let (yuan_word, scaled) = match bare.strip_suffix(['元', '圆']) {
        Some(rest) => ("元", rest),
        None => ("", bare.as_str()),
    };
    if let Some((number, scale, words, four)) = scaled_number(scaled)? {
        return Ok(written(
            number,
            Some((scale, format!("{words}{yuan_word}"))),
            four,
        ));
    }
    let number = plain(scaled)?;
    let unit = (!yuan_word.is_empty()).then(|| (Decimal::ONE, "元".to_owned()));
    Ok(written(number.value, unit, number.grouped_by_four))
}

/// `1.2亿`, `1亿2000万`, `500万`: a number with its scale; none if no scale is named.
/// Compounds come back in yuan with the scale 1.
#[allow(clippy::type_complexity)]
fn scaled_number(text: &str) -> Result<Option<(Decimal, Decimal, String, bool)>, NotANumber> {
    let mut parts: Vec<(Decimal, Decimal, &str)> = Vec::new();
    let mut four = false;
    let mut rest = text;
    while !rest.is_empty() {
        let Some(at) = rest.find(|c: char| !(c.is_ascii_digit() || ".,+-".contains(c))) else {
            break;
        };
        let (number, tail) = (
            rest.get(..at).unwrap_or_default(),
            rest.get(at..).unwrap_or_default(),
        );
        let Some((word, scale)) = UNITS.iter().find(|(w, _)| tail.starts_with(w)) else {
            return if parts.is_empty() {
                Ok(None)
            } else {
                Err(NotANumber::Invalid)
            };
        };
        let number = plain(number)?;
        four |= number.grouped_by_four;
        parts.push((number.value, *scale, word));
        rest = tail.get(word.len()..).unwrap_or_default();
    }
    let Some(&(number, scale, word)) = parts.first() else {
        return Ok(None);
    };
    if parts.len() == 1 && rest.is_empty() {
        return Ok(Some((number, scale, word.to_owned(), four)));
    }
    if !rest.is_empty() {
        parts.push((plain(rest)?.value, Decimal::ONE, ""));
    }
    let falling = parts
        .windows(2)
        .all(|w| matches!(w, [(_, a, _), (_, b, _)] if a > b));
    let signs = parts.iter().skip(1).all(|(n, _, _)| *n >= Decimal::ZERO);
    if !falling || !signs {
        return Err(NotANumber::Invalid);
    }
    let mut total = Decimal::ZERO;
    for (n, s, _) in parts {
        let yuan = n.checked_mul(s).ok_or(NotANumber::Invalid)?;
        let yuan = if number.is_sign_negative() && n >= Decimal::ZERO {
            -yuan
        } else {
            yuan
        };
        total = total.checked_add(yuan).ok_or(NotANumber::Invalid)?;
    }
    Ok(Some((total, Decimal::ONE, "元".to_owned(), four)))
}

/// `(12.5)`, `(12.5)万元`, `△12.5`, `负12.5`: the text without the mark, and whether it was there.
fn unwrap_negative(text: &str) -> (String, bool) {
    for mark in ["△", "▲", "负"] {
        if let Some(rest) = text.strip_prefix(mark) {
            return (rest.to_owned(), true);
        }
    }
    if let Some(rest) = text.strip_prefix('(')
        && let Some((inside, tail)) = rest.split_once(')')
        && !inside.starts_with('-')
        && inside.chars().next().is_some_and(|c| c.is_ascii_digit())
    {
        return (format!("{inside}{tail}"), true);
    }
    (text.to_owned(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str, place_unit: Decimal) -> Result<Decimal, NotANumber> {
        parse(text).map(|w| w.number * w.unit.unwrap_or(place_unit))
    }

    #[test]
    fn the_vectors_hold() {
        let wan = dec!(10000);
        for (text, place, value) in [
            ("500万元", wan, dec!(5000000)),
            ("500万", wan, dec!(5000000)),
            ("５００万元", wan, dec!(5000000)),
            ("１，２３４．５０万元", wan, dec!(12345000)),
            ("1.2亿", wan, dec!(120000000)),
            ("5,000,000元", wan, dec!(5000000)),
            ("5000000", Decimal::ONE, dec!(5000000)),
            ("5000000", wan, dec!(50000000000)),
            ("叁佰万元整", wan, dec!(3000000)),
            ("伍拾万零叁佰元整", wan, dec!(500300)),
            ("(12.5)万元", wan, dec!(-125000)),
            ("（12.5）万元", wan, dec!(-125000)),
            ("△12.5", wan, dec!(-125000)),
            ("约500万", wan, dec!(5000000)),
            ("1亿2000万元", wan, dec!(120000000)),
            ("人民币 300 万元整", wan, dec!(3000000)),
            ("¥1,250.5万元", wan, dec!(12505000)),
            ("300万元人民币", wan, dec!(3000000)),
            ("五百万", wan, dec!(5000000)),
            ("3百万", wan, dec!(3000000)),
            ("－12.5", wan, dec!(-125000)),
            ("50千元", wan, dec!(50000)),
            ("0", wan, dec!(0)),
        ] {
            assert_eq!(yuan(text, place), Ok(value), "{text}");
        }
        for (text, why) in [
            ("500-800万", NotANumber::Span),
            ("500万-800万", NotANumber::Span),
            ("500至800万元", NotANumber::Span),
            ("1,23,456", NotANumber::Grouping),
            ("12.3.4", NotANumber::Invalid),
            ("很多", NotANumber::Invalid),
            ("15%", NotANumber::Invalid),
            ("万元", NotANumber::Invalid),
        ] {
            assert_eq!(parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn foreign_money_is_told_and_not_converted() {
        let got = parse("100万美元").unwrap();
        assert_eq!(got.currency.as_deref(), Some("美元"));
        assert_eq!(got.number * got.unit.unwrap(), dec!(1000000));
    }

    #[test]
    fn units_by_their_words() {
        for (words, value) in [
            ("元", dec!(1)),
            ("万元", dec!(10000)),
            ("人民币万元", dec!(10000)),
            ("千元", dec!(1000)),
            ("亿元", dec!(100000000)),
            ("百万元", dec!(1000000)),
        ] {
            assert_eq!(unit_value(words), Some(value), "{words}");
        }
        assert_eq!(unit_value("人"), None);
    }
}
