//! For tests: a judge that reads lines of plain text, an archive in memory, a clock by hand.
//!
//! A line is `form|customer|period|status`; `PANIC` makes the judge fall over. What stands below
//! `#审表` is our own and is taken off before judging, as result sheets are.

use super::ports::{
    Annotated, Arrival, CardNews, InForce, Judge, Judged, NewVersion, PortFailure, Repeated,
    Stored, Vault,
};
use super::process::{Outcome, Process, ProcessFailure};
use super::run::{Options, Outside, Summary, once};
use crate::archive::Adoption;
use crate::clock::Clock;
use crate::disk::{Disk, RealDisk};
use crate::domain::review::{PolicyReview, Review};
use crate::domain::status::Status;
use crate::findings::Finding;
use crate::grading::{Book, Reviews};
use crate::judged::{FieldReport, JudgedFile, JudgedRecord};
use crate::ledger::CardLine;
use crate::share::layout::Contents;
use crate::share::{Share, layout};
use crate::sheet::plan::{SheetPlan, Style};
use crate::sheet::table::Table;
use chrono::{DateTime, FixedOffset, NaiveDate};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

#[derive(Debug)]
pub struct LineJudge {
    pub offices: Vec<String>,
    pub judged: Arc<AtomicUsize>,
    /// The policy that the share was laid out with.
    pub first: InForce,
    /// Later ones with their first days.
    pub policies: Vec<(NaiveDate, InForce)>,
}

/// A policy of some text.
pub fn in_force(version: &str, text: &[u8]) -> InForce {
    InForce {
        version: version.to_owned(),
        sha256: layout::hash(text),
        bytes: Arc::new(text.to_vec()),
    }
}

impl Judge<MemoryVault> for LineJudge {
    fn policy(&self, on: NaiveDate) -> &InForce {
        let later = self.policies.iter().rfind(|(from, _)| *from <= on);
        later.map_or(&self.first, |(_, policy)| policy)
    }

    fn policies(&self) -> Vec<&InForce> {
        let later = self.policies.iter().map(|(_, policy)| policy);
        std::iter::once(&self.first).chain(later).collect()
    }

    fn offices(&self, _on: NaiveDate) -> &[String] {
        &self.offices
    }

    fn refresh(&mut self, vault: &MemoryVault) -> Result<(), PortFailure> {
        let versions = vault.versions.lock().unwrap();
        self.policies = versions
            .iter()
            .filter_map(|(new, _)| new.judged.adopts.as_ref())
            .map(|adopts| (adopts.effective, in_force(&adopts.version, &adopts.policy)))
            .collect();
        Ok(())
    }

    fn contents(&self, on: NaiveDate) -> Result<Contents, PortFailure> {
        let version = &self.policy(on).version;
        Ok(Contents {
            blanks: vec![("空白.xlsx".into(), version.clone().into_bytes())],
            policy: self.policy(on).bytes.to_vec(),
            ..Contents::default()
        })
    }

    fn simulation(
        &self,
        proposal: &[u8],
        _name: &str,
        _today: NaiveDate,
        _vault: &MemoryVault,
    ) -> Result<Option<Vec<u8>>, PortFailure> {
        Ok(Some([b"simulated ", proposal].concat()))
    }

    fn cards(
        &self,
        after: u64,
        _today: NaiveDate,
        _vault: &MemoryVault,
    ) -> Result<CardNews, PortFailure> {
        Ok(CardNews {
            upto: after,
            cards: Vec::new(),
        })
    }

    fn card_list(&self, _lines: &[CardLine], _today: NaiveDate) -> Vec<SheetPlan> {
        Vec::new()
    }

    fn record_key(&self, _form: &str, _on: NaiveDate) -> Vec<String> {
        vec!["年度".to_owned()]
    }

    fn reviews(
        &self,
        _today: NaiveDate,
        _vault: &MemoryVault,
        _mark: Option<&str>,
    ) -> Result<Option<Reviews>, PortFailure> {
        Ok(None)
    }

    fn book(&self, _book: &Book, _on: NaiveDate) -> Result<Vec<u8>, PortFailure> {
        Ok(Vec::new())
    }

    fn owner_grace(&self, _on: NaiveDate) -> Duration {
        Duration::from_secs(8 * 3600)
    }

