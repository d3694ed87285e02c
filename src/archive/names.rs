//! How customer names are searched: exact substrings of the folded name, from one character up.
//!
//! The index holds every two neighbouring characters of a name as one token, so that the phrase
//! of a query's pairs is found where, and only where, the query stands in the name. SQLite's own
//! trigram tokens cannot find two characters, and an ordinary tokeniser knows no Chinese words.

use crate::domain::name::fold;
use std::fmt::Write;

/// Folds a name for search: as [`fold`], and without brackets and middle dots, which people leave
/// out or type otherwise.
pub fn search_fold(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| {
            !matches!(
                c,
                '(' | ')' | '[' | ']' | '【' | '】' | '〔' | '〕' | '·' | '•' | '・'
            )
        })
        .collect()
}

/// What a query asks of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameQuery {
    /// Nothing is left of the query after folding, though something was typed (`()`): the plainly
    /// folded text, to be sought character by character.
    Plain(String),
    /// One character.
    One(char),
    /// An FTS5 phrase of pairs.
    Phrase(String),
}

/// The query for a text that people typed; none if it is blank.
pub fn query(text: &str) -> Option<NameQuery> {
    let folded = search_fold(text);
    let mut chars = folded.chars();
    match (chars.next(), chars.next()) {
        (None, _) => {
            let plain = fold(text);
            (!plain.is_empty()).then_some(NameQuery::Plain(plain))
        }
        (Some(one), None) => Some(NameQuery::One(one)),
        _ => {
            let all: Vec<char> = folded.chars().collect();
            let pairs: Vec<String> = all
                .windows(2)
                .map(|pair| pair.iter().map(|c| token_part(*c)).collect())
                .collect();
            Some(NameQuery::Phrase(format!("\"{}\"", pairs.join(" "))))
        }
    }
}

/// The tokens of a name, for the index: every pair, and the last character alone.
pub fn tokens(name: &str) -> String {
    let all: Vec<char> = search_fold(name).chars().collect();
    let mut out = String::with_capacity(all.len() * 12);
    for (at, first) in all.iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(&token_part(*first));
        if let Some(second) = all.get(at + 1) {
            out.push_str(&token_part(*second));
        }
    }
    out
}

/// The different characters of a name, for the table of single characters.
pub fn characters(name: &str) -> Vec<char> {
    let mut all: Vec<char> = search_fold(name).chars().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A character as letters and digits that no tokeniser splits or folds: its number, and a `z`
/// that keeps two neighbours apart.
fn token_part(c: char) -> String {
    let mut part = String::with_capacity(6);
    let _ = write!(part, "{:x}z", c as u32);
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_the_phrase_of_its_pairs() {
        assert_eq!(query("　"), None);
        assert_eq!(query("石"), Some(NameQuery::One('石')));
        assert_eq!(
            query("石药"),
            Some(NameQuery::Phrase("\"77f3z836fz\"".into()))
        );
        assert_eq!(query("（）"), Some(NameQuery::Plain("()".into())));
        assert_eq!(tokens("石药(A)"), "77f3z836fz 836fz61z 61z");
        assert_eq!(characters("石药石"), vec!['石', '药']);
    }
}
