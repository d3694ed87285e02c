//! The judge of the real flow: `flow::judge` with the archive's knowledge, notes of arrival,
//! rows carried over from an earlier list, answers to look-ups, and `flow::answer`.

use super::keeper::Keeper;
use super::ports::{Annotated, Arrival, Judge, Judged, PortFailure};
use crate::archive::{ArchiveError, Copies, Filter, Wanted, record_hash};
use crate::domain::known::KnownFacts;
use crate::domain::status::Status;
use crate::extract::Extracted;
use crate::findings::{Finding, Severity};
use crate::flow::{self, Answer, KnownSource, Submission};
use crate::grid::Limits;
use crate::intake::scan::child;
use crate::judged::{JudgedFile, JudgedRecord};
use crate::policy::Policy;
use crate::share::{ANSWERS, Share, names};
use crate::sheet::{SheetPlan, table::Table};
use chrono::NaiveDate;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// Judges by a policy.
#[derive(Debug)]
pub struct FlowJudge {
    policy: Policy,
    offices: Vec<String>,
    limits: Limits,
    share: Share,
}

impl FlowJudge {
    /// Judges by `policy`, reads within `limits`; look-ups are answered with links into `share`.
    pub fn new(policy: Policy, limits: Limits, share: Share) -> Self {
        let offices = policy
            .organisation
            .offices
            .iter()
            .flat_map(|office| std::iter::once(&office.name).chain(&office.aliases))
            .cloned()
            .collect();
        Self {
            policy,
            offices,
            limits,
            share,
        }
    }

    /// Where an answer's copy of a submission's workbook goes, below 审核结果/查询结果/. It follows
    /// from names alone, so that the same question, asked again, finds its copies there.
    fn copy_place(&self, asked_by: &str, number: u64, delivered: &str) -> String {
        let (stem, _) = names::split(asked_by);
        let folder = names::folder(&format!("{stem}的旧版本"));
        let room = self.share.room(&child(&Share::results(ANSWERS), &folder));
        let name = names::file(&format!("{number}号 {delivered}"), room);
        child(&folder, &name)
    }
}

/// The archive as a source of facts; keeps what a file asks and what went wrong.
struct FromArchive<'a> {
    keeper: &'a Keeper,
    office: &'a str,
    path: &'a str,
    today: NaiveDate,
    asked: RefCell<Vec<Filter>>,
    failure: RefCell<Option<ArchiveError>>,
}

impl KnownSource for FromArchive<'_> {
    fn known(&self, extracted: &Extracted<'_>) -> KnownFacts {
        self.asked.borrow_mut().extend(
            extracted
                .records
                .iter()
                .filter(|record| record.form.id == crate::deliver::place::LOOKUP_FORM)
                .map(Filter::of_query),
        );
        let wanted = Wanted::of(extracted, self.office, self.path, self.today);
        let facts = self.keeper.archive.known_facts(&wanted, &[], self.today);
        facts.unwrap_or_else(|error| {
            self.failure.replace(Some(error));
            KnownFacts::default()
        })
    }
}

fn failing<E: std::error::Error + Send + Sync + 'static>(
    doing: &str,
) -> impl FnOnce(E) -> PortFailure + '_ {
    move |error| PortFailure {
        doing: doing.to_owned(),
        source: Box::new(error),
    }
}

impl Judge<Keeper> for FlowJudge {
    fn policy_version(&self) -> &str {
        self.policy.version()
    }

    fn offices(&self) -> &[String] {
        &self.offices
    }

    fn owner_grace(&self) -> Duration {
        let hours = self.policy.sharing.owner_file_hours.as_ref();
        Duration::from_secs(hours.map_or(0, |h| u64::from(h.value) * 3600))
    }

