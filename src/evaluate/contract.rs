//! A contract against the credit range: exposure, limit, and whether it is a special contract for
//! the role that the policy names (clause 2.3.1(2), domain section 4.2).

use super::approval::{Matter, decide};
use super::borrow::source;
use super::case::{Case, computed};
use super::exposure::{OwnPart, Part, debt_input, parts, total};
use crate::domain::approval::Verdict;
use crate::domain::contract::{ContractReview, GroupExposure, GroupMember};
use crate::domain::dealings::{
    BEFORE_DELIVERY, ContractState, Dealings, DecisionOnFile, Instalment, OpenDebt, standing,
};
use crate::domain::decimal::{plain, round6};
use crate::domain::known::{Borrowed, Exact};
use crate::domain::name::fold;
use crate::domain::review::TraceInput;
use crate::domain::value::{Value, iso};
use crate::policy::approvals::{ApprovalRule, SPECIAL_CONTRACT};
use rust_decimal::Decimal;

/// What the figures are called in the trace.
const EXPOSURE: &str = "信用敞口";
/// Ends in 审批: 需您决定 lists it.
const APPROVAL: &str = "特殊合同审批";

/// Judges; none where the amount was not read.
pub(super) fn judge(case: &mut Case<'_>) -> Option<ContractReview> {
    let amount = case.number("contract_amount")?;
    let number = case
        .record
        .text("contract_no")
        .unwrap_or_default()
        .to_owned();
    let instalments = instalments(case);
    let (prepaid, prepaid_inputs) = prepaid(case, &instalments);
    let credit = round6(amount.value - prepaid).max(Decimal::ZERO);
    let mut inputs = amount.inputs.clone();
    inputs.extend(prepaid_inputs);
    let mut review = ContractReview {
        contract_no: number.clone(),
        limit_wan: None,
        exposure_wan: None,
        special: credit.is_zero().then_some(false),
        approver: None,
        reasons: Vec::new(),
        decision: None,
        state: credit.is_zero().then_some(ContractState::Normal),
        amount_wan: amount.value,
        prepaid_wan: prepaid,
        credit_wan: credit,
        terms: terms(case, amount.value, prepaid, &instalments),
        instalments,
        components: Vec::new(),
        register: None,
        group: None,
        payer: payer(case),
        trace: Vec::new(),
    };
    let mut own = OwnPart {
        number: &number,
        credit,
        inputs,
    };
    if case.known.archive {
        against_limit(case, &mut review, &mut own);
    } else {
        case.unknown_without_archive("信用额度、已占用的敞口、逾期欠款和营业期限");
        own_part_alone(case, &own);
    }
    review.trace = std::mem::take(&mut case.trace);
    Some(review)
}

