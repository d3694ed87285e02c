//! What an .xlsx can hold, one thing at a time.

use super::package::{Package, REL, relationships};
use crate::domain::cell::CellRef;
use crate::grid::*;

fn open(package: Package) -> Workbook {
    read(&package.zip(), "表.xlsx", &Limits::default()).unwrap()
}

fn first(package: Package) -> Sheet {
    open(package).sheets.swap_remove(0)
}

fn data(rows: &str) -> Sheet {
    first(Package::sheet(&format!("<sheetData>{rows}</sheetData>")))
}

fn cell<'s>(sheet: &'s Sheet, at: &str) -> &'s Cell {
    sheet
        .cells
        .get(&at.parse().unwrap())
        .unwrap_or_else(|| panic!("{at} is blank"))
}

fn raw(sheet: &Sheet, at: &str) -> String {
    sheet
        .cells
        .get(&at.parse().unwrap())
        .map(|c| c.value.raw())
        .unwrap_or_default()
}

#[test]
fn cells_of_every_kind_are_read() {
    let sheet = data(
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>客户 &amp; 名称</t></is></c><c r="B1"><v>1250.5</v></c>
        <c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#SPILL!</v></c><c r="E1" t="str"><f>A1</f><v>文</v></c>
        <c r="F1" t="d"><v>2025-03-01</v></c><c r="G1" t="inlineStr"><is><t>050000</t></is></c></row>"#,
    );
    assert_eq!(raw(&sheet, "A1"), "客户 & 名称");
    assert_eq!(raw(&sheet, "B1"), "1250.5");
    assert_eq!(cell(&sheet, "C1").value, CellValue::Bool(true));
    assert_eq!(cell(&sheet, "D1").value, CellValue::Error("#SPILL!".into()));
    assert!(cell(&sheet, "E1").formula);
    assert_eq!(raw(&sheet, "F1"), "2025-03-01");
    assert_eq!(cell(&sheet, "G1").value, CellValue::Text("050000".into()));
}

#[test]
fn rows_and_cells_without_a_reference_follow_on() {
    let sheet = data(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c r=\"C5\"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>",
    );
    for (at, value) in [
        ("A1", "1"),
        ("B1", "2"),
        ("C5", "3"),
        ("D5", "4"),
        ("A6", "5"),
    ] {
        assert_eq!(raw(&sheet, at), value, "{at}");
    }
}

#[test]
fn a_false_dimension_and_prefixes_do_not_matter() {
    let package = Package::one_sheet().part(
        "xl/worksheets/sheet1.xml",
        r#"<x:worksheet xmlns:x="m"><x:dimension ref="A1"/><x:sheetData><x:row r="9"><x:c r="H9" t="inlineStr"><x:is><x:t>远</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"#,
    );
    assert_eq!(raw(&first(package), "H9"), "远");
}

#[test]
fn strict_workbooks_are_read() {
    let strict = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let package = Package::default()
        .part("[Content_Types].xml", "<Types/>")
        .part(
            "_rels/.rels",
            &relationships(&[("r", &format!("{strict}/officeDocument"), "/xl/wb.xml")]),
        )
        .part(
            "xl/wb.xml",
            r#"<workbook conformance="strict"><workbookPr date1904="true"/><sheets><sheet name="S" r:id="a"/></sheets></workbook>"#,
        )
        .part(
            "xl/_rels/wb.xml.rels",
            &relationships(&[("a", &format!("{strict}/worksheet"), "s.xml")]),
        )
        .part(
            "xl/s.xml",
            "<worksheet><sheetData><row><c><v>44255</v></c></row></sheetData></worksheet>",
        );
    let book = open(package);
    assert_eq!(book.dates, DateSystem::From1904);
    assert_eq!(raw(&book.sheets[0], "A1"), "44255");
}

#[test]
fn hidden_rows_columns_and_merges_are_known() {
    let sheet = first(Package::sheet(
        r#"<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/></cols><sheetData><row r="3" hidden="1"><c r="A3"><v>1</v></c></row><row r="4" ht="0"/><row r="9"><c r="F9"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="B5:C6"/><mergeCell ref="A1:D1"/></mergeCells>"#,
    ));
    assert_eq!(
        sheet.hidden_rows.iter().copied().collect::<Vec<_>>(),
        [2, 3]
    );
    assert_eq!(
        sheet.hidden_cols.iter().copied().collect::<Vec<_>>(),
        [1, 2, 4]
    );
    let merges: Vec<String> = sheet.merges.iter().map(ToString::to_string).collect();
    assert_eq!(merges, ["A1:D1", "B5:C6"]);
    assert_eq!(sheet.anchor(CellRef::new(5, 2)), CellRef::new(4, 1));
}

