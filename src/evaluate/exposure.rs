//! What a customer owes and is going to owe, by the policy's table of exposure (domain section 4.2,
//! ruling 9.22): summed anew from the documents each time, every amount with the document it is of.

use super::borrow::source;
use super::case::computed;
use crate::domain::contract::ExposurePart;
use crate::domain::dealings::{BANK_BILL, COMMERCIAL_BILL, Dealings, OpenDebt};
use crate::domain::decimal::{plain, round6};
use crate::domain::known::Borrowed;
use crate::domain::name::fold;
use crate::domain::review::TraceInput;
use crate::policy::receivables::ExposureRow;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Documents that a figure names one by one.
const MOST_INPUTS: usize = 20;

/// A row of the table with what it comes to.
pub(super) struct Part<'p> {
    pub row: &'p ExposureRow,
    pub amount: Decimal,
    pub inputs: Vec<TraceInput>,
    pub documents: u32,
}

impl Part<'_> {
    /// The part as documents show it.
    pub(super) fn shown(&self) -> ExposurePart {
        ExposurePart {
            id: self.row.id.clone(),
            name: self.row.name.clone(),
            amount_wan: self.amount,
            counts: self.row.counts,
            deducted: self.row.deducted,
            documents: self.documents,
        }
    }
}

/// What a customer owes and is going to owe, no contract at hand: the parts in the table's order,
/// and what the counting ones come to in 万元. `as_of` is the day of the register whose debts are
/// open.
pub fn exposure(
    rows: &[ExposureRow],
    dealings: &Dealings,
    as_of: Option<NaiveDate>,
) -> (Vec<ExposurePart>, Decimal) {
    let parts = parts(rows, dealings, None, as_of);
    (parts.iter().map(Part::shown).collect(), total(&parts))
}

/// The contract at hand: its number, what is still to be delivered on credit, and what that is
/// made of.
pub(super) struct OwnPart<'a> {
    pub number: &'a str,
    pub credit: Decimal,
    pub inputs: Vec<TraceInput>,
}

/// The parts of a customer's exposure in the table's order. `as_of` is the register's day.
pub(super) fn parts<'p>(
    rows: &'p [ExposureRow],
    dealings: &Dealings,
    own: Option<&OwnPart<'_>>,
    as_of: Option<NaiveDate>,
) -> Vec<Part<'p>> {
    rows.iter()
        .filter_map(|row| {
            let documents = match row.id.as_str() {
                "this_contract" => own.map_or_else(Vec::new, |own| {
                    let mut documents = vec![(own.credit, None)];
                    documents.extend(own.inputs.iter().cloned().map(|i| (Decimal::ZERO, Some(i))));
                    documents
                }),
                "open_contracts" => open_contracts(dealings, own.map(|own| own.number)),
                "shipped_uninvoiced" => uninvoiced(dealings),
                id => {
                    let share = of_debt(id)?;
                    of_debts(dealings, as_of, share)
                }
            };
            let amount = round6(documents.iter().map(|(amount, _)| *amount).sum());
            let inputs: Vec<TraceInput> = documents.into_iter().filter_map(|(_, i)| i).collect();
            Some(Part {
                row,
                amount,
                documents: u32::try_from(inputs.len()).unwrap_or(u32::MAX),
                inputs: shortened(inputs),
            })
        })
        .collect()
}

/// What the counting parts come to.
pub(super) fn total(parts: &[Part<'_>]) -> Decimal {
    let signed = |part: &Part<'_>| match (part.row.counts, part.row.deducted) {
        (false, _) => Decimal::ZERO,
        (true, true) => -part.amount,
        (true, false) => part.amount,
    };
    round6(parts.iter().map(signed).sum())
}

/// An amount and the document that it is of.
type Document = (Decimal, Option<TraceInput>);
/// What a line of the register adds to a row of the table.
type Share = fn(&OpenDebt, NaiveDate) -> Decimal;

