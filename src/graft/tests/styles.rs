//! Styles are appended to, and what is equal is taken again.

use super::maker::{MARKS, Maker, STYLES, donor, grafted, refused, text};
use crate::graft::{Refusal, graft};

const PART: &str = "xl/styles.xml";

#[test]
fn styles_are_appended_and_the_sheet_uses_their_numbers() {
    let after = grafted(&Maker::ordinary().build());
    let styles = text(&after, PART);
    // 宋体 11, no fill and the empty border were there; 微软雅黑 and the solid fill were not.
    assert!(styles.contains("<fonts count=\"2\">") && styles.contains("<fills count=\"3\">"));
    assert!(styles.contains("<borders count=\"1\">"));
    assert!(
        styles.contains("<xf numFmtId=\"180\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\"")
    );
    assert!(
        styles.contains("<xf numFmtId=\"181\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"")
    );
    assert!(styles.contains("<cellXfs count=\"4\">"));
    assert!(styles.contains("<dxfs count=\"1\"><dxf><font><b/></font></dxf></dxfs>"));
    let sheet = text(&after, "xl/worksheets/sheet3.xml");
    assert!(sheet.contains("<c r=\"A2\" s=\"2\">") && sheet.contains("<c r=\"B2\" s=\"3\">"));
    assert!(sheet.contains("dxfId=\"0\""));
}

#[test]
fn number_formats_are_told_by_their_code() {
    let styles = text(&grafted(&Maker::ordinary().build()), PART);
    // 0.0"万" was there as 180 and keeps that number; the new one gets the next.
    assert_eq!(
        styles.matches("formatCode=\"0.0&quot;万&quot;\"").count(),
        1
    );
    assert!(styles.contains("<numFmts count=\"2\">"));
    assert!(
        styles.contains(
            "<numFmt numFmtId=\"181\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"
        )
    );
    // Without any, numbers begin behind the built-in ones, and the list comes first.
    let list = "<numFmts count=\"1\"><numFmt numFmtId=\"180\" formatCode=\"0.0&quot;万&quot;\"/></numFmts>";
    let before = Maker::ordinary().edit(PART, list, "");
    let styles = text(&grafted(&before.build()), PART);
    assert!(styles.contains("<numFmts count=\"2\"><numFmt numFmtId=\"164\""));
    assert!(styles.contains("</numFmts><fonts"));
}

#[test]
fn missing_lists_are_added_in_their_order() {
    let bare = STYLES.split("<numFmts").next().unwrap().to_owned();
    for (styles, formats) in [
        (format!("{bare}</styleSheet>"), 3),
        (format!("{bare}<cellXfs count=\"1\"><xf/></cellXfs></styleSheet>"), 3),
        (STYLES.replace("<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>", ""), 4),
        (bare.replace("main\">", "main\"/>"), 3),
    ] {
        let before = Maker::ordinary().set(PART, styles);
        let after = text(&grafted(&before.build()), PART);
        let places: Vec<usize> = ["<numFmts", "<fonts", "<fills", "<borders", "<cellStyleXfs", "<cellXfs", "<dxfs"]
            .iter()
            .map(|list| after.find(list).unwrap_or_else(|| panic!("{list} in {after}")))
            .collect();
        assert!(places.is_sorted(), "{after}");
        assert!(after.contains(&format!("<cellXfs count=\"{formats}\">")), "{after}");
    }
}

#[test]
fn equal_formats_of_another_program_are_taken_again() {
    let font = "<font><name val='微软雅黑'/><sz val=\"12\"></sz><b/></font></fonts>";
    let xf = "<xf borderId=\"0\" fillId=\"0\" fontId=\"1\" numFmtId=\"0\" applyFont=\"true\"><alignment wrapText=\"1\" horizontal=\"center\"></alignment></xf></cellXfs>";
    let before = Maker::ordinary()
        .edit(PART, "</fonts>", font)
        .edit(PART, "</cellXfs>", xf);
    let mut donor = donor();
    let styles = std::sync::Arc::make_mut(&mut donor.styles);
    styles.cell_formats[0].number_format = 0;
    styles.cell_formats[0].fill = 0;
    let after = graft(&before.build(), &donor, &MARKS).unwrap();
    assert!(text(&after, "xl/worksheets/sheet3.xml").contains("<c r=\"A2\" s=\"2\">"));
    assert!(!text(&after, PART).contains("<b/><sz val=\"12\"/>"));
}

#[test]
fn a_second_graft_adds_no_styles() {
    let once = grafted(&Maker::ordinary().build());
    let twice = graft(&once, &donor(), &MARKS).unwrap();
    assert_eq!(text(&once, PART), text(&twice, PART));
}

#[test]
fn tens_of_thousands_of_formats_are_appended_to_or_refused() {
    let many = |count: usize| {
        let formats = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
            .repeat(count);
        Maker::ordinary()
            .edit(PART, "</cellXfs>", &format!("{formats}</cellXfs>"))
            .build()
    };
    let after = grafted(&many(60_000));
    assert!(text(&after, "xl/worksheets/sheet3.xml").contains("<c r=\"A2\" s=\"60002\">"));
    assert!(matches!(refused(&many(64_000)), Refusal::StylesFull { .. }));
}

#[test]
fn same_named_lists_further_down_are_others() {
    let tail = "<extLst><ext uri=\"u\"><x14:dxfs xmlns:x14=\"x\"><dxf/></x14:dxfs><fonts/></ext></extLst></styleSheet>";
    let before = Maker::ordinary().edit(PART, "</styleSheet>", tail);
    assert!(text(&grafted(&before.build()), PART).ends_with(tail));
}
