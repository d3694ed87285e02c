//! The table of contents on top of a sheet that holds a block for each record of a list: a line a
//! record, leading to its block, so that two hundred customers can be read, found and printed.

use super::page::{Column, Page, Span, text};
use crate::domain::cell::{CellRange, CellRef};
use crate::sheet::{Link, Style};

/// From this many records on only the contents are printed; a block is printed by selecting it.
const PRINTED_BLOCKS: usize = 12;

/// Contents whose lines wait for the rows of their blocks.
pub(super) struct Contents<const N: usize> {
    sheet: &'static str,
    columns: [Column; N],
    top: u32,
    lines: Vec<Line>,
    count: usize,
}

/// A line: the block's first row, the record's name, and the other cells.
struct Line {
    block: u32,
    name: String,
    rest: Vec<Span>,
}

impl<const N: usize> Contents<N> {
    /// Leaves room on a page for the contents of `count` blocks; the first column names them.
    pub(super) fn reserve(
        page: &mut Page,
        sheet: &'static str,
        columns: [Column; N],
        count: usize,
    ) -> Self {
        let printed = if count > PRINTED_BLOCKS {
            ";打印只出目录,要打印某一户的明细,请选中那几行再打印选定区域"
        } else {
            ""
        };
        page.section(format!(
            "目录:共 {count} 户,点客户名跳到下面的明细{printed}"
        ));
        Self {
            sheet,
            columns,
            top: page.reserve(count + 1),
            lines: Vec::with_capacity(count),
            count,
        }
    }

    /// Begins the block of a record: its heading, with the way back to the contents.
    pub(super) fn begin(
        &mut self,
        page: &mut Page,
        name: String,
        heading: String,
        rest: Vec<Span>,
    ) {
        page.gap(8.0);
        let last = page.last_col();
        self.lines.push(Line {
            block: page.row(),
            name,
            rest,
        });
        page.line(
            22.0,
            vec![
                text(0, last - 1, heading, Style::Section),
                text(last, last, "↑ 回目录", Style::Linked).to(self.to(self.top)),
            ],
        );
    }

    /// Draws the contents, now that it is known where the blocks stand.
    pub(super) fn draw(self, page: &mut Page) {
        let end = CellRef::new(self.top + self.lines.len() as u32, page.last_col());
        let lines: Vec<Vec<Span>> = self
            .lines
            .iter()
            .map(|line| {
                let mut spans: Vec<Span> = self
                    .columns
                    .first()
                    .map(|column| {
                        column
                            .styled(line.name.as_str(), Style::Linked)
                            .to(self.to(line.block))
                    })
                    .into_iter()
                    .collect();
                spans.extend(line.rest.iter().cloned());
                spans
            })
            .collect();
        page.fill(self.top, |page| {
            page.titles(20.0, &self.columns);
            for spans in lines {
                page.line(18.0, spans);
            }
        });
        if self.count > PRINTED_BLOCKS {
            let print = &mut page.plan_mut().print;
            print.area = Some(CellRange::new(CellRef::new(1, 0), end));
            print.title_rows = Some((self.top, self.top));
        }
    }

    fn to(&self, row: u32) -> Option<Link> {
        Some(Link::OwnCell {
            sheet: self.sheet.to_owned(),
            cell: CellRef::new(row, 0),
        })
    }
}
