//! A dispatch note against its contract (clause 2.4.4(2), domain section 4.2): goods leave when the
//! payments due before delivery are in, or when the special contract was approved.

use super::borrow::source;
use super::case::{Case, computed};
use super::exposure::debt_input;
use crate::domain::dealings::{BEFORE_DELIVERY, ContractOnFile, ContractState, Dealings};
use crate::domain::decimal::{plain, round6};
use crate::domain::known::Borrowed;
use crate::domain::name::fold;
use crate::domain::review::{RuleFigure, RulesReview, TraceInput};
use crate::domain::value::iso;
use crate::policy::Cite;
use crate::policy::approvals::SPECIAL_CONTRACT;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The clause.
const CLAUSE: &str = "2.4.4(2)";
/// What the figures are called.
const STATE: &str = "合同状态";
const DUE: &str = "发货前应收";
const RECEIVED: &str = "其中已收";
const RELEASED: &str = "付款条件";
/// Word of 付款履约 for a special approval.
const SPECIALLY: &str = "特批";

/// Judges; the review has no figure where nothing could be known.
pub(super) fn judge(case: &mut Case<'_>) -> RulesReview {
    let mut review = RulesReview::default();
    let number = case
        .record
        .text("contract_no")
        .unwrap_or_default()
        .to_owned();
    if !case.known.archive {
        case.unknown_without_archive("合同状态和付款履约");
        return review;
    }
    let nothing = Dealings::default();
    let dealings = case.facts.map_or(&nothing, |facts| &facts.dealings);
    let Some(contract) = dealings.contract(&number) else {
        let facts = [("what", number.as_str()), ("form", "合同登记表")];
        case.find("W-REF-PENDING", "contract_no", CLAUSE, &facts);
        return review;
    };
    let policy = case.policy;
    let organisation = &policy.organisation;
    let amount = contract.value.amount_wan.0;
    let Some(rule) = organisation.approval(SPECIAL_CONTRACT, "", amount) else {
        return review;
    };
    let cite = Cite {
        clause: CLAUSE.to_owned(),
        ..rule.cite.clone()
    };
    let state = contract.value.state;
    let from = TraceInput {
        source: Some(source(contract)),
        ..computed("合同", number.clone(), None)
    };
    case.step(STATE, state.words(), vec![from], &cite, "");
    review
        .figures
        .push(figure(STATE, state.words().to_owned(), None));
    if !state.is_open() {
        let approvers = rule.roles.join("、");
        let facts = [
            ("contract", number.as_str()),
            ("state", state.words()),
            ("approvers", &approvers),
        ];
        case.find("E-DISPATCH-NOT-APPROVED", "contract_no", CLAUSE, &facts);
    } else {
        payments(case, dealings, contract, &cite, &mut review);
    }
    review.trace = std::mem::take(&mut case.trace);
    review
}

/// Whether what is due before delivery is in, by the latest register.
fn payments(
    case: &mut Case<'_>,
    dealings: &Dealings,
    contract: &Borrowed<ContractOnFile>,
    cite: &Cite,
    review: &mut RulesReview,
) {
    let approved = contract.value.state == ContractState::Approved;
    if case.record.text("terms_met") == Some(SPECIALLY) && !approved {
        let facts = [("contract", contract.value.contract_no.as_str())];
        case.find("W-DISPATCH-CLAIM", "terms_met", CLAUSE, &facts);
    }
    let shipped_on = case.record.date("shipped_on").unwrap_or(case.today);
    let (due, due_inputs) = due_before(contract, shipped_on);
    case.step(DUE, plain(due), due_inputs, cite, "");
    review.figures.push(figure(DUE, plain(due), Some("万元")));
    let Some(register) = case.known.register.as_ref() else {
        if !due.is_zero() {
            case.find("I-CONTRACT-NO-REGISTER", "contract_no", "2.4.4(1)", &[]);
            review
                .figures
                .push(figure(RELEASED, "未核对".to_owned(), None));
        } else {
            review
                .figures
                .push(figure(RELEASED, "已满足".to_owned(), None));
        }
        return;
    };
    let as_of = register.value;
    let own = fold(&contract.value.contract_no);
    let mut inputs = Vec::new();
    let mut received = Decimal::ZERO;
    for debt in &dealings.debts {
        let collected = debt.value.collected(as_of);
        if fold(&debt.value.contract_no) == own && !collected.is_zero() {
            received += collected;
            inputs.push(debt_input(debt, collected));
        }
    }
    let received = round6(received);
    let until = format!("账龄登记表截至{}", iso(as_of));
    case.step(RECEIVED, plain(received), inputs, cite, until.clone());
    review
        .figures
        .push(figure(RECEIVED, plain(received), Some("万元")));
    let met = received >= due;
    let words = match (met, approved) {
        (true, _) => "已满足",
        (false, true) => "未满足,已特批",
        (false, false) => "未满足",
    };
    review
        .figures
        .push(figure(RELEASED, words.to_owned(), None));
    if !met && !approved {
        let facts = [
            ("contract", contract.value.contract_no.clone()),
            ("due", plain(due)),
            ("received", plain(received)),
            ("until", until),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        case.find("W-DISPATCH-UNPAID", "terms_met", CLAUSE, &facts);
    }
}

/// What must be in before goods leave: 预付 and whatever is due by then; 质保金 is not.
fn due_before(
    contract: &Borrowed<ContractOnFile>,
    shipped_on: NaiveDate,
) -> (Decimal, Vec<TraceInput>) {
    let input = |label: &str, amount: Decimal| TraceInput {
        source: Some(source(contract)),
        ..computed(label, plain(amount), Some("万元"))
    };
    let plan = &contract.value.instalments;
    if plan.is_empty() {
        let prepaid = contract.value.prepaid_wan.0;
        return (prepaid, vec![input("预付款", prepaid)]);
    }
    let due: Vec<_> = plan
        .iter()
        .filter(|i| {
            i.event == BEFORE_DELIVERY
                || (!i.event.contains("质保") && i.due.is_some_and(|due| due <= shipped_on))
        })
        .collect();
    let sum = due.iter().map(|i| i.amount_wan.0).sum();
    let inputs = due
        .iter()
        .map(|i| input(&i.event, i.amount_wan.0))
        .collect();
    (round6(sum), inputs)
}

fn figure(name: &str, value: String, unit: Option<&str>) -> RuleFigure {
    RuleFigure {
        name: name.to_owned(),
        value: Some(value),
        unit: unit.map(str::to_owned),
    }
}
