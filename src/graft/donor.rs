//! What is grafted: sheets as chunks with holes, and the styles they use.

use std::sync::Arc;

/// Sheets to be added, with everything they lean on.
#[derive(Debug, Clone, Default)]
pub struct Donor {
    /// Styles, shared by all sheets; made once.
    pub styles: Arc<DonorStyles>,
    /// Sheets, in order.
    pub sheets: Vec<DonorSheet>,
    /// Defined names to be added (all hidden or built-in ones such as `_xlnm.Print_Titles`).
    pub names: Vec<DonorName>,
}

/// Style children as XML without namespace prefix (the graft adds the receiver's).
/// Within `cell_formats` the ids refer to the lists here, counted from 0; the graft remaps.
#[derive(Debug, Clone, Default)]
pub struct DonorStyles {
    /// `(numFmtId in the donor, formatCode)` of custom formats.
    pub number_formats: Vec<(u32, String)>,
    /// `<font>…</font>`.
    pub fonts: Vec<String>,
    /// `<fill>…</fill>`.
    pub fills: Vec<String>,
    /// `<border>…</border>`.
    pub borders: Vec<String>,
    /// Cell formats.
    pub cell_formats: Vec<CellFormat>,
    /// `<dxf>…</dxf>`.
    pub differential_formats: Vec<String>,
}

/// One `xf` of cellXfs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellFormat {
    /// numFmtId: built-in below 164, else one of the donor's.
    pub number_format: u32,
    /// Index into fonts.
    pub font: u32,
    /// Index into fills.
    pub fill: u32,
    /// Index into borders.
    pub border: u32,
    /// Children such as `<alignment …/><protection …/>`, as XML.
    pub children: String,
}

/// A sheet to be added.
#[derive(Debug, Clone, Default)]
pub struct DonorSheet {
    /// Wished name; the graft makes it valid and unique.
    pub name: String,
    /// The worksheet part, in order. Root element without prefix, with all namespaces declared.
    pub xml: Vec<Chunk>,
    /// Parts that the sheet refers to (drawings with their charts), by relationship id.
    pub parts: Vec<DonorPart>,
    /// External targets by relationship id (hyperlinks to other files): `(rId, target)`.
    pub external_links: Vec<(String, String)>,
    /// Hidden.
    pub hidden: bool,
}

/// A piece of a part with holes.
#[derive(Debug, Clone)]
pub enum Chunk {
    /// XML as it stands.
    Xml(Arc<str>),
    /// The number of a cell format in the receiver, by its index in the donor.
    Style(u32),
    /// The number of a differential format.
    Differential(u32),
    /// The final name of a donor sheet, quoted for a reference and escaped for XML (`'审核结论'`).
    SheetReference(usize),
}

/// A part below a sheet (a drawing), or below that (a chart).
#[derive(Debug, Clone)]
pub struct DonorPart {
    /// Relationship id by which the parent refers to it.
    pub id: String,
    /// Relationship type (transitional URI).
    pub relationship: String,
    /// Content type.
    pub content_type: String,
    /// Folder and stem for its name, such as `xl/drawings/drawing`; a free number is appended.
    pub stem: String,
    /// Its extension, such as `xml`.
    pub extension: String,
    /// Content.
    pub xml: Vec<Chunk>,
    /// Parts below it.
    pub parts: Vec<DonorPart>,
}

/// A defined name to be added.
#[derive(Debug, Clone)]
pub struct DonorName {
    /// Name; made unique among global names by a numeric suffix where it has no sheet.
    pub name: String,
    /// Donor sheet index it is local to.
    pub sheet: Option<usize>,
    /// What it refers to.
    pub refers_to: Vec<Chunk>,
    /// Hidden.
    pub hidden: bool,
}
