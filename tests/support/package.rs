//! Packages for tests, written by hand, so that they can be wrong in any way.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// A zip under construction.
#[derive(Default)]
pub struct Package {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
/// The office relationship types begin so.
pub const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

impl Package {
    /// Adds a part.
    pub fn part(self, name: &str, content: &str) -> Self {
        self.stream(name, std::iter::once(content.as_bytes()))
    }

    /// Adds a part that comes in pieces, so that a gigabyte need not lie in memory.
    pub fn stream<B: AsRef<[u8]>>(mut self, name: &str, pieces: impl Iterator<Item = B>) -> Self {
        let mut sum = crc32fast::Hasher::new();
        let mut size = 0u32;
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
        for piece in pieces {
            let piece = piece.as_ref();
            sum.update(piece);
            size += piece.len() as u32;
            packed.write_all(piece).expect("memory takes all");
        }
        let packed = packed.finish().expect("memory takes all");
        let offset = self.bytes.len() as u32;
        let mut head = Vec::new();
        head.extend(20u16.to_le_bytes());
        head.extend(0x0800u16.to_le_bytes());
        head.extend(8u16.to_le_bytes());
        head.extend([0, 0, 0x21, 0]);
        head.extend(sum.finalize().to_le_bytes());
        head.extend((packed.len() as u32).to_le_bytes());
        head.extend(size.to_le_bytes());
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0, 0]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&head);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(&packed);
        self.directory.extend(b"PK\x01\x02\x14\0");
        self.directory.extend(&head);
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.entries += 1;
        self
    }

    /// The finished zip.
    pub fn zip(mut self) -> Vec<u8> {
        let start = self.bytes.len() as u32;
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.entries.to_le_bytes());
        self.bytes.extend(self.entries.to_le_bytes());
        self.bytes
            .extend((self.directory.len() as u32).to_le_bytes());
        self.bytes.extend(start.to_le_bytes());
        self.bytes.extend([0, 0]);
        self.bytes
    }

    /// A package of OOXML without its workbook part.
    pub fn ooxml() -> Self {
        Self::default()
            .part("[Content_Types].xml", CONTENT_TYPES)
            .part("_rels/.rels", ROOT_RELS)
    }

    /// A package with a workbook of one sheet called 表, whose part is still to come
    /// (`xl/worksheets/sheet1.xml`), with styles and shared strings by name.
    pub fn one_sheet() -> Self {
        Self::ooxml()
            .part(
                "xl/workbook.xml",
                &format!(
                    r#"<workbook xmlns="m" xmlns:r="{REL}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>"#
                ),
            )
            .part(
                "xl/_rels/workbook.xml.rels",
                &relationships(&[
                    ("rId1", "worksheet", "worksheets/sheet1.xml"),
                    ("rId2", "styles", "styles.xml"),
                    ("rId3", "sharedStrings", "sharedStrings.xml"),
                ]),
            )
    }

    /// A whole workbook of one sheet with that inside.
    pub fn sheet(inside: &str) -> Self {
        Self::one_sheet().part("xl/worksheets/sheet1.xml", &worksheet(inside))
    }
}

/// A worksheet part around that inside.
pub fn worksheet(inside: &str) -> String {
    format!(r#"<worksheet xmlns="m" xmlns:r="{REL}">{inside}</worksheet>"#)
}

/// A relationships part: id, kind (or a whole type), target.
pub fn relationships(list: &[(&str, &str, &str)]) -> String {
    let mut out = String::from("<Relationships xmlns=\"r\">");
    for (id, kind, target) in list {
        let kind = if kind.contains(':') {
            (*kind).to_owned()
        } else {
            format!("{REL}/{kind}")
        };
        out += &format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>");
    }
    out + "</Relationships>"
}
