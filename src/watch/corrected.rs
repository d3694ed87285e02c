//! What a file corrects is told on its answer: the versions that its records take the place of,
//! and what changes in consequence (domain ruling 9.16).

use super::flow_judge::failing;
use super::keeper::Keeper;
use super::policy_book;
use super::ports::{Arrival, PortFailure};
use crate::accounts;
use crate::archive::Submission;
use crate::domain::correction::Correction;
use crate::domain::status::Status;
use crate::findings::{CORRECTION, Finding};
use crate::flow;
use crate::judged::JudgedFile;
use chrono::NaiveDate;
use std::sync::Arc;

/// Adds what the file's records take the place of, and what changes in consequence.
pub(super) fn correct(
    judged: &mut flow::Judged,
    arrival: &Arrival<'_>,
    today: NaiveDate,
    vault: &Keeper,
    entry: &policy_book::Entry,
) -> Result<(), PortFailure> {
    let submission = Submission {
        claim: String::new(),
        received_at: String::new(),
        review_date: today,
        file: arrival.path.to_owned(),
        office: arrival.office.to_owned(),
        role: arrival.role.map(str::to_owned),
        owner: arrival.owner.map(str::to_owned),
        submitted: Arc::default(),
        annotated: None,
        // Taken for the while, as a long register is not to be held twice.
        judged: std::mem::replace(&mut judged.file, nothing()),
        policy_version: entry.policy.version().to_owned(),
        policy: Arc::clone(&entry.in_force.bytes),
        delivered: None,
        circumstances: None,
        adopts: None,
    };
    let found = accounts::corrections(&vault.archive, &entry.policy, &submission);
    judged.file = submission.judged;
    judged.known.corrections = found.map_err(failing("查更正影响到什么"))?;
    note_corrections(&mut judged.file, &judged.known.corrections);
    Ok(())
}

/// A record that takes the place of an earlier version says so.
pub(super) fn note_corrections(file: &mut JudgedFile, corrections: &[Correction]) {
    for correction in corrections {
        let at = usize::try_from(correction.record.saturating_sub(1)).unwrap_or(usize::MAX);
        if let Some(record) = file.records.get_mut(at) {
            let count = correction.effects.len() + correction.more as usize;
            let facts = [
                ("version", correction.replaces.as_str()),
                ("count", &count.to_string()),
            ];
            let note = Finding::draft(CORRECTION, &facts).at(&record.sheet, None);
            record.findings.insert(0, note.done());
        }
    }
}

/// A file of no records.
fn nothing() -> JudgedFile {
    JudgedFile {
        file: String::new(),
        status: Status::Accepted,
        findings: Vec::new(),
        records: Vec::new(),
        enclosed: Vec::new(),
    }
}
