//! Any bytes grafted: no panic; what comes out holds every submitted record byte for byte, is the
//! same when done again, and gives the submitted entries back when our sheets are removed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbiao::graft::{Chunk, Donor, DonorName, DonorSheet, Marks, graft, remove};
use shenbiao::opc::{Caps, Package};

fn donor() -> Donor {
    let xml = |text: &str| Chunk::Xml(text.into());
    Donor {
        sheets: vec![DonorSheet {
            name: "审核结论".into(),
            xml: vec![xml(
                "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>审表#结果页#</t></is></c></row></sheetData></worksheet>",
            )],
            ..DonorSheet::default()
        }],
        names: vec![DonorName {
            name: "_审表结果_1".into(),
            sheet: None,
            refers_to: vec![Chunk::SheetReference(0), xml("!$A$1")],
            hidden: true,
        }],
        ..Donor::default()
    }
}

fuzz_target!(|data: &[u8]| {
    let donor = donor();
    let Ok(annotated) = graft(data, &donor, &Marks::RESULTS) else {
        return;
    };
    assert_eq!(annotated, graft(data, &donor, &Marks::RESULTS).expect("as before"));
    let caps = Caps::default();
    let before = Package::open(data, &caps).expect("it was grafted");
    let after = Package::open(&annotated, &caps).expect("what we write, we read");
    // At most the four patched entries differ; those of an old graft may be gone.
    let mut rest = after.directory().records.iter();
    let mut changed = 0;
    for old in &before.directory().records {
        let same = rest
            .clone()
            .position(|new| annotated[new.span.clone()] == data[old.span.clone()]);
        match same {
            Some(at) => {
                rest.nth(at);
            }
            None => changed += 1,
        }
    }
    let replaced = remove(data, &Marks::RESULTS).is_ok_and(|old| old.is_some());
    assert!(changed <= 4 || replaced, "{changed} records changed");
    let back = remove(&annotated, &Marks::RESULTS);
    assert!(!matches!(back, Ok(None)), "our sheets are known again");
});
