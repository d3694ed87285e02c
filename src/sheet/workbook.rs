//! A whole workbook of ours from plans: 汇总, answers to look-ups, and the results beside files
//! that cannot be annotated.
//!
//! The same writer as the donor's, its holes filled at once. The bytes depend on the plans only:
//! core properties and zip times are fixed.

use super::chart;
use super::names::{SheetName, names};
use super::plan::SheetPlan;
use super::styles::styles_part;
use super::text::{escaped, quoted_sheet};
use super::worksheet::{self, Sink};
use crate::opc::new_package::{self, NewPackageError};
use std::collections::HashSet;
use std::fmt::Write as _;

/// Why no workbook came of the plans.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// A workbook needs one sheet at least.
    #[error("no sheet to write")]
    NoSheet,
    /// The package could not be put together.
    #[error("the package could not be put together")]
    Package(#[from] NewPackageError),
}

/// Sheet XML with the holes filled.
struct Filled<'a> {
    out: String,
    references: &'a [String],
}

impl Sink for Filled<'_> {
    fn xml(&mut self) -> &mut String {
        &mut self.out
    }

    fn style(&mut self, format: u32) {
        let _ = write!(self.out, "{format}");
    }

    fn sheet_reference(&mut self, sheet: usize) {
        if let Some(reference) = self.references.get(sheet) {
            self.out.push_str(reference);
        }
    }

    fn days_as_text(&self) -> bool {
        false
    }

    fn protects(&self) -> bool {
        true
    }
}

pub(super) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A new .xlsx with the sheets of the plans, in order.
///
/// Names are made valid and unique (`审核结论 (2)`). Equal plans give equal bytes.
///
/// # Errors
/// [`SheetError::NoSheet`] without a plan; [`SheetError::Package`] where the zip cannot be
/// written (more than 4 GB).
pub fn workbook(plans: &[SheetPlan]) -> Result<Vec<u8>, SheetError> {
    if plans.is_empty() {
        return Err(SheetError::NoSheet);
    }
    let final_names = unique_names(plans);
    let references: Vec<String> = final_names
        .iter()
        .map(|n| escaped(&quoted_sheet(n)))
        .collect();
    let wished: Vec<&str> = plans.iter().map(|p| p.name.as_str()).collect();
    // The first sheet that can be seen is the one that opens.
    let active = plans.iter().position(|p| !p.hidden).unwrap_or(0);

    let mut types = format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/><Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    );
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut charts = 0;
    let mut drawings = 0;
    for (at, plan) in plans.iter().enumerate() {
        let mut sink = Filled {
            out: String::with_capacity(256 * plan.cells.len().min(1 << 20) / 2 + 2048),
            references: &references,
        };
        let leans = worksheet::write(plan, &wished, at == active, &mut sink);
        let number = at + 1;
        let _ = write!(
            types,
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
        parts.push((format!("xl/worksheets/sheet{number}.xml"), sink.out));
        let mut rels = String::new();
        for (id, target) in &leans.external {
            let _ = write!(
                rels,
                "<Relationship Id=\"{id}\" Type=\"{RELATIONSHIPS}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
                escaped(target)
            );
        }
        if let Some(id) = &leans.drawing {
            drawings += 1;
            let _ = write!(
                rels,
                "<Relationship Id=\"{id}\" Type=\"{RELATIONSHIPS}/drawing\" Target=\"/xl/drawings/drawing{drawings}.xml\"/>"
            );
            let _ = write!(
                types,
                "<Override PartName=\"/xl/drawings/drawing{drawings}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.drawing+xml\"/>"
            );
            parts.push((
                format!("xl/drawings/drawing{drawings}.xml"),
                chart::drawing(plan),
            ));
            let mut below = String::new();
            for (n, bars) in plan.charts.iter().enumerate() {
                charts += 1;
                let mut sink = Filled {
                    out: String::new(),
                    references: &references,
                };
                chart::chart(plan, at, bars, &mut sink);
                parts.push((format!("xl/charts/chart{charts}.xml"), sink.out));
                let _ = write!(
                    types,
                    "<Override PartName=\"/xl/charts/chart{charts}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>"
                );
                let _ = write!(
                    below,
                    "<Relationship Id=\"rId{}\" Type=\"{RELATIONSHIPS}/chart\" Target=\"/xl/charts/chart{charts}.xml\"/>",
                    n + 1
                );
            }
            parts.push((
                format!("xl/drawings/_rels/drawing{drawings}.xml.rels"),
                relationships(&below),
            ));
        }
        if !rels.is_empty() {
            parts.push((
                format!("xl/worksheets/_rels/sheet{number}.xml.rels"),
                relationships(&rels),
            ));
        }
    }
    types.push_str("</Types>");

    let mut all = vec![
        ("[Content_Types].xml".to_owned(), types),
        (
            "_rels/.rels".to_owned(),
            relationships(&format!(
                "<Relationship Id=\"rId1\" Type=\"{RELATIONSHIPS}/officeDocument\" Target=\"xl/workbook.xml\"/><Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
            )),
        ),
        ("docProps/core.xml".to_owned(), core_properties()),
        (
            "xl/workbook.xml".to_owned(),
            workbook_part(plans, &final_names, &references, active),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            workbook_rels(plans),
        ),
        (
            "xl/styles.xml".to_owned(),
            styles_part(
                plans
                    .iter()
                    .any(|p| p.protection.is_some() || !p.highlights.is_empty()),
            ),
        ),
    ];
    all.append(&mut parts);
    Ok(new_package::write(&all)?)
}

