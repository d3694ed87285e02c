//! `制度参数.xlsx` in the share's root: shows the policy in force; an edit is a proposal.

use super::ports::{Judge, Vault};
use super::process::{Process, ProcessFailure, at};
use super::state::{Event, Kind, Placed};
use crate::intake::scan::stamp;
use crate::share::{POLICY_FILE, layout::hash};
use std::io;

/// The bytes of the policy in force, in the data directory.
pub const POLICY_IN_FORCE: &str = "policy-in-force.xlsx";

impl<J: Judge<V>, V: Vault> Process<J, V> {
    /// Puts the policy in force where it is shown, if something else or nothing stands there.
    /// Gives its place in the journal's words; none where no policy is known yet.
    pub(super) fn show_policy(&self) -> io::Result<Option<Placed>> {
        let kept = self.data.join(POLICY_IN_FORCE);
        let bytes = match self.disk.read(&kept) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let there = self.share.path(POLICY_FILE);
        if self.disk.read(&there).ok().as_ref() != Some(&bytes) {
            self.disk.write(&there, &bytes)?;
        }
        let sha256 = hash(&bytes);
        Ok(Some(Placed {
            path: POLICY_FILE.to_owned(),
            kind: Kind::Policy,
            submitted_sha256: sha256.clone(),
            sha256,
            stamp: stamp(&self.disk.metadata(&there)?).into(),
            claim: String::new(),
            submission: String::new(),
            office: String::new(),
            name: POLICY_FILE.to_owned(),
            slots: Vec::new(),
            superseded: false,
        }))
    }

    /// Where the policy in force is missing from the share, shows it again.
    pub fn keep_policy_shown(&mut self) -> Result<(), ProcessFailure> {
        let there = self.share.path(POLICY_FILE);
        let known = self.journal.state().placed.contains_key(POLICY_FILE);
        if known && self.disk.exists(&there) {
            return Ok(());
        }
        if let Some(placed) = self.show_policy().map_err(at("写", &there))? {
            self.note(vec![Event::Placed(Box::new(placed))])?;
        }
        Ok(())
    }
}
