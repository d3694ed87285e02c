//! What the watcher must not forget: files claimed, files delivered, files that cannot be
//! removed, and each office's list of what was sent.
//!
//! The journal keeps these values as events; each event replaces the entry of its key, so
//! reading the same event twice changes nothing.

use crate::deliver::place::{LOOKUP_FORM, POLICY_FORM};
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::domain::status::Status;
use crate::intake::settle::Stamp;
use crate::judged::JudgedRecord;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A claimed file: its bytes lie in the spool, its way is not at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Key of this drop.
    pub claim: String,
    /// Where it was found, below the share's root.
    pub origin: String,
    /// File name.
    pub name: String,
    /// Sub-folder of the inbox (or of 退回修改), mirrored on the way back.
    pub folder: String,
    /// Office: the sub-folder's first part.
    pub office: String,
    /// Approving role in whose folder it lay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The file's owner, where the system tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Real time of the claim.
    pub received_at: DateTime<FixedOffset>,
    /// The day that the review takes for today.
    pub review_date: NaiveDate,
    /// A file of the same content, dropped at the same time: its claim. No review of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<String>,
    /// Its name says it is a copy of this one, and the content differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
}

/// What a record is about: a later one with the same slot takes its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// Form id.
    pub form: String,
    /// Folded customer.
    pub customer: String,
    /// What tells two forms of a customer apart: the other fields of the form's record key, with a
    /// separator between; empty where it has none.
    pub period: String,
}

/// Between the values of a record key.
const PART: char = '\u{1f}';

impl Slot {
    /// The slot of a record, by the labels of its form's record key without the customer's; none
    /// where no customer was read, and none for look-ups. A form that is about no one customer (a
    /// register) has its key alone. A policy's says what it holds and what was decided.
    pub fn of(record: &JudgedRecord, key: &[String]) -> Option<Self> {
        if let Some(Review::Policy(review)) = &record.review {
            return Some(Self {
                form: record.form.clone(),
                customer: review.fingerprint.clone(),
                period: review.decision.clone(),
            });
        }
        let customer = fold(record.customer.as_deref().unwrap_or_default());
        // Two questions about one customer are two questions.
        if record.form == LOOKUP_FORM {
            return None;
        }
        let value = |label: &String| {
            let mut fields = record.fields.iter();
            let field = fields.find(|field| !field.extra && field.label == *label);
            fold(field.and_then(|f| f.value.as_deref()).unwrap_or_default())
        };
        let parts: Vec<String> = key.iter().map(value).collect();
        // What was accepted without a customer has no field for one.
        let keyed = record.status.is_accepted() && parts.iter().any(|part| !part.is_empty());
        if customer.is_empty() && !keyed {
            return None;
        }
        Some(Self {
            form: record.form.clone(),
            customer,
            period: parts.join(&PART.to_string()),
        })
    }

    /// Whether a record in this slot may be the mended form of a returned one in the other: what
    /// could not be read then may be anything now.
    pub fn mends(&self, returned: &Self) -> bool {
        let (new, old) = (self.period.split(PART), returned.period.split(PART));
        self.form == returned.form
            && self.customer == returned.customer
            && new.clone().count() == old.clone().count()
            && new.zip(old).all(|(new, old)| old.is_empty() || new == old)
    }
}

/// What of a judged file the process goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The file's status.
    pub status: Status,
    /// Its records' slots.
    pub slots: Vec<Slot>,
    /// Customers as typed.
    pub customers: Vec<String>,
    /// Form titles.
    pub forms: Vec<String>,
    /// Who says he filled it in.
    pub filled_in_by: Option<String>,
}

impl Judgement {
    /// Nothing is known of the file.
    pub fn nothing() -> Self {
        Self {
            status: Status::Unrecognised,
            slots: Vec::new(),
            customers: Vec::new(),
            forms: Vec::new(),
            filled_in_by: None,
        }
    }
}

/// What kind of file of ours lies at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An accepted file in 审核结果.
    Result,
    /// A returned, incomplete or unrecognised file in 退回修改.
    Returned,
    /// The result workbook beside a file that could not be annotated.
    Beside,
    /// The policy shown in the share's root.
    Policy,
    /// A workbook of ours beside another that no archive keeps: it is made again, not put right.
    Aid,
}

/// A file that we delivered and that should still lie there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Path below the share's root.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// SHA-256 as delivered.
    pub sha256: String,
    /// Size and time as delivered; what differs is looked at.
    pub stamp: StampEntry,
    /// The drop that gave it.
    pub claim: String,
    /// The archived version.
    pub submission: String,
    /// SHA-256 of the bytes as submitted.
    pub submitted_sha256: String,
    /// Office.
    pub office: String,
    /// Submitted name.
    pub name: String,
    /// What its records are about.
    pub slots: Vec<Slot>,
    /// A successor is delivered: to be removed as soon as nobody has it open.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
}

