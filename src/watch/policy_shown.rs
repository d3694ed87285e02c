//! A policy takes effect: `制度参数.xlsx` in the share's root shows it, every version lies readable
//! in 审核结果/制度参数/, and folders and blank forms follow.
//!
//! What is to be done is found by comparing, never remembered, so that a kill at any point is
//! made good by the next round, and a policy approved for a later day comes by itself.

use super::ports::{InForce, Judge, PortFailure, Vault};
use super::process::{Process, ProcessFailure, at};
use super::state::{Event, Kind, Placed};
use crate::deliver::place::policy_copy;
use crate::intake::scan::{Held, nanoseconds, owner_beside, stamp};
use crate::share::layout::Done;
use crate::share::{POLICIES, POLICY_FILE, Share, layout};
use std::io;
use std::time::Duration;

impl<J: Judge<V>, V: Vault> Process<J, V> {
    /// Whether the share was brought in line with the policy of the day.
    pub fn follows_policy(&self) -> bool {
        let policy = self.judge.policy(self.review_date());
        self.journal.state().policy.as_deref() == Some(policy.sha256.as_str())
    }

    /// Brings the share in line with the policy of the day.
    pub fn follow_policy(&mut self) -> Result<(), ProcessFailure> {
        let day = self.review_date();
        let policy = self.judge.policy(day).clone();
        self.keep_copies()?;
        let followed = self.journal.state().policy.clone();
        if self.follows_policy() {
            return self.keep_policy_shown(&policy);
        }
        if !self.held_blanks.is_empty() && self.clock.elapsed() < self.blanks_again {
            return self.keep_policy_shown(&policy);
        }
        if !self.show_policy(&policy)? {
            return Ok(());
        }
        // A share that was just laid out has the contents of the policy it was laid out with.
        if followed.is_some() {
            if !self.renew_blanks()? {
                return Ok(());
            }
            tracing::info!(version = policy.version, "从今天起按这版制度审核");
        }
        self.note(vec![Event::Policy {
            sha256: policy.sha256,
        }])
    }

    /// Folders and blank forms of the policy of the day. False where a blank form is open: the
    /// others are renewed, and it follows once it is closed.
    fn renew_blanks(&mut self) -> Result<bool, ProcessFailure> {
        let contents = self.judge.contents(self.review_date())?;
        let root = &self.share.root;
        let done = layout::init(self.disk.as_ref(), root, None, &contents, &|held| {
            self.believes(held, None)
        })
        .map_err(at("更新空白表单", root))?;
        let mut held = Vec::new();
        for (path, what) in done {
            match what {
                Done::Held => {
                    if !self.held_blanks.contains(&path) {
                        tracing::info!(path, "这份空白表单正打开着,关掉后再换成新的");
                    }
                    held.push(path);
                }
                Done::KeptChanged => {
                    tracing::warn!(path, "这份空白表单有人改过,没有换成新的;不要的话请删掉");
                }
                Done::Made | Done::Renewed | Done::Removed => {}
            }
        }
        self.held_blanks = held;
        self.blanks_again = self.clock.elapsed() + BLANKS_AGAIN;
        Ok(self.held_blanks.is_empty())
    }

    /// Whether an owner file is young enough to mean that the file is open; `grace` where the
    /// policy's own time is not to count.
    pub(super) fn believes(&self, held: &Held, grace: Option<Duration>) -> bool {
        let now = i128::from(self.clock.now().timestamp_millis()) * 1_000_000;
        let age = held.since.map_or(0, |since| now - nanoseconds(since));
        let grace = grace.unwrap_or_else(|| self.judge.owner_grace(self.review_date()));
        age <= grace.as_nanos() as i128
    }

    /// Where the policy in force is missing from the share, shows it again.
    fn keep_policy_shown(&mut self, policy: &InForce) -> Result<(), ProcessFailure> {
        let known = self.journal.state().placed.contains_key(POLICY_FILE);
        if known && self.disk.exists(&self.share.path(POLICY_FILE)) {
            return Ok(());
        }
        self.show_policy(policy).map(drop)
    }

