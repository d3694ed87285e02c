//! A signed sheet that was scanned and laid into 审批/<职务>/: kept in the archive as evidence. It
//! decides nothing (realforms "In the office"): the program cannot read a signature.

use super::keeper::Keeper;
use crate::archive::ArchiveError;
use crate::domain::status::Status;
use crate::findings::Finding;
use crate::judged::JudgedFile;

/// Hex digits of a 受理号.
const CASE_NUMBER: usize = 12;

/// What kind of scan the bytes are; none where they are none.
pub(super) fn kind(bytes: &[u8]) -> Option<&'static str> {
    const SIGNS: [(&[u8], &str); 6] = [
        (b"%PDF-", "PDF"),
        (b"\xff\xd8\xff", "图片"),
        (b"\x89PNG\r\n", "图片"),
        (b"II*\0", "图片"),
        (b"MM\0*", "图片"),
        (b"GIF8", "图片"),
    ];
    let found = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign));
    found.map(|(_, words)| *words)
}

/// The 受理号 in a file's name.
fn case_number(name: &str) -> Option<String> {
    let is_hex =
        |part: &&str| part.len() == CASE_NUMBER && part.chars().all(|c| c.is_ascii_hexdigit());
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .find(is_hex)
        .map(str::to_lowercase)
}

/// The judged file of a scan: accepted as evidence, with what it belongs to where its name tells.
pub(super) fn judged(
    name: &str,
    role: &str,
    kind: &str,
    keeper: &Keeper,
) -> Result<JudgedFile, ArchiveError> {
    let number = case_number(name);
    let found = match &number {
        Some(number) => keeper.archive.by_case_number(number)?,
        None => None,
    };
    let belongs = match (&number, &found) {
        (_, Some(entry)) => format!(
            "是受理号 {} 的「{}」({},版本 {})的签字件",
            number.as_deref().unwrap_or_default(),
            entry.form_title.as_deref().unwrap_or(&entry.file),
            entry.customer.as_deref().unwrap_or("无客户"),
            entry.id
        ),
        (Some(number), None) => format!("文件名里的受理号 {number} 在档案里没有"),
        (None, None) => "文件名里没有受理号,不知道是哪一份的签字件".to_owned(),
    };
    let facts = [("role", role), ("kind", kind), ("belongs", &belongs)];
    Ok(JudgedFile {
        file: name.to_owned(),
        status: Status::Accepted,
        findings: vec![Finding::draft("I-APPROVAL-SCAN", &facts).done()],
        records: Vec::new(),
        enclosed: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::{case_number, kind};

    #[test]
    fn a_scan_is_known_by_its_first_bytes_and_its_case_by_its_name() {
        assert_eq!(kind(b"%PDF-1.4"), Some("PDF"));
        assert_eq!(kind(b"\xff\xd8\xff\xe0"), Some("图片"));
        assert_eq!(kind(b"PK\x03\x04"), None);
        assert_eq!(
            case_number("签字 DAA9BF9D8383.pdf").as_deref(),
            Some("daa9bf9d8383")
        );
        assert_eq!(case_number("合同20260310.pdf"), None);
    }
}
