//! What a policy lays a share out with: offices, approving roles, blank forms.

use super::layout::Contents;
use super::names;
use crate::policy::Policy;
use crate::templates::{TemplateFailure, blank_forms};

/// Longest name of a blank form in UTF-16 units.
const LONGEST_NAME: usize = 120;

/// The contents of a share under a policy; `workbook` is shown as 制度参数.xlsx in a new share.
pub fn contents(policy: &Policy, workbook: Vec<u8>) -> Result<Contents, TemplateFailure> {
    let organisation = &policy.organisation;
    Ok(Contents {
        offices: organisation
            .offices
            .iter()
            .map(|office| office.name.clone())
            .collect(),
        roles: organisation
            .approving_roles()
            .into_iter()
            .map(|role| role.name.clone())
            .collect(),
        policy: workbook,
        blanks: blank_forms(policy)?
            .into_iter()
            .map(|form| (names::file(&form.file_name, LONGEST_NAME), form.bytes))
            .collect(),
    })
}
