//! What a contract's instalments have become: entered in the register, delivered and waiting to be
//! entered, or still to come, each part of the amount once (domain F8, F20, rulings 9.22, 9.23).

use crate::domain::dealings::{
    BEFORE_DELIVERY, ContractOnFile, Dealings, Instalment, OpenDebt, Shipment,
};
use crate::domain::decimal::round6;
use crate::domain::name::fold;
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

/// The event of an instalment that falls due with delivery.
const ON_DELIVERY: &str = "到货";

/// What a claim stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A line of the register whose debts are open.
    Entered,
    /// In an earlier register, and no longer in the latest: it was settled.
    Settled,
    /// A dispatch note that no register holds yet.
    Delivered,
    /// The contract alone: nothing was delivered for it yet.
    Agreed,
}

impl Basis {
    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Entered => "已登账龄表",
            Self::Settled => "已结清转出",
            Self::Delivered => "已发货,待登账龄表",
            Self::Agreed => "未发货",
        }
    }
}

/// A part of a contract's amount. Amounts in 万元.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Contract number as typed.
    pub contract_no: String,
    /// 期次 of the register, or label and event of the plan.
    pub instalment: Option<String>,
    /// Day of delivery, where a dispatch note tells.
    pub shipped_on: Option<NaiveDate>,
    /// Due day.
    pub due: Option<NaiveDate>,
    /// Amount.
    pub amount: Decimal,
    /// What was collected of it: 商业承兑 when honoured.
    pub received: Decimal,
    /// What it stands on.
    pub basis: Basis,
}

impl Claim {
    /// What is still to be paid; negative where more was collected.
    pub fn balance(&self) -> Decimal {
        round6(self.amount - self.received)
    }

    /// Days overdue on a day: none where nothing is owed, or nothing is due on a day.
    pub fn days_overdue(&self, on: NaiveDate) -> Option<i64> {
        let due = self.due.filter(|_| self.balance() > Decimal::ZERO)?;
        Some((on - due).num_days()).filter(|days| *days > 0)
    }
}

/// The claims of a customer by contract, oldest contract first; `as_of` is the day of the register
/// whose debts are open.
pub fn claims(dealings: &Dealings, as_of: Option<NaiveDate>) -> Vec<Claim> {
    let mut numbers: Vec<(Option<NaiveDate>, String)> = Vec::new();
    let mut add = |day: Option<NaiveDate>, number: &str| {
        let number = fold(number);
        if !numbers.iter().any(|(_, n)| *n == number) {
            numbers.push((day, number));
        }
    };
    for contract in &dealings.contracts {
        add(contract.value.signed_on, &contract.value.contract_no);
    }
    for note in &dealings.shipments {
        add(note.value.shipped_on, &note.value.contract_no);
    }
    for debt in &dealings.debts {
        add(None, &debt.value.contract_no);
    }
    numbers.sort();
    numbers
        .iter()
        .flat_map(|(_, number)| of_contract(dealings, number, as_of))
        .collect()
}

fn of_contract(dealings: &Dealings, number: &str, as_of: Option<NaiveDate>) -> Vec<Claim> {
    let own = |typed: &str| fold(typed) == *number;
    let mut notes: Vec<&Shipment> = dealings
        .shipments
        .iter()
        .map(|note| &note.value)
        .filter(|note| own(&note.contract_no))
        .collect();
    notes.sort_by_key(|note| (note.shipped_on, &note.note_no));
    let lines = dealings.debts.iter().map(|debt| &debt.value);
    let lines: Vec<&OpenDebt> = lines.filter(|debt| own(&debt.contract_no)).collect();
    let contract = dealings.contract(number).map(|c| &c.value);
    let typed = contract
        .map(|c| c.contract_no.as_str())
        .or_else(|| notes.first().map(|n| n.contract_no.as_str()))
        .or_else(|| lines.first().map(|l| l.contract_no.as_str()))
        .unwrap_or(number);
    let mut claims: Vec<Claim> = lines.iter().map(|line| entered(line, as_of)).collect();
    let held = dealings.registered(number);
    let settled = held - lines.iter().map(|l| l.amount_wan.0).sum::<Decimal>();
    if settled > Decimal::ZERO {
        claims.push(Claim {
            contract_no: typed.to_owned(),
            instalment: None,
            shipped_on: None,
            due: None,
            amount: settled,
            received: settled,
            basis: Basis::Settled,
        });
    }
    claims.extend(beyond(typed, contract, &notes, held));
    claims
}

