//! The watcher's loop: woken by events or time, it looks, works, and says what waits.
//!
//! Outside events only wake it. It never gives up: a failed round is tried again with growing
//! pauses, and what was claimed is taken up first.

use super::cards::Cards;
use super::credit_cards::CreditCards;
use super::duties::DutyList;
use super::look::{Looker, Scope, Waiting};
use super::overview::{Overview, waited};
use super::ports::{Judge, Vault};
use super::process::{Outcome, Process, ProcessFailure, words};
use super::reviews::ReviewShelf;
use super::shelf::Shelf;
use crate::intake::settle::Reason;
use crate::intake::wake::{Wake, wait};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// The look at 收件箱, 审批 and 退回修改 when nothing wakes us.
const RECONCILE: Duration = Duration::from_secs(10);
/// Folders of delivered files are asked whether they changed.
const FOLDERS: Duration = Duration::from_secs(30);
/// All delivered files are looked at.
const FULL: Duration = Duration::from_secs(600);
/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Look every so often, without trusting events at all.
    pub poll: Option<Duration>,
    /// How long a file must stand still.
    pub settle: Duration,
    /// How long an owner file is believed; none: as the policy says.
    pub owner_grace: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            poll: None,
            settle: Duration::from_secs(3),
            owner_grace: None,
        }
    }
}

/// Stop signals and events, from outside.
#[derive(Debug)]
pub struct Outside<'a> {
    /// Set when the watcher shall finish what is at hand and end.
    pub stop: &'a AtomicBool,
    /// Events.
    pub wake: &'a Receiver<Wake>,
}

/// What a run over all that lay there gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many files were judged accepted.
    pub accepted: usize,
    /// How many were not.
    pub not_accepted: usize,
    /// What still waits.
    pub left: Vec<Waiting>,
}

struct Runner<'a, J, V> {
    process: &'a mut Process<J, V>,
    looker: Looker,
    shelf: Shelf,
    overview: Overview,
    cards: Cards,
    duties: DutyList,
    credit_cards: CreditCards,
    reviews: ReviewShelf,
    told_waiting: BTreeMap<String, String>,
    stop: &'a AtomicBool,
}

impl<J: Judge<V>, V: Vault> Runner<'_, J, V> {
    fn stopping(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// What is done once at the beginning.
    fn begin(&mut self) -> Result<(), ProcessFailure> {
        let jobs = !self.process.journal().state().jobs.is_empty();
        if jobs {
            tracing::info!("上次中断时还有已收下未办完的文件,先接着办");
        }
        if (jobs || !self.process.follows_policy())
            && let Err(error) = self.process.sweep_litter()
        {
            tracing::debug!(%error, "清不掉上次留下的临时文件");
        }
        self.process.follow_policy()
    }

    /// One round: what is claimed first, then what has come to rest. Gives when to look again,
    /// and whether anything was done.
    fn round(
        &mut self,
        scope: &Scope,
        told: &mut dyn FnMut(&Outcome),
    ) -> Result<(Option<Duration>, bool), ProcessFailure> {
        self.process.mend_folders()?;
        let stop = self.stop;
        let stopping = move || stop.load(Ordering::SeqCst);
        let mut judged = false;
        let told: &mut dyn FnMut(&Outcome) = &mut |outcome| {
            judged = true;
            told(outcome);
        };
        // A job that fails again must not keep what else arrives from being taken in.
        let earlier = self.process.work(&stopping, told);
        let mut done = false;
        let look = loop {
            let look = self.looker.look(self.process, scope)?;
            done |= look.claimed > 0 || look.put_right > 0;
            self.process.work(&stopping, told)?;
            if look.claimed == 0 || self.stopping() {
                break look;
            }
        };
        if scope.full {
            self.process.miss()?;
        }
        if scope.full || scope.folders {
            self.process.tidy()?;
        }
        self.process.follow_policy()?;
        self.process.simulate_proposals()?;
        self.process.show_pending()?;
        let waiting: Vec<Waiting> = self.looker.waiting().cloned().collect();
        self.tell_waiting(&waiting);
        self.overview
            .write(self.process, &mut self.shelf, &waiting)?;
        if judged || done || scope.full {
            self.overview.catalogue_behind();
            self.duties.fall_behind();
            self.credit_cards.fall_behind();
        }
        let lists = self.write_lists(false)?;
        let reviews = if judged || done || scope.full || scope.folders {
            self.reviews.write(self.process, false)?
        } else {
            None
        };
        earlier?;
        let again = look.again.into_iter().chain(lists).chain(reviews).min();
        Ok((again, done))
    }

    /// Brings the catalogue and the customer cards up to date; all of it where it is to be `now`.
    /// Gives when to go on.
    fn write_lists(&mut self, now: bool) -> Result<Option<Duration>, ProcessFailure> {
        let shelf = &mut self.shelf;
        let catalogue = self.overview.write_catalogue(self.process, shelf, now)?;
        let cards = self.cards.write(self.process, shelf, now)?;
        let duties = self.duties.write(self.process, shelf, now)?;
        let credit = self.credit_cards.write(self.process, shelf, now)?;
        Ok([catalogue, cards, duties, credit]
            .into_iter()
            .flatten()
            .min())
    }

    /// Says on stderr what has begun to wait, or waits for another reason.
    fn tell_waiting(&mut self, waiting: &[Waiting]) {
        let mut now = BTreeMap::new();
        for one in waiting {
            let reason = one.reason.words();
            if self.told_waiting.get(&one.path) != Some(&reason) {
                // That a file has just come is nothing to tell yet.
                if one.reason == Reason::Changing {
                    tracing::debug!(file = one.path, "等待:{reason}");
                } else {
                    tracing::info!(file = one.path, "等待:{reason}");
                }
            }
            now.insert(one.path.clone(), reason);
        }
        self.told_waiting = now;
    }
}

