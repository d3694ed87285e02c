//! Packages made by the `zip` crate and by hand, read as records.

use super::problem::Over;
use super::*;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const ROOT_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/XL/Book.xml"/></Relationships>"#;
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="XML" ContentType="application/xml"/><Override PartName="/xl/book.xml" ContentType="book"/></Types>"#;

fn zipped(entries: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, data) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(data).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sample(options: SimpleFileOptions) -> Vec<u8> {
    zipped(
        &[
            ("[Content_Types].xml", TYPES.as_bytes()),
            ("_rels/.rels", ROOT_RELS.as_bytes()),
            ("xl/book.xml", "<工作簿/>".as_bytes()),
        ],
        options,
    )
}

fn deflated() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

/// Follows the chain from the root to the workbook and compares with what went in.
fn assert_reads(bytes: &[u8]) {
    let package = Package::open(bytes, &Caps::default()).unwrap();
    assert_eq!(package.workbook_part().unwrap(), "xl/book.xml");
    assert_eq!(package.text("/xl\\BOOK.xml").unwrap(), "<工作簿/>");
    assert_eq!(package.content_type("XL/book.xml").unwrap(), Some("book"));
    assert_eq!(
        package.content_type("xl/other.xml").unwrap(),
        Some("application/xml")
    );
    assert_eq!(package.measure("xl/book.xml").unwrap(), 12);
}

#[test]
fn stored_deflated_and_zip64_entries_are_read() {
    assert_reads(&sample(deflated()));
    assert_reads(&sample(
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored),
    ));
    assert_reads(&sample(deflated().large_file(true)));
}

#[test]
fn data_descriptors_belong_to_the_record() {
    let mut zip = ZipWriter::new_stream(Vec::new());
    for (name, data) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT_RELS),
        ("xl/book.xml", "<工作簿/>"),
    ] {
        zip.start_file(name, deflated()).unwrap();
        zip.write_all(data.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert_reads(&bytes);
    let package = Package::open(&bytes, &Caps::default()).unwrap();
    let mut at = 0;
    for record in &package.directory().records {
        assert_eq!(record.span.start, at, "no gap before {}", record.name);
        assert!(
            record.span.end > record.data.end,
            "descriptor of {}",
            record.name
        );
        at = record.span.end;
    }
}

#[test]
fn bytes_before_and_behind_the_archive_are_no_part_of_it() {
    let plain = sample(deflated());
    let mut bytes = b"#!stub\n".to_vec();
    bytes.extend_from_slice(&plain);
    assert_reads(&bytes);
    bytes.extend_from_slice(b"\0\0trailing PK\x05\x06 rubbish");
    assert_reads(&bytes);
    let package = Package::open(&bytes, &Caps::default()).unwrap();
    assert_eq!(package.directory().prefix, 0..7);
    assert_eq!(package.directory().trailing.len(), 23);
}

#[test]
fn damage_is_named_and_never_a_panic() {
    let bytes = sample(deflated());
    assert_eq!(
        Package::open(b"", &Caps::default()).unwrap_err(),
        Problem::NotAZip
    );
    assert_eq!(
        Package::open(b"no zip at all, only text", &Caps::default()).unwrap_err(),
        Problem::NotAZip
    );
    for cut in 0..bytes.len() {
        assert!(
            Package::open(&bytes[..cut], &Caps::default()).is_err(),
            "cut at {cut}"
        );
    }
    // Every byte turned over: whatever is said, nothing panics.
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0xFF;
        if let Ok(package) = Package::open(&bytes, &Caps::default()) {
            let parts: Vec<String> = package.parts().map(str::to_owned).collect();
            for part in parts {
                let _ = package.part(&part);
                let _ = package.relationships(&part);
            }
            let _ = package.workbook_part();
        }
    }
}

#[test]
fn a_wrong_checksum_is_found_when_the_part_is_read() {
    let mut bytes =
        sample(SimpleFileOptions::default().compression_method(CompressionMethod::Stored));
    let at = bytes
        .windows(4)
        .position(|four| four == "<工".as_bytes())
        .unwrap();
    bytes[at] = b'[';
    let package = Package::open(&bytes, &Caps::default()).unwrap();
    assert_eq!(
        package.part("xl/book.xml").unwrap_err(),
        Problem::Checksum {
            part: "xl/book.xml".into()
        }
    );
}

#[test]
fn caps_count_what_really_comes_out() {
    let zeros = vec![0_u8; 1 << 20];
    let mut bytes = zipped(&[("a", &zeros), ("b", &zeros)], deflated());
    let caps = Caps {
        part_bytes: 1 << 19,
        ..Caps::default()
    };
    let over_part = Problem::Cap {
        what: Over::Part("a".into()),
        cap: 1 << 19,
    };
    assert_eq!(
        Package::open(&bytes, &caps).unwrap().part("a").unwrap_err(),
        over_part
    );
    let caps_total = Caps {
        total_bytes: 3 << 19,
        ..Caps::default()
    };
    let package = Package::open(&bytes, &caps_total).unwrap();
    assert_eq!(package.measure("a").unwrap(), 1 << 20);
    assert_eq!(package.measure("a").unwrap(), 1 << 20);
    assert_eq!(
        package.measure("b").unwrap_err(),
        Problem::Cap {
            what: Over::Total,
            cap: 3 << 19
        }
    );
    // A directory that lies about the length does not get past the cap either.
    let size = (1_u32 << 20).to_le_bytes();
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == size {
            bytes[at..at + 4].copy_from_slice(&7_u32.to_le_bytes());
        }
    }
    assert_eq!(
        Package::open(&bytes, &caps).unwrap().part("a").unwrap_err(),
        over_part
    );
    assert!(matches!(
        Package::open(&bytes, &Caps::default()).unwrap().part("a"),
        Err(Problem::Checksum { .. })
    ));
    let caps = Caps {
        entries: 1,
        ..Caps::default()
    };
    assert!(matches!(
        Package::open(&bytes, &caps),
        Err(Problem::Cap {
            what: Over::Entries,
            ..
        })
    ));
}

#[test]
fn scanning_stops_where_asked() {
    let zeros = vec![0_u8; 1 << 20];
    let bytes = zipped(&[("a", &zeros)], deflated());
    let package = Package::open(&bytes, &Caps::default()).unwrap();
    let mut seen = 0;
    package
        .scan("a", |piece| {
            seen += piece.len();
            seen < 100_000
        })
        .unwrap();
    assert!((100_000..200_000).contains(&seen));
}

#[test]
fn a_signed_package_is_known() {
    assert!(
        !Package::open(&sample(deflated()), &Caps::default())
            .unwrap()
            .is_signed()
    );
    let bytes = zipped(&[("_xmlsignatures/origin.sigs", b"")], deflated());
    assert!(Package::open(&bytes, &Caps::default()).unwrap().is_signed());
}
