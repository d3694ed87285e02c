//! The forms at hand: the built-in definition files.

use super::definition::FormDefinition;
use super::lexicon::Lexicon;
use std::sync::OnceLock;

/// One line a built-in form, in the order of the policy's chapters.
const BUILT_IN: &[&str] = &[
    include_str!("defs/customer_summary.toml"),
    include_str!("defs/information_slip.toml"),
    include_str!("defs/site_survey.toml"),
    include_str!("defs/customer_card.toml"),
    include_str!("defs/development_plan.toml"),
    include_str!("defs/contract.toml"),
    include_str!("defs/dispatch_note.toml"),
    include_str!("defs/ar_ageing.toml"),
    include_str!("defs/credit_card.toml"),
    include_str!("defs/customer_score.toml"),
    include_str!("defs/credit_grade_list.toml"),
    include_str!("defs/grade_change_review.toml"),
    include_str!("defs/opinion_survey.toml"),
    include_str!("defs/customer_feedback.toml"),
    include_str!("defs/return_report.toml"),
    include_str!("defs/compensation_notice.toml"),
    include_str!("defs/production_notice.toml"),
    include_str!("defs/corrective_action.toml"),
    include_str!("defs/complaint_audit.toml"),
    include_str!("defs/customer_visit.toml"),
    include_str!("defs/contact_report.toml"),
    include_str!("defs/duty_done.toml"),
    include_str!("defs/archive_query.toml"),
];

/// A set of form definitions.
#[derive(Debug, Clone, PartialEq)]
pub struct Forms {
    forms: Vec<FormDefinition>,
    lexicon: Lexicon,
}

impl Forms {
    /// The built-in forms.
    pub fn built_in() -> &'static Self {
        static FORMS: OnceLock<Forms> = OnceLock::new();
        FORMS.get_or_init(|| {
            Self::of(
                BUILT_IN
                    .iter()
                    .map(|text| {
                        toml::from_str(text).expect("the definition files are checked by a test")
                    })
                    .collect(),
            )
        })
    }

    /// A set of some forms.
    pub fn of(forms: Vec<FormDefinition>) -> Self {
        Self {
            lexicon: Lexicon::of(&forms),
            forms,
        }
    }

    /// Their labels and titles.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The form at an index of the lexicon.
    pub fn at(&self, index: usize) -> Option<&FormDefinition> {
        self.forms.get(index)
    }

    /// How many forms there are.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// All forms, in order.
    pub fn iter(&self) -> impl Iterator<Item = &FormDefinition> {
        self.forms.iter()
    }

    /// The form of that id.
    pub fn get(&self, id: &str) -> Option<&FormDefinition> {
        self.forms.iter().find(|f| f.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_definition_file_is_whole() {
        for form in Forms::built_in().iter() {
            let keys: BTreeSet<_> = form.fields.iter().map(|f| &f.key).collect();
            assert_eq!(
                keys.len(),
                form.fields.len(),
                "{}: a key stands twice",
                form.id
            );
            for key in form.record_key.iter().chain(&form.customer_field) {
                assert!(keys.contains(key), "{}: {key}", form.id);
            }
        }
    }
}
