//! The policies that were put in force, typed and at hand: which of them a day's reviews go by.

use super::keeper::Keeper;
use super::ports::InForce;
use crate::archive::{AdoptedPolicy, ArchiveError, Filter};
use crate::domain::review::Review;
use crate::flow::policy::{FORM, Known, PolicyCase, Way, loaded};
use crate::grid::{self, Limits};
use crate::policy::{Policy, fingerprint};
use chrono::NaiveDate;
use std::sync::Arc;

/// How many proposals are looked through for the one at hand.
const MOST_PROPOSALS: u64 = 200;

/// One policy that was put in force.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What the archive says of it.
    pub adopted: AdoptedPolicy,
    /// Its version and workbook.
    pub in_force: InForce,
    /// The policy.
    pub policy: Policy,
    /// Names of its offices.
    pub offices: Vec<String>,
    /// Equal for two policies between which nothing differs.
    pub fingerprint: String,
}

/// All of them; never empty.
#[derive(Debug, Clone)]
pub struct PolicyBook {
    entries: Vec<Entry>,
}

/// Why no policy can be used.
#[derive(Debug, thiserror::Error)]
pub enum BookFailure {
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The archive knows of none.
    #[error("the archive holds no policy")]
    None,
    /// None of them passes the checks of this program.
    #[error("this program cannot use the archived policy {version}: {why}")]
    Unusable {
        /// Its version.
        version: String,
        /// First thing that is wrong.
        why: String,
    },
}

impl PolicyBook {
    /// Reads them from the archive. One that this program finds faulty is left out, and said.
    pub fn read(keeper: &Keeper, limits: &Limits) -> Result<Self, BookFailure> {
        Self::empty().renewed(keeper, limits)
    }

    fn empty() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    /// The same with what was put in force since; what is at hand is not read again.
    pub fn renewed(&self, keeper: &Keeper, limits: &Limits) -> Result<Self, BookFailure> {
        let mut entries = Vec::new();
        let mut unusable = None;
        for adopted in keeper.archive.policies()? {
            let known = self.entries.iter().find(|e| e.adopted == adopted);
            if let Some(known) = known {
                entries.push(known.clone());
                continue;
            }
            let bytes = keeper.archive.blob(adopted.policy)?;
            match read_policy(&bytes, limits) {
                Ok(policy) => entries.push(Entry {
                    in_force: InForce {
                        version: adopted.version.clone(),
                        sha256: adopted.policy.to_string(),
                        bytes: Arc::new(bytes),
                    },
                    offices: policy
                        .organisation
                        .offices
                        .iter()
                        .flat_map(|office| std::iter::once(&office.name).chain(&office.aliases))
                        .cloned()
                        .collect(),
                    fingerprint: fingerprint(&policy.tables),
                    policy,
                    adopted,
                }),
                Err(why) => {
                    tracing::error!(
                        version = adopted.version,
                        why,
                        "档案里的这版制度用不了,沿用前一版"
                    );
                    unusable = Some((adopted.version, why));
                }
            }
        }
        match (entries.is_empty(), unusable) {
            (false, _) => Ok(Self { entries }),
            (true, Some((version, why))) => Err(BookFailure::Unusable { version, why }),
            (true, None) => Err(BookFailure::None),
        }
    }

    /// All, in the order in which they were put in force.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The policy by which reviews of a day go: the latest that begins on that day or before.
    /// Before the first begins, the first.
    pub fn on(&self, day: NaiveDate) -> &Entry {
        let first = self
            .entries
            .first()
            .expect("a book is made with one entry at least");
        self.entries
            .iter()
            .filter(|e| e.adopted.effective <= day)
            .max_by_key(|e| e.adopted.effective)
            .unwrap_or(first)
    }

    /// What a policy workbook at hand is judged against.
    pub fn case(
        &self,
        keeper: &Keeper,
        role: Option<&str>,
        owner: Option<&str>,
    ) -> Result<PolicyCase, ArchiveError> {
        Ok(PolicyCase {
            way: match role {
                Some(role) => Way::Dropped {
                    role: role.to_owned(),
                },
                None => Way::Proposed,
            },
            adopted: self
                .entries
                .iter()
                .map(|e| Known {
                    version: e.adopted.version.clone(),
                    effective: e.adopted.effective,
                    fingerprint: e.fingerprint.clone(),
                    place: e
                        .adopted
                        .submission
                        .map_or_else(|| "首版".to_owned(), |seq| format!("档案号 {seq}-1")),
                })
                .collect(),
            proposals: proposals(keeper)?,
            owner: owner.map(str::to_owned),
        })
    }
}

/// Reads a policy; the first thing that is wrong if it cannot be used.
pub fn read_policy(bytes: &[u8], limits: &Limits) -> Result<Policy, String> {
    let workbook =
        grid::read(bytes, "制度参数.xlsx", limits).map_err(|refusal| refusal.to_string())?;
    loaded(&workbook).map_err(|findings| {
        findings
            .first()
            .map(|f| f.message.clone())
            .unwrap_or_default()
    })
}

/// Proposals that were checked and found right, oldest first.
fn proposals(keeper: &Keeper) -> Result<Vec<Known>, ArchiveError> {
    let archive = &keeper.archive;
    let mut entries = archive.list(&Filter {
        form: Some(FORM.to_owned()),
        limit: Some(MOST_PROPOSALS),
        ..Filter::default()
    })?;
    entries.retain(|entry| entry.form.as_deref() == Some(FORM) && entry.status.is_accepted());
    entries.reverse();
    let mut found = Vec::new();
    for entry in entries {
        for record in archive.judged(&entry)?.records {
            if let Some(Review::Policy(review)) = record.review
                && review.decision == "proposed"
            {
                found.push(Known {
                    version: review.version.clone(),
                    effective: review.effective,
                    fingerprint: review.fingerprint.clone(),
                    place: format!(
                        "{} 收到的「{}」(档案号 {})",
                        entry.review_date, entry.file, entry.id
                    ),
                });
            }
        }
    }
    Ok(found)
}
