//! The styles part of a workbook of our own: the palette, and for workbooks that people edit the
//! twins of open cells and the colour of highlights.

use super::palette::{of, palette};
use super::plan::Style;
use super::text::escaped;
use super::workbook::{MAIN, XML};
use std::fmt::Write as _;

/// The styles; `editable` workbooks have the twins of open cells and the colour of highlights.
pub(super) fn styles_part(editable: bool) -> String {
    let styles = &palette().styles;
    let mut out = format!(
        "{XML}<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"{}\">",
        styles.number_formats.len()
    );
    for (id, code) in &styles.number_formats {
        let _ = write!(
            out,
            "<numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>",
            escaped(code)
        );
    }
    out.push_str("</numFmts>");
    for (name, list) in [
        ("fonts", &styles.fonts),
        ("fills", &styles.fills),
        ("borders", &styles.borders),
    ] {
        let _ = write!(out, "<{name} count=\"{}\">", list.len());
        for child in list {
            out.push_str(child);
        }
        let _ = write!(out, "</{name}>");
    }
    out.push_str("<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>");
    let protections: &[&str] = if editable {
        &["", "<protection locked=\"0\"/>"]
    } else {
        &[""]
    };
    let count = styles.cell_formats.len() * protections.len();
    let _ = write!(out, "<cellXfs count=\"{count}\">");
    for protection in protections {
        let applied = if protection.is_empty() {
            ""
        } else {
            " applyProtection=\"1\""
        };
        for f in &styles.cell_formats {
            let _ = write!(
                out,
                "<xf numFmtId=\"{}\" fontId=\"{}\" fillId=\"{}\" borderId=\"{}\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"{applied}>{}{protection}</xf>",
                f.number_format, f.font, f.fill, f.border, f.children
            );
        }
    }
    out.push_str("</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>");
    if editable {
        out.push_str(&highlight_dxf());
    }
    out.push_str("</styleSheet>");
    out
}

/// The look of [`Style::Caution`] as a differential format; a dxf paints by its background.
fn highlight_dxf() -> String {
    let look = of(Style::Caution);
    let fill = look.fill.unwrap_or("FFFFFF");
    format!(
        "<dxfs count=\"1\"><dxf><font><b/><color rgb=\"FF{}\"/></font><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF{fill}\"/><bgColor rgb=\"FF{fill}\"/></patternFill></fill></dxf></dxfs>",
        look.font.rgb
    )
}
