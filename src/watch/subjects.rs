//! What a judged file is about, as far as the judging of another could depend on it: such files
//! are committed one before the other.

use crate::domain::name::fold;
use crate::judged::JudgedFile;
use std::collections::BTreeSet;

/// The words by which another file's judging could depend on this one: customers, codes and
/// accounts, groups, the numbering of complaints, the register of receivables.
pub(super) struct Subjects {
    /// What this file tells others of.
    pub told: BTreeSet<String>,
    /// What it asks for beside that.
    asked: BTreeSet<String>,
}

/// The register of receivables, which is about no one customer.
const REGISTER: &str = "#ar_ageing";

impl Subjects {
    /// The subjects of a judged file.
    pub fn of(file: &JudgedFile) -> Self {
        let (mut told, mut asked) = (BTreeSet::new(), BTreeSet::new());
        for record in &file.records {
            told.extend(record.customer.as_deref().map(fold));
            match record.form.as_str() {
                "customer_feedback" => {
                    told.insert("#customer_feedback".to_owned());
                }
                "ar_ageing" => {
                    told.insert(REGISTER.to_owned());
                    // Of its many lines no field names another file's subject.
                    continue;
                }
                "contract" | "dispatch_note" => {
                    asked.insert(REGISTER.to_owned());
                    let group = record.fields.iter().find(|f| f.label == "集团");
                    let group = group.and_then(|f| f.value.as_deref());
                    told.extend(group.map(|name| format!("#集团{}", fold(name))));
                }
                _ => {}
            }
            for value in record.fields.iter().filter_map(|f| f.value.as_deref()) {
                let code = value.len() >= 10 && value.bytes().all(|b| b.is_ascii_alphanumeric());
                if code {
                    told.insert(value.to_owned());
                }
            }
        }
        Self { told, asked }
    }

    /// Whether its judging could depend on files that told of these.
    pub fn depend_on(&self, earlier: &BTreeSet<String>) -> bool {
        !self.told.is_disjoint(earlier) || !self.asked.is_disjoint(earlier)
    }
}
