//! A list: each filled row below the header is a record.

use super::card;
use super::context::Context;
use super::list_rows::rows;
use super::record::{Extracted, Record};
use super::row_kind::RowKind;
use super::row_record::List;
use super::title_year::period_of_title;
use crate::findings::{Finding, Severity};
use crate::forms::FieldKind;
use crate::grid::{Cap, Limits};
use crate::recognise::{Header, Hit};
use std::collections::BTreeMap;

/// Reads a list's records; says in one line how many rows were read and skipped.
pub fn read<'f>(context: &Context<'_, '_, 'f>, done: &mut Extracted<'f>, limits: &Limits) {
    let Some(header) = context.block.header.first() else {
        return;
    };
    let rows = rows(context, header, context.block.last_row, limits.list_rows);
    if rows.len() > limits.list_rows {
        done.over = Some(Cap::Records);
        return;
    }
    let last_record = rows
        .iter()
        .rev()
        .find(|(_, k)| *k == RowKind::Record)
        .map_or(header.last_row, |(r, _)| *r);
    let outside: Vec<&Hit> = context
        .block
        .labels
        .iter()
        .filter(|h| h.range.first.row < header.first_row || h.range.first.row > last_record)
        .collect();
    let mut shared = card::labelled(context, &outside);
    let mut of_title = Vec::new();
    period_of_title(context, &mut shared.fields, &mut of_title);
    let mut list = List::of(context, header, None, shared.fields);
    let start = done.records.len();
    let mut readings = 0usize;
    for (row, what) in &rows {
        if done.records.len() > limits.records || readings > limits.readings {
            done.over = Some(Cap::Records);
            return;
        }
        match what {
            RowKind::Record => {
                let mut record = list.record(*row);
                let first = done.records.len() == start;
                let heads = shared
                    .findings
                    .iter()
                    .filter(|f| first || f.severity == Severity::Error);
                record
                    .findings
                    .extend(context.block.findings.iter().chain(heads).cloned());
                // Said once, and only where a row does without a period of its own.
                if takes_period_of_title(context, &record) {
                    record.findings.append(&mut of_title);
                }
                readings += super::readings_of(std::slice::from_ref(&record));
                done.records.push(record);
            }
            RowKind::Total | RowKind::Example => list.break_off(),
            _ => {}
        }
    }
    let count = done.records.len() - start;
    done.findings.push(account(context, header, &rows, count));
    if count == 0 {
        done.findings.push(empty(context, header, &rows));
    }
}

/// Whether a record's period is the one in the title.
fn takes_period_of_title(context: &Context<'_, '_, '_>, record: &Record<'_>) -> bool {
    let title = context.block.title_year.map(|(_, at)| at);
    let fields = record.definitions().zip(&record.fields);
    title.is_some()
        && fields
            .filter(|(field, _)| field.kind == FieldKind::Period)
            .any(|(_, read)| read.cell == title)
}

/// The one line of every list.
fn account(
    context: &Context<'_, '_, '_>,
    header: &Header,
    rows: &[(u32, RowKind)],
    count: usize,
) -> Finding {
    let mut kinds: BTreeMap<RowKind, usize> = BTreeMap::new();
    for (_, what) in rows
        .iter()
        .filter(|(_, k)| !matches!(k, RowKind::Record | RowKind::Blank))
    {
        *kinds.entry(*what).or_default() += 1;
    }
    let skipped: usize = kinds.values().sum();
    let why: Vec<String> = kinds
        .iter()
        .map(|(k, n)| format!("{n} 行{}", k.words()))
        .collect();
    let skipped = if skipped == 0 {
        ",没有跳过的行".to_owned()
    } else {
        format!(",跳过 {skipped} 行:{}", why.join(","))
    };
    let hidden = &context.surface.sheet.hidden_rows;
    let hidden_count = rows
        .iter()
        .filter(|(r, k)| *k == RowKind::Record && hidden.contains(r))
        .count();
    let hidden = if hidden_count > 0 {
        format!("有 {hidden_count} 行被隐藏或筛选掉,也一并审核了。")
    } else {
        String::new()
    };
    let facts = [
        ("hidden", hidden.as_str()),
        ("form", context.block.form.title.as_str()),
        ("count", &count.to_string()),
        ("skipped", &skipped),
    ];
    let at = header.columns.first().map(|c| c.label.first);
    Finding::draft("I-LIST-ROWS", &facts)
        .at(&context.surface.sheet.name, at)
        .done()
}

fn empty(context: &Context<'_, '_, '_>, header: &Header, rows: &[(u32, RowKind)]) -> Finding {
    let unfilled = rows.iter().filter(|(_, k)| *k == RowKind::Unfilled).count();
    let skipped = if unfilled > 0 {
        format!("({unfilled} 行只印了序号或公式)")
    } else {
        String::new()
    };
    let facts = [
        ("row", (header.last_row + 1).to_string()),
        ("next", (header.last_row + 2).to_string()),
        ("form", context.block.form.title.clone()),
        ("skipped", skipped),
    ];
    let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let at = header.columns.first().map(|c| c.label.first);
    Finding::draft("E-LIST-EMPTY", &facts)
        .at(&context.surface.sheet.name, at)
        .done()
}
