//! What holds for any mixture of peculiarities: the same bytes for the same input, untouched
//! records, and removal as the way back.

use super::maker::{MARKS, Maker, assert_untouched, donor, text};
use crate::graft::{graft, remove};
use proptest::prelude::*;

fn packages() -> impl Strategy<Value = Maker> {
    let flags = proptest::collection::vec(any::<bool>(), 9);
    (
        flags,
        0_usize..8,
        proptest::collection::vec(any::<u8>(), 0..300),
    )
        .prop_map(|(flags, turn, media)| {
            let mut maker = Maker::ordinary();
            let mut flags = flags.into_iter();
            let mut flag = || flags.next().unwrap_or(false);
            if flag() {
                maker = maker.edit(
                    "xl/workbook.xml",
                    "<definedNames>",
                    "<definedNames><definedName name=\"a\">1</definedName>",
                );
            }
            if flag() {
                maker = maker.edit("xl/workbook.xml", "name=\"附页\"", "name=\"明细\"");
            }
            if flag() {
                maker = maker.edit("xl/styles.xml", "<dxfs count=\"0\"/>", "");
            }
            if flag() {
                maker = maker.rename("xl/styles.xml", "XL\\Styles.xml");
            }
            if flag() {
                let (_, data) = &maker.parts[2];
                let marked = [b"\xEF\xBB\xBF".as_slice(), data].concat();
                maker = maker.set("xl/workbook.xml", marked);
            }
            if flag() {
                maker.parts.push(("xl/".into(), Vec::new()));
            }
            if flag() {
                maker = maker.without("xl/styles.xml");
                maker = maker.without("XL\\Styles.xml");
            }
            maker.descriptors = flag();
            if flag() {
                maker.options = maker
                    .options
                    .compression_method(zip::CompressionMethod::Stored);
            }
            maker = maker.set("xl/media/image1.bin", media);
            let count = maker.parts.len();
            maker.parts.rotate_left(turn % count);
            maker
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn grafting_and_removing_leads_back(maker in packages()) {
        let before = maker.build();
        let after = graft(&before, &donor(), &MARKS).unwrap();
        assert_untouched(&before, &after);
        prop_assert_eq!(&after, &graft(&before, &donor(), &MARKS).unwrap());
        prop_assert_eq!(&after, &graft(&after, &donor(), &MARKS).unwrap());
        let back = remove(&after, &MARKS).unwrap().unwrap();
        assert_untouched(&before, &back);
        // A styles part that was not there stays behind, with its mention.
        if maker.parts.iter().any(|(name, _)| name.to_lowercase().ends_with("styles.xml")) {
            for part in ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"] {
                prop_assert_eq!(text(&before, part), text(&back, part));
            }
        }
        prop_assert_eq!(remove(&back, &MARKS).unwrap(), None);
    }

    #[test]
    fn no_bytes_make_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..400), at in any::<prop::sample::Index>(), with in any::<u8>()) {
        let _ = graft(&bytes, &donor(), &MARKS);
        bytes = Maker::ordinary().build();
        let at = at.index(bytes.len());
        bytes[at] = with;
        let _ = graft(&bytes, &donor(), &MARKS);
    }
}
