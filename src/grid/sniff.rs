//! What a file is, by its first bytes and by what lies inside; never by its extension, but for
//! .csv, which has no bytes of its own (domain ruling 9.4).

use super::compound;
use super::refusal::{OtherKind, Refusal};
use crate::opc::{Caps, Package};

/// A container or text that can be read further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A zip package; what kind, only its parts tell.
    Zip,
    /// BIFF in a compound file.
    Xls,
    /// Text with separators.
    Csv,
    /// An encrypted package.
    Sealed,
}

/// What a zip holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ZipContent {
    /// .xlsx, .xlsm.
    Ooxml,
    /// .xlsb.
    Xlsb,
    /// .ods.
    Ods,
}

/// Extensions that forms come in; unreadable bytes under one of them are a form that office
/// security software has encrypted, not a stray file.
const FORM_EXTENSIONS: [&str; 9] = [
    "xlsx", "xlsm", "xls", "xlsb", "ods", "et", "xltx", "xlt", "csv",
];

/// Signatures at the very beginning, and what they say.
const SIGNATURES: [(&[u8], OtherKind); 21] = [
    (b"%PDF", OtherKind::Pdf),
    (b"\x89PNG\r\n\x1a\n", OtherKind::Picture),
    (b"\xff\xd8\xff", OtherKind::Picture),
    (b"GIF8", OtherKind::Picture),
    (b"II*\0", OtherKind::Picture),
    (b"MM\0*", OtherKind::Picture),
    (b"BM", OtherKind::Picture),
    (b"{\\rtf", OtherKind::WordText),
    (b"7z\xbc\xaf\x27\x1c", OtherKind::Archive),
    (b"Rar!\x1a\x07", OtherKind::Archive),
    (b"\x1f\x8b", OtherKind::Archive),
    (b"BZh", OtherKind::Archive),
    (b"\xfd7zXZ\0", OtherKind::Archive),
    (b"L\0\0\0\x01\x14\x02\0", OtherKind::Link),
    (b"[InternetShortcut]", OtherKind::Link),
    (b"[{000214A0", OtherKind::Link),
    (b"\x09\0\x04\0", OtherKind::AncientExcel),
    (b"\x09\x02\x06\0", OtherKind::AncientExcel),
    (b"\x09\x04\x06\0", OtherKind::AncientExcel),
    (b"\x09\x08\x08\0", OtherKind::AncientExcel),
    (b"MZ", OtherKind::Unknown),
];

/// Headers of the security programs that are widely used in Chinese offices.
const SECURED: [&[u8]; 3] = [b"%TSD-Header-", b"E-SafeNet", b"\x62\x14\x23\x65"];

/// Tells what the bytes are; a refusal says what else they are.
pub(super) fn content(bytes: &[u8], file_name: &str) -> Result<Content, Refusal> {
    let extension = extension(file_name);
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Content::Zip);
    }
    if bytes.starts_with(&compound::SIGNATURE) {
        return compound(bytes, &extension);
    }
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    if SECURED.iter().any(|mark| {
        head.get(..512.min(head.len()))
            .is_some_and(|h| contains(h, mark))
    }) {
        return Err(Refusal::Secured);
    }
    // A bitmap's two letters alone could begin a text.
    if let Some((_, kind)) = SIGNATURES
        .iter()
        .find(|(mark, _)| head.starts_with(mark) && !(is_text(head) && mark.len() == 2))
    {
        return Err(Refusal::Other(*kind));
    }
    if head.get(4..8) == Some(b"ftyp") || (head.starts_with(b"RIFF") && contains(head, b"WEBP")) {
        return Err(Refusal::Other(OtherKind::Picture));
    }
    if extension == "csv" && is_text(head) {
        return Ok(Content::Csv);
    }
    if extension == "ksheet" || extension == "url" || extension == "lnk" {
        return Err(Refusal::Other(OtherKind::Link));
    }
    if is_text(head) {
        return Err(Refusal::Other(text_kind(head)));
    }
    if bytes.iter().all(|&b| b == 0) {
        return Err(Refusal::damaged("nothing but zero bytes"));
    }
    if FORM_EXTENSIONS.contains(&extension.as_str()) {
        return Err(if is_random(head) {
            Refusal::Secured
        } else {
            Refusal::damaged("no known beginning")
        });
    }
    Err(Refusal::Other(OtherKind::Unknown))
}

