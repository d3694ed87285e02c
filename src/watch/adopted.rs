//! The policy that an approved workbook puts in force.

use super::flow_judge::failing;
use super::policy_book::read_policy;
use super::ports::PortFailure;
use crate::archive::Adoption;
use crate::domain::review::{PolicyReview, Review};
use crate::flow;
use crate::graft::{self, Marks};
use crate::grid::{FileKind, Limits};
use crate::judged::JudgedFile;
use crate::policy::{self, fingerprint};
use crate::render::policy_workbook;
use std::sync::Arc;

/// The review of a policy workbook, if it is one.
fn policy_review(file: &JudgedFile) -> Option<&PolicyReview> {
    file.records
        .iter()
        .find_map(|record| match record.review.as_ref()? {
            Review::Policy(review) => Some(review.as_ref()),
            _ => None,
        })
}

/// The policy that an approved workbook puts in force: the workbook without our result sheets, or
/// its tables written anew where it is no plain .xlsx or does not read the same without them.
pub(super) fn adoption(
    judged: &flow::Judged,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Option<Adoption>, PortFailure> {
    let (Some(review), Some(workbook)) = (policy_review(&judged.file), &judged.workbook) else {
        return Ok(None);
    };
    if review.decision != "approved" {
        return Ok(None);
    }
    let same = |bytes: &[u8]| {
        read_policy(bytes, limits).is_ok_and(|p| fingerprint(&p.tables) == review.fingerprint)
    };
    let own = match workbook.kind {
        FileKind::Xlsx => graft::remove(bytes, &Marks::RESULTS)
            .ok()
            .map(|without| without.unwrap_or_else(|| bytes.to_vec())),
        _ => None,
    };
    let policy = match own.filter(|own| same(own)) {
        Some(own) => own,
        None => {
            let (tables, _) = policy::load::read_tables(workbook);
            crate::sheet::workbook(&policy_workbook::plans(&tables))
                .map_err(failing("写制度参数"))?
        }
    };
    Ok(Some(Adoption {
        version: review.version.clone(),
        effective: review.effective,
        policy: Arc::new(policy),
    }))
}
