//! Titles of forms, as they stand in a sheet: with a year, a company's name, another suffix.

use super::labels::label;
use crate::domain::name::fold;
use crate::forms::Forms;

/// Endings that people swap for one another.
const SUFFIXES: &[&str] = &[
    "登记表",
    "记录表",
    "统计表",
    "一览表",
    "明细表",
    "汇总表",
    "清单",
    "台账",
    "表",
    "单",
    "",
];
/// A title carries at most this much in front (a company's name, a year) and behind.
const MOST_BEFORE: usize = 30;
/// Longer texts are sentences.
const LONGEST_TITLE: usize = 60;

/// The titles of all forms, folded, the longest first.
#[derive(Debug)]
pub struct Titles {
    /// Folded stem without suffix, its characters, and the form's index.
    stems: Vec<(String, usize, usize)>,
}

/// A title found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TitleHit {
    /// Index of the form.
    pub form: usize,
    /// How much of the text it explains: longer is surer.
    pub strength: usize,
}

impl Titles {
    /// The titles of these forms.
    pub fn of(forms: &Forms) -> Self {
        let mut stems = Vec::new();
        for (index, form) in forms.iter().enumerate() {
            for title in std::iter::once(&form.title).chain(&form.aliases) {
                let stem = stem(&fold(title)).to_owned();
                let length = stem.chars().count();
                stems.push((stem, length, index));
            }
        }
        stems.sort_by_key(|(_, length, _)| std::cmp::Reverse(*length));
        Self { stems }
    }

    /// The form whose title this text is, if any: the longest stem wins.
    pub fn find(&self, text: &str) -> Option<TitleHit> {
        if text.chars().count() > LONGEST_TITLE {
            return None;
        }
        let folded = label(text).key;
        self.stems.iter().find_map(|(stem, length, form)| {
            let at = folded.find(stem.as_str())?;
            let before = &folded[..at];
            let mut after = &folded[at + stem.len()..];
            if let Some(open) = after.find('(') {
                after = &after[..open];
            }
            let fits = before.chars().count() <= MOST_BEFORE && SUFFIXES.contains(&after);
            fits.then_some(TitleHit {
                form: *form,
                strength: *length,
            })
        })
    }
}

fn stem(title: &str) -> &str {
    SUFFIXES
        .iter()
        .filter(|s| !s.is_empty())
        .find_map(|suffix| title.strip_suffix(suffix))
        .filter(|stem| stem.chars().count() >= 4)
        .unwrap_or(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_known_in_their_usual_dress() {
        let forms = Forms::built_in();
        let titles = Titles::of(forms);
        let id = |text: &str| {
            titles
                .find(text)
                .and_then(|hit| forms.iter().nth(hit.form))
                .map(|f| f.id.as_str())
        };
        assert_eq!(id("客 户 概 要 信 息 登 记 表"), Some("customer_summary"));
        assert_eq!(id("2025年度客户评分一览表"), Some("customer_score"));
        assert_eq!(id("客户评分表(2025年度)"), Some("customer_score"));
        assert_eq!(id("顾客反馈台账"), Some("customer_feedback"));
        assert_eq!(id("客户评分管理办法说明"), None);
        assert_eq!(id("会议签到表"), None);
    }
}
