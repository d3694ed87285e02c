//! What a number format means for reading: a date, a percentage, an amount shown in 万.
//!
//! Formats are read as Excel and WPS write them; an id that neither documents is General
//! (WPS's default styles carry such ids).

use super::model::{NumberFormat, ShownUnit};

/// What the built-in format of an id means.
pub(super) fn built_in(id: u32) -> NumberFormat {
    match id {
        1..=8 | 11..=13 | 37..=44 | 48 => NumberFormat::Number,
        9 | 10 => NumberFormat::Percent,
        // 27 to 36 and 50 to 58 are dates in the Chinese, Japanese and Korean Excel.
        14..=22 | 27..=36 | 45..=47 | 50..=58 => NumberFormat::Date,
        49 => NumberFormat::Text,
        _ => NumberFormat::General,
    }
}

/// What a custom format code means, and the unit that it prints.
pub(super) fn custom(code: &str) -> (NumberFormat, Option<ShownUnit>) {
    let code = code.trim();
    if code == "@" {
        return (NumberFormat::Text, None);
    }
    let sections: Vec<Section> = split_sections(code).map(Section::read).collect();
    if sections.iter().any(|s| s.scaled_to_wan) {
        return (NumberFormat::ShowsWan, None);
    }
    let Some(first) = sections.iter().find(|s| !s.is_empty()) else {
        return (NumberFormat::General, None);
    };
    let format = if first.date {
        NumberFormat::Date
    } else if first.percent {
        NumberFormat::Percent
    } else if first.digits > 0 {
        NumberFormat::Number
    } else if first.general {
        NumberFormat::General
    } else if first.text {
        NumberFormat::Text
    } else {
        NumberFormat::General
    };
    let unit =
        if matches!(format, NumberFormat::Number | NumberFormat::General) && first.commas == 0 {
            unit_of(&first.literal)
        } else {
            None
        };
    (format, unit)
}

/// The money unit in the literal text behind the digits.
fn unit_of(literal: &str) -> Option<ShownUnit> {
    let literal = literal.trim();
    match literal {
        "元" | "圆" | "元整" => Some(ShownUnit::Yuan),
        "万" | "万元" | "萬元" => Some(ShownUnit::Wan),
        "亿" | "亿元" => Some(ShownUnit::Yi),
        _ => None,
    }
}

/// The sections of a code, split at the semicolons outside quotes.
fn split_sections(code: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let mut escaped = false;
    code.split(move |c: char| {
        if escaped {
            escaped = false;
            return false;
        }
        match c {
            '\\' | '!' | '_' | '*' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => return true,
            _ => {}
        }
        false
    })
}

/// What was found in one section of a code.
#[derive(Default)]
struct Section {
    date: bool,
    percent: bool,
    general: bool,
    text: bool,
    digits: usize,
    /// Commas behind the last digit: each divides by 1000.
    commas: usize,
    /// Literal text behind the first digit.
    literal: String,
    /// A point that is only printed (`0!.0,`), with 10 000 as the scale.
    scaled_to_wan: bool,
}

impl Section {
    fn is_empty(&self) -> bool {
        !(self.date || self.percent || self.general || self.text || self.digits > 0)
    }

