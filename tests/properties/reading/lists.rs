//! Lists of every arrangement.

use super::draw::{self, Decoy, Drawing, Placed, Spelling, spelled, text, typed};
use super::values::{self, Entry, FEEDBACK, Kind, RightForm, SCORE, SUMMARY, Typed};
use super::{differences, read, tries};
use proptest::prelude::*;
use proptest::sample::select;
use shenbiao::domain::cell::{CellRange, CellRef};

/// Words over some columns that name a group of them and no field.
const GROUPS: [&str; 3] = ["基本情况", "经营情况", "其他内容"];

/// A column of the list.
#[derive(Debug, Clone)]
struct Ruled {
    /// Its field, an index into the form's.
    field: usize,
    spelling: Spelling,
    /// Sheet columns it takes.
    width: u32,
    /// Whether it stands in a group with the column left of it, under a two-level header.
    joins: bool,
}

/// What stands in a cell of a record.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Filled {
    Typed,
    Blank,
    /// 同上.
    Same,
}

/// What stands above a record.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Above {
    Nothing,
    BlankRow,
    Subtotal,
}

/// A record with what stands above it.
#[derive(Debug, Clone)]
struct Line {
    above: Above,
    entries: Vec<Entry>,
    filled: Vec<Filled>,
}

/// A list's arrangement.
#[derive(Debug, Clone)]
struct Layout {
    form: RightForm,
    title: Option<&'static str>,
    columns: Vec<Ruled>,
    two_level: bool,
    /// Column of a label that no form has, if any.
    strange_at: Option<usize>,
    numbered: bool,
    lines: Vec<Line>,
    /// Rows that hold nothing but their number.
    unfilled: u32,
    /// Whether a total and a line of signatures stand below.
    foot: bool,
    blank_cols: Vec<u32>,
    shift: (u32, u32),
    decoy: Decoy,
}

fn line(form: RightForm) -> impl Strategy<Value = Line> {
    let above = prop_oneof![
        6 => Just(Above::Nothing),
        1 => Just(Above::BlankRow),
        1 => Just(Above::Subtotal)
    ];
    let filled =
        prop_oneof![8 => Just(Filled::Typed), 1 => Just(Filled::Blank), 1 => Just(Filled::Same)];
    (
        above,
        values::all(form),
        prop::collection::vec(filled, form.fields.len()),
    )
        .prop_map(|(above, entries, filled)| Line {
            above,
            entries,
            filled,
        })
}

fn layout(form: RightForm) -> impl Strategy<Value = Layout> {
    let fields: Vec<usize> = (0..form.fields.len()).collect();
    let columns = Just(fields).prop_shuffle().prop_flat_map(|fields| {
        fields
            .into_iter()
            .map(|field| {
                (
                    draw::spelling(),
                    prop_oneof![4 => Just(1_u32), 1 => Just(2)],
                    any::<bool>(),
                )
                    .prop_map(move |(spelling, width, joins)| Ruled {
                        field,
                        spelling,
                        width,
                        joins,
                    })
            })
            .collect::<Vec<_>>()
    });
    (
        prop_oneof![3 => select(form.titles).prop_map(Some), 1 => Just(None)],
        columns,
        any::<bool>(),
        prop::option::of(0_usize..form.fields.len()),
        any::<bool>(),
        prop::collection::vec(line(form), 1..6),
        0_u32..4,
        any::<bool>(),
        prop::collection::vec(0_u32..20, 0..3),
        (0_u32..6, 0_u32..4),
        draw::decoy(),
    )
        .prop_map(
            move |(
                title,
                columns,
                two_level,
                strange_at,
                numbered,
                lines,
                unfilled,
                foot,
                blank_cols,
                shift,
                decoy,
            )| Layout {
                form,
                title,
                columns,
                two_level,
                strange_at,
                numbered,
                lines,
                unfilled: if numbered { unfilled } else { 0 },
                foot,
                blank_cols,
                shift,
                decoy,
            },
        )
}

/// A list being drawn, with the records that must come of it.
struct Listed<'l> {
    layout: &'l Layout,
    drawing: Drawing,
    /// Last row of the header.
    header: u32,
    records: Vec<(u32, Vec<Placed>)>,
}

