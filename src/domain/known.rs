//! What the archive knows of the customers at hand, as a value handed to evaluation.
//!
//! Fetched by the edge; the core never asks an archive itself (domain ruling 9.15).

use super::approval::Dropped;
use super::complaint::CaseFiling;
use super::correction::Correction;
use super::dealings::Dealings;
use super::grading::{GradeInForce, GradingFacts};
use crate::domain::decimal::as_plain;
use crate::domain::value::Period;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Facts for one run. `Default` is "no archive at hand".
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct KnownFacts {
    /// Whether an archive was asked at all (`check` has none).
    pub archive: bool,
    /// By folded customer name ([`crate::domain::name::fold`]).
    pub customers: BTreeMap<String, CustomerFacts>,
    /// Case ids already given, for numbering (`FK-YYYYMMDD-nn`).
    pub case_ids: BTreeSet<String>,
    /// Case id that the very complaint at hand was given when an earlier version of it was
    /// accepted, by its record key (`extract::Record::key_text`): a correction keeps its number.
    #[serde(default)]
    pub cases_by_record: BTreeMap<String, String>,
    /// The forms on file of the cases that the forms at hand refer to, by folded number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cases: BTreeMap<String, Vec<Borrowed<CaseFiling>>>,
    /// Unified credit codes and accounts seen under other customers: value → customer name.
    pub identifiers: BTreeMap<String, String>,
    /// How often a file of this name from this office was returned before.
    pub returned_before: u32,
    /// The approving role in whose folder the file lay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<Dropped>,
    /// What is on file of the very records at hand that an approving role decides, by form id and
    /// record key ([`Self::record_on_file`]).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub on_file: BTreeMap<String, RecordOnFile>,
    /// How the customers of a form that grades them pay, by folded name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub paying: BTreeMap<String, Paying>,
    /// 截止日期 of the latest register of receivables, where the file needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<Borrowed<NaiveDate>>,
    /// What the file's records took the place of, and what changed in consequence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// Customers whose contracts name a 集团 of the file, by its folded name: names as typed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, Vec<String>>,
}

impl KnownFacts {
    /// The key of [`Self::on_file`].
    pub fn record_key(form: &str, key_text: &str) -> String {
        format!("{form}\u{1f}{key_text}")
    }

    /// What is known of one customer alone; of a list with thousands the rest need not be copied.
    pub fn of_customer(&self, name: &str) -> Self {
        let folded = super::name::fold(name);
        let own = self.customers.get_key_value(&folded);
        Self {
            customers: own
                .map(|(k, v)| (k.clone(), v.clone()))
                .into_iter()
                .collect(),
            identifiers: self.identifiers.clone(),
            archive: self.archive,
            returned_before: self.returned_before,
            ..Self::default()
        }
    }

    /// What is on file of a record.
    pub fn record_on_file(&self, form: &str, key_text: &str) -> Option<&RecordOnFile> {
        self.on_file.get(&Self::record_key(form, key_text))
    }
}

/// Earlier versions of a record that did not come by an approving role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordOnFile {
    /// Owners of the files that brought it, as the system told, the first first, each once.
    pub owners: Vec<Borrowed<String>>,
    /// Of a form that grades customers, the latest of them, where nobody has decided it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grading: Option<Borrowed<GradingFacts>>,
}

/// How a customer pays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paying {
    /// 及时, 收账期内 or 拖欠 by the latest score.
    pub timely: Option<Borrowed<String>>,
    /// Due day of the oldest debt that the latest register has open and overdue.
    pub oldest_due: Option<Borrowed<NaiveDate>>,
}

/// A borrowed value with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Borrowed<T> {
    /// The value.
    pub value: T,
    /// Form title it came from.
    pub form_title: String,
    /// Archived version id.
    pub version: String,
    /// Review date of that version.
    pub date: NaiveDate,
}

/// A decimal that serialises as a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exact(#[serde(with = "as_plain")] pub Decimal);

/// What is known of one customer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CustomerFacts {
    /// Net assets in 万元 from the latest 客户概要信息登记表.
    pub net_assets_wan: Option<Borrowed<Exact>>,
    /// End of the business term from the latest 客户概要信息登记表; none if open or unknown.
    pub term_end: Option<Borrowed<NaiveDate>>,
    /// First contract date from earlier forms.
    pub first_contract: Option<Borrowed<NaiveDate>>,
    /// Contract amounts in 万元 by period, from earlier score forms.
    pub contract_amounts: Vec<(Period, Borrowed<Exact>)>,
    /// The latest earlier grading.
    pub previous: Option<PreviousGrading>,
    /// What an approved list or review put in force last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<Borrowed<GradeInForce>>,
    /// Earlier complaints, oldest first.
    pub complaints: Vec<PastComplaint>,
    /// Limit, debts, contracts, shipments; fetched for contracts and dispatch notes alone.
    #[serde(default)]
    pub dealings: Dealings,
}

/// The latest earlier grading, for 上期→本期.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousGrading {
    /// Archived version id.
    pub version: String,
    /// Its review date.
    pub review_date: NaiveDate,
    /// Period it covers.
    pub period: Option<Period>,
    /// Class word (`major`/`general`), if any.
    pub class: Option<String>,
    /// Grade.
    pub grade: Option<String>,
    /// Total points in plain notation.
    pub total_points: Option<String>,
    /// Limit in 万元, plain.
    pub limit_wan: Option<String>,
    /// Year-end receivable in 万元, plain.
    pub receivable_wan: Option<String>,
}

/// An earlier complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastComplaint {
    /// Case number.
    pub case_id: String,
    /// Day received.
    pub received: NaiveDate,
    /// Causes.
    pub causes: Vec<String>,
}
