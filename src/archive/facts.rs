//! What the index keeps of a record beyond its headings: the figures that later reviews borrow,
//! and the keys by which records are found equal.
//!
//! Read from the judged document by the form's own labels, so that a rebuild from the blobs gives
//! the same. Nothing here rules; `evaluate` does.

use super::duties::{CONTACTS, DUTY_DONE, SURVEY, VISIT};
use super::hash::BlobHash;
use super::receivables::{DISPATCH, REGISTER, shipment};
use crate::domain::complaint::CaseFiling;
use crate::domain::dealings::{ContractOnFile, DecisionOnFile, Shipment};
use crate::domain::decimal::as_plain_option;
use crate::domain::duty::Done;
use crate::domain::grading::GradingFacts;
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::domain::value::Period;
use crate::findings::CORRECTION;
use crate::forms::{FieldKind, FormDefinition, Forms};
use crate::judged::{FieldReport, JudgedRecord};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a score's trace calls how the customer pays.
const TIMELY: &str = "是否及时回款";

/// Figures of one record. Stored as JSON, so that new ones need no new column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Period of a score.
    pub period: Option<Period>,
    /// Net assets in 万元.
    #[serde(with = "as_plain_option")]
    pub net_assets_wan: Option<Decimal>,
    /// Last day of the business term.
    pub term_end: Option<NaiveDate>,
    /// First contract date.
    pub first_trade: Option<NaiveDate>,
    /// Contract amount of the period in 万元.
    #[serde(with = "as_plain_option")]
    pub annual_amount_wan: Option<Decimal>,
    /// Year-end receivable in 万元, plain.
    pub receivable_wan: Option<String>,
    /// `major` or `general`.
    pub class: Option<String>,
    /// Grade.
    pub grade: Option<String>,
    /// Total points, plain.
    pub total_points: Option<String>,
    /// Limit in 万元, plain.
    pub limit_wan: Option<String>,
    /// Last day of the new-customer year that ruled a score.
    pub new_customer_until: Option<NaiveDate>,
    /// 截止日期 of a register of receivables.
    pub as_of: Option<NaiveDate>,
    /// A contract; its office and state follow from where it stands among the others.
    pub contract: Option<ContractOnFile>,
    /// What was decided of a contract; then [`Self::contract`] is none.
    pub decision: Option<DecisionOnFile>,
    /// What left by a dispatch note.
    pub shipment: Option<Shipment>,
    /// What it says of a complaint's case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filed: Option<CaseFiling>,
    /// Whether it took the place of an earlier version, with consequences that are on file.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub corrects: bool,
    /// Case number of a complaint.
    pub case_id: Option<String>,
    /// Day a complaint was received.
    pub received: Option<NaiveDate>,
    /// Its causes.
    pub causes: Vec<String>,
    /// 及时, 收账期内 or 拖欠, of a score.
    pub timely: Option<String>,
    /// A form that grades customers.
    pub grading: Option<GradingFacts>,
    /// First day on which what it gives is in force; the grades themselves stand apart, for a list
    /// may have thousands.
    pub in_force_from: Option<NaiveDate>,
    /// What was done, by a form that closes duties.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Done>,
    /// Registration codes and accounts.
    pub identifiers: Vec<String>,
    /// Of them the registration codes, by which two names are known for one customer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// The values of the form's record key, folded: the same key again from the same office
    /// replaces (domain ruling 9.16).
    pub record_key: String,
}