    /// Puts the policy where it is shown. False where that must wait: somebody has the file open,
    /// or has changed it, which is a proposal to be taken in first.
    fn show_policy(&mut self, policy: &InForce) -> Result<bool, ProcessFailure> {
        let there = self.share.path(POLICY_FILE);
        let stands = self.disk.read(&there).ok();
        if let Some(stands) = &stands {
            let sha256 = layout::hash(stands);
            let placed = self.journal.state().placed.get(POLICY_FILE);
            let ours = sha256 == policy.sha256 || placed.is_none_or(|p| p.sha256 == sha256);
            let root = &self.share.root;
            let held =
                owner_beside(self.disk.as_ref(), root, POLICY_FILE).map_err(at("列", root))?;
            if !ours || (held.is_some() && sha256 != policy.sha256) {
                return Ok(false);
            }
        }
        let placed = self.put_policy(policy).map_err(at("写", &there))?;
        self.note(vec![Event::Placed(Box::new(placed))])?;
        Ok(true)
    }

    /// Writes the policy in force over what stands in the share's root.
    pub(super) fn put_policy(&self, policy: &InForce) -> io::Result<Placed> {
        self.put(POLICY_FILE.to_owned(), Kind::Policy, policy)
    }

    /// Every policy lies readable under its version, so that the figures it gave can lead there.
    fn keep_copies(&mut self) -> Result<(), ProcessFailure> {
        let mut events = Vec::new();
        for policy in self.judge.policies() {
            let path = policy_copy(&policy.version);
            let there = self.share.path(&path);
            if self.journal.state().placed.contains_key(&path) && self.disk.exists(&there) {
                continue;
            }
            let folder = self.share.path(&Share::results(POLICIES));
            self.disk
                .create_dir_all(&folder)
                .map_err(at("建文件夹", &folder))?;
            let placed = self
                .put(path, Kind::Result, policy)
                .map_err(at("写", &there))?;
            events.push(Event::Placed(Box::new(placed)));
        }
        self.note(events)
    }

    fn put(&self, path: String, kind: Kind, policy: &InForce) -> io::Result<Placed> {
        let there = self.share.path(&path);
        if self.disk.read(&there).ok().as_ref() != Some(policy.bytes.as_ref()) {
            self.disk.write(&there, &policy.bytes)?;
        }
        Ok(Placed {
            name: path.rsplit('/').next().unwrap_or(&path).to_owned(),
            path,
            kind,
            submitted_sha256: policy.sha256.clone(),
            sha256: policy.sha256.clone(),
            stamp: stamp(&self.disk.metadata(&there)?).into(),
            claim: String::new(),
            submission: String::new(),
            office: String::new(),
            slots: Vec::new(),
            superseded: false,
        })
    }

    /// Takes up what the archive knows of policies after one was committed, and follows it.
    pub(super) fn take_up_policy(&mut self) -> Result<(), ProcessFailure> {
        self.judge.refresh(&self.vault)?;
        self.follow_policy()
    }

    /// Lays beside each proposal that waits for approval what it would change. One that could not
    /// be made is tried again by the next run.
    pub fn simulate_proposals(&mut self) -> Result<(), ProcessFailure> {
        let waiting: Vec<Placed> = self
            .journal
            .state()
            .placed
            .values()
            .filter(|p| p.kind == Kind::Result && !p.superseded && p.waits_for_approval())
            .cloned()
            .collect();
        for proposal in waiting {
            let path = format!("{}{SIMULATION}", proposal.path);
            if self.journal.state().placed.contains_key(&path)
                || !self.simulated.insert(proposal.sha256.clone())
            {
                continue;
            }
            let bytes = self.vault.blob(&proposal.sha256)?;
            let day = self.review_date();
            let made = self
                .judge
                .simulation(&bytes, &proposal.name, day, &self.vault);
            let made = match made {
                Ok(Some(made)) => made,
                Ok(None) => continue,
                Err(PortFailure { doing, source }) => {
                    tracing::warn!(proposal = proposal.path, doing, %source, "提议的试算没有做成");
                    continue;
                }
            };
            let there = self.share.path(&path);
            self.disk.write(&there, &made).map_err(at("写", &there))?;
            let placed = Placed {
                path,
                kind: Kind::Aid,
                sha256: layout::hash(&made),
                stamp: stamp(&self.disk.metadata(&there).map_err(at("查看", &there))?).into(),
                ..proposal
            };
            self.note(vec![Event::Placed(Box::new(placed))])?;
        }
        Ok(())
    }
}

/// Blank forms that were open are tried again after this.
const BLANKS_AGAIN: Duration = Duration::from_secs(60);
/// Behind a proposal's name: what it would change.
const SIMULATION: &str = ".模拟.xlsx";
