//! The flow in one place: what happens to a workbook between its bytes and its answer.
//!
//! [`judge`] is pure and reads like the line in the crate's documentation; `check` and the watcher
//! both call it. What the archive knows is handed in through [`KnownSource`].

pub mod again;
mod approval;
pub mod policy;

use crate::domain::approval::Dropped;
use crate::domain::contract::ContractReview;
use crate::domain::known::{Borrowed, KnownFacts};
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::domain::status::Status;
use crate::evaluate::evaluate;
use crate::extract::{Extracted, LINES_LISTED, Record, extract, field_reports};
use crate::findings::{Finding, Severity};
use crate::forms::Judging;
use crate::graft::{Marks, graft};
use crate::grid::{self, Limits, Refusal, Workbook};
use crate::judged::{JudgedFile, JudgedRecord};
use crate::policy::{Policy, PolicyDiff};
use crate::recognise::{Block, recognise_within};
use crate::render::{RenderContext, render};
use crate::sheet::{self, SheetPlan};
use crate::validate::{file_status, lacks_indicator, same_account_in_archive, status_of, validate};
use chrono::NaiveDate;
pub use policy::PolicyCase;
use sha2::{Digest, Sha256};

/// A workbook as it came.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    /// Its file name, without folders.
    pub file_name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The sub-folder of 收件箱 it lay in; "" at the root.
    pub office: &'a str,
}

/// Where the facts about customers come from: the archive, or nowhere (`check`).
pub trait KnownSource {
    /// What is known of the customers, codes and days in an extracted file.
    fn known(&self, extracted: &Extracted<'_>) -> KnownFacts;

    /// What a policy workbook is judged against beside the policy in force.
    fn policy_case(&self) -> PolicyCase {
        PolicyCase::default()
    }

    /// The approving role in whose folder the file lay.
    fn dropped(&self) -> Option<Dropped> {
        None
    }

    /// Whether a workbook with no known form is taken for a policy all the same, as what is saved
    /// over 制度参数.xlsx is.
    fn expects_policy(&self) -> bool {
        false
    }
}

/// No archive at hand.
#[derive(Debug, Clone, Copy)]
pub struct NoArchive;

impl KnownSource for NoArchive {
    fn known(&self, _extracted: &Extracted<'_>) -> KnownFacts {
        KnownFacts::default()
    }
}

/// How the answer is carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The submitted workbook with our sheets in it.
    Annotated(Vec<u8>),
    /// The submitted bytes stay as they came; this workbook goes beside them.
    Beside(Vec<u8>),
}

impl Answer {
    /// The workbook's bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Annotated(bytes) | Self::Beside(bytes) => bytes,
        }
    }
}

/// A judged submission.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The document.
    pub file: JudgedFile,
    /// The facts that were used.
    pub known: KnownFacts,
    /// The read workbook; none where it could not be read.
    pub workbook: Option<Workbook>,
    /// What a policy workbook was judged against; none for every other.
    pub policy_case: Option<PolicyCase>,
}

/// bytes → judged file: read, recognise, extract, validate, evaluate.
///
/// `limits` say how much is read, and who reads the formats that need a process of their own.
pub fn judge(
    submission: Submission<'_>,
    policy: &Policy,
    today: NaiveDate,
    limits: &Limits,
    source: &dyn KnownSource,
) -> Judged {
    let workbook = match grid::read(submission.bytes, submission.file_name, limits) {
        Ok(workbook) => workbook,
        Err(refusal) => return refused(submission, refusal.finding()),
    };
    if crate::policy::is_policy(&workbook) {
        return policy::judge(submission, workbook, policy, today, source.policy_case());
    }
    let recognised = recognise_within(&workbook, &policy.forms, limits);
    if recognised.blocks.is_empty() && recognised.over.is_none() && source.expects_policy() {
        return policy::judge(submission, workbook, policy, today, source.policy_case());
    }
    let rules = policy.reading_rules();
    let mut extracted = extract(&workbook, &recognised, rules, today, limits);
    if let Some(cap) = recognised.over.or(extracted.over) {
        return refused(submission, Refusal::Limit(cap).finding());
    }
    let old = old_templates(&recognised.blocks, &workbook, policy.version());
    extracted.findings.extend(old);
    let dropped = source.dropped();
    let role = dropped.as_ref().map(|d| d.role.as_str());
    approval::take_up(&workbook, &mut extracted, policy, role, today);
    validate(&mut extracted, policy, today, limits.findings);
    let mut known = source.known(&extracted);
    known.dropped = dropped;
    let file = conclude(submission, extracted, policy, today, &known);
    Judged {
        file,
        known,
        workbook: Some(workbook),
        policy_case: None,
    }
}

