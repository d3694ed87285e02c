//! The same card in each old format (`tests/fixtures/grid/make.py`).

use crate::grid::*;

const XLS: &[u8] = include_bytes!("../../../tests/fixtures/grid/card.xls");
const ODS: &[u8] = include_bytes!("../../../tests/fixtures/grid/card.ods");

fn cell<'s>(sheet: &'s Sheet, at: &str) -> &'s Cell {
    sheet
        .cells
        .get(&at.parse().unwrap())
        .unwrap_or_else(|| panic!("{at} is blank"))
}

fn check_card(book: &Workbook) {
    let sheet = &book.sheets[0];
    assert_eq!(sheet.name, "客户");
    assert_eq!(book.sheets[1].visibility, Visibility::Hidden);
    assert_eq!(cell(sheet, "A1").value.raw(), "客户评分表");
    assert_eq!(sheet.merges.len(), 1);
    assert_eq!(sheet.merges[0].to_string(), "A1:D1");
    let date = cell(sheet, "B2");
    assert_eq!(date.format, NumberFormat::Date);
    assert_eq!(date.value.raw(), "45717");
    let percent = cell(sheet, "B3");
    assert_eq!(percent.format, NumberFormat::Percent);
    assert_eq!(percent.value.raw(), "0.15");
    assert!(matches!(
        &cell(sheet, "B4").value,
        CellValue::Number {
            digits_lost: true,
            ..
        }
    ));
    assert_eq!(cell(sheet, "B4").value.raw(), "6.22202E+18");
    assert_eq!(cell(sheet, "B5").value, CellValue::Text("050000".into()));
    assert_eq!(cell(sheet, "B6").symbol_font, Some(SymbolFont::Wingdings2));
    assert_eq!(cell(sheet, "B7").value.raw(), "0.3");
    assert!(cell(sheet, "B8").formula);
    assert!(cell(sheet, "A9").struck);
    assert!(cell(sheet, "A10").coloured && !cell(sheet, "A9").coloured);
    assert_eq!(sheet.hidden_rows.iter().copied().collect::<Vec<_>>(), [4]);
    assert_eq!(sheet.hidden_cols.iter().copied().collect::<Vec<_>>(), [5]);
    assert_eq!(cell(sheet, "F5").value.raw(), "藏");
}

#[test]
fn an_xls_card_is_read_with_hidden_rows_and_formats() {
    let book = read(XLS, "卡.xlsx", &Limits::default()).unwrap();
    assert_eq!(book.kind, FileKind::Xls);
    check_card(&book);
    assert!(book.notes.is_empty());
    assert_eq!(cell(&book.sheets[1], "A1").value, CellValue::Bool(true));
}

#[test]
fn an_ods_card_is_read_with_merges_hidden_rows_and_comments() {
    let book = read(ODS, "卡.xls", &Limits::default()).unwrap();
    assert_eq!(book.kind, FileKind::Ods);
    check_card(&book);
    let sheet = &book.sheets[0];
    assert_eq!(cell(sheet, "B8").value.raw(), "0.3");
    assert_eq!(cell(sheet, "B11").value, CellValue::Error("#DIV/0!".into()));
    assert_eq!(cell(sheet, "A12").value.raw(), "第一行\n第二行  两格");
    assert_eq!(cell(sheet, "A24").value.raw(), "重复");
    assert_eq!(sheet.comments.len(), 1);
    assert!(sheet.comments[0].1.contains("请再核对"));
    assert_eq!(sheet.comments[0].0.to_string(), "A3");
}

#[test]
fn broken_old_files_are_refused_without_panic() {
    for (bytes, name) in [(XLS, "a.xls"), (ODS, "a.ods")] {
        for cut in (0..bytes.len()).step_by(97) {
            let _ = read(&bytes[..cut], name, &Limits::default());
        }
        for at in (512..bytes.len()).step_by(61) {
            let mut torn = bytes.to_vec();
            torn[at] ^= 0xFF;
            let _ = read(&torn, name, &Limits::default());
        }
    }
}

#[test]
fn an_xls_that_spans_its_whole_sheet_is_refused_before_it_is_laid_out() {
    // The label of A1 moved to IV65536: LABELSST record, row 0, column 0.
    let at = XLS
        .windows(8)
        .position(|w| w[..4] == [0xFD, 0, 10, 0] && w[4..8] == [1, 0, 0, 0])
        .unwrap();
    let mut far = XLS.to_vec();
    far[at + 4..at + 8].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0]);
    assert_eq!(
        read(&far, "a.xls", &Limits::default()).unwrap_err(),
        Refusal::Limit(Cap::Cells)
    );
}

#[test]
fn an_xls_that_claims_to_span_its_whole_sheet_is_read() {
    // DIMENSIONS of the first sheet: 14 bytes, first row 0.
    let at = XLS
        .windows(8)
        .position(|w| w == [0x00, 0x02, 0x0E, 0x00, 0, 0, 0, 0])
        .unwrap();
    let mut wide = XLS.to_vec();
    wide[at + 8..at + 12].copy_from_slice(&0xFFFF_FFF0u32.to_le_bytes());
    wide[at + 14..at + 16].copy_from_slice(&256u16.to_le_bytes());
    check_card(&read(&wide, "a.xls", &Limits::default()).unwrap());
}
