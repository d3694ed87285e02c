//! What umya-spreadsheet leaves out of a package, put in: the cell style formats that every
//! `xfId` refers to (without them the Open XML SDK counts an error a style).

use crate::opc::new_package;
use crate::opc::{Caps, Package};

/// The Normal style's format, which `xfId="0"` means.
const CELL_STYLE_FORMATS: &str = r#"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#;
const STYLES: &str = "xl/styles.xml";

/// The package that umya wrote, made whole.
///
/// # Errors
/// What the package reader or writer says; umya's own output is not expected to cause any.
pub(super) fn finished(
    written: &[u8],
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let package = Package::open(written, &Caps::default())?;
    let mut parts = Vec::new();
    for name in package.parts() {
        let mut text = package.text(name)?;
        if name == STYLES && !text.contains("<cellStyleXfs") {
            text = text.replacen("<cellXfs", &format!("{CELL_STYLE_FORMATS}<cellXfs"), 1);
        }
        parts.push((name.to_owned(), text));
    }
    Ok(new_package::write(&parts)?)
}
