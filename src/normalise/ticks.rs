//! Ticks on printed options: `□国有 □民营√ □外商独资`, `☑`, `(√)`, Wingdings letters.
//!
//! Where every option has its own box, √ belongs to the option before it, else to the one after.
//! If the spacing says otherwise, two readings are left, and staff is asked.

use crate::domain::name::{fold, is_blank};
use crate::grid::{Cell, CellValue, SymbolFont};

/// What the ticks of a text say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ticks {
    /// No box and no tick in it: a plain text.
    None,
    /// Boxes, and none is ticked.
    Unticked,
    /// These options are ticked, as printed.
    Picked(Vec<String>),
    /// A tick that may belong to either of two options.
    TwoReadings(String, String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Box { ticked: bool },
    Tick,
    Words(String),
    Gap,
}

/// The cell's text with the letters of symbol fonts turned into the signs that they show.
/// True if signs remain that only such a font explains.
pub(crate) fn shown_text(cell: &Cell) -> (String, bool) {
    let CellValue::Text(text) = &cell.value else {
        return (cell.value.raw(), false);
    };
    let mut out = String::with_capacity(text.len());
    let mut unexplained = false;
    for (at, c) in text.char_indices() {
        let font = cell
            .symbol_runs
            .iter()
            .find(|(from, to, _)| (*from..*to).contains(&at))
            .map(|(_, _, font)| *font)
            .or(cell.symbol_font);
        // Pasted symbol characters lie in the private area, their letter in the low byte.
        let letter = match c as u32 {
            code @ 0xF020..=0xF0FF => char::from_u32(code - 0xF000).unwrap_or(c),
            _ => c,
        };
        let sign = match font {
            Some(SymbolFont::Wingdings) => match letter {
                'þ' => '☑',
                'ý' | 'x' => '☒',
                '¨' | 'o' | 'q' => '□',
                'ü' => '√',
                'û' => '×',
                other => other,
            },
            Some(SymbolFont::Wingdings2) => match letter {
                'R' => '☑',
                'S' | 'T' => '☒',
                '£' => '□',
                'P' => '√',
                'O' => '×',
                other => other,
            },
            None => {
                unexplained |= letter != c || matches!(c, 'þ' | '¨' | '£' | 'ý');
                letter
            }
        };
        out.push(sign);
    }
    (out, unexplained)
}

/// Reads the ticks of a text. `single` options are those known to the field; they serve to part
/// options that have no box between them.
pub(crate) fn read(text: &str, known: &[String]) -> Ticks {
    let tokens = tokens(text);
    let boxes = tokens.iter().any(|t| matches!(t, Token::Box { .. }));
    let ticks = tokens.contains(&Token::Tick);
    let ticked_boxes = tokens.contains(&Token::Box { ticked: true });
    if !boxes && !ticks {
        return Ticks::None;
    }
    if !ticked_boxes && !ticks {
        return Ticks::Unticked;
    }
    let options = options(&tokens, known);
    if options.is_empty() {
        return Ticks::Picked(vec![String::new()]);
    }
    if ticked_boxes {
        by_boxes(&tokens, &options)
    } else {
        by_ticks(&tokens, &options)
    }
}

/// An option and the index of the token that holds its words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Opt {
    words: String,
    at: usize,
}

fn tokens(text: &str) -> Vec<Token> {
    // Brackets count as boxes only where no real box is printed.
    let glyphs = text.chars().any(|c| glyph(c).is_some());
    let chars: Vec<char> = text.chars().collect();
    let mut found: Vec<Token> = Vec::new();
    let mut words = String::new();
    let mut index = 0;
    while let Some(&c) = chars.get(index) {
        let token = if let Some(ticked) = glyph(c) {
            Some((Token::Box { ticked }, 1))
        } else if let Some((inside, length)) = bracket(chars.get(index..).unwrap_or_default()) {
            match inside {
                Some(true) if glyphs => Some((Token::Tick, length)),
                Some(true) => Some((Token::Box { ticked: true }, length)),
                Some(false) if !glyphs => Some((Token::Box { ticked: false }, length)),
                _ => None,
            }
        } else if is_tick(c) {
            Some((Token::Tick, 1))
        } else if is_blank(c) || "、,，;；/|".contains(c) {
            Some((Token::Gap, 1))
        } else {
            None
        };
        match token {
            Some((token, length)) => {
                if !words.is_empty() {
                    found.push(Token::Words(std::mem::take(&mut words)));
                }
                if token != Token::Gap || found.last() != Some(&Token::Gap) {
                    found.push(token);
                }
                index += length;
            }
            None => {
                words.push(c);
                index += 1;
            }
        }
    }
    if !words.is_empty() {
        found.push(Token::Words(words));
    }
    // A box with the tick printed over or right behind it is one ticked box: □√国有.
    let mut merged: Vec<Token> = Vec::with_capacity(found.len());
    let mut rest = found.into_iter().peekable();
    while let Some(token) = rest.next() {
        if token == (Token::Box { ticked: false }) && rest.peek() == Some(&Token::Tick) {
            rest.next();
            merged.push(Token::Box { ticked: true });
        } else {
            merged.push(token);
        }
    }
    merged
}

