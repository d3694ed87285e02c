//! Files made to hurt: each is read by a child of 288 MB and answered with a reason.
//!
//! The address space is a stricter measure than memory in use: whoever stays below it never had
//! 300 MB. Every file here is written by the test, none is large on disk.

use crate::package::{Package, relationships, worksheet};
use shenbiao::grid::{Cap, Limits, OtherKind, Refusal, Workbook, isolated};
use std::path::Path;
use std::time::Instant;

fn read(bytes: &[u8], name: &str) -> Result<Workbook, Refusal> {
    let started = Instant::now();
    let program = Path::new(env!("CARGO_BIN_EXE_shenbiao"));
    let result = isolated::read(program, bytes, name, &Limits::default());
    println!("{name}: {} bytes, {:?}", bytes.len(), started.elapsed());
    // Without an answer the child would have been ended by its limit.
    assert_ne!(
        result.as_ref().err(),
        Some(&Refusal::Limit(Cap::Memory)),
        "{name}"
    );
    result
}

fn over(cap: Cap) -> Refusal {
    Refusal::Limit(cap)
}

/// A sheet part in pieces: head, the same piece many times, tail.
fn repeated(head: &str, piece: &str, times: usize, tail: &str) -> impl Iterator<Item = Vec<u8>> {
    // Big pieces go through the packer faster.
    let batch = (65_536 / piece.len()).clamp(1, times);
    let many = piece.repeat(batch).into_bytes();
    std::iter::once(head.as_bytes().to_vec())
        .chain((0..times / batch).map(move |_| many.clone()))
        .chain(std::iter::once(tail.as_bytes().to_vec()))
        .collect::<Vec<_>>()
        .into_iter()
}

#[test]
fn the_last_cell_of_a_sheet_costs_nothing() {
    let bytes = Package::sheet(
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>"#,
    )
    .zip();
    let book = read(&bytes, "远.xlsx").unwrap();
    assert_eq!(book.sheets[0].cells.len(), 2);
}

#[test]
fn a_million_styled_empty_cells_are_passed_over() {
    let bytes = Package::one_sheet()
        .stream(
            "xl/worksheets/sheet1.xml",
            repeated(
                "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>",
                "<row><c s=\"1\"/><c s=\"1\"/><c s=\"1\"/><c s=\"1\"/><c s=\"1\"/></row>",
                200_000,
                "</sheetData></worksheet>",
            ),
        )
        .zip();
    let book = read(&bytes, "空格.xlsx").unwrap();
    assert_eq!(book.sheets[0].cells.len(), 1);
}

#[test]
fn five_million_shared_strings_are_too_many() {
    let bytes = Package::sheet("<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>")
        .stream(
            "xl/sharedStrings.xml",
            repeated("<sst>", "<si><t>a</t></si>", 5_000_000, "</sst>"),
        )
        .zip();
    assert_eq!(
        read(&bytes, "文字.xlsx").unwrap_err(),
        over(Cap::SharedStrings)
    );
}

#[test]
fn a_gigabyte_in_one_string_is_too_long() {
    let bytes = Package::one_sheet()
        .stream(
            "xl/worksheets/sheet1.xml",
            repeated(
                "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>",
                "a",
                1 << 30,
                "</t></is></c></row></sheetData></worksheet>",
            ),
        )
        .zip();
    assert!(matches!(
        read(&bytes, "长.xlsx").unwrap_err(),
        Refusal::Limit(Cap::Markup | Cap::Inflated)
    ));
}

#[test]
fn a_gigabyte_of_zeros_is_refused_and_beside_the_sheet_it_does_not_matter() {
    let zeros = || std::iter::repeat_n(vec![0u8; 1 << 20], 1 << 10);
    let bytes = Package::one_sheet()
        .stream("xl/worksheets/sheet1.xml", zeros())
        .zip();
    assert!(read(&bytes, "零.xlsx").is_err());
    let bytes = Package::sheet("<sheetData><row><c><v>1</v></c></row></sheetData>")
        .stream("xl/media/image1.png", zeros())
        .zip();
    assert!(read(&bytes, "图.xlsx").is_ok());
}

#[test]
fn one_long_string_used_everywhere_is_counted_each_time() {
    let text = "长".repeat(30_000);
    let bytes = Package::one_sheet()
        .part(
            "xl/sharedStrings.xml",
            &format!("<sst><si><t>{text}</t></si></sst>"),
        )
        .stream(
            "xl/worksheets/sheet1.xml",
            repeated(
                "<worksheet><sheetData>",
                "<row><c t=\"s\"><v>0</v></c></row>",
                100_000,
                "</sheetData></worksheet>",
            ),
        )
        .zip();
    assert_eq!(read(&bytes, "重复.xlsx").unwrap_err(), over(Cap::Text));
}

