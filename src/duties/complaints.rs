//! The steps of the complaints that are not done with (chapter 3, domain section 6).

use super::{Closed, Duty, Ground};
use crate::archive::DUTY_DONE;
use crate::domain::complaint::{ComplaintCase, FEEDBACK};

/// Of every case each step whose turn has come, and what is done.
pub(super) fn duties(ground: &Ground<'_>, cases: &[ComplaintCase]) -> Vec<Duty> {
    let mut duties = Vec::new();
    for case in cases {
        let Some(received) = case.received else {
            continue;
        };
        for step in case.steps.iter().filter(|step| step.reached) {
            let up = step
                .escalated_to
                .as_ref()
                .filter(|_| step.done_on.is_none())
                .map_or_else(String::new, |role| format!(",逾期报{role}"));
            let plan = &step.step;
            let form = plan.form.as_deref().unwrap_or(DUTY_DONE);
            duties.push(Duty {
                number: step.number(&case.case_id),
                what: format!("投诉 {}:{}{up}", case.case_id, plan.words),
                customer: case.customer.clone().unwrap_or_default(),
                office: String::new(),
                role: plan.owner.clone(),
                person: ground.holder(ground.head_of(&plan.owner), ""),
                since: received.min(plan.due),
                due: plan.due,
                provisional: plan.provisional,
                counted: plan.counted.clone(),
                clause: plan.clause.clone(),
                // The complaint's own form is filled in further, as the case goes on.
                closed_by: match form {
                    FEEDBACK => format!("{}(填好再交)", ground.title(FEEDBACK)),
                    form => ground.title(form),
                },
                version: None,
                done: step.done_on.map(|on| Closed {
                    on,
                    received_on: None,
                    told_by: step.done_by.clone().unwrap_or_default(),
                    version: None,
                }),
            });
        }
    }
    duties
}

impl Ground<'_> {
    /// The role at the head of a department, as the policy names it; a role itself.
    fn head_of<'w>(&'w self, owner: &'w str) -> &'w str {
        let table = self.policy.tables.get("组织-部门");
        let head = table.and_then(|table| {
            let mut rows = table.readers();
            rows.find(|row| row.text("部门") == owner)
                .map(|row| row.text("负责职务").to_owned())
        });
        let role = head.and_then(|head| self.policy.organisation.role(&head));
        role.map_or(owner, |role| role.name.as_str())
    }
}
