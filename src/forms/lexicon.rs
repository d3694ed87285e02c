//! All labels and titles of a set of forms, ready to be looked up.

use super::definition::{FieldKind, FormDefinition};
use super::label::{label, year_prefix};
use crate::domain::name::fold;
use std::collections::{HashMap, HashSet};

/// Endings of titles that say the same of a form (`realforms.md`); longest first.
const SUFFIXES: &[&str] = &[
    "登记表",
    "记录表",
    "统计表",
    "一览表",
    "明细表",
    "汇总表",
    "台账",
    "台帐",
    "登记",
    "表",
];

/// A label's meaning in one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Index of the form.
    pub form: usize,
    /// Index of the field in the form.
    pub field: usize,
    /// The second field, where one label names two (`地址、电话`).
    pub second: Option<usize>,
    /// Whether it is the form's own label, and not an alias.
    pub main: bool,
    /// Whether no other form has this label.
    pub own: bool,
}

/// What a text says as a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Folded label.
    pub text: String,
    /// Unit in its bracket.
    pub unit: Option<String>,
    /// Year in front of it.
    pub year: Option<i32>,
    /// Its meaning, form by form.
    pub matches: Vec<Match>,
}

/// Labels and titles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lexicon {
    labels: HashMap<String, Vec<Match>>,
    first_chars: HashSet<char>,
    /// Title without its suffix, whole title, form.
    titles: Vec<(String, String, usize)>,
}

impl Lexicon {
    /// The lexicon of some forms.
    pub fn of(forms: &[FormDefinition]) -> Self {
        let mut lexicon = Self::default();
        for (form, definition) in forms.iter().enumerate() {
            for (field, f) in definition.fields.iter().enumerate() {
                for (main, text) in
                    std::iter::once((true, &f.label)).chain(f.aliases.iter().map(|a| (false, a)))
                {
                    lexicon.add(text, form, field, main);
                }
            }
            for title in std::iter::once(&definition.title).chain(&definition.aliases) {
                let whole = fold(title);
                lexicon.titles.push((core(&whole).to_owned(), whole, form));
            }
        }
        for matches in lexicon.labels.values_mut() {
            let own = matches.len() == 1;
            matches.iter_mut().for_each(|m| m.own = own);
        }
        // Longest first, so that the first that fits is the longest.
        lexicon
            .titles
            .sort_by_key(|(core, whole, _)| std::cmp::Reverse((core.len(), whole.len())));
        lexicon
    }

    fn add(&mut self, text: &str, form: usize, field: usize, main: bool) {
        let folded = label(text).text;
        self.first_chars.extend(folded.chars().next());
        let matches = self.labels.entry(folded).or_default();
        // The form's own label comes before another field's alias.
        if !matches.iter().any(|m| m.form == form) {
            matches.push(Match {
                form,
                field,
                second: None,
                main,
                own: false,
            });
        } else if main {
            for m in matches.iter_mut().filter(|m| m.form == form) {
                (m.field, m.main) = (field, true);
            }
        }
    }

    /// Whether a text could be a label at all; cheap, for the millions of cells that are none.
    pub fn may_be_label(&self, text: &str) -> bool {
        text.len() <= 120
            && text
                .chars()
                .find(|c| !crate::domain::name::is_blank(*c))
                .is_some_and(|c| {
                    self.first_chars.contains(&c)
                        || c.is_ascii_digit()
                        || "*★※·•(（①②③④⑤⑥⑦⑧⑨帐一二三四五六七八九十".contains(c)
                })
    }

    /// Looks a text up as a label.
    pub fn find(&self, text: &str) -> Option<Found> {
        let l = label(text);
        if l.text.is_empty() {
            return None;
        }
        if let Some(matches) = self.labels.get(&l.text) {
            return Some(Found {
                text: l.text,
                unit: l.unit,
                year: None,
                matches: matches.clone(),
            });
        }
        if let Some((year, rest)) = year_prefix(&l.text)
            && let Some(matches) = self
                .labels
                .get(rest)
                .or_else(|| self.labels.get(&format!("年{rest}")))
        {
            return Some(Found {
                text: l.text.clone(),
                unit: l.unit,
                year: Some(year),
                matches: matches.clone(),
            });
        }
        let matches = self.two_in_one(&l.text)?;
        Some(Found {
            text: l.text,
            unit: l.unit,
            year: None,
            matches,
        })
    }

