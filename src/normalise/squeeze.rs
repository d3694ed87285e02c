//! The first step of every parser: NFKC, no blanks of any width, one kind of dash.

use crate::domain::name::{is_blank, is_canonical};
use unicode_normalization::UnicodeNormalization;

/// NFKC without white space and zero-width signs; dashes become `-`, tildes `~`. Case is kept.
pub(crate) fn squeeze(text: &str) -> String {
    if text.chars().all(is_canonical) {
        // Nothing of it is a dash of another kind.
        return text.chars().filter(|c| !is_blank(*c)).collect();
    }
    text.nfkc().filter(|c| !is_blank(*c)).map(unify).collect()
}

/// As [`squeeze`], but words stay apart by single spaces.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in text.nfkc() {
        if c.is_whitespace() {
            gap = !out.is_empty();
        } else if !is_blank(c) {
            if gap {
                out.push(' ');
                gap = false;
            }
            out.push(unify(c));
        }
    }
    out
}

fn unify(c: char) -> char {
    match c {
        '－' | '—' | '―' | '–' | '‐' | '‑' | '‒' | '−' | '﹣' => '-',
        '～' | '〜' | '∼' | '˜' => '~',
        _ => c,
    }
}

/// A text field's own text: ends trimmed, signs without width removed, the rest as typed.
pub(crate) fn trimmed(text: &str) -> String {
    text.chars()
        .filter(|&c| c.is_whitespace() || !is_blank(c))
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_blanks_and_dashes_fold() {
        assert_eq!(squeeze("９１ \u{3000}Ａ\u{200b}—１～2"), "91A-1~2");
        assert_eq!(tidy("  石家庄　裕华区\n1 号 "), "石家庄 裕华区 1 号");
        assert_eq!(trimmed("\u{feff} 张 三 \n"), "张 三");
    }
}
