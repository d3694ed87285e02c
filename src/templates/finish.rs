//! What umya-spreadsheet leaves undone in a package: the cell style formats that every `xfId`
//! refers to are put in (without them the Open XML SDK counts an error a style), and the number
//! formats, which come in the order of a hash table, are put in order: same form, same bytes. The
//! rules of the input cells are put in as well (see [`super::rules`]).

use crate::opc::new_package;
use crate::opc::{Caps, Package};

/// The Normal style's format, which `xfId="0"` means.
const CELL_STYLE_FORMATS: &str = r#"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#;
const STYLES: &str = "xl/styles.xml";
/// The form's sheet; behind it there may be the hidden one of the preview.
const FORM: &str = "xl/worksheets/sheet1.xml";

/// The package that umya wrote, made whole; `rules` is the form's `dataValidations` element.
///
/// # Errors
/// What the package reader or writer says; umya's own output is not expected to cause any.
pub(super) fn finished(
    written: &[u8],
    rules: &str,
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let package = Package::open(written, &Caps::default())?;
    let mut parts = Vec::new();
    for name in package.parts() {
        let mut text = package.text(name)?;
        if name == STYLES && !text.contains("<cellStyleXfs") {
            text = text.replacen("<cellXfs", &format!("{CELL_STYLE_FORMATS}<cellXfs"), 1);
        }
        if name == STYLES {
            text = number_formats_in_order(&text);
        }
        if name == FORM {
            // Behind the merges and before the print options, as the schema has them.
            text = text.replacen("<printOptions", &format!("{rules}<printOptions"), 1);
        }
        parts.push((name.to_owned(), text));
    }
    Ok(new_package::write(&parts)?)
}

/// The children of `numFmts`, sorted; the text as it was where there are none.
fn number_formats_in_order(styles: &str) -> String {
    const CHILD: &str = "<numFmt ";
    let Some((before, rest)) = styles.split_once(CHILD) else {
        return styles.to_owned();
    };
    let Some((inside, after)) = rest.split_once("</numFmts>") else {
        return styles.to_owned();
    };
    let mut children: Vec<&str> = inside.split(CHILD).collect();
    children.sort_unstable();
    let sorted: String = children
        .iter()
        .map(|child| format!("{CHILD}{child}"))
        .collect();
    format!("{before}{sorted}</numFmts>{after}")
}

#[cfg(test)]
mod tests {
    use super::number_formats_in_order;

    #[test]
    fn number_formats_come_in_one_order() {
        let one =
            r#"<s><numFmts><numFmt numFmtId="177"/><numFmt numFmtId="176"/></numFmts><x/></s>"#;
        let other =
            r#"<s><numFmts><numFmt numFmtId="176"/><numFmt numFmtId="177"/></numFmts><x/></s>"#;
        assert_eq!(number_formats_in_order(one), other);
        assert_eq!(number_formats_in_order(other), other);
        assert_eq!(number_formats_in_order("<s/>"), "<s/>");
    }
}
