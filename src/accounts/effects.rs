//! What a correction brings about (domain ruling 9.16): the corrected form's own figures, the
//! accounts of the customers that it tells of, with it and without it, and the reviews that went
//! by the earlier version.

use super::card::{CreditCard, card};
use super::figures::headline;
use crate::archive::{Archive, ArchiveError, Submission};
use crate::domain::correction::{Correction, Effect};
use crate::domain::decimal::plain;
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::extract::LINES_LISTED;
use crate::judged::JudgedRecord;
use crate::policy::Policy;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Changed fields of a form that are named one by one.
const MOST_FIELDS: usize = 12;
/// Customers of a corrected register whose accounts are gone through.
const MOST_CUSTOMERS: usize = 50;
/// Effects that are named one by one.
const MOST_EFFECTS: usize = 200;

/// What the records of a submission on its way to the archive correct.
pub fn corrections(
    archive: &Archive,
    policy: &Policy,
    submission: &Submission,
) -> Result<Vec<Correction>, ArchiveError> {
    let mut found = Vec::new();
    for (n, replaces) in archive.replaced_by(submission)? {
        let at = usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
        let Some(record) = submission.judged.records.get(at) else {
            continue;
        };
        let mut effects = of_record(archive, policy, submission, record, &replaces)?;
        let more = effects.len().saturating_sub(MOST_EFFECTS);
        effects.truncate(MOST_EFFECTS);
        if !effects.is_empty() {
            found.push(Correction {
                record: n,
                form_title: record.form_title.clone(),
                replaces,
                effects,
                more: u32::try_from(more).unwrap_or(u32::MAX),
            });
        }
    }
    Ok(found)
}

fn of_record(
    archive: &Archive,
    policy: &Policy,
    submission: &Submission,
    record: &JudgedRecord,
    replaces: &str,
) -> Result<Vec<Effect>, ArchiveError> {
    let before = archive.show(replaces)?;
    let customer = record.customer.clone().unwrap_or_default();
    let effect = |what: String, before: Option<String>, after: Option<String>| Effect {
        customer: customer.clone(),
        what,
        before,
        after,
        note: String::new(),
    };
    let mut effects: Vec<Effect> = Vec::new();
    let fields = archive.changed_fields(&before.fields, &record.fields);
    let named = fields.len().min(MOST_FIELDS);
    for field in fields.iter().take(named) {
        let what = format!("所填「{}」", field.label);
        effects.push(effect(what, field.from.clone(), field.to.clone()));
    }
    if fields.len() > named {
        let words = format!("还有 {} 处", fields.len() - named);
        effects.push(effect("所填各栏".to_owned(), None, Some(words)));
    }
    let (then, now) = (
        headline(before.review.as_ref()),
        headline(record.review.as_ref()),
    );
    for (what, before, after) in unequal(then, now) {
        effects.push(effect(what, before, after));
    }
    // Of a register of a hundred thousand lines its own figures say enough.
    let long = record.fields.iter().filter(|f| f.line.is_some()).count() > 0
        && debts(record.review.as_ref()) > LINES_LISTED;
    if long {
        return Ok(effects);
    }
    let mut customers: Vec<String> = [Some(customer.clone()), before.entry.customer.clone()]
        .into_iter()
        .flatten()
        .collect();
    customers.extend(whose_debts_differ(
        before.review.as_ref(),
        record.review.as_ref(),
    ));
    let mut seen = BTreeSet::new();
    customers.retain(|name| !name.is_empty() && seen.insert(fold(name)));
    if customers.len() > MOST_CUSTOMERS {
        let words = format!("{} 位客户的账款有变", customers.len());
        effects.push(effect("客户".to_owned(), None, Some(words)));
        customers.truncate(MOST_CUSTOMERS);
    }
    let mut done = BTreeSet::new();
    for customer in customers {
        let (then, register) = archive.account(&fold(&customer), &[], submission.review_date)?;
        if !done.insert(then.names.clone()) {
            continue;
        }
        let (now, register_now) = archive.account(
            &fold(&customer),
            std::slice::from_ref(submission),
            submission.review_date,
        )?;
        let then = card(archive, policy, then, register.as_ref())?;
        let now = card(archive, policy, now, register_now.as_ref())?;
        let today = submission.review_date;
        effects.extend(of_account(&customer, &then, &now, today));
        effects.extend(who_went_by(
            archive, policy, &customer, replaces, &now, today,
        )?);
    }
    Ok(effects)
}

fn debts(review: Option<&Review>) -> usize {
    match review {
        Some(Review::Ageing(review)) => review.debts.len(),
        _ => 0,
    }
}

