//! A part of a cell's text as a cell of its own; several cells joined to one; two values in one cell.

use crate::forms::FieldKind;
use crate::grid::{Cell, CellValue, SymbolRuns};

/// The part of a cell's text from `from` to `to` (bytes), symbol fonts kept.
pub fn part(cell: &Cell, from: usize, to: usize) -> Cell {
    let CellValue::Text(text) = &cell.value else {
        return cell.clone();
    };
    let slice = text.get(from..to).unwrap_or_default();
    let runs: Vec<_> = cell
        .symbol_runs
        .iter()
        .filter(|(start, end, _)| *end > from && *start < to)
        .map(|(start, end, font)| (start.saturating_sub(from), (*end).min(to) - from, *font))
        .collect();
    Cell {
        value: CellValue::Text(slice.into()),
        symbol_runs: runs.into(),
        ..cell.clone()
    }
}

/// A stand-in that holds only a text, other properties kept.
pub fn with_text(cell: &Cell, text: &str) -> Cell {
    Cell {
        value: CellValue::Text(text.into()),
        symbol_runs: SymbolRuns::default(),
        ..cell.clone()
    }
}

/// Several cells of one answer as one text, symbol fonts kept. In-cell check boxes (true/false)
/// become boxes before or behind their option, as the first of the row stands.
pub fn joined(cells: &[&Cell]) -> Cell {
    let mut text = String::new();
    let mut runs = Vec::new();
    let is_bool = |c: &&Cell| matches!(c.value, CellValue::Bool(_));
    let mut order: Vec<&Cell> = cells.to_vec();
    if order.iter().any(is_bool) && !order.first().is_some_and(is_bool) {
        // Word, box, word, box → box, word, box, word.
        for pair in order.chunks_mut(2) {
            if matches!(pair, [word, tick] if !is_bool(word) && is_bool(tick)) {
                pair.swap(0, 1);
            }
        }
    }
    for cell in order {
        let piece = match &cell.value {
            CellValue::Bool(true) => "☑".to_owned(),
            CellValue::Bool(false) => "□".to_owned(),
            other => other.raw(),
        };
        if !text.is_empty() && !text.ends_with(['☑', '□']) {
            text.push(' ');
        }
        let from = text.len();
        if let Some(font) = cell.symbol_font {
            runs.push((from, from + piece.len(), font));
        }
        runs.extend(
            cell.symbol_runs
                .iter()
                .map(|(a, b, f)| (a + from, b + from, *f)),
        );
        text.push_str(&piece);
    }
    Cell {
        value: CellValue::Text(text.into()),
        symbol_runs: runs.into(),
        symbol_font: None,
        struck: cells.iter().any(|c| c.struck),
        ..Cell::default()
    }
}

/// Whether a cell shows a box or a tick, or may do so in a symbol font.
pub fn has_tick(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Text(t) => {
            cell.symbol_font.is_some()
                || !cell.symbol_runs.is_empty()
                || t.chars().any(|c| "□☐☑☒√✓✔■●○◯▣þ¨ü".contains(c))
        }
        CellValue::Bool(_) => true,
        _ => false,
    }
}

/// Splits the value of `地址、电话`, `开户行及账号`, `填表人/日期` at its digits: first the words,
/// then the digits. None where that cannot be told.
pub fn split(text: &str, first: FieldKind, second: FieldKind) -> Option<(String, String)> {
    let digits_second = wants_digits(second);
    if wants_digits(first) == digits_second {
        return split_by_sign(text);
    }
    let digits = if digits_second { second } else { first };
    let (words, number) = words_and_digits(text, digits)?;
    Some(if digits_second {
        (words, number)
    } else {
        (number, words)
    })
}

fn wants_digits(kind: FieldKind) -> bool {
    !matches!(
        kind,
        FieldKind::Text | FieldKind::Choice | FieldKind::Choices | FieldKind::Flag
    )
}

fn split_by_sign(text: &str) -> Option<(String, String)> {
    let (a, b) = text.split_once(['/', '、', ';', '；', '，', ',', '\n'])?;
    (!a.trim().is_empty() && !b.trim().is_empty())
        .then(|| (a.trim().to_owned(), b.trim().to_owned()))
}