fn against_limit(case: &mut Case<'_>, review: &mut ContractReview, own: &mut OwnPart<'_>) {
    let nothing = Dealings::default();
    let dealings = case.facts.map_or(&nothing, |facts| &facts.dealings);
    // What was delivered of it stands among the shipments and the receivables already.
    let delivered = dealings
        .shipped(own.number)
        .max(dealings.registered(own.number));
    if !delivered.is_zero() {
        own.credit = round6(own.credit - delivered).max(Decimal::ZERO);
        let less = format!("−{}", plain(delivered));
        own.inputs
            .push(computed("其中已发货或已登记应收", less, Some("万元")));
    }
    let own = &*own;
    let register = case.known.register.as_ref();
    let as_of = register.map(|r| r.value);
    review.register = register.map(|r| format!("截至{},{}", iso(r.value), source(r)));
    let policy = case.policy;
    let parts = parts(&policy.receivables.exposure, dealings, Some(own), as_of);
    let exposure = total(&parts);
    review.components = parts.iter().map(Part::shown).collect();
    for part in &parts {
        explain(case, part);
    }
    if register.is_none() {
        case.find("I-CONTRACT-NO-REGISTER", "customer_name", "2.4.4(1)", &[]);
    }
    let limit = super::limit::limit(case, dealings);
    review.limit_wan = Some(limit);
    review.exposure_wan = Some(exposure);
    let rule = policy
        .organisation
        .approval(SPECIAL_CONTRACT, "", review.amount_wan);
    let mut because: Vec<TraceInput> = Vec::new();
    let over = exposure - limit;
    if over > Decimal::ZERO {
        review.reasons.push(format!(
            "信用敞口{}万元,信用额度{}万元,超出{}万元",
            plain(exposure),
            plain(limit),
            plain(over)
        ));
        because.push(computed("超出额度", plain(over), Some("万元")));
    }
    overdue(case, dealings, review, &mut because);
    expired(case, review, &mut because);
    review.group = group(case, exposure);
    if let Some(rule) = rule {
        let sum = parts
            .iter()
            .filter(|p| p.row.counts)
            .map(|p| computed(&p.row.name, signed(p), Some("万元")))
            .collect();
        let would = match review.limit_wan {
            Some(limit) if over <= Decimal::ZERO => {
                format!("还可再用{}万元;等于额度不算超", plain(limit - exposure))
            }
            _ => format!("再多预付{}万元就不超额度", plain(over)),
        };
        case.step(EXPOSURE, plain(exposure), sum, &rule.cite, would);
    }
    let special = !review.credit_wan.is_zero() && !review.reasons.is_empty();
    review.special = Some(special);
    review.state = Some(ContractState::Normal);
    if !special {
        // Prepaid in full: what speaks against credit does not speak against this contract.
        review.reasons.clear();
    }
    if let Some(rule) = rule.filter(|rule| !rule.roles.is_empty()) {
        decided(case, review, rule, because);
    }
}

/// What was decided of it, by this file or before; what waits is named with who decides.
fn decided(
    case: &mut Case<'_>,
    review: &mut ContractReview,
    rule: &ApprovalRule,
    because: Vec<TraceInput>,
) {
    let special = review.special == Some(true);
    let approver = rule.roles.join("、");
    review.approver = special.then(|| approver.clone());
    let matter = Matter {
        kind: SPECIAL_CONTRACT,
        rule,
        preparers: &["filled_by", "salesperson"],
        reasoned: &[Verdict::Refused],
    };
    review.decision = decide(case, &matter);
    let nothing = Dealings::default();
    let dealings = case.facts.map_or(&nothing, |facts| &facts.dealings);
    if review.decision.is_some() {
        on_the_terms_on_file(case, dealings, review);
    }
    if !special {
        return;
    }
    let this = review.decision.clone().map(|decision| DecisionOnFile {
        contract_no: review.contract_no.clone(),
        terms: review.terms.clone(),
        decision,
    });
    let earlier = dealings.decisions.iter().map(|d| &d.value);
    let state = standing(&review.on_file(None, None), earlier.chain(&this));
    review.state = Some(state);
    if state == ContractState::Waiting {
        let would = "只批这一份合同,不提高额度";
        case.step(APPROVAL, &approver, because, &rule.cite, would);
        let reasons = review.reasons.join(";");
        let facts = [("reasons", reasons.as_str()), ("approver", &approver)];
        let clause = &rule.cite.clause;
        case.find("W-CONTRACT-SPECIAL", "contract_amount", clause, &facts);
        return;
    }
    let words = match &review.decision {
        Some(decision) => decision.words(),
        None => dealings
            .decisions
            .iter()
            .rfind(|d| fold(&d.value.contract_no) == fold(&review.contract_no))
            .map_or_else(String::new, |d| {
                format!("{},{}", d.value.decision.words(), source(d))
            }),
    };
    case.step(
        "审批结果",
        state.words(),
        because,
        &rule.cite,
        words.clone(),
    );
    if review.decision.is_none() {
        let code = if state.is_open() {
            "I-CONTRACT-DECIDED"
        } else {
            "W-CONTRACT-DECIDED"
        };
        let facts = [("state", state.words()), ("words", &words)];
        case.find(code, "contract_amount", &rule.cite.clause, &facts);
    }
}