    /// `地址、电话`, `开户行及账号`: two labels of one form.
    fn two_in_one(&self, text: &str) -> Option<Vec<Match>> {
        let (gap, sign) = text
            .char_indices()
            .find(|(_, c)| "、及与和/,".contains(*c))?;
        let first = self.labels.get(text.get(..gap)?)?;
        let second = self.labels.get(text.get(gap + sign.len_utf8()..)?)?;
        let both: Vec<Match> = first
            .iter()
            .filter_map(|a| {
                let b = second
                    .iter()
                    .find(|b| b.form == a.form && b.field != a.field)?;
                Some(Match {
                    second: Some(b.field),
                    ..*a
                })
            })
            .collect();
        (!both.is_empty()).then_some(both)
    }

    /// The form that a title names, and whether it is the title in full; longest exact title first.
    pub fn title(&self, text: &str) -> Option<(usize, bool)> {
        let folded = fold(text);
        let bare = tail_off(&folded);
        if let Some((_, _, form)) = self.titles.iter().find(|(_, whole, _)| whole == bare) {
            return Some((*form, true));
        }
        let ends = |whole: &&(String, String, usize)| {
            bare.ends_with(whole.1.as_str()) && whole.1.chars().count() >= 5
        };
        if let Some((_, _, form)) = self.titles.iter().find(ends) {
            return Some((*form, true));
        }
        let bare = core(bare);
        if bare.len() == tail_off(&folded).len() {
            return None;
        }
        self.titles
            .iter()
            .find(|(c, _, _)| bare == c || (c.chars().count() >= 4 && bare.ends_with(c.as_str())))
            .map(|(_, _, form)| (*form, false))
    }
}

/// Whether a kind is never filled down from the row above (amounts and other measures).
pub fn is_measure(kind: FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Amount | FieldKind::Number | FieldKind::Integer | FieldKind::Percent
    )
}

/// What is left of a title when what does not tell forms apart is taken off: titles with the same
/// core are taken for each other.
pub fn title_core(title: &str) -> String {
    core(tail_off(&fold(title))).to_owned()
}

fn core(folded: &str) -> &str {
    SUFFIXES
        .iter()
        .find_map(|s| folded.strip_suffix(s).filter(|r| !r.is_empty()))
        .unwrap_or(folded)
}

/// Takes a bracket, a number or a colon off the end of a title: `客户评分表(2025年)`, `客户评分表2`.
fn tail_off(folded: &str) -> &str {
    let mut rest = folded;
    loop {
        let before = rest.len();
        rest = rest.trim_end_matches(|c: char| c.is_ascii_digit() || ":.-_》」".contains(c));
        if rest.ends_with(')')
            && let Some(open) = rest.rfind('(')
            && open > 0
        {
            rest = rest.get(..open).unwrap_or(rest);
        }
        if rest.len() == before {
            return rest;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::forms::Forms;

    fn title(text: &str) -> Option<&'static str> {
        let forms = Forms::built_in();
        let (form, _) = forms.lexicon().title(text)?;
        forms.at(form).map(|f| f.id.as_str())
    }

    #[test]
    fn titles_fold_their_suffix_and_the_longest_wins() {
        for (text, id) in [
            ("客户概要信息登记表", Some("customer_summary")),
            ("客 户 概 要 信 息 一 览 表", Some("customer_summary")),
            ("附表1:客户概要信息登记表", Some("customer_summary")),
            ("河北某公司2025年度客户评分表", Some("customer_score")),
            ("客户评分台账", Some("customer_score")),
            ("客户评分明细表(石家庄)", Some("customer_score")),
            ("顾客反馈登记表", Some("customer_feedback")),
            ("顾客反馈记录表", Some("customer_feedback")),
            ("档案查询单", Some("archive_query")),
            ("客户意见调查表", Some("opinion_survey")),
            ("会议签到表", None),
            ("客户名称", None),
            ("填写客户评分表时请注意单位", None),
        ] {
            assert_eq!(title(text), id, "{text}");
        }
    }

    #[test]
    fn one_label_may_name_two_fields() {
        let found = Forms::built_in().lexicon().find("开户行及帐号").unwrap();
        assert!(found.matches.iter().all(|m| m.second.is_some()));
        assert!(Forms::built_in().lexicon().find("地 址、电 话").is_some());
    }
}
