//! Makes packages part by part, a donor, and compares what went in with what came out.

use crate::graft::{
    CellFormat, Chunk, Donor, DonorName, DonorPart, DonorSheet, DonorStyles, Marks, Refusal, graft,
};
use crate::opc::{Caps, Package, names};
use std::io::{Cursor, Write as _};
use std::sync::Arc;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub(super) const OFFICE: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
pub(super) const MARKS: Marks = Marks {
    name: "_mark_",
    token: "token#",
};

pub(super) const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"#;
pub(super) const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
pub(super) const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr defaultThemeVersion="124226"/><bookViews><workbookView xWindow="0" activeTab="1"/></bookViews><sheets><sheet name="登记表" sheetId="1" r:id="rId1"/><sheet name="附页" sheetId="4" r:id="rId2"/></sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="1">附页!$A$1:$C$9</definedName></definedNames><calcPr calcId="145621"/></workbook>"#;
pub(super) const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
pub(super) const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="180" formatCode="0.0&quot;万&quot;"/></numFmts><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="180" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="0"/><tableStyles count="0"/></styleSheet>"#;
const STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>客户名称</t></si></sst>"#;
const SHEET: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>12.5</v></c></row></sheetData></worksheet>"#;

/// A package in the making.
#[derive(Debug, Clone)]
pub(super) struct Maker {
    pub parts: Vec<(String, Vec<u8>)>,
    pub options: SimpleFileOptions,
    pub descriptors: bool,
}

