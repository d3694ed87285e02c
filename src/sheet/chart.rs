//! Bar charts of a plan as drawing and chart parts.
//!
//! Our own text rather than a library's: umya-spreadsheet numbers all drawings 0 and writes
//! `c:smooth` where the schema has none. Values are cached in the chart, so nothing is left to
//! be computed; bars carry their figures, so that a black and white print says all.

use super::palette::FONT;
use super::plan::{BarChart, Content, SheetPlan};
use super::text::escaped;
use super::worksheet::Sink;
use crate::domain::cell::column_letters;
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::decimal::plain;
use std::fmt::Write as _;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const DRAWING_ML: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The drawing that holds all charts of a plan; chart `n` (from 0) is its relationship `rId{n+1}`.
pub(crate) fn drawing(plan: &SheetPlan) -> String {
    let mut out = format!(
        "{HEAD}<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" xmlns:a=\"{DRAWING_ML}\">"
    );
    for (at, chart) in plan.charts.iter().enumerate() {
        let id = at + 1;
        let CellRange { first, last } = chart.area;
        let _ = write!(
            out,
            "<xdr:twoCellAnchor><xdr:from><xdr:col>{}</xdr:col><xdr:colOff>38100</xdr:colOff><xdr:row>{}</xdr:row><xdr:rowOff>38100</xdr:rowOff></xdr:from><xdr:to><xdr:col>{}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:graphicFrame macro=\"\"><xdr:nvGraphicFramePr><xdr:cNvPr id=\"{}\" name=\"图 {id}\" descr=\"{}\"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/></xdr:xfrm><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:r=\"{RELATIONSHIPS}\" r:id=\"rId{id}\"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>",
            first.col,
            first.row,
            last.col + 1,
            last.row + 1,
            id + 1,
            escaped(&chart.title),
        );
    }
    out.push_str("</xdr:wsDr>");
    out
}

/// Writes the chart part of a plan's chart. `sheet` is the plan's position.
pub(crate) fn chart(plan: &SheetPlan, sheet: usize, chart: &BarChart, sink: &mut impl Sink) {
    let _ = write!(
        sink.xml(),
        "{HEAD}<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:a=\"{DRAWING_ML}\" xmlns:r=\"{RELATIONSHIPS}\"><c:roundedCorners val=\"0\"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"1000\" b=\"1\"/></a:pPr><a:r><a:rPr lang=\"zh-CN\" sz=\"1000\" b=\"1\"/><a:t>{}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val=\"0\"/></c:title><c:autoTitleDeleted val=\"0\"/><c:plotArea><c:layout/><c:barChart><c:barDir val=\"bar\"/><c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/><c:ser><c:idx val=\"0\"/><c:order val=\"0\"/><c:spPr><a:solidFill><a:srgbClr val=\"1B365D\"/></a:solidFill></c:spPr><c:invertIfNegative val=\"0\"/><c:dLbls><c:spPr><a:noFill/></c:spPr><c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/><c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls><c:cat><c:strRef><c:f>",
        escaped(&chart.title)
    );
    reference(sheet, chart.categories, sink);
    sink.xml().push_str("</c:f>");
    points(plan, chart.categories, "str", sink.xml());
    sink.xml()
        .push_str("</c:strRef></c:cat><c:val><c:numRef><c:f>");
    reference(sheet, chart.values, sink);
    sink.xml().push_str("</c:f>");
    points(plan, chart.values, "num", sink.xml());
    let most = chart
        .most
        .map(|m| format!("<c:max val=\"{}\"/>", plain(m)))
        .unwrap_or_default();
    let _ = write!(
        sink.xml(),
        "</c:numRef></c:val></c:ser><c:gapWidth val=\"60\"/><c:axId val=\"111111111\"/><c:axId val=\"222222222\"/></c:barChart><c:catAx><c:axId val=\"111111111\"/><c:scaling><c:orientation val=\"maxMin\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"l\"/><c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"low\"/><c:crossAx val=\"222222222\"/><c:crosses val=\"autoZero\"/><c:auto val=\"1\"/><c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/><c:noMultiLvlLbl val=\"0\"/></c:catAx><c:valAx><c:axId val=\"222222222\"/><c:scaling><c:orientation val=\"minMax\"/>{most}<c:min val=\"0\"/></c:scaling><c:delete val=\"1\"/><c:axPos val=\"t\"/><c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"none\"/><c:crossAx val=\"111111111\"/><c:crosses val=\"autoZero\"/><c:crossBetween val=\"between\"/></c:valAx><c:spPr><a:noFill/></c:spPr></c:plotArea><c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart><c:spPr><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"AEB7C2\"/></a:solidFill></a:ln></c:spPr><c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"900\"><a:solidFill><a:srgbClr val=\"1F2933\"/></a:solidFill><a:latin typeface=\"{FONT}\"/><a:ea typeface=\"{FONT}\"/></a:defRPr></a:pPr><a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr></c:chartSpace>"
    );
}

fn reference(sheet: usize, area: CellRange, sink: &mut impl Sink) {
    sink.sheet_reference(sheet);
    let _ = write!(
        sink.xml(),
        "!{}:{}",
        absolute(area.first),
        absolute(area.last)
    );
}

/// `$B$5`.
pub(crate) fn absolute(cell: CellRef) -> String {
    format!("${}${}", column_letters(cell.col), cell.row + 1)
}

/// The cached points of an area.
fn points(plan: &SheetPlan, area: CellRange, kind: &str, out: &mut String) {
    let _ = write!(out, "<c:{kind}Cache>");
    if kind == "num" {
        out.push_str("<c:formatCode>General</c:formatCode>");
    }
    let places: Vec<CellRef> = (area.first.row..=area.last.row)
        .flat_map(|row| (area.first.col..=area.last.col).map(move |col| CellRef::new(row, col)))
        .take(1_000)
        .collect();
    let _ = write!(out, "<c:ptCount val=\"{}\"/>", places.len());
    for (at, place) in places.iter().enumerate() {
        let content = plan
            .cells
            .iter()
            .rev()
            .find(|c| c.at == *place)
            .map(|c| &c.content);
        let shown = match (content, kind) {
            (Some(Content::Number(n) | Content::Share(n)), _) => plain(*n),
            (Some(Content::Text(t)), "str") => escaped(t),
            _ => continue,
        };
        let _ = write!(out, "<c:pt idx=\"{at}\"><c:v>{shown}</c:v></c:pt>");
    }
    let _ = write!(out, "</c:{kind}Cache>");
}
