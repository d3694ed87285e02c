//! The named checks of form definitions: one small function a check, found by its name.
//!
//! A check is added by writing its function and a line in [`REGISTRY`]; a test holds the names in
//! the definition files to this list and the list to the files.

mod card;
mod company;
mod complaint;
mod credit;
pub(super) mod customer;
mod dates;
mod grading;
mod lookup;
mod money;
mod score;
pub(super) mod service;

use crate::domain::reading::Reading;
use crate::domain::value::{TermEnd, Value};
use crate::extract::{FieldReading, Missing, Record};
use crate::findings::{Finding, FindingDraft};
use crate::forms::FieldDefinition;
use crate::normalise::ReadingRules;
use crate::policy::Policy;
use chrono::{Days, Months, NaiveDate};

/// Who holds a named check.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// A function over one field of one record.
    Field(fn(&Subject<'_, '_>) -> Vec<Finding>),
    /// The reader of the field's kind (`normalise`).
    Reading,
    /// The comparison of a workbook's records with each other.
    Workbook,
}

/// Every check that a form definition may name.
pub const REGISTRY: &[(&str, Check)] = &[
    ("account_length", Check::Field(money::account_length)),
    ("address_province", Check::Field(company::address_province)),
    ("after_1949", Check::Field(dates::after_1949)),
    ("assessor_role", Check::Field(score::assessor_role)),
    (
        "balance_of_contract",
        Check::Field(grading::balance_of_contract),
    ),
    ("audit_signer", Check::Field(service::audit_signer)),
    ("balance_of_debt", Check::Field(credit::balance_of_debt)),
    ("bank_name", Check::Field(money::bank_name)),
    ("benefit_of_grade", Check::Field(grading::benefit_of_grade)),
    ("change_of_grade", Check::Field(grading::change_of_grade)),
    (
        "closed_when_effective",
        Check::Field(service::closed_when_effective),
    ),
    (
        "collected_within_due",
        Check::Field(score::collected_within_due),
    ),
    (
        "comparison_of_cause",
        Check::Field(complaint::asked_of_product),
    ),
    (
        "complaint_is_urgent",
        Check::Field(service::complaint_is_urgent),
    ),
    (
        "contract_of_cause",
        Check::Field(complaint::contract_of_cause),
    ),
    ("credit_of_grade", Check::Field(grading::credit_of_grade)),
    ("current_ratio", Check::Field(card::current_ratio)),
    (
        "customer_listed_once",
        Check::Field(grading::customer_listed_once),
    ),
    ("customer_name", Check::Field(company::customer_name)),
    ("debt_ratio", Check::Field(card::debt_ratio)),
    ("filled_on", Check::Field(dates::filled_on)),
    ("fx_account", Check::Field(money::fx_account)),
    ("fx_pair", Check::Field(money::fx_pair)),
    ("grade_list_order", Check::Field(grading::grade_list_order)),
    ("graded_by_policy", Check::Field(grading::graded_by_policy)),
    ("has_lines", Check::Field(credit::has_lines)),
    ("item_named", Check::Field(service::item_named)),
    ("manual_class", Check::Field(score::manual_class)),
    (
        "net_assets_against_capital",
        Check::Field(company::net_assets_against_capital),
    ),
    ("not_future", Check::Field(dates::not_future)),
    ("not_last_january", Check::Field(dates::not_last_january)),
    ("one_criterion", Check::Field(lookup::one_criterion)),
    (
        "overdue_days_of_card",
        Check::Field(grading::overdue_days_of_card),
    ),
    ("payment_plan", Check::Field(credit::payment_plan)),
    ("period_begun", Check::Field(dates::period_begun)),
    (
        "product_of_cause",
        Check::Field(complaint::asked_of_product),
    ),
    (
        "quantity_times_price",
        Check::Field(credit::quantity_times_price),
    ),
    ("query_span", Check::Field(lookup::query_span)),
    (
        "reason_of_proposal",
        Check::Field(grading::reason_of_proposal),
    ),
    (
        "refusal_is_urgent",
        Check::Field(customer::refusal_is_urgent),
    ),
    ("registry_office", Check::Field(company::registry_office)),
    ("released", Check::Field(credit::released)),
    ("same_account", Check::Workbook),
    ("same_debt_twice", Check::Field(credit::same_debt_twice)),
    (
        "size_against_figures",
        Check::Field(company::size_against_figures),
    ),
    ("signed_is_new", Check::Field(customer::signed_is_new)),
    ("survey_weights", Check::Field(service::survey_weights)),
    ("target_in_time", Check::Field(customer::target_in_time)),
    ("term", Check::Field(dates::term)),
    ("two_surveyors", Check::Field(customer::two_surveyors)),
    ("whole_month", Check::Reading),
    ("with_time", Check::Reading),
    ("within_month", Check::Field(service::within_month)),
    ("words_of_amount", Check::Field(service::words_of_amount)),
];

/// A field of a record, as a finding is drafted about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'a, 'f> {
    record: &'a Record<'f>,
    field: &'a FieldDefinition,
}

impl<'a, 'f> Look<'a, 'f> {
    pub(super) fn of(record: &'a Record<'f>, field: &'a FieldDefinition) -> Self {
        Self { record, field }
    }

