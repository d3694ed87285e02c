//! Cards of every arrangement.

use super::draw::{self, Decoy, Drawing, Placed, STRANGE, Spelling, spelled, text, typed};
use super::values::{self, Entry, FEEDBACK, QUERY, RightForm, SCORE, SUMMARY, Typed};
use super::{differences, read, tries};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use shenbiao::domain::cell::{CellRange, CellRef};

/// Labels that no form has, with what stands beside them.
const STRANGERS: [(&str, &str); 3] = [
    ("客户经理", "赵六"),
    ("微信号", "wx20260310"),
    ("推荐单位", "河北省照明协会"),
];

/// Lines that stand below a form and are none of its fields.
const REMARKS: [&str; 3] = [
    "注：本表一式两份，另附客户意见调查表。",
    "说明：填表前请先看顾客反馈登记表的填法",
    "以上内容与客户管理卡核对无误",
];

/// Where the value of a label stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Beside {
    Right,
    Below,
}

/// A pair of label and value as it will be drawn.
#[derive(Debug, Clone)]
struct Pair {
    entry: Entry,
    spelling: Spelling,
    /// `label:value` in one cell.
    own_cell: bool,
    /// Left blank by whoever filled it in.
    blank: bool,
    /// Alone in its row, the value over the rest of it.
    wide: bool,
}

impl Pair {
    fn is_strange(&self) -> bool {
        self.entry.key == STRANGE
    }
}

/// A card's arrangement.
#[derive(Debug, Clone)]
struct Layout {
    form: RightForm,
    title: Option<&'static str>,
    pairs: Vec<Pair>,
    /// Columns that a value takes, pair by pair of a row: forms are ruled.
    slots: Vec<u32>,
    beside: Beside,
    blank_rows: Vec<u32>,
    blank_cols: Vec<u32>,
    shift: (u32, u32),
    remark: Option<&'static str>,
    decoy: Decoy,
}

impl Layout {
    fn mostly_filled(&self) -> bool {
        self.pairs.iter().filter(|p| p.blank).count() * 4 < self.pairs.len()
    }

    /// Whether a value is word for word another field's label.
    fn has_label_for_value(&self) -> bool {
        let is_label = |words: &str| self.form.fields.iter().any(|f| f.label == words);
        let mut filled = self.pairs.iter().filter(|p| !p.blank);
        filled.any(|p| matches!(&p.entry.typed, Typed::Text(words) if is_label(words)))
    }
}

fn strange((label, words): (&'static str, &'static str)) -> Entry {
    Entry {
        key: STRANGE,
        label,
        unit: None,
        typed: Typed::Text(words.to_owned()),
        value: words.to_owned(),
    }
}

fn pair(entry: Entry, blanks: f64) -> impl Strategy<Value = Pair> {
    let is_strange = entry.key == STRANGE;
    let blank = prop::bool::weighted(if is_strange { 0.0 } else { blanks });
    (
        draw::spelling(),
        prop::bool::weighted(0.15),
        blank,
        prop::bool::weighted(0.1),
    )
        .prop_map(move |(spelling, own_cell, blank, wide)| Pair {
            // Without its customer or period a form is another matter.
            blank: blank && !matches!(entry.key, "customer_name" | "period"),
            // People add what they miss in a row of its own, below the first.
            wide: wide || is_strange,
            entry: entry.clone(),
            spelling,
            own_cell,
        })
}

fn layout(form: RightForm) -> impl Strategy<Value = Layout> {
    let strangers = subsequence(STRANGERS.to_vec(), 0..=STRANGERS.len());
    let pairs = (
        strangers,
        values::all(form),
        prop_oneof![3 => Just(0.1), 1 => Just(0.5), 1 => Just(0.9)],
    )
        .prop_flat_map(|(strangers, ours, blanks)| {
            let all: Vec<Entry> = ours
                .into_iter()
                .chain(strangers.into_iter().map(strange))
                .collect();
            (Just(all).prop_shuffle(), Just(blanks))
        })
        .prop_flat_map(|(mut entries, blanks)| {
            let ours = entries.iter().position(|e| e.key != STRANGE);
            entries.swap(0, ours.unwrap_or(0));
            entries
                .into_iter()
                .map(|e| pair(e, blanks))
                .collect::<Vec<_>>()
        });
    let title = prop_oneof![
        4 => select(form.titles).prop_map(Some),
        // A look-up has too few labels of its own to be known without its title.
        1 => Just((form.id == QUERY.id).then_some("档案查询单")),
    ];
    (
        title,
        pairs,
        prop::collection::vec(1_u32..=3, 1..=3),
        prop_oneof![3 => Just(Beside::Right), 1 => Just(Beside::Below)],
        prop::collection::vec(0_u32..30, 0..6),
        prop::collection::vec(0_u32..8, 0..3),
        (0_u32..6, 0_u32..4),
        prop::option::weighted(0.4, select(&REMARKS[..])),
        draw::decoy(),
    )
        .prop_map(
            move |(title, pairs, slots, beside, blank_rows, blank_cols, shift, remark, decoy)| {
                Layout {
                    form,
                    title,
                    pairs,
                    slots,
                    beside,
                    blank_rows,
                    blank_cols,
                    shift,
                    remark,
                    decoy,
                }
            },
        )
}