#[test]
fn formulas_say_whether_they_were_saved_with_their_value() {
    let sheet = data(
        r#"<row><c r="A1"><f>SUM(B1:B2)</f></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><f>VLOOKUP(A1,[1]客户!$A:$C,2,0)</f><v>5</v></c><c r="D1" t="e"><f>1/0</f><v>#REF!</v></c><c r="E1"><f>SUM(B1:B2)</f><v/></c></row>
        <row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">[1]客户!B2</f><v>1</v></c></row><row r="3"><c r="A3"><f t="shared" si="0"/><v>2</v></c></row>"#,
    );
    let uncached = cell(&sheet, "A1");
    assert!(uncached.formula && uncached.uncached && uncached.value.is_blank());
    assert!(
        cell(&sheet, "E1").uncached,
        "openpyxl writes an empty value"
    );
    let blank = cell(&sheet, "B1");
    assert!(blank.formula && !blank.uncached);
    assert!(cell(&sheet, "C1").external);
    assert_eq!(cell(&sheet, "D1").value, CellValue::Error("#REF!".into()));
    assert!(cell(&sheet, "A2").external && cell(&sheet, "A3").external);
    assert!(!uncached.external);
}

const STYLES: &str = r##"<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="177" formatCode="0!.0,&quot;万&quot;"/></numFmts>
<fonts><font/><font><strike/><name val="宋体"/></font><font><name val="Wingdings 2"/></font><font><color rgb="FFFF0000"/></font></fonts>
<fills><fill/><fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill></fill></fills>
<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
<cellXfs><xf/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="10"/><xf numFmtId="59"/><xf fontId="1"/><xf fontId="2"/><xf fontId="3"/><xf fillId="1"/><xf numFmtId="49"/></cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>"##;

#[test]
fn formats_fonts_and_colours_are_told() {
    let mut cells = String::new();
    for style in 0..10 {
        cells += &format!("<c s=\"{style}\"><v>1</v></c>");
    }
    let sheet = first(
        Package::sheet(&format!("<sheetData><row>{cells}</row></sheetData>"))
            .part("xl/styles.xml", STYLES),
    );
    for (at, format) in [
        ("A1", NumberFormat::General),
        ("B1", NumberFormat::Date),
        ("C1", NumberFormat::ShowsWan),
        ("D1", NumberFormat::Percent),
        ("E1", NumberFormat::General),
        ("J1", NumberFormat::Text),
    ] {
        assert_eq!(cell(&sheet, at).format, format, "{at}");
    }
    assert!(cell(&sheet, "F1").struck && !cell(&sheet, "A1").struck);
    assert_eq!(cell(&sheet, "G1").symbol_font, Some(SymbolFont::Wingdings2));
    assert!(cell(&sheet, "H1").coloured && cell(&sheet, "I1").coloured);
    assert!(!cell(&sheet, "A1").coloured);
}

#[test]
fn rich_text_keeps_its_symbol_runs_and_loses_its_phonetic_hints() {
    let strings = r#"<sst><si><r><rPr><rFont val="Wingdings 2"/></rPr><t>R</t></r><r><rPr><rFont val="宋体"/></rPr><t>是 </t></r><r><rPr><rFont val="Wingdings 2"/></rPr><t>£</t></r><r><t>否</t></r><rPh sb="0" eb="1"><t>shi</t></rPh></si>
    <si><r><rPr><rFont val="Wingdings"/></rPr><t>þ</t></r></si><si><r><rPr><strike/></rPr><t>作废</t></r></si><si/></sst>"#;
    let sheet = first(
        Package::sheet("<sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c><c t=\"s\"><v/></c></row></sheetData>")
            .part("xl/sharedStrings.xml", strings),
    );
    let ticks = cell(&sheet, "A1");
    assert_eq!(ticks.value.raw(), "R是 £否");
    assert_eq!(
        *ticks.symbol_runs,
        [
            (0, 1, SymbolFont::Wingdings2),
            (5, 7, SymbolFont::Wingdings2)
        ]
    );
    assert_eq!(ticks.symbol_font, None);
    assert_eq!(cell(&sheet, "B1").symbol_font, Some(SymbolFont::Wingdings));
    assert!(cell(&sheet, "C1").struck);
    assert!(!sheet.cells.contains_key(&"D1".parse().unwrap()));
}