/// A note for each sheet whose form was made from the template of another policy: it is accepted
/// all the same, and judged by the policy in force.
fn old_templates(blocks: &[Block<'_>], workbook: &Workbook, now: &str) -> Vec<Finding> {
    let mut noted: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for block in blocks {
        let Some(old) = block.template_version.as_deref().filter(|v| *v != now) else {
            continue;
        };
        let Some(sheet) = workbook.sheets.get(block.sheet) else {
            continue;
        };
        if noted.contains(&block.sheet) {
            continue;
        }
        noted.push(block.sheet);
        let facts = [
            ("form", block.form.title.as_str()),
            ("old", old),
            ("now", now),
        ];
        let note = Finding::draft("I-TEMPLATE-OLD", &facts);
        found.push(note.at(&sheet.name, None).done());
    }
    found
}

/// Judged file → the workbook its owner gets: render, then graft, or a workbook beside.
/// `more` are sheets that the edge adds (the answer to a look-up).
pub fn answer(
    submission: Submission<'_>,
    judged: &Judged,
    policy: &Policy,
    today: NaiveDate,
    more: Vec<SheetPlan>,
) -> Result<Answer, sheet::SheetError> {
    answer_at(submission, judged, policy, today, more, None)
}

/// [`answer`] for a known place of delivery: `policy_copy` is the way from there to a workbook
/// that holds the policy which judged, for the links of its figures.
pub fn answer_at(
    submission: Submission<'_>,
    judged: &Judged,
    policy: &Policy,
    today: NaiveDate,
    more: Vec<SheetPlan>,
    policy_copy: Option<&str>,
) -> Result<Answer, sheet::SheetError> {
    let changes: Option<PolicyDiff> = judged
        .policy_case
        .as_ref()
        .and(judged.workbook.as_ref())
        .map(|workbook| policy::changes(policy, workbook));
    let mut context = RenderContext::new(
        policy,
        today,
        submission.file_name,
        sha256_hex(submission.bytes),
        &judged.known,
    );
    context.office = submission.office.to_owned();
    context.changes = changes.as_ref();
    context.policy_copy = policy_copy.map(str::to_owned);
    let mut plans = render(&judged.file, &context);
    plans.extend(more);
    if let Some(workbook) = &judged.workbook
        && workbook.kind.can_be_annotated()
        && !workbook.signed
    {
        match graft(submission.bytes, &sheet::donor(&plans), &Marks::RESULTS) {
            Ok(bytes) => return Ok(Answer::Annotated(bytes)),
            Err(refusal) => {
                tracing::info!(file = submission.file_name, %refusal, "answered beside the file")
            }
        }
    }
    let mut all: Vec<SheetPlan> = plans;
    if let Some(workbook) = &judged.workbook {
        all.extend(
            workbook
                .sheets
                .iter()
                .filter(|s| !s.is_ours())
                .map(|s| sheet::copy_of(s, workbook.dates)),
        );
    }
    sheet::workbook(&all).map(Answer::Beside)
}

/// SHA-256 in hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// A file that could not be read: returned, with the reason as its only finding.
fn refused(submission: Submission<'_>, finding: Finding) -> Judged {
    let file = JudgedFile {
        file: submission.file_name.to_owned(),
        status: Status::Returned,
        findings: vec![finding],
        records: Vec::new(),
        enclosed: Vec::new(),
    };
    Judged {
        file,
        known: KnownFacts::default(),
        workbook: None,
        policy_case: None,
    }
}

/// Evaluates what is right, and gives each record and the file their status (domain ruling 9.5).
fn conclude(
    submission: Submission<'_>,
    extracted: Extracted<'_>,
    policy: &Policy,
    today: NaiveDate,
    known: &KnownFacts,
) -> JudgedFile {
    // Case numbers given to earlier records of this file must not be given again.
    let mut known = known.clone();
    let mut records = Vec::with_capacity(extracted.records.len());
    for mut record in extracted.records {
        // Taken, for a long list has many, and they need not stand in memory twice.
        let findings = std::mem::take(&mut record.findings);
        records.push(conclude_record(
            &record, findings, policy, today, &mut known,
        ));
    }
    let status = file_status(records.iter().map(|r| r.status), &extracted.findings);
    JudgedFile {
        file: submission.file_name.to_owned(),
        status,
        findings: extracted.findings,
        records,
        enclosed: Vec::new(),
    }
}

fn conclude_record(
    record: &Record<'_>,
    mut findings: Vec<Finding>,
    policy: &Policy,
    today: NaiveDate,
    known: &mut KnownFacts,
) -> JudgedRecord {
    findings.extend(same_account_in_archive(record, known));
    findings.extend(lines_not_listed(record));
    let mut review = None;
    let judged_by_rule = !matches!(record.form.judging, Judging::Record | Judging::Lookup);
    if judged_by_rule && !has_error(&findings) {
        let evaluation = evaluate(record, policy, today, known);
        findings.extend(evaluation.findings);
        review = evaluation.review;
    }
    findings.sort_by(|a, b| (&a.sheet, a.cell, &a.code).cmp(&(&b.sheet, b.cell, &b.code)));
    if let Some(Review::Complaint(complaint)) = &review {
        known.case_ids.insert(complaint.case_id.clone());
    }
    let ungraded = match &review {
        Some(Review::Score(score)) => score.grade.is_none(),
        Some(Review::Rules(rules)) => rules.is_open(),
        Some(
            Review::Complaint(_)
            | Review::Policy(_)
            | Review::Ageing(_)
            | Review::Contract(_)
            | Review::Grading(_),
        )
        | None => false,
    };
    let status = status_of(&findings, ungraded && lacks_indicator(&findings));
    if status == Status::Returned {
        review = None;
    }
    if let (true, Some(Review::Contract(contract))) = (status.is_accepted(), &review)
        && known.dropped.is_none()
    {
        note_contract(known, record, contract, today);
    }
    JudgedRecord {
        form: record.form.id.clone(),
        form_title: record.form.title.clone(),
        sheet: record.sheet.clone(),
        row: record.row.map(|r| r + 1),
        status,
        customer: record.customer().map(str::to_owned),
        findings,
        fields: field_reports(record),
        review,
        carried_from: None,
    }
}

/// A contract counts for those that stand below it in the same file.
fn note_contract(
    known: &mut KnownFacts,
    record: &Record<'_>,
    review: &ContractReview,
    today: NaiveDate,
) {
    let Some(customer) = record.customer() else {
        return;
    };
    let on_file = review.on_file(record.date("signed_on"), record.text("group"));
    if let Some(group) = record.text("group") {
        let members = known.groups.entry(fold(group)).or_default();
        if !members.iter().any(|m| fold(m) == fold(customer)) {
            members.push(customer.to_owned());
        }
    }
    let place = record.row.map_or_else(
        || "本文件".to_owned(),
        |row| format!("本文件第{}行", row + 1),
    );
    let contracts = &mut known
        .customers
        .entry(fold(customer))
        .or_default()
        .dealings
        .contracts;
    contracts.retain(|c| fold(&c.value.contract_no) != fold(&review.contract_no));
    contracts.push(Borrowed {
        value: on_file,
        form_title: record.form.title.clone(),
        version: place,
        date: today,
    });
}

/// A note where the document repeats only the first of many lines.
fn lines_not_listed(record: &Record<'_>) -> Option<Finding> {
    let count = record.lines.len();
    let facts = [
        ("part", &*record.form.parts().join("、")),
        ("count", &count.to_string()),
        ("listed", &LINES_LISTED.to_string()),
    ];
    let note = || {
        Finding::draft("I-LINES-MANY", &facts)
            .at(&record.sheet, None)
            .done()
    };
    (count > LINES_LISTED).then(note)
}

fn has_error(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Error)
}