fn draw_pair(drawing: &mut Drawing, layout: &Layout, pair: &Pair, at: CellRef, width: u32) {
    let CellRef { row, col } = at;
    let mut label = spelled(pair.entry.label, pair.entry.unit, pair.spelling);
    // A word that is none of ours is a label by its colon, or by the column it stands in. Where it
    // has none and much is blank above it, it could as well be an answer.
    let in_label_column = layout.beside == Beside::Right && layout.mostly_filled();
    if pair.is_strange() && (pair.own_cell || !in_label_column) {
        label = format!("{}：", pair.entry.label);
    }
    let value_at = match (pair.own_cell, layout.beside) {
        (true, _) => {
            let (Typed::Text(words) | Typed::Number(words)) = &pair.entry.typed;
            let value = if pair.blank { "" } else { words };
            drawing.put(
                row,
                col,
                text(format!("{}：{value}", label.trim_end_matches('：'))),
            );
            at
        }
        (false, Beside::Right) => {
            drawing.put(row, col, text(label));
            CellRef::new(row, col + 1)
        }
        (false, Beside::Below) => {
            drawing.put(row, col, text(label));
            CellRef::new(row + 1, col)
        }
    };
    if !pair.own_cell {
        if !pair.blank {
            drawing.put(value_at.row, value_at.col, typed(&pair.entry.typed));
        }
        let last = match layout.beside {
            Beside::Right => col + width,
            Beside::Below => col + width - 1,
        };
        drawing.merge(CellRange::new(value_at, CellRef::new(value_at.row, last)));
        if layout.beside == Beside::Below {
            drawing.merge(CellRange::new(at, CellRef::new(row, last)));
        }
    }
    drawing.placed.push(Placed {
        key: pair.entry.key,
        value: (!pair.blank).then(|| pair.entry.value.clone()),
        at: value_at,
    });
}

fn drawn(layout: &Layout) -> Drawing {
    let mut drawing = Drawing::default();
    let mut row = 0;
    if let Some(title) = layout.title {
        drawing.put(0, 0, text(title));
        drawing.merge(CellRange::new(CellRef::new(0, 0), CellRef::new(0, 5)));
        row = 1;
    }
    let total: u32 = layout.slots.iter().map(|width| width + 1).sum();
    let step = match layout.beside {
        Beside::Right => 1,
        Beside::Below => 2,
    };
    let (mut slot, mut col) = (0, 0);
    for pair in &layout.pairs {
        if slot == layout.slots.len() || pair.wide && slot > 0 {
            (slot, col) = (0, 0);
            row += step;
        }
        let width = if pair.wide {
            total - 1
        } else {
            layout.slots[slot]
        };
        draw_pair(&mut drawing, layout, pair, CellRef::new(row, col), width);
        col += width + 1;
        slot = if pair.wide {
            layout.slots.len()
        } else {
            slot + 1
        };
    }
    if let Some(remark) = layout.remark {
        let at = CellRef::new(row + step, 0);
        drawing.put(at.row, 0, text(remark));
        drawing.merge(CellRange::new(at, CellRef::new(at.row, total.max(3))));
    }
    // A blank row between a label and the value below it is another form: nothing says that the
    // two belong together.
    let rows: Vec<u32> = match layout.beside {
        Beside::Right => layout.blank_rows.clone(),
        Beside::Below => Vec::new(),
    };
    // Behind a blank column, and where little else is filled in, nothing tells a value that is a
    // label's word from that label.
    let cols: &[u32] = if layout.mostly_filled() || !layout.has_label_for_value() {
        &layout.blank_cols
    } else {
        &[]
    };
    drawing.with_blanks(&rows, cols).shifted(layout.shift)
}

fn holds(layout: &Layout) -> Result<(), TestCaseError> {
    let drawing = drawn(layout);
    let workbook = draw::workbook(drawing.sheet.clone(), layout.decoy);
    let done = read(&workbook);
    prop_assert_eq!(
        done.records.len(),
        1,
        "{:?}\n{}",
        done.findings,
        drawing.told()
    );
    let record = &done.records[0];
    prop_assert_eq!(
        record.form.id.as_str(),
        layout.form.id,
        "{}",
        drawing.told()
    );
    prop_assert_eq!(record.row, None, "a card, not a list\n{}", drawing.told());
    let wrong = differences(record, &drawing.placed);
    prop_assert!(
        wrong.is_empty(),
        "{}\n{:?}\n{}",
        wrong.join("\n"),
        record.findings,
        drawing.told()
    );
    Ok(())
}

proptest! {
    #![proptest_config(tries(200))]

    #[test]
    fn a_score_card_reads_the_same_however_it_is_laid_out(layout in layout(SCORE)) {
        holds(&layout)?;
    }

    #[test]
    fn a_summary_card_reads_the_same_however_it_is_laid_out(layout in layout(SUMMARY)) {
        holds(&layout)?;
    }

    #[test]
    fn a_feedback_card_reads_the_same_however_it_is_laid_out(layout in layout(FEEDBACK)) {
        holds(&layout)?;
    }

    #[test]
    fn a_query_card_reads_the_same_however_it_is_laid_out(layout in layout(QUERY)) {
        holds(&layout)?;
    }
}