#[test]
fn too_many_cells_and_too_long_a_text_are_named() {
    let bytes = Package::one_sheet()
        .stream(
            "xl/worksheets/sheet1.xml",
            repeated(
                "<worksheet><sheetData>",
                "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>",
                300_000,
                "</sheetData></worksheet>",
            ),
        )
        .zip();
    assert_eq!(read(&bytes, "多.xlsx").unwrap_err(), over(Cap::Cells));
    let long = "长".repeat(40_000);
    let bytes = Package::sheet(&format!(
        "<sheetData><row><c t=\"inlineStr\"><is><t>{long}</t></is></c></row></sheetData>"
    ))
    .zip();
    assert_eq!(read(&bytes, "长.xlsx").unwrap_err(), over(Cap::CellChars));
}

#[test]
fn an_entity_bomb_does_not_go_off() {
    let mut bomb = String::from("<!DOCTYPE b [<!ENTITY a0 \"ha\">");
    for i in 1..30 {
        let before = format!("&a{};", i - 1).repeat(10);
        bomb += &format!("<!ENTITY a{i} \"{before}\">");
    }
    bomb += "]>";
    let bytes = Package::one_sheet()
        .part(
            "xl/worksheets/sheet1.xml",
            &format!(
                "{bomb}{}",
                worksheet("<sheetData><row><c t=\"str\"><v>&a29;</v></c></row></sheetData>")
            ),
        )
        .zip();
    assert!(matches!(
        read(&bytes, "实体.xlsx").unwrap_err(),
        Refusal::Damaged { .. }
    ));
}

#[test]
fn deep_nesting_and_endless_lists_end() {
    for (name, piece, times) in [
        ("深.xlsx", "<row>", 2_000_000),
        (
            "列.xlsx",
            "<cols><col min=\"1\" max=\"16384\" hidden=\"1\"/></cols>",
            20_000,
        ),
        ("合并.xlsx", "<mergeCell ref=\"A1:XFD1048576\"/>", 200_000),
        ("控件.xlsx", "<control shapeId=\"1\" r:id=\"a\"/>", 100_000),
    ] {
        let bytes = Package::one_sheet()
            .stream(
                "xl/worksheets/sheet1.xml",
                repeated("<worksheet><sheetData>", piece, times, ""),
            )
            .zip();
        let result = read(&bytes, name);
        assert!(result.is_err() || result.is_ok_and(|b| b.sheets[0].cells.is_empty()));
    }
}

#[test]
fn many_sheets_and_many_entries_are_capped() {
    let mut package = Package::ooxml();
    for i in 0..20_000 {
        package = package.part(&format!("x/{i}"), "");
    }
    assert_eq!(
        read(&package.zip(), "件.xlsx").unwrap_err(),
        over(Cap::Entries)
    );
    // A thousand sheets over one and the same part of two megabytes.
    let mut sheets = String::new();
    for i in 0..900 {
        sheets += &format!("<sheet name=\"s{i}\" r:id=\"a\"/>");
    }
    let bytes = Package::ooxml()
        .part(
            "xl/workbook.xml",
            &format!("<workbook><sheets>{sheets}</sheets></workbook>"),
        )
        .part(
            "xl/_rels/workbook.xml.rels",
            &relationships(&[("a", "worksheet", "s.xml")]),
        )
        .stream(
            "xl/s.xml",
            repeated(
                "<worksheet><sheetData>",
                "<row><c><v>1</v></c></row>",
                80_000,
                "</sheetData></worksheet>",
            ),
        )
        .zip();
    assert!(matches!(read(&bytes, "表.xlsx"), Err(Refusal::Limit(_))));
}

#[test]
fn an_ods_that_repeats_without_end_is_capped() {
    let ods = |inside: &str| {
        Package::default()
            .part("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            .part(
                "content.xml",
                &format!("<o:document-content><o:body><o:spreadsheet><t:table t:name=\"表\">{inside}</t:table></o:spreadsheet></o:body></o:document-content>"),
            )
            .zip()
    };
    let full = "<t:table-row t:number-rows-repeated=\"1048576\"><t:table-cell t:number-columns-repeated=\"16384\" o:value-type=\"string\"><x:p>满</x:p></t:table-cell></t:table-row>";
    assert_eq!(read(&ods(full), "满.ods").unwrap_err(), over(Cap::Cells));
    let empty = "<t:table-row t:number-rows-repeated=\"4294967295\"><t:table-cell t:number-columns-repeated=\"4294967295\"/></t:table-row>".repeat(10);
    assert!(read(&ods(&empty), "空.ods").is_ok());
}

#[test]
fn a_thousand_tables_of_a_million_hidden_rows_cost_nothing() {
    let table = "<t:table t:name=\"表\"><t:table-row t:number-rows-repeated=\"1048576\" t:visibility=\"collapse\"><t:table-cell/></t:table-row></t:table>";
    let bytes = Package::default()
        .part("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        .part(
            "content.xml",
            &format!("<o:spreadsheet>{}</o:spreadsheet>", table.repeat(900)),
        )
        .zip();
    assert_eq!(read(&bytes, "藏.ods").unwrap().sheets.len(), 900);
}

