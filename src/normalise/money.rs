//! Cells of amounts, percentages and counts: which unit holds, and what is asked about.

use super::quantity::{NotANumber, span, without_approximation};
use super::reading::Reader;
use super::squeeze::squeeze;
use super::{PercentBareMode, amount, chinese_number, percent, quantity};
use crate::domain::decimal::plain;
use crate::domain::reading::Reading;
use crate::domain::value::Value;
use crate::forms::{FieldKind, Unit};
use crate::grid::{CellValue, NumberFormat, ShownUnit};
use rust_decimal::{Decimal, dec};

const WAN: Decimal = dec!(10000);

/// The unit of a bare number came from here.
enum Evidence {
    Cell,
    Label,
    Note,
    Default,
}

/// Money: unit from the cell, then the label, then the sheet's note, then the field's default.
pub(super) fn amount(r: &mut Reader<'_>) -> Reading {
    if let Some(refused) = wrong_type(r) {
        return refused;
    }
    let own_unit = match r.field.unit {
        Some(Unit::Yuan) => Decimal::ONE,
        _ => WAN,
    };
    let own_words = r.field.unit.map_or("万元", Unit::words);
    let (number, said_unit) = match r.number {
        Some(number) => match (r.input.cell.format, r.input.cell.shown_unit) {
            (NumberFormat::ShowsWan, _) => {
                let value = plain(number / own_unit);
                r.say("I-SHOWS-WAN", &[("read", &value), ("unit", own_words)]);
                (number, Some(Decimal::ONE))
            }
            (_, Some(ShownUnit::Yuan)) => (number, Some(Decimal::ONE)),
            (_, Some(ShownUnit::Wan)) => (number, Some(WAN)),
            (_, Some(ShownUnit::Yi)) => (number, Some(dec!(100000000))),
            (_, None) => (number, None),
        },
        None => match amount::parse(&r.text) {
            Ok(written) => {
                if let Some(currency) = &written.currency {
                    return foreign(r, &written, currency);
                }
                if let Some(word) = &written.approximation {
                    let bare = format!("{}{}", plain(written.number), written.unit_words);
                    if let Some(refused) = approximate(r, word, &bare) {
                        return refused;
                    }
                }
                if written.grouped_by_four {
                    r.say("W-AMOUNT-GROUPING", &[("read", &plain(written.number))]);
                }
                (written.number, written.unit)
            }
            Err(why) => return not_a_number(r, why),
        },
    };
    let label_unit = r.input.label_unit.and_then(amount::unit_value);
    let note_unit = r.input.note.and_then(|n| amount::unit_value(n.unit));
    let (unit, evidence) = match (said_unit, label_unit, note_unit) {
        (Some(unit), _, _) => (unit, Evidence::Cell),
        (None, Some(unit), _) => (unit, Evidence::Label),
        (None, None, Some(unit)) => (unit, Evidence::Note),
        (None, None, None) => (own_unit, Evidence::Default),
    };
    let Some(yuan) = number.checked_mul(unit) else {
        return not_a_number(r, NotANumber::Invalid);
    };
    let value = (yuan / own_unit).normalize();
    let read = plain(value);
    if !number.is_zero() {
        match evidence {
            Evidence::Note => {
                let words = r.input.note.map_or("", |n| n.words);
                r.say(
                    "W-UNIT-NOTE",
                    &[("note", words), ("read", &read), ("unit", own_words)],
                );
            }
            Evidence::Default => {
                r.say("W-UNIT-ASSUMED", &[("read", &read), ("unit", own_words)]);
            }
            Evidence::Cell | Evidence::Label => {}
        }
    }
    let wan = yuan / WAN;
    if !matches!(evidence, Evidence::Cell) && wan.abs() > r.rules.magnitude_max_wan {
        let meant = if unit > Decimal::ONE {
            format!(";若原意是元,应是 {} 万元", plain(number / WAN))
        } else {
            String::new()
        };
        let limit = plain(r.rules.magnitude_max_wan);
        r.say(
            "W-MAGNITUDE",
            &[("read", &plain(wan)), ("meant", &meant), ("limit", &limit)],
        );
    }
    if let Some(refused) = out_of_range(r, value, own_words) {
        return refused;
    }
    Reading::Value(Value::Amount(value))
}