/// A decision is about the contract as it was registered.
fn on_the_terms_on_file(case: &mut Case<'_>, dealings: &Dealings, review: &mut ContractReview) {
    let Some(on_file) = dealings.contract(&review.contract_no) else {
        let facts = [
            ("what", review.contract_no.as_str()),
            ("form", "合同登记表"),
        ];
        case.find("W-REF-PENDING", "contract_no", "2.4.4(1)", &facts);
        return;
    };
    if on_file.value.terms != review.terms {
        let facts = [
            ("contract", review.contract_no.as_str()),
            ("version", &on_file.version),
            ("amount", &plain(on_file.value.amount_wan.0)),
            ("prepaid", &plain(on_file.value.prepaid_wan.0)),
        ];
        case.find("E-APPROVAL-CHANGED", "contract_amount", "2.3.1", &facts);
        review.decision = None;
    } else if !on_file.value.special && review.special != Some(true) {
        case.find("I-APPROVAL-NOT-NEEDED", "approval", "2.3.1", &[]);
    }
}

/// The payments of the 付款计划 that were read.
fn instalments(case: &Case<'_>) -> Vec<Instalment> {
    case.record
        .lines
        .iter()
        .filter_map(|line| {
            Some(Instalment {
                label: line.text("instalment").map(str::to_owned),
                event: line.text("instalment_event")?.to_owned(),
                due: line.date("instalment_due"),
                amount_wan: Exact(round6(line.number("instalment_amount")?)),
            })
        })
        .collect()
}

/// What is paid before delivery, with its cells: the plan's, else as typed.
fn prepaid(case: &Case<'_>, instalments: &[Instalment]) -> (Decimal, Vec<TraceInput>) {
    let planned: Decimal = instalments
        .iter()
        .filter(|i| i.event == BEFORE_DELIVERY)
        .map(|i| i.amount_wan.0)
        .sum();
    if planned.is_zero() {
        let typed = case.number("prepayment");
        return typed.map_or((Decimal::ZERO, Vec::new()), |t| (t.value, t.inputs));
    }
    let inputs = case
        .record
        .lines
        .iter()
        .filter(|line| line.text("instalment_event") == Some(BEFORE_DELIVERY))
        .filter_map(|line| {
            Some(TraceInput {
                sheet: Some(line.sheet.clone()),
                cell: line.field("instalment_amount")?.cell,
                ..computed(
                    "付款计划:预付",
                    plain(line.number("instalment_amount")?),
                    Some("万元"),
                )
            })
        })
        .collect();
    (planned, inputs)
}

/// What an approval of this contract is about; what else stands in the form may be corrected
/// without a new one.
fn terms(case: &Case<'_>, amount: Decimal, prepaid: Decimal, plan: &[Instalment]) -> String {
    let text = |key: &str| {
        let value = case.record.value(key).map(Value::normalised);
        fold(&value.unwrap_or_default())
    };
    let mut words = vec![
        text("contract_no"),
        text("customer_name"),
        plain(amount),
        plain(prepaid),
        text("credit_days"),
        text("payment_terms"),
        text("payer"),
    ];
    for i in plan {
        let due = i.due.map_or_else(String::new, iso);
        words.push(format!("{}:{due}:{}", i.event, plain(i.amount_wan.0)));
    }
    words.join("|")
}

fn payer(case: &Case<'_>) -> Option<String> {
    let payer = case.record.text("payer")?;
    let customer = case.record.customer().unwrap_or_default();
    (fold(payer) != fold(customer)).then(|| payer.to_owned())
}

fn signed(part: &Part<'_>) -> String {
    let sign = if part.row.deducted { "−" } else { "" };
    format!("{sign}{}", plain(part.amount))
}

fn explain(case: &mut Case<'_>, part: &Part<'_>) {
    let would = if part.row.counts {
        ""
    } else {
        "制度不计入敞口,只列出"
    };
    case.step(
        &part.row.name,
        plain(part.amount),
        part.inputs.clone(),
        &part.row.cite,
        would,
    );
}

