//! A page of several tables over one set of columns, drawn from the top down.

use super::plan::{Content, PlannedCell, SheetPlan, Style};
use super::table::{TableCell, height_for};
use crate::domain::cell::{CellRange, CellRef};

/// The page as far as it is drawn.
#[derive(Debug, Clone)]
pub struct Page {
    /// What is drawn.
    pub plan: SheetPlan,
    /// The next row.
    pub row: u32,
}

impl Page {
    /// An empty page with these column widths in characters.
    pub fn new(widths: &[u32], plan: SheetPlan) -> Self {
        let widths = widths.iter().map(|width| f64::from(*width)).collect();
        Self {
            plan: SheetPlan { widths, ..plan },
            row: 0,
        }
    }

    /// The page's title, then the small line under it; both stay in view.
    pub fn title(&mut self, title: impl Into<String>, subtitle: impl Into<String>) {
        self.wide(title, Style::Title, 16);
        self.plan.heights.insert(0, 34.0);
        self.wide(subtitle, Style::Subtitle, 9);
        self.plan.freeze = Some(CellRef::new(self.row, 0));
    }

    fn last_col(&self) -> u32 {
        (self.plan.widths.len().max(1) - 1) as u32
    }

    /// Width of the columns from `first` to `last`, in characters.
    fn width(&self, first: u32, last: u32) -> f64 {
        let widths = self.plan.widths.iter();
        let count = (last - first + 1) as usize;
        widths.skip(first as usize).take(count).sum()
    }

    /// A line across all columns.
    pub fn wide(&mut self, text: impl Into<String>, style: Style, points: u32) {
        let text = text.into();
        let last = self.last_col();
        let height = height_for(&text, self.width(0, last), points);
        self.plan.heights.insert(self.row, height);
        let text = Content::Text(text);
        self.plan.across(self.row, 0, last, text, style);
        self.row += 1;
    }

    /// Cells of a row, each over its columns.
    pub fn cells(&mut self, cells: Vec<(u32, u32, TableCell)>, usual: Style) {
        let mut height: f64 = 22.0;
        for (first, last, cell) in cells {
            if let Content::Text(text) = &cell.content {
                height = height.max(height_for(text, self.width(first, last), 10));
            }
            let style = cell.style.unwrap_or(usual);
            let (from, to) = (CellRef::new(self.row, first), CellRef::new(self.row, last));
            if first == last {
                self.plan.cells.push(PlannedCell {
                    at: from,
                    content: cell.content,
                    style,
                    link: cell.link,
                });
            } else {
                let area = CellRange::new(from, to);
                self.plan.region(area, cell.content, style, cell.link);
            }
        }
        self.plan.heights.insert(self.row, height);
        self.row += 1;
    }

    /// The page, printed down to its last row.
    pub fn done(mut self) -> SheetPlan {
        self.plan.print.area = Some(CellRange::new(
            CellRef::new(0, 0),
            CellRef::new(self.row.saturating_sub(1), self.last_col()),
        ));
        self.plan
    }
}
