//! Judging a form of a complaint's case: 顾客退货处理报告, 赔偿通知单, 生产通知单, 纠正预防措施报告 and
//! 客户回访记录表 against the case as the archive has it, and how the case stands with it
//! (chapter 3, domain section 6).

use super::approval::{Matter, decide};
use super::case::{Case, computed};
use super::cases::{self, in_person, is_role, needed};
use crate::domain::approval::Verdict;
use crate::domain::complaint::{
    COMPENSATION, CaseFiling, ComplaintCase, Filed, PRODUCTION, RETURN, VISIT, wan,
};
use crate::domain::decimal::plain;
use crate::domain::known::Borrowed;
use crate::domain::name::fold;
use crate::domain::review::{Review, RuleFigure, RulesReview};
use crate::domain::value::{Value, iso};
use crate::policy::complaints::StepRole;
use crate::validate::FIRST_IN_LINE;

/// The field that names the case.
const CASE: &str = "case_no";
/// Version of the form at hand, among those on file.
pub(super) const AT_HAND: &str = "本表";

/// Judges; the review says nothing where the form is of no case.
pub(super) fn judge(case: &mut Case<'_>) -> RulesReview {
    let mut review = RulesReview::default();
    let form = case.record.form.id.clone();
    let Some(number) = case.record.text(CASE).map(str::to_owned) else {
        return review;
    };
    if form == VISIT {
        visit_in_person(case);
    }
    if !case.known.archive {
        case.unknown_without_archive("投诉案件的进展");
        if form == COMPENSATION {
            approval(case, &mut review, None);
        }
        return review;
    }
    let on_file = case
        .known
        .cases
        .get(&fold(&number))
        .cloned()
        .unwrap_or_default();
    let complaint = on_file
        .iter()
        .rfind(|f| matches!(f.value.filed, Filed::Feedback(_)));
    match complaint {
        Some(complaint) => fits(case, &form, &number, complaint),
        None if form == PRODUCTION && !of_our_numbering(case, &number) => return review,
        None => {
            let facts = [("what", number.as_str()), ("form", "顾客反馈登记表")];
            case.find("W-REF-PENDING", CASE, "3.3(2)1b", &facts);
        }
    }
    if form == RETURN {
        no_more_than_shipped(case, complaint);
    }
    if form == COMPENSATION {
        approval(case, &mut review, Some(&on_file));
    }
    let wrapped = Review::Rules(Box::new(review.clone()));
    let mut filings = on_file.clone();
    filings.extend(at_hand(case, Some(&wrapped)));
    let stands = cases::stand(&number, &filings, case.policy, case.today);
    if form == COMPENSATION {
        paid_unapproved(case, &stands);
    }
    tell(case, &stands, &mut review);
    review.case = Some(Box::new(stands));
    review.trace = std::mem::take(&mut case.trace);
    review
}

/// What the form at hand says of its case, as if it were on file.
pub(super) fn at_hand(case: &Case<'_>, review: Option<&Review>) -> Option<Borrowed<CaseFiling>> {
    let value = |key: &str| case.record.value(key).map(Value::normalised);
    let filing = CaseFiling::read(&case.record.form.id, &value, review)?;
    Some(Borrowed {
        value: filing,
        form_title: case.record.form.title.clone(),
        version: AT_HAND.to_owned(),
        date: case.today,
    })
}

/// Where the case stands, as figures and steps of the review.
fn tell(case: &mut Case<'_>, stands: &ComplaintCase, review: &mut RulesReview) {
    let figure = |name: &str, value: String| RuleFigure {
        name: name.to_owned(),
        value: Some(value),
        unit: None,
    };
    let state = stands.state_words.join("、");
    review
        .figures
        .push(figure("投诉案件", stands.case_id.clone()));
    review.figures.push(figure("案件状态", state.clone()));
    if let Some(next) = stands.next_step() {
        let words = format!(
            "{}:{}({} 前)",
            next.step.owner,
            next.step.words,
            iso(next.step.due)
        );
        review.figures.push(figure("下一步", words));
    }
    if let Some(row) = case.policy.complaints.states.first() {
        let cite = row.cite.clone();
        let inputs = vec![computed("投诉案件", stands.case_id.clone(), None)];
        case.step("案件状态", state, inputs, &cite, stands.problems.join(";"));
    }
    review.steps = stands
        .steps
        .iter()
        .filter(|s| s.done_on.is_none())
        .map(|s| s.step.clone())
        .collect();
    for step in &review.steps {
        case.provisional(case.today, step.due);
    }
}

/// Whether a number is of the policy's own kind.
fn of_our_numbering(case: &Case<'_>, number: &str) -> bool {
    let prefix = fold(&format!("{}-", case.policy.complaints.case_prefix));
    fold(number).starts_with(&prefix)
}

