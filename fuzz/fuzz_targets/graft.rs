//! Any bytes grafted: no panic; what comes out holds every submitted record byte for byte, is the
//! same when done again, and gives every part back when our sheets are removed.
#![no_main]

mod parts;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
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
    // Where another part's relationships cannot be read, nothing is taken out for certain, and the
    // answer to such a file comes beside it.
    let Ok(back) = remove(&annotated, &Marks::RESULTS) else {
        return;
    };
    let back = back.expect("our sheets are known again");
    let back = Package::open(&back, &caps).expect("what we write, we read");
    if !replaced {
        // A workbook without styles of its own keeps the ones that it was given, and what leads
        // to them.
        let is_style = |part: &str| part.to_ascii_lowercase().contains("styles");
        let names = |package: &Package<'_>| package.parts().map(str::to_owned).collect::<Vec<_>>();
        let given = names(&back).len() > names(&before).len();
        let others = |package: &Package<'_>| {
            let all = names(package).into_iter();
            all.filter(|part| !is_style(part)).collect::<Vec<_>>()
        };
        assert_eq!(others(&before), others(&back));
        let leads = |part: &str| part.ends_with(".rels") || part == "[Content_Types].xml";
        let differing: Vec<String> = others(&before)
            .into_iter()
            .filter(|part| !(given && leads(part)))
            .filter(|part| before.part(part).ok() != back.part(part).ok())
            .collect();
        assert!(differing.is_empty(), "{differing:?} did not come back");
    }
    // Grafting over our own sheets replaces them.
    let again = graft(&annotated, &donor, &Marks::RESULTS).expect("our own answer comes back");
    assert_eq!(
        Package::open(&again, &caps).expect("what we write, we read").parts().count(),
        after.parts().count()
    );
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    parts::mutate(data, size, max_size, seed, 0)
});