#[test]
fn comments_of_both_kinds_are_read() {
    let sheet = first(
        Package::sheet("<sheetData/>")
            .part(
                "xl/worksheets/_rels/sheet1.xml.rels",
                &relationships(&[
                    ("a", "comments", "../comments1.xml"),
                    (
                        "b",
                        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
                        "../threadedComments/t1.xml",
                    ),
                ]),
            )
            .part(
                "xl/comments1.xml",
                r#"<comments><authors><author>王</author></authors><commentList><comment ref="A3" authorId="0"><text><r><t>请核对</t></r></text></comment><comment ref="B2" authorId="0"><text><t>[Threaded comment]</t></text></comment></commentList></comments>"#,
            )
            .part(
                "xl/threadedComments/t1.xml",
                r#"<ThreadedComments><threadedComment ref="B2" id="1"><text>为什么改?</text></threadedComment><threadedComment ref="B2" id="2" parentId="1"><text>客户要求</text></threadedComment></ThreadedComments>"#,
            ),
    );
    let comments: Vec<(String, &str)> = sheet
        .comments
        .iter()
        .map(|(at, text)| (at.to_string(), text.as_str()))
        .collect();
    assert_eq!(
        comments,
        [
            ("B2".to_owned(), "为什么改?\n客户要求"),
            ("A3".to_owned(), "请核对")
        ]
    );
}

#[test]
fn form_controls_give_their_caption_place_and_state() {
    let vml = r##"<xml xmlns:v="v" xmlns:x="x"><v:shape id="_x0000_s1025"><v:textbox><div style='x'><font>国有<br></font></div></v:textbox><x:ClientData ObjectType="Checkbox"><x:Anchor>1, 15, 3, 2, 2, 0, 4, 0</x:Anchor></x:ClientData></v:shape>
    <v:shape id="_x0000_s1026"><v:textbox><div>民营</div></v:textbox><x:ClientData ObjectType="Radio"><x:Anchor>2, 0, 4, 0, 3, 0, 5, 0</x:Anchor><x:Checked>1</x:Checked></x:ClientData></v:shape>
    <v:shape id="_x0000_s1027"><x:ClientData ObjectType="Note"><x:Anchor>0,0,0,0</x:Anchor></x:ClientData></v:shape></xml>"##;
    let book = open(
        Package::sheet(
            r#"<sheetData/><legacyDrawing r:id="v"/><mc:AlternateContent><mc:Choice><controls><mc:AlternateContent><mc:Choice><control shapeId="1025" r:id="c1" name="Check Box 1"><controlPr><anchor><from><xdr:col>1</xdr:col><xdr:row>3</xdr:row></from><to><xdr:col>4</xdr:col><xdr:row>1048575</xdr:row></to></anchor></controlPr></control></mc:Choice><mc:Fallback><control shapeId="1025" r:id="c1"/></mc:Fallback></mc:AlternateContent><control shapeId="1030" r:id="c2" name="CommandButton1"/></controls></mc:Choice></mc:AlternateContent>"#,
        )
        .part(
            "xl/worksheets/_rels/sheet1.xml.rels",
            &relationships(&[
                ("v", "vmlDrawing", "../drawings/v.vml"),
                ("c1", "ctrlProp", "../ctrlProps/c1.xml"),
                ("c2", "control", "../activeX/a1.xml"),
            ]),
        )
        .part("xl/drawings/v.vml", vml)
        .part(
            "xl/ctrlProps/c1.xml",
            r#"<formControlPr objectType="CheckBox" checked="Checked" lockText="1"/>"#,
        )
        .part("xl/activeX/a1.xml", "<ocx/>"),
    );
    assert_eq!(
        book.sheets[0].check_boxes,
        [
            CheckBox {
                at: "B4".parse().unwrap(),
                label: "国有".into(),
                ticked: true,
                radio: false
            },
            CheckBox {
                at: "C5".parse().unwrap(),
                label: "民营".into(),
                ticked: true,
                radio: true
            },
        ]
    );
    assert_eq!(book.notes.len(), 1);
    assert_eq!(book.notes[0].code, "W-CONTROL-ACTIVEX");
    assert!(book.notes[0].message.contains("1 个"));
}

#[test]
fn pictures_are_counted_and_never_read_as_text() {
    let sheet = first(
        Package::sheet(
            r#"<sheetData><row><c t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c><c><v>1</v></c></row></sheetData><drawing r:id="d"/>"#,
        )
        .part(
            "xl/worksheets/_rels/sheet1.xml.rels",
            &relationships(&[("d", "drawing", "/xl/drawings/d.xml")]),
        )
        .part(
            "xl/drawings/d.xml",
            "<wsDr><a><pic/></a><a><pic/></a><mc:Fallback><pic/></mc:Fallback></wsDr>",
        ),
    );
    assert_eq!(sheet.pictures, 3);
    assert_eq!(sheet.cells.len(), 1);
}