    /// A finding at the field's place that quotes what stands there.
    pub(super) fn draft(&self, code: &'static str, facts: &[(&str, &str)]) -> FindingDraft {
        let reading = self.record.field(&self.field.key);
        let mut draft = Finding::draft(code, facts)
            .at(&self.record.sheet, reading.and_then(|r| r.cell))
            .of_field(&self.field.label);
        // Else the catalogue's clause stands, or `validate` adds the form's.
        if let Some(clause) = &self.field.clause {
            draft = draft.clause(clause);
        }
        match reading.and_then(|r| r.raw.as_deref()).map(str::trim) {
            Some(raw) if !raw.is_empty() => draft.quoting(raw),
            _ => draft,
        }
    }
}

/// What a check looks at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a, 'f> {
    /// The record.
    pub record: &'a Record<'f>,
    /// The field that names the check.
    pub field: &'a FieldDefinition,
    /// The policy in force.
    pub policy: &'a Policy,
    /// The day of the review.
    pub today: NaiveDate,
}

impl Subject<'_, '_> {
    fn rules(&self) -> &ReadingRules {
        self.policy.reading_rules()
    }

    fn reading(&self) -> Option<&FieldReading> {
        self.record.field(&self.field.key)
    }

    fn text(&self) -> Option<&str> {
        self.record.text(&self.field.key)
    }

    fn date(&self) -> Option<NaiveDate> {
        self.record.date(&self.field.key)
    }

    fn is_missing(&self) -> bool {
        matches!(
            self.reading().map(|r| &r.reading),
            None | Some(Reading::Missing(_))
        )
    }

    fn say(&self, code: &'static str, facts: &[(&str, &str)]) -> Vec<Finding> {
        vec![Look::of(self.record, self.field).draft(code, facts).done()]
    }

    /// E-REQUIRED for this field, if it is missing.
    fn required_because(&self, because: &str) -> Vec<Finding> {
        if self.is_missing() {
            vec![super::required::missing_field(
                self.record,
                self.field,
                because,
            )]
        } else {
            Vec::new()
        }
    }
}

/// Runs every check that the form names, in the order of its fields.
pub(super) fn findings(record: &Record<'_>, policy: &Policy, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    for field in record.definitions() {
        for name in &field.checks {
            let check = REGISTRY.iter().find(|(n, _)| n == name);
            if let Some((_, Check::Field(run))) = check {
                let subject = Subject {
                    record,
                    field,
                    policy,
                    today,
                };
                found.extend(run(&subject));
            }
        }
    }
    found
}

/// Fills in values that follow from others, each with its finding.
pub(super) fn complete(record: &mut Record<'_>, today: NaiveDate) {
    for field in record.definitions() {
        let has = |name: &str| field.checks.iter().any(|c| c == name);
        let completed = if has("term") {
            term_of_years(record, field)
        } else if has("filled_on") {
            receipt_day(record, field, today)
        } else {
            None
        };
        if let Some((value, finding)) = completed {
            record.findings.push(finding);
            if let Some(reading) = record.fields.iter_mut().find(|f| f.key == field.key) {
                reading.reading = value;
            }
        }
    }
}

/// `20年` counts from the day of registration to the day before its anniversary.
fn term_of_years(record: &Record<'_>, field: &FieldDefinition) -> Option<(Reading, Finding)> {
    let years: u32 = record.text(&field.key)?.strip_suffix('年')?.parse().ok()?;
    let look = Look::of(record, field);
    let reckoned = record.date("registration_date").and_then(|start| {
        let end = start
            .checked_add_months(Months::new(years.checked_mul(12)?))?
            .checked_sub_days(Days::new(1))?;
        Some((start, end))
    });
    let Some((start, end)) = reckoned else {
        let finding = look.draft(
            "E-TERM-INVALID",
            &[("why", "只写了年数,又没有可用的注册日期,算不出到哪天")],
        );
        return Some((Reading::Unreadable, finding.done()));
    };
    let value = Value::Term {
        start: Some(start),
        end: TermEnd::On(end),
    };
    let read = value.normalised();
    let finding = look.draft("W-TERM-YEARS", &[("read", &read)]).done();
    Some((Reading::Value(value), finding))
}

/// A blank 填表日期 is the day of receipt.
fn receipt_day(
    record: &Record<'_>,
    field: &FieldDefinition,
    today: NaiveDate,
) -> Option<(Reading, Finding)> {
    let reading = record.field(&field.key)?;
    if reading.reading != Reading::Missing(Missing::Blank) || reading.cell.is_none() {
        return None;
    }
    let value = Value::Date(today);
    let read = value.normalised();
    let finding = Look::of(record, field)
        .draft("I-FILLED-ON", &[("read", &read)])
        .done();
    Some((Reading::Value(value), finding))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Forms;
    use crate::forms::checks::NAMED_CHECKS;
    use std::collections::BTreeSet;

    #[test]
    fn the_definitions_and_the_registry_name_the_same_checks() {
        let named: BTreeSet<&str> = Forms::built_in()
            .iter()
            .flat_map(|form| &form.fields)
            .flat_map(|field| &field.checks)
            .map(String::as_str)
            .collect();
        let registered: BTreeSet<&str> = REGISTRY.iter().map(|(name, _)| *name).collect();
        assert_eq!(named, registered);
        let offered: BTreeSet<&str> = NAMED_CHECKS.iter().map(|c| c.id).collect();
        assert_eq!(
            offered, registered,
            "what managers may name is what there is"
        );
        let words: BTreeSet<&str> = NAMED_CHECKS.iter().map(|c| c.words).collect();
        assert_eq!(words.len(), NAMED_CHECKS.len(), "a word stands twice");
        assert_eq!(registered.len(), REGISTRY.len(), "a name stands twice");
    }
}
