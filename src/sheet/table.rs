//! Tables of ours: title, header, rows, with heights that show every word.
//!
//! Used by 汇总, the archive index, look-up answers and the list pages of a result.

use super::plan::{Content, Link, PlannedCell, Print, SheetPlan, Style};
use super::text::wrapped_lines;
use super::worksheet::DEFAULT_HEIGHT;
use crate::domain::cell::{CellRange, CellRef};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Height in points that a wrapped text needs in a cell of `width` characters at a font of
/// `points`; [`DEFAULT_HEIGHT`] at least. On the careful side, as fonts differ between machines.
pub fn height_for(text: &str, width: f64, points: u32) -> f64 {
    let points = f64::from(points);
    // A character of width is 7 pixels in Excel's default font; half a Chinese character of
    // n points is n × 96/72 / 2 pixels; 12 pixels go to padding and indent. A twentieth is kept back for fonts that run wide.
    let room = (width * 7.0 - 12.0) * 0.95 / (points * 96.0 / 72.0 / 2.0);
    let lines = wrapped_lines(text, room.max(2.0) as usize);
    // The line height of 微软雅黑 is 1.32 of its size.
    let height = lines as f64 * points * 1.36 + 5.0;
    if height <= DEFAULT_HEIGHT {
        DEFAULT_HEIGHT
    } else {
        height.ceil().min(409.0)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Header.
    pub header: String,
    /// Width in characters.
    pub width: f64,
    /// Style of its cells.
    pub style: Style,
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct TableCell {
    /// What.
    pub content: Content,
    /// The column's style if none.
    pub style: Option<Style>,
    /// Where a click leads.
    pub link: Option<Link>,
}

impl TableCell {
    /// The same in another style.
    #[must_use]
    pub fn styled(mut self, style: Style) -> Self {
        self.style = Some(style);
        self
    }

    /// The same, leading somewhere; looks like a link unless it has a style already.
    #[must_use]
    pub fn leading_to(mut self, link: Option<Link>) -> Self {
        if link.is_some() && self.style.is_none() {
            self.style = Some(Style::Linked);
        }
        self.link = link;
        self
    }
}

impl From<Content> for TableCell {
    fn from(content: Content) -> Self {
        Self {
            content,
            style: None,
            link: None,
        }
    }
}

impl From<&str> for TableCell {
    fn from(text: &str) -> Self {
        Content::Text(text.to_owned()).into()
    }
}

impl From<String> for TableCell {
    fn from(text: String) -> Self {
        Content::Text(text).into()
    }
}

impl From<Decimal> for TableCell {
    fn from(number: Decimal) -> Self {
        Content::Number(number).into()
    }
}

impl From<NaiveDate> for TableCell {
    fn from(day: NaiveDate) -> Self {
        Content::Date(day).into()
    }
}

impl<T: Into<TableCell>> From<Option<T>> for TableCell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or_else(|| Content::Blank.into(), Into::into)
    }
}

/// A sheet that is one table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    name: String,
    title: String,
    subtitle: String,
    columns: Vec<Column>,
    rows: Vec<Vec<TableCell>>,
    token: Option<String>,
    tab_rgb: Option<&'static str>,
    footer: String,
    landscape: bool,
    frozen_columns: u32,
    note: String,
}

impl Table {
    /// A table on a sheet of that name, under that title.
    pub fn new(name: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            title: title.into(),
            tab_rgb: Some("1B365D"),
            landscape: true,
            ..Self::default()
        }
    }

    /// Small line under the title.
    #[must_use]
    pub fn subtitle(mut self, text: impl Into<String>) -> Self {
        self.subtitle = text.into();
        self
    }

    /// What stands where no row does (`暂无记录`).
    #[must_use]
    pub fn note_if_empty(mut self, text: impl Into<String>) -> Self {
        self.note = text.into();
        self
    }

    /// Appends a column.
    #[must_use]
    pub fn column(mut self, header: impl Into<String>, width: f64, style: Style) -> Self {
        self.columns.push(Column {
            header: header.into(),
            width,
            style,
        });
        self
    }

    /// Token of the hidden first row (see `domain::marker`).
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Tab colour as RRGGBB.
    #[must_use]
    pub fn tab(mut self, rgb: &'static str) -> Self {
        self.tab_rgb = Some(rgb);
        self
    }

    /// Text of the footer.
    #[must_use]
    pub fn footer(mut self, text: impl Into<String>) -> Self {
        self.footer = text.into();
        self
    }

    /// Portrait instead of landscape.
    #[must_use]
    pub fn portrait(mut self) -> Self {
        self.landscape = false;
        self
    }

    /// The first columns stay in view when scrolling to the right.
    #[must_use]
    pub fn frozen_columns(mut self, count: u32) -> Self {
        self.frozen_columns = count;
        self
    }

    /// Appends a row; missing cells at its end stay blank, surplus ones are dropped.
    pub fn row(&mut self, cells: Vec<TableCell>) {
        self.rows.push(cells);
    }

    /// The sheet: title, subtitle, header with filter buttons, rows; header and title rows are
    /// frozen and repeated on each printed page.
    pub fn plan(self) -> SheetPlan {
        let start = u32::from(self.token.is_some());
        let last_col = (self.columns.len().max(1) - 1) as u32;
        let mut plan = SheetPlan {
            name: self.name,
            token: self.token,
            tab_rgb: self.tab_rgb,
            widths: self.columns.iter().map(|c| c.width).collect(),
            ..SheetPlan::default()
        };
        let total: f64 = plan.widths.iter().sum();
        // Across, since a narrow first column would break it.
        plan.across(start, 0, last_col, Content::Text(self.title), Style::Title);
        plan.heights.insert(start, 34.0);
        let mut row = start + 1;
        if !self.subtitle.is_empty() {
            plan.heights
                .insert(row, height_for(&self.subtitle, total, 9));
            plan.across(
                row,
                0,
                last_col,
                Content::Text(self.subtitle),
                Style::Subtitle,
            );
            row += 1;
        }
        let header = row;
        let mut height: f64 = 22.0;
        for (col, column) in self.columns.iter().enumerate() {
            plan.text(header, col as u32, column.header.clone(), Style::Header);
            // The filter button takes the room of some two letters.
            height = height.max(height_for(&column.header, column.width - 2.5, 10));
        }
        plan.heights.insert(header, height);
        for cells in self.rows {
            row += 1;
            let mut height = DEFAULT_HEIGHT;
            let mut cells = cells.into_iter();
            for (col, column) in self.columns.iter().enumerate() {
                let cell = cells
                    .next()
                    .unwrap_or_else(|| TableCell::from(Content::Blank));
                if let Content::Text(text) = &cell.content {
                    height = height.max(height_for(text, column.width, 10));
                }
                plan.cells.push(PlannedCell {
                    at: CellRef::new(row, col as u32),
                    content: cell.content,
                    style: cell.style.unwrap_or(column.style),
                    link: cell.link,
                });
            }
            if height > DEFAULT_HEIGHT {
                plan.heights.insert(row, height);
            }
        }
        if row == header && !self.note.is_empty() {
            row += 1;
            plan.across(row, 0, last_col, Content::Text(self.note), Style::Value);
        } else if row > header {
            plan.filter = Some(CellRange::new(
                CellRef::new(header, 0),
                CellRef::new(row, last_col),
            ));
        }
        plan.freeze = Some(CellRef::new(header + 1, self.frozen_columns));
        plan.print = Print {
            landscape: self.landscape,
            title_rows: Some((header, header)),
            footer: self.footer,
            ..Print::default()
        };
        plan
    }
}