    fn read(code: &str) -> Self {
        let mut section = Self::default();
        let lower = code.to_lowercase();
        if lower.contains("general") || lower.contains("g/通用格式") || lower.contains("standard")
        {
            section.general = true;
            let rest = lower.split(['l', '式']).next_back().unwrap_or_default();
            section.literal = rest.replace('"', "");
            return section;
        }
        let mut printed_point = false;
        let mut digits_behind = 0usize;
        let mut chars = lower.chars().peekable();
        let mut literal = |section: &mut Self, text: &str, digits_behind: &mut usize| {
            if text == "." && section.digits > 0 {
                printed_point = true;
                *digits_behind = 0;
            } else if section.digits > 0 {
                section.literal.push_str(text);
            }
        };
        while let Some(c) = chars.next() {
            match c {
                '"' => {
                    let text: String = chars.by_ref().take_while(|&c| c != '"').collect();
                    literal(&mut section, &text, &mut digits_behind);
                }
                '\\' | '!' => {
                    if let Some(next) = chars.next() {
                        literal(
                            &mut section,
                            next.encode_utf8(&mut [0; 4]),
                            &mut digits_behind,
                        );
                    }
                }
                // A space as wide as the next character, or the next character repeated.
                '_' | '*' => {
                    chars.next();
                }
                '[' => {
                    let inner: String = chars.by_ref().take_while(|&c| c != ']').collect();
                    // Elapsed time; everything else in brackets is colour, condition or locale.
                    if !inner.is_empty() && inner.chars().all(|c| matches!(c, 'h' | 'm' | 's')) {
                        section.date = true;
                    }
                }
                '0' | '#' | '?' => {
                    section.digits += 1;
                    digits_behind += 1;
                    section.commas = 0;
                }
                ',' if section.digits > 0 => section.commas += 1,
                '%' => section.percent = true,
                // Scientific: the sign must follow.
                'e' if section.digits > 0 && matches!(chars.peek(), Some('+' | '-')) => {
                    chars.next();
                }
                '@' => section.text = true,
                'y' | 'm' | 'd' | 'h' | 's' | 'e' | 'g' | 'b' => section.date = true,
                // aaa, aaaa: the weekday.
                'a' if chars.peek() == Some(&'a') => section.date = true,
                '年' | '月' | '日' if section.digits == 0 => {}
                other if !other.is_ascii() => {
                    literal(
                        &mut section,
                        other.encode_utf8(&mut [0; 4]),
                        &mut digits_behind,
                    );
                }
                _ => {}
            }
        }
        section.scaled_to_wan = printed_point && digits_behind + 3 * section.commas == 4;
        if section.commas > 0 && section.literal.starts_with('万') && !section.scaled_to_wan {
            // `0.0,"万"` is somebody's mistake and shows thousands; the stored number stands.
            section.literal.clear();
        }
        section
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use NumberFormat::*;

    #[test]
    fn formats_are_told_apart() {
        for (code, expected) in [
            ("General", General),
            ("G/通用格式", General),
            ("@", Text),
            ("0.00", Number),
            ("#,##0.00;[Red]-#,##0.00", Number),
            ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", Number),
            ("\"¥\"#,##0.00", Number),
            ("0.00E+00", Number),
            ("# ?/?", Number),
            ("0%", Percent),
            ("0.00%", Percent),
            ("yyyy-mm-dd", Date),
            ("yyyy\"年\"m\"月\"d\"日\"", Date),
            ("yyyy\"年\"m\"月\"d\"日\";@", Date),
            ("[$-804]yyyy年m月d日;@", Date),
            ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", Date),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Date),
            ("[h]:mm:ss", Date),
            ("上午/下午h\"时\"mm\"分\"", Date),
            ("aaaa;@", Date),
            ("0!.0,\"万\"", ShowsWan),
            ("0!.0,\"万元\"", ShowsWan),
            ("0\\.0,", ShowsWan),
            ("0\".\"#,\"万元\"", ShowsWan),
            ("#!.0000", ShowsWan),
            ("[>=10000]0!.0,\"万\";0", ShowsWan),
            ("0!.00,", Number),
            ("0.0,", Number),
            ("[Red]0", Number),
            ("0\"个\"", Number),
            ("\"第\"0\"号\"", Number),
            ("", General),
            (";;;", General),
            ("\"y\"0", Number),
            ("\\d0", Number),
        ] {
            assert_eq!(custom(code).0, expected, "{code}");
        }
        assert_eq!(built_in(14), Date);
        assert_eq!(built_in(31), Date);
        assert_eq!(built_in(57), Date);
        assert_eq!(built_in(59), General);
        assert_eq!(built_in(4_000_000_000), General);
    }

    #[test]
    fn a_printed_unit_is_told_where_it_does_not_change_the_scale() {
        for (code, unit) in [
            ("0.00\"万元\"", Some(ShownUnit::Wan)),
            ("#,##0.00\"元\"", Some(ShownUnit::Yuan)),
            ("0.0\"亿\"", Some(ShownUnit::Yi)),
            ("0万", Some(ShownUnit::Wan)),
            ("General\"万元\"", Some(ShownUnit::Wan)),
            ("0!.0,\"万\"", None),
            ("0.0,\"万\"", None),
            ("0\"天\"", None),
            ("0.00", None),
        ] {
            assert_eq!(custom(code).1, unit, "{code}");
        }
    }
}
