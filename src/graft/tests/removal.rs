//! Our sheets taken out again, also after another program saved the file.

use super::maker::{MARKS, Maker, OFFICE, donor, grafted, text};
use crate::graft::{Refusal, graft, remove};
use crate::opc::{Caps, Package};

const BOOK: &str = "xl/workbook.xml";
const RELS: &str = "xl/_rels/workbook.xml.rels";

/// The package as parts again, to be saved otherwise.
fn opened(bytes: &[u8]) -> Maker {
    let package = Package::open(bytes, &Caps::default()).unwrap();
    let mut maker = Maker::ordinary();
    maker.parts = package
        .parts()
        .map(|part| (part.to_owned(), package.part(part).unwrap()))
        .collect();
    maker
}

#[test]
fn nothing_of_ours_means_nothing_to_remove() {
    assert_eq!(remove(&Maker::ordinary().build(), &MARKS).unwrap(), None);
}

#[test]
fn removal_gives_back_the_parts_as_they_were() {
    for names in [None, Some("<definedNames/>"), Some("")] {
        let mut before = Maker::ordinary();
        if let Some(names) = names {
            before = before.edit(BOOK, "<definedNames><definedName name=\"_xlnm.Print_Area\" localSheetId=\"1\">附页!$A$1:$C$9</definedName></definedNames>", names);
        }
        let bytes = before.build();
        let back = remove(&grafted(&bytes), &MARKS).unwrap().unwrap();
        for part in ["[Content_Types].xml", BOOK, RELS] {
            assert_eq!(text(&back, part), text(&bytes, part), "{part}");
        }
        let (old, new) = (opened(&bytes), opened(&back));
        let listed = |maker: &Maker| {
            maker
                .parts
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(listed(&old), listed(&new));
    }
}

#[test]
fn either_mark_is_enough() {
    let after = grafted(&Maker::ordinary().build());
    // A program that drops hidden names.
    let no_names = opened(&after)
        .edit(
            BOOK,
            "<definedName name=\"_mark_1\" hidden=\"1\">'结论'!$A$1</definedName>",
            "",
        )
        .edit(
            BOOK,
            "<definedName name=\"_mark_2\" hidden=\"1\">'明细'!$A$1</definedName>",
            "",
        );
    // Someone cleared A1.
    let no_tokens = opened(&after)
        .edit("xl/worksheets/sheet3.xml", "token#", "")
        .edit("xl/worksheets/sheet4.xml", "token#", "");
    // A program that keeps text as shared strings, in rich text, with its own prefix.
    let shared = opened(&after)
        .edit(BOOK, "_mark_", "other_")
        .edit("xl/worksheets/sheet3.xml", "t=\"inlineStr\"><is><t>token#结论</t></is>", "t=\"s\"><v>2</v>")
        .edit("xl/worksheets/sheet4.xml", "t=\"inlineStr\"><is><t>token#明细</t></is>", "t=\"s\"><v>1</v>")
        .set("xl/sharedStrings.xml", "<x:sst xmlns:x=\"n\"><x:si><x:t>客户名称</x:t></x:si><x:si><x:r><x:t>tok</x:t></x:r><x:r><x:t>en#明细</x:t></x:r><x:rPh><x:t>z</x:t></x:rPh></x:si><x:si><x:t xml:space=\"preserve\">token#结论</x:t></x:si><x:si/></x:sst>");
    // A program that writes Chinese as numbers of characters.
    let numbered = opened(&after)
        .edit(BOOK, "_mark_", "other_")
        .edit("xl/worksheets/sheet3.xml", "token#", "tok&#101;n#")
        .edit("xl/worksheets/sheet4.xml", "token#", "tok&#x65;n#");
    for (what, maker) in [
        ("numbered", numbered),
        ("no names", no_names),
        ("no tokens", no_tokens),
        ("shared strings", shared),
    ] {
        let back = remove(&maker.build(), &MARKS).unwrap().unwrap();
        let book = text(&back, BOOK);
        assert!(
            !book.contains("结论\"") && !book.contains("明细\""),
            "{what}: {book}"
        );
        let package = Package::open(&back, &Caps::default()).unwrap();
        assert!(!package.contains("xl/worksheets/sheet3.xml"), "{what}");
        assert!(!package.contains("xl/charts/chart1.xml"), "{what}");
        assert!(
            !package.contains("xl/worksheets/_rels/sheet3.xml.rels"),
            "{what}"
        );
        assert!(package.contains("xl/worksheets/sheet1.xml"), "{what}");
    }
}

#[test]
fn renamed_sheets_are_replaced_not_doubled() {
    let renamed = opened(&grafted(&Maker::ordinary().build()))
        .edit(BOOK, "name=\"结论\"", "name=\"经理看\"")
        .edit(BOOK, "'结论'!", "经理看!");
    let book = text(&graft(&renamed.build(), &donor(), &MARKS).unwrap(), BOOK);
    assert_eq!(book.matches("<sheet ").count(), 4);
    assert!(!book.contains("经理看") && book.contains("name=\"结论\""));
}

#[test]
fn sheets_behind_ours_move_up_with_their_names_and_tab() {
    let moved = opened(&grafted(&Maker::ordinary().build()))
        .edit(BOOK, "</sheets>", "<sheet name=\"后加\" sheetId=\"9\" r:id=\"rId90\"/></sheets>")
        .edit(BOOK, "</definedNames>", "<definedName name=\"own\" localSheetId=\"4\">1</definedName></definedNames>")
        .edit(BOOK, "activeTab=\"1\"", "activeTab=\"4\" firstSheet=\"3\"")
        .edit(RELS, "</Relationships>", &format!("<Relationship Id=\"rId90\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet9.xml\"/></Relationships>"))
        .set("xl/worksheets/sheet9.xml", "<worksheet/>");
    let book = text(&remove(&moved.build(), &MARKS).unwrap().unwrap(), BOOK);
    assert!(book.contains("<definedName name=\"own\" localSheetId=\"2\">"));
    assert!(book.contains("activeTab=\"2\" firstSheet=\"0\""));
}

#[test]
fn an_open_tab_of_ours_gives_way_to_the_first_visible_sheet() {
    let open = opened(&grafted(&Maker::ordinary().build()))
        .edit(BOOK, "activeTab=\"1\"", "activeTab=\"3\"")
        .edit(BOOK, "name=\"登记表\"", "state=\"veryHidden\" name=\"登记表\"")
        .edit(BOOK, "<calcPr calcId=\"145621\"/>", "<calcPr/><customWorkbookViews><customWorkbookView activeSheetId=\"5\"/></customWorkbookViews>");
    let book = text(&remove(&open.build(), &MARKS).unwrap().unwrap(), BOOK);
    assert!(book.contains("activeTab=\"1\""), "{book}");
    assert!(book.contains("activeSheetId=\"1\""));
}

#[test]
fn a_part_that_others_need_stays() {
    // Someone's own sheet came to use the picture of ours.
    let sharing = opened(&grafted(&Maker::ordinary().build())).set(
        "xl/worksheets/_rels/sheet1.xml.rels",
        format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"{OFFICE}/chart\" Target=\"../charts/chart1.xml\"/></Relationships>"),
    );
    let back = remove(&sharing.build(), &MARKS).unwrap().unwrap();
    let package = Package::open(&back, &Caps::default()).unwrap();
    assert!(package.contains("xl/charts/chart1.xml"));
    assert!(!package.contains("xl/drawings/drawing1.xml"));
    assert!(text(&back, "[Content_Types].xml").contains("/xl/charts/chart1.xml"));
}