#[test]
fn chart_sheets_keep_their_place_and_hidden_states_are_told() {
    let package = Package::ooxml()
        .part(
            "xl/workbook.xml",
            &format!(
                r#"<workbook xmlns:r="{REL}"><workbookProtection lockStructure="1"/><sheets><sheet name="图" r:id="c"/><sheet name="深藏" state="veryHidden" r:id="a"/><sheet name="结论" r:id="b"/><sheet name="宏" r:id=""/></sheets><definedNames><definedName name="_审表结果_1" hidden="1">'结论'!$A$1</definedName></definedNames></workbook>"#
            ),
        )
        .part(
            "xl/_rels/workbook.xml.rels",
            &relationships(&[
                ("c", "chartsheet", "c.xml"),
                ("a", "worksheet", "a.xml"),
                ("b", "worksheet", "b.xml"),
            ]),
        )
        .part("xl/c.xml", "<chartsheet/>")
        .part(
            "xl/a.xml",
            "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>审表#表单#customer_score#v1</t></is></c></row></sheetData></worksheet>",
        )
        .part("xl/b.xml", "<worksheet><sheetData/></worksheet>")
        .part("_xmlsignatures/origin.sigs", "");
    let book = open(package);
    assert!(book.structure_locked && book.signed);
    assert_eq!(book.notes[0].code, "I-FILE-SIGNED");
    let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["图", "深藏", "结论", "宏"]);
    assert_eq!(book.sheets[1].visibility, Visibility::VeryHidden);
    assert_eq!(
        book.sheets[1].token.as_deref(),
        Some("审表#表单#customer_score#v1")
    );
    assert_eq!(
        book.sheets[2].token.as_deref(),
        Some(crate::domain::marker::RESULT_TOKEN)
    );
}

#[test]
fn what_a_zip_holds_is_told() {
    let content = |kind: &str| {
        Package::default()
            .part(
                "[Content_Types].xml",
                &format!("<Types><Override PartName=\"/w.xml\" ContentType=\"{kind}\"/></Types>"),
            )
            .part(
                "_rels/.rels",
                &relationships(&[("r", "officeDocument", "w.xml")]),
            )
            .part("w.xml", "<document/>")
            .zip()
    };
    let word =
        content("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml");
    let limits = Limits::default();
    for (bytes, kind) in [
        (word, OtherKind::WordText),
        (
            Package::default().part("a.xlsx", "x").zip(),
            OtherKind::Archive,
        ),
        (
            Package::default().part("OFD.xml", "<x/>").zip(),
            OtherKind::Ofd,
        ),
    ] {
        assert_eq!(
            read(&bytes, "a.xlsx", &limits).unwrap_err(),
            Refusal::Other(kind)
        );
    }
    let ods = Package::default()
        .part("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        .part("META-INF/manifest.xml", "<m><encryption-data/></m>")
        .part("content.xml", "<x/>")
        .zip();
    assert_eq!(
        read(&ods, "a.ods", &limits).unwrap_err(),
        Refusal::Encrypted
    );
}

#[test]
fn csv_text_stays_text() {
    let limits = Limits::default();
    let text = "\u{feff}客户,邮编,账号\r\n\"甲\r\n公司\",050000,=\"0123\"\r\n\r\n乙,,-5\r\n";
    let book = read(text.as_bytes(), "名单.csv", &limits).unwrap();
    let sheet = &book.sheets[0];
    assert_eq!((book.kind, sheet.name.as_str()), (FileKind::Csv, "名单"));
    for (at, value) in [
        ("A1", "客户"),
        ("A2", "甲\r\n公司"),
        ("B2", "050000"),
        ("C2", "0123"),
        ("A4", "乙"),
        ("C4", "-5"),
    ] {
        assert_eq!(raw(sheet, at), value, "{at}");
    }
    let (gb, _, _) = encoding_rs::GB18030.encode("客户\t等级\n石家庄某厂\tA\n");
    let book = read(&gb, "名单.csv", &limits).unwrap();
    assert_eq!(raw(&book.sheets[0], "A2"), "石家庄某厂");
    assert_eq!(raw(&book.sheets[0], "B2"), "A");
}

#[test]
fn the_preview_of_a_template_is_no_content() {
    let sheet = first(Package::sheet(
        "<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols><sheetData>\
         <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>年度</t></is></c>\
         <c r=\"B2\" t=\"inlineStr\"><is><t>审表#预览#2</t></is></c></row>\
         <row r=\"3\"><c r=\"A3\"><v>2025</v></c><c r=\"B3\" t=\"str\"><f>'审表制度'!A1</f><v>等级</v></c>\
         <c r=\"C3\" t=\"str\"><f>B3</f><v>A</v></c><c r=\"D3\"><v>7</v></c></row></sheetData>\
         <mergeCells><mergeCell ref=\"A4:A5\"/><mergeCell ref=\"B4:C4\"/></mergeCells>",
    ));
    let left: Vec<String> = sheet.cells.keys().map(|at| at.to_string()).collect();
    assert_eq!(left, ["A2", "A3", "D3"]);
    assert_eq!(sheet.merges.len(), 1);
}