fn foreign(r: &mut Reader<'_>, written: &amount::Written, currency: &str) -> Reading {
    if r.field.exact {
        return r.refuse("E-CURRENCY", &[("currency", currency)]);
    }
    r.say("W-CURRENCY", &[("currency", currency)]);
    // Kept as words: nothing may compute with it as if it were renminbi.
    let scale = written.unit.unwrap_or(WAN);
    match written.number.checked_mul(scale) {
        Some(total) => {
            let words = format!("{}万{currency}", plain(total / WAN));
            Reading::Value(Value::Text(words))
        }
        None => not_a_number(r, NotANumber::Invalid),
    }
}

/// Per cent: the cell's format, then its own sign, then the label's unit, then the policy's mode.
pub(super) fn percent(r: &mut Reader<'_>) -> Reading {
    if let Some(refused) = wrong_type(r) {
        return refused;
    }
    let (number, certain) = match (r.number, r.input.cell.format) {
        (Some(number), format) => (number, format == NumberFormat::Percent),
        (None, _) => match percent::parse(&r.text) {
            Ok(written) => {
                if let Some(word) = &written.approximation {
                    let bare = if written.certain {
                        format!("{}%", plain(written.number * dec!(100)))
                    } else {
                        plain(written.number)
                    };
                    if let Some(refused) = approximate(r, word, &bare) {
                        return refused;
                    }
                }
                (written.number, written.certain)
            }
            Err(why) => return not_a_number(r, why),
        },
    };
    let hundred = Decimal::ONE_HUNDRED;
    let labelled = r.input.label_unit.is_some_and(|u| squeeze(u) == "%");
    let fraction = if certain || number.is_zero() {
        number
    } else if labelled {
        if number.abs() < Decimal::ONE {
            let (read, other) = (plain(number), plain(number * hundred));
            r.say("W-PERCENT-SMALL", &[("read", &read), ("other", &other)]);
        }
        number / hundred
    } else {
        match r.rules.percent_bare_mode {
            PercentBareMode::Percent => number / hundred,
            PercentBareMode::Fraction => number,
            PercentBareMode::Auto if number.abs() > Decimal::ONE => number / hundred,
            PercentBareMode::Auto if number.abs() < Decimal::ONE => {
                let read = plain(number * hundred);
                r.say("W-PERCENT-ASSUMED", &[("read", &read)]);
                number
            }
            PercentBareMode::Auto | PercentBareMode::Ask => {
                let (small, large) = (plain(number), plain(number * hundred));
                return r.refuse(
                    "E-PERCENT-AMBIGUOUS",
                    &[("small", &small), ("large", &large)],
                );
            }
        }
    };
    let fraction = fraction.normalize();
    if let Some(refused) = out_of_range(r, fraction * hundred, "%") {
        return refused;
    }
    if fraction > r.rules.percent_high {
        let read = plain(fraction * hundred);
        let limit = plain(r.rules.percent_high * hundred);
        r.say("W-PERCENT-HIGH", &[("read", &read), ("limit", &limit)]);
    }
    Reading::Value(Value::Percent(fraction))
}

/// Counts and plain numbers, with the unit's word behind them or not.
pub(super) fn count(r: &mut Reader<'_>) -> Reading {
    if let Some(refused) = wrong_type(r) {
        return refused;
    }
    let value = match r.number {
        Some(number) => number,
        None => match count_in_text(r) {
            Ok(number) => number,
            Err(refused) => return refused,
        },
    };
    if r.field.kind == FieldKind::Integer && !value.fract().is_zero() {
        return r.refuse("E-NUMBER-WHOLE", &[]);
    }
    if let Some(refused) = out_of_range(r, value, r.field.unit.map_or("", Unit::words)) {
        return refused;
    }
    Reading::Value(Value::Number(value.normalize()))
}

