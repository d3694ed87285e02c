//! Text on its way into a cell: what XML and Excel allow, and how much room it takes.

use std::fmt::Write as _;

/// The most UTF-16 units that Excel keeps in one cell.
pub const CELL_UNITS: usize = 32_767;

/// Appends text escaped for element content and double-quoted attributes. Characters that XML
/// forbids are dropped; `\r\n` and `\r` become `\n`.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => out.push('\n'),
            '\t' | '\n' => out.push(c),
            c if is_legal(c) => out.push(c),
            _ => {}
        }
    }
}

/// Escaped text.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&mut out, text);
    out
}

/// Appends a cell's text: escaped, cut at Excel's limit, and with `_x0041_` kept as typed
/// (Excel would read it as an escape).
pub(crate) fn push_cell_text(out: &mut String, text: &str) {
    let kept = within_limit(text);
    if !kept.contains("_x") {
        push_escaped(out, kept);
    } else {
        let mut rest = kept;
        while let Some(at) = rest.find("_x") {
            let (before, from) = rest.split_at(at);
            push_escaped(out, before);
            if looks_like_escape(from) {
                out.push_str("_x005F");
            }
            out.push('_');
            rest = &from[1..];
        }
        push_escaped(out, rest);
    }
    if kept.len() < text.len() {
        out.push('…');
    }
}

/// `_xHHHH_` at the start of the text.
fn looks_like_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes.get(6) == Some(&b'_')
        && bytes
            .get(2..6)
            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
}

/// The longest beginning that leaves room for `…`, or the whole text if it fits.
fn within_limit(text: &str) -> &str {
    // A UTF-8 text has at least as many bytes as UTF-16 units.
    if text.len() <= CELL_UNITS || text.encode_utf16().count() <= CELL_UNITS {
        return text;
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > CELL_UNITS - 1 {
            return text.get(..at).unwrap_or(text);
        }
    }
    text
}

/// What XML 1.0 allows in a document.
fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// A relative path as a relationship target: signs that a URI does not bear are escaped, Chinese
/// stays as it is, as Excel itself writes it.
pub(crate) fn target(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            '%' | ' ' | '"' | '<' | '>' | '[' | ']' | '`' | '^' | '{' | '}' | '#' | '?' | '|' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "%{:02X}", c as u32);
            }
            '\\' => out.push('/'),
            c if is_legal(c) && c != '\n' && c != '\t' => out.push(c),
            _ => {}
        }
    }
    out
}

