//! The values of someone's sheet as a plain sheet of ours, for result workbooks beside files
//! that cannot be annotated.

use super::plan::{Content, Print, SheetPlan, Style};
use super::text::half_widths;
use crate::domain::cell::CellRef;
use crate::domain::value::iso;
use crate::grid::{Cell, CellValue, NumberFormat, Sheet, Visibility};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::{BTreeMap, BTreeSet};

/// The most cells that are copied; a larger sheet is cut after them (its original is archived).
const MOST_CELLS: usize = 400_000;

/// The sheet's values as they stood: numbers as numbers, texts as texts (nothing is a formula),
/// merges, hidden rows and columns kept. Looks are not kept, only widths that fit the values.
///
/// Every cell stands in its own place, so that the addresses in findings are right: a copy
/// carries no token and no hidden row.
pub fn copy_of(sheet: &Sheet, dates: crate::grid::DateSystem) -> SheetPlan {
    let mut plan = SheetPlan {
        name: sheet.name.clone(),
        grid_lines: true,
        hidden: sheet.visibility != Visibility::Visible,
        hidden_rows: sheet.hidden_rows.clone(),
        hidden_cols: sheet.hidden_cols.clone(),
        print: Print::default(),
        merges: sheet.merges.clone(),
        ..SheetPlan::default()
    };
    let mut widths: BTreeMap<u32, usize> = BTreeMap::new();
    let merged: BTreeSet<CellRef> = sheet.merges.iter().map(|m| m.first).collect();
    for (at, cell) in sheet.cells.iter().take(MOST_CELLS) {
        let shown = cell.value.raw();
        // What runs across a merge says nothing of one column's width.
        if !merged.contains(at) {
            let longest = shown.lines().map(half_widths).max().unwrap_or(0);
            let width = widths.entry(at.col).or_default();
            *width = (*width).max(longest);
        }
        plan.put(at.row, at.col, content(cell, dates), Style::Plain);
    }
    let last = sheet.cells.keys().map(|c| c.col).max();
    if let Some(last) = last {
        // Columns far out would make a long list of widths for nothing.
        plan.widths = (0..=last.min(255))
            .map(|col| {
                let longest = widths.get(&col).copied().unwrap_or(6);
                (longest as f64 * 1.1 + 1.0).clamp(7.0, 40.0)
            })
            .collect();
    }
    heights(&mut plan);
    plan
}

/// Rows grow with what wraps in them.
fn heights(plan: &mut SheetPlan) {
    let mut heights: BTreeMap<u32, f64> = BTreeMap::new();
    for cell in &plan.cells {
        let Content::Text(text) = &cell.content else {
            continue;
        };
        let merged = plan.merges.iter().take(2_000).find(|m| m.first == cell.at);
        let width: f64 = match merged {
            Some(m) if m.first.row != m.last.row => continue,
            Some(m) => (m.first.col..=m.last.col)
                .map(|c| plan.widths.get(c as usize).copied().unwrap_or(9.0))
                .sum(),
            None => plan
                .widths
                .get(cell.at.col as usize)
                .copied()
                .unwrap_or(9.0),
        };
        let needed = super::table::height_for(text, width, 10);
        if needed > super::DEFAULT_HEIGHT {
            let height = heights.entry(cell.at.row).or_insert(needed);
            *height = height.max(needed);
        }
    }
    plan.heights = heights;
}

fn content(cell: &Cell, dates: crate::grid::DateSystem) -> Content {
    match &cell.value {
        CellValue::Number {
            value, digits_lost, ..
        } => {
            if *digits_lost {
                return Content::Text(cell.value.raw());
            }
            match cell.format {
                NumberFormat::Percent => Content::Share(*value),
                NumberFormat::Date => {
                    let day = value.trunc().to_u64().and_then(|n| day_of(n, dates));
                    match day {
                        Some(day) if value.fract().is_zero() => Content::Date(day),
                        Some(day) => Content::Text(format!("{} {}", iso(day), clock(*value))),
                        None => Content::Number(*value),
                    }
                }
                _ => Content::Number(*value),
            }
        }
        other => Content::Text(other.raw()),
    }
}

/// The time of a serial number's fraction, to the minute.
fn clock(value: Decimal) -> String {
    let minutes = (value.fract() * Decimal::from(1440))
        .round()
        .to_u64()
        .unwrap_or(0)
        .min(1439);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The day of a serial number; none where Excel's own calendar is wrong or has none.
fn day_of(serial: u64, dates: crate::grid::DateSystem) -> Option<NaiveDate> {
    let (epoch, first) = match dates {
        crate::grid::DateSystem::From1900 => (NaiveDate::from_ymd_opt(1899, 12, 30)?, 61),
        crate::grid::DateSystem::From1904 => (NaiveDate::from_ymd_opt(1904, 1, 1)?, 0),
    };
    if serial < first || serial > 2_958_465 {
        return None;
    }
    epoch.checked_add_days(Days::new(serial))
}