fn count_in_text(r: &mut Reader<'_>) -> Result<Decimal, Reading> {
    let bare = squeeze(&r.text);
    let (bare, word) = without_approximation(&bare);
    let unit_off = |t: &str| {
        t.trim_end_matches(|c: char| !c.is_ascii_digit() && chinese_number::digit(c).is_none())
            .to_owned()
    };
    let tens = bare.trim_end_matches(['人', '名', '个', '台', '件', '条']);
    if let Some((low, _)) = span(&bare) {
        let low = unit_off(low);
        return match quantity::plain(&low) {
            Ok(number) if !r.field.exact => {
                r.say("W-NUMBER-SPAN", &[("read", &plain(number.value))]);
                Ok(number.value)
            }
            _ => Err(not_a_number(r, NotANumber::Span)),
        };
    }
    let scaled = tens
        .strip_suffix('万')
        .and_then(|t| quantity::plain(t).ok())
        .and_then(|n| n.value.checked_mul(WAN));
    let spoken = || chinese_number::counted(tens).map(Decimal::from);
    let (inner, inner_word) = without_approximation(tens);
    let inner = unit_off(&inner);
    let number = match scaled {
        Some(number) => number,
        None => match quantity::plain(&inner) {
            Ok(number) => number.value,
            Err(why) => match spoken() {
                Some(number) => number,
                None => return Err(not_a_number(r, why)),
            },
        },
    };
    if let Some(word) = word.or(inner_word)
        && let Some(refused) = approximate(r, &word, &plain(number))
    {
        return Err(refused);
    }
    Ok(number)
}

/// A date, a truth value or (for money) a percentage where a number is asked for.
fn wrong_type(r: &mut Reader<'_>) -> Option<Reading> {
    let shows = match (&r.input.cell.value, r.input.cell.format) {
        (CellValue::Bool(_), _) => "「是/否」值",
        (CellValue::Number { .. }, NumberFormat::Date) => "日期",
        (CellValue::Number { .. }, NumberFormat::Percent) if r.field.kind != FieldKind::Percent => {
            "百分数"
        }
        _ => return None,
    };
    Some(r.refuse("E-NUMBER-KIND", &[("shows", shows)]))
}

fn not_a_number(r: &mut Reader<'_>, why: NotANumber) -> Reading {
    match why {
        NotANumber::Span => r.refuse("E-AMOUNT-RANGE", &[]),
        NotANumber::Grouping => r.refuse("E-AMOUNT-GROUPING", &[]),
        NotANumber::Invalid => r.refuse("E-NUMBER-INVALID", &[]),
    }
}

fn approximate(r: &mut Reader<'_>, word: &str, bare: &str) -> Option<Reading> {
    if r.field.exact {
        return Some(r.refuse("E-APPROXIMATE", &[("word", word)]));
    }
    r.say("W-APPROXIMATE", &[("word", word), ("read", bare)]);
    None
}

/// A number below the field's smallest or above its largest.
fn out_of_range(r: &mut Reader<'_>, value: Decimal, unit: &str) -> Option<Reading> {
    let field = r.field;
    let read = plain(value);
    if let Some(least) = field.min
        && (value < least || value == least && field.min_open)
    {
        let bound = if field.min_open {
            "大于"
        } else {
            "不小于"
        };
        let least = plain(least);
        let facts = [
            ("read", read.as_str()),
            ("bound", bound),
            ("least", &least),
            ("unit", unit),
        ];
        return Some(r.refuse("E-NUMBER-MIN", &facts));
    }
    if let Some(most) = field.max
        && (value > most || value == most && field.max_open)
    {
        let bound = if field.max_open {
            "小于"
        } else {
            "不大于"
        };
        let most = plain(most);
        let facts = [
            ("read", read.as_str()),
            ("bound", bound),
            ("most", &most),
            ("unit", unit),
        ];
        return Some(r.refuse("E-NUMBER-MAX", &facts));
    }
    None
}
