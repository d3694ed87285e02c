//! Labels as people type them → the form by which they are compared (domain section 2).
//!
//! Blanks of every width, trailing colons and marks of required fields do not count; a bracket
//! that only holds a unit is taken off and remembered; 帐 is 账, 号码 is 号, the glyph swap 曰 is 日.

use crate::domain::name::fold;

/// Units that a bracket behind a label may hold.
const UNITS: &[&str] = &[
    "元",
    "千元",
    "万元",
    "百万元",
    "亿元",
    "万",
    "亿",
    "人",
    "名",
    "天",
    "日",
    "%",
    "m2",
    "平方米",
    "分",
    "个月",
    "月",
    "年",
    "条",
    "吨",
    "件",
    "台",
    "套",
    "个",
    "份",
    "张",
];

/// Brackets that only explain how to fill in.
const HINTS: &[&str] = &[
    "必填",
    "选填",
    "可选",
    "可多选",
    "多选",
    "单选",
    "签字",
    "签名",
    "盖章",
    "签章",
    "公章",
    "年月日",
    "年/月/日",
    "年-月-日",
    "年.月.日",
    "yyyy-mm-dd",
    "yyyy/mm/dd",
    "全称",
    "如有",
    "是/否",
];

/// A label ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label {
    /// Folded text without unit and colon.
    pub text: String,
    /// The unit that stood in its bracket (`万元`).
    pub unit: Option<String>,
}

/// Folds a text as a label.
pub fn label(text: &str) -> Label {
    let mut rest = fold(text);
    let mut unit = None;
    loop {
        let before = rest.len();
        rest = rest
            .trim_end_matches([':', '*', '★', '※', '_', '。'])
            .trim_start_matches(['*', '★', '※', '·', '•'])
            .to_owned();
        if let Some((head, inside)) = last_bracket(&rest) {
            if let Some(found) = unit_word(inside) {
                unit = unit.or(Some(found));
                rest = head.to_owned();
            } else if HINTS.contains(&inside) || inside.is_empty() {
                rest = head.to_owned();
            }
        } else if let Some((head, tail)) = rest.rsplit_once(['/', ','])
            && matches!(tail, "元" | "千元" | "万元" | "亿元" | "%")
        {
            unit = unit.or(Some(tail.to_owned()));
            rest = head.to_owned();
        }
        if rest.len() == before {
            break;
        }
    }
    Label {
        text: canonical(without_number(&rest)),
        unit,
    }
}

/// The unit that a text alone names (`万元`, `人民币万元`, `单位:万元`), if it is one.
pub fn unit_word(folded: &str) -> Option<String> {
    let bare = folded
        .trim_start_matches("单位")
        .trim_start_matches([':', '为'])
        .trim_start_matches("人民币")
        .trim_end_matches("人民币");
    UNITS.contains(&bare).then(|| bare.to_owned())
}

/// The unit of a note that stands for a whole table: `单位:元`, `(金额单位：人民币万元)`.
pub fn unit_note(text: &str) -> Option<String> {
    let folded = fold(text);
    let bare = folded.trim_matches(['(', ')', '[', ']', '【', '】', '。', ';']);
    let (head, tail) = bare.split_once("单位")?;
    let money = tail.trim_start_matches([':', '为', '均', '是']);
    if tail.len() == money.len() || !matches!(head, "" | "金额" | "货币" | "计量" | "本表" | "表内")
    {
        return None;
    }
    let unit = unit_word(money)?;
    (unit.contains('元') || unit.contains('万') || unit.contains('亿')).then_some(unit)
}

/// A year in front of a label: `2025年合同金额` → 2025 and `合同金额`.
pub fn year_prefix(folded: &str) -> Option<(i32, &str)> {
    let digits = folded.get(..4)?;
    let year: i32 = digits.parse().ok()?;
    if !(1990..=2100).contains(&year) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let rest = folded.get(4..)?;
    let rest = rest.strip_prefix('年').unwrap_or(rest);
    Some((year, rest))
}

fn canonical(text: &str) -> String {
    text.replace('帐', "账")
        .replace("账户号", "账号")
        .replace("号码", "号")
        .replace('曰', "日")
        .replace('【', "(")
        .replace('】', ")")
}

/// Takes a printed number off the front: `1.`, `(3)`, `二、`.
fn without_number(folded: &str) -> &str {
    let bare = folded.strip_prefix('(').unwrap_or(folded);
    let digits =
        bare.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    if digits.len() == bare.len() {
        return folded;
    }
    match digits.chars().next() {
        Some('.' | '、' | ')') => digits.trim_start_matches(['.', '、', ')']),
        _ => folded,
    }
}

/// The text before the last bracket and what it holds, if the text ends with one.
fn last_bracket(text: &str) -> Option<(&str, &str)> {
    let close = text.chars().next_back()?;
    let open = match close {
        ')' => '(',
        ']' => '[',
        '】' => '【',
        '〕' => '〔',
        _ => return None,
    };
    let at = text.rfind(open)?;
    let inside = text.get(at + open.len_utf8()..text.len() - close.len_utf8())?;
    let head = text.get(..at)?;
    (!head.is_empty()).then_some((head, inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (String, Option<String>) {
        let l = label(text);
        (l.text, l.unit)
    }

    #[test]
    fn spacing_colons_and_units_do_not_count() {
        for text in [
            "地址",
            "地 址",
            "地　址",
            "地址：",
            "地\u{a0}址:",
            "地\n址",
            "*地址",
            "1、地址",
        ] {
            assert_eq!(of(text), ("地址".into(), None), "{text:?}");
        }
        assert_eq!(
            of("净 资 产（万元）："),
            ("净资产".into(), Some("万元".into()))
        );
        assert_eq!(
            of("注册资本(人民币万元)"),
            ("注册资本".into(), Some("万元".into()))
        );
        assert_eq!(
            of("平均溢价率（％）"),
            ("平均溢价率".into(), Some("%".into()))
        );
        assert_eq!(of("开户银行(人民币)").0, "开户银行(人民币)");
        assert_eq!(of("填表日期(年-月-日)").0, "填表日期");
        assert_eq!(of("人民币帐号").0, of("人民币账号").0);
        assert_eq!(of("电话号码").0, "电话号");
    }

    #[test]
    fn notes_on_units_are_known() {
        for (text, unit) in [
            ("单位:元", Some("元")),
            ("（单位：万元）", Some("万元")),
            ("金额单位：人民币万元", Some("万元")),
            ("单位名称:元氏公司", None),
            ("单位:人", None),
            ("石家庄单位:元", None),
        ] {
            assert_eq!(unit_note(text).as_deref(), unit, "{text}");
        }
    }

    #[test]
    fn a_year_before_a_label() {
        assert_eq!(year_prefix("2025年合同金额"), Some((2025, "合同金额")));
        assert_eq!(year_prefix("合同金额"), None);
    }
}
