//! A page drawn line by line: spans over a grid of columns, with rows as high as their text.

use crate::domain::cell::{CellRange, CellRef};
use crate::domain::marker;
use crate::sheet::table::height_for;
use crate::sheet::{Content, DEFAULT_HEIGHT, Link, Print, SheetPlan, Style, palette};

/// A piece of a line: content over columns `first` to `last`.
#[derive(Debug, Clone)]
pub(super) struct Span {
    first: u32,
    last: u32,
    content: Content,
    style: Style,
    link: Option<Link>,
}

impl Span {
    /// The same, leading somewhere.
    pub(super) fn to(mut self, link: Option<Link>) -> Self {
        self.link = link;
        self
    }
}

/// A text over columns.
pub(super) fn text(first: u32, last: u32, words: impl Into<String>, style: Style) -> Span {
    content(first, last, Content::Text(words.into()), style)
}

/// Content over columns.
pub(super) fn content(first: u32, last: u32, content: Content, style: Style) -> Span {
    Span {
        first,
        last,
        content,
        style,
        link: None,
    }
}

/// A column of a table: where it stands, what it is called, how its cells look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    first: u32,
    last: u32,
    title: &'static str,
    head: Style,
    cells: Style,
}

impl Column {
    /// A column whose title is centred.
    pub(super) const fn new(first: u32, last: u32, title: &'static str, cells: Style) -> Self {
        Self {
            first,
            last,
            title,
            head: Style::Header,
            cells,
        }
    }

    /// A column whose title stands at the left, for texts.
    pub(super) const fn left(first: u32, last: u32, title: &'static str, cells: Style) -> Self {
        Self {
            head: Style::HeaderLeft,
            ..Self::new(first, last, title, cells)
        }
    }

    /// Its title.
    pub(super) fn title(&self) -> Span {
        self.styled(self.title, self.head)
    }

    /// A text in this column.
    pub(super) fn cell(&self, words: impl Into<String>) -> Span {
        self.styled(words, self.cells)
    }

    /// A text in this column that looks otherwise than the rest.
    pub(super) fn styled(&self, words: impl Into<String>, style: Style) -> Span {
        text(self.first, self.last, words, style)
    }
}

/// A group of lines under common cells that are merged downwards.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    /// Cells that span all lines.
    pub(super) shared: Vec<Span>,
    /// The lines.
    pub(super) lines: Vec<Vec<Span>>,
}

/// A page being drawn.
#[derive(Debug)]
pub(super) struct Page {
    plan: SheetPlan,
    row: u32,
}

impl Page {
    /// An empty page: hidden token row, then nothing.
    pub(super) fn new(name: &str, widths: &[f64], tab_rgb: &'static str, footer: String) -> Self {
        Self {
            plan: SheetPlan {
                name: name.to_owned(),
                token: Some(format!("{}{name}", marker::RESULT_TOKEN)),
                tab_rgb: Some(tab_rgb),
                widths: widths.to_vec(),
                print: Print {
                    footer,
                    ..Print::default()
                },
                ..SheetPlan::default()
            },
            row: 1,
        }
    }

    /// Printed in landscape.
    pub(super) fn landscape(mut self) -> Self {
        self.plan.print.landscape = true;
        self
    }

    /// Fitted to one printed page.
    pub(super) fn one_page(&mut self) {
        self.plan.print.one_page = true;
    }

    /// Leaves room for that many lines, to be drawn by [`Page::fill`] once it is known what they
    /// say; gives the first of their rows.
    pub(super) fn reserve(&mut self, lines: usize) -> u32 {
        let first = self.row;
        self.row += lines as u32;
        first
    }

    /// Draws from row `first`, then goes on where the page stood.
    pub(super) fn fill(&mut self, first: u32, draw: impl FnOnce(&mut Self)) {
        let here = std::mem::replace(&mut self.row, first);
        draw(self);
        self.row = here;
    }

    /// Index of the row that comes next.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    /// The plan for what a line cannot say (charts, filters, frozen rows).
    pub(super) fn plan_mut(&mut self) -> &mut SheetPlan {
        &mut self.plan
    }

    /// The last column.
    pub(super) fn last_col(&self) -> u32 {
        (self.plan.widths.len().max(1) - 1) as u32
    }