/// What a compound file holds, by the names of its streams.
fn compound(bytes: &[u8], extension: &str) -> Result<Content, Refusal> {
    let streams = compound::stream_names(bytes);
    let has = |name: &str| streams.iter().any(|s| s.eq_ignore_ascii_case(name));
    if has("EncryptedPackage") {
        return Ok(Content::Sealed);
    }
    if has("\u{9}DRMContent") {
        return Err(Refusal::Encrypted);
    }
    if has("Workbook") || has("Book") {
        return Ok(Content::Xls);
    }
    if has("WordDocument") {
        return Err(Refusal::Other(OtherKind::WordText));
    }
    if has("PowerPoint Document") {
        return Err(Refusal::Other(OtherKind::Slides));
    }
    if FORM_EXTENSIONS.contains(&extension) {
        return Err(Refusal::damaged("compound file without a workbook"));
    }
    Err(Refusal::Other(OtherKind::Unknown))
}

/// What a zip package holds.
pub(super) fn zip_content(package: &Package<'_>) -> Result<ZipContent, Refusal> {
    if package.contains("mimetype") {
        let mime = package.part("mimetype").unwrap_or_default();
        let mime = String::from_utf8_lossy(&mime);
        if mime.contains("opendocument.spreadsheet") {
            return Ok(ZipContent::Ods);
        }
        if mime.contains("opendocument.presentation") {
            return Err(Refusal::Other(OtherKind::Slides));
        }
        if mime.contains("opendocument") {
            return Err(Refusal::Other(OtherKind::WordText));
        }
    }
    if package.contains("OFD.xml") {
        return Err(Refusal::Other(OtherKind::Ofd));
    }
    if !package.contains("[Content_Types].xml") {
        // Some writers leave out what names an OpenDocument.
        if package.contains("content.xml") && package.contains("META-INF/manifest.xml") {
            return Ok(ZipContent::Ods);
        }
        return Err(Refusal::Other(OtherKind::Archive));
    }
    let part = package.workbook_part()?;
    let kind = package
        .content_type(&part)?
        .unwrap_or_default()
        .to_ascii_lowercase();
    if kind.contains("sheet.binary") || part.to_ascii_lowercase().ends_with(".bin") {
        Ok(ZipContent::Xlsb)
    } else if kind.contains("wordprocessingml") || kind.contains("ms-word") {
        Err(Refusal::Other(OtherKind::WordText))
    } else if kind.contains("presentationml") || kind.contains("powerpoint") {
        Err(Refusal::Other(OtherKind::Slides))
    } else {
        Ok(ZipContent::Ooxml)
    }
}

/// The most that a part may unfold to where it is held whole: relationships, content types, the
/// parts of .xlsb. Sheets and strings of .xlsx are streamed instead.
const WHOLE_PART: u64 = 16 << 20;

/// The caps of a package, from those of a reading.
pub(super) fn package_caps(limits: &super::Limits) -> Caps {
    Caps {
        file_bytes: limits.file_bytes,
        entries: limits.entries,
        part_bytes: limits.part_bytes.min(WHOLE_PART),
        total_bytes: limits.total_bytes.min(6 * WHOLE_PART),
    }
}

fn extension(file_name: &str) -> String {
    file_name
        .rsplit_once('.')
        .map(|(_, e)| e.to_ascii_lowercase())
        .unwrap_or_default()
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|w| w == mark)
}

/// Whether a beginning reads as text in UTF-8, UTF-16 with its mark, or GB18030: no control
/// characters but white space, nothing that the encoding does not know.
fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return true;
    }
    if head
        .iter()
        .any(|&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a) || b == 0x7f)
    {
        return false;
    }
    match std::str::from_utf8(head) {
        Ok(_) => true,
        // Cut within a character by the look at the beginning only.
        Err(e) if e.error_len().is_none() => true,
        Err(_) => {
            let (text, _, _) = encoding_rs::GB18030.decode(head);
            let bad = text.chars().filter(|&c| c == '\u{fffd}').count();
            // The last character may be cut.
            let private = text.chars().filter(|&c| is_private(c)).count();
            bad <= 1 && private * 10 <= text.chars().count()
        }
    }
}

fn is_private(c: char) -> bool {
    matches!(c as u32, 0xE000..=0xF8FF | 0xF0000..)
}

