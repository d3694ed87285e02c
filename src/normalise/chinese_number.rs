//! Chinese numerals: digit by digit (二〇二五), counted (三百二十), formal (叁佰万元整).

use rust_decimal::Decimal;

/// The value of one digit, everyday or formal.
pub(crate) fn digit(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' | '○' | '◯' => 0,
        '一' | '壹' | '弌' => 1,
        '二' | '贰' | '貳' | '两' => 2,
        '三' | '叁' | '參' | '叄' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn small_unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// Whether a text holds Chinese digits (and not only units such as 百万).
pub(crate) fn has_digits(text: &str) -> bool {
    text.chars()
        .any(|c| digit(c).is_some() || c == '拾' || c == '十')
}

/// 二〇二五 → `2025`; none if any sign is no digit.
pub(crate) fn spelled(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    text.chars()
        .map(|c| digit(c).map(|d| char::from(b'0' + d)))
        .collect()
}

/// 三百二十 → 320, 五百万 → 5 000 000, 一亿二千万 → 120 000 000; also pure digits (三) .
pub(crate) fn counted(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    let (mut total, mut section, mut pending): (u64, u64, Option<u64>) = (0, 0, None);
    let mut last_small = u64::MAX;
    let mut last_big = u64::MAX;
    for c in text.chars() {
        if let Some(d) = digit(c) {
            if pending.is_some_and(|p| p != 0) {
                return None;
            }
            pending = Some(d.into());
        } else if let Some(unit) = small_unit(c) {
            if unit >= last_small {
                return None;
            }
            last_small = unit;
            // 十五 is 15, and after a 零 the ten may stand alone as well.
            let times = match pending.take() {
                None | Some(0) if unit == 10 => 1,
                None | Some(0) => return None,
                Some(n) => n,
            };
            section += times * unit;
        } else {
            let unit: u64 = match c {
                '万' | '萬' => 10_000,
                '亿' | '億' => 100_000_000,
                _ => return None,
            };
            let below = section + pending.take().unwrap_or(0);
            if unit == 100_000_000 && last_big != u64::MAX && last_big != 100_000_000 {
                // 万亿: what stands so far counts 亿.
                total = total.checked_add(below)?.checked_mul(unit)?;
            } else {
                if unit >= last_big || below == 0 {
                    return None;
                }
                total = total.checked_add(below.checked_mul(unit)?)?;
            }
            last_big = unit;
            section = 0;
            last_small = u64::MAX;
        }
    }
    total
        .checked_add(section)?
        .checked_add(pending.unwrap_or(0))
}

/// A formal amount in yuan: 叁佰万元整, 伍拾万零叁佰元整, 壹佰元伍角叁分.
pub(crate) fn money(text: &str) -> Option<Decimal> {
    let text = text.trim_end_matches(['整', '正']);
    let split = text.find(['元', '圆']);
    let (whole, rest) = match split {
        Some(at) => {
            let sign = text.get(at..)?.chars().next()?;
            (text.get(..at)?, text.get(at + sign.len_utf8()..)?)
        }
        None => (text, ""),
    };
    let whole = counted(whole)?;
    let mut cents: u64 = 0;
    let mut pending: Option<u64> = None;
    for c in rest.chars() {
        match (digit(c), c) {
            (Some(d), _) => pending = Some(d.into()),
            (None, '角') => cents += 10 * pending.take()?,
            (None, '分') => cents += pending.take()?,
            _ => return None,
        }
    }
    if pending.is_some_and(|p| p != 0) {
        return None;
    }
    Decimal::from(whole).checked_add(Decimal::new(cents.try_into().ok()?, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn numerals_are_read_as_spoken() {
        for (text, value) in [
            ("三", 3),
            ("十", 10),
            ("十五", 15),
            ("二十", 20),
            ("三百二十", 320),
            ("一千零五", 1005),
            ("五百万", 5_000_000),
            ("一亿二千万", 120_000_000),
            ("伍拾万零叁佰", 500_300),
            ("一万亿", 1_000_000_000_000),
            ("〇", 0),
        ] {
            assert_eq!(counted(text), Some(value), "{text}");
        }
        for bad in ["", "百", "三三", "十百", "万", "三个", "五万六亿七亿"] {
            assert_eq!(counted(bad), None, "{bad}");
        }
        assert_eq!(spelled("二〇二五").as_deref(), Some("2025"));
        assert_eq!(spelled("二千"), None);
    }

    #[test]
    fn formal_amounts_are_read() {
        for (text, yuan) in [
            ("叁佰万元整", dec!(3000000)),
            ("伍拾万零叁佰元整", dec!(500300)),
            ("壹佰元伍角叁分", dec!(100.53)),
            ("壹仟贰佰叁拾肆圆正", dec!(1234)),
        ] {
            assert_eq!(money(text), Some(yuan), "{text}");
        }
        assert_eq!(money("叁佰万元伍"), None);
    }
}