fn runner<'a, J: Judge<V>, V: Vault>(
    process: &'a mut Process<J, V>,
    options: &Options,
    stop: &'a AtomicBool,
) -> Runner<'a, J, V> {
    let earlier = waited(process.disk.as_ref(), &process.data);
    Runner {
        looker: Looker::new(options.settle, options.owner_grace, earlier),
        process,
        shelf: Shelf::default(),
        overview: Overview::default(),
        cards: Cards::default(),
        duties: DutyList::default(),
        credit_cards: CreditCards::default(),
        reviews: ReviewShelf::default(),
        told_waiting: BTreeMap::new(),
        stop,
    }
}

/// Processes what lies there and ends. What is still changing, or open, stays.
pub fn once<J: Judge<V>, V: Vault>(
    process: &mut Process<J, V>,
    options: &Options,
    outside: &Outside<'_>,
    told: &mut dyn FnMut(&Outcome),
) -> Result<Summary, ProcessFailure> {
    let patience = (options.settle * 10).max(Duration::from_secs(5));
    let mut summary = Summary::default();
    let mut runner = runner(process, options, outside.stop);
    runner.begin()?;
    let scope = Scope {
        full: true,
        ..Scope::default()
    };
    let mut last = runner.process.clock.elapsed();
    loop {
        let (again, done) = runner.round(&scope, &mut |outcome| {
            if outcome.status.is_accepted() {
                summary.accepted += 1;
            } else {
                summary.not_accepted += 1;
            }
            told(outcome);
        })?;
        let now = runner.process.clock.elapsed();
        if done {
            last = now;
        }
        let waiting: Vec<Waiting> = runner.looker.waiting().cloned().collect();
        if waiting.is_empty() || runner.stopping() || now.saturating_sub(last) > patience {
            summary.left = waiting;
            runner.write_lists(true)?;
            runner.reviews.write(runner.process, true)?;
            return Ok(summary);
        }
        let left = (last + patience).saturating_sub(now);
        let pause = again.unwrap_or(Duration::from_millis(200)).min(left);
        // A folder that is open elsewhere is asked now and then; a settling file when it is due.
        wait(outside.wake, pause.max(Duration::from_millis(5)));
    }
}

/// Watches until it is told to stop. `ours` says whether the share is still ours to watch.
pub fn forever<J: Judge<V>, V: Vault>(
    process: &mut Process<J, V>,
    options: &Options,
    outside: &Outside<'_>,
    ours: &dyn Fn() -> bool,
    told: &mut dyn FnMut(&Outcome),
) -> Ended {
    let mut runner = runner(process, options, outside.stop);
    let mut begun = false;
    let mut failures: u32 = 0;
    let mut scope = Scope {
        full: true,
        ..Scope::default()
    };
    let (mut full_at, mut folders_at) = (Duration::ZERO, Duration::ZERO);
    loop {
        if runner.stopping() {
            if begun && let Err(error) = runner.write_lists(true) {
                complain(&error, 1);
            }
            return Ended::Asked;
        }
        if !ours() {
            return Ended::TakenOver;
        }
        let now = runner.process.clock.elapsed();
        if scope.full {
            full_at = now + FULL;
        }
        if scope.full || scope.folders {
            folders_at = now + FOLDERS;
        }
        let result = (|| {
            if !begun {
                runner.begin()?;
                begun = true;
            }
            runner.round(&scope, told)
        })();
        let pause = match result {
            Ok((again, _)) => {
                if failures > 0 {
                    tracing::info!("恢复正常");
                }
                failures = 0;
                let idle = options.poll.unwrap_or(RECONCILE);
                scope = Scope::default();
                again.map_or(idle, |again| again.min(idle))
            }
            Err(error) => {
                failures = failures.saturating_add(1);
                complain(&error, failures);
                Duration::from_secs(1 << (failures - 1).min(6)).min(LONGEST_PAUSE)
            }
        };
        let mut woken = wait(outside.wake, pause.max(Duration::from_millis(5)));
        if failures > 0 {
            // Our own attempts make events as well: after a failure only time and a stop count.
            let until = now + pause;
            while !runner.stopping() && runner.process.clock.elapsed() < until {
                let left = until.saturating_sub(runner.process.clock.elapsed());
                woken.merge(wait(outside.wake, left));
            }
        }
        let now = runner.process.clock.elapsed();
        scope.full |= woken.rescan || now >= full_at;
        scope.folders |= now >= folders_at;
        scope.named.extend(woken.folders);
    }
}

/// Why [`forever`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was asked to.
    Asked,
    /// Another watcher has the share.
    TakenOver,
}

fn complain(error: &ProcessFailure, failures: u32) {
    let what = if error.is_full() {
        "磁盘已满,腾出空间后会自动继续;文件都还在"
    } else {
        "这一轮没有办成,稍后自动再试;文件都还在"
    };
    // The first times, then ever more rarely.
    if failures.is_power_of_two() {
        tracing::warn!(error = words(error), failures, "{what}");
    }
}