impl Maker {
    /// An ordinary workbook of two sheets.
    pub(super) fn ordinary() -> Self {
        let parts = [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONSHIPS),
            ("xl/worksheets/sheet1.xml", SHEET),
            ("xl/worksheets/sheet2.xml", SHEET),
            ("xl/styles.xml", STYLES),
            ("xl/sharedStrings.xml", STRINGS),
        ];
        Self {
            parts: parts
                .iter()
                .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
                .collect(),
            options: SimpleFileOptions::default().compression_method(CompressionMethod::Deflated),
            descriptors: false,
        }
    }

    /// Sets or adds a part.
    pub(super) fn set(mut self, name: &str, data: impl AsRef<[u8]>) -> Self {
        let data = data.as_ref().to_vec();
        match self.parts.iter_mut().find(|(one, _)| one == name) {
            Some((_, old)) => *old = data,
            None => self.parts.push((name.to_owned(), data)),
        }
        self
    }

    /// Replaces text in a part, which must be there.
    pub(super) fn edit(mut self, name: &str, from: &str, to: &str) -> Self {
        let (_, data) = self.parts.iter_mut().find(|(one, _)| one == name).unwrap();
        let text = String::from_utf8(data.clone()).unwrap();
        assert!(text.contains(from), "{from} in {name}");
        *data = text.replace(from, to).into_bytes();
        self
    }

    /// Leaves a part out.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.parts.retain(|(one, _)| one != name);
        self
    }

    /// Calls an entry otherwise.
    pub(super) fn rename(mut self, from: &str, to: &str) -> Self {
        let (name, _) = self.parts.iter_mut().find(|(one, _)| one == from).unwrap();
        *name = to.to_owned();
        self
    }

    /// The package's bytes.
    pub(super) fn build(&self) -> Vec<u8> {
        if self.descriptors {
            let mut zip = ZipWriter::new_stream(Vec::new());
            for (name, data) in &self.parts {
                zip.start_file(name.as_str(), self.options).unwrap();
                zip.write_all(data).unwrap();
            }
            return zip.finish().unwrap().into_inner();
        }
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, data) in &self.parts {
            zip.start_file(name.as_str(), self.options).unwrap();
            zip.write_all(data).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// Written byte by byte, stored, with an extra field in both headers and a comment on each
    /// entry.
    pub(super) fn build_with_extra_field(&self) -> Vec<u8> {
        const EXTRA: &[u8] = b"\x20\xa2\x04\0kept";
        let (mut out, mut central) = (Vec::new(), Vec::new());
        for (name, data) in &self.parts {
            let offset = out.len() as u32;
            let mut common = vec![20, 0, 0, 0, 0, 0, 7, 8, 9, 10];
            common.extend_from_slice(&crc32fast::hash(data).to_le_bytes());
            common.extend_from_slice(&(data.len() as u32).to_le_bytes());
            common.extend_from_slice(&(data.len() as u32).to_le_bytes());
            common.extend_from_slice(&(name.len() as u16).to_le_bytes());
            common.extend_from_slice(&(EXTRA.len() as u16).to_le_bytes());
            out.extend_from_slice(b"PK\x03\x04");
            out.extend_from_slice(&common);
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(EXTRA);
            out.extend_from_slice(data);
            central.extend_from_slice(b"PK\x01\x02\x14\0");
            central.extend_from_slice(&common);
            central.extend_from_slice(&[4, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
            central.extend_from_slice(&offset.to_le_bytes());
            central.extend_from_slice(name.as_bytes());
            central.extend_from_slice(EXTRA);
            central.extend_from_slice(b"note");
        }
        let start = out.len() as u32;
        let count = (self.parts.len() as u16).to_le_bytes();
        out.extend_from_slice(&central);
        out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        out.extend_from_slice(&count);
        out.extend_from_slice(&count);
        out.extend_from_slice(&(central.len() as u32).to_le_bytes());
        out.extend_from_slice(&start.to_le_bytes());
        out.extend_from_slice(&[0, 0]);
        out
    }
}

fn xml(text: &str) -> Chunk {
    Chunk::Xml(text.into())
}

/// Two sheets: the first with styles, a link to the second, a rule and a chart in a drawing.
pub(super) fn donor() -> Donor {
    let chart = DonorPart {
        id: "rId1".into(),
        relationship: format!("{OFFICE}/chart"),
        content_type: "application/vnd.openxmlformats-officedocument.drawingml.chart+xml".into(),
        stem: "xl/charts/chart".into(),
        extension: "xml".into(),
        xml: vec![
            xml(
                r#"<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:f>"#,
            ),
            Chunk::SheetReference(0),
            xml("!$A$2:$A$3</c:f></c:chartSpace>"),
        ],
        parts: Vec::new(),
    };
    let drawing = DonorPart {
        id: "rId1".into(),
        relationship: format!("{OFFICE}/drawing"),
        content_type: "application/vnd.openxmlformats-officedocument.drawing+xml".into(),
        stem: "xl/drawings/drawing".into(),
        extension: "xml".into(),
        xml: vec![xml(
            r#"<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>"#,
        )],
        parts: vec![chart],
    };
    let first = DonorSheet {
        name: "结论".into(),
        xml: vec![
            xml(&format!(
                r#"<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData><row r="1" hidden="1"><c r="A1" t="inlineStr"><is><t>token#结论</t></is></c></row><row r="2"><c r="A2" s=""#
            )),
            Chunk::Style(0),
            xml(r#""><v>1</v></c><c r="B2" s=""#),
            Chunk::Style(1),
            xml(
                r#""><v>2</v></c></row></sheetData><conditionalFormatting sqref="A2"><cfRule type="cellIs" dxfId=""#,
            ),
            Chunk::Differential(0),
            xml(
                r#"" priority="1" operator="equal"><formula>1</formula></cfRule></conditionalFormatting><hyperlinks><hyperlink ref="A2" location=""#,
            ),
            Chunk::SheetReference(1),
            xml(r#"!A1"/></hyperlinks><drawing r:id="rId1"/></worksheet>"#),
        ],
        parts: vec![drawing],
        external_links: vec![("rId2".into(), "../其他/a b&c.xlsx".into())],
        hidden: false,
    };
    let second = DonorSheet {
        name: "明细".into(),
        xml: vec![xml(&format!(
            r#"<worksheet xmlns="{MAIN}"><sheetData><row r="1" hidden="1"><c r="A1" t="inlineStr"><is><t>token#明细</t></is></c></row></sheetData></worksheet>"#
        ))],
        ..DonorSheet::default()
    };
    let styles = DonorStyles {
        number_formats: vec![(164, "0.0\"万\"".into()), (165, "yyyy\"年\"m\"月\"".into())],
        fonts: vec![
            "<font><b/><sz val=\"12\"/><name val=\"微软雅黑\"/></font>".into(),
            "<font><sz val=\"11\"/><name val=\"宋体\"/></font>".into(),
        ],
        fills: vec![
            "<fill><patternFill patternType=\"none\"/></fill>".into(),
            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFDDEEFF\"/></patternFill></fill>".into(),
        ],
        borders: vec!["<border><left/><right/><top/><bottom/><diagonal/></border>".into()],
        cell_formats: vec![
            CellFormat {
                number_format: 164,
                font: 0,
                fill: 1,
                border: 0,
                children: "<alignment horizontal=\"center\" wrapText=\"1\"/>".into(),
            },
            CellFormat {
                number_format: 165,
                font: 1,
                ..CellFormat::default()
            },
        ],
        differential_formats: vec!["<dxf><font><b/></font></dxf>".into()],
    };
    let name = |name: &str, sheet: Option<usize>, of: usize| DonorName {
        name: name.into(),
        sheet,
        refers_to: vec![Chunk::SheetReference(of), xml("!$A$1")],
        hidden: sheet.is_none(),
    };
    Donor {
        styles: Arc::new(styles),
        sheets: vec![first, second],
        names: vec![
            name("_mark_1", None, 0),
            name("_mark_2", None, 1),
            name("_xlnm.Print_Titles", Some(0), 0),
        ],
    }
}

/// A part's text.
pub(super) fn text(package: &[u8], part: &str) -> String {
    Package::open(package, &Caps::default())
        .unwrap()
        .text(part)
        .unwrap()
}

/// The four parts that may change, as keys.
fn patched(package: &Package) -> Vec<String> {
    let workbook = package.workbook_part().unwrap();
    let styles = package
        .relationships(&workbook)
        .unwrap()
        .into_iter()
        .find(|one| one.is("styles"))
        .and_then(|one| one.part().map(names::key))
        .unwrap_or_default();
    vec![
        names::key("[Content_Types].xml"),
        names::key(&names::relationships_of(&workbook)),
        names::key(&workbook),
        styles,
    ]
}

/// Every entry of `before` but the patched ones lies in `after` with the same bytes, header and
/// descriptor included, in the same order; and a second reader can read all of `after`.
pub(super) fn assert_untouched(before: &[u8], after: &[u8]) {
    let (old, new) = (
        Package::open(before, &Caps::default()).unwrap(),
        Package::open(after, &Caps::default()).unwrap(),
    );
    let patched = patched(&old);
    let mut candidates = new.directory().records.iter();
    for record in &old.directory().records {
        let same = candidates
            .find(|one| one.name == record.name)
            .unwrap_or_else(|| panic!("{} is gone or has moved", record.name));
        if !patched.contains(&names::key(&record.name)) {
            assert_eq!(
                &before[record.span.clone()],
                &after[same.span.clone()],
                "record of {}",
                record.name
            );
        }
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(after)).unwrap();
    for i in 0..zip.len() {
        let mut entry = zip.by_index(i).unwrap();
        std::io::copy(&mut entry, &mut std::io::sink()).unwrap();
    }
}

/// Grafts the donor and checks what must always hold; gives the result.
pub(super) fn grafted(before: &[u8]) -> Vec<u8> {
    let after = graft(before, &donor(), &MARKS).unwrap();
    assert_untouched(before, &after);
    assert_eq!(
        after,
        graft(before, &donor(), &MARKS).unwrap(),
        "same bytes"
    );
    let package = Package::open(&after, &Caps::default()).unwrap();
    let workbook = package.workbook_part().unwrap();
    // Every relationship leads to a part, and every part of the chain has a content type.
    let mut open = vec![workbook];
    let mut sheets = 0;
    while let Some(part) = open.pop() {
        assert!(package.content_type(&part).unwrap().is_some(), "{part}");
        for one in package.relationships(&part).unwrap() {
            if let Some(target) = one.part() {
                assert!(package.contains(target), "{part} → {target}");
                sheets += usize::from(one.is("worksheet"));
                open.push(target.to_owned());
            }
        }
    }
    let listed = text(&after, &package.workbook_part().unwrap())
        .matches("sheetId=")
        .count();
    assert_eq!(sheets, listed, "as many sheets listed as related");
    // Grafting again replaces our sheets and changes nothing else.
    assert_eq!(
        graft(&after, &donor(), &MARKS).unwrap(),
        after,
        "second graft"
    );
    after
}

/// Why the donor cannot be grafted.
pub(super) fn refused(before: &[u8]) -> Refusal {
    graft(before, &donor(), &MARKS).unwrap_err()
}
