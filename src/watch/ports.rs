//! What the process needs of its neighbours: somebody who judges, and somebody who keeps.
//!
//! Two narrow traits, so that the order of claim, archive, delivery and removal can be tested
//! with a judge of a few lines, and so that nothing here knows which archive it is.

use super::pending::PendingNotes;
use super::state::{Judgement, Slot};
use crate::accounts::CreditCard;
use crate::archive::{Adoption, Circumstances, CorrectionOnFile};
use crate::duties::DutyBooks;
use crate::findings::Finding;
use crate::grading::{Book, Reviews};
use crate::judged::JudgedFile;
use crate::ledger::CardLine;
use crate::share::layout::Contents;
use crate::sheet::plan::SheetPlan;
use chrono::{DateTime, FixedOffset, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A file on its way to the judge.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// The submitted file's full name.
    pub file_name: &'a str,
    /// Path within 收件箱, with `/`.
    pub path: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The office; empty at the inbox's root.
    pub office: &'a str,
    /// The approving role in whose folder it was dropped.
    pub role: Option<&'a str>,
    /// The file's owner, where the system tells.
    pub owner: Option<&'a str>,
    /// What its way here tells (a copy of another, an unknown office): stands among the file's
    /// own findings.
    pub notes: &'a [Finding],
}

/// The result sheets' way to the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Annotated {
    /// The submitted workbook with our sheets in it.
    Grafted(Vec<u8>),
    /// A workbook of our own, to lie beside the submitted file.
    Beside(Vec<u8>),
}

impl Annotated {
    /// The bytes of either.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Grafted(bytes) | Self::Beside(bytes) => bytes,
        }
    }

    /// The bytes of either, to keep.
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Grafted(bytes) | Self::Beside(bytes) => bytes,
        }
    }
}

/// A judged file and what its owner gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The document of `check --json`.
    pub file: JudgedFile,
    /// The annotated workbook.
    pub annotated: Annotated,
    /// What it was judged with beside its bytes and the policy.
    pub circumstances: Option<Circumstances>,
    /// The policy that it puts in force.
    pub adopts: Option<Adoption>,
}

/// A policy by which reviews go from some day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Its version.
    pub version: String,
    /// Its workbook.
    pub bytes: Arc<Vec<u8>>,
    /// SHA-256 of the workbook.
    pub sha256: String,
}

/// The cards of some customers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CardNews {
    /// Number of the last submission that they take in.
    pub upto: u64,
    /// A card each.
    pub cards: Vec<MadeCard>,
}

/// A customer's card.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeCard {
    /// All folded names under which its records stand.
    pub names: BTreeSet<String>,
    /// Its line in the list, with the place of its workbook.
    pub line: CardLine,
    /// The workbook's sheets.
    pub plans: Vec<SheetPlan>,
}

/// A step of a neighbour that failed. Trying again can help; nothing is lost meanwhile.
#[derive(Debug, thiserror::Error)]
#[error("{doing}")]
pub struct PortFailure {
    /// What was being done, in words.
    pub doing: String,
    /// The cause.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// The list of what waits for an approving role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingList {
    /// The role.
    pub role: String,
    /// The workbook.
    pub bytes: Vec<u8>,
    /// Whether anything waits.
    pub waits: bool,
}

/// Judges one file with what `vault` knows of its customers. Must be pure but for that.
pub trait Judge<V> {
    /// The policy that judges on a day.
    fn policy(&self, on: NaiveDate) -> &InForce;

    /// All policies that were put in force, in that order.
    fn policies(&self) -> Vec<&InForce>;

    /// The offices of a day's policy, by which an unknown sub-folder is told.
    fn offices(&self, on: NaiveDate) -> &[String];

    /// Reads the policies anew, after one was archived.
    fn refresh(&mut self, vault: &V) -> Result<(), PortFailure>;

    /// What a share is laid out with under a day's policy.
    fn contents(&self, on: NaiveDate) -> Result<Contents, PortFailure>;

    /// The workbook that shows what a policy waiting for approval would change for the customers
    /// in the archive; none where nothing can be said.
    fn simulation(
        &self,
        proposal: &[u8],
        name: &str,
        today: NaiveDate,
        vault: &V,
    ) -> Result<Option<Vec<u8>>, PortFailure>;

    /// The cards of customers with news after that submission; some of them at a time.
    fn cards(&self, after: u64, today: NaiveDate, vault: &V) -> Result<CardNews, PortFailure>;

    /// The list of all customers, with what people must settle.
    fn card_list(&self, lines: &[CardLine], today: NaiveDate) -> Vec<SheetPlan>;

    /// The credit cards of all customers. A judge that keeps no accounts has none.
    fn credit_cards(&self, _today: NaiveDate, _vault: &V) -> Result<Vec<CreditCard>, PortFailure> {
        Ok(Vec::new())
    }

    /// The corrections in submissions after that one, oldest first, and how far that goes.
    fn corrections(
        &self,
        after: u64,
        _vault: &V,
    ) -> Result<(u64, Vec<CorrectionOnFile>), PortFailure> {
        Ok((after, Vec::new()))
    }

    /// The sheets of such a card.
    fn credit_card(&self, _card: &CreditCard, _today: NaiveDate) -> Vec<SheetPlan> {
        Vec::new()
    }

    /// The labels of a form's record key under a day's policy, without the customer's: what tells
    /// two records of one customer apart.
    fn record_key(&self, form: &str, on: NaiveDate) -> Vec<String>;

