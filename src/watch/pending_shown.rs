//! Keeps `审批/<职务>/待审批.xlsx` up to date: written anew when something was archived, never over
//! what somebody has open or has changed, which is taken in first.

use super::pending::{FILE, PendingNotes};
use super::pending_back::notes;
use super::ports::{Judge, PendingList, Vault};
use super::process::{Process, ProcessFailure, at};
use super::state::{Event, Kind, Placed};
use crate::intake::scan::{owner_beside, stamp};
use crate::judged::JudgedFile;
use crate::share::APPROVALS;
use crate::share::layout::hash;
use std::collections::BTreeMap;
use std::io;

/// What is to be said on the next lists, in the data directory.
const NOTES: &str = "pending.json";

impl<J: Judge<V>, V: Vault> Process<J, V> {
    /// The lists no longer show everything.
    pub(super) fn pending_behind(&mut self) {
        self.pending_behind = true;
    }

    /// Keeps what a list that came back has to say for the next one of that role.
    pub(super) fn note_pending(
        &mut self,
        role: &str,
        file: &JudgedFile,
    ) -> Result<(), ProcessFailure> {
        let mut all = self.pending_notes();
        all.insert(role.to_owned(), notes(file));
        let path = self.data.join(NOTES);
        let text = serde_json::to_vec_pretty(&all)
            .map_err(|error| at("写", &path)(io::Error::other(error)))?;
        self.disk.write(&path, &text).map_err(at("写", &path))
    }

    fn pending_notes(&self) -> BTreeMap<String, PendingNotes> {
        let read = self.disk.read(&self.data.join(NOTES)).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    /// Writes the lists that are behind. One that is open or changed stays; it is tried again.
    pub fn show_pending(&mut self) -> Result<(), ProcessFailure> {
        if !self.pending_behind {
            return Ok(());
        }
        let day = self.review_date();
        let lists = self
            .judge
            .pending(day, &self.pending_notes(), &self.vault)?;
        let mut behind = false;
        for list in lists {
            behind |= !self.show_list(list)?;
        }
        self.pending_behind = behind;
        Ok(())
    }

    fn show_list(&mut self, list: PendingList) -> Result<bool, ProcessFailure> {
        let folder_path = format!("{APPROVALS}/{}", list.role);
        let path = format!("{folder_path}/{FILE}");
        let (folder, there) = (self.share.path(&folder_path), self.share.path(&path));
        let sha256 = hash(&list.bytes);
        let placed = self.journal.state().placed.get(&path);
        let stands = self.disk.read(&there).ok().map(|bytes| hash(&bytes));
        match (&stands, placed) {
            (Some(stands), Some(placed)) if *stands == sha256 && placed.sha256 == sha256 => {
                return Ok(true);
            }
            // Written, and the note of it lost in a crash.
            (Some(stands), _) if *stands == sha256 => {}
            (Some(stands), Some(placed)) if *stands == placed.sha256 => {
                let held = owner_beside(self.disk.as_ref(), &folder, FILE);
                if held.map_err(at("列", &folder))?.is_some() {
                    return Ok(false);
                }
            }
            (Some(_), _) => return Ok(false),
            (None, None) if !list.waits => return Ok(true),
            (None, _) => {}
        }
        if stands.as_ref() != Some(&sha256)
            && let Err(error) = self.disk.write(&there, &list.bytes)
        {
            if crate::disk::is_busy(&error) {
                return Ok(false);
            }
            return Err(at("写", &there)(error));
        }
        let meta = self.disk.metadata(&there).map_err(at("查看", &there))?;
        let placed = Placed {
            path,
            kind: Kind::Aid,
            submitted_sha256: sha256.clone(),
            sha256,
            stamp: stamp(&meta).into(),
            claim: String::new(),
            submission: String::new(),
            office: String::new(),
            name: FILE.to_owned(),
            slots: Vec::new(),
            superseded: false,
        };
        self.note(vec![Event::Placed(Box::new(placed))])?;
        Ok(true)
    }
}
