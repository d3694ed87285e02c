//! Approvals that nobody could give, and rows that are never asked for.

use super::{at_cell, rows};
use crate::findings::Finding;
use crate::policy::Tables;
use crate::policy::approvals::{COMPENSATION, conditions};
use crate::policy::kinds::banded::Band;
use std::collections::BTreeMap;

pub(super) fn problems(tables: &Tables) -> Vec<Finding> {
    let folders: BTreeMap<&str, bool> = rows(tables, "组织-职务")
        .map(|r| (r.text("职务"), r.flag("审批夹")))
        .collect();
    let mut found = Vec::new();
    for row in rows(tables, "审批权限") {
        let roles = row.words("批准人");
        for role in &roles {
            // Unknown roles are named by the check of references.
            if folders.get(role.as_str()) == Some(&false) {
                found.push(at_cell(&row, "批准人", "E-POLICY-NO-FOLDER", &[("role", role)]).done());
            }
        }
        let kind = row.text("事项");
        let asked = conditions(kind);
        if !asked.contains(&row.text("情形")) {
            let facts = [("choices", &*asked_words(asked))];
            found.push(at_cell(&row, "情形", "E-POLICY-CONDITION", &facts).done());
        }
        // Only a compensation is asked for by its amount.
        let band = Band::read(&row);
        if kind != COMPENSATION && (band.lower.is_some() || band.upper.is_some()) {
            found.push(at_cell(&row, "下限", "E-POLICY-NO-AMOUNT", &[("kind", kind)]).done());
        }
    }
    found
}

fn asked_words(asked: &[&str]) -> String {
    let words: Vec<&str> = asked
        .iter()
        .map(|w| if w.is_empty() { "空着" } else { *w })
        .collect();
    words.join("、")
}