#[test]
fn a_calculation_chain_that_counts_our_cells_goes_with_them() {
    let of_type = "<Override PartName=\"/xl/calcChain.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml\"/>";
    for (id, stays) in [("5", false), ("1", true)] {
        let typed = opened(&grafted(&Maker::ordinary().build()))
            .set("xl/calcChain.xml", format!("<calcChain><c r=\"A1\" i=\"{id}\"/></calcChain>"))
            .edit("[Content_Types].xml", "</Types>", &format!("{of_type}</Types>"))
            .edit(RELS, "</Relationships>", &format!("<Relationship Id=\"c\" Type=\"{OFFICE}/calcChain\" Target=\"calcChain.xml\"/></Relationships>"));
        let back = remove(&typed.build(), &MARKS).unwrap().unwrap();
        let package = Package::open(&back, &Caps::default()).unwrap();
        assert_eq!(package.contains("xl/calcChain.xml"), stays);
        assert_eq!(text(&back, RELS).contains("calcChain"), stays);
        assert_eq!(
            text(&back, "[Content_Types].xml").contains("calcChain"),
            stays
        );
    }
}

#[test]
fn names_whose_sheet_was_deleted_go_as_well() {
    let deleted = Maker::ordinary().edit(
        BOOK,
        "</definedNames>",
        "<definedName name=\"_mark_1\" hidden=\"1\">#REF!$A$1</definedName></definedNames>",
    );
    let book = text(&remove(&deleted.build(), &MARKS).unwrap().unwrap(), BOOK);
    assert!(!book.contains("_mark_") && book.contains("_xlnm.Print_Area"));
}

#[test]
fn a_workbook_of_ours_only_is_not_emptied_but_can_be_replaced() {
    let ours = opened(&grafted(&Maker::ordinary().build()))
        .edit(BOOK, "<sheet name=\"登记表\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"附页\" sheetId=\"4\" r:id=\"rId2\"/>", "")
        .build();
    assert_eq!(remove(&ours, &MARKS).unwrap_err(), Refusal::NothingLeft);
    assert!(graft(&ours, &donor(), &MARKS).is_ok());
}

#[test]
fn styles_that_nothing_leads_to_stay_beside_those_given_and_are_given_once() {
    let before = Maker::ordinary().edit(RELS, "relationships/styles", "relationships/stiles");
    let bytes = before.build();
    let after = grafted(&bytes);
    let again = graft(&after, &donor(), &MARKS).unwrap();
    assert_eq!(
        opened(&again).parts.len(),
        opened(&after).parts.len(),
        "nothing is given twice"
    );
    let back = opened(&remove(&after, &MARKS).unwrap().unwrap());
    for (name, data) in opened(&bytes).parts {
        let patched = name == RELS || name == "[Content_Types].xml";
        let kept = back.parts.iter().find(|(one, _)| *one == name);
        assert!(
            patched || kept.is_some_and(|(_, one)| *one == data),
            "{name}"
        );
    }
}

#[test]
fn a_strange_element_with_an_id_of_ours_stays() {
    let strange = "<other Id=\"rId5\"/></Relationships>";
    let bytes = Maker::ordinary()
        .edit(RELS, "</Relationships>", strange)
        .build();
    let after = grafted(&bytes);
    assert!(text(&after, RELS).contains("<Relationship Id=\"rId5\""));
    let back = remove(&after, &MARKS).unwrap().unwrap();
    assert_eq!(text(&back, RELS), text(&bytes, RELS));
}