    /// An empty strip of that many points.
    pub(super) fn gap(&mut self, points: f64) {
        self.plan.heights.insert(self.row, points);
        self.row += 1;
    }

    /// A line, at least `least` points high, as high as its longest text.
    pub(super) fn line(&mut self, least: f64, spans: Vec<Span>) {
        let height = spans
            .iter()
            .map(|s| self.needed(s))
            .fold(least, f64::max)
            .min(409.0);
        self.plan.heights.insert(self.row, height);
        for span in spans {
            self.draw(span, self.row, self.row);
        }
        self.row += 1;
    }

    /// The titles of a table.
    pub(super) fn titles(&mut self, least: f64, columns: &[Column]) {
        self.line(least, columns.iter().map(Column::title).collect());
    }

    /// A heading over the whole width.
    pub(super) fn section(&mut self, words: impl Into<String>) {
        self.gap(8.0);
        let last = self.last_col();
        self.line(22.0, vec![text(0, last, words, Style::Section)]);
    }

    /// A small note over the whole width.
    pub(super) fn note(&mut self, words: impl Into<String>) {
        let last = self.last_col();
        self.line(16.0, vec![text(0, last, words, Style::Note)]);
    }

    /// Labels with their values, two to a line of eight columns.
    pub(super) fn pairs(&mut self, pairs: Vec<(&str, String)>) {
        let mut rest = pairs.into_iter();
        while let Some((label, value)) = rest.next() {
            let mut spans = vec![
                text(0, 0, label, Style::Label),
                text(1, 3, value, Style::Value),
            ];
            match rest.next() {
                Some((label, value)) => spans.extend([
                    text(4, 4, label, Style::Label),
                    text(5, 7, value, Style::Value),
                ]),
                None => spans.push(text(4, 7, "", Style::Value)),
            }
            self.line(19.0, spans);
        }
    }

    /// A line of eight columns to be ticked by hand, with the place that it speaks of; the place
    /// leads there where a link is known.
    pub(super) fn tick_line(&mut self, words: impl Into<String>, place: &str, link: Option<Link>) {
        let style = if link.is_some() {
            Style::Linked
        } else {
            Style::ValueCentred
        };
        let place = if place.is_empty() { "—" } else { place };
        self.line(
            20.0,
            vec![
                text(0, 0, "□", Style::ValueCentred),
                text(1, 6, words, Style::Value),
                text(7, 7, place, style).to(link),
            ],
        );
    }

    /// Lines with shared cells at their side; the last line grows where a shared text is longer.
    pub(super) fn block(&mut self, block: Block) {
        let first = self.row;
        let wanted = block
            .shared
            .iter()
            .map(|s| self.needed(s))
            .fold(0.0, f64::max);
        for line in block.lines {
            self.line(DEFAULT_HEIGHT, line);
        }
        if self.row == first {
            self.line(DEFAULT_HEIGHT, Vec::new());
        }
        let last = self.row - 1;
        let total: f64 = (first..=last)
            .map(|r| self.plan.heights.get(&r).copied().unwrap_or(DEFAULT_HEIGHT))
            .sum();
        if wanted > total {
            let end = self.plan.heights.entry(last).or_insert(DEFAULT_HEIGHT);
            *end = (*end + wanted - total).min(409.0);
        }
        for span in block.shared {
            self.draw(span, first, last);
        }
    }

    /// The finished sheet.
    pub(super) fn done(self) -> SheetPlan {
        self.plan
    }

    fn draw(&mut self, span: Span, first_row: u32, last_row: u32) {
        let area = CellRange::new(
            CellRef::new(first_row, span.first),
            CellRef::new(last_row, span.last),
        );
        self.plan.region(area, span.content, span.style, span.link);
    }

    /// Height that a span's text needs.
    fn needed(&self, span: &Span) -> f64 {
        let Content::Text(words) = &span.content else {
            return 0.0;
        };
        let look = palette::of(span.style);
        let width: f64 = (span.first..=span.last)
            .filter_map(|c| self.plan.widths.get(c as usize))
            .sum();
        // Bold letters run wider.
        let width = if look.font.bold { width * 0.95 } else { width };
        height_for(words, width, look.font.size)
    }
}