fn text_kind(head: &[u8]) -> OtherKind {
    let lower = String::from_utf8_lossy(head).to_ascii_lowercase();
    let start = lower.trim_start_matches('\u{feff}').trim_start();
    if lower.contains("progid=\"excel.sheet\"")
        || lower.contains("urn:schemas-microsoft-com:office:spreadsheet")
    {
        OtherKind::XmlTable
    } else if start.starts_with('<') && (lower.contains("<html") || lower.contains("<table"))
        || start.starts_with("<!doctype html")
        || start.starts_with("mime-version:")
    {
        OtherKind::WebPage
    } else {
        OtherKind::PlainText
    }
}

/// Whether bytes are as good as random, as ciphertext is: nearly all values occur about equally.
fn is_random(head: &[u8]) -> bool {
    if head.len() < 256 {
        return false;
    }
    let mut counts = [0usize; 256];
    for &b in head {
        if let Some(n) = counts.get_mut(usize::from(b)) {
            *n += 1;
        }
    }
    // The chance that two bytes drawn are equal: 1/256 for random ones, far more for data.
    let n = head.len();
    let pairs: usize = counts.iter().map(|c| c * c.saturating_sub(1)).sum();
    pairs * 256 < n * (n - 1) * 3 / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8], name: &str) -> Refusal {
        content(bytes, name).unwrap_err()
    }

    /// Bytes like a cipher's, from a small generator of known quality.
    fn noise(n: usize) -> Vec<u8> {
        let mut state = 0x2545_F491_4F6C_DD1Du64;
        (0..n)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 32) as u8
            })
            .collect()
    }

    #[test]
    fn the_first_bytes_decide_and_not_the_extension() {
        assert_eq!(content(b"PK\x03\x04....", "a.xls"), Ok(Content::Zip));
        assert_eq!(content(b"PK\x03\x04....", "a.csv"), Ok(Content::Zip));
        assert_eq!(refusal(b"", "a.xlsx"), Refusal::Empty);
        for (bytes, name, kind) in [
            (&b"%PDF-1.7\n%\xe2\xe3"[..], "a.xlsx", OtherKind::Pdf),
            (
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
                "a.xlsx",
                OtherKind::Picture,
            ),
            (
                b"\xff\xd8\xff\xe0\0\x10JFIF\0",
                "a.xlsx",
                OtherKind::Picture,
            ),
            (b"{\\rtf1\\ansi", "a.doc", OtherKind::WordText),
            (b"7z\xbc\xaf\x27\x1c\0\x04", "a.xlsx", OtherKind::Archive),
            (b"Rar!\x1a\x07\x01\0", "a.rar", OtherKind::Archive),
            (b"<html><body><table>", "a.xls", OtherKind::WebPage),
            (
                b"<?xml version=\"1.0\"?>\r\n<?mso-application progid=\"Excel.Sheet\"?>",
                "a.xls",
                OtherKind::XmlTable,
            ),
            (b"[InternetShortcut]\r\nURL=https", "a.url", OtherKind::Link),
            (b"{\"file_id\":1}", "a.ksheet", OtherKind::Link),
            (b"hello, this is a text", "a.xlsx", OtherKind::PlainText),
            (
                "客户名称:河北某某".as_bytes(),
                "a.xlsx",
                OtherKind::PlainText,
            ),
        ] {
            assert_eq!(refusal(bytes, name), Refusal::Other(kind), "{name}");
        }
    }

    #[test]
    fn ciphertext_under_a_form_s_name_is_not_called_damaged() {
        for n in [300, 1000, 20_000] {
            assert_eq!(refusal(&noise(n), "客户评分表.xlsx"), Refusal::Secured);
        }
        assert_eq!(
            refusal(b"%TSD-Header-###%\0\0\0", "a.xlsx"),
            Refusal::Secured
        );
        assert_eq!(
            refusal(&noise(1000), "x.dat"),
            Refusal::Other(OtherKind::Unknown)
        );
        assert!(matches!(
            refusal(&[0; 5000], "a.xlsx"),
            Refusal::Damaged { .. }
        ));
    }

    #[test]
    fn csv_goes_by_its_extension() {
        assert_eq!(content("客户,等级\n".as_bytes(), "a.CSV"), Ok(Content::Csv));
        // GB18030.
        assert_eq!(
            content(b"\xbf\xcd\xbb\xa7,\xb5\xc8\xbc\xb6\r\n", "a.csv"),
            Ok(Content::Csv)
        );
        assert_eq!(content(b"BM,1\r\n", "a.csv"), Ok(Content::Csv));
    }
}
