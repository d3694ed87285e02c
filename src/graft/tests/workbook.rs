//! Peculiarities of the workbook part.

use super::maker::{MARKS, Maker, OFFICE, donor, grafted, text};
use crate::graft::{Refusal, graft};

const BOOK: &str = "xl/workbook.xml";
const NAMES: &str = "<definedNames><definedName name=\"_xlnm.Print_Area\" localSheetId=\"1\">附页!$A$1:$C$9</definedName></definedNames>";

#[test]
fn names_go_where_the_schema_wants_them() {
    // None there: behind external references, before calcPr.
    let before = Maker::ordinary().edit(BOOK, NAMES, "<functionGroups/><externalReferences/>");
    let after = text(&grafted(&before.build()), BOOK);
    assert!(after.contains("<externalReferences/><definedNames><definedName"));
    assert!(after.contains("</definedNames><calcPr"));
    // There, but empty.
    let before = Maker::ordinary().edit(BOOK, NAMES, "<definedNames/>");
    let after = text(&grafted(&before.build()), BOOK);
    assert_eq!(after.matches("<definedNames").count(), 1);
    assert!(
        after.contains("<definedNames ><definedName name=\"_mark_1\" hidden=\"1\">'结论'!$A$1<")
    );
    // Nothing at all behind the sheets.
    let before =
        Maker::ordinary()
            .edit(BOOK, NAMES, "")
            .edit(BOOK, "<calcPr calcId=\"145621\"/>", "");
    let after = text(&grafted(&before.build()), BOOK);
    assert!(after.contains("</sheets><definedNames>"));
}

#[test]
fn sheets_come_last_with_new_ids_and_names_local_by_position() {
    let after = text(&grafted(&Maker::ordinary().build()), BOOK);
    assert!(after.contains(&format!(
        "<sheet xmlns:r=\"{OFFICE}\" name=\"结论\" sheetId=\"5\" r:id=\"rId5\"/><sheet xmlns:r=\"{OFFICE}\" name=\"明细\" sheetId=\"6\" r:id=\"rId6\"/></sheets>"
    )));
    assert!(
        after.contains("<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"2\">'结论'!$A$1<")
    );
    assert!(after.contains("<definedName name=\"_xlnm.Print_Area\" localSheetId=\"1\">附页!"));
    assert!(after.contains("activeTab=\"1\""), "the open tab stays");
}

#[test]
fn the_relationship_namespace_is_declared_where_it_is_used() {
    // openpyxl declares it on each sheet only; others bind `r` to something else.
    let on_root = format!(" xmlns:r=\"{OFFICE}\"");
    let before = Maker::ordinary()
        .edit(BOOK, &on_root, "")
        .edit(BOOK, "<sheet ", &format!("<sheet xmlns:rel=\"{OFFICE}\" "))
        .edit(BOOK, "r:id=", "rel:id=");
    let after = text(&grafted(&before.build()), BOOK);
    assert_eq!(
        after
            .matches(&format!("<sheet xmlns:r=\"{OFFICE}\""))
            .count(),
        2
    );
}

#[test]
fn prefixed_parts_get_prefixed_children_each_its_own() {
    let prefixed = |maker: Maker, part: &str, prefix: &str| {
        let (_, data) = maker.parts.iter().find(|(name, _)| name == part).unwrap();
        let text = String::from_utf8(data.clone()).unwrap();
        let mut new = String::new();
        for piece in text.split_inclusive('<') {
            new.push_str(piece);
        }
        let new = new
            .replace("</", "\u{1}")
            .replace("<?", "\u{2}")
            .replace('<', &format!("<{prefix}:"))
            .replace('\u{1}', &format!("</{prefix}:"))
            .replace('\u{2}', "<?")
            .replace("xmlns=", &format!("xmlns:{prefix}="));
        maker.set(part, new)
    };
    let mut before = Maker::ordinary();
    for (part, prefix) in [
        (BOOK, "x"),
        ("xl/styles.xml", "s"),
        ("xl/_rels/workbook.xml.rels", "p"),
        ("[Content_Types].xml", "t"),
    ] {
        before = prefixed(before, part, prefix);
    }
    let after = grafted(&before.build());
    assert!(text(&after, BOOK).contains("<x:sheet xmlns:r="));
    assert!(text(&after, BOOK).contains("</x:definedName></x:definedNames>"));
    let styles = text(&after, "xl/styles.xml");
    assert!(styles.contains("<s:font><s:b/><s:sz val=\"12\"/>"));
    assert!(styles.contains("<s:alignment horizontal=\"center\" wrapText=\"1\"/></s:xf>"));
    assert!(styles.contains("<s:dxfs count=\"1\"><s:dxf><s:font><s:b/>"));
    assert!(
        text(&after, "[Content_Types].xml")
            .contains("<t:Override PartName=\"/xl/worksheets/sheet3.xml\"")
    );
}