fn entered(line: &OpenDebt, as_of: Option<NaiveDate>) -> Claim {
    Claim {
        contract_no: line.contract_no.to_string(),
        instalment: line.instalment.as_ref().map(ToString::to_string),
        shipped_on: None,
        due: line.due,
        amount: line.amount_wan.0,
        received: as_of.map_or(line.received_wan.0, |day| line.collected(day)),
        basis: Basis::Entered,
    }
}

/// A stretch of the contract's amount: where it ends, and the payment that it is.
struct Stretch<'a> {
    end: Decimal,
    payment: Option<&'a Instalment>,
}

/// What no register holds yet. The amount is walked along from there: along the payments of the
/// plan in its order, and along the dispatch notes in the order of their days.
fn beyond(
    number: &str,
    contract: Option<&ContractOnFile>,
    notes: &[&Shipment],
    held: Decimal,
) -> Vec<Claim> {
    let mut end = Decimal::ZERO;
    let mut sent: Vec<(Decimal, &Shipment)> = Vec::new();
    for note in notes {
        end += note.amount_wan.0;
        sent.push((end, note));
    }
    let delivered = end;
    // A contract that waits for its approval, or was refused, gives no claim beyond deliveries.
    let agreed = contract.filter(|c| c.state.is_open());
    let amount = agreed.map_or(Decimal::ZERO, |c| c.amount_wan.0);
    let prepaid = contract.and_then(prepayment);
    let plan = stretches(contract, prepaid.as_ref());
    let last = amount.max(delivered);
    let mut claims = Vec::new();
    let mut at = held;
    while at < last {
        let stretch = plan.iter().find(|s| s.end > at);
        let note = sent.iter().find(|(end, _)| *end > at);
        let next = [stretch.map(|s| s.end), note.map(|(end, _)| *end)]
            .into_iter()
            .flatten()
            .fold(last, Decimal::min);
        let payment = stretch.and_then(|s| s.payment);
        let shipped_on = note.and_then(|(_, note)| note.shipped_on);
        claims.push(Claim {
            contract_no: number.to_owned(),
            instalment: payment.map(words),
            shipped_on,
            due: due(contract, payment, shipped_on),
            amount: next - at,
            received: Decimal::ZERO,
            basis: if note.is_some() {
                Basis::Delivered
            } else {
                Basis::Agreed
            },
        });
        at = next;
    }
    claims
}

/// A prepayment that stands in the form without a plan.
fn prepayment(contract: &ContractOnFile) -> Option<Instalment> {
    let prepaid = contract.prepaid_wan;
    (contract.instalments.is_empty() && prepaid.0 > Decimal::ZERO).then(|| Instalment {
        label: None,
        event: BEFORE_DELIVERY.to_owned(),
        due: None,
        amount_wan: prepaid,
    })
}

fn stretches<'a>(
    contract: Option<&'a ContractOnFile>,
    prepaid: Option<&'a Instalment>,
) -> Vec<Stretch<'a>> {
    let planned = contract.map_or(&[][..], |c| &c.instalments);
    let mut end = Decimal::ZERO;
    let mut all: Vec<Stretch<'_>> = prepaid
        .into_iter()
        .chain(planned)
        .map(|payment| {
            end += payment.amount_wan.0;
            Stretch {
                end,
                payment: Some(payment),
            }
        })
        .collect();
    if let Some(contract) = contract
        && contract.amount_wan.0 > end
    {
        all.push(Stretch {
            end: contract.amount_wan.0,
            payment: None,
        });
    }
    all
}

/// `1 到货`; `质保金`.
fn words(payment: &Instalment) -> String {
    match payment.label.as_deref() {
        Some(label) if label.contains(&payment.event) => label.to_owned(),
        Some(label) => format!("{label} {}", payment.event),
        None => payment.event.clone(),
    }
}

/// The due day: the plan's; else, once goods have left, of a prepayment that very day and of what
/// falls due with delivery the 信用天数 later. What hangs on another event has none until its day
/// is written into the plan.
fn due(
    contract: Option<&ContractOnFile>,
    payment: Option<&Instalment>,
    shipped_on: Option<NaiveDate>,
) -> Option<NaiveDate> {
    if let Some(day) = payment.and_then(|p| p.due) {
        return Some(day);
    }
    match payment.map(|p| p.event.as_str()) {
        Some(BEFORE_DELIVERY) => shipped_on,
        None | Some(ON_DELIVERY) => {
            let days = contract?.credit_days?;
            shipped_on?.checked_add_days(Days::new(days.into()))
        }
        Some(_) => None,
    }
}
