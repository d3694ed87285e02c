//! Words that stand for "not filled in": `/`, `无`, `详见附件`, `××公司` (ruling 9.3).

use super::rules::ReadingRules;
use crate::domain::name::fold;

/// A longer text says something.
const LONGEST: usize = 24;

/// Whether a text says only that the answer is elsewhere, unknown or not to be told.
pub(crate) fn is_placeholder(text: &str, rules: &ReadingRules) -> bool {
    if text.chars().count() > LONGEST {
        return false;
    }
    let folded = fold(text);
    let bare = folded.trim_matches(['(', ')', '[', ']', '。', ',', '、', '"', '“', '”']);
    let bare = if bare.is_empty() { &folded } else { bare };
    if bare.is_empty() {
        return false;
    }
    if rules.placeholder_words.iter().any(|w| w == bare) {
        return true;
    }
    if bare.chars().all(|c| "/\\-—_.…*×?".contains(c)) && !bare.chars().all(|c| c == '×') {
        return true;
    }
    let short_without = |part: &str, most: usize| {
        !part.is_empty() && bare.contains(part) && {
            let rest = bare.replace(part, "");
            rest.chars().count() <= most && !rest.chars().any(|c| c.is_ascii_digit())
        }
    };
    rules.placeholder_parts.iter().any(|p| short_without(p, 2))
        || rules.placeholder_masks.iter().any(|m| short_without(m, 6))
}

/// Whether a text says "none", which is an answer where the field allows it.
pub(crate) fn says_none(text: &str) -> bool {
    matches!(fold(text).as_str(), "无" | "没有" | "暂无")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn what_stands_for_nothing_is_known() {
        let rules = Policy::built_in().reading_rules();
        for text in [
            "/",
            "－",
            "-",
            "——",
            "无",
            " 无 ",
            "详见附件",
            "见合同",
            "待定",
            "不详",
            "保密",
            "××公司",
            "示例",
            "(见附件)",
            "N/A",
            "xx有限公司",
            "具体见附件",
        ] {
            assert!(is_placeholder(text, rules), "{text}");
        }
        for text in [
            "0",
            "无锡市电机厂",
            "示例客户有限公司",
            "表面划伤,照片见附件",
            "见龙电气",
            "12××34",
            "保密协议已签",
            "×",
        ] {
            assert!(!is_placeholder(text, rules), "{text}");
        }
    }
}