/// The words of a text, and the run of digits at its end or its beginning.
fn words_and_digits(text: &str, kind: FieldKind) -> Option<(String, String)> {
    let least = match kind {
        FieldKind::Date => 3,
        FieldKind::Postcode => 5,
        FieldKind::Phone | FieldKind::Fax => 7,
        FieldKind::Account | FieldKind::RegistrationCode => 8,
        _ => 1,
    };
    let fits = |c: char| {
        c.is_ascii_digit()
            || ('０'..='９').contains(&c)
            || match kind {
                FieldKind::Date => "年月日号./-－ ".contains(c),
                FieldKind::Phone | FieldKind::Fax => "-－—()（）+转/、;； ".contains(c),
                FieldKind::RegistrationCode => c.is_ascii_alphanumeric(),
                _ => "-－ \u{3000}.".contains(c),
            }
    };
    let count = |s: &str| {
        s.chars().filter(char::is_ascii_digit).count()
            + s.chars().filter(|c| ('０'..='９').contains(c)).count()
    };
    let trimmed = text.trim();
    let tail_at = trimmed
        .char_indices()
        .rev()
        .take_while(|(_, c)| fits(*c))
        .last()?
        .0;
    let (mut head, mut tail) = (trimmed.get(..tail_at)?, trimmed.get(tail_at..)?);
    // A house number before the phone stays with the address: `槐安路 88 0311-87654321`.
    if matches!(kind, FieldKind::Phone | FieldKind::Fax) {
        while let Some((first, rest)) = tail.trim_start().split_once(char::is_whitespace) {
            if count(first) >= least
                || count(rest) < least
                || count(first) == 3
                || count(first) == 4 && first.starts_with('0')
            {
                break;
            }
            let at = trimmed.len() - rest.len();
            (head, tail) = (trimmed.get(..at)?, rest);
        }
    }
    let clean = |s: &str| {
        s.trim()
            .trim_matches(|c: char| ",，;；、:：/|".contains(c) || c.is_whitespace())
            .to_owned()
    };
    let words = clean(head)
        .trim_end_matches(['电', '话'])
        .trim_end_matches(|c: char| ",，;；、:：".contains(c))
        .trim()
        .to_owned();
    (count(tail) >= least && !words.is_empty()).then(|| (words, clean(tail)))
}

/// A name and the day that follows it in one cell: `王强 2026.3.5`.
pub fn name_and_day(text: &str) -> Option<(String, String)> {
    let (words, day) = words_and_digits(text, FieldKind::Date)?;
    let digits = day.chars().filter(char::is_ascii_digit).count();
    let parts = day
        .split(|c: char| !c.is_ascii_digit())
        .filter(|p| !p.is_empty())
        .count();
    let name = words.chars().all(|c| !c.is_ascii_digit());
    (name && (parts == 3 && digits >= 4 || digits == 8 && parts == 1)).then_some((words, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_values_in_one_cell_split_at_the_digits() {
        for (text, a, b, first, second) in [
            (
                "石家庄市裕华区槐安路88号 0311-87654321",
                "石家庄市裕华区槐安路88号",
                "0311-87654321",
                FieldKind::Text,
                FieldKind::Phone,
            ),
            (
                "石家庄市裕华区槐安路88号,电话:13812345678",
                "石家庄市裕华区槐安路88号",
                "13812345678",
                FieldKind::Text,
                FieldKind::Phone,
            ),
            (
                "工商银行裕华支行0402 0209 0930 0012 345",
                "工商银行裕华支行",
                "0402 0209 0930 0012 345",
                FieldKind::Text,
                FieldKind::Account,
            ),
            (
                "工商银行裕华支行\n0402020909300012345",
                "工商银行裕华支行",
                "0402020909300012345",
                FieldKind::Text,
                FieldKind::Account,
            ),
            (
                "张三 2026.3.5",
                "张三",
                "2026.3.5",
                FieldKind::Text,
                FieldKind::Date,
            ),
        ] {
            assert_eq!(
                split(text, first, second),
                Some((a.to_owned(), b.to_owned())),
                "{text}"
            );
        }
        assert_eq!(
            split("石家庄市裕华区", FieldKind::Text, FieldKind::Phone),
            None
        );
    }

    #[test]
    fn a_name_and_a_day_come_apart() {
        for (text, name, day) in [
            ("王强 2026.3.5", "王强", "2026.3.5"),
            ("王强2026年3月5日", "王强", "2026年3月5日"),
            ("王强(签字) 2026-03-05", "王强(签字)", "2026-03-05"),
        ] {
            assert_eq!(
                name_and_day(text),
                Some((name.to_owned(), day.to_owned())),
                "{text}"
            );
        }
        assert_eq!(name_and_day("王强"), None);
        assert_eq!(name_and_day("2026.3.5"), None);
    }
}
