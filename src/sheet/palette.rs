//! The looks of our sheets: one table, from which the XML of the styles is written.
//!
//! Colours are RGB and the font is named, never a theme's: a grafted sheet would otherwise take
//! the receiver's. Grey values and words differ as much as the colours do, so that a black and
//! white print says the same. The XML is our own text and not umya-spreadsheet's: the core then
//! needs no workbook library (the add-in runs it too), and a file costs microseconds instead of
//! the milliseconds of a library's workbook. A test reads every look back through umya.

use super::plan::Style;
use crate::graft::donor::{CellFormat, DonorStyles};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The font of all our sheets: on every Windows and Mac with Excel or WPS; elsewhere the system
/// takes its own sans-serif Chinese font.
pub const FONT: &str = "微软雅黑";

const INK: &str = "1F2933";
const NAVY: &str = "1B365D";
const GREY: &str = "56616E";
const LINE: &str = "AEB7C2";

/// A font.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FontLook {
    /// Size in points.
    pub size: u32,
    /// Bold.
    pub bold: bool,
    /// Underlined.
    pub underline: bool,
    /// Colour as RRGGBB.
    pub rgb: &'static str,
}

/// Lines around a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// None.
    None,
    /// Thin on all sides.
    Thin,
    /// Medium below, in navy.
    Below,
    /// Thin on all sides, thick at the left, in navy.
    Flag,
    /// Medium on all sides, dark.
    Strong,
}

/// How one style looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Font.
    pub font: FontLook,
    /// Fill as RRGGBB.
    pub fill: Option<&'static str>,
    /// Lines.
    pub edge: Edge,
    /// `left`, `center`, `right`, or empty (text left, numbers right).
    pub horizontal: &'static str,
    /// Steps of indent.
    pub indent: u32,
    /// Whether dates, shares and kept texts get formats of their own in this style.
    pub numbers: bool,
}

const fn font(size: u32, bold: bool, rgb: &'static str) -> FontLook {
    FontLook {
        size,
        bold,
        underline: false,
        rgb,
    }
}

const fn look(
    font: FontLook,
    fill: Option<&'static str>,
    edge: Edge,
    horizontal: &'static str,
) -> Look {
    Look {
        font,
        fill,
        edge,
        horizontal,
        indent: 0,
        numbers: false,
    }
}

/// The look of a style.
pub const fn of(style: Style) -> Look {
    let body = font(10, false, INK);
    let strong = font(10, true, INK);
    match style {
        Style::Plain => Look {
            numbers: true,
            ..look(body, None, Edge::None, "")
        },
        Style::Title => look(font(20, true, NAVY), None, Edge::None, "left"),
        Style::Subtitle => look(font(9, false, GREY), None, Edge::None, "left"),
        Style::Aside => look(font(9, false, GREY), None, Edge::None, "right"),
        Style::Section => Look {
            indent: 1,
            ..look(font(11, true, NAVY), Some("E3E9F1"), Edge::Below, "left")
        },
        Style::Header => look(strong, Some("DCE2EA"), Edge::Thin, "center"),
        Style::HeaderLeft => Look {
            indent: 1,
            ..look(strong, Some("DCE2EA"), Edge::Thin, "left")
        },
        Style::Label => Look {
            indent: 1,
            ..look(font(10, false, GREY), Some("F4F6F9"), Edge::Thin, "left")
        },
        Style::Value => Look {
            numbers: true,
            indent: 1,
            ..look(body, None, Edge::Thin, "left")
        },
        Style::ValueCentred => Look {
            numbers: true,
            ..look(body, None, Edge::Thin, "center")
        },
        Style::ValueRight => Look {
            numbers: true,
            indent: 1,
            ..look(body, None, Edge::Thin, "right")
        },
        Style::ValueStrong => Look {
            numbers: true,
            indent: 1,
            ..look(strong, None, Edge::Thin, "left")
        },
        Style::Figure => look(font(20, true, NAVY), None, Edge::Thin, "center"),
        Style::FigureLabel => look(font(9, false, GREY), Some("F4F6F9"), Edge::Thin, "center"),
        Style::Good => look(
            font(10, true, "14532D"),
            Some("EDF7F0"),
            Edge::Thin,
            "center",
        ),
        Style::Caution => look(
            font(10, true, "6B4300"),
            Some("FBE3A9"),
            Edge::Thin,
            "center",
        ),
        Style::Bad => look(
            font(10, true, "FFFFFF"),
            Some("A61B1B"),
            Edge::Thin,
            "center",
        ),
        Style::VerdictGood => look(
            font(14, true, "14532D"),
            Some("EDF7F0"),
            Edge::Strong,
            "center",
        ),
        Style::VerdictCaution => look(
            font(14, true, "6B4300"),
            Some("FBE3A9"),
            Edge::Strong,
            "center",
        ),
        Style::VerdictBad => look(
            font(14, true, "FFFFFF"),
            Some("A61B1B"),
            Edge::Strong,
            "center",
        ),
        Style::Note => look(font(9, false, GREY), None, Edge::None, "left"),
        Style::Linked => Look {
            font: FontLook {
                size: 10,
                bold: false,
                underline: true,
                rgb: "0B4F9E",
            },
            numbers: true,
            indent: 1,
            ..look(body, None, Edge::Thin, "left")
        },
        Style::Lead => Look {
            indent: 1,
            ..look(font(13, true, INK), Some("F7F9FC"), Edge::Flag, "left")
        },
        Style::Blank => Look {
            indent: 1,
            ..look(body, None, Edge::Thin, "left")
        },
    }
}