impl<'l> Listed<'l> {
    fn of(layout: &'l Layout) -> Self {
        let mut list = Self {
            layout,
            drawing: Drawing::default(),
            header: 0,
            records: Vec::new(),
        };
        let mut top = 0;
        if let Some(title) = layout.title {
            list.drawing.put(0, 0, text(title));
            let over = CellRange::new(CellRef::new(0, 0), CellRef::new(0, 6));
            list.drawing.merge(over);
            top = 1;
        }
        list.header = top + u32::from(layout.two_level);
        let cols = list.head(top);
        list.body(&cols);
        list
    }

    /// Puts a label over its columns, down to the header's last row.
    fn label(&mut self, top: u32, col: u32, width: u32, words: String) {
        self.drawing.put(top, col, text(words));
        let last = CellRef::new(self.header, col + width - 1);
        self.drawing
            .merge(CellRange::new(CellRef::new(top, col), last));
    }

    /// Draws the header; gives the sheet column of each column, and last the stranger's.
    fn head(&mut self, top: u32) -> Vec<u32> {
        let layout = self.layout;
        let mut col = 0;
        if layout.numbered {
            self.label(top, 0, 1, "序号".to_owned());
            col = 1;
        }
        let (mut cols, mut strange, mut groups) = (Vec::new(), 0, GROUPS.iter().cycle());
        let mut at = 0;
        while at < layout.columns.len() {
            if layout.strange_at == Some(at) {
                self.label(top, col, 1, "客户经理".to_owned());
                strange = col;
                col += 1;
            }
            // A group reaches over the columns that join it; the stranger parts groups.
            let joined = layout.columns[at + 1..]
                .iter()
                .enumerate()
                .take_while(|(n, r)| r.joins && layout.strange_at != Some(at + 1 + n) && *n < 3)
                .count();
            let grouped = layout.two_level && joined > 0;
            let members = if grouped { joined + 1 } else { 1 };
            let first = col;
            for member in &layout.columns[at..at + members] {
                let field = &layout.form.fields[member.field];
                let unit = match field.kind {
                    Kind::Amount(unit) => unit,
                    _ => None,
                };
                let words = spelled(field.label, unit, member.spelling);
                let from = if grouped { top + 1 } else { top };
                self.label(from, col, member.width, words);
                cols.push(col);
                col += member.width;
            }
            if grouped {
                let group = groups.next().unwrap();
                self.drawing.put(top, first, text(*group));
                let last = CellRef::new(top, col - 1);
                self.drawing
                    .merge(CellRange::new(CellRef::new(top, first), last));
            }
            at += members;
        }
        cols.push(strange);
        cols
    }

    fn body(&mut self, cols: &[u32]) {
        let layout = self.layout;
        let mut row = self.header + 1;
        // What 同上 stands for, by column.
        let mut last: Vec<Option<(String, CellRef)>> = vec![None; layout.columns.len()];
        for (n, line) in layout.lines.iter().enumerate() {
            match line.above {
                Above::Nothing => {}
                _ if n == 0 => {}
                Above::BlankRow => {
                    row += 1;
                    last.fill(None);
                }
                Above::Subtotal => {
                    self.total(row, "小计", cols);
                    row += 1;
                    last.fill(None);
                }
            }
            self.number(row, n as u32 + 1);
            let mut placed = Vec::new();
            for ((ruled, col), last) in layout.columns.iter().zip(cols).zip(&mut last) {
                placed.push(self.cell(CellRef::new(row, *col), ruled, line, last));
            }
            if layout.strange_at.is_some() {
                let col = *cols.last().unwrap();
                self.drawing.put(row, col, text("赵六"));
                placed.push(Placed {
                    key: draw::STRANGE,
                    value: Some("赵六".to_owned()),
                    at: CellRef::new(row, col),
                });
            }
            self.records.push((row, placed));
            row += 1;
        }
        for n in 0..layout.unfilled {
            self.number(row, (layout.lines.len() as u32) + 1 + n);
            row += 1;
        }
        if layout.foot {
            self.total(row, "合计", cols);
            let at = CellRef::new(row + 1, 0);
            self.drawing
                .put(at.row, 0, text("制表：林晓    审核：王强"));
            // Whoever signed the list signed each row that has no name of its own.
            for placed in self.records.iter_mut().flat_map(|(_, placed)| placed) {
                let signed = match placed.key {
                    "filled_by" => "林晓",
                    "reviewed_by" => "王强",
                    _ => continue,
                };
                if placed.value.is_none() {
                    (placed.value, placed.at) = (Some(signed.to_owned()), at);
                }
            }
        }
    }

