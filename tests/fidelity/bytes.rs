//! The first judge: bytes. The directory is read by the `zip` crate, not by our own reader.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// An entry as the `zip` crate sees it: everything that a reader could tell apart.
#[derive(Debug, PartialEq, Eq, Clone)]
struct Entry {
    name: String,
    crc: u32,
    method: String,
    modified: Option<String>,
    mode: Option<u32>,
    raw: Vec<u8>,
    /// Local header, read from the bytes in front of the data.
    header: Vec<u8>,
}

fn entries(bytes: &[u8]) -> Vec<Entry> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut file = zip.by_index_raw(i).unwrap();
            let (start, data) = (file.header_start(), file.data_start().unwrap());
            let mut raw = Vec::new();
            file.read_to_end(&mut raw).unwrap();
            Entry {
                name: file.name().unwrap().into_owned(),
                crc: file.crc32(),
                method: format!("{:?}", file.compression()),
                modified: file.last_modified().map(|time| time.to_string()),
                mode: file.unix_mode(),
                raw,
                header: bytes[start as usize..data as usize].to_vec(),
            }
        })
        .collect()
}

fn is_patched(name: &str, styles: &str) -> bool {
    let name = name.replace('\\', "/").to_lowercase();
    name == "[content_types].xml"
        || name == styles
        || matches!(
            name.as_str(),
            "xl/workbook.xml"
                | "xl/_rels/workbook.xml.rels"
                | "book/main.xml"
                | "book/_rels/main.xml.rels"
        )
}

/// Names of the parts that may differ: by the usual names, checked against a plain search of
/// the relationships.
fn patched(bytes: &[u8]) -> Vec<String> {
    let package = shenbiao::opc::Package::open(bytes, &shenbiao::opc::Caps::default()).unwrap();
    let workbook = package.workbook_part().unwrap();
    let mut names = vec![
        "[content_types].xml".to_owned(),
        workbook.to_lowercase(),
        shenbiao::opc::names::relationships_of(&workbook).to_lowercase(),
    ];
    let related = package.relationships(&workbook).unwrap();
    let styles = related.iter().find(|one| one.is("styles"));
    names.extend(styles.and_then(|one| one.part()).map(str::to_lowercase));
    for name in names.iter().take(3) {
        let odd = !is_patched(name, "");
        if odd {
            eprintln!("  workbook part found at {name}");
        }
    }
    names
}

/// Every entry of the submitted package but the patched ones lies in the annotated one, header
/// and data byte for byte and in the same order; and all of it inflates with right checksums.
pub fn assert_untouched(name: &str, before: &[u8], after: &[u8]) {
    let patched = patched(before);
    let (old, new) = (entries(before), entries(after));
    let mut rest = new.iter();
    let mut changed = Vec::new();
    for entry in &old {
        let found = rest
            .find(|one| one.name == entry.name)
            .unwrap_or_else(|| panic!("{name}: {} is gone or has moved", entry.name));
        if found != entry {
            let key = entry.name.replace('\\', "/").to_lowercase();
            assert!(patched.contains(&key), "{name}: {} was touched", entry.name);
            changed.push(key);
        }
    }
    assert!(changed.len() <= 4, "{name}: {changed:?}");
    let mut zip = ZipArchive::new(Cursor::new(after)).unwrap();
    for i in 0..zip.len() {
        let damaged_before = old.get(i).is_some_and(|entry| {
            let index = old.iter().position(|one| one == entry).unwrap();
            let mut zip = ZipArchive::new(Cursor::new(before)).unwrap();
            let mut file = zip.by_index(index).unwrap();
            file.read_to_end(&mut Vec::new()).is_err()
        });
        let mut file = zip.by_index(i).unwrap();
        let whole = file.read_to_end(&mut Vec::new()).is_ok();
        assert!(
            whole || damaged_before,
            "{name}: entry {i} does not inflate"
        );
    }
}

/// The annotated package's relationships lead to parts, and as many sheets are there more.
pub fn assert_leads_somewhere(name: &str, after: &[u8], ours: usize) {
    let package = shenbiao::opc::Package::open(after, &shenbiao::opc::Caps::default()).unwrap();
    let workbook = package.workbook_part().unwrap();
    let related = package.relationships(&workbook).unwrap();
    let sheets: Vec<&str> = related
        .iter()
        .filter(|one| one.is("worksheet"))
        .filter_map(|one| one.part())
        .collect();
    for part in sheets.iter().rev().take(ours) {
        assert!(package.contains(part), "{name}: {part} is missing");
        let kind = package.content_type(part).unwrap().unwrap_or_default();
        assert!(kind.ends_with("worksheet+xml"), "{name}: {part} is {kind}");
        for one in package.relationships(part).unwrap() {
            if let Some(target) = one.part() {
                assert!(package.contains(target), "{name}: {part} → {target}");
                let kind = package.content_type(target).unwrap();
                assert!(kind.is_some(), "{name}: {target} has no type");
            }
        }
    }
}

/// After removal: the submitted entries and no other (but for a styles part that was added),
/// byte for byte; the patched ones with the same text, but for the styles.
pub fn assert_given_back(name: &str, before: &[u8], back: &[u8]) {
    assert_untouched(name, before, back);
    let inflated = |bytes: &[u8]| -> BTreeMap<String, Vec<u8>> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        (0..zip.len())
            .map(|i| {
                let mut file = zip.by_index(i).unwrap();
                let mut data = Vec::new();
                // A part that was damaged before is compared as far as it inflates.
                let _ = file.read_to_end(&mut data);
                (file.name().unwrap().into_owned(), data)
            })
            .collect()
    };
    let (old, new) = (inflated(before), inflated(back));
    let added: Vec<&String> = new.keys().filter(|part| !old.contains_key(*part)).collect();
    let styles_added = added.iter().any(|part| part.contains("styles"));
    assert!(
        added.len() <= usize::from(styles_added),
        "{name}: {added:?} left over"
    );
    for (part, text) in &old {
        let key = part.to_lowercase();
        if !key.contains("styles") && !styles_added {
            assert!(
                new.get(part) == Some(text),
                "{name}: {part} differs after removal"
            );
        }
    }
}