fn relationships(inner: &str) -> String {
    format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{inner}</Relationships>")
}

/// Fixed, so that equal plans give equal bytes.
fn core_properties() -> String {
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:creator>审表</dc:creator><cp:lastModifiedBy>审表</cp:lastModifiedBy><dcterms:created xsi:type=\"dcterms:W3CDTF\">2006-01-01T00:00:00Z</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">2006-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>"
    )
}

fn workbook_rels(plans: &[SheetPlan]) -> String {
    let mut inner = String::new();
    for number in 1..=plans.len() {
        let _ = write!(
            inner,
            "<Relationship Id=\"rId{number}\" Type=\"{RELATIONSHIPS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
    }
    let _ = write!(
        inner,
        "<Relationship Id=\"rId{}\" Type=\"{RELATIONSHIPS}/styles\" Target=\"styles.xml\"/>",
        plans.len() + 1
    );
    relationships(&inner)
}

fn workbook_part(
    plans: &[SheetPlan],
    names: &[String],
    references: &[String],
    active: usize,
) -> String {
    let mut out = format!(
        "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONSHIPS}\"><bookViews><workbookView xWindow=\"0\" yWindow=\"0\" windowWidth=\"24000\" windowHeight=\"14000\" activeTab=\"{active}\"/></bookViews><sheets>"
    );
    for (at, (plan, name)) in plans.iter().zip(names).enumerate() {
        let _ = write!(
            out,
            "<sheet name=\"{}\" sheetId=\"{}\"{} r:id=\"rId{}\"/>",
            escaped(name),
            at + 1,
            if plan.hidden { " state=\"hidden\"" } else { "" },
            at + 1
        );
    }
    out.push_str("</sheets>");
    let defined = defined_names(plans, references);
    if !defined.is_empty() {
        let _ = write!(out, "<definedNames>{defined}</definedNames>");
    }
    out.push_str("<calcPr calcId=\"191029\"/></workbook>");
    out
}

fn defined_names(plans: &[SheetPlan], references: &[String]) -> String {
    let mut out = String::new();
    for SheetName {
        name,
        sheet,
        place,
        local,
        hidden,
    } in names(plans)
    {
        let Some(reference) = references.get(sheet) else {
            continue;
        };
        let _ = write!(out, "<definedName name=\"{name}\"");
        if local {
            let _ = write!(out, " localSheetId=\"{sheet}\"");
        }
        if hidden {
            out.push_str(" hidden=\"1\"");
        }
        let _ = write!(out, ">{reference}{place}</definedName>");
    }
    out
}

/// Valid names, unique ignoring case: at most 31 UTF-16 units, none of `: \ / ? * [ ]`, no
/// apostrophe at either end.
fn unique_names(plans: &[SheetPlan]) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    plans
        .iter()
        .map(|plan| {
            let base = valid_name(&plan.name);
            let mut name = base.clone();
            let mut number = 2;
            while !taken.insert(name.to_lowercase()) {
                let suffix = format!(" ({number})");
                name = format!("{}{suffix}", cut_units(&base, 31 - suffix.len()));
                number += 1;
            }
            name
        })
        .collect()
}