#[test]
fn same_named_elements_further_down_are_others() {
    let decoy = "<mc:AlternateContent xmlns:mc=\"m\"><mc:Choice><sheets><sheet name=\"x\" sheetId=\"900\" r:id=\"rId90\"/></sheets><definedNames/></mc:Choice></mc:AlternateContent>";
    let tail = "<extLst><ext uri=\"u\"><definedNames><definedName name=\"no\">1</definedName></definedNames></ext></extLst></workbook>";
    let before = Maker::ordinary()
        .edit(BOOK, "<bookViews>", &format!("{decoy}<bookViews>"))
        .edit(BOOK, "</workbook>", tail);
    let after = text(&graft(&before.build(), &donor(), &MARKS).unwrap(), BOOK);
    assert!(after.contains(decoy) && after.ends_with(tail));
    assert!(after.contains("sheetId=\"5\""));
}

#[test]
fn a_name_that_a_submitted_sheet_has_gets_a_suffix() {
    let before = Maker::ordinary().edit(BOOK, "name=\"附页\"", "name=\"结论\"");
    let bytes = grafted(&before.build());
    let after = text(&bytes, BOOK);
    assert!(after.contains("name=\"结论 (2)\""));
    assert!(
        after.contains("hidden=\"1\">'结论 (2)'!$A$1<"),
        "names follow"
    );
    assert!(
        text(&bytes, "xl/charts/chart1.xml").contains("'结论 (2)'!$A$2"),
        "charts follow"
    );
}

#[test]
fn awkward_wishes_become_valid_names() {
    let mut donor = donor();
    donor.sheets[0].name = "a/b & 'c'".into();
    donor.sheets[1].name = "客户".repeat(20);
    let after = graft(&Maker::ordinary().build(), &donor, &MARKS).unwrap();
    let book = text(&after, BOOK);
    assert!(book.contains("name=\"a_b &amp; 'c\""));
    assert!(book.contains(">'a_b &amp; ''c'!$A$1<"));
    assert!(book.contains(&format!("name=\"{}客\"", "客户".repeat(15))));
}

#[test]
fn a_locked_structure_and_a_read_only_recommendation_keep_nothing_out() {
    let lock = "<fileSharing readOnlyRecommended=\"1\"/><workbookPr/><workbookProtection lockStructure=\"1\"/>";
    let before = Maker::ordinary().edit(BOOK, "<workbookPr defaultThemeVersion=\"124226\"/>", lock);
    assert!(text(&grafted(&before.build()), BOOK).contains(lock));
}

#[test]
fn strict_workbooks_get_strict_sheets() {
    let strict = |maker: Maker, part: &str| {
        let (_, data) = maker.parts.iter().find(|(name, _)| name == part).unwrap();
        let text = String::from_utf8(data.clone())
            .unwrap()
            .replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            .replace(
                OFFICE,
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            );
        maker.set(part, text)
    };
    let mut before = Maker::ordinary();
    for part in [
        "_rels/.rels",
        BOOK,
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
    ] {
        before = strict(before, part);
    }
    let after = grafted(&before.build());
    for part in [
        BOOK,
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet3.xml",
        "xl/worksheets/_rels/sheet3.xml.rels",
        "xl/charts/chart1.xml",
    ] {
        let text = text(&after, part);
        assert!(
            !text.contains("/2006/main\"")
                && !text.contains("drawingml/2006")
                && !text.contains(OFFICE),
            "{part}: {text}"
        );
    }
}

#[test]
fn ids_at_their_limits_still_find_room() {
    let before = Maker::ordinary()
        .edit(BOOK, "sheetId=\"4\"", "sheetId=\"65534\"")
        .edit(BOOK, "rId2", "rId4000000000")
        .edit("xl/_rels/workbook.xml.rels", "rId2", "rId4000000000");
    let after = text(&grafted(&before.build()), BOOK);
    assert!(
        after.contains("name=\"结论\" sheetId=\"2\"")
            && after.contains("name=\"明细\" sheetId=\"3\"")
    );
}

#[test]
fn a_donor_that_contradicts_itself_is_said_to() {
    let mut donor = donor();
    donor.names[0].sheet = Some(7);
    let refused = graft(&Maker::ordinary().build(), &donor, &MARKS).unwrap_err();
    assert!(matches!(refused, Refusal::Donor { .. }));
}