    fn number(&mut self, row: u32, number: u32) {
        if self.layout.numbered {
            self.drawing
                .put(row, 0, typed(&Typed::Number(number.to_string())));
        }
    }

    /// A total: its word in the first column, sums below the amounts.
    fn total(&mut self, row: u32, word: &str, cols: &[u32]) {
        for (ruled, col) in self.layout.columns.iter().zip(cols) {
            if matches!(self.layout.form.fields[ruled.field].kind, Kind::Amount(_)) {
                self.drawing
                    .put(row, *col, typed(&Typed::Number("12345.5".to_owned())));
            }
        }
        self.drawing.put(row, 0, text(word));
    }

    fn cell(
        &mut self,
        at: CellRef,
        ruled: &Ruled,
        line: &Line,
        last: &mut Option<(String, CellRef)>,
    ) -> Placed {
        let entry = &line.entries[ruled.field];
        let kind = self.layout.form.fields[ruled.field].kind;
        let is_measure = matches!(kind, Kind::Amount(_) | Kind::Count | Kind::Percent);
        // Blank cells of what names a row's owner take the value above; without one above, or with
        // no customer at all, the row would be a different one.
        // A customer that is named takes no other one's number, nor do the rows that go on with it.
        let name = line.entries.iter().position(|e| e.key == "customer_name");
        let named = name.is_some_and(|at| matches!(line.filled[at], Filled::Typed));
        let own_number = entry.key == "customer_no" && named;
        let names_owner = matches!(entry.key, "customer_name" | "period" | "office")
            || entry.key == "customer_no" && !named;
        let filled = match line.filled[ruled.field] {
            // 同上 stands for no amount, and for nothing across a total or a gap.
            Filled::Same if is_measure || last.is_none() => Filled::Typed,
            Filled::Blank if names_owner && last.is_none() => Filled::Typed,
            filled => filled,
        };
        self.drawing.merge(CellRange::new(
            at,
            CellRef::new(at.row, at.col + ruled.width - 1),
        ));
        let (value, source) = match (filled, last.clone()) {
            (Filled::Same, Some((value, source))) => {
                self.drawing.put(at.row, at.col, text("同上"));
                (Some(value), source)
            }
            (Filled::Blank, Some((value, source))) if names_owner => (Some(value), source),
            (Filled::Blank, _) => {
                if own_number {
                    *last = None;
                }
                (None, at)
            }
            _ => {
                self.drawing.put(at.row, at.col, typed(&entry.typed));
                *last = Some((entry.value.clone(), at));
                (Some(entry.value.clone()), at)
            }
        };
        Placed {
            key: entry.key,
            value,
            at: source,
        }
    }
}

fn holds(layout: &Layout) -> Result<(), TestCaseError> {
    let listed = Listed::of(layout);
    // Everything placed goes through the same moves as the sheet; so do the rows.
    let mut drawing = listed.drawing;
    let all = listed.records.iter().flat_map(|(_, placed)| placed);
    drawing.placed = all.cloned().collect();
    let drawing = drawing
        .with_blanks(&[], &layout.blank_cols)
        .shifted(layout.shift);
    let done = read(&draw::workbook(drawing.sheet.clone(), layout.decoy));
    prop_assert_eq!(
        done.records.len(),
        listed.records.len(),
        "{:?}\n{}",
        done.findings,
        drawing.told()
    );
    let mut placed = drawing.placed.as_slice();
    for (record, (row, wanted)) in done.records.iter().zip(&listed.records) {
        let (mine, rest) = placed.split_at(wanted.len());
        placed = rest;
        prop_assert_eq!(
            record.form.id.as_str(),
            layout.form.id,
            "{}",
            drawing.told()
        );
        prop_assert_eq!(record.row, Some(row + layout.shift.0), "{}", drawing.told());
        let wrong = differences(record, mine);
        prop_assert!(
            wrong.is_empty(),
            "row {}: {}\n{:?}\n{}",
            row + layout.shift.0 + 1,
            wrong.join("\n"),
            record.findings,
            drawing.told()
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(tries(100))]

    #[test]
    fn a_score_list_reads_the_same_however_its_columns_stand(layout in layout(SCORE)) {
        holds(&layout)?;
    }

    #[test]
    fn a_summary_list_reads_the_same_however_its_columns_stand(layout in layout(SUMMARY)) {
        holds(&layout)?;
    }

    #[test]
    fn a_feedback_list_reads_the_same_however_its_columns_stand(layout in layout(FEEDBACK)) {
        holds(&layout)?;
    }
}
