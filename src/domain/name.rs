//! Folding of names, so that `河北（石家庄）　光电` and `河北(石家庄)光电` are one customer.

use unicode_normalization::UnicodeNormalization;

/// Folds a text for comparison: NFKC, lower case, and without any white space or zero-width sign.
/// Brackets become half width by NFKC. Used for customers, labels and words of a list alike.
pub fn fold(text: &str) -> String {
    // Most words are folded already, and NFKC costs more than all the comparing.
    if text.chars().all(is_folded) {
        return text.to_owned();
    }
    if text.chars().all(is_canonical) {
        return text
            .chars()
            .filter(|c| !is_blank(*c))
            .map(|c| c.to_ascii_lowercase())
            .collect();
    }
    text.nfkc()
        .filter(|c| !is_blank(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Signs that folding leaves as they are: half-width signs but capitals, and Chinese characters.
fn is_folded(c: char) -> bool {
    c.is_ascii_graphic() && !c.is_ascii_uppercase() || ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Signs that NFKC leaves as they are: ASCII and Chinese characters.
pub fn is_canonical(c: char) -> bool {
    c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// White space of any width, and the signs of no width that pasted text carries.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' | '\u{202a}'..='\u{202e}')
}

#[cfg(test)]
mod tests {
    use super::fold;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn width_case_and_spaces_do_not_count() {
        assert_eq!(fold("地　 址\u{200b}"), "地址");
        assert_eq!(fold("河北（石家庄）ＡＢ"), "河北(石家庄)ab");
        assert_eq!(fold("HT - 2025甲\t"), "ht-2025甲");
    }

    /// The short ways give what NFKC gives.
    #[test]
    fn canonical_signs_are_what_nfkc_leaves() {
        for c in (0..0x11_0000u32).filter_map(char::from_u32) {
            if super::is_canonical(c) {
                assert!(c.nfkc().eq([c]), "{c}");
            }
        }
    }
}