/// Without an archive this part alone can be told.
fn own_part_alone(case: &mut Case<'_>, own: &OwnPart<'_>) {
    let rows = &case.policy.receivables.exposure;
    if let Some(row) = rows.iter().find(|row| row.id == "this_contract") {
        case.step(
            &row.name,
            plain(own.credit),
            own.inputs.clone(),
            &row.cite,
            "",
        );
    }
}

/// Debts that are overdue for longer than the policy allows, on the day of the review: what the
/// register has open counts as unpaid until a later one says otherwise.
fn overdue(
    case: &mut Case<'_>,
    dealings: &Dealings,
    review: &mut ContractReview,
    because: &mut Vec<TraceInput>,
) {
    let Some(block) = case.policy.receivables.block_days.as_ref() else {
        return;
    };
    // A 商业承兑 that is not honoured is not received, as for the exposure.
    let as_of = case.known.register.as_ref().map_or(case.today, |r| r.value);
    let unpaid = |debt: &OpenDebt| debt.amount_wan.0 - debt.collected(as_of);
    let days = |debt: &OpenDebt| debt.due.map_or(0, |due| (case.today - due).num_days());
    let late: Vec<&Borrowed<OpenDebt>> = dealings
        .debts
        .iter()
        .filter(|d| unpaid(&d.value) > Decimal::ZERO && days(&d.value) > block.value.into())
        .collect();
    let Some(worst) = late.iter().max_by_key(|d| days(&d.value)) else {
        return;
    };
    let sum: Decimal = late.iter().map(|d| unpaid(&d.value)).sum();
    let others = match late.len() {
        1 => String::new(),
        n => format!("等{n}笔共{}万元", plain(sum)),
    };
    review.reasons.push(format!(
        "{}欠{}万元已逾期{}天(超过{}天){others}",
        worst.value.contract_no,
        plain(unpaid(&worst.value)),
        days(&worst.value),
        block.value
    ));
    let inputs: Vec<TraceInput> = late
        .iter()
        .take(5)
        .map(|debt| {
            let mut input = debt_input(debt, unpaid(&debt.value));
            input.label = format!("{}(逾期{}天)", input.label, days(&debt.value));
            input
        })
        .collect();
    because.extend(inputs.iter().cloned());
    let cite = block.cite.clone();
    case.step(
        "逾期过久的欠款",
        plain(sum),
        inputs,
        &cite,
        "收回后报新的账龄登记表,就不再算",
    );
}

/// The customer's 营业期限 is over by the archive.
fn expired(case: &mut Case<'_>, review: &mut ContractReview, because: &mut Vec<TraceInput>) {
    let Some(term) = case.facts.and_then(|f| f.term_end.as_ref()) else {
        return;
    };
    if term.value >= case.today {
        return;
    }
    review
        .reasons
        .push(format!("客户的经营期限{}已到期", iso(term.value)));
    because.push(TraceInput {
        source: Some(source(term)),
        ..computed("经营期限至", iso(term.value), None)
    });
}

/// What the customers of the form's 集团 owe together, this contract included.
fn group(case: &mut Case<'_>, own: Decimal) -> Option<GroupExposure> {
    let name = case.record.text("group")?;
    let customer = case.record.customer().unwrap_or_default();
    let rows = &case.policy.receivables.exposure;
    let as_of = case.known.register.as_ref().map(|r| r.value);
    let mut members = vec![GroupMember {
        customer: customer.to_owned(),
        exposure_wan: own,
    }];
    for other in case.known.groups.get(&fold(name)).into_iter().flatten() {
        if fold(other) == fold(customer) {
            continue;
        }
        let facts = case.known.customers.get(&fold(other));
        let exposure = facts.map_or(Decimal::ZERO, |facts| {
            total(&parts(rows, &facts.dealings, None, as_of))
        });
        members.push(GroupMember {
            customer: other.clone(),
            exposure_wan: exposure,
        });
    }
    let sum = round6(members.iter().map(|m| m.exposure_wan).sum());
    Some(GroupExposure {
        name: name.to_owned(),
        exposure_wan: sum,
        members,
    })
}