#[test]
fn a_text_of_endless_pieces_or_runs_is_too_long() {
    let bytes = Package::one_sheet()
        .stream(
            "xl/worksheets/sheet1.xml",
            repeated(
                "<worksheet><sheetData><row><c t=\"inlineStr\"><is>",
                "<t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t>",
                3_000_000,
                "</is></c></row></sheetData></worksheet>",
            ),
        )
        .zip();
    assert_eq!(read(&bytes, "段.xlsx").unwrap_err(), over(Cap::CellChars));
    let run = "<r><rPr><rFont val=\"Wingdings\"/></rPr><t>a</t></r>".repeat(16_000);
    let bytes = Package::one_sheet()
        .part(
            "xl/sharedStrings.xml",
            &format!("<sst><si>{run}</si></sst>"),
        )
        .stream(
            "xl/worksheets/sheet1.xml",
            repeated(
                "<worksheet><sheetData>",
                "<row><c t=\"s\"><v>0</v></c></row>",
                5_000,
                "</sheetData></worksheet>",
            ),
        )
        .zip();
    assert_eq!(read(&bytes, "串.xlsx").unwrap_err(), over(Cap::Text));
}

#[test]
fn relationships_without_end_are_too_large() {
    let bytes = Package::ooxml()
        .part("xl/workbook.xml", "<workbook/>")
        .stream(
            "xl/_rels/workbook.xml.rels",
            repeated(
                "<Relationships>",
                "<Relationship Id=\"a\" Type=\"b\" Target=\"c\"/>",
                2_000_000,
                "</Relationships>",
            ),
        )
        .zip();
    assert_eq!(read(&bytes, "系.xlsx").unwrap_err(), over(Cap::Inflated));
}

#[test]
fn an_honest_register_that_packs_well_passes() {
    let row = "<row><c t=\"inlineStr\"><is><t>河北某某工业有限公司</t></is></c><c><v>1250.5</v></c><c><v>45717</v></c><c><v>3</v></c><c><v>4</v></c></row>";
    let bytes = Package::one_sheet()
        .stream(
            "xl/worksheets/sheet1.xml",
            repeated(
                "<worksheet><sheetData>",
                row,
                20_000,
                "</sheetData></worksheet>",
            ),
        )
        .zip();
    let book = read(&bytes, "台账.xlsx").unwrap();
    assert!(book.sheets[0].cells.len() >= 5 * 19_000);
}

#[test]
fn what_is_no_workbook_is_named() {
    let limits = Limits::default();
    assert!(matches!(
        read(b"PK\x03\x04 and then nothing", "断.xlsx").unwrap_err(),
        Refusal::Damaged { .. }
    ));
    let whole = Package::sheet("<sheetData/>").zip();
    for cut in [30, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(
            read(&whole[..cut], "断.xlsx").unwrap_err(),
            Refusal::Damaged { .. }
        ));
    }
    assert_eq!(read(b"", "空.xlsx").unwrap_err(), Refusal::Empty);
    assert_eq!(
        read("只是一段文字".as_bytes(), "文.xlsx").unwrap_err(),
        Refusal::Other(OtherKind::PlainText)
    );
    // A compound file with an encrypted package: its directory entry is what tells.
    let mut closed = vec![0u8; 2048];
    closed[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    for (i, unit) in "EncryptedPackage".encode_utf16().enumerate() {
        closed[1024 + 2 * i..1026 + 2 * i].copy_from_slice(&unit.to_le_bytes());
    }
    closed[1024 + 64] = 34;
    closed[1024 + 66] = 2;
    closed[1024 + 67] = 1;
    assert_eq!(read(&closed, "密.xlsx").unwrap_err(), Refusal::Encrypted);
    // Everything is refused in this process just so.
    assert_eq!(
        shenbiao::grid::read(&closed, "密.xlsx", &limits).unwrap_err(),
        Refusal::Encrypted
    );
}

#[test]
fn an_old_workbook_is_read_by_the_child_as_by_ourselves() {
    let bytes = include_bytes!("../fixtures/grid/card.xls");
    let here = shenbiao::grid::read(bytes, "卡.xls", &Limits::default()).unwrap();
    let program = env!("CARGO_BIN_EXE_shenbiao").into();
    let there = shenbiao::grid::read(bytes, "卡.xls", &Limits::with_child(program)).unwrap();
    let text = |book: &Workbook| serde_json::to_string(book).unwrap();
    assert_eq!(text(&here), text(&there));
}

#[test]
fn a_child_that_runs_out_of_memory_or_is_missing_is_told_apart() {
    // More than the child may have, before it even begins to read.
    let mut bytes = include_bytes!("../fixtures/grid/card.xls").to_vec();
    bytes.resize(20 << 20, 0);
    let program = Path::new(env!("CARGO_BIN_EXE_shenbiao"));
    let tight = Limits {
        child_memory: 10 << 20,
        ..Limits::default()
    };
    assert_eq!(
        isolated::read(program, &bytes, "a.xls", &tight).unwrap_err(),
        over(Cap::Memory)
    );
    assert!(matches!(
        isolated::read(Path::new("/nowhere"), &bytes, "a.xls", &tight).unwrap_err(),
        Refusal::Failed { .. }
    ));
}