/// The customers of whom two registers say different things.
fn whose_debts_differ(before: Option<&Review>, after: Option<&Review>) -> Vec<String> {
    let of = |review: Option<&Review>| -> BTreeMap<String, (String, Vec<String>)> {
        let mut lines: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
        if let Some(Review::Ageing(review)) = review {
            for debt in &review.debts {
                let own = lines.entry(fold(&debt.customer)).or_default();
                own.0 = debt.customer.to_string();
                own.1.push(format!(
                    "{} {:?} {:?} {} {} {:?} {:?}",
                    debt.contract,
                    debt.instalment,
                    debt.due,
                    plain(debt.amount_wan),
                    plain(debt.received_wan),
                    debt.bill,
                    debt.honoured_on
                ));
            }
        }
        lines
    };
    let (before, after) = (of(before), of(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let lines = |of: &BTreeMap<String, (String, Vec<String>)>, name: &str| {
        of.get(name)
            .map(|(_, lines)| lines.clone())
            .unwrap_or_default()
    };
    names
        .into_iter()
        .filter(|name| lines(&before, name) != lines(&after, name))
        .filter_map(|name| after.get(name).or_else(|| before.get(name)))
        .map(|(name, _)| name.clone())
        .collect()
}

/// The account before and after, figure by figure.
fn of_account(
    customer: &str,
    then: &CreditCard,
    now: &CreditCard,
    today: NaiveDate,
) -> Vec<Effect> {
    let effect = |(what, before, after): (String, Option<String>, Option<String>)| Effect {
        customer: customer.to_owned(),
        what,
        before,
        after,
        note: String::new(),
    };
    let mut effects: Vec<Effect> = unequal(told(then, today), told(now, today))
        .into_iter()
        .map(effect)
        .collect();
    let beyond = |card: &CreditCard| card.exposure - card.limit;
    if beyond(now) > Decimal::ZERO && beyond(now) != beyond(then) {
        let open = now.contracts.iter().filter(|c| c.value.state.is_open());
        let numbers: Vec<&str> = open.map(|c| c.value.contract_no.as_str()).collect();
        let before = match beyond(then) {
            over if over > Decimal::ZERO => format!("超出{}万元", plain(over)),
            _ => "没有超出".to_owned(),
        };
        effects.push(Effect {
            customer: customer.to_owned(),
            what: "敞口与额度".to_owned(),
            before: Some(before),
            after: Some(format!("超出{}万元", plain(beyond(now)))),
            note: match numbers.is_empty() {
                true => "业务部经理:新合同按特殊合同办".to_owned(),
                false => format!("业务部经理:在执行的合同 {} 要重新核对", numbers.join("、")),
            },
        });
    }
    effects
}

/// What a card says in figures.
fn told(card: &CreditCard, today: NaiveDate) -> Vec<(String, String)> {
    let wan = |amount: Decimal| format!("{}万元", plain(amount));
    let mut told = vec![("信用额度".to_owned(), wan(card.limit))];
    if let Some(grade) = &card.grade {
        told.push(("等级".to_owned(), grade.clone()));
    }
    if let Some(days) = card.terms_days {
        told.push(("信用期限".to_owned(), format!("{days}天")));
    }
    told.push(("信用敞口".to_owned(), wan(card.exposure)));
    for part in card.parts.iter().filter(|p| p.id != "this_contract") {
        told.push((part.name.clone(), wan(part.amount_wan)));
    }
    let late = card.overdue(today).map_or_else(
        || "无".to_owned(),
        |(days, sum)| format!("{},最长{days}天", wan(sum)),
    );
    told.push(("逾期未收".to_owned(), late));
    for contract in &card.contracts {
        let what = format!("合同 {} 的状态", contract.value.contract_no);
        told.push((what, contract.value.state.words().to_owned()));
    }
    told
}

/// Later forms of the customer whose figures name the earlier version as their source.
fn who_went_by(
    archive: &Archive,
    policy: &Policy,
    customer: &str,
    replaces: &str,
    now: &CreditCard,
    today: NaiveDate,
) -> Result<Vec<Effect>, ArchiveError> {
    let source = format!("版本 {replaces},");
    let mut effects = Vec::new();
    for posting in archive.dossier(&fold(customer), policy, today)?.postings {
        let Some(review) = posting.review.as_ref() else {
            continue;
        };
        let inputs = review.trace().iter().flat_map(|step| &step.inputs);
        let named = |text: Option<&String>| text.is_some_and(|s| s.contains(&source));
        if posting.id == replaces || !inputs.clone().any(|i| named(i.source.as_ref())) {
            continue;
        }
        let (number, before, after) = match review {
            Review::Contract(review) => (
                review.contract_no.as_str(),
                review.exposure_wan.zip(review.limit_wan),
                Some((now.exposure, now.limit)),
            ),
            _ => ("", None, None),
        };
        let words = |(exposure, limit): (Decimal, Decimal)| {
            format!("敞口{}万元、额度{}万元", plain(exposure), plain(limit))
        };
        let own = headline(posting.review.as_ref());
        let own: Vec<String> = own
            .into_iter()
            .take(3)
            .map(|(k, v)| format!("{k}{v}"))
            .collect();
        effects.push(Effect {
            customer: customer.to_owned(),
            what: format!("{} {number}(版本 {})", posting.form_title, posting.id),
            before: before.map(words).or_else(|| Some(own.join("、"))),
            after: after
                .map(words)
                .or_else(|| Some("依据已更正,以重交后的结果为准".to_owned())),
            note: format!("{}:当时按更正前的那份算的,请核对", who(&posting.office)),
        });
    }
    Ok(effects)
}

fn who(office: &str) -> &str {
    if office.is_empty() {
        "业务部"
    } else {
        office
    }
}

/// Figures that differ, by what they are called: the first's in its order, then what is new.
fn unequal(
    before: Vec<(String, String)>,
    after: Vec<(String, String)>,
) -> Vec<(String, Option<String>, Option<String>)> {
    let now: BTreeMap<&String, &String> = after.iter().map(|(what, value)| (what, value)).collect();
    let mut found: Vec<_> = before
        .iter()
        .filter(|(what, value)| now.get(what) != Some(&value))
        .map(|(what, value)| {
            let now = now.get(what).map(|value| (*value).clone());
            (what.clone(), Some(value.clone()), now)
        })
        .collect();
    let new = after
        .iter()
        .filter(|(what, _)| !before.iter().any(|(b, _)| b == what));
    found.extend(new.map(|(what, value)| (what.clone(), None, Some(value.clone()))));
    found
}
