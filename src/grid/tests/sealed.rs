//! Workbooks that the default password opens (`tests/fixtures/grid/make_sealed.py`).

use crate::grid::*;

const AGILE: &[u8] = include_bytes!("../../../tests/fixtures/grid/sealed-agile.xlsx");
const STANDARD: &[u8] = include_bytes!("../../../tests/fixtures/grid/sealed-standard.xlsx");
const PLAIN: &[u8] = include_bytes!("../../../tests/fixtures/grid/sealed-plain.xlsx");
const LOCKED: &[u8] = include_bytes!("../../../samples/石家庄办事处/客户评分表-有密码.xlsx");

fn open(bytes: &[u8]) -> Result<Workbook, Refusal> {
    read(bytes, "表.xlsx", &Limits::default())
}

#[test]
fn both_ways_of_encrypting_open_with_the_default_password() {
    let cells = |book: &Workbook| serde_json::to_value(&book.sheets).unwrap();
    let plain = open(PLAIN).unwrap();
    for (sealed, way) in [(AGILE, "agile"), (STANDARD, "standard")] {
        let book = open(sealed).unwrap();
        assert_eq!(cells(&book), cells(&plain), "{way}");
        assert_eq!(book.kind, FileKind::Sealed, "{way}");
        assert!(!book.kind.can_be_annotated());
        assert_eq!(book.notes.last().unwrap().code, "I-FILE-DEFAULT-PASSWORD");
    }
}

#[test]
fn a_password_of_the_senders_own_stays_a_closed_door() {
    assert_eq!(open(LOCKED).unwrap_err(), Refusal::Encrypted);
}

#[test]
fn a_sealed_workbook_that_is_cut_off_is_refused() {
    for sealed in [AGILE, STANDARD] {
        for cut in (0..sealed.len()).step_by(2048).skip(1) {
            let refusal = open(&sealed[..cut]).unwrap_err();
            assert!(
                matches!(refusal, Refusal::Encrypted | Refusal::Damaged { .. }),
                "{cut}: {refusal}"
            );
        }
    }
}

#[test]
fn a_byte_changed_anywhere_ends_in_an_answer() {
    for sealed in [AGILE, STANDARD] {
        for at in (8..sealed.len()).step_by(3067) {
            let mut bytes = sealed.to_vec();
            bytes[at] ^= 0xff;
            let _ = open(&bytes);
        }
    }
}