fn glyph(c: char) -> Option<bool> {
    match c {
        '□' | '☐' | '○' | '◯' | '◻' | '▢' | '❑' | '❏' | '⬜' => Some(false),
        '☑' | '☒' | '■' | '▣' | '●' | '◉' | '◼' | '⊠' | '⬛' | '✅' => Some(true),
        _ => None,
    }
}

fn is_tick(c: char) -> bool {
    matches!(c, '√' | '✓' | '✔' | '✅' | '∨' | 'ˇ')
}

/// `( )`, `(√)`, `[ ]`, `【√】`: whether ticked, and how many characters it takes.
fn bracket(chars: &[char]) -> Option<(Option<bool>, usize)> {
    let close = match chars.first()? {
        '(' | '（' => [')', '）'],
        '[' | '【' | '［' => [']', '】'],
        _ => return None,
    };
    let end = chars.iter().take(8).position(|c| close.contains(c))?;
    let inside: Vec<char> = chars
        .get(1..end)?
        .iter()
        .copied()
        .filter(|c| !is_blank(*c))
        .collect();
    Some(match inside.as_slice() {
        [] => (Some(false), end + 1),
        [c] if is_tick(*c) => (Some(true), end + 1),
        _ => (None, end + 1),
    })
}

/// The options in order. Words that belong together over a gap (中 外 合 资) are joined when the
/// joined words are known; a leading `性质:` is no option.
fn options(tokens: &[Token], known: &[String]) -> Vec<Opt> {
    let mut found: Vec<Opt> = Vec::new();
    let mut open = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Words(words) => {
                let words = words.trim().to_owned();
                if words.ends_with([':', '：']) && found.is_empty() {
                    continue;
                }
                if open && let Some(last) = found.last_mut() {
                    let joined = format!("{}{words}", last.words);
                    let is_known = |w: &str| known.iter().any(|k| *k == fold(w));
                    if !is_known(&words) || is_known(&joined) && !is_known(&last.words) {
                        last.words = joined;
                        continue;
                    }
                }
                found.push(Opt { words, at });
                open = true;
            }
            Token::Gap => {}
            _ => open = false,
        }
    }
    found
}

/// Ticked boxes: the box stands before its option, or behind it where the text begins with words.
fn by_boxes(tokens: &[Token], options: &[Opt]) -> Ticks {
    let first_box = tokens
        .iter()
        .position(|t| matches!(t, Token::Box { .. }))
        .unwrap_or(0);
    let last_box = tokens
        .iter()
        .rposition(|t| matches!(t, Token::Box { .. }))
        .unwrap_or(0);
    let leading = options.iter().filter(|o| o.at < first_box).count();
    let trailing = options.iter().filter(|o| o.at > last_box).count();
    let mut picked = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !matches!(token, Token::Box { ticked: true }) {
            continue;
        }
        let before = options.iter().rev().find(|o| o.at < at);
        let after = options.iter().find(|o| o.at > at);
        let option = match (leading, trailing) {
            (0, _) => after,
            (_, 0) => before,
            _ => match (before, after) {
                (Some(b), Some(a)) => {
                    return Ticks::TwoReadings(b.words.clone(), a.words.clone());
                }
                (b, a) => b.or(a),
            },
        };
        if let Some(option) = option {
            picked.push(option.words.clone());
        }
    }
    // Bare ticks beside ticked boxes say the same thing twice, or something else: take them too.
    Ticks::Picked(unique(picked))
}

