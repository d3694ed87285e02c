//! An archived version judged again, to be compared byte for byte with what was archived.

use super::corrected::note_corrections;
use super::flow_judge::{add_notes, take_over};
use super::policy_book::read_policy;
use crate::archive::{ArchiveError, Circumstances};
use crate::deliver::place;
use crate::domain::approval::Dropped;
use crate::domain::known::KnownFacts;
use crate::extract::Extracted;
use crate::flow::{self, KnownSource, PolicyCase, Submission};
use crate::grid::Limits;
use crate::judged::JudgedFile;

/// What an archived version says when it is judged again, beside what was archived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reproduced {
    /// The workbook made again.
    pub again: Vec<u8>,
    /// The workbook as archived.
    pub archived: Vec<u8>,
}

/// Why a version cannot be made again.
#[derive(Debug, thiserror::Error)]
pub enum NotReproduced {
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Its policy no longer passes the checks of this program.
    #[error("this program cannot use the policy of that day: {0}")]
    Policy(String),
    /// The version does not say what it was judged with, or has no workbook.
    #[error("the version does not say what it was judged with")]
    NoCircumstances,
    /// The answer to a look-up follows from the whole archive of its day.
    #[error("the answer to a look-up follows from the archive of its day")]
    LookUp,
    /// The sheets.
    #[error(transparent)]
    Sheets(#[from] crate::sheet::SheetError),
}

/// The facts of an archived version.
struct AsOfThen<'a>(&'a Circumstances);

impl KnownSource for AsOfThen<'_> {
    fn known(&self, _extracted: &Extracted<'_>) -> KnownFacts {
        self.0.known.clone()
    }

    fn dropped(&self) -> Option<Dropped> {
        self.0.known.dropped.clone()
    }

    fn policy_case(&self) -> PolicyCase {
        self.0.policy_case.clone().unwrap_or_default()
    }

    fn expects_policy(&self) -> bool {
        self.0.policy_case.is_some()
    }
}

/// Judges an archived version again from what the archive holds of it alone: the submitted bytes,
/// the policy that judged, the day, and what was known then.
pub fn reproduce(
    archive: &crate::archive::Archive,
    id: &str,
    limits: &Limits,
) -> Result<Reproduced, NotReproduced> {
    let entry = archive.entry(id)?;
    let circumstances = archive
        .circumstances(&entry)?
        .ok_or(NotReproduced::NoCircumstances)?;
    let annotated = entry
        .annotated_sha256
        .ok_or(NotReproduced::NoCircumstances)?;
    let stored = archive.judged(&entry)?;
    if place::is_lookup(&stored) {
        return Err(NotReproduced::LookUp);
    }
    let policy =
        read_policy(&archive.blob(entry.policy_sha256)?, limits).map_err(NotReproduced::Policy)?;
    let bytes = archive.blob(entry.submitted_sha256)?;
    let submission = Submission {
        file_name: &stored.file,
        bytes: &bytes,
        office: &entry.office,
    };
    let known = AsOfThen(&circumstances);
    let mut judged = flow::judge(submission, &policy, entry.review_date, limits, &known);
    add_notes(&mut judged.file, &circumstances.notes);
    carry_again(&mut judged.file, &stored, archive)?;
    note_corrections(&mut judged.file, &circumstances.known.corrections);
    let delivered = entry.delivered.as_deref().unwrap_or_default();
    let folder = delivered.rsplit_once('/').map_or("", |(folder, _)| folder);
    let copy = place::way(folder, &place::policy_copy(policy.version()));
    let answer = flow::answer_at(
        submission,
        &judged,
        &policy,
        entry.review_date,
        Vec::new(),
        Some(&copy),
    )?;
    Ok(Reproduced {
        again: answer.bytes().to_vec(),
        archived: archive.blob(annotated)?,
    })
}

/// Rows that were carried over are carried over again, from the versions that were named then.
fn carry_again(
    file: &mut JudgedFile,
    stored: &JudgedFile,
    archive: &crate::archive::Archive,
) -> Result<(), ArchiveError> {
    for (record, then) in file.records.iter_mut().zip(&stored.records) {
        let Some(id) = &then.carried_from else {
            continue;
        };
        let first = archive.entry(id)?;
        let at = usize::try_from(first.n.saturating_sub(1)).unwrap_or(usize::MAX);
        if let Some(judged) = archive.judged(&first)?.records.into_iter().nth(at) {
            take_over(record, judged, id);
        }
    }
    Ok(())
}
