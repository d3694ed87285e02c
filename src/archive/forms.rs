//! The forms by which a version was judged: those of the policy that is archived with it.
//!
//! A form that a manager added is known to no program; its record key and its identifiers are
//! told by the policy alone. Each policy is read once.

use super::hash::BlobHash;
use crate::forms::Forms;
use crate::grid::{self, Limits};
use crate::policy;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The name under which the reader is told of it: any .xlsx.
const NAME: &str = "policy.xlsx";

/// Forms by the hash of their policy's workbook.
#[derive(Debug, Default)]
pub(super) struct PolicyForms {
    read: Mutex<BTreeMap<BlobHash, Arc<Forms>>>,
}

impl PolicyForms {
    /// The forms of the policy with that hash; `bytes` fetches its workbook. One that cannot be
    /// read, or that this program would refuse today, leaves the built-in forms.
    pub fn of<E: std::fmt::Display>(
        &self,
        hash: BlobHash,
        bytes: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Arc<Forms> {
        let known = |found: &BTreeMap<BlobHash, Arc<Forms>>| found.get(&hash).cloned();
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(forms) = known(&read) {
            return forms;
        }
        let forms = match bytes() {
            Ok(bytes) => forms_in(&bytes),
            Err(error) => {
                tracing::warn!(%hash, %error, "an archived policy cannot be read");
                None
            }
        };
        let forms = Arc::new(forms.unwrap_or_else(|| Forms::built_in().clone()));
        read.insert(hash, Arc::clone(&forms));
        forms
    }
}

fn forms_in(bytes: &[u8]) -> Option<Forms> {
    let workbook = grid::read(bytes, NAME, &Limits::default()).ok()?;
    Some(policy::load(&workbook).ok()?.forms)
}
