//! Peculiarities of the zip and the package.

use super::maker::{
    Maker, OFFICE, RELATIONSHIPS, ROOT, STYLES, TYPES, WORKBOOK, assert_untouched, grafted,
    refused, text,
};
use crate::graft::Refusal;
use crate::opc::{Caps, Package, Problem};
use zip::CompressionMethod;

const DEFAULT_RELS: &str = r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#;

#[test]
fn new_relationship_parts_have_a_type_where_no_default_gives_it() {
    let overrides = r#"<Override PartName="/_rels/.rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/_rels/workbook.xml.rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#;
    let before = Maker::ordinary().edit("[Content_Types].xml", DEFAULT_RELS, overrides);
    let types = text(&grafted(&before.build()), "[Content_Types].xml");
    for part in [
        "worksheets/_rels/sheet3.xml.rels",
        "drawings/_rels/drawing1.xml.rels",
    ] {
        assert!(
            types.contains(&format!("PartName=\"/xl/{part}\"")),
            "{part}"
        );
    }
    assert!(!types.contains("Extension=\"rels\""));
    // With the default there, it says enough.
    let types = text(&grafted(&Maker::ordinary().build()), "[Content_Types].xml");
    assert!(!types.contains("_rels/sheet3"));
}

#[test]
fn new_parts_take_names_that_are_free_whatever_their_case() {
    let before = Maker::ordinary()
        .set("XL/Worksheets/SHEET3.xml", "<left-over/>")
        .set("xl/drawings/drawing1.xml", "<left-over/>")
        .edit(
            "[Content_Types].xml",
            "</Types>",
            "<Override PartName=\"/xl/charts/chart1.xml\" ContentType=\"gone\"/></Types>",
        );
    let after = grafted(&before.build());
    let package = Package::open(&after, &Caps::default()).unwrap();
    for part in ["sheet4.xml", "sheet5.xml", "_rels/sheet4.xml.rels"] {
        assert!(package.contains(&format!("xl/worksheets/{part}")), "{part}");
    }
    assert!(package.contains("xl/drawings/drawing2.xml"));
    assert!(package.contains("xl/charts/chart2.xml"));
    assert_eq!(text(&after, "xl/worksheets/sheet3.xml"), "<left-over/>");
}

#[test]
fn a_byte_order_mark_stays_and_utf16_is_refused() {
    let marked = format!("\u{feff}{WORKBOOK}");
    let before = Maker::ordinary().set("xl/workbook.xml", &marked);
    let after = grafted(&before.build());
    let bytes = Package::open(&after, &Caps::default())
        .unwrap()
        .part("xl/workbook.xml")
        .unwrap();
    assert!(bytes.starts_with("\u{feff}<?xml".as_bytes()));

    let utf16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let before = Maker::ordinary().set("xl/workbook.xml", utf16);
    assert_eq!(
        refused(&before.build()),
        Refusal::Encoding {
            part: "xl/workbook.xml".into()
        }
    );
    let declared = STYLES.replace("UTF-8", "GBK");
    let (gbk, _, _) = encoding_rs::GBK.encode(&declared);
    let before = Maker::ordinary().set("xl/styles.xml", &gbk);
    assert_eq!(
        refused(&before.build()),
        Refusal::Encoding {
            part: "xl/styles.xml".into()
        }
    );
}

#[test]
fn a_missing_styles_part_is_added() {
    let rel = format!("<Relationship Id=\"rId3\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>");
    let of_type = r#"<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>"#;
    let none = Maker::ordinary()
        .without("xl/styles.xml")
        .edit("xl/_rels/workbook.xml.rels", &rel, "")
        .edit("[Content_Types].xml", of_type, "");
    let dangling = Maker::ordinary().without("xl/styles.xml");
    for before in [none, dangling] {
        let after = grafted(&before.build());
        let package = Package::open(&after, &Caps::default()).unwrap();
        let styles = package.relationships("xl/workbook.xml").unwrap();
        let styles = styles.iter().find(|one| one.is("styles")).unwrap();
        let part = styles.part().unwrap();
        assert!(
            package
                .content_type(part)
                .unwrap()
                .unwrap()
                .contains("styles+xml")
        );
        assert!(text(&after, part).contains("<cellXfs count=\"3\">"));
    }
}