    /// The workbooks of the review that is due on a day; none where none is, or where nothing that
    /// they are drawn from has changed since `mark`.
    fn reviews(
        &self,
        today: NaiveDate,
        vault: &V,
        mark: Option<&str>,
    ) -> Result<Option<Reviews>, PortFailure>;

    /// The bytes of such a workbook under a day's policy.
    fn book(&self, book: &Book, on: NaiveDate) -> Result<Vec<u8>, PortFailure>;

    /// What is due on a day; none where the company has handed in nothing yet. A judge that knows
    /// no duties has none.
    fn duties(&self, _today: NaiveDate, _vault: &V) -> Result<Option<DutyBooks>, PortFailure> {
        Ok(None)
    }

    /// The 待审批.xlsx of each approving role. A judge that decides nothing has none.
    fn pending(
        &self,
        _today: NaiveDate,
        _notes: &BTreeMap<String, PendingNotes>,
        _vault: &V,
    ) -> Result<Vec<PendingList>, PortFailure> {
        Ok(Vec::new())
    }

    /// How long an owner file (`~$…`) is believed under the policy; an older one was left by a
    /// crashed computer.
    fn owner_grace(&self, on: NaiveDate) -> Duration;

    /// Judges.
    fn judge(
        &self,
        arrival: &Arrival<'_>,
        today: NaiveDate,
        vault: &V,
    ) -> Result<Judged, PortFailure>;

    /// What the owner of a file gets when judging it failed inside: the file's own findings,
    /// and a workbook that shows them where one can be made.
    fn excuse(&self, arrival: &Arrival<'_>, finding: Finding) -> Judged;
}

/// A version on its way to the archive.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Key of the drop: committing it twice makes one version.
    pub claim: String,
    /// Real time of the claim.
    pub received_at: DateTime<FixedOffset>,
    /// The day that the review took for today.
    pub review_date: NaiveDate,
    /// Submitted file name.
    pub file: String,
    /// Path within 收件箱, with `/`; from the share's root for a file of 审批.
    pub path: String,
    /// Where the annotated workbook is going to lie, below the share's root.
    pub delivered: String,
    /// Office; empty at the root.
    pub office: String,
    /// Approving role in whose folder it was dropped.
    pub role: Option<String>,
    /// The file's owner, where the system tells.
    pub owner: Option<String>,
    /// The policy that judged.
    pub policy: InForce,
    /// As submitted.
    pub submitted: Vec<u8>,
    /// What the owner gets.
    pub judged: Judged,
}

/// A version in the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its id there (`<submission>`).
    pub submission: String,
    /// The judged file.
    pub file: JudgedFile,
    /// Whether the annotated bytes are a workbook of ours beside the file.
    pub beside: bool,
    /// SHA-256 of the submitted bytes.
    pub submitted_sha256: String,
    /// SHA-256 of the annotated bytes.
    pub annotated_sha256: String,
}

/// The same bytes, come again.
#[derive(Debug, Clone, Copy)]
pub struct Repeated<'a> {
    /// Key of the drop.
    pub claim: &'a str,
    /// Real time of the claim.
    pub received_at: DateTime<FixedOffset>,
    /// Path within 收件箱, with `/`.
    pub path: &'a str,
    /// Office; empty at the root.
    pub office: &'a str,
}

/// Keeps versions for ever.
pub trait Vault {
    /// The version of a claim, if that claim was committed before (a kill came between).
    fn by_claim(&self, claim: &str) -> Result<Option<Stored>, PortFailure>;

    /// The first version of these submitted bytes that was accepted under this policy.
    fn accepted(&self, sha256: &str, policy: &InForce) -> Result<Option<Stored>, PortFailure>;

    /// The sheets of the catalogue of all that is kept, with the links of the share at `share`;
    /// none where there is no catalogue.
    fn catalogue(&self, share: &Path, today: NaiveDate) -> Result<Vec<SheetPlan>, PortFailure>;

    /// Notes that a version's bytes came again and were not judged again; twice is once.
    fn repeated(&self, version: &Stored, again: &Repeated<'_>) -> Result<(), PortFailure>;

    /// Commits a group durably, all or nothing; gives the versions in the same order.
    fn commit(&mut self, versions: Vec<NewVersion>) -> Result<Vec<Stored>, PortFailure>;

    /// The bytes with this hash.
    fn blob(&self, sha256: &str) -> Result<Vec<u8>, PortFailure>;
}

/// What of a judged file the process goes by; `key_of` gives the labels of a form's record key.
pub fn judgement(file: &JudgedFile, key_of: &dyn Fn(&str) -> Vec<String>) -> Judgement {
    let slot = |record| Slot::of(record, &key_of(&record.form));
    // A list of decisions takes the place of nothing.
    let slots: Vec<Slot> = match crate::deliver::place::is_pending(file) {
        true => Vec::new(),
        false => file.records.iter().filter_map(slot).collect(),
    };
    let mut customers: Vec<String> = Vec::new();
    let mut forms: Vec<String> = Vec::new();
    for record in &file.records {
        if let Some(customer) = &record.customer
            && !customers.contains(customer)
        {
            customers.push(customer.clone());
        }
        if !forms.contains(&record.form_title) {
            forms.push(record.form_title.clone());
        }
    }
    Judgement {
        status: file.status,
        slots,
        customers,
        forms,
        filled_in_by: file
            .records
            .iter()
            .flat_map(|record| &record.fields)
            .find(|field| {
                ["填表人", "评估人", "接收人", "经办人", "编制人"].contains(&field.label.as_str())
            })
            .and_then(|field| field.value.clone()),
    }
}
