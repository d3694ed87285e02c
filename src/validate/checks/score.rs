//! Checks of the score form (clause 1.1.3, rulings 9.7, 9.8, 9.14c).

use super::Subject;
use crate::domain::decimal::plain;
use crate::findings::Finding;
use crate::policy::Assessor;

/// 按期回款额 above 到期应收额: an error on the latter, which names both.
pub(super) fn collected_within_due(s: &Subject<'_, '_>) -> Vec<Finding> {
    let (Some(due), Some(collected)) = (
        s.record.number("due_amount"),
        s.record.number("collected_amount"),
    ) else {
        return Vec::new();
    };
    if collected <= due {
        return Vec::new();
    }
    let place = s
        .record
        .field("collected_amount")
        .and_then(|f| f.cell)
        .map(|c| c.to_string())
        .unwrap_or_default();
    s.say(
        "E-COLLECTED-OVER-DUE",
        &[
            ("due", &plain(due)),
            ("collected", &plain(collected)),
            ("collected_cell", &place),
        ],
    )
}

/// 战略影响 must be assessed by 业务部经理 or higher; 「经理」 alone is asked about.
pub(super) fn assessor_role(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(role) = s.text() else {
        return Vec::new();
    };
    let name = s.record.text("assessor").unwrap_or_default();
    let organisation = &s.policy.organisation;
    let roles = s.rules().ind4_roles.join("、");
    let who = if name.is_empty() {
        role.to_owned()
    } else {
        format!("{name}({role})")
    };
    match organisation.assessor(role, name, s.today) {
        Assessor::Allowed(_) => Vec::new(),
        Assessor::Deputy(of) => s.say("I-IND4-DEPUTY", &[("who", &who), ("role", &of)]),
        Assessor::NotAllowed(_) => s.say(
            "E-IND4-ROLE",
            &[
                ("who", &who),
                ("why", "办法 1.1.3 注要求业务部经理以上领导评估"),
                ("mend", "请业务部经理补姓名和职务"),
                ("roles", &roles),
            ],
        ),
        Assessor::Ambiguous(choices) => {
            let why = format!("只写「{role}」看不出是哪个部门的({})", choices.join("、"));
            s.say(
                "E-IND4-ROLE",
                &[
                    ("who", &who),
                    ("why", &why),
                    ("mend", "请把职务写全"),
                    ("roles", &roles),
                ],
            )
        }
    }
}

/// 人工类别 needs its reason and who approved it.
pub(super) fn manual_class(s: &Subject<'_, '_>) -> Vec<Finding> {
    if s.text().is_none() {
        return Vec::new();
    }
    ["manual_class_reason", "manual_class_approver"]
        .iter()
        .filter_map(|key| s.record.form.field(key))
        .flat_map(|field| {
            let needed = Subject { field, ..*s };
            needed.required_because(",填了「人工类别」就要写明")
        })
        .collect()
}
