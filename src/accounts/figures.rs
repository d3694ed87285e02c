//! The figures of a review in a few words each, to be told beside those of another version.

use crate::domain::decimal::plain;
use crate::domain::review::Review;
use crate::domain::value::iso;

/// Name and value of what a review says; of deadlines the day.
pub(super) fn headline(review: Option<&Review>) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = Vec::new();
    let mut say = |what: &str, value: Option<String>| {
        if let Some(value) = value {
            told.push((what.to_owned(), value));
        }
    };
    let wan = |amount| format!("{}万元", plain(amount));
    match review {
        Some(Review::Score(score)) => {
            say("评分等级", score.grade.clone());
            say(
                "总分",
                score.total_points.map(|p| format!("{}分", plain(p))),
            );
            if let Some(credit) = &score.credit {
                say("评分额度", Some(wan(credit.limit_wan)));
                say("评分期限", Some(format!("{}天", credit.terms_days)));
            }
            let benefit = score.benefit.as_ref();
            say("发货次序", benefit.map(|b| b.shipping.clone()));
            for visit in &score.visits {
                say(&format!("{}回访期限", visit.role), Some(iso(visit.due)));
            }
            for report in &score.reports {
                say(&format!("报{}的期限", report.to), Some(iso(report.due)));
            }
        }
        Some(Review::Complaint(complaint)) => {
            say("答复期限", Some(iso(complaint.reply_by)));
            let visit = complaint.visit.as_ref();
            say("走访期限", visit.map(|v| iso(v.due)));
            for step in &complaint.steps {
                say(
                    &format!("步骤{}({})期限", step.step, step.owner),
                    Some(iso(step.due)),
                );
            }
        }
        Some(Review::Ageing(ageing)) => {
            say("应收合计", Some(wan(ageing.total_wan)));
            say("其中逾期", Some(wan(ageing.overdue_wan)));
            say("预收", Some(wan(ageing.prepaid_wan)));
            say("未兑付商业承兑", Some(wan(ageing.unhonoured_wan)));
            let bad: Vec<&str> = ageing.bad_debts.iter().map(|d| &*d.contract).collect();
            say("坏账候选", (!bad.is_empty()).then(|| bad.join("、")));
        }
        Some(Review::Contract(contract)) => {
            say("合同敞口", contract.exposure_wan.map(wan));
            say("核对时额度", contract.limit_wan.map(wan));
            say("合同状态", contract.state.map(|s| s.words().to_owned()));
        }
        Some(Review::Grading(grading)) => {
            say("审批", Some(grading.outcome.words().to_owned()));
            say("变动", grading.change.clone());
        }
        Some(Review::Rules(rules)) => {
            for figure in &rules.figures {
                let unit = figure.unit.as_deref().unwrap_or_default();
                say(
                    &figure.name,
                    figure.value.as_ref().map(|v| format!("{v}{unit}")),
                );
            }
        }
        Some(Review::Policy(_)) | None => {}
    }
    told
}
