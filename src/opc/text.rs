//! The text of an XML part: byte-order marks, UTF-16, and what else its first line declares.

use super::problem::Problem;
use std::borrow::Cow;

/// How a part's bytes spell its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 behind a byte-order mark.
    Utf8Marked,
    /// UTF-16, either order, with or without mark.
    Utf16,
    /// An encoding of older days that the XML declaration names.
    Other,
}

/// Decodes a part for reading. The mark is left out; bytes that the encoding does not know
/// make the part unreadable.
pub fn decode<'a>(part: &str, bytes: &'a [u8]) -> Result<(Cow<'a, str>, Spelling), Problem> {
    let unreadable = || Problem::Xml {
        part: part.to_owned(),
    };
    let utf16 = |rest: &[u8], big: bool| -> Result<(Cow<'a, str>, Spelling), Problem> {
        let units = rest.chunks_exact(2).map(|pair| {
            let pair = [
                pair.first().copied().unwrap_or(0),
                pair.get(1).copied().unwrap_or(0),
            ];
            if big {
                u16::from_be_bytes(pair)
            } else {
                u16::from_le_bytes(pair)
            }
        });
        let text: String = char::decode_utf16(units)
            .collect::<Result<_, _>>()
            .map_err(|_| unreadable())?;
        Ok((Cow::Owned(text), Spelling::Utf16))
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            let text = std::str::from_utf8(rest).map_err(|_| unreadable())?;
            Ok((Cow::Borrowed(text), Spelling::Utf8Marked))
        }
        [0xFF, 0xFE, rest @ ..] => utf16(rest, false),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, true),
        [b'<', 0, ..] => utf16(bytes, false),
        [0, b'<', ..] => utf16(bytes, true),
        _ => match declared_encoding(bytes) {
            Some(label) if !label.eq_ignore_ascii_case("utf-8") => {
                let encoding =
                    encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(unreadable)?;
                let (text, broken) = encoding.decode_without_bom_handling(bytes);
                if broken {
                    return Err(unreadable());
                }
                Ok((Cow::Owned(text.into_owned()), Spelling::Other))
            }
            _ => {
                let text = std::str::from_utf8(bytes).map_err(|_| unreadable())?;
                Ok((Cow::Borrowed(text), Spelling::Utf8))
            }
        },
    }
}

/// What `<?xml … encoding="…"?>` says.
fn declared_encoding(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..bytes.len().min(200))?;
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let line = std::str::from_utf8(head.get(..end)?).ok()?;
    let (_, value) = line.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_utf16_are_understood() {
        let plain = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>表</a>";
        let marked = format!("\u{feff}{plain}");
        assert_eq!(
            decode("p", plain.as_bytes()).unwrap(),
            (plain.into(), Spelling::Utf8)
        );
        assert_eq!(
            decode("p", marked.as_bytes()).unwrap(),
            (plain.into(), Spelling::Utf8Marked)
        );
        let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = plain.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(
            decode("p", &little).unwrap(),
            (plain.into(), Spelling::Utf16)
        );
        assert_eq!(decode("p", &big).unwrap(), (plain.into(), Spelling::Utf16));
    }

    #[test]
    fn older_encodings_are_read_by_their_declaration() {
        let (gbk, _, _) = encoding_rs::GBK.encode("<?xml version='1.0' encoding='GBK'?><a>表</a>");
        let (text, spelling) = decode("p", &gbk).unwrap();
        assert!(text.ends_with("<a>表</a>"));
        assert_eq!(spelling, Spelling::Other);
        assert!(decode("p", b"<a>\xff</a>").is_err());
    }
}