impl Facts {
    /// The facts of a record that was judged by these forms.
    pub fn of(record: &JudgedRecord, forms: &Forms) -> Self {
        let Some(form) = forms.get(&record.form) else {
            return Self::default();
        };
        let read = Labelled { form, record };
        let mut facts = Self {
            period: read.value("period").and_then(Period::parse),
            net_assets_wan: read.number("net_assets"),
            term_end: read.value("business_term").and_then(parse_term_end),
            first_trade: read.value("first_trade_date").and_then(|v| v.parse().ok()),
            annual_amount_wan: read.number("annual_amount"),
            receivable_wan: read.value("year_end_receivable").map(str::to_owned),
            received: read.value("received_on").and_then(|v| v.parse().ok()),
            identifiers: read.identifiers(&[FieldKind::RegistrationCode, FieldKind::Account]),
            codes: read.identifiers(&[FieldKind::RegistrationCode]),
            record_key: read.record_key(),
            corrects: record.findings.iter().any(|f| f.code == CORRECTION),
            ..Self::default()
        };
        facts.filed = CaseFiling::read(
            &form.id,
            &|key| read.value(key).map(str::to_owned),
            record.review.as_ref(),
        );
        match form.id.as_str() {
            VISIT | DUTY_DONE | CONTACTS | SURVEY => facts.done = read.done(),
            REGISTER => facts.as_of = read.value("as_of").and_then(|v| v.parse().ok()),
            DISPATCH => facts.shipment = shipment(form, record),
            _ => {}
        }
        match &record.review {
            Some(Review::Score(score)) => {
                facts.class = score.class.and_then(|class| {
                    serde_json::to_value(class)
                        .ok()?
                        .as_str()
                        .map(str::to_owned)
                });
                facts.grade = score.grade.clone();
                let state = score.trace.iter().find(|s| s.figure == TIMELY);
                facts.timely = state.map(|step| step.value.clone());
                facts.total_points = score.total_points.map(crate::domain::decimal::plain);
                facts.new_customer_until = score.new_customer_until;
                facts.limit_wan = score
                    .credit
                    .as_ref()
                    .map(|credit| crate::domain::decimal::plain(credit.limit_wan));
            }
            Some(Review::Complaint(complaint)) => {
                facts.case_id = Some(complaint.case_id.clone());
                facts.causes = complaint.causes.clone();
            }
            Some(Review::Contract(review)) => {
                let signed_on = read.value("signed_on").and_then(|v| v.parse().ok());
                match &review.decision {
                    Some(decision) => {
                        facts.decision = Some(DecisionOnFile {
                            contract_no: review.contract_no.clone(),
                            terms: review.terms.clone(),
                            decision: decision.clone(),
                        });
                    }
                    None => {
                        facts.contract = Some(ContractOnFile {
                            payment_terms: read.value("payment_terms").map(str::to_owned),
                            credit_days: read.value("credit_days").and_then(|v| v.parse().ok()),
                            salesperson: read.value("salesperson").map(str::to_owned),
                            ..review.on_file(signed_on, read.value("group"))
                        });
                    }
                }
            }
            Some(Review::Grading(review)) => {
                facts.period = review.period;
                facts.in_force_from = review.in_force_from;
                facts.grading = Some(review.on_file());
            }
            // The grade of another form is no grade of the customer.
            Some(Review::Policy(_) | Review::Rules(_) | Review::Ageing(_)) | None => {}
        }
        facts
    }

    /// Whether it is a decision of a case's form, and no version of that form.
    pub fn case_decision(&self) -> bool {
        self.filed.as_ref().is_some_and(|f| f.decision().is_some())
    }
}

/// A record seen through its form's keys.
struct Labelled<'a> {
    form: &'a FormDefinition,
    record: &'a JudgedRecord,
}

impl Labelled<'_> {
    fn report(&self, key: &str) -> Option<&FieldReport> {
        let label = &self.form.field(key)?.label;
        self.record
            .fields
            .iter()
            .find(|f| !f.extra && &f.label == label)
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.report(key)?.value.as_deref()
    }

    fn number(&self, key: &str) -> Option<Decimal> {
        self.value(key)?.parse().ok()
    }

    /// What the form says was done; none where it names no day.
    fn done(&self) -> Option<Done> {
        let day = |key: &str| self.value(key).and_then(|v| v.parse().ok());
        let text = |key: &str| self.value(key).map(str::to_owned);
        let first = |keys: [&str; 3]| keys.into_iter().find_map(text);
        let on = ["done_on", "visited_on", "surveyed_on", "contact_on"];
        Some(Done {
            on: on.into_iter().find_map(day)?,
            by: first(["done_by", "visited_by", "handled_by"]),
            role: first(["done_by_role", "visitor_role", "answered_role"]),
            number: text("item_no"),
            item: text("item"),
            office: text("office"),
            month: day("month"),
            received_on: day("handed_on"),
        })
    }

    fn identifiers(&self, kinds: &[FieldKind]) -> Vec<String> {
        self.form
            .fields
            .iter()
            .filter(|f| kinds.contains(&f.kind))
            .filter_map(|f| self.value(&f.key))
            .filter(|v| !v.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn record_key(&self) -> String {
        let parts: Vec<String> = self
            .form
            .record_key
            .iter()
            .map(|key| fold(self.value(key).unwrap_or_default()))
            .collect();
        parts.join("\u{1f}")
    }
}

/// The last day of `…至2030-01-01`; none for an open end.
fn parse_term_end(text: &str) -> Option<NaiveDate> {
    text.rsplit_once('至')?.1.parse().ok()
}

/// The hash by which two records are equal: form, labels, raw texts and values, whatever row they
/// stand in (domain ruling 9.18).
pub fn record_hash(form: &str, fields: &[FieldReport]) -> BlobHash {
    let mut text = format!("{}:{form}", form.len());
    for field in fields {
        for part in [
            Some(field.label.as_str()),
            field.raw.as_deref(),
            field.value.as_deref(),
        ] {
            // The length before each part, so that no text can pass for two.
            match part {
                Some(part) => text.push_str(&format!("{}:{part}", part.len())),
                None => text.push('-'),
            }
        }
    }
    BlobHash::of(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_and_terms_are_read_as_values_print_them() {
        for period in [
            Period::Year(2025),
            Period::FirstHalf(2025),
            Period::SecondHalf(2025),
        ] {
            assert_eq!(Period::parse(&period.to_string()), Some(period));
        }
        assert_eq!(Period::parse("2025H3"), None);
        assert_eq!(
            parse_term_end("2010-01-01至2030-01-01"),
            NaiveDate::from_ymd_opt(2030, 1, 1)
        );
        assert_eq!(parse_term_end("2010-01-01至长期"), None);
    }
}
