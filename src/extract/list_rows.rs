//! The rows below a list's header, each with what it is.

use super::context::Context;
use super::row_kind::{RowCells, RowKind, closes, kind};
use crate::domain::cell::{CellRange, CellRef, LAST_COL, LAST_ROW};
use crate::domain::name::fold;
use crate::forms::label::label;
use crate::grid::Cell;
use crate::recognise::Header;

/// A cell of a row: where it stands and what it holds.
type At<'w> = Option<(CellRef, &'w Cell)>;

/// The rows below the header, down to `end`, with what each is; one more than `most` where there are more.
pub(super) fn rows(
    context: &Context<'_, '_, '_>,
    header: &Header,
    end: u32,
    most: usize,
) -> Vec<(u32, RowKind)> {
    let surface = context.surface;
    let mut rows = Vec::new();
    let mut own: Vec<(CellRange, &Cell)> = Vec::new();
    let mut after_total = false;
    let from = CellRef::new(header.last_row + 1, 0);
    let to = CellRef::new(end.min(LAST_ROW), LAST_COL);
    if from > to {
        return rows;
    }
    let said = |text: &str| (label(text).text, fold(text));
    let labels: Vec<(String, String)> = header.columns.iter().map(|c| said(&c.text)).collect();
    let mut cells = surface.sheet.cells.range(from..=to).peekable();
    while let Some((at, cell)) = cells.next() {
        if cell.uncached || !cell.value.is_blank() {
            own.push((surface.range(*at), cell));
        }
        if cells.peek().is_none_or(|(next, _)| next.row != at.row) {
            let columns = in_columns(context, header, at.row);
            let what = kind(
                &RowCells {
                    own: &own,
                    columns: &columns,
                    labels: &labels,
                },
                header,
                context.block.form,
                after_total,
            );
            after_total |= what == RowKind::Total && closes(&own);
            after_total &= what != RowKind::Record;
            rows.push((at.row, what));
            if rows.len() > most {
                break;
            }
            own.clear();
        }
    }
    rows
}

/// The cell in each column of the header, merges followed to their first cell.
fn in_columns<'w>(context: &Context<'_, 'w, '_>, header: &Header, row: u32) -> Vec<At<'w>> {
    header
        .columns
        .iter()
        .map(|c| {
            let first = context.surface.range(CellRef::new(row, c.col)).first;
            let cell = context.surface.sheet.cells.get(&first)?;
            (first.row > header.last_row && (cell.uncached || !cell.value.is_blank()))
                .then_some((first, cell))
        })
        .collect()
}