#[test]
fn entries_of_one_name_are_copied_or_refused() {
    // A duplicate that does not concern us is copied, both of it.
    let (first, second) = ("duplicat1.bin", "duplicat2.bin");
    let mut bytes = Maker::ordinary()
        .set(first, "one")
        .set(second, "two")
        .build();
    let pattern = second.as_bytes().to_vec();
    for at in 0..bytes.len() - pattern.len() {
        if bytes[at..].starts_with(&pattern) {
            bytes[at..at + pattern.len()].copy_from_slice(first.as_bytes());
        }
    }
    let after = grafted(&bytes);
    let package = Package::open(&after, &Caps::default()).unwrap();
    assert_eq!(package.duplicates(), [first]);
    assert_eq!(
        package
            .directory()
            .records
            .iter()
            .filter(|one| one.name == first)
            .count(),
        2
    );
    // One of a part that would be patched is not ours to choose.
    for other in ["xl/Styles.xml", "xl\\styles.xml"] {
        let before = Maker::ordinary().set(other, STYLES);
        assert!(
            matches!(refused(&before.build()), Refusal::Ambiguous { .. }),
            "{other}"
        );
    }
}

#[test]
fn folders_prepended_bytes_trailing_bytes_and_a_comment_stay() {
    let mut maker = Maker::ordinary();
    maker.parts.insert(0, ("xl/".into(), Vec::new()));
    maker.parts.push(("xl/_rels/".into(), Vec::new()));
    let plain = maker.build();
    grafted(&plain);
    let mut bytes = b"stub in front".to_vec();
    bytes.extend_from_slice(&plain);
    // The comment's length is the last field of the end record.
    let at = bytes.len() - 2;
    bytes[at..].copy_from_slice(&7_u16.to_le_bytes());
    bytes.extend_from_slice(b"comment");
    bytes.extend_from_slice(b"\0trailing");
    let after = grafted(&bytes);
    assert!(after.starts_with(b"stub in front"));
    assert!(after.ends_with(b"comment\0trailing"));
}

#[test]
fn backslashes_and_other_case_in_entry_names_are_followed() {
    let before = Maker::ordinary()
        .rename("xl/workbook.xml", "xl\\Workbook.xml")
        .rename("xl/_rels/workbook.xml.rels", "xl\\_rels\\workbook.xml.rels")
        .rename("xl/styles.xml", "XL\\STYLES.XML");
    let after = grafted(&before.build());
    let package = Package::open(&after, &Caps::default()).unwrap();
    assert!(
        package.parts().any(|part| part == "xl\\Workbook.xml"),
        "keeps its spelling"
    );
    assert!(text(&after, "xl/workbook.xml").contains("name=\"结论\""));
}

#[test]
fn descriptors_extra_fields_stored_entries_zip64_and_order_stay() {
    let mut described = Maker::ordinary();
    described.descriptors = true;
    grafted(&described.build());

    let mut stored = Maker::ordinary();
    stored.options = stored.options.compression_method(CompressionMethod::Stored);
    stored.parts.reverse();
    grafted(&stored.build());

    let mut large = Maker::ordinary();
    large.options = large.options.large_file(true);
    grafted(&large.build());

    let before = Maker::ordinary().build_with_extra_field();
    let after = grafted(&before);
    assert!(after.windows(4).filter(|four| four == b"kept").count() >= 8);
}

#[test]
fn the_workbook_part_is_found_wherever_it_lies() {
    let before = Maker::ordinary()
        .rename("xl/workbook.xml", "book/main.xml")
        .rename("xl/_rels/workbook.xml.rels", "book/_rels/main.xml.rels")
        .rename("xl/styles.xml", "look.xml")
        .edit(
            "_rels/.rels",
            "Target=\"xl/workbook.xml\"",
            "Target=\"/book/./main.xml\"",
        )
        .edit("[Content_Types].xml", "/xl/workbook.xml", "/book/main.xml")
        .edit("[Content_Types].xml", "/xl/styles.xml", "/look.xml")
        .edit(
            "book/_rels/main.xml.rels",
            "Target=\"worksheets/",
            "Target=\"/xl/worksheets/",
        )
        .edit(
            "book/_rels/main.xml.rels",
            "Target=\"sharedStrings.xml\"",
            "Target=\"../xl/sharedStrings.xml\"",
        )
        .edit(
            "book/_rels/main.xml.rels",
            "Target=\"styles.xml\"",
            "Target=\"../look.xml\"",
        );
    let after = grafted(&before.build());
    let relationships = text(&after, "book/_rels/main.xml.rels");
    assert!(relationships.contains("Target=\"../xl/worksheets/sheet3.xml\""));
    assert!(text(&after, "look.xml").contains("微软雅黑"));
}

