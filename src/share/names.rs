//! Names that Windows, Excel and people can live with: forbidden characters, reserved words,
//! lengths, and ` (2)` where a name is taken.
//!
//! Pure: works on texts, touches no disk.

use sha2::{Digest, Sha256};

/// The longest folder name made from a customer's name, in bytes of UTF-8.
pub const FOLDER_BYTES: usize = 80;
/// Excel opens no path of more UTF-16 units than this.
pub const EXCEL_PATH_UNITS: usize = 218;
/// The longest name of one file that common file systems take, in bytes of UTF-8.
const FILE_BYTES: usize = 255;

/// Device names of DOS; Windows refuses them with any extension.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A folder name made from a customer's name (or an office's, or a role's): without characters
/// that Windows forbids, trailing dots or reserved words, at most 80 bytes; a longer one is cut
/// at a character and gets a short hash, so that two long names stay apart.
pub fn folder(name: &str) -> String {
    let safe = safe(name);
    if safe.len() <= FOLDER_BYTES {
        return safe;
    }
    cut_with_hash(&safe, "", FOLDER_BYTES, name)
}

/// A part of a file name made from an office's name; empty stays empty.
pub fn safe_part(name: &str) -> String {
    if name.is_empty() {
        String::new()
    } else {
        folder(name)
    }
}

/// A file name without what Windows forbids; the extension stays. At most `max_units` UTF-16
/// units and 255 bytes: a longer stem is cut at a character and gets a short hash.
pub fn file(name: &str, max_units: usize) -> String {
    let safe = safe(name);
    let (stem, extension) = split(&safe);
    let mut bytes = FILE_BYTES;
    let mut shown = safe.clone();
    while shown.len() > FILE_BYTES || units(&shown) > max_units {
        if bytes <= extension.len() + 16 {
            break;
        }
        shown = cut_with_hash(stem, extension, bytes, name);
        bytes -= 1;
    }
    shown
}

/// The `n`-th wish for a name that is taken: ` (2)`, ` (3)` before the extension; 1 is the name.
pub fn numbered(name: &str, n: u32) -> String {
    if n <= 1 {
        return name.to_owned();
    }
    let (stem, extension) = split(name);
    format!("{stem} ({n}){extension}")
}

/// The name with words in brackets before its extension: `a.xlsx` → `a(0930).xlsx`.
pub fn marked(name: &str, words: &str) -> String {
    let (stem, extension) = split(name);
    format!("{stem}({words}){extension}")
}

/// Stem and extension; the extension begins with its dot and may be empty.
pub fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    }
}

/// UTF-16 units, by which Windows and Excel count.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Forbidden characters become their full-width look-alikes or nothing, ends are trimmed,
/// reserved words get a `_`.
fn safe(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '<' => out.push('＜'),
            '>' => out.push('＞'),
            ':' => out.push('：'),
            '"' => out.push('＂'),
            '/' => out.push('／'),
            '\\' => out.push('＼'),
            '|' => out.push('｜'),
            '?' => out.push('？'),
            '*' => out.push('＊'),
            c if c.is_control() || is_signless(c) => {}
            c => out.push(c),
        }
    }
    let trimmed = out.trim().trim_end_matches(['.', ' ', '　']).trim_start();
    if trimmed.is_empty() {
        return "未命名".to_owned();
    }
    let (stem, _) = trimmed.split_once('.').unwrap_or((trimmed, ""));
    if RESERVED.contains(&stem.trim_end().to_lowercase().as_str()) {
        return format!("_{trimmed}");
    }
    // `~$` and a leading dot would make it an owner file or a hidden one.
    if trimmed.starts_with('.') || trimmed.starts_with("~$") {
        return format!("_{trimmed}");
    }
    trimmed.to_owned()
}

fn is_signless(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// `stem` cut so that with `-`, six hex digits of `whole`'s hash and `extension` it has at most
/// `bytes` bytes.
fn cut_with_hash(stem: &str, extension: &str, bytes: usize, whole: &str) -> String {
    let digest = Sha256::digest(whole.as_bytes());
    let hash: String = digest.iter().take(3).map(|b| format!("{b:02x}")).collect();
    let room = bytes.saturating_sub(extension.len() + hash.len() + 1);
    let mut end = room.min(stem.len());
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let kept = stem[..end].trim_end_matches(['.', ' ', '　']);
    format!("{kept}-{hash}{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_forbids_is_replaced() {
        assert_eq!(folder("石药/集团:一部?"), "石药／集团：一部？");
        assert_eq!(folder("华北制药..."), "华北制药");
        assert_eq!(folder("  CON "), "_CON");
        assert_eq!(folder("nul.分厂"), "_nul.分厂");
        assert_eq!(folder(" \u{200b}. "), "未命名");
        assert_eq!(folder("~$甲"), "_~$甲");
        assert_eq!(folder("甲\t乙\r\n"), "甲乙");
    }

    #[test]
    fn a_long_name_is_cut_at_a_character_and_stays_itself() {
        let long = "石家庄".repeat(20);
        let one = folder(&format!("{long}甲"));
        let two = folder(&format!("{long}乙"));
        assert!(one.len() <= FOLDER_BYTES, "{}", one.len());
        assert_ne!(one, two);
        assert!(one.starts_with("石家庄石家庄"));
        assert_eq!(folder(&"石".repeat(26)), "石".repeat(26));
    }

    #[test]
    fn files_keep_their_extension_within_the_room_they_have() {
        let long = format!("{}.xlsx", "客户".repeat(100));
        let short = file(&long, 60);
        assert!(units(&short) <= 60 && short.ends_with(".xlsx"), "{short}");
        assert_eq!(file("客户评分表.xlsx", 60), "客户评分表.xlsx");
        assert!(file(&long, 400).len() <= 255);
    }

    #[test]
    fn numbers_stand_before_the_extension() {
        assert_eq!(numbered("a.xlsx", 1), "a.xlsx");
        assert_eq!(numbered("a.xlsx", 2), "a (2).xlsx");
        assert_eq!(numbered("a", 3), "a (3)");
        assert_eq!(marked("a.xlsx", "0930"), "a(0930).xlsx");
        assert_eq!(split(".bashrc"), (".bashrc", ""));
    }
}
