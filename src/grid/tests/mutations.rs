//! Sound files with something changed: whatever comes out, it comes out without a panic.

use super::package::{Package, REL, relationships};
use crate::grid::{Limits, read};
use proptest::prelude::*;

/// The parts of a workbook that has a little of everything.
fn parts() -> Vec<(&'static str, String)> {
    vec![
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns:r="{REL}"><workbookPr date1904="0"/><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_审表结果_1">'表'!$A$1</definedName></definedNames></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relationships(&[
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "styles", "styles.xml"),
                ("rId3", "sharedStrings", "sharedStrings.xml"),
            ]),
        ),
        (
            "xl/worksheets/sheet1.xml",
            r#"<worksheet><cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1"><f t="shared" si="0" ref="B1:B2">[1]甲!A1</f><v>1.5E3</v></c></row><row><c t="inlineStr"><is><r><rPr><rFont val="Wingdings"/></rPr><t>þ</t></r><t>是_x000D_</t></is></c><c t="e"><v>#N/A</v></c><c t="b"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells><controls><control shapeId="1025" r:id="c1"><from><col>1</col><row>2</row></from></control></controls></worksheet>"#.into(),
        ),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            relationships(&[
                ("c1", "ctrlProp", "../c1.xml"),
                ("c2", "comments", "../comments.xml"),
                ("c3", "vmlDrawing", "../v.vml"),
            ]),
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><r><rPr><rFont val=\"Wingdings 2\"/><strike/></rPr><t>R</t></r><r><t>国有 &#x2611;</t></r><rPh><t>x</t></rPh></si></sst>".into(),
        ),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"0!.0,&quot;万&quot;;[Red]@\"/></numFmts><fonts><font><name val=\"Wingdings\"/><color indexed=\"10\"/></font></fonts><fills><fill><patternFill><fgColor rgb=\"FFFFFF00\"/></patternFill></fill></fills><cellXfs><xf/><xf numFmtId=\"176\" fontId=\"0\" fillId=\"0\"/></cellXfs></styleSheet>".into(),
        ),
        ("xl/c1.xml", "<formControlPr objectType=\"CheckBox\" checked=\"Checked\"/>".into()),
        ("xl/comments.xml", "<comments><commentList><comment ref=\"A1\"><text><t>核对</t></text></comment></commentList></comments>".into()),
        ("xl/v.vml", "<xml><v:shape id=\"_x0000_s1025\"><v:textbox>甲</v:textbox><x:ClientData ObjectType=\"Checkbox\"><x:Anchor>1,0,2,0</x:Anchor><x:Checked>1</x:Checked></x:ClientData></v:shape></xml>".into()),
    ]
}

/// Pieces that stand where they should not.
const SPLICES: [&str; 16] = [
    "<row>",
    "</row>",
    "<c>",
    "</c>",
    "<v>",
    "<is>",
    "</is>",
    "<t>",
    "&",
    "\0",
    "\"",
    "99999999999",
    "-1",
    "<!DOCTYPE a>",
    "_xD800_",
    "\u{feff}",
];

fn workbook(part: usize, at: usize, remove: usize, splice: usize) -> Vec<u8> {
    let mut package = Package::ooxml();
    let parts = parts();
    let chosen = part % parts.len();
    for (i, (name, text)) in parts.into_iter().enumerate() {
        let mut bytes = text.into_bytes();
        if i == chosen {
            let at = at % (bytes.len() + 1);
            let end = (at + remove).min(bytes.len());
            let piece = SPLICES[splice % SPLICES.len()];
            bytes.splice(at..end, piece.bytes());
        }
        package = package.stream(name, std::iter::once(bytes));
    }
    package.zip()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_changed_part_never_panics(part: usize, at: usize, remove in 0usize..40, splice: usize) {
        let _ = read(&workbook(part, at, remove, splice), "表.xlsx", &Limits::default());
    }

    #[test]
    fn a_changed_zip_never_panics(at: usize, byte: u8, cut: usize) {
        let mut bytes = workbook(0, 0, 0, 0);
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = read(&bytes, "表.xlsx", &Limits::default());
        bytes.truncate(cut % bytes.len());
        let _ = read(&bytes, "表.xlsx", &Limits::default());
    }

    #[test]
    fn changed_old_files_never_panic(at: usize, byte: u8, more: usize, other: u8) {
        for file in [
            &include_bytes!("../../../tests/fixtures/grid/card.xls")[..],
            include_bytes!("../../../tests/fixtures/grid/card.ods"),
        ] {
            let mut bytes = file.to_vec();
            let (at, more) = (at % bytes.len(), more % bytes.len());
            bytes[at] = byte;
            bytes[more] = other;
            let _ = read(&bytes, "a.xls", &Limits::default());
        }
    }

    #[test]
    fn any_bytes_never_panic(bytes: Vec<u8>, name in "[a-z]{1,3}\\.(xlsx|csv|xls|et)") {
        let _ = read(&bytes, &name, &Limits::default());
    }
}

#[test]
fn the_unchanged_workbook_is_read() {
    let mut package = Package::ooxml();
    for (name, text) in parts() {
        package = package.part(name, &text);
    }
    let book = read(&package.zip(), "表.xlsx", &Limits::default()).unwrap();
    let sheet = &book.sheets[0];
    assert_eq!(sheet.cells.len(), 5);
    assert_eq!(sheet.check_boxes.len(), 1);
    assert_eq!(sheet.comments.len(), 1);
    assert!(sheet.token.is_some());
}