/// A sheet name quoted for a reference: `'甲''乙'`.
pub(crate) fn quoted_sheet(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

/// Width of a text in halves of a Chinese character (a Latin letter counts one, a wide sign two).
pub fn half_widths(text: &str) -> usize {
    text.chars().map(half_width).sum()
}

/// Width of one character in halves of a Chinese one.
fn half_width(c: char) -> usize {
    match c {
        '\u{0}'..='\u{1f}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => 0,
        '\u{20}'..='\u{2ff}' => 1,
        // Signs that Chinese fonts draw in full width though Unicode calls them ambiguous.
        '\u{2010}'..='\u{203f}' | '\u{2190}'..='\u{27bf}' => 2,
        '\u{300}'..='\u{10ff}' => 1,
        '\u{ff61}'..='\u{ffdc}' => 1,
        _ => 2,
    }
}

/// Lines that a text takes when wrapped at `room` half widths. A line is broken between Chinese
/// characters anywhere, inside Latin words only when a word is longer than the line; the
/// estimate is on the careful side.
pub fn wrapped_lines(text: &str, room: usize) -> usize {
    let room = room.max(2);
    text.split('\n').map(|line| lines_of(line, room)).sum()
}

fn lines_of(line: &str, room: usize) -> usize {
    let (mut lines, mut used, mut word) = (1, 0usize, 0usize);
    for c in line.chars() {
        let width = half_width(c);
        let in_word = c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '%' | ',');
        word = if in_word { word + width } else { 0 };
        // Punctuation does not stand at a line's start: it takes its neighbour along.
        let hangs = matches!(
            c,
            '\u{ff0c}'
                | '\u{3002}'
                | '\u{3001}'
                | '\u{ff1b}'
                | '\u{ff1a}'
                | '\u{ff09}'
                | '\u{300d}'
                | '\u{300f}'
                | '\u{300b}'
                | '\u{ff1f}'
                | '\u{ff01}'
        );
        if used + width > room {
            lines += 1;
            used = if in_word && word <= room {
                word
            } else if hangs {
                width + 2
            } else {
                width
            };
        } else {
            used += width;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> String {
        let mut out = String::new();
        push_cell_text(&mut out, text);
        out
    }

    #[test]
    fn what_xml_forbids_is_dropped_and_the_rest_is_kept() {
        assert_eq!(
            cell("a<b>&\"c\u{0}\u{b}\u{fffe}d"),
            "a&lt;b&gt;&amp;&quot;cd"
        );
        assert_eq!(cell("甲\r\n乙\r丙"), "甲\n乙\n丙");
        assert_eq!(cell("=1+1"), "=1+1");
        assert_eq!(cell("𠮷"), "𠮷");
    }

    #[test]
    fn an_escape_typed_by_hand_stays_as_typed() {
        assert_eq!(cell("_x0041_"), "_x005F_x0041_");
        assert_eq!(cell("a_x004"), "a_x004");
        assert_eq!(cell("_x_x000D_"), "_x_x005F_x000D_");
    }

    #[test]
    fn a_cell_holds_no_more_than_excel_keeps() {
        let long = "字".repeat(40_000);
        assert_eq!(cell(&long).encode_utf16().count(), CELL_UNITS);
        let just = "字".repeat(CELL_UNITS);
        assert_eq!(cell(&just), just);
        let pairs = "𠮷".repeat(20_000);
        assert!(cell(&pairs).encode_utf16().count() <= CELL_UNITS);
    }

    #[test]
    fn a_target_bears_chinese_and_escapes_the_rest() {
        assert_eq!(
            target("../审核结果/a b#1 100%.xlsx"),
            "../审核结果/a%20b%231%20100%25.xlsx"
        );
    }

    #[test]
    fn lines_are_counted_by_width() {
        assert_eq!(wrapped_lines("", 10), 1);
        assert_eq!(wrapped_lines("一二三四五", 10), 1);
        assert_eq!(wrapped_lines("一二三四五六", 10), 2);
        assert_eq!(wrapped_lines("abc\ndef", 10), 2);
        assert_eq!(wrapped_lines("一二三 abcdef", 10), 2);
    }

    proptest::proptest! {
        /// Whatever is typed, the cell is well formed and an XML reader gives the same text back,
        /// but for what XML forbids, line ends, and the escape of `_x`.
        #[test]
        fn any_text_comes_back_from_a_reader(text in ".*") {
            let xml = format!("<t>{}</t>", cell(&text));
            let mut reader = quick_xml::Reader::from_str(&xml);
            let mut read = String::new();
            loop {
                match reader.read_event().unwrap() {
                    quick_xml::events::Event::Text(t) => read.push_str(&t.xml10_content()),
                    quick_xml::events::Event::GeneralRef(r) => {
                        read.push_str(quick_xml::escape::resolve_xml_entity(&r).unwrap());
                    }
                    quick_xml::events::Event::Eof => break,
                    _ => {}
                }
            }
            let legal: String = text
                .replace("\r\n", "\n")
                .replace('\r', "\n")
                .chars()
                .filter(|c| is_legal(*c))
                .collect();
            // Some bytes that the reader takes for line ends are none of ours to keep.
            let same = |t: &str| t.replace(['\u{85}', '\u{2028}'], "\n").replace("_x005F", "");
            proptest::prop_assert_eq!(same(&read), same(&legal));
        }

        /// A wider column never needs more lines, and a text is never cut to nothing.
        #[test]
        fn a_wider_column_never_needs_more_lines(text in "[一-十a-z ,。]{0,80}", room in 2usize..60) {
            proptest::prop_assert!(wrapped_lines(&text, room + 6) <= wrapped_lines(&text, room) + 1);
            proptest::prop_assert!(wrapped_lines(&text, room) * room >= half_widths(&text));
        }
    }
}