/// How a cell's content is formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// As it is.
    General,
    /// Text that Excel would take for a number or formula once someone edits the cell.
    KeptText,
    /// Per cent without places.
    Share0,
    /// Per cent with one place.
    Share1,
    /// Per cent with two places.
    Share2,
    /// A day.
    Date,
}

const KINDS: [Kind; 6] = [
    Kind::General,
    Kind::KeptText,
    Kind::Share0,
    Kind::Share1,
    Kind::Share2,
    Kind::Date,
];

/// First number of our own number formats.
const SHARE_1: u32 = 164;
const DATE: u32 = 165;

impl Kind {
    const fn number_format(self) -> u32 {
        match self {
            Self::General => 0,
            Self::KeptText => 49,
            Self::Share0 => 9,
            Self::Share1 => SHARE_1,
            Self::Share2 => 10,
            Self::Date => DATE,
        }
    }
}

/// The styles as the graft wants them, and where each stands.
pub(crate) struct Palette {
    pub(crate) styles: Arc<DonorStyles>,
    formats: BTreeMap<(Style, Kind), u32>,
}

impl Palette {
    /// The twin of a cell format whose cells may be edited on a protected sheet. Only workbooks of
    /// our own have the twins, behind all formats; a graft does not carry them along.
    pub(crate) fn open(&self, format: u32) -> u32 {
        self.styles.cell_formats.len() as u32 + format
    }

    /// The cell format of a style for a kind of content, and whether that kind has one (else the
    /// content must be written as text).
    pub(crate) fn format(&self, style: Style, kind: Kind) -> (u32, bool) {
        match self.formats.get(&(style, kind)) {
            Some(&at) => (at, true),
            None => (
                self.formats
                    .get(&(style, Kind::General))
                    .copied()
                    .unwrap_or(0),
                false,
            ),
        }
    }
}

/// The palette, built once.
pub(crate) fn palette() -> &'static Palette {
    static PALETTE: OnceLock<Palette> = OnceLock::new();
    PALETTE.get_or_init(build)
}

fn build() -> Palette {
    let mut styles = DonorStyles {
        number_formats: vec![
            (SHARE_1, "0.0%".to_owned()),
            (DATE, "yyyy\\-mm\\-dd".to_owned()),
        ],
        // The first two fills are fixed by the format.
        fills: vec![
            "<fill><patternFill patternType=\"none\"/></fill>".to_owned(),
            "<fill><patternFill patternType=\"gray125\"/></fill>".to_owned(),
        ],
        ..DonorStyles::default()
    };
    let mut formats = BTreeMap::new();
    for style in Style::ALL {
        let look = of(style);
        let font = place(&mut styles.fonts, font_xml(look.font));
        let fill = match look.fill {
            None => 0,
            Some(rgb) => place(&mut styles.fills, fill_xml(rgb)),
        };
        let border = place(&mut styles.borders, border_xml(look.edge));
        for kind in KINDS {
            if kind != Kind::General && !look.numbers {
                continue;
            }
            let format = CellFormat {
                number_format: kind.number_format(),
                font,
                fill,
                border,
                children: alignment_xml(look),
            };
            let at = styles.cell_formats.len();
            styles.cell_formats.push(format);
            formats.insert((style, kind), at as u32);
        }
    }
    Palette {
        styles: Arc::new(styles),
        formats,
    }
}

/// Index of the text in the list, appended if it is new.
fn place(list: &mut Vec<String>, xml: String) -> u32 {
    let at = list.iter().position(|x| *x == xml).unwrap_or_else(|| {
        list.push(xml);
        list.len() - 1
    });
    at as u32
}