fn of_debt(id: &str) -> Option<Share> {
    Some(match id {
        "receivable" => |debt, on| {
            if debt.is_retention_before(on) {
                Decimal::ZERO
            } else {
                debt.balance().max(Decimal::ZERO)
            }
        },
        "retention" => |debt, on| {
            if debt.is_retention_before(on) {
                debt.balance().max(Decimal::ZERO)
            } else {
                Decimal::ZERO
            }
        },
        "commercial_bills" => |debt, on| bill(debt, COMMERCIAL_BILL, on),
        "bank_bills" => |debt, on| bill(debt, BANK_BILL, on),
        "prepayments" => |debt, _| (-debt.balance()).max(Decimal::ZERO),
        _ => return None,
    })
}

fn bill(debt: &OpenDebt, kind: &str, on: NaiveDate) -> Decimal {
    if debt.unhonoured(kind, on) {
        debt.received_wan.0
    } else {
        Decimal::ZERO
    }
}

fn of_debts(dealings: &Dealings, as_of: Option<NaiveDate>, share: Share) -> Vec<Document> {
    let Some(as_of) = as_of else {
        return Vec::new();
    };
    dealings
        .debts
        .iter()
        .map(|debt| (share(&debt.value, as_of), debt))
        .filter(|(amount, _)| !amount.is_zero())
        .map(|(amount, debt)| (amount, Some(debt_input(debt, amount))))
        .collect()
}

/// A line of the register as an input of a figure.
pub(super) fn debt_input(debt: &Borrowed<OpenDebt>, amount: Decimal) -> TraceInput {
    let instalment = debt.value.instalment.as_deref().unwrap_or_default();
    let line = debt
        .value
        .line
        .map_or_else(String::new, |line| format!(" 第{line}行"));
    TraceInput {
        source: Some(format!("{}{line}", source(debt))),
        ..computed(
            format!("{} {instalment}", debt.value.contract_no).trim(),
            plain(amount),
            Some("万元"),
        )
    }
}

/// Of each contract, what was shipped beyond what any register has held of it.
fn uninvoiced(dealings: &Dealings) -> Vec<Document> {
    let mut seen: Vec<String> = Vec::new();
    let mut documents = Vec::new();
    for note in &dealings.shipments {
        let number = fold(&note.value.contract_no);
        if seen.contains(&number) {
            continue;
        }
        seen.push(number.clone());
        let shipped = dealings.shipped(&number);
        let open = shipped - dealings.registered(&number);
        if open <= Decimal::ZERO {
            continue;
        }
        let notes: Vec<&Borrowed<_>> = dealings
            .shipments
            .iter()
            .filter(|s| fold(&s.value.contract_no) == number)
            .collect();
        // The note that came last tells the source; how many there are stands in the label.
        let last = notes.last().copied().unwrap_or(note);
        let many = match notes.len() {
            1 => last.value.note_no.clone(),
            n => format!("{} 等 {n} 张发货单", last.value.note_no),
        };
        let input = TraceInput {
            source: Some(source(last)),
            ..computed(
                &format!("{}({many})", note.value.contract_no),
                plain(open),
                Some("万元"),
            )
        };
        documents.push((open, Some(input)));
    }
    documents
}

/// Contracts that may be delivered on credit, less what was delivered of them: that stands among
/// the receivables and the shipments.
fn open_contracts(dealings: &Dealings, own: Option<&str>) -> Vec<Document> {
    let own = own.map(fold);
    dealings
        .contracts
        .iter()
        .filter(|c| c.value.state.is_open())
        .filter(|c| Some(fold(&c.value.contract_no)) != own)
        .filter_map(|contract| {
            let number = &contract.value.contract_no;
            let delivered = dealings.shipped(number).max(dealings.registered(number));
            let open = round6(contract.value.credit() - delivered);
            let input = TraceInput {
                source: Some(source(contract)),
                ..computed(number, plain(open), Some("万元"))
            };
            (open > Decimal::ZERO).then_some((open, Some(input)))
        })
        .collect()
}

fn shortened(mut inputs: Vec<TraceInput>) -> Vec<TraceInput> {
    if let Some(more) = inputs.len().checked_sub(MOST_INPUTS).filter(|n| *n > 0) {
        inputs.truncate(MOST_INPUTS);
        inputs.push(computed("其余", format!("{more} 笔"), None));
    }
    inputs
}
