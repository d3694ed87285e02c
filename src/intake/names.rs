//! What a file's name tells: an owner file, something half written, litter of another system,
//! a copy made by hand, or a file to look at.
//!
//! Pure: works on names only.

/// What the name of a file in a watched folder says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file to look at.
    Submission,
    /// Tells that another file is open (`~$…`, `.~…`, `.~lock.…#`).
    Owner,
    /// Half written or litter: ignored without a word.
    Ignored,
}

/// Extensions of writers that rename when they have finished.
const HALF_WRITTEN: [&str; 14] = [
    "filepart",
    "part",
    "partial",
    "tmp",
    "temp",
    "crdownload",
    "download",
    "opdownload",
    "swp",
    "swx",
    "bak~",
    "td",
    "aria2",
    "lock",
];

/// Litter that other systems leave.
const LITTER: [&str; 8] = [
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "folder.jpg",
    "autorun.inf",
    "icon\r",
    "$recycle.bin",
    "使用说明.txt",
];

/// Folders that are not staff's.
const LITTER_FOLDERS: [&str; 9] = [
    "@eadir",
    "#recycle",
    "#snapshot",
    "$recycle.bin",
    "system volume information",
    "lost+found",
    "__macosx",
    "~snapshot",
    "recycler",
];

/// What kind of file the name tells of.
pub fn kind(name: &str) -> Kind {
    if owner_stem(name).is_some() {
        return Kind::Owner;
    }
    let lower = name.to_lowercase();
    // Names with a leading dot are hidden or half written everywhere (rsync, Syncthing, macOS).
    if name.starts_with('.') || LITTER.contains(&lower.as_str()) {
        return Kind::Ignored;
    }
    if let Some((_, extension)) = lower.rsplit_once('.')
        && (HALF_WRITTEN.contains(&extension) || lower.ends_with('~'))
    {
        return Kind::Ignored;
    }
    if lower.starts_with("~syncthing~") || lower.starts_with("~wrl") {
        return Kind::Ignored;
    }
    // Excel saves under eight hex digits without an extension, then renames.
    if name.len() == 8 && name.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Kind::Ignored;
    }
    Kind::Submission
}

/// Whether a folder is another system's and must not be entered.
pub fn is_litter_folder(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with('.') || LITTER_FOLDERS.contains(&lower.as_str()) || lower.starts_with(".trash")
}

/// The name (or its rest) of the file that an owner file stands for; none for other files.
fn owner_stem(name: &str) -> Option<&str> {
    if let Some(rest) = name.strip_prefix(".~lock.") {
        return rest.strip_suffix('#');
    }
    name.strip_prefix("~$")
        .or_else(|| name.strip_prefix(".~"))
        .filter(|rest| !rest.is_empty())
}

/// The owner file among `owners` that says `file` is open.
///
/// Excel and WPS put `~$` or `.~` before the name, sometimes instead of its first one or two
/// characters; LibreOffice writes `.~lock.<name>#`.
pub fn held_by<'a>(file: &str, owners: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut rests = vec![file];
    let mut chars = file.chars();
    for _ in 0..2 {
        chars.next();
        // A rest that is no more than the extension would match too much.
        if chars.as_str().find('.').is_some_and(|dot| dot > 0) {
            rests.push(chars.as_str());
        }
    }
    owners.into_iter().find(|owner| {
        owner_stem(owner).is_some_and(|stem| {
            rests
                .iter()
                .take(if owner.starts_with(".~lock.") { 1 } else { 3 })
                .any(|rest| rest.eq_ignore_ascii_case(stem))
        })
    })
}

