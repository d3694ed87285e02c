//! What the index keeps of registers of receivables and of dispatch notes: their lines, read from
//! the judged document by the form's own labels.

use crate::domain::ageing::Debt;
use crate::domain::dealings::{OpenDebt, Shipment};
use crate::domain::decimal::round6;
use crate::domain::known::Exact;
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::domain::shared_text::{SharedText, Texts};
use crate::forms::FormDefinition;
use crate::judged::{FieldReport, JudgedRecord};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Form id of the register.
pub(super) const REGISTER: &str = "ar_ageing";
/// Form id of the dispatch note.
pub(super) const DISPATCH: &str = "dispatch_note";
/// Form id of the contract.
pub(super) const CONTRACT: &str = "contract";
/// 元 in 万元.
const YUAN_IN_WAN: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// A line of a form with its values by label.
struct Line<'a> {
    form: &'a FormDefinition,
    fields: Vec<&'a FieldReport>,
}

impl Line<'_> {
    fn value(&self, key: &str) -> Option<&str> {
        let label = &self.form.field(key)?.label;
        let found = self.fields.iter().find(|f| &f.label == label)?;
        found.value.as_deref()
    }

    fn parsed<T: FromStr>(&self, key: &str) -> Option<T> {
        self.value(key)?.parse().ok()
    }
}

/// The lines of a record, by row. In one pass, for a register may have a hundred thousand.
fn lines<'a>(form: &'a FormDefinition, record: &'a JudgedRecord) -> BTreeMap<u32, Line<'a>> {
    let mut lines: BTreeMap<u32, Line<'a>> = BTreeMap::new();
    for field in record.fields.iter().filter(|f| !f.extra) {
        if let Some(row) = field.line {
            let line = lines.entry(row).or_insert_with(|| Line {
                form,
                fields: Vec::new(),
            });
            line.fields.push(field);
        }
    }
    lines
}

/// The debts of a register, each with its folded customer.
pub(super) fn debts(form: &FormDefinition, record: &JudgedRecord) -> Vec<(SharedText, OpenDebt)> {
    let read = lines(form, record);
    let mut texts = Texts::default();
    // Of many lines the document lists the readings of the first; its figures name every debt.
    if let Some(Review::Ageing(review)) = &record.review
        && review.debts.len() > read.len()
    {
        let debts = review.debts.iter();
        return debts.map(|debt| of_review(debt, &mut texts)).collect();
    }
    read.into_iter()
        .filter_map(|(row, line)| {
            let debt = OpenDebt {
                line: Some(row),
                contract_no: texts.one(line.value("contract_no").unwrap_or_default()),
                due: line.parsed("due_on"),
                instalment: line.value("instalment").map(|t| texts.one(t)),
                bill: line.value("bill").map(|t| texts.one(t)),
                honoured_on: line.parsed("honoured_on"),
                amount_wan: Exact(round6(line.parsed("amount")?)),
                received_wan: Exact(round6(line.parsed("received")?)),
            };
            let customer = fold(line.value("customer_name")?);
            Some((texts.one(&customer), debt))
        })
        .collect()
}

fn of_review(debt: &Debt, texts: &mut Texts) -> (SharedText, OpenDebt) {
    let open = OpenDebt {
        line: debt.line,
        contract_no: debt.contract.clone(),
        due: debt.due,
        instalment: debt.instalment.clone(),
        bill: debt.bill.clone(),
        honoured_on: debt.honoured_on,
        amount_wan: Exact(debt.amount_wan),
        received_wan: Exact(debt.received_wan),
    };
    (texts.one(&fold(&debt.customer)), open)
}

/// What a dispatch note says has left.
pub(super) fn shipment(form: &FormDefinition, record: &JudgedRecord) -> Option<Shipment> {
    let head = Line {
        form,
        fields: record
            .fields
            .iter()
            .filter(|f| !f.extra && f.line.is_none())
            .collect(),
    };
    // Held back, nothing left.
    if head.value("terms_met") == Some("不符") {
        return None;
    }
    let yuan: Decimal = lines(form, record)
        .values()
        .filter_map(|line| {
            line.parsed::<Decimal>("line_amount").or_else(|| {
                let quantity: Decimal = line.parsed("quantity")?;
                quantity.checked_mul(line.parsed("price")?)
            })
        })
        .sum();
    let pieces: Option<Decimal> = lines(form, record)
        .values()
        .map(|line| line.parsed::<Decimal>("quantity"))
        .sum();
    Some(Shipment {
        note_no: head.value("note_no").unwrap_or_default().to_owned(),
        contract_no: head.value("contract_no")?.to_owned(),
        shipped_on: head.parsed("shipped_on"),
        amount_wan: Exact(round6(yuan.checked_div(YUAN_IN_WAN)?)),
        quantity: pieces.map(Exact),
    })
}