/// Customer, contract and urgency as the case has them.
fn fits(case: &mut Case<'_>, form: &str, number: &str, complaint: &Borrowed<CaseFiling>) {
    let clause = "3.3(2)1b";
    if let (Some(typed), Some(known)) = (case.record.customer(), &complaint.value.customer)
        && fold(typed) != fold(known)
    {
        let facts = [
            ("case", number),
            ("customer", known.as_str()),
            ("version", &complaint.version),
        ];
        case.find("E-CASE-CUSTOMER", "customer_name", clause, &facts);
    }
    let Filed::Feedback(feedback) = &complaint.value.filed else {
        return;
    };
    if let (Some(typed), Some(known)) = (case.record.text("contract_no"), &feedback.contract_no)
        && fold(typed) != fold(known)
    {
        let facts = [("case", number), ("contract", known.as_str())];
        case.find("W-CASE-CONTRACT", "contract_no", clause, &facts);
    }
    let urgency = case.record.text("urgency");
    if form == PRODUCTION && urgency.is_some_and(|word| word != FIRST_IN_LINE) {
        let facts = [("source", number)];
        case.find("E-NOTICE-NOT-URGENT", "urgency", "3.3(2)1e", &facts);
    }
}

/// No more can come back than went out.
fn no_more_than_shipped(case: &mut Case<'_>, complaint: Option<&Borrowed<CaseFiling>>) {
    const KEY: &str = "returned_quantity";
    let of_case = complaint.and_then(|c| match &c.value.filed {
        Filed::Feedback(feedback) => feedback.contract_no.clone(),
        _ => None,
    });
    let contract = case
        .record
        .text("contract_no")
        .map(str::to_owned)
        .or(of_case);
    let (Some(contract), Some(back)) = (contract, case.record.number(KEY)) else {
        return;
    };
    let shipped = case
        .facts
        .and_then(|f| f.dealings.shipped_quantity(&contract));
    if let Some(shipped) = shipped.filter(|shipped| back > *shipped) {
        let facts = [
            ("contract", contract),
            ("back", plain(back)),
            ("shipped", plain(shipped)),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        case.find("E-RETURN-OVER-SHIPPED", KEY, "3.3(2)1b", &facts);
    }
}

/// A visit for a complaint is the director's own, face to face (clause 3.2(4)).
fn visit_in_person(case: &mut Case<'_>) {
    let policy = case.policy;
    let Some(row) = policy
        .complaints
        .steps
        .iter()
        .find(|r| r.role == StepRole::Visit)
    else {
        return;
    };
    let clause = row.cite.clause.clone();
    let role = case
        .record
        .text("visitor_role")
        .unwrap_or_default()
        .to_owned();
    if !is_role(policy, &role, &row.owner) {
        let facts = [("who", role.as_str()), ("owner", &row.owner)];
        case.find("E-VISIT-DELEGATED", "visitor_role", &clause, &facts);
    }
    if !in_person(case.record.text("means")) {
        let facts = [("owner", row.owner.as_str())];
        case.find("E-VISIT-AFAR", "means", &clause, &facts);
    }
}

/// Who approves the amount, and what came of it by 审批/<职务>/.
fn approval(
    case: &mut Case<'_>,
    review: &mut RulesReview,
    on_file: Option<&Vec<Borrowed<CaseFiling>>>,
) {
    let Some(amount) = case.record.number("amount").map(wan) else {
        return;
    };
    let exchanged = on_file.into_iter().flatten().any(|f| {
        matches!(&f.value.filed, Filed::Return { treatment, ours: true, .. } if treatment == cases::EXCHANGE)
    });
    let mut words = std::collections::BTreeSet::from([cases::COMPENSATE]);
    words.extend(exchanged.then_some(cases::EXCHANGE));
    let policy = case.policy;
    let rules = needed(policy, amount, Some(&words));
    let Some(first) = rules.first() else {
        return;
    };
    let approvers = rules
        .iter()
        .map(|rule| policy.organisation.approvers_of(rule).join("或"))
        .collect::<Vec<_>>()
        .join(",并由");
    case.step(
        "赔偿审批",
        &approvers,
        vec![case.input("amount")],
        &first.cite,
        "",
    );
    // A role decides what it may; where two rules ask, each in its turn.
    let role = case.known.dropped.as_ref().map(|d| d.role.clone());
    let own = rules.iter().find(|rule| {
        role.as_deref()
            .is_some_and(|r| policy.organisation.may(rule, r))
    });
    let rule = own.unwrap_or(first);
    let matter = Matter {
        kind: &rule.kind,
        rule,
        preparers: &["filled_by", "handled_by"],
        reasoned: &[Verdict::Refused],
    };
    review.decision = decide(case, &matter);
    if case.known.dropped.is_none() {
        let facts = [("amount", plain(amount)), ("approvers", approvers)];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        case.find("I-COMPENSATION-APPROVAL", "amount", "3.3(2)1e", &facts);
    }
}

/// Money that went out before anybody approved it.
fn paid_unapproved(case: &mut Case<'_>, stands: &ComplaintCase) {
    if stands.awaits.is_empty() || case.known.dropped.is_some() {
        return;
    }
    if case.record.date("paid_on").is_some() {
        let facts = [("approvers", stands.awaits.join("、"))];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        case.find("W-COMPENSATION-UNAPPROVED", "paid_on", "3.3(2)1e", &facts);
    }
}
