//! The archive as the process sees it.

use super::ports::{InForce, NewVersion, PortFailure, Repeated, Stored, Vault};
use crate::archive::{Archive, ArchiveError, BlobHash, Entry, Repeat, SameBytes, Submission};
use crate::domain::status::Status;
use crate::judged::JudgedFile;
use crate::share::BESIDE;
use crate::sheet::plan::SheetPlan;
use chrono::{NaiveDate, SecondsFormat};
use std::path::Path;
use std::sync::Arc;

/// The archive.
#[derive(Debug, Clone)]
pub struct Keeper {
    /// The archive.
    pub archive: Arc<Archive>,
}

fn failing(doing: &str) -> impl FnOnce(ArchiveError) -> PortFailure + '_ {
    move |error| PortFailure {
        doing: doing.to_owned(),
        source: Box::new(error),
    }
}

impl Keeper {
    fn stored(&self, entries: &[Entry]) -> Result<Stored, ArchiveError> {
        let first = entries.first().ok_or_else(without_entry)?;
        Ok(stored_of(first, self.archive.judged(first)?))
    }

    fn just_stored(&self, submission: Submission, seq: u64) -> Result<Stored, ArchiveError> {
        let entries = self.archive.submission(seq)?;
        let first = entries.first().ok_or_else(without_entry)?;
        Ok(stored_of(first, submission.judged))
    }

    fn by_number(&self, seq: u64) -> Result<Stored, ArchiveError> {
        let entries = self.archive.submission(seq)?;
        self.stored(&entries)
    }
}

fn without_entry() -> ArchiveError {
    ArchiveError::Damaged("a submission without an entry".to_owned())
}

/// A version by its first entry.
fn stored_of(first: &Entry, file: JudgedFile) -> Stored {
    let delivered = first.delivered.as_deref().unwrap_or_default();
    let name = first.file.rsplit('/').next().unwrap_or_default();
    Stored {
        submission: first.seq.to_string(),
        file,
        beside: is_beside(name, delivered),
        submitted_sha256: first.submitted_sha256.to_string(),
        annotated_sha256: first
            .annotated_sha256
            .unwrap_or(first.submitted_sha256)
            .to_string(),
    }
}

/// Whether the annotated workbook went beside the file, as its place of delivery tells: its name
/// then carries the ending once more than the submitted name does.
fn is_beside(name: &str, delivered: &str) -> bool {
    delivered.matches(BESIDE).count() > name.matches(BESIDE).count()
}

impl Vault for Keeper {
    fn by_claim(&self, claim: &str) -> Result<Option<Stored>, PortFailure> {
        let found = self
            .archive
            .find_claim(claim)
            .map_err(failing("在档案里查收件号"))?;
        found
            .map(|seq| self.by_number(seq))
            .transpose()
            .map_err(failing("读档案"))
    }

    fn accepted(&self, sha256: &str, policy: &InForce) -> Result<Option<Stored>, PortFailure> {
        let (Ok(hash), Ok(in_force)) = (
            sha256.parse::<BlobHash>(),
            policy.sha256.parse::<BlobHash>(),
        ) else {
            return Ok(None);
        };
        let fits = |same: &SameBytes| {
            same.status <= Status::AcceptedWithWarnings
                && same.policy_version == policy.version
                && same.policy == in_force
        };
        let same = self
            .archive
            .find_same(hash)
            .map_err(failing("在档案里查相同内容"))?;
        // Newest first: the last one is the first that came.
        same.iter()
            .rev()
            .find(|same| fits(same))
            .map(|same| self.by_number(same.seq))
            .transpose()
            .map_err(failing("读档案"))
    }

    fn catalogue(&self, share: &Path, today: NaiveDate) -> Result<Vec<SheetPlan>, PortFailure> {
        self.archive
            .index_plans(share, today)
            .map_err(failing("列档案目录"))
    }

    fn repeated(&self, version: &Stored, claim: &Repeated<'_>) -> Result<(), PortFailure> {
        let Ok(of) = version.submission.parse() else {
            return Ok(());
        };
        self.archive
            .note_repeat(&Repeat {
                of,
                claim: claim.claim.to_owned(),
                received_at: claim
                    .received_at
                    .to_rfc3339_opts(SecondsFormat::Millis, true),
                file: claim.path.to_owned(),
                office: claim.office.to_owned(),
            })
            .map_err(failing("记下重复收件"))
    }

    fn commit(&mut self, versions: Vec<NewVersion>) -> Result<Vec<Stored>, PortFailure> {
        let batch: Vec<Submission> = versions
            .into_iter()
            .map(|version| Submission {
                claim: version.claim,
                received_at: version
                    .received_at
                    .to_rfc3339_opts(SecondsFormat::Millis, true),
                review_date: version.review_date,
                file: version.path,
                office: version.office,
                role: version.role,
                owner: version.owner,
                submitted: Arc::new(version.submitted),
                annotated: Some(Arc::new(version.judged.annotated.into_bytes())),
                judged: version.judged.file,
                policy_version: version.policy.version,
                policy: version.policy.bytes,
                delivered: Some(version.delivered),
                circumstances: version.judged.circumstances,
                adopts: version.judged.adopts,
            })
            .collect();
        let committed = self.archive.commit(&batch).map_err(failing("写档案"))?;
        // What was written now is not read back: of a long register that would be a second copy.
        batch
            .into_iter()
            .zip(&committed)
            .map(|(submission, one)| match one.known {
                true => self.by_number(one.seq),
                false => self.just_stored(submission, one.seq),
            })
            .collect::<Result<_, _>>()
            .map_err(failing("读档案"))
    }

    fn blob(&self, sha256: &str) -> Result<Vec<u8>, PortFailure> {
        let hash = sha256.parse::<BlobHash>().map_err(|error| PortFailure {
            doing: "读档案".to_owned(),
            source: Box::new(error),
        })?;
        self.archive.blob(hash).map_err(failing("读档案里的文件"))
    }
}

#[cfg(test)]
mod tests {
    use super::is_beside;

    #[test]
    fn the_place_tells_what_was_delivered() {
        assert!(is_beside("a.xls", "退回修改/a.xls.审核结果.xlsx"));
        assert!(is_beside("a.xls", "退回修改/a (2).xls.审核结果.xlsx"));
        assert!(!is_beside("a.xlsx", "审核结果/甲/a.xlsx"));
        // The result workbook itself, mended and dropped again, is annotated like any other.
        assert!(!is_beside(
            "a.xls.审核结果.xlsx",
            "退回修改/a.xls.审核结果.xlsx"
        ));
    }
}