fn font_xml(font: FontLook) -> String {
    format!(
        "<font>{}{}<sz val=\"{}\"/><color rgb=\"FF{}\"/><name val=\"{FONT}\"/><family val=\"2\"/><charset val=\"134\"/></font>",
        if font.bold { "<b/>" } else { "" },
        if font.underline { "<u/>" } else { "" },
        font.size,
        font.rgb
    )
}

fn fill_xml(rgb: &str) -> String {
    format!(
        "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF{rgb}\"/><bgColor indexed=\"64\"/></patternFill></fill>"
    )
}

/// Line style and colour of left, right, top and bottom.
pub(crate) fn sides(edge: Edge) -> [Option<(&'static str, &'static str)>; 4] {
    let thin = Some(("thin", LINE));
    match edge {
        Edge::None => [None; 4],
        Edge::Thin => [thin; 4],
        Edge::Below => [None, None, None, Some(("medium", NAVY))],
        Edge::Flag => [Some(("thick", NAVY)), thin, thin, thin],
        Edge::Strong => [Some(("medium", INK)); 4],
    }
}

fn border_xml(edge: Edge) -> String {
    let mut out = String::from("<border>");
    for (name, side) in ["left", "right", "top", "bottom"].iter().zip(sides(edge)) {
        match side {
            None => out.push_str(&format!("<{name}/>")),
            Some((line, rgb)) => out.push_str(&format!(
                "<{name} style=\"{line}\"><color rgb=\"FF{rgb}\"/></{name}>"
            )),
        }
    }
    out.push_str("<diagonal/></border>");
    out
}

fn alignment_xml(look: Look) -> String {
    let mut out = String::from("<alignment");
    if !look.horizontal.is_empty() {
        out.push_str(&format!(" horizontal=\"{}\"", look.horizontal));
    }
    out.push_str(" vertical=\"center\" wrapText=\"1\"");
    if look.indent > 0 {
        out.push_str(&format!(" indent=\"{}\"", look.indent));
    }
    out.push_str("/>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance by the sRGB formula of WCAG 2.
    fn luminance(rgb: &str) -> f64 {
        let part = |at: usize| {
            let v = f64::from(u8::from_str_radix(&rgb[at..at + 2], 16).unwrap()) / 255.0;
            if v <= 0.03928 {
                v / 12.92
            } else {
                ((v + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    }

    #[test]
    fn every_style_is_legible_in_black_and_white() {
        for style in Style::ALL {
            let look = of(style);
            let ink = luminance(look.font.rgb);
            let ground = luminance(look.fill.unwrap_or("FFFFFF"));
            let (light, dark) = if ink > ground {
                (ink, ground)
            } else {
                (ground, ink)
            };
            let contrast = (light + 0.05) / (dark + 0.05);
            assert!(contrast >= 5.5, "{style:?}: {contrast:.1}");
        }
    }

    /// A second opinion: what umya-spreadsheet reads is what the table says.
    #[cfg(feature = "edges")]
    #[test]
    fn umya_reads_every_look_as_it_was_meant() {
        use crate::sheet::{SheetPlan, workbook};
        let mut plan = SheetPlan {
            name: "样式".to_owned(),
            ..SheetPlan::default()
        };
        for (row, style) in Style::ALL.into_iter().enumerate() {
            plan.text(row as u32, 0, "字", style);
        }
        let bytes = workbook(&[plan]).unwrap();
        let book =
            umya_spreadsheet::reader::xlsx::read_reader(std::io::Cursor::new(bytes), true).unwrap();
        let sheet = book.sheet_by_name("样式").unwrap();
        for (row, style) in Style::ALL.into_iter().enumerate() {
            let look = of(style);
            let read = sheet.style((1, row as u32 + 1));
            let font = read.font().unwrap();
            assert_eq!(font.name(), FONT, "{style:?}");
            assert_eq!(font.size(), f64::from(look.font.size), "{style:?}");
            assert_eq!(font.bold(), look.font.bold, "{style:?}");
            assert_eq!(font.color().argb_str(), format!("FF{}", look.font.rgb));
            let fill = read.background_color().map(|c| c.argb_str());
            assert_eq!(fill, look.fill.map(|rgb| format!("FF{rgb}")), "{style:?}");
            let left = read.borders().map(|b| b.left().border_style().to_owned());
            let meant = sides(look.edge)[0].map_or("none", |(line, _)| line);
            assert_eq!(left.as_deref().unwrap_or("none"), meant, "{style:?}");
        }
    }

    #[test]
    fn styles_are_few_and_stand_in_range() {
        let styles = &palette().styles;
        assert!(styles.cell_formats.len() < 64);
        for format in &styles.cell_formats {
            assert!((format.font as usize) < styles.fonts.len());
            assert!((format.fill as usize) < styles.fills.len());
            assert!((format.border as usize) < styles.borders.len());
        }
    }
}