fn by_ticks(tokens: &[Token], options: &[Opt]) -> Ticks {
    let boxes = tokens
        .iter()
        .filter(|t| matches!(t, Token::Box { .. }))
        .count();
    let own_boxes = boxes > 0 && boxes == options.len();
    let mut picked = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if *token != Token::Tick {
            continue;
        }
        let gap = |index: Option<usize>| {
            index
                .and_then(|i| tokens.get(i))
                .is_none_or(|t| *t == Token::Gap)
        };
        let spaced_left = gap(at.checked_sub(1));
        let spaced_right = gap(Some(at + 1));
        let before = options.iter().rev().find(|o| o.at < at);
        let after = options.iter().find(|o| o.at > at);
        let option = match (before, after) {
            (Some(b), Some(a)) => {
                let contradicted = if own_boxes {
                    spaced_left && !spaced_right
                } else {
                    !spaced_left && spaced_right
                };
                if contradicted {
                    return Ticks::TwoReadings(b.words.clone(), a.words.clone());
                }
                if own_boxes { b } else { a }
            }
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => continue,
        };
        picked.push(option.words.clone());
    }
    Ticks::Picked(unique(picked))
}

fn unique(list: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for item in list {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<String> {
        [
            "国有",
            "集体",
            "民营",
            "外商独资",
            "中外合资",
            "是",
            "否",
            "其他",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    #[test]
    fn one_reading() {
        for (text, picked) in [
            ("□国有 □民营√ □外商独资", "民营"),
            ("□国有 □民营 √ □外商独资", "民营"),
            ("√国有 □集体", "国有"),
            ("□国有 ☑民营 □外商独资", "民营"),
            ("■国有 □集体", "国有"),
            ("国有(√) 集体( )", "国有"),
            ("(√)国有 ( )集体", "国有"),
            ("（ ）国有 （√）集体", "集体"),
            ("国有(√)", "国有"),
            ("国有□ 集体☑", "集体"),
            ("□√国有 □集体", "国有"),
            ("□国有 √集体 □民营", "集体"),
            ("企业性质:□国有 ☑民营", "民营"),
            ("□国有□集体□民营√", "民营"),
            ("☑中 外 合 资 □其他", "中外合资"),
            ("√是 □否", "是"),
            ("√", ""),
            ("国有√", "国有"),
            ("✔国有", "国有"),
        ] {
            assert_eq!(
                read(text, &known()),
                Ticks::Picked(vec![picked.into()]),
                "{text}"
            );
        }
    }

    #[test]
    fn blank_and_plain() {
        assert_eq!(read("□是 □否", &known()), Ticks::Unticked);
        assert_eq!(read("( )是 ( )否", &known()), Ticks::Unticked);
        assert_eq!(read("国有", &known()), Ticks::None);
        assert_eq!(read("产品(质量)", &known()), Ticks::None);
    }

    #[test]
    fn two_readings_are_left_open() {
        let two = |a: &str, b: &str| Ticks::TwoReadings(a.into(), b.into());
        assert_eq!(read("□国有 √□集体", &known()), two("国有", "集体"));
        assert_eq!(read("国有√ 集体 民营", &known()), two("国有", "集体"));
        assert_eq!(read("国有 ☑ 集体 □ 民营", &known()), two("国有", "集体"));
    }

    #[test]
    fn two_ticks_are_both_told() {
        assert_eq!(
            read("☑国有 ☑集体", &known()),
            Ticks::Picked(vec!["国有".into(), "集体".into()])
        );
        assert_eq!(
            read("□国有√ □集体√", &known()),
            Ticks::Picked(vec!["国有".into(), "集体".into()])
        );
    }

    #[test]
    fn symbol_fonts_show_signs() {
        let cell =
            |text: &str, font: Option<SymbolFont>, runs: Vec<(usize, usize, SymbolFont)>| Cell {
                value: CellValue::Text(text.into()),
                symbol_font: font,
                symbol_runs: runs.into(),
                ..Cell::default()
            };
        let runs = vec![
            (0, 1, SymbolFont::Wingdings2),
            (5, 7, SymbolFont::Wingdings2),
        ];
        assert_eq!(
            shown_text(&cell("R是 £否", None, runs)),
            ("☑是 □否".into(), false)
        );
        let whole = Some(SymbolFont::Wingdings);
        assert_eq!(shown_text(&cell("þ", whole, vec![])).0, "☑");
        assert_eq!(shown_text(&cell("ü", whole, vec![])).0, "√");
        assert!(shown_text(&cell("R是 £否", None, vec![])).1);
        assert!(shown_text(&cell("þ是 ¨否", None, vec![])).1);
        assert!(shown_text(&cell("\u{f052}是 \u{f0a3}否", None, vec![])).1);
        assert_eq!(
            shown_text(&cell(
                "\u{f052}是",
                None,
                vec![(0, 3, SymbolFont::Wingdings2)]
            ))
            .0,
            "☑是"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[□☑√()（ 国有集体、]{0,20}") {
            let _ = read(&text, &known());
        }
    }
}