#[test]
fn signed_shared_and_binary_workbooks_are_refused() {
    let signed = Maker::ordinary().edit(
        "_rels/.rels",
        "</Relationships>",
        "<Relationship Id=\"s\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin\" Target=\"_xmlsignatures/origin.sigs\"/></Relationships>",
    );
    assert_eq!(refused(&signed.build()), Refusal::Signed);
    let shared = Maker::ordinary().edit(
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        &format!("<Relationship Id=\"s\" Type=\"{OFFICE}/revisionHeaders\" Target=\"revisions/revisionHeaders.xml\"/></Relationships>"),
    );
    assert_eq!(refused(&shared.build()), Refusal::Shared);
    let binary = Maker::ordinary().edit(
        "[Content_Types].xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    );
    assert!(matches!(
        refused(&binary.build()),
        Refusal::NotAWorkbook { .. }
    ));
}

#[test]
fn macros_and_their_signature_labels_and_the_calculation_chain_stay() {
    let before = Maker::ordinary()
        .edit(
            "[Content_Types].xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
        .edit("[Content_Types].xml", "<Default Extension=\"xml\"", "<Default Extension=\"bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/><Default Extension=\"xml\"")
        .set("xl/vbaProject.bin", [0xD0, 0xCF, 0x11, 0xE0])
        .set("xl/vbaProjectSignature.bin", [1, 2, 3])
        .set("docMetadata/LabelInfo.xml", "<labelList/>")
        .set("xl/calcChain.xml", "<calcChain><c r=\"A1\" i=\"1\"/></calcChain>");
    let bytes = before.build();
    let after = grafted(&bytes);
    assert_untouched(&bytes, &after);
    assert!(text(&after, "[Content_Types].xml").contains("sheet.macroEnabled.main+xml"));
}

#[test]
fn cell_pictures_of_wps_stay_related_and_typed() {
    let rel = "<Relationship Id=\"rId9\" Type=\"http://www.wps.cn/officeDocument/2020/cellImage\" Target=\"cellimages.xml\"/>";
    let of_type = "<Override PartName=\"/xl/cellimages.xml\" ContentType=\"application/vnd.wps-officedocument.cellimage+xml\"/>";
    let before = Maker::ordinary()
        .edit("xl/_rels/workbook.xml.rels", "</Relationships>", &format!("{rel}</Relationships>"))
        .edit("[Content_Types].xml", "</Types>", &format!("{of_type}</Types>"))
        .set("xl/cellimages.xml", "<etc:cellImages xmlns:etc=\"http://www.wps.cn/officeDocument/2017/etCustomData\"/>")
        .set("xl/_rels/cellimages.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>");
    let after = grafted(&before.build());
    assert!(text(&after, "xl/_rels/workbook.xml.rels").contains(rel));
    assert!(text(&after, "[Content_Types].xml").contains(of_type));
    assert!(text(&after, "xl/_rels/workbook.xml.rels").contains("Id=\"rId10\""));
}

/// Whether all of `old` stands in `new` in its order, as if text was only put in.
fn only_put_in(old: &str, new: &str) -> bool {
    let mut rest = new.chars();
    old.chars().all(|c| rest.any(|other| other == c))
}

#[test]
fn patched_parts_keep_every_byte_that_was_there() {
    let after = grafted(&Maker::ordinary().build());
    for (part, old) in [
        ("[Content_Types].xml", TYPES),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONSHIPS),
    ] {
        let new = text(&after, part);
        assert!(only_put_in(old, &new) && new.len() > old.len(), "{part}");
    }
    assert_eq!(text(&after, "_rels/.rels"), ROOT);
}

#[test]
fn damage_is_refused_with_its_place() {
    let before = Maker::ordinary().set("xl/workbook.xml", "<workbook><sheets></workbook>");
    assert_eq!(
        refused(&before.build()),
        Refusal::Malformed {
            part: "xl/workbook.xml".into()
        }
    );
    let before = Maker::ordinary().without("xl/workbook.xml");
    assert!(matches!(
        refused(&before.build()),
        Refusal::Package(Problem::Missing { .. })
    ));
    assert_eq!(refused(b"text"), Refusal::Package(Problem::NotAZip));
    let entities = WORKBOOK.replace("<workbook ", "<!DOCTYPE w [<!ENTITY a 'b'>]><workbook ");
    let before = Maker::ordinary().set("xl/workbook.xml", entities);
    assert!(matches!(
        refused(&before.build()),
        Refusal::Malformed { .. }
    ));
}
