//! 年度/期间: a year or half a year (domain ruling 9.2).

use super::chinese_number;
use super::squeeze::squeeze;
use crate::domain::value::Period;

/// Reads `2025`, `2025年度`, `2025上半年`, `2025H2`, `2025年1-6月`; none if it is neither.
pub(crate) fn parse(text: &str) -> Option<Period> {
    let bare = squeeze(text).to_lowercase();
    let bare = bare
        .trim_start_matches("公元")
        .trim_matches(['(', ')', ':', '。']);
    let cut = bare
        .char_indices()
        .find(|(_, c)| !c.is_ascii_digit() && chinese_number::digit(*c).is_none())
        .map_or(bare.len(), |(at, _)| at);
    let (year, rest) = (bare.get(..cut)?, bare.get(cut..)?);
    let year = if year.chars().all(|c| c.is_ascii_digit()) {
        year.to_owned()
    } else {
        chinese_number::spelled(year)?
    };
    if year.len() != 4 {
        return None;
    }
    let year: i32 = year.parse().ok()?;
    if !(1950..=2200).contains(&year) {
        return None;
    }
    let rest = rest.trim_start_matches(['年', '-', '.', '/', '_']);
    let rest = rest.trim_start_matches("度").trim_start_matches(['(', '-']);
    Some(match rest.trim_end_matches(')') {
        "" | "全年" | "年" | "整年" | "1-12月" | "1~12月" | "1月-12月" | "1月至12月" => {
            Period::Year(year)
        }
        "上半年" | "上半年度" | "上" | "h1" | "1h" | "1-6月" | "1~6月" | "1月-6月" | "1月至6月"
        | "一至六月" => Period::FirstHalf(year),
        "下半年" | "下半年度" | "下" | "h2" | "2h" | "7-12月" | "7~12月" | "7月-12月"
        | "7月至12月" | "七至十二月" => Period::SecondHalf(year),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn years_and_halves() {
        for (text, period) in [
            ("2025", Period::Year(2025)),
            ("2025年", Period::Year(2025)),
            ("2025年度", Period::Year(2025)),
            (" ２０２５ 年 度", Period::Year(2025)),
            ("二〇二五年度", Period::Year(2025)),
            ("2025上半年", Period::FirstHalf(2025)),
            ("2025年上半年", Period::FirstHalf(2025)),
            ("2025下半年", Period::SecondHalf(2025)),
            ("2025H1", Period::FirstHalf(2025)),
            ("2025h2", Period::SecondHalf(2025)),
            ("2025-H2", Period::SecondHalf(2025)),
            ("2025年1-6月", Period::FirstHalf(2025)),
        ] {
            assert_eq!(parse(text), Some(period), "{text}");
        }
        for bad in [
            "",
            "去年",
            "25年度",
            "2025年3月",
            "2025Q1",
            "20255",
            "0001",
            "2025-2026",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_printed_period_reads_back(year in 1950i32..2200, half in 0u8..3) {
            let period = match half {
                0 => Period::Year(year),
                1 => Period::FirstHalf(year),
                _ => Period::SecondHalf(year),
            };
            prop_assert_eq!(parse(&period.to_string()), Some(period));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}") {
            let _ = parse(&text);
        }
    }
}