    fn judge(
        &self,
        arrival: &Arrival<'_>,
        _today: NaiveDate,
        _vault: &MemoryVault,
    ) -> Result<Judged, PortFailure> {
        self.judged.fetch_add(1, Ordering::SeqCst);
        let text = String::from_utf8_lossy(arrival.bytes).into_owned();
        let own = text.split("#审表").next().unwrap_or_default();
        assert!(!own.contains("PANIC"), "told to fall over");
        let records: Vec<JudgedRecord> = own.lines().filter_map(record).collect();
        let status = records
            .iter()
            .map(|r| r.status)
            .max()
            .unwrap_or(Status::Unrecognised);
        let words: String = arrival.notes.iter().map(|n| n.code.as_str()).collect();
        let bytes = format!("{own}#审表 {} {words}", status.id()).into_bytes();
        Ok(Judged {
            file: JudgedFile {
                file: arrival.file_name.to_owned(),
                status,
                findings: arrival.notes.to_vec(),
                records,
                enclosed: Vec::new(),
            },
            annotated: if arrival.file_name.ends_with(".xls") {
                Annotated::Beside(bytes)
            } else {
                Annotated::Grafted(bytes)
            },
            circumstances: None,
            adopts: own
                .lines()
                .find_map(|line| line.strip_prefix("policy|approved|"))
                .map(|from| Adoption {
                    version: format!("policy of {from}"),
                    effective: from.parse().unwrap(),
                    policy: Arc::new(own.as_bytes().to_vec()),
                }),
        })
    }

    fn excuse(&self, arrival: &Arrival<'_>, finding: Finding) -> Judged {
        Judged {
            annotated: Annotated::Beside(finding.code.clone().into_bytes()),
            file: JudgedFile {
                file: arrival.file_name.to_owned(),
                status: Status::Returned,
                findings: vec![finding],
                records: Vec::new(),
                enclosed: Vec::new(),
            },
            circumstances: None,
            adopts: None,
        }
    }
}

/// A line `policy|<decision>|<first day>`.
fn policy(line: &str) -> Option<JudgedRecord> {
    let (decision, from) = line.strip_prefix("policy|")?.split_once('|')?;
    Some(JudgedRecord {
        customer: None,
        review: Some(Review::Policy(Box::new(PolicyReview {
            version: format!("policy of {from}"),
            effective: from.parse().unwrap(),
            decision: decision.to_owned(),
            role: None,
            approvers: Vec::new(),
            compared: String::new(),
            against: String::new(),
            changed_rows: 1,
            proposal: None,
            fingerprint: from.to_owned(),
        }))),
        form: "policy".into(),
        ..record("-||-|accepted")?
    })
}

fn record(line: &str) -> Option<JudgedRecord> {
    if let Some(policy) = policy(line) {
        return Some(policy);
    }
    let mut parts = line.split('|');
    let (form, customer, period, status) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some(JudgedRecord {
        form: form.to_owned(),
        form_title: form.to_owned(),
        sheet: "Sheet1".into(),
        row: None,
        status: Status::parse(status)?,
        customer: Some(customer.to_owned()).filter(|c| !c.is_empty()),
        findings: vec![],
        fields: vec![FieldReport {
            label: "年度".into(),
            cell: None,
            raw: None,
            value: Some(period.to_owned()),
            unit: None,
            extra: false,
            line: None,
        }],
        review: None,
        carried_from: None,
    })
}

/// Survives the "process" that used it, as a database would.
#[derive(Debug, Clone, Default)]
pub struct MemoryVault {
    pub versions: Arc<Mutex<Vec<(NewVersion, Stored)>>>,
}

impl Vault for MemoryVault {
    fn by_claim(&self, claim: &str) -> Result<Option<Stored>, PortFailure> {
        let versions = self.versions.lock().unwrap();
        Ok(versions
            .iter()
            .find(|(new, _)| new.claim == claim)
            .map(|(_, stored)| stored.clone()))
    }

    fn accepted(&self, sha256: &str, policy: &InForce) -> Result<Option<Stored>, PortFailure> {
        let versions = self.versions.lock().unwrap();
        Ok(versions
            .iter()
            .find(|(new, stored)| {
                stored.submitted_sha256 == sha256
                    && new.policy == *policy
                    && stored.file.status.is_accepted()
            })
            .map(|(_, stored)| stored.clone()))
    }

    fn catalogue(&self, _share: &Path, _today: NaiveDate) -> Result<Vec<SheetPlan>, PortFailure> {
        let kept = self.versions.lock().unwrap().len();
        let mut table = Table::new("档案目录", "档案目录").column("共", 10.0, Style::Value);
        table.row(vec![kept.to_string().into()]);
        Ok(vec![table.plan()])
    }

    fn repeated(&self, _version: &Stored, _again: &Repeated<'_>) -> Result<(), PortFailure> {
        Ok(())
    }

    fn commit(&mut self, new: Vec<NewVersion>) -> Result<Vec<Stored>, PortFailure> {
        let mut versions = self.versions.lock().unwrap();
        let mut out = Vec::new();
        for version in new {
            assert!(versions.iter().all(|(v, _)| v.claim != version.claim));
            let stored = Stored {
                submission: format!("{}", versions.len() + 1),
                file: version.judged.file.clone(),
                beside: matches!(version.judged.annotated, Annotated::Beside(_)),
                submitted_sha256: layout::hash(&version.submitted),
                annotated_sha256: layout::hash(version.judged.annotated.bytes()),
            };
            versions.push((version, stored.clone()));
            out.push(stored);
        }
        Ok(out)
    }

