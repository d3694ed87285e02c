//! The judge of the real flow: `flow::judge` with the archive's knowledge, notes of arrival,
//! rows carried over from an earlier list, answers to look-ups, and `flow::answer`.

use super::adopted::adoption;
use super::card_maker;
use super::corrected;
use super::evidence;
use super::keeper::Keeper;
use super::pending::{self, PendingNotes};
use super::pending_back::{self, CameBack};
use super::pending_sheet;
use super::policy_book::{BookFailure, PolicyBook, read_policy};
use super::ports::{
    Annotated, Arrival, CardNews, InForce, Judge, Judged, PendingList, PortFailure,
};
use super::review_books;
use crate::accounts::{self, CreditCard};
use crate::archive::{
    ArchiveError, Circumstances, Copies, CorrectionOnFile, Filter, Wanted, record_hash,
};
use crate::deliver::place;
use crate::domain::approval::Dropped;
use crate::domain::known::KnownFacts;
use crate::domain::status::Status;
use crate::duties::{self, DutyBooks};
use crate::evaluate::grading::{CHANGE_REVIEW, CREDIT_CARD, GRADE_LIST};
use crate::extract::Extracted;
use crate::findings::{Finding, Severity};
use crate::flow::{self, Answer, KnownSource, PolicyCase, Submission};
use crate::forms::FormDefinition;
use crate::grading::{Book, Memory, Reviews};
use crate::grid::{self, Limits};
use crate::intake::scan::child;
use crate::judged::{JudgedFile, JudgedRecord};
use crate::ledger::{self, CardLine};
use crate::share::contents::contents;
use crate::share::layout::Contents;
use crate::share::{ANSWERS, POLICY_FILE, Share, names};
use crate::sheet::{SheetPlan, table::Table};
use crate::simulate::{Question, plans, simulate};
use chrono::NaiveDate;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// Judges by the policies of the archive.
#[derive(Debug)]
pub struct FlowJudge {
    book: PolicyBook,
    limits: Limits,
    share: Share,
    /// What the last assessment of all customers found.
    memory: RefCell<Memory>,
}

impl FlowJudge {
    /// Judges by the policies that `keeper` knows, reads within `limits`; look-ups are answered
    /// with links into `share`.
    pub fn new(keeper: &Keeper, limits: Limits, share: Share) -> Result<Self, BookFailure> {
        Ok(Self {
            book: PolicyBook::read(keeper, &limits)?,
            limits,
            share,
            memory: RefCell::default(),
        })
    }

    /// The policies.
    pub fn book(&self) -> &PolicyBook {
        &self.book
    }

