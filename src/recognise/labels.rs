//! How labels are compared: what is typed around a label and does not belong to it.

use crate::domain::name::fold;

/// Units that may stand in a bracket behind a label; any other bracket belongs to the label.
const UNITS: &[&str] = &[
    "元",
    "千元",
    "万元",
    "亿元",
    "百万元",
    "万",
    "人民币元",
    "人民币万元",
    "单位:元",
    "单位:万元",
    "人",
    "名",
    "天",
    "日",
    "%",
    "百分比",
    "㎡",
    "m2",
    "分",
    "条",
    "件",
    "个",
    "年",
    "月",
    "张",
    "次",
];

/// A label made ready for comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Folded text without colon, star, number in front and unit.
    pub key: String,
    /// The unit that stood in its bracket.
    pub unit: Option<String>,
}

/// Folds a label: spaces of every kind, width, a trailing colon, stars, `1.` in front, a unit in
/// brackets (remembered), 帐→账 and 号码→号.
pub fn label(text: &str) -> Label {
    let folded = fold(text);
    let mut key = folded.trim_matches(['*', ':', '·']).to_owned();
    key = key
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start_matches(['.', '、', ')'])
        .to_owned();
    if key.is_empty() {
        folded.clone_into(&mut key);
    }
    let mut unit = None;
    if let Some(open) = key.rfind('(')
        && let Some(inside) = key[open..]
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'))
        && UNITS.contains(&inside)
    {
        unit = Some(inside.trim_start_matches("单位:").to_owned());
        key.truncate(open);
    }
    let key = key
        .trim_matches(['*', ':'])
        .replace('帐', "账")
        .replace("号码", "号");
    Label { key, unit }
}

/// The parts of a text that holds a label and its value, or several such pairs side by side:
/// `法人代表:张三`, `制表:林晓    审核:周正平`.
pub fn inline_pairs(text: &str) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    for piece in text.split('\n').flat_map(split_wide) {
        let colon = piece.char_indices().find(|(_, c)| matches!(c, ':' | '：'));
        if let Some((at, c)) = colon {
            pairs.push((piece[..at].trim(), piece[at + c.len_utf8()..].trim()));
        } else if let Some((_, value)) = pairs.last_mut()
            && value.is_empty()
        {
            *value = piece.trim();
        }
    }
    pairs
}

/// Splits at two or more blanks in a row, or at one that is as wide as a Chinese character.
fn split_wide(line: &str) -> impl Iterator<Item = &str> {
    line.split("  ")
        .flat_map(|part| part.split('\u{3000}'))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_around_a_label_does_not_count() {
        for typed in ["地 址", "地　址", "地址：", "*地址", "1.地址", "地\n址 :"] {
            assert_eq!(label(typed).key, "地址", "{typed}");
        }
        assert_eq!(
            label("净 资 产(万元)"),
            Label {
                key: "净资产".into(),
                unit: Some("万元".into())
            }
        );
        assert_eq!(label("开户银行（人民币）").key, "开户银行(人民币)");
        assert_eq!(label("人民币帐号").key, label("人民币账号码").key);
    }

    #[test]
    fn pairs_in_one_cell_come_apart() {
        assert_eq!(inline_pairs("法人代表：张三"), [("法人代表", "张三")]);
        assert_eq!(
            inline_pairs("制表:林晓    审核:周正平"),
            [("制表", "林晓"), ("审核", "周正平")]
        );
        assert!(inline_pairs("没有冒号").is_empty());
    }
}