    fn blob(&self, sha256: &str) -> Result<Vec<u8>, PortFailure> {
        let versions = self.versions.lock().unwrap();
        versions
            .iter()
            .flat_map(|(v, _)| {
                let policy = v.judged.adopts.as_ref();
                let policy = policy.map_or_else(Vec::new, |a| a.policy.to_vec());
                [
                    v.submitted.clone(),
                    v.judged.annotated.bytes().to_vec(),
                    policy,
                ]
            })
            .chain([b"policy".to_vec()])
            .find(|bytes| layout::hash(bytes) == sha256)
            .ok_or_else(|| PortFailure {
                doing: format!("no blob {sha256}"),
                source: "gone".into(),
            })
    }
}

/// A clock that runs, from a fixed day on.
#[derive(Debug)]
pub struct HandClock {
    start: Instant,
    pub ahead: Mutex<Duration>,
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<FixedOffset> {
        // Real, since owner files are judged by the file system's time.
        chrono::Local::now().fixed_offset() + *self.ahead.lock().unwrap()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed() + *self.ahead.lock().unwrap()
    }
}

/// A share in a temporary folder with its fake judge and archive.
pub struct Desk {
    pub dir: tempfile::TempDir,
    pub vault: MemoryVault,
    pub judged: Arc<AtomicUsize>,
    pub disk: Arc<dyn Disk>,
    pub options: Options,
    pub clock: Arc<HandClock>,
    pub today: Mutex<NaiveDate>,
}

impl Desk {
    pub fn new() -> Self {
        // In memory where there is such a place: what is tested is the order of steps.
        let dir = tempfile::tempdir_in("/dev/shm")
            .or_else(|_| tempfile::tempdir())
            .unwrap();
        let contents = layout::Contents {
            offices: vec!["石家庄".into()],
            roles: vec!["总经理".into()],
            policy: b"policy".to_vec(),
            blanks: vec![],
        };
        layout::init(
            &RealDisk,
            &dir.path().join("share"),
            None,
            &contents,
            &|_| true,
        )
        .unwrap();
        Self {
            dir,
            vault: MemoryVault::default(),
            judged: Arc::default(),
            disk: Arc::new(RealDisk),
            options: Options {
                settle: Duration::ZERO,
                ..Options::default()
            },
            clock: Arc::new(HandClock {
                start: Instant::now(),
                ahead: Mutex::default(),
            }),
            today: Mutex::new("2026-03-05".parse().unwrap()),
        }
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().join("share")
    }

    pub fn path(&self, rel: &str) -> PathBuf {
        self.root().join(rel)
    }

    pub fn drop_file(&self, rel: &str, text: &str) {
        RealDisk.write(&self.path(rel), text.as_bytes()).unwrap();
    }

    pub fn text(&self, rel: &str) -> String {
        String::from_utf8(RealDisk.read(&self.path(rel)).unwrap()).unwrap()
    }

    pub fn has(&self, rel: &str) -> bool {
        self.path(rel).exists()
    }

    pub fn open(&self) -> Result<Process<LineJudge, MemoryVault>, ProcessFailure> {
        let mut judge = LineJudge {
            offices: vec!["石家庄".into()],
            judged: Arc::clone(&self.judged),
            first: in_force("1", b"policy"),
            policies: Vec::new(),
        };
        judge.refresh(&self.vault).unwrap();
        Process::open(
            Arc::clone(&self.disk),
            self.clock.clone(),
            Share::at(&self.root(), None),
            &self.dir.path().join("data"),
            (judge, self.vault.clone()),
            Some(*self.today.lock().unwrap()),
        )
    }

    /// One `watch --once`, from opening the journal on.
    pub fn try_once(&self) -> Result<(Summary, Vec<Outcome>), ProcessFailure> {
        let (stop, (_sender, wake)) = (AtomicBool::new(false), mpsc::channel());
        let outside = Outside {
            stop: &stop,
            wake: &wake,
        };
        let mut outcomes = Vec::new();
        let summary = once(&mut self.open()?, &self.options, &outside, &mut |o| {
            outcomes.push(o.clone());
        })?;
        Ok((summary, outcomes))
    }

    pub fn once(&self) -> Vec<Outcome> {
        self.try_once().unwrap().1
    }

    /// All files of the share that hold forms, by path, without ours and 汇总, and without the
    /// copy of the first policy.
    pub fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        for top in ["收件箱", "审批", "审核结果", "退回修改"] {
            collect(&self.path(top), &self.root(), &mut found);
        }
        found.retain(|path| path != "审核结果/制度参数/制度参数 1.xlsx");
        found.sort();
        found
    }
}

fn collect(dir: &Path, root: &Path, found: &mut Vec<String>) {
    for entry in RealDisk.list(dir).unwrap() {
        if entry.meta.is_dir {
            collect(&entry.path, root, found);
        } else {
            let rel = entry.path.strip_prefix(root).unwrap();
            found.push(rel.to_string_lossy().into_owned());
        }
    }
}