    /// The judged file of a 待审批.xlsx that an approving role saved; none of every other file.
    fn pending_came_back(
        &self,
        arrival: &Arrival<'_>,
        today: NaiveDate,
        vault: &Keeper,
    ) -> Result<Option<JudgedFile>, PortFailure> {
        let Some(role) = arrival.role else {
            return Ok(None);
        };
        let Ok(workbook) = grid::read(arrival.bytes, arrival.file_name, &self.limits) else {
            return Ok(None);
        };
        let Some(sheet) = pending_sheet::sheet_of(&workbook) else {
            return Ok(None);
        };
        let list = CameBack {
            arrival,
            workbook: &workbook,
            sheet,
            role,
            policy: &self.book.on(today).policy,
            today,
            limits: &self.limits,
            keeper: vault,
        };
        pending_back::judged(&list)
            .map(Some)
            .map_err(failing("办待审批清单"))
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
    book: &'a PolicyBook,
    role: Option<&'a str>,
    owner: Option<&'a str>,
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

    fn dropped(&self) -> Option<Dropped> {
        Some(Dropped {
            role: self.role?.to_owned(),
            owner: self.owner.map(str::to_owned),
        })
    }

    fn policy_case(&self) -> PolicyCase {
        let case = self.book.case(self.keeper, self.role, self.owner);
        case.unwrap_or_else(|error| {
            self.failure.replace(Some(error));
            PolicyCase::default()
        })
    }

    fn expects_policy(&self) -> bool {
        self.path == POLICY_FILE
    }
}

pub(super) fn failing<E: std::error::Error + Send + Sync + 'static>(
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
        proposal: &[u8],
        name: &str,
        today: NaiveDate,
        vault: &Keeper,
    ) -> Result<Option<Vec<u8>>, PortFailure> {
        let Ok(new) = read_policy(proposal, &self.limits) else {
            return Ok(None);
        };
        let in_force = &self.book.on(today).policy;
        let question = Question::new(in_force, &new, today);
        let made = catch_unwind(AssertUnwindSafe(|| {
            simulate(&vault.archive, &question, &self.limits, &|_| {})
        }));
        let Ok(made) = made else {
            tracing::error!(name, "试算这份制度时程序出了内部故障");
            return Ok(None);
        };
        let found = made.map_err(failing("用档案里的客户试算"))?;
        crate::sheet::workbook(&plans(&found))
            .map(Some)
            .map_err(failing("写试算结果"))
    }

    fn cards(&self, after: u64, today: NaiveDate, vault: &Keeper) -> Result<CardNews, PortFailure> {
        let policy = &self.book.on(today).policy;
        card_maker::cards(&vault.archive, policy, &self.share, after, today)
            .map_err(failing("读档案里有新资料的客户"))
    }

    fn card_list(&self, lines: &[CardLine], today: NaiveDate) -> Vec<SheetPlan> {
        ledger::list_plans(lines, &self.book.on(today).policy, today)
    }

    fn credit_cards(
        &self,
        today: NaiveDate,
        vault: &Keeper,
    ) -> Result<Vec<CreditCard>, PortFailure> {
        let policy = &self.book.on(today).policy;
        let accounts = vault.archive.accounts(today);
        accounts
            .and_then(|accounts| accounts::cards(&vault.archive, policy, accounts))
            .map_err(failing("把合同和回款过账"))
    }

    fn credit_card(&self, card: &CreditCard, today: NaiveDate) -> Vec<SheetPlan> {
        accounts::card_plans(card, &self.book.on(today).policy, today)
    }

    fn duties(&self, today: NaiveDate, vault: &Keeper) -> Result<Option<DutyBooks>, PortFailure> {
        let policy = &self.book.on(today).policy;
        duties::books(&vault.archive, policy, today).map_err(failing("列待办事项"))
    }

    fn corrections(
        &self,
        after: u64,
        vault: &Keeper,
    ) -> Result<(u64, Vec<CorrectionOnFile>), PortFailure> {
        let found = vault.archive.corrections_since(after);
        found.map_err(failing("查更正影响到什么"))
    }

    fn record_key(&self, form: &str, on: NaiveDate) -> Vec<String> {
        let forms = &self.book.on(on).policy.forms;
        forms
            .get(form)
            .map_or_else(Vec::new, FormDefinition::key_beside_customer)
    }

    fn reviews(
        &self,
        today: NaiveDate,
        vault: &Keeper,
        mark: Option<&str>,
    ) -> Result<Option<Reviews>, PortFailure> {
        let policy = &self.book.on(today).policy;
        let memory = &mut self.memory.borrow_mut();
        review_books::due(&vault.archive, policy, today, &self.limits, memory, mark)
    }

    fn book(&self, book: &Book, on: NaiveDate) -> Result<Vec<u8>, PortFailure> {
        review_books::bytes(&self.book.on(on).policy, book)
    }

    fn pending(
        &self,
        today: NaiveDate,
        notes: &BTreeMap<String, PendingNotes>,
        vault: &Keeper,
    ) -> Result<Vec<PendingList>, PortFailure> {
        let policy = &self.book.on(today).policy;
        let lists =
            pending::lists(vault, policy, today, notes).map_err(failing("查等待审批的事"))?;
        lists
            .into_iter()
            .map(|(role, plan, waits)| {
                let bytes = crate::sheet::workbook(&[plan]).map_err(failing("写待审批清单"))?;
                Ok(PendingList { role, bytes, waits })
            })
            .collect()
    }

    fn owner_grace(&self, on: NaiveDate) -> Duration {
        let hours = self.book.on(on).policy.sharing.owner_file_hours.as_ref();
        Duration::from_secs(hours.map_or(0, |h| u64::from(h.value) * 3600))
    }

    fn judge(
        &self,
        arrival: &Arrival<'_>,
        today: NaiveDate,
        vault: &Keeper,
    ) -> Result<Judged, PortFailure> {
        if let (Some(role), Some(kind)) = (arrival.role, evidence::kind(arrival.bytes)) {
            let file = evidence::judged(arrival.file_name, role, kind, vault)
                .map_err(failing("在档案里查受理号"))?;
            return Ok(Judged {
                annotated: Annotated::Beside(plain_words(&file)),
                file,
                circumstances: None,
                adopts: None,
            });
        }
        let submission = submission(arrival);
        let entry = self.book.on(today);
        let policy = &entry.policy;
        if let Some(file) = self.pending_came_back(arrival, today, vault)? {
            return Ok(Judged {
                annotated: Annotated::Grafted(arrival.bytes.to_vec()),
                file,
                circumstances: None,
                adopts: None,
            });
        }
        let source = FromArchive {
            keeper: vault,
            office: arrival.office,
            path: arrival.path,
            today,
            book: &self.book,
            role: arrival.role,
            owner: arrival.owner,
            asked: RefCell::default(),
            failure: RefCell::default(),
        };
        let mut judged = flow::judge(submission, policy, today, &self.limits, &source);
        if let Some(error) = source.failure.into_inner() {
            return Err(failing("在档案里查这些客户")(error));
        }
        let notes = notes_for(&judged.file, arrival.notes);
        add_notes(&mut judged.file, &notes);
        if arrival.role.is_none() {
            carry(&mut judged.file, arrival.office, policy.version(), vault)
                .map_err(failing("在档案里查原样的行"))?;
        }
        corrected::correct(&mut judged, arrival, today, vault, entry)?;
        let mut more: Vec<SheetPlan> = Vec::new();
        if judged.file.status.is_accepted() {
            let place = |number: u64, name: &str| self.copy_place(arrival.file_name, number, name);
            let most = policy.sharing.lookup_copies_max.as_ref();
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
            enclosed: Vec::new(),
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

/// The notes that concern a file of this kind: that an approval is only kept is not true of
/// policies and contracts.
fn notes_for(file: &JudgedFile, notes: &[Finding]) -> Vec<Finding> {
    let decides = place::is_policy(file)
        || file.records.iter().any(|r| {
            matches!(
                r.form.as_str(),
                "contract" | GRADE_LIST | CHANGE_REVIEW | CREDIT_CARD
            )
        });
    let kept = |note: &&Finding| note.code != "I-APPROVAL-KEPT" || !decides;
    notes.iter().filter(kept).cloned().collect()
}

/// What the file's way here tells stands first among its findings; a warning among it is a
/// warning of the file.
pub(super) fn add_notes(file: &mut JudgedFile, notes: &[Finding]) {
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
pub(super) fn take_over(record: &mut JudgedRecord, earlier: JudgedRecord, id: &str) {
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
