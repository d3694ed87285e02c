//! What may be typed into a policy sheet: drop-downs of words and of what other sheets list, limits
//! of numbers, days. The same schema that checks a cell says here what Excel lets in.

use super::kind_of;
use crate::domain::cell::{CellRange, CellRef};
use crate::policy::Tables;
use crate::policy::kinds::banded::Bound;
use crate::policy::range;
use crate::policy::table::{Column, ColumnKind, HEADER_ROW, Refers, RowReader, Table};
use crate::policy::table_cells::expected_words;
use crate::sheet::{ChoiceList, Entry, EntryRule, SheetPlan};

/// Longest list that Excel takes in a drop-down.
pub(super) const LONGEST_LIST: usize = 255;

/// Gives the columns of a table their drop-downs and limits, spare rows included.
pub(super) fn put(plan: &mut SheetPlan, table: &Table, tables: &Tables) {
    let first = HEADER_ROW + 1;
    let last = HEADER_ROW + table.rows.len() as u32 + table.schema.spare;
    for (column, col) in table.schema.columns.iter().zip(0..) {
        if column.computed {
            // Locked: only the hint shows, that nothing is to be filled in and where it stands.
            plan.entries.push(EntryRule {
                area: CellRange::new(CellRef::new(first, col), CellRef::new(last, col)),
                entry: Entry::Number {
                    least: Some((rust_decimal::Decimal::ZERO, true)),
                    most: None,
                    whole: true,
                },
                prompt: column.note.clone(),
            });
            continue;
        }
        if column.kind == ColumnKind::ByRow {
            for row in table.readers() {
                by_row(plan, column, &row, tables);
            }
            continue;
        }
        let area = CellRange::new(CellRef::new(first, col), CellRef::new(last, col));
        match column.kind {
            ColumnKind::Text => names(plan, area, column, column.refers, tables),
            kind => of_kind(
                plan,
                area,
                column,
                kind,
                column.choices.clone(),
                &column.range,
            ),
        }
    }
}

fn by_row(plan: &mut SheetPlan, column: &Column, row: &RowReader<'_>, tables: &Tables) {
    let at = row.at(&column.header);
    let area = CellRange::new(at, at);
    match row.text("类型") {
        "职务" => names(plan, area, column, Some(Refers::Role), tables),
        "等级" => names(plan, area, column, Some(Refers::Grade), tables),
        _ => {
            let kind = kind_of(column, row);
            let allowed = row.text("可选值");
            of_kind(plan, area, column, kind, row.words("可选值"), allowed);
        }
    }
}

fn of_kind(
    plan: &mut SheetPlan,
    area: CellRange,
    column: &Column,
    kind: ColumnKind,
    words: Vec<String>,
    allowed: &str,
) {
    let whole = kind == ColumnKind::Integer;
    let expected = expected_words(kind, &words);
    match kind {
        ColumnKind::Choice => offer(plan, area, words, column),
        ColumnKind::Flag => offer(plan, area, vec!["是".to_owned(), "否".to_owned()], column),
        ColumnKind::Number | ColumnKind::Integer | ColumnKind::Share => {
            let band = range::parse(allowed).unwrap_or_default();
            let end = |bound: Option<Bound>| bound.map(|b| (b.value, b.closed));
            // A whole number is never negative (see ColumnKind::Integer).
            let least = end(band.lower).or(whole.then_some((rust_decimal::Decimal::ZERO, true)));
            let prompt = if allowed.is_empty() {
                format!("请填{expected}")
            } else {
                format!("请填{expected};允许 {allowed}")
            };
            plan.entries.push(EntryRule {
                area,
                entry: Entry::Number {
                    least,
                    most: end(band.upper),
                    whole,
                },
                prompt: with_note(&prompt, column),
            });
        }
        ColumnKind::Date => plan.entries.push(EntryRule {
            area,
            entry: Entry::Day,
            prompt: with_note(&format!("请填{expected}"), column),
        }),
        _ => {}
    }
}

fn with_note(prompt: &str, column: &Column) -> String {
    if column.note.is_empty() {
        prompt.to_owned()
    } else {
        format!("{prompt}({})", column.note)
    }
}

/// The words of another sheet as a drop-down.
fn names(
    plan: &mut SheetPlan,
    area: CellRange,
    column: &Column,
    refers: Option<Refers>,
    tables: &Tables,
) {
    let (sheet, header) = match refers {
        Some(Refers::Role) => ("组织-职务", "职务"),
        Some(Refers::Department | Refers::Owner) => ("组织-部门", "部门"),
        Some(Refers::Office) => ("组织-办事处", "办事处"),
        Some(Refers::Person) => ("组织-人员", "姓名"),
        Some(Refers::Grade | Refers::GradeOrNew) => ("等级", "等级"),
        _ => return,
    };
    let Some(table) = tables.get(sheet) else {
        return;
    };
    let Some(col) = table.schema.column(header) else {
        return;
    };
    let col = col as u32;
    let last = HEADER_ROW + table.rows.len() as u32 + table.schema.spare;
    let first = CellRef::new(HEADER_ROW + 1, col);
    plan.entries.push(EntryRule {
        area,
        entry: Entry::From {
            sheet: sheet.to_owned(),
            words: CellRange::new(first, CellRef::new(last, col)),
        },
        prompt: with_note(&format!("请选「{sheet}」里的{header}"), column),
    });
}

fn offer(plan: &mut SheetPlan, area: CellRange, words: Vec<String>, column: &Column) {
    let length: usize = words.iter().map(|w| w.chars().count() + 1).sum();
    if words.is_empty() || length > LONGEST_LIST || words.iter().any(|w| w.contains(',')) {
        return;
    }
    plan.choices.push(ChoiceList {
        area,
        words,
        prompt: with_note(&format!("请选择{}", column.header), column),
    });
}