impl Placed {
    /// Whether it is a policy that waits for approval.
    pub fn waits_for_approval(&self) -> bool {
        self.slots
            .iter()
            .any(|slot| slot.form == POLICY_FORM && slot.period == "proposed")
    }
}

/// [`Stamp`] as it is written; nanoseconds in 64 bits (serde's tagged enums know no more),
/// which reach to the year 2262.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StampEntry(pub u64, pub i64);

impl From<Stamp> for StampEntry {
    fn from(stamp: Stamp) -> Self {
        Self(
            stamp.size,
            i64::try_from(stamp.modified).unwrap_or(i64::MAX),
        )
    }
}

/// A line of an office's 收件情况.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The drop.
    pub claim: String,
    /// Office; empty at the root.
    pub office: String,
    /// File name.
    pub name: String,
    /// Real time of the claim.
    pub received_at: DateTime<FixedOffset>,
    /// What it is about; none while it is worked on.
    pub judgement: Option<Judgement>,
    /// Where it lies now; empty if nowhere on the share.
    pub place: String,
    /// The workbook that holds 审核结论; empty if none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// Since when it lies there.
    pub since: DateTime<FixedOffset>,
    /// What else is to be said.
    pub note: String,
}

/// A file that was delivered but cannot be removed from where it was dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stuck {
    /// Where it lies.
    pub origin: String,
    /// Its bytes as archived; other bytes are a new submission.
    pub sha256: String,
    /// Its drop.
    pub claim: String,
    /// Why.
    pub reason: String,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A file is claimed; its bytes are in the spool.
    Claimed(Box<Job>),
    /// A file of ours lies at its place.
    Placed(Box<Placed>),
    /// It lies there no more, or is no longer ours to look after.
    Gone {
        /// Which.
        path: String,
    },
    /// A line of 收件情况.
    Sent(Box<Sent>),
    /// A file cannot be removed.
    Stuck(Box<Stuck>),
    /// It could, or is gone.
    Unstuck {
        /// Which.
        origin: String,
    },
    /// A claimed file is at the end of its way.
    Finished {
        /// Its claim.
        claim: String,
    },
    /// A policy is in force from here on (bytes in the data directory).
    Policy {
        /// SHA-256 of its workbook.
        sha256: String,
    },
}

/// How many lines of 收件情况 are kept.
const SENT_KEPT: usize = 20_000;

/// Everything the journal tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Claimed and not finished, by claim (which begins with its time).
    pub jobs: BTreeMap<String, Job>,
    /// Delivered, by path.
    pub placed: BTreeMap<String, Placed>,
    /// Lines of 收件情况, by claim.
    pub sent: BTreeMap<String, Sent>,
    /// Unremovable, by place.
    pub stuck: BTreeMap<String, Stuck>,
    /// SHA-256 of the policy workbook in force.
    pub policy: Option<String>,
}

impl State {
    /// Takes one event in.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Claimed(job) => {
                self.jobs.insert(job.claim.clone(), *job);
            }
            Event::Placed(placed) => {
                self.placed.insert(placed.path.clone(), *placed);
            }
            Event::Gone { path } => {
                self.placed.remove(&path);
            }
            Event::Sent(sent) => {
                self.sent.insert(sent.claim.clone(), *sent);
                while self.sent.len() > SENT_KEPT {
                    self.sent.pop_first();
                }
            }
            Event::Stuck(stuck) => {
                self.stuck.insert(stuck.origin.clone(), *stuck);
            }
            Event::Unstuck { origin } => {
                self.stuck.remove(&origin);
            }
            Event::Finished { claim } => {
                self.jobs.remove(&claim);
            }
            Event::Policy { sha256 } => self.policy = Some(sha256),
        }
    }

    /// The shortest list of events that gives this state.
    pub fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        events.extend(self.policy.iter().map(|sha256| Event::Policy {
            sha256: sha256.clone(),
        }));
        events.extend(self.sent.values().map(|s| Event::Sent(Box::new(s.clone()))));
        events.extend(
            self.placed
                .values()
                .map(|p| Event::Placed(Box::new(p.clone()))),
        );
        events.extend(
            self.stuck
                .values()
                .map(|s| Event::Stuck(Box::new(s.clone()))),
        );
        events.extend(
            self.jobs
                .values()
                .map(|j| Event::Claimed(Box::new(j.clone()))),
        );
        events
    }

    /// Whether this very drop is already claimed, or lies there because it cannot be removed.
    pub fn knows_drop(&self, origin: &str, sha256: &str) -> bool {
        self.jobs
            .values()
            .any(|job| job.origin == origin && job.sha256 == sha256)
            || self
                .stuck
                .get(origin)
                .is_some_and(|stuck| stuck.sha256 == sha256)
    }
}
