//! One of a list: by its word, what else counts as it, its number, or both.

use crate::domain::name::fold;
use crate::forms::Choice;

/// Finds the choice that a text names; none if it names none or two.
pub(crate) fn find<'c>(text: &str, choices: &'c [Choice]) -> Option<&'c Choice> {
    let folded = tail_off(&fold(text));
    if folded.is_empty() {
        return None;
    }
    if let Some(found) = exact(&folded, choices) {
        return Some(found);
    }
    // The number and the word together (1 行业龙头, 2.比较关键), and the clause's long wording
    // (比较关键的地位,具有较大的影响力): every part must name the same choice.
    let parts: Vec<String> = split_parts(&folded);
    let mut found: Option<&Choice> = None;
    for part in &parts {
        let named = exact(part, choices)?;
        if found.is_some_and(|f| f != named) {
            return None;
        }
        found = Some(named);
    }
    (parts.len() > 1).then_some(found).flatten()
}

/// Words of a list with several picks: `产品、交期`. The words that name nothing come second.
pub(crate) fn find_several<'c>(
    text: &str,
    choices: &'c [Choice],
) -> (Vec<&'c Choice>, Vec<String>) {
    if let Some(one) = find(text, choices) {
        return (vec![one], Vec::new());
    }
    let (mut found, mut unknown): (Vec<&Choice>, Vec<String>) = (Vec::new(), Vec::new());
    let is_gap = |c: char| c.is_whitespace() || "、,，;；/／+＋&和及与|".contains(c);
    for part in text.split(is_gap).map(str::trim).filter(|p| !p.is_empty()) {
        match find(part, choices) {
            Some(choice) if !found.contains(&choice) => found.push(choice),
            Some(_) => {}
            None => unknown.push(part.to_owned()),
        }
    }
    (found, unknown)
}

/// The words of a list, for a message: `国有、集体、民营`.
pub(crate) fn words(choices: &[Choice]) -> String {
    choices
        .iter()
        .map(|c| c.word.as_str())
        .collect::<Vec<_>>()
        .join("、")
}

fn exact<'c>(folded: &str, choices: &'c [Choice]) -> Option<&'c Choice> {
    choices
        .iter()
        .find(|c| fold(&c.word) == folded)
        .or_else(|| {
            choices
                .iter()
                .find(|c| c.also.iter().any(|a| fold(a) == folded))
        })
}

/// Takes off what trails an option on printed forms: `其他:____`, `其他( )`.
fn tail_off(folded: &str) -> String {
    folded
        .trim_end_matches(['_', ':', '。', '.', ',', ';', '、'])
        .trim_end_matches("()")
        .trim_end_matches(':')
        .to_owned()
}

fn split_parts(folded: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut run = String::new();
    let mut was_digit = None;
    for c in folded.chars() {
        let digit = c.is_ascii_digit();
        let gap = ",、;:.()-|/。".contains(c);
        if gap || was_digit.is_some_and(|w| w != digit) {
            if !run.is_empty() {
                parts.push(std::mem::take(&mut run));
            }
            was_digit = None;
        }
        if !gap {
            run.push(c);
            was_digit = Some(digit);
        }
    }
    if !run.is_empty() {
        parts.push(run);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Forms;

    fn choices(form: &str, key: &str) -> &'static [Choice] {
        &Forms::built_in()
            .get(form)
            .and_then(|f| f.field(key))
            .unwrap()
            .choices
    }

    #[test]
    fn strategic_influence_by_number_word_or_both() {
        let list = choices("customer_score", "strategic_level");
        for (text, word) in [
            ("行业龙头", "行业龙头"),
            ("1", "行业龙头"),
            ("1 行业龙头", "行业龙头"),
            ("1.行业龙头", "行业龙头"),
            ("①行业龙头", "行业龙头"),
            ("龙头", "行业龙头"),
            ("2、较关键", "比较关键"),
            ("比较关键的地位,具有较大的影响力", "比较关键"),
            ("3", "一般"),
            ("零星", "零星"),
        ] {
            assert_eq!(
                find(text, list).map(|c| c.word.as_str()),
                Some(word),
                "{text}"
            );
        }
        for bad in ["1 零星", "5", "很重要", "", "基本一般"] {
            assert_eq!(find(bad, list), None, "{bad}");
        }
    }

    #[test]
    fn qualified_answers_name_no_choice() {
        let list = choices("customer_score", "timely");
        assert_eq!(find("基本及时", list), None);
        assert_eq!(find("除质保金外及时", list), None);
        assert_eq!(find("及时", list).map(|c| c.word.as_str()), Some("及时"));
        let ratings = choices("customer_summary", "bank_rating");
        assert_eq!(find("aa+", ratings).map(|c| c.word.as_str()), Some("AA+"));
        assert_eq!(find("AA-", ratings).map(|c| c.word.as_str()), Some("AA-"));
    }

    #[test]
    fn several_picks() {
        let list = choices("customer_feedback", "causes");
        let (found, unknown) = find_several("产品、延期交货", list);
        assert_eq!(
            found.iter().map(|c| c.word.as_str()).collect::<Vec<_>>(),
            ["产品", "交期"]
        );
        assert!(unknown.is_empty());
        let (found, unknown) = find_several("产品/心情", list);
        assert_eq!((found.len(), unknown), (1, vec!["心情".to_owned()]));
    }
}