fn valid_name(wished: &str) -> String {
    let clean: String = wished
        .chars()
        .map(|c| match c {
            ':' | '\\' | '/' | '?' | '*' | '[' | ']' => '_',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let name = cut_units(clean.trim_matches(['\'', ' ']), 31);
    let name = name.trim_matches(['\'', ' ']);
    // Excel keeps the name 「History」 for itself.
    if name.is_empty() || name.eq_ignore_ascii_case("history") {
        "表".to_owned()
    } else {
        name.to_owned()
    }
}

/// The longest beginning of at most `units` UTF-16 units, never cut inside a character.
fn cut_units(text: &str, units: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.len_utf16();
        if used > units {
            return text.get(..at).unwrap_or(text);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cell::{CellRange, CellRef};
    use crate::sheet::{BarChart, Content, Link, Style, Table};
    use rust_decimal::dec;

    fn named(name: &str) -> SheetPlan {
        SheetPlan {
            name: name.to_owned(),
            ..SheetPlan::default()
        }
    }

    #[test]
    fn sheet_names_are_always_valid_and_unique() {
        let plans = [
            named("客户/名称:[甲]*?"),
            named("审核结论"),
            named("审核结论"),
            named("'x'"),
            named(""),
            named("𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷"),
            named("History"),
            named("ABC"),
            named("abc"),
        ];
        let names = unique_names(&plans);
        assert_eq!(names[0], "客户_名称__甲___");
        assert_eq!(names[2], "审核结论 (2)");
        assert_eq!(names[3], "x");
        assert_eq!(names[4], "表");
        assert_eq!(names[5].encode_utf16().count(), 30);
        assert_eq!(names[6], "表 (2)");
        assert_eq!(names[8], "abc (2)");
    }

    #[test]
    fn equal_plans_give_equal_bytes_and_no_plan_none() {
        let mut table = Table::new("一览", "一览表").column("客户", 20.0, Style::Value);
        table.row(vec!["=1+1".into()]);
        let plan = table.plan();
        let first = workbook(std::slice::from_ref(&plan)).unwrap();
        assert_eq!(first, workbook(&[plan]).unwrap());
        assert!(matches!(workbook(&[]), Err(SheetError::NoSheet)));
    }

    #[test]
    fn texts_stay_texts_and_numbers_numbers() {
        let mut plan = named("甲");
        plan.token = Some("审表#结果页#x".to_owned());
        plan.text(1, 0, "=1+1", Style::Value);
        plan.put(1, 1, Content::Number(dec!(12.50)), Style::Value);
        plan.put(1, 2, Content::Share(dec!(0.155)), Style::Figure);
        plan.put(
            1,
            3,
            Content::Number(dec!(1234567890123456789)),
            Style::Value,
        );
        let mut sink = Filled {
            out: String::new(),
            references: &[],
        };
        worksheet::write(&plan, &["甲"], false, &mut sink);
        let xml = sink.out;
        assert!(xml.contains("<row r=\"1\" ht=\"18\" customHeight=\"1\" hidden=\"1\">"));
        assert!(xml.contains("<t xml:space=\"preserve\">=1+1</t>"));
        assert!(xml.contains("<v>12.5</v>"));
        assert!(xml.contains("15.5%"));
        assert!(xml.contains("<t xml:space=\"preserve\">1234567890123456789</t>"));
        assert!(!xml.contains("<f>"));
    }

    #[test]
    fn links_lead_where_they_say() {
        let mut plan = named("甲");
        let to = |sheet: &str| {
            Some(Link::Cell {
                sheet: sheet.to_owned(),
                cell: CellRef::new(4, 1),
            })
        };
        plan.link(0, 0, "a", Style::Linked, to("O'Brien & 子"));
        plan.link(0, 1, "b", Style::Linked, Some(Link::Own("乙".to_owned())));
        plan.link(0, 2, "c", Style::Linked, Some(Link::Own("无".to_owned())));
        let file = Link::File {
            path: "../审核结果/a b.xlsx".to_owned(),
            place: "审核结论!A1".to_owned(),
        };
        plan.link(0, 3, "d", Style::Linked, Some(file.clone()));
        plan.link(0, 4, "e", Style::Linked, Some(file));
        let references = ["'甲'".to_owned(), "'乙'".to_owned()];
        let mut sink = Filled {
            out: String::new(),
            references: &references,
        };
        let leans = worksheet::write(&plan, &["甲", "乙"], false, &mut sink);
        assert!(
            sink.out
                .contains("ref=\"A1\" location=\"'O''Brien &amp; 子'!B5\"")
        );
        assert!(sink.out.contains("ref=\"B1\" location=\"'乙'!A2\""));
        assert!(!sink.out.contains("ref=\"C1\""));
        assert!(
            sink.out
                .contains("ref=\"E1\" r:id=\"rId1\" location=\"审核结论!A1\"")
        );
        assert_eq!(leans.external.len(), 1);
    }

    #[test]
    fn donor_and_workbook_say_the_same() {
        let mut plan = named("甲");
        plan.token = Some("审表#结果页#x".to_owned());
        plan.text(1, 0, "一", Style::Label);
        plan.put(1, 1, Content::Number(dec!(25)), Style::ValueCentred);
        plan.charts.push(BarChart {
            title: "得分".to_owned(),
            categories: CellRange::new(CellRef::new(1, 0), CellRef::new(1, 0)),
            values: CellRange::new(CellRef::new(1, 1), CellRef::new(1, 1)),
            area: CellRange::new(CellRef::new(3, 0), CellRef::new(9, 4)),
            most: Some(dec!(25)),
        });
        let donor = crate::sheet::donor(std::slice::from_ref(&plan));
        let joined: String = donor.sheets[0]
            .xml
            .iter()
            .map(|chunk| match chunk {
                crate::graft::Chunk::Xml(xml) => xml.to_string(),
                crate::graft::Chunk::Style(n) => n.to_string(),
                crate::graft::Chunk::SheetReference(_) => "'甲'".to_owned(),
                crate::graft::Chunk::Differential(_) => String::new(),
            })
            .collect();
        let references = ["'甲'".to_owned()];
        let mut sink = Filled {
            out: String::new(),
            references: &references,
        };
        worksheet::write(&plan, &["甲"], false, &mut sink);
        assert_eq!(joined, sink.out);
        assert_eq!(donor.sheets[0].parts[0].parts.len(), 1);
        assert_eq!(donor.names[0].name, "_审表结果_1");
    }
}
