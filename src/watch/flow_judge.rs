//! The judge of the real flow: `flow::judge` with the archive's knowledge, notes of arrival,
//! rows carried over from an earlier list, answers to look-ups, and `flow::answer`.

use super::keeper::Keeper;
use super::policy_book::{BookFailure, PolicyBook, read_policy};
use super::ports::{Annotated, Arrival, InForce, Judge, Judged, PortFailure};
use crate::archive::{Adoption, ArchiveError, Circumstances, Filter, Wanted, record_hash};
use crate::deliver::place;
use crate::domain::known::KnownFacts;
use crate::domain::review::{PolicyReview, Review};
use crate::domain::status::Status;
use crate::extract::Extracted;
use crate::findings::{Finding, Severity};
use crate::flow::{self, Answer, KnownSource, PolicyCase, Submission};
use crate::graft::{self, Marks};
use crate::grid::{FileKind, Limits};
use crate::judged::{JudgedFile, JudgedRecord};
use crate::policy::{self, fingerprint};
use crate::render::policy_workbook;
use crate::share::POLICY_FILE;
use crate::share::contents::contents;
use crate::share::layout::Contents;
use crate::sheet::{SheetPlan, table::Table};
use chrono::NaiveDate;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

/// Judges by the policies of the archive.
#[derive(Debug)]
pub struct FlowJudge {
    book: PolicyBook,
    limits: Limits,
    share: PathBuf,
}

impl FlowJudge {
    /// Judges by the policies that `keeper` knows, reads within `limits`; look-ups are answered
    /// with links into the share at `share`.
    pub fn new(keeper: &Keeper, limits: Limits, share: PathBuf) -> Result<Self, BookFailure> {
        Ok(Self {
            book: PolicyBook::read(keeper, &limits)?,
            limits,
            share,
        })
    }

    /// The policies.
    pub fn book(&self) -> &PolicyBook {
        &self.book
    }
}

/// The archive as a source of facts; keeps what a file asks and what went wrong.
struct FromArchive<'a> {
    keeper: &'a Keeper,
    office: &'a str,
    path: &'a str,
    today: NaiveDate,
    case: PolicyCase,
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

    fn policy_case(&self) -> PolicyCase {
        self.case.clone()
    }

    fn expects_policy(&self) -> bool {
        self.path == POLICY_FILE
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
    fn policy(&self, on: NaiveDate) -> &InForce {
        &self.book.on(on).in_force
    }

    fn policies(&self) -> Vec<&InForce> {
        self.book.entries().iter().map(|e| &e.in_force).collect()
    }

    fn offices(&self, on: NaiveDate) -> &[String] {
        &self.book.on(on).offices
    }

    fn refresh(&mut self, vault: &Keeper) -> Result<(), PortFailure> {
        let renewed = self.book.renewed(vault, &self.limits);
        self.book = renewed.map_err(failing("读档案里的制度参数"))?;
        Ok(())
    }

    fn contents(&self, on: NaiveDate) -> Result<Contents, PortFailure> {
        let entry = self.book.on(on);
        let workbook = entry.in_force.bytes.as_ref().clone();
        contents(&entry.policy, workbook).map_err(failing("做空白表单"))
    }

    fn simulation(
        &self,
        _proposal: &[u8],
        _name: &str,
        _today: NaiveDate,
        _vault: &Keeper,
    ) -> Result<Option<Vec<u8>>, PortFailure> {
        Ok(None)
    }

    fn judge(
        &self,
        arrival: &Arrival<'_>,
        today: NaiveDate,
        vault: &Keeper,
    ) -> Result<Judged, PortFailure> {
        let submission = submission(arrival);
        let entry = self.book.on(today);
        let policy = &entry.policy;
        let source = FromArchive {
            keeper: vault,
            office: arrival.office,
            path: arrival.path,
            today,
            case: self.book.case(vault, arrival.role, arrival.owner)?,
            asked: RefCell::default(),
            failure: RefCell::default(),
        };
        let mut judged = flow::judge(submission, policy, today, &self.limits, &source);
        if let Some(error) = source.failure.into_inner() {
            return Err(failing("在档案里查这些客户")(error));
        }
        let notes = notes_for(&judged.file, arrival.notes);
        add_notes(&mut judged.file, &notes);
        carry(&mut judged.file, arrival.office, policy.version(), vault)
            .map_err(failing("在档案里查原样的行"))?;
        let mut more: Vec<SheetPlan> = Vec::new();
        if judged.file.status.is_accepted() {
            for filter in source.asked.into_inner() {
                let plans = vault.archive.answer(&filter, &self.share, today);
                more.extend(plans.map_err(failing("在档案里查询"))?);
            }
        }
        let copy = way_to_policy(&judged.file, arrival.path, policy.version());
        let answer = flow::answer_at(submission, &judged, policy, today, more, Some(&copy))
            .map_err(failing("写结果页"))?;
        Ok(Judged {
            adopts: adoption(&judged, arrival.bytes, &self.limits)?,
            circumstances: Some(Circumstances {
                known: judged.known,
                notes,
                policy_case: judged.policy_case,
                program: env!("CARGO_PKG_VERSION").to_owned(),
            }),
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
        };
        Judged {
            annotated: Annotated::Beside(plain_words(&file)),
            file,
            circumstances: None,
            adopts: None,
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

/// The way from where the answer is going to lie to the policy that judged.
fn way_to_policy(file: &JudgedFile, path: &str, version: &str) -> String {
    let from = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    place::way(&place::folder(file, from), &place::policy_copy(version))
}

/// The notes that concern a file of this kind: that an approval is only kept is not true of a
/// policy.
fn notes_for(file: &JudgedFile, notes: &[Finding]) -> Vec<Finding> {
    let kept = |note: &&Finding| note.code != "I-APPROVAL-KEPT" || !place::is_policy(file);
    notes.iter().filter(kept).cloned().collect()
}

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
fn adoption(
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