/// Who holds the file open, as the owner file's content tells: Excel and WPS write the name of
/// the user (its length, then the name padded with spaces; the same in UTF-16 from byte 55),
/// LibreOffice `,user,host,…`.
pub fn holder(owner_name: &str, content: &[u8]) -> Option<String> {
    let clean = |text: &str| {
        let text: String = text
            .chars()
            .filter(|c| !c.is_control())
            .take(60)
            .collect::<String>();
        let text = text.trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    if owner_name.starts_with(".~lock.") {
        let text = String::from_utf8_lossy(content);
        let mut parts = text.split(',');
        return [parts.next(), parts.next()]
            .into_iter()
            .flatten()
            .find_map(clean);
    }
    let wide: Vec<u16> = content
        .get(55..)
        .unwrap_or_default()
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        // 0x2020: two of the spaces that pad a file without the second name.
        .take_while(|&unit| unit != 0 && unit != 0x2020)
        .take(54)
        .collect();
    if let Some(name) = String::from_utf16(&wide).ok().as_deref().and_then(clean) {
        return Some(name);
    }
    let length = usize::from(*content.first()?);
    let (text, _, bad) = encoding_rs::GB18030.decode(content.get(1..1 + length)?);
    if bad { None } else { clean(&text) }
}

/// The name of which this one looks like a copy: `a (1).xlsx`, `a - 副本.xlsx`,
/// `a(张三的冲突副本 2026-03-05).xlsx`, `a.sync-conflict-….xlsx` → `a.xlsx`.
pub fn copied_from(name: &str) -> Option<String> {
    let dot = name.rfind('.').filter(|&dot| dot > 0)?;
    let (stem, extension) = name.split_at(dot);
    let base = copy_stem(stem)?;
    let base = base.trim_end_matches([' ', '　', '-', '－', '_']);
    // A copy of a copy leads to the same base.
    let base = match copy_stem(base) {
        Some(again) => again.trim_end_matches([' ', '　', '-', '－', '_']),
        None => base,
    };
    (!base.is_empty()).then(|| format!("{base}{extension}"))
}

fn copy_stem(stem: &str) -> Option<&str> {
    let trimmed = stem.trim_end();
    if let Some(at) = trimmed.find(".sync-conflict-") {
        return trimmed.get(..at);
    }
    for close in [')', '）'] {
        if let Some(inner) = trimmed.strip_suffix(close)
            && let Some(open) = inner.rfind(['(', '（'])
        {
            let words = inner
                .get(open..)
                .unwrap_or_default()
                .trim_start_matches(['(', '（']);
            let number =
                !words.is_empty() && words.len() <= 3 && words.bytes().all(|b| b.is_ascii_digit());
            let lower = words.to_lowercase();
            if number
                || ["冲突", "副本", "conflict", "copy"]
                    .iter()
                    .any(|w| lower.contains(w))
            {
                return trimmed.get(..open);
            }
        }
    }
    for tail in ["冲突副本", "的副本", "副本", "复件", " - copy", " copy"] {
        if trimmed.len() > tail.len()
            && let Some(at) = trimmed.len().checked_sub(tail.len())
            && trimmed.is_char_boundary(at)
            && trimmed[at..].eq_ignore_ascii_case(tail)
        {
            return trimmed.get(..at);
        }
    }
    for head in ["副本 ", "复件 ", "复制 ", "Copy of "] {
        if let Some(rest) = trimmed.strip_prefix(head) {
            return Some(rest);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owner_files_half_written_ones_and_litter_are_told_apart() {
        for (name, want) in [
            ("客户评分表.xlsx", Kind::Submission),
            ("~$客户评分表.xlsx", Kind::Owner),
            (".~客户评分表.xlsx", Kind::Owner),
            (".~lock.客户评分表.xlsx#", Kind::Owner),
            ("客户评分表.xlsx.filepart", Kind::Ignored),
            ("客户评分表.xlsx.part", Kind::Ignored),
            ("客户评分表.xlsx.crdownload", Kind::Ignored),
            ("客户评分表.tmp", Kind::Ignored),
            (".DS_Store", Kind::Ignored),
            ("._客户评分表.xlsx", Kind::Ignored),
            ("Thumbs.db", Kind::Ignored),
            ("desktop.ini", Kind::Ignored),
            ("8A3F2C10", Kind::Ignored),
            (".客户评分表.xlsx.Xa81Lq", Kind::Ignored),
            ("客户评分表", Kind::Submission),
            ("读我.txt", Kind::Submission),
        ] {
            assert_eq!(kind(name), want, "{name}");
        }
        assert!(is_litter_folder("@eaDir") && is_litter_folder(".Trash-1000"));
        assert!(!is_litter_folder("石家庄办事处"));
    }

    #[test]
    fn an_owner_file_is_matched_even_with_its_first_characters_missing() {
        let held = |owner: &str| held_by("客户评分表.xlsx", [owner]).is_some();
        assert!(held("~$客户评分表.xlsx"));
        assert!(held(".~客户评分表.xlsx"));
        assert!(held(".~户评分表.xlsx"));
        assert!(held("~$评分表.xlsx"));
        assert!(held(".~lock.客户评分表.xlsx#"));
        assert!(!held(".~lock.评分表.xlsx#"));
        assert!(!held("~$分表.xlsx"));
        assert!(held_by("ab.xlsx", ["~$.xlsx"]).is_none());
    }

    #[test]
    fn the_holder_is_read_from_each_kind_of_owner_file() {
        let mut excel = vec![2u8, b'L', b'i'];
        excel.resize(55, b' ');
        for unit in "李会计".encode_utf16() {
            excel.extend(unit.to_le_bytes());
        }
        excel.resize(165, 0);
        assert_eq!(holder("~$a.xlsx", &excel).as_deref(), Some("李会计"));
        let mut padded = vec![6u8];
        padded.extend(b"Li Wei");
        padded.resize(165, b' ');
        assert_eq!(holder("~$a.xlsx", &padded).as_deref(), Some("Li Wei"));
        assert_eq!(
            holder("~$a.xlsx", &[3, b'W', b'u', b'1']).as_deref(),
            Some("Wu1")
        );
        assert_eq!(
            holder(".~lock.a.xlsx#", b",zhang,pc7,05.03.2026 09:30,file:///x;").as_deref(),
            Some("zhang")
        );
        assert_eq!(holder("~$a.xlsx", &[]), None);
        assert_eq!(holder("~$a.xlsx", &[200, 1]), None);
    }

    #[test]
    fn copies_lead_back_to_their_first() {
        for name in [
            "评分表 (1).xlsx",
            "评分表(2).xlsx",
            "评分表（3）.xlsx",
            "评分表 - 副本.xlsx",
            "评分表 - 副本 (2).xlsx",
            "评分表副本.xlsx",
            "副本 评分表.xlsx",
            "评分表 - Copy.xlsx",
            "Copy of 评分表.xlsx",
            "评分表(张三的冲突副本 2026-03-05).xlsx",
            "评分表 (zhang's conflicted copy 2026-03-05).xlsx",
            "评分表.sync-conflict-20260305-093000-ABCDEF.xlsx",
        ] {
            assert_eq!(copied_from(name).as_deref(), Some("评分表.xlsx"), "{name}");
        }
        for name in [
            "评分表.xlsx",
            "评分表(石家庄).xlsx",
            "评分表(2025年).xlsx",
            "副本.xlsx",
            "(1).xlsx",
        ] {
            assert_eq!(copied_from(name), None, "{name}");
        }
    }
}