    fn judge(
        &self,
        arrival: &Arrival<'_>,
        today: NaiveDate,
        vault: &Keeper,
    ) -> Result<Judged, PortFailure> {
        let submission = submission(arrival);
        let source = FromArchive {
            keeper: vault,
            office: arrival.office,
            path: arrival.path,
            today,
            asked: RefCell::default(),
            failure: RefCell::default(),
        };
        let mut judged = flow::judge(submission, &self.policy, today, &self.limits, &source);
        if let Some(error) = source.failure.into_inner() {
            return Err(failing("在档案里查这些客户")(error));
        }
        add_notes(&mut judged.file, arrival.notes);
        carry(
            &mut judged.file,
            arrival.office,
            self.policy.version(),
            vault,
        )
        .map_err(failing("在档案里查原样的行"))?;
        let mut more: Vec<SheetPlan> = Vec::new();
        if judged.file.status.is_accepted() {
            let place = |number: u64, name: &str| self.copy_place(arrival.file_name, number, name);
            let most = self.policy.sharing.lookup_copies_max.as_ref();
            let mut copies = Copies {
                most: most.map_or(0, |most| most.value as usize),
                place: &place,
                taken: Vec::new(),
            };
            for filter in source.asked.into_inner() {
                let archive = &vault.archive;
                let plans = archive.answer(&filter, &self.share.root, today, &mut copies);
                more.extend(plans.map_err(failing("在档案里查询"))?);
            }
            judged.file.enclosed = copies.taken;
        }
        let answer = flow::answer(submission, &judged, &self.policy, today, more)
            .map_err(failing("写结果页"))?;
        Ok(Judged {
            file: judged.file,
            annotated: match answer {
                Answer::Annotated(bytes) => Annotated::Grafted(bytes),
                Answer::Beside(bytes) => Annotated::Beside(bytes),
            },
        })
    }

    fn excuse(&self, arrival: &Arrival<'_>, finding: Finding) -> Judged {
        let mut findings = vec![finding];
        findings.extend_from_slice(arrival.notes);
        let file = JudgedFile {
            file: arrival.file_name.to_owned(),
            status: Status::Returned,
            findings,
            records: Vec::new(),
            enclosed: Vec::new(),
        };
        Judged {
            annotated: Annotated::Beside(plain_words(&file)),
            file,
        }
    }
}

fn submission<'a>(arrival: &Arrival<'a>) -> Submission<'a> {
    Submission {
        file_name: arrival.file_name,
        bytes: arrival.bytes,
        office: arrival.office,
    }
}

/// What the file's way here tells stands first among its findings; a warning among it is a
/// warning of the file.
fn add_notes(file: &mut JudgedFile, notes: &[Finding]) {
    file.findings.splice(0..0, notes.iter().cloned());
    let warned = notes.iter().any(|n| n.severity == Severity::Warning);
    if warned && file.status == Status::Accepted {
        file.status = Status::AcceptedWithWarnings;
    }
}

/// Rows of a list that stood unchanged and accepted in an earlier list of the same office are
/// carried over, not judged again (domain ruling 9.18).
fn carry(
    file: &mut JudgedFile,
    office: &str,
    policy: &str,
    keeper: &Keeper,
) -> Result<(), ArchiveError> {
    for record in &mut file.records {
        if record.row.is_none() || !record.status.is_accepted() {
            continue;
        }
        let equal = keeper
            .archive
            .find_equal(office, record_hash(&record.form, &record.fields))?;
        let Some(first) = equal.iter().rev().find(|e| {
            e.row.is_some() && !e.file_status.is_accepted() && e.policy_version == policy
        }) else {
            continue;
        };
        let entry = keeper.archive.entry(&first.id)?;
        let earlier = keeper.archive.judged(&entry)?;
        let at = usize::try_from(first.n.saturating_sub(1)).unwrap_or(usize::MAX);
        if let Some(judged) = earlier.records.into_iter().nth(at) {
            take_over(record, judged, &first.id);
        }
    }
    file.status = file
        .records
        .iter()
        .map(|record| record.status)
        .max()
        .map_or(file.status, |worst| worst.max(file.status));
    Ok(())
}

/// The earlier outcome stands; findings keep their words but point to where the row is now.
fn take_over(record: &mut JudgedRecord, earlier: JudgedRecord, id: &str) {
    record.carried_from = Some(earlier.carried_from.unwrap_or_else(|| id.to_owned()));
    record.review = earlier.review;
}

/// A workbook that says in plain words what happened; empty bytes if not even that can be made.
fn plain_words(file: &JudgedFile) -> Vec<u8> {
    let made = catch_unwind(AssertUnwindSafe(|| {
        let mut table = Table::new("审核结论", format!("{}:{}", file.file, file.status.words()))
            .column("说明", 60.0, crate::sheet::Style::Value)
            .column("怎么办", 60.0, crate::sheet::Style::Value);
        for finding in &file.findings {
            table.row(vec![
                finding.message.as_str().into(),
                finding.fix.as_str().into(),
            ]);
        }
        crate::sheet::workbook(&[table.plan()])
    }));
    match made {
        Ok(Ok(bytes)) => bytes,
        _ => Vec::new(),
    }
}
