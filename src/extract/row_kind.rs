//! What a row of a list is: a record, a total, a note, or a printed row that nobody filled in.

use crate::domain::cell::{CellRange, CellRef};
use crate::domain::name::fold;
use crate::forms::label::label;
use crate::forms::{FieldKind, FormDefinition};
use crate::grid::{Cell, CellValue};
use crate::recognise::Header;
use rust_decimal::Decimal;

/// Kind of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKind {
    /// A record.
    Record,
    /// 合计, 小计 …
    Total,
    /// 注, 制表, 金额大写 …
    Note,
    /// Printed, with 序号 or formulas, and not filled in.
    Unfilled,
    /// The header once more, as printed on the next page.
    Header,
    /// An example.
    Example,
    /// Nothing at all.
    Blank,
}

impl RowKind {
    /// Words for the line that counts skipped rows.
    pub fn words(self) -> &'static str {
        match self {
            Self::Record => "记录",
            Self::Total => "合计、小计",
            Self::Note => "说明、签字",
            Self::Unfilled => "没有填写(只印了序号或公式)",
            Self::Header => "重复的表头",
            Self::Example => "示例",
            Self::Blank => "空白",
        }
    }
}

/// A row's own filled cells, and what merges bring into the header's columns.
pub struct RowCells<'c, 'w> {
    /// Filled cells of the row, by column, each with its merge.
    pub own: &'c [(CellRange, &'w Cell)],
    /// The cell in each of the header's columns.
    pub columns: &'c [Option<(CellRef, &'w Cell)>],
    /// What the columns' labels say: as labels, and folded.
    pub labels: &'c [(String, String)],
}

/// Tells what a row is. `after_total` is true below 合计 or 总计.
pub fn kind(
    row: &RowCells<'_, '_>,
    header: &Header,
    form: &FormDefinition,
    after_total: bool,
) -> RowKind {
    if row.own.is_empty() {
        return RowKind::Blank;
    }
    let texts: Vec<String> = row
        .own
        .iter()
        .filter_map(|(_, c)| match &c.value {
            CellValue::Text(t) => Some(fold(t)),
            _ => None,
        })
        .take(4)
        .collect();
    let first = texts.first().map(String::as_str).unwrap_or_default();
    if texts.iter().take(3).any(|t| is_total(t)) {
        return RowKind::Total;
    }
    let fields = || {
        header
            .columns
            .iter()
            .zip(row.columns)
            .zip(row.labels)
            .filter_map(|((c, cell), said)| Some((said, form.fields.get(c.field?)?, (*cell)?)))
    };
    let filled = fields().filter(|(_, _, (_, cell))| counts(cell)).count();
    let width = row
        .own
        .first()
        .map_or(1, |(r, _)| r.last.col - r.first.col + 1) as usize;
    let spread = width >= 3 && width * 2 >= header.columns.len() && row.own.len() <= 2;
    if spread || filled <= 2 && starts_as_note(first) || after_total && filled < 2 {
        return RowKind::Note;
    }
    let repeated = fields()
        .filter(|((own, folded), _, (_, cell))| {
            let CellValue::Text(text) = &cell.value else {
                return false;
            };
            let typed = label(text).text;
            !typed.is_empty()
                && (typed == *own || folded.ends_with(&typed) && typed.chars().count() >= 2)
        })
        .count();
    if repeated >= 2 || repeated == 1 && filled == 1 {
        return RowKind::Header;
    }
    if ["示例", "例", "样例", "(示例)", "(例)", "例如", "举例"].contains(&first) {
        return RowKind::Example;
    }
    let tells = fields().any(|(_, field, (_, cell))| {
        counts(cell) && !field.margin && field.kind != FieldKind::Period
    });
    if tells {
        RowKind::Record
    } else {
        RowKind::Unfilled
    }
}

/// Whether a cell is filled in by someone: a formula that gives 0 or nothing is not.
fn counts(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Number { value, .. } => !(cell.formula && *value == Decimal::ZERO),
        CellValue::Error(_) => !cell.formula,
        CellValue::Bool(ticked) => *ticked,
        CellValue::Text(_) => !cell.value.is_blank(),
    }
}

fn is_total(folded: &str) -> bool {
    const WORDS: [&str; 12] = [
        "合计",
        "总计",
        "小计",
        "本页小计",
        "本页合计",
        "累计",
        "共计",
        "总和",
        "合计数",
        "本月合计",
        "本年累计",
        "平均",
    ];
    let bare = folded
        .trim_end_matches([':', '。', '、'])
        .trim_matches(['(', ')']);
    WORDS.contains(&bare)
        || bare.chars().count() <= 24 && ["小计", "合计", "总计"].iter().any(|w| bare.ends_with(w))
        || ["合计", "小计", "总计"].iter().any(|w| {
            bare.strip_prefix(w)
                .and_then(|rest| rest.chars().next())
                .is_some_and(|c| c.is_ascii() && !c.is_ascii_alphabetic())
        })
}

/// Whether a total closes the list (小计 does not).
pub fn closes(own: &[(CellRange, &Cell)]) -> bool {
    own.iter().take(3).any(|(_, c)| {
        let text = fold(&c.value.raw());
        is_total(&text) && !text.contains("小计") && !text.contains("本页")
    })
}

fn starts_as_note(folded: &str) -> bool {
    const WORDS: [&str; 21] = [
        "注",
        "备注",
        "说明",
        "填表说明",
        "制表",
        "制表人",
        "审核",
        "审核人",
        "批准",
        "批准人",
        "复核",
        "填表",
        "填表人",
        "填报人",
        "编制",
        "编制人",
        "金额大写",
        "大写金额",
        "合计大写",
        "单位负责人",
        "会计",
    ];
    WORDS.iter().any(|w| {
        folded == *w
            || folded.strip_prefix(w).is_some_and(|rest| {
                let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                rest.is_empty() || rest.starts_with([':', '(', '.', '、', ','])
            })
    }) || folded.starts_with("以上")
        || folded.starts_with("(注")
        || folded.starts_with('※')
        || folded.starts_with("大写:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_told_from_names() {
        for text in [
            "合计",
            "合计:",
            "小计",
            "石家庄办事处小计",
            "总计(万元)",
            "本页小计",
            "合计:3户",
            "累计",
        ] {
            assert!(is_total(&fold(text)), "{text}");
        }
        for text in [
            "合计能源有限公司",
            "河北总计量仪表厂",
            "甲公司",
            "小计划公司",
        ] {
            assert!(!is_total(&fold(text)), "{text}");
        }
    }

    #[test]
    fn notes_are_told_from_names() {
        for text in [
            "注:以上为不含税",
            "注1:甲",
            "制表:张三 审核:李四",
            "金额大写:叁万元整",
            "备注",
            "说明：按合同",
        ] {
            assert!(starts_as_note(&fold(text)), "{text}");
        }
        for text in ["注册会计师事务所", "审核科技有限公司", "会计师楼"] {
            assert!(!starts_as_note(&fold(text)), "{text}");
        }
    }
}
